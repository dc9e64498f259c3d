//! `pairs` of two groups.

use super::both::{ballots_in_both, both, compared_shape, difference};
use crate::error::Result;
use crate::metrics::{CoalitionType, Method, two_proportion_z};
use crate::query::answers::context::Context;
use crate::query::answers::cut::Cut;
use crate::query::answers::outcome::Outcome;
use crate::query::answers::pairs::{self, Filter, PairFacts};
use crate::query::answers::request::Request;
use crate::query::data::{ColumnOf, Frame, Kind, RowShape};
use crate::query::params::{ParamReader, Row, SortOrder};

/// Everything that a row shows of a pair.
pub struct ComparedPair<'a> {
    pub a: PairFacts<'a>,
    pub b: PairFacts<'a>,
    ballots_in_both: u64,
}

/// The part of a group's ballots that ranks both.
fn shared_share(pair: &PairFacts) -> Option<f64> {
    let counts = &pair.figures.counts;
    (counts.ballots > 0).then(|| counts.shared_ballots as f64 / counts.ballots as f64)
}

impl ComparedPair<'_> {
    pub fn shared_share_z(&self) -> Option<f64> {
        let (a, b) = (&self.a.figures.counts, &self.b.figures.counts);
        two_proportion_z([a.shared_ballots, a.ballots], [b.shared_ballots, b.ballots], self.ballots_in_both)
    }

    pub fn shared_share_difference(&self) -> Option<f64> {
        shared_share(&self.a).zip(shared_share(&self.b)).map(|(a, b)| a - b)
    }
}

compared_shape! {
    /// A pair of candidates in two groups.
    pub ComparedPairRow of ComparedPair<'a> {
        one
        /// Id, the lower of the two.
        candidate_1: Whole = |p| p.ids[0];
        one
        /// Untrusted text.
        candidate_1_name: Text = |p| p.names[0];
        one
        /// Id.
        candidate_2: Whole = |p| p.ids[1];
        one
        /// Untrusted text.
        candidate_2_name: Text = |p| p.names[1];
        side
        /// Ballots of the group.
        ballots: Whole = |p| p.figures.counts.ballots;
        side
        /// By shared ballots and closeness against chance. Null if no ballot ranks both, or chance would give none.
        coalition_type: Text of CoalitionType or null = |p| p.figures.scores.coalition_type.map(CoalitionType::name);
        side
        /// Fewer than 30 shared ballots, seen or expected: read the ratios with care.
        low_support: Flag = |p| p.figures.scores.low_support;
        number
        /// Ballots that rank both.
        shared_ballots: Whole = |p| p.figures.counts.shared_ballots;
        number
        /// Ballots that rank both, of the group's ballots, 0 to 1. Null if it has none.
        shared_share: Float or null = |p| shared_share(p);
        number
        /// By `method`, as in `pairs`.
        coalition_strength_score: Float or null = |p| p.figures.scores.strength(p.method);
        number
        /// Shared ballots against chance with ballot lengths kept, from 0; 1 = chance. Null if none are expected.
        adjusted_lift: Float or null = |p| p.figures.scores.adjusted_lift;
        number
        /// Jaccard index: shared ballots of the ballots that rank either, 0 to 1. Null if no ballot ranks either.
        basic_affinity_score: Float or null = |p| p.figures.scores.basic_affinity_score;
        number
        /// Correlation of being ranked, -1 to 1. Null if one of the two is on no ballot or on all.
        phi: Float or null = |p| p.figures.scores.phi;
        number
        /// Share of candidate 1's ballots that rank candidate 2, 0 to 1. Null if candidate 1 is on no ballot.
        conditional_1_to_2: Float or null = |p| p.figures.scores.conditional_1_to_2;
        number
        /// Share of candidate 2's ballots that rank candidate 1, 0 to 1. Null if candidate 2 is on no ballot.
        conditional_2_to_1: Float or null = |p| p.figures.scores.conditional_2_to_1;
        number
        /// Mean difference of the two ranks over the shared ballots, from 1. Null if there are none.
        avg_ranking_distance: Float or null = |p| p.figures.scores.avg_ranking_distance;
        whole
        /// Two-proportion z of the two `shared_share`; ballots in both groups are allowed for. Null where there is nothing to test: a group is empty, the two are the same ballots, or all or none rank both.
        shared_share_z: Float or null = |p| p.shared_share_z();
    }
}

/// Both groups' facts of any row of all pairs.
pub fn by_row<'a>(context: Context<'a>, method: Method) -> Result<impl Fn(usize) -> ComparedPair<'a>> {
    let rows = both(context, |context| context.pairs_by_row(method))?;
    let ballots_in_both = ballots_in_both(context)?;
    Ok(move |row| ComparedPair { a: (rows.a)(row), b: (rows.b)(row), ballots_in_both })
}

#[derive(Debug)]
pub struct ComparePairsRequest {
    filter: Filter,
    cut: Cut,
}

impl ComparePairsRequest {
    pub fn read(reader: &mut ParamReader) -> Result<ComparePairsRequest> {
        let filter = Filter::read(reader)?;
        let cut = Cut::read::<ComparedPairRow>(reader, "coalition_strength_score_difference", SortOrder::Desc)?;
        Ok(ComparePairsRequest { filter, cut })
    }
}

impl Request for ComparePairsRequest {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    /// The pairs that `pairs` lists for either group.
    fn compute(&self, context: Context) -> Result<Outcome> {
        let listed = both(context, |context| self.filter.mask(context))?;
        let frame = Frame::new(listed.a.rows());
        let columns = ComparedPairRow::columns();
        Ok(self.cut.listing(&frame, columns, Some(&(listed.a | listed.b)), by_row(context, self.filter.method)?))
    }

    fn cut(&self) -> Option<&Cut> {
        Some(&self.cut)
    }

    fn rows(&self, context: Context, places: &[u32]) -> Result<Vec<Row>> {
        Ok(self.cut.rows(ComparedPairRow::columns(), by_row(context, self.filter.method)?, places))
    }
}
