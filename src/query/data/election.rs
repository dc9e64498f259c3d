//! One election of a snapshot, with the tables that have been loaded so far.

use std::cell::OnceCell;
use std::rc::Rc;

use super::figures::{Figures, not_provided};
use super::groups::{Ballots, Group, Groups};
use crate::ballots::{Endings, Profile, Selection};
use crate::error::{Error, Result};
use crate::query::params::{Counting, Voters};
use crate::snapshot::{
    CANDIDATE_CENTRALITY, CANDIDATES, Descriptor, ENDINGS, PAIRS, PROFILE, ROUNDS, SEGMENTS, Table, check_endings, check_pairs,
    read_candidates, read_centrality, read_endings, read_pairs, read_profile, read_rounds, read_segments, sha256_hex,
};
use crate::tabulation::Tabulation;

/// Which snapshot an answer comes from. Empty until there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    pub snapshot_id: String,
    pub data_version: String,
}

/// An immutable view of an election. Tables are added as queries need them and never change.
pub struct Election {
    pub provenance: Provenance,
    pub descriptor: Descriptor,
    /// SHA-256 of what answers are made from of the descriptor: id, numbers of ballots, candidates, their names, who won, seats,
    /// rules.
    pub(in crate::query) candidates_hash: String,
    all: Rc<Figures>,
    profile: Rc<OnceCell<Profile>>,
    endings: Rc<OnceCell<Endings>>,
    groups: Rc<Groups>,
}

impl Election {
    pub fn new(provenance: Provenance, descriptor: Descriptor) -> Election {
        let Descriptor { id, seats, ballots, inactive_ballots, candidates, tabulation, cleaning, .. } = &descriptor;
        let shown = (id, seats, ballots, inactive_ballots, candidates, tabulation, &cleaning.options);
        let shown = serde_json::to_vec(&shown).unwrap_or_default();
        let candidates_hash = sha256_hex(&shown);
        Election {
            provenance,
            descriptor,
            candidates_hash,
            all: Rc::default(),
            profile: Rc::default(),
            endings: Rc::default(),
            groups: Rc::default(),
        }
    }

    /// The same election in another snapshot. What has been loaded stays if tables and candidates are the same.
    pub fn succeeded_by(&self, provenance: Provenance, descriptor: Descriptor) -> Election {
        let next = Election::new(provenance, descriptor);
        if next.candidates_hash != self.candidates_hash || next.descriptor.tables != self.descriptor.tables {
            return next;
        }
        Election {
            all: self.all.clone(),
            profile: self.profile.clone(),
            endings: self.endings.clone(),
            groups: self.groups.clone(),
            ..next
        }
    }

    /// The hashes of what answers from these tables are made from.
    pub(in crate::query) fn sources(&self, tables: &[&str]) -> String {
        let parts = tables.iter().flat_map(|table| self.descriptor.tables.get(*table)).flatten();
        let hashes: Vec<&str> = parts.map(|part| part.sha256.as_str()).collect();
        format!("{} {}", self.candidates_hash, hashes.join(" "))
    }

    /// The bytes that its tables and what was derived from them hold.
    pub fn bytes(&self) -> usize {
        let profile = self.profile.get().map_or(0, Profile::bytes);
        let endings = self.endings.get().map_or(0, Endings::bytes);
        size_of::<Election>() + self.all.bytes() + profile + endings + self.groups.bytes()
    }

    /// Lets go of what was counted of groups of voters.
    pub fn forget_groups(&self) {
        self.groups.forget();
    }

    /// Whether a table has been provided.
    pub fn has(&self, table: &str) -> bool {
        match table {
            CANDIDATES => self.all.has_candidates(),
            PAIRS => self.all.has_pairs(),
            CANDIDATE_CENTRALITY => self.all.has_centrality(),
            SEGMENTS => self.all.has_segments(),
            PROFILE => self.profile.get().is_some(),
            ENDINGS => self.endings.get().is_some(),
            ROUNDS => self.all.tabulations.own().is_some(),
            _ => false,
        }
    }

    /// Whether a table has been provided, or the snapshot has it to be provided.
    pub(in crate::query) fn carries(&self, table: &str) -> bool {
        self.has(table) || self.descriptor.tables.contains_key(table)
    }

