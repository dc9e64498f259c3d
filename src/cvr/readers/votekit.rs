//! VoteKit's profile CSV, as `PreferenceProfile.to_csv` (3.2) and `RankProfile.to_csv` write it.
//!
//! ```text
//! VoteKit RankProfile
//! Candidates
//! (Ann Doe:Ann),(Bo:Bo)                 name and prefix; in version 2 the type of the name between them
//! Max Ranking Length
//! 2
//! Includes Voter Set
//! False
//! =,=,=,=,=,=,=,=,=,=
//! Ranking_1,Ranking_2,&,Weight,&
//! {'Ann'},"{'Bo', 'Cy'}",&,1.0,&        a set of prefixes for each rank
//! ```
//!
//! Two prefixes in a set are an overvote; `{}`, `{'~'}` and an empty cell are a skipped rank. Before 3.2 there was no first line,
//! names stood in place of prefixes and sets were `frozenset({'Ann'})`. Scores are not read.

use std::collections::HashMap;
use std::ops::ControlFlow;

use crate::ballots::{ContestBuilder, MAX_CANDIDATES, Mark, RawBallot};
use crate::cvr::input::{Input, Progress};
use crate::cvr::limits::MAX_TITLE_ROWS;
use crate::cvr::reader::{ContestFacts, Reader, Reading};
use crate::cvr::table::{Row, TableSample, cell_message, for_each_row};
use crate::cvr::text::{check_rank, excerpt, parse_weight};
use crate::error::Result;

const MARK: &str = "VoteKit ";
const OLD_MARK: &str = "Ballot Index";

pub(super) struct VoteKit;

impl Reader for VoteKit {
    fn name(&self) -> &'static str {
        "votekit"
    }

    fn title(&self) -> &'static str {
        "VoteKit profile CSV"
    }

    fn recognised_by(&self) -> &'static str {
        "a first line VoteKit RankProfile"
    }

    fn detect_table(&self, sample: &TableSample, _: &Reading) -> bool {
        let cell = |row: usize| sample.rows.get(row).and_then(|row| row.first()).map_or("", String::as_str);
        let has_sets = || {
            let first = sample.first().iter().position(|name| name == "Ranking_1");
            let cells = |at: usize| sample.rows[1..].iter().filter_map(move |row| row.get(at));
            first.is_some_and(|at| cells(at).any(|cell| is_set(cell)))
        };
        cell(0).starts_with(MARK) || (cell(0) == "Candidates" && cell(2) == OLD_MARK) || has_sets()
    }

    fn read(
        &self,
        reading: &Reading,
        _contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let mut header = Header::default();
        let mut columns: Option<Columns> = None;
        let mut candidates = HashMap::new();
        let mut ballot = RawBallot::default();
        for_each_row(input, progress, &mut |row| {
            let at_row = |message: String| input.at_line(row.number, message);
            let Some(columns) = &columns else {
                if header.row(row).map_err(at_row)? {
                    let found = Columns::find(&header, row).map_err(at_row)?;
                    candidates = match header.candidates.is_empty() {
                        true => found.register_named(input, row.number, builder)?,
                        false => register(&header, input, builder)?,
                    };
                    columns = Some(found);
                }
                return Ok(ControlFlow::Continue(()));
            };
            columns.ballot(row, &candidates, &mut ballot).map_err(at_row)?;
            builder.ballot(&mut ballot).map_err(|error| input.locate(Some(row.number), error))?;
            Ok(ControlFlow::Continue(()))
        })?;
        if columns.is_none() {
            return Err(input.fault("ends before the row of column names (Ranking_1, …, Weight): is it cut off?"));
        }
        if builder.ballots() == 0 {
            return Err(input.fault("has no ballots"));
        }
        Ok(ContestFacts::default())
    }
}

/// A candidate, and how ballots call it.
struct Candidate {
    name: String,
    prefix: String,
}

/// The rows before the column names.
#[derive(Default)]
struct Header {
    candidates: Vec<Candidate>,
    ranks: Option<usize>,
    /// The row that says what the next one is.
    key: String,
}

impl Header {
    /// Whether the row is that of the column names.
    fn row(&mut self, row: &Row) -> Result<bool, String> {
        let first = row.cell(0);
        if row.number > MAX_TITLE_ROWS as u64 {
            return Err(format!(
                "no column names in the first {MAX_TITLE_ROWS} lines: a row Ranking_1, …, &, Weight is expected"
            ));
        }
        match std::mem::take(&mut self.key).as_str() {
            "Candidates" => self.read_candidates(row)?,
            "Max Ranking Length" => {
                let ranks = first.parse().map_err(|_| format!("the length {} is not a whole number", excerpt(&first)))?;
                self.ranks = Some(ranks);
            }
            "Includes Voter Set" => {}
            _ => match first.as_ref() {
                "VoteKit ScoreProfile" => {
                    return Err("is a VoteKit ScoreProfile: scores are not ranks, and cannot be read as such; \
                                save a RankProfile (to_csv) instead"
                        .into());
                }
                "VoteKit RankProfile" | "VoteKit PreferenceProfile" | "=" => {}
                "Candidates" | "Max Ranking Length" | "Includes Voter Set" => self.key = first.into_owned(),
                OLD_MARK => return Ok(true),
                _ if row.texts().iter().any(|cell| cell == "Weight") => return Ok(true),
                _ => return Err(format!("not a VoteKit profile: {} stands before the column names", excerpt(&first))),
            },
        }
        Ok(false)
    }

