//! `centrality`: where each candidate stands in the network.

use super::context::Context;
use super::cut::Cut;
use super::outcome::Outcome;
use super::pairs;
use super::request::Request;
use crate::error::Result;
use crate::metrics::{CentralityRow, Method, PositionType};
use crate::query::data::{ColumnOf, Frame, Kind, RowShape, shape};
use crate::query::params::{GraphParams, ParamReader, Row, SortOrder};
use crate::snapshot::{CANDIDATE_CENTRALITY, CandidateEntry};

/// Everything that a row of `centrality` shows of a candidate.
pub struct CentralityFacts<'a> {
    pub entry: &'a CandidateEntry,
    pub row: &'a CentralityRow,
}

impl<'a> Context<'a> {
    pub fn centrality_facts(self, rows: &'a [CentralityRow], candidate: usize) -> CentralityFacts<'a> {
        CentralityFacts { entry: self.entry(candidate), row: &rows[candidate] }
    }
}

shape! {
    /// Where a candidate stands in the network. Ratios are null where their denominator is 0.
    pub CentralityShape as CentralityRow of CentralityFacts<'a> {
        /// Id.
        candidate_id: Whole = |c| c.entry.id;
        /// Untrusted text.
        candidate_name: Text = |c| c.entry.name.as_str();
        /// Whether the candidate won a seat; null if the winners are not known.
        winner: Flag or null = |c| c.entry.winner;
        /// Edges in the network.
        connection_count: Whole = |c| c.row.connection_count;
        /// Edges of all that there could be, 0 to 1. Null for one candidate.
        degree_centrality: Float or null = |c| c.row.degree_centrality;
        /// Sum of the scores of the edges, from 0.
        strength_centrality: Float = |c| c.row.strength_centrality;
        /// Mean score of the edges. Null without an edge.
        avg_coalition_strength: Float or null = |c| c.row.avg_coalition_strength;
        /// Participation coefficient: 0 = all strength within one cluster, near 1 = over many. Null without a cluster.
        bridge_score: Float or null = |c| c.row.bridge_score;
        /// Ballots that the candidate shares with others beyond chance, over the pairs with `min_shared_ballots`, per ballot of all, from 0. Null without ballots.
        reach: Float or null = |c| c.row.reach;
        /// Share of the pairs of others whose shortest paths lead through the candidate, 0 to 1. Null for fewer than three candidates.
        betweenness_centrality: Float or null = |c| c.row.betweenness_centrality;
        /// Number of the cluster, from 1. Null without an edge of any strength.
        cluster_membership: Whole or null = |c| c.row.cluster_membership;
        /// From 1: by `reach`, ties by mentions, then by id.
        centrality_rank: Whole = |c| c.row.centrality_rank;
        /// Hub, bridge, peripheral or isolated.
        position_type: Text of PositionType = |c| c.row.position_type.name();
    }
}

#[derive(Debug)]
pub struct CentralityRequest {
    graph: GraphParams,
    cut: Cut,
}

impl CentralityRequest {
    pub fn read(reader: &mut ParamReader) -> Result<CentralityRequest> {
        Ok(CentralityRequest {
            graph: GraphParams::read(reader)?,
            cut: Cut::read::<CentralityShape>(reader, "centrality_rank", SortOrder::Asc)?,
        })
    }
}

impl Request for CentralityRequest {
    fn tables(&self) -> &'static [&'static str] {
        if self.graph == GraphParams::default() { &[CANDIDATE_CENTRALITY] } else { pairs::TABLES }
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((self.graph.min_shared_ballots, self.graph.method))
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let rows = context.figures.centrality(self.graph)?;
        Ok(self
            .cut
            .listing(&Frame::new(rows.len()), CentralityShape::columns(), None, |row| context.centrality_facts(&rows, row)))
    }

    fn cut(&self) -> Option<&Cut> {
        Some(&self.cut)
    }

    fn rows(&self, context: Context, places: &[u32]) -> Result<Vec<Row>> {
        let rows = context.figures.centrality(self.graph)?;
        Ok(self.cut.rows(CentralityShape::columns(), |row| context.centrality_facts(&rows, row), places))
    }
}
