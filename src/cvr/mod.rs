//! Readers of cast vote records: one file per format, format detection, and the one way in.
//!
//! A reader streams a file into a [`ContestBuilder`]; it knows marks, not cleaning. The usual way in is [`read_contest`].

mod blt;
mod clear_ballot;
mod contest;
mod detect;
mod input;
mod long;
mod preflib;
mod rank_columns;
mod table;
mod text;

pub use contest::{list_contests, read_contest};
pub use input::{Input, Progress};

use crate::ballots::ContestBuilder;
use crate::error::{Error, Result};

/// The formats that can be read. [`Display`](std::fmt::Display) and [`FromStr`](std::str::FromStr) use the names of
/// [`Format::name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

impl Format {
    pub const ALL: [Format; 6] =
        [Format::ClearBallot, Format::LongCsv, Format::LongParquet, Format::Blt, Format::RankColumns, Format::Preflib];

    /// The name on the command line and in descriptors.
    pub fn name(self) -> &'static str {
        match self {
            Format::ClearBallot => "clear-ballot",
            Format::LongCsv => "long-csv",
            Format::LongParquet => "long-parquet",
            Format::Blt => "blt",
            Format::RankColumns => "rank-columns",
            Format::Preflib => "preflib",
        }
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| {
            Error::param("format", format!("{name:?}"), format!("use one of {}", Format::ALL.map(Format::name).join(", ")))
        })
    }
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
    detect::detect(input)
}

/// The names of the contests in a file, in the file's order, without reading ballots where a header tells. Formats that
/// hold one contest without a name give an empty list.
pub fn contests(input: &Input, format: Format) -> Result<Vec<String>> {
    match format {
        Format::ClearBallot => clear_ballot::contests(input),
        Format::LongCsv | Format::LongParquet => long::contests(input, format),
        Format::Blt | Format::RankColumns | Format::Preflib => Ok(Vec::new()),
    }
}

/// Ballots per contest, in the file's order; reads the whole file. Empty where [`contests`] is.
pub fn count_contests(input: &Input, format: Format, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
    match format {
        Format::ClearBallot => clear_ballot::count_contests(input, progress),
        Format::LongCsv | Format::LongParquet => long::count_contests(input, format, progress),
        Format::Blt | Format::RankColumns | Format::Preflib => Ok(Vec::new()),
    }
}

/// Streams the ballots of one contest into `builder`. `contest` is the exact name, or `None` where the file holds one.
///
/// # Errors
/// The file is not in this format, a row cannot be read, or there are no ballots in it.
pub fn read(
    input: &Input,
    format: Format,
    contest: Option<&str>,
    builder: &mut ContestBuilder,
    progress: &mut dyn Progress,
) -> Result<ContestFacts> {
    match format {
        Format::ClearBallot => clear_ballot::read(input, contest, builder, progress),
        Format::LongCsv | Format::LongParquet => long::read(input, format, contest, builder, progress),
        Format::Blt => blt::read(input, builder, progress),
        Format::RankColumns => rank_columns::read(input, builder, progress),
        Format::Preflib => preflib::read(input, builder, progress),
    }
}

/// The index of the contest with this exact name, or of the only one.
fn pick_contest(input: &Input, contests: &[String], name: Option<&str>) -> Result<usize> {
    let known = || contests.iter().map(|contest| format!("{contest:?}")).collect::<Vec<_>>().join(", ");
    match name {
        Some(name) => contests
            .iter()
            .position(|contest| contest == name)
            .ok_or_else(|| input.fault(format!("has no contest {name:?}; its contests are {}", known()))),
        None if contests.len() == 1 => Ok(0),
        None => Err(input.fault(format!("holds several contests, choose one: {}", known()))),
    }
}
