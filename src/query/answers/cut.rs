//! The cut of a paged answer: in what order its rows stand, which of them a page shows, and which columns.

use super::outcome::Outcome;
use crate::error::Result;
use crate::query::data::{ColumnOf, Frame, Kind, Mask, RowShape, SortBy};
use crate::query::params::{Page, ParamReader, Row, SortOrder, sort_order};

#[derive(Debug)]
pub struct Cut {
    sort: SortBy,
    pub page: Page,
    /// In column order.
    pub shown: Vec<(&'static str, Kind)>,
}

impl Cut {
    /// The parameters `sort_by`, `sort_order`, `page`, `page_size` and `fields`, for rows of a shape.
    pub fn read<S: RowShape>(reader: &mut ParamReader, sort_by: &'static str, order: SortOrder) -> Result<Cut> {
        let columns = S::columns();
        let sortable = columns.iter().filter(|column| column.kind != Kind::List).map(|column| column.name);
        let by = reader.column(sort_by, &sortable.collect::<Vec<_>>())?;
        let descending = reader.word(&sort_order(order))? == Some(SortOrder::Desc);
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
