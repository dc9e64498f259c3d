//! The table of readers: what stands in it can be read.

mod abif;
mod alaska_summary;
mod blt;
mod cdf;
mod choiceplus;
mod clear_ballot;
mod dominion;
mod dominion_csv;
mod dominion_rcr;
mod hart;
mod long;
mod preflib;
mod raire;
mod scot_elex;
mod tables;
mod votekit;
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
    &tables::RCTAB_CSV,
    &tables::ESS,
    &long::LONG_CSV,
    &long::LONG_PARQUET,
    &scot_elex::ScotElex,
    &blt::Blt,
    &abif::Abif,
    &votekit::VoteKit,
    &alaska_summary::AlaskaSummary,
    &tables::RANK_COLUMNS,
    &tables::CANDIDATE_COLUMNS,
    &preflib::Preflib,
    &dominion::Dominion,
    &cdf::CDF_JSON,
    &cdf::CDF_XML,
    &hart::Hart,
];
