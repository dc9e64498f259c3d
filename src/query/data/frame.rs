//! The columns of a paged answer, held by polars: made when first asked for, filtered and put in order there.

use polars_core::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::columns::{ColumnOf, Kind};
use super::mask::Mask;
use crate::query::params::Cell;

/// The values of one column. Typed chunked arrays and no `Series`: the dispatch table of a `Series` brings every kernel that
/// polars has into the browser's engine.
pub enum FrameColumn {
    /// Whole numbers, exact up to 2^53, and fractions.
    Number(Float64Chunked),
    Text(StringChunked),
    Flag(BooleanChunked),
}

impl FrameColumn {
    fn new<F>(definition: &ColumnOf<F>, rows: usize, facts: impl Fn(usize) -> F) -> FrameColumn {
        let name: PlSmallStr = definition.name.into();
        let cells = (0..rows).map(|row| (definition.value)(&facts(row)));
        match definition.kind {
            Kind::Whole | Kind::Float => {
                FrameColumn::Number(Float64Chunked::from_iter_options(name, cells.map(|cell| cell.number())))
            }
            Kind::Text => {
                let texts: Vec<Option<String>> =
                    cells.map(|cell| if let Cell::Text(text) = cell { Some(text) } else { None }).collect();
                FrameColumn::Text(StringChunked::from_iter_options(name, texts.into_iter()))
            }
            Kind::Flag | Kind::List | Kind::Texts | Kind::IdOrWord | Kind::Record | Kind::Rows => {
                let flag = |cell| if let Cell::Flag(value) = cell { Some(value) } else { None };
                FrameColumn::Flag(BooleanChunked::from_iter_options(name, cells.map(flag)))
            }
        }
    }

    /// The rows whose number is at least `threshold`; null is not.
    pub fn at_least(&self, threshold: f64) -> Mask {
        match self {
            FrameColumn::Number(values) => Mask::trues(&values.gt_eq(threshold)),
            FrameColumn::Text(values) => Mask::none(values.len()),
            FrameColumn::Flag(values) => Mask::none(values.len()),
        }
    }

    /// The rows whose number is `number`; null is not.
    pub fn is_number(&self, number: f64) -> Mask {
        match self {
            FrameColumn::Number(values) => Mask::trues(&values.equal(number)),
            FrameColumn::Text(values) => Mask::none(values.len()),
            FrameColumn::Flag(values) => Mask::none(values.len()),
        }
    }

    /// The rows without a value.
    pub fn is_null(&self) -> Mask {
        match self {
            FrameColumn::Number(values) => Mask::nulls(values.downcast_as_array()),
            FrameColumn::Text(values) => Mask::nulls(values.downcast_as_array()),
            FrameColumn::Flag(values) => Mask::nulls(values.downcast_as_array()),
        }
    }

    /// The rows whose text is `text`; null is not.
    pub fn is_text(&self, text: &str) -> Mask {
        match self {
            FrameColumn::Text(values) => Mask::from_rows(values.iter().map(|value| value == Some(text))),
            FrameColumn::Number(values) => Mask::none(values.len()),
            FrameColumn::Flag(values) => Mask::none(values.len()),
        }
    }

    /// Numbers in the order of the values, null last in both directions.
    fn keys(&self, descending: bool) -> Vec<u64> {
        let directed = |key: u64| if descending { !key } else { key };
        match self {
            FrameColumn::Number(values) => {
                values.iter().map(|value| value.map_or(u64::MAX, |value| directed(ordered_bits(value)))).collect()
            }
            FrameColumn::Flag(values) => {
                values.iter().map(|value| value.map_or(u64::MAX, |value| directed(1 + u64::from(value)))).collect()
            }
            FrameColumn::Text(values) => {
                let mut words: Vec<&str> = values.iter().flatten().collect();
                words.sort_unstable();
                words.dedup();
                let place = |word: &str| 1 + words.partition_point(|other| *other < word) as u64;
                values.iter().map(|value| value.map_or(u64::MAX, |value| directed(place(value)))).collect()
            }
        }
    }
}

