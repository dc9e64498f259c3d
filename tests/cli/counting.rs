//! How a build counts the votes: rules, seats, order, and official winners beside the count.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use super::support::{ROWS, Run, build, descriptor, json as parse, run, run_with, write_ranks};

fn with_rows() -> TempDir {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &ROWS);
    folder
}

fn built(folder: &TempDir, arguments: &str) -> (Value, Run) {
    let run = build(folder.path(), "a.csv", &format!("--json {arguments}")).ok();
    let descriptor = descriptor(&folder.path().join("snapshot"));
    let (told, recorded) = (&parse(&run.stdout)["built"][0]["tabulation"], &descriptor["tabulation"]);
    for (key, value) in recorded.as_object().unwrap() {
        assert_eq!(&told[key], value, "{key}");
    }
    (descriptor, run)
}

fn winners(descriptor: &Value) -> Vec<Option<bool>> {
    descriptor["candidates"].as_array().unwrap().iter().map(|candidate| candidate["winner"].as_bool()).collect()
}

fn agrees(run: &Run) -> Value {
    parse(&run.stdout)["built"][0]["tabulation"]["agrees"].clone()
}

#[track_caller]
fn tells(run: &Run, part: &str) {
    assert!(run.stderr.contains(part), "{part:?} is not in: {}", run.stderr);
}

