//! The table of readers: what stands in it can be read.

mod blt;
mod clear_ballot;
mod long;
mod preflib;
mod tables;

use super::reader::Reader;

/// In the order in which formats are listed and asked whether a file is theirs.
#[rustfmt::skip]
pub(super) static READERS: &[&dyn Reader] = &[
    &clear_ballot::ClearBallot,
    &tables::RCTAB_CSV,
    &tables::ESS,
    &long::LONG_CSV,
    &long::LONG_PARQUET,
    &blt::Blt,
    &tables::RANK_COLUMNS,
    &tables::CANDIDATE_COLUMNS,
    &preflib::Preflib,
];
