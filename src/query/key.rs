//! The name of an outcome, for caches.

use super::data::Election;
use super::params::Row;

/// Names an outcome: election, query, parameters as understood but for the cut that is shown, and the hashes of everything
/// it is made from. It names no snapshot: two whose tables and candidates are the same share the outcome.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub election: String,
    pub query: &'static str,
    /// JSON.
    params: String,
    tables: &'static [&'static str],
    sources: String,
}

/// What chooses a part of a result and is not part of its name.
const CUTS: [&str; 3] = ["page", "page_size", "fields"];

impl Key {
    pub(super) fn new(query: &'static str, params: &Row, tables: &'static [&'static str], election: &Election) -> Key {
        let mut params = params.clone();
        params.0.retain(|(name, _)| !CUTS.contains(name));
        Key {
            election: election.descriptor.id.clone(),
            query,
            params: serde_json::to_string(&params).unwrap_or_default(),
            tables,
            sources: election.sources(tables),
        }
    }

    /// Whether the outcome is what this version of the election gives.
    pub fn is_current(&self, election: &Election) -> bool {
        self.election == election.descriptor.id && self.sources == election.sources(self.tables)
    }

    /// The bytes it holds.
    pub fn bytes(&self) -> usize {
        size_of::<Key>() + self.election.capacity() + self.params.capacity() + self.sources.capacity()
    }
}
