//! Reading a table of ballots, whatever its columns hold.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::layout::{Cells, HeadedContest, Kind, Layout};
use super::lookup::{self, Lookups};
use super::{Refusal, headings, spelling};
use crate::ballots::{BlankRule, ContestBuilder, Mark, RawBallot, UNDECLARED_WRITE_INS, WordKind, WriteInRole, normal_name};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, ContestSummary, Reader, Reading, pick_contest};
use crate::cvr::table::{
    ChosenContest, ContestNames, Row, TableSample, cell_message, check_sheets, for_each_row, is_one_of, is_total, width_message,
};
use crate::cvr::text::{check_rank, excerpt, parse_weight};
use crate::cvr::words::{WordList, Words};
use crate::error::{Error, Result};

pub(in crate::cvr::readers) static ESS: BallotTable =
    BallotTable { name: "ess", title: "ES&S cast vote record (xlsx or CSV)", kind: Kind::Ess, lookups: Lookups::Candidacies };
pub(in crate::cvr::readers) static RCTAB_CSV: BallotTable =
    BallotTable { name: "rctab-csv", title: "RCTab's rctab_cvr.csv", kind: Kind::RctabCsv, lookups: Lookups::None };
pub(in crate::cvr::readers) static RANK_COLUMNS: BallotTable =
    BallotTable { name: "rank-columns", title: "table with a column per rank", kind: Kind::RankColumns, lookups: Lookups::Codes };
pub(in crate::cvr::readers) static CANDIDATE_COLUMNS: BallotTable = BallotTable {
    name: "candidate-columns",
    title: "table with a column per candidate",
    kind: Kind::CandidateColumns,
    lookups: Lookups::None,
};

/// What rows without a ballot are called, beside totals.
const FOOTERS: [&str; 7] = ["finalrank", "finalranking", "averagerank", "avgrank", "example", "candidateno", "candidatenumber"];

/// A table with a row per ballot, by what it is known for.
pub(in crate::cvr::readers) struct BallotTable {
    name: &'static str,
    title: &'static str,
    kind: Kind,
    lookups: Lookups,
}

