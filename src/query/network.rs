//! `network`: the candidates and the coalitions between them, as a graph.

use petgraph::algo::connected_components;

use super::cell::{Cell, Row};
use super::graphs::GraphParams;
use super::outcome::{Context, Outcome, Request};
use super::pairs::{self, PairFacts};
use super::params::ParamReader;
use crate::error::Result;
use crate::metrics::{CentralityRow, Clusters, CoalitionGraph, Method, edges, mean, network, pair_count, ratio};

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
        let nodes = rows.iter().enumerate().map(|(candidate, row)| node(context, candidate, row));
        let mut strongest: Vec<(usize, usize, f64)> = edges(&graph).collect();
        strongest.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
        let listed = strongest.iter().map(|&(i, j, _)| Ok(edge(&context.pair_facts(i, j, method)?)));
        let mut data = Row::default();
        data.push("nodes", nodes.collect::<Result<Vec<Row>>>()?);
        data.push("edges", listed.collect::<Result<Vec<Row>>>()?);
        data.push("stats", stats(&graph, &rows, &support.clusters));
        Ok(Outcome::Whole(data.into()))
    }

    /// Of the edges.
    fn columns(&self) -> Vec<&'static str> {
        EDGE.to_vec()
    }
}

pub fn node(context: Context, candidate: usize, centrality: &CentralityRow) -> Result<Row> {
    let counts = context.figures.candidates()?;
    let entry = &context.election.descriptor.candidates[candidate];
    let mut row = context.named(candidate);
    row.push("is_write_in", entry.is_write_in);
    row.push("winner", entry.winner);
    row.push("mentions", counts.mentions[candidate]);
    row.push("first_choice_votes", counts.first_choice_votes(candidate));
    row.push("cluster", centrality.cluster_membership);
    row.push("position_type", centrality.position_type.name());
    row.push("connection_count", centrality.connection_count);
    row.push("strength_centrality", centrality.strength_centrality);
    Ok(row)
}

fn edge(facts: &PairFacts) -> Row {
    pairs::some_columns(facts, &EDGE)
}

pub fn stats(graph: &CoalitionGraph, rows: &[CentralityRow], clusters: &Clusters) -> Row {
    let (n, edge_count) = (rows.len(), graph.edge_count());
    let isolated = rows.iter().filter(|row| row.connection_count == 0).count();
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
