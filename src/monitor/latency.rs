//! How long something takes, as a histogram.

use hdrhistogram::Histogram;

/// Durations are told to 1 % and up to an hour.
const SIGNIFICANT_DIGITS: u8 = 2;
const MAX_US: u64 = 3_600_000_000;

/// A histogram of durations, in microseconds to two digits.
#[derive(Default)]
pub struct Latency {
    /// Grows with the longest duration; made with the first.
    histogram: Option<Histogram<u32>>,
    total_ms: f64,
}

impl Latency {
    /// Counts a duration. Negative ones, which a clock that was set back can give, count as 0.
    pub fn record(&mut self, ms: f64) {
        let us = ((ms * 1e3).round().max(0.0) as u64).min(MAX_US);
        self.total_ms += us as f64 / 1e3;
        if self.histogram.is_none() {
            self.histogram = Histogram::new(SIGNIFICANT_DIGITS).ok();
        }
        if let Some(histogram) = &mut self.histogram {
            let _ = histogram.record(us);
        }
    }

    /// Milliseconds that a share of the durations, 0 to 1, does not exceed; null before the first.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        self.histogram.as_ref().map(|histogram| histogram.value_at_quantile(share).min(histogram.max()) as f64 / 1e3)
    }

    /// Durations so far.
    pub fn count(&self) -> u64 {
        self.histogram.as_ref().map_or(0, Histogram::len)
    }

    pub fn total_ms(&self) -> f64 {
        self.total_ms
    }
}
