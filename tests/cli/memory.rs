//! Building under a limit on memory far below the size of the input.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::tempdir;

use super::support::{PROGRAM, descriptor};

const LIMIT_KIB: usize = 64 << 10;

fn gzipped(path: &Path, lines: impl Iterator<Item = String>) -> usize {
    let mut encoder = GzEncoder::new(File::create(path).unwrap(), Compression::fast());
    let mut bytes = 0;
    for line in lines {
        encoder.write_all(line.as_bytes()).unwrap();
        bytes += line.len();
    }
    encoder.finish().unwrap();
    bytes
}

/// Builds in a process whose data, heap and thread stacks together may not grow beyond the limit; the number of ballots.
fn ballots_of(folder: &Path, name: &str) -> u64 {
    let script = format!("ulimit -d {LIMIT_KIB}; exec \"$0\" build {name} -o {name}-out --election-id x");
    let output = Command::new("sh").args(["-c", &script, PROGRAM]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    descriptor(&folder.join(format!("{name}-out")))["ballots"].as_u64().unwrap()
}

#[test]
fn the_memory_of_a_build_does_not_grow_with_the_number_of_ballots() {
    let folder = tempdir().unwrap();
    let rows = ["Ada Lovelace,Bo Diddley,Cy Young\n", "Bo Diddley,Ada Lovelace,\n", "Cy Young,,\n"];
    let ballots: usize = 3_600_000;
    let lines = (0..ballots).map(|row| rows[row % rows.len()].to_owned());
    let bytes = gzipped(&folder.path().join("ranks.csv.gz"), std::iter::once("Rank 1,Rank 2,Rank 3\n".to_owned()).chain(lines));
    assert!(bytes > LIMIT_KIB << 10, "{bytes} bytes would fit in memory");
    assert_eq!(ballots_of(folder.path(), "ranks.csv.gz"), ballots as u64);
}

#[test]
fn marks_scattered_over_a_long_table_larger_than_the_memory_become_their_ballots() {
    let folder = tempdir().unwrap();
    let ballots: u64 = 1_100_000;
    let marks = (1..=3).flat_map(|rank| {
        let name = ["Ada", "Bo", "Cy"][rank - 1];
        (0..ballots).map(move |row| format!("ballot-{:08},{name},{rank}\n", row * 7919 % ballots))
    });
    let header = std::iter::once("BallotID,candidate_name,rank_position\n".to_owned());
    let bytes = gzipped(&folder.path().join("marks.csv.gz"), header.chain(marks));
    assert!(bytes > LIMIT_KIB << 10, "{bytes} bytes would fit in memory");
    assert_eq!(ballots_of(folder.path(), "marks.csv.gz"), ballots);
}
