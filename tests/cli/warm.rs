use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

use coalition_lens::query::{contract, fingerprint};
use flate2::read::GzDecoder;
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use super::support::{ROWS, build, descriptor, json as parsed, manifest, run, write_ranks};

/// A folder `snapshot` with one election, built with these arguments.
fn built(arguments: &str) -> TempDir {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &ROWS);
    build(folder.path(), "a.csv", arguments).ok();
    folder
}

fn answer(snapshot: &Path, reference: &Value) -> Value {
    let file = fs::File::open(snapshot.join(reference["path"].as_str().unwrap())).unwrap();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    assert_eq!(Some(text.len() as u64), reference["raw_bytes"].as_u64());
    parsed(&text)
}

/// Ready-made answers by query and parameters.
fn answers(folder: &TempDir) -> Vec<(Value, Value)> {
    let snapshot = folder.path().join("snapshot");
    let descriptor = descriptor(&snapshot);
    let (warm, answers) = (descriptor["warm"].as_array(), descriptor["answers"].as_array());
    let (Some(warm), Some(answers)) = (warm, answers) else { return Vec::new() };
    assert_eq!(warm.len(), answers.len());
    warm.iter().zip(answers).map(|(warm, file)| (warm.clone(), answer(&snapshot, file))).collect()
}

#[test]
fn a_build_tells_by_which_definitions_its_ready_made_answers_were_made() {
    let folder = built("");
    let told = descriptor(&folder.path().join("snapshot"))["answer_contracts"].clone();
    let contracts = contract();
    let asked: BTreeSet<String> = answers(&folder).iter().map(|(warm, _)| warm["query"].as_str().unwrap().to_owned()).collect();
    let expected: BTreeMap<&str, String> =
        contracts.iter().filter(|query| asked.contains(query.name)).map(|query| (query.name, fingerprint(query))).collect();
    assert_eq!(told, json!(expected));
}

#[test]
fn a_list_that_asks_for_the_count_serves_an_election_that_is_not_counted() {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &ROWS);
    fs::write(
        folder.path().join("warm.json"),
        r#"[{"query": "outcome"}, {"query": "rounds", "params": {"rules": "meek"}}, {"query": "types"}]"#,
    )
    .unwrap();
    let run = build(folder.path(), "a.csv", "--rules cambridge --warm warm.json").ok();
    assert!(run.stderr.contains("query 1 (outcome) is left out: the votes are not counted"), "{}", run.stderr);
    let found = answers(&folder);
    let queries: Vec<&str> = found.iter().map(|(warm, _)| warm["query"].as_str().unwrap()).collect();
    assert_eq!(queries, ["rounds", "types"]);
}

#[test]
fn a_build_publishes_the_answers_of_the_usual_first_views_as_query_gives_them() {
    let folder = built("");
    let found = answers(&folder);
    let queries: Vec<&str> = found.iter().map(|(warm, _)| warm["query"].as_str().unwrap()).collect();
    let of_the_count = ["outcome", "rounds", "matchups", "follow_through"];
    let of_coalitions = ["pairs", "pairs", "pairs", "network", "network", "network", "centrality", "clusters", "types"];
    assert_eq!(queries, [&of_the_count[..], &of_coalitions].concat());
    assert_eq!(found[4].0, json!({"query": "pairs", "params": {}}));
    assert_eq!(found[5].0["params"], json!({"min_shared_ballots": 100, "min_strength": 0.15}));
    for (warm, ready) in &found {
        let flags =
            warm["params"].as_object().unwrap().iter().map(|(name, value)| format!(" --{} {value}", name.replace('_', "-")));
        let asked = format!("query snapshot {}{}", warm["query"].as_str().unwrap(), flags.collect::<String>());
        let expected = parsed(&run(folder.path(), &asked).ok().stdout);
        assert_eq!(ready["data"], expected["data"], "{asked}");
        assert_eq!(ready["pagination"], expected["pagination"], "{asked}");
        let mut metadata = expected["metadata"].clone();
        for (name, value) in [("snapshot_id", json!("")), ("data_version", json!("")), ("cache_hit", json!(true))] {
            metadata[name] = value;
        }
        metadata["query_time_ms"] = ready["metadata"]["query_time_ms"].clone();
        assert_eq!(ready["metadata"], metadata, "{asked}");
    }
}

