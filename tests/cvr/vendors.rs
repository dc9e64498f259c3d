//! Dominion, NIST common data format, Hart: against RCTab's reports on the same files, and what small files are read as.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use coalition_lens::ballots::{
    CleaningOptions, CleaningRules, Contest, ContestBuilder, GroupKind, OvervoteRule, ReadingOptions, SkippedRule,
};
use coalition_lens::cvr::{ContestFacts, Input, SourceSet};
use coalition_lens::error::Result;
use serde_json::Value;

const WRITE_INS: &str = "Undeclared Write-ins";

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(path);
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Reads a contest from files, folders and zip files; samples are kept.
fn read_paths(paths: &[PathBuf], contest: Option<&str>, options: CleaningOptions) -> Result<(Contest, ContestFacts)> {
    let mut inputs = Vec::new();
    for path in paths {
        inputs.extend(Input::expand(path)?);
    }
    let set = SourceSet::open(&inputs, None, ReadingOptions::default())?;
    let mut builder = ContestBuilder::new(options);
    builder.keep_samples(10);
    set.read(contest, builder, &mut ())
}

fn listed(paths: &[PathBuf]) -> Vec<(String, u64)> {
    let inputs: Vec<Input> = paths.iter().flat_map(|path| Input::expand(path).unwrap()).collect();
    let set = SourceSet::open(&inputs, None, ReadingOptions::default()).unwrap();
    set.count_contests(&mut ()).unwrap().into_iter().map(|contest| (contest.name, contest.ballots)).collect()
}

/// A fixture of RCTab: its configuration and what it expects.
struct Fixture {
    folder: PathBuf,
    config: Value,
    report: Value,
}

impl Fixture {
    fn open(name: &str) -> Option<Fixture> {
        let folder = shared(&format!("rctab/{name}"))?;
        let config = json(&folder.join(format!("{name}_config.json")));
        let report = folder.join(format!("{name}_expected_detailed_report.json"));
        let report = if report.exists() { json(&report) } else { Value::Null };
        Some(Fixture { folder, config, report })
    }

    fn sources(&self) -> Vec<PathBuf> {
        let sources = self.config["cvrFileSources"].as_array().unwrap();
        sources.iter().map(|source| self.folder.join(source["filePath"].as_str().unwrap())).collect()
    }

    fn source(&self, key: &str) -> &str {
        self.config["cvrFileSources"][0][key].as_str().unwrap()
    }

    /// The rules that bear on first choices.
    fn options(&self) -> CleaningOptions {
        let rules = &self.config["rules"];
        let overvote = match rules["overvoteRule"].as_str().unwrap() {
            "exhaustImmediately" => OvervoteRule::Exhaust,
            "alwaysSkipToNextRank" => OvervoteRule::Skip,
            other => panic!("overvoteRule {other}"),
        };
        let skipped = match rules["maxSkippedRanksAllowed"].as_str().unwrap() {
            "unlimited" => SkippedRule::Condense,
            allowed => SkippedRule::ExhaustAfter((allowed.parse::<u16>().unwrap() + 1).try_into().unwrap()),
        };
        CleaningOptions { rules: CleaningRules { overvote, skipped, ..CleaningRules::default() }, ..CleaningOptions::default() }
    }

    /// The first round, by RCTab's names.
    fn expected(&self) -> BTreeMap<String, u64> {
        let tally = self.report["results"][0]["tally"].as_object().unwrap();
        tally.iter().map(|(name, votes)| (name.clone(), votes.as_str().unwrap().parse().unwrap())).collect()
    }

    /// The name in the report for an id or spelling in the file.
    fn name(&self, spelling: &str) -> String {
        if spelling == self.source("undeclaredWriteInLabel") {
            return WRITE_INS.to_owned();
        }
        let candidates = self.config["candidates"].as_array().unwrap();
        let is_it = |candidate: &&Value| {
            let aliases = candidate["aliases"].as_array().unwrap();
            candidate["name"] == spelling || aliases.iter().any(|alias| alias == spelling)
        };
        candidates.iter().find(is_it).map_or(spelling.to_owned(), |found| found["name"].as_str().unwrap().to_owned())
    }

