//! Reading a long table, whatever file it is stored in.

use super::facts::{Facts, NO_MARK};
use super::gathered::Gathered;
use super::marks::{self, Marks};
use super::row::MarkRow;
use crate::ballots::{ContestBuilder, ReadingOptions};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, ContestSummary, Reader, Reading};
use crate::cvr::table::{ChosenContest, ContestNames, TableSample};
use crate::cvr::words::{Said, Words};
use crate::error::{Error, Result};

/// How a long table is stored.
pub trait Storage: Sync {
    fn name(&self) -> &'static str;

    fn detect(&self, _head: &Head) -> bool {
        false
    }

    fn detect_table(&self, _sample: &TableSample, _options: &ReadingOptions) -> bool {
        false
    }

    fn advise(&self, _sample: &TableSample, _options: &ReadingOptions) -> Option<String> {
        None
    }

    /// Tells of what stands beside the rows.
    fn begin(&self, _reading: &Reading, _builder: &mut ContestBuilder) -> Result<()> {
        Ok(())
    }

    fn for_each_row(
        &self,
        input: &Input,
        options: &ReadingOptions,
        progress: &mut dyn Progress,
        each: &mut dyn FnMut(MarkRow) -> Result<()>,
    ) -> Result<()>;

    /// Calls `each` with the contest of every row; never for a table that names none.
    fn for_each_contest(&self, input: &Input, options: &ReadingOptions, each: &mut dyn FnMut(&str) -> Result<()>) -> Result<()>;

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
        "long table of marks (CSV, workbook or Parquet)"
    }

    fn recognised_by(&self) -> &'static str {
        "columns of ballot, candidate and rank"
    }

    fn detect(&self, head: &Head) -> Result<bool> {
        Ok(self.0.detect(head))
    }

    fn detect_table(&self, sample: &TableSample, reading: &Reading) -> bool {
        self.0.detect_table(sample, reading.options)
    }

    fn advise(&self, sample: &TableSample, reading: &Reading) -> Option<String> {
        self.0.advise(sample, reading.options)
    }

    fn contests(&self, reading: &Reading) -> Result<Vec<String>> {
        let mut found = ContestNames::of(reading.input);
        self.0.for_each_contest(reading.input, reading.options, &mut |contest| found.number(contest).map(drop))?;
        Ok(found.names)
    }

    fn count_contests(&self, reading: &Reading, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let mut contests = ContestNames::of(reading.input);
        let mut marks = Marks::new(marks::MEMORY);
        let mut facts = Facts::default();
        let mut words = Words::of(reading.options, &Default::default());
        self.0.for_each_row(reading.input, reading.options, progress, &mut |row| {
            if let (Some(contest), true) = (row.contest, row.has_vote) {
                facts.keep(row.ballot, row.weight, Default::default(), &mut marks)?;
                let rank = if matches!(words.candidate(row.candidate.1), Said::Nothing) { NO_MARK } else { 1 };
                marks.add(row.ballot, rank, contests.number(contest)?)?;
            }
            Ok(())
        })?;
        let mut summaries = ContestSummary::without_ballots(contests.names);
        let mut counted_at = vec![0u64; summaries.len()];
        let mut ballots = 0;
        marks.for_each_ballot(&mut |ballot, marks| {
            ballots += 1;
            let weight = facts.weight(ballot, marks).map_err(|message| reading.input.fault(message))?;
            for &(_, contest) in marks.iter().filter(|(rank, _)| *rank == 1) {
                if counted_at[contest as usize] != ballots {
                    counted_at[contest as usize] = ballots;
                    summaries[contest as usize].ballots += weight;
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
        self.0.begin(reading, builder)?;
        let mut chosen = ChosenContest::of(contest);
        let mut contest_id: Option<String> = None;
        let mut gathered = Gathered::new(reading, builder);
        self.0.for_each_row(input, reading.options, progress, &mut |row| {
            if let Some(name) = row.contest
                && !chosen.takes(name).map_err(|message| input.fault(message))?
            {
                return Ok(());
            }
            if let Some(id) = row.contest_id {
                let first = contest_id.get_or_insert_with(|| id.to_owned());
                if first != id {
                    return Err(input.fault(format!(
                        "the contest {:?} has two ids, {first:?} and {id:?}: leave out the column of names, so that contest_id \
                         tells them apart",
                        chosen.name().unwrap_or_default()
                    )));
                }
            }
            gathered.add(&row, builder).map_err(|error| self.0.locate(input, row.number, error))
        })?;
        if !gathered.has_rows {
            return Err(input.fault(chosen.without_ballots()));
        }
        gathered.give(builder)?;
        Ok(ContestFacts { contest: chosen.name().map(str::to_owned), ..ContestFacts::default() })
    }
}
