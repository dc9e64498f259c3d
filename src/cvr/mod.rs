//! Readers of cast vote records: one file per format, format detection, and the one way in.
//!
//! A reader streams a file into a [`ContestBuilder`](crate::ballots::ContestBuilder); it knows marks, not cleaning.

mod input;

pub use input::{Input, Progress};

use crate::ballots::ContestBuilder;
use crate::error::Result;

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Clear Ballot wide CSV: one column per (choice, rank).
    ClearBallot,
    /// One row per mark, as CSV.
    LongCsv,
    /// One row per mark, as Parquet.
    LongParquet,
    /// OpenSTV ballot file.
    Blt,
    /// One column per rank, cells with candidate names.
    RankColumns,
    /// PrefLib SOC, SOI, TOC, TOI.
    Preflib,
}

/// A contest found in a file, for the choice among several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContestSummary {
    pub name: String,
    /// Ballots with at least one mark in the contest.
    pub ballots: u64,
}

/// What a source says of its contest besides the ballots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContestFacts {
    /// The contest's name as the source has it.
    pub contest: Option<String>,
    pub title: Option<String>,
    pub seats: Option<u32>,
}

/// Finds the format by content.
///
/// # Errors
/// An empty, truncated or unrecognised file; the message lists the formats that can be read.
pub fn detect(input: &Input) -> Result<Format> {
    let _ = input;
    todo!()
}

/// The names of the contests in a file, in the file's order, without reading ballots where a header tells. Formats that
/// hold one contest without a name give an empty list.
pub fn contests(input: &Input, format: Format) -> Result<Vec<String>> {
    let _ = (input, format);
    todo!()
}

/// Ballots per contest; reads the whole file.
pub fn count_contests(input: &Input, format: Format, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
    let _ = (input, format, progress);
    todo!()
}

/// Streams the ballots of one contest into `builder`. `contest` is the exact name, or `None` where the file holds one.
pub fn read(
    input: &Input,
    format: Format,
    contest: Option<&str>,
    builder: &mut ContestBuilder,
    progress: &mut dyn Progress,
) -> Result<ContestFacts> {
    let _ = (input, format, contest, builder, progress);
    todo!()
}