impl Reader for BallotTable {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn recognised_by(&self) -> &'static str {
        match self.kind {
            Kind::Ess => "columns like Cast Vote Record and Mayor Choice 1 (45)",
            Kind::RctabCsv => "columns Source Filepath, CVR Provider, Contest Id and Rank 1",
            Kind::RankColumns => "a column for each rank, with names in its cells",
            Kind::CandidateColumns => "a column for each candidate, with ranks in its cells",
        }
    }

    fn detect_table(&self, sample: &TableSample, reading: &Reading) -> bool {
        let found = known_layout(reading, || Ok(Layout::of(sample, reading.options)));
        matches!(found, Ok(Ok(layout)) if layout.kind == self.kind)
    }

    fn detect_companion(&self, head: &Head) -> Result<bool> {
        lookup::is_lookup(head, self.lookups)
    }

    fn advise(&self, sample: &TableSample, reading: &Reading) -> Option<String> {
        if self.kind != Kind::CandidateColumns {
            return None;
        }
        let found = known_layout(reading, || Ok(Layout::of(sample, reading.options)));
        found.ok()?.err().filter(|refusal| refusal.is_near).map(|refusal| refusal.message)
    }

    fn contests(&self, reading: &Reading) -> Result<Vec<String>> {
        let table = self.open(reading)?;
        if !table.has_contests_in_rows() {
            return Ok(table.names());
        }
        let mut found = ContestNames::of(reading.input);
        table.for_each_row(&mut (), &mut |_, contest| match contest {
            "" => Ok(()),
            contest => found.number(contest).map(drop),
        })?;
        Ok(found.names)
    }

    fn count_contests(&self, reading: &Reading, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let table = self.open(reading)?;
        let words = WordList::of(reading.options, &Default::default());
        let mut names = ContestNames::of(reading.input);
        let mut ballots: Vec<u64> = vec![0; table.names().len()];
        table.for_each_row(progress, &mut |row, contest| {
            let weight = table.layout.columns.weight.map_or(Ok(1), |column| parse_weight(&row.cell(column)));
            let weight = weight.map_err(|message| table.input.at_line(row.number, message))?;
            let mut count = |place: usize| {
                if ballots.len() <= place {
                    ballots.resize(place + 1, 0);
                }
                ballots[place] = ballots[place].saturating_add(weight);
            };
            for (place, headed) in table.layout.contests.iter().enumerate() {
                let is_marked = headed.columns().iter().any(|&column| words.kind(&row.cell(column)) != Some(WordKind::NoMark));
                match (is_marked, contest) {
                    (false, _) => {}
                    (true, "") => count(place),
                    (true, contest) => count(names.number(contest)? as usize),
                }
            }
            Ok(())
        })?;
        let names = if names.names.is_empty() { table.names() } else { names.names };
        Ok(names.into_iter().zip(ballots).map(|(name, ballots)| ContestSummary { name, ballots }).collect())
    }

    /// Where headings tell several contests, a row with nothing in any cell of this one is a ballot without it. A word such as
    /// `undervote` says that the contest stood on the ballot.
    fn read(
        &self,
        reading: &Reading,
        contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let table = self.open(reading)?;
        let (input, layout) = (table.input, &*table.layout);
        let is_in_rows = table.has_contests_in_rows();
        let names = table.names();
        let headed = match (is_in_rows, names.as_slice()) {
            (true, _) | (_, []) => &layout.contests[0],
            (false, names) => &layout.contests[pick_contest(input, names, contest)?],
        };
        check_sheets(input, reading.memo, layout.header_row, builder)?;
        layout.warnings.iter().for_each(|warning| builder.warn(warning.clone()));
        let lookup = lookup::read(reading.companions)?;
        let words = words(reading, layout, &lookup, builder);
        let blank = match builder.options().rules.blank {
            BlankRule::WriteIn => Some(table.write_ins(headed, contest, builder)?),
            BlankRule::Skip => None,
        };
        let mut marker =
            Marker::of(headed, words, blank, builder).map_err(|error| input.locate(Some(layout.header_row), error))?;
        let mut ballot = RawBallot::default();
        let mut chosen = ChosenContest::of(contest);
        let mut rows = 0u64;
        table.for_each_row(progress, &mut |row, name| {
            if is_in_rows && !chosen.takes(name).map_err(|message| input.fault(message))? {
                return Ok(());
            }
            if layout.contests.len() > 1 && marker.is_empty(row) {
                return Ok(());
            }
            rows += 1;
            let located = |error: Error| input.locate(Some(row.number), error);
            layout.columns.begin(&layout.header, row, &mut ballot, builder).map_err(located)?;
            marker.mark(&layout.header, row, &mut ballot, builder).map_err(located)?;
            builder.ballot(&mut ballot).map_err(located)
        })?;
        marker.words.finish(builder);
        if rows == 0 {
            return Err(input.fault(chosen.without_ballots()));
        }
        let in_rows = chosen.name().filter(|_| is_in_rows);
        let contest = in_rows.or(Some(headed.name.as_str()).filter(|name| !name.is_empty())).map(str::to_owned);
        Ok(ContestFacts { contest, ..ContestFacts::default() })
    }
}

impl BallotTable {
    fn open<'a>(&self, reading: &Reading<'a>) -> Result<Table<'a>> {
        let input = reading.input;
        let found = known_layout(reading, || TableSample::of(input).map(|sample| Layout::of(&sample, reading.options)))?;
        let layout = found.map_err(|Refusal { message, .. }| input.fault(message))?;
        let is_any = self.kind == Kind::RankColumns && layout.kind != Kind::CandidateColumns;
        if layout.kind != self.kind && !is_any {
            let tables = [&ESS, &RCTAB_CSV, &RANK_COLUMNS, &CANDIDATE_COLUMNS];
            let found = tables.into_iter().find(|table| table.kind == layout.kind).map_or("", |table| table.name);
            return Err(input.fault(format!("is a table of another kind ({found}), not {}", self.name)));
        }
        Ok(Table { input, layout })
    }
}

