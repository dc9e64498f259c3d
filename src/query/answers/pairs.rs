//! `pairs`: the table of all pairs of candidates.

use super::context::Context;
use super::cut::Cut;
use super::outcome::Outcome;
use super::request::Request;
use crate::error::Result;
use crate::metrics::{CoalitionType, Method, pair_at};
use crate::query::data::{ColumnOf, Kind, Mask, PairFigures, RowShape, shape};
use crate::query::params::{CandidateParam, MIN_SHARED, NumberParam, ParamReader, Row, SortOrder, WordParam, about, read_method};
use crate::snapshot::{CANDIDATES, PAIRS, ROUNDS};

pub const TABLES: &[&str] = &[CANDIDATES, PAIRS];

/// With what the count passed on.
pub const TABLES_AND_ROUNDS: &[&str] = &[CANDIDATES, PAIRS, ROUNDS];

const STRENGTH: &str = "coalition_strength_score";

const MIN_STRENGTH: NumberParam = NumberParam {
    name: "min_strength",
    default: 0.1,
    range: -1.0..=1.0,
    about: about!("Leaves out pairs with a lower `coalition_strength_score`. Pairs whose score is null are listed with -1 only."),
};

const CANDIDATE: CandidateParam = CandidateParam { name: "candidate", about: about!("Only the pairs of this candidate.") };

const COALITION_TYPE: WordParam<CoalitionType> = WordParam {
    name: "coalition_type",
    default: None,
    about: about!(
        "Only the pairs of this type. Those of `opposed` and `neutral` mostly score below `min_strength`: lower it to -1 for them."
    ),
};

/// Everything that a row of `pairs` shows of a pair, as seen from candidate 1.
#[derive(Clone)]
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
        let [one, two] = indices.map(|index| self.entry(index));
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

