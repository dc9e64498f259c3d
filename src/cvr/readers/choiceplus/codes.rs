//! What the codes of candidates stand for: rows `20,C01,"Name"` of a report, or `.CANDIDATE C01, "Name"` in a CHP file or before
//! the ballots.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::ballot::is_code;
use crate::ballots::MAX_CANDIDATES;
use crate::cvr::input::Input;
use crate::cvr::reader::Reading;
use crate::cvr::table::for_each_row;
use crate::cvr::text::{Lines, excerpt};
use crate::error::Result;

#[derive(Clone, Debug, Default)]
pub(super) struct Codes {
    /// (code, name), in the order of the files.
    pub listed: Vec<(String, String)>,
    places: HashMap<String, usize>,
    pub seats: Option<u32>,
}

impl Codes {
    /// From all lookups that came with a file, read once for a set of files.
    pub(super) fn of(reading: &Reading) -> Result<Codes> {
        let known = reading.memo.get("choiceplus codes", || {
            let mut codes = Codes::default();
            for input in reading.companions {
                match is_report(input)? {
                    true => codes.read_report(input)?,
                    false => codes.read_directives(input)?,
                }
            }
            Ok(codes)
        })?;
        Ok(Codes::clone(&known))
    }

    fn read_report(&mut self, input: &Input) -> Result<()> {
        for_each_row(input, &mut (), &mut |row| {
            match &*row.cell(0) {
                "20" => self.add(&row.cell(1), &row.cell(2)).map_err(|message| input.at_line(row.number, message))?,
                "40" => self.seats = seats(&row.texts()).or(self.seats),
                _ => {}
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    fn read_directives(&mut self, input: &Input) -> Result<()> {
        let mut progress = ();
        let mut lines = Lines::open(input, &mut progress)?;
        while let Some((number, line)) = lines.next()? {
            self.directive(&line).map_err(|message| input.at_line(number, message))?;
        }
        Ok(())
    }

    /// Takes a line that names a candidate; false for any other.
    pub(super) fn directive(&mut self, line: &str) -> Result<bool, String> {
        let Some(rest) = line.strip_prefix(".CANDIDATE") else { return Ok(false) };
        let (code, name) = rest.trim().split_once([',', ' ', '\t']).unwrap_or((rest.trim(), ""));
        let name = name.trim().trim_start_matches(',').trim();
        let name = name.strip_prefix('"').and_then(|name| name.split_once('"')).map_or(name, |(name, _)| name);
        self.add(code, name)?;
        Ok(true)
    }

    fn add(&mut self, code: &str, name: &str) -> Result<(), String> {
        if !is_code(code) || name.trim().is_empty() {
            return Err(format!(
                "{} stands for the candidate {}; a code like C01 and a name are needed",
                excerpt(code),
                excerpt(name)
            ));
        }
        match self.places.get(code).map(|&place| &self.listed[place].1) {
            Some(known) if known != name => {
                Err(format!("{code} stands for both {known:?} and {name:?}: are these files of different elections?"))
            }
            Some(_) => Ok(()),
            None if self.listed.len() == MAX_CANDIDATES => Err(format!("more than {MAX_CANDIDATES} candidates")),
            None => {
                self.places.insert(code.to_owned(), self.listed.len());
                self.listed.push((code.to_owned(), name.to_owned()));
                Ok(())
            }
        }
    }

    pub(super) fn place(&self, code: &str) -> Option<usize> {
        self.places.get(code).copied()
    }
}

/// Whether a lookup is a report, which is a table.
fn is_report(input: &Input) -> Result<bool> {
    let mut progress = ();
    let mut lines = Lines::open(input, &mut progress)?;
    while let Some((_, line)) = lines.next()? {
        if !line.is_empty() && !line.starts_with('#') {
            return Ok(!line.starts_with('.'));
        }
    }
    Ok(true)
}

/// The row `40,ballots,valid ballots,seats,threshold,…`, where the threshold is the Droop quota that follows from the others.
fn seats(row: &[String]) -> Option<u32> {
    let number = |column: usize| row.get(column)?.parse::<u64>().ok();
    let (valid, seats, threshold) = (number(2)?, number(3)?, number(4)?);
    (seats > 0 && threshold == valid / (seats + 1) + 1).then(|| u32::try_from(seats).ok())?
}

/// Whether text begins like a report: rows that name candidates by code.
pub(super) fn begins_report(text: &str) -> bool {
    let is_candidate = |line: &str| {
        let mut cells = line.split(',').map(|cell| cell.trim().trim_matches('"'));
        cells.next() == Some("20") && cells.next().is_some_and(is_code) && cells.next().is_some_and(|name| !name.is_empty())
    };
    let has_title = text.lines().any(|line| line.starts_with("10,"));
    let first = text.lines().find(|line| !line.trim().is_empty());
    first.is_some_and(is_candidate) || has_title && text.lines().any(is_candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_candidate_is_named_by_a_directive() {
        let mut codes = Codes::default();
        for line in [".CANDIDATE C01, \"Poe, Ada\"", ".CANDIDATE C02 Bo", ".CANDIDATE C01, \"Poe, Ada\""] {
            assert_eq!(codes.directive(line), Ok(true));
        }
        assert_eq!(codes.directive(".INCLUDE ward1.prm"), Ok(false));
        assert_eq!(codes.listed, [("C01".to_owned(), "Poe, Ada".to_owned()), ("C02".to_owned(), "Bo".to_owned())]);
        assert_eq!((codes.place("C02"), codes.place("C03")), (Some(1), None));
    }

    #[test]
    fn a_report_is_told_by_its_rows_of_candidates_with_and_without_its_titles() {
        assert!(begins_report("20,C01,\"Ada\"\n20,C02,\"Bo\"\n") && begins_report("10,Election\n20,C01,\"Ada\"\n"));
        assert!(!begins_report("20,5,Ada\n") && !begins_report("7,x\n20,C01,\"Ada\"\n"));
    }

    #[test]
    fn a_code_stands_for_one_name() {
        let mut codes = Codes::default();
        codes.add("C01", "Ada").unwrap();
        assert!(codes.add("C01", "Bo").unwrap_err().contains("stands for both \"Ada\" and \"Bo\""));
        assert!(codes.add("1", "Bo").is_err() && codes.add("C02", " ").is_err());
    }

    #[test]
    fn seats_are_told_where_the_threshold_follows_from_them() {
        let row = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(seats(&row("40,17854,17854,9,1786,105")), Some(9));
        assert_eq!(seats(&row("40,17854,17854,9,1787,105")), None);
        assert_eq!(seats(&row("40,17854")), None);
    }
}
