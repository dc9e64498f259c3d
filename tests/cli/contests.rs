use std::fs;
use std::path::Path;

use tempfile::tempdir;

use super::support::{build, descriptor, manifest, names, run, run_with};

/// Two contests in one Clear Ballot file: a mayor of two candidates and a clerk of one, who got no mark.
fn two_contests(path: &Path) {
    let fixed = "RowNumber,BoxID,BoxPosition,BallotID,PrecinctID,BallotStyleID,PrecinctStyleName,ScanComputerName,Status,Remade";
    let choice = |id: u32, contest: &str, rank: u32, name: &str| {
        format!("\"Choice_{id}_1:{contest}:{rank}:Number of Winners 1:{name}:NON\"")
    };
    let header = [
        choice(1, "Mayor, City of X", 1, "Ada"),
        choice(1, "Mayor, City of X", 2, "Ada"),
        choice(2, "Mayor, City of X", 1, "Bo"),
        choice(2, "Mayor, City of X", 2, "Bo"),
        choice(3, "Clerk", 1, "Cy"),
        choice(3, "Clerk", 2, "Cy"),
    ];
    let rows = ["1,0,0,1,0,0", "0,1,1,0,0,0", "1,0,0,0,0,0", "0,0,0,0,0,0"];
    let rows: String = rows.iter().enumerate().map(|(n, row)| format!("{n},B,{n},B+{n},1,1,P,S,0,0,{row}\n")).collect();
    fs::write(path, format!("{fixed},{}\n{rows}", header.join(","))).unwrap();
}

#[test]
fn a_file_of_several_contests_needs_a_choice_and_the_error_lists_them_with_their_ballots() {
    let folder = tempdir().unwrap();
    two_contests(&folder.path().join("a.csv"));
    build(folder.path(), "a.csv", "").fails(2, &["--contest", "Mayor, City of X (3 ballots)", "Clerk (0 ballots)"]);
    build(folder.path(), "a.csv", "--contest Sheriff").fails(2, &["--contest", "Sheriff", "Mayor, City of X; Clerk"]);
    assert_eq!(names(folder.path()), ["a.csv"], "a failed build publishes nothing");
}

#[test]
fn a_contest_is_chosen_by_its_name_or_a_unique_part_of_it() {
    let folder = tempdir().unwrap();
    two_contests(&folder.path().join("a.csv"));
    for name in ["Mayor, City of X", "mayor", "City"] {
        run_with(folder.path(), &["build", "a.csv", "-o", "s", "--election-id", "x", "--contest", name]).ok();
        let descriptor = descriptor(&folder.path().join("s"));
        assert_eq!((descriptor["contest"].as_str(), descriptor["ballots"].as_u64()), (Some("Mayor, City of X"), Some(3)));
        assert_eq!((descriptor["title"].as_str(), descriptor["seats"].as_u64()), (Some("Mayor, City of X"), Some(1)));
    }
}

#[test]
fn a_contest_that_nobody_marked_is_built_and_says_so() {
    let folder = tempdir().unwrap();
    two_contests(&folder.path().join("a.csv"));
    let built = build(folder.path(), "a.csv", "--contest Clerk").ok();
    assert!(built.stderr.contains("warning: nobody ranked anyone"), "{}", built.stderr);
    let descriptor = descriptor(&folder.path().join("snapshot"));
    assert_eq!((descriptor["ballots"].as_u64(), descriptor["blank_ballots"].as_u64()), (Some(0), Some(4)));
    run(folder.path(), "verify snapshot").ok();
    for query in ["pairs", "types", "candidates"] {
        run(folder.path(), &format!("query snapshot {query}")).ok();
    }
}

#[test]
fn all_contests_are_built_each_under_its_own_id() {
    let folder = tempdir().unwrap();
    two_contests(&folder.path().join("a.csv"));
    build(folder.path(), "a.csv", "--all-contests").ok();
    let manifest = manifest(&folder.path().join("snapshot"));
    let ids: Vec<&str> = manifest["elections"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["x-clerk", "x-mayor-city-of-x"]);
    assert!(manifest["history"].as_array().unwrap().is_empty(), "published together, as one snapshot");
    run(folder.path(), "verify snapshot").ok();
    run(folder.path(), "query snapshot pairs").fails(2, &["--election", "x-clerk, x-mayor-city-of-x"]);
}

#[test]
fn flags_that_speak_of_one_contest_do_not_go_with_all_of_them() {
    let folder = tempdir().unwrap();
    two_contests(&folder.path().join("a.csv"));
    for flag in ["--title T", "--contest Mayor", "--winners Ada"] {
        assert_eq!(build(folder.path(), "a.csv", &format!("--all-contests {flag}")).code, Some(2), "{flag}");
    }
    fs::write(folder.path().join("b.csv"), "rank1,rank2\nAda,Bo\n").unwrap();
    build(folder.path(), "b.csv", "--all-contests").fails(2, &["--all-contests", "without a name"]);
}
