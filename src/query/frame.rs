//! Tables of answers as polars frames: made from column definitions, filtered, sorted and cut there.

use polars_core::prelude::*;
use std::borrow::Borrow;

use super::cell::{Cell, Row};
use super::params::ParamReader;
use crate::error::{Error, Result};

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Whole,
    Float,
    Text,
    Flag,
    /// Whole numbers per row. Shown, but neither sorted nor filtered by.
    List,
}

/// A column of an answer: its name, its type, and its value for a row's facts. The one place where a row is defined.
pub struct ColumnOf<F> {
    pub name: &'static str,
    pub kind: Kind,
    pub value: fn(&F) -> Cell,
}

/// The row's place in index order; ties of every sort fall back to it.
const PLACE: &str = "";

/// A frame with all columns but lists, one row per item.
pub fn frame<F>(columns: &[ColumnOf<F>], facts: &[F]) -> Result<DataFrame> {
    let place = Series::new(PLACE.into(), (0..facts.len() as u32).collect::<Vec<_>>());
    let mut series = vec![place.into_column()];
    for column in columns.iter().filter(|column| column.kind != Kind::List) {
        series.push(to_series(column, facts).into_column());
    }
    DataFrame::new(facts.len(), series).map_err(internal)
}

fn to_series<F>(column: &ColumnOf<F>, facts: &[F]) -> Series {
    let cells: Vec<Cell> = facts.iter().map(column.value).collect();
    let name: PlSmallStr = column.name.into();
    match column.kind {
        Kind::Whole => {
            let whole = |cell: &Cell| if let Cell::Whole(value) = cell { Some(*value) } else { None };
            if cells.iter().filter_map(whole).all(|value| u32::try_from(value).is_ok()) {
                Series::new(name, cells.iter().map(|cell| whole(cell).map(|value| value as u32)).collect::<Vec<_>>())
            } else {
                Series::new(name, cells.iter().map(|cell| whole(cell).map(|value| value as f64)).collect::<Vec<_>>())
            }
        }
        Kind::Float => Series::new(
            name,
            cells.iter().map(|cell| if let Cell::Float(value) = cell { Some(*value) } else { None }).collect::<Vec<_>>(),
        ),
        Kind::Text => Series::new(
            name,
            cells.iter().map(|cell| if let Cell::Text(value) = cell { Some(value.as_str()) } else { None }).collect::<Vec<_>>(),
        ),
        Kind::Flag | Kind::List => Series::new(
            name,
            cells.iter().map(|cell| if let Cell::Flag(value) = cell { Some(*value) } else { None }).collect::<Vec<_>>(),
        ),
    }
}

/// A column of a frame as a series.
pub fn series<'a>(frame: &'a DataFrame, name: &str) -> Result<&'a Series> {
    Ok(frame.column(name).map_err(internal)?.as_materialized_series())
}

/// The rows where the mask is true; null counts as false.
pub fn filter(frame: &DataFrame, mask: &BooleanChunked) -> Result<DataFrame> {
    frame.filter_seq(mask).map_err(internal)
}

/// The places of a frame's rows in order: by one column, nulls last in both directions, ties in index order.
pub fn sorted_places(frame: &DataFrame, sort_by: &str, descending: bool) -> Result<Vec<usize>> {
    let options = SortOptions { descending, nulls_last: true, multithreaded: false, maintain_order: true, limit: None };
    let order = series(frame, sort_by)?.arg_sort(options);
    let places = series(frame, PLACE)?.u32().map_err(internal)?;
    order
        .into_no_null_iter()
        .map(|row| {
            places
                .get(row as usize)
                .map(|place| place as usize)
                .ok_or_else(|| Error::Format("a sort gave a row that is not there".into()))
        })
        .collect()
}

/// The rows of a page: `fields` of the columns, in column order.
pub fn rows<F, B: Borrow<F>>(
    columns: &[ColumnOf<F>],
    fields: &Option<Vec<String>>,
    facts: impl Iterator<Item = Result<B>>,
) -> Result<Vec<Row>> {
    let shown: Vec<&ColumnOf<F>> = columns
        .iter()
        .filter(|column| fields.as_ref().is_none_or(|fields| fields.iter().any(|field| field == column.name)))
        .collect();
    facts
        .map(|facts| facts.map(|facts| Row(shown.iter().map(|column| (column.name, (column.value)(facts.borrow()))).collect())))
        .collect()
}

/// The names of the columns that are shown: those in `fields`, in column order.
pub fn shown<F>(columns: &[ColumnOf<F>], fields: &Option<Vec<String>>) -> Vec<&'static str> {
    let is_shown = |name: &&str| fields.as_ref().is_none_or(|fields| fields.iter().any(|field| field == name));
    names(columns).into_iter().filter(is_shown).collect()
}

/// The names of all columns.
pub fn names<F>(columns: &[ColumnOf<F>]) -> Vec<&'static str> {
    columns.iter().map(|column| column.name).collect()
}

/// The parameter `sort_by`.
pub fn sort_by<F>(reader: &mut ParamReader, columns: &[ColumnOf<F>], default: &'static str) -> Result<&'static str> {
    let sortable: Vec<(&str, &str)> =
        columns.iter().filter(|column| column.kind != Kind::List).map(|column| (column.name, column.name)).collect();
    reader.choice("sort_by", default, &sortable)
}

/// The parameter `sort_order`.
pub fn descending(reader: &mut ParamReader, default: bool) -> Result<bool> {
    reader.choice("sort_order", default, &[("asc", false), ("desc", true)])
}

/// The rows whose number is at least `threshold`; null is not.
pub fn at_least(series: &Series, threshold: f64) -> Result<BooleanChunked> {
    // Typed comparisons: those of `Series` cast to a common type and bring every cast there is into the engine.
    if let Ok(whole) = series.u32() {
        let threshold = threshold.ceil();
        return Ok(if threshold > f64::from(u32::MAX) { none(whole.len()) } else { whole.gt_eq(threshold.max(0.0) as u32) });
    }
    Ok(series.f64().map_err(internal)?.gt_eq(threshold))
}

/// The rows whose text is `text`.
pub fn is_text(series: &Series, text: &str) -> Result<BooleanChunked> {
    Ok(series.str().map_err(internal)?.equal(text))
}

/// The rows whose whole number is `number`.
pub fn is_whole(series: &Series, number: u32) -> Result<BooleanChunked> {
    match series.u32() {
        Ok(whole) => Ok(whole.equal(number)),
        Err(_) => Ok(series.f64().map_err(internal)?.equal(f64::from(number))),
    }
}

fn none(rows: usize) -> BooleanChunked {
    BooleanChunked::full(PlSmallStr::EMPTY, false, rows)
}

pub fn internal(error: PolarsError) -> Error {
    Error::Format(format!("the table cannot be queried: {error}"))
}