shape! {
    /// Two candidates, as seen from candidate 1. Counts are ballots, counted with their weight. Ratios are null where their denominator is 0.
    pub PairRow of PairFacts<'a> {
        /// Id. In `pairs` the lower of the two; in `pair` the one asked for first.
        candidate_1: Whole = |p| p.ids[0];
        /// Untrusted text.
        candidate_1_name: Text = |p| p.names[0];
        /// Id.
        candidate_2: Whole = |p| p.ids[1];
        /// Untrusted text.
        candidate_2_name: Text = |p| p.names[1];
        /// Ballots that rank both.
        shared_ballots: Whole = |p| p.figures.counts.shared_ballots;
        /// Ballots that rank candidate 1.
        total_ballots_1: Whole = |p| p.figures.counts.mentions[0];
        /// Ballots that rank candidate 2.
        total_ballots_2: Whole = |p| p.figures.counts.mentions[1];
        /// By `method`. `adjusted`: -1 to 1, 0 as chance would have it, negative where the two are avoided together. `proximity_weighted` and `basic`: 0 to 1. Null if one of the two is on no ballot (`basic`, `proximity_weighted`: if both are).
        coalition_strength_score: Float or null = |p| p.figures.scores.strength(p.method);
        /// By shared ballots and closeness against chance. Null if no ballot ranks both, or chance would give none.
        coalition_type: Text of CoalitionType or null = |p| p.figures.scores.coalition_type.map(CoalitionType::name);
        /// Fewer than 30 shared ballots, seen or expected: read the ratios with care.
        low_support: Flag = |p| p.figures.scores.low_support;
        /// Jaccard index: shared ballots of the ballots that rank either, 0 to 1. Null if no ballot ranks either.
        basic_affinity_score: Float or null = |p| p.figures.scores.basic_affinity_score;
        /// The same with each shared ballot weighted by 2 / (1 + distance), 0 to 1. Null if no ballot ranks either.
        proximity_weighted_affinity: Float or null = |p| p.figures.scores.proximity_weighted_affinity;
        /// Shared ballots against independence, from 0; 1 = independent. Null if one of the two is on no ballot.
        lift: Float or null = |p| p.figures.scores.lift;
        /// Shared ballots against chance with ballot lengths kept, from 0; 1 = chance. Null if none are expected.
        adjusted_lift: Float or null = |p| p.figures.scores.adjusted_lift;
        /// Correlation of being ranked, -1 to 1. Null if one of the two is on no ballot or on all.
        phi: Float or null = |p| p.figures.scores.phi;
        /// Shared ballots that chance would give.
        expected_shared: Float = |p| p.figures.counts.expected_shared;
        /// Shared ballots that chance would give, each weighted by 2 / (1 + distance).
        expected_close: Float = |p| p.figures.counts.expected_close;
        /// Share of candidate 1's ballots that rank candidate 2, 0 to 1. Null if candidate 1 is on no ballot.
        conditional_1_to_2: Float or null = |p| p.figures.scores.conditional_1_to_2;
        /// Share of candidate 2's ballots that rank candidate 1, 0 to 1. Null if candidate 2 is on no ballot.
        conditional_2_to_1: Float or null = |p| p.figures.scores.conditional_2_to_1;
        /// Mean difference of the two ranks over the shared ballots, from 1. Null if there are none.
        avg_ranking_distance: Float or null = |p| p.figures.scores.avg_ranking_distance;
        /// The smallest of these differences. Null if there are no shared ballots.
        min_ranking_distance: Whole or null = |p| p.figures.scores.min_ranking_distance;
        /// The largest. Null if there are no shared ballots.
        max_ranking_distance: Whole or null = |p| p.figures.scores.max_ranking_distance;
        /// Shared ballots at rank distance 1, 2, …
        distance_counts: List = |p| p.figures.counts.distances;
        /// Shared ballots at distance 1 or 2.
        strong_coalition_votes: Whole = |p| p.figures.scores.strong_coalition_votes;
        /// Shared ballots at distance 4 or more.
        weak_coalition_votes: Whole = |p| p.figures.scores.weak_coalition_votes;
        /// Shared ballots with candidate 1 above candidate 2.
        ahead_1: Whole = |p| p.figures.counts.ahead[0];
        /// Shared ballots with candidate 2 above candidate 1.
        ahead_2: Whole = |p| p.figures.counts.ahead[1];
        /// Ballots that prefer candidate 1: above candidate 2, or ranked while candidate 2 is not.
        pairwise_1: Whole = |p| p.figures.scores.pairwise_1;
        /// Ballots that prefer candidate 2.
        pairwise_2: Whole = |p| p.figures.scores.pairwise_2;
        /// Ballots with candidate 2 directly after candidate 1.
        next_1_to_2: Whole = |p| p.figures.counts.next[0];
        /// Ballots with candidate 1 directly after candidate 2.
        next_2_to_1: Whole = |p| p.figures.counts.next[1];
        /// `next_1_to_2` in percent of candidate 1's ballots. Null if there are none.
        next_choice_rate_1_to_2: Float or null = |p| p.figures.scores.next_choice_rate_1_to_2;
        /// `next_2_to_1` in percent of candidate 2's ballots. Null if there are none.
        next_choice_rate_2_to_1: Float or null = |p| p.figures.scores.next_choice_rate_2_to_1;
        /// Ballots with candidate 1 first and candidate 2 second.
        first_then_second_1_to_2: Whole = |p| p.figures.counts.first_then_second[0];
        /// Ballots with candidate 2 first and candidate 1 second.
        first_then_second_2_to_1: Whole = |p| p.figures.counts.first_then_second[1];
        /// First-choice ballots of candidate 1 that go to candidate 2 when candidate 1 is eliminated first.
        transfer_votes_1_to_2: Whole = |p| p.figures.counts.first_then_second[0];
        /// First-choice ballots of candidate 2 that go to candidate 1 when candidate 2 is eliminated first.
        transfer_votes_2_to_1: Whole = |p| p.figures.counts.first_then_second[1];
        /// Ballots with both among the first three.
        both_top_3: Whole = |p| p.figures.counts.both_top_3;
        /// `both_top_3` in percent of the shared ballots. Null if there are none.
        close_together_rate: Float or null = |p| p.figures.scores.close_together_rate;
    }
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
            min_shared_ballots: reader.whole(&MIN_SHARED)?,
            min_strength: reader.number(&MIN_STRENGTH)?,
            method: read_method(reader)?,
            candidate: reader.optional_candidate(&CANDIDATE)?,
            coalition_type: reader.word(&COALITION_TYPE)?,
        })
    }

    /// The rows of all pairs that pass, by the figures of the context.
    pub fn mask(&self, context: Context) -> Result<Mask> {
        let frame = context.figures.pair_frame(self.method)?;
        let facts = context.pairs_by_row(self.method)?;
        let column = |name| frame.column(PairRow::columns(), name, &facts);
        let strength = column(STRENGTH);
        let mut mask = strength.at_least(self.min_strength);
        if self.min_strength <= -1.0 {
            mask = mask | strength.is_null();
        }
        mask = mask & column("shared_ballots").at_least(self.min_shared_ballots as f64);
        if let Some(candidate) = self.candidate {
            let id = f64::from(context.entry(candidate).id);
            mask = mask & (column("candidate_1").is_number(id) | column("candidate_2").is_number(id));
        }
        if let Some(kind) = self.coalition_type {
            mask = mask & column("coalition_type").is_text(kind.name());
        }
        Ok(mask)
    }
}

#[derive(Debug)]
pub struct PairsRequest {
    filter: Filter,
    cut: Cut,
}

impl PairsRequest {
    pub fn read(reader: &mut ParamReader) -> Result<PairsRequest> {
        Ok(PairsRequest { filter: Filter::read(reader)?, cut: Cut::read::<PairRow>(reader, STRENGTH, SortOrder::Desc)? })
    }
}

impl Request for PairsRequest {
    fn tables(&self) -> &'static [&'static str] {
        TABLES
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let frame = context.figures.pair_frame(self.filter.method)?;
        let facts = context.pairs_by_row(self.filter.method)?;
        Ok(self.cut.listing(frame, PairRow::columns(), Some(&self.filter.mask(context)?), facts))
    }

    fn cut(&self) -> Option<&Cut> {
        Some(&self.cut)
    }

    fn rows(&self, context: Context, places: &[u32]) -> Result<Vec<Row>> {
        Ok(self.cut.rows(PairRow::columns(), context.pairs_by_row(self.filter.method)?, places))
    }
}
