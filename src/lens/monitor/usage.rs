//! Which queries are asked most, for the next warm list.

use lru::LruCache;
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::BTreeMap;
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
        let mut counted: BTreeMap<(&str, &str, String), u64> = BTreeMap::new();
        for (key, count) in &self.counts {
            let mut parts = key.splitn(3, SEPARATOR);
            if let (Some(election), Some(query), Some(params)) = (parts.next(), parts.next(), parts.next())
                && let Ok(params) = serde_json::from_str(params)
            {
                *counted.entry((election, query, plain(params).to_string())).or_default() += count;
            }
        }
        let mut counted: Vec<_> = counted.into_iter().collect();
        counted.sort_by_key(|(_, count)| Reverse(*count));
        let named = |((election, query, params), count): ((&str, &str, String), u64)| {
            let warm = WarmQuery::new(query, serde_json::from_str(&params).ok()?);
            Some(WarmQuery { election: Some(election.to_owned()), count: Some(count), ..warm })
        };
        counted.into_iter().filter_map(named).take(EXPORTED).collect()
    }
}

/// Numbers in one form: parameters that come through JavaScript have 1 where the engine has 1.0.
fn plain(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 2f64.powi(53) => (float as i64).into(),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, plain(value))).collect(),
        other => other,
    }
}
