//! `candidates`: the table of all candidates.

use super::context::Context;
use super::cut::Cut;
use super::outcome::Outcome;
use super::request::Request;
use crate::error::Result;
use crate::metrics::{CandidateCounts, CandidateScores};
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::{ParamReader, Row, SortOrder};
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
        CandidateFacts { index, entry: self.entry(index), counts, scores: counts.scores(index) }
    }
}

shape! {
    /// One candidate. Counts are ballots, counted with their weight. Ratios are null where their denominator is 0.
    pub CandidateRow of CandidateFacts<'a> {
        /// Id.
        candidate_id: Whole = |c| c.entry.id;
        /// Untrusted text.
        candidate_name: Text = |c| c.entry.name.as_str();
        /// Whether it is a counted write-in bucket.
        is_write_in: Flag = |c| c.entry.is_write_in;
        /// Whether the candidate won a seat; null if the winners are not known.
        winner: Flag or null = |c| c.entry.winner;
        /// Ballots that rank the candidate.
        mentions: Whole = |c| c.counts.mentions[c.index];
        /// Ballots with the candidate at the first rank.
        first_choice_votes: Whole = |c| c.counts.first_choice_votes(c.index);
        /// Of all ballots that rank anyone, 0 to 100. Null if there are none.
        first_choice_percentage: Float or null = |c| c.scores.first_choice_percentage;
        /// Ballots with the candidate at rank 1, 2, …
        rank_counts: List = |c| c.counts.ranks(c.index);
        /// Mean rank, from 1. Null if the candidate is on no ballot.
        avg_rank_position: Float or null = |c| c.scores.avg_rank_position;
        /// Borda points: the longest ranking's length for a first rank, one less for each rank below.
        weighted_score: Whole = |c| c.scores.weighted_score;
        /// `weighted_score` of what it would be with first ranks only, above 0 to 1. Null if the candidate is on no ballot.
        vote_strength_index: Float or null = |c| c.scores.vote_strength_index;
        /// 0 (all ranks alike) to 1 (always the same rank). Null if the candidate is on no ballot or nobody ranked two.
        ranking_consistency: Float or null = |c| c.scores.ranking_consistency;
        /// Ballots that rank nobody else.
        bullet_ballots: Whole = |c| c.counts.bullet_ballots[c.index];
        /// Ballots on which somebody comes after the candidate.
        transferable_ballots: Whole = |c| c.counts.transferable_ballots[c.index];
        /// `transferable_ballots` of `mentions`, 0 to 1. Null if the candidate is on no ballot.
        transfer_efficiency: Float or null = |c| c.scores.transfer_efficiency;
    }
}

#[derive(Debug)]
pub struct CandidatesRequest {
    cut: Cut,
}

impl CandidatesRequest {
    pub fn read(reader: &mut ParamReader) -> Result<CandidatesRequest> {
        Ok(CandidatesRequest { cut: Cut::read::<CandidateRow>(reader, "mentions", SortOrder::Desc)? })
    }
}

impl Request for CandidatesRequest {
    fn tables(&self) -> &'static [&'static str] {
        &[CANDIDATES]
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let counts = context.figures.candidates()?;
        let frame = context.figures.candidate_frame()?;
        Ok(self.cut.listing(frame, CandidateRow::columns(), None, |row| context.candidate_facts(counts, row)))
    }

    fn cut(&self) -> Option<&Cut> {
        Some(&self.cut)
    }

    fn rows(&self, context: Context, places: &[u32]) -> Result<Vec<Row>> {
        let counts = context.figures.candidates()?;
        Ok(self.cut.rows(CandidateRow::columns(), |row| context.candidate_facts(counts, row), places))
    }
}
