use tempfile::{TempDir, tempdir};

use super::support::{json, run, run_with};

fn sample() -> TempDir {
    let folder = tempdir().unwrap();
    run(folder.path(), "sample -o s.csv --ballots 4000 --candidates 6").ok();
    run(folder.path(), "build s.csv -o snapshot --election-id sample").ok();
    folder
}

#[test]
fn the_answer_is_the_envelope_and_nothing_else() {
    let folder = sample();
    let answered = run(folder.path(), "query snapshot pairs --min-shared-ballots 10 --min-strength -1 --page-size 4").ok();
    assert_eq!((answered.stderr.as_str(), answered.stdout.lines().count()), ("", 1));
    let answer = json(&answered.stdout);
    assert_eq!(answer["data"].as_array().unwrap().len(), 4);
    assert_eq!(answer["pagination"]["page_size"], 4);
    assert_eq!(answer["metadata"]["params"]["min_strength"], -1);
    assert_eq!(answer["metadata"]["election_id"], "sample");
    let pretty = run(folder.path(), "query snapshot pairs --min-shared-ballots 10 --min-strength -1 --page-size 4 --pretty").ok();
    let without_time = |mut answer: serde_json::Value| {
        answer["metadata"]["query_time_ms"] = 0.into();
        answer
    };
    assert!(pretty.stdout.starts_with("{\n  \"data\""));
    assert_eq!(without_time(json(&pretty.stdout)), without_time(answer));
}

#[test]
fn pages_and_tokens_walk_all_rows_once() {
    let folder = sample();
    let whole =
        json(&run(folder.path(), "query snapshot pairs --min-shared-ballots 0 --min-strength -1 --page-size 1000").ok().stdout);
    let mut rows = Vec::new();
    let mut arguments = "--min-shared-ballots 0 --min-strength -1 --page-size 4".to_owned();
    loop {
        let page = json(&run(folder.path(), &format!("query snapshot pairs {arguments}")).ok().stdout);
        rows.extend(page["data"].as_array().unwrap().iter().cloned());
        let Some(token) = page["pagination"]["next_token"].as_str() else { break };
        arguments = format!("--token {token}");
    }
    assert_eq!(rows.len(), 21, "six candidates and the counted write-ins make 21 pairs");
    assert_eq!(&rows, whole["data"].as_array().unwrap());
}

#[test]
fn a_candidate_is_given_by_id_or_by_name() {
    let folder = sample();
    let candidates = json(&run(folder.path(), "query snapshot candidates --sort-by candidate_id --sort-order asc").ok().stdout);
    let [first, second] = [0, 1].map(|row| candidates["data"][row].clone());
    let names = [&first, &second].map(|row| row["candidate_name"].as_str().unwrap());
    let by_id = run(folder.path(), "query snapshot pair --candidate-1 36 --candidate-2 37").ok().stdout;
    let by_name =
        run_with(folder.path(), &["query", "snapshot", "pair", "--candidate-1", names[0], "--candidate-2", names[1]]).ok().stdout;
    assert_eq!(json(&by_id)["data"], json(&by_name)["data"]);
    assert_eq!(json(&by_id)["data"]["candidate_1_name"], names[0]);
    run(folder.path(), "query snapshot pairs --candidate 99").fails(1, &["99"]);
}

#[test]
fn tables_show_the_main_columns_and_csv_all_of_them() {
    let folder = sample();
    let table = run(folder.path(), "query snapshot pairs --min-strength -1 --format table").ok().stdout;
    assert!(table.starts_with("candidate_1_name"), "{table}");
    assert!(table.trim_end().ends_with("in all."), "{table}");
    let csv_text = run(folder.path(), "query snapshot pairs --min-strength -1 --format csv").ok().stdout;
    let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
    assert!(reader.headers().unwrap().len() > 30);
    let answer = run(folder.path(), "query snapshot pairs --min-strength -1").ok().stdout;
    let column = reader.headers().unwrap().iter().position(|name| name == "coalition_strength_score").unwrap();
    let scores: Vec<String> = reader.records().map(|row| row.unwrap()[column].to_owned()).collect();
    assert_eq!(scores.len(), json(&answer)["data"].as_array().unwrap().len());
    for score in scores {
        assert!(answer.contains(&format!("\"coalition_strength_score\":{score},")), "{score} has not its full precision");
    }
    let chosen = run(folder.path(), "query snapshot candidates --fields candidate_name,mentions --format table");
    assert!(chosen.ok().stdout.lines().next().unwrap().split_whitespace().eq(["candidate_name", "mentions"]));
    let pair = run(folder.path(), "query snapshot pair --candidate-1 36 --candidate-2 37 --format table").ok().stdout;
    assert!(pair.lines().any(|line| line.starts_with("shared_ballots")), "{pair}");
    run(folder.path(), "query snapshot types --format csv").ok();
}

