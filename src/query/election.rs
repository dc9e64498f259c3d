//! One election of a snapshot, with the tables that have been loaded so far.

use polars_core::frame::DataFrame;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use crate::error::{Error, Result};
use crate::metrics::{CandidateCounts, Expectation, Method, PairCounts, PairScores, PairView, pair_index};
use crate::snapshot::{CANDIDATES, Descriptor, PAIRS, Table, read_candidates, read_pairs};

use super::pairs;

/// Which snapshot an answer comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    pub snapshot_id: String,
    pub data_version: String,
}

/// An immutable view of an election. Tables are added as queries need them and never change.
pub struct Election {
    pub provenance: Provenance,
    pub descriptor: Descriptor,
    candidates: OnceCell<CandidateCounts>,
    pairs: OnceCell<(PairCounts, Expectation)>,
    pair_frames: RefCell<HashMap<Method, DataFrame>>,
}

impl Election {
    pub fn new(provenance: Provenance, descriptor: Descriptor) -> Election {
        Election { provenance, descriptor, candidates: OnceCell::new(), pairs: OnceCell::new(), pair_frames: RefCell::default() }
    }

    /// Whether a table has been provided.
    pub fn has(&self, table: &str) -> bool {
        match table {
            CANDIDATES => self.candidates.get().is_some(),
            PAIRS => self.pairs.get().is_some(),
            _ => false,
        }
    }

    /// Takes a decoded, verified table. A table that is there already stays.
    ///
    /// # Errors
    /// [`Error::Format`] if its columns or rows are not those of the descriptor's election.
    pub fn provide(&self, name: &str, table: &Table) -> Result<()> {
        let n = self.descriptor.candidates.len();
        match name {
            CANDIDATES if table.rows() != n => {
                Err(Error::Format(format!("the candidates table has {} rows for {n} candidates", table.rows())))
            }
            CANDIDATES => {
                let counts = read_candidates(table, self.descriptor.ballots)?;
                self.candidates.get_or_init(|| counts);
                Ok(())
            }
            PAIRS => {
                let counts = read_pairs(table, n)?;
                self.pairs.get_or_init(|| counts);
                Ok(())
            }
            _ => Err(Error::NotFound(format!("no query reads a table {name:?}"))),
        }
    }

    /// # Errors
    /// [`Error::NotFound`] if the host has not provided the table.
    pub(super) fn candidate_counts(&self) -> Result<&CandidateCounts> {
        self.candidates.get().ok_or_else(|| not_provided(CANDIDATES))
    }

    fn pair_counts(&self) -> Result<&(PairCounts, Expectation)> {
        self.pairs.get().ok_or_else(|| not_provided(PAIRS))
    }

    /// All pairs with their derived columns, in index order; made once per method.
    pub(super) fn pair_frame(&self, method: Method) -> Result<DataFrame> {
        if let Some(frame) = self.pair_frames.borrow().get(&method) {
            return Ok(frame.clone());
        }
        let facts =
            self.pair_counts()?.0.iter_candidates().map(|(i, j)| self.pair_facts(i, j, method)).collect::<Result<Vec<_>>>()?;
        let frame = pairs::frame(&facts)?;
        self.pair_frames.borrow_mut().insert(method, frame.clone());
        Ok(frame)
    }

    /// A pair as seen from its first candidate; `first` and `second` are different candidate indices in either order.
    pub(super) fn pair_facts(&self, first: usize, second: usize, method: Method) -> Result<PairFacts<'_>> {
        let candidates = self.candidate_counts()?;
        let (counts, expectation) = self.pair_counts()?;
        let pair = pair_index(counts.candidates, first.min(second), first.max(second));
        let oriented = |one: &[u64], two: &[u64]| if first < second { [one[pair], two[pair]] } else { [two[pair], one[pair]] };
        let view = PairView {
            ballots: candidates.ballots,
            mentions: [candidates.mentions[first], candidates.mentions[second]],
            shared_ballots: counts.shared_ballots[pair],
            distances: counts.distances(pair),
            ahead: oriented(&counts.ahead_1, &counts.ahead_2),
            next: oriented(&counts.next_1_to_2, &counts.next_2_to_1),
            both_top_3: counts.both_top_3[pair],
            expected_shared: expectation.expected_shared[pair],
            expected_close: expectation.expected_close[pair],
        };
        let [one, two] = [first, second].map(|index| &self.descriptor.candidates[index]);
        Ok(PairFacts {
            ids: [one.id, two.id],
            names: [&one.name, &two.name],
            first_then_second: oriented(&counts.first_then_second_1_to_2, &counts.first_then_second_2_to_1),
            scores: PairScores::of(&view),
            counts: view,
            method,
        })
    }
}

fn not_provided(table: &str) -> Error {
    Error::NotFound(format!("table {table:?} has not been loaded"))
}

/// Everything that a row of `pairs` shows of a pair.
pub(super) struct PairFacts<'a> {
    pub ids: [u32; 2],
    pub names: [&'a str; 2],
    pub counts: PairView<'a>,
    pub first_then_second: [u64; 2],
    pub scores: PairScores,
    pub method: Method,
}
