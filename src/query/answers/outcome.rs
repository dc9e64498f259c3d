//! What a query computes, before a page is cut and the envelope put around it: the part that is worth keeping.

use crate::query::data::Listing;
use crate::query::params::Cell;

/// The expensive part of an answer. It names no snapshot, so that it outlives one whose tables stay the same.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The whole of `data`.
    Whole(Cell),
    /// The rows of a paged query, by place.
    Listing(Listing),
}

impl Outcome {
    /// The rows of all pages; null where there are no pages.
    pub fn total(&self) -> Option<u64> {
        match self {
            Outcome::Listing(listing) => Some(listing.total as u64),
            Outcome::Whole(_) => None,
        }
    }

    /// Whether two outcomes of the same key are the same, as far as both reach.
    pub fn agrees_with(&self, other: &Outcome) -> bool {
        match (self, other) {
            (Outcome::Listing(one), Outcome::Listing(two)) => {
                one.total == two.total && one.places.iter().zip(&two.places).all(|(one, two)| one == two)
            }
            _ => self == other,
        }
    }

    /// The bytes it holds.
    pub fn bytes(&self) -> usize {
        size_of::<Outcome>()
            + match self {
                Outcome::Whole(cell) => cell.held_bytes(),
                Outcome::Listing(listing) => listing.places.capacity() * size_of::<u32>(),
            }
    }
}
