//! Betweenness: how many shortest paths lead through a candidate. Metrics, section 7.
//!
//! Brandes, A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25 (2001): one Dijkstra search
//! per candidate, then dependencies summed up from the far end. petgraph has no betweenness.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::graph::{Adjacency, CoalitionGraph, edges};

/// Two paths are equally short if their lengths differ by less than this share: sums of the same edges in another order
/// differ in their last digits.
const TIE: f64 = 1e-12;

/// Per node, the share of the pairs of other nodes whose shortest paths lead through it, in [0, 1]; where a pair has several
/// shortest paths, each counts in part. An edge is 1/weight long. `None` for fewer than three nodes.
///
/// O(n (n + e) log n).
pub fn betweenness(graph: &CoalitionGraph) -> Option<Vec<f64>> {
    let n = graph.node_count();
    if n < 3 {
        return None;
    }
    let lengths: Vec<_> = edges(graph).map(|(i, j, weight)| (i, j, 1.0 / weight)).collect();
    let lengths = Adjacency::new(n, &lengths);
    let mut through = vec![0.0; n];
    let mut search = Search::new(n);
    for source in 0..n {
        search.run(&lengths, source);
        search.add_dependencies(source, &mut through);
    }
    // Every pair has been counted from both ends.
    let pairs = ((n - 1) * (n - 2)) as f64;
    Some(through.into_iter().map(|sum| sum / pairs).collect())
}

/// One search from one source.
struct Search {
    distance: Vec<f64>,
    /// σ: shortest paths from the source.
    paths: Vec<f64>,
    predecessors: Vec<Vec<u32>>,
    is_settled: Vec<bool>,
    /// Nearest first.
    settled: Vec<u32>,
    dependency: Vec<f64>,
    /// Distances as bits: those of non-negative numbers are in the order of the numbers.
    queue: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Search {
    fn new(n: usize) -> Search {
        Search {
            distance: vec![0.0; n],
            paths: vec![0.0; n],
            predecessors: vec![Vec::new(); n],
            is_settled: vec![false; n],
            settled: Vec::with_capacity(n),
            dependency: vec![0.0; n],
            queue: BinaryHeap::new(),
        }
    }

    fn run(&mut self, lengths: &Adjacency, source: usize) {
        self.distance.fill(f64::INFINITY);
        self.paths.fill(0.0);
        self.is_settled.fill(false);
        self.settled.clear();
        self.predecessors.iter_mut().for_each(Vec::clear);
        self.distance[source] = 0.0;
        self.paths[source] = 1.0;
        self.queue.push(Reverse((0, source as u32)));
        while let Some(Reverse((_, node))) = self.queue.pop() {
            let from = node as usize;
            if std::mem::replace(&mut self.is_settled[from], true) {
                continue;
            }
            self.settled.push(node);
            for (to, length) in lengths.neighbours(from) {
                if !self.is_settled[to] {
                    self.reach(to, from, self.distance[from] + length);
                }
            }
        }
    }

    fn reach(&mut self, to: usize, from: usize, distance: f64) {
        let known = self.distance[to];
        if distance < known * (1.0 - TIE) {
            self.paths[to] = 0.0;
            self.predecessors[to].clear();
        } else if distance > known * (1.0 + TIE) {
            return;
        }
        if distance < known {
            self.distance[to] = distance;
            self.queue.push(Reverse((distance.to_bits(), to as u32)));
        }
        self.paths[to] += self.paths[from];
        self.predecessors[to].push(from as u32);
    }

    fn add_dependencies(&mut self, source: usize, through: &mut [f64]) {
        self.dependency.fill(0.0);
        for &node in self.settled.iter().rev() {
            let node = node as usize;
            let share = (1.0 + self.dependency[node]) / self.paths[node];
            for &before in &self.predecessors[node] {
                self.dependency[before as usize] += self.paths[before as usize] * share;
            }
            if node != source {
                through[node] += self.dependency[node];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::graph::coalition_graph;

    fn of(n: usize, edges: &[(usize, usize, f64)]) -> Vec<f64> {
        betweenness(&coalition_graph(n, edges.iter().copied())).expect("three nodes or more")
    }

    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}, expected {expected:?}");
    }

    #[test]
    fn the_middle_of_a_star_lies_between_all_others() {
        assert_close(&of(5, &[(0, 1, 0.5), (0, 2, 0.1), (0, 3, 0.9), (0, 4, 0.2)]), &[1.0, 0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn on_a_path_of_four_the_inner_two_carry_two_pairs_each() {
        assert_close(&of(4, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0)]), &[0.0, 2.0 / 3.0, 2.0 / 3.0, 0.0]);
    }

    #[test]
    fn a_strong_detour_is_shorter_than_a_weak_edge() {
        // 0–2 directly is 1/0.2 = 5 long, by way of 1 it is 2 + 2.
        assert_close(&of(3, &[(0, 1, 0.5), (1, 2, 0.5), (0, 2, 0.2)]), &[0.0, 1.0, 0.0]);
        assert_close(&of(3, &[(0, 1, 0.5), (1, 2, 0.5), (0, 2, 0.3)]), &[0.0, 0.0, 0.0]);
    }

    #[test]
    fn equally_short_paths_share_a_pair() {
        // A square: each pair of opposite corners has two shortest paths.
        assert_close(&of(4, &[(0, 1, 0.3), (1, 2, 0.3), (2, 3, 0.3), (0, 3, 0.3)]), &[1.0 / 6.0; 4]);
        // A ring of lengths 10, 5, 10/3, 5, 10, 10/3: both ways from 0 to 5 and from 2 to 3 are 55/3 long, added up in
        // different orders.
        let ring = [(0, 1, 0.1), (1, 2, 0.2), (2, 5, 0.3), (0, 3, 0.3), (3, 4, 0.1), (4, 5, 0.2)];
        assert_close(&of(6, &ring), &[0.15, 0.2, 0.25, 0.15, 0.2, 0.25]);
    }

    #[test]
    fn parts_that_no_path_joins_count_no_pairs() {
        assert_close(&of(6, &[(0, 1, 0.5), (1, 2, 0.5), (3, 4, 0.5)]), &[0.0, 0.1, 0.0, 0.0, 0.0, 0.0]);
        assert_close(&of(3, &[]), &[0.0; 3]);
    }

    #[test]
    fn fewer_than_three_have_nobody_between_them() {
        assert_eq!(betweenness(&coalition_graph(2, [(0, 1, 1.0)])), None);
        assert_eq!(betweenness(&coalition_graph(0, [])), None);
    }
}