#[test]
fn an_election_without_a_count_has_no_ready_made_answers_of_one() {
    let queries = |arguments: &str| -> Vec<String> {
        answers(&built(arguments)).iter().map(|(warm, _)| warm["query"].as_str().unwrap().to_owned()).collect()
    };
    let uncounted = queries("--rules cambridge --seats 2");
    assert!(uncounted.contains(&"matchups".into()) && !uncounted.contains(&"rounds".into()), "{uncounted:?}");
}

#[test]
fn manifest_descriptor_and_any_ready_made_answer_are_less_than_30_kb_together() {
    let folder = tempdir().unwrap();
    run(folder.path(), "sample --ballots 5000 -o a.csv").ok();
    build(folder.path(), "a.csv", "").ok();
    let snapshot = folder.path().join("snapshot");
    let bytes = |path: &str| fs::metadata(snapshot.join(path)).unwrap().len();
    let election = &manifest(&snapshot)["elections"][0]["descriptor"];
    let first = bytes("manifest.json") + bytes(election["path"].as_str().unwrap());
    for reference in descriptor(&snapshot)["answers"].as_array().unwrap() {
        let all = first + bytes(reference["path"].as_str().unwrap());
        assert!(all < 30_000, "{all} bytes for {reference}");
    }
}

#[test]
fn a_warm_list_names_candidates_by_id_and_only_what_differs_from_the_defaults() {
    let folder = tempdir().unwrap();
    let list = json!([
        {"query": "candidate", "params": {"candidate": "Ada", "where": null}, "count": 9},
        {"query": "pairs", "params": {"min_shared_ballots": 0, "min_strength": 0.1, "page": 1, "fields": "lift"}},
        {"query": "pairs", "params": {"fields": ["lift"], "min_shared_ballots": 0}},
    ]);
    fs::write(folder.path().join("warm.json"), list.to_string()).unwrap();
    write_ranks(&folder.path().join("a.csv"), &ROWS);
    build(folder.path(), "a.csv", "--warm warm.json").ok();
    let found = answers(&folder);
    assert_eq!(found.len(), 2, "equal queries are answered once");
    let id = found[0].1["metadata"]["params"]["candidate"].clone();
    assert!(id.is_u64());
    assert_eq!(found[0].0, json!({"query": "candidate", "params": {"candidate": id}}));
    assert_eq!(found[1].0, json!({"query": "pairs", "params": {"min_shared_ballots": 0, "fields": ["lift"]}}));
}

