//! The table of readers: what stands in it can be read.

mod abif;
mod blt;
mod clear_ballot;
mod dominion;
mod long;
mod preflib;
mod rank_columns;
mod scot_elex;
mod votekit;

use super::reader::Reader;

/// In the order in which formats are listed and asked whether a file is theirs.
#[rustfmt::skip]
pub(super) static READERS: &[&dyn Reader] = &[
    &clear_ballot::ClearBallot,
    &long::LONG_CSV,
    &long::LONG_PARQUET,
    &scot_elex::ScotElex,
    &blt::Blt,
    &abif::Abif,
    &votekit::VoteKit,
    &rank_columns::RankColumns,
    &preflib::Preflib,
    &dominion::Dominion,
];
