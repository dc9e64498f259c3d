//! What a count gives: its rounds, in units of votes.

use super::rules::{Method, Rules, TieBreak};
use crate::ballots::Ending;

/// Votes as a whole number of units, 10^-places of a vote.
pub type Units = u64;

/// A count by some rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tabulation {
    /// As they were used: seats filled in.
    pub rules: Rules,
    /// Seats to fill.
    pub seats: u32,
    /// Decimals of votes: 0 where ballots are passed on whole.
    pub places: u8,
    /// Ballots with a mark, also those that cleaning left nothing of.
    pub ballots: u64,
    /// One; one for each seat by the method `sequential`.
    pub counts: Vec<Count>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub rounds: Vec<Round>,
    /// Candidate indices in the order of their election.
    pub winners: Vec<u16>,
    /// Ties that were broken.
    pub ties: Vec<BrokenTie>,
    /// The one that no rule decides, in the last round: the count ends there.
    pub undecided: Option<Tie>,
    /// Where the ballots of each first choice are in the end, if that was asked for.
    pub followed: Option<Followed>,
}

impl Count {
    /// Whether anybody has a vote in the first round; else nobody is elected.
    pub fn has_votes(&self) -> bool {
        self.rounds.first().is_some_and(|round| round.votes.iter().any(|&(_, votes)| votes > 0))
    }
}

/// Votes by the candidate with whom their ballots began, and where they are in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Votes in the first round, by candidate.
    pub began: Vec<Units>,
    /// n × n: with whom they began, who holds them.
    held: Vec<Units>,
    /// By candidate with whom they began, and [`Ending`].
    pub exhausted: Vec<[Units; Ending::ALL.len()]>,
}

impl Followed {
    pub(super) fn new(began: Vec<Units>) -> Followed {
        let n = began.len();
        Followed { began, held: vec![0; n * n], exhausted: vec![[0; Ending::ALL.len()]; n] }
    }

    pub(super) fn add(&mut self, origin: u16, holder: u16, votes: Units) {
        self.held[usize::from(origin) * self.began.len() + usize::from(holder)] += votes;
    }

    /// Votes that began with a candidate and are held by another, or the same, in the end; what cutting to the places left with
    /// the elected is among them.
    pub fn held(&self, origin: u16, holder: u16) -> Units {
        self.held[usize::from(origin) * self.began.len() + usize::from(holder)]
    }
}

/// A round as it stood before the transfers that it causes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Votes that elect, in units of 10^-[`Threshold::places`]; `None` where no number of votes does.
    pub threshold: Option<Threshold>,
    /// Of all who continue and all elected, in index order.
    pub votes: Vec<(u16, Units)>,
    /// Most votes first.
    pub elected: Vec<u16>,
    pub eliminated: Vec<u16>,
    /// Those whose surplus is passed on next.
    pub surplus_of: Vec<u16>,
    /// So far.
    pub exhausted: Exhausted,
    /// What cutting to the places has left with the elected over the quota, so far.
    pub residual: Units,
    /// What this round causes: counted in the next one.
    pub transfers: Vec<Flow>,
}

impl Round {
    /// Of one who continues or is elected; else 0.
    pub fn votes_of(&self, candidate: u16) -> Units {
        self.votes.binary_search_by_key(&candidate, |&(other, _)| other).map_or(0, |place| self.votes[place].1)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    pub units: u128,
    pub places: u8,
}

/// Votes of ballots that continue for nobody, by why their rankings end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exhausted {
    /// By [`Ending`].
    pub by_ending: [Units; Ending::ALL.len()],
    /// Last surpluses that go to nobody.
    pub final_surplus: Units,
}

impl Exhausted {
    pub fn total(&self) -> Units {
        self.by_ending.iter().sum::<Units>() + self.final_surplus
    }
}

/// Votes that move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    pub from: u16,
    pub to: Destination,
    pub votes: Units,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    Candidate(u16),
    Exhausted(Ending),
    FinalSurplus,
    Residual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TieKind {
    /// One is eliminated.
    Eliminate,
    /// One is elected.
    Elect,
    /// One's surplus is passed on first.
    Surplus,
}

impl TieKind {
    pub const ALL: [TieKind; 3] = [TieKind::Eliminate, TieKind::Elect, TieKind::Surplus];

    pub fn name(self) -> &'static str {
        match self {
            TieKind::Eliminate => "eliminate",
            TieKind::Elect => "elect",
            TieKind::Surplus => "surplus",
        }
    }
}

/// Candidates with equal votes, one of whom is to be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// From 1.
    pub round: u32,
    pub kind: TieKind,
    /// In index order.
    pub tied: Vec<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenTie {
    pub tie: Tie,
    pub chosen: u16,
    pub by: TieBreak,
}

impl Tabulation {
    /// Everybody who is elected, in the order of their election.
    pub fn winners(&self) -> impl Iterator<Item = u16> {
        self.counts.iter().flat_map(|count| count.winners.iter().copied())
    }

    /// The bytes that it holds, nearly.
    pub fn bytes(&self) -> usize {
        let round = |round: &Round| {
            size_of::<Round>() + size_of_val(&round.votes[..]) + size_of_val(&round.transfers[..]) + 2 * round.votes.len()
        };
        let followed = |followed: &Followed| 8 * (followed.held.len() + 5 * followed.began.len());
        let count = |count: &Count| {
            size_of::<Count>() + count.rounds.iter().map(round).sum::<usize>() + count.followed.as_ref().map_or(0, followed)
        };
        size_of::<Tabulation>() + self.counts.iter().map(count).sum::<usize>()
    }

    /// Whether a count of so many candidates came to its end: neither a tie that no rule decides nor the last round to be counted
    /// cut it off.
    pub fn is_decided(&self, candidates: usize) -> bool {
        let winners = self.winners().count();
        let are_filled = match self.method() {
            Method::Percentage => winners > 0,
            _ => winners >= candidates.min(self.seats as usize),
        };
        let is_cut = self.counts.iter().any(|count| count.undecided.is_some());
        let is_of_nobody = self.counts.iter().any(|count| !count.has_votes());
        !is_cut && (are_filled || is_of_nobody || self.rules.stop_after.is_none())
    }

    pub fn method(&self) -> Method {
        self.rules.method
    }
}