    /// Takes a decoded, verified table. A table that is there already stays.
    ///
    /// # Errors
    /// [`Error::Format`] if its columns or rows are not those of the descriptor's election.
    pub fn provide(&self, name: &str, table: &Table) -> Result<()> {
        let n = self.descriptor.candidates.len();
        match name {
            CANDIDATES => {
                let counts = read_candidates(table, n, self.descriptor.ballots)?;
                if let Ok((pairs, _)) = self.all.pairs() {
                    check_pairs(&counts, pairs)?;
                }
                self.all.provide_candidates(counts);
            }
            PAIRS => {
                let (counts, expectation) = read_pairs(table, n)?;
                if let Ok(candidates) = self.all.candidates() {
                    check_pairs(candidates, &counts)?;
                }
                self.all.provide_pairs(counts, expectation);
            }
            CANDIDATE_CENTRALITY => self.all.provide_centrality(read_centrality(table, n)?),
            SEGMENTS => self.all.provide_segments(read_segments(table, n)?),
            PROFILE => {
                let profile = read_profile(table, n)?;
                if profile.ballots() != self.descriptor.ballots {
                    let (counted, said) = (profile.ballots(), self.descriptor.ballots);
                    return Err(Error::Format(format!(
                        "the profile holds {counted} ballots, the election's descriptor says {said}"
                    )));
                }
                if let Some(endings) = self.endings.get() {
                    check_endings(&profile, &endings.rows)?;
                }
                self.profile.get_or_init(|| profile);
            }
            ENDINGS => {
                let rows = read_endings(table)?;
                if let Some(profile) = self.profile.get() {
                    check_endings(profile, &rows)?;
                }
                let inactive = self.descriptor.inactive_ballots.unwrap_or_default().by_ending();
                self.endings.get_or_init(|| Endings { rows, inactive });
            }
            ROUNDS => {
                let recorded = self.descriptor.tabulation.as_ref();
                let rules = recorded.and_then(|recorded| recorded.rules.as_ref());
                let rules =
                    rules.ok_or_else(|| Error::Format("there are rounds, but no rules by which they were counted".into()))?;
                let rounds = read_rounds(table, rules, n, self.descriptor.marked_ballots())?;
                let winners = recorded.and_then(|recorded| recorded.winners.as_ref());
                let elected = rounds.winners().map(|winner| self.descriptor.candidates[usize::from(winner)].id);
                if winners.is_some_and(|winners| !elected.eq(winners.iter().copied())) {
                    return Err(Error::Format("the rounds elect others than the election's descriptor says".into()));
                }
                self.all.tabulations.provide(rounds);
            }
            _ => return Err(Error::NotFound(format!("no query reads a table {name:?}"))),
        }
        Ok(())
    }

    /// # Errors
    /// [`Error::NotFound`] if the host has not provided the table.
    pub(in crate::query) fn profile(&self) -> Result<&Profile> {
        self.profile.get().ok_or_else(|| not_provided(PROFILE))
    }

    fn endings(&self) -> Result<&Endings> {
        self.endings.get().ok_or_else(|| not_provided(ENDINGS))
    }

    /// The count of all ballots, or of those of a selection with its figures. The one place that gives it.
    ///
    /// # Errors
    /// [`Error::NotFound`] if a table has not been provided; as [`crate::tabulation::tabulate`].
    pub(in crate::query) fn tabulation(
        &self,
        figures: &Figures,
        selection: Option<&Selection>,
        counting: &Counting,
        follow: bool,
    ) -> Result<Rc<Tabulation>> {
        if let (true, Some(own)) = (counting.is_own() && selection.is_none() && !follow, figures.tabulations.own()) {
            return Ok(own.clone());
        }
        figures.tabulations.tabulation(counting, follow, &self.descriptor, || {
            figures.tabulations.ground(self.profile()?, selection, self.endings()?);
            Ok(())
        })
    }

    /// The figures of all ballots.
    pub(in crate::query) fn figures(&self) -> &Figures {
        &self.all
    }

    /// The groups of voters that a query is about, none where all ballots are.
    pub(in crate::query) fn groups(&self, voters: &Voters) -> Vec<Rc<Group>> {
        voters.predicates().iter().map(|predicate| self.groups.of(predicate)).collect()
    }

    /// Does the next piece of counting the groups of some voters; false if nothing was left to do. As [`Group::count`].
    pub(in crate::query) fn count(&self, groups: &[Rc<Group>], voters: &Voters, tables: &[&str]) -> Result<bool> {
        let ballots = Ballots { profile: self.profile.get(), endings: self.endings.get(), descriptor: &self.descriptor };
        for (group, parameter) in groups.iter().zip(voters.parameters()) {
            if group.count(ballots, tables, parameter)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
