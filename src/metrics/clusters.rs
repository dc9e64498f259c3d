//! Clusters of candidates: the partition of the support graph with the highest modularity. Metrics, section 6.

use super::graph::{Adjacency, CoalitionGraph, edges};
use super::louvain::{Weighted, climb, renumber};

/// γ.
const RESOLUTION: f64 = 1.0;
/// Climbs from different starting points.
const RESTARTS: usize = 64;
/// Partitions whose Q differ by less are equally good.
const TIE: f64 = 1e-12;

/// A partition of the candidates that have an edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Clusters {
    /// Per candidate its cluster, from 1 in the order of total mentions; `None` without an edge.
    pub membership: Vec<Option<u32>>,
    pub count: usize,
    /// Q, in [−1/2, 1]. `None` for a graph without edges.
    pub modularity: Option<f64>,
    /// γ.
    pub resolution: f64,
    /// The share of the restarts that ended at this partition, in (0, 1]. `None` for a graph without edges.
    pub agreement: Option<f64>,
}

/// The best of 64 seeded climbs; among equally good partitions the lexicographically smallest, with candidates in the order
/// of their mentions, most first, then of their index.
///
/// O(n + e + c²) per round of a climb for c communities, of which there are at most n, and a handful of rounds each.
pub fn clusters(support: &CoalitionGraph, mentions: &[u64]) -> Clusters {
    let n = support.node_count();
    let mut places = vec![None; n];
    for (i, j, _) in edges(support) {
        places[i] = Some(0);
        places[j] = Some(0);
    }
    let mut members: Vec<usize> = (0..n).filter(|&candidate| places[candidate].is_some()).collect();
    members.sort_by_key(|&candidate| (std::cmp::Reverse(mentions[candidate]), candidate));
    for (place, &candidate) in members.iter().enumerate() {
        places[candidate] = Some(place);
    }
    if members.is_empty() {
        return Clusters { membership: vec![None; n], count: 0, modularity: None, resolution: RESOLUTION, agreement: None };
    }
    let placed: Vec<_> = edges(support).filter_map(|(i, j, weight)| Some((places[i]?, places[j]?, weight))).collect();
    let found = best_partition(&Weighted::new(Adjacency::new(members.len(), &placed)));
    let numbers = numbers_by_mentions(&found.partition, &members, mentions);
    Clusters {
        membership: places.iter().map(|place| place.map(|place: usize| numbers[found.partition[place] as usize])).collect(),
        count: numbers.len(),
        modularity: Some(found.modularity),
        resolution: RESOLUTION,
        agreement: Some(found.climbs as f64 / RESTARTS as f64),
    }
}

struct Summit {
    partition: Vec<u32>,
    modularity: f64,
    climbs: usize,
}

fn best_partition(graph: &Weighted) -> Summit {
    let n = graph.strengths.len();
    let mut order: Vec<u32> = (0..n as u32).collect();
    let mut random = SplitMix(n as u64);
    let mut summits: Vec<Summit> = Vec::new();
    for restart in 0..RESTARTS {
        let mut partition: Vec<u32> = match restart % 2 {
            0 => (0..n as u32).collect(),
            _ => random_partition(n, &mut random),
        };
        climb(graph, &mut partition, &order, RESOLUTION);
        match summits.iter_mut().find(|summit| summit.partition == partition) {
            Some(summit) => summit.climbs += 1,
            None => summits.push(Summit { modularity: graph.modularity(&partition, RESOLUTION), partition, climbs: 1 }),
        }
        random.shuffle(&mut order);
    }
    let highest = summits.iter().map(|summit| summit.modularity).fold(f64::NEG_INFINITY, f64::max);
    summits.retain(|summit| summit.modularity >= highest - TIE);
    summits.sort_unstable_by(|a, b| a.partition.cmp(&b.partition));
    summits.swap_remove(0)
}

fn random_partition(n: usize, random: &mut SplitMix) -> Vec<u32> {
    let groups = 2 + random.below(n as u64 / 2 + 1);
    let mut partition: Vec<u32> = (0..n).map(|_| random.below(groups.min(n as u64)) as u32).collect();
    renumber(&mut partition);
    partition
}

