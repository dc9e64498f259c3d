//! Columns that say nothing that is known, and rows that stand beside each other on a ballot: what tells that one ballot id stands
//! for several ballots, or that a mark does not count.

use std::collections::HashMap;

use super::row::{MarkRow, parse_has_vote};
use crate::cvr::table::{counts_rows, says_something, whole_numbers};
use crate::cvr::text::excerpt;

/// A column of more values is one of numbers, names or times, not of groups or contests.
const MAX_VALUES: usize = 1_000;
/// As many as fit beside a rank.
const MAX_ROWS: usize = 1 << 16;

/// The columns that are watched.
#[derive(Default)]
pub(super) struct Watched {
    columns: Vec<Column>,
    /// The values of a row, one for each column, by first appearance.
    rows: Vec<Vec<u16>>,
    numbers: HashMap<Vec<u16>, u32>,
    is_full: bool,
    ballots: u64,
}

struct Column {
    heading: String,
    values: Vec<String>,
    numbers: HashMap<String, u16>,
    by_candidate: HashMap<u32, u16>,
    by_rank: HashMap<u16, u16>,
    /// What stands here is told by the candidate.
    is_of_candidate: bool,
    is_of_rank: bool,
    /// What stands here is told by the ballot.
    is_of_ballot: bool,
    has_many: bool,
    /// Ballots with rows at one rank that differ here.
    parted: u64,
}

impl Column {
    fn new(heading: &str) -> Column {
        Column {
            heading: heading.to_owned(),
            values: Vec::new(),
            numbers: HashMap::new(),
            by_candidate: HashMap::new(),
            by_rank: HashMap::new(),
            is_of_candidate: true,
            is_of_rank: true,
            is_of_ballot: true,
            has_many: false,
            parted: 0,
        }
    }

    fn number(&mut self, text: &str, rank: u16, candidate: Option<u32>) -> u16 {
        if self.has_many {
            return 0;
        }
        let number = match self.numbers.get(text) {
            Some(&number) => number,
            None if self.values.len() == MAX_VALUES => {
                self.has_many = true;
                return 0;
            }
            None => {
                let number = self.values.len() as u16;
                self.values.push(text.to_owned());
                self.numbers.insert(text.to_owned(), number);
                number
            }
        };
        if let Some(candidate) = candidate.filter(|_| self.is_of_candidate) {
            self.is_of_candidate = *self.by_candidate.entry(candidate).or_insert(number) == number;
        }
        if self.is_of_rank {
            self.is_of_rank = *self.by_rank.entry(rank).or_insert(number) == number;
        }
        number
    }

    fn is_flag(&self) -> bool {
        !self.has_many && self.values.len() > 1 && self.values.iter().all(|value| parse_has_vote(value).is_ok())
    }

    /// Whether whole numbers stand here, one for each ballot, that may say how many ballots it stands for.
    fn may_weigh(&self, ballots: u64) -> bool {
        let is_free = self.is_of_ballot && !self.is_of_candidate && !self.has_many && !says_something(&self.heading);
        let numbers = whole_numbers(self.values.iter().map(String::as_str)).filter(|_| is_free).unwrap_or_default();
        let are_ids = numbers.len() > 20 && numbers.len() as u64 == ballots;
        numbers.iter().any(|&number| number > 1) && !counts_rows(&numbers) && !are_ids
    }

    /// Whether it may be what tells ballots or contests apart.
    fn may_part(&self) -> bool {
        !self.has_many && !self.is_of_candidate && !self.is_of_rank && !self.is_flag()
    }
}

impl Watched {
    /// The rank and the cells of a row in one number, to be kept with its ballot.
    pub(super) fn row(&mut self, row: &MarkRow, candidate: Option<u32>) -> Option<u32> {
        if row.others.is_empty() {
            return None;
        }
        if self.columns.is_empty() {
            self.columns = row.others.iter().map(|(heading, _)| Column::new(heading)).collect();
        }
        let cells = self.columns.iter_mut().zip(row.others);
        let values: Vec<u16> = cells.map(|(column, (_, text))| column.number(text, row.rank, candidate)).collect();
        let number = match self.numbers.get(&values) {
            Some(&number) => number,
            None if self.rows.len() == MAX_ROWS => {
                self.is_full = true;
                return None;
            }
            None => {
                let number = self.rows.len() as u32;
                self.rows.push(values.clone());
                self.numbers.insert(values, number);
                number
            }
        };
        Some(u32::from(row.rank) << 16 | number)
    }

