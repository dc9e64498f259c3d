//! `centrality` of two groups.

use std::rc::Rc;

use super::{Both, both, compared_columns, difference};
use crate::error::Result;
use crate::metrics::{CentralityRow, Method};
use crate::query::cell::Row;
use crate::query::centrality::CentralityFacts;
use crate::query::cut::Cut;
use crate::query::frame::{ColumnOf, Frame, Kind};
use crate::query::graphs::GraphParams;
use crate::query::outcome::{Context, Outcome, Request};
use crate::query::pairs;
use crate::query::params::ParamReader;

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
    cut: Cut,
}

impl CompareCentrality {
    pub fn read(reader: &mut ParamReader) -> Result<CompareCentrality> {
        Ok(CompareCentrality {
            graph: GraphParams::read(reader)?,
            cut: Cut::read(reader, columns(), ("strength_centrality_difference", true))?,
        })
    }

    fn rows_of(&self, context: Context) -> Result<Both<Rc<[CentralityRow]>>> {
        both(context, |context| context.figures.centrality(self.graph))
    }
}

/// Both groups' facts of any candidate.
fn by_row<'a>(context: Context<'a>, rows: &'a Both<Rc<[CentralityRow]>>) -> impl Fn(usize) -> Facts<'a> {
    move |row| Both { a: context.centrality_facts(&rows.a, row), b: context.centrality_facts(&rows.b, row) }
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
        Ok(self.cut.listing(&Frame::new(rows.a.len()), columns(), None, by_row(context, &rows)))
    }

    fn cut(&self) -> Option<&Cut> {
        Some(&self.cut)
    }

    fn rows(&self, context: Context, places: &[u32]) -> Result<Vec<Row>> {
        let rows = self.rows_of(context)?;
        Ok(self.cut.rows(columns(), by_row(context, &rows), places))
    }
}
