//! `pairs` of two groups.

use super::{Both, both, compared_columns, difference};
use crate::error::Result;
use crate::metrics::{CoalitionType, Method, two_proportion_z};
use crate::query::cell::Row;
use crate::query::frame::{self, ColumnOf, Frame, Kind, SortBy};
use crate::query::outcome::{Context, Outcome, Request};
use crate::query::pairs::{self, PairFacts};
use crate::query::params::{Page, ParamReader};

type Facts<'a> = Both<PairFacts<'a>>;

/// The part of a group's ballots that ranks both.
fn shared_share(pair: &PairFacts) -> Option<f64> {
    let counts = &pair.figures.counts;
    (counts.ballots > 0).then(|| counts.shared_ballots as f64 / counts.ballots as f64)
}

fn shared_share_z(pair: &Facts) -> Option<f64> {
    let (a, b) = (&pair.a.figures.counts, &pair.b.figures.counts);
    two_proportion_z([a.shared_ballots, a.ballots], [b.shared_ballots, b.ballots])
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
    Ok(move |row| Both { a: (rows.a)(row), b: (rows.b)(row) })
}

#[derive(Debug)]
pub struct ComparePairs {
    min_shared_ballots: u64,
    min_strength: f64,
    method: Method,
    candidate: Option<usize>,
    sort: SortBy,
    page: Page,
    fields: Option<Vec<&'static str>>,
}

impl ComparePairs {
    pub fn read(reader: &mut ParamReader) -> Result<ComparePairs> {
        Ok(ComparePairs {
            min_shared_ballots: pairs::min_shared_ballots(reader)?,
            min_strength: reader.number("min_strength", 0.1, -1.0..=1.0)?,
            method: pairs::method(reader)?,
            candidate: reader.optional_candidate("candidate")?,
            sort: frame::sort(reader, columns(), ("coalition_strength_score_difference", true))?,
            page: reader.page()?,
            fields: reader.fields(&frame::names(columns()))?,
        })
    }

    /// Whether `pairs` lists the pair for either group.
    fn is_listed(&self, context: Context, both: &Facts) -> bool {
        let is_strong = |pair: &PairFacts| match pair.figures.scores.strength(self.method) {
            Some(strength) => strength >= self.min_strength,
            None => self.min_strength <= -1.0,
        };
        let is_listed = |pair: &PairFacts| pair.figures.counts.shared_ballots >= self.min_shared_ballots && is_strong(pair);
        let is_meant = self.candidate.is_none_or(|index| both.a.ids.contains(&context.election.descriptor.candidates[index].id));
        is_meant && (is_listed(&both.a) || is_listed(&both.b))
    }
}

impl Request for ComparePairs {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let rows = context.figures.pairs()?.0.len();
        let frame = Frame::new(rows);
        let facts = by_row(context, self.method)?;
        let column = frame.column(columns(), self.sort.0, &facts);
        let mask = frame::mask((0..rows).map(|row| self.is_listed(context, &facts(row))));
        Ok(Outcome::Listing(frame.listing(self.sort, &column, Some(&mask), self.page.reach())))
    }

    fn columns(&self) -> Vec<&'static str> {
        frame::shown(columns(), &self.fields)
    }

    fn kinds(&self) -> Vec<(&'static str, Kind)> {
        frame::kinds(columns(), &self.fields)
    }

    fn page(&self) -> Option<Page> {
        Some(self.page)
    }

    fn rows(&self, context: Context, places: &[u32]) -> Result<Vec<Row>> {
        let facts = by_row(context, self.method)?;
        Ok(frame::rows(columns(), &self.fields, places.iter().map(|&place| facts(place as usize))))
    }
}
