use std::fs;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use tempfile::{TempDir, tempdir};

use super::support::{PROGRAM, ROWS, build, descriptor, json, manifest, run, run_with, write_ranks};

fn with_rows() -> TempDir {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &ROWS);
    folder
}

#[test]
fn a_build_publishes_a_snapshot_that_verifies_and_tells_what_it_read_and_cleaned() {
    let folder = with_rows();
    let built = build(folder.path(), "a.csv", "--title Board --jurisdiction Here --date 2024-11-05 --seats 1").ok();
    assert_eq!(built.stdout, "", "everything is told on standard error");
    for part in [
        "Reading x: 1 file",
        "11 ballots ranking 3 candidates in up to 3 ranks",
        "blank ballots, left out",
        "is published in snapshot",
    ] {
        assert!(built.stderr.contains(part), "{part:?} is not in: {}", built.stderr);
    }
    assert!(!built.stderr.contains('\u{1b}'), "no terminal, no control sequences");
    run(folder.path(), "verify snapshot").ok();
    let snapshot = folder.path().join("snapshot");
    let entry = &manifest(&snapshot)["elections"][0];
    assert_eq!(
        (entry["title"].as_str(), entry["jurisdiction"].as_str(), entry["date"].as_str(), entry["seats"].as_u64()),
        (Some("Board"), Some("Here"), Some("2024-11-05"), Some(1))
    );
    let descriptor = descriptor(&snapshot);
    assert_eq!((descriptor["ballots"].as_u64(), descriptor["blank_ballots"].as_u64()), (Some(11), Some(1)));
    assert_eq!(descriptor["sources"][0]["name"], "a.csv");
    assert_eq!(descriptor["sources"][0]["format"], "rank-columns");
    assert_eq!(descriptor["cleaning"]["counts"]["skipped_rank_ballots"], 1);
}

#[test]
fn the_json_summary_is_all_there_is_on_standard_output() {
    let folder = with_rows();
    let summary = json(&build(folder.path(), "a.csv", "--json --data-version v1").ok().stdout);
    assert_eq!(summary["snapshot_id"], manifest(&folder.path().join("snapshot"))["snapshot_id"]);
    assert_eq!((summary["data_version"].as_str(), summary["built"][0]["ballots"].as_u64()), (Some("v1"), Some(11)));
    assert_eq!(summary["built"][0]["cleaning"]["blank_ballots"], 1);
}

#[test]
fn shuffled_rows_give_the_same_tables_and_the_same_descriptor_but_for_the_source() {
    let folder = tempdir().unwrap();
    let mut shuffled = ROWS;
    shuffled.reverse();
    shuffled.swap(2, 7);
    for (name, rows) in [("first", &ROWS), ("second", &shuffled)] {
        fs::create_dir(folder.path().join(name)).unwrap();
        write_ranks(&folder.path().join(name).join("a.csv"), rows);
        build(&folder.path().join(name), "a.csv", "--data-version v").ok();
    }
    let [mut first, mut second] = ["first", "second"].map(|name| descriptor(&folder.path().join(name).join("snapshot")));
    assert_ne!(first["sources"], second["sources"]);
    first["sources"] = second["sources"].take();
    second["sources"] = first["sources"].clone();
    assert_eq!(first, second);
    for table in ["candidates", "pairs", "profile"] {
        let path = first["tables"][table][0]["path"].as_str().unwrap();
        let [one, two] = ["first", "second"].map(|name| fs::read(folder.path().join(name).join("snapshot").join(path)).unwrap());
        assert_eq!(one, two, "{table}");
    }
}

#[test]
fn two_builds_of_one_file_differ_in_nothing_and_data_version_is_the_only_thing_that_may() {
    let folder = with_rows();
    run(folder.path(), "build a.csv -o one --election-id x").ok();
    run(folder.path(), "build a.csv -o two --election-id x").ok();
    run(folder.path(), "build a.csv -o three --election-id x --data-version later").ok();
    let content = |name: &str| all_files(&folder.path().join(name));
    assert_eq!(content("one"), content("two"));
    let differing: Vec<String> =
        content("one").into_iter().zip(content("three")).filter(|(a, b)| a != b).map(|(a, _)| a.0).collect();
    assert_eq!(differing, ["manifest.json"]);
    let [mut one, three] = ["one", "three"].map(|name| manifest(&folder.path().join(name)));
    one["data_version"] = "later".into();
    assert_eq!(one, three);
}