#[test]
fn what_a_warm_list_gets_wrong_is_told_before_anything_is_published() {
    for (list, part) in [
        ("{", "is not a warm list"),
        (r#"[{"query": "pears"}]"#, "query 1 (pears)"),
        (r#"[{"query": "types"}, {"query": "pairs", "params": {"min_strenght": 1}}]"#, "min_strenght"),
    ] {
        let folder = tempdir().unwrap();
        fs::write(folder.path().join("warm.json"), list).unwrap();
        write_ranks(&folder.path().join("a.csv"), &ROWS);
        let ran = build(folder.path(), "a.csv", "--warm warm.json");
        assert!(ran.code == Some(1) && ran.stderr.contains("error: warm.json") && ran.stderr.contains(part), "{}", ran.stderr);
        assert!(!folder.path().join("snapshot/manifest.json").exists());
    }
}

#[test]
fn a_query_about_a_candidate_of_another_election_is_left_out_with_a_warning() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("warm.json"), r#"[{"query": "candidate", "params": {"candidate": "Nobody"}}]"#).unwrap();
    write_ranks(&folder.path().join("a.csv"), &ROWS);
    let ran = build(folder.path(), "a.csv", "--warm warm.json").ok();
    assert!(ran.stderr.contains("warning: x: query 1 (candidate) is left out"), "{}", ran.stderr);
    assert!(answers(&folder).is_empty());
}

#[test]
fn verify_finds_a_changed_answer_and_prune_takes_those_of_earlier_builds() {
    let folder = built("");
    let snapshot = folder.path().join("snapshot");
    let path = descriptor(&snapshot)["answers"][3]["path"].as_str().unwrap().to_owned();
    let bytes = fs::read(snapshot.join(&path)).unwrap();
    fs::write(snapshot.join(&path), &bytes[..bytes.len() - 9]).unwrap();
    let ran = run(folder.path(), "verify snapshot");
    assert!(ran.code == Some(1) && ran.stdout.contains(&path), "{}", ran.stdout);
    fs::write(snapshot.join(&path), bytes).unwrap();
    run(folder.path(), "verify snapshot").ok();

    fs::write(folder.path().join("none.json"), "[]").unwrap();
    for title in 0..6 {
        build(folder.path(), "a.csv", &format!("--warm none.json --prune --title t{title}")).ok();
    }
    assert!(!snapshot.join(&path).exists());
    run(folder.path(), "verify snapshot").ok();
}

#[test]
fn warm_list_adds_up_usage_exports() {
    let folder = tempdir().unwrap();
    fs::write(
        folder.path().join("a.json"),
        r#"[{"query":"types","params":{},"count":2},{"query":"pairs","params":{},"count":1}]"#,
    )
    .unwrap();
    fs::write(folder.path().join("b.json"), r#"[{"query":"pairs","params":{},"count":4}]"#).unwrap();
    let merged = parsed(&run(folder.path(), "warm-list a.json b.json").ok().stdout);
    assert_eq!(merged, json!([{"query": "pairs", "params": {}, "count": 5}, {"query": "types", "params": {}, "count": 2}]));
    let first = parsed(&run(folder.path(), "warm-list a.json b.json --limit 1").ok().stdout);
    assert_eq!(first.as_array().unwrap().len(), 1);
    run(folder.path(), "warm-list a.json missing.json").fails(1, &["missing.json"]);
}

#[test]
fn usage_of_several_elections_is_merged_by_election_and_each_build_takes_its_own() {
    let folder = tempdir().unwrap();
    let path = folder.path();
    let usage = json!([
        {"election": "other", "query": "types", "params": {}, "count": 90},
        {"election": "other", "query": "clusters", "params": {}, "count": 80},
        {"election": "x", "query": "candidates", "params": {}, "count": 3},
        {"election": "x", "query": "ballots", "params": {}, "count": 2},
        {"query": "transfers", "params": {}, "count": 1},
    ]);
    fs::write(path.join("monday.json"), usage.to_string()).unwrap();
    fs::write(path.join("tuesday.json"), usage.to_string()).unwrap();
    let merged = run(path, "warm-list monday.json tuesday.json --limit 1").ok().stdout;
    let named: Vec<(Value, Value, Value)> = parsed(&merged)
        .as_array()
        .unwrap()
        .iter()
        .map(|warm| (warm["election"].clone(), warm["query"].clone(), warm["count"].clone()))
        .collect();
    let expected = [
        (json!("other"), json!("types"), json!(180)),
        (json!("x"), json!("candidates"), json!(6)),
        (Value::Null, json!("transfers"), json!(2)),
    ];
    assert_eq!(named, expected);

    fs::write(path.join("warm.json"), merged).unwrap();
    write_ranks(&path.join("a.csv"), &ROWS);
    build(path, "a.csv", "--warm warm.json").ok();
    let queries: Vec<Value> = answers(&folder).into_iter().map(|(warm, _)| warm).collect();
    assert_eq!(queries, [json!({"query": "candidates", "params": {}}), json!({"query": "transfers", "params": {}})]);
}