    /// The message tells of two rows of one ballot at one rank that differ in a column.
    pub(super) fn check(&mut self, ballot: &str, rows: &mut [u32]) -> Result<(), String> {
        rows.sort_unstable();
        self.ballots += 1;
        for (at, column) in self.columns.iter_mut().enumerate().filter(|(_, column)| !column.has_many) {
            let value = |row: &u32| self.rows[(row & 0xFFFF) as usize][at];
            column.is_of_ballot &= rows.iter().all(|row| value(row) == value(&rows[0]));
            if !column.is_of_candidate {
                continue;
            }
            let mut ranks = rows.chunk_by(|a, b| a >> 16 == b >> 16);
            column.parted += u64::from(ranks.any(|rank| rank.iter().any(|row| value(row) != value(&rank[0]))));
        }
        for rank in rows.chunk_by(|a, b| a >> 16 == b >> 16).filter(|rank| rank.len() > 1) {
            let values = |row: u32| &self.rows[(row & 0xFFFF) as usize];
            let first = values(rank[0]);
            for &other in &rank[1..] {
                let differ = |at: &usize| self.columns[*at].may_part() && first[*at] != values(other)[*at];
                if let Some(at) = (0..self.columns.len()).find(differ) {
                    let column = &self.columns[at];
                    let text = |row: &[u16]| excerpt(&column.values[usize::from(row[at])]);
                    return Err(format!(
                        "the ballot {} has several rows at rank {}, and they differ in the column {}: {} and {}. If that column names \
                         contests, call it contest; if ballot ids begin anew in each, put both in one column BallotID; if it says \
                         nothing of ballots, leave it out",
                        excerpt(ballot),
                        rank[0] >> 16,
                        excerpt(&column.heading),
                        text(first),
                        text(values(other)),
                    ));
                }
            }
        }
        Ok(())
    }

    /// The message tells of a column that the candidate tells, and in which most ballots differ at one rank: no parties, for most
    /// ballots are not overvoted.
    pub(super) fn check_contests(&self) -> Result<(), String> {
        match self.columns.iter().find(|column| column.parted * 2 > self.ballots) {
            Some(column) => Err(format!(
                "most ballots have several candidates at one rank, and these differ in the column {}: does it name contests? Call it \
                 contest then; or leave it out",
                excerpt(&column.heading)
            )),
            None => Ok(()),
        }
    }

    pub(super) fn warnings(&self) -> Vec<String> {
        let flags = self.columns.iter().filter(|column| column.is_flag() && !column.is_of_candidate).map(|column| {
            format!(
                "the column {} holds yes and no and is passed over: if it says which marks count, call it has_vote",
                excerpt(&column.heading)
            )
        });
        let full = self.is_full.then(|| {
            let headings: Vec<String> = self.columns.iter().map(|column| excerpt(&column.heading)).collect();
            format!(
                "the columns {} hold too much to be compared; leave out those that say nothing of ballots",
                headings.join(", ")
            )
        });
        let weights = self.columns.iter().filter(|column| column.may_weigh(self.ballots)).map(|column| {
            let heading = &column.heading;
            format!("the column {heading:?} of whole numbers is passed over; if it says how many ballots a ballot stands for, say `weight_column` {heading:?}")
        });
        flags.chain(full).chain(weights).collect()
    }
}

/// What is unusual of the rows of a table.
#[derive(Default)]
pub(super) struct Doubts {
    candidates: u32,
    ballots: u64,
    highest_rank: u16,
    /// Ballots with rows that stand twice, and ballots with several candidates at every one of several ranks.
    repeated: Example,
    overvoted: Example,
}

/// The first ballot of a kind by its id, and how many there are.
#[derive(Default)]
struct Example {
    ballot: String,
    count: u64,
}

impl Example {
    fn add(&mut self, ballot: &str) {
        if self.count == 0 || ballot < self.ballot.as_str() {
            ballot.clone_into(&mut self.ballot);
        }
        self.count += 1;
    }

    fn told(&self) -> Option<String> {
        let ballot = excerpt(&self.ballot);
        match self.count {
            0 => None,
            1 => Some(format!("the ballot {ballot} has")),
            count => Some(format!("{count} ballots ({ballot} is one) have")),
        }
    }
}

impl Doubts {
    pub(super) fn rank(&mut self, rank: u16, candidates: &[u32]) {
        for &candidate in candidates.iter().filter(|&&candidate| candidate != u32::MAX) {
            self.candidates = self.candidates.max(candidate + 1);
            self.highest_rank = self.highest_rank.max(rank);
        }
    }

    pub(super) fn ballot(&mut self, ballot: &str, marks: impl Iterator<Item = (u16, u32)>) {
        let mut marks: Vec<(u16, u32)> = marks.collect();
        marks.sort_unstable();
        let rows = marks.len();
        self.ballots += 1;
        marks.dedup();
        if marks.len() < rows {
            self.repeated.add(ballot);
        }
        let mut ranks = marks.chunk_by(|a, b| a.0 == b.0);
        if marks.last().is_some_and(|last| last.0 != marks[0].0) && ranks.all(|rank| rank.len() > 1) {
            self.overvoted.add(ballot);
        }
    }

    pub(super) fn warnings(&self) -> Vec<String> {
        let rank = (u32::from(self.highest_rank) > 2 * self.candidates.max(1)).then(|| {
            format!(
                "the highest rank is {}, and there are {} candidates: does a number stand for no rank?",
                self.highest_rank, self.candidates
            )
        });
        let repeated = self.repeated.told().map(|told| {
            format!("{told} the same row twice, which is counted once: are two ballots, or two tries of one voter, under one id?")
        });
        // A few voters mark everybody everywhere.
        let is_usual = self.overvoted.count * 20 < self.ballots;
        let overvoted = self.overvoted.told().filter(|_| !is_usual).map(|told| {
            format!(
                "{told} several candidates at every rank, which are overvotes: are two ballots, or two tries of one voter, under one id?"
            )
        });
        rank.into_iter().chain(repeated).chain(overvoted).collect()
    }
}
