//! Reading a long table, whatever file it is stored in.

use std::collections::HashMap;

use super::marks::{self, Marks};
use super::row::MarkRow;
use super::watched::{Doubts, Watched};
use crate::ballots::{ContestBuilder, GroupKind, Mark, RawBallot, ReadingOptions};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, ContestSummary, Reader, Reading};
use crate::cvr::table::{ContestNames, TableSample};
use crate::cvr::text::excerpt;
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

/// What is kept beside the marks of a ballot, as marks at ranks that are none.
const NO_MARK: u16 = 0;
const WEIGHT: u16 = u16::MAX;
const FIRST_GROUP: u16 = u16::MAX - GroupKind::ALL.len() as u16;
/// With a rank and what stands in the watched columns in place of a candidate.
const WATCHED: u16 = FIRST_GROUP - 1;
/// In place of a candidate.
const OVERVOTE: u32 = u32::MAX;

/// What rows say of their ballot besides the mark, kept where it is not what the row before said.
#[derive(Default)]
struct Facts {
    weights: Vec<u64>,
    weight_numbers: HashMap<u64, u32>,
    ballot: Vec<u8>,
    kept: [Option<u32>; 1 + GroupKind::ALL.len()],
}

impl Facts {
    fn keep(
        &mut self,
        ballot: &[u8],
        weight: Option<u64>,
        groups: [Option<u32>; GroupKind::ALL.len()],
        marks: &mut Marks,
    ) -> Result<()> {
        if weight.is_none() && groups.iter().all(Option::is_none) {
            return Ok(());
        }
        let weight = weight.map(|weight| {
            *self.weight_numbers.entry(weight).or_insert_with(|| {
                self.weights.push(weight);
                self.weights.len() as u32 - 1
            })
        });
        let [precinct, style, method, batch] = groups;
        let found = [weight, precinct, style, method, batch];
        if self.ballot != ballot || self.kept != found {
            let ranks = std::iter::once(WEIGHT).chain(FIRST_GROUP..WEIGHT);
            for (rank, number) in ranks.zip(found) {
                if let Some(number) = number {
                    marks.add(ballot, rank, number)?;
                }
            }
            self.ballot.clear();
            self.ballot.extend_from_slice(ballot);
            self.kept = found;
        }
        Ok(())
    }

