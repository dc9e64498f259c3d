//! `centrality` of two groups.

use std::rc::Rc;

use super::{Both, both, compared_columns, difference};
use crate::error::Result;
use crate::metrics::{CentralityRow, Method};
use crate::query::cell::Row;
use crate::query::centrality::CentralityFacts;
use crate::query::frame::{self, ColumnOf, Frame, Kind, SortBy};
use crate::query::graphs::GraphParams;
use crate::query::outcome::{Context, Outcome, Request};
use crate::query::pairs;
use crate::query::params::{Page, ParamReader};

type Facts<'a> = Both<CentralityFacts<'a>>;

pub fn columns<'a>() -> &'a [ColumnOf<Facts<'a>>] {
    compared_columns! {
        one "candidate_id" Whole |c| c.entry.id;
        one "candidate_name" Text |c| c.entry.name.as_str();
        side "cluster_membership" Whole |c| c.row.cluster_membership;
        side "position_type" Text |c| c.row.position_type.name();
        number "centrality_rank" Whole |c| c.row.centrality_rank;
        number "connection_count" Whole |c| c.row.connection_count;
        number "degree_centrality" Float |c| c.row.degree_centrality;
        number "strength_centrality" Float |c| c.row.strength_centrality;
        number "avg_coalition_strength" Float |c| c.row.avg_coalition_strength;
        number "bridge_score" Float |c| c.row.bridge_score;
        number "betweenness_centrality" Float |c| c.row.betweenness_centrality;
    }
}

#[derive(Debug)]
pub struct CompareCentrality {
    graph: GraphParams,
    sort: SortBy,
    page: Page,
    fields: Option<Vec<&'static str>>,
}

impl CompareCentrality {
    pub fn read(reader: &mut ParamReader) -> Result<CompareCentrality> {
        Ok(CompareCentrality {
            graph: GraphParams::read(reader)?,
            sort: frame::sort(reader, columns(), ("strength_centrality_difference", true))?,
            page: reader.page()?,
            fields: reader.fields(&frame::names(columns()))?,
        })
    }

    fn rows_of(&self, context: Context) -> Result<Both<Rc<[CentralityRow]>>> {
        both(context, |context| context.figures.centrality(self.graph))
    }
}

/// Both groups' facts of any candidate.
fn by_row<'a>(context: Context<'a>, rows: &'a Both<Rc<[CentralityRow]>>) -> impl Fn(usize) -> Facts<'a> {
    let candidates = &context.election.descriptor.candidates;
    move |i| {
        let facts = |row| CentralityFacts { entry: &candidates[i], row };
        Both { a: facts(&rows.a[i]), b: facts(&rows.b[i]) }
    }
}

impl Request for CompareCentrality {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((self.graph.min_shared_ballots, self.graph.method))
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let rows = self.rows_of(context)?;
        let frame = Frame::new(rows.a.len());
        let column = frame.column(columns(), self.sort.0, by_row(context, &rows));
        Ok(Outcome::Listing(frame.listing(self.sort, &column, None, self.page.reach())))
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
        let rows = self.rows_of(context)?;
        let facts = by_row(context, &rows);
        Ok(frame::rows(columns(), &self.fields, places.iter().map(|&place| facts(place as usize))))
    }
}
