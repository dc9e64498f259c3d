//! Which queries are asked most, for the next warm list.

use lru::LruCache;
use std::num::NonZeroUsize;

use crate::snapshot::WarmQuery;

/// Different queries that are counted; of more, those asked last.
const COUNTED: NonZeroUsize = NonZeroUsize::new(1_000).unwrap();
/// Queries that an export names.
const EXPORTED: usize = 100;
/// In no id of an election, in no name of a query.
const SEPARATOR: char = ' ';

/// Counts queries of elections with their parameters.
pub struct Usage {
    /// By election, query and parameters in JSON.
    counts: LruCache<String, u64>,
}

impl Default for Usage {
    fn default() -> Usage {
        Usage { counts: LruCache::new(COUNTED) }
    }
}

impl Usage {
    /// Counts a query, with its parameters as understood, in JSON.
    pub fn asked(&mut self, election: &str, query: &str, params: &str) {
        let mut key = String::with_capacity(election.len() + query.len() + params.len() + 2);
        for part in [election, query, params] {
            if !key.is_empty() {
                key.push(SEPARATOR);
            }
            key.push_str(part);
        }
        *self.counts.get_or_insert_mut(key, || 0) += 1;
    }

    /// The most asked queries, most asked first, then by election and query: a warm list.
    pub fn warm_list(&self) -> Vec<WarmQuery> {
        let mut counted: Vec<(&String, &u64)> = self.counts.iter().collect();
        counted.sort_by(|(key, count), (other_key, other)| other.cmp(count).then(key.cmp(other_key)));
        let named = |(key, count): (&String, &u64)| {
            let mut parts = key.splitn(3, SEPARATOR);
            let (election, query, params) = (parts.next()?, parts.next()?, parts.next()?);
            let warm = WarmQuery::new(query, serde_json::from_str(params).ok()?);
            Some(WarmQuery { election: Some(election.to_owned()), count: Some(*count), ..warm })
        };
        counted.into_iter().filter_map(named).take(EXPORTED).collect()
    }
}
