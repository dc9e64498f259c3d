//! Candidates with ballots, and kinds of ballots with the part they are of all.

use super::context::Context;
use crate::metrics::{Archetype, Camp, ratio};
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::Cell;
use crate::snapshot::CandidateEntry;

/// Some ballots of so many.
#[derive(Clone, Copy)]
pub struct Part {
    pub ballots: u64,
    pub of: u64,
}

impl Part {
    fn share(self) -> Option<f64> {
        ratio(self.ballots as f64, self.of)
    }
}

shape! {
    /// Some of a whole.
    pub BallotShare of Part {
        /// How many.
        ballots: Whole = |p| p.ballots;
        /// 0 to 1. Null if the whole is empty.
        share: Float or null = |p| p.share();
    }
}

shape! {
    /// A candidate by id and name, and some of a whole.
    pub CandidateShare of (&'a CandidateEntry, Part) {
        /// Id.
        candidate_id: Whole = |(entry, _)| entry.id;
        /// Untrusted text.
        candidate_name: Text = |(entry, _)| entry.name.as_str();
        /// How many.
        ballots: Whole = |(_, part)| part.ballots;
        /// 0 to 1. Null if the whole is empty.
        share: Float or null = |(_, part)| part.share();
    }
}

/// Defines rows of the ballots of one kind.
macro_rules! kinds {
    ($(#[doc = $about:literal])+ $shape:ident, #[doc = $said:literal] $name:ident: $kind:ident $(of $words:ident)? from $from:ty) => {
        shape! {
            $(#[doc = $about])+
            pub $shape of ($from, Part) {
                #[doc = $said]
                $name: $kind $(of $words)? = |(kind, _)| Cell::from(*kind);
                /// How many.
                ballots: Whole = |(_, part)| part.ballots;
                /// 0 to 1. Null if there are none at all.
                share: Float or null = |(_, part)| part.share();
            }
        }
    };
}

kinds! {
    /// Ballots of one length.
    LengthShare,
    /// How many candidates are ranked, from 1.
    length: Whole from u64
}
kinds! {
    /// Ballots that have a candidate at one rank.
    RankShare,
    /// From 1.
    rank: Whole from u64
}
kinds! {
    /// Ballots that rank two candidates so far from each other.
    DistanceShare,
    /// Difference of the two ranks, from 1.
    distance: Whole from u64
}
kinds! {
    /// Supporters of one archetype.
    ArchetypeShare,
    /// How they fill in the ballot.
    archetype: Text of Archetype from &'static str
}
kinds! {
    /// Supporters of one camp.
    CampShare,
    /// Whom else they rank.
    camp: Text of Camp from &'static str
}

/// One row per kind, with the ballots of each and the share of `of`.
pub fn distribution<'a, S, K>(kinds: impl IntoIterator<Item = K>, ballots: &[u64], of: u64) -> Cell
where
    S: RowShape<Facts<'a> = (K, Part)>,
{
    S::rows(kinds.into_iter().zip(ballots).map(|(kind, &ballots)| (kind, Part { ballots, of })))
}

/// Candidates with their ballots and the share of `of`: most ballots first, ties in index order, those with none left out.
pub fn most_first<'a>(
    context: Context<'a>,
    of: u64,
    ballots: impl Iterator<Item = (usize, u64)>,
) -> impl Iterator<Item = (&'a CandidateEntry, Part)> {
    let mut some: Vec<(usize, u64)> = ballots.filter(|&(_, ballots)| ballots > 0).collect();
    some.sort_by_key(|&(candidate, ballots)| (std::cmp::Reverse(ballots), candidate));
    some.into_iter().map(move |(candidate, ballots)| (context.entry(candidate), Part { ballots, of }))
}
