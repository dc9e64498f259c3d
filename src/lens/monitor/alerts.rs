//! Thresholds and the alerts they raise: once, until what raised them is over.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::latency::{Latency, RECENT};

/// Limits; `None` watches nothing.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Milliseconds that 95 % of a query's last hundred answers should not exceed.
    pub p95_ms: Option<f64>,
    /// The share of the last hundred lookups that should be hits.
    pub hit_ratio: Option<f64>,
    /// Lookups before the hit ratio is judged.
    pub hit_ratio_after: u64,
    /// Bytes of memory in use.
    pub memory_bytes: Option<f64>,
    /// Milliseconds since the publisher last confirmed the snapshot.
    pub max_age_ms: Option<f64>,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        Thresholds { p95_ms: Some(500.0), hit_ratio: Some(0.8), hit_ratio_after: 50, memory_bytes: Some(200e6), max_age_ms: None }
    }
}

/// Readings that thresholds are compared with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gauges {
    /// Lookups of the answer cache so far.
    pub lookups: u64,
    /// The share of hits lately; null without lookups or with the cache off.
    pub recent_hit_ratio: Option<f64>,
    /// Bytes of memory in use.
    pub memory_bytes: f64,
    /// Milliseconds since the publisher last confirmed the snapshot.
    pub age_ms: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Raised,
    Cleared,
}

/// A threshold that was passed, or is kept again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alert {
    /// `p95`, `hit_ratio`, `memory`, `staleness` or `validation`.
    pub name: &'static str,
    /// The query it is about; null if it is about the whole engine.
    pub query: Option<&'static str>,
    pub value: f64,
    pub threshold: f64,
    pub message: String,
    pub state: State,
}

/// Answers of a query before its 95th percentile is judged.
const ENOUGH_ANSWERS: u64 = 20;

/// Which alerts are raised.
#[derive(Default)]
pub(super) struct Watch {
    raised: BTreeMap<(&'static str, Option<&'static str>), Alert>,
}

impl Watch {
    pub fn raised(&self) -> Vec<Alert> {
        self.raised.values().cloned().collect()
    }

    fn judge(
        &mut self,
        is_over: bool,
        alert: impl FnOnce() -> Alert,
        name: &'static str,
        query: Option<&'static str>,
    ) -> Option<Alert> {
        match (is_over, self.raised.contains_key(&(name, query))) {
            (true, false) => {
                let alert = alert();
                self.raised.insert((name, query), alert.clone());
                Some(alert)
            }
            (false, true) => {
                self.raised.remove(&(name, query));
                Some(Alert { state: State::Cleared, ..alert() })
            }
            _ => None,
        }
    }

    /// `slow` has a bit for each of the last answers, set where it took longer than the threshold.
    pub fn latency(&mut self, query: &'static str, slow: u128, latency: &Latency, threshold: f64) -> Option<Alert> {
        let window = latency.count().min(RECENT as u64);
        let over = u64::from((slow & ((1 << RECENT) - 1)).count_ones());
        // The same as the 95th percentile of the window being above it, without sorting.
        let is_over = latency.count() >= ENOUGH_ANSWERS && over * 20 > window;
        let alert = || Alert {
            name: "p95",
            query: Some(query),
            value: latency.recent_quantile(0.95).unwrap_or_default(),
            threshold,
            message: format!("{over} of the last {window} answers to {query} took longer than {threshold} ms"),
            state: State::Raised,
        };
        self.judge(is_over, alert, "p95", Some(query))
    }

    pub fn validated(&mut self, query: &'static str, agrees: bool) -> Option<Alert> {
        let alert = || Alert {
            name: "validation",
            query: Some(query),
            value: f64::from(u8::from(!agrees)),
            threshold: 0.0,
            message: match agrees {
                true => format!("a cached answer to {query} is again what computing it gives"),
                false => format!("a cached answer to {query} was not what computing it again gives; it was dropped"),
            },
            state: State::Raised,
        };
        self.judge(!agrees, alert, "validation", Some(query))
    }

    pub fn check(&mut self, gauges: &Gauges, thresholds: &Thresholds) -> Vec<Alert> {
        let mut changes = Vec::new();
        let mut judge = |name, value: f64, threshold: Option<f64>, is_over: bool, message: &dyn Fn(f64) -> String| {
            let Some(threshold) = threshold else { return };
            let alert = || Alert { name, query: None, value, threshold, message: message(threshold), state: State::Raised };
            changes.extend(self.judge(is_over, alert, name, None));
        };
        if let Some(ratio) = gauges.recent_hit_ratio.filter(|_| gauges.lookups >= thresholds.hit_ratio_after) {
            let is_over = thresholds.hit_ratio.is_some_and(|threshold| ratio < threshold);
            judge("hit_ratio", ratio, thresholds.hit_ratio, is_over, &|threshold| {
                format!(
                    "{:.0} % of the last queries were answered from the cache; expected are {:.0} %",
                    ratio * 100.0,
                    threshold * 100.0
                )
            });
        }
        let memory = gauges.memory_bytes;
        let is_over = |value: f64, threshold: Option<f64>| threshold.is_some_and(|threshold| value > threshold);
        judge("memory", memory, thresholds.memory_bytes, is_over(memory, thresholds.memory_bytes), &|threshold| {
            format!("the engine uses {:.0} MB of memory; expected are at most {:.0} MB", memory / 1e6, threshold / 1e6)
        });
        let age = gauges.age_ms;
        judge("staleness", age, thresholds.max_age_ms, is_over(age, thresholds.max_age_ms), &|threshold| {
            format!("the host has not confirmed the snapshot for {:.0} s; expected is every {:.0} s", age / 1e3, threshold / 1e3)
        });
        changes
    }
}