fn all_files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.strip_prefix(root).unwrap().display().to_string(), fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn several_files_make_one_contest_in_any_order_plain_or_gzipped() {
    let folder = with_rows();
    write_ranks(&folder.path().join("b1.csv"), &ROWS[..5]);
    write_ranks(&folder.path().join("b2.csv"), &ROWS[5..]);
    let mut gzip = GzEncoder::new(fs::File::create(folder.path().join("b2.csv.gz")).unwrap(), Compression::default());
    gzip.write_all(&fs::read(folder.path().join("b2.csv")).unwrap()).unwrap();
    gzip.finish().unwrap();
    for (output, inputs) in [("whole", "a.csv"), ("parts", "b1.csv b2.csv.gz"), ("turned", "b2.csv.gz b1.csv")] {
        run(folder.path(), &format!("build {inputs} -o {output} --election-id x --data-version v")).ok();
    }
    let [whole, parts, turned] = ["whole", "parts", "turned"].map(|name| descriptor(&folder.path().join(name)));
    assert_eq!(whole["tables"], parts["tables"]);
    assert_eq!(parts, turned);
}

#[test]
fn the_data_version_is_the_flag_else_the_environment_else_the_newest_input() {
    let folder = with_rows();
    let version = || manifest(&folder.path().join("snapshot"))["data_version"].as_str().unwrap().to_owned();
    let with_epoch = |epoch: &str, arguments: &[&str]| {
        let mut command = assert_cmd::Command::new(PROGRAM);
        command.current_dir(folder.path()).env("SOURCE_DATE_EPOCH", epoch);
        command.args(["build", "a.csv", "-o", "snapshot", "--election-id", "x"]).args(arguments).output().unwrap()
    };
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    fs::File::options().append(true).open(folder.path().join("a.csv")).unwrap().set_modified(time).unwrap();
    build(folder.path(), "a.csv", "").ok();
    assert_eq!(version(), "2023-11-14T22:13:20Z");
    assert!(with_epoch("1733421600", &[]).status.success());
    assert_eq!(version(), "2024-12-05T18:00:00Z");
    assert!(with_epoch("1733421600", &["--data-version", "final"]).status.success());
    assert_eq!(version(), "final");
    let wrong = with_epoch("yesterday", &[]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("SOURCE_DATE_EPOCH"));
}

#[test]
fn winners_are_given_by_name_or_id_and_marked_in_the_descriptor() {
    let folder = with_rows();
    build(folder.path(), "a.csv", "--winners Cy,1 --seats 2").ok();
    let descriptor = descriptor(&folder.path().join("snapshot"));
    let winners: Vec<bool> =
        descriptor["candidates"].as_array().unwrap().iter().map(|candidate| candidate["winner"].as_bool().unwrap()).collect();
    assert_eq!(winners, [true, false, true]);
    build(folder.path(), "a.csv", "--winners Dee").fails(2, &["--winners", "Dee", "1 Ada; 2 Bo; 3 Cy"]);
    build(folder.path(), "a.csv", "--winners Ada,Bo --seats 1").fails(2, &["--winners", "seats are 1"]);
}

#[test]
fn cleaning_rules_and_roles_are_as_the_flags_say() {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &["1,Ada,overvote,Bo", "2,,,Bo", "3,Scrawl,Ada,", "4,Cy,Bo,", "5,Bo,,"]);
    let counts = |arguments: &[&str]| {
        let mut all = vec!["build", "a.csv", "-o", "snapshot", "--election-id", "x"];
        all.extend(arguments);
        run_with(folder.path(), &all).ok();
        descriptor(&folder.path().join("snapshot"))
    };
    let default = counts(&[]);
    assert_eq!((default["ballots"].as_u64(), default["candidates"].as_array().unwrap().len()), (Some(5), 4));
    let strict = counts(&["--overvote", "exhaust", "--skipped", "exhaust-after-2"]);
    assert_eq!(strict["ballots"], 4);
    assert_eq!(strict["cleaning"]["counts"]["exhausted_by_overvote"], 1);
    assert_eq!(strict["cleaning"]["options"]["skipped"], "exhaust-after-2");
    let roles = counts(&["--write-in", "Scrawl=slot", "--drop-candidate", "Cy", "--write-in", "Bo=counted"]);
    let names: Vec<&str> =
        roles["candidates"].as_array().unwrap().iter().map(|candidate| candidate["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Ada", "Bo"]);
    assert_eq!(roles["candidates"][1]["is_write_in"], true);
    build(folder.path(), "a.csv", "--write-in Bo=maybe").fails(2, &["--write-in", "NAME=slot"]);
    build(folder.path(), "a.csv", "--drop-candidate Dee").fails(2, &["--drop-candidate", "Dee", "Ada; Bo; Cy; Scrawl"]);
}

