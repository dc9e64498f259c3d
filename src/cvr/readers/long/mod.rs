//! The long table: one row per mark, as CSV or Parquet, in any order of rows.

mod contests;
mod csv;
#[cfg(feature = "parquet")]
mod marks;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "without_parquet.rs"]
mod parquet;
mod row;
mod table;

pub(super) use row::MarkColumns;
use table::LongTable;

pub(super) static LONG_CSV: LongTable<csv::Csv> = LongTable(csv::Csv);
pub(super) static LONG_PARQUET: LongTable<parquet::Parquet> = LongTable(parquet::Parquet);
