//! What a table of ballots is made of: found out from its headings and first rows, or refused.

use std::collections::BTreeSet;

use super::{Refusal, candidates, listed, ranks};
use crate::ballots::{CleaningOptions, ReadingOptions, normal_name};
use crate::cvr::readers::clear_ballot::is_choice;
use crate::cvr::readers::long::MarkColumns;
use crate::cvr::table::{Columns, Headed, TableSample, counts_rows, folded, whole_numbers};
use crate::cvr::text::excerpt;
use crate::cvr::words::WordList;

/// A table with a row per ballot.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) header: Vec<String>,
    /// The number of the header's last row.
    pub(super) header_row: u64,
    pub(super) columns: Columns,
    pub(super) kind: Kind,
    /// In the order of the header.
    pub(super) contests: Vec<HeadedContest>,
    /// Names that stand in the first rows.
    pub(super) names: BTreeSet<String>,
    pub(super) warnings: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Ess,
    RctabCsv,
    RankColumns,
    CandidateColumns,
}

/// A contest that headings tell.
#[derive(Debug)]
pub(super) struct HeadedContest {
    /// Empty where the headings say none.
    pub(super) name: String,
    pub(super) cells: Cells,
}

/// What the columns of a contest hold.
#[derive(Debug)]
pub(super) enum Cells {
    /// Names; the columns by rank.
    Names(Vec<usize>),
    /// Ranks; the columns with their candidates.
    Ranks(Vec<(usize, String)>),
}

impl HeadedContest {
    pub(super) fn columns(&self) -> Vec<usize> {
        match &self.cells {
            Cells::Names(columns) => columns.clone(),
            Cells::Ranks(columns) => columns.iter().map(|&(column, _)| column).collect(),
        }
    }
}

impl Layout {
    pub(super) fn of(sample: &TableSample, options: &ReadingOptions) -> Result<Layout, Refusal> {
        let Some(headed) = Headed::of(sample) else { return Err(Refusal::far("is empty")) };
        if headed.names.iter().any(|name| is_choice(name)) {
            return Err(Refusal::far("is a Clear Ballot file (clear-ballot), not a table with a column per rank"));
        }
        if MarkColumns::are_in(&headed.names) {
            return Err(Refusal::far("is a long table of marks (long-csv), not a table with a column per rank"));
        }
        if let Some(at) = headed.rows.iter().position(|row| *row == headed.names) {
            let line = sample.numbers[sample.rows.len() - headed.rows.len() + at];
            return Err(Refusal::near(format!(
                "repeats its headings in line {line}: take that row out, or give each table by itself"
            )));
        }
        let words = WordList::of(options, &CleaningOptions::default());
        let (contests, is_ranks) = match ranks::find(&headed, &words)? {
            Some(contests) => (contests, true),
            None => (candidates::find(&headed, &words, options)?, false),
        };
        let taken: Vec<usize> = contests.iter().flat_map(HeadedContest::columns).collect();
        let taken = [taken, if is_ranks { ranks::twins(&headed) } else { Vec::new() }].concat();
        let columns = Columns::find(&headed.names, &taken, options, |column| headed.cells(column)).map_err(Refusal::near)?;
        let mut layout = Layout {
            kind: kind(&headed, is_ranks),
            header: headed.names.clone(),
            header_row: headed.number,
            columns,
            contests,
            names: BTreeSet::new(),
            warnings: Vec::new(),
        };
        if is_ranks {
            let cells = layout.contests.iter().flat_map(HeadedContest::columns).flat_map(|column| headed.cells(column));
            layout.names = cells.filter(|cell| words.kind(cell).is_none()).map(str::to_owned).collect();
            layout.refuse_names_elsewhere(&headed, &taken, &words)?;
        }
        if layout.contests.len() > 1
            && layout.columns.contest.is_some_and(|column| headed.cells(column).any(|cell| !cell.is_empty()))
        {
            return Err(Refusal::near(format!(
                "names contests in its headings ({}) and in a column {:?}; leave one of them out",
                listed(layout.contests.iter().map(|contest| contest.name.as_str())),
                headed.name(layout.columns.contest.unwrap_or_default())
            )));
        }
        layout.tell_numbers(&headed, &taken);
        layout.tell_scales(&taken);
        let ranked = layout.contests.iter().filter(|contest| matches!(contest.cells, Cells::Ranks(_)));
        layout
            .warnings
            .extend(ranked.flat_map(|contest| candidates::always_last(&headed, &contest.columns())).collect::<Vec<_>>());
        Ok(layout)
    }

