//! The envelope of every answer.

use serde::Serialize;

use super::params::{Cell, Row};

/// An answer: data, where pages exist their place, and where the data came from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    pub data: Cell,
    /// The columns of a list of rows, there even when no row is; of a record with several lists those of its main list.
    #[serde(skip)]
    pub columns: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pagination: Option<Pagination>,
    pub metadata: Metadata,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pagination {
    /// From 1.
    pub page: u64,
    pub page_size: u64,
    pub total_pages: u64,
    pub total_items: u64,
    pub has_next: bool,
    pub has_previous: bool,
    /// Continues after this page; null on the last one.
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Metadata {
    /// Set by the host, which has the clock.
    pub query_time_ms: f64,
    pub cache_hit: bool,
    pub data_version: String,
    pub snapshot_id: String,
    pub election_id: String,
    pub query: &'static str,
    /// As understood: defaults filled in, candidates by id.
    pub params: Row,
    pub truncated: bool,
}
