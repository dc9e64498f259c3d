//! All rows of a paged query as columns, for tools that take tables.

use polars_arrow::array::{Array, BooleanArray, Float64Array, ListArray, PrimitiveArray, Utf8Array};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_arrow::offset::Offsets;

use super::answers::Outcome;
use super::data::Election;
use super::data::Kind;
use super::params::Cell;
use super::plan::Plan;
use crate::error::{Error, Result};
use crate::snapshot::arrow_file;

/// The values of a column, all of one type.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnValues {
    /// Whole numbers below 2^32, none null.
    Whole(Vec<u32>),
    /// Fractions, or whole numbers with nulls or beyond 2^32; NaN is null.
    Number(Vec<f64>),
    Text(Vec<Option<String>>),
    Flag(Vec<Option<bool>>),
    /// Whole numbers per row; an empty list where there are none.
    List(Vec<Vec<f64>>),
}

/// Named columns of equal length, in the order of the query's rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    pub rows: usize,
    pub columns: Vec<(&'static str, ColumnValues)>,
}

/// The rows of a listing as columns. Give the outcome of a plan whose page reaches to the end.
///
/// # Errors
/// [`Error::Param`] if the query has no pages; [`Error::NotFound`] if a table of the plan has not been provided.
pub fn columns(plan: &Plan, outcome: &Outcome, election: &Election) -> Result<Columns> {
    let Outcome::Listing(listing) = outcome else {
        return Err(Error::param("query", format!("{:?}", plan.query()), "only queries with pages can be asked for as a table"));
    };
    let rows = plan.rows(election, &listing.places)?;
    let column = |(place, &(name, kind)): (usize, &(&'static str, Kind))| {
        (name, values(kind, rows.iter().map(|row| row.0.get(place).map_or(&Cell::Null, |(_, cell)| cell))))
    };
    Ok(Columns { rows: rows.len(), columns: plan.kinds().iter().enumerate().map(column).collect() })
}

fn values<'a>(kind: Kind, cells: impl Iterator<Item = &'a Cell> + Clone) -> ColumnValues {
    let number = |cell: &Cell| cell.number().unwrap_or(f64::NAN);
    match kind {
        Kind::Whole => {
            let whole = |cell: &Cell| if let Cell::Whole(value) = cell { u32::try_from(*value).ok() } else { None };
            match cells.clone().map(whole).collect::<Option<Vec<u32>>>() {
                Some(values) => ColumnValues::Whole(values),
                None => ColumnValues::Number(cells.map(number).collect()),
            }
        }
        Kind::Float => ColumnValues::Number(cells.map(number).collect()),
        Kind::Text => {
            let text = |cell: &Cell| if let Cell::Text(text) = cell { Some(text.clone()) } else { None };
            ColumnValues::Text(cells.map(text).collect())
        }
        Kind::Flag => {
            ColumnValues::Flag(cells.map(|cell| if let Cell::Flag(flag) = cell { Some(*flag) } else { None }).collect())
        }
        // Records come in no pages.
        Kind::List | Kind::Texts | Kind::IdOrWord | Kind::Record | Kind::Rows => {
            let list = |cell: &Cell| if let Cell::List(cells) = cell { cells.iter().map(number).collect() } else { Vec::new() };
            ColumnValues::List(cells.map(list).collect())
        }
    }
}

/// Columns as an Arrow IPC file: `uint32`, `float64`, `utf8`, `bool` and lists of `float64`, with nulls.
///
/// # Errors
/// [`Error::Format`] if Arrow refuses; not known to happen.
pub fn to_arrow(columns: &Columns) -> Result<Vec<u8>> {
    let mut schema = ArrowSchema::default();
    let mut arrays: Vec<Box<dyn Array>> = Vec::with_capacity(columns.columns.len());
    for (name, values) in &columns.columns {
        let array = to_array(values);
        let is_nullable = !matches!(values, ColumnValues::Whole(_) | ColumnValues::List(_));
        schema.insert((*name).into(), Field::new((*name).into(), array.dtype().clone(), is_nullable));
        arrays.push(array);
    }
    arrow_file(schema, columns.rows, arrays)
}

fn to_array(values: &ColumnValues) -> Box<dyn Array> {
    match values {
        ColumnValues::Whole(values) => PrimitiveArray::<u32>::from_vec(values.clone()).boxed(),
        ColumnValues::Number(values) => {
            let validity: Bitmap = values.iter().map(|value| !value.is_nan()).collect();
            Float64Array::from_vec(values.clone()).with_validity((validity.unset_bits() > 0).then_some(validity)).boxed()
        }
        ColumnValues::Text(values) => Utf8Array::<i32>::from(values.as_slice()).boxed(),
        ColumnValues::Flag(values) => BooleanArray::from(values.as_slice()).boxed(),
        ColumnValues::List(values) => {
            let numbers = Float64Array::from_vec(values.iter().flatten().copied().collect());
            let dtype = ListArray::<i32>::default_datatype(numbers.dtype().clone());
            let lengths = Offsets::<i32>::try_from_lengths(values.iter().map(Vec::len)).unwrap_or_default();
            ListArray::new(dtype, lengths.into(), numbers.boxed(), None).boxed()
        }
    }
}
