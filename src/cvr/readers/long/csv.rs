//! The long table as CSV.

use std::borrow::Cow;

use super::row::{MarkColumns, MarkRow, check_not_empty, parse_candidate_id, parse_has_vote};
use super::table::Storage;
use crate::cvr::input::{Input, Progress};
use crate::cvr::table::CsvTable;
use crate::cvr::text::{decode, parse_rank};
use crate::error::{Error, Result};

pub struct Csv;

impl Storage for Csv {
    fn name(&self) -> &'static str {
        "long-csv"
    }

    fn detect_columns(&self, header: &[String]) -> bool {
        MarkColumns::find(header).is_ok()
    }

    fn for_each_row(
        &self,
        input: &Input,
        progress: &mut dyn Progress,
        each: &mut dyn FnMut(MarkRow) -> Result<()>,
    ) -> Result<()> {
        let mut table = CsvTable::open(input, progress)?;
        let columns = MarkColumns::find(&table.header).map_err(|message| input.fault(message))?;
        while let Some((line, record)) = table.next()? {
            let cell = |column: usize| decode(&record[column]);
            let at_line = |message: String| input.at_line(line, message);
            let contest = columns.contest.map(cell);
            let contest_id = columns.contest_id.map(cell);
            let name = cell(columns.candidate_name);
            each(MarkRow {
                number: line,
                contest: contest.as_deref().map(|text| check_not_empty("the contest", text)).transpose().map_err(at_line)?,
                contest_id: contest_id.as_deref().map(str::trim),
                ballot: check_not_empty("BallotID", &cell(columns.ballot)).map_err(at_line)?.as_bytes(),
                candidate: (
                    columns.candidate_id.map(|column| parse_candidate_id(&cell(column))).transpose().map_err(at_line)?,
                    check_not_empty("candidate_name", &name).map_err(at_line)?,
                ),
                rank: parse_rank(&cell(columns.rank)).map_err(at_line)?,
                has_vote: match columns.has_vote {
                    Some(column) => parse_has_vote(&cell(column)).map_err(at_line)?,
                    None => true,
                },
            })?;
        }
        Ok(())
    }

    fn for_each_contest(&self, input: &Input, each: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        let mut progress = ();
        let mut table = CsvTable::open(input, &mut progress)?;
        let columns = MarkColumns::find(&table.header).map_err(|message| input.fault(message))?;
        let Some(contest) = columns.contest else { return Ok(()) };
        while let Some((line, record)) = table.next()? {
            let name: Cow<str> = decode(&record[contest]);
            each(check_not_empty("the contest", &name).map_err(|message| input.at_line(line, message))?)?;
        }
        Ok(())
    }

    /// Rows are numbered by lines.
    fn locate(&self, input: &Input, number: u64, error: Error) -> Error {
        input.locate(Some(number), error)
    }
}