/// A layout is asked for by each of the tables, and again when contests are listed and ballots read.
fn known_layout(
    reading: &Reading,
    find: impl FnOnce() -> Result<Result<Layout, Refusal>>,
) -> Result<Result<Arc<Layout>, Refusal>> {
    let key = format!("tables {}", reading.input.place());
    Ok((*reading.memo.last(&key, || Ok(find()?.map(Arc::new)))?).clone())
}

/// What cells say, with the names that lookups and codes behind names give.
fn words<'a>(reading: &Reading, layout: &Layout, lookup: &'a HashMap<String, String>, builder: &mut ContestBuilder) -> Words<'a> {
    let mut words = Words::of(reading.options, builder.options());
    words.expect_names(layout.names.iter().map(String::as_str));
    if !lookup.is_empty() {
        words.spell(Box::new(|cell| lookup::name_of(lookup, cell)));
    } else if spelling::are_coded(&layout.names) {
        builder.warn("the numbers in parentheses behind names, and parties before them, are left out of the candidates' names");
        words.spell(Box::new(|cell| Ok(spelling::without_code(cell))));
    }
    words
}

/// An input whose layout is known.
struct Table<'a> {
    input: &'a Input,
    layout: Arc<Layout>,
}

impl Table<'_> {
    /// The contests that headings name.
    fn names(&self) -> Vec<String> {
        self.layout.contests.iter().map(|contest| contest.name.clone()).filter(|name| !name.is_empty()).collect()
    }

    /// Why a row is none, where it tells.
    fn no_ballot(&self, row: &Row, names: &[usize], marks: &[usize]) -> Option<String> {
        if let Some(name) = names.iter().map(|&at| row.cell(at)).find(|name| is_footer(name)) {
            return Some(format!("the row is called {}: a total or a note is no ballot; take it out", excerpt(&name)));
        }
        let is_heading = marks.len() > 1 && marks.iter().all(|&at| row.cell(at) == self.layout.header[at]);
        is_heading.then(|| "the headings are repeated: take the row out, or give each table by itself".to_owned())
    }

    /// The candidate that empty cells are marks for: the bucket of write-ins that the table has itself, if it has just one.
    fn write_ins(&self, headed: &HeadedContest, contest: Option<&str>, builder: &mut ContestBuilder) -> Result<u32> {
        let columns = headed.columns();
        let mut buckets = BTreeSet::new();
        self.for_each_row(&mut (), &mut |row, name| {
            if !self.has_contests_in_rows() || contest.is_none_or(|contest| contest == name) {
                let cells = columns.iter().map(|&column| normal_name(&row.cell(column)));
                let names = cells.map(|cell| builder.options().alias.get(&cell).map(str::to_owned).unwrap_or(cell));
                buckets.extend(names.filter(|name| builder.options().role(name) == WriteInRole::Counted));
            }
            Ok(())
        })?;
        let mut found = buckets.iter();
        match (found.next(), found.next()) {
            (Some(only), None) => builder.candidate(None, only),
            (Some(first), Some(second)) => {
                builder.warn(format!(
                    "empty cells are counted as {UNDECLARED_WRITE_INS:?}, beside {first:?} and {second:?}; to make them one, say `alias`"
                ));
                builder.candidate(None, UNDECLARED_WRITE_INS)
            }
            (None, _) => builder.candidate(None, UNDECLARED_WRITE_INS),
        }
    }

    fn has_contests_in_rows(&self) -> bool {
        self.layout.columns.contest.is_some() && self.layout.contests.len() == 1
    }

    /// Calls `each` with every row below the header and the contest that it names, or nothing where no row names one.
    fn for_each_row(&self, progress: &mut dyn Progress, each: &mut dyn FnMut(&Row, &str) -> Result<()>) -> Result<()> {
        let (input, width) = (self.input, self.layout.header.len());
        let (mut named, mut unnamed) = (false, None);
        let marks: Vec<usize> = self.layout.contests.iter().flat_map(HeadedContest::columns).collect();
        let names: Vec<usize> =
            [0].into_iter().chain(self.layout.columns.key.iter().copied()).filter(|at| !marks.contains(at)).collect();
        for_each_row(input, progress, &mut |row| {
            if row.number > self.layout.header_row {
                if row.len() > width || (row.len() < width && !row.is_ragged()) {
                    return Err(input.at_line(row.number, width_message(row.len(), width)));
                }
                if let Some(message) = self.no_ballot(row, &names, &marks) {
                    return Err(input.at_line(row.number, message));
                }
                let contest = self.layout.columns.contest_of(row).unwrap_or_default();
                match contest.is_empty() {
                    true => unnamed = unnamed.or(Some(row.number)),
                    false if self.layout.contests.len() > 1 => {
                        let message = format!("has the contest {}, and headings name contests, too", excerpt(&contest));
                        return Err(input.at_line(row.number, message));
                    }
                    false => named = true,
                }
                if let (true, Some(number)) = (named, unnamed) {
                    return Err(input.at_line(number, "the contest is empty, and other rows name one"));
                }
                each(row, &contest)?;
            }
            Ok(ControlFlow::Continue(()))
        })
    }
}

