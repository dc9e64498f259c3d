//! What the engine tells of its own accord.

use serde::Serialize;

use super::monitor::Alert;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Event<'a> {
    Progress(TableProgress<'a>),
    Alert(Alert),
    Invalidated(&'a Invalidation),
    TierFailed(TierFailure<'a>),
}

impl Event<'_> {
    /// The name under which listeners know it.
    pub fn name(&self) -> &'static str {
        match self {
            Event::Progress(_) => "progress",
            Event::Alert(_) => "alert",
            Event::Invalidated(_) => "invalidate",
            Event::TierFailed(_) => "tier",
        }
    }
}

/// A table is being loaded.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableProgress<'a> {
    pub election_id: &'a str,
    pub table: &'a str,
    /// Decoded bytes so far.
    pub loaded: u64,
    pub total: u64,
}

/// A new snapshot is in force.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Invalidation {
    pub snapshot_id: String,
    pub previous_snapshot_id: String,
    pub data_version: String,
    /// Ids of elections that are new, gone or not what they were.
    pub elections: Vec<String>,
    /// Cached answers that were dropped.
    pub dropped: u64,
}

/// The shared tier failed, and is not asked any more.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TierFailure<'a> {
    pub operation: &'a str,
    pub message: &'a str,
}
