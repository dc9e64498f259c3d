//! `matchups`: candidates two by two, whom more ballots prefer.

use super::context::Context;
use super::outcome::Outcome;
use super::pairs;
use super::request::{OfGroup, Request};
use crate::error::Result;
use crate::metrics::pair_index;
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::{Cell, ParamReader, read_without};
use crate::snapshot::{CANDIDATES, CandidateEntry, PROFILE};
use crate::tabulation::{Matchups, Tallied};

impl<'a> Context<'a> {
    /// All matchups of those who stand.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] if a table has not been provided.
    pub fn matchups(self, without: &[u16]) -> Result<Matchups> {
        let (counts, pairs) = (self.figures.candidates()?, self.figures.pair_counts()?);
        let n = counts.len();
        let prefer = |one: u16, other: u16| {
            let (one, other) = (usize::from(one), usize::from(other));
            let pair = pair_index(n, one.min(other), one.max(other));
            let ahead = if one < other { &pairs.ahead_1 } else { &pairs.ahead_2 };
            counts.mentions[one] - pairs.shared_ballots[pair] + ahead[pair]
        };
        Ok(Matchups::new(n, (0..n as u16).filter(|candidate| !without.contains(candidate)).collect(), prefer))
    }
}

/// Two candidates.
#[derive(Clone, Copy)]
pub struct MatchupFacts<'a> {
    all: &'a MatchupsFacts<'a>,
    pair: [u16; 2],
}

impl<'a> MatchupFacts<'a> {
    fn entry(self, place: usize) -> &'a CandidateEntry {
        self.all.context.entry(usize::from(self.pair[place]))
    }

    fn prefer(self, place: usize) -> u64 {
        self.all.matchups.prefer(self.pair[place], self.pair[1 - place])
    }

    fn winner(self) -> Option<u32> {
        match self.prefer(0).cmp(&self.prefer(1)) {
            std::cmp::Ordering::Greater => Some(self.entry(0).id),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Less => Some(self.entry(1).id),
        }
    }
}

shape! {
    /// Two candidates, and how many ballots prefer either. One who is ranked is preferred to one who is not.
    pub Matchup of MatchupFacts<'a> {
        /// Id, the lower of the two.
        candidate_1: Whole = |m| m.entry(0).id;
        /// Untrusted text.
        candidate_1_name: Text = |m| m.entry(0).name.as_str();
        /// Id.
        candidate_2: Whole = |m| m.entry(1).id;
        /// Untrusted text.
        candidate_2_name: Text = |m| m.entry(1).name.as_str();
        /// Ballots that prefer candidate 1.
        prefer_1: Whole = |m| m.prefer(0);
        /// Ballots that prefer candidate 2.
        prefer_2: Whole = |m| m.prefer(1);
        /// Ballots that rank neither.
        neither: Whole = |m| m.all.ballots - m.prefer(0) - m.prefer(1);
        /// The id of the one whom more ballots prefer. Null if as many prefer the other.
        winner: Whole or null = |m| m.winner();
    }
}

shape! {
    /// A candidate in all matchups.
    pub MatchupRecord of (&'a CandidateEntry, Tallied) {
        /// Id.
        candidate_id: Whole = |(entry, _)| entry.id;
        /// Untrusted text.
        candidate_name: Text = |(entry, _)| entry.name.as_str();
        /// Matchups won.
        wins: Whole = |(_, tallied)| tallied.wins;
        /// Matchups lost.
        losses: Whole = |(_, tallied)| tallied.losses;
        /// Matchups in which as many ballots prefer either.
        ties: Whole = |(_, tallied)| tallied.ties;
    }
}

/// All matchups.
pub struct MatchupsFacts<'a> {
    context: Context<'a>,
    matchups: Matchups,
    ballots: u64,
}

impl MatchupsFacts<'_> {
    fn id(&self, candidate: u16) -> Cell {
        self.context.entry(usize::from(candidate)).id.into()
    }
}

shape! {
    /// Candidates two by two.
    pub MatchupsShape as Matchups of MatchupsFacts<'a> {
        /// Ballots that rank anyone.
        ballots: Whole = |m| m.ballots;
        /// All pairs of those who stand, in order of their ids.
        pairs: Rows of Matchup = |m| {
            let standing = &m.matchups.standing;
            let pairs = (0..).zip(standing).flat_map(|(place, &one)| standing[place + 1..].iter().map(move |&other| [one, other]));
            Matchup::rows(pairs.map(|pair| MatchupFacts { all: m, pair }))
        };
        /// The id of the candidate who wins every matchup. Null if nobody does.
        condorcet_winner: Whole or null = |m| m.matchups.condorcet_winner().map(|winner| m.id(winner));
        /// Ids of the smallest group all of whom win against everybody outside it; a tie does not win.
        smith_set: List = |m| Cell::List(m.matchups.smith_set().into_iter().map(|candidate| m.id(candidate)).collect());
        /// Most matchups won first, ties in order of ids.
        order: Rows of MatchupRecord = |m| {
            let by_wins = m.matchups.by_wins().into_iter();
            MatchupRecord::rows(by_wins.map(|tallied| (m.context.entry(usize::from(tallied.candidate)), tallied)))
        };
    }
}

#[derive(Debug)]
pub struct MatchupsRequest {
    without: Vec<u16>,
}

impl MatchupsRequest {
    pub fn read(reader: &mut ParamReader) -> Result<MatchupsRequest> {
        Ok(MatchupsRequest { without: read_without(reader)? })
    }
}

impl Request for MatchupsRequest {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    /// No chance is needed, which may have no solution.
    fn of_group(&self) -> OfGroup {
        OfGroup { tables: &[PROFILE], counted: &[CANDIDATES] }
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let ballots = context.figures.candidates()?.ballots;
        let facts = MatchupsFacts { context, matchups: context.matchups(&self.without)?, ballots };
        Ok(Outcome::Whole(MatchupsShape::row(&facts).into()))
    }

    /// Of the pairs.
    fn columns(&self) -> Vec<&'static str> {
        Matchup::names()
    }
}
