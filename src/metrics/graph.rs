//! Who goes with whom as a graph. Metrics, section 6.

use petgraph::graph::{NodeIndex, UnGraph};

use super::candidates::CandidateCounts;
use super::null_model::{Expectation, ROUNDING};
use super::pairs::PairCounts;
use super::scores::{Method, PairScores, PairView};

/// All candidates as nodes, in index order, weighted by their index; edges weighted by `coalition_strength_score`.
pub type CoalitionGraph = UnGraph<usize, f64, u32>;

/// The default of `min_shared_ballots`.
pub const MIN_SHARED_BALLOTS: u64 = 50;
/// The default of `min_strength` for graphs.
pub const MIN_EDGE_STRENGTH: f64 = 0.05;

/// The graph of `n` candidates with the edges whose weight is above 0.
pub fn coalition_graph(n: usize, edges: impl IntoIterator<Item = (usize, usize, f64)>) -> CoalitionGraph {
    let mut graph = CoalitionGraph::with_capacity(n, 0);
    for candidate in 0..n {
        graph.add_node(candidate);
    }
    for (i, j, weight) in edges {
        if weight > ROUNDING {
            graph.add_edge(NodeIndex::new(i), NodeIndex::new(j), weight);
        }
    }
    graph
}

/// The pairs with `shared_ballots` ≥ `min_shared_ballots` and a score above 0. O(n² R).
pub fn support_graph(
    candidates: &CandidateCounts,
    pairs: &PairCounts,
    expectation: &Expectation,
    method: Method,
    min_shared_ballots: u64,
) -> CoalitionGraph {
    let enough = pairs.iter_candidates().zip(&pairs.shared_ballots).filter(|&(_, &shared)| shared >= min_shared_ballots);
    let scored = enough.filter_map(|((i, j), _)| {
        let view = PairView::of(candidates, pairs, expectation, i, j);
        Some((i, j, PairScores::of(&view).strength(method)?))
    });
    coalition_graph(candidates.len(), scored)
}

/// The edges of a support graph of at least `min_strength`.
pub fn network(support: &CoalitionGraph, min_strength: f64) -> CoalitionGraph {
    coalition_graph(support.node_count(), edges(support).filter(|&(_, _, score)| score >= min_strength))
}

/// Every edge (i, j, weight) of a graph, in the order in which they were added.
pub fn edges(graph: &CoalitionGraph) -> impl Iterator<Item = (usize, usize, f64)> {
    graph.raw_edges().iter().map(|edge| (edge.source().index(), edge.target().index(), edge.weight))
}

/// The graph as rows of neighbours, for loops that visit them often.
#[derive(Clone, Debug, Default)]
pub(super) struct Adjacency {
    offsets: Vec<u32>,
    targets: Vec<u32>,
    weights: Vec<f64>,
}

impl Adjacency {
    /// Rows of `n` nodes, each in the order of the edges. Loops are left out.
    pub fn new(n: usize, edges: &[(usize, usize, f64)]) -> Adjacency {
        let directed = || {
            let proper = edges.iter().filter(|(i, j, _)| i != j);
            proper.flat_map(|&(i, j, weight)| [(i, j, weight), (j, i, weight)])
        };
        let mut offsets = vec![0u32; n + 1];
        for (from, _, _) in directed() {
            offsets[from + 1] += 1;
        }
        for node in 0..n {
            offsets[node + 1] += offsets[node];
        }
        let entries = offsets[n] as usize;
        let mut adjacency = Adjacency { targets: vec![0; entries], weights: vec![0.0; entries], offsets };
        let mut next = adjacency.offsets.clone();
        for (from, to, weight) in directed() {
            let entry = next[from] as usize;
            adjacency.targets[entry] = to as u32;
            adjacency.weights[entry] = weight;
            next[from] += 1;
        }
        adjacency
    }

    pub fn of(graph: &CoalitionGraph) -> Adjacency {
        Adjacency::new(graph.node_count(), &edges(graph).collect::<Vec<_>>())
    }

    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// The neighbours of a node with the weights of the edges.
    pub fn neighbours(&self, node: usize) -> impl Iterator<Item = (usize, f64)> {
        let row = self.offsets[node] as usize..self.offsets[node + 1] as usize;
        self.targets[row.clone()].iter().zip(&self.weights[row]).map(|(&target, &weight)| (target as usize, weight))
    }

    /// Σ of the weights at a node.
    pub fn strength(&self, node: usize) -> f64 {
        self.neighbours(node).fold(0.0, |sum, (_, weight)| sum + weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_weights_above_zero_become_edges_and_everyone_is_a_node() {
        let graph = coalition_graph(4, [(0, 1, 0.5), (0, 2, 0.0), (1, 2, -0.25), (1, 3, f64::NAN), (2, 3, 1e-17)]);
        assert_eq!((graph.node_count(), edges(&graph).collect::<Vec<_>>()), (4, vec![(0, 1, 0.5)]));
        assert!(graph.node_weights().copied().eq(0..4));
    }

    #[test]
    fn rows_of_neighbours_hold_every_edge_from_both_ends() {
        let graph = coalition_graph(4, [(0, 1, 1.0), (1, 2, 0.5), (0, 2, 0.25)]);
        let adjacency = Adjacency::of(&graph);
        let row = |node| adjacency.neighbours(node).collect::<Vec<_>>();
        assert_eq!(row(0), [(1, 1.0), (2, 0.25)]);
        assert_eq!(row(2), [(1, 0.5), (0, 0.25)]);
        assert_eq!((row(3), adjacency.strength(1), adjacency.len()), (vec![], 1.5, 4));
    }
}
