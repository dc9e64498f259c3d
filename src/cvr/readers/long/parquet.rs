//! The long table as Parquet.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, PrimitiveArray, RecordBatch, StringArray};
use arrow_schema::{DataType, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::row::{MarkColumns, MarkRow, check_not_empty, parse_candidate_id, parse_has_vote, whole_key};
use super::table::Storage;
use crate::ballots::ReadingOptions;
use crate::cvr::guard::guarded;
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::text::{check_rank, parse_rank, parse_weight};
use crate::error::{Error, Result};

const BATCH: usize = 8192;

pub struct Parquet;

impl Storage for Parquet {
    fn name(&self) -> &'static str {
        "long-parquet"
    }

    fn detect(&self, head: &Head) -> bool {
        head.bytes().starts_with(b"PAR1")
    }

    fn for_each_row(
        &self,
        input: &Input,
        options: &ReadingOptions,
        progress: &mut dyn Progress,
        each: &mut dyn FnMut(MarkRow) -> Result<()>,
    ) -> Result<()> {
        let (columns, builder) = open(input, options)?;
        let used = [
            Some(columns.ballot),
            columns.candidate_id,
            Some(columns.candidate_name),
            Some(columns.rank),
            columns.has_vote,
            columns.contest,
            columns.contest_id,
            columns.weight,
        ];
        let used: BTreeSet<usize> =
            used.into_iter().chain(columns.groups).flatten().chain(columns.key_parts).chain(columns.others).collect();
        let rows = builder.metadata().file_metadata().num_rows().max(1) as u64;
        let mut first = 0;
        let mut batches = Batches::open(input, builder, used)?;
        while let Some(batch) = batches.next()? {
            let columns = MarkColumns::find_in(&names(&batch.schema()), options, |_| std::iter::empty())
                .map_err(|message| input.fault(message))?;
            each_of_batch(input, &columns, &batch, first, each)?;
            first += batch.num_rows() as u64;
            progress.bytes((input.bytes as u128 * u128::from(first) / u128::from(rows)) as u64);
        }
        Ok(())
    }

    fn for_each_contest(&self, input: &Input, options: &ReadingOptions, each: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        let (columns, builder) = open(input, options)?;
        let Some(contest) = columns.contest else { return Ok(()) };
        let mut first = 0;
        let mut batches = Batches::open(input, builder, [contest])?;
        while let Some(batch) = batches.next()? {
            let names = Texts::of(input, &batch, 0)?;
            for row in 0..batch.num_rows() {
                each(names.get(row).map_err(|message| at_row(input, first + row as u64, message))?)?;
            }
            first += batch.num_rows() as u64;
        }
        Ok(())
    }

    fn locate(&self, input: &Input, number: u64, error: Error) -> Error {
        match error {
            Error::Format(message) => at_row(input, number - 1, message),
            error => input.locate(None, error),
        }
    }
}

fn open(input: &Input, options: &ReadingOptions) -> Result<(MarkColumns, ParquetRecordBatchReaderBuilder<File>)> {
    let file = input.seekable()?;
    let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file))
        .ok_or_else(|| damaged(input))?
        .map_err(|error| input.fault(format!("is not a whole Parquet file: {error}")))?;
    let columns = MarkColumns::find_in(&names(builder.schema()), options, |_| std::iter::empty())
        .map_err(|message| input.fault(message))?;
    Ok((columns, builder))
}

struct Batches<'a> {
    input: &'a Input,
    reader: ParquetRecordBatchReader,
}

