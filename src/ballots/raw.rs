//! Raw ballots: the marks as the voter made them, before any cleaning.

use serde::{Deserialize, Serialize};

/// A candidate of a contest. Its place in the contest's list is its index in every table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The source's own stable id, else 1..n.
    pub id: u32,
    /// Untrusted text, kept as the source has it but for surrounding white space.
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

/// The marks of one ballot, in any order. A rank without a mark is skipped; two marks of different candidates at one
/// rank are an overvote.
#[derive(Clone, Debug, Default)]
pub struct RawBallot {
    /// (rank position from 1, mark).
    pub marks: Vec<(u16, Mark)>,
    /// How many equal ballots this stands for.
    pub weight: u64,
}

impl RawBallot {
    /// Empties the ballot for reuse, with weight 1.
    pub fn clear(&mut self) {
        self.marks.clear();
        self.weight = 1;
    }

    pub fn mark(&mut self, rank: u16, mark: Mark) {
        self.marks.push((rank, mark));
    }
}
