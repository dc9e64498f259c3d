//! `transfers`: whom voters rank directly after a candidate.

use super::context::Context;
use super::outcome::Outcome;
use super::pairs;
use super::request::Request;
use super::shares::{BallotShare, CandidateShare, Part, most_first};
use crate::error::Result;
use crate::metrics::{CandidateCounts, PairCounts};
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::{CandidateParam, Cell, ParamReader, Row, about};
use crate::snapshot::CandidateEntry;

const CANDIDATE: CandidateParam =
    CandidateParam { name: "candidate", about: about!("Only what comes after this candidate; else after each.") };

/// Who comes directly after a candidate on how many ballots.
#[derive(Clone, Copy)]
pub struct Following<'a> {
    context: Context<'a>,
    pub candidate: usize,
    pub counts: &'a CandidateCounts,
    pairs: &'a PairCounts,
}

impl<'a> Context<'a> {
    /// # Errors
    /// [`crate::Error::NotFound`] if a table has not been provided.
    pub fn following(self, candidate: usize) -> Result<Following<'a>> {
        Ok(Following { context: self, candidate, counts: self.figures.candidates()?, pairs: self.figures.pairs()?.0 })
    }
}

impl<'a> Following<'a> {
    pub fn entry(&self) -> &'a CandidateEntry {
        self.context.entry(self.candidate)
    }

    pub fn mentions(&self) -> u64 {
        self.counts.mentions[self.candidate]
    }

    /// Most ballots first.
    pub fn next_choices(&self) -> Cell {
        let others = (0..self.counts.len()).filter(|&other| other != self.candidate);
        let next = others.map(|other| (other, self.pairs.next(self.candidate, other)));
        CandidateShare::rows(most_first(self.context, self.mentions(), next))
    }

    /// Nobody comes after.
    pub fn terminal(&self) -> Row {
        let ballots = self.mentions() - self.counts.transferable_ballots[self.candidate];
        BallotShare::row(&Part { ballots, of: self.mentions() })
    }
}

shape! {
    /// Who comes directly after a candidate, and on how many ballots nobody does. Shares are of the candidate's ballots.
    pub TransferRow of Following<'a> {
        /// Id.
        candidate_id: Whole = |f| f.entry().id;
        /// Untrusted text.
        candidate_name: Text = |f| f.entry().name.as_str();
        /// Ballots that rank the candidate.
        mentions: Whole = |f| f.mentions();
        /// Who comes directly after: most ballots first, ties by ids; nobody with none.
        next_choices: Rows of CandidateShare = |f| f.next_choices();
        /// Nobody comes after.
        terminal: Record of BallotShare = |f| f.terminal();
    }
}

#[derive(Debug)]
pub struct TransfersRequest {
    candidate: Option<usize>,
}

impl TransfersRequest {
    pub fn read(reader: &mut ParamReader) -> Result<TransfersRequest> {
        Ok(TransfersRequest { candidate: reader.optional_candidate(&CANDIDATE)? })
    }
}

impl Request for TransfersRequest {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    /// One row per candidate, in index order, or that of the candidate asked for.
    fn compute(&self, context: Context) -> Result<Outcome> {
        let all = 0..context.election.descriptor.candidates.len();
        let asked = all.filter(|&candidate| self.candidate.is_none_or(|only| only == candidate));
        let rows = asked.map(|candidate| context.following(candidate)).collect::<Result<Vec<_>>>()?;
        Ok(Outcome::Whole(TransferRow::rows(rows)))
    }

    fn columns(&self) -> Vec<&'static str> {
        TransferRow::names()
    }
}
