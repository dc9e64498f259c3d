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
mod refused;
mod result;
mod rules;
mod stated;
mod tabulate;
mod ties;

pub use ground::Ground;
pub use matchups::{Matchups, Tallied};
pub use percent::Percent;
pub use presets::{PRESETS, Preset, preset, presets_for};
pub use refused::Refused;
pub use result::{BrokenTie, Count, Destination, Exhausted, Flow, Followed, Round, Tabulation, Threshold, Tie, TieKind, Units};
pub use rules::{Last, MAX_PLACES, Method, Named, Quota, Rules, Surplus, ThresholdOf, TieBreak, Transfer, differences};
pub use stated::StatedRules;
pub use tabulate::{Asked, nobody_called, tabulate, unknown_write_ins};
