//! `candidates`: the table of all candidates.

use super::cell::Row;
use super::cut::Cut;
use super::frame::{ColumnOf, Kind};
use super::outcome::{Context, Outcome, Request};
use super::params::ParamReader;
use crate::error::Result;
use crate::metrics::{CandidateCounts, CandidateScores};
use crate::snapshot::{CANDIDATES, CandidateEntry};

/// Everything that a row of `candidates` shows of a candidate.
pub struct CandidateFacts<'a> {
    index: usize,
    entry: &'a CandidateEntry,
    counts: &'a CandidateCounts,
    scores: CandidateScores,
}

impl<'a> Context<'a> {
    pub fn candidate_facts(self, counts: &'a CandidateCounts, index: usize) -> CandidateFacts<'a> {
        CandidateFacts { index, entry: &self.election.descriptor.candidates[index], counts, scores: counts.scores(index) }
    }
}

pub fn columns<'a>() -> &'a [ColumnOf<CandidateFacts<'a>>] {
    &[
        ColumnOf { name: "candidate_id", kind: Kind::Whole, value: |c| c.entry.id.into() },
        ColumnOf { name: "candidate_name", kind: Kind::Text, value: |c| c.entry.name.as_str().into() },
        ColumnOf { name: "is_write_in", kind: Kind::Flag, value: |c| c.entry.is_write_in.into() },
        ColumnOf { name: "winner", kind: Kind::Flag, value: |c| c.entry.winner.into() },
        ColumnOf { name: "mentions", kind: Kind::Whole, value: |c| c.counts.mentions[c.index].into() },
        ColumnOf { name: "first_choice_votes", kind: Kind::Whole, value: |c| c.counts.first_choice_votes(c.index).into() },
        ColumnOf { name: "first_choice_percentage", kind: Kind::Float, value: |c| c.scores.first_choice_percentage.into() },
        ColumnOf { name: "rank_counts", kind: Kind::List, value: |c| c.counts.ranks(c.index).into() },
        ColumnOf { name: "avg_rank_position", kind: Kind::Float, value: |c| c.scores.avg_rank_position.into() },
        ColumnOf { name: "weighted_score", kind: Kind::Whole, value: |c| c.scores.weighted_score.into() },
        ColumnOf { name: "vote_strength_index", kind: Kind::Float, value: |c| c.scores.vote_strength_index.into() },
        ColumnOf { name: "ranking_consistency", kind: Kind::Float, value: |c| c.scores.ranking_consistency.into() },
        ColumnOf { name: "bullet_ballots", kind: Kind::Whole, value: |c| c.counts.bullet_ballots[c.index].into() },
        ColumnOf { name: "transferable_ballots", kind: Kind::Whole, value: |c| c.counts.transferable_ballots[c.index].into() },
        ColumnOf { name: "transfer_efficiency", kind: Kind::Float, value: |c| c.scores.transfer_efficiency.into() },
    ]
}

#[derive(Debug)]
pub struct Candidates {
    cut: Cut,
}

impl Candidates {
    pub fn read(reader: &mut ParamReader) -> Result<Candidates> {
        Ok(Candidates { cut: Cut::read(reader, columns(), ("mentions", true))? })
    }
}

impl Request for Candidates {
    fn tables(&self) -> &'static [&'static str] {
        &[CANDIDATES]
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let counts = context.figures.candidates()?;
        let frame = context.figures.candidate_frame()?;
        Ok(self.cut.listing(frame, columns(), None, |row| context.candidate_facts(counts, row)))
    }

    fn cut(&self) -> Option<&Cut> {
        Some(&self.cut)
    }

    fn rows(&self, context: Context, places: &[u32]) -> Result<Vec<Row>> {
        let counts = context.figures.candidates()?;
        Ok(self.cut.rows(columns(), |row| context.candidate_facts(counts, row), places))
    }
}
