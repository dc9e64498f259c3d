//! Tables: rows of cells, be they in a CSV file or in the first sheet of a workbook.

pub(super) mod csv;
mod row;
mod sample;
mod workbook;

use std::ops::ControlFlow;

use super::input::{Input, Progress};
use crate::error::Result;
pub(super) use csv::{CsvTable, cell_message, width_message};
pub use row::Row;
pub use sample::TableSample;

/// Calls `each` with every row of a table, from the first, header and titles included, until it breaks. Rows without any text are
/// passed over. The rows of a workbook end with their last cell that has something in it.
///
/// # Errors
/// Damaged files, rows above the bounds, and what `each` finds.
pub(super) fn for_each_row(
    input: &Input,
    progress: &mut dyn Progress,
    each: &mut dyn FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<()> {
    if workbook::is_workbook(input)? {
        return workbook::for_each_row(input, progress, each);
    }
    csv::for_each_row(input, progress, each)
}
