//! Coalition analytics for ranked-ballot elections.
//!
//! Data flows one way: `cvr` reads cast vote records, `ballots` cleans them into a profile, `tabulation` counts it round by round and `metrics` computes pure
//! functions of it, `snapshot` stores them as verified tables, `query` answers from the tables, and `lens` is the client
//! engine: it loads a published snapshot, keeps it up to date, and caches, shares and measures the answers. The command line
//! and the browser (`wasm`) are hosts of that one engine.

pub mod ballots;
#[cfg(feature = "cli")]
pub mod cvr;
pub mod error;
pub mod lens;
pub mod metrics;
pub mod query;
pub mod snapshot;
pub mod tabulation;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use error::{Error, Result};
