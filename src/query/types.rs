//! `types`: how many pairs there are of each coalition type.

use super::cell::{Cell, Row};
use super::outcome::{Context, Outcome, Request};
use super::pairs::{self, PairFacts};
use super::params::ParamReader;
use crate::error::Result;
use crate::metrics::{CoalitionType, Method, mean, ratio};

/// The columns of a type.
const COLUMNS: [&str; 5] = ["coalition_type", "count", "share", "mean_strength", "examples"];

const EXAMPLES: usize = 3;

#[derive(Debug)]
pub struct Types {
    min_shared_ballots: u64,
}

impl Types {
    pub fn read(reader: &mut ParamReader) -> Result<Types> {
        Ok(Types { min_shared_ballots: pairs::min_shared_ballots(reader)? })
    }
}

impl Request for Types {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    /// Per type, strongest type first: `count`, `share` of the pairs that have a type (null if none has), `mean_strength` by the
    /// adjusted method (null if there are none), and the three strongest as `examples`.
    fn compute(&self, context: Context) -> Result<Outcome> {
        let facts = context.pairs_by_row(Method::default())?;
        let (counts, _) = context.figures.pairs()?;
        let enough = (0..counts.len()).filter(|&pair| counts.shared_ballots[pair] >= self.min_shared_ballots);
        let typed: Vec<PairFacts> = enough.map(facts).filter(|facts| facts.figures.scores.coalition_type.is_some()).collect();
        Ok(Outcome::Whole(CoalitionType::ALL.iter().map(|&kind| summary(kind, &typed)).collect::<Vec<_>>().into()))
    }

    fn columns(&self) -> Vec<&'static str> {
        COLUMNS.to_vec()
    }
}

fn summary(kind: CoalitionType, typed: &[PairFacts]) -> Row {
    let strength = |facts: &PairFacts| facts.figures.scores.strength(Method::default());
    let mut of_kind: Vec<&PairFacts> = typed.iter().filter(|facts| facts.figures.scores.coalition_type == Some(kind)).collect();
    let mean = mean(of_kind.iter().filter_map(|facts| strength(facts)));
    of_kind.sort_by(|a, b| strength(b).unwrap_or(f64::MIN).total_cmp(&strength(a).unwrap_or(f64::MIN)));
    let share = ratio(of_kind.len() as f64, typed.len() as u64);
    let examples = of_kind.iter().take(EXAMPLES).map(|facts| Cell::Record(example(facts))).collect();
    let cells = [kind.name().into(), (of_kind.len() as u64).into(), share.into(), mean.into(), Cell::List(examples)];
    Row(COLUMNS.into_iter().zip(cells).collect())
}

fn example(facts: &PairFacts) -> Row {
    let shown =
        ["candidate_1", "candidate_1_name", "candidate_2", "candidate_2_name", "shared_ballots", "coalition_strength_score"];
    pairs::some_columns(facts, &shown)
}
