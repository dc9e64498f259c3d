//! A column per candidate with ranks in the cells.

use std::collections::BTreeSet;

use super::headings::rank_in_cell;
use super::layout::{Cells, HeadedContest};
use super::ranks::CANDIDATE;
use super::{Refusal, listed};
use crate::ballots::{ReadingOptions, WordKind};
use crate::cvr::table::{Columns, Headed, counts_rows, folded, is_weight};
use crate::cvr::text::excerpt;
use crate::cvr::words::WordList;

/// A column of these says that a row is a rank or a round, not a ballot.
const RANK: [&str; 6] = ["rank", "round", "position", "place", "choice", "preference"];
const NOT_READ: &str = "holds no ballots that can be read: no column is named like rank1 or 1st Choice with names below, none after a \
                        candidate with ranks below";

/// The contests of a table with ranks in its cells; or why it is none.
pub(super) fn find(headed: &Headed, words: &WordList, options: &ReadingOptions) -> Result<Vec<HeadedContest>, Refusal> {
    let columns = Columns::named(&headed.names, &[]);
    let is_said =
        |column: usize| options.weight_column.as_deref().is_some_and(|said| folded(said) == folded(headed.name(column)));
    let is_known = |column: usize| columns.known.contains(&column) || is_weight(headed.name(column)) || is_said(column);
    let is_free = |column: &usize| !is_known(*column) && !headed.name(*column).is_empty();
    let is_blank = |cell: &str| words.kind(cell) == Some(WordKind::NoMark);
    let is_empty = |column: &usize| headed.cells(*column).all(is_blank);
    let has_ranks = |column: &usize| headed.cells(*column).all(|cell| is_blank(cell) || rank_in_cell(cell).is_some());
    let is_mostly_ranks = |column: &usize| {
        let ranks = headed.cells(*column).filter(|cell| rank_in_cell(cell).is_some()).count();
        ranks * 2 >= headed.cells(*column).filter(|cell| !is_blank(cell)).count()
    };
    let free: Vec<usize> = (0..headed.names.len()).filter(is_free).collect();
    let has_brackets = |column: &usize| in_brackets(headed.name(*column)).is_some();
    let bracketed: Vec<usize> = free.iter().copied().filter(has_brackets).collect();
    let found: Vec<usize> = match bracketed.iter().filter(|column| has_ranks(column)).count() {
        0 | 1 => free.iter().copied().filter(is_mostly_ranks).collect(),
        _ => bracketed,
    };
    if found.iter().filter(|column| !is_empty(column)).count() < 2 {
        return Err(Refusal { message: advice(headed, words, &free), is_near: looks_like_names(headed, words, &free).is_some() });
    }
    if let Some(column) = found.iter().find(|column| !has_ranks(column)) {
        let cell = headed.cells(*column).find(|cell| !is_blank(cell) && rank_in_cell(cell).is_none()).unwrap_or_default();
        return Err(Refusal::near(format!(
            "has the cell {} in the column {:?}, beside columns of ranks; a rank, or an empty cell, is needed",
            excerpt(cell),
            headed.name(*column)
        )));
    }
    check_rows(headed, &free, &found)?;
    let mut others =
        (0..headed.names.len()).filter(|&column| is_known(column) && !is_said(column) && !headed.name(column).is_empty());
    others.try_for_each(|column| check_other(headed, words, &found, column))?;
    let contests = contests(headed, &found);
    if !found.iter().all(has_brackets) {
        check_between(headed, &free, &found)?;
        contests.iter().try_for_each(|contest| check_strangers(headed, &contest.columns()))?;
    }
    contests.iter().try_for_each(|contest| check_ranks(headed, words, &contest.columns()))?;
    Ok(contests)
}

/// What stands between candidates is most likely one of them; so is what holds ranks and numbers below 1.
fn check_between(headed: &Headed, free: &[usize], found: &[usize]) -> Result<(), Refusal> {
    let has_numbers_below_1 = |column: usize| {
        let numbers: Option<Vec<i64>> =
            headed.cells(column).filter(|cell| !cell.is_empty()).map(|cell| cell.parse().ok()).collect();
        numbers.is_some_and(|numbers| numbers.iter().any(|&number| number < 1) && numbers.iter().any(|&number| number > 0))
    };
    let is_between = |column: &usize| found.first() < Some(column) && Some(column) < found.last();
    let between = |column: &&usize| !found.contains(column) && (is_between(column) || has_numbers_below_1(**column));
    let Some(&column) = free.iter().find(between) else { return Ok(()) };
    Err(Refusal::near(format!(
        "has a column {:?} beside columns of ranks, and most of its cells are no ranks (such as {}): if it is a candidate, leave nothing \
         but ranks in it, else take it out",
        headed.name(column),
        excerpt(headed.cells(column).find(|cell| !cell.is_empty() && rank_in_cell(cell).is_none()).unwrap_or_default())
    )))
}

