//! Coalition analytics for ranked-ballot elections.
//!
//! Data flows one way: `cvr` reads cast vote records, `ballots` cleans them into a profile, `metrics` computes pure
//! functions of a profile, `snapshot` stores them as verified tables, `query` answers from the tables, and the command
//! line and the browser (`wasm`) run those same queries.

pub mod ballots;
pub mod cache;
#[cfg(feature = "cli")]
pub mod cvr;
pub mod error;
pub mod metrics;
pub mod monitor;
pub mod query;
pub mod snapshot;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use error::{Error, Result};
