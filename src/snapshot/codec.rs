//! A table as an Arrow IPC file: magic `ARROW1`, one record batch, no Arrow compression (files are gzip'd as a whole).
//!
//! Whole numbers take the smallest unsigned type that holds the column: u8, u16, u32; beyond 2^32 a float64, which is exact up
//! to 2^53 and, unlike a 64-bit integer, is a plain number in JavaScript. Such a column carries `coalition-lens:whole` in its
//! field metadata.

use polars_arrow::array::{Array, Float64Array, PrimitiveArray};
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_arrow::io::ipc::write;
use polars_arrow::record_batch::RecordBatchT;
use polars_arrow::types::NativeType;
use std::sync::Arc;

use super::table::{Column, Table};
use crate::error::{Error, Result};

/// The key of the metadata of a column of whole numbers that is stored as float64.
pub(super) const WHOLE: &str = "coalition-lens:whole";

/// Encodes rows `rows` of a table. Column types follow the whole table, so that all its parts agree.
///
/// # Errors
/// [`Error::Format`] if Arrow refuses; not known to happen.
pub fn encode_table(table: &Table, rows: std::ops::Range<usize>) -> Result<Vec<u8>> {
    let part = table.slice(rows);
    let mut schema = ArrowSchema::default();
    let mut arrays: Vec<Box<dyn Array>> = Vec::with_capacity(part.columns().len());
    for ((name, column), (_, whole_column)) in part.columns().iter().zip(table.columns()) {
        let is_nullable = matches!(column, Column::OptionalIndex(_) | Column::OptionalFloat(_));
        let (array, is_wide) = encode_column(column, whole_column.largest());
        let mut field = Field::new(name.as_str().into(), array.dtype().clone(), is_nullable);
        if is_wide {
            field.metadata = Some(Arc::new([(WHOLE.into(), "true".into())].into_iter().collect()));
        }
        schema.insert(name.as_str().into(), field);
        arrays.push(array);
    }
    arrow_file(schema, part.rows(), arrays)
}

/// An Arrow IPC file of one record batch.
///
/// # Errors
/// [`Error::Format`] if Arrow refuses; not known to happen.
pub(crate) fn arrow_file(schema: ArrowSchema, rows: usize, arrays: Vec<Box<dyn Array>>) -> Result<Vec<u8>> {
    let schema = Arc::new(schema);
    let mut bytes = Vec::new();
    let encode = || {
        let mut writer = write::FileWriter::try_new(&mut bytes, schema.clone(), None, write::WriteOptions { compression: None })?;
        writer.write(&RecordBatchT::try_new(rows, schema.clone(), arrays)?, None)?;
        writer.finish()
    };
    encode().map_err(|error| Error::Format(format!("a table cannot be encoded: {error}")))?;
    Ok(bytes)
}

fn encode_column(column: &Column, largest: u64) -> (Box<dyn Array>, bool) {
    match column {
        Column::Float(values) => (Float64Array::from_vec(values.clone()).boxed(), false),
        Column::OptionalFloat(values) => (Float64Array::from(values).boxed(), false),
        Column::Whole(values) => encode_whole(values.iter().map(|&v| Some(v)), largest),
        Column::OptionalIndex(values) => encode_whole(values.iter().map(|value| value.map(u64::from)), largest),
    }
}

fn encode_whole(values: impl Iterator<Item = Option<u64>>, largest: u64) -> (Box<dyn Array>, bool) {
    fn array<T: NativeType>(values: impl Iterator<Item = Option<u64>>, narrow: impl Fn(u64) -> T) -> Box<dyn Array> {
        PrimitiveArray::<T>::from(values.map(|value| value.map(&narrow)).collect::<Vec<_>>()).boxed()
    }
    if largest <= u64::from(u8::MAX) {
        (array(values, |v| v as u8), false)
    } else if largest <= u64::from(u16::MAX) {
        (array(values, |v| v as u16), false)
    } else if largest <= u64::from(u32::MAX) {
        (array(values, |v| v as u32), false)
    } else {
        (array(values, |v| v as f64), true)
    }
}

#[cfg(test)]
mod tests {
    use super::super::decode::decode_table;
    use super::*;
    use polars_arrow::datatypes::ArrowDataType;

    fn table() -> Table {
        let mut table = Table::new(3);
        table.push("small", Column::Whole(vec![0, 1, 255]));
        table.push("medium", Column::Whole(vec![0, 1, 65_535]));
        table.push("large", Column::Whole(vec![0, 1, u64::from(u32::MAX)]));
        table.push("huge", Column::Whole(vec![0, 1, (1 << 53) - 1]));
        table.push("optional", Column::OptionalIndex(vec![None, Some(0), Some(300)]));
        table.push("fraction", Column::Float(vec![-0.5, 0.0, 1e300]));
        table.push("optional fraction", Column::OptionalFloat(vec![Some(-0.5), None, Some(0.1)]));
        table
    }

    #[test]
    fn a_table_comes_back_as_it_went() {
        assert_eq!(decode_table(&encode_table(&table(), 0..3).unwrap()).unwrap(), table());
    }

    #[test]
    fn numbers_that_cannot_be_are_refused() {
        let file = |values: Vec<f64>, is_whole: bool| {
            let mut field = Field::new("x".into(), ArrowDataType::Float64, false);
            if is_whole {
                field.metadata = Some(Arc::new([(WHOLE.into(), "true".into())].into_iter().collect()));
            }
            let rows = values.len();
            let schema = [("x".into(), field)].into_iter().collect();
            arrow_file(schema, rows, vec![Float64Array::from_vec(values).boxed()]).unwrap()
        };
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for is_whole in [false, true] {
                let error = decode_table(&file(vec![1.0, value], is_whole)).unwrap_err();
                assert_eq!(error.code(), "E_FORMAT", "{value}: {error}");
            }
        }
        for value in [-1.0, 0.5, 9_007_199_254_740_992.0, 1e300] {
            assert!(decode_table(&file(vec![1.0, value], true)).is_err(), "{value}");
            assert!(decode_table(&file(vec![1.0, value], false)).is_ok(), "{value}");
        }
    }

    #[test]
    fn parts_join_to_the_whole_table() {
        let parts = [0..1, 1..3].map(|rows| decode_table(&encode_table(&table(), rows).unwrap()).unwrap());
        assert_eq!(Table::concat(parts.into()).unwrap(), table());
    }

    #[test]
    fn an_empty_table_comes_back_empty() {
        let empty = table().slice(0..0);
        assert_eq!(decode_table(&encode_table(&empty, 0..0).unwrap()).unwrap(), empty);
    }

    #[test]
    fn bytes_cut_anywhere_are_an_error_or_the_table() {
        let bytes = encode_table(&table(), 0..3).unwrap();
        for end in 0..bytes.len() {
            assert!(decode_table(&bytes[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn an_html_page_is_named_as_one() {
        let error = decode_table(b"<!DOCTYPE html><title>404</title>").unwrap_err().to_string();
        assert!(error.contains("HTML page"), "{error}");
    }
}