    /// Asserts that first choices are those of the report, where `name` is RCTab's name of one of our candidates.
    fn check(&self, contest: &Contest, name: impl Fn(usize) -> String) {
        let mut expected = self.expected();
        expected.retain(|_, votes| *votes > 0);
        let mut counted = BTreeMap::new();
        for (ranking, count) in contest.profile.iter() {
            *counted.entry(name(usize::from(ranking[0]))).or_insert(0) += count;
        }
        assert_eq!(counted, expected, "{}", self.folder.display());
    }
}

mod dominion {
    use super::*;

    fn description(folder: &Path, manifest: &str, id: &str) -> String {
        let manifest = json(&folder.join(manifest));
        let entries = manifest["List"].as_array().unwrap();
        let entry = entries.iter().find(|entry| entry["Id"].to_string() == id).unwrap();
        entry["Description"].as_str().unwrap().to_owned()
    }

    fn check(name: &str) {
        let Some(fixture) = Fixture::open(name) else { return };
        let folder = fixture.sources().remove(0);
        let title = description(&folder, "ContestManifest.json", fixture.source("contestId"));
        let (contest, _) = read_paths(&[folder], Some(&title), fixture.options()).unwrap();
        fixture.check(&contest, |index| fixture.name(&contest.candidates[index].id.to_string()));
        let summary = &fixture.report["summary"];
        assert_eq!(contest.report.ballots_read.to_string(), summary["totalNumBallots"].as_str().unwrap());
    }

    #[test]
    fn exports_in_one_file_and_in_several_have_the_first_round_that_rctab_reports() {
        check("dominion_alaska");
        check("dominion_wyoming");
        check("dominion_multi_file");
    }

    /// What a plain walk of the records counts: per contest, ballots with a mark that is not ambiguous.
    fn walk(files: &[PathBuf], contests: &Value) -> Vec<(String, u64)> {
        let mut marked: BTreeMap<i64, u64> = BTreeMap::new();
        for file in files {
            for session in json(file)["Sessions"].as_array().unwrap() {
                let is_original = session["Original"]["IsCurrent"] == true;
                let current = &session[if is_original { "Original" } else { "Modified" }];
                for contest in current["Cards"].as_array().unwrap().iter().flat_map(|card| card["Contests"].as_array().unwrap()) {
                    let has_mark = contest["Marks"].as_array().unwrap().iter().any(|mark| mark["IsAmbiguous"] == false);
                    *marked.entry(contest["Id"].as_i64().unwrap()).or_default() += u64::from(has_mark);
                }
            }
        }
        let ranked = contests["List"].as_array().unwrap().iter().filter(|contest| contest["NumOfRanks"] != 0);
        ranked
            .map(|contest| {
                let ballots = marked.get(&contest["Id"].as_i64().unwrap()).copied().unwrap_or(0);
                (contest["Description"].as_str().unwrap().to_owned(), ballots)
            })
            .collect()
    }

    #[test]
    fn san_francisco_has_its_ranked_contests_and_their_ballots() {
        let Some(folder) = shared("dominion_sf") else { return };
        let mut files: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| !path.ends_with("CvrExport_AZ-999.json"));
        files.sort();
        let is_export = |path: &&PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("CvrExport");
        let exports: Vec<PathBuf> = files.iter().filter(is_export).cloned().collect();
        let expected = walk(&exports, &json(&folder.join("ContestManifest.json")));
        assert_eq!(expected.len(), 6);
        assert_eq!(listed(&files), expected);
        for (title, ballots) in expected.iter().filter(|(_, ballots)| *ballots > 0) {
            let (contest, facts) = read_paths(&files, Some(title), CleaningOptions::default()).unwrap();
            assert_eq!(contest.report.ballots_read - contest.report.unmarked_ballots, *ballots);
            assert_eq!(facts.contest.as_ref(), Some(title));
            let kinds: Vec<GroupKind> = contest.reading.groups.iter().map(|(kind, _)| *kind).collect();
            assert_eq!(kinds, GroupKind::ALL);
        }
    }

    #[test]
    fn a_file_of_another_election_is_refused() {
        let Some(folder) = shared("dominion_sf") else { return };
        let error = read_paths(&[folder], Some("DISTRICT 1"), CleaningOptions::default()).unwrap_err().to_string();
        assert!(error.contains("08022022 Primary Election") || error.contains("part of several"), "{error}");
    }
}
