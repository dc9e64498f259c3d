//! What is said of words, and of names that may be none.

use std::collections::BTreeMap;

use super::SIGNS;
use super::list::{WordList, without_dashes};
use crate::ballots::{ContestBuilder, WordKind};
use crate::cvr::table::is_total;
use crate::cvr::text::excerpt;

/// Words that are surnames, too.
const SURNAMES: [&str; 5] = ["over", "under", "blank", "null", "skip"];
/// Parts of what may be a word that is not in the lists.
const HINTS: [&str; 13] = [
    "overvot",
    "undervot",
    "skip",
    "blank",
    "exhaust",
    "invalid",
    "spoil",
    "novote",
    "noselection",
    "abstain",
    "unmarked",
    "notrank",
    "illegible",
];
/// What rows that are no ballots are called, beside totals.
const NOTES: [&str; 7] = ["source", "note", "notes", "response", "responses", "openendedresponse", "other(pleasespecify)"];
/// More names are not told of one by one.
const MAX_TOLD: usize = 20;

impl WordList {
    /// Tells of candidates that are called like a word: lists of candidates may have one, and not every format has words.
    pub(in crate::cvr) fn tell_candidates(&self, builder: &mut ContestBuilder) {
        let named = builder.counted_names().filter_map(|name| Some((name.to_owned(), self.kind(name)?)));
        let named: BTreeMap<String, WordKind> = named.collect();
        for (name, kind) in named.into_iter().take(MAX_TOLD) {
            builder.warn(format!(
                "{} is taken for a candidate, though the word means {} elsewhere; if it is a candidate, say `write_in` \
                 \"{name}=candidate\"; if not, `drop_candidate` {name:?} leaves its marks out",
                excerpt(&name),
                meaning(kind)
            ));
        }
    }

    /// Tells of candidates that are called like a row that is no ballot: a total, a second row of headings.
    pub(in crate::cvr) fn tell_notes(&self, builder: &mut ContestBuilder) {
        let is_plain = |name: &&str| !self.is_said_name(name);
        let is_note = |name: &&str| is_total(name) || NOTES.contains(&without_dashes(name).as_str());
        let found: Vec<String> =
            builder.counted_names().filter(is_note).filter(is_plain).take(MAX_TOLD).map(str::to_owned).collect();
        for name in found {
            builder.warn(format!(
                "{name:?} is taken for a candidate; if its row is a total, a note or a second heading, take the row out; if it is a \
                 candidate, say `write_in` \"{name}=candidate\""
            ));
        }
    }
}

/// The texts of cells, and how many cells hold each.
#[derive(Default)]
pub(super) struct Counted {
    pub(super) words: BTreeMap<(String, WordKind), u64>,
    pub(super) names: BTreeMap<String, u64>,
}

impl Counted {
    pub(super) fn tell(self, list: &WordList, builder: &mut ContestBuilder) {
        for ((text, kind), cells) in &self.words {
            if SURNAMES.contains(&without_dashes(text).as_str()) && text.starts_with(char::is_uppercase) {
                builder.warn(format!(
                    "{text:?} is taken for {}; if it is a candidate, say `write_in` \"{text}=candidate\"",
                    meaning(*kind)
                ));
            }
            builder.words(*kind, text, *cells);
        }
        let plain = self.names.iter().filter(|(name, _)| !list.is_said_name(name));
        let plain: Vec<(&str, u64)> = plain.map(|(name, &cells)| (name.as_str(), cells)).collect();
        tell_hints(&plain, builder);
        tell_signs(&plain, builder);
        tell_numbers(&plain, self.names.values().sum(), builder);
    }
}

fn tell_hints(names: &[(&str, u64)], builder: &mut ContestBuilder) {
    let is_word = |name: &str| HINTS.iter().any(|hint| without_dashes(name).contains(hint));
    for (name, cells) in names.iter().filter(|(name, _)| is_word(name)).take(MAX_TOLD) {
        builder.warn(format!(
            "{} is taken for a candidate (cells: {cells}); if it is a word, say `no_mark_word` {name:?} or `overvote_word` {name:?}",
            excerpt(name)
        ));
    }
}

fn tell_signs(names: &[(&str, u64)], builder: &mut ContestBuilder) {
    let signed = names.iter().filter_map(|(name, _)| Some((name, SIGNS.iter().find(|sign| name.contains(*sign))?)));
    for (name, sign) in signed.take(MAX_TOLD) {
        builder.warn(format!(
            "the name {} holds {sign:?}; if that stands between the names of an overvote, say `overvote_delimiter` {sign:?}",
            excerpt(name)
        ));
    }
}

/// Of `all` cells with names.
fn tell_numbers(names: &[(&str, u64)], all: u64, builder: &mut ContestBuilder) {
    let numbers: Vec<&(&str, u64)> = names.iter().filter(|(name, _)| !name.contains(char::is_alphabetic)).collect();
    if numbers.len() > 1 && numbers.iter().map(|(_, cells)| cells).sum::<u64>() * 10 >= all {
        let first: Vec<String> = numbers.iter().take(5).map(|(name, _)| excerpt(name)).collect();
        builder.warn(format!(
            "candidates are named by numbers ({}): give the file that names them, say `alias` \"number=name\", or look for a column of \
             names",
            first.join(", ")
        ));
        return;
    }
    for (name, cells) in numbers.into_iter().take(MAX_TOLD) {
        builder.warn(format!(
            "{} is taken for a candidate (cells: {cells}); if it is no name, say `no_mark_word` {name:?} or `overvote_word` {name:?}",
            excerpt(name)
        ));
    }
}

fn meaning(kind: WordKind) -> &'static str {
    match kind {
        WordKind::Overvote => "an overvote",
        WordKind::NoMark => "no mark",
    }
}
