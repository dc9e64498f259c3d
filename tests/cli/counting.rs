//! How a build counts the votes: rules, seats, order, and official winners beside the count.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use super::support::{ROWS, Run, build, descriptor, descriptors, json as parse, run, run_with, write_ranks};

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
    let (cambridge, run) = built(&folder, "--rules cambridge --seats 2 --winners Ada,Bo");
    tells(&run, "warning: the votes are not counted: Cambridge passes whole ballots on in the order in which they were counted");
    assert_eq!((&cambridge["tabulation"]["rules"], &cambridge["tables"]["rounds"]), (&Value::Null, &Value::Null));
    assert_eq!(winners(&cambridge), [Some(true), Some(true), Some(false)]);
    fs::write(folder.path().join("a.blt"), TWO_SEATS).unwrap();
    let told = build(folder.path(), "a.blt", "--rules portland-3").ok();
    tells(
        &told,
        "warning: the votes are not counted: portland-3 is for 3 seats, and the election has 2; give other --rules or --seats",
    );
    build(folder.path(), "a.csv", "--rules portland")
        .fails(2, &["--rules", "\"portland\"", "cambridge", "portland-3", "scotland"]);
    fs::write(folder.path().join("wrong.json"), r#"{"batches": true}"#).unwrap();
    build(folder.path(), "a.csv", "--rules wrong.json")
        .fails(1, &["wrong.json", "\"batches\" is no rule", "batch", "max_rankings"]);
}

/// An election for two seats, as its file says.
const TWO_SEATS: &str = "3 2\n4 1 2 0\n3 2 0\n2 3 0\n0\n\"Ada\"\n\"Bo\"\n\"Cy\"\n\"T\"\n";

