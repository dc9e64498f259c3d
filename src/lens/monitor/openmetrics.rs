//! Everything that is measured, as OpenMetrics text.

use serde::Serialize;

use super::exposition::{Exposition, Family, MetricKind};
use super::queries::Monitor;
use crate::lens::cache::CacheStatistics;

/// Memory of the engine, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Memory {
    /// Taken from the system; never given back before the engine ends.
    pub reserved_bytes: u64,
    /// In use by tables, answers and work.
    pub used_bytes: u64,
    /// The JavaScript heap around it, where that is told.
    pub heap_bytes: Option<f64>,
}

/// What the tier that is shared with other tabs and visits has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TierStatistics {
    pub hits: u64,
    pub misses: u64,
    pub puts: u64,
    pub failures: u64,
    /// Whether it is still asked.
    pub available: bool,
}

/// What the monitor does not know itself.
#[derive(Clone, Copy, Debug)]
pub struct Readings<'a> {
    pub answers: CacheStatistics,
    pub tables: CacheStatistics,
    pub memory: Memory,
    pub tier: Option<TierStatistics>,
    pub snapshot_id: &'a str,
    pub data_version: &'a str,
    /// Milliseconds since the publisher last confirmed the snapshot.
    pub age_ms: f64,
}

/// OpenMetrics 1.0 text of everything that is measured.
pub fn open_metrics(monitor: &Monitor, readings: &Readings) -> String {
    let mut text = Exposition::new();
    queries(&mut text, monitor);
    caches(&mut text, [("answers", readings.answers), ("tables", readings.tables)]);

    let mut memory = text.family("coalition_lens_memory_bytes", MetricKind::Gauge, "Memory of the engine.");
    memory.sample(&[("kind", "reserved")], readings.memory.reserved_bytes as f64);
    memory.sample(&[("kind", "used")], readings.memory.used_bytes as f64);
    if let Some(heap) = readings.memory.heap_bytes {
        memory.sample(&[("kind", "javascript")], heap);
    }
    if let Some(tier) = readings.tier {
        let mut lookups = text.family("coalition_lens_tier_lookups", MetricKind::Counter, "Lookups in the shared tier.");
        lookups.sample(&[("result", "hit")], tier.hits as f64);
        lookups.sample(&[("result", "miss")], tier.misses as f64);
        text.family("coalition_lens_tier_puts", MetricKind::Counter, "Files put into the shared tier.")
            .sample(&[], tier.puts as f64);
        text.family("coalition_lens_tier_failures", MetricKind::Counter, "Failures of the shared tier.")
            .sample(&[], tier.failures as f64);
        text.family("coalition_lens_tier_available", MetricKind::Gauge, "Whether the shared tier is still asked.")
            .sample(&[], f64::from(u8::from(tier.available)));
    }
    text.family("coalition_lens_snapshot", MetricKind::Info, "The snapshot in force.")
        .sample(&[("snapshot_id", readings.snapshot_id), ("data_version", readings.data_version)], 1.0);
    text.family("coalition_lens_snapshot_age_seconds", MetricKind::Gauge, "Time since the host last confirmed the snapshot.")
        .sample(&[], readings.age_ms / 1e3);
    let mut alerts = text.family("coalition_lens_alert", MetricKind::Gauge, "1 for each alert that is raised.");
    for alert in monitor.alerts() {
        alerts.sample(&[("name", alert.name), ("query", alert.query.unwrap_or(""))], 1.0);
    }
    text.end()
}

fn queries(text: &mut Exposition, monitor: &Monitor) {
    let statistics = monitor.statistics();
    let mut answers = text.family("coalition_lens_answers", MetricKind::Counter, "Answers, from the cache or made.");
    for (query, of) in &statistics {
        answers.sample(&[("query", query), ("cache", "hit")], of.hits as f64);
        answers.sample(&[("query", query), ("cache", "miss")], of.misses as f64);
    }
    let mut errors = text.family("coalition_lens_errors", MetricKind::Counter, "Queries that failed.");
    for (query, of) in &statistics {
        for (code, count) in &of.errors {
            errors.sample(&[("query", query), ("code", code)], *count as f64);
        }
    }
    let mut bytes = text.family("coalition_lens_answer_bytes", MetricKind::Counter, "Bytes of answers as JSON text.");
    for (query, of) in &statistics {
        bytes.sample(&[("query", query)], of.bytes as f64);
    }
    let mut duration = text.family("coalition_lens_query_seconds", MetricKind::Summary, "Time to answer.");
    for (query, of) in &statistics {
        for (quantile, ms) in [("0.5", of.p50_ms), ("0.95", of.p95_ms), ("0.99", of.p99_ms)] {
            if let Some(ms) = ms {
                duration.sample(&[("query", query), ("quantile", quantile)], ms / 1e3);
            }
        }
        duration.suffixed("_sum", &[("query", query)], of.total_ms / 1e3);
        duration.suffixed("_count", &[("query", query)], (of.hits + of.misses) as f64);
    }
}

fn caches(text: &mut Exposition, caches: [(&str, CacheStatistics); 2]) {
    let mut each = |name, kind, help, samples: &dyn Fn(&mut Family, &str, &CacheStatistics)| {
        let mut family = text.family(name, kind, help);
        for (cache, statistics) in &caches {
            samples(&mut family, cache, statistics);
        }
    };
    each("coalition_lens_cache_lookups", MetricKind::Counter, "Lookups in a cache.", &|family, cache, of| {
        family.sample(&[("cache", cache), ("result", "hit")], of.hits as f64);
        family.sample(&[("cache", cache), ("result", "miss")], of.misses as f64);
    });
    let recent = "Hits of the last hundred lookups in a cache, as a share.";
    each("coalition_lens_cache_recent_hit_ratio", MetricKind::Gauge, recent, &|family, cache, of| {
        if let Some(ratio) = of.recent_hit_ratio {
            family.sample(&[("cache", cache)], ratio);
        }
    });
    each("coalition_lens_cache_evictions", MetricKind::Counter, "Entries that went.", &|family, cache, of| {
        for (reason, count) in of.evictions.by_reason() {
            family.sample(&[("cache", cache), ("reason", reason)], count as f64);
        }
    });
    each("coalition_lens_cache_entries", MetricKind::Gauge, "Entries held.", &|family, cache, of| {
        family.sample(&[("cache", cache)], of.entries as f64);
    });
    each("coalition_lens_cache_bytes", MetricKind::Gauge, "Bytes held.", &|family, cache, of| {
        family.sample(&[("cache", cache)], of.bytes as f64);
    });
    each("coalition_lens_cache_max_bytes", MetricKind::Gauge, "The bound of the bytes held.", &|family, cache, of| {
        family.sample(&[("cache", cache)], of.max_bytes as f64);
    });
}
