use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::tempdir;

use super::support::{ROWS, build, manifest, names, run, run_with, write_ranks};

#[test]
fn files_that_cannot_be_read_are_named_and_nothing_is_published() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all("rank1,rank2\nAda,Bo\n".repeat(1_000).as_bytes()).unwrap();
    let gzipped = gzip.finish().unwrap();
    let cases: [(&str, &[u8]); 9] = [
        ("empty.csv", b""),
        ("header-only.csv", b"BallotID,rank1,rank2\n"),
        ("cut-off.csv.gz", &gzipped[..gzipped.len() / 2]),
        ("rubbish.bin", &[0, 159, 146, 150, 1, 2, 3, 255, 0, 7]),
        ("words.txt", b"The quick brown fox\njumps over the lazy dog\n"),
        ("unknown.blt", b"2 1\n1 3 0\n0\n\"Ada\"\n\"Bo\"\n\"T\"\n"),
        ("none.blt", b"0 1\n0\n\"T\"\n"),
        ("negative.csv", b"rank1,Count\nAda,-1\n"),
        ("page.csv", b"<!DOCTYPE html><html><body>Not found</body></html>"),
    ];
    let folder = tempdir().unwrap();
    for (name, bytes) in cases {
        fs::write(folder.path().join(name), bytes).unwrap();
        build(folder.path(), name, "").fails(1, &[name]);
        assert!(!folder.path().join("snapshot").exists(), "{name}");
    }
}

#[test]
fn a_short_row_is_named_by_its_line() {
    let folder = tempdir().unwrap();
    run(folder.path(), "sample -o s.csv --ballots 5 --candidates 3 --ranks 2 --seats 1").ok();
    let mut text = fs::read_to_string(folder.path().join("s.csv")).unwrap();
    text.push_str("6,\"RCV-0001\",6\n");
    fs::write(folder.path().join("s.csv"), text).unwrap();
    build(folder.path(), "s.csv", "").fails(1, &["s.csv, line 7"]);
}

#[test]
fn a_format_forced_upon_another_is_refused() {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &ROWS);
    for format in ["clear-ballot", "blt", "preflib", "long-csv", "long-parquet"] {
        build(folder.path(), "a.csv", &format!("--format {format}")).fails(1, &["a.csv"]);
    }
    build(folder.path(), "a.csv", "--format rank-columns").ok();
    assert_eq!(build(folder.path(), "a.csv", "--format xml").code, Some(2));
}

#[test]
fn weights_count_and_weights_that_cannot_be_counted_are_refused() {
    let folder = tempdir().unwrap();
    let with = |weights: [&str; 2]| {
        let [first, second] = weights;
        fs::write(folder.path().join("w.csv"), format!("rank1,rank2,Count\nAda,Bo,{first}\nBo,Ada,{second}\n")).unwrap();
        build(folder.path(), "w.csv", "")
    };
    with(["4294967296", "0"]).ok();
    assert_eq!(manifest(&folder.path().join("snapshot"))["elections"][0]["ballots"], 4_294_967_296_u64);
    run(folder.path(), "verify snapshot").ok();
    let published = fs::read(folder.path().join("snapshot/manifest.json")).unwrap();
    for weight in ["-1", "1.5", "x", "9007199254740992", "99999999999999999999"] {
        with([weight, "1"]).fails(1, &["w.csv"]);
    }
    assert_eq!(fs::read(folder.path().join("snapshot/manifest.json")).unwrap(), published);
}

#[test]
fn the_same_file_twice_is_refused() {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &ROWS);
    fs::copy(folder.path().join("a.csv"), folder.path().join("copy.csv")).unwrap();
    build(folder.path(), "a.csv ./a.csv", "").fails(1, &["a.csv", "twice"]);
    build(folder.path(), "a.csv copy.csv", "").fails(1, &["copy.csv", "twice"]);
}

#[test]
fn facts_that_make_no_sense_are_wrong_usage() {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &ROWS);
    for id in ["Portland", "../x", "a/b", "a b", "-x", "x-", "é", "."] {
        run_with(folder.path(), &["build", "a.csv", "-o", "s", &format!("--election-id={id}")]).fails(2, &["--election-id"]);
    }
    for (flag, part) in [("--date 2023-02-29", "YYYY-MM-DD"), ("--date 5.11.2024", "YYYY-MM-DD")] {
        build(folder.path(), "a.csv", flag).fails(2, &["--date", part]);
    }
    run_with(folder.path(), &["build", "a.csv", "-o", "s", "--election-id", "x", "--title", "a\nb"]).fails(2, &["--title"]);
    run_with(folder.path(), &["build", "a.csv", "-o", "s", "--election-id", "x", "--title", " "]).fails(2, &["--title"]);
    assert_eq!(names(folder.path()), ["a.csv"]);
}

