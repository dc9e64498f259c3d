//! `pair`: one pair of candidates, told in the order asked.

use super::cell::{Cell, Row};
use super::outcome::{Context, Outcome, Request};
use super::pairs;
use super::params::ParamReader;
use super::segments::distribution;
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

    /// The row of `pairs`, and: `scores` by method, `median_ranking_distance`, `distance_distribution` (distance, ballots, share of the shared ballots),
    /// and the plain questions, each answered by a sentence.
    fn compute(&self, context: Context) -> Result<Outcome> {
        let facts = context.pair_facts(self.candidate_1, self.candidate_2, Method::default())?;
        let (counts, scores) = (&facts.figures.counts, &facts.figures.scores);
        let mut row = Row::of(pairs::columns(), &facts);
        row.push("scores", Row(Method::ALL.iter().map(|&method| (method.name(), scores.strength(method).into())).collect()));
        row.push("median_ranking_distance", median(counts.distances));
        let distances = (1u64..).map(Cell::Whole);
        row.push("distance_distribution", distribution("distance", distances, counts.distances, counts.shared_ballots));
        let candidates = context.figures.candidates()?;
        let firsts = [self.candidate_1, self.candidate_2].map(|candidate| candidates.first_choice_votes(candidate));
        push_sentences(&mut row, &facts, firsts);
        Ok(Outcome::Whole(row.into()))
    }
}

/// The median of distances given as ballots at distance 1, 2, …; of an even number of ballots the mean of the two in the middle.
fn median(ballots: &[u64]) -> Option<f64> {
    let total: u64 = ballots.iter().sum();
    let at = |place: u64| {
        let mut before = 0;
        (1u64..).zip(ballots).find(|&(_, &ballots)| {
            before += ballots;
            before > place
        })
    };
    let ((lower, _), (upper, _)) = at(total.checked_sub(1)? / 2).zip(at(total / 2))?;
    Some((lower + upper) as f64 / 2.0)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_ballot_or_the_mean_of_the_two_in_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[0, 0]), None);
        assert_eq!(median(&[0, 1]), Some(2.0));
        assert_eq!(median(&[2, 2]), Some(1.5));
        assert_eq!(median(&[2, 3]), Some(2.0));
        assert_eq!(median(&[3, 0, 2]), Some(1.0));
        assert_eq!(median(&[3, 0, 3]), Some(2.0));
    }
}
