use std::collections::HashSet;
use std::io::Read;
use std::process::{Command, Stdio};

use super::support::{PROGRAM, names, run, run_with};
use flate2::read::GzDecoder;
use tempfile::tempdir;

const FIXED_COLUMNS: usize = 10;

#[test]
fn the_sample_has_the_columns_of_a_clear_ballot_file_and_one_row_per_ballot() {
    let folder = tempdir().unwrap();
    run(folder.path(), "sample -o s.csv --ballots 500 --candidates 5 --ranks 4 --seats 2").ok();
    let mut reader = csv::Reader::from_path(folder.path().join("s.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    assert_eq!(header.len(), FIXED_COLUMNS + (5 + 2 + 1) * 4);
    assert_eq!(&header[0], "RowNumber");
    let candidate: Vec<&str> = header[FIXED_COLUMNS].split(':').collect();
    assert_eq!(candidate[0], "Choice_36_1");
    assert_eq!(candidate[1..4], ["Sample City, Councilor, District 1", "1", "Number of Winners 2"]);
    assert_eq!(candidate[5], "NON");
    assert!(header[FIXED_COLUMNS + 5 * 4].ends_with(":1:Number of Winners 2:Write-in-120:NON"));
    assert!(header[header.len() - 1].ends_with(":4:Number of Winners 2:Uncertified Write In:NON"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 500);
    assert_eq!(rows.iter().map(|row| row[3].to_owned()).collect::<HashSet<_>>().len(), 500, "ballot ids are unique");
    assert!(rows.iter().all(|row| row.iter().skip(FIXED_COLUMNS).all(|cell| cell == "0" || cell == "1")));
    assert!(rows.iter().any(|row| row.iter().skip(FIXED_COLUMNS).all(|cell| cell == "0")), "some rows are blank");
}

#[test]
fn one_seed_gives_the_same_bytes_and_another_seed_another_election() {
    let folder = tempdir().unwrap();
    let print = |seed: &str| run_with(folder.path(), &["sample", "-o", "-", "--ballots", "300", "--seed", seed]).ok().stdout;
    assert_eq!(print("1"), print("1"));
    assert_ne!(print("1"), print("2"));
}

#[test]
fn a_name_that_ends_in_gz_gives_the_same_rows_gzipped() {
    let folder = tempdir().unwrap();
    run(folder.path(), "sample -o a.csv --ballots 50").ok();
    run(folder.path(), "sample -o a.csv.gz --ballots 50").ok();
    let plain = std::fs::read_to_string(folder.path().join("a.csv")).unwrap();
    let gzipped = std::fs::read(folder.path().join("a.csv.gz")).unwrap();
    let mut unzipped = String::new();
    GzDecoder::new(gzipped.as_slice()).read_to_string(&mut unzipped).unwrap();
    assert_eq!(plain, unzipped);
    assert!(gzipped.len() * 5 < plain.len());
}

#[test]
fn the_largest_field_of_candidates_has_distinct_choices() {
    let folder = tempdir().unwrap();
    let text = run(folder.path(), "sample -o - --ballots 3 --candidates 477 --ranks 2 --seats 5").ok().stdout;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let ids: HashSet<&str> = header.iter().skip(FIXED_COLUMNS).map(|column| column.split(':').next().unwrap()).collect();
    assert_eq!(ids.len(), 477 + 5 + 1);
}

#[test]
fn precincts_and_blocs_of_one_work() {
    let folder = tempdir().unwrap();
    run(folder.path(), "sample -o - --ballots 20 --candidates 2 --ranks 1 --seats 1 --precincts 1 --blocs 1").ok();
}

#[test]
fn figures_out_of_range_are_wrong_usage_and_name_the_range() {
    let folder = tempdir().unwrap();
    for (arguments, range) in [
        ("--ballots 0", "1..=5000000"),
        ("--ballots 5000001", "1..=5000000"),
        ("--candidates 1", "2..=477"),
        ("--candidates 478", "2..=477"),
        ("--ranks 0", "1..=50"),
    ] {
        let run = run(folder.path(), &format!("sample -o s.csv {arguments}"));
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains(range), "{}", run.stderr);
    }
    run(folder.path(), "sample -o s.csv --candidates 4 --seats 4").fails(2, &["--seats", "4 candidates"]);
    run_with(folder.path(), &["sample", "-o", "s.csv", "--contest", "a\nb"]).fails(2, &["--contest", "one line"]);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn an_output_that_cannot_be_written_is_named_and_leaves_nothing() {
    let folder = tempdir().unwrap();
    run(folder.path(), "sample -o missing/s.csv --ballots 5").fails(1, &["missing"]);
    run(folder.path(), "sample -o . --ballots 5").fails(1, &["is a folder"]);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let mut child = Command::new(PROGRAM)
        .args(["sample", "-o", "-", "--ballots", "100000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 64];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}
