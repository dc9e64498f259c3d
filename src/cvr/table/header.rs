//! Which row of a table is its header, and the sampled cells below it.

use super::sample::TableSample;
use crate::cvr::limits::MAX_TITLE_ROWS;

/// The header of a table and what was sampled below it.
pub(in crate::cvr) struct Headed<'a> {
    pub(in crate::cvr) names: Vec<String>,
    /// The number of the last row of headings.
    pub(in crate::cvr) number: u64,
    pub(in crate::cvr) rows: &'a [Vec<String>],
    /// Whether the survey tool Qualtrics wrote it: three rows of headings.
    pub(in crate::cvr) is_qualtrics: bool,
}

impl<'a> Headed<'a> {
    /// The first row that is about as wide as the table: titles and notes before it are narrow. `None` for a table without rows.
    pub(in crate::cvr) fn of(sample: &'a TableSample) -> Option<Headed<'a>> {
        let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
        let widest = sample.rows.iter().map(filled).max()?;
        let at = sample.rows.iter().take(MAX_TITLE_ROWS).position(|row| filled(row) * 10 >= widest * 6)?;
        let is_import =
            |row: &Vec<String>| row.iter().find(|cell| !cell.is_empty()).is_some_and(|cell| cell.starts_with("{\"ImportId\""));
        let is_qualtrics = sample.rows.get(at + 2).is_some_and(is_import);
        let (names, last) = if is_qualtrics { (at + 1, at + 2) } else { (at, at) };
        Some(Headed { is_qualtrics, ..Headed::at(sample, names, last) })
    }

    /// The first row, whatever follows. `None` for a table without rows.
    pub(in crate::cvr) fn first(sample: &'a TableSample) -> Option<Headed<'a>> {
        (!sample.rows.is_empty()).then(|| Headed::at(sample, 0, 0))
    }

    fn at(sample: &'a TableSample, names: usize, last: usize) -> Headed<'a> {
        Headed {
            names: sample.rows[names].clone(),
            number: sample.numbers[last],
            rows: &sample.rows[last + 1..],
            is_qualtrics: false,
        }
    }

    /// The sampled cells of a column.
    pub(in crate::cvr) fn cells(&self, column: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        self.rows.iter().map(move |row| row.get(column).map_or("", String::as_str))
    }

    pub(in crate::cvr) fn name(&self, column: usize) -> &str {
        &self.names[column]
    }
}