#[test]
fn rules_of_a_place_or_a_file_are_recorded_with_what_was_given_beside_them() {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &["1,overvote,Ada,Bo", "2,Ada,Bo,Ada", "3,,,Bo", "4,Cy,,"]);
    fs::write(folder.path().join("ours.json"), r#"{"duplicate": "exhaust", "max_rankings": 2}"#).unwrap();
    let built = |arguments: &str| {
        let outcome = build(folder.path(), "a.csv", &format!("--json {arguments}")).ok();
        let summary: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        let recorded = descriptor(&folder.path().join("snapshot"))["cleaning"].clone();
        assert_eq!(
            (&recorded["options"], &recorded["counts"]),
            (&summary["built"][0]["rules"], &summary["built"][0]["cleaning"])
        );
        (recorded, outcome.stderr)
    };
    let (maine, told) = built("--rules maine");
    assert_eq!((&maine["options"]["overvote"], &maine["options"]["skipped"]), (&"exhaust".into(), &"exhaust-after-2".into()));
    assert_eq!(maine["options"]["rule_set"], serde_json::json!({"name": "maine", "overridden": []}));
    assert_eq!(maine["counts"]["first_choices_moved"]["ballots"], 2);
    assert!(told.contains("cleaned by the rules of maine\n") && told.contains("    by an overvote"), "{told}");
    let (other, told) = built("--rules maine --overvote skip --max-rankings 3 --skipped exhaust-after-2");
    let overridden = serde_json::json!(["overvote skip", "max_rankings 3"]);
    assert_eq!(other["options"]["rule_set"], serde_json::json!({"name": "maine", "overridden": overridden}));
    assert!(told.contains("the rules of maine, but overvote skip, max_rankings 3\n"), "{told}");
    let (ours, _) = built("--rules ours.json --blank write-in");
    assert_eq!(ours["options"]["rule_set"]["name"], "ours.json");
    assert_eq!((&ours["options"]["max_rankings"], &ours["options"]["blank"]), (&2.into(), &"write-in".into()));
    assert_eq!((&ours["counts"]["marks_beyond_max_rankings"], &ours["counts"]["exhausted_by_duplicate"]), (&3.into(), &1.into()));
    assert_eq!(built("--duplicate exhaust").0["counts"]["exhausted_by_duplicate"], 1);

    build(folder.path(), "a.csv", "--rules mane").fails(2, &["--rules", "\"mane\"", "maine", "scotland"]);
    build(folder.path(), "a.csv", "--skipped exhaust-after-0").fails(2, &["--skipped", "exhaust-after-N"]);
    build(folder.path(), "a.csv", "--max-rankings 0").fails(2, &["--max-rankings"]);
}

#[test]
fn elections_are_added_to_a_folder_and_replaced_in_it() {
    let folder = with_rows();
    write_ranks(&folder.path().join("b.csv"), &ROWS[..6]);
    run(folder.path(), "build a.csv -o snapshot --election-id one").ok();
    run(folder.path(), "build a.csv -o snapshot --election-id two").ok();
    run(folder.path(), "build b.csv -o snapshot --election-id one --prune").ok();
    let manifest = manifest(&folder.path().join("snapshot"));
    let listed: Vec<(&str, u64)> = manifest["elections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["id"].as_str().unwrap(), entry["ballots"].as_u64().unwrap()))
        .collect();
    assert_eq!(listed, [("one", 6), ("two", 11)]);
    run(folder.path(), "verify snapshot").ok();
}