fn is_footer(name: &str) -> bool {
    // Most names of ballots have a digit, and none of the words.
    !name.bytes().any(|byte| byte.is_ascii_digit()) && (is_total(name) || is_one_of(name, &FOOTERS))
}

/// Marks the cells of one contest.
struct Marker<'a> {
    contest: &'a HeadedContest,
    columns: Vec<usize>,
    words: Words<'a>,
    /// Whom an empty cell is a mark for.
    blank: Option<u32>,
    /// Candidates of columns, by place.
    candidates: Vec<u32>,
}

impl<'a> Marker<'a> {
    fn of(contest: &'a HeadedContest, words: Words<'a>, blank: Option<u32>, builder: &mut ContestBuilder) -> Result<Marker<'a>> {
        let candidates = match &contest.cells {
            Cells::Names(_) => Vec::new(),
            Cells::Ranks(columns) => columns.iter().map(|(_, name)| builder.listed(None, name)).collect::<Result<_>>()?,
        };
        Ok(Marker { contest, columns: contest.columns(), words, blank, candidates })
    }

    fn is_empty(&self, row: &Row) -> bool {
        self.columns.iter().all(|&column| row.cell(column).is_empty())
    }

    fn mark(&mut self, header: &[String], row: &Row, ballot: &mut RawBallot, builder: &mut ContestBuilder) -> Result<()> {
        match &self.contest.cells {
            Cells::Names(columns) => {
                for (&column, rank) in columns.iter().zip(1u16..) {
                    let cell = row.cell(column);
                    match self.blank {
                        Some(write_ins) if cell.is_empty() => ballot.mark(rank, Mark::Candidate(write_ins)),
                        _ => self.words.mark(&cell, rank, ballot, builder).map_err(|error| in_column(&header[column], error))?,
                    }
                }
            }
            Cells::Ranks(columns) => {
                for (place, (column, _)) in columns.iter().enumerate() {
                    let cell = row.cell(*column);
                    if cell.is_empty() || self.words.kind(&cell) == Some(WordKind::NoMark) {
                        continue;
                    }
                    let rank = rank_of(&cell, columns.len())
                        .map_err(|message| Error::Format(cell_message(&header[*column], &message)))?;
                    ballot.mark(rank, Mark::Candidate(self.candidates[place]));
                }
            }
        }
        Ok(())
    }
}

fn in_column(column: &str, error: Error) -> Error {
    match error {
        Error::Format(message) => Error::Format(cell_message(column, &message)),
        error => error,
    }
}

fn rank_of(cell: &str, candidates: usize) -> Result<u16, String> {
    let rank = headings::rank_in_cell(cell).ok_or_else(|| format!("{} is no rank; a number from 1 is needed", excerpt(cell)))?;
    if rank > candidates as u64 {
        return Err(format!("the rank {rank} is above the number of candidates, {candidates}: is this a rating or a total?"));
    }
    check_rank(rank as i64)
}
