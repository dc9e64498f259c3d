//! What the engine tells of its own accord.

use js_sys::Function;
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::convert::to_js;
use crate::monitor::Alert;

/// The host's listener for all events: `event(name, detail)`.
#[derive(Clone)]
pub struct Events(pub Function);

#[derive(Serialize)]
pub struct Progress<'a> {
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
#[derive(Serialize)]
pub struct TierFailure<'a> {
    pub operation: &'a str,
    pub message: &'a str,
}

impl Events {
    pub fn progress(&self, progress: &Progress) {
        self.tell("progress", progress);
    }

    pub fn alerts(&self, alerts: impl IntoIterator<Item = Alert>) {
        for alert in alerts {
            self.tell("alert", &alert);
        }
    }

    pub fn invalidated(&self, invalidation: &Invalidation) {
        self.tell("invalidate", invalidation);
    }

    pub fn tier_failed(&self, failure: &TierFailure) {
        self.tell("tier", failure);
    }

    fn tell(&self, name: &str, detail: &impl Serialize) {
        if let Ok(detail) = to_js(detail) {
            // What a listener throws is its own affair.
            let _ = self.0.call2(&JsValue::NULL, &name.into(), &detail);
        }
    }
}
