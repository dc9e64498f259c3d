//! Ranked ballots in memory: what a reader hands over, how it is cleaned, and the profile that every metric is a function of.

mod builder;
mod cleaning;
mod profile;
mod raw;

pub use builder::{Contest, ContestBuilder};
pub use cleaning::{CleaningOptions, CleaningReport, OvervoteRule, SkippedRule, WriteInRole};
pub use profile::{Profile, ProfileBuilder};
pub use raw::{Candidate, Mark, RawBallot};

/// Totals stay exact in an f64, hence in JavaScript: 2^53 − 1.
pub const MAX_BALLOTS: u64 = (1 << 53) - 1;
/// The largest rank position a reader accepts.
pub const MAX_RANKS: usize = 1_000;
/// The largest number of candidates of a contest.
pub const MAX_CANDIDATES: usize = 10_000;
