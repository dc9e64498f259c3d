//! Ranked ballots in memory: what a reader hands over, how it is cleaned, and the profile that every metric is a function of.

mod builder;
mod cleaning;
mod predicate;
mod profile;
mod raw;
mod selection;
mod tree;

pub use builder::{Contest, ContestBuilder};
pub use cleaning::{CleaningOptions, CleaningReport, OvervoteRule, SkippedRule, WriteInRole};
pub use predicate::{MAX_PREDICATE_DEPTH, Predicate};
pub use profile::{OrderedRows, Profile, ProfileBuilder};
pub use raw::{Candidate, Mark, RawBallot};
pub use selection::Selection;
pub(crate) use tree::{Count, Index, Level, Levels, PrefixTree};

/// Times the largest rank position, counts stay below 2^53: exact in an f64, hence in JavaScript.
pub const MAX_BALLOTS: u64 = (1 << 43) - 1;
/// The largest rank position a reader accepts.
pub const MAX_RANKS: usize = 1_000;
/// The largest number of candidates of a contest.
pub const MAX_CANDIDATES: usize = 2_000;
/// The largest number of counts that the pairs of a contest may need: pairs of candidates times rank distances.
pub const MAX_PAIR_COUNTS: usize = 64_000_000;
