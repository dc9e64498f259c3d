//! `pairs` of two groups.

use super::{ballots_in_both, both, compared_columns, difference};
use crate::error::Result;
use crate::metrics::{CoalitionType, Method, two_proportion_z};
use crate::query::cell::Row;
use crate::query::cut::Cut;
use crate::query::frame::{ColumnOf, Frame, Kind};
use crate::query::outcome::{Context, Outcome, Request};
use crate::query::pairs::{self, Filter, PairFacts};
use crate::query::params::ParamReader;

/// Everything that a row shows of a pair.
pub struct Facts<'a> {
    pub a: PairFacts<'a>,
    pub b: PairFacts<'a>,
    ballots_in_both: u64,
}

/// The part of a group's ballots that ranks both.
fn shared_share(pair: &PairFacts) -> Option<f64> {
    let counts = &pair.figures.counts;
    (counts.ballots > 0).then(|| counts.shared_ballots as f64 / counts.ballots as f64)
}

fn shared_share_z(pair: &Facts) -> Option<f64> {
    let (a, b) = (&pair.a.figures.counts, &pair.b.figures.counts);
    two_proportion_z([a.shared_ballots, a.ballots], [b.shared_ballots, b.ballots], pair.ballots_in_both)
}

pub fn columns<'a>() -> &'a [ColumnOf<Facts<'a>>] {
    compared_columns! {
        one "candidate_1" Whole |p| p.ids[0];
        one "candidate_1_name" Text |p| p.names[0];
        one "candidate_2" Whole |p| p.ids[1];
        one "candidate_2_name" Text |p| p.names[1];
        side "ballots" Whole |p| p.figures.counts.ballots;
        side "coalition_type" Text |p| p.figures.scores.coalition_type.map(CoalitionType::name);
        side "low_support" Flag |p| p.figures.scores.low_support;
        number "shared_ballots" Whole |p| p.figures.counts.shared_ballots;
        number "shared_share" Float |p| shared_share(p);
        number "coalition_strength_score" Float |p| p.figures.scores.strength(p.method);
        number "adjusted_lift" Float |p| p.figures.scores.adjusted_lift;
        number "basic_affinity_score" Float |p| p.figures.scores.basic_affinity_score;
        number "phi" Float |p| p.figures.scores.phi;
        number "conditional_1_to_2" Float |p| p.figures.scores.conditional_1_to_2;
        number "conditional_2_to_1" Float |p| p.figures.scores.conditional_2_to_1;
        number "avg_ranking_distance" Float |p| p.figures.scores.avg_ranking_distance;
        whole "shared_share_z" Float |p| shared_share_z(p);
    }
}

/// Both groups' facts of any row of all pairs.
pub fn by_row<'a>(context: Context<'a>, method: Method) -> Result<impl Fn(usize) -> Facts<'a>> {
    let rows = both(context, |context| context.pairs_by_row(method))?;
    let ballots_in_both = ballots_in_both(context)?;
    Ok(move |row| Facts { a: (rows.a)(row), b: (rows.b)(row), ballots_in_both })
}

#[derive(Debug)]
pub struct ComparePairs {
    filter: Filter,
    cut: Cut,
}

impl ComparePairs {
    pub fn read(reader: &mut ParamReader) -> Result<ComparePairs> {
        let filter = Filter::read(reader)?;
        let cut = Cut::read(reader, columns(), ("coalition_strength_score_difference", true))?;
        Ok(ComparePairs { filter, cut })
    }
}

impl Request for ComparePairs {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    /// The pairs that `pairs` lists for either group.
    fn compute(&self, context: Context) -> Result<Outcome> {
        let listed = both(context, |context| self.filter.mask(context))?;
        let frame = Frame::new(listed.a.rows());
        Ok(self.cut.listing(&frame, columns(), Some(&(listed.a | listed.b)), by_row(context, self.filter.method)?))
    }

    fn cut(&self) -> Option<&Cut> {
        Some(&self.cut)
    }

    fn rows(&self, context: Context, places: &[u32]) -> Result<Vec<Row>> {
        Ok(self.cut.rows(columns(), by_row(context, self.filter.method)?, places))
    }
}
