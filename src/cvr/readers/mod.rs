//! The table of readers: what stands in it can be read.

mod blt;
mod choiceplus;
mod clear_ballot;
mod dominion_csv;
mod dominion_rcr;
mod long;
mod preflib;
mod raire;
mod rank_columns;
mod wineds;

use super::reader::Reader;

/// In the order in which formats are listed and asked whether a file is theirs.
#[rustfmt::skip]
pub(super) static READERS: &[&dyn Reader] = &[
    &clear_ballot::ClearBallot,
    &dominion_csv::DominionCsv,
    &dominion_rcr::DominionRcr,
    &wineds::WinEds,
    &choiceplus::ChoicePlus,
    &raire::Raire,
    &long::LONG_CSV,
    &long::LONG_PARQUET,
    &blt::Blt,
    &rank_columns::RankColumns,
    &preflib::Preflib,
];
