//! `centrality` of two groups.

use std::rc::Rc;

use super::both::{Both, both, compared_shape, difference};
use crate::error::Result;
use crate::metrics::{CentralityRow, Method, PositionType};
use crate::query::answers::centrality::CentralityFacts;
use crate::query::answers::context::Context;
use crate::query::answers::cut::Cut;
use crate::query::answers::outcome::Outcome;
use crate::query::answers::pairs;
use crate::query::answers::request::Request;
use crate::query::data::{ColumnOf, Frame, Kind, RowShape};
use crate::query::params::{GraphParams, ParamReader, Row, SortOrder};

type ComparedCentrality<'a> = Both<CentralityFacts<'a>>;

compared_shape! {
    /// A candidate's place in the networks of two groups.
    pub ComparedCentralityRow of ComparedCentrality<'a> {
        one
        /// Id.
        candidate_id: Whole = |c| c.entry.id;
        one
        /// Untrusted text.
        candidate_name: Text = |c| c.entry.name.as_str();
        side
        /// Number of the cluster, from 1; clusters are found in each group by itself. Null without an edge of any strength.
        cluster_membership: Whole or null = |c| c.row.cluster_membership;
        side
        /// As in `centrality`.
        position_type: Text of PositionType = |c| c.row.position_type.name();
        number
        /// From 1: by `reach`, ties by mentions, then by id.
        centrality_rank: Whole = |c| c.row.centrality_rank;
        number
        /// Edges in the network.
        connection_count: Whole = |c| c.row.connection_count;
        number
        /// Edges of all that there could be, 0 to 1. Null for one candidate.
        degree_centrality: Float or null = |c| c.row.degree_centrality;
        number
        /// Sum of the scores of the edges, from 0.
        strength_centrality: Float = |c| c.row.strength_centrality;
        number
        /// Mean score of the edges. Null without an edge.
        avg_coalition_strength: Float or null = |c| c.row.avg_coalition_strength;
        number
        /// Participation coefficient: 0 = all strength within one cluster, near 1 = over many. Null without a cluster.
        bridge_score: Float or null = |c| c.row.bridge_score;
        number
        /// Ballots that the candidate shares with others beyond chance, over the pairs with `min_shared_ballots`, per ballot of all, from 0. Null without ballots.
        reach: Float or null = |c| c.row.reach;
        number
        /// Share of the pairs of others whose shortest paths lead through the candidate, 0 to 1. Null for fewer than three candidates.
        betweenness_centrality: Float or null = |c| c.row.betweenness_centrality;
    }
}

#[derive(Debug)]
pub struct CompareCentralityRequest {
    graph: GraphParams,
    cut: Cut,
}

impl CompareCentralityRequest {
    pub fn read(reader: &mut ParamReader) -> Result<CompareCentralityRequest> {
        Ok(CompareCentralityRequest {
            graph: GraphParams::read(reader)?,
            cut: Cut::read::<ComparedCentralityRow>(reader, "strength_centrality_difference", SortOrder::Desc)?,
        })
    }

    fn rows_of(&self, context: Context) -> Result<Both<Rc<[CentralityRow]>>> {
        both(context, |context| context.figures.centrality(self.graph))
    }
}

/// Both groups' facts of any candidate.
fn by_row<'a>(context: Context<'a>, rows: &'a Both<Rc<[CentralityRow]>>) -> impl Fn(usize) -> ComparedCentrality<'a> {
    move |row| Both { a: context.centrality_facts(&rows.a, row), b: context.centrality_facts(&rows.b, row) }
}

impl Request for CompareCentralityRequest {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((self.graph.min_shared_ballots, self.graph.method))
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let rows = self.rows_of(context)?;
        Ok(self.cut.listing(&Frame::new(rows.a.len()), ComparedCentralityRow::columns(), None, by_row(context, &rows)))
    }

    fn cut(&self) -> Option<&Cut> {
        Some(&self.cut)
    }

    fn rows(&self, context: Context, places: &[u32]) -> Result<Vec<Row>> {
        let rows = self.rows_of(context)?;
        Ok(self.cut.rows(ComparedCentralityRow::columns(), by_row(context, &rows), places))
    }
}
