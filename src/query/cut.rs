//! The cut of a paged answer: in what order its rows stand, which of them a page shows, and which columns.

use super::cell::Row;
use super::frame::{ColumnOf, Frame, Kind, SortBy};
use super::mask::Mask;
use super::outcome::Outcome;
use super::params::{Page, ParamReader};
use crate::error::Result;

#[derive(Debug)]
pub struct Cut {
    sort: SortBy,
    pub page: Page,
    /// In column order.
    pub shown: Vec<(&'static str, Kind)>,
}

impl Cut {
    /// The parameters `sort_by`, `sort_order`, `page`, `page_size` and `fields`.
    pub fn read<F>(reader: &mut ParamReader, columns: &[ColumnOf<F>], (by, descending): SortBy) -> Result<Cut> {
        let sortable = columns.iter().filter(|column| column.kind != Kind::List);
        let sortable: Vec<_> = sortable.map(|column| (column.name, column.name)).collect();
        let by = reader.choice("sort_by", by, &sortable)?;
        let descending = reader.choice("sort_order", descending, &[("asc", false), ("desc", true)])?;
        let page = reader.page()?;
        let fields = reader.fields(&columns.iter().map(|column| column.name).collect::<Vec<_>>())?;
        let shown = columns.iter().filter(|column| fields.as_ref().is_none_or(|fields| fields.contains(&column.name)));
        Ok(Cut { sort: (by, descending), page, shown: shown.map(|column| (column.name, column.kind)).collect() })
    }

    /// The rows of a frame that pass a filter, as far as this page and those after it need them.
    pub fn listing<F>(
        &self,
        frame: &Frame,
        columns: &[ColumnOf<F>],
        filter: Option<&Mask>,
        facts: impl Fn(usize) -> F,
    ) -> Outcome {
        let column = frame.column(columns, self.sort.0, facts);
        Outcome::Listing(frame.listing(self.sort, &column, filter, self.page.reach()))
    }

    /// What is shown of the rows at some places of a listing.
    pub fn rows<F>(&self, columns: &[ColumnOf<F>], facts: impl Fn(usize) -> F, places: &[u32]) -> Vec<Row> {
        let is_shown = |column: &&ColumnOf<F>| self.shown.iter().any(|(name, _)| *name == column.name);
        let shown: Vec<&ColumnOf<F>> = columns.iter().filter(is_shown).collect();
        places.iter().map(|&place| Row::of(shown.iter().copied(), &facts(place as usize))).collect()
    }
}
