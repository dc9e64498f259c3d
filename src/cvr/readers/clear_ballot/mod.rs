//! Clear Ballot wide CSV: one row per ballot, one column per (choice, rank), 1 for a mark.

mod header;
mod leading;
mod row;

use std::collections::HashSet;
use std::io::{BufReader, Read};

use crate::ballots::{ContestBuilder, Mark, RawBallot};
use crate::cvr::input::{Input, Progress};
use crate::cvr::limits::MAX_LINE;
use crate::cvr::reader::{ContestFacts, ContestSummary, Reader, Reading, pick_contest};
use crate::cvr::text;
use crate::error::Result;
use header::Header;
use leading::Leading;
use row::{Cells, Scan};

pub(super) use header::is_choice;

pub(super) struct ClearBallot;

impl Reader for ClearBallot {
    fn name(&self) -> &'static str {
        "clear-ballot"
    }

    fn title(&self) -> &'static str {
        "Clear Ballot wide CSV"
    }

    fn recognised_by(&self) -> &'static str {
        "a column named like Choice_36_1:…"
    }

    fn detect_header(&self, header: &[String]) -> bool {
        header.iter().any(|name| is_choice(name))
    }

    fn contests(&self, reading: &Reading) -> Result<Vec<String>> {
        Ok(Header::read(reading.input, &mut ())?.contests)
    }

    fn count_contests(&self, reading: &Reading, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let input = reading.input;
        let header = Header::read(input, &mut ())?;
        let mut counted_at = vec![0; header.contests.len()];
        let mut summaries = ContestSummary::without_ballots(&header.contests);
        for_each_row(input, &header, progress, |line, _, cells| {
            for choice in cells.marked.iter().filter_map(|&column| header.choices[column].as_ref()) {
                if counted_at[choice.contest] != line {
                    counted_at[choice.contest] = line;
                    summaries[choice.contest].ballots += 1;
                }
            }
            Ok(())
        })?;
        Ok(summaries)
    }

    /// Candidates are known by id where the file gives one id per candidate, else (an id per column) by name. Every row is a
    /// ballot: none is left out for its `Status` or `Remade` column.
    fn read(
        &self,
        reading: &Reading,
        contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let header = Header::read(input, &mut ())?;
        let contest = pick_contest(input, &header.contests, contest)?;
        let has_ids = header.has_candidate_ids(contest);
        let mut facts = ContestFacts { contest: Some(header.contests[contest].clone()), ..ContestFacts::default() };
        let mut targets = Vec::with_capacity(header.choices.len());
        let mut by_name = HashSet::new();
        for (column, choice) in header.choices.iter().enumerate() {
            let Some(choice) = choice.as_ref().filter(|choice| choice.contest == contest) else {
                targets.push(None);
                continue;
            };
            let number =
                builder.candidate(has_ids.then_some(choice.id), &choice.name).map_err(|error| input.locate(Some(1), error))?;
            if !has_ids && !by_name.insert((choice.rank, number)) {
                let name = &header.names[header.leading + column];
                return Err(input.at_line(
                    1,
                    format!("column {name:?} is there twice: candidates of one name need an id each, the same for every rank"),
                ));
            }
            facts.seats = facts.seats.or(choice.seats);
            targets.push(Some((choice.rank, number)));
        }
        let mut ballot = RawBallot::default();
        let mut leading = Leading::of(&header.names[..header.leading]);
        for_each_row(input, &header, progress, |line, row, cells| {
            ballot.clear();
            leading.read(row, &cells.leading, &mut ballot, builder).map_err(|error| input.locate(Some(line), error))?;
            for (rank, candidate) in cells.marked.iter().filter_map(|&column| targets[column]) {
                ballot.mark(rank, Mark::Candidate(candidate));
            }
            builder.ballot(&mut ballot).map_err(|error| input.locate(Some(line), error))
        })?;
        Ok(facts)
    }
}

/// Calls `each` with the first line, the bytes and the cells of every row.
fn for_each_row(
    input: &Input,
    header: &Header,
    progress: &mut dyn Progress,
    mut each: impl FnMut(u64, &[u8], &Cells) -> Result<()>,
) -> Result<()> {
    let mut reader = input.text(progress)?;
    let (bytes, mut lines) = header.end;
    std::io::copy(&mut (&mut reader).take(bytes), &mut std::io::sink()).map_err(|error| input.read_error(error))?;
    let mut rows = 0u64;
    let mut row = Vec::new();
    let mut cells = Cells::default();
    'rows: loop {
        let line = lines;
        row.clear();
        loop {
            if !read_line(input, &mut reader, &mut row, line)? {
                if row.is_empty() {
                    break 'rows;
                }
                return Err(input.at_line(line, "a quoted cell is not closed"));
            }
            lines += 1;
            let whole = row.trim_ascii_end();
            if whole.is_empty() {
                continue 'rows;
            }
            match row::scan(whole, header, &mut cells) {
                Scan::Done => break,
                Scan::Open => {}
                Scan::Wrong(message) => return Err(input.at_line(line, message)),
            }
        }
        rows += 1;
        each(line, &row, &cells)?;
    }
    if rows == 0 {
        return Err(input.fault("has a header but no ballots"));
    }
    Ok(())
}

/// Appends the next line; false at the end of the file.
fn read_line(input: &Input, reader: &mut BufReader<impl Read>, row: &mut Vec<u8>, line: u64) -> Result<bool> {
    let read = text::read_line(reader, row).map_err(|error| input.read_error(error))?;
    if row.len() >= MAX_LINE {
        return Err(input.at_line(line, "the row is longer than 16 MiB: is a quoted cell not closed?"));
    }
    Ok(read > 0)
}