/// The bits of a number, such that they compare as the numbers do; −0 equals 0.
fn ordered_bits(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// A column to sort by, and its direction.
pub type SortBy = (&'static str, bool);

/// Rows of one kind. Columns are made when they are first asked for; orders are kept where sorting all rows pays.
pub struct Frame {
    rows: usize,
    columns: RefCell<HashMap<&'static str, Rc<FrameColumn>>>,
    /// `None`: has been asked for once, and only its first rows have been put in order.
    orders: RefCell<HashMap<SortBy, Option<Rc<[u32]>>>>,
}

/// A part of the rows that pass a filter, in the order asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The first places at least as far as was asked for; all of them if there are no more.
    pub places: Vec<u32>,
    /// How many rows pass.
    pub total: usize,
}

impl Listing {
    /// The places on a page, or `None` if the listing does not reach that far.
    pub fn page(&self, range: Range<u64>) -> Option<&[u32]> {
        let [start, end] = [range.start, range.end].map(|at| at.min(self.total as u64) as usize);
        self.places.get(start..end)
    }
}

impl Frame {
    pub fn new(rows: usize) -> Frame {
        Frame { rows, columns: RefCell::default(), orders: RefCell::default() }
    }

    /// The bytes that columns and orders hold.
    pub fn bytes(&self) -> usize {
        let column = |column: &Rc<FrameColumn>| match &**column {
            FrameColumn::Number(_) => self.rows * 8,
            FrameColumn::Text(values) => {
                self.rows * 16 + values.iter().flatten().filter(|text| text.len() > 12).map(str::len).sum::<usize>()
            }
            FrameColumn::Flag(_) => self.rows / 8,
        };
        let orders = self.orders.borrow().values().flatten().count();
        self.columns.borrow().values().map(column).sum::<usize>() + orders * self.rows * size_of::<u32>()
    }

    /// A column, made from `facts(row)` if it is asked for the first time.
    pub fn column<F>(&self, definitions: &[ColumnOf<F>], name: &'static str, facts: impl Fn(usize) -> F) -> Rc<FrameColumn> {
        if let Some(column) = self.columns.borrow().get(name) {
            return column.clone();
        }
        let definition = definitions.iter().find(|definition| definition.name == name);
        let definition = definition.unwrap_or_else(|| panic!("the rows have no column {name}"));
        let column = Rc::new(FrameColumn::new(definition, self.rows, facts));
        self.columns.borrow_mut().insert(name, column.clone());
        column
    }

    /// The rows that pass the mask (no mask: all), by one column, nulls last in both directions, ties
    /// in index order: at least the first `reach` of them.
    ///
    /// If that is a small part of the rows, these are selected the first time an order is asked for. Else, and from the second
    /// time on, the whole order is kept and serves every mask.
    pub fn listing(&self, (name, descending): SortBy, column: &FrameColumn, mask: Option<&Mask>, reach: u64) -> Listing {
        let passing = |row: u32| mask.is_none_or(|mask| mask.passes(row));
        let total = mask.map_or(self.rows, Mask::total);
        let reach = reach.min(total as u64) as usize;
        let known = self.orders.borrow().get(&(name, descending)).cloned();
        let order = match known {
            Some(Some(order)) => order,
            None if total > 4 * reach => {
                self.orders.borrow_mut().insert((name, descending), None);
                let keys = column.keys(descending);
                let rows = (0..self.rows as u32).filter(|&row| passing(row)).map(|row| (keys[row as usize], row)).collect();
                return Listing { places: first_of(rows, reach), total };
            }
            None | Some(None) => {
                let keyed = column.keys(descending).into_iter().zip(0..).collect();
                let order: Rc<[u32]> = first_of(keyed, self.rows).into();
                self.orders.borrow_mut().insert((name, descending), Some(order.clone()));
                order
            }
        };
        Listing { places: order.iter().copied().filter(|&row| passing(row)).take(reach).collect(), total }
    }
}

/// The rows with the `reach` smallest keys, in order; ties by row.
fn first_of(mut keyed: Vec<(u64, u32)>, reach: usize) -> Vec<u32> {
    if reach == 0 {
        return Vec::new();
    }
    if reach < keyed.len() {
        keyed.select_nth_unstable(reach);
        keyed.truncate(reach);
    }
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, row)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column() -> FrameColumn {
        let values = [Some(2.0), None, Some(-1.0), Some(2.0), Some(0.0), Some(-0.0), None, Some(7.5)];
        FrameColumn::Number(Float64Chunked::from_iter_options("x".into(), values.into_iter()))
    }

    fn places(descending: bool, mask: Option<&Mask>, reach: u64) -> Vec<u32> {
        let frame = Frame::new(8);
        let first = frame.listing(("x", descending), &column(), mask, reach);
        let again = frame.listing(("x", descending), &column(), mask, reach);
        assert_eq!(first, again, "selected and from the kept order");
        first.places
    }

    #[test]
    fn nulls_come_last_in_both_directions_and_ties_in_index_order() {
        assert_eq!(places(false, None, 8), [2, 4, 5, 0, 3, 7, 1, 6]);
        assert_eq!(places(true, None, 8), [7, 0, 3, 4, 5, 2, 1, 6]);
    }

    #[test]
    fn the_first_rows_are_those_of_the_whole_order() {
        assert_eq!(places(true, None, 1), [7]);
        assert_eq!(places(false, Some(&column().at_least(0.0)), 1), [4]);
        assert_eq!(places(false, Some(&column().is_null()), 8), [1, 6]);
        assert_eq!(places(false, Some(&Mask::none(8)), 8), [0; 0]);
    }

    #[test]
    fn a_listing_knows_how_far_it_reaches() {
        let listing = Listing { places: vec![5, 3], total: 4 };
        assert_eq!(listing.page(0..2), Some(&[5, 3][..]));
        assert_eq!(listing.page(1..3), None);
        assert_eq!(listing.page(4..6), None);
        assert_eq!(Listing { places: vec![5, 3], total: 2 }.page(7..9), Some(&[][..]));
    }
}
