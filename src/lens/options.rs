//! How a lens is opened, and how a query is asked.

use serde::Deserialize;

use super::monitor::Thresholds;

/// How a lens is opened.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Bound of the cache of answers; 0 turns it off.
    pub max_bytes: f64,
    /// Bound of the pool of elections with their decoded tables.
    pub max_table_bytes: f64,
    /// An answer whose JSON text is longer is cut at a whole row.
    pub max_response_bytes: f64,
    /// The share of hits that is computed again and compared, 0 to 1.
    pub validate: f64,
    /// Whether the manifest is asked for with `If-None-Match`: for hosts without an HTTP cache.
    pub conditional: bool,
    pub thresholds: Thresholds,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            max_bytes: (128 << 20) as f64,
            max_table_bytes: (256 << 20) as f64,
            max_response_bytes: 8e6,
            validate: 0.0,
            conditional: false,
            thresholds: Thresholds::default(),
        }
    }
}

/// How one query is asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Control {
    /// Neither reads nor writes the cache.
    pub bypass: bool,
    /// In place of that of the [`Options`].
    pub max_response_bytes: Option<u64>,
    /// Asked ahead of the reader: not counted among what is asked.
    pub warm: bool,
}

/// What `clear` lets go of; not given: all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Clearing {
    pub election: Option<String>,
    pub query: Option<String>,
}

impl Clearing {
    /// Whether something of this election is meant.
    pub fn means_election(&self, id: &str) -> bool {
        self.election.as_ref().is_none_or(|wanted| wanted == id)
    }

    /// Whether answers of this election to this query are meant.
    pub fn means(&self, id: &str, query: &str) -> bool {
        self.means_election(id) && self.query.as_ref().is_none_or(|wanted| wanted == query)
    }
}