    /// A column beside the ranks that holds the same names is a rank that its heading does not tell.
    fn refuse_names_elsewhere(&self, headed: &Headed, taken: &[usize], words: &WordList) -> Result<(), Refusal> {
        let names: BTreeSet<String> = self.names.iter().map(|name| normal_name(name)).collect();
        let is_said = |column: &usize| self.columns.known.contains(column) && !self.header[*column].is_empty();
        for column in (0..self.header.len()).filter(|column| !taken.contains(column) && !is_said(column)) {
            let cells: BTreeSet<String> = headed
                .cells(column)
                .filter(|cell| words.kind(cell).is_none() && cell.contains(char::is_alphabetic))
                .map(normal_name)
                .collect();
            if !cells.is_empty() && cells.iter().filter(|cell| names.contains(*cell)).count() * 2 > cells.len() {
                return Err(Refusal::near(format!(
                    "has a column {:?} with names that stand in the columns of ranks, too, such as {}: if it is a rank, name it like \
                     rank{}, else take it out",
                    self.header[column],
                    excerpt(cells.iter().find(|cell| names.contains(*cell)).map_or("", String::as_str)),
                    self.contests.iter().map(|contest| contest.columns().len()).max().unwrap_or(0) + 1
                )));
            }
        }
        Ok(())
    }

    /// Where the best may be the last.
    fn tell_scales(&mut self, taken: &[usize]) {
        const SCALES: [&str; 9] = ["worst", "score", "scores", "points", "rate", "rating", "borda", "reverse", "least"];
        let is_scale =
            |heading: &str| heading.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| SCALES.contains(&word));
        let headings = taken.iter().map(|&column| self.header[column].as_str()).filter(|heading| is_scale(heading));
        if let Some(heading) = headings.into_iter().next() {
            self.warnings.push(format!("the heading {} may speak of another scale: 1 is read as the best", excerpt(heading)));
        }
    }

    /// Whole numbers that are passed over may be weights.
    fn tell_numbers(&mut self, headed: &Headed, taken: &[usize]) {
        if self.columns.weight.is_some() {
            return;
        }
        let is_known = |column: &usize| self.columns.known.contains(column) && !folded(&self.header[*column]).is_empty();
        for column in (0..self.header.len()).filter(|column| !taken.contains(column) && !is_known(column)) {
            let Some(numbers) = whole_numbers(headed.cells(column)) else { continue };
            let different: BTreeSet<u64> = numbers.iter().copied().collect();
            let are_ids = numbers.len() > 20 && different.len() == numbers.len();
            if counts_rows(&numbers) || are_ids || numbers.iter().all(|&number| number <= 1) {
                continue;
            }
            self.warnings.push(format!(
                "the column {:?} of whole numbers is passed over; if it says how many ballots a row stands for, say `weight_column` {:?}",
                self.header[column], self.header[column]
            ));
        }
    }
}

fn kind(headed: &Headed, is_ranks: bool) -> Kind {
    let has = |wanted: &str| headed.names.iter().any(|name| folded(name) == wanted);
    match is_ranks {
        false => Kind::CandidateColumns,
        true if has("cvrprovider") => Kind::RctabCsv,
        true if has("castvoterecord") => Kind::Ess,
        true => Kind::RankColumns,
    }
}
