//! The long table: one row per mark, as CSV or Parquet, in any order of rows.

mod csv;
#[cfg(feature = "parquet")]
mod guard;
mod marks;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "without_parquet.rs"]
mod parquet;

use std::collections::HashMap;

use super::input::{Input, Progress};
use super::text::excerpt;
use super::{ContestFacts, ContestSummary, Format};
use crate::ballots::{ContestBuilder, Mark, RawBallot};
use crate::error::{Error, Result};
use marks::Marks;

/// Where the columns stand. Names are compared without case, spaces and underscores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    ballot: usize,
    /// Without it, candidates are known by name.
    candidate_id: Option<usize>,
    candidate_name: usize,
    rank: usize,
    has_vote: Option<usize>,
    /// `contest_name`, else `contest`, else `contest_id`.
    contest: Option<usize>,
    /// `contest_id` where the contest is known by another column.
    contest_id: Option<usize>,
}

impl Columns {
    /// Or what is wrong with the names.
    pub(super) fn find<S: AsRef<str>>(names: &[S]) -> Result<Columns, String> {
        let folded: Vec<String> = names
            .iter()
            .map(|name| name.as_ref().chars().filter(|c| !matches!(c, '_' | ' ' | '-')).collect::<String>().to_lowercase())
            .collect();
        let optional = |wanted: &str| {
            let mut found = folded.iter().enumerate().filter(|(_, name)| *name == wanted).map(|(index, _)| index);
            match (found.next(), found.next()) {
                (_, Some(second)) => Err(format!("has two columns {:?}", names[second].as_ref())),
                (first, None) => Ok(first),
            }
        };
        let needed = |wanted: &str, shown: &str| {
            optional(wanted)?.ok_or_else(|| {
                format!("is not a long table of marks: it has no column {shown}; BallotID, candidate_name and rank_position are needed")
            })
        };
        let id = optional("contestid")?;
        let named = optional("contestname")?.or(optional("contest")?);
        Ok(Columns {
            ballot: needed("ballotid", "BallotID")?,
            candidate_id: optional("candidateid")?,
            candidate_name: needed("candidatename", "candidate_name")?,
            rank: needed("rankposition", "rank_position")?,
            has_vote: optional("hasvote")?,
            contest: named.or(id),
            contest_id: id.filter(|_| named.is_some()),
        })
    }
}

/// One row, its cells checked one by one.
struct Row<'a> {
    /// From 1; a line of a CSV file, a row of a Parquet file.
    number: u64,
    contest: Option<&'a str>,
    contest_id: Option<&'a str>,
    ballot: &'a [u8],
    candidate: (Option<u32>, &'a str),
    rank: u16,
    has_vote: bool,
}

/// What a row's number counts.
fn locate(input: &Input, format: Format, number: u64, error: Error) -> Error {
    if format == Format::LongCsv {
        return input.locate(Some(number), error);
    }
    match error {
        Error::Format(message) => input.fault(format!("row {number}: {message}")),
        error => input.locate(None, error),
    }
}

fn for_each_row(
    input: &Input,
    format: Format,
    progress: &mut dyn Progress,
    each: &mut dyn FnMut(Row) -> Result<()>,
) -> Result<()> {
    match format {
        Format::LongParquet => parquet::for_each_row(input, progress, each),
        _ => csv::for_each_row(input, progress, each),
    }
}

pub(super) fn contests(input: &Input, format: Format) -> Result<Vec<String>> {
    let mut found = Contests::default();
    let each = &mut |contest: &str| found.number(contest).map(|_| ());
    match format {
        Format::LongParquet => parquet::for_each_contest(input, each)?,
        _ => csv::for_each_contest(input, each)?,
    }
    Ok(found.names)
}

pub(super) fn count_contests(input: &Input, format: Format, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
    let mut contests = Contests::default();
    let mut marks = Marks::new(marks::MEMORY);
    for_each_row(input, format, progress, &mut |row| {
        if let (Some(contest), true) = (row.contest, row.has_vote) {
            marks.add(row.ballot, 1, contests.number(contest)?)?;
        }
        Ok(())
    })?;
    let mut summaries: Vec<ContestSummary> = contests.names.into_iter().map(|name| ContestSummary { name, ballots: 0 }).collect();
    let mut counted_at = vec![0u64; summaries.len()];
    let mut ballots = 0;
    marks.for_each_ballot(&mut |marks| {
        ballots += 1;
        for &(_, contest) in marks {
            if counted_at[contest as usize] != ballots {
                counted_at[contest as usize] = ballots;
                summaries[contest as usize].ballots += 1;
            }
        }
        Ok(())
    })?;
    Ok(summaries)
}

