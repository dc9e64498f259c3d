//! Where a candidate stands among the others. Metrics, section 7.

use std::cmp::Reverse;

use super::betweenness::betweenness;
use super::candidates::CandidateCounts;
use super::clusters::Clusters;
use super::fractions::{mean, ratio};
use super::graph::{Adjacency, CoalitionGraph};
use super::null_model::{Expectation, ROUNDING};
use super::pairs::PairCounts;

/// A hub reaches this many times as far as the connected candidates do on average.
const HUB_REACH: f64 = 1.5;
/// A bridge is connected to so many …
const BRIDGE_CONNECTIONS: usize = 3;
/// … with strength spread this far across clusters …
const BRIDGE_SCORE: f64 = 0.5;
/// … and is ranked on at least this share of the ballots.
const BRIDGE_MENTIONS: f64 = 0.05;

/// The place of a candidate in the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PositionType {
    /// Connected; reach above 0 and at least 1.5 times the mean of the connected candidates.
    Hub,
    /// Not a hub; at least three edges, bridge score at least 0.5, and on at least a twentieth of the ballots.
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
    /// Σ over the pairs with enough shared ballots of the shared ballots beyond chance, max(0, c − E), per ballot, from 0.
    pub reach: Option<f64>,
    /// The share of the pairs of others whose shortest paths lead through the candidate, in [0, 1].
    pub betweenness_centrality: Option<f64>,
    pub cluster_membership: Option<u32>,
    /// From 1: by reach, then mentions, most first, then index.
    pub centrality_rank: u64,
    pub position_type: PositionType,
}

/// The ballots that every candidate shares with others beyond chance, over the pairs with at least `min_shared_ballots`, per
/// ballot; `None` without ballots. In index order.
pub fn reach(
    counts: &CandidateCounts,
    pairs: &PairCounts,
    expectation: &Expectation,
    min_shared_ballots: u64,
) -> Vec<Option<f64>> {
    let mut excess = vec![0.0; counts.len()];
    for (pair, (i, j)) in pairs.iter_candidates().enumerate() {
        let (shared, expected) = (pairs.shared_ballots[pair], expectation.expected_shared[pair]);
        let beyond = shared as f64 - expected;
        if shared >= min_shared_ballots && beyond > ROUNDING * expected {
            excess[i] += beyond;
            excess[j] += beyond;
        }
    }
    excess.into_iter().map(|excess| ratio(excess, counts.ballots)).collect()
}