/// The number of each cluster: 1 has the most mentions; ties by the first member.
fn numbers_by_mentions(partition: &[u32], members: &[usize], mentions: &[u64]) -> Vec<u32> {
    let mut totals: Vec<u64> = Vec::new();
    for (&cluster, &candidate) in partition.iter().zip(members) {
        totals.resize(totals.len().max(cluster as usize + 1), 0);
        totals[cluster as usize] += mentions[candidate];
    }
    let mut by_total: Vec<usize> = (0..totals.len()).collect();
    by_total.sort_by_key(|&cluster| (std::cmp::Reverse(totals[cluster]), cluster));
    let mut numbers = vec![0; totals.len()];
    for (number, cluster) in (1..).zip(by_total) {
        numbers[cluster] = number;
    }
    numbers
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number below `bound`, which is below 2^32.
    fn below(&mut self, bound: u64) -> u64 {
        ((self.next() >> 32) * bound) >> 32
    }

    fn shuffle(&mut self, items: &mut [u32]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::graph::coalition_graph;

    fn of(mentions: &[u64], edges: &[(usize, usize, f64)]) -> Clusters {
        clusters(&coalition_graph(mentions.len(), edges.iter().copied()), mentions)
    }

    const TRIANGLES: [(usize, usize, f64); 7] =
        [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0), (3, 4, 1.0), (4, 5, 1.0), (3, 5, 1.0), (2, 3, 1.0)];

    #[test]
    fn two_triangles_with_one_edge_between_are_two_clusters() {
        let found = of(&[1, 1, 1, 2, 2, 2, 50], &TRIANGLES);
        assert_eq!(found.membership, [Some(2), Some(2), Some(2), Some(1), Some(1), Some(1), None]);
        // Each triangle: 3 of 7 edges, half of all edge ends.
        assert!((found.modularity.unwrap() - (6.0 / 7.0 - 0.5)).abs() < 1e-15);
        assert_eq!((found.count, found.resolution), (2, 1.0));
        assert!(found.agreement.unwrap() > 0.9);
    }

    #[test]
    fn parts_that_no_edge_joins_are_found_from_every_start() {
        let found = of(&[1; 8], &[(0, 1, 0.3), (2, 3, 0.3), (4, 5, 0.2), (6, 7, 0.1)]);
        assert_eq!((found.count, found.agreement), (4, Some(1.0)));
    }

    #[test]
    fn clusters_of_equal_mentions_are_numbered_by_their_first_member() {
        assert_eq!(of(&[1; 6], &TRIANGLES).membership[0], Some(1));
        // Candidate 4 has the most mentions of all, so its cluster comes first in a tie of totals.
        assert_eq!(of(&[2, 2, 2, 1, 4, 1], &TRIANGLES).membership[0], Some(2));
    }

    #[test]
    fn a_graph_without_edges_has_no_clusters_and_no_modularity() {
        for n in [0, 1, 5] {
            let found = of(&vec![3; n], &[]);
            assert_eq!((found.membership, found.count, found.modularity, found.agreement), (vec![None; n], 0, None, None));
        }
    }

    #[test]
    fn one_edge_is_one_cluster_of_modularity_0() {
        let found = of(&[5, 6, 7], &[(0, 2, 0.4)]);
        assert_eq!((found.membership, found.modularity), (vec![Some(1), None, Some(1)], Some(0.0)));
    }

    #[test]
    fn among_equally_good_partitions_the_smallest_is_taken() {
        // A ring of six equal edges falls into three pairs in two ways, or into two threes in three, all with Q = 1/6.
        let ring: Vec<_> = (0..6).map(|i| (i, (i + 1) % 6, 0.5)).collect();
        let found = of(&[9, 8, 7, 6, 5, 4], &ring);
        assert_eq!(found.membership, [1, 1, 1, 2, 2, 2].map(Some));
        assert!(found.agreement.unwrap() < 1.0);
    }

    #[test]
    fn a_complete_graph_of_equal_edges_is_one_cluster() {
        let edges: Vec<_> = (0..7).flat_map(|i| (i + 1..7).map(move |j| (i, j, 0.3))).collect();
        let found = of(&[1; 7], &edges);
        assert_eq!(found.membership, [Some(1); 7]);
        assert!(found.modularity.unwrap().abs() < 1e-15);
    }
}