#[test]
fn winners_come_from_the_count_by_the_usual_rules_for_the_seats() {
    let folder = with_rows();
    let (two, run) = built(&folder, "--seats 2");
    tells(&run, "counted by the usual rules (stv) for 2 seats, 4 rounds: elected Ada and Bo\n");
    assert_eq!(winners(&two), [Some(true), Some(true), Some(false)]);
    let rules = &two["tabulation"]["rules"];
    assert_eq!((&rules["method"], &rules["seats"], &rules["places"]), (&json!("stv"), &json!(2), &json!(4)));
    assert_eq!((&two["tabulation"]["winners"], agrees(&run)), (&json!([1, 2]), Value::Null));
    assert_eq!(two["inactive_ballots"], json!({"ended": 0, "overvote": 0, "skipped": 0, "duplicate": 0}));
    assert!(["rounds", "matchups", "endings"].iter().all(|table| two["tables"][table].is_array()));
    let (one, run) = built(&folder, "--seats 1");
    tells(&run, "counted by the usual rules (irv) for 1 seat, 2 rounds: elected Ada\n");
    assert_eq!(winners(&one), [Some(true), Some(false), Some(false)]);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

#[test]
fn an_official_result_leads_and_is_compared_with_the_count() {
    let folder = with_rows();
    let (other, run) = built(&folder, "--seats 2 --winners Cy,1");
    tells(&run, "warning: the official result is NOT that of the count: --winners says Ada and Cy, the count elects Ada and Bo;");
    assert_eq!(winners(&other), [Some(true), Some(false), Some(true)]);
    let recorded = &other["tabulation"];
    assert_eq!((&recorded["official_winners"], &recorded["winners"]), (&json!([1, 3]), &json!([1, 2])));
    assert_eq!(agrees(&run), false);
    assert!(parse(&run.stdout)["built"][0]["warnings"][0].as_str().unwrap().contains("NOT that of the count"));
    let (_, run) = built(&folder, "--seats 2 --winners Bo,Ada");
    assert_eq!(agrees(&run), true);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

#[test]
fn seats_that_nobody_told_are_a_guess_that_makes_nobody_a_winner() {
    let folder = with_rows();
    let (guessed, run) = built(&folder, "");
    tells(&run, "warning: how many seats there are is not known: counted for 1 seat; give --seats");
    assert_eq!(winners(&guessed), [None; 3]);
    assert_eq!((&guessed["seats"], &guessed["tabulation"]["seats_assumed"]), (&Value::Null, &json!(true)));
    assert_eq!(guessed["tabulation"]["winners"], json!([1]));
    let (of_two, run) = built(&folder, "--winners Ada,Bo");
    tells(&run, "counted for 2 seats, as many as --winners; give --seats");
    assert_eq!((winners(&of_two), agrees(&run)), (vec![Some(true), Some(true), Some(false)], json!(true)));
}

#[test]
fn ties_are_told_and_broken_by_the_order_that_is_given() {
    let folder = with_rows();
    let (_, run) = built(&folder, "--seats 1");
    tells(&run, "note: round 1: Bo and Cy have equal votes; Cy is eliminated, by the order of candidates; --order gives another");
    let (given, run) = built(&folder, "--seats 1 --order Cy,2");
    tells(&run, "note: round 1: Bo and Cy have equal votes; Bo is eliminated, by the order that was given");
    assert_eq!(given["tabulation"]["rules"]["order"], json!([3, 2]));
    build(folder.path(), "a.csv", "--order Dee").fails(2, &["--order", "Dee", "1 Ada; 2 Bo; 3 Cy"]);
    build(folder.path(), "a.csv", "--order Ada,1").fails(2, &["--order", "1, who is in it twice"]);
    fs::write(folder.path().join("none.json"), r#"{"tie_break": []}"#).unwrap();
    let (undecided, run) = built(&folder, "--seats 1 --rules none.json");
    tells(&run, "for 1 seat, 1 round: undecided\n");
    tells(
        &run,
        "warning: round 1: Bo and Cy have equal votes and no rule decides: the count ends there, and who won is not known;",
    );
    assert_eq!((winners(&undecided), &undecided["tabulation"]["winners"]), (vec![None; 3], &Value::Null));
    let (official, _) = built(&folder, "--seats 1 --rules none.json --winners Ada");
    assert_eq!(winners(&official), [Some(true), Some(false), Some(false)]);
}

#[test]
fn names_in_an_order_may_hold_commas() {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &["1,\"Poe, Ada\",,", "2,Bo,,", "3,Cy,,", "4,Cy,,"]);
    let arguments =
        ["build", "a.csv", "-o", "snapshot", "--election-id", "x", "--seats", "1", "--order", "Poe, Ada", "--order", "Bo"];
    run_with(folder.path(), &arguments).ok();
    assert_eq!(descriptor(&folder.path().join("snapshot"))["tabulation"]["rules"]["order"], json!([3, 1]));
}

#[test]
fn rules_of_a_place_set_the_count_and_what_contradicts_them_is_told() {
    let folder = with_rows();
    let (portland, run) = built(&folder, "--rules portland-3");
    tells(&run, "counted by the rules of portland-3 for 3 seats, 2 rounds: elected Ada, Bo and Cy\n");
    assert_eq!((&portland["seats"], &portland["tabulation"]["rule_set"]["name"]), (&json!(3), &json!("portland-3")));
    let (two, run) = built(&folder, "--rules portland-3 --seats 2 --order Bo");
    tells(&run, "warning: portland-3 is for 3 seats; counted for 2, as --seats says");
    assert_eq!(two["tabulation"]["rule_set"]["overridden"], json!(["seats 2", "order [2]"]));
    assert_eq!((&two["seats"], &two["tabulation"]["rules"]["seats"]), (&json!(2), &json!(2)));
    let (one_seat, run) = built(&folder, "--rules irv --seats 2");
    tells(
        &run,
        "warning: the votes are not counted: the method irv fills one seat, and the election has 2; give other --rules or --seats",
    );
    assert_eq!((winners(&one_seat), &one_seat["tables"]["rounds"]), (vec![None; 3], &Value::Null));
    let (cambridge, run) = built(&folder, "--rules cambridge --seats 2 --winners Ada,Bo");
    tells(&run, "warning: the votes are not counted: Cambridge passes whole ballots on in the order in which they were counted");
    assert_eq!((&cambridge["tabulation"]["rules"], &cambridge["tables"]["rounds"]), (&Value::Null, &Value::Null));
    assert_eq!(winners(&cambridge), [Some(true), Some(true), Some(false)]);
    fs::write(folder.path().join("a.blt"), "3 2\n4 1 2 0\n3 2 0\n2 3 0\n0\n\"Ada\"\n\"Bo\"\n\"Cy\"\n\"T\"\n").unwrap();
    let told = build(folder.path(), "a.blt", "--rules portland-3").ok();
    tells(
        &told,
        "warning: the votes are not counted: portland-3 is for 3 seats, and the input says 2; give other --rules or --seats",
    );
    build(folder.path(), "a.csv", "--rules portland")
        .fails(2, &["--rules", "\"portland\"", "cambridge", "portland-3", "scotland"]);
    fs::write(folder.path().join("wrong.json"), r#"{"batches": true}"#).unwrap();
    build(folder.path(), "a.csv", "--rules wrong.json")
        .fails(1, &["wrong.json", "\"batches\" is no rule", "batch", "max_rankings"]);
}

#[test]
fn a_count_is_made_again_from_what_the_descriptor_records() {
    let folder = with_rows();
    let path: &Path = folder.path();
    fs::write(path.join("ours.json"), r#"{"method": "bottoms_up", "tie_break": ["previous_rounds", "order"]}"#).unwrap();
    for arguments in [
        "",
        "--winners Ada,Bo",
        "--seats 2 --order Cy,Bo --winners Cy,Bo",
        "--rules portland-3 --seats 2",
        "--rules ours.json --seats 1 --order Cy",
        "--rules meek --seats 2",
        "--rules cambridge --seats 2",
        "--rules irv --seats 2",
    ] {
        let (published, _) = built(&folder, arguments);
        let again = parse(&run(path, "rebuild snapshot x a.csv --json").ok().stdout);
        assert_eq!(again["same"].as_array().unwrap().len(), published["tables"].as_object().unwrap().len(), "{arguments}");
        assert_eq!((&again["unpublished"], &again["facts"]), (&json!([]), &json!([])), "{arguments}");
    }
}