/// Fewer rows say nothing of a column.
const TELLING: usize = 5;

/// A district, an age or the number of a row is no rank. Candidates in brackets are said to be candidates.
fn check_strangers(headed: &Headed, found: &[usize]) -> Result<(), Refusal> {
    let ranks = |column: usize| headed.cells(column).map(|cell| if cell.is_empty() { None } else { rank_in_cell(cell) });
    let is_clean = |row: &Vec<String>, without: Option<usize>| {
        let cells = found.iter().filter(|column| Some(**column) != without).filter_map(|&column| row.get(column));
        let mut ranks: Vec<u64> = cells.filter_map(|cell| rank_in_cell(cell).filter(|_| !cell.is_empty())).collect();
        ranks.sort_unstable();
        (1..).zip(&ranks).all(|(place, &rank)| rank == place)
    };
    for &column in found {
        let numbers: Option<Vec<u64>> = ranks(column).collect();
        let numbers = numbers.filter(|numbers| numbers.len() >= TELLING).unwrap_or_default();
        let is_stranger = || {
            let all = headed.rows.iter().all(|row| is_clean(row, Some(column)));
            all && headed.rows.iter().filter(|row| !is_clean(row, None)).count() * 2 > headed.rows.len()
        };
        let looks = if numbers.is_empty() {
            continue;
        } else if numbers.iter().all(|&number| number == numbers[0]) {
            format!("holds {} in every row", numbers[0])
        } else if counts_rows(&numbers) {
            "counts the rows".to_owned()
        } else if is_stranger() {
            "repeats ranks of the other columns, which are rankings without it".to_owned()
        } else {
            continue;
        };
        return Err(Refusal::near(format!(
            "has a column {:?} beside the candidates that {looks}: if it is no candidate, take it out or, for weights, say `weight_column` \
             {:?}; if it is one, put the names of all candidates in brackets, as in \"[{}]\"",
            headed.name(column),
            headed.name(column),
            headed.name(column)
        )));
    }
    Ok(())
}

/// Warnings of columns that are ranked last wherever they are ranked.
pub(super) fn always_last(headed: &Headed, found: &[usize]) -> Vec<String> {
    let rank =
        |row: &Vec<String>, column: usize| row.get(column).filter(|cell| !cell.is_empty()).and_then(|cell| rank_in_cell(cell));
    let is_last = |column: usize| {
        let ranked: Vec<&Vec<String>> = headed.rows.iter().filter(|row| rank(row, column).is_some()).collect();
        let is_below = |row: &Vec<String>| found.iter().all(|&other| other == column || rank(row, other) < rank(row, column));
        ranked.len() >= TELLING && ranked.into_iter().all(|row| is_below(row) && rank(row, column) > Some(1))
    };
    let told = |name: &str| {
        format!("{name:?} is taken for a candidate, and stands last wherever it is ranked; if it is none, take the column out")
    };
    found.iter().filter(|&&column| is_last(column)).map(|&column| told(headed.name(column))).collect()
}

