//! `network`: the candidates and the coalitions between them, as a graph.

use petgraph::algo::connected_components;

use super::cell::{Cell, Row};
use super::frame::{ColumnOf, Kind};
use super::graphs::GraphParams;
use super::outcome::{Context, Outcome, Request};
use super::pairs;
use super::params::ParamReader;
use crate::error::Result;
use crate::metrics::{CentralityRow, Clusters, CoalitionGraph, Method, edges, mean, network, pair_count, ratio};
use crate::snapshot::CandidateEntry;

/// The columns of an edge.
const EDGE: [&str; 9] = [
    "candidate_1",
    "candidate_1_name",
    "candidate_2",
    "candidate_2_name",
    "shared_ballots",
    "coalition_strength_score",
    "coalition_type",
    "low_support",
    "adjusted_lift",
];

#[derive(Debug)]
pub struct Network {
    graph: GraphParams,
}

impl Network {
    pub fn read(reader: &mut ParamReader) -> Result<Network> {
        Ok(Network { graph: GraphParams::read(reader)? })
    }
}

impl Request for Network {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((self.graph.min_shared_ballots, self.graph.method))
    }

    /// `nodes` in index order, `edges` strongest first, `stats`.
    fn compute(&self, context: Context) -> Result<Outcome> {
        let GraphParams { min_shared_ballots, min_strength, method } = self.graph;
        let support = context.figures.support(min_shared_ballots, method)?;
        let graph = network(&support.graph, min_strength);
        let rows = context.figures.centrality(self.graph)?;
        let node = context.nodes(&rows)?;
        let nodes = (0..rows.len()).map(|candidate| Row::of(node_columns(), &node(candidate)));
        let mut strongest: Vec<(usize, usize, f64)> = edges(&graph).collect();
        strongest.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
        let listed = strongest.iter().map(|&(i, j, _)| Ok(pairs::some_columns(&context.pair_facts(i, j, method)?, &EDGE)));
        let mut data = Row::default();
        data.push("nodes", nodes.collect::<Vec<Row>>());
        data.push("edges", listed.collect::<Result<Vec<Row>>>()?);
        data.push("stats", stats(&graph, &support.clusters));
        Ok(Outcome::Whole(data.into()))
    }

    /// Of the edges.
    fn columns(&self) -> Vec<&'static str> {
        EDGE.to_vec()
    }
}

/// Everything that a node shows of a candidate.
pub struct NodeFacts<'a> {
    pub entry: &'a CandidateEntry,
    pub mentions: u64,
    pub first_choice_votes: u64,
    pub row: &'a CentralityRow,
}

impl<'a> Context<'a> {
    /// The facts of any candidate.
    pub fn nodes(self, rows: &'a [CentralityRow]) -> Result<impl Fn(usize) -> NodeFacts<'a>> {
        let counts = self.figures.candidates()?;
        Ok(move |candidate: usize| NodeFacts {
            entry: &self.election.descriptor.candidates[candidate],
            mentions: counts.mentions[candidate],
            first_choice_votes: counts.first_choice_votes(candidate),
            row: &rows[candidate],
        })
    }
}

fn node_columns<'a>() -> &'a [ColumnOf<NodeFacts<'a>>] {
    &[
        ColumnOf { name: "candidate_id", kind: Kind::Whole, value: |n| n.entry.id.into() },
        ColumnOf { name: "candidate_name", kind: Kind::Text, value: |n| n.entry.name.as_str().into() },
        ColumnOf { name: "is_write_in", kind: Kind::Flag, value: |n| n.entry.is_write_in.into() },
        ColumnOf { name: "winner", kind: Kind::Flag, value: |n| n.entry.winner.into() },
        ColumnOf { name: "mentions", kind: Kind::Whole, value: |n| n.mentions.into() },
        ColumnOf { name: "first_choice_votes", kind: Kind::Whole, value: |n| n.first_choice_votes.into() },
        ColumnOf { name: "cluster", kind: Kind::Whole, value: |n| n.row.cluster_membership.into() },
        ColumnOf { name: "position_type", kind: Kind::Text, value: |n| n.row.position_type.name().into() },
        ColumnOf { name: "connection_count", kind: Kind::Whole, value: |n| n.row.connection_count.into() },
        ColumnOf { name: "strength_centrality", kind: Kind::Float, value: |n| n.row.strength_centrality.into() },
    ]
}

pub fn stats(graph: &CoalitionGraph, clusters: &Clusters) -> Row {
    let (n, edge_count) = (graph.node_count(), graph.edge_count());
    let isolated = graph.node_indices().filter(|&node| graph.neighbors(node).next().is_none()).count();
    let count = |count: usize| Cell::Whole(count as u64);
    let mut row = Row::default();
    row.push("nodes", count(n));
    row.push("edges", count(edge_count));
    row.push("connected_candidates", count(n - isolated));
    row.push("isolated_candidates", count(isolated));
    row.push("components", count(connected_components(graph) - isolated));
    row.push("density", ratio(edge_count as f64, pair_count(n) as u64));
    row.push("avg_strength", mean(edges(graph).map(|(_, _, weight)| weight)));
    row.push("clusters", count(clusters.count));
    row.push("modularity", clusters.modularity);
    row.push("resolution", clusters.resolution);
    row.push("agreement", clusters.agreement);
    row
}
