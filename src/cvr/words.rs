//! Words in place of a name: one list for every format that has words in cells.

use std::collections::HashSet;

use crate::ballots::{CleaningOptions, ContestBuilder, Mark, RawBallot, ReadingOptions, WordKind, WriteInRole, normal_name};
use crate::error::Result;

/// Compared without regard to case, blanks, dashes and underscores.
const NO_MARK: [&str; 17] = [
    "",
    "skipped",
    "skippedranking",
    "skippedrank",
    "undervote",
    "undervotes",
    "under",
    "blank",
    "empty",
    "novote",
    "nomark",
    "noselection",
    "unranked",
    "nan",
    "null",
    "na",
    "xxx",
];
const OVERVOTE: [&str; 4] = ["overvote", "overvotes", "over", "overvoted"];

/// What a cell says of one rank.
pub(super) struct Words {
    no_mark: HashSet<String>,
    overvote: HashSet<String>,
    delimiters: Vec<String>,
    /// Names that the publisher says are names.
    names: HashSet<String>,
}

impl Words {
    pub(super) fn of(options: &ReadingOptions, cleaning: &CleaningOptions) -> Words {
        let list = |known: &[&str], added: &[String]| {
            known.iter().map(|word| (*word).to_owned()).chain(added.iter().map(|word| folded(word))).collect()
        };
        let is_name = |role: WriteInRole| role != WriteInRole::Slot;
        Words {
            no_mark: list(&NO_MARK, &options.no_mark_word),
            overvote: list(&OVERVOTE, &options.overvote_word),
            delimiters: options.overvote_delimiter.iter().filter(|sign| !sign.is_empty()).cloned().collect(),
            names: cleaning.write_in.iter().filter(|(_, role)| is_name(**role)).map(|(name, _)| normal_name(name)).collect(),
        }
    }

    /// What a text is besides a name.
    pub(super) fn kind(&self, text: &str) -> Option<WordKind> {
        let word = folded(text);
        let kind = if self.no_mark.contains(&word) {
            WordKind::NoMark
        } else if self.overvote.contains(&word) {
            WordKind::Overvote
        } else {
            return None;
        };
        (!self.names.contains(&normal_name(text))).then_some(kind)
    }

    /// The marks of one cell: names on several lines, or with a delimiter between them, are all marked.
    ///
    /// # Errors
    /// As [`ContestBuilder::candidate`].
    pub(super) fn mark(&self, cell: &str, rank: u16, ballot: &mut RawBallot, builder: &mut ContestBuilder) -> Result<()> {
        let mut parts: Vec<&str> = cell.split(['\n', '\r']).collect();
        for delimiter in &self.delimiters {
            parts = parts.into_iter().flat_map(|part| part.split(delimiter.as_str())).collect();
        }
        for part in parts.into_iter().map(str::trim) {
            match self.kind(part) {
                Some(kind) => {
                    if !part.is_empty() {
                        builder.word(kind, part);
                    }
                    if kind == WordKind::Overvote {
                        ballot.mark(rank, Mark::Overvote);
                    }
                }
                None => {
                    let candidate = builder.candidate(None, part)?;
                    ballot.mark(rank, Mark::Candidate(candidate));
                }
            }
        }
        Ok(())
    }
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}