/// Totals, ratings and approvals are numbers, too.
fn check_ranks(headed: &Headed, words: &WordList, found: &[usize]) -> Result<(), Refusal> {
    let near = |message: String| Err(Refusal::near(message));
    let most = found.len() as u64;
    let (mut ballots, mut rankings, mut highest) = (0, 0, 0);
    for row in headed.rows {
        let cells = found.iter().map(|&column| (column, row.get(column).map_or("", String::as_str)));
        let mut ranks: Vec<u64> = Vec::new();
        for (column, cell) in cells.filter(|(_, cell)| words.kind(cell).is_none()) {
            let rank = rank_in_cell(cell).unwrap_or(0);
            if rank == 0 || rank > most {
                return near(format!(
                    "has {} in the column {:?}, which is no rank of {most} candidates: are these totals, ratings or weights? A table of \
                     ballots with a column per candidate holds ranks from 1 to {most}; take other columns of numbers out",
                    excerpt(cell),
                    headed.name(column)
                ));
            }
            ranks.push(rank);
        }
        if !ranks.is_empty() {
            ballots += 1;
            highest = highest.max(ranks.iter().copied().max().unwrap_or(0));
            ranks.sort_unstable();
            rankings += usize::from(ranks[0] == 1 && ranks.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }
    let names = || listed(found.iter().map(|&column| headed.name(column)));
    if highest < 2 {
        return near(format!("holds nothing but 1 in the columns {}: approvals, or votes for one? Ranks are needed", names()));
    }
    if rankings * 2 < ballots {
        return near(format!(
            "has numbers in the columns {} that repeat, or do not begin with 1, in most rows: are these ratings? Ranks are needed",
            names()
        ));
    }
    Ok(())
}

/// A row is to be a ballot: not a rank with the candidates' totals, not a candidate of a matrix.
fn check_rows(headed: &Headed, free: &[usize], found: &[usize]) -> Result<(), Refusal> {
    let is_order = |column: usize| {
        let mut ranks: Vec<u64> = headed.cells(column).filter_map(rank_in_cell).collect();
        ranks.sort_unstable();
        ranks.len() == headed.rows.len() && (1..).zip(&ranks).all(|(place, &rank)| rank == place)
    };
    let is_of_candidates = CANDIDATE.contains(&folded(headed.name(0)).as_str()) && !found.contains(&0);
    if is_of_candidates && headed.rows.len() > 1 && found.iter().all(|&column| is_order(column)) {
        return Err(Refusal::near(format!(
            "has a row for each {:?} and a column for each voter, it seems: ballots have a row each; transpose the table",
            headed.name(0)
        )));
    }
    let names: BTreeSet<String> = found.iter().map(|&column| headed.name(column).to_lowercase()).collect();
    for column in free.iter().copied().chain((0..headed.names.len()).filter(|&column| headed.name(column).is_empty())) {
        if RANK.contains(&folded(headed.name(column)).as_str()) {
            return Err(Refusal::near(format!(
                "has a column {:?} beside columns of numbers: totals for each rank or round, or a long table? Ballots have a row each, a long \
                 table columns for ballot, candidate and rank",
                headed.name(column)
            )));
        }
        let cells: Vec<String> = headed.cells(column).map(str::to_lowercase).collect();
        if !found.contains(&column)
            && !cells.is_empty()
            && cells.iter().filter(|cell| names.contains(*cell)).count() * 2 > cells.len()
        {
            return Err(Refusal::near(format!(
                "has the candidates in its headings and in the column {:?}: a matrix of candidates, not ballots",
                headed.name(column)
            )));
        }
    }
    Ok(())
}

/// A candidate may be called Ward, or N.
fn check_other(headed: &Headed, words: &WordList, found: &[usize], column: usize) -> Result<(), Refusal> {
    let rank = |row: &Vec<String>, column: usize| {
        row.get(column).filter(|cell| words.kind(cell).is_none()).map(|cell| rank_in_cell(cell).unwrap_or(0))
    };
    let fits = |row: &Vec<String>| match rank(row, column) {
        None => true,
        Some(own) => (1..=found.len() as u64 + 1).contains(&own) && found.iter().all(|&other| rank(row, other) != Some(own)),
    };
    if !headed.rows.iter().any(|row| rank(row, column).is_some()) || !headed.rows.iter().all(fits) {
        return Ok(());
    }
    let name = headed.name(column);
    Err(Refusal::near(format!(
        "has a column {name:?} that could be a candidate by what it holds, and is none by its name; for weights say `weight_column` \
         {name:?}, for a candidate write the full name, else take the column out"
    )))
}

/// By the question before the candidate, where headings have one: `Rank these [Ada]`, `Rank these - Ada`.
fn contests(headed: &Headed, found: &[usize]) -> Vec<HeadedContest> {
    let parts: Option<Vec<(&str, &str)>> = found.iter().map(|&column| in_brackets(headed.name(column))).collect();
    let parts = parts.or_else(|| after_dash(headed, found));
    let Some(parts) = parts else {
        let columns = found.iter().map(|&column| (column, headed.name(column).to_owned())).collect();
        return vec![HeadedContest { name: String::new(), cells: Cells::Ranks(columns) }];
    };
    let mut questions: Vec<(&str, Vec<(usize, String)>)> = Vec::new();
    for (&column, (question, candidate)) in found.iter().zip(parts) {
        let entry = (column, candidate.to_owned());
        match questions.iter_mut().find(|(known, _)| *known == question) {
            Some((_, columns)) => columns.push(entry),
            None => questions.push((question, vec![entry])),
        }
    }
    let is_only = questions.len() == 1;
    let name = |question: &str| if is_only { String::new() } else { question.to_owned() };
    questions
        .into_iter()
        .map(|(question, columns)| HeadedContest { name: name(question), cells: Cells::Ranks(columns) })
        .collect()
}

fn in_brackets(heading: &str) -> Option<(&str, &str)> {
    let (question, candidate) = heading.strip_suffix(']')?.split_once('[')?;
    (!candidate.trim().is_empty()).then_some((question.trim(), candidate.trim()))
}

/// Where all headings begin with the same question, or Qualtrics wrote them.
fn after_dash<'a>(headed: &'a Headed, found: &[usize]) -> Option<Vec<(&'a str, &'a str)>> {
    let parts: Option<Vec<(&str, &str)>> = found.iter().map(|&column| headed.name(column).rsplit_once(" - ")).collect();
    parts.filter(|parts| headed.is_qualtrics || parts.iter().all(|(question, _)| *question == parts[0].0))
}

/// Columns that share names look like ranks whose headings do not say so.
fn looks_like_names<'a>(headed: &'a Headed, words: &WordList, free: &[usize]) -> Option<(&'a str, &'a str)> {
    let names = |column: usize| -> BTreeSet<&str> {
        headed.cells(column).filter(|cell| words.kind(cell).is_none() && cell.contains(char::is_alphabetic)).collect()
    };
    free.iter().zip(free.iter().skip(1)).find_map(|(&first, &second)| {
        let (a, b) = (names(first), names(second));
        let shared = a.intersection(&b).count();
        (shared * 2 > a.len().min(b.len())).then(|| (headed.name(first), headed.name(second)))
    })
}

