//! What a query reads.

use std::rc::Rc;

use crate::ballots::Selection;
use crate::error::Result;
use crate::query::data::{Election, Figures};
use crate::query::params::Counting;
use crate::snapshot::CandidateEntry;
use crate::tabulation::Tabulation;

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

    /// The count of these ballots; with `follow`, where the ballots of each first choice are in the end.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] if a table has not been provided; [`crate::Error::Param`] for rules that do not go together.
    pub fn tabulation(self, counting: &Counting, follow: bool) -> Result<Rc<Tabulation>> {
        self.election.tabulation(self.figures, self.selection, counting, follow)
    }

    pub fn entry(self, candidate: usize) -> &'a CandidateEntry {
        &self.election.descriptor.candidates[candidate]
    }
}
