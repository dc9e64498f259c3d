use std::fs;

use tempfile::{TempDir, tempdir};

use super::support::{ROWS, Run, build, descriptor, json, manifest, run, write_ranks};

/// A folder `snapshot` that has had two versions of one election.
fn two_versions() -> TempDir {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &ROWS[..6]);
    write_ranks(&folder.path().join("b.csv"), &ROWS);
    build(folder.path(), "a.csv", "").ok();
    build(folder.path(), "b.csv", "").ok();
    folder
}

fn ballots(folder: &TempDir) -> u64 {
    manifest(&folder.path().join("snapshot"))["elections"][0]["ballots"].as_u64().unwrap()
}

#[test]
fn inspect_shows_elections_tables_and_sizes() {
    let folder = two_versions();
    let text = run(folder.path(), "inspect snapshot").ok().stdout;
    for part in
        ["x: x", "11 ballots and 1 blank, 3 candidates in up to 3 ranks", "profile", "pairs", "compressed", "Earlier snapshots"]
    {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
    let inspection = json(&run(folder.path(), "inspect snapshot --json --election x").ok().stdout);
    let profile = &inspection["elections"][0]["tables"]["profile"];
    assert_eq!((profile["parts"].as_u64(), profile["rows"].as_u64()), (Some(1), Some(10)));
    assert_eq!(profile["bytes"], descriptor(&folder.path().join("snapshot"))["tables"]["profile"][0]["bytes"]);
    run(folder.path(), "inspect snapshot --election y").fails(1, &["no election \"y\"", "x"]);
}

#[test]
fn a_folder_without_a_snapshot_is_told_plainly_by_every_command() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for command in ["inspect empty", "verify empty", "rollback empty", "query empty pairs"] {
        run(folder.path(), command).fails(1, &["no manifest.json"]);
    }
    for command in ["inspect missing", "verify missing", "rollback missing", "query missing pairs"] {
        run(folder.path(), command).fails(1, &["missing"]);
    }
}

#[test]
fn a_manifest_of_another_version_or_cut_off_is_told_as_such() {
    let folder = two_versions();
    let file = folder.path().join("snapshot/manifest.json");
    let text = fs::read_to_string(&file).unwrap();
    let of_version = |version: u32| fs::write(&file, text.replace("\"version\": 2", &format!("\"version\": {version}"))).unwrap();
    of_version(3);
    run(folder.path(), "inspect snapshot").fails(1, &["version 3", "version 2", "update coalition-lens"]);
    build(folder.path(), "a.csv", "").fails(1, &["version 3", "version 2"]);
    of_version(1);
    for command in ["inspect snapshot", "verify snapshot", "query snapshot types", "rollback snapshot"] {
        run(folder.path(), command).fails(1, &["version 1", "version 2", "build the snapshot again"]);
    }
    build(folder.path(), "a.csv", "").fails(1, &["version 1", "build into another, or remove its manifest.json first"]);
    fs::write(&file, &text[..text.len() / 2]).unwrap();
    run(folder.path(), "verify snapshot").fails(1, &["cut off"]);
}

#[test]
fn verify_names_every_damaged_file_and_fails() {
    let folder = two_versions();
    let snapshot = folder.path().join("snapshot");
    let tables = descriptor(&snapshot)["tables"].clone();
    let path = |table: &str| tables[table][0]["path"].as_str().unwrap().to_owned();
    fs::remove_file(snapshot.join(path("pairs"))).unwrap();
    fs::write(snapshot.join(path("profile")), "nonsense").unwrap();
    fs::write(snapshot.join("elections/stray.txt"), "").unwrap();
    let Run { code, stdout, stderr } = run(folder.path(), "verify snapshot");
    assert_eq!((code, stderr.as_str()), (Some(1), ""));
    for part in [
        format!("missing       {}", path("pairs")),
        format!("changed       {}", path("profile")),
        "unreferenced  elections/stray.txt".into(),
        "is DAMAGED".into(),
    ] {
        assert!(stdout.contains(&part), "{part:?} is not in: {stdout}");
    }
    let found = json(&run(folder.path(), "verify snapshot --json").stdout);
    assert_eq!((found["missing"].as_array().unwrap().len(), found["changed"].as_array().unwrap().len()), (1, 1));
    run(folder.path(), "query snapshot pairs").fails(1, &[&path("pairs"), "missing"]);
}

#[test]
fn leftovers_alone_are_no_fault() {
    let folder = two_versions();
    fs::write(folder.path().join("snapshot/elections/stray.txt"), "").unwrap();
    let stdout = run(folder.path(), "verify snapshot").ok().stdout;
    assert!(stdout.contains("unreferenced  elections/stray.txt") && stdout.contains("is whole"), "{stdout}");
}

#[test]
fn rollback_goes_back_and_forth_and_by_the_beginning_of_an_id() {
    let folder = two_versions();
    assert_eq!(ballots(&folder), 11);
    let told = run(folder.path(), "rollback snapshot").ok().stdout;
    assert!(told.contains("is in force again"), "{told}");
    assert_eq!(ballots(&folder), 6);
    run(folder.path(), "rollback snapshot").ok();
    assert_eq!(ballots(&folder), 11);
    let earlier = manifest(&folder.path().join("snapshot"))["history"][0].as_str().unwrap().to_owned();
    run(folder.path(), &format!("rollback snapshot {}", &earlier[..10])).ok();
    assert_eq!(ballots(&folder), 6);
    run(folder.path(), "rollback snapshot zzz").fails(1, &["no earlier snapshot \"zzz\"", "newest first"]);
    run(folder.path(), "verify snapshot").ok();
}

#[test]
fn pruning_keeps_what_rollback_needs() {
    let folder = two_versions();
    fs::write(folder.path().join("snapshot/elections/stray.txt"), "").unwrap();
    build(folder.path(), "b.csv", "--prune").ok();
    assert!(!folder.path().join("snapshot/elections/stray.txt").exists());
    run(folder.path(), "rollback snapshot").ok();
    assert_eq!(ballots(&folder), 6);
    run(folder.path(), "verify snapshot").ok();
}
