//! The numbers: pure functions of a profile. Definitions: docs/metrics.md.

mod candidates;
mod null_model;
mod pairs;
mod scores;

pub use candidates::{CandidateCounts, CandidateScores};
pub use null_model::{Expectation, NullModel};
pub use pairs::{PairCounts, pair_at, pair_count, pair_index};
pub use scores::{CoalitionType, Method, PairScores, PairView};
