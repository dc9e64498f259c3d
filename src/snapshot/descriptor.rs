//! The descriptor of one election: candidates, rules, provenance, its tables.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::manifest::FileReference;
use super::path::safe_file;
use super::warm::WarmQuery;
use crate::ballots::{CleaningOptions, CleaningReport, MAX_BALLOTS, MAX_CANDIDATES, ReadingOptions, RuleSet};
use crate::error::{Error, Result};
use crate::tabulation::Rules;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Descriptor {
    pub id: String,
    pub title: String,
    /// The contest's name in the source, if it has one.
    pub contest: Option<String>,
    pub jurisdiction: Option<String>,
    /// YYYY-MM-DD.
    pub date: Option<String>,
    pub seats: Option<u32>,
    /// R: the longest ranking.
    pub max_rankings: u32,
    /// N: ballots that rank anyone.
    pub ballots: u64,
    /// Ballots with nothing left after cleaning, not part of N.
    pub blank_ballots: u64,
    /// Of the blank ballots, those with a mark; `None`: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inactive_ballots: Option<InactiveBallots>,
    /// In index order: ascending id. Tables name candidates by their place in this list, from 0.
    pub candidates: Vec<CandidateEntry>,
    pub cleaning: Cleaning,
    /// How the votes were counted; `None`: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tabulation: Option<Tabulated>,
    /// What the publisher said of the sources' words and columns.
    #[serde(default, skip_serializing_if = "ReadingOptions::is_default")]
    pub reading: ReadingOptions,
    /// By name, then hash.
    pub sources: Vec<SourceFile>,
    /// Parts of each table, in row order.
    pub tables: BTreeMap<String, Vec<TablePart>>,
    /// Queries that readers are likely to ask, with the parameters that differ from their defaults.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warm: Vec<WarmQuery>,
    /// The answers to `warm`, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<FileReference>,
    /// By which definitions they were made: a [fingerprint](crate::query::fingerprint) of each query.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answer_contracts: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateEntry {
    pub id: u32,
    /// Untrusted text.
    pub name: String,
    pub is_write_in: bool,
    /// Whether the candidate won a seat; absent when the winners are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner: Option<bool>,
}

/// Ballots with marks of which cleaning leaves nothing, by why they end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InactiveBallots {
    pub ended: u64,
    pub overvote: u64,
    pub skipped: u64,
    pub duplicate: u64,
}

impl InactiveBallots {
    /// From ballots by [`Ending`](crate::ballots::Ending).
    pub fn of([ended, overvote, skipped, duplicate]: [u64; 4]) -> InactiveBallots {
        InactiveBallots { ended, overvote, skipped, duplicate }
    }

    /// By [`Ending`](crate::ballots::Ending).
    pub fn by_ending(self) -> [u64; 4] {
        [self.ended, self.overvote, self.skipped, self.duplicate]
    }
}

/// How the ballots were cleaned and what that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cleaning {
    pub options: CleaningOptions,
    pub counts: CleaningReport,
}

/// How the votes were counted, and who won by whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tabulated {
    /// In full, with the seats they are counted for; where these are not those of the election, there is no count. `None`: the votes
    /// cannot be counted by the rules of the election, for any seats.
    pub rules: Option<Rules>,
    /// Where the rules come from; absent where they are the usual ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_set: Option<RuleSet>,
    /// Nobody said how many seats there are: the number in `rules` is a guess, and `winners` make nobody a winner.
    #[serde(default, skip_serializing_if = "is_false")]
    pub seats_assumed: bool,
    /// Ids of those whom the count elects, in the order of their election; absent if there is no count, or it ends without a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winners: Option<Vec<u32>>,
    /// Ids of those who won by the official result, ascending; absent if it was not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official_winners: Option<Vec<u32>>,
    /// Why there is no count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_counted: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !*value
}

impl Tabulated {
    /// Whether the count elects those who won by the official result; `None` if either is not known.
    pub fn agrees(&self) -> Option<bool> {
        let (Some(counted), Some(official)) = (&self.winners, &self.official_winners) else { return None };
        let mut counted = counted.clone();
        counted.sort_unstable();
        Some(counted == *official)
    }
}

/// One input: a file, a folder or a zip file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceFile {
    pub name: String,
    /// Of the file as it was given, gzip'd or not. For a folder, of the lines `<SHA-256>  <name>` of its files that were used, in the
    /// order of their names, as `sha256sum` prints them.
    pub sha256: String,
    pub bytes: u64,
    pub format: String,
    /// How many files of it were used.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub files: u64,
}

fn one() -> u64 {
    1
}

fn is_one(files: &u64) -> bool {
    *files == 1
}

