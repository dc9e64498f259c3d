//! Dominion, NIST common data format, Hart: against RCTab's reports on the same files, and what small files are read as.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::support::{expected, rankings};
use coalition_lens::ballots::{
    CleaningOptions, CleaningRules, Contest, ContestBuilder, DuplicateRule, GroupKind, ReadingOptions, WordKind, WriteInRole,
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

/// Reads a contest from files, folders and zip files; every ballot with a mark is kept as a sample.
fn read_paths(paths: &[PathBuf], contest: Option<&str>, options: CleaningOptions) -> Result<(Contest, ContestFacts)> {
    let mut inputs = Vec::new();
    for path in paths {
        inputs.extend(Input::expand(path)?);
    }
    let set = SourceSet::open(&inputs, None, ReadingOptions::default())?;
    let mut builder = ContestBuilder::new(options);
    builder.keep_samples(usize::MAX);
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

    /// The fixture's rules as ours; candidates keep the names and ids of the files.
    fn options(&self) -> CleaningOptions {
        let is_ended = self.config["rules"]["exhaustOnDuplicateCandidate"] == true;
        let duplicate = if is_ended { DuplicateRule::Exhaust } else { DuplicateRule::First };
        let rules = CleaningRules { duplicate, ..super::rctab::cleaning(&self.config).rules };
        CleaningOptions { rules, ..CleaningOptions::default() }
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

    /// RCTab's own table of the marks of the same files: ballots with a mark, by rank.
    fn table(&self, file: &str) -> Vec<Vec<Vec<String>>> {
        let mut reader = csv::Reader::from_path(self.folder.join(file)).unwrap();
        let first = reader.headers().unwrap().iter().position(|name| name == "Rank 1").unwrap();
        let ballots = reader.records().map(|record| {
            let record = record.unwrap();
            let cells = record.iter().skip(first).map(|cell| match cell {
                "undervote" => Vec::new(),
                names => names.split('\n').map(|name| self.name(name)).collect(),
            });
            trimmed(cells.collect())
        });
        ballots.filter(|ballot| !ballot.is_empty()).collect()
    }

    /// The same of what was read.
    fn marks(&self, contest: &Contest, name: impl Fn(&str) -> String) -> Vec<Vec<Vec<String>>> {
        let ranks = |marks: &Vec<Vec<String>>| marks.iter().map(|names| names.iter().map(|of| name(of)).collect()).collect();
        contest.reading.samples.iter().map(|sample| trimmed(ranks(&sample.marks))).collect()
    }

    /// Asserts that the ballots, read with the fixture's rules, and their first choices are those of the report, where `name` is RCTab's name of one of ours.
    fn check(&self, contest: &Contest, name: impl Fn(&str) -> String) {
        let mut expected = self.expected();
        expected.retain(|_, votes| *votes > 0);
        let mut counted = BTreeMap::new();
        for (ranking, count) in contest.profile.iter() {
            *counted.entry(name(&contest.candidates[usize::from(ranking[0])].name)).or_insert(0) += count;
        }
        assert_eq!(counted, expected, "{}", self.folder.display());
        let ballots = self.report["summary"]["totalNumBallots"].as_str().unwrap();
        assert_eq!(contest.report.ballots_read.to_string(), ballots);
    }
}

/// Names in order, and no empty ranks at the end.
fn trimmed(mut ranks: Vec<Vec<String>>) -> Vec<Vec<String>> {
    ranks.iter_mut().for_each(|names| names.sort());
    while ranks.last().is_some_and(Vec::is_empty) {
        ranks.pop();
    }
    ranks
}

/// Reads files of a folder made for the test.
fn read_small(files: &[(&str, String)], contest: Option<&str>) -> Result<(Contest, ContestFacts)> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    read_paths(&[folder.path().to_owned()], contest, CleaningOptions::default())
}

/// The message without the folder's name.
fn refusal(files: &[(&str, String)], contest: Option<&str>) -> String {
    match read_small(files, contest) {
        Ok((contest, _)) => panic!("read {:?}", rankings(&contest)),
        Err(error) => error.to_string().split_once('/').map_or(error.to_string(), |(_, message)| message.to_owned()),
    }
}

mod dominion {
    use super::*;

    fn description(folder: &Path, manifest: &str, id: &str) -> String {
        let manifest = json(&folder.join(manifest));
        let entries = manifest["List"].as_array().unwrap();
        let entry = entries.iter().find(|entry| entry["Id"].as_u64() == id.parse().ok()).unwrap();
        entry["Description"].as_str().unwrap().to_owned()
    }

    fn check(name: &str) {
        let Some(fixture) = Fixture::open(name) else { return };
        let folder = fixture.sources().remove(0);
        let title = description(&folder, "ContestManifest.json", fixture.source("contestId"));
        let (contest, _) = read_paths(&[folder], Some(&title), fixture.options()).unwrap();
        let id = |name: &str| contest.candidates.iter().find(|candidate| candidate.name == name).unwrap().id;
        fixture.check(&contest, |name| fixture.name(&id(name).to_string()));
    }

    #[test]
    fn exports_in_one_file_and_in_several_have_the_first_round_that_rctab_reports() {
        check("dominion_alaska");
        check("dominion_wyoming");
        check("dominion_multi_file");
    }

    #[test]
    fn every_mark_is_where_rctab_has_it() {
        let Some(fixture) = Fixture::open("conversions_from_dominion") else { return };
        let (contest, _) = read_paths(&fixture.sources(), None, CleaningOptions::default()).unwrap();
        let id = |name: &str| contest.candidates.iter().find(|candidate| candidate.name == name).unwrap().id;
        let found = fixture.marks(&contest, |name| fixture.name(&id(name).to_string()));
        assert_eq!(found, fixture.table("conversions_from_dominion_expected.csv"));
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
    fn a_file_of_another_election_is_passed_over_in_a_folder_and_refused_alone() {
        let Some(folder) = shared("dominion_sf") else { return };
        let set = SourceSet::open(&Input::expand(&folder).unwrap(), None, ReadingOptions::default()).unwrap();
        let [(name, reason)] = set.passed_over() else { panic!("{:?}", set.passed_over()) };
        assert!(name.ends_with("CvrExport_AZ-999.json") && reason.contains("08022022 Primary Election"), "{reason}");
        let mut files: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let error = read_paths(&files, Some("DISTRICT 1"), CleaningOptions::default()).unwrap_err().to_string();
        assert!(error.contains("08022022 Primary Election"), "{error}");
    }

    const CONTESTS: &str = r#"{"Version":"5.10","List":[{"Description":"Mayor","Id":1,"VoteFor":1,"NumOfRanks":3},
        {"Description":"Clerk","Id":2,"VoteFor":1,"NumOfRanks":0}]}"#;
    const CANDIDATES: &str = r#"{"Version":"5.10","List":[{"Description":"Ada","Id":11,"ContestId":1,"Type":"Regular","Disabled":0},
        {"Description":"Bo","Id":12,"ContestId":1,"Type":"Regular"},{"Description":"Write-in","Id":13,"ContestId":1,"Type":"WriteIn"},
        {"Description":"Cy","Id":14,"ContestId":1,"Type":"QualifiedWriteIn"},{"Description":"Di","Id":21,"ContestId":2,"Type":"Regular"}]}"#;
    const PORTIONS: &str = r#"{"Version":"5.10","List":[{"Description":"P 5","Id":5,"ExternalId":"","PrecinctId":1}]}"#;

    fn plain(name: &str) -> String {
        format!(r#"{{"Version":"5.10","List":[{{"Description":"{name}","Id":1,"ExternalId":""}}]}}"#)
    }

    fn manifests() -> Vec<(&'static str, String)> {
        vec![
            ("ContestManifest.json", CONTESTS.into()),
            ("CandidateManifest.json", CANDIDATES.into()),
            ("PrecinctPortionManifest.json", PORTIONS.into()),
            ("BallotTypeManifest.json", plain("Type A")),
            ("CountingGroupManifest.json", plain("By mail")),
            ("Configuration.json", r#"{"CvrType":0,"SplitFilesPerBatch":true}"#.into()),
        ]
    }

    fn export(sessions: &[String]) -> String {
        format!("\u{feff}{{\"Version\":\"5.10\",\"ElectionId\":\"E\",\"Sessions\":[{}]}}", sessions.join(","))
    }

    fn session(rest: &str) -> String {
        format!(r#"{{"TabulatorId":7,"BatchId":3,"RecordId":9,"CountingGroupId":1,{rest}}}"#)
    }

    /// With cards, and the contest on the second.
    fn snapshot(name: &str, is_current: bool, marks: &str) -> String {
        format!(
            r#""{name}":{{"PrecinctPortionId":5,"BallotTypeId":1,"IsCurrent":{is_current},"Cards":[{{"Id":1,"Contests":[
              {{"Id":2,"Marks":[{{"CandidateId":21,"Rank":1,"IsAmbiguous":false}}],"OutstackConditionIds":[]}}]}},
              {{"Id":2,"Contests":[{{"Id":1,"Undervotes":0,"OutstackConditionIds":[],"Marks":{marks}}}]}}]}}"#
        )
    }

    fn mark(candidate: u32, rank: u32) -> String {
        format!(
            r#"{{"CandidateId":{candidate},"PartyId":0,"Rank":{rank},"IsAmbiguous":false,"IsVote":false,"OutstackConditionIds":[9]}}"#
        )
    }

    fn original(marks: &[String]) -> String {
        session(&snapshot("Original", true, &format!("[{}]", marks.join(","))))
    }

    fn with(sessions: &[String]) -> Vec<(&'static str, String)> {
        let mut files = manifests();
        files.push(("CvrExport.json", export(sessions)));
        files
    }

    fn read_sessions(sessions: &[String]) -> Contest {
        read_small(&with(sessions), None).unwrap().0
    }

    #[test]
    fn marks_come_in_any_order_with_ranks_left_out_and_isvote_says_nothing_of_ranks() {
        let contest = read_sessions(&[original(&[mark(12, 3), mark(11, 1)]), original(&[mark(11, 1), mark(12, 1), mark(14, 2)])]);
        assert_eq!(contest.reading.samples[0].marks, [vec!["Ada"], vec![], vec!["Bo"]]);
        assert_eq!(contest.reading.samples[1].marks, [vec!["Ada", "Bo"], vec!["Cy"]]);
        assert_eq!(
            contest.candidates.iter().map(|candidate| candidate.is_write_in).collect::<Vec<_>>(),
            [false, false, true, true]
        );
    }

    #[test]
    fn the_lines_for_write_ins_are_one_candidate() {
        let mut files = with(&[original(&[mark(15, 1), mark(13, 2), mark(11, 3)])]);
        let line = r#"{"Description":"Write-in","Id":15,"ContestId":1,"Type":"WriteIn"},"#;
        files[1].1 = CANDIDATES.replace(r#"{"Description":"Cy""#, &format!(r#"{line}{{"Description":"Cy""#));
        let (contest, _) = read_small(&files, None).unwrap();
        assert_eq!((rankings(&contest), contest.candidates.len()), (expected(&[("Write-in>Ada", 1)]), 4));
    }

    #[test]
    fn two_lines_for_write_ins_at_one_rank_are_an_overvote_and_at_two_are_told() {
        let read = |second: u32| {
            let mut files = with(&[original(&[mark(13, 1), mark(15, second), mark(11, 3)])]);
            let line = r#"{"Description":"Write-in","Id":15,"ContestId":1,"Type":"WriteIn"},"#;
            files[1].1 = CANDIDATES.replace(r#"{"Description":"Cy""#, &format!(r#"{line}{{"Description":"Cy""#));
            read_small(&files, None).unwrap().0
        };
        assert_eq!((rankings(&read(1)), read(1).report.overvoted_ranks), (expected(&[("Ada", 1)]), 1));
        assert_eq!(rankings(&read(2)), expected(&[("Write-in>Ada", 1)]));
        assert!(read(2).reading.warnings[0].contains("may be two people"));
    }

    #[test]
    fn what_an_export_says_twice_or_does_not_explain_is_refused_or_told() {
        let one = original(&[mark(11, 1)]);
        let mut files = with(std::slice::from_ref(&one));
        files[0].1 = CONTESTS.replace("\"Id\":2", "\"Id\":1");
        assert!(refusal(&files, None).contains("a second contest has the Id 1"));
        files[0].1 = r#"{"Version":"5.10","List":[]}"#.into();
        assert!(refusal(&files, None).contains("lists no contests"));
        files[0].1 = CONTESTS.into();
        files[2].1 = PORTIONS.replace("]}", r#",{"Description":"P 6","Id":5,"ExternalId":"","PrecinctId":1}]}"#);
        assert!(refusal(&files, None).contains("the Id 5 stands for both"));
        assert!(refusal(&with(&[one.replace("\"Undervotes\":0", "\"Marks\":[]")]), None).contains("has Marks twice"));
        let warnings = |session: String| read_sessions(&[session]).reading.warnings.join("\n");
        assert!(
            warnings(one.replace("{\"Id\":2,\"Marks\"", "{\"Id\":99,\"Marks\""))
                .contains("that ContestManifest.json does not have")
        );
        let both = session(&[snapshot("Modified", true, "[]"), snapshot("Original", true, "[]")].join(","));
        assert!(warnings(both).contains("both a current Original and a current Modified"));
        assert_eq!(warnings(one), "");
    }

    #[test]
    fn records_without_numbers_are_told_where_there_are_several_files() {
        let hidden = original(&[mark(11, 1)]).replace("\"RecordId\":9", "\"RecordId\":\"X\"");
        let mut files = with(&[hidden.clone(), hidden.clone()]);
        assert!(read_small(&files, None).unwrap().0.reading.warnings.is_empty(), "they have one name and are not the same");
        files.push(("CvrExport_2.json", export(&[hidden.replace("\"CandidateId\":11", "\"CandidateId\":12")])));
        assert!(read_small(&files, None).unwrap().0.reading.warnings[0].contains("have no number (RecordId X)"));
    }

    #[test]
    fn records_that_come_twice_are_told_once_and_refused_in_two_files_unless_repeats_are_allowed() {
        let twice = with(&[original(&[mark(11, 1)]), original(&[mark(12, 1)])]);
        let warnings = read_small(&twice, None).unwrap().0.reading.warnings;
        let [told] = warnings.as_slice() else { panic!("{warnings:?}") };
        assert!(told.starts_with("1 records have the tabulator, batch and record number of another in the same file"), "{told}");
        let mut files = with(&[original(&[mark(11, 1)])]);
        files.push(("CvrExport_2.json", export(&[original(&[mark(12, 1)])])));
        assert!(refusal(&files, None).contains("the record 7-3-9 (tabulator, batch, record) is in"));
        let folder = tempfile::tempdir().unwrap();
        files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
        let options = ReadingOptions { allow_repeats: true, ..ReadingOptions::default() };
        let set = SourceSet::open(&Input::expand(folder.path()).unwrap(), None, options).unwrap();
        let (contest, _) = set.read(None, ContestBuilder::new(CleaningOptions::default()), &mut ()).unwrap();
        assert_eq!(rankings(&contest), expected(&[("Ada", 1), ("Bo", 1)]));
        assert!(contest.reading.warnings[0].starts_with("1 records are in two of the files"), "{:?}", contest.reading.warnings);
    }

    #[test]
    fn every_group_and_the_key_are_read() {
        let contest = read_sessions(&[original(&[mark(11, 1)])]);
        let sample = &contest.reading.samples[0];
        let names = ["P 5", "Type A", "By mail", "7-3"];
        assert_eq!(sample.groups, GroupKind::ALL.into_iter().zip(names.map(str::to_owned)).collect::<Vec<_>>());
        assert_eq!(sample.key, "7-3-9");
    }

    #[test]
    fn what_adjudication_made_of_a_ballot_counts_where_the_original_is_not_current() {
        let both = |original: bool, modified: bool| {
            let marks = |candidate| format!("[{}]", mark(candidate, 1));
            session(&[snapshot("Modified", modified, &marks(12)), snapshot("Original", original, &marks(11))].join(","))
        };
        let only_original = session(&snapshot("Original", false, "[]"));
        let contest = read_sessions(&[both(true, true), both(false, true), both(false, false), only_original]);
        assert_eq!(rankings(&contest), expected(&[("Ada", 1), ("Bo", 1)]));
        let warnings = contest.reading.warnings.join("\n");
        assert!(warnings.contains("2 records have neither a current Original"), "{warnings}");
    }

    #[test]
    fn contests_directly_in_the_original_are_read() {
        let old = session(&format!(
            r#""Original":{{"PrecinctPortionId":5,"BallotTypeId":1,"IsCurrent":true,"Contests":[{{"Marks":[{}],"Id":1}}]}},"Modified":null"#,
            mark(11, 1)
        ));
        assert_eq!(rankings(&read_sessions(&[old])), expected(&[("Ada", 1)]));
    }

    #[test]
    fn redacted_records_are_named_by_letters_and_redacted_marks_are_left_out_and_told() {
        let redacted =
            session(&snapshot("Original", true, "\"*** REDACTED ***\"")).replace("\"RecordId\":9", "\"RecordId\":\"X\"");
        let named = original(&[mark(11, 1)]).replace("\"RecordId\":9", "\"RecordId\":\"X\"");
        let contest = read_sessions(&[redacted.clone(), redacted, named]);
        assert_eq!((contest.report.ballots_read, contest.reading.samples[0].key.as_str()), (1, "7-3-X"));
        assert!(
            contest.reading.warnings[0].starts_with("2 ballots of the contest are redacted"),
            "{:?}",
            contest.reading.warnings
        );
        let placeless = original(&[mark(11, 1)]).replace("\"PrecinctPortionId\":5", "\"PrecinctPortionId\":\"X\"");
        let contest = read_sessions(&[placeless]);
        assert_eq!(contest.reading.samples[0].groups[0].0, GroupKind::BallotStyle);
        let other = session(&snapshot("Original", true, "\"hidden\""));
        assert!(refusal(&with(&[other]), None).contains("the marks are \"hidden\""));
    }

    #[test]
    fn ambiguous_marks_are_none_and_write_ins_with_nothing_written_are_told() {
        let ambiguous = mark(11, 1).replace("\"IsAmbiguous\":false", "\"IsAmbiguous\":true");
        let empty = mark(13, 2).replace("\"Rank\"", "\"WriteinDensity\":0,\"Rank\"");
        let contest = read_sessions(&[original(&[ambiguous, empty, mark(12, 3)])]);
        assert_eq!(rankings(&contest), expected(&[("Write-in>Bo", 1)]));
        let warnings = contest.reading.warnings.join("\n");
        assert!(
            warnings.contains("1 marks are ambiguous") && warnings.contains("1 marks for a write-in have nothing"),
            "{warnings}"
        );
    }

    #[test]
    fn voters_who_may_not_vote_in_the_contest_are_left_out_and_told() {
        let inactive =
            original(&[mark(11, 1)]).replace("\"Undervotes\":0,\"OutstackConditionIds\":[]", "\"OutstackConditionIds\":[4,7]");
        let contest = read_sessions(&[inactive, original(&[mark(12, 1)])]);
        assert_eq!(rankings(&contest), expected(&[("Bo", 1)]));
        assert!(contest.reading.warnings[0].starts_with("1 ballots are of voters who may not vote"));
    }

    #[test]
    fn a_contest_without_ranks_is_listed_only_where_no_other_has_them() {
        let mut files = with(&[original(&[mark(11, 1)])]);
        assert!(refusal(&files, Some("Clerk")).contains("the contests are: Mayor"));
        files[0].1 = CONTESTS.replace("\"NumOfRanks\":3", "\"NumOfRanks\":0");
        let (contest, _) = read_small(&files, Some("Clerk")).unwrap();
        assert_eq!(rankings(&contest), expected(&[("Di", 1)]));
        assert!(contest.reading.warnings[0].contains("Clerk has no ranks"));
        let ranked = with(&[original(&[mark(11, 1), mark(12, 2)])]).pop().unwrap();
        let manifests: Vec<_> = files.iter().filter(|(name, _)| *name != "CvrExport.json").cloned().collect();
        let (contest, _) = read_small(&[manifests, vec![ranked]].concat(), Some("Mayor")).unwrap();
        assert!(contest.reading.warnings[0].contains("Mayor has no ranks by NumOfRanks (0), and its marks have"));
        files[0].1 = files[0].1.replace("\"VoteFor\":1", "\"VoteFor\":2");
        assert!(refusal(&files, Some("Clerk")).contains("voters mark up to 2 without ranks"));
    }

    #[test]
    fn a_missing_manifest_is_named_where_it_is_needed_and_told_where_it_is_not() {
        let all = with(&[original(&[mark(11, 1)])]);
        let without = |name: &str| all.iter().filter(|(file, _)| *file != name).cloned().collect::<Vec<_>>();
        for name in ["ContestManifest.json", "CandidateManifest.json"] {
            assert!(refusal(&without(name), None).contains(&format!("{name} is not among the files")));
        }
        let (contest, _) = read_small(&without("PrecinctPortionManifest.json"), None).unwrap();
        assert_eq!(contest.reading.samples[0].groups[0].1, "5");
        assert!(contest.reading.warnings[0].starts_with("PrecinctPortionManifest.json is not among the files"));
        let twice = [all.clone(), vec![("old_ContestManifest.json", CONTESTS.replace("5.10", "5.4"))]].concat();
        assert!(refusal(&twice, None).contains("are both a ContestManifest.json"));
    }

    #[test]
    fn numbers_that_the_manifests_do_not_have_are_refused_with_the_record() {
        let of = |marks: &[String]| refusal(&with(&[original(&[mark(11, 1)]), original(marks)]), None);
        assert!(
            of(&[mark(99, 1)]).contains("element 2 of Sessions: a mark in contest 1 (Mayor) is for candidate 99, who is not in")
        );
        assert!(of(&[mark(21, 1)]).contains("(\"Di\") stands in contest 2"));
        assert!(of(&[mark(11, 0)]).contains("the rank 0 is not between"));
        assert!(of(&[mark(11, 1).replace("\"Rank\":1,", "")]).contains("has no Rank"));
        let other_place = original(&[]).replace("\"PrecinctPortionId\":5", "\"PrecinctPortionId\":6");
        assert!(refusal(&with(&[other_place]), None).contains("6 is not in PrecinctPortionManifest.json"));
    }

    #[test]
    fn of_two_elections_only_the_one_that_the_manifest_names_is_read_and_the_other_is_told() {
        let mut files = with(&[original(&[mark(11, 1)])]);
        files.push(("CvrExport_2.json", export(&[original(&[mark(12, 1)])]).replace("\"E\"", "\"F\"")));
        assert!(refusal(&files, None).contains("is of the election \"F\", but"));
        let event = r#"{"Version":"5.10","List":[{"Description":"F","Id":1,"Jurisdiction":"","ElectionDate":"20201103"}]}"#;
        files.push(("ElectionEventManifest.json", event.to_owned()));
        let (contest, _) = read_small(&files, None).unwrap();
        assert_eq!(rankings(&contest), expected(&[("Bo", 1)]));
        assert!(contest.reading.warnings.iter().any(|warning| warning.contains("is of the election \"E\", but")));
    }

    #[test]
    fn an_export_in_several_files_or_a_zip_file_is_one() {
        let mut files = with(&[original(&[mark(11, 1)])]);
        files.push(("CvrExport_2.json", export(&[original(&[mark(12, 1)])])));
        let error = refusal(&files, None);
        assert!(error.contains("CvrExport_2.json, line 1: element 1 of Sessions: the record 7-3-9"), "{error}");
        files.pop();
        files.push(("CvrExport_2.json", export(&[original(&[mark(12, 1)])]).replace("\"RecordId\":9", "\"RecordId\":10")));
        files.push(("CvrExport_3.json", export(&[])));
        let (contest, _) = read_small(&files, None).unwrap();
        assert_eq!(rankings(&contest), expected(&[("Ada", 1), ("Bo", 1)]));
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in &files {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), archive.finish().unwrap().into_inner()).unwrap();
        let (packed, _) = read_paths(&[file.path().to_owned()], None, CleaningOptions::default()).unwrap();
        assert_eq!(rankings(&packed), rankings(&contest));
    }

    #[test]
    fn what_is_cut_off_damaged_or_a_bomb_says_where() {
        let whole = export(&[original(&[mark(11, 1)]), original(&[mark(12, 1)])]);
        let of = |text: String| refusal(&[manifests(), vec![("CvrExport.json", text)]].concat(), None);
        assert!(of(whole[..whole.len() - 20].to_owned()).contains("the file is cut off in element 2 of Sessions, after"));
        assert!(of(format!("{whole}{whole}")).contains("something follows the end of the JSON object"));
        assert!(
            of(whole.replacen("\"CandidateId\":11", "\"CandidateId\":\"x\"", 1)).contains("bytes into element 1 of Sessions")
        );
        let deep = |member: &str| {
            let (open, close) = ("[".repeat(3 << 20), "]".repeat(3 << 20));
            format!("{{\"ElectionId\":\"E\",\"Sessions\":[{{\"{member}\":{open}{close}}}]}}")
        };
        assert!(of(deep("Notes")).contains("holds no ballots"));
        assert!(of(deep("Original")).contains("expected an object, 13 bytes into element 1 of Sessions"));
        let long = format!("{{\"ElectionId\":\"E\",\"Sessions\":[{{\"RecordId\":\"{}\"}}]}}", "x".repeat(17 << 20));
        assert!(of(long).contains("one value is larger than 16 MiB"));
    }

    #[test]
    fn contests_that_share_a_name_are_told_apart_by_their_ids() {
        let mut files = with(&[original(&[mark(11, 1)])]);
        files[0].1 = CONTESTS.replace("Clerk", "Mayor").replace("\"NumOfRanks\":0", "\"NumOfRanks\":3");
        let (contest, facts) = read_small(&files, Some("Mayor (contest 1)")).unwrap();
        assert_eq!((facts.contest.as_deref(), contest.candidates.len()), (Some("Mayor (contest 1)"), 4));
    }
}

mod cdf {
    use super::*;

    #[test]
    fn test_sets_have_the_first_round_that_rctab_reports() {
        for name in [
            "test_set_0_skipped_first_choice",
            "test_set_1_exhaust_at_overvote",
            "test_set_2_overvote_skip_to_next",
            "test_set_6_duplicate_exhaust",
            "test_set_7_duplicate_skip_to_next",
        ] {
            let Some(fixture) = Fixture::open(name) else { return };
            let (contest, facts) = read_paths(&fixture.sources(), None, fixture.options()).unwrap();
            fixture.check(&contest, |name| fixture.name(name));
            assert_eq!(facts.contest.as_deref(), Some(fixture.source("contestId")));
        }
    }

    /// Both files of the fixture are the same; one is given a line feed more, or its ballots would be refused as a repetition.
    #[test]
    fn a_contest_in_two_files_has_the_first_round_that_rctab_reports() {
        let Some(fixture) = Fixture::open("test_set_8_multi_cdf") else { return };
        let sources = fixture.sources();
        let copy = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(copy.path(), std::fs::read_to_string(&sources[1]).unwrap() + "\n").unwrap();
        let (contest, _) =
            read_paths(&[sources[0].clone(), copy.path().to_owned()], Some("Test Set 0"), fixture.options()).unwrap();
        fixture.check(&contest, str::to_owned);
    }

    #[test]
    fn a_report_with_a_snapshot_for_each_round_has_the_ballots_that_were_counted() {
        let Some(fixture) = Fixture::open("test_set_1_exhaust_at_overvote") else { return };
        let converted = fixture.folder.join("test_set_1_exhaust_at_overvote_expected_cdf_cvr.json");
        let (converted, _) = read_paths(&[converted], None, CleaningOptions::default()).unwrap();
        let (original, _) = read_paths(&fixture.sources(), None, CleaningOptions::default()).unwrap();
        assert_eq!(rankings(&converted), rankings(&original));
        assert_eq!(converted.report, original.report);
        assert!(converted.reading.warnings.iter().any(|warning| warning.contains("records have a snapshot for each round")));
    }

    /// RCTab writes an overvote as a selection of that name.
    #[test]
    fn a_report_made_of_a_workbook_has_the_ballots_of_the_workbook() {
        let Some(report) = shared("rctab/conversions_from_ess/conversions_from_ess_expected_cdf_cvr.json") else { return };
        let Some(workbook) = shared("rctab/_shared/simple_ess_cvr.xlsx") else { return };
        let read = |path| read_paths(&[path], None, CleaningOptions::default()).unwrap().0;
        let (report, workbook) = (read(report), read(workbook));
        assert_eq!(rankings(&report), rankings(&workbook));
        assert_eq!((report.candidates, report.report), (workbook.candidates, workbook.report));
    }

    #[test]
    fn every_mark_is_where_rctab_has_it() {
        let Some(fixture) = Fixture::open("conversions_from_cdf") else { return };
        let mut found = Vec::new();
        for path in fixture.sources() {
            let (contest, _) = read_paths(&[path], None, CleaningOptions::default()).unwrap();
            found.extend(fixture.marks(&contest, |name| fixture.name(name)));
        }
        assert_eq!(found, fixture.table("conversions_from_cdf_expected.csv"));
    }

    const ELECTION: &str = r#""Election":[{"Candidate":[{"@id":"a","Name":"Ada"},{"@id":"b","Name":"Bo"},{"@id":"w"}],
        "Contest":[{"@id":"m","Name":"Mayor  of X","NumberElected":2,"ContestSelection":[{"@id":"sa","CandidateIds":["a"]},
          {"@id":"sb","CandidateIds":["b"]},{"@id":"sw","CandidateIds":["w"],"IsWriteIn":true}]}]}],
        "GpUnit":[{"@id":"p1","Name":"Precinct 1"}]"#;

    fn report(cvrs: &str) -> Vec<(&'static str, String)> {
        vec![("report.json", format!(r#"{{"@type":"CVR.CastVoteRecordReport","CVR":[{cvrs}],{ELECTION}}}"#))]
    }

    fn cvr(selections: &str) -> String {
        format!(
            r#"{{"UniqueId":"k1","BatchId":7,"BallotStyleUnitId":"p1","BallotStyleId":"s","CurrentSnapshotId":"now","CVRSnapshot":[
              {{"@id":"old","CVRContest":[{{"ContestId":"m","CVRContestSelection":[{}]}}]}},
              {{"@id":"now","CVRContest":[{{"ContestId":"m","Overvotes":1,"CVRContestSelection":[{selections}]}}]}}]}}"#,
            selection("sb", r#""Rank":1"#)
        )
    }

    fn selection(id: &str, position: &str) -> String {
        format!(r#"{{"ContestSelectionId":"{id}","SelectionPosition":[{{{position}}}]}}"#)
    }

    fn marks(selections: &[(&str, &str)]) -> Vec<Vec<String>> {
        let selections: Vec<String> = selections.iter().map(|(id, position)| selection(id, position)).collect();
        let (contest, _) = read_small(&report(&cvr(&selections.join(","))), None).unwrap();
        contest.reading.samples.first().map(|sample| sample.marks.clone()).unwrap_or_default()
    }

    #[test]
    fn the_current_snapshot_counts_and_its_groups_and_key_are_read() {
        let (contest, facts) = read_small(&report(&cvr(&selection("sa", r#""Rank":1"#))), None).unwrap();
        assert_eq!(rankings(&contest), expected(&[("Ada", 1)]));
        assert_eq!((facts.contest.as_deref(), facts.seats), (Some("Mayor of X"), Some(2)));
        let sample = &contest.reading.samples[0];
        let groups = [(GroupKind::Precinct, "Precinct 1"), (GroupKind::BallotStyle, "s"), (GroupKind::Batch, "7")];
        assert_eq!((sample.key.as_str(), sample.groups.clone()), ("k1", groups.map(|(kind, name)| (kind, name.into())).to_vec()));
    }

    #[test]
    fn marks_that_are_none_may_not_be_counted_or_have_no_votes_are_left_out() {
        for position in [
            r#""HasIndication":"no","Rank":1"#,
            r#""HasIndication":false,"Rank":1"#,
            r#""IsAllocable":"no","Rank":1"#,
            r#""NumberVotes":0,"Rank":1"#,
        ] {
            assert_eq!(marks(&[("sa", position)]), Vec::<Vec<String>>::new(), "{position}");
        }
        assert_eq!(
            marks(&[("sa", r#""HasIndication":true,"IsAllocable":"unknown","NumberVotes":1,"Rank":"2""#)]),
            [vec![], vec!["Ada"]]
        );
    }

    #[test]
    fn marks_that_are_invalid_or_unknown_are_told_and_other_words_refused() {
        let read = |position: &str| read_small(&report(&cvr(&selection("sa", position))), None).unwrap().0;
        let invalid = read(r#""Status":["invalidated-rules"],"Rank":1"#);
        assert_eq!((rankings(&invalid), invalid.report.blank_ballots), (expected(&[]), 1));
        assert!(invalid.reading.warnings.iter().any(|warning| warning.starts_with("1 marks are invalid by rules")));
        let unknown = read(r#""HasIndication":"unknown","Rank":1"#);
        assert_eq!(rankings(&unknown), expected(&[("Ada", 1)]));
        assert!(unknown.reading.warnings[0].contains("of a mark is unknown"));
        let of = |position: &str| refusal(&report(&cvr(&selection("sa", position))), None);
        assert!(of(r#""IsAllocable":"perhaps","Rank":1"#).contains("IsAllocable is \"perhaps\""));
        assert!(of(r#""Status":"void","Rank":1"#).contains("the Status \"void\""));
    }

    #[test]
    fn what_a_report_has_twice_does_not_explain_or_leaves_out_is_told() {
        let warnings = |cvrs: &str| read_small(&report(cvrs), None).unwrap().0.reading.warnings.join("\n");
        let one = cvr(&selection("sa", r#""Rank":1"#));
        for twice in [one.clone(), one.replace("UniqueId", "BallotAuditId")] {
            let told = warnings(&format!("{twice},{twice}"));
            assert!(told.starts_with("1 records have the UniqueId of another") && told.lines().count() == 1, "{told}");
        }
        let without = r#"{"UniqueId":"k2"}"#;
        assert!(warnings(&format!("{one},{without}")).contains("1 records have no snapshot"));
        let placeless = cvr(r#"{"ContestSelectionId":"sa"}"#);
        let told = warnings(&format!("{one},{placeless}"));
        assert!(told.contains("1 selections have neither") && told.contains("1 ballots have overvotes"), "{told}");
        let other =
            one.replace(r#"{"@id":"old","CVRContest":[{"ContestId":"m""#, r#"{"@id":"old","CVRContest":[{"ContestId":"zz""#);
        assert!(warnings(&other).contains("does not declare (Election with Contest), such as \"zz\""));
        let twice = one.replace("\"@id\":\"old\"", "\"@id\":\"now\"");
        assert!(refusal(&report(&twice), None).contains("two snapshots are called \"now\""));
        assert_eq!(warnings(&one), "");
    }

    #[test]
    fn two_lines_for_write_ins_are_an_overvote_at_one_rank_and_told_at_two() {
        let read = |rank: u32| {
            let second = selection("sx", &format!(r#""Rank":{rank}"#));
            let text = report(&cvr(&[selection("sw", r#""Rank":1"#), second, selection("sa", r#""Rank":3"#)].join(",")));
            let line = r#"{"@id":"sw","CandidateIds":["w"],"IsWriteIn":true}"#;
            let both = format!(r#"{line},{{"@id":"sx","CandidateIds":["w"],"IsWriteIn":true}}"#);
            read_small(&[("report.json", text[0].1.replace(line, &both))], None).unwrap().0
        };
        assert_eq!(rankings(&read(1)), expected(&[("Ada", 1)]));
        assert_eq!(rankings(&read(2)), expected(&[("Write-in>Ada", 1)]));
        assert!(read(2).reading.warnings[0].contains("may be two people"));
    }

    #[test]
    fn the_rank_of_a_position_goes_before_that_of_its_selection() {
        let both = r#"{"ContestSelectionId":"sa","Rank":3,"SelectionPosition":[{"Rank":2}]},{"ContestSelectionId":"sb","Rank":1,"SelectionPosition":[{}]}"#;
        let (contest, _) = read_small(&report(&cvr(both)), None).unwrap();
        assert_eq!(contest.reading.samples[0].marks, [vec!["Bo"], vec!["Ada"]]);
        let error = refusal(&report(&format!("{},{}", cvr(&selection("sa", r#""Rank":1"#)), cvr(&selection("sb", "")))), None);
        assert!(error.contains("CVR 2: a mark in Mayor of X has no Rank"), "{error}");
    }

    #[test]
    fn several_marks_at_an_overvoted_rank_that_may_not_be_counted_are_an_overvote() {
        let position = r#""IsAllocable":"no","Rank":1"#;
        assert_eq!(marks(&[("sa", position), ("sb", position), ("sa", r#""Rank":2"#)]), [["overvote"], ["Ada"]]);
    }

    #[test]
    fn selections_that_need_adjudication_do_not_count() {
        let waiting = r#"{"ContestSelectionId":"sa","Status":["needs-adjudication"],"SelectionPosition":[{"Rank":1}]}"#;
        let (contest, _) =
            read_small(&report(&format!("{},{}", cvr(waiting), cvr(&selection("sb", r#""Rank":1"#)))), None).unwrap();
        assert_eq!((rankings(&contest), contest.report.blank_ballots), (expected(&[("Bo", 1)]), 1));
        assert!(contest.reading.warnings.iter().any(|warning| warning.starts_with("1 selections need adjudication")));
    }

    #[test]
    fn selections_that_are_called_like_a_word_are_that_word_unless_they_are_said_to_be_candidates() {
        let read = |word: &str, options: CleaningOptions| {
            let text = report(&cvr(&[selection("sb", r#""Rank":1"#), selection("sa", r#""Rank":2"#)].join(","))).remove(0).1;
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("report.json");
            std::fs::write(&path, text.replace("\"Bo\"", &format!("{word:?}"))).unwrap();
            read_paths(&[path], None, options).unwrap().0
        };
        let of = |word: &str| read(word, CleaningOptions::default());
        assert_eq!(of("overvote").reading.samples[0].marks, [["overvote"], ["Ada"]]);
        assert_eq!(of("overvote").reading.words, [("overvote".to_owned(), WordKind::Overvote, 1)]);
        assert_eq!(of("skipped").reading.samples[0].marks, [vec![], vec!["Ada"]]);
        assert!(of("Blank").reading.warnings[0].contains("`write_in` \"Blank=candidate\""));
        let write_in = [("Blank".to_owned(), WriteInRole::Candidate)].into();
        let said = read("Blank", CleaningOptions { write_in, ..CleaningOptions::default() });
        assert_eq!((rankings(&said), said.reading.warnings.len()), (expected(&[("Blank>Ada", 1)]), 0));
    }

    #[test]
    fn write_ins_without_a_name_are_one_candidate_that_is_counted() {
        let written = r#""CVRWriteIn":{"Text":"Write In(46)"},"Rank":2"#;
        assert_eq!(marks(&[("sw", r#""Rank":1"#), ("sa", written)]), [["Write-in"], ["Write-in"]]);
        let (contest, _) = read_small(&report(&cvr(&selection("sw", r#""Rank":1"#))), None).unwrap();
        assert_eq!(rankings(&contest), expected(&[("Write-in", 1)]));
        assert!(contest.candidates[2].is_write_in);
    }

    #[test]
    fn write_in_lines_with_numbers_are_one_candidate_and_those_with_names_their_own() {
        let named = |first: &str| {
            let text = report(&cvr(&selection("sw", r#""Rank":1"#))).remove(0).1;
            let text = text.replace(r#"{"@id":"w"}"#, &format!(r#"{{"@id":"w","Name":"{first}"}}"#));
            let (contest, _) = read_small(&[("report.json", text)], None).unwrap();
            rankings(&contest)
        };
        assert_eq!(named("Write-in 2"), expected(&[("Write-in", 1)]));
        assert_eq!(named("Zoe"), expected(&[("Zoe", 1)]));
    }

    #[test]
    fn parts_of_votes_unknown_selections_and_missing_snapshots_are_refused() {
        let of = |selections: &str| refusal(&report(&cvr(selections)), None);
        assert!(of(&selection("sa", r#""NumberVotes":0.5,"Rank":1"#)).contains("a mark has \"0.5\" votes"));
        assert!(of(&selection("zz", r#""Rank":1"#)).contains("the selection \"zz\" is not one of the contest Mayor of X"));
        assert!(of(&selection("sa", r#""Rank":0"#)).contains("the rank 0 is not between 1"));
        let lost = cvr("").replace(r#""CurrentSnapshotId":"now""#, r#""CurrentSnapshotId":"lost""#);
        assert!(refusal(&report(&lost), None).contains("the snapshot \"lost\" (CurrentSnapshotId) is missing"));
    }

    const XML_ELECTION: &str = r#"<Election ObjectId="e"><Candidate ObjectId="a"><Name>Ada &amp; Bea</Name></Candidate>
        <Candidate ObjectId="b"><Name>B&#243;</Name></Candidate><Contest xsi:type="CandidateContest" ObjectId="m">
        <ContestSelection ObjectId="sa"><CandidateIds>a</CandidateIds></ContestSelection>
        <ContestSelection ObjectId="sb"><CandidateIds>b</CandidateIds></ContestSelection><Name>Mayor</Name></Contest></Election>
        <GpUnit ObjectId="p"><Name>P</Name></GpUnit>"#;

    #[test]
    fn xml_with_and_without_prefixes_is_read_as_json_is() {
        let plain = format!(
            r#"<?xml version="1.0"?><CastVoteRecordReport xmlns="NIST_V0_cast_vote_records.xsd" xmlns:xsi="x"><CVR>
            <BallotStyleUnitId>p</BallotStyleUnitId><CurrentSnapshotId>s1</CurrentSnapshotId><CVRSnapshot ObjectId="s1">
            <CVRContest><ContestId>m</ContestId>
              <CVRContestSelection><ContestSelectionId>sb</ContestSelectionId><Rank>1</Rank></CVRContestSelection>
              <CVRContestSelection><ContestSelectionId>sa</ContestSelectionId><SelectionPosition><HasIndication>yes</HasIndication>
                <Rank>2</Rank></SelectionPosition></CVRContestSelection></CVRContest>
            <Type>original</Type></CVRSnapshot><UniqueId>9</UniqueId></CVR>{XML_ELECTION}</CastVoteRecordReport>"#
        );
        let prefixed =
            plain.replace("</", "</cdf:").replace('<', "<cdf:").replace("<cdf:/cdf:", "</cdf:").replace("<cdf:?", "<?");
        for text in [plain.clone(), prefixed.replace("xmlns=", "xmlns:cdf=")] {
            let (contest, _) = read_small(&[("report.xml", text)], None).unwrap();
            assert_eq!(rankings(&contest), expected(&[("Bó>Ada & Bea", 1)]));
            assert_eq!(contest.reading.samples[0].key, "9");
        }
        let error = refusal(&[("report.xml", plain.replace("</CVR>", ""))], None);
        assert!(error.contains("is damaged XML"), "{error}");
        let error = refusal(&[("report.xml", plain[..plain.len() - 40].to_owned())], None);
        assert!(error.contains("cut off") || error.contains("damaged"), "{error}");
    }

    /// As Unisyn wrote it in 2020: a selection is a rank, a position a candidate, a snapshot a contest.
    #[test]
    fn reports_that_tell_candidates_by_position_are_read() {
        let mark = |rank: u8, position: &str| {
            format!(
                "<CVRContestSelection><ContestSelectionId>Contest_7_R{rank}</ContestSelectionId><Rank>{rank}</Rank>
                <SelectionPosition>{position}</SelectionPosition></CVRContestSelection>"
            )
        };
        let chosen =
            |number: u8| format!("<HasIndication>yes</HasIndication><NumberVotes>1</NumberVotes><Position>{number}</Position>");
        let none = "<HasIndication>unknown</HasIndication><NumberVotes>0</NumberVotes>";
        let written =
            "<CVRWriteIn><Text>Write In(46)</Text></CVRWriteIn><HasIndication>yes</HasIndication><Position>46</Position>";
        let ballot = [mark(1, &chosen(2)), mark(2, none), mark(3, &chosen(1)), mark(4, written)].concat();
        let text = format!(
            r#"<CastVoteRecordReport><CVR><CurrentSnapshotId>S_6</CurrentSnapshotId>
            <CVRSnapshot ObjectId="S_6"><CVRContest><ContestId>Contest_6</ContestId></CVRContest></CVRSnapshot>
            <CVRSnapshot ObjectId="S_7"><CVRContest><ContestId>Contest_7</ContestId>{ballot}</CVRContest></CVRSnapshot></CVR>
            <Election ObjectId="e"><Candidate ObjectId="Candidate_1"><Name>Ada</Name></Candidate>
            <Candidate ObjectId="Candidate_2"><Name>Bo</Name></Candidate>
            <Contest ObjectId="Contest_6"><ContestSelection ObjectId="Contest_6_R1"/></Contest>
            <Contest ObjectId="Contest_7"><ContestSelection ObjectId="Contest_7_R1"/><ContestSelection ObjectId="Contest_7_R2"/>
            </Contest></Election></CastVoteRecordReport>"#
        );
        let (contest, facts) = read_small(&[("old.xml", text.clone())], None).unwrap();
        assert_eq!(facts.contest.as_deref(), Some("Contest_7"));
        assert_eq!(contest.reading.samples[0].marks, [vec!["Bo"], vec![], vec!["Ada"], vec!["Write-in"]]);
        let error = refusal(&[("old.xml", text.replace("<Position>2<", "<Position>5<"))], None);
        assert!(error.contains("no \"Candidate_5\""), "{error}");
    }

    #[test]
    fn contests_without_ranks_are_not_listed_beside_ranked_ones() {
        let second =
            r#","Contest":[{"@id":"q","Name":"Question","VotesAllowed":1,"ContestSelection":[{"@id":"y","Selection":"Yes"}]},"#;
        let both = report(&cvr(&selection("sa", r#""Rank":1"#)));
        let mut both = vec![("report.json", both[0].1.replacen(",\n        \"Contest\":[", second, 1))];
        let (contest, facts) = read_small(&both, None).unwrap();
        assert_eq!((facts.contest.as_deref(), contest.candidates.len()), (Some("Mayor of X"), 3));
        let blank = both[0].1.replace("\"Rank\":1", "\"HasIndication\":\"no\"");
        both.push(("blank.json", blank));
        let (contest, _) = read_small(&both, None).unwrap();
        assert_eq!((contest.report.ballots_read, contest.report.blank_ballots), (2, 1), "a file without ranks does not tell");
    }
}

mod hart {
    use super::*;

    fn sheet(guid: &str, options: &str) -> String {
        format!(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><Cvr xmlns=\"http://tempuri.org/CVRDesign.xsd\"><Contests>
            <Contest><Name>Mayor</Name><Id>m</Id><Options>{options}</Options></Contest>
            <Contest><Name>Clerk</Name><Id>c</Id><Options>{}</Options></Contest></Contests><BatchNumber>4</BatchNumber>
            <PrecinctSplit><Name>P1</Name><Id>x</Id></PrecinctSplit><CvrGuid>{guid}</CvrGuid></Cvr>",
            option("Cy", "1")
        )
    }

    fn option(name: &str, value: &str) -> String {
        format!("<Option><Name>{name}</Name><Id>id-{name}</Id><Value>{value}</Value></Option>")
    }

    #[test]
    fn the_school_board_has_the_first_round_that_rctab_reports() {
        let Some(fixture) = Fixture::open("hart_cedar_park_school_board") else { return };
        let title = fixture.config["outputSettings"]["contestName"].as_str().unwrap();
        let (contest, _) = read_paths(&fixture.sources(), Some(title), fixture.options()).unwrap();
        fixture.check(&contest, str::to_owned);
        assert_eq!(contest.report.unmarked_ballots, fixture.report["summary"]["undervotes"].as_u64().unwrap());
    }

    #[test]
    fn each_digit_of_a_value_is_a_rank() {
        let first = sheet("g1", &[option("Bo", "0101"), option("Ada", "1000")].concat());
        let second = sheet("g2", &[option("Ada", "1000"), option("Bo", "1000")].concat());
        let files = [("1.xml", first), ("2.xml", second), ("3.xml", sheet("g3", "")), ("1.xml.sig.xml", "<Signature/>".into())];
        let (contest, facts) = read_small(&files, None).unwrap();
        assert_eq!(facts.contest.as_deref(), Some("Mayor"), "the contest without ranks is not listed");
        assert_eq!(rankings(&contest), expected(&[("Ada>Bo", 1)]));
        let report = &contest.report;
        assert_eq!((report.ballots_read, report.unmarked_ballots, report.overvoted_ranks), (3, 1, 1));
        let sample = &contest.reading.samples[0];
        assert_eq!(
            (sample.key.as_str(), &sample.marks),
            ("g1", &vec![vec!["Ada".into()], vec!["Bo".into()], vec![], vec!["Bo".into()]])
        );
        assert_eq!(sample.groups, [(GroupKind::Precinct, "P1".into()), (GroupKind::Batch, "4".into())]);
    }

    #[test]
    fn options_without_a_name_are_write_ins_by_the_name_that_officials_found() {
        let write_in = |text: &str, status: &str| {
            format!(
                "<Option><Id>w</Id><Value>100</Value><WriteInData><Text>{text}</Text><WriteInDataStatus>{status}</WriteInDataStatus></WriteInData></Option>"
            )
        };
        let ballot = |status: &str| sheet("g", &[write_in("Zoe", status), option("Ada", "010")].concat());
        let (contest, _) = read_small(&[("1.xml", ballot("Unresolved"))], None).unwrap();
        assert_eq!((rankings(&contest), contest.report.write_in_slot_marks), (expected(&[("Ada", 1)]), 1));
        let (contest, _) = read_small(&[("1.xml", ballot("Resolved"))], None).unwrap();
        assert_eq!(rankings(&contest), expected(&[("Zoe>Ada", 1)]));
    }

    #[test]
    fn what_is_no_ranking_is_refused() {
        let of = |options: String| refusal(&[("1.xml", sheet("g", &options))], Some("Mayor"));
        assert!(of(option("Ada", "1x0")).contains("an option of Mayor has the Value \"1x0\""));
        assert!(of([option("Ada", "1"), option("Bo", "1")].concat()).contains("Mayor has 2 votes without ranks"));
        let other = sheet("g2", &option("Ada", "010")).replace("<Id>m</Id>", "<Id>n</Id>");
        let error = refusal(&[("1.xml", sheet("g1", &option("Ada", "100"))), ("2.xml", other)], None);
        assert!(error.starts_with("2.xml: the contest \"Mayor\" has the id n here and m in"), "{error}");
    }

    #[test]
    fn bombs_are_refused() {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
        let of = |text: String| refusal(&[("1.xml", text), ("2.xml", sheet("g", &option("Ada", "100")))], None);
        let root = "<Cvr><Contests><Contest><Name>";
        assert!(of(format!("{bomb}<Cvr>&b;</Cvr>")).contains("document type"));
        assert!(of(format!("{root}&b;</Name></Contest></Contests></Cvr>")).contains("&b; is an entity"));
        assert!(of(format!("<Cvr>{}", "<a>".repeat(100))).contains("elements are more than 64 deep"));
        assert!(of(format!("{root}{}", "x".repeat(17 << 20))).contains("one record is larger than 16 MiB"));
        assert!(of(format!("<Cvr><Contests>{}", "<a/>".repeat(1_000_001))).contains("more than 1000000 elements"));
        assert!(of(format!("{root}Mayor</Name>")).contains("cut off"));
    }
}
