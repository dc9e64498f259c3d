//! `candidate`: one candidate in full.

use std::cmp::Ordering;

use super::candidates::{CandidateFacts, CandidateRow};
use super::centrality::{CentralityFacts, CentralityShape};
use super::context::Context;
use super::outcome::Outcome;
use super::passed::InCount;
use super::request::Request;
use super::shares::{BallotShare, CandidateShare};
use super::transfers::Following;
use crate::error::Result;
use crate::metrics::{CoalitionType, MIN_SHARED_BALLOTS, Method};
use crate::query::data::{ColumnOf, Kind, PairFigures, RowShape, shape};
use crate::query::params::{CANDIDATE, Cell, GraphParams, ParamReader, Row};
use crate::snapshot::{CANDIDATE_CENTRALITY, CANDIDATES, CandidateEntry, PAIRS, ROUNDS};

/// How many partners are listed at either end.
const PARTNERS: usize = 10;

/// Somebody who has a score with the candidate.
pub struct PartnerFacts<'a> {
    entry: &'a CandidateEntry,
    index: usize,
    figures: PairFigures<'a>,
    score: f64,
}

shape! {
    /// A candidate in relation to another.
    pub Partner of &'a PartnerFacts<'a> {
        /// Id.
        candidate_id: Whole = |p| p.entry.id;
        /// Untrusted text.
        candidate_name: Text = |p| p.entry.name.as_str();
        /// Ballots that rank both.
        shared_ballots: Whole = |p| p.figures.counts.shared_ballots;
        /// By the method `adjusted`, -1 to 1.
        coalition_strength_score: Float = |p| p.score;
        /// Shared ballots against chance, from 0; 1 = chance. Null if chance would give none.
        adjusted_lift: Float or null = |p| p.figures.scores.adjusted_lift;
        /// By shared ballots and closeness against chance. Null if no ballot ranks both, or chance would give none.
        coalition_type: Text of CoalitionType or null = |p| p.figures.scores.coalition_type.map(CoalitionType::name);
        /// Fewer than 30 shared ballots, seen or expected: read the ratios with care.
        low_support: Flag = |p| p.figures.scores.low_support;
    }
}

/// Everything that is told of a candidate.
pub struct CandidateInFull<'a> {
    profile: CandidateFacts<'a>,
    centrality: CentralityFacts<'a>,
    partners: Vec<PartnerFacts<'a>>,
    following: Following<'a>,
    in_count: Option<Row>,
}

impl CandidateInFull<'_> {
    /// The first partners in an order of the scores, ties in index order.
    fn first_partners(&self, order: fn(&f64, &f64) -> Ordering) -> Cell {
        let mut partners: Vec<&PartnerFacts> = self.partners.iter().collect();
        partners.sort_by(|a, b| order(&a.score, &b.score).then(a.index.cmp(&b.index)));
        Partner::rows(partners.into_iter().take(PARTNERS))
    }
}

shape! {
    /// One candidate in full.
    pub CandidateDetail of CandidateInFull<'a> {
        /// The row of `candidates`.
        profile: Record of CandidateRow = |c| CandidateRow::row(&c.profile);
        /// The row of `centrality` at the default thresholds.
        centrality: Record of CentralityShape = |c| CentralityShape::row(&c.centrality);
        /// The ten highest scores.
        strongest_partners: Rows of Partner = |c| c.first_partners(|a, b| b.total_cmp(a));
        /// The ten lowest scores.
        weakest_partners: Rows of Partner = |c| c.first_partners(f64::total_cmp);
        /// Who comes directly after the candidate: most ballots first, ties by ids; nobody with none.
        next_choices: Rows of CandidateShare = |c| c.following.next_choices();
        /// Nobody comes after.
        terminal: Record of BallotShare = |c| c.following.terminal();
        /// What became of the candidate in the count. Null of a group of voters, and where the snapshot has no count.
        in_count: Record of InCount or null = |c| c.in_count.clone();
    }
}

#[derive(Debug)]
pub struct CandidateRequest {
    candidate: usize,
}

impl CandidateRequest {
    pub fn read(reader: &mut ParamReader) -> Result<CandidateRequest> {
        Ok(CandidateRequest { candidate: reader.candidate(&CANDIDATE)? })
    }
}

impl Request for CandidateRequest {
    fn tables(&self) -> &'static [&'static str] {
        &[CANDIDATES, PAIRS, CANDIDATE_CENTRALITY, ROUNDS]
    }

    fn tables_without_rounds(&self) -> &'static [&'static str] {
        &[CANDIDATES, PAIRS, CANDIDATE_CENTRALITY]
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((MIN_SHARED_BALLOTS, Method::default()))
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let rows = context.figures.centrality(GraphParams::default())?;
        let told = CandidateInFull {
            profile: context.candidate_facts(context.figures.candidates()?, self.candidate),
            centrality: context.centrality_facts(&rows, self.candidate),
            partners: self.partners(context)?,
            following: context.following(self.candidate)?,
            in_count: context.published_count().map(|count| count.fate(self.candidate)),
        };
        Ok(Outcome::Whole(CandidateDetail::row(&told).into()))
    }
}

impl CandidateRequest {
    /// Everyone who has a score with the candidate.
    fn partners<'a>(&self, context: Context<'a>) -> Result<Vec<PartnerFacts<'a>>> {
        let mut partners = Vec::new();
        for index in (0..context.election.descriptor.candidates.len()).filter(|&other| other != self.candidate) {
            let figures = context.figures.pair(self.candidate, index)?;
            if let Some(score) = figures.scores.strength(Method::default()) {
                partners.push(PartnerFacts { entry: context.entry(index), index, figures, score });
            }
        }
        Ok(partners)
    }
}