/// The rows of all candidates, in index order, from the network, the support graph, its clusters and everybody's [`reach`].
///
/// O(n (n + e) log n) for e edges of the network.
pub fn centrality(
    network: &CoalitionGraph,
    support: &CoalitionGraph,
    clusters: &Clusters,
    counts: &CandidateCounts,
    reach: &[Option<f64>],
) -> Vec<CentralityRow> {
    let n = counts.len();
    let bridges = participation(support, clusters);
    let betweenness = betweenness(network);
    let adjacency = Adjacency::of(network);
    let connections: Vec<usize> = (0..n).map(|candidate| adjacency.neighbours(candidate).count()).collect();
    let strengths: Vec<f64> = (0..n).map(|candidate| adjacency.strength(candidate)).collect();
    let ranks = ranks(reach, &counts.mentions);
    let connected = (0..n).filter(|&candidate| connections[candidate] > 0);
    let hub = mean(connected.filter_map(|candidate| reach[candidate])).map(|mean| HUB_REACH * mean * (1.0 - ROUNDING));
    let position_type = |candidate: usize| {
        let is_known = counts.mentions[candidate] as f64 >= BRIDGE_MENTIONS * counts.ballots as f64;
        if connections[candidate] == 0 {
            PositionType::Isolated
        } else if reach[candidate].zip(hub).is_some_and(|(reach, hub)| reach > 0.0 && reach >= hub) {
            PositionType::Hub
        } else if is_known
            && connections[candidate] >= BRIDGE_CONNECTIONS
            && bridges[candidate].is_some_and(|score| score >= BRIDGE_SCORE)
        {
            PositionType::Bridge
        } else {
            PositionType::Peripheral
        }
    };
    let row = |candidate: usize| CentralityRow {
        connection_count: connections[candidate] as u64,
        degree_centrality: ratio(connections[candidate] as f64, n.saturating_sub(1) as u64),
        strength_centrality: strengths[candidate],
        avg_coalition_strength: ratio(strengths[candidate], connections[candidate] as u64),
        bridge_score: bridges[candidate],
        reach: reach[candidate],
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

fn ranks(reach: &[Option<f64>], mentions: &[u64]) -> Vec<u64> {
    let of = |candidate: usize| reach[candidate].unwrap_or_default();
    let mut order: Vec<usize> = (0..reach.len()).collect();
    order.sort_by(|&a, &b| of(b).total_cmp(&of(a)));
    let mut rest = order.as_mut_slice();
    while let Some(&first) = rest.first() {
        let ties = rest.partition_point(|&other| of(first) - of(other) <= ROUNDING * of(first));
        let (tied, lower) = rest.split_at_mut(ties);
        tied.sort_by_key(|&candidate| (Reverse(mentions[candidate]), candidate));
        rest = lower;
    }
    let mut ranks = vec![0; order.len()];
    for (rank, candidate) in (1..).zip(order) {
        ranks[candidate] = rank;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::clusters::clusters;
    use crate::metrics::graph::{coalition_graph, network};

    fn counts(mentions: &[u64], ballots: u64) -> CandidateCounts {
        CandidateCounts {
            ballots,
            max_rankings: 0,
            mentions: mentions.to_vec(),
            rank_counts: Vec::new(),
            bullet_ballots: vec![0; mentions.len()],
            transferable_ballots: vec![0; mentions.len()],
        }
    }

    /// Everybody reaches as far.
    fn rows(mentions: &[u64], ballots: u64, edges: &[(usize, usize, f64)], min_strength: f64) -> Vec<CentralityRow> {
        rows_with(&vec![Some(0.2); mentions.len()], mentions, ballots, edges, min_strength)
    }

    fn rows_with(
        reach: &[Option<f64>],
        mentions: &[u64],
        ballots: u64,
        edges: &[(usize, usize, f64)],
        min_strength: f64,
    ) -> Vec<CentralityRow> {
        let support = coalition_graph(mentions.len(), edges.iter().copied());
        let network = network(&support, min_strength);
        centrality(&network, &support, &clusters(&support, mentions), &counts(mentions, ballots), reach)
    }

    /// Two triangles of edges 1 and an edge of 1/2 between 2 and 3; 6 hangs on 0 by 1/100; 7 has no edge.
    const EDGES: [(usize, usize, f64); 8] =
        [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0), (3, 4, 1.0), (4, 5, 1.0), (3, 5, 1.0), (2, 3, 0.5), (0, 6, 0.01)];

    #[test]
    fn a_row_tells_degree_strength_and_rank_by_reach() {
        let reach = [0.1, 0.3, 0.2, 0.2, 0.0, 0.2, 0.4, 0.0].map(Some);
        let rows = rows_with(&reach, &[10, 20, 30, 40, 50, 60, 70, 80], 100, &EDGES, 0.05);
        let of = |column: fn(&CentralityRow) -> f64| rows.iter().map(column).collect::<Vec<_>>();
        assert_eq!(of(|row| row.strength_centrality), [2.0, 2.0, 2.5, 2.5, 2.0, 2.0, 0.0, 0.0]);
        assert_eq!(of(|row| row.connection_count as f64), [2.0, 2.0, 3.0, 3.0, 2.0, 2.0, 0.0, 0.0]);
        assert_eq!(of(|row| row.centrality_rank as f64), [6.0, 2.0, 5.0, 4.0, 8.0, 3.0, 1.0, 7.0]);
        assert_eq!((rows[2].degree_centrality, rows[2].avg_coalition_strength), (Some(3.0 / 7.0), Some(2.5 / 3.0)));
        assert_eq!((rows[7].avg_coalition_strength, rows[7].bridge_score, rows[7].cluster_membership), (None, None, None));
        assert!(rows[6].cluster_membership.is_some(), "an edge of the support graph is enough");
    }

    #[test]
    fn the_bridge_score_is_one_less_the_squared_shares_of_strength_by_cluster() {
        let rows = rows(&[10, 20, 30, 40, 50, 60, 70, 80], 100, &EDGES, 0.05);
        // 2 of 2.5 at home, 0.5 across: 1 − 0.64 − 0.04.
        assert!((rows[2].bridge_score.unwrap() - 0.32).abs() < 1e-15);
        assert_eq!((rows[1].bridge_score, rows[6].bridge_score), (Some(0.0), Some(0.0)));
    }

    #[test]
    fn a_bridge_is_known_and_spread_over_clusters() {
        let types =
            |mentions: &[u64]| rows(mentions, 1000, &BRIDGED, 0.05).iter().map(|row| row.position_type).collect::<Vec<_>>();
        // Four cliques of three; 12 is tied to one of each, weakly, and 13 to nobody.
        let mut mentions = [50; 14];
        let expected = |last| [vec![PositionType::Peripheral; 12], vec![last, PositionType::Isolated]].concat();
        assert_eq!(types(&mentions), expected(PositionType::Bridge));
        mentions[12] = 49;
        assert_eq!(types(&mentions), expected(PositionType::Peripheral), "on fewer than a twentieth of the ballots");
    }

    const BRIDGED: [(usize, usize, f64); 16] = [
        (0, 1, 0.5),
        (1, 2, 0.5),
        (0, 2, 0.5),
        (3, 4, 0.5),
        (4, 5, 0.5),
        (3, 5, 0.5),
        (6, 7, 0.5),
        (7, 8, 0.5),
        (6, 8, 0.5),
        (9, 10, 0.5),
        (10, 11, 0.5),
        (9, 11, 0.5),
        (0, 12, 0.1),
        (3, 12, 0.1),
        (6, 12, 0.1),
        (9, 12, 0.1),
    ];

    #[test]
    fn two_edges_are_no_bridge() {
        let edges: Vec<_> = BRIDGED.iter().copied().filter(|&(i, j, _)| j != 12 || i < 6).collect();
        assert!(rows(&[50; 14], 1000, &edges, 0.05)[12].bridge_score.is_some_and(|score| score >= 0.5));
        assert_eq!(rows(&[50; 14], 1000, &edges, 0.05)[12].position_type, PositionType::Peripheral);
    }

    #[test]
    fn a_hub_reaches_half_as_far_again_as_the_connected_do_on_average() {
        let star = [(0, 1, 0.2), (0, 2, 0.2), (0, 3, 0.2)];
        let types = |reach: [f64; 5]| {
            rows_with(&reach.map(Some), &[9; 5], 10, &star, 0.05).iter().map(|row| row.position_type).collect::<Vec<_>>()
        };
        use PositionType::{Hub, Isolated, Peripheral};
        // 4 has no edge: neither a hub, nor part of the mean of 0.5.
        assert_eq!(types([0.75, 0.5, 0.5, 0.25, 9.0]), [Hub, Peripheral, Peripheral, Peripheral, Isolated]);
        assert_eq!(types([0.5, 0.75, 0.5, 0.25, 0.0]), [Peripheral, Hub, Peripheral, Peripheral, Isolated], "not by strength");
        assert_eq!(types([0.0; 5]), [Peripheral, Peripheral, Peripheral, Peripheral, Isolated], "nobody reaches anybody");
    }

    #[test]
    fn the_middle_of_a_star_is_on_every_path() {
        let rows = rows(&[9; 5], 10, &[(0, 1, 0.2), (0, 2, 0.2), (0, 3, 0.2), (0, 4, 0.2)], 0.05);
        assert_eq!(rows[0].betweenness_centrality, Some(1.0));
    }

    #[test]
    fn reach_adds_up_what_is_shared_beyond_chance_with_enough_ballots_per_ballot() {
        // Pairs (0, 1), (0, 2), (1, 2).
        let pairs = PairCounts { shared_ballots: vec![60, 50, 49], ..PairCounts::zero(3, 0) };
        let expectation = Expectation { expected_shared: vec![40.0, 55.0, 9.0], expected_close: vec![0.0; 3] };
        let reach = |ballots, least| super::reach(&counts(&[99, 99, 99], ballots), &pairs, &expectation, least);
        assert_eq!(reach(100, 50), [Some(0.2), Some(0.2), Some(0.0)]);
        assert_eq!(reach(100, 49), [Some(0.2), Some(0.6), Some(0.4)]);
        assert_eq!(reach(0, 50), [None; 3]);
    }

    #[test]
    fn places_do_not_hang_on_rounding() {
        let off = |steps: f64| Some(0.3 + steps * f64::EPSILON);
        let reach = [off(-2.0), off(1.0), off(2.0), off(0.0), Some(0.31)];
        let places: Vec<u64> = rows_with(&reach, &[7, 7, 7, 8, 1], 10, &[], 0.05).iter().map(|row| row.centrality_rank).collect();
        assert_eq!(places, [3, 4, 5, 2, 1]);
    }

    #[test]
    fn who_is_further_apart_than_rounding_is_not_tied_by_others_between_them() {
        let reach = [1.0, 1.0 - 0.8 * ROUNDING, 1.0 - 1.6 * ROUNDING].map(Some);
        let places: Vec<u64> = rows_with(&reach, &[1, 2, 3], 10, &[], 0.05).iter().map(|row| row.centrality_rank).collect();
        assert_eq!(places, [2, 1, 3]);
    }

    #[test]
    fn an_excess_within_rounding_is_none() {
        let pairs = PairCounts { shared_ballots: vec![60], ..PairCounts::zero(2, 0) };
        let expectation = Expectation { expected_shared: vec![60.0 - 1e-11], expected_close: vec![60.0] };
        assert_eq!(reach(&counts(&[60, 60], 60), &pairs, &expectation, 50), [Some(0.0); 2]);
    }

    #[test]
    fn ratios_without_a_denominator_are_null() {
        let alone = &rows(&[3], 3, &[], 0.05)[0];
        assert_eq!((alone.degree_centrality, alone.betweenness_centrality, alone.centrality_rank), (None, None, 1));
        assert_eq!(rows(&[3, 3], 3, &[(0, 1, 0.5)], 0.05)[0].degree_centrality, Some(1.0));
        assert!(rows(&[], 0, &[], 0.05).is_empty());
    }
}
