//! Tables: the decoder, and elections that one hostile table among good ones is given to.

use super::{bytes, harness, queries, shared};
use coalition_lens::Error;
use coalition_lens::query::Election;
use coalition_lens::snapshot::{Column, Table, decode_table, encode_table};
use proptest::prelude::*;
use std::rc::Rc;

const TARGET: &str = "tables";

/// An error of a decoder is [`Error::Format`].
fn format_error<T>(result: Result<T, Error>) -> Option<T> {
    result.inspect_err(|error| assert_eq!(error.code(), "E_FORMAT", "{error}")).ok()
}

fn exercise(bytes: &[u8]) {
    let Some(table) = format_error(decode_table(bytes)) else { return };
    let good = shared::tables();
    for name in good.keys() {
        let election = shared::empty_election();
        if format_error(election.provide(name, &table)).is_none() {
            continue;
        }
        for (other, bytes) in &good {
            format_error(election.provide(other, &decode_table(bytes).unwrap()));
        }
        ask_everything(&election);
        let election = shared::empty_election();
        for (other, bytes) in good.iter().filter(|(other, _)| *other != name) {
            election.provide(other, &decode_table(bytes).unwrap()).unwrap();
        }
        if format_error(election.provide(name, &table)).is_some() {
            ask_everything(&election);
        }
    }
}

fn ask_everything(election: &Election) {
    for (query, params) in shared::QUESTIONS {
        queries::ask(election, query, params);
    }
}

#[derive(Clone, Debug)]
enum Cell {
    Number(u64),
    Fraction(f64),
    Null,
}

#[derive(Clone, Debug)]
enum Change {
    /// Of a column and a row.
    Cell(f64, f64, Cell),
    /// A whole column.
    Column(f64, Cell),
    Swap(f64, f64),
    Remove(f64),
    Repeat(f64),
    /// As numbers of the other kind.
    Retype(f64, u8),
    Rows(u8),
}