/// Rows whose `has_vote` is false name a candidate and mark nothing: a ballot with such rows only is not counted.
pub(super) fn read(
    input: &Input,
    format: Format,
    contest: Option<&str>,
    builder: &mut ContestBuilder,
    progress: &mut dyn Progress,
) -> Result<ContestFacts> {
    let mut chosen = contest.map(str::to_owned);
    let mut marks = Marks::new(marks::MEMORY);
    let mut has_rows = false;
    let mut contest_id: Option<String> = None;
    for_each_row(input, format, progress, &mut |row| {
        if let Some(name) = row.contest {
            match &chosen {
                Some(chosen) if chosen == name => {}
                Some(_) if contest.is_some() => return Ok(()),
                Some(first) => {
                    return Err(input.fault(format!("holds several contests, {first:?} and {name:?} among them: choose one")));
                }
                None => chosen = Some(name.to_owned()),
            }
        }
        if let Some(id) = row.contest_id {
            let first = contest_id.get_or_insert_with(|| id.to_owned());
            if first != id {
                return Err(input.fault(format!(
                    "the contest {:?} has two ids, {first:?} and {id:?}: leave out the column of names, so that contest_id \
                     tells them apart",
                    chosen.as_deref().unwrap_or_default()
                )));
            }
        }
        let (id, name) = row.candidate;
        let candidate = builder.candidate(id, name).map_err(|error| locate(input, format, row.number, error))?;
        if row.has_vote {
            has_rows = true;
            marks.add(row.ballot, row.rank, candidate)?;
        }
        Ok(())
    })?;
    if !has_rows {
        return Err(input.fault(match contest {
            Some(contest) => format!("has no ballots of the contest {contest:?}"),
            None => "has a header but no ballots".to_owned(),
        }));
    }
    let mut ballot = RawBallot::default();
    marks.for_each_ballot(&mut |marks| {
        ballot.clear();
        ballot.marks.extend(marks.iter().map(|&(rank, candidate)| (rank, Mark::Candidate(candidate))));
        builder.ballot(&mut ballot).map_err(|error| input.locate(None, error))
    })?;
    Ok(ContestFacts { contest: chosen, ..ContestFacts::default() })
}

/// The names of contests by first appearance.
#[derive(Default)]
struct Contests {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
    last: u32,
}

impl Contests {
    fn number(&mut self, name: &str) -> Result<u32> {
        if self.names.get(self.last as usize).is_some_and(|last| last == name) {
            return Ok(self.last);
        }
        self.last = match self.numbers.get(name) {
            Some(&number) => number,
            None if self.names.len() == MAX_CONTESTS => {
                return Err(Error::TooLarge(format!("more than {MAX_CONTESTS} contests: is the contest column right?")));
            }
            None => {
                let number = self.names.len() as u32;
                self.names.push(name.to_owned());
                self.numbers.insert(name.to_owned(), number);
                number
            }
        };
        Ok(self.last)
    }
}

const MAX_CONTESTS: usize = 100_000;

/// The id in a cell. The message tells what is wrong.
fn parse_candidate_id(text: &str) -> Result<u32, String> {
    let text = text.trim();
    text.parse().map_err(|_| format!("the candidate_id {} is not a whole number from 0 to {}", excerpt(text), u32::MAX))
}

fn parse_has_vote(text: &str) -> Result<bool, String> {
    let text = text.trim();
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" | "yes" => Ok(true),
        "false" | "f" | "0" | "no" => Ok(false),
        _ => Err(format!("has_vote is {}; expected true or false", excerpt(text))),
    }
}

fn check_not_empty<'a>(column: &str, text: &'a str) -> Result<&'a str, String> {
    let text = text.trim();
    if text.is_empty() { Err(format!("{column} is empty")) } else { Ok(text) }
}
