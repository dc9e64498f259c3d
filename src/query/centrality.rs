//! `centrality`: where each candidate stands in the network.

use super::cell::Row;
use super::frame::{self, ColumnOf, Frame, Kind, SortBy};
use super::graphs::GraphParams;
use super::outcome::{Context, Outcome, Request};
use super::pairs;
use super::params::{Page, ParamReader};
use crate::error::Result;
use crate::metrics::{CentralityRow, Method};
use crate::snapshot::{CANDIDATE_CENTRALITY, CandidateEntry};

/// Everything that a row of `centrality` shows of a candidate.
pub struct CentralityFacts<'a> {
    pub entry: &'a CandidateEntry,
    pub row: &'a CentralityRow,
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
    sort: SortBy,
    page: Page,
    fields: Option<Vec<&'static str>>,
}

impl Centrality {
    pub fn read(reader: &mut ParamReader) -> Result<Centrality> {
        Ok(Centrality {
            graph: GraphParams::read(reader)?,
            sort: frame::sort(reader, columns(), ("centrality_rank", false))?,
            page: reader.page()?,
            fields: reader.fields(&frame::names(columns()))?,
        })
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
        let candidates = &context.election.descriptor.candidates;
        let frame = Frame::new(rows.len());
        let column = frame.column(columns(), self.sort.0, |i| CentralityFacts { entry: &candidates[i], row: &rows[i] });
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
        let rows = context.figures.centrality(self.graph)?;
        let candidates = &context.election.descriptor.candidates;
        let facts = places.iter().map(|&i| CentralityFacts { entry: &candidates[i as usize], row: &rows[i as usize] });
        Ok(frame::rows(columns(), &self.fields, facts))
    }
}