fn cell() -> impl Strategy<Value = Cell> {
    let numbers = vec![0, 1, 2, 4, 5, 6, 160, 161, 162, 65_535, 65_536, u64::from(u32::MAX), 1 << 43, (1 << 53) - 1, u64::MAX];
    let fractions = vec![-0.0, -1.0, 0.5, 1e-300, 1e300, f64::MAX, f64::MIN, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 161.5];
    prop_oneof![
        3 => prop::sample::select(numbers).prop_map(Cell::Number),
        2 => prop::sample::select(fractions).prop_map(Cell::Fraction),
        1 => Just(Cell::Null),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let place = || 0.0..1.0;
    prop_oneof![
        8 => (place(), place(), cell()).prop_map(|(column, row, cell)| Change::Cell(column, row, cell)),
        2 => (place(), cell()).prop_map(|(column, cell)| Change::Column(column, cell)),
        2 => (place(), place()).prop_map(|(one, other)| Change::Swap(one, other)),
        1 => place().prop_map(Change::Remove),
        1 => place().prop_map(Change::Repeat),
        1 => (place(), any::<u8>()).prop_map(|(column, kind)| Change::Retype(column, kind)),
        1 => any::<u8>().prop_map(Change::Rows),
    ]
}

fn apply(table: &Table, changes: &[Change]) -> Table {
    let mut columns = table.columns().to_vec();
    let mut rows = table.rows();
    for change in changes {
        let at = |place: &f64| (place * columns.len() as f64) as usize;
        match change {
            _ if columns.is_empty() => break,
            Change::Cell(column, row, cell) => {
                let column = at(column);
                set(&mut columns[column].1, (row * rows as f64) as usize..(row * rows as f64) as usize + 1, cell);
            }
            Change::Column(column, cell) => {
                let column = at(column);
                set(&mut columns[column].1, 0..rows, cell);
            }
            Change::Swap(one, other) => {
                let (one, other) = (at(one), at(other));
                let name = columns[one].0.clone();
                columns[one].0 = std::mem::replace(&mut columns[other].0, name);
            }
            Change::Remove(column) => drop(columns.remove(at(column))),
            Change::Repeat(column) => {
                let (name, column) = columns[at(column)].clone();
                let next = name.rsplit_once('_').and_then(|(stem, number)| Some((stem, number.parse::<u32>().ok()?)));
                let name = next.map_or(name.clone(), |(stem, number)| format!("{stem}_{}", number + 1));
                columns.push((name, column));
            }
            Change::Retype(column, kind) => {
                let column = at(column);
                columns[column].1 = retyped(&columns[column].1, *kind);
            }
            Change::Rows(number) => {
                let kept = usize::from(*number) % (rows + 1);
                let mut cut = Table::new(rows);
                columns.into_iter().for_each(|(name, column)| cut.push(name, column));
                columns = cut.slice(0..kept).columns().to_vec();
                rows = kept;
            }
        }
    }
    // A schema has no name twice.
    let mut table = Table::new(rows);
    for (place, (name, column)) in columns.iter().enumerate() {
        if !columns[..place].iter().any(|(other, _)| other == name) {
            table.push(name, column.clone());
        }
    }
    table
}

fn set(column: &mut Column, rows: std::ops::Range<usize>, cell: &Cell) {
    let number = match cell {
        Cell::Number(number) => *number as f64,
        Cell::Fraction(fraction) => *fraction,
        Cell::Null => 0.0,
    };
    let is_null = matches!(cell, Cell::Null);
    for row in rows {
        match column {
            Column::Whole(values) => values.iter_mut().skip(row).take(1).for_each(|value| *value = number as u64),
            Column::Float(values) => values.iter_mut().skip(row).take(1).for_each(|value| *value = number),
            Column::OptionalIndex(values) => {
                values.iter_mut().skip(row).take(1).for_each(|value| *value = (!is_null).then_some(number as u16))
            }
            Column::OptionalFloat(values) => {
                values.iter_mut().skip(row).take(1).for_each(|value| *value = (!is_null).then_some(number))
            }
        }
    }
}

fn retyped(column: &Column, kind: u8) -> Column {
    let numbers: Vec<f64> = match column {
        Column::Whole(values) => values.iter().map(|&value| value as f64).collect(),
        Column::Float(values) => values.clone(),
        Column::OptionalIndex(values) => values.iter().map(|value| f64::from(value.unwrap_or(0))).collect(),
        Column::OptionalFloat(values) => values.iter().map(|value| value.unwrap_or(0.0)).collect(),
    };
    match kind % 4 {
        0 => Column::Whole(numbers.iter().map(|&number| number as u64).collect()),
        1 => Column::Float(numbers),
        2 => Column::OptionalIndex(numbers.iter().map(|&number| Some(number as u16)).collect()),
        _ => Column::OptionalFloat(numbers.iter().map(|&number| Some(number)).collect()),
    }
}

#[test]
fn tables_of_the_corpus_are_answered_or_refused() {
    harness::replay(TARGET, exercise);
}

#[test]
fn tables_changed_byte_by_byte_are_answered_or_refused() {
    let files = harness::corpus(TARGET);
    harness::fuzz(TARGET, 400, &bytes::changed(files.len()), |(file, changes)| bytes::apply(&files[*file], changes), exercise);
}

#[test]
fn tables_changed_cell_by_cell_are_answered_or_refused() {
    let tables: Rc<[Table]> = shared::tables().values().map(|bytes| decode_table(bytes).unwrap()).collect();
    let cases = (0..tables.len(), prop::collection::vec(change(), 1..5));
    let file = |(table, changes): &(usize, Vec<Change>)| {
        let table = apply(&tables[*table], changes);
        encode_table(&table, 0..table.rows()).expect("it encodes")
    };
    harness::fuzz(TARGET, 400, &cases, file, exercise);
}
