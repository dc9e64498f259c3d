//! `pairs`: the table of all pairs of candidates.

use super::cell::Row;
use super::cut::Cut;
use super::figures::PairFigures;
use super::frame::{ColumnOf, Kind};
use super::mask::Mask;
use super::outcome::{Context, Outcome, Request};
use super::params::{MAX_WHOLE, ParamReader};
use crate::error::Result;
use crate::metrics::{CoalitionType, MIN_SHARED_BALLOTS, Method, pair_at};
use crate::snapshot::{CANDIDATES, PAIRS};

pub const TABLES: &[&str] = &[CANDIDATES, PAIRS];

const STRENGTH: &str = "coalition_strength_score";

/// Everything that a row of `pairs` shows of a pair, as seen from candidate 1.
pub struct PairFacts<'a> {
    pub ids: [u32; 2],
    pub names: [&'a str; 2],
    pub figures: PairFigures<'a>,
    pub method: Method,
}

impl<'a> Context<'a> {
    /// `first` and `second` are different candidate indices in either order.
    pub fn pair_facts(self, first: usize, second: usize, method: Method) -> Result<PairFacts<'a>> {
        Ok(self.named_pair(self.figures.pair(first, second)?, [first, second], method))
    }

    fn named_pair(self, figures: PairFigures<'a>, indices: [usize; 2], method: Method) -> PairFacts<'a> {
        let [one, two] = indices.map(|index| &self.election.descriptor.candidates[index]);
        PairFacts { ids: [one.id, two.id], names: [&one.name, &two.name], figures, method }
    }

    /// The facts of any row of all pairs.
    pub fn pairs_by_row(self, method: Method) -> Result<impl Fn(usize) -> PairFacts<'a>> {
        let (candidates, (counts, expectation)) = (self.figures.candidates()?, self.figures.pairs()?);
        Ok(move |row| {
            let (i, j) = pair_at(counts.candidates, row);
            self.named_pair(PairFigures::new(candidates, counts, expectation, i, j), [i, j], method)
        })
    }
}

/// The columns of a pair, as seen from candidate 1.
pub fn columns<'a>() -> &'a [ColumnOf<PairFacts<'a>>] {
    &[
        ColumnOf { name: "candidate_1", kind: Kind::Whole, value: |p| p.ids[0].into() },
        ColumnOf { name: "candidate_1_name", kind: Kind::Text, value: |p| p.names[0].into() },
        ColumnOf { name: "candidate_2", kind: Kind::Whole, value: |p| p.ids[1].into() },
        ColumnOf { name: "candidate_2_name", kind: Kind::Text, value: |p| p.names[1].into() },
        ColumnOf { name: "shared_ballots", kind: Kind::Whole, value: |p| p.figures.counts.shared_ballots.into() },
        ColumnOf { name: "total_ballots_1", kind: Kind::Whole, value: |p| p.figures.counts.mentions[0].into() },
        ColumnOf { name: "total_ballots_2", kind: Kind::Whole, value: |p| p.figures.counts.mentions[1].into() },
        ColumnOf { name: STRENGTH, kind: Kind::Float, value: |p| p.figures.scores.strength(p.method).into() },
        ColumnOf {
            name: "coalition_type",
            kind: Kind::Text,
            value: |p| p.figures.scores.coalition_type.map(CoalitionType::name).into(),
        },
        ColumnOf { name: "low_support", kind: Kind::Flag, value: |p| p.figures.scores.low_support.into() },
        ColumnOf { name: "basic_affinity_score", kind: Kind::Float, value: |p| p.figures.scores.basic_affinity_score.into() },
        ColumnOf {
            name: "proximity_weighted_affinity",
            kind: Kind::Float,
            value: |p| p.figures.scores.proximity_weighted_affinity.into(),
        },
        ColumnOf { name: "lift", kind: Kind::Float, value: |p| p.figures.scores.lift.into() },
        ColumnOf { name: "adjusted_lift", kind: Kind::Float, value: |p| p.figures.scores.adjusted_lift.into() },
        ColumnOf { name: "phi", kind: Kind::Float, value: |p| p.figures.scores.phi.into() },
        ColumnOf { name: "expected_shared", kind: Kind::Float, value: |p| p.figures.counts.expected_shared.into() },
        ColumnOf { name: "expected_close", kind: Kind::Float, value: |p| p.figures.counts.expected_close.into() },
        ColumnOf { name: "conditional_1_to_2", kind: Kind::Float, value: |p| p.figures.scores.conditional_1_to_2.into() },
        ColumnOf { name: "conditional_2_to_1", kind: Kind::Float, value: |p| p.figures.scores.conditional_2_to_1.into() },
        ColumnOf { name: "avg_ranking_distance", kind: Kind::Float, value: |p| p.figures.scores.avg_ranking_distance.into() },
        ColumnOf { name: "min_ranking_distance", kind: Kind::Whole, value: |p| p.figures.scores.min_ranking_distance.into() },
        ColumnOf { name: "max_ranking_distance", kind: Kind::Whole, value: |p| p.figures.scores.max_ranking_distance.into() },
        ColumnOf { name: "distance_counts", kind: Kind::List, value: |p| p.figures.counts.distances.into() },
        ColumnOf { name: "strong_coalition_votes", kind: Kind::Whole, value: |p| p.figures.scores.strong_coalition_votes.into() },
        ColumnOf { name: "weak_coalition_votes", kind: Kind::Whole, value: |p| p.figures.scores.weak_coalition_votes.into() },
        ColumnOf { name: "ahead_1", kind: Kind::Whole, value: |p| p.figures.counts.ahead[0].into() },
        ColumnOf { name: "ahead_2", kind: Kind::Whole, value: |p| p.figures.counts.ahead[1].into() },
        ColumnOf { name: "pairwise_1", kind: Kind::Whole, value: |p| p.figures.scores.pairwise_1.into() },
        ColumnOf { name: "pairwise_2", kind: Kind::Whole, value: |p| p.figures.scores.pairwise_2.into() },
        ColumnOf { name: "next_1_to_2", kind: Kind::Whole, value: |p| p.figures.counts.next[0].into() },
        ColumnOf { name: "next_2_to_1", kind: Kind::Whole, value: |p| p.figures.counts.next[1].into() },
        ColumnOf {
            name: "next_choice_rate_1_to_2",
            kind: Kind::Float,
            value: |p| p.figures.scores.next_choice_rate_1_to_2.into(),
        },
        ColumnOf {
            name: "next_choice_rate_2_to_1",
            kind: Kind::Float,
            value: |p| p.figures.scores.next_choice_rate_2_to_1.into(),
        },
        ColumnOf { name: "first_then_second_1_to_2", kind: Kind::Whole, value: |p| p.figures.counts.first_then_second[0].into() },
        ColumnOf { name: "first_then_second_2_to_1", kind: Kind::Whole, value: |p| p.figures.counts.first_then_second[1].into() },
        ColumnOf { name: "transfer_votes_1_to_2", kind: Kind::Whole, value: |p| p.figures.counts.first_then_second[0].into() },
        ColumnOf { name: "transfer_votes_2_to_1", kind: Kind::Whole, value: |p| p.figures.counts.first_then_second[1].into() },
        ColumnOf { name: "both_top_3", kind: Kind::Whole, value: |p| p.figures.counts.both_top_3.into() },
        ColumnOf { name: "close_together_rate", kind: Kind::Float, value: |p| p.figures.scores.close_together_rate.into() },
    ]
}

