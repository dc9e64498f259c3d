//! Answers that were given before: a least-recently-used cache bounded in bytes, over the `lru` crate.

use lru::LruCache;
use std::rc::Rc;

use crate::query::Outcome;

/// What the cache has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct AnswerStatistics {
    pub hits: u64,
    pub misses: u64,
    pub evictions: u64,
    pub entries: u64,
    /// Bytes that the cached answers hold.
    pub bytes: u64,
    pub max_bytes: u64,
}

/// Keeps answers by key until their bytes exceed a bound; then those not used for longest go.
pub struct AnswerCache {
    entries: LruCache<String, (Rc<Outcome>, u64)>,
    statistics: AnswerStatistics,
}

impl AnswerCache {
    /// A cache of at most `max_bytes`; 0 keeps nothing.
    pub fn new(max_bytes: u64) -> AnswerCache {
        AnswerCache { entries: LruCache::unbounded(), statistics: AnswerStatistics { max_bytes, ..AnswerStatistics::default() } }
    }

    pub fn get(&mut self, key: &str) -> Option<Rc<Outcome>> {
        let found = self.entries.get(key).map(|(outcome, _)| outcome.clone());
        match found {
            Some(_) => self.statistics.hits += 1,
            None => self.statistics.misses += 1,
        }
        found
    }

    pub fn put(&mut self, key: String, outcome: Rc<Outcome>) {
        let bytes = key.len() as u64 + outcome.bytes() as u64;
        if bytes > self.statistics.max_bytes {
            return;
        }
        self.statistics.bytes += bytes;
        if let Some((_, (_, replaced))) = self.entries.push(key, (outcome, bytes)) {
            self.statistics.bytes -= replaced;
        }
        while self.statistics.bytes > self.statistics.max_bytes {
            let Some((_, (_, evicted))) = self.entries.pop_lru() else { break };
            self.statistics.bytes -= evicted;
            self.statistics.evictions += 1;
        }
    }

    pub fn statistics(&self) -> AnswerStatistics {
        AnswerStatistics { entries: self.entries.len() as u64, ..self.statistics }
    }
}