fn advice(headed: &Headed, words: &WordList, free: &[usize]) -> String {
    match looks_like_names(headed, words, free) {
        Some((first, second)) => format!(
            "has the same names in the columns {} and {}: if they are ranks, name them rank1, rank2 …",
            excerpt(first),
            excerpt(second)
        ),
        None => format!("{NOT_READ}; its columns are {}", listed(headed.names.iter().map(String::as_str))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cvr::table::TableSample;

    fn find_in(rows: &[&[&str]]) -> Result<Vec<HeadedContest>, String> {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        let sample = TableSample { numbers: (1..=rows.len() as u64).collect(), rows, is_whole: true, is_ragged: false };
        let headed = Headed::of(&sample).unwrap();
        let options = ReadingOptions::default();
        find(&headed, &WordList::of(&options, &Default::default()), &options).map_err(|refusal| refusal.message)
    }

    fn candidates(rows: &[&[&str]]) -> Vec<String> {
        match find_in(rows).unwrap().remove(0).cells {
            Cells::Ranks(columns) => columns.into_iter().map(|(_, name)| name).collect(),
            Cells::Names(_) => panic!("names"),
        }
    }

    #[test]
    fn candidates_are_the_headings_or_what_stands_in_their_brackets_or_after_their_dash() {
        assert_eq!(candidates(&[&["VoterID", "Ada", "Bo"], &["1", "1", "2"], &["2", "", "1.0"]]), ["Ada", "Bo"]);
        assert_eq!(candidates(&[&["Age", "Rank them [Ada]", "Rank them [Bo]"], &["34", "1st", "2nd"]]), ["Ada", "Bo"]);
        assert_eq!(candidates(&[&["Rank them - Ada", "Rank them - Bo"], &["2", "1"]]), ["Ada", "Bo"]);
        let two = find_in(&[&["A [x]", "A [y]", "B [x]", "B [z]"], &["1", "2", "2", "1"]]).unwrap();
        assert_eq!(two.iter().map(|contest| contest.name.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    }

    #[test]
    fn qualtrics_has_three_rows_of_headings() {
        let rows: &[&[&str]] = &[
            &["ResponseId", "Q1_1", "Q1_2"],
            &["Response ID", "Rank - Ada", "Rank - Bo"],
            &["{\"ImportId\":\"_recordId\"}", "{\"ImportId\":\"QID1_1\"}", "{\"ImportId\":\"QID1_2\"}"],
            &["R_1", "1", "2"],
        ];
        assert_eq!(candidates(rows), ["Ada", "Bo"]);
    }

    #[test]
    fn other_numbers_are_refused() {
        let message = |rows: &[&[&str]]| find_in(rows).unwrap_err();
        assert!(message(&[&["x", "Ada", "Bo"], &["a", "120", "80"]]).contains("\"120\" in the column \"Ada\""));
        assert!(message(&[&["x", "Ada", "Bo"], &["a", "0", "1"]]).contains("no rank of 2"));
        assert!(message(&[&["x", "Ada", "Bo"], &["a", "1", "1"]]).contains("approvals"));
        assert!(message(&[&["x", "Ada", "Bo", "Cy"], &["a", "3", "3", "2"], &["b", "2", "3", "3"]]).contains("ratings"));
        assert!(message(&[&["Rank", "Ada", "Bo"], &["1", "2", "1"], &["2", "1", "2"]]).contains("totals for each rank"));
        assert!(message(&[&["", "Ada", "Bo"], &["Ada", "", "2"], &["Bo", "1", ""]]).contains("a matrix of candidates"));
        assert!(message(&[&["Ada", "Bo", "Age"], &["1", "2", "34"]]).contains("\"34\" in the column \"Age\""));
        assert!(
            message(&[&["Ada", "Bo", "Cy"], &["1", "2", "x"], &["2", "1", "3"]]).contains("the cell \"x\" in the column \"Cy\"")
        );
    }
}
