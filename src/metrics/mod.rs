//! The numbers: pure functions of a profile. Definitions: docs/metrics.md.

mod ballots;
mod betweenness;
mod candidates;
mod centrality;
mod clusters;
mod comparison;
mod fractions;
mod graph;
mod louvain;
mod null_model;
mod pairs;
mod scores;
mod segments;
mod tally;

pub use ballots::BallotSummary;
pub use betweenness::betweenness;
pub use candidates::{CandidateCounts, CandidateScores};
pub use centrality::{CentralityRow, PositionType, centrality, reach};
pub use clusters::{Clusters, clusters};
pub use comparison::two_proportion_z;
pub(crate) use fractions::{mean, ratio};
pub use graph::{CoalitionGraph, MIN_EDGE_STRENGTH, MIN_SHARED_BALLOTS, coalition_graph, edges, network, support_graph};
pub use null_model::{Expectation, NullModel};
pub use pairs::{PairCounts, pair_at, pair_count, pair_index};
pub use scores::{CoalitionType, Method, PairScores, PairView};
pub use segments::{Archetype, Camp, SegmentCounts, diversity};
pub use tally::Tally;