impl Batches<'_> {
    fn open(
        input: &Input,
        builder: ParquetRecordBatchReaderBuilder<File>,
        columns: impl IntoIterator<Item = usize>,
    ) -> Result<Batches<'_>> {
        let mask = ProjectionMask::roots(builder.parquet_schema(), columns);
        let reader = guarded(|| builder.with_projection(mask).with_batch_size(BATCH).build())
            .ok_or_else(|| damaged(input))?
            .map_err(|error| input.fault(format!("the Parquet data is damaged: {error}")))?;
        Ok(Batches { input, reader })
    }

    fn next(&mut self) -> Result<Option<RecordBatch>> {
        guarded(|| self.reader.next())
            .ok_or_else(|| damaged(self.input))?
            .transpose()
            .map_err(|error| self.input.fault(format!("the Parquet data is damaged: {error}")))
    }
}

fn damaged(input: &Input) -> Error {
    input.fault("the Parquet data is damaged; fetch the file again")
}

fn names(schema: &Schema) -> Vec<String> {
    schema.fields().iter().map(|field| field.name().clone()).collect()
}

fn each_of_batch(
    input: &Input,
    columns: &MarkColumns,
    batch: &RecordBatch,
    first: u64,
    each: &mut dyn FnMut(MarkRow) -> Result<()>,
) -> Result<()> {
    let contests = columns.contest.map(|column| Texts::of(input, batch, column)).transpose()?;
    let contest_ids = columns.contest_id.map(|column| Texts::of(input, batch, column)).transpose()?;
    let ballots = Texts::of(input, batch, columns.ballot)?;
    let candidate_ids = columns.candidate_id.map(|column| Numbers::of(input, batch, column)).transpose()?;
    let candidate_names = Texts::of(input, batch, columns.candidate_name)?;
    let ranks = Numbers::of(input, batch, columns.rank)?;
    let weights = columns.weight.map(|column| Texts::of(input, batch, column)).transpose()?;
    let groups: Vec<Option<Texts>> = columns
        .groups
        .iter()
        .map(|column| column.map(|column| Texts::of(input, batch, column)).transpose())
        .collect::<Result<_>>()?;
    let votes = columns.has_vote.map(|column| Votes::of(input, batch, column)).transpose()?;
    let key_parts: Vec<Texts> = columns.key_parts.iter().map(|&column| Texts::of(input, batch, column)).collect::<Result<_>>()?;
    // Lists and the like have no text, and say nothing of ballots.
    let watched: Vec<Texts> = columns.others.iter().filter_map(|&column| Texts::of(input, batch, column).ok()).collect();
    for row in 0..batch.num_rows() {
        let number = first + row as u64 + 1;
        let at_row = |message: String| at_row(input, number - 1, message);
        let parts = key_parts.iter().map(|texts| texts.get(row).unwrap_or_default());
        let key = whole_key(parts, ballots.get(row).map_err(at_row)?);
        let others: Vec<(&str, Cow<str>)> =
            watched.iter().map(|texts| (texts.column.as_str(), Cow::Borrowed(texts.get(row).unwrap_or_default()))).collect();
        each(MarkRow {
            number,
            contest: contests.as_ref().map(|names| names.get(row)).transpose().map_err(at_row)?,
            contest_id: contest_ids.as_ref().map(|ids| ids.get(row)).transpose().map_err(at_row)?,
            ballot: key.as_bytes(),
            candidate: (
                candidate_ids.as_ref().map(|ids| ids.candidate_id(row)).transpose().map_err(at_row)?,
                candidate_names.get(row).map_err(at_row)?,
            ),
            rank: ranks.rank(row).map_err(at_row)?,
            has_vote: votes.as_ref().map_or(Ok(true), |votes| votes.get(row)).map_err(at_row)?,
            weight: weights.as_ref().map(|weights| parse_weight(weights.get(row)?)).transpose().map_err(at_row)?,
            groups: std::array::from_fn(|kind| groups[kind].as_ref().map_or("", |names| names.get(row).unwrap_or_default())),
            others: &others,
        })?;
    }
    Ok(())
}

fn at_row(input: &Input, index: u64, message: String) -> Error {
    input.fault(format!("row {}: {message}", index + 1))
}

/// A column as text, whatever type it is stored in.
struct Texts {
    column: String,
    values: StringArray,
}