#[test]
fn parameters_that_are_not_understood_are_named_as_flags_with_what_is_allowed() {
    let folder = sample();
    for (arguments, parts) in [
        ("pairs --min-strength x", ["--min-strength", "-1 to 1"]),
        ("pairs --min-shared-ballots 1.5", ["--min-shared-ballots", "whole number"]),
        ("pairs --page-size 1001", ["--page-size", "1000"]),
        ("pairs --sort-order up", ["--sort-order", "desc"]),
        ("pairs --method best", ["--method", "adjusted"]),
        ("types --page 2", ["--page", "types takes"]),
        ("pair --candidate-1 36", ["--candidate-2", "needs a candidate"]),
        ("pairs --token nonsense", ["--token", "next_token"]),
    ] {
        run(folder.path(), &format!("query snapshot {arguments}")).fails(2, &parts);
    }
    assert_eq!(run(folder.path(), "query snapshot nonsense").code, Some(2));
    run(folder.path(), "query snapshot pairs --election y").fails(1, &["y", "sample"]);
}

#[test]
fn a_token_of_another_snapshot_is_refused() {
    let folder = sample();
    let page = json(&run(folder.path(), "query snapshot pairs --min-strength -1 --page-size 2").ok().stdout);
    let token = page["pagination"]["next_token"].as_str().unwrap();
    run(folder.path(), "sample -o s.csv --ballots 4000 --candidates 6 --seed 9").ok();
    run(folder.path(), "build s.csv -o snapshot --election-id sample").ok();
    run(folder.path(), &format!("query snapshot pairs --token {token}")).fails(1, &["snapshot"]);
}

