//! Communities of a weighted graph by greedy moves: maximises modularity from one starting point.
//!
//! Blondel, Guillaume, Lambiotte and Lefebvre, Fast unfolding of communities in large networks, J. Stat. Mech. (2008), with
//! the queue of Traag, Waltman and van Eck, From Louvain to Leiden, Sci. Rep. 9 (2019): only nodes whose neighbourhood has
//! changed are looked at again, and communities are taken apart again. It ends where neither a node nor a community nor a part
//! of one can be moved to advantage.

use std::collections::VecDeque;

use super::graph::Adjacency;

/// A move must gain more than this share of the node's strength.
const LEAST_GAIN: f64 = 1e-12;

/// A graph with the sums that its modularity is made of.
pub(super) struct Weighted {
    pub adjacency: Adjacency,
    /// Σ of the weights at each node; of a joined community also those within it.
    pub strengths: Vec<f64>,
    /// Σ of the strengths: twice the weight of all edges.
    pub total: f64,
}

impl Weighted {
    pub fn new(adjacency: Adjacency) -> Weighted {
        let strengths: Vec<f64> = (0..adjacency.len()).map(|node| adjacency.strength(node)).collect();
        Weighted { total: strengths.iter().sum(), adjacency, strengths }
    }

    /// The graph of the communities 0..`count`.
    fn joined(&self, membership: &[u32], count: usize) -> Weighted {
        let mut strengths = vec![0.0; count];
        let mut between = vec![0.0; count * count];
        for (node, &own) in membership.iter().enumerate() {
            strengths[own as usize] += self.strengths[node];
            for (neighbour, weight) in self.adjacency.neighbours(node) {
                if neighbour > node {
                    let other = membership[neighbour];
                    between[own.min(other) as usize * count + own.max(other) as usize] += weight;
                }
            }
        }
        let edges = (0..count).flat_map(|i| (i + 1..count).map(move |j| (i, j)));
        let weighted = edges.map(|(i, j)| (i, j, between[i * count + j])).filter(|&(_, _, weight)| weight > 0.0);
        Weighted { adjacency: Adjacency::new(count, &weighted.collect::<Vec<_>>()), strengths, total: self.total }
    }

    /// Communities within the communities: what forms when nodes start alone and see their own community only.
    fn parts(&self, membership: &[u32], order: &[u32], resolution: f64) -> Vec<u32> {
        let inner = (0..membership.len()).flat_map(|node| {
            let own = self.adjacency.neighbours(node).filter(move |&(other, _)| other > node);
            own.filter(move |&(other, _)| membership[other] == membership[node]).map(move |(other, weight)| (node, other, weight))
        });
        let adjacency = Adjacency::new(membership.len(), &inner.collect::<Vec<_>>());
        let within = Weighted { adjacency, strengths: self.strengths.clone(), total: self.total };
        let mut parts: Vec<u32> = (0..membership.len() as u32).collect();
        move_nodes(&within, &mut parts, order, resolution);
        parts
    }

    /// Q = Σ_c (W_c − γ S_c² / T) / T, with W_c twice the weight within c, S_c its strength and T the total.
    pub fn modularity(&self, membership: &[u32], resolution: f64) -> f64 {
        let mut within = vec![0.0; membership.len()];
        let mut strength = vec![0.0; membership.len()];
        for (node, &own) in membership.iter().enumerate() {
            strength[own as usize] += self.strengths[node];
            let inner = self.adjacency.neighbours(node).filter(|&(neighbour, _)| membership[neighbour] == own);
            within[own as usize] += inner.map(|(_, weight)| weight).sum::<f64>();
        }
        let terms = within.iter().zip(&strength).map(|(w, s)| w / self.total - resolution * (s / self.total) * (s / self.total));
        terms.sum()
    }
}