    /// The weight of a ballot, by its marks: the message tells of two.
    fn weight(&self, ballot: &[u8], marks: &[(u16, u32)]) -> Result<u64, String> {
        let mut weights = marks.iter().filter(|(rank, _)| *rank == WEIGHT).map(|&(_, number)| self.weights[number as usize]);
        let first = weights.next().unwrap_or(1);
        match weights.find(|&other| other != first) {
            Some(other) => {
                let (least, most) = (first.min(other), first.max(other));
                Err(format!("the ballot {:?} has rows with the weights {least} and {most}", String::from_utf8_lossy(ballot)))
            }
            None => Ok(first),
        }
    }
}

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

    fn detect_table(&self, sample: &TableSample, options: &ReadingOptions) -> bool {
        self.0.detect_table(sample, options)
    }

    fn advise(&self, sample: &TableSample, options: &ReadingOptions) -> Option<String> {
        self.0.advise(sample, options)
    }

    fn contests(&self, reading: &Reading) -> Result<Vec<String>> {
        let mut found = ContestNames::default();
        self.0.for_each_contest(reading.input, reading.options, &mut |contest| found.number(contest).map(drop))?;
        Ok(found.names)
    }

    fn count_contests(&self, reading: &Reading, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let mut contests = ContestNames::default();
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
        let mut summaries: Vec<ContestSummary> =
            contests.names.into_iter().map(|name| ContestSummary { name, ballots: 0 }).collect();
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
        let mut chosen = contest.map(str::to_owned);
        let mut marks = Marks::new(marks::MEMORY);
        let mut has_rows = false;
        let mut contest_id: Option<String> = None;
        let mut facts = Facts::default();
        let mut words = Words::of(reading.options, builder.options());
        let mut watched = Watched::default();
        let mut doubts = Doubts::default();
        self.0.for_each_row(input, reading.options, progress, &mut |row| {
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
            let located = |error: Error| self.0.locate(input, row.number, error);
            let said = words.candidate(name);
            let mut candidates = match &said {
                Said::Name => vec![builder.candidate(id, name).map_err(located)?],
                Said::Names(names) => {
                    names.iter().map(|name| builder.candidate(None, name)).collect::<Result<_>>().map_err(located)?
                }
                Said::Overvote => vec![OVERVOTE],
                Said::Nothing => Vec::new(),
            };
            if row.has_vote {
                has_rows = true;
                let mut groups = [None; GroupKind::ALL.len()];
                for kind in GroupKind::ALL {
                    if !row.groups[kind as usize].is_empty() {
                        groups[kind as usize] = Some(builder.group(kind, row.groups[kind as usize]).map_err(located)?);
                    }
                }
                facts.keep(row.ballot, row.weight, groups, &mut marks)?;
                if let Some(cells) = watched.row(&row, candidates.first().copied()) {
                    marks.add(row.ballot, WATCHED, cells)?;
                }
                doubts.rank(row.rank, &candidates);
                if candidates.is_empty() {
                    marks.add(row.ballot, NO_MARK, 0)?;
                }
                candidates.drain(..).try_for_each(|candidate| marks.add(row.ballot, row.rank, candidate))?;
            }
            Ok(())
        })?;
        words.finish(builder);
        if !has_rows {
            return Err(input.fault(match contest {
                Some(contest) => format!("has no ballots of the contest {contest:?}"),
                None => "has a header but no ballots".to_owned(),
            }));
        }
        let mut ballot = RawBallot::default();
        let mut cells = Vec::new();
        marks.for_each_ballot(&mut |id, marks| {
            ballot.clear();
            ballot.key.push_str(&String::from_utf8_lossy(id));
            ballot.weight = facts.weight(id, marks).map_err(|message| input.fault(message))?;
            cells.clear();
            cells.extend(marks.iter().filter(|(rank, _)| *rank == WATCHED).map(|&(_, cells)| cells));
            watched.check(&ballot.key, &mut cells).map_err(|message| input.fault(message))?;
            doubts.ballot(&ballot.key, marks.iter().copied().filter(|&(rank, _)| rank != NO_MARK && rank < WATCHED));
            for &(rank, number) in marks {
                match rank {
                    WATCHED => {}
                    NO_MARK | WEIGHT => {}
                    FIRST_GROUP.. => {
                        let kind = GroupKind::ALL[usize::from(rank - FIRST_GROUP)];
                        match ballot.group(kind) {
                            None => ballot.set_group(kind, number),
                            Some(first) if first == number => {}
                            Some(_) => return Err(input.fault(two_groups(&ballot.key, kind))),
                        }
                    }
                    rank if number == OVERVOTE => ballot.mark(rank, Mark::Overvote),
                    rank => ballot.mark(rank, Mark::Candidate(number)),
                }
            }
            builder.ballot(&mut ballot).map_err(|error| input.locate(None, error))
        })?;
        watched.check_contests().map_err(|message| input.fault(message))?;
        for warning in watched.warnings().into_iter().chain(doubts.warnings()) {
            builder.warn(format!("{}: {warning}", input.name));
        }
        Ok(ContestFacts { contest: chosen, ..ContestFacts::default() })
    }
}

/// What is said of a ballot with rows of two groups.
fn two_groups(ballot: &str, kind: GroupKind) -> String {
    let kind = match kind {
        GroupKind::Precinct => "precinct",
        GroupKind::BallotStyle => "ballot style",
        GroupKind::VoteMethod => "vote method",
        GroupKind::Batch => "batch",
    };
    format!(
        "the rows of the ballot {} differ in their {kind}: do ballot ids begin anew in each {kind}? Give every ballot an id of its own \
         (such as the {kind} and the id in one column BallotID), or leave out the column of the {kind}",
        excerpt(ballot)
    )
}
