//! Names with a code behind them and a party before, as Maine has them: `DEM Ada Poe (5471)`.

use std::collections::{BTreeMap, BTreeSet};

const PARTIES: [&str; 12] = ["DEM", "REP", "GRN", "GRE", "GI", "LIB", "LBN", "IND", "UNE", "NPA", "NON", "DFL"];

/// Whether every name but write-ins ends with a code, one for each name: then codes and parties are no part of names.
pub(super) fn are_coded(names: &BTreeSet<String>) -> bool {
    let mut by_code: BTreeMap<&str, &str> = BTreeMap::new();
    for name in names.iter().flat_map(|cell| cell.split('\n')).map(str::trim) {
        match code(name) {
            Some((rest, code)) if *by_code.entry(code).or_insert(rest) != rest => return false,
            Some(_) => {}
            None if name.to_lowercase().contains("write") => {}
            None => return false,
        }
    }
    let plain: BTreeSet<&str> = by_code.values().map(|name| without_party(name)).collect();
    by_code.len() > 1 && plain.len() == by_code.len()
}

/// The name without code and party, where there is a code.
pub(super) fn without_code(name: &str) -> Option<String> {
    code(name).map(|(rest, _)| without_party(rest).to_owned())
}

fn code(name: &str) -> Option<(&str, &str)> {
    let (rest, code) = name.strip_suffix(')')?.rsplit_once('(')?;
    let is_code = code.len() >= 3 && code.bytes().all(|byte| byte.is_ascii_digit()) && !rest.trim().is_empty();
    is_code.then_some((rest.trim(), code))
}

fn without_party(name: &str) -> &str {
    match name.split_once(' ') {
        Some((party, rest)) if PARTIES.contains(&party) && !rest.trim().is_empty() => rest.trim(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(names: &[&str]) -> bool {
        are_coded(&names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn codes_are_left_out_only_where_every_name_has_one_of_its_own() {
        assert!(coded(&["DEM Golden, J. (5471)", "REP Poliquin, B. (5472)", "Bond, T. (5473)", "Write-in"]));
        assert!(!coded(&["DEM Golden, J. (5471)", "Poliquin"]));
        assert!(!coded(&["DEM Poe (5471)", "REP Poe (5472)"]));
        assert!(!coded(&["Ada (5471)", "Bo (5471)"]));
        assert!(!coded(&["Ada (5471)"]));
        assert_eq!(without_code("DEM Golden, J. (5471)").as_deref(), Some("Golden, J."));
        assert_eq!((without_code("IND (5471)").as_deref(), without_code("Ada (1)")), (Some("IND"), None));
    }
}