/// Moves nodes, communities and parts of communities until no move raises Q. `order` is the order in which nodes are first
/// visited.
pub(super) fn climb(graph: &Weighted, membership: &mut [u32], order: &[u32], resolution: f64) {
    loop {
        move_nodes(graph, membership, order, resolution);
        let count = renumber(membership);
        let mut has_changed = false;
        let mut groups: Vec<u32> = (0..count as u32).collect();
        while move_groups(graph, membership, &mut groups, resolution) {
            has_changed = true;
            groups = (0..renumber(membership) as u32).collect();
        }
        let mut parts = graph.parts(membership, order, resolution);
        let mut community_of = vec![0; renumber(&mut parts)];
        parts.iter().zip(membership.iter()).for_each(|(&part, &community)| community_of[part as usize] = community);
        if community_of.len() > groups.len() && move_groups(graph, &mut parts, &mut community_of, resolution) {
            membership.copy_from_slice(&parts);
            renumber(membership);
            has_changed = true;
        }
        if !has_changed {
            return;
        }
    }
}

/// Moves groups 0, 1, … of nodes between communities, `community_of` each. If one can gain, `group_of` becomes the communities
/// of the nodes.
fn move_groups(graph: &Weighted, group_of: &mut [u32], community_of: &mut [u32], resolution: f64) -> bool {
    let order: Vec<u32> = (0..community_of.len() as u32).collect();
    let has_moved = move_nodes(&graph.joined(group_of, order.len()), community_of, &order, resolution);
    if has_moved {
        group_of.iter_mut().for_each(|group| *group = community_of[*group as usize]);
    }
    has_moved
}

/// Numbers communities from 0 in the order of their first members; returns how many there are.
pub(super) fn renumber(membership: &mut [u32]) -> usize {
    let mut numbers = vec![u32::MAX; membership.len()];
    let mut count = 0;
    for community in membership {
        let number = &mut numbers[*community as usize];
        if *number == u32::MAX {
            *number = count;
            count += 1;
        }
        *community = *number;
    }
    count as usize
}

/// Moves single nodes to the neighbouring community, or to one of their own, where they add most to Q, until none can gain.
fn move_nodes(graph: &Weighted, membership: &mut [u32], order: &[u32], resolution: f64) -> bool {
    let n = membership.len();
    let mut strength = vec![0.0; n];
    let mut size = vec![0u32; n];
    for (node, &own) in membership.iter().enumerate() {
        strength[own as usize] += graph.strengths[node];
        size[own as usize] += 1;
    }
    let mut empty: Vec<u32> = (0..n as u32).filter(|&community| size[community as usize] == 0).collect();
    let mut queue: VecDeque<u32> = order.iter().copied().collect();
    let mut is_queued = vec![true; n];
    let mut weight_to = vec![0.0; n];
    let mut around: Vec<u32> = Vec::with_capacity(n);
    let mut has_moved = false;
    while let Some(node) = queue.pop_front() {
        let node = node as usize;
        is_queued[node] = false;
        for community in around.drain(..) {
            weight_to[community as usize] = 0.0;
        }
        for (neighbour, weight) in graph.adjacency.neighbours(node) {
            let community = membership[neighbour];
            if weight_to[community as usize] == 0.0 {
                around.push(community);
            }
            weight_to[community as usize] += weight;
        }
        let own = membership[node];
        let k = graph.strengths[node];
        strength[own as usize] -= k;
        size[own as usize] -= 1;
        if size[own as usize] == 0 {
            strength[own as usize] = 0.0;
            empty.push(own);
        }
        let expected = resolution * k / graph.total;
        let gain = |community: u32| weight_to[community as usize] - expected * strength[community as usize];
        let mut best = own;
        let mut highest = gain(own) + LEAST_GAIN * k;
        for &community in &around {
            let gain = gain(community);
            if gain > highest {
                (best, highest) = (community, gain);
            }
        }
        if highest < 0.0
            && let Some(&alone) = empty.last()
        {
            best = alone;
        }
        if size[best as usize] == 0 {
            empty.retain(|&community| community != best);
        }
        strength[best as usize] += k;
        size[best as usize] += 1;
        if best != own {
            membership[node] = best;
            has_moved = true;
            for (neighbour, _) in graph.adjacency.neighbours(node) {
                if membership[neighbour] != best && !is_queued[neighbour] {
                    is_queued[neighbour] = true;
                    queue.push_back(neighbour as u32);
                }
            }
        }
    }
    has_moved
}
