//! Raw ballots: the marks as the voter made them, before any cleaning, and where the ballot comes from.

use serde::{Deserialize, Serialize};

/// A candidate of a contest. Its place in the contest's list is its index in every table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The source's own stable id, else 1..n.
    pub id: u32,
    /// Untrusted text, in Unicode NFC, white space folded.
    pub name: String,
    /// A counted bucket of write-in votes.
    pub is_write_in: bool,
}

/// One mark at one rank position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A candidate, by the number that [`ContestBuilder::candidate`](super::ContestBuilder::candidate) gave.
    Candidate(u32),
    /// The source says "overvote" and does not tell for whom.
    Overvote,
}

/// What ballots are told apart by, besides their marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    Precinct,
    BallotStyle,
    /// How the ballot was cast or counted: by mail, on election day. Dominion: counting group.
    VoteMethod,
    Batch,
}

impl GroupKind {
    pub const ALL: [GroupKind; 4] = [GroupKind::Precinct, GroupKind::BallotStyle, GroupKind::VoteMethod, GroupKind::Batch];
}

/// The marks of one ballot, in any order. A rank without a mark is skipped; two marks of different candidates at one
/// rank are an overvote.
#[derive(Clone, Debug, Default)]
pub struct RawBallot {
    /// (rank position from 1, mark).
    pub marks: Vec<(u16, Mark)>,
    /// How many equal ballots this stands for.
    pub weight: u64,
    /// The source's own name of the ballot; empty if it has none. Never published.
    pub key: String,
    /// By [`GroupKind`], the numbers that [`ContestBuilder::group`](super::ContestBuilder::group) gave.
    groups: [Option<u32>; GroupKind::ALL.len()],
}

impl RawBallot {
    pub fn of(marks: Vec<(u16, Mark)>, weight: u64) -> RawBallot {
        RawBallot { marks, weight, ..RawBallot::default() }
    }

    /// Empties the ballot for reuse, with weight 1.
    pub fn clear(&mut self) {
        self.marks.clear();
        self.weight = 1;
        self.key.clear();
        self.groups = Default::default();
    }

    pub fn mark(&mut self, rank: u16, mark: Mark) {
        self.marks.push((rank, mark));
    }

    pub fn set_group(&mut self, kind: GroupKind, number: u32) {
        self.groups[kind as usize] = Some(number);
    }

    pub fn group(&self, kind: GroupKind) -> Option<u32> {
        self.groups[kind as usize]
    }
}