    fn read_candidates(&mut self, row: &Row) -> Result<(), String> {
        let mut cells = row.texts();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if !(1..=MAX_CANDIDATES).contains(&cells.len()) {
            return Err(format!("{} candidates; 1 to {MAX_CANDIDATES} are possible", cells.len()));
        }
        let has_prefixes = cells.iter().all(|cell| cell.starts_with('(') && cell.ends_with(')') && cell.contains(':'));
        for cell in cells {
            let candidate = match has_prefixes {
                true => {
                    let inner = &cell[1..cell.len() - 1];
                    let (name, prefix) = inner.rsplit_once(':').unwrap_or((inner, inner));
                    let name = name.strip_suffix(":str").or_else(|| name.strip_suffix(":int")).unwrap_or(name);
                    Candidate { name: name.to_owned(), prefix: prefix.to_owned() }
                }
                false => Candidate { prefix: cell.clone(), name: cell },
            };
            if self.candidates.iter().any(|other| other.prefix == candidate.prefix) {
                return Err(format!("{} stands for two candidates", excerpt(&candidate.prefix)));
            }
            self.candidates.push(candidate);
        }
        Ok(())
    }
}

/// The builder's numbers by prefix.
fn register(header: &Header, input: &Input, builder: &mut ContestBuilder) -> Result<HashMap<String, u32>> {
    let mut numbers = HashMap::new();
    for (id, candidate) in (1..).zip(&header.candidates) {
        let number = builder.listed(Some(id), &candidate.name).map_err(|error| input.locate(None, error))?;
        numbers.insert(candidate.prefix.clone(), number);
    }
    Ok(numbers)
}

struct Columns {
    /// By rank.
    ranks: Vec<usize>,
    weight: usize,
    scores: Vec<usize>,
    id: Option<usize>,
    names: Vec<String>,
}

impl Columns {
    fn find(header: &Header, row: &Row) -> Result<Columns, String> {
        let names = row.texts();
        let is_old = names[0] == OLD_MARK;
        // A table of a profile's data frame has the column names alone: the ballots name the candidates.
        if header.candidates.is_empty() && !is_old && row.number > 1 {
            return Err("not a VoteKit profile: no row of candidates stands before the column names".into());
        }
        let weights: Vec<usize> = (0..names.len()).filter(|&column| names[column] == "Weight").collect();
        let &[weight] = weights.as_slice() else {
            return Err(format!("has {} columns Weight; one is needed", weights.len()));
        };
        let mut ranks = Vec::new();
        while let Some(column) = names.iter().position(|name| *name == format!("Ranking_{}", ranks.len() + 1)) {
            ranks.push(column);
        }
        if names.iter().filter(|name| name.starts_with("Ranking_")).count() != ranks.len() {
            return Err("the columns Ranking_1, Ranking_2, … have a gap or a repeat".into());
        }
        if ranks.is_empty() {
            return Err("has no column Ranking_1: scores are not ranks, and cannot be read as such".into());
        }
        if header.ranks.is_some_and(|expected| expected != ranks.len()) {
            let expected = header.ranks.unwrap_or_default();
            return Err(format!("has {} columns Ranking_…, but a Max Ranking Length of {expected}", ranks.len()));
        }
        let is_score = |name: &str| header.candidates.iter().any(|candidate| candidate.prefix == name || candidate.name == name);
        let end = ranks[0].min(weight);
        let scores = (0..end).filter(|&column| is_score(&names[column])).collect();
        let id = is_old.then(|| names.iter().position(|name| name == "ID")).flatten();
        Ok(Columns { ranks, weight, scores, id, names })
    }

