//! Words in place of a name: one list for every format that has words in cells.

mod list;
mod telling;

use std::collections::HashSet;

use foldhash::HashMap;

use super::text::excerpt;
use crate::ballots::{CleaningOptions, ContestBuilder, Mark, RawBallot, ReadingOptions, WordKind, normal_name};
use crate::error::{Error, Result};
pub(super) use list::WordList;
use telling::Counted;

/// Between names that share a rank, where nothing else is said.
const SIGNS: [&str; 2] = ["//", "|"];
/// Parts of names, too: between names where each of them stands alone elsewhere.
const MAYBE_SIGNS: [&str; 7] = [";", ",", "/", "&", "+", "=", ">"];
/// More different cells are looked at anew each time.
const MAX_REMEMBERED: usize = 50_000;

/// What a source writes for a candidate, turned into the name; or what is wrong with it.
pub(super) type Spelling<'a> = dyn Fn(&str) -> Result<Option<String>, String> + 'a;

/// What a cell says of one rank.
pub(super) struct Words<'a> {
    list: WordList,
    delimiters: Vec<String>,
    /// Names that stand alone in a cell somewhere; `None` where that was not looked at.
    alone: Option<HashSet<String>>,
    spelling: Option<Box<Spelling<'a>>>,
    spellings: HashMap<String, String>,
    remembered: HashMap<String, Seen>,
    counted: Counted,
}

/// What a text says where a candidate should stand.
pub(super) enum Said {
    Name,
    Names(Vec<String>),
    Overvote,
    Nothing,
}

#[derive(Default)]
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
        Words {
            list: WordList::of(options, cleaning),
            delimiters: options.overvote_delimiter.iter().filter(|sign| !sign.is_empty()).cloned().collect(),
            alone: None,
            spelling: None,
            spellings: HashMap::default(),
            remembered: HashMap::default(),
            counted: Counted::default(),
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

    /// As [`WordList::kind`].
    pub(super) fn kind(&self, text: &str) -> Option<WordKind> {
        self.list.kind(text)
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
        let mut seen = Seen { cells: 1, ..Seen::default() };
        for part in self.split(std::iter::once(text)) {
            match self.kind(part) {
                Some(kind) => seen.words.push((part.to_owned(), kind)),
                None => seen.names.push(part.to_owned()),
            }
        }
        let said = seen.said();
        self.remember(text, seen);
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
        self.remember(cell, seen);
        Ok(())
    }

    fn look_at(&mut self, cell: &str, builder: &mut ContestBuilder) -> Result<Seen> {
        let mut seen = Seen { cells: 1, ..Seen::default() };
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
            let sign = SIGNS.into_iter().find(|sign| part.contains(sign)).filter(|_| !self.list.is_said_name(part));
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
        let Some(alone) = self.alone.as_ref().filter(|_| !self.list.is_said_name(part)) else { return vec![part] };
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

    fn remember(&mut self, cell: &str, seen: Seen) {
        if self.remembered.len() < MAX_REMEMBERED {
            self.remembered.insert(cell.to_owned(), seen);
        } else {
            self.count(seen);
        }
    }

    fn count(&mut self, seen: Seen) {
        for word in seen.words {
            *self.counted.words.entry(word).or_default() += seen.cells;
        }
        for name in seen.names {
            *self.counted.names.entry(name).or_default() += seen.cells;
        }
    }

    /// Tells of words, and of names that may be none; to be called when all cells are read.
    pub(super) fn finish(mut self, builder: &mut ContestBuilder) {
        for (_, seen) in std::mem::take(&mut self.remembered) {
            self.count(seen);
        }
        self.counted.tell(&self.list, builder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballots::{ReadingReport, WriteInRole};

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
