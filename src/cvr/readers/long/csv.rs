//! The long table as CSV or as a workbook.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::ControlFlow;

use super::row::{MarkColumns, MarkRow, check_not_empty, parse_candidate_id, parse_has_vote, whole_key};
use super::table::Storage;
use crate::ballots::{ContestBuilder, GroupKind, ReadingOptions};
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::Reading;
use crate::cvr::table::{Headed, Row, TableSample, check_sheets, for_each_row, width_message};
use crate::cvr::text::{parse_rank, parse_weight};
use crate::error::{Error, Result};

pub struct Csv;

impl Storage for Csv {
    fn name(&self) -> &'static str {
        "long-csv"
    }

    fn detect_table(&self, sample: &TableSample, options: &ReadingOptions) -> bool {
        headed(sample).is_some_and(|headed| Header::of(&headed, sample.is_whole, options).is_ok())
    }

    fn advise(&self, sample: &TableSample, options: &ReadingOptions) -> Option<String> {
        let headed = headed(sample)?;
        match Header::of(&headed, sample.is_whole, options) {
            Err(message) if MarkColumns::are_in(&headed.names) => Some(message),
            _ => MarkColumns::lacking(&headed.names),
        }
    }

    fn for_each_row(
        &self,
        input: &Input,
        options: &ReadingOptions,
        progress: &mut dyn Progress,
        each: &mut dyn FnMut(MarkRow) -> Result<()>,
    ) -> Result<()> {
        let header = Header::open(input, options)?;
        let columns = &header.columns;
        header.for_each_row(input, progress, &mut |row| {
            let at_line = |message: String| input.at_line(row.number, message);
            let cell = |column: usize| row.cell(column);
            let contest = columns.contest.map(cell);
            let contest_id = columns.contest_id.map(cell);
            let name = cell(columns.candidate_name);
            let groups: [Cow<str>; GroupKind::ALL.len()] = columns.groups.map(|column| column.map(cell).unwrap_or_default());
            let id = cell(columns.ballot);
            let id = check_not_empty(&header.names[columns.ballot], &id).map_err(at_line)?;
            let key = whole_key(columns.key_parts.iter().map(|&column| cell(column)), id);
            let others: Vec<(&str, Cow<str>)> =
                columns.others.iter().map(|&column| (header.names[column].as_str(), cell(column))).collect();
            each(MarkRow {
                number: row.number,
                contest: contest.as_deref().map(|text| check_not_empty("the contest", text)).transpose().map_err(at_line)?,
                contest_id: contest_id.as_deref(),
                ballot: key.as_bytes(),
                candidate: (
                    columns.candidate_id.map(|column| parse_candidate_id(&cell(column))).transpose().map_err(at_line)?,
                    check_not_empty(&header.names[columns.candidate_name], &name).map_err(at_line)?,
                ),
                rank: parse_rank(&cell(columns.rank)).map_err(at_line)?,
                has_vote: match columns.has_vote {
                    Some(column) => parse_has_vote(&cell(column)).map_err(at_line)?,
                    None => true,
                },
                weight: columns.weight.map(|column| parse_weight(&cell(column))).transpose().map_err(at_line)?,
                groups: groups.each_ref().map(|name| &**name),
                others: &others,
            })
        })
    }

    fn begin(&self, reading: &Reading, builder: &mut ContestBuilder) -> Result<()> {
        let header = Header::open(reading.input, reading.options)?;
        check_sheets(reading.input, reading.memo, header.number, builder)
    }

    fn for_each_contest(&self, input: &Input, options: &ReadingOptions, each: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        let header = Header::open(input, options)?;
        let Some(contest) = header.columns.contest else { return Ok(()) };
        header.for_each_row(input, &mut (), &mut |row| {
            let name = row.cell(contest);
            each(check_not_empty("the contest", &name).map_err(|message| input.at_line(row.number, message))?)
        })
    }

    /// Rows are numbered by lines.
    fn locate(&self, input: &Input, number: u64, error: Error) -> Error {
        input.locate(Some(number), error)
    }
}

/// The first row, where it names the columns of marks; else below titles.
fn headed(sample: &TableSample) -> Option<Headed<'_>> {
    let first = Headed::first(sample)?;
    if MarkColumns::are_in(&first.names) { Some(first) } else { Headed::of(sample).or(Some(first)) }
}

struct Header {
    names: Vec<String>,
    number: u64,
    columns: MarkColumns,
}

impl Header {
    fn open(input: &Input, options: &ReadingOptions) -> Result<Header> {
        let sample = TableSample::of(input)?;
        let headed = headed(&sample).ok_or_else(|| input.fault("is empty"))?;
        Header::of(&headed, sample.is_whole, options).map_err(|message| input.fault(message))
    }

    /// Or what is wrong with it. Columns of other names than this format's could be of a table of results.
    fn of(headed: &Headed, is_whole: bool, options: &ReadingOptions) -> Result<Header, String> {
        let names = headed.names.clone();
        let cells = |column: usize| headed.cells(column);
        let columns = MarkColumns::find_in(&names, options, cells)?;
        if !columns.are_own(&names) {
            if let Some(cell) = cells(columns.rank).find(|cell| parse_rank(cell).is_err()) {
                return Err(format!("has {cell:?} in the column {:?}, which is no rank", names[columns.rank]));
            }
            let ballots: HashSet<&str> = cells(columns.ballot).collect();
            let has_first = cells(columns.rank).all(|cell| parse_rank(cell) == Ok(1));
            if ballots.len() == headed.rows.len() && !has_first && is_whole {
                return Err(format!(
                    "has a row for each {:?} with one rank: results of candidates, not ballots? A long table has a row for each mark of a \
                     ballot",
                    names[columns.ballot]
                ));
            }
        }
        Ok(Header { number: headed.number, names, columns })
    }

    fn for_each_row(&self, input: &Input, progress: &mut dyn Progress, each: &mut dyn FnMut(&Row) -> Result<()>) -> Result<()> {
        let width = self.names.len();
        for_each_row(input, progress, &mut |row| {
            if row.number > self.number {
                if row.len() > width || (row.len() < width && !row.is_ragged()) {
                    return Err(input.at_line(row.number, width_message(row.len(), width)));
                }
                each(row)?;
            }
            Ok(ControlFlow::Continue(()))
        })
    }
}