    /// The builder's numbers of those whom the rows below the column names name.
    fn register_named(&self, input: &Input, header: u64, builder: &mut ContestBuilder) -> Result<HashMap<String, u32>> {
        let mut numbers = HashMap::new();
        for_each_row(input, &mut (), &mut |row| {
            for &column in self.ranks.iter().filter(|_| row.number > header) {
                let located = |message: String| input.at_line(row.number, cell_message(&self.names[column], &message));
                for name in set(&row.cell(column)).map_err(located)?.into_iter().filter(|name| name != "~") {
                    let number = builder.candidate(None, &name).map_err(|error| input.locate(Some(row.number), error))?;
                    numbers.insert(name, number);
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(numbers)
    }

    fn ballot(&self, row: &Row, candidates: &HashMap<String, u32>, ballot: &mut RawBallot) -> Result<(), String> {
        ballot.clear();
        let at_cell = |column: usize, message: String| cell_message(&self.names[column], &message);
        for (column, name) in self.names.iter().enumerate().filter(|(_, name)| *name == "&") {
            if row.cell(column) != "&" {
                let message =
                    format!("{} stands where & should; does the row have too few or too many cells?", excerpt(&row.cell(column)));
                return Err(cell_message(name, &message));
            }
        }
        if row.len() <= self.weight {
            return Err(format!("the row has {} cells, and no weight", row.len()));
        }
        ballot.weight = weight(&row.cell(self.weight)).map_err(|message| at_cell(self.weight, message))?;
        for (&column, rank) in self.ranks.iter().zip(1i64..) {
            let cell = row.cell(column);
            for prefix in set(&cell).map_err(|message| at_cell(column, message))? {
                if prefix == "~" && !candidates.contains_key("~") {
                    continue;
                }
                let Some(&number) = candidates.get(&prefix) else {
                    let message = format!("{} stands for no candidate", excerpt(&prefix));
                    return Err(at_cell(column, message));
                };
                ballot.mark(check_rank(rank).map_err(|message| at_cell(column, message))?, Mark::Candidate(number));
            }
        }
        if ballot.marks.is_empty()
            && let Some(&column) = self.scores.iter().find(|&&column| !row.cell(column).is_empty())
        {
            return Err(at_cell(column, "the ballot has scores and no ranking: scores are not ranks".into()));
        }
        if let Some(id) = self.id {
            ballot.key.push_str(&row.cell(id));
        }
        Ok(())
    }
}

/// A whole number, also as the fraction `3/1`.
fn weight(text: &str) -> Result<u64, String> {
    if let Some((above, below)) = text.split_once('/')
        && let (Ok(above), Ok(below)) = (above.trim().parse::<u64>(), below.trim().parse::<u64>())
        && below > 0
        && above % below == 0
    {
        return parse_weight(&(above / below).to_string());
    }
    parse_weight(text).map_err(|message| match text.contains('/') {
        true => format!("the weight {} is not a whole number", excerpt(text)),
        false => message,
    })
}

/// Whether a cell is a set with a text in quotation marks.
fn is_set(cell: &str) -> bool {
    ["frozenset({", "{'", "{\""].iter().any(|start| cell.starts_with(start))
}

/// The members of `{'Ann', 'Bo'}`, as Python writes a set.
fn set(cell: &str) -> Result<Vec<String>, String> {
    let wrong = || format!("{} is no set like {{'Ann', 'Bo'}}", excerpt(cell));
    let inner = match cell.strip_prefix("frozenset(").and_then(|rest| rest.strip_suffix(')')) {
        Some("") => return Ok(Vec::new()),
        Some(inner) => inner,
        None if cell.is_empty() || cell == "set()" => return Ok(Vec::new()),
        None => cell,
    };
    let mut rest = inner.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).ok_or_else(wrong)?.trim();
    let mut members = Vec::new();
    while !rest.is_empty() {
        if !members.is_empty() {
            rest = rest.strip_prefix(',').ok_or_else(wrong)?.trim_start();
        }
        let (member, after) = member(rest).ok_or_else(wrong)?;
        members.push(member);
        rest = after.trim_start();
    }
    Ok(members)
}

/// The first text in quotation marks, and what follows it; a number needs none.
fn member(text: &str) -> Option<(String, &str)> {
    let mark = match text.chars().next()? {
        mark @ ('\'' | '"') => mark,
        c if c.is_ascii_digit() => {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            return Some((text[..end].to_owned(), &text[end..]));
        }
        _ => return None,
    };
    let mut member = String::new();
    let mut chars = text[1..].char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => member.push(chars.next().filter(|(_, c)| matches!(c, '\\' | '\'' | '"'))?.1),
            c if c == mark => {
                // VoteKit writes prefixes as they are: an apostrophe ends none.
                let after = text[1 + at + 1..].trim_start();
                if after.is_empty() || after.starts_with(',') {
                    return Some((member, after));
                }
                if after.starts_with(mark) {
                    return None;
                }
                member.push(c);
            }
            c => member.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_those_of_python() {
        let members = |cell: &str| set(cell).unwrap();
        assert_eq!(members("{'A', 'B'}"), ["A", "B"]);
        assert_eq!(members("frozenset({'A'})"), ["A"]);
        assert_eq!(members("{\"O'Neil\", 'Al \\'X\\' B'}"), ["O'Neil", "Al 'X' B"]);
        assert_eq!(members("{'O'Neil'}"), ["O'Neil"]);
        assert_eq!(members("{0, 12}"), ["0", "12"]);
        for empty in ["", "{}", "frozenset()", "set()"] {
            assert!(members(empty).is_empty(), "{empty}");
        }
        for wrong in ["A", "{A}", "{'A'", "{'A' 'B'}", "{'A',}"] {
            assert!(set(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn weights_are_whole() {
        assert_eq!((weight("3.0"), weight("4/2"), weight("7")), (Ok(3), Ok(2), Ok(7)));
        for wrong in ["1.5", "3/2", "1/0", "", "x"] {
            assert!(weight(wrong).is_err(), "{wrong}");
        }
    }
}
