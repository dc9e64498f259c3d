//! How long something takes, as a histogram.

use hdrhistogram::Histogram;

/// Durations are told to 1 % and up to an hour.
const SIGNIFICANT_DIGITS: u8 = 2;
const MAX_US: u64 = 3_600_000_000;
/// Durations that [`Latency::recent_quantile`] looks back on.
pub const RECENT: usize = 100;

/// A histogram of durations, in microseconds to two digits.
#[derive(Default)]
pub struct Latency {
    /// Grows with the longest duration; made with the first.
    histogram: Option<Histogram<u32>>,
    total_ms: f64,
    /// The last durations in milliseconds; the oldest is written over.
    recent: Vec<f32>,
    oldest: usize,
}

impl Latency {
    /// Counts a duration. Negative ones, which a clock that was set back can give, count as 0.
    pub fn record(&mut self, ms: f64) {
        let us = ((ms * 1e3).round().max(0.0) as u64).min(MAX_US);
        let ms = us as f64 / 1e3;
        self.total_ms += ms;
        match self.recent.len() < RECENT {
            true => self.recent.push(ms as f32),
            false => {
                self.recent[self.oldest] = ms as f32;
                self.oldest = (self.oldest + 1) % RECENT;
            }
        }
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

    /// The same of the last hundred durations: the smallest that so large a share of them does not exceed.
    pub fn recent_quantile(&self, share: f64) -> Option<f64> {
        let mut sorted = self.recent.clone();
        sorted.sort_by(f32::total_cmp);
        let rank = (share * sorted.len() as f64).ceil().max(1.0) as usize;
        sorted.get(rank - 1).map(|ms| f64::from(*ms))
    }

    /// Durations so far.
    pub fn count(&self) -> u64 {
        self.histogram.as_ref().map_or(0, Histogram::len)
    }

    pub fn total_ms(&self) -> f64 {
        self.total_ms
    }
}