#[test]
fn rules_of_one_seat_are_refused_at_once_where_several_are_asked_for() {
    let folder = with_rows();
    let told =
        ["--seats: 2 is not allowed", "--rules irv is for one seat", "--rules meek or scotland, or without --rules by", "stv"];
    build(folder.path(), "a.csv", "--rules irv --seats 2").fails(2, &told);
    build(folder.path(), "a.csv", "--rules maine --seats 3").fails(2, &["--rules maine is for one seat", "portland-3"]);
    fs::write(folder.path().join("ours.json"), r#"{"method": "irv", "seats": 2}"#).unwrap();
    build(folder.path(), "a.csv", "--rules ours.json").fails(2, &["--rules: \"ours.json\" with seats 2 is not allowed"]);
    assert!(!folder.path().join("snapshot").exists());
}

#[test]
fn an_election_that_has_more_seats_than_its_rules_fill_is_counted_by_those_who_ask_for_others() {
    let folder = with_rows();
    fs::write(folder.path().join("a.csv"), TWO_SEATS).unwrap();
    let (one_seat, run) = built(&folder, "--rules irv");
    tells(&run, "warning: the votes are not counted: irv is for 1 seat, and the election has 2; give other --rules or --seats");
    assert_eq!((winners(&one_seat), &one_seat["tables"]["rounds"]), (vec![None; 3], &Value::Null));
    let ask = |given: &str| self::run(folder.path(), &format!("query snapshot rounds {given}"));
    ask("").fails(2, &["--rules is missing", "irv is for 1 seat, and the election has 2"]);
    for (given, method, seats) in
        [("--seats 2", "stv", 2), ("--seats 1", "irv", 1), ("--rules irv", "irv", 1), ("--rules scotland", "stv", 2)]
    {
        let data = parse(&ask(given).ok().stdout)["data"].clone();
        assert_eq!((&data["method"], &data["seats"]), (&json!(method), &json!(seats)), "{given}");
    }
}

#[test]
fn names_of_nobody_in_a_file_of_rules_are_refused_by_its_key() {
    let folder = with_rows();
    let path = folder.path();
    fs::write(path.join("ours.json"), r#"{"order": ["Bo", "Dee"]}"#).unwrap();
    build(path, "a.csv", "--rules ours.json").fails(1, &["error: ours.json: order: there is no candidate \"Dee\""]);
    fs::write(path.join("ours.json"), r#"{"write_ins_first": ["UWI", "Undeclared Write-ins", "Dee"]}"#).unwrap();
    build(path, "a.csv", "--rules ours.json").fails(1, &["ours.json: write_ins_first: there is no candidate \"Dee\""]);
    fs::write(path.join("ours.json"), r#"{"write_ins_first": ["UWI"]}"#).unwrap();
    build(path, "a.csv", "--rules ours.json").ok();
}

#[test]
fn names_of_nobody_in_a_file_of_rules_are_told_by_contest_where_several_are_built() {
    let folder = tempdir().unwrap();
    let path = folder.path();
    let rows = "ballot,contest,rank,candidate\n1,North,1,Ada\n1,North,2,Bo\n2,South,1,Cy\n2,South,2,Dee\n";
    fs::write(path.join("a.csv"), rows).unwrap();
    fs::write(path.join("ours.json"), r#"{"write_ins_first": ["Bo"]}"#).unwrap();
    let told = "note: --rules.write_ins_first Bo: no such name in this contest";
    let run = build(path, "a.csv", "--all-contests --seats 1 --rules ours.json").ok();
    assert_eq!(run.stderr.matches(told).count(), 1, "{}", run.stderr);
    let descriptors = descriptors(&path.join("snapshot"));
    let recorded: Vec<&Value> = descriptors.iter().map(|each| &each["tabulation"]["rules"]["write_ins_first"]).collect();
    assert_eq!(recorded, [&json!(["Bo"]), &json!([])]);
    fs::write(path.join("ours.json"), r#"{"write_ins_first": ["Eve"]}"#).unwrap();
    let run = build(path, "a.csv", "--all-contests --seats 1 --rules ours.json");
    tells(&run, "error: --rules.write_ins_first: \"Eve\" is not allowed; no contest of the inputs has this name");
    assert_eq!(run.code, Some(2));
}

#[test]
fn seats_are_limited_alike_wherever_they_are_said() {
    let folder = with_rows();
    let path = folder.path();
    build(path, "a.csv", "--seats 2001").fails(2, &["2001", "2000"]);
    fs::write(path.join("ours.json"), r#"{"method": "stv", "seats": 2001}"#).unwrap();
    build(path, "a.csv", "--rules ours.json").fails(1, &["ours.json: seats: 2001 is not allowed", "from 1 to 2000"]);
    fs::write(path.join("a.blt"), TWO_SEATS.replacen("3 2", "3 2001", 1)).unwrap();
    build(path, "a.blt", "").fails(1, &["a.blt", "2001 seats", "2000"]);
    built(&folder, "--seats 2000");
    let query = |seats: u32| run(path, &format!("query snapshot rounds --seats {seats}"));
    query(2000).ok();
    query(2001).fails(2, &["--seats: 2001 is not allowed", "from 1 to 2000"]);
}

#[test]
fn rules_as_json_that_give_a_key_twice_are_refused_by_queries() {
    let folder = with_rows();
    built(&folder, "--seats 1");
    let twice = r#"{"method": "irv", "method": "stv"}"#;
    let query = ["query", "snapshot", "rounds", "--rules", twice];
    run_with(folder.path(), &query).fails(2, &["the key \"method\" is given twice"]);
}

#[test]
fn a_count_by_percentage_is_for_no_number_of_seats() {
    let folder = with_rows();
    fs::write(folder.path().join("ours.json"), r#"{"method": "percentage", "percent": 15}"#).unwrap();
    let (_, run) = built(&folder, "--seats 2 --rules ours.json");
    tells(&run, "counted by the rules of ours.json, ");
}

#[test]
fn winners_are_named_once() {
    let folder = with_rows();
    build(folder.path(), "a.csv", "--winners Ada,Ada")
        .fails(2, &["--winners: 1, who is in it twice", "name each candidate once"]);
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
    ] {
        let (published, _) = built(&folder, arguments);
        let again = parse(&run(path, "rebuild snapshot x a.csv --json").ok().stdout);
        assert_eq!(again["same"].as_array().unwrap().len(), published["tables"].as_object().unwrap().len(), "{arguments}");
        assert_eq!((&again["unpublished"], &again["facts"]), (&json!([]), &json!([])), "{arguments}");
    }
}
