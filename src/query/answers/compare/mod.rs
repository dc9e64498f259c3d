//! `compare`: two groups of voters side by side. Every figure stands as `…_a`, `…_b` and `…_difference`, a less b; null where
//! either is.

mod both;
mod centrality;
mod network;
mod pairs;

pub use centrality::{CompareCentralityRequest, ComparedCentralityRow};
pub use network::{CompareNetworkRequest, ComparedNetwork};
pub use pairs::{ComparePairsRequest, ComparedPairRow};
