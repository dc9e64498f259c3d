//! The fixtures of RCTab, the reference tabulator: first-round tallies under each fixture's own configuration are those of its
//! expected report.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::support::*;
use coalition_lens::ballots::{CleaningOptions, ContestBuilder, GroupKind, ReadingOptions};
use coalition_lens::cvr::{Input, SourceSet};
use serde_json::{Value, json};

/// Providers, as configurations call them, whose files are tables; those of the others are compared in `vendors`.
const TABLES: &[&str] = &["ess", "genericCsv", "clearBallot"];
const UNDECLARED: &str = "Undeclared Write-ins";

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/rctab"));
    if !folder.exists() {
        println!("skipped: {} is absent", folder.display());
        return None;
    }
    Some(folder)
}

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("a file of the fixture")).expect("JSON")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

/// Folders with a configuration, and the configuration.
fn fixtures() -> Vec<(String, PathBuf, Value)> {
    let Some(folder) = folder() else { return Vec::new() };
    let mut found: Vec<(String, PathBuf, Value)> = std::fs::read_dir(folder)
        .expect("a folder")
        .filter_map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name()?.to_str()?.to_owned();
            let config = path.join(format!("{name}_config.json"));
            config.exists().then(|| (name, path, json_of(&config)))
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// The configuration's rules as ours. Overvotes end a ballot in the first round where they do if several are continuing: all are.
pub(super) fn cleaning(config: &Value) -> CleaningOptions {
    let rules = &config["rules"];
    let skipped = match text(rules, "maxSkippedRanksAllowed").parse::<u16>() {
        Ok(allowed) => format!("exhaust-after-{}", allowed + 1),
        Err(_) => "condense".to_owned(),
    };
    let duplicate = if rules["exhaustOnDuplicateCandidate"] == true { "exhaust" } else { "first" };
    let overvote = if text(rules, "overvoteRule") == "alwaysSkipToNextRank" { "skip" } else { "exhaust" };
    let mut alias = BTreeMap::new();
    for candidate in list(config, "candidates") {
        alias.extend(list(candidate, "aliases").map(|other| (other.as_str().unwrap_or_default(), text(candidate, "name"))));
    }
    let excluded = list(config, "candidates").filter(|candidate| candidate["excluded"] == true);
    let dropped: Vec<&str> = excluded.map(|candidate| text(candidate, "name")).collect();
    let labels =
        list(config, "cvrFileSources").map(|source| text(source, "undeclaredWriteInLabel")).filter(|label| !label.is_empty());
    let write_in: BTreeMap<&str, &str> = labels.map(|label| (label, "counted")).collect();
    let is_write_in = list(config, "cvrFileSources").any(|source| source["treatBlankAsUndeclaredWriteIn"] == true);
    let blank = if is_write_in { "write-in" } else { "skip" };
    let max_rankings = text(rules, "maxRankingsAllowed").parse::<u16>().ok();
    let options = json!({"overvote": overvote, "skipped": skipped, "duplicate": duplicate, "blank": blank, "max_rankings": max_rankings, "write_in": write_in, "drop_candidate": dropped, "alias": alias});
    serde_json::from_value(options).expect("rules of cleaning")
}

fn reading(config: &Value) -> ReadingOptions {
    let labels = |key: &str| {
        let sources = list(config, "cvrFileSources").map(|source| text(source, key).to_owned());
        sources.filter(|label| !label.is_empty()).collect()
    };
    ReadingOptions {
        overvote_word: labels("overvoteLabel"),
        no_mark_word: labels("skippedRankLabel"),
        overvote_delimiter: labels("overvoteDelimiter"),
        ..ReadingOptions::default()
    }
}

fn inputs(folder: &Path, config: &Value) -> Vec<Input> {
    let paths = list(config, "cvrFileSources").map(|source| folder.join(text(source, "filePath")));
    paths.flat_map(|path| Input::expand(&path).expect("the fixture's files")).collect()
}

fn contest_of(config: &Value) -> Option<&str> {
    list(config, "cvrFileSources").map(|source| text(source, "contestId")).find(|id| !id.is_empty())
}

#[test]
fn first_round_tallies_are_those_of_the_expected_reports() {
    let mut compared = Vec::new();
    for (name, folder, config) in fixtures() {
        let report = folder.join(format!("{name}_expected_detailed_report.json"));
        if !report.exists() {
            continue;
        }
        if let Some(provider) =
            list(&config, "cvrFileSources").map(|source| text(source, "provider")).find(|provider| !TABLES.contains(provider))
        {
            println!("compared in vendors: {name} ({provider})");
            continue;
        }
        let set =
            SourceSet::open(&inputs(&folder, &config), None, reading(&config)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut builder = ContestBuilder::new(cleaning(&config));
        builder.allow_missing_names();
        let read = set.read(contest_of(&config), builder, &mut ());
        let (contest, _) = read.unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut found: BTreeMap<String, u64> = BTreeMap::new();
        for candidate in &contest.candidates {
            found.insert(if candidate.is_write_in { UNDECLARED.to_owned() } else { candidate.name.clone() }, 0);
        }
        for (ranking, count) in contest.profile.iter() {
            let candidate = &contest.candidates[usize::from(ranking[0])];
            let name = if candidate.is_write_in { UNDECLARED } else { &candidate.name };
            *found.get_mut(name).expect("a candidate") += count;
        }
        let tally = json_of(&report)["results"][0]["tally"].clone();
        let tally = tally.as_object().expect("a tally");
        for (candidate, votes) in tally {
            let ours = found.get(candidate).copied().unwrap_or(0);
            let votes: f64 = votes.as_str().expect("a number as text").parse().expect("a number");
            assert_eq!(ours as f64, votes, "{name}: {candidate}");
        }
        assert_eq!(found.values().sum::<u64>(), contest.profile.ballots(), "{name}");
        assert!(contest.candidates.iter().filter(|candidate| candidate.is_write_in).count() <= 1, "{name}: one bucket");
        let unexpected: Vec<&String> =
            found.iter().filter(|(name, votes)| **votes > 0 && !tally.contains_key(*name)).map(|(name, _)| name).collect();
        assert!(unexpected.is_empty(), "{name}: {unexpected:?}");
        compared.push(name);
    }
    println!("compared: {}", compared.join(", "));
    assert!(folder().is_none() || compared.len() >= 4, "{compared:?}");
}

#[test]
fn precincts_and_batches_of_the_generic_csv_are_groups() {
    let Some(input) = real("rctab/generic_csv_test/generic_csv_test_cvr.csv") else { return };
    let (contest, _) = read_all(&[input], None, None).unwrap();
    let groups: BTreeMap<GroupKind, Vec<(String, u64)>> = contest.reading.groups.into_iter().collect();
    let names = |kind| groups[&kind].iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
    assert_eq!((names(GroupKind::Precinct), names(GroupKind::Batch)), (vec!["p1", "p2"], vec!["b1", "b2"]));
}

/// What RCTab writes when it converts others' files.
#[test]
fn rctab_csv_files_hold_the_ballots_they_were_made_from() {
    let (Some(csv), Some(xlsx)) =
        (real("rctab/conversions_from_ess/conversions_from_ess_expected.csv"), real("rctab/_shared/simple_ess_cvr.xlsx"))
    else {
        return;
    };
    let (from_csv, _) = read_all(&[csv], Some(format("rctab-csv")), None).unwrap();
    let (from_xlsx, _) = read_all(&[xlsx], Some(format("ess")), None).unwrap();
    assert_eq!((from_csv.candidates, from_csv.profile), (from_xlsx.candidates, from_xlsx.profile));
    let Some(dominion) = real("rctab/conversions_from_dominion/conversions_from_dominion_expected.csv") else { return };
    assert_eq!(read_all(&[dominion], None, None).unwrap().1.contest.as_deref(), Some("1"));
}

#[test]
fn every_workbook_of_the_fixtures_is_read_with_a_row_for_each_ballot() {
    for (name, ballots) in [
        ("2013_minneapolis_park_cvr", 80_101),
        ("bottoms_up_cvr", 27),
        ("simple_ess_cvr", 10),
        ("simple_sequential_cvr", 9),
        ("tiebreak_cvr", 9),
    ] {
        let Some(input) = real(&format!("rctab/_shared/{name}.xlsx")) else { return };
        let (contest, _) = read_all(&[input], None, None).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(contest.report.ballots_read, ballots, "{name}");
    }
}
