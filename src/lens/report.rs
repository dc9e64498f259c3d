//! Everything that is measured, for reading.

use serde::Serialize;
use std::collections::BTreeMap;

use super::cache::CacheStatistics;
use super::monitor::{Alert, Memory, QueryStatistics, TierStatistics};

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statistics {
    /// Of answers.
    pub cache: CacheStatistics,
    /// Of elections with their decoded tables.
    pub tables: CacheStatistics,
    pub queries: BTreeMap<&'static str, QueryStatistics>,
    pub memory: Memory,
    /// Null without a shared tier.
    pub tier: Option<TierStatistics>,
    pub snapshot: SnapshotAge,
    /// Those that are raised now.
    pub alerts: Vec<Alert>,
}

/// The snapshot in force.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SnapshotAge {
    pub snapshot_id: String,
    pub data_version: String,
    /// Since its publisher last confirmed it.
    pub checked_ms_ago: f64,
}
