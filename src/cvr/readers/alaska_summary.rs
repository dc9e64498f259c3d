//! Summaries of Alaska's elections (AK_RCV_Summarizer): a column for each way to rank, a row for each precinct or district.
//!
//! ```text
//! "1","Ada","Ada","Bo","Blank","Overvote"
//! "2","","Bo","Overvote","",""
//! "11-205 Hillside No. 1","40","41","17","2","0"
//! "Total","40","41","17","2","0"
//! ```

use std::ops::ControlFlow;

use crate::ballots::{ContestBuilder, GroupKind, RawBallot};
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, Reader, Reading};
use crate::cvr::table::{Row, TableSample, for_each_row, width_message};
use crate::cvr::text::{check_rank, parse_weight};
use crate::cvr::words::Words;
use crate::error::Result;

pub(super) struct AlaskaSummary;

impl Reader for AlaskaSummary {
    fn name(&self) -> &'static str {
        "alaska-summary"
    }

    fn title(&self) -> &'static str {
        "Alaska summary"
    }

    fn recognised_by(&self) -> &'static str {
        "rows that begin with 1, 2, … above rows of counts"
    }

    fn detect_table(&self, sample: &TableSample, _: &Reading) -> bool {
        let ranks = sample.rows.iter().zip(1..).take_while(|(row, rank)| is_rank(row, *rank)).count();
        let counts = &sample.rows[ranks..];
        let last = if sample.is_whole { counts.last() } else { None };
        ranks > 0 && !counts.is_empty() && counts.iter().all(|row| has_counts(row)) && last.is_none_or(|row| row[0] == TOTAL)
    }

    /// Ballots are what the summary makes of them: overvotes end a ranking, candidates are marked once, gaps are closed.
    fn read(
        &self,
        reading: &Reading,
        _contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let first = reading.memo.get("alaska-summary file", || Ok((input.place(), input.name.clone())))?;
        if first.0 != input.place() {
            return Err(input.fault(format!(
                "is a summary of ballots that are in {}, too: give one file, that of all candidates by precinct",
                first.1
            )));
        }
        let mut words = Words::of(reading.options, builder.options());
        let mut summary = Summary { input, ways: Vec::new(), ranks: 0, totals: Vec::new(), is_complete: false };
        for_each_row(input, progress, &mut |row| {
            summary.row(row, &mut words, builder)?;
            Ok(ControlFlow::Continue(()))
        })?;
        let is_complete = summary.is_complete;
        words.finish(builder);
        match is_complete {
            true => Ok(ContestFacts::default()),
            false => Err(input.fault("has no last row \"Total\": is it cut off?")),
        }
    }
}

const TOTAL: &str = "Total";

/// A row of what stands at a rank.
fn is_rank(row: &[String], rank: usize) -> bool {
    row.first().is_some_and(|first| *first == rank.to_string()) && !has_counts(row)
}

fn has_counts(row: &[String]) -> bool {
    row.len() > 1 && row[1..].iter().all(|cell| parse_weight(cell).is_ok())
}

struct Summary<'a> {
    input: &'a Input,
    /// By column.
    ways: Vec<RawBallot>,
    ranks: usize,
    totals: Vec<u64>,
    is_complete: bool,
}

impl Summary<'_> {
    fn row(&mut self, row: &Row, words: &mut Words, builder: &mut ContestBuilder) -> Result<()> {
        let cells = row.texts();
        let fault = |message: String| self.input.at_line(row.number, message);
        if self.is_complete {
            return Err(fault("a row follows the totals".into()));
        }
        if self.totals.is_empty() && is_rank(&cells, self.ranks + 1) {
            return self.rank(row.number, &cells, words, builder);
        }
        if self.ranks == 0 || cells.len() != self.ways.len() + 1 {
            return Err(fault(width_message(cells.len(), self.ways.len() + 1)));
        }
        self.totals.resize(self.ways.len(), 0);
        let group = match cells[0].as_str() {
            TOTAL => None,
            name => {
                let group = builder.group(GroupKind::Precinct, name);
                Some(group.map_err(|error| self.input.locate(Some(row.number), error))?)
            }
        };
        for ((cell, way), total) in cells[1..].iter().zip(&mut self.ways).zip(&mut self.totals) {
            let count = parse_weight(cell).map_err(|message| self.input.at_line(row.number, message))?;
            match group {
                Some(group) if count > 0 => {
                    way.weight = count;
                    way.set_group(GroupKind::Precinct, group);
                    builder.ballot(way).map_err(|error| self.input.locate(Some(row.number), error))?;
                    *total += count;
                }
                Some(_) => {}
                None if count != *total => {
                    return Err(self
                        .input
                        .at_line(row.number, format!("the total is {count}, and the rows above add up to {total}")));
                }
                None => self.is_complete = true,
            }
        }
        Ok(())
    }

    fn rank(&mut self, number: u64, cells: &[String], words: &mut Words, builder: &mut ContestBuilder) -> Result<()> {
        let fault = |message: String| self.input.at_line(number, message);
        if self.ranks > 0 && cells.len() != self.ways.len() + 1 {
            return Err(fault(width_message(cells.len(), self.ways.len() + 1)));
        }
        self.ranks += 1;
        let rank = check_rank(self.ranks as i64).map_err(fault)?;
        self.ways.resize_with(cells.len() - 1, RawBallot::default);
        for (cell, way) in cells[1..].iter().zip(&mut self.ways) {
            if cell.eq_ignore_ascii_case("exhausted") {
                return Err(self.input.at_line(
                    number,
                    "\"Exhausted\" stands in place of a candidate: this is a later round of the count; give the summary of all candidates",
                ));
            }
            words.mark(cell, rank, way, builder).map_err(|error| self.input.locate(Some(number), error))?;
        }
        Ok(())
    }
}