/// One file of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablePart {
    /// Relative to the snapshot root.
    pub path: String,
    pub bytes: u64,
    pub raw_bytes: u64,
    pub rows: u64,
    pub sha256: String,
}

impl Descriptor {
    /// Seats as they are known: those that were said, else as many as there are official winners.
    pub fn known_seats(&self) -> Option<u32> {
        let official = self.tabulation.as_ref().and_then(|tabulation| tabulation.official_winners.as_ref());
        self.seats.or(official.map(|winners| winners.len() as u32).filter(|winners| *winners > 0))
    }

    /// Seats that rules fill which name no number: the known ones, else those of the election's own rules, else one.
    pub fn seats_to_fill(&self) -> u32 {
        let own = || self.tabulation.as_ref().and_then(|tabulation| tabulation.rules.as_ref()).and_then(|rules| rules.seats);
        self.known_seats().or_else(own).unwrap_or(1)
    }

    /// Id and name of every candidate, in index order.
    pub fn named_candidates(&self) -> Vec<(u32, &str)> {
        self.candidates.iter().map(|entry| (entry.id, entry.name.as_str())).collect()
    }

    /// Parses and checks a descriptor.
    ///
    /// # Errors
    /// [`Error::Format`] if it is not a descriptor, holds unsafe paths or more than any election has.
    pub fn parse(bytes: &[u8]) -> Result<Descriptor> {
        let descriptor: Descriptor = serde_json::from_slice(bytes)
            .map_err(|error| super::loading::not_json("the election's descriptor", bytes, &error))?;
        for part in descriptor.tables.values().flatten() {
            safe_file(&part.path, part.raw_bytes)?;
        }
        for answer in &descriptor.answers {
            safe_file(&answer.path, answer.raw_bytes)?;
        }
        if !descriptor.answers.is_empty() && descriptor.answers.len() != descriptor.warm.len() {
            return Err(Error::Format(format!(
                "election {}: there are {} answers to {} queries of the warm list",
                descriptor.id,
                descriptor.answers.len(),
                descriptor.warm.len()
            )));
        }
        if descriptor.candidates.len() > MAX_CANDIDATES || descriptor.ballots > MAX_BALLOTS {
            return Err(Error::Format(format!(
                "election {}: {} candidates and {} ballots are more than any published election has",
                descriptor.id,
                descriptor.candidates.len(),
                descriptor.ballots
            )));
        }
        let ballots = |counts: &[u64]| counts.iter().try_fold(0u64, |sum, &count| sum.checked_add(count));
        let inactive = ballots(&descriptor.inactive_ballots.unwrap_or_default().by_ending());
        let all = inactive.and_then(|inactive| ballots(&[descriptor.ballots, inactive]));
        if inactive.is_none_or(|inactive| inactive > descriptor.blank_ballots) || all.is_none_or(|all| all > MAX_BALLOTS) {
            return Err(Error::Format(format!(
                "election {}: its inactive_ballots are more than its blank ballots, or than any published election has",
                descriptor.id
            )));
        }
        descriptor.check_tabulation()?;
        if descriptor.candidates.windows(2).any(|pair| pair[0].id >= pair[1].id) {
            return Err(Error::Format(format!(
                "election {}: the candidates are not in ascending order of their ids",
                descriptor.id
            )));
        }
        Ok(descriptor)
    }

    fn check_tabulation(&self) -> Result<()> {
        let Some(tabulation) = &self.tabulation else { return Ok(()) };
        let refuse = |reason: &str| Err(Error::Format(format!("election {}: tabulation: {reason}", self.id)));
        if let Some(rules) = &tabulation.rules
            && let Err(reason) = rules.check()
        {
            return refuse(&reason.to_string());
        }
        let is_candidate = |id: &u32| self.candidates.iter().any(|candidate| candidate.id == *id);
        let mut named = [&tabulation.winners, &tabulation.official_winners].into_iter().flatten().flatten();
        if named.all(is_candidate) { Ok(()) } else { refuse("a winner is no candidate") }
    }

    /// Ballots with a mark, also those that rank nobody, as far as that is known.
    pub fn marked_ballots(&self) -> u64 {
        self.ballots + self.inactive_ballots.unwrap_or_default().by_ending().iter().sum::<u64>()
    }

    /// The parts of a table.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the snapshot does not carry it.
    pub fn table(&self, name: &str) -> Result<&[TablePart]> {
        self.tables.get(name).map(Vec::as_slice).ok_or_else(|| {
            Error::NotFound(format!(
                "election {} has no table {name:?}: build the snapshot again with this version of coalition-lens",
                self.id
            ))
        })
    }
}
