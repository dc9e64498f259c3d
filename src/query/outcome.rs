//! What a query computes, before a page is cut and the envelope put around it: the part that is worth keeping.

use super::cell::{Cell, Row};
use super::election::Election;
use super::figures::Figures;
use super::frame::Listing;
use super::params::Page;
use crate::error::Result;

/// What a query reads.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub election: &'a Election,
    /// Of the ballots the query is about.
    pub figures: &'a Figures,
}

/// The expensive part of an answer. It names no snapshot, so that it outlives one whose tables stay the same.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The whole of `data`.
    Whole(Cell),
    /// The rows of a paged query, by place.
    Listing(Listing),
}

impl Outcome {
    /// The bytes it holds.
    pub fn bytes(&self) -> usize {
        size_of::<Outcome>()
            + match self {
                Outcome::Whole(cell) => cell.held_bytes(),
                Outcome::Listing(listing) => listing.places.capacity() * size_of::<u32>(),
            }
    }
}

/// One query with its parameters, understood. One implementation per query.
pub trait Request: std::fmt::Debug {
    /// The tables it reads.
    fn tables(&self) -> &'static [&'static str];

    /// # Errors
    /// [`crate::Error::NotFound`] if a table has not been provided.
    fn compute(&self, context: Context) -> Result<Outcome>;

    /// The columns of the rows, for tables that people read; empty where the data are not rows.
    fn columns(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// The page of a paged query.
    fn page(&self) -> Option<Page> {
        None
    }

    /// The rows of a paged query at some places of its listing.
    fn rows(&self, _context: Context, _places: &[u32]) -> Result<Vec<Row>> {
        Ok(Vec::new())
    }
}
