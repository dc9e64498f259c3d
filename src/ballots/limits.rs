//! How large a contest may be.

/// Times the largest rank position, counts stay below 2^53: exact in an f64, hence in JavaScript.
pub const MAX_BALLOTS: u64 = (1 << 43) - 1;

/// The largest rank position a reader accepts.
pub const MAX_RANKS: usize = 1_000;

/// The largest number of candidates of a contest.
pub const MAX_CANDIDATES: usize = 2_000;

/// The largest number of seats: more than there are candidates are never filled.
pub const MAX_SEATS: u32 = MAX_CANDIDATES as u32;

/// The largest number of counts that the pairs of a contest may need: pairs of candidates times rank distances.
pub const MAX_PAIR_COUNTS: usize = 64_000_000;

/// The longest name of a candidate, in bytes.
pub const MAX_NAME: usize = 1_000;

/// The names of ballots that are remembered, to find those that are there twice.
pub const MAX_KEYS: usize = 4 << 20;

/// The largest number of groups of one kind.
pub const MAX_GROUPS: usize = 1_000_000;

/// The longest the names of groups of one kind may be in all, in bytes.
pub const MAX_GROUP_NAMES: usize = 32 << 20;
