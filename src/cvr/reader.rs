//! What a format is: how it is called, told from others, and read.

use serde::Serialize;

use super::head::Head;
use super::input::{Input, Progress};
use super::memo::Memo;
use super::table::TableSample;
use crate::ballots::{ContestBuilder, ReadingOptions};
use crate::error::Result;

/// What is read: a file with ballots, those that explain it, and what the publisher says of it. A reader opens a file as often as
/// it needs to.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The file with ballots.
    pub input: &'a Input,
    /// Files of the same format without ballots that came with it, by name: manifests, lookups.
    pub companions: &'a [Input],
    pub options: &'a ReadingOptions,
    /// What was found in files that explain others, for all inputs of the set.
    pub memo: &'a Memo,
}

/// A reader of one format. It is one of the formats that can be read as soon as it has a line in the table of readers.
pub trait Reader: Sync {
    /// The name on the command line and in descriptors: lower-case letters and dashes.
    fn name(&self) -> &'static str;

    /// The format as people call it, for the list of those that can be read. Readers of one title share a place there.
    fn title(&self) -> &'static str;

    /// What it is recognised by, as a publisher sees it in the file.
    fn recognised_by(&self) -> &'static str;

    /// Whether an input is in this format and has ballots, by how it begins. The first reader in the order of the table that says
    /// so is taken, so a format with a sure mark takes no file of another.
    ///
    /// # Errors
    /// More than the head was asked for, and cannot be read.
    fn detect(&self, _head: &Head) -> Result<bool> {
        Ok(false)
    }

    /// Whether a CSV file whose first row is this is in this format and has ballots, whatever follows. Asked, in the order of the table
    /// of readers, of files that begin like none.
    fn detect_header(&self, _header: &[String]) -> bool {
        false
    }

    /// Whether a table (CSV or workbook) that begins so is in this format and has ballots, with what the publisher says of it.
    /// Asked, in the order of the table of readers, of files whose first row does not tell.
    fn detect_table(&self, _sample: &TableSample, _reading: &Reading) -> bool {
        false
    }

    /// Whether an input belongs to files of this format and has no ballots: a manifest, a lookup of names. Asked first.
    ///
    /// # Errors
    /// More than the head was asked for, and cannot be read.
    fn detect_companion(&self, _head: &Head) -> Result<bool> {
        Ok(false)
    }

    /// What a table most looks like to this reader, and what would make it readable, for the refusal of one that no reader takes.
    fn advise(&self, _sample: &TableSample, _reading: &Reading) -> Option<String> {
        None
    }

    /// Why a file of this format does not belong to the files that it came with, where that is certain: it is of another election. In
    /// a folder or zip file such a file is passed over, and named; one that was given by itself is refused.
    ///
    /// # Errors
    /// The file cannot be read.
    fn stranger(&self, _reading: &Reading) -> Result<Option<String>> {
        Ok(None)
    }

    /// The names of the contests in a file, in the file's order, without reading ballots where a header tells. Empty for a format
    /// that holds one contest without a name.
    ///
    /// # Errors
    /// The file is not in this format.
    fn contests(&self, _reading: &Reading) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// Whether a contest is offered for the choice, now that the [`contests`](Reader::contests) of all files of the set have been asked for: where
    /// a file alone does not tell which contests voters rank.
    ///
    /// # Errors
    /// None of its own.
    fn is_offered(&self, _memo: &Memo, _contest: &str) -> Result<bool> {
        Ok(true)
    }

    /// Ballots per contest, in the file's order; reads the whole file. Empty where [`contests`](Reader::contests) is.
    ///
    /// # Errors
    /// The file is not in this format, or a row cannot be read.
    fn count_contests(&self, _reading: &Reading, _progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        Ok(Vec::new())
    }

    /// Streams the ballots of one contest into `builder`. `contest` is the exact name, or `None` where the file holds one.
    ///
    /// # Errors
    /// The file is not in this format, or a row cannot be read. A format whose ballots come in many files takes one without ballots
    /// of the contest; others refuse it.
    fn read(
        &self,
        reading: &Reading,
        contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts>;
}

/// A contest found in a file, for the choice among several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContestSummary {
    pub name: String,
    /// Ballots with at least one mark in the contest.
    pub ballots: u64,
}

impl ContestSummary {
    /// Of each name, before ballots are counted.
    pub(super) fn without_ballots(names: impl IntoIterator<Item = impl Into<String>>) -> Vec<ContestSummary> {
        names.into_iter().map(|name| ContestSummary { name: name.into(), ballots: 0 }).collect()
    }
}

/// What a source says of its contest besides the ballots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContestFacts {
    /// The contest's name as the source has it.
    pub contest: Option<String>,
    pub title: Option<String>,
    pub seats: Option<u32>,
}

/// The index of the contest with this exact name, or of the only one.
pub(super) fn pick_contest(input: &Input, contests: &[String], name: Option<&str>) -> Result<usize> {
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
