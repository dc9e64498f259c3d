//! Statistics as JavaScript sees them.

use serde::Serialize;
use std::collections::BTreeMap;

use super::lens::Lens;
use super::memory;
use crate::cache::CacheStatistics;
use crate::monitor::{Alert, Memory, QueryStatistics, Readings, Tier, open_metrics};

#[derive(Serialize)]
pub struct Statistics {
    cache: CacheStatistics,
    tables: CacheStatistics,
    queries: BTreeMap<&'static str, QueryStatistics>,
    memory: Memory,
    tier: Option<Tier>,
    snapshot: Snapshot,
    alerts: Vec<Alert>,
}

#[derive(Serialize)]
struct Snapshot {
    snapshot_id: String,
    data_version: String,
    checked_ms_ago: f64,
}

fn memory(heap_bytes: Option<f64>) -> Memory {
    Memory { reserved_bytes: memory::reserved(), used_bytes: memory::used(), heap_bytes }
}

pub fn statistics(lens: &Lens) -> Statistics {
    lens.judge();
    let version = lens.current();
    let monitor = lens.answering.monitor.borrow();
    Statistics {
        cache: lens.answering.statistics(),
        tables: lens.table_statistics(),
        queries: monitor.statistics(),
        memory: memory(None),
        tier: lens.tier(),
        snapshot: Snapshot {
            snapshot_id: version.manifest.snapshot_id.clone(),
            data_version: version.manifest.data_version.clone(),
            checked_ms_ago: lens.age_ms(),
        },
        alerts: monitor.alerts(),
    }
}

pub fn metrics(lens: &Lens, heap_bytes: Option<f64>) -> String {
    lens.judge();
    let version = lens.current();
    let readings = Readings {
        answers: lens.answering.statistics(),
        tables: lens.table_statistics(),
        memory: memory(heap_bytes),
        tier: lens.tier(),
        snapshot_id: &version.manifest.snapshot_id,
        data_version: &version.manifest.data_version,
        age_ms: lens.age_ms(),
    };
    open_metrics(&lens.answering.monitor.borrow(), &readings)
}
