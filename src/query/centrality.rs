//! `centrality`: where each candidate stands in the network.

use super::cell::Row;
use super::cut::Cut;
use super::frame::{ColumnOf, Frame, Kind};
use super::graphs::GraphParams;
use super::outcome::{Context, Outcome, Request};
use super::pairs;
use super::params::ParamReader;
use crate::error::Result;
use crate::metrics::{CentralityRow, Method};
use crate::snapshot::{CANDIDATE_CENTRALITY, CandidateEntry};

/// Everything that a row of `centrality` shows of a candidate.
pub struct CentralityFacts<'a> {
    pub entry: &'a CandidateEntry,
    pub row: &'a CentralityRow,
}

impl<'a> Context<'a> {
    pub fn centrality_facts(self, rows: &'a [CentralityRow], candidate: usize) -> CentralityFacts<'a> {
        CentralityFacts { entry: &self.election.descriptor.candidates[candidate], row: &rows[candidate] }
    }
}

pub fn columns<'a>() -> &'a [ColumnOf<CentralityFacts<'a>>] {
    &[
        ColumnOf { name: "candidate_id", kind: Kind::Whole, value: |c| c.entry.id.into() },
        ColumnOf { name: "candidate_name", kind: Kind::Text, value: |c| c.entry.name.as_str().into() },
        ColumnOf { name: "connection_count", kind: Kind::Whole, value: |c| c.row.connection_count.into() },
        ColumnOf { name: "degree_centrality", kind: Kind::Float, value: |c| c.row.degree_centrality.into() },
        ColumnOf { name: "strength_centrality", kind: Kind::Float, value: |c| c.row.strength_centrality.into() },
        ColumnOf { name: "avg_coalition_strength", kind: Kind::Float, value: |c| c.row.avg_coalition_strength.into() },
        ColumnOf { name: "bridge_score", kind: Kind::Float, value: |c| c.row.bridge_score.into() },
        ColumnOf { name: "betweenness_centrality", kind: Kind::Float, value: |c| c.row.betweenness_centrality.into() },
        ColumnOf { name: "cluster_membership", kind: Kind::Whole, value: |c| c.row.cluster_membership.into() },
        ColumnOf { name: "centrality_rank", kind: Kind::Whole, value: |c| c.row.centrality_rank.into() },
        ColumnOf { name: "position_type", kind: Kind::Text, value: |c| c.row.position_type.name().into() },
    ]
}

#[derive(Debug)]
pub struct Centrality {
    graph: GraphParams,
    cut: Cut,
}

impl Centrality {
    pub fn read(reader: &mut ParamReader) -> Result<Centrality> {
        Ok(Centrality { graph: GraphParams::read(reader)?, cut: Cut::read(reader, columns(), ("centrality_rank", false))? })
    }
}

impl Request for Centrality {
    fn tables(&self) -> &'static [&'static str] {
        if self.graph == GraphParams::default() { &[CANDIDATE_CENTRALITY] } else { pairs::TABLES }
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((self.graph.min_shared_ballots, self.graph.method))
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let rows = context.figures.centrality(self.graph)?;
        Ok(self.cut.listing(&Frame::new(rows.len()), columns(), None, |row| context.centrality_facts(&rows, row)))
    }

    fn cut(&self) -> Option<&Cut> {
        Some(&self.cut)
    }

    fn rows(&self, context: Context, places: &[u32]) -> Result<Vec<Row>> {
        let rows = context.figures.centrality(self.graph)?;
        Ok(self.cut.rows(columns(), |row| context.centrality_facts(&rows, row), places))
    }
}
