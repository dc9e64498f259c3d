//! Counts and latencies of what is asked, by query.

use serde::Serialize;
use std::collections::BTreeMap;

use super::alerts::{Alert, Gauges, Thresholds, Watch};
use super::latency::Latency;
use super::usage::Usage;

/// What is known of one query.
#[derive(Default)]
struct QueryRecord {
    count: u64,
    errors: BTreeMap<&'static str, u64>,
    hits: u64,
    misses: u64,
    bytes: u64,
    latency: Latency,
    /// Answers, newest lowest; 1: it took longer than the threshold.
    slow: u128,
}

/// What is known of one query, for reading. Milliseconds are null before the first answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QueryStatistics {
    /// Answers and failures.
    pub count: u64,
    /// Failures by error code.
    pub errors: BTreeMap<&'static str, u64>,
    /// Answers from the cache.
    pub hits: u64,
    /// Answers that had to be made.
    pub misses: u64,
    /// Bytes of all answers as JSON text.
    pub bytes: u64,
    pub total_ms: f64,
    pub p50_ms: Option<f64>,
    pub p95_ms: Option<f64>,
    pub p99_ms: Option<f64>,
    pub max_ms: Option<f64>,
}

/// One answer, as it was given.
#[derive(Clone, Copy, Debug)]
pub struct Served {
    pub ms: f64,
    /// Of its JSON text.
    pub bytes: u64,
    pub from_cache: bool,
}

/// Counts what is asked and answered.
pub struct Monitor {
    thresholds: Thresholds,
    queries: BTreeMap<&'static str, QueryRecord>,
    watch: Watch,
    pub usage: Usage,
}

impl Monitor {
    pub fn new(thresholds: Thresholds) -> Monitor {
        Monitor { thresholds, queries: BTreeMap::new(), watch: Watch::default(), usage: Usage::default() }
    }

    /// Counts an answer. Tells of the alerts that it raises or clears.
    pub fn answered(&mut self, query: &'static str, served: Served) -> Option<Alert> {
        let record = self.queries.entry(query).or_default();
        record.count += 1;
        *(if served.from_cache { &mut record.hits } else { &mut record.misses }) += 1;
        record.bytes += served.bytes;
        record.latency.record(served.ms);
        let threshold = self.thresholds.p95_ms?;
        record.slow = record.slow << 1 | u128::from(served.ms > threshold);
        self.watch.latency(query, record.slow, &record.latency, threshold)
    }

    /// Counts a failure.
    pub fn failed(&mut self, query: &'static str, code: &'static str) {
        let record = self.queries.entry(query).or_default();
        record.count += 1;
        *record.errors.entry(code).or_default() += 1;
    }

    /// Compares readings with the thresholds. Tells of the alerts that are raised or cleared by them.
    pub fn check(&mut self, gauges: &Gauges) -> Vec<Alert> {
        self.watch.check(gauges, &self.thresholds)
    }

    /// A hit was computed again. If it came out differently, that stays raised until one of the same query agrees.
    pub fn validated(&mut self, query: &'static str, agrees: bool) -> Option<Alert> {
        self.watch.validated(query, agrees)
    }

    /// The alerts that are raised now.
    pub fn alerts(&self) -> Vec<Alert> {
        self.watch.raised()
    }

    /// By query name.
    pub fn statistics(&self) -> BTreeMap<&'static str, QueryStatistics> {
        self.queries.iter().map(|(query, record)| (*query, record.statistics())).collect()
    }
}

impl QueryRecord {
    fn statistics(&self) -> QueryStatistics {
        QueryStatistics {
            count: self.count,
            errors: self.errors.clone(),
            hits: self.hits,
            misses: self.misses,
            bytes: self.bytes,
            total_ms: self.latency.total_ms(),
            p50_ms: self.latency.quantile(0.5),
            p95_ms: self.latency.quantile(0.95),
            p99_ms: self.latency.quantile(0.99),
            max_ms: self.latency.quantile(1.0),
        }
    }
}
