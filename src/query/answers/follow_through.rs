//! `follow_through`: where the ballots that began with a candidate are in the end of the count.

use super::context::Context;
use super::outcome::Outcome;
use super::request::{OfGroup, Request};
use super::rounds::{BALLOTS, Told};
use crate::error::Result;
use crate::metrics::ratio;
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::{CandidateParam, Cell, Counting, ParamReader, about};
use crate::tabulation::{Followed, Units};

const CANDIDATE: CandidateParam =
    CandidateParam { name: "candidate", about: about!("Only the ballots that began with this candidate; else those of each.") };

/// The ballots that began with a candidate.
#[derive(Clone, Copy)]
pub struct BeganWith<'a> {
    told: Told<'a>,
    tabulation: u32,
    candidate: u16,
    followed: &'a Followed,
}

impl BeganWith<'_> {
    fn began(self) -> Units {
        self.followed.began[usize::from(self.candidate)]
    }

    fn share(self, units: Units) -> Option<f64> {
        ratio(units as f64, self.began())
    }

    /// Most votes first, ties in index order; nobody with none.
    fn held(self) -> Vec<(u16, Units)> {
        let all = 0..self.followed.began.len() as u16;
        let mut held: Vec<(u16, Units)> = all.map(|holder| (holder, self.followed.held(self.candidate, holder))).collect();
        held.retain(|&(_, units)| units > 0);
        held.sort_by_key(|&(holder, units)| (std::cmp::Reverse(units), holder));
        held
    }

    fn exhausted(self) -> [Units; 4] {
        self.followed.exhausted[usize::from(self.candidate)]
    }
}

shape! {
    /// Votes that a candidate holds in the end.
    pub VotesHeld of (BeganWith<'a>, u16, Units) {
        /// Id.
        candidate_id: Whole = |(began, holder, _)| began.told.entry(*holder).id;
        /// Untrusted text.
        candidate_name: Text = |(began, holder, _)| began.told.entry(*holder).name.as_str();
        /// What is passed on to nobody else and what cutting leaves among them.
        votes: Float = |(began, _, units)| began.told.votes(*units);
        /// Of `began`, 0 to 1. Null if that is none.
        share: Float or null = |(began, _, units)| began.share(*units);
    }
}

shape! {
    /// Votes that no candidate holds in the end, by why their rankings end.
    pub FollowedExhausted of BeganWith<'a> {
        /// The ranking ends.
        ended: Float = |b| b.told.votes(b.exhausted()[0]);
        /// An overvoted rank ends it.
        overvote: Float = |b| b.told.votes(b.exhausted()[1]);
        /// Ranks without a mark end it.
        skipped: Float = |b| b.told.votes(b.exhausted()[2]);
        /// A candidate who is marked again ends it.
        duplicate: Float = |b| b.told.votes(b.exhausted()[3]);
        /// All of them, of `began`, 0 to 1. Null if that is none.
        share: Float or null = |b| b.share(b.exhausted().iter().sum());
    }
}

shape! {
    /// Where the ballots that began with a candidate are in the end. The votes held and exhausted together are `began`.
    pub FollowedRow of BeganWith<'a> {
        /// From 1; above 1 only by the method `sequential`, which counts once for each seat.
        tabulation: Whole = |b| b.tabulation;
        /// Id.
        candidate_id: Whole = |b| b.told.entry(b.candidate).id;
        /// Untrusted text.
        candidate_name: Text = |b| b.told.entry(b.candidate).name.as_str();
        /// Votes in the first round: ballots whose first candidate who stands this is.
        began: Float = |b| b.told.votes(b.began());
        /// Who holds them in the end: most votes first, ties in order of ids; nobody with none.
        ended_with: Rows of VotesHeld = |b| VotesHeld::rows(b.held().into_iter().map(|(holder, units)| (*b, holder, units)));
        /// Those that nobody holds.
        exhausted: Record of FollowedExhausted = |b| FollowedExhausted::row(b);
    }
}

#[derive(Debug)]
pub struct FollowThroughRequest {
    candidate: Option<usize>,
    counting: Counting,
}

impl FollowThroughRequest {
    pub fn read(reader: &mut ParamReader) -> Result<FollowThroughRequest> {
        Ok(FollowThroughRequest { candidate: reader.optional_candidate(&CANDIDATE)?, counting: Counting::read(reader)? })
    }
}

impl Request for FollowThroughRequest {
    fn tables(&self) -> &'static [&'static str] {
        BALLOTS
    }

    fn of_group(&self) -> OfGroup {
        OfGroup { tables: BALLOTS, counted: BALLOTS }
    }

    /// One row per candidate who stands, in index order, or that of the candidate asked for; of each tabulation.
    fn compute(&self, context: Context) -> Result<Outcome> {
        let tabulation = context.tabulation(&self.counting, true)?;
        let told = context.told(&tabulation, &self.counting);
        let mut rows = Vec::new();
        let mut won: Vec<u16> = Vec::new();
        for (tabulation, count) in (1..).zip(&told.tabulation.counts) {
            let Some(followed) = &count.followed else { continue };
            let is_asked = |candidate: &u16| self.candidate.is_none_or(|only| only == usize::from(*candidate));
            let stands = |candidate: &u16| !self.counting.without.contains(candidate) && !won.contains(candidate);
            let all = (0..followed.began.len() as u16).filter(|candidate| is_asked(candidate) && stands(candidate));
            rows.extend(all.map(|candidate| BeganWith { told, tabulation, candidate, followed }));
            won.extend(&count.winners);
        }
        Ok(Outcome::Whole(Cell::from(rows.iter().map(FollowedRow::row).collect::<Vec<_>>())))
    }

    fn columns(&self) -> Vec<&'static str> {
        FollowedRow::names()
    }
}
