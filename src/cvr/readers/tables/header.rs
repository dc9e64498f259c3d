//! Which row of a table is its header, and the sampled cells below it.

use crate::cvr::limits::MAX_TITLE_ROWS;
use crate::cvr::table::TableSample;

/// The header of a table and what was sampled below it.
pub(super) struct Headed<'a> {
    pub(super) names: Vec<String>,
    /// The number of the last row of headings.
    pub(super) number: u64,
    pub(super) rows: &'a [Vec<String>],
    /// Whether the survey tool Qualtrics wrote it: three rows of headings.
    pub(super) is_qualtrics: bool,
}

impl<'a> Headed<'a> {
    /// The first row that is about as wide as the table: titles and notes before it are narrow. `None` for a table without rows.
    pub(super) fn of(sample: &'a TableSample) -> Option<Headed<'a>> {
        let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
        let widest = sample.rows.iter().map(filled).max()?;
        let at = sample.rows.iter().take(MAX_TITLE_ROWS).position(|row| filled(row) * 10 >= widest * 6)?;
        let is_import =
            |row: &Vec<String>| row.iter().find(|cell| !cell.is_empty()).is_some_and(|cell| cell.starts_with("{\"ImportId\""));
        let is_qualtrics = sample.rows.get(at + 2).is_some_and(is_import);
        let last = if is_qualtrics { at + 2 } else { at };
        Some(Headed {
            names: sample.rows[if is_qualtrics { at + 1 } else { at }].clone(),
            number: sample.numbers[last],
            rows: &sample.rows[last + 1..],
            is_qualtrics,
        })
    }

    /// The sampled cells of a column.
    pub(super) fn cells(&self, column: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        self.rows.iter().map(move |row| row.get(column).map_or("", String::as_str))
    }

    pub(super) fn name(&self, column: usize) -> &str {
        &self.names[column]
    }
}
