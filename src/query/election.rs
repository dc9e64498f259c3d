//! One election of a snapshot, with the tables that have been loaded so far.

use super::figures::Figures;
use crate::error::{Error, Result};
use crate::snapshot::{CANDIDATES, Descriptor, PAIRS, Table, read_candidates, read_pairs, sha256_hex};

/// Which snapshot an answer comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    pub snapshot_id: String,
    pub data_version: String,
}

/// An immutable view of an election. Tables are added as queries need them and never change.
pub struct Election {
    pub provenance: Provenance,
    pub descriptor: Descriptor,
    /// SHA-256 of what answers show of the descriptor: candidates, their names, who won.
    pub(super) candidates_hash: String,
    all: Figures,
}

impl Election {
    pub fn new(provenance: Provenance, descriptor: Descriptor) -> Election {
        let shown = serde_json::to_vec(&(&descriptor.id, &descriptor.candidates)).unwrap_or_default();
        Election { provenance, descriptor, candidates_hash: sha256_hex(&shown), all: Figures::default() }
    }

    /// Whether a table has been provided.
    pub fn has(&self, table: &str) -> bool {
        match table {
            CANDIDATES => self.all.has_candidates(),
            PAIRS => self.all.has_pairs(),
            _ => false,
        }
    }

    /// Takes a decoded, verified table. A table that is there already stays.
    ///
    /// # Errors
    /// [`Error::Format`] if its columns or rows are not those of the descriptor's election.
    pub fn provide(&self, name: &str, table: &Table) -> Result<()> {
        let n = self.descriptor.candidates.len();
        match name {
            CANDIDATES if table.rows() != n => {
                Err(Error::Format(format!("the candidates table has {} rows for {n} candidates", table.rows())))
            }
            CANDIDATES => {
                self.all.provide_candidates(read_candidates(table, self.descriptor.ballots)?);
                Ok(())
            }
            PAIRS => {
                let (counts, expectation) = read_pairs(table, n)?;
                self.all.provide_pairs(counts, expectation);
                Ok(())
            }
            _ => Err(Error::NotFound(format!("no query reads a table {name:?}"))),
        }
    }

    /// The figures of all ballots.
    pub(super) fn figures(&self) -> &Figures {
        &self.all
    }
}
