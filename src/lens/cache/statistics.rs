//! What a cache has done so far.

use serde::Serialize;

/// Lookups that [`CacheStatistics::recent_hit_ratio`] looks back on.
pub const RECENT_LOOKUPS: u32 = 100;

/// Why an entry went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eviction {
    /// To make room for another.
    Room,
    /// Somebody asked for it.
    Cleared,
    /// The data it was made from are not in force any more.
    Invalidated,
    /// It was found to be wrong.
    Integrity,
}

/// How many entries went, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Evictions {
    pub room: u64,
    pub cleared: u64,
    pub invalidated: u64,
    pub integrity: u64,
}

impl Evictions {
    pub(super) fn count(&mut self, reason: Eviction) {
        match reason {
            Eviction::Room => self.room += 1,
            Eviction::Cleared => self.cleared += 1,
            Eviction::Invalidated => self.invalidated += 1,
            Eviction::Integrity => self.integrity += 1,
        }
    }

    /// Reasons as OpenMetrics labels, with their counts.
    pub fn by_reason(&self) -> [(&'static str, u64); 4] {
        [("room", self.room), ("cleared", self.cleared), ("invalidated", self.invalidated), ("integrity", self.integrity)]
    }
}

/// Counts since the cache was made, and what it holds now.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CacheStatistics {
    pub hits: u64,
    pub misses: u64,
    pub entries: u64,
    /// Bytes that keys and values hold.
    pub bytes: u64,
    /// The bound of `bytes`; 0 if the cache is off.
    pub max_bytes: u64,
    /// Hits of all lookups, 0 to 1; null before the first.
    pub hit_ratio: Option<f64>,
    /// Hits of the last 100 lookups, 0 to 1; null before the first.
    pub recent_hit_ratio: Option<f64>,
    pub evictions: Evictions,
}

/// Hits and misses, overall and lately.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lookups {
    pub hits: u64,
    pub misses: u64,
    /// A bit per lookup, the newest lowest.
    recent: u128,
}

impl Lookups {
    pub fn count(&mut self, is_hit: bool) {
        if is_hit {
            self.hits += 1
        } else {
            self.misses += 1
        }
        self.recent = self.recent << 1 | u128::from(is_hit);
    }

    pub fn hit_ratio(&self) -> Option<f64> {
        ratio(self.hits, self.hits + self.misses)
    }

    pub fn recent_hit_ratio(&self) -> Option<f64> {
        let lookups = (self.hits + self.misses).min(u64::from(RECENT_LOOKUPS));
        let hits = (self.recent & ((1 << RECENT_LOOKUPS) - 1)).count_ones();
        ratio(u64::from(hits), lookups)
    }
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recent_hit_ratio_forgets_what_is_more_than_a_hundred_lookups_ago() {
        let mut lookups = Lookups::default();
        assert_eq!((lookups.hit_ratio(), lookups.recent_hit_ratio()), (None, None));
        for _ in 0..150 {
            lookups.count(true);
        }
        for _ in 0..50 {
            lookups.count(false);
        }
        assert_eq!((lookups.hit_ratio(), lookups.recent_hit_ratio()), (Some(0.75), Some(0.5)));
        for _ in 0..100 {
            lookups.count(false);
        }
        assert_eq!((lookups.hit_ratio(), lookups.recent_hit_ratio()), (Some(0.5), Some(0.0)));
    }
}