#[test]
fn a_group_of_voters_is_given_as_json_and_its_faults_are_named_with_their_place() {
    let folder = sample();
    let asked = |query: &str, flag: &str, text: &str| run_with(folder.path(), &["query", "snapshot", query, flag, text]);
    let all = json(&run(folder.path(), "query snapshot candidates").ok().stdout);
    let first = &all["data"][0];
    let group = json(&asked("ballots", "--where", &format!("{{\"first\": {}}}", first["candidate_id"])).ok().stdout);
    assert_eq!(group["data"]["ballots"], first["first_choice_votes"]);
    let both = json(&asked("pairs", "--compare", r#"{"where_a": {"first": 36}, "where_b": {"first": 37}}"#).ok().stdout);
    assert!(both["metadata"]["params"]["compare"]["where_b"]["first"] == 37);
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for (flag, text, parts) in [
        ("--where", "{first: 36}", ["--where", "give JSON"]),
        ("--where", r#"{"all": [{"ranks": 36, "within": 0}]}"#, ["--where.all[0].within", "from 1"]),
        ("--where", r#"{"not": {"first": "Nobody At All"}}"#, ["--where.not.first", "no candidate"]),
        ("--where", deep.as_str(), ["--where", "a list is not allowed"]),
        ("--compare", r#"{"where_a": {}}"#, ["--compare.where_b", "where_a"]),
    ] {
        asked("pairs", flag, text).fails(2, &parts);
    }
}

#[test]
fn arrow_holds_all_rows_of_all_pages_and_only_queries_with_pages_give_it() {
    let folder = sample();
    let asked = |line: &str| run_with(folder.path(), &line.split(' ').collect::<Vec<_>>());
    let total =
        json(&asked("query snapshot pairs --min-shared-ballots 0 --min-strength -1").ok().stdout)["pagination"]["total_items"]
            .clone();
    let line = "query snapshot pairs --min-shared-ballots 0 --min-strength -1 --fields candidate_1,phi --format arrow";
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_coalition-lens"));
    let file = command.args(line.split(' ')).current_dir(folder.path()).output().unwrap().stdout;
    assert_eq!(&file[..6], b"ARROW1");
    assert_eq!(total, coalition_lens::snapshot::decode_table(&file).unwrap().rows());
    asked("query snapshot types --format arrow").fails(2, &["--format: arrow", "types has no rows in pages"]);
    asked("query snapshot pairs --format arrow --page 2").fails(2, &["--page", "all rows"]);
}

#[test]
fn a_count_is_asked_for_by_a_preset_a_file_or_json_and_candidates_by_names_with_commas() {
    let folder = sample();
    let asked = |arguments: &[&str]| run_with(folder.path(), &[&["query", "snapshot"], arguments].concat());
    let understood = |arguments: &[&str]| json(&asked(arguments).ok().stdout)["metadata"]["params"].clone();
    let own = json(&asked(&["rounds"]).ok().stdout);
    assert_eq!(own["metadata"]["params"]["rules"], serde_json::Value::Null);
    assert_eq!(understood(&["rounds", "--rules", "scotland"])["rules"], "scotland");
    std::fs::write(folder.path().join("rules.json"), r#"{"method": "stv", "places": 2}"#).unwrap();
    let rules = serde_json::json!({"method": "stv", "places": 2});
    assert_eq!(understood(&["rounds", "--rules", "rules.json"])["rules"], rules);
    assert_eq!(understood(&["rounds", "--rules", r#"{"places": 2, "method": "stv"}"#])["rules"], rules);
    let names: Vec<&str> =
        own["data"]["rounds"][0]["votes"].as_array().unwrap().iter().map(|row| row["candidate_name"].as_str().unwrap()).collect();
    let both = format!("{},{}", names[1], names[0]);
    let params = understood(&["rounds", "--without", &both, "--without", names[2], "--order", &both, "--seats", "2"]);
    let id = |place: usize| own["data"]["rounds"][0]["votes"][place]["candidate_id"].clone();
    assert_eq!(params["without"], serde_json::json!([id(0), id(1), id(2)]));
    assert_eq!((&params["order"], &params["seats"]), (&serde_json::json!([id(1), id(0)]), &serde_json::json!(2)));
    asked(&["rounds", "--rules", "main"]).fails(2, &["--rules", "\"main\"", "maine"]);
    asked(&["rounds", "--rules", "absent.json"]).fails(1, &["absent.json"]);
    std::fs::write(folder.path().join("wrong.json"), r#"{"batches": true}"#).unwrap();
    asked(&["rounds", "--rules", "wrong.json"]).fails(1, &["wrong.json", "\"batches\" is no rule"]);
    asked(&["outcome", "--without", "Nobody"]).fails(1, &["without", "Nobody"]);
}

#[test]
fn rounds_are_printed_as_files_that_others_read() {
    let folder = sample();
    let summary = json(&run(folder.path(), "query snapshot rounds --format rctab").ok().stdout);
    assert_eq!(summary["jsonFormatVersion"], "1");
    assert_eq!(summary["results"][0]["round"], 1);
    let rounds = summary["results"].as_array().unwrap().len();
    let csv = run(folder.path(), "query snapshot rounds --format csv").ok().stdout;
    let first = csv.lines().next().unwrap().to_owned();
    assert!(first.starts_with("candidate_id,candidate_name,elected,eliminated,round_1_votes,round_1_transfers"), "{first}");
    assert_eq!(first.split(',').count(), 4 + 2 * rounds);
    run(folder.path(), "query snapshot pairs --format rctab").fails(2, &["only rounds is written as rctab"]);
    let table = run(folder.path(), "query snapshot outcome --format table").ok().stdout;
    assert!(table.contains("sentences") && table.contains("is elected in round"), "{table}");
}
