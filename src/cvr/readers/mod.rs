//! The table of readers: what stands in it can be read.

mod blt;
mod cdf;
mod clear_ballot;
mod dominion;
mod hart;
mod long;
mod preflib;
mod rank_columns;

use super::reader::Reader;

/// In the order in which formats are listed and asked whether a file is theirs.
#[rustfmt::skip]
pub(super) static READERS: &[&dyn Reader] = &[
    &clear_ballot::ClearBallot,
    &long::LONG_CSV,
    &long::LONG_PARQUET,
    &blt::Blt,
    &rank_columns::RankColumns,
    &preflib::Preflib,
    &dominion::Dominion,
    &cdf::CDF_JSON,
    &cdf::CDF_XML,
    &hart::Hart,
];
