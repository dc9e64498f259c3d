//! The hot loops on one made-up profile, for `make bench`: natively timed by criterion, in wasm exports that JavaScript times.

#[cfg(not(target_arch = "wasm32"))]
mod timing;

use coalition_lens::ballots::Profile;
use coalition_lens::metrics::{CoalitionGraph, NullModel, Tally, betweenness, clusters, coalition_graph};
use std::sync::OnceLock;

const CANDIDATES: usize = 23;
const ROWS: u64 = 80_000;
const RANKS: u64 = 6;

/// 80,000 drawn rankings of up to six out of 23 candidates, the popular ones more often.
fn profile() -> &'static Profile {
    static PROFILE: OnceLock<Profile> = OnceLock::new();
    PROFILE.get_or_init(|| {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut draw = move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let rankings = (0..ROWS).map(|_| {
            let length = draw(RANKS) as usize + 1;
            let mut ranking: Vec<u16> = Vec::with_capacity(length);
            while ranking.len() < length {
                let candidate = draw(CANDIDATES as u64).min(draw(CANDIDATES as u64)) as u16;
                if !ranking.contains(&candidate) {
                    ranking.push(candidate);
                }
            }
            (ranking, 1)
        });
        Profile::new(CANDIDATES, rankings.collect::<Vec<_>>())
    })
}

fn counted() -> &'static Tally {
    static COUNTED: OnceLock<Tally> = OnceLock::new();
    COUNTED.get_or_init(|| Tally::of(profile()))
}

/// Makes the profile, its tally and the graph; returns a checksum.
#[unsafe(no_mangle)]
pub extern "C" fn prepare() -> f64 {
    counted().pairs.len() as f64 + profile().len() as f64 + graph().edge_count() as f64
}

/// Counts the profile as the engine does; returns a checksum.
#[unsafe(no_mangle)]
pub extern "C" fn pair_counts() -> f64 {
    Tally::of(profile()).pairs.shared_ballots.iter().sum::<u64>() as f64
}

/// Solves the null model and its expectations; returns a checksum.
#[unsafe(no_mangle)]
pub extern "C" fn null_model() -> f64 {
    NullModel::of(counted()).expectation().expected_close.iter().sum()
}

/// A dense graph of 40 candidates in five camps, every pair an edge.
fn graph() -> &'static CoalitionGraph {
    static GRAPH: OnceLock<CoalitionGraph> = OnceLock::new();
    GRAPH.get_or_init(|| {
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let edges = (0..DENSE).flat_map(|i| (i + 1..DENSE).map(move |j| (i, j))).map(|(i, j)| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let noise = (state >> 33) as f64 / (1u64 << 31) as f64;
            (i, j, if i % 5 == j % 5 { 0.1 + 0.2 * noise } else { 0.001 + 0.2 * noise * noise })
        });
        coalition_graph(DENSE, edges.collect::<Vec<_>>())
    })
}

const DENSE: usize = 40;

/// Finds the clusters of the graph, with all restarts; returns a checksum.
#[unsafe(no_mangle)]
pub extern "C" fn clusters_of_40() -> f64 {
    let found = clusters(graph(), &[1; DENSE]);
    found.modularity.unwrap_or(0.0) + found.agreement.unwrap_or(0.0)
}

/// Betweenness of everybody in the graph; returns a checksum.
#[unsafe(no_mangle)]
pub extern "C" fn betweenness_of_40() -> f64 {
    betweenness(graph()).unwrap_or_default().iter().sum()
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    prepare();
    type Kernel = extern "C" fn() -> f64;
    let kernels: [(&str, Kernel); 4] = [
        ("pair_counts", pair_counts),
        ("null_model", null_model),
        ("clusters_of_40", clusters_of_40),
        ("betweenness_of_40", betweenness_of_40),
    ];
    for (name, kernel) in kernels {
        timing::time(name, || kernel());
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
