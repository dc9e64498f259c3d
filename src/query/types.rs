//! `types`: how many pairs there are of each coalition type.

use super::cell::{Cell, Row};
use super::election::{Election, PairFacts};
use super::pairs;
use super::params::ParamReader;
use crate::error::Result;
use crate::metrics::{CoalitionType, Method, pair_at, pair_count};

/// The columns of a type.
pub const COLUMNS: [&str; 5] = ["coalition_type", "count", "share", "mean_strength", "examples"];

const EXAMPLES: usize = 3;

#[derive(Clone, Debug)]
pub struct Request {
    min_shared_ballots: u64,
}

impl Request {
    pub fn read(reader: &mut ParamReader) -> Result<Request> {
        Ok(Request { min_shared_ballots: pairs::min_shared_ballots(reader)? })
    }
}

/// Per type, strongest type first: `count`, `share` of the pairs that have a type (null if none has), `mean_strength` by the
/// adjusted method (null if there are none), and the three strongest as `examples`.
pub fn execute(request: &Request, election: &Election) -> Result<Vec<Row>> {
    let n = election.descriptor.candidates.len();
    let mut typed = Vec::new();
    for place in 0..pair_count(n) {
        let (i, j) = pair_at(n, place);
        let facts = election.pair_facts(i, j, Method::default())?;
        if facts.counts.shared_ballots >= request.min_shared_ballots && facts.scores.coalition_type.is_some() {
            typed.push(facts);
        }
    }
    Ok(CoalitionType::ALL.iter().map(|&kind| summary(kind, &typed)).collect())
}

fn summary(kind: CoalitionType, typed: &[PairFacts]) -> Row {
    let strength = |facts: &PairFacts| facts.scores.strength(Method::default());
    let mut of_kind: Vec<&PairFacts> = typed.iter().filter(|facts| facts.scores.coalition_type == Some(kind)).collect();
    let strengths: Vec<f64> = of_kind.iter().filter_map(|facts| strength(facts)).collect();
    of_kind.sort_by(|a, b| strength(b).unwrap_or(f64::MIN).total_cmp(&strength(a).unwrap_or(f64::MIN)));
    let share = (!typed.is_empty()).then(|| of_kind.len() as f64 / typed.len() as f64);
    let mean = (!strengths.is_empty()).then(|| strengths.iter().sum::<f64>() / strengths.len() as f64);
    let examples = of_kind.iter().take(EXAMPLES).map(|facts| Cell::Record(example(facts))).collect();
    let cells = [kind.name().into(), (of_kind.len() as u64).into(), share.into(), mean.into(), Cell::List(examples)];
    Row(COLUMNS.into_iter().zip(cells).collect())
}

fn example(facts: &PairFacts) -> Row {
    let shown =
        ["candidate_1", "candidate_1_name", "candidate_2", "candidate_2_name", "shared_ballots", "coalition_strength_score"];
    Row(pairs::row(facts).0.into_iter().filter(|(name, _)| shown.contains(name)).collect())
}
