//! How the engine is doing: latencies, counts, thresholds and the alerts they raise, the most asked queries.
//!
//! There is no clock in here: durations are handed in.

mod alerts;
mod exposition;
mod latency;
mod openmetrics;
mod queries;
mod usage;

pub use alerts::{Alert, Gauges, State, Thresholds};
pub use latency::Latency;
pub use openmetrics::{Memory, Readings, TierStatistics, open_metrics};
pub use queries::{Monitor, QueryStatistics, Served};
pub use usage::Usage;

#[cfg(test)]
mod tests;
