//! Real elections against numbers that an independent program computed.

use coalition_lens::query::Election;
use serde_json::{Value as Json, json};
use std::collections::{BTreeSet, HashMap};

use crate::support::{all_rows, ask, contest_of, election, shared};

const EVERY_PAIR: &str = r#"{"min_shared_ballots": 0, "min_strength": -1, "page_size": 1000}"#;

fn check(oracle: &str, ballots: &str) {
    let (Some(oracle), Some(ballots)) = (shared(&format!("oracle/{oracle}_metrics_v2.json")), shared(ballots)) else { return };
    let oracle: Json = serde_json::from_slice(&std::fs::read(oracle).expect("the oracle is read")).expect("the oracle is JSON");
    let contest = contest_of(ballots);
    assert_eq!(contest.profile.ballots(), oracle["N"].as_u64().unwrap());
    assert_eq!(contest.profile.len() as u64, oracle["unique"].as_u64().unwrap());
    assert_eq!(contest.profile.max_rankings() as u64, oracle["R"].as_u64().unwrap());
    let election = election(&contest);
    check_candidates(&oracle, &all_rows(&election, "candidates", "{}"));
    check_segments(&oracle, &election);
    check_graph(&oracle, &election);
    let ids: HashMap<&str, u32> = contest.candidates.iter().map(|candidate| (candidate.name.as_str(), candidate.id)).collect();
    let pairs = oracle["pairs"].as_array().unwrap();
    assert_eq!(all_rows(&election, "pairs", EVERY_PAIR).len(), pairs.len());
    for expected in pairs {
        let [one, two] = ["candidate_1", "candidate_2"].map(|name| ids[expected[name].as_str().unwrap()]);
        check_pair(expected, &ask(&election, "pair", &format!(r#"{{"candidate_1": {one}, "candidate_2": {two}}}"#))["data"]);
    }
}

fn check_candidates(oracle: &Json, rows: &[Json]) {
    let expected = oracle["candidates"].as_array().unwrap();
    assert_eq!(rows.len(), expected.len());
    for expected in expected {
        let row = rows.iter().find(|row| row["candidate_name"] == expected["name"]).expect("the candidate has a row");
        for count in ["mentions", "first_choice_votes", "rank_counts", "bullet_ballots"] {
            assert_eq!(row[count], expected[count], "{count} of {}", expected["name"]);
        }
    }
}

fn check_segments(oracle: &Json, election: &Election) {
    for expected in oracle["candidates"].as_array().unwrap() {
        let data = &ask(election, "segments", &json!({"candidate": expected["name"]}).to_string())["data"];
        for archetype in data["archetypes"].as_array().unwrap() {
            let name = archetype["archetype"].as_str().unwrap();
            assert_eq!(archetype["ballots"], expected["archetypes"][name], "{name} of {}", expected["name"]);
        }
    }
}

fn check_graph(oracle: &Json, election: &Election) {
    let expected = &oracle["graph"];
    let clusters = &ask(election, "clusters", r#"{"min_group_size": 1}"#)["data"];
    let (q, best) = (clusters["summary"]["modularity"].as_f64().unwrap(), expected["modularity"].as_f64().unwrap());
    assert!(q >= best - 1e-9, "Q = {q}, the oracle has {best}");
    let names = |list: &Json, name: fn(&Json) -> &Json| -> BTreeSet<String> {
        list.as_array().unwrap().iter().map(|item| name(item).as_str().unwrap().to_owned()).collect()
    };
    let found: BTreeSet<BTreeSet<String>> =
        clusters["clusters"].as_array().unwrap().iter().map(|group| names(&group["members"], |m| &m["candidate_name"])).collect();
    let groups = expected["clusters"].as_array().unwrap().iter().map(|group| names(group, |name| name));
    assert!((q - best).abs() > 1e-9 || groups.collect::<BTreeSet<_>>() == found, "other clusters than the oracle's: {found:?}");
    let rows = all_rows(election, "centrality", "{}");
    let mentions = |name: &Json| {
        let candidates = oracle["candidates"].as_array().unwrap();
        candidates.iter().find(|candidate| candidate["name"] == *name).expect("everybody is counted")["mentions"]
            .as_u64()
            .unwrap()
    };
    let [strength, reach] =
        ["strength_centrality", "reach"].map(|column| move |row: &Json| row[column].as_f64().expect("a fraction"));
    let mut by_rank: Vec<&Json> = expected["centrality"].as_array().unwrap().iter().collect();
    by_rank.sort_by(|a, b| reach(b).total_cmp(&reach(a)).then(mentions(&b["name"]).cmp(&mentions(&a["name"]))));
    let names = by_rank.iter().map(|expected| &expected["name"]);
    assert!(rows.iter().map(|row| &row["candidate_name"]).eq(names), "rows come by rank");
    assert!(rows.iter().map(|row| row["centrality_rank"].as_u64().unwrap()).eq(1..=rows.len() as u64));
    for expected in expected["centrality"].as_array().unwrap() {
        let row = rows.iter().find(|row| row["candidate_name"] == expected["name"]).expect("the candidate has a row");
        match expected["connection_count"].as_u64().unwrap() {
            0 => assert_eq!(row["avg_coalition_strength"], Json::Null),
            edges => {
                assert_close(&row["avg_coalition_strength"], &json!(strength(expected) / edges as f64), "avg_coalition_strength")
            }
        }
        for column in ["connection_count", "position_type"] {
            assert_eq!(row[column], expected[column], "{column} of {}", expected["name"]);
        }
        for column in ["degree_centrality", "strength_centrality", "reach", "bridge_score", "betweenness_centrality"] {
            match &expected[column] {
                Json::Null => assert_eq!(row[column], Json::Null, "{column} of {}", expected["name"]),
                fraction => assert_close(&row[column], fraction, column),
            }
        }
    }
}

fn check_pair(expected: &Json, row: &Json) {
    let counts = [
        "shared_ballots",
        "distance_counts",
        "strong_coalition_votes",
        "weak_coalition_votes",
        "coalition_type",
        "ahead_1",
        "ahead_2",
        "next_1_to_2",
        "next_2_to_1",
        "first_then_second_1_to_2",
        "first_then_second_2_to_1",
        "both_top_3",
    ];
    for count in counts {
        assert_eq!(row[count], expected[count], "{count} of {} and {}", expected["candidate_1"], expected["candidate_2"]);
    }
    let fractions = [
        "avg_ranking_distance",
        "basic_affinity_score",
        "proximity_weighted_affinity",
        "lift",
        "expected_shared",
        "expected_close",
    ];
    for fraction in fractions {
        assert_close(&row[fraction], &expected[fraction], fraction);
    }
    for method in ["adjusted", "proximity_weighted"] {
        assert_close(&row["scores"][method], &expected[method], method);
    }
}

fn assert_close(found: &Json, expected: &Json, name: &str) {
    let (found, expected) = (found.as_f64().expect(name), expected.as_f64().expect(name));
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{name}: {found}, expected {expected}");
}

#[test]
fn portland_district_1_equals_the_oracle() {
    check("portland_d1", "portland2024/d1_profile.blt");
}

#[test]
fn portland_district_1_equals_the_oracle_from_the_raw_marks() {
    check("portland_d1", "portland2024/d1_raw_votekit_format.csv");
}

#[test]
fn portland_district_2_equals_the_oracle() {
    check("portland_d2", "portland2024/d2_profile.blt");
}

#[test]
fn the_new_york_mayoral_primary_equals_the_oracle() {
    check("nyc2025_mayor", "nyc2025_mayor/nyc2025_mayor.blt");
}

#[test]
fn types_and_places_of_real_elections_are_as_they_are_told_of() {
    let types = |file: &str| {
        let election = election(&contest_of(shared(file)?));
        let rows = ask(&election, "types", r#"{"min_shared_ballots": 0}"#)["data"].clone();
        let counts = rows.as_array().unwrap().iter().map(|row| row["count"].as_u64().unwrap()).collect::<Vec<_>>();
        Some((election, counts))
    };
    if let Some((district_2, counts)) = types("portland2024/d2_profile.blt") {
        assert_eq!(counts, [65, 29, 20, 17, 122], "strong, moderate, strategic, neutral, opposed");
        let first = &ask(&district_2, "centrality", r#"{"page_size": 1}"#)["data"][0];
        assert_eq!((&first["candidate_name"], &first["position_type"]), (&json!("Sameer Kanal"), &json!("Hub")));
    }
    if let Some((new_york, counts)) = types("nyc2025_mayor/nyc2025_mayor.blt") {
        assert_eq!(counts, [14, 3, 9, 3, 26]);
        let kind = |one: &str, other: &str| {
            let pair = &ask(&new_york, "pair", &json!({"candidate_1": one, "candidate_2": other}).to_string())["data"];
            (pair["coalition_type"].clone(), (100.0 * pair["adjusted_lift"].as_f64().unwrap()).round())
        };
        assert_eq!(kind("Andrew M. Cuomo", "Michael Blake"), (json!("opposed"), 35.0));
        assert_eq!(kind("Brad Lander", "Adrienne E. Adams"), (json!("strong"), 125.0));
    }
}

#[test]
fn the_pairwise_counts_of_new_york_equal_the_published_ones() {
    let (Some(matchups), Some(ballots)) = (shared("nyc2025_mayor/matchups.json"), shared("nyc2025_mayor/nyc2025_mayor.blt"))
    else {
        return;
    };
    let matchups: Vec<(String, String, u64, u64)> = published(&std::fs::read_to_string(matchups).expect("the file is read"));
    assert_eq!(matchups.len(), 110);
    let election = election(&contest_of(ballots));
    for (one, two, prefer_one, prefer_two) in matchups {
        let asked = json!({"candidate_1": one, "candidate_2": two}).to_string();
        let pair = &ask(&election, "pair", &asked)["data"];
        assert_eq!((&pair["pairwise_1"], &pair["pairwise_2"]), (&prefer_one.into(), &prefer_two.into()), "{one} against {two}");
    }
}

fn published(text: &str) -> Vec<(String, String, u64, u64)> {
    serde_json::from_str(text).expect("rows of two names and two counts")
}
