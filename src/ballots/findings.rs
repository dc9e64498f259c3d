//! What a builder notices besides ballots: groups, words, samples and warnings.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::limits::{MAX_GROUP_NAMES, MAX_GROUPS};
use super::names::Names;
use super::raw::{GroupKind, Mark, RawBallot};
use super::reading::{ReadingReport, SampleBallot, WordKind};
use crate::error::{Error, Result};

/// More warnings than these are counted only.
const MAX_WARNINGS: usize = 100;
/// More words than these are not told.
const MAX_WORDS: usize = 1_000;
/// So much of a word is told.
const WORD_SHOWN: usize = 60;

#[derive(Default)]
pub(super) struct Findings {
    warnings: Vec<String>,
    /// Told after all others.
    last: Vec<String>,
    untold: u64,
    /// Sentences with `#` in place of the number.
    counted: BTreeMap<String, u64>,
    words: BTreeMap<(String, WordKind), u64>,
    groups: [Groups; GroupKind::ALL.len()],
    samples: Vec<SampleBallot>,
    samples_wanted: usize,
}

#[derive(Default)]
struct Groups {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
    ballots: Vec<u64>,
    last: u32,
    bytes: usize,
}

impl Findings {
    /// Like [`warn`](Self::warn), after all others.
    pub(super) fn warn_last(&mut self, sentence: String) {
        if self.last.len() < MAX_WARNINGS {
            self.last.push(sentence);
        }
    }

    pub(super) fn warn(&mut self, sentence: String) {
        if self.warnings.contains(&sentence) {
            return;
        }
        match self.warnings.len() {
            MAX_WARNINGS => self.untold += 1,
            _ => self.warnings.push(sentence),
        }
    }

    pub(super) fn warn_of(&mut self, number: u64, sentence: &str) {
        let has_room = number > 0 && self.counted.len() < MAX_WARNINGS;
        match self.counted.get_mut(sentence) {
            Some(total) => *total += number,
            None if has_room => drop(self.counted.insert(sentence.to_owned(), number)),
            None => {}
        }
    }

    pub(super) fn words(&mut self, kind: WordKind, text: &str, found: u64) {
        let key = (text.chars().take(WORD_SHOWN).collect(), kind);
        let has_room = self.words.len() < MAX_WORDS;
        match self.words.get_mut(&key) {
            Some(cells) => *cells += found,
            None if has_room => drop(self.words.insert(key, found)),
            None => {}
        }
    }

    /// Ballots of one group often follow each other.
    pub(super) fn group(&mut self, kind: GroupKind, name: &str) -> Result<u32> {
        let groups = &mut self.groups[kind as usize];
        if groups.names.get(groups.last as usize).is_some_and(|last| last == name) {
            return Ok(groups.last);
        }
        groups.last = match groups.numbers.get(name) {
            Some(&number) => number,
            None if groups.names.len() == MAX_GROUPS || groups.bytes + name.len() > MAX_GROUP_NAMES => {
                let start: String = name.chars().take(60).collect();
                let reason = format!("too many groups of ballots of one kind, or too long names of theirs: is {start:?} one?");
                return Err(Error::TooLarge(reason));
            }
            None => {
                let number = groups.names.len() as u32;
                groups.bytes += name.len();
                groups.numbers.insert(name.to_owned(), number);
                groups.names.push(name.to_owned());
                groups.ballots.push(0);
                number
            }
        };
        Ok(groups.last)
    }

    pub(super) fn keep_samples(&mut self, number: usize) {
        self.samples_wanted = number;
    }

    pub(super) fn ballot(&mut self, ballot: &RawBallot, ranking: &[u32], names: &Names) {
        for kind in GroupKind::ALL {
            if let Some(number) = ballot.group(kind) {
                self.groups[kind as usize].ballots[number as usize] += ballot.weight;
            }
        }
        if self.samples.len() < self.samples_wanted && !ballot.marks.is_empty() {
            self.samples.push(self.sample(ballot, ranking, names));
        }
    }

    fn sample(&self, ballot: &RawBallot, ranking: &[u32], names: &Names) -> SampleBallot {
        let mut marks: Vec<Vec<String>> = Vec::new();
        for &(rank, mark) in &ballot.marks {
            if marks.len() < usize::from(rank) {
                marks.resize(usize::from(rank), Vec::new());
            }
            marks[usize::from(rank) - 1].push(match mark {
                Mark::Candidate(number) => names.get(number).name.clone(),
                Mark::Overvote => "overvote".to_owned(),
            });
        }
        let group = |kind| Some((kind, self.groups[kind as usize].names[ballot.group(kind)? as usize].clone()));
        SampleBallot {
            key: ballot.key.clone(),
            weight: ballot.weight,
            groups: GroupKind::ALL.into_iter().filter_map(group).collect(),
            marks,
            ranking: ranking.iter().map(|&number| names.get(number).name.clone()).collect(),
        }
    }

    pub(super) fn finish(self) -> ReadingReport {
        let counted = self.counted.iter().map(|(sentence, number)| sentence.replacen('#', &number.to_string(), 1));
        let mut warnings = self.warnings;
        warnings.extend(counted);
        warnings.extend(self.last);
        if self.untold > 0 {
            warnings.push(format!("and {} more warnings", self.untold));
        }
        let groups = GroupKind::ALL.into_iter().zip(self.groups).filter(|(_, groups)| !groups.names.is_empty());
        ReadingReport {
            warnings,
            words: self.words.into_iter().map(|((text, kind), cells)| (text, kind, cells)).collect(),
            groups: groups.map(|(kind, groups)| (kind, groups.sorted())).collect(),
            samples: self.samples,
            missing: Vec::new(),
        }
    }
}

impl Groups {
    fn sorted(self) -> Vec<(String, u64)> {
        let mut values: Vec<(String, u64)> =
            self.names.into_iter().zip(self.ballots).filter(|(_, ballots)| *ballots > 0).collect();
        values.sort_unstable();
        values
    }
}
