//! One row of a table.

use std::borrow::Cow;

use csv::ByteRecord;

use crate::cvr::text::decode;

/// A row: its number (from 1; in a CSV file that of its first line) and its cells.
pub struct Row<'a> {
    pub number: u64,
    cells: Cells<'a>,
}

enum Cells<'a> {
    Record(&'a ByteRecord),
    Texts(&'a [String]),
}

impl<'a> Row<'a> {
    pub(super) fn of_record(number: u64, record: &'a ByteRecord) -> Row<'a> {
        Row { number, cells: Cells::Record(record) }
    }

    pub(super) fn of_texts(number: u64, texts: &'a [String]) -> Row<'a> {
        Row { number, cells: Cells::Texts(texts) }
    }

    pub fn len(&self) -> usize {
        match self.cells {
            Cells::Record(record) => record.len(),
            Cells::Texts(texts) => texts.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the row may end before the header's last column: a workbook leaves empty cells out.
    pub fn is_ragged(&self) -> bool {
        matches!(self.cells, Cells::Texts(_))
    }

    /// The text of a cell without white space around it; empty for one that is not there.
    pub fn cell(&self, column: usize) -> Cow<'a, str> {
        match self.cells {
            Cells::Record(record) => match decode(record.get(column).unwrap_or_default()) {
                Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
                Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
            },
            Cells::Texts(texts) => Cow::Borrowed(texts.get(column).map_or("", |text| text.trim())),
        }
    }

    /// Every cell.
    pub fn texts(&self) -> Vec<String> {
        (0..self.len()).map(|column| self.cell(column).into_owned()).collect()
    }
}
