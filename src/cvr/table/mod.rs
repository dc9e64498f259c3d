//! Tables: rows of cells, be they in a CSV file or in the first sheet of a workbook.

mod columns;
mod contests;
pub(super) mod csv;
mod header;
mod parts;
mod row;
mod sample;
mod workbook;

use std::ops::ControlFlow;

use super::input::{Input, Progress};
use super::memo::Memo;
use super::text::excerpt;
use crate::ballots::ContestBuilder;
use crate::error::Result;
pub(super) use columns::{
    CONTEST_IDS, CONTESTS, Columns, RECORD_PARTS, counts_rows, folded, is_key, is_one_of, is_total, is_weight, says_something,
    whole_numbers,
};
pub(super) use contests::{ChosenContest, ContestNames};
pub(super) use csv::{CsvTable, cell_message, width_message};
pub(super) use header::Headed;
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

/// Tells of sheets of a workbook that are not read; looked at once for all contests.
///
/// # Errors
/// Cells below the header are merged, or other sheets look like more of the same, so that it is not sure which ballots count.
pub(super) fn check_sheets(input: &Input, memo: &Memo, header_row: u64, builder: &mut ContestBuilder) -> Result<()> {
    if workbook::is_workbook(input)? {
        let key = format!("sheets {}", input.place());
        let sheets = memo.get(&key, || workbook::sheets(input, Some(header_row)))?;
        if let [read, others @ ..] = sheets.as_slice()
            && !others.is_empty()
        {
            let (read, others) = (excerpt(read), listed(others));
            let name = &input.name;
            builder
                .warn(format!("{name}: the sheet {read} is read, {others} not: what counts in them, save as files of their own"));
        }
    }
    Ok(())
}

/// Which sheet of several was looked at, for the refusal of a table; empty for a file without sheets.
pub(super) fn sheet_tried(input: &Input) -> String {
    let sheets = workbook::is_workbook(input)
        .and_then(|is_workbook| if is_workbook { workbook::sheets(input, None) } else { Ok(Vec::new()) });
    match sheets.unwrap_or_default().as_slice() {
        [tried, others @ ..] if !others.is_empty() => format!(
            "; the sheet {} was looked at, {} not: save the sheet of the ballots as a file of its own",
            excerpt(tried),
            listed(others)
        ),
        _ => String::new(),
    }
}

fn listed(sheets: &[String]) -> String {
    sheets.iter().map(|sheet| excerpt(sheet)).collect::<Vec<_>>().join(", ")
}
