//! Ranked ballots in memory: what a reader hands over, how it is cleaned, and the profile that every metric is a function of.

mod builder;
mod cleaning;
mod digest;
mod endings;
mod findings;
mod keys;
mod limits;
mod names;
mod predicate;
mod profile;
mod raw;
mod reading;
mod rows;
mod selection;
mod short;
mod tree;

pub use builder::{Contest, ContestBuilder};
pub use cleaning::{
    Aliases, BlankRule, CleaningOptions, CleaningReport, CleaningRules, DuplicateRule, Ending, FirstChoicesMoved, OvervoteRule,
    RuleSet, SkippedRule, UNDECLARED_WRITE_INS, WriteInRole,
};
pub use digest::BallotDigest;
pub use endings::Endings;
pub use keys::Met;
pub use limits::{MAX_BALLOTS, MAX_CANDIDATES, MAX_GROUPS, MAX_NAME, MAX_PAIR_COUNTS, MAX_RANKS, MAX_SEATS};
pub use names::normal_name;
pub use predicate::{MAX_PREDICATE_DEPTH, Predicate};
pub use profile::{OrderedRows, Profile};
pub use raw::{Candidate, GroupKind, Mark, RawBallot};
pub use reading::{ReadingOptions, ReadingReport, SampleBallot, WordKind};
pub use selection::Selection;
pub(crate) use tree::{Count, Index, Level, Levels, PrefixTree};
