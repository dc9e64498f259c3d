//! The first rows of a table, for finding out what it is.

use std::ops::ControlFlow;

use super::for_each_row;
use crate::cvr::input::Input;
use crate::error::Result;

/// So many rows are looked at.
const ROWS: usize = 1_000;
/// And so many cells in all.
const CELLS: usize = 400_000;

/// The first rows of a table.
pub struct TableSample {
    /// The cells of every row, without white space around them.
    pub rows: Vec<Vec<String>>,
    /// The number of each row, as [`Row`](super::Row) has it.
    pub numbers: Vec<u64>,
    /// Whether these are all rows.
    pub is_whole: bool,
    /// Whether a row may end before the header's last column.
    pub is_ragged: bool,
}

impl TableSample {
    /// # Errors
    /// As [`for_each_row`].
    pub(in crate::cvr) fn of(input: &Input) -> Result<TableSample> {
        TableSample::unless(input, |_| false)
    }

    /// No more than the first row, if that says enough; of a workbook it does not.
    ///
    /// # Errors
    /// As [`for_each_row`].
    pub(in crate::cvr) fn unless(input: &Input, mut says_enough: impl FnMut(&[String]) -> bool) -> Result<TableSample> {
        let mut sample = TableSample { rows: Vec::new(), numbers: Vec::new(), is_whole: true, is_ragged: false };
        let mut cells = 0;
        let read = for_each_row(input, &mut (), &mut |row| {
            if sample.rows.len() == ROWS || cells > CELLS {
                sample.is_whole = false;
                return Ok(ControlFlow::Break(()));
            }
            cells += row.len();
            sample.is_ragged = row.is_ragged();
            sample.numbers.push(row.number);
            sample.rows.push(row.texts());
            if sample.rows.len() == 1 && !sample.is_ragged && says_enough(&sample.rows[0]) {
                sample.is_whole = false;
                return Ok(ControlFlow::Break(()));
            }
            Ok(ControlFlow::Continue(()))
        });
        // What is wrong further down is told by whoever reads that far.
        if read.is_err() && !sample.rows.is_empty() {
            sample.is_whole = false;
            return Ok(sample);
        }
        read.map(|()| sample)
    }

    /// The first row; empty for a table without rows.
    pub fn first(&self) -> &[String] {
        self.rows.first().map_or(&[], Vec::as_slice)
    }
}
