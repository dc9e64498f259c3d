//! The policies that the cache is compared with, as simple as they go.

use coalition_lens::lens::cache::{BoundedCache, Weight};

use crate::traces::Lookup;

pub trait Policy {
    /// Looks an entry up, and stores it if it is not there. Tells whether it was.
    fn ask(&mut self, lookup: &Lookup) -> bool;
}

impl Policy for BoundedCache<u32, ()> {
    fn ask(&mut self, lookup: &Lookup) -> bool {
        let is_hit = self.get(&lookup.key).is_some();
        if !is_hit {
            self.put(lookup.key, (), Weight { bytes: lookup.bytes, cost: lookup.cost });
        }
        is_hit
    }
}

/// Plain least-recently-used. The most recent entry is the last.
pub struct Lru {
    pub max_bytes: u64,
    pub entries: Vec<(u32, u64)>,
}

impl Lru {
    pub fn new(max_bytes: u64) -> Lru {
        Lru { max_bytes, entries: Vec::new() }
    }

    fn take(&mut self, key: u32) -> Option<(u32, u64)> {
        let place = self.entries.iter().position(|(held, _)| *held == key)?;
        Some(self.entries.remove(place))
    }

    /// Adds the most recent entry; gives back what had to go.
    fn push(&mut self, entry: (u32, u64)) -> Vec<(u32, u64)> {
        self.entries.push(entry);
        let mut bytes: u64 = self.entries.iter().map(|(_, bytes)| bytes).sum();
        let mut gone = 0;
        while bytes > self.max_bytes {
            bytes -= self.entries[gone].1;
            gone += 1;
        }
        self.entries.drain(..gone).collect()
    }
}

impl Policy for Lru {
    fn ask(&mut self, lookup: &Lookup) -> bool {
        let found = self.take(lookup.key);
        self.push(found.unwrap_or((lookup.key, lookup.bytes)));
        found.is_some()
    }
}

/// Two segments of fixed size: 20 % probation, 80 % protected.
pub struct FixedSegments {
    probation: Lru,
    protected: Lru,
}

impl FixedSegments {
    pub fn new(max_bytes: u64) -> FixedSegments {
        FixedSegments { probation: Lru::new(max_bytes / 5), protected: Lru::new(max_bytes / 5 * 4) }
    }
}

impl Policy for FixedSegments {
    fn ask(&mut self, lookup: &Lookup) -> bool {
        let entry = (lookup.key, lookup.bytes);
        let is_known = self.probation.take(lookup.key).or_else(|| self.protected.take(lookup.key)).is_some();
        let demoted = if is_known { self.protected.push(entry) } else { vec![entry] };
        for entry in demoted {
            self.probation.push(entry);
        }
        is_known
    }
}
