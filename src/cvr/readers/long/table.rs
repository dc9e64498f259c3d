//! Reading a long table, whatever file it is stored in.

use super::contests::ContestNames;
use super::marks::{self, Marks};
use super::row::MarkRow;
use crate::ballots::{ContestBuilder, Mark, RawBallot};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, ContestSummary, Reader, Reading};
use crate::cvr::table::TableSample;
use crate::error::{Error, Result};

/// How a long table is stored.
pub trait Storage: Sync {
    fn name(&self) -> &'static str;

    fn detect(&self, _head: &Head) -> bool {
        false
    }

    fn detect_columns(&self, _header: &[String]) -> bool {
        false
    }

    fn for_each_row(&self, input: &Input, progress: &mut dyn Progress, each: &mut dyn FnMut(MarkRow) -> Result<()>)
    -> Result<()>;

    /// Calls `each` with the contest of every row; never for a table that names none.
    fn for_each_contest(&self, input: &Input, each: &mut dyn FnMut(&str) -> Result<()>) -> Result<()>;

    /// Adds the place of a row to an error of the builder.
    fn locate(&self, input: &Input, number: u64, error: Error) -> Error;
}

/// The long table in one storage.
pub struct LongTable<S>(pub S);

impl<S: Storage> Reader for LongTable<S> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn title(&self) -> &'static str {
        "long table of marks (CSV or Parquet)"
    }

    fn recognised_by(&self) -> &'static str {
        "columns of ballot, candidate and rank"
    }

    fn detect(&self, head: &Head) -> Result<bool> {
        Ok(self.0.detect(head))
    }

    fn detect_table(&self, sample: &TableSample) -> bool {
        !sample.is_ragged && self.0.detect_columns(sample.first())
    }

    fn contests(&self, reading: &Reading) -> Result<Vec<String>> {
        let mut found = ContestNames::default();
        self.0.for_each_contest(reading.input, &mut |contest| found.number(contest).map(drop))?;
        Ok(found.names)
    }

    fn count_contests(&self, reading: &Reading, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let mut contests = ContestNames::default();
        let mut marks = Marks::new(marks::MEMORY);
        self.0.for_each_row(reading.input, progress, &mut |row| {
            if let (Some(contest), true) = (row.contest, row.has_vote) {
                marks.add(row.ballot, 1, contests.number(contest)?)?;
            }
            Ok(())
        })?;
        let mut summaries: Vec<ContestSummary> =
            contests.names.into_iter().map(|name| ContestSummary { name, ballots: 0 }).collect();
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
    fn read(
        &self,
        reading: &Reading,
        contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let mut chosen = contest.map(str::to_owned);
        let mut marks = Marks::new(marks::MEMORY);
        let mut has_rows = false;
        let mut contest_id: Option<String> = None;
        self.0.for_each_row(input, progress, &mut |row| {
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
            let candidate = builder.candidate(id, name).map_err(|error| self.0.locate(input, row.number, error))?;
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
}
