//! Counts of ranked ballots: rules as data, rounds and matchups, exact in whole units. Definitions: docs/tabulation.md.
//!
//! A count is a pure function of rankings, seats and rules. Votes are whole numbers of units, never floats.

mod count;
mod ground;
mod holdings;
mod matchups;
mod meek;
mod percent;
mod presets;
mod result;
mod rules;
mod tabulate;
mod ties;

pub use ground::Ground;
pub use matchups::{Matchups, Tallied};
pub use percent::Percent;
pub use presets::{PRESETS, Preset, preset};
pub use result::{BrokenTie, Count, Destination, Exhausted, Flow, Followed, Round, Tabulation, Threshold, Tie, TieKind, Units};
pub use rules::{
    Last, MAX_PLACES, Method, Named, Quota, Rules, StatedRules, Surplus, ThresholdOf, TieBreak, Transfer, differences,
};
pub use tabulate::{Asked, tabulate};
