//! CSV with one column per rank and candidate names in the cells.
//!
//! A cell that is blank or `skipped`, `undervote`, `under` or `empty` is no mark, `overvote` or `over` an overvote; names on
//! several lines of one cell are all marked. A `Weight` or `Count` column tells how many ballots a row stands for.

use super::clear_ballot::is_choice;
use super::long::MarkColumns;
use crate::ballots::{ContestBuilder, MAX_RANKS, RawBallot};
use crate::cvr::input::Progress;
use crate::cvr::reader::{ContestFacts, Reader, Reading};
use crate::cvr::table::{CsvTable, TableSample, cell_message};
use crate::cvr::text::{check_rank, decode, parse_weight};
use crate::cvr::words::Words;
use crate::error::Result;

pub(super) struct RankColumns;

impl Reader for RankColumns {
    fn name(&self) -> &'static str {
        "rank-columns"
    }

    fn title(&self) -> &'static str {
        "CSV with a column per rank"
    }

    fn recognised_by(&self) -> &'static str {
        "a column for each rank"
    }

    fn detect_table(&self, sample: &TableSample) -> bool {
        !sample.is_ragged && BallotColumns::find(sample.first()).is_ok()
    }

    fn read(
        &self,
        reading: &Reading,
        _contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let mut table = CsvTable::open(input, progress)?;
        let header = std::mem::take(&mut table.header);
        let columns = BallotColumns::find(&header).map_err(|message| input.fault(message))?;
        table.header = header.clone();
        let words = Words::of(reading.options, builder.options());
        let mut ballot = RawBallot::default();
        let mut rows = 0u64;
        while let Some((line, record)) = table.next()? {
            let at_cell = |column: usize, message: String| input.at_line(line, cell_message(&header[column], &message));
            ballot.clear();
            if let Some(column) = columns.weight {
                ballot.weight = parse_weight(&decode(&record[column])).map_err(|message| at_cell(column, message))?;
            }
            for (&column, rank) in columns.ranks.iter().zip(1i64..) {
                let rank = check_rank(rank).map_err(|message| at_cell(column, message))?;
                let cell = decode(&record[column]);
                words.mark(&cell, rank, &mut ballot, builder).map_err(|error| input.locate(Some(line), error))?;
            }
            builder.ballot(&mut ballot).map_err(|error| input.locate(Some(line), error))?;
            rows += 1;
        }
        if rows == 0 {
            return Err(input.fault("has a header but no ballots"));
        }
        Ok(ContestFacts::default())
    }
}

#[derive(Debug, PartialEq, Eq)]
struct BallotColumns {
    /// By rank.
    ranks: Vec<usize>,
    weight: Option<usize>,
}

impl BallotColumns {
    /// Or what is wrong with the names.
    fn find(header: &[String]) -> Result<BallotColumns, String> {
        const EXPECTED: &str = "expected columns like rank1, rank2 or 1st Choice, 2nd Choice";
        if header.iter().any(|name| is_choice(name)) {
            return Err("is a Clear Ballot file (clear-ballot), not a CSV with a column per rank".into());
        }
        if MarkColumns::find(header).is_ok() {
            return Err("is a long table of marks (long-csv), not a CSV with a column per rank".into());
        }
        let folded: Vec<String> = header.iter().map(|name| name.to_lowercase()).collect();
        let mut found: Vec<(Option<u64>, usize)> = Vec::new();
        for (column, name) in folded.iter().enumerate() {
            if let Some((before, after)) = name.rsplit_once("rank")
                && is_word(before, after)
            {
                found.push((rank_number(before, after), column));
            }
        }
        if found.is_empty() {
            found = folded.iter().enumerate().filter_map(|(column, name)| Some((Some(choice_number(name)?), column))).collect();
        }
        if found.is_empty() {
            return Err(format!("has no column per rank; {EXPECTED}"));
        }
        if found.len() > MAX_RANKS {
            return Err(format!("has {} columns for ranks; at most {MAX_RANKS} are possible", found.len()));
        }
        if found.iter().any(|(number, _)| number.is_some()) {
            found.sort_unstable();
            for (index, (number, column)) in found.iter().enumerate() {
                if *number != Some(index as u64 + 1) {
                    return Err(format!(
                        "has a column {:?} where the column of rank {} should be; {EXPECTED}, without gaps or repeats",
                        header[*column],
                        index + 1
                    ));
                }
            }
        }
        let mut weights = folded.iter().enumerate().filter(|(_, name)| matches!(name.trim(), "weight" | "count"));
        let weight = weights.next().map(|(column, _)| column);
        if let (Some(first), Some((second, _))) = (weight, weights.next()) {
            return Err(format!("has two columns of weights, {:?} and {:?}", header[first], header[second]));
        }
        Ok(BallotColumns { ranks: found.into_iter().map(|(_, column)| column).collect(), weight })
    }
}

