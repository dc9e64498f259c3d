//! Answers that were given before: a least-recently-used cache bounded in bytes, over the `lru` crate.

use lru::LruCache;
use std::rc::Rc;

use crate::query::{Answer, Cell};

/// What the cache has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct CacheStatistics {
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
    entries: LruCache<String, (Rc<Answer>, u64)>,
    statistics: CacheStatistics,
}

impl AnswerCache {
    /// A cache of at most `max_bytes`; 0 keeps nothing.
    pub fn new(max_bytes: u64) -> AnswerCache {
        AnswerCache { entries: LruCache::unbounded(), statistics: CacheStatistics { max_bytes, ..CacheStatistics::default() } }
    }

    pub fn get(&mut self, key: &str) -> Option<Rc<Answer>> {
        let found = self.entries.get(key).map(|(answer, _)| answer.clone());
        match found {
            Some(_) => self.statistics.hits += 1,
            None => self.statistics.misses += 1,
        }
        found
    }

    pub fn put(&mut self, key: String, answer: Rc<Answer>) {
        let bytes = key.len() as u64 + size_of_answer(&answer);
        if bytes > self.statistics.max_bytes {
            return;
        }
        self.statistics.bytes += bytes;
        if let Some((_, (_, replaced))) = self.entries.push(key, (answer, bytes)) {
            self.statistics.bytes -= replaced;
        }
        while self.statistics.bytes > self.statistics.max_bytes {
            let Some((_, (_, evicted))) = self.entries.pop_lru() else { break };
            self.statistics.bytes -= evicted;
            self.statistics.evictions += 1;
        }
    }

    pub fn statistics(&self) -> CacheStatistics {
        CacheStatistics { entries: self.entries.len() as u64, ..self.statistics }
    }
}

fn size_of_answer(answer: &Answer) -> u64 {
    let inline = size_of::<Answer>()
        + answer.metadata.data_version.len()
        + answer.metadata.snapshot_id.len()
        + answer.metadata.election_id.len();
    let token = answer.pagination.as_ref().and_then(|pagination| pagination.next_token.as_ref()).map_or(0, String::len);
    let params: u64 = answer.metadata.params.0.iter().map(|(_, cell)| size_of_cell(cell)).sum();
    (inline + token) as u64 + params + size_of_cell(&answer.data)
}

fn size_of_cell(cell: &Cell) -> u64 {
    let held = match cell {
        Cell::Null | Cell::Flag(_) | Cell::Whole(_) | Cell::Float(_) => 0,
        Cell::Text(text) => text.len() as u64,
        Cell::List(cells) => cells.iter().map(size_of_cell).sum(),
        Cell::Record(row) => row.0.iter().map(|(_, cell)| size_of::<&str>() as u64 + size_of_cell(cell)).sum(),
    };
    size_of::<Cell>() as u64 + held
}
