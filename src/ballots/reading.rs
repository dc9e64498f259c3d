//! How a file was read: what the publisher said of its words, and what was found beside the ballots.

use serde::{Deserialize, Serialize};

use super::raw::GroupKind;

/// What the publisher says of a file's words and columns, as the descriptor records it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadingOptions {
    /// Words of cells that are an overvote, besides those that are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overvote_word: Vec<String>,
    /// Words of cells that are no mark, besides those that are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub no_mark_word: Vec<String>,
    /// What stands between the names of an overvote in one cell, besides a line feed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overvote_delimiter: Vec<String>,
    /// The column that tells how many ballots a row stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_column: Option<String>,
    /// An input that is given twice is counted as often as it is given.
    #[serde(skip_serializing_if = "is_false")]
    pub allow_repeats: bool,
}

fn is_false(value: &bool) -> bool {
    !*value
}

impl ReadingOptions {
    /// Whether nothing was said.
    pub fn is_default(&self) -> bool {
        *self == ReadingOptions::default()
    }
}

/// What a word in place of a name was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WordKind {
    Overvote,
    NoMark,
}

/// What was found besides ballots: for the publisher's eyes, not published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadingReport {
    /// Whatever was assumed that may be wrong, a sentence each.
    pub warnings: Vec<String>,
    /// Words in place of names, by text, with the cells that hold them.
    pub words: Vec<(String, WordKind, u64)>,
    /// The values of each kind of group that the source tells, by text, with their ballots.
    pub groups: Vec<(GroupKind, Vec<(String, u64)>)>,
    /// Some ballots with a mark, as read: the first that the reader gave.
    pub samples: Vec<SampleBallot>,
    /// Names in the rules that this contest does not have: (parameter, name).
    pub missing: Vec<(&'static str, String)>,
}

/// A ballot as it was read and as it is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SampleBallot {
    /// The source's own name of the ballot.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub key: String,
    pub weight: u64,
    pub groups: Vec<(GroupKind, String)>,
    /// The names marked at each rank from 1; "overvote" where the source does not tell for whom.
    pub marks: Vec<Vec<String>>,
    /// The names of the ranking that is counted.
    pub ranking: Vec<String>,
}
