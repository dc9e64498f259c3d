//! What a query computes, before a page is cut and the envelope put around it: the part that is worth keeping.

use super::cell::{Cell, Row};
use super::cut::Cut;
use super::election::Election;
use super::figures::Figures;
use super::frame::Listing;
use crate::ballots::Selection;
use crate::error::Result;
use crate::metrics::{Method, ratio};

/// Rankings, each once, with their ballots.
pub type Rankings<'a> = Box<dyn Iterator<Item = (&'a [u16], u64)> + 'a>;

/// What a query reads.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub election: &'a Election,
    /// Of the ballots the query is about.
    pub figures: &'a Figures,
    /// Which ballots those are; `None` for all.
    pub selection: Option<&'a Selection>,
    /// Where two groups are compared: the other.
    pub other: Option<(&'a Figures, &'a Selection)>,
}

impl<'a> Context<'a> {
    /// The rankings that the query is about, each once, with their ballots.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] if the profile has not been provided.
    pub fn rankings(self) -> Result<Rankings<'a>> {
        let profile = self.election.profile()?;
        Ok(match self.selection {
            Some(selection) => Box::new(selection.iter(profile)),
            None => Box::new(profile.iter()),
        })
    }

    /// Id and name of a candidate.
    pub fn named(self, candidate: usize) -> Row {
        let entry = &self.election.descriptor.candidates[candidate];
        Row(vec![("candidate_id", entry.id.into()), ("candidate_name", entry.name.as_str().into())])
    }
}

/// `ballots`, and as `share` what part that is of `of`: null if there are none.
pub fn push_share(row: &mut Row, ballots: u64, of: u64) {
    row.push("ballots", ballots);
    row.push("share", ratio(ballots as f64, of));
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

/// One query with its parameters, understood. One implementation per query.
pub trait Request: std::fmt::Debug {
    /// The tables it reads.
    fn tables(&self) -> &'static [&'static str];

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
