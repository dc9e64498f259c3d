//! The long table: one row per mark, as CSV, workbook or Parquet, in any order of rows. Columns for ballot, candidate and rank are known
//! by many names (`BallotID`, `ID`; `candidate_name`, `ItemName`; `rank_position`, `Rank`, `vote_rank`).

mod csv;
mod facts;
mod gathered;
mod marks;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "without_parquet.rs"]
mod parquet;
mod row;
mod table;
mod watched;

pub(super) use row::MarkColumns;
use table::LongTable;

pub(super) static LONG_CSV: LongTable<csv::Csv> = LongTable(csv::Csv);
pub(super) static LONG_PARQUET: LongTable<parquet::Parquet> = LongTable(parquet::Parquet);
