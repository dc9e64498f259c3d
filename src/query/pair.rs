//! `pair`: one pair of candidates, told in the order asked.

use super::cell::{Cell, Row};
use super::election::Election;
use super::pairs;
use super::params::ParamReader;
use crate::error::{Error, Result};
use crate::metrics::Method;

#[derive(Clone, Debug)]
pub struct Request {
    candidate_1: usize,
    candidate_2: usize,
}

impl Request {
    pub fn read(reader: &mut ParamReader) -> Result<Request> {
        let candidate_1 = reader.candidate("candidate_1");
        let candidate_2 = reader.candidate("candidate_2");
        let (candidate_1, candidate_2) = (candidate_1?, candidate_2?);
        if candidate_1 == candidate_2 {
            return Err(Error::param("candidate_2", "the same candidate as candidate_1", "give two different candidates"));
        }
        Ok(Request { candidate_1, candidate_2 })
    }
}

/// The row of `pairs`, and: `scores` by method, `distance_distribution` (distance, ballots, share of the shared ballots).
pub fn execute(request: &Request, election: &Election) -> Result<Row> {
    let facts = election.pair_facts(request.candidate_1, request.candidate_2, Method::default())?;
    let mut row = pairs::row(&facts);
    row.push("scores", Row(Method::ALL.iter().map(|&method| (method.name(), facts.scores.strength(method).into())).collect()));
    let shared = facts.counts.shared_ballots;
    let distribution = (1u64..).zip(facts.counts.distances).map(|(distance, &ballots)| {
        let share = (shared > 0).then(|| ballots as f64 / shared as f64);
        Cell::Record(Row(vec![("distance", distance.into()), ("ballots", ballots.into()), ("share", share.into())]))
    });
    row.push("distance_distribution", Cell::List(distribution.collect()));
    Ok(row)
}
