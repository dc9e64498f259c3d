//! `pair`: one pair of candidates, told in the order asked.

use super::cell::{Cell, Row};
use super::outcome::{Context, Outcome, Request};
use super::pairs;
use super::params::ParamReader;
use super::sentences::push_sentences;
use crate::error::{Error, Result};
use crate::metrics::Method;

#[derive(Debug)]
pub struct Pair {
    candidate_1: usize,
    candidate_2: usize,
}

impl Pair {
    pub fn read(reader: &mut ParamReader) -> Result<Pair> {
        let candidate_1 = reader.candidate("candidate_1");
        let candidate_2 = reader.candidate("candidate_2");
        let (candidate_1, candidate_2) = (candidate_1?, candidate_2?);
        if candidate_1 == candidate_2 {
            return Err(Error::param("candidate_2", "the same candidate as candidate_1", "give two different candidates"));
        }
        Ok(Pair { candidate_1, candidate_2 })
    }
}

impl Request for Pair {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    /// The row of `pairs`, and: `scores` by method, `distance_distribution` (distance, ballots, share of the shared ballots),
    /// and the plain questions, each answered by a sentence.
    fn compute(&self, context: Context) -> Result<Outcome> {
        let facts = context.pair_facts(self.candidate_1, self.candidate_2, Method::default())?;
        let (counts, scores) = (&facts.figures.counts, &facts.figures.scores);
        let mut row = pairs::row(&facts);
        row.push("scores", Row(Method::ALL.iter().map(|&method| (method.name(), scores.strength(method).into())).collect()));
        let shared = counts.shared_ballots;
        let distribution = (1u64..).zip(counts.distances).map(|(distance, &ballots)| {
            let share = (shared > 0).then(|| ballots as f64 / shared as f64);
            Cell::Record(Row(vec![("distance", distance.into()), ("ballots", ballots.into()), ("share", share.into())]))
        });
        row.push("distance_distribution", Cell::List(distribution.collect()));
        let candidates = context.figures.candidates()?;
        let firsts = [self.candidate_1, self.candidate_2].map(|candidate| candidates.first_choice_votes(candidate));
        push_sentences(&mut row, &facts, firsts);
        Ok(Outcome::Whole(row.into()))
    }
}