/// Which pairs are listed.
#[derive(Debug)]
pub struct Filter {
    min_shared_ballots: u64,
    min_strength: f64,
    pub method: Method,
    candidate: Option<usize>,
    coalition_type: Option<CoalitionType>,
}

impl Filter {
    pub fn read(reader: &mut ParamReader) -> Result<Filter> {
        Ok(Filter {
            min_shared_ballots: min_shared_ballots(reader)?,
            min_strength: reader.number("min_strength", 0.1, -1.0..=1.0)?,
            method: method(reader)?,
            candidate: reader.optional_candidate("candidate")?,
            coalition_type: reader.optional_choice("coalition_type", &CoalitionType::ALL.map(|kind| (kind.name(), kind)))?,
        })
    }

    /// The rows of all pairs that pass, by the figures of the context.
    pub fn mask(&self, context: Context) -> Result<Mask> {
        let frame = context.figures.pair_frame(self.method)?;
        let facts = context.pairs_by_row(self.method)?;
        let column = |name| frame.column(columns(), name, &facts);
        let strength = column(STRENGTH);
        let mut mask = strength.at_least(self.min_strength);
        if self.min_strength <= -1.0 {
            mask = mask | strength.is_null();
        }
        mask = mask & column("shared_ballots").at_least(self.min_shared_ballots as f64);
        if let Some(candidate) = self.candidate {
            let id = f64::from(context.election.descriptor.candidates[candidate].id);
            mask = mask & (column("candidate_1").is_number(id) | column("candidate_2").is_number(id));
        }
        if let Some(kind) = self.coalition_type {
            mask = mask & column("coalition_type").is_text(kind.name());
        }
        Ok(mask)
    }
}

#[derive(Debug)]
pub struct Pairs {
    filter: Filter,
    cut: Cut,
}

impl Pairs {
    pub fn read(reader: &mut ParamReader) -> Result<Pairs> {
        Ok(Pairs { filter: Filter::read(reader)?, cut: Cut::read(reader, columns(), (STRENGTH, true))? })
    }
}

impl Request for Pairs {
    fn tables(&self) -> &'static [&'static str] {
        TABLES
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let frame = context.figures.pair_frame(self.filter.method)?;
        let facts = context.pairs_by_row(self.filter.method)?;
        Ok(self.cut.listing(frame, columns(), Some(&self.filter.mask(context)?), facts))
    }

    fn cut(&self) -> Option<&Cut> {
        Some(&self.cut)
    }

    fn rows(&self, context: Context, places: &[u32]) -> Result<Vec<Row>> {
        Ok(self.cut.rows(columns(), context.pairs_by_row(self.filter.method)?, places))
    }
}

/// The threshold that several queries share.
pub fn min_shared_ballots(reader: &mut ParamReader) -> Result<u64> {
    reader.whole("min_shared_ballots", MIN_SHARED_BALLOTS, 0..=MAX_WHOLE)
}

/// The parameter `method`.
pub fn method(reader: &mut ParamReader) -> Result<Method> {
    reader.choice("method", Method::default(), &Method::ALL.map(|method| (method.name(), method)))
}

/// Some columns of one pair, given in the order of all.
pub fn some_columns(facts: &PairFacts, names: &[&str]) -> Row {
    Row::of(columns().iter().filter(|column| names.contains(&column.name)), facts)
}
