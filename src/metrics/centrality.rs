//! Where a candidate stands among the others. Metrics, section 6.

use std::cmp::Reverse;

use super::betweenness::betweenness;
use super::candidates::CandidateCounts;
use super::clusters::Clusters;
use super::graph::{Adjacency, CoalitionGraph, CoalitionGraphs};

/// A hub is this many times as strong as the mean of the connected candidates.
const HUB_STRENGTH: f64 = 1.25;
/// A bridge reaches this far across clusters …
const BRIDGE_SCORE: f64 = 0.5;
/// … and is ranked on at least this share of the ballots.
const BRIDGE_MENTIONS: f64 = 0.05;

/// The place of a candidate in the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PositionType {
    /// At least 1.25 times as strong as the mean of the connected candidates.
    Hub,
    /// Not a hub; bridge score at least 0.5, and on at least a twentieth of the ballots.
    Bridge,
    /// Connected, and neither.
    Peripheral,
    /// Without an edge in the network.
    Isolated,
}

impl PositionType {
    pub const ALL: [PositionType; 4] =
        [PositionType::Hub, PositionType::Bridge, PositionType::Peripheral, PositionType::Isolated];

    pub fn name(self) -> &'static str {
        match self {
            PositionType::Hub => "Hub",
            PositionType::Bridge => "Bridge",
            PositionType::Peripheral => "Peripheral",
            PositionType::Isolated => "Isolated",
        }
    }
}

/// A row of `candidate_centrality`. `None` where a denominator is 0.
#[derive(Clone, Debug, PartialEq)]
pub struct CentralityRow {
    /// k: edges in the network.
    pub connection_count: u64,
    /// k / (n − 1), in [0, 1].
    pub degree_centrality: Option<f64>,
    /// s: Σ of the weights of the edges in the network.
    pub strength_centrality: f64,
    /// s / k.
    pub avg_coalition_strength: Option<f64>,
    /// The participation coefficient on the support graph: 1 − Σ over clusters of the squared share of the candidate's strength
    /// that goes there, in [0, 1). Guimerà and Amaral, Nature 433 (2005).
    pub bridge_score: Option<f64>,
    /// The share of the pairs of others whose shortest paths lead through the candidate, in [0, 1].
    pub betweenness_centrality: Option<f64>,
    pub cluster_membership: Option<u32>,
    /// From 1: by strength, then mentions, most first, then index.
    pub centrality_rank: u64,
    pub position_type: PositionType,
}

/// The rows of all candidates, in index order, from the graphs and the clusters of the support graph.
///
/// O(n (n + e) log n) for e edges of the network.
pub fn centrality(graphs: &CoalitionGraphs, clusters: &Clusters, counts: &CandidateCounts) -> Vec<CentralityRow> {
    let n = counts.len();
    let network = Adjacency::of(&graphs.network);
    let bridges = participation(&graphs.support, clusters);
    let betweenness = betweenness(&graphs.network);
    let connections: Vec<usize> = (0..n).map(|candidate| network.neighbours(candidate).count()).collect();
    let strengths: Vec<f64> = (0..n).map(|candidate| network.strength(candidate)).collect();
    let ranks = ranks(&strengths, &counts.mentions);
    let connected = connections.iter().filter(|&&connections| connections > 0).count();
    let hub = HUB_STRENGTH * (strengths.iter().sum::<f64>() / connected as f64);
    let position_type = |candidate: usize| {
        let is_known = counts.mentions[candidate] as f64 >= BRIDGE_MENTIONS * counts.ballots as f64;
        if connections[candidate] == 0 {
            PositionType::Isolated
        } else if strengths[candidate] >= hub {
            PositionType::Hub
        } else if is_known && bridges[candidate].is_some_and(|score| score >= BRIDGE_SCORE) {
            PositionType::Bridge
        } else {
            PositionType::Peripheral
        }
    };
    let row = |candidate: usize| CentralityRow {
        connection_count: connections[candidate] as u64,
        degree_centrality: ratio(connections[candidate] as f64, n.saturating_sub(1)),
        strength_centrality: strengths[candidate],
        avg_coalition_strength: ratio(strengths[candidate], connections[candidate]),
        bridge_score: bridges[candidate],
        betweenness_centrality: betweenness.as_ref().map(|shares| shares[candidate]),
        cluster_membership: clusters.membership[candidate],
        centrality_rank: ranks[candidate],
        position_type: position_type(candidate),
    };
    (0..n).map(row).collect()
}

/// The participation coefficient of every node; `None` without an edge.
fn participation(support: &CoalitionGraph, clusters: &Clusters) -> Vec<Option<f64>> {
    let adjacency = Adjacency::of(support);
    let mut by_cluster = vec![0.0; clusters.count];
    let mut of = |candidate: usize| {
        by_cluster.fill(0.0);
        for (neighbour, weight) in adjacency.neighbours(candidate) {
            if let Some(cluster) = clusters.membership[neighbour] {
                by_cluster[cluster as usize - 1] += weight;
            }
        }
        let strength = adjacency.strength(candidate);
        (strength > 0.0).then(|| {
            let shares = by_cluster.iter().map(|part| part / strength);
            (1.0 - shares.map(|share| share * share).sum::<f64>()).max(0.0)
        })
    };
    (0..adjacency.len()).map(&mut of).collect()
}

fn ranks(strengths: &[f64], mentions: &[u64]) -> Vec<u64> {
    let mut order: Vec<usize> = (0..strengths.len()).collect();
    order.sort_by(|&a, &b| {
        let by_mentions = Reverse(mentions[a]).cmp(&Reverse(mentions[b]));
        strengths[b].total_cmp(&strengths[a]).then(by_mentions).then(a.cmp(&b))
    });
    let mut ranks = vec![0; order.len()];
    for (rank, candidate) in (1..).zip(order) {
        ranks[candidate] = rank;
    }
    ranks
}

fn ratio(numerator: f64, denominator: usize) -> Option<f64> {
    (denominator > 0).then(|| numerator / denominator as f64)
}
