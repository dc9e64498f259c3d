//! The client engine: answers from a published snapshot, kept up to date, cached and measured, wherever it runs.
//!
//! What the place where it runs has to give is a [`Host`]: bytes, time and an ear. A browser is one, the command line
//! another, a test with scripted faults a third. A [`Session`] is a [`Lens`] that can be closed and whose queries can be ended
//! early; a [`Lens`] answers from the version of the snapshot that is in force.
//!
//! Everything happens on one thread, and no call waits for another: what is asked twice at a time is done once.

mod answering;
pub mod cache;
mod client;
mod events;
mod host;
mod in_force;
mod loading;
pub mod monitor;
mod options;
mod report;
mod running;
mod session;
mod sharing;
mod tier;
mod understood;
mod version;

#[cfg(test)]
pub(crate) mod tests;

pub use client::Lens;
pub use events::{Event, Invalidation, TableProgress, TierFailure};
pub use host::{Caching, Expected, FetchedManifest, Host, MAX_MANIFEST_BYTES};
pub use in_force::Refreshed;
pub use options::{Clearing, Control, Options};
pub use report::Statistics;
pub use running::{Cancel, Reason, Running, Ticket};
pub use session::Session;
pub use sharing::Result;
pub use understood::Question;
