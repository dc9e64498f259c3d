//! `types`: how many pairs there are of each coalition type.

use super::context::Context;
use super::outcome::Outcome;
use super::pairs::{self, PairFacts};
use super::request::Request;
use crate::error::Result;
use crate::metrics::{CoalitionType, Method, mean, ratio};
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::{MIN_SHARED, ParamReader};

const EXAMPLES: usize = 3;

/// The pairs of one type, those first that show it best.
pub struct PairsOfType<'a> {
    kind: CoalitionType,
    pairs: Vec<&'a PairFacts<'a>>,
    /// Pairs of any type.
    typed: u64,
    mean_adjusted_lift: Option<f64>,
    mean_strength: Option<f64>,
}

shape! {
    /// A pair as an example.
    pub TypeExample of &'a PairFacts<'a> {
        /// Id, the lower of the two.
        candidate_1: Whole = |p| p.ids[0];
        /// Untrusted text.
        candidate_1_name: Text = |p| p.names[0];
        /// Id.
        candidate_2: Whole = |p| p.ids[1];
        /// Untrusted text.
        candidate_2_name: Text = |p| p.names[1];
        /// Ballots that rank both.
        shared_ballots: Whole = |p| p.figures.counts.shared_ballots;
        /// By the method `adjusted`, -1 to 1. Null if one of the two is on no ballot.
        coalition_strength_score: Float or null = |p| p.figures.scores.strength(p.method);
    }
}

shape! {
    /// The pairs of one coalition type.
    pub TypeSummary of PairsOfType<'a> {
        /// Strong, moderate, strategic, neutral, opposed: in this order.
        coalition_type: Text of CoalitionType = |t| t.kind.name();
        /// Pairs.
        count: Whole = |t| t.pairs.len() as u64;
        /// Of the pairs that have a type, 0 to 1. Null if none has.
        share: Float or null = |t| ratio(t.pairs.len() as f64, t.typed);
        /// Mean of shared ballots against chance, from 0; 1 = chance. Null if there are no pairs of this type.
        mean_adjusted_lift: Float or null = |t| t.mean_adjusted_lift;
        /// Mean score by the method `adjusted`, -1 to 1. Null if there are no pairs of this type.
        mean_strength: Float or null = |t| t.mean_strength;
        /// The three strongest; of `opposed`, the three weakest.
        examples: Rows of TypeExample = |t| TypeExample::rows_of(&t.pairs[..EXAMPLES.min(t.pairs.len())]);
    }
}

#[derive(Debug)]
pub struct TypesRequest {
    min_shared_ballots: u64,
}

impl TypesRequest {
    pub fn read(reader: &mut ParamReader) -> Result<TypesRequest> {
        Ok(TypesRequest { min_shared_ballots: reader.whole(&MIN_SHARED)? })
    }
}

impl Request for TypesRequest {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let facts = context.pairs_by_row(Method::default())?;
        let (counts, _) = context.figures.pairs()?;
        let enough = (0..counts.len()).filter(|&pair| counts.shared_ballots[pair] >= self.min_shared_ballots);
        let typed: Vec<PairFacts> = enough.map(facts).filter(|facts| facts.figures.scores.coalition_type.is_some()).collect();
        Ok(Outcome::Whole(TypeSummary::rows(CoalitionType::ALL.iter().map(|&kind| of_type(kind, &typed)))))
    }

    fn columns(&self) -> Vec<&'static str> {
        TypeSummary::names()
    }
}

fn of_type<'a>(kind: CoalitionType, typed: &'a [PairFacts<'a>]) -> PairsOfType<'a> {
    let strength = |facts: &PairFacts| facts.figures.scores.strength(Method::default());
    let of_kind = typed.iter().filter(|facts| facts.figures.scores.coalition_type == Some(kind));
    let mut pairs: Vec<&PairFacts> = of_kind.collect();
    // Summed in the order of all pairs.
    let mean_adjusted_lift = mean(pairs.iter().filter_map(|facts| facts.figures.scores.adjusted_lift));
    let mean_strength = mean(pairs.iter().filter_map(|facts| strength(facts)));
    // Who is on the same ballot has a score.
    let score = |facts: &PairFacts| strength(facts).unwrap_or_default();
    pairs.sort_by(|a, b| match kind {
        CoalitionType::Opposed => score(a).total_cmp(&score(b)),
        _ => score(b).total_cmp(&score(a)),
    });
    PairsOfType { kind, pairs, typed: typed.len() as u64, mean_adjusted_lift, mean_strength }
}
