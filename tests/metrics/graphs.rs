//! Clusters of small graphs, against every partition that there is.

use coalition_lens::metrics::{CoalitionGraph, clusters, coalition_graph, edges};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Weighted modularity by its definition: Σ over edges within communities, less what the strengths would give.
fn modularity(graph: &CoalitionGraph, community: impl Fn(usize) -> Option<u32>) -> f64 {
    let m: f64 = edges(graph).map(|(_, _, weight)| weight).sum();
    let mut strength = vec![0.0; graph.node_count()];
    let mut within = 0.0;
    for (i, j, weight) in edges(graph) {
        strength[i] += weight;
        strength[j] += weight;
        within += if community(i) == community(j) { weight } else { 0.0 };
    }
    let communities: BTreeSet<Option<u32>> = (0..strength.len()).map(&community).collect();
    let sum_of = |which: &Option<u32>| (0..strength.len()).filter(|&i| community(i) == *which).map(|i| strength[i]).sum::<f64>();
    within / m - communities.iter().map(|which| (sum_of(which) / (2.0 * m)).powi(2)).sum::<f64>()
}

/// Every partition of n nodes, as the community of each, numbered in the order of first members.
fn partitions(n: usize) -> Vec<Vec<u32>> {
    let mut found = vec![vec![]];
    for _ in 0..n {
        found = found
            .into_iter()
            .flat_map(|partition: Vec<u32>| {
                let next = partition.iter().max().map_or(0, |highest| highest + 1);
                (0..=next).map(move |community| [partition.as_slice(), &[community]].concat())
            })
            .collect();
    }
    found
}

fn graphs() -> impl Strategy<Value = CoalitionGraph> {
    (2usize..8).prop_flat_map(|n| {
        let few = prop_oneof![Just(0.0), Just(0.0), Just(0.25), Just(0.5)];
        let weight = prop_oneof![0.0..1.0f64, -0.5..0.5f64, few];
        prop::collection::vec(weight, n * (n - 1) / 2).prop_map(move |weights| {
            let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
            coalition_graph(n, pairs.zip(weights).map(|((i, j), weight)| (i, j, weight)))
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_partition_of_a_small_graph_has_a_higher_modularity(graph in graphs()) {
        let n = graph.node_count();
        let found = clusters(&graph, &vec![1; n]);
        let Some(q) = found.modularity else {
            prop_assert_eq!(graph.edge_count(), 0);
            return Ok(());
        };
        let all = partitions(n);
        let best = all.iter().map(|partition| modularity(&graph, |i| Some(partition[i]))).fold(f64::MIN, f64::max);
        prop_assert!((q - best).abs() < 1e-12, "{} is not {}", q, best);
        prop_assert!((modularity(&graph, |i| found.membership[i]) - q).abs() < 1e-12);
    }

    #[test]
    fn clusters_are_of_the_connected_only_numbered_by_their_mentions_and_the_same_every_time(graph in graphs(), seed in any::<u64>()) {
        let n = graph.node_count();
        let mentions: Vec<u64> = (0..n as u64).map(|i| seed.rotate_left(7 * i as u32) % 4).collect();
        let found = clusters(&graph, &mentions);
        for node in graph.node_indices() {
            prop_assert_eq!(found.membership[node.index()].is_some(), graph.neighbors(node).next().is_some());
        }
        let numbers: BTreeSet<u32> = found.membership.iter().flatten().copied().collect();
        prop_assert!(numbers.into_iter().eq(1..=found.count as u32));
        let total = |number: u32| -> u64 { (0..n).filter(|&i| found.membership[i] == Some(number)).map(|i| mentions[i]).sum() };
        prop_assert!((1..found.count as u32).all(|number| total(number) >= total(number + 1)));
        prop_assert_eq!(&clusters(&graph, &mentions), &found);
    }
}
