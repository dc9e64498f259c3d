//! The council elections of Scotland as the archive scot-elex (MGGG) keeps them: CSV of rankings, candidates and the ward.
//!
//! ```text
//! 10,4,                                    candidates, seats
//! 61,1,9,                                  ballots, then candidates by preference
//! "Candidate 1","Ann Doe","Labour (Lab)",
//! "Ward 12 - Leith Walk",
//! ```
//!
//! The party is not kept. Wards with commas in their name have lost their quotation marks in the archive.

use std::ops::ControlFlow;

use crate::ballots::{ContestBuilder, MAX_CANDIDATES, Mark, RawBallot};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, Reader, Reading};
use crate::cvr::table::{Row, for_each_row};
use crate::cvr::text::{check_rank, excerpt, parse_weight};
use crate::error::Result;

pub(super) struct ScotElex;

impl Reader for ScotElex {
    fn name(&self) -> &'static str {
        "scot-elex"
    }

    fn title(&self) -> &'static str {
        "scot-elex CSV"
    }

    fn recognised_by(&self) -> &'static str {
        "a first row of candidates and seats, and rows of candidates and ward at the end"
    }

    /// The candidates stand at the end: a BLT file that went through a spreadsheet begins like this one.
    fn detect(&self, head: &Head) -> Result<bool> {
        if head.text().and_then(|text| numbers(&cells(text.lines().next()?))).is_none() {
            return Ok(false);
        }
        let mut lines = head.lines();
        while let Some((_, line)) = lines.next()? {
            if !line.starts_with(|c: char| c.is_ascii_digit() || c == ',') && !line.is_empty() {
                return Ok(candidate_number(&cells(&line)[0]).is_some());
            }
        }
        Ok(false)
    }

    fn read(
        &self,
        reading: &Reading,
        _contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let outline = Outline::read(input)?;
        let mut numbers = Vec::with_capacity(outline.names.len());
        for (id, name) in (1..).zip(&outline.names) {
            numbers.push(builder.listed(Some(id), name).map_err(|error| input.locate(None, error))?);
        }
        let mut ballot = RawBallot::default();
        let mut is_first = true;
        for_each_row(input, progress, &mut |row| {
            if std::mem::take(&mut is_first) || !is_ballot(row) {
                return Ok(ControlFlow::Continue(()));
            }
            parse_ballot(row, &numbers, &mut ballot).map_err(|message| input.at_line(row.number, message))?;
            builder.ballot(&mut ballot).map_err(|error| input.locate(Some(row.number), error))?;
            Ok(ControlFlow::Continue(()))
        })?;
        if builder.ballots() == 0 {
            return Err(input.fault("has no ballots"));
        }
        Ok(ContestFacts { contest: None, title: outline.ward, seats: Some(outline.seats) })
    }
}

/// The cells of a line without quoted commas.
fn cells(line: &str) -> Vec<String> {
    line.split(',').map(|cell| cell.trim().trim_matches('"').to_owned()).collect()
}

/// Candidates and seats, of a first row with nothing else.
fn numbers(cells: &[String]) -> Option<(usize, u32)> {
    let [candidates, seats, rest @ ..] = cells else { return None };
    let is_alone = !rest.is_empty() && rest.iter().all(String::is_empty);
    is_alone.then(|| Some((candidates.parse().ok()?, seats.parse().ok()?)))?
}

/// `Candidate 1`
fn candidate_number(cell: &str) -> Option<usize> {
    cell.trim().strip_prefix("Candidate ")?.trim().parse().ok()
}

fn is_ballot(row: &Row) -> bool {
    let first = row.cell(0);
    !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
}

/// All but the ballots.
struct Outline {
    seats: u32,
    names: Vec<String>,
    ward: Option<String>,
}

impl Outline {
    fn read(input: &Input) -> Result<Outline> {
        let mut header = None;
        let mut outline = Outline { seats: 0, names: Vec::new(), ward: None };
        for_each_row(input, &mut (), &mut |row| {
            let at_row = |message: String| input.at_line(row.number, message);
            match header {
                None => header = Some(outline.header(row).map_err(at_row)?),
                Some(candidates) => outline.row(row, candidates).map_err(at_row)?,
            }
            Ok(ControlFlow::Continue(()))
        })?;
        let Some(candidates) = header else { return Err(input.fault("is empty")) };
        if outline.names.len() < candidates {
            let message = format!("has {} names for {candidates} candidates: is it cut off?", outline.names.len());
            return Err(input.fault(message));
        }
        Ok(outline)
    }

    fn header(&mut self, row: &Row) -> Result<usize, String> {
        let texts = row.texts();
        let known = numbers(&texts).or_else(|| match texts.as_slice() {
            [candidates, seats] => Some((candidates.parse().ok()?, seats.parse().ok()?)),
            _ => None,
        });
        match known {
            None => Err("not scot-elex CSV: it does not begin with the numbers of candidates and of seats".into()),
            Some((candidates, _)) if !(1..=MAX_CANDIDATES).contains(&candidates) => {
                Err(format!("{candidates} candidates; 1 to {MAX_CANDIDATES} are possible"))
            }
            Some((_, 0)) => Err("0 seats; at least 1 is needed".into()),
            Some((candidates, seats)) => {
                self.seats = seats;
                Ok(candidates)
            }
        }
    }

    fn row(&mut self, row: &Row, candidates: usize) -> Result<(), String> {
        if let Some(number) = candidate_number(&row.cell(0)) {
            if number != self.names.len() + 1 || number > candidates {
                return Err(format!("candidate {number} stands where number {} of {candidates} should", self.names.len() + 1));
            }
            if self.ward.is_some() {
                return Err("a candidate follows the name of the ward".into());
            }
            let name = row.cell(1);
            if name.is_empty() {
                return Err(format!("candidate {number} has an empty name"));
            }
            self.names.push(name.into_owned());
            return Ok(());
        }
        if is_ballot(row) {
            return match self.names.len() {
                0 => Ok(()),
                _ => Err("a ballot follows the candidates".into()),
            };
        }
        if self.names.len() < candidates || self.ward.is_some() {
            let first = excerpt(&row.cell(0));
            return Err(format!("{first} stands where a ballot, Candidate {} or the ward should", self.names.len() + 1));
        }
        let texts = row.texts();
        let ward = texts.iter().map(|text| text.trim_matches(['"', ' '])).filter(|text| !text.is_empty()).collect::<Vec<_>>();
        self.ward = Some(ward.join(", "));
        Ok(())
    }
}

fn parse_ballot(row: &Row, numbers: &[u32], ballot: &mut RawBallot) -> Result<(), String> {
    ballot.clear();
    ballot.weight = parse_weight(&row.cell(0))?;
    let mut is_over = false;
    for (column, rank) in (1..row.len()).zip(1i64..) {
        let cell = row.cell(column);
        if cell.is_empty() {
            is_over = true;
            continue;
        }
        if is_over {
            return Err(format!("{} follows an empty cell: preferences stand side by side", excerpt(&cell)));
        }
        let number = cell.parse::<usize>().ok().and_then(|code| numbers.get(code.checked_sub(1)?));
        let Some(&number) = number else {
            return Err(format!("{} is no candidate; the candidates are 1 to {}", excerpt(&cell), numbers.len()));
        };
        ballot.mark(check_rank(rank)?, Mark::Candidate(number));
    }
    Ok(())
}
