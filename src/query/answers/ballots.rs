//! `ballots`: the ballots as a whole.

use super::context::Context;
use super::outcome::Outcome;
use super::request::Request;
use super::shares::{LengthShare, distribution};
use crate::error::Result;
use crate::metrics::{self, ratio};
use crate::query::data::{ColumnOf, Election, Kind, RowShape, shape};
use crate::query::params::{Cell, ParamReader};
use crate::snapshot::{CandidateEntry, PROFILE};

/// How many of the most common rankings are listed.
const COMMON: usize = 50;

/// A ranking that many ballots share.
pub struct SharedRanking<'a> {
    election: &'a Election,
    ranking: &'a [u16],
    ballots: u64,
    of: u64,
}

impl<'a> SharedRanking<'a> {
    fn cells(&self, cell: impl Fn(&'a CandidateEntry) -> Cell) -> Cell {
        let candidates = &self.election.descriptor.candidates;
        Cell::List(self.ranking.iter().map(|&candidate| cell(&candidates[usize::from(candidate)])).collect())
    }
}

shape! {
    /// One of the most common rankings.
    pub CommonRanking of SharedRanking<'a> {
        /// Ids, best first.
        candidates: List = |r| r.cells(|entry| entry.id.into());
        /// Untrusted text.
        names: Texts = |r| r.cells(|entry| entry.name.as_str().into());
        /// With exactly this ranking.
        ballots: Whole = |r| r.ballots;
        /// Of all ballots, 0 to 1. Null if there are none.
        share: Float or null = |r| ratio(r.ballots as f64, r.of);
    }
}

/// All ballots of an election, or of a group.
pub struct AllBallots<'a> {
    election: &'a Election,
    summary: metrics::BallotSummary,
}

impl AllBallots<'_> {
    fn common_rankings(&self) -> Cell {
        CommonRanking::rows(self.summary.common_rankings.iter().map(|(ranking, ballots)| SharedRanking {
            election: self.election,
            ranking,
            ballots: *ballots,
            of: self.summary.ballots,
        }))
    }
}

shape! {
    /// All ballots that rank anyone.
    pub BallotsShape as BallotSummary of AllBallots<'a> {
        /// How many.
        ballots: Whole = |all| all.summary.ballots;
        /// Distinct rankings among them.
        unique_rankings: Whole = |all| all.summary.unique_rankings;
        /// By how many candidates they rank.
        length_distribution: Rows of LengthShare =
            |all| distribution::<LengthShare, _>(1u64.., &all.summary.lengths, all.summary.ballots);
        /// The fifty most common; ties in the order of ids.
        common_rankings: Rows of CommonRanking = |all| all.common_rankings();
    }
}

#[derive(Debug)]
pub struct BallotsRequest;

impl BallotsRequest {
    /// Takes no parameters of its own.
    pub fn read(_: &mut ParamReader) -> Result<BallotsRequest> {
        Ok(BallotsRequest)
    }
}

impl Request for BallotsRequest {
    fn tables(&self) -> &'static [&'static str] {
        &[PROFILE]
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let summary = metrics::BallotSummary::of(context.rankings()?, COMMON);
        Ok(Outcome::Whole(BallotsShape::row(&AllBallots { election: context.election, summary }).into()))
    }

    /// Of the common rankings.
    fn columns(&self) -> Vec<&'static str> {
        CommonRanking::names()
    }
}
