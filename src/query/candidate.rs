//! `candidate`: one candidate in full.

use std::cmp::Ordering;

use super::candidates;
use super::cell::Row;
use super::centrality;
use super::graphs::GraphParams;
use super::outcome::{Context, Outcome, Request};
use super::params::ParamReader;
use super::transfers::push_next_choices;
use crate::error::Result;
use crate::metrics::{CoalitionType, MIN_SHARED_BALLOTS, Method};
use crate::snapshot::{CANDIDATE_CENTRALITY, CANDIDATES, PAIRS};

/// How many partners are listed at either end.
const PARTNERS: usize = 10;

#[derive(Debug)]
pub struct Candidate {
    candidate: usize,
}

impl Candidate {
    pub fn read(reader: &mut ParamReader) -> Result<Candidate> {
        Ok(Candidate { candidate: reader.candidate("candidate")? })
    }
}

impl Request for Candidate {
    fn tables(&self) -> &'static [&'static str] {
        &[CANDIDATES, PAIRS, CANDIDATE_CENTRALITY]
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((MIN_SHARED_BALLOTS, Method::default()))
    }

    /// `profile`: the row of `candidates`; `centrality`: the row of `centrality` at its defaults; the strongest and the weakest
    /// partners; next choices.
    fn compute(&self, context: Context) -> Result<Outcome> {
        let rows = context.figures.centrality(GraphParams::default())?;
        let facts = context.centrality_facts(&rows, self.candidate);
        let profile = context.candidate_facts(context.figures.candidates()?, self.candidate);
        let mut data = Row::default();
        data.push("profile", Row::of(candidates::columns(), &profile));
        data.push("centrality", Row::of(centrality::columns(), &facts));
        let mut partners = self.partners(context)?;
        let mut first_ones = |order: fn(&f64, &f64) -> Ordering| {
            partners.sort_by(|(a, other_a, _), (b, other_b, _)| order(a, b).then(other_a.cmp(other_b)));
            partners.iter().take(PARTNERS).map(|(_, _, row)| row.clone()).collect::<Vec<Row>>()
        };
        data.push("strongest_partners", first_ones(|a, b| b.total_cmp(a)));
        data.push("weakest_partners", first_ones(f64::total_cmp));
        push_next_choices(&mut data, context, self.candidate)?;
        Ok(Outcome::Whole(data.into()))
    }
}

impl Candidate {
    /// Everyone who has a score with the candidate: the score, the index, what is shown.
    fn partners(&self, context: Context) -> Result<Vec<(f64, usize, Row)>> {
        let mut partners = Vec::new();
        for other in (0..context.election.descriptor.candidates.len()).filter(|&other| other != self.candidate) {
            let facts = context.pair_facts(self.candidate, other, Method::default())?;
            let (counts, scores) = (&facts.figures.counts, &facts.figures.scores);
            let Some(score) = scores.strength(facts.method) else { continue };
            let mut row = context.named(other);
            row.push("shared_ballots", counts.shared_ballots);
            row.push("coalition_strength_score", score);
            row.push("adjusted_lift", scores.adjusted_lift);
            row.push("coalition_type", scores.coalition_type.map(CoalitionType::name));
            row.push("low_support", scores.low_support);
            partners.push((score, other, row));
        }
        Ok(partners)
    }
}