/// Whether the letters between two parts of a name are a word: not those of `Franklin` or `frank_score`.
fn is_word(before: &str, after: &str) -> bool {
    !before.ends_with(char::is_alphabetic) && !after.starts_with(char::is_alphabetic)
}

/// The number in `rank 1`, `rank_1 of 6`, else in `1st rank`.
fn rank_number(before: &str, after: &str) -> Option<u64> {
    let after = after.trim_start_matches([' ', '_', '-', '#', '.']);
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    let number = before.trim_end_matches(|c: char| !c.is_ascii_digit());
    let start =
        number.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + number[at..].chars().next().map_or(1, char::len_utf8));
    after[..end].parse().ok().or_else(|| number[start..].parse().ok())
}

/// The number in `1st choice`, `choice 1`, `choice_1`, `choice1`.
fn choice_number(name: &str) -> Option<u64> {
    let name = name.trim();
    if let Some(rest) = name.strip_prefix("choice") {
        return rest.trim_start_matches([' ', '_', '-']).parse().ok();
    }
    let ordinal = name.strip_suffix("choice")?.trim_end_matches([' ', '_', '-']);
    let digits = ordinal.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    matches!(&ordinal[digits.len()..], "st" | "nd" | "rd" | "th").then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(names: &[&str]) -> Result<BallotColumns, String> {
        BallotColumns::find(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    fn ranks(names: &[&str]) -> Vec<usize> {
        find(names).unwrap().ranks
    }

    #[test]
    fn rank_columns_are_found_by_name_and_ordered_by_number() {
        assert_eq!(ranks(&["", "Rank 1", "Rank 2"]), [1, 2]);
        assert_eq!(ranks(&["RANK_2", "Precinct", "rank_1"]), [2, 0]);
        assert_eq!(ranks(&["Precinct", "1st Choice", "2nd Choice", "3rd Choice", "Count"]), [1, 2, 3]);
        assert_eq!(ranks(&["Choice 1", "choice_2", "choice3"]), [0, 1, 2]);
        assert_eq!(ranks(&["First rank", "Second rank"]), [0, 1]);
        assert_eq!(ranks(&["2024: Rank 2 of 2", "2024: Rank 1 of 2"]), [1, 0]);
        assert_eq!(ranks(&["é2nd rank", "1st rank"]), [1, 0]);
    }

    #[test]
    fn ten_ranks_are_ordered_as_numbers() {
        let names: Vec<String> = (1..=10).rev().map(|rank| format!("rank{rank}")).collect();
        assert_eq!(BallotColumns::find(&names).unwrap().ranks, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    }

    #[test]
    fn rank_inside_another_word_is_no_rank() {
        assert!(find(&["name", "frank_score"]).is_err());
        assert!(find(&["Franklin Ward", "rank1", "rank2"]).is_ok());
    }

    #[test]
    fn gaps_and_repeats_of_ranks_are_errors() {
        assert!(find(&["rank_1", "rank_3"]).unwrap_err().contains("\"rank_3\" where the column of rank 2"));
        assert!(find(&["rank_1", "Rank 1"]).unwrap_err().contains("rank 2"));
        assert!(find(&["rank0", "rank1"]).unwrap_err().contains("rank 1"));
        assert!(find(&["rank", "rank1"]).is_err());
    }

    #[test]
    fn the_weight_column_is_weight_or_count() {
        assert_eq!(find(&["rank1", "Weight"]).unwrap().weight, Some(1));
        assert_eq!(find(&["Count", "rank1"]).unwrap().weight, Some(0));
        assert_eq!(find(&["rank1", "Account"]).unwrap().weight, None);
        assert!(find(&["rank1", "Weight", "count"]).unwrap_err().contains("two columns of weights"));
    }

    #[test]
    fn other_formats_are_not_taken_for_rank_columns() {
        assert!(find(&["BallotID", "candidate_name", "rank_position"]).unwrap_err().contains("long table"));
        assert!(find(&["Choice_1_1:Frank:1:Vote For 1:A:B"]).unwrap_err().contains("Clear Ballot"));
        assert!(find(&["a", "b", "choice", "choice of x"]).unwrap_err().contains("no column per rank"));
    }
}
