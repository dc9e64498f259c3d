//! What is in cast vote records, before and after they are published.

use std::fs;

use tempfile::tempdir;

use super::support::{build, descriptor, json, run};

const LONG: &str =
    "BallotID,contest_name,candidate_name,rank_position\n1,Mayor,Ada,1\n1,Mayor,Bo,2\n2,Mayor,Bo,1\n2,Clerk,Cy,1\n3,Clerk,Di,1\n";

#[test]
fn an_input_with_several_contests_lists_them_until_one_is_chosen() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("county.csv"), LONG).unwrap();
    let listed = run(folder.path(), "inspect-cvr county.csv").ok();
    for part in ["county.csv: long-csv", "SHA-256", "Mayor", "Clerk", "Choose one with --contest"] {
        assert!(listed.stdout.contains(part), "{part:?} is not in: {}", listed.stdout);
    }
    let chosen = json(&run(folder.path(), "inspect-cvr county.csv --contest mayor --json").ok().stdout);
    assert_eq!(chosen["contests"].as_array().unwrap().len(), 2);
    let contest = &chosen["contest"];
    assert_eq!((contest["name"].as_str(), contest["ballots"].as_u64()), (Some("Mayor"), Some(2)));
    assert_eq!(contest["candidates"][1]["name"], "Bo");
    assert_eq!(
        (contest["candidates"][1]["mentions"].as_u64(), contest["candidates"][1]["first_choice_votes"].as_u64()),
        (Some(2), Some(1))
    );
    assert_eq!(contest["samples"].as_array().unwrap().len(), 2);
}

#[test]
fn words_overvotes_and_samples_are_shown_as_they_were_read() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), "rank1,rank2,rank3\nAda,skipped,Bo\novervote,Bo,Ada\n").unwrap();
    let found = json(&run(folder.path(), "inspect-cvr a.csv --json").ok().stdout);
    let words = found["contest"]["words"].as_array().unwrap();
    let told: Vec<(&str, &str)> =
        words.iter().map(|word| (word["text"].as_str().unwrap(), word["taken_for"].as_str().unwrap())).collect();
    assert_eq!(told, [("overvote", "overvote"), ("skipped", "no_mark")]);
    let text = run(folder.path(), "inspect-cvr a.csv").ok().stdout;
    assert!(text.contains("Ada > – > Bo") && text.contains("overvote > Bo > Ada"), "{text}");
    let none = run(folder.path(), "inspect-cvr a.csv --samples 0").ok().stdout;
    assert!(!none.contains("counted as"), "{none}");
}

#[test]
fn each_of_the_two_inspections_names_the_other_for_what_is_its() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("votes")).unwrap();
    fs::write(folder.path().join("votes/a.csv"), "rank1,rank2\nAda,Bo\n").unwrap();
    build(folder.path(), "votes/a.csv", "").ok();
    for votes in ["votes/a.csv", "votes"] {
        run(folder.path(), &format!("inspect {votes}")).fails(1, &[&format!("coalition-lens inspect-cvr {votes}")]);
        run(folder.path(), &format!("inspect-cvr {votes}")).ok();
    }
    run(folder.path(), "inspect-cvr snapshot").fails(1, &["coalition-lens inspect snapshot"]);
    let missing = run(folder.path(), "inspect missing");
    assert!(!missing.stderr.contains("inspect-cvr"), "{}", missing.stderr);
    missing.fails(1, &["missing", "no such path in"]);
}

#[test]
fn nothing_is_written_by_an_inspection() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), "rank1\nAda\n").unwrap();
    run(folder.path(), "inspect-cvr a.csv").ok();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_published_election_is_what_its_votes_say_until_they_are_others() {
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("a.csv"), "rank1,rank2\nAda,Bo\nADA,Bo\nBo,oops\n").unwrap();
    build(folder.path(), "a.csv", "--alias ADA=Ada --no-mark-word oops --overvote exhaust").ok();
    let published = descriptor(&path("snapshot"));
    assert_eq!(published["cleaning"]["options"]["alias"]["ADA"], "Ada");
    assert_eq!(published["reading"]["no_mark_word"][0], "oops");
    let same = run(folder.path(), "rebuild snapshot x a.csv").ok();
    assert!(same.stdout.contains("byte for byte: 8 tables compared"), "{}", same.stdout);
    fs::write(path("b.csv"), "rank1,rank2\nAda,Bo\nADA,Bo\nAda,oops\n").unwrap();
    let other = run(folder.path(), "rebuild snapshot x b.csv --json");
    assert_eq!(other.code, Some(1));
    let found = json(&other.stdout);
    assert!(found["different"].as_array().unwrap().iter().any(|table| table == "profile"));
    assert!(found["other_sources"][0].as_str().unwrap().starts_with("a.csv ("));
}

#[test]
fn a_folder_is_recorded_as_one_source_with_what_is_passed_over_told() {
    let folder = tempdir().unwrap();
    let set = folder.path().join("set");
    fs::create_dir(&set).unwrap();
    fs::write(set.join("1.csv"), "rank1\nAda\n").unwrap();
    fs::write(set.join("2.csv"), "rank1\nBo\nBo\n").unwrap();
    fs::write(set.join("notes.pdf"), "%PDF-1.4").unwrap();
    let built = build(folder.path(), "set", "").ok();
    assert!(built.stderr.contains("passed over: set/notes.pdf: is a PDF"), "{}", built.stderr);
    let published = descriptor(&folder.path().join("snapshot"));
    let source = &published["sources"][0];
    assert_eq!((source["name"].as_str(), source["files"].as_u64(), source["bytes"].as_u64()), (Some("set/"), Some(2), Some(22)));
    run(folder.path(), "rebuild snapshot x set").ok();
}

#[test]
fn names_in_the_rules_are_applied_where_a_contest_has_them_and_refused_where_none_has() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("county.csv"), LONG).unwrap();
    let told = run(folder.path(), "build county.csv -o snapshot --election-id x --all-contests --drop-candidate Cy").ok();
    assert!(told.stderr.contains("note: --drop-candidate Cy: no such name in this contest"), "{}", told.stderr);
    let refused = run(folder.path(), "build county.csv -o other --election-id x --all-contests --drop-candidate Dee");
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("no contest of the inputs has this name"), "{}", refused.stderr);
    assert!(!folder.path().join("other").join("manifest.json").exists());
}

#[test]
fn spellings_are_given_one_by_one_or_as_a_table_and_never_in_circles() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), "rank1\nAda Poe\n\"POE, ADA\"\nA. Poe\n").unwrap();
    fs::write(folder.path().join("names.csv"), "\u{feff}Spelling;Name\r\nPOE, ADA;Ada Poe\r\nA. Poe;Ada Poe\r\n").unwrap();
    let found = json(&run(folder.path(), "inspect-cvr a.csv --alias-file names.csv --json").ok().stdout);
    assert_eq!(found["contest"]["candidates"].as_array().unwrap().len(), 1);
    fs::write(folder.path().join("circle.csv"), "Ada Poe,A. Poe\nA. Poe,Ada Poe\n").unwrap();
    run(folder.path(), "inspect-cvr a.csv --alias-file circle.csv").fails(1, &["circle.csv, line 2", "is itself a spelling of"]);
    run(folder.path(), "inspect-cvr a.csv --alias Ada").fails(2, &["--alias", "SPELLING=NAME"]);
}