impl Texts {
    fn of(input: &Input, batch: &RecordBatch, column: usize) -> Result<Texts> {
        let name = batch.schema().field(column).name().clone();
        let values = cast(input, &name, batch.column(column), &DataType::Utf8)?;
        Ok(Texts { column: name, values: values.as_string::<i32>().clone() })
    }

    fn get(&self, row: usize) -> Result<&str, String> {
        if self.values.is_null(row) {
            return Err(format!("{} is empty", self.column));
        }
        check_not_empty(&self.column, self.values.value(row))
    }
}

/// A column of whole numbers, stored as integers, floats or text.
enum Numbers {
    Integers(String, PrimitiveArray<Int64Type>),
    Floats(String, PrimitiveArray<Float64Type>),
    Texts(Texts),
}

impl Numbers {
    fn of(input: &Input, batch: &RecordBatch, column: usize) -> Result<Numbers> {
        let name = batch.schema().field(column).name().clone();
        let array = batch.column(column);
        Ok(match array.data_type() {
            kind if kind.is_integer() => {
                let values = cast(input, &name, array, &DataType::Int64)?;
                Numbers::Integers(name, values.as_primitive().clone())
            }
            kind if kind.is_floating() => {
                let values = cast(input, &name, array, &DataType::Float64)?;
                Numbers::Floats(name, values.as_primitive().clone())
            }
            _ => Numbers::Texts(Texts::of(input, batch, column)?),
        })
    }

    /// `Err` with what is wrong, `Ok(Err(text))` where the column is text.
    fn get(&self, row: usize) -> Result<Result<i64, &str>, String> {
        match self {
            Numbers::Integers(name, values) if values.is_null(row) => Err(format!("{name} is empty")),
            Numbers::Floats(name, values) if values.is_null(row) => Err(format!("{name} is empty")),
            Numbers::Integers(_, values) => Ok(Ok(values.value(row))),
            Numbers::Floats(name, values) => match values.value(row) {
                value if value.fract() == 0.0 && value.abs() < 9e15 => Ok(Ok(value as i64)),
                value => Err(format!("{name} is {value}; a whole number is needed")),
            },
            Numbers::Texts(texts) => texts.get(row).map(Err),
        }
    }

    fn rank(&self, row: usize) -> Result<u16, String> {
        match self.get(row)? {
            Ok(rank) => check_rank(rank),
            Err(text) => parse_rank(text),
        }
    }

    fn candidate_id(&self, row: usize) -> Result<u32, String> {
        match self.get(row)? {
            Ok(id) => u32::try_from(id).or_else(|_| parse_candidate_id(&id.to_string())),
            Err(text) => parse_candidate_id(text),
        }
    }
}

/// A column of truth values, stored as such or as text or 0 and 1.
enum Votes {
    Booleans(BooleanArray),
    Texts(Texts),
}

impl Votes {
    fn of(input: &Input, batch: &RecordBatch, column: usize) -> Result<Votes> {
        Ok(match batch.column(column).as_boolean_opt() {
            Some(values) => Votes::Booleans(values.clone()),
            None => Votes::Texts(Texts::of(input, batch, column)?),
        })
    }

    fn get(&self, row: usize) -> Result<bool, String> {
        match self {
            Votes::Booleans(values) if values.is_null(row) => Err("has_vote is empty; expected true or false".into()),
            Votes::Booleans(values) => Ok(values.value(row)),
            Votes::Texts(texts) => parse_has_vote(texts.get(row)?),
        }
    }
}

fn cast(input: &Input, column: &str, values: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    let options = arrow_cast::CastOptions { safe: false, ..Default::default() };
    guarded(|| arrow_cast::cast_with_options(values, to, &options))
        .ok_or_else(|| damaged(input))?
        .map_err(|error| input.fault(format!("column {column:?} has type {} and cannot be read: {error}", values.data_type())))
}
