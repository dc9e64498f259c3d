//! Which queries are asked most, for the next warm list.

use lru::LruCache;
use std::num::NonZeroUsize;

use crate::snapshot::WarmQuery;

/// Different queries that are counted; of more, those asked last.
const COUNTED: NonZeroUsize = NonZeroUsize::new(1_000).unwrap();
/// Queries that an export names.
const EXPORTED: usize = 100;

/// Counts queries with their parameters.
pub struct Usage {
    counts: LruCache<String, (WarmQuery, u64)>,
}

impl Default for Usage {
    fn default() -> Usage {
        Usage { counts: LruCache::new(COUNTED) }
    }
}

impl Usage {
    /// Counts a query under a key that names it with its parameters; `query` tells what the key stands for.
    pub fn asked(&mut self, key: &str, query: impl FnOnce() -> WarmQuery) {
        match self.counts.get_mut(key) {
            Some((_, count)) => *count += 1,
            None => {
                self.counts.put(key.to_owned(), (query(), 1));
            }
        }
    }

    /// The most asked queries, most asked first, then by key: a warm list.
    pub fn warm_list(&self) -> Vec<WarmQuery> {
        let mut counted: Vec<_> = self.counts.iter().collect();
        counted.sort_by(|(key, (_, count)), (other_key, (_, other))| other.cmp(count).then(key.cmp(other_key)));
        let named = |(_, (query, count)): (&String, &(WarmQuery, u64))| WarmQuery { count: Some(*count), ..query.clone() };
        counted.into_iter().take(EXPORTED).map(named).collect()
    }
}
