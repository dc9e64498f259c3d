//! What every query can do once it is understood.

use super::context::Context;
use super::cut::Cut;
use super::outcome::Outcome;
use crate::error::Result;
use crate::metrics::Method;
use crate::query::params::Row;
use crate::snapshot::PROFILE;

/// What an answer about a group of voters is made from.
#[derive(Clone, Copy, Debug)]
pub struct OfGroup {
    pub tables: &'static [&'static str],
    /// The tables of all ballots whose like is counted of the group.
    pub counted: &'static [&'static str],
}

/// One query with its parameters, understood. One implementation per query.
pub trait Request: std::fmt::Debug {
    /// The tables it reads.
    fn tables(&self) -> &'static [&'static str];

    /// The tables it reads where the snapshot has no rounds: of an earlier version, or by rules that cannot be counted.
    fn tables_without_rounds(&self) -> &'static [&'static str] {
        self.tables()
    }

    /// What it reads of a group of voters.
    fn of_group(&self) -> OfGroup {
        OfGroup { tables: &[PROFILE], counted: self.tables() }
    }

    /// The support graph it needs: threshold and method.
    fn support(&self) -> Option<(u64, Method)> {
        None
    }

    /// # Errors
    /// [`crate::Error::NotFound`] if a table has not been provided.
    fn compute(&self, context: Context) -> Result<Outcome>;

    /// How the rows of a paged query are cut.
    fn cut(&self) -> Option<&Cut> {
        None
    }

    /// The columns of the rows, for tables that people read: of a record with several lists those of its main list; empty
    /// where there are none.
    fn columns(&self) -> Vec<&'static str> {
        self.cut().map_or_else(Vec::new, |cut| cut.shown.iter().map(|(name, _)| *name).collect())
    }

    /// The rows of a paged query at some places of its listing.
    fn rows(&self, _context: Context, _places: &[u32]) -> Result<Vec<Row>> {
        Ok(Vec::new())
    }
}