#[test]
fn names_of_any_kind_survive_and_never_steer_the_terminal() {
    let folder = tempdir().unwrap();
    let odd = [
        "O'Neil, \"Bo\"",
        "a:b",
        "tab\tname",
        "<script>alert(1)</script>",
        "\u{202e}right to left",
        "🗳️ ballot",
        "\u{1b}[31mred",
    ];
    let mut writer = csv::Writer::from_path(folder.path().join("odd.csv")).unwrap();
    writer.write_record(["rank1", "rank2"]).unwrap();
    for pair in odd.windows(2) {
        writer.write_record(pair).unwrap();
    }
    drop(writer);
    let built = build(folder.path(), "odd.csv", "").ok();
    let json = run(folder.path(), "query snapshot candidates").ok().stdout;
    let table = run(folder.path(), "query snapshot candidates --format table").ok().stdout;
    let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
    let mut names: Vec<&str> =
        answer["data"].as_array().unwrap().iter().map(|row| row["candidate_name"].as_str().unwrap()).collect();
    names.sort_unstable();
    // White space of any kind is one blank.
    let mut expected = odd.map(|name| name.replace('\t', " "));
    expected.sort_unstable();
    assert_eq!(names, expected);
    for text in [table, built.stderr] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }
    run_with(folder.path(), &["query", "snapshot", "pairs", "--candidate", "\u{1b}[31mno"]).fails(1, &["no candidate"]);
}

#[test]
fn an_output_that_is_a_file_is_refused_before_anything_is_read() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("snapshot"), "mine").unwrap();
    build(folder.path(), "missing.csv", "").fails(1, &["snapshot", "has to be a folder"]);
    assert_eq!(fs::read_to_string(folder.path().join("snapshot")).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn an_output_that_is_read_only_is_refused_before_anything_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempdir().unwrap();
    let locked = folder.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(locked.join("probe"), "").is_ok() {
        println!("skipped: this user may write anywhere");
        return;
    }
    run(folder.path(), "build missing.csv -o locked/snapshot --election-id x").fails(1, &["locked", "permission denied"]);
}

#[test]
fn a_missing_input_or_an_empty_folder_is_named() {
    let folder = tempdir().unwrap();
    build(folder.path(), "missing.csv", "").fails(1, &["missing.csv"]);
    fs::create_dir(folder.path().join("dir")).unwrap();
    build(folder.path(), "dir", "").fails(1, &["dir/", "holds no files"]);
}

#[test]
fn standard_output_that_is_full_fails_and_is_named() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        println!("skipped: this system has no /dev/full");
        return;
    }
    let output = std::process::Command::new(super::support::PROGRAM)
        .args(["sample", "-o", "-", "--ballots", "10"])
        .stdout(fs::File::options().write(true).open(full).unwrap())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
}

/// A limit on file sizes fails a write half-way, as a full disk does.
#[cfg(unix)]
#[test]
fn a_snapshot_that_does_not_fit_fails_and_leaves_the_old_one_as_it_was() {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &ROWS);
    run(folder.path(), "sample -o large.csv --ballots 20000").ok();
    build(folder.path(), "a.csv", "").ok();
    let snapshot = folder.path().join("snapshot");
    let before = (fs::read(snapshot.join("manifest.json")).unwrap(), run(folder.path(), "verify snapshot --json").ok().stdout);
    for target in ["snapshot", "fresh"] {
        let script = format!("trap '' XFSZ; ulimit -f 8; exec \"$0\" build large.csv -o {target} --election-id x");
        let failed = std::process::Command::new("sh")
            .args(["-c", &script, super::support::PROGRAM])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_eq!(failed.status.code(), Some(1));
        let stderr = String::from_utf8_lossy(&failed.stderr);
        assert!(stderr.contains("error: ") && stderr.contains(target), "{stderr}");
    }
    let after = (fs::read(snapshot.join("manifest.json")).unwrap(), run(folder.path(), "verify snapshot --json").ok().stdout);
    assert_eq!(before, after);
    assert_eq!(names(folder.path()), ["a.csv", "large.csv", "snapshot"]);
}
