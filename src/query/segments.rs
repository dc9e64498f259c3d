//! `segments`: the supporters of a candidate, told apart by how and with whom they rank.

use super::cell::{Cell, Row};
use super::graphs::GraphParams;
use super::outcome::{Context, Outcome, Request, push_share};
use super::params::ParamReader;
use super::transfers::{most_first, push_next_choices};
use crate::error::Result;
use crate::metrics::{Archetype, Camp, MIN_SHARED_BALLOTS, Method, SegmentCounts, diversity};
use crate::snapshot::{CANDIDATES, PAIRS, SEGMENTS};

/// How many candidates ranked together with this one are listed.
const CO_RANKED: usize = 10;

#[derive(Debug)]
pub struct Segments {
    candidate: usize,
}

impl Segments {
    pub fn read(reader: &mut ParamReader) -> Result<Segments> {
        Ok(Segments { candidate: reader.candidate("candidate")? })
    }
}

impl<'a> Context<'a> {
    /// The supporters of every candidate: from the table, or counted from the rankings.
    fn segments(self) -> Result<&'a SegmentCounts> {
        if let Ok(counts) = self.figures.segments() {
            return Ok(counts);
        }
        let usual = GraphParams::default();
        let support = self.figures.support(usual.min_shared_ballots, usual.method)?;
        let candidates = self.figures.candidates()?;
        let membership = &support.clusters.membership;
        let counts = SegmentCounts::of(self.rankings()?, candidates.len(), candidates.max_rankings, membership);
        Ok(self.figures.provide_segments(counts))
    }
}

impl Request for Segments {
    fn tables(&self) -> &'static [&'static str] {
        &[CANDIDATES, PAIRS, SEGMENTS]
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((MIN_SHARED_BALLOTS, Method::default()))
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let candidate = self.candidate;
        let (counts, segments) = (context.figures.candidates()?, context.segments()?);
        let mentions = counts.mentions[candidate];
        let mut data = context.named(candidate);
        data.push("mentions", mentions);
        let archetypes = Archetype::ALL.map(|kind| kind.name().into());
        data.push("archetypes", distribution("archetype", archetypes, &segments.archetypes[candidate], mentions));
        let camps = Camp::ALL.map(|kind| kind.name().into());
        data.push("camps", distribution("camp", camps, &segments.camps[candidate], mentions));
        data.push("diversity", diversity(&segments.archetypes[candidate]));
        let ranks = counts.ranks(candidate);
        data.push("rank_distribution", distribution("rank", (1u64..).map(Cell::Whole), ranks, mentions));
        data.push("primary_rank", primary(ranks));
        let lengths = segments.lengths(candidate);
        data.push("ballot_length_distribution", distribution("length", (1u64..).map(Cell::Whole), lengths, mentions));
        data.push("top_co_ranked", self.co_ranked(context, mentions)?);
        push_next_choices(&mut data, context, candidate)?;
        Ok(Outcome::Whole(data.into()))
    }
}

impl Segments {
    fn co_ranked(&self, context: Context, mentions: u64) -> Result<Vec<Row>> {
        let (pairs, _) = context.figures.pairs()?;
        let others = (0..context.election.descriptor.candidates.len()).filter(|&other| other != self.candidate);
        let mut shared: Vec<(usize, u64)> =
            others.map(|other| (other, pairs.shared(self.candidate, other))).filter(|&(_, ballots)| ballots > 0).collect();
        shared.sort_by_key(|&(other, ballots)| (std::cmp::Reverse(ballots), other));
        shared.truncate(CO_RANKED);
        let rows = most_first(context, mentions, shared.iter().copied());
        let with_lift = |(mut row, &(other, _)): (Row, &(usize, u64))| {
            row.push("adjusted_lift", context.figures.pair(self.candidate, other)?.scores.adjusted_lift);
            Ok(row)
        };
        rows.into_iter().zip(&shared).map(with_lift).collect()
    }
}

/// The most frequent rank, the lower of equally frequent ones; `None` if there are no ballots.
fn primary(ranks: &[u64]) -> Option<u64> {
    let most = ranks.iter().copied().max().filter(|&most| most > 0)?;
    (1..).zip(ranks).find(|&(_, &ballots)| ballots == most).map(|(rank, _)| rank)
}

/// One row per kind: its name, `ballots`, and `share` of the candidate's ballots.
pub fn distribution(name: &'static str, kinds: impl IntoIterator<Item = Cell>, ballots: &[u64], of: u64) -> Vec<Row> {
    let row = |(kind, &ballots): (Cell, &u64)| {
        let mut row = Row(vec![(name, kind)]);
        push_share(&mut row, ballots, of);
        row
    };
    kinds.into_iter().zip(ballots).map(row).collect()
}
