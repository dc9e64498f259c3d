//! `segments`: the supporters of a candidate, told apart by how and with whom they rank.

use std::borrow::Cow;

use super::context::Context;
use super::outcome::Outcome;
use super::request::Request;
use super::shares::{ArchetypeShare, BallotShare, CampShare, CandidateShare, LengthShare, Part, RankShare, distribution};
use super::transfers::Following;
use crate::error::Result;
use crate::metrics::{Archetype, Camp, MIN_SHARED_BALLOTS, Method, SegmentCounts, diversity, ratio};
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::{CANDIDATE, ParamReader};
use crate::snapshot::{CANDIDATES, CandidateEntry, PAIRS, SEGMENTS};

/// How many candidates ranked together with this one are listed.
const CO_RANKED: usize = 10;

/// Somebody ranked together with the candidate.
#[derive(Clone, Copy)]
pub struct CoRankedFacts<'a> {
    entry: &'a CandidateEntry,
    part: Part,
    adjusted_lift: Option<f64>,
}

shape! {
    /// A candidate ranked together with the one in question.
    pub CoRanked of CoRankedFacts<'a> {
        /// Id.
        candidate_id: Whole = |c| c.entry.id;
        /// Untrusted text.
        candidate_name: Text = |c| c.entry.name.as_str();
        /// That rank both.
        ballots: Whole = |c| c.part.ballots;
        /// Of the candidate's ballots, 0 to 1.
        share: Float or null = |c| ratio(c.part.ballots as f64, c.part.of);
        /// Shared ballots against chance, from 0; 1 = chance. Null if chance would give none.
        adjusted_lift: Float or null = |c| c.adjusted_lift;
    }
}

impl<'a> Context<'a> {
    /// The supporters of every candidate: as provided, or else counted from the rankings.
    fn segments(self) -> Result<Cow<'a, SegmentCounts>> {
        match self.figures.segments() {
            Ok(counts) => Ok(Cow::Borrowed(counts)),
            Err(_) => Ok(Cow::Owned(self.figures.count_segments(self.rankings()?)?)),
        }
    }
}

/// The supporters of a candidate.
pub struct Supporters<'a> {
    segments: Cow<'a, SegmentCounts>,
    following: Following<'a>,
    co_ranked: Vec<CoRankedFacts<'a>>,
}

impl Supporters<'_> {
    fn ranks(&self) -> &[u64] {
        self.following.counts.ranks(self.following.candidate)
    }
}

shape! {
    /// The supporters of a candidate: the ballots that rank it. Shares are of these.
    pub Segments of Supporters<'a> {
        /// Id.
        candidate_id: Whole = |s| s.following.entry().id;
        /// Untrusted text.
        candidate_name: Text = |s| s.following.entry().name.as_str();
        /// How many they are.
        mentions: Whole = |s| s.following.mentions();
        /// How they fill in the ballot: all five.
        archetypes: Rows of ArchetypeShare = |s| {
            let ballots = &s.segments.archetypes[s.following.candidate];
            distribution::<ArchetypeShare, _>(Archetype::ALL.map(Archetype::name), ballots, s.following.mentions())
        };
        /// Whom else they rank: all five.
        camps: Rows of CampShare = |s| {
            let ballots = &s.segments.camps[s.following.candidate];
            distribution::<CampShare, _>(Camp::ALL.map(Camp::name), ballots, s.following.mentions())
        };
        /// How many equally frequent archetypes would be as mixed, 1 to 5. Null if there are no supporters.
        diversity: Float or null = |s| diversity(&s.segments.archetypes[s.following.candidate]);
        /// At which rank they have the candidate.
        rank_distribution: Rows of RankShare = |s| distribution::<RankShare, _>(1u64.., s.ranks(), s.following.mentions());
        /// The most frequent rank, the lower of equally frequent ones. Null if there are no supporters.
        primary_rank: Whole or null = |s| primary(s.ranks());
        /// How many candidates they rank.
        ballot_length_distribution: Rows of LengthShare = |s| {
            let ballots = s.segments.lengths(s.following.candidate);
            distribution::<LengthShare, _>(1u64.., ballots, s.following.mentions())
        };
        /// The ten candidates on most of these ballots.
        top_co_ranked: Rows of CoRanked = |s| CoRanked::rows_of(&s.co_ranked);
        /// Who comes directly after the candidate: most ballots first, ties by ids; nobody with none.
        next_choices: Rows of CandidateShare = |s| s.following.next_choices();
        /// Nobody comes after.
        terminal: Record of BallotShare = |s| s.following.terminal();
    }
}

#[derive(Debug)]
pub struct SegmentsRequest {
    candidate: usize,
}

impl SegmentsRequest {
    pub fn read(reader: &mut ParamReader) -> Result<SegmentsRequest> {
        Ok(SegmentsRequest { candidate: reader.candidate(&CANDIDATE)? })
    }
}

impl Request for SegmentsRequest {
    fn tables(&self) -> &'static [&'static str] {
        &[CANDIDATES, PAIRS, SEGMENTS]
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((MIN_SHARED_BALLOTS, Method::default()))
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let supporters = Supporters {
            segments: context.segments()?,
            following: context.following(self.candidate)?,
            co_ranked: self.co_ranked(context)?,
        };
        Ok(Outcome::Whole(Segments::row(&supporters).into()))
    }
}

impl SegmentsRequest {
    fn co_ranked<'a>(&self, context: Context<'a>) -> Result<Vec<CoRankedFacts<'a>>> {
        let (pairs, _) = context.figures.pairs()?;
        let mentions = context.figures.candidates()?.mentions[self.candidate];
        let others = (0..context.election.descriptor.candidates.len()).filter(|&other| other != self.candidate);
        let mut shared: Vec<(usize, u64)> =
            others.map(|other| (other, pairs.shared(self.candidate, other))).filter(|&(_, ballots)| ballots > 0).collect();
        shared.sort_by_key(|&(other, ballots)| (std::cmp::Reverse(ballots), other));
        shared.truncate(CO_RANKED);
        let facts = |&(other, ballots): &(usize, u64)| {
            let adjusted_lift = context.figures.pair(self.candidate, other)?.scores.adjusted_lift;
            Ok(CoRankedFacts { entry: context.entry(other), part: Part { ballots, of: mentions }, adjusted_lift })
        };
        shared.iter().map(facts).collect()
    }
}

/// The most frequent rank, the lower of equally frequent ones; `None` if there are no ballots.
fn primary(ranks: &[u64]) -> Option<u64> {
    let most = ranks.iter().copied().max().filter(|&most| most > 0)?;
    (1..).zip(ranks).find(|&(_, &ballots)| ballots == most).map(|(rank, _)| rank)
}
