//! Parameters: what is understood, and what is said about the rest.

use coalition_lens::ballots::Profile;
use coalition_lens::query::{Election, Params, Provenance, Value, plan};
use serde_json::json;

use crate::support::{all_rows, ask, contest_from, election, try_ask};

fn small() -> Election {
    let rankings = [(vec![0u16, 1, 2], 60), (vec![1, 0], 45), (vec![2, 3, 0], 20), (vec![3], 10), (vec![0, 3], 5)];
    election(&contest_from(&Profile::new(5, rankings)))
}

fn refusal(query: &str, params: &str) -> (String, String) {
    let error = try_ask(&small(), query, params).expect_err(params);
    (error.code().to_owned(), error.to_string())
}

#[test]
fn a_refused_parameter_is_named_with_its_value_and_what_is_allowed() {
    let cases = [
        ("pairs", r#"{"min_shared_ballots": -1}"#, "min_shared_ballots: -1 is not allowed; give a whole number from 0"),
        ("pairs", r#"{"min_shared_ballots": 1.5}"#, "1.5"),
        ("pairs", r#"{"min_shared_ballots": "50"}"#, "\"50\""),
        ("pairs", r#"{"min_strength": 1.1}"#, "give a number from -1 to 1"),
        ("pairs", r#"{"min_strength": [0.1]}"#, "a list"),
        ("pairs", r#"{"method": "best"}"#, "adjusted, proximity_weighted, basic"),
        ("pairs", r#"{"coalition_type": "none"}"#, "strong, moderate, strategic, neutral, opposed"),
        ("pairs", r#"{"sort_by": "distance_counts"}"#, "shared_ballots"),
        ("pairs", r#"{"sort_order": "up"}"#, "asc, desc"),
        ("pairs", r#"{"page": 0}"#, "from 1"),
        ("pairs", r#"{"page_size": 1001}"#, "from 1 to 1000"),
        ("pairs", r#"{"fields": ["nothing"]}"#, "nothing"),
        ("pairs", r#"{"fields": []}"#, "an empty list"),
        ("pairs", r#"{"limit": 5}"#, "pairs takes: min_shared_ballots"),
        ("pairs", r#"{"token": "xyz"}"#, "next_token"),
        ("pairs", r#"{"token": 7}"#, "next_token"),
        ("pair", r#"{"candidate_1": 1}"#, "candidate_2"),
        ("pair", r#"{"candidate_1": 1, "candidate_2": 1}"#, "two different candidates"),
        ("pair", r#"{"candidate_1": true, "candidate_2": 1}"#, "id or exact name"),
        ("everything", "{}", "pairs, pair, types, network, clusters, centrality, candidates"),
    ];
    for (query, params, part) in cases {
        let (code, message) = refusal(query, params);
        assert_eq!(code, "E_PARAM", "{params}: {message}");
        assert!(message.contains(part), "{params}: {message}");
    }
}

#[test]
fn a_threshold_that_is_not_a_number_is_refused() {
    let params = Params::from([("min_strength".to_owned(), Value::Number(f64::NAN))]);
    let error = plan("pairs", &params, &small()).unwrap_err();
    assert_eq!(error.code(), "E_PARAM");
    assert!(error.to_string().contains("NaN"), "{error}");
}

#[test]
fn an_unknown_candidate_is_not_found_and_near_names_are_shown() {
    let (code, message) = refusal("pairs", r#"{"candidate": "Candidate 33"}"#);
    assert_eq!(code, "E_NOT_FOUND");
    assert!(message.contains("\"Candidate 3\""), "{message}");
    assert_eq!(refusal("pairs", r#"{"candidate": 99}"#).0, "E_NOT_FOUND");
}

#[test]
fn a_name_that_two_candidates_bear_is_refused_with_their_ids() {
    let mut contest = contest_from(&Profile::new(3, [(vec![0u16, 1, 2], 10)]));
    contest.candidates[2].name = contest.candidates[0].name.clone();
    let error = try_ask(&election(&contest), "pairs", r#"{"candidate": "Candidate 1"}"#).unwrap_err();
    assert!(error.to_string().contains("1, 3"), "{error}");
}

#[test]
fn a_candidate_is_found_by_id_and_by_exact_name() {
    let election = small();
    let by_id = ask(&election, "pairs", r#"{"candidate": 2, "min_strength": -1}"#);
    assert_eq!(by_id, ask(&election, "pairs", r#"{"candidate": "Candidate 2", "min_strength": -1}"#));
    assert_eq!(by_id["metadata"]["params"]["candidate"], json!(2));
    assert!(by_id["data"].as_array().unwrap().iter().all(|row| row["candidate_1"] == 2 || row["candidate_2"] == 2));
}

#[test]
fn rows_without_a_score_come_last_and_only_at_the_lowest_threshold() {
    let election = small();
    let all = all_rows(&election, "pairs", r#"{"min_shared_ballots": 0, "min_strength": -1}"#);
    assert_eq!(all.len(), 10);
    // Candidate 5 is on no ballot: four pairs have no score.
    assert!(all[6..].iter().all(|row| row["coalition_strength_score"].is_null()));
    let scored = all_rows(&election, "pairs", r#"{"min_shared_ballots": 0, "min_strength": -0.999999}"#);
    assert_eq!(scored.as_slice(), &all[..6]);
}

#[test]
fn filters_keep_what_reaches_the_threshold_exactly() {
    let election = small();
    let rows = all_rows(&election, "pairs", r#"{"min_shared_ballots": 60, "min_strength": -1}"#);
    assert!(rows.iter().any(|row| row["shared_ballots"] == 60), "the threshold itself is in");
    assert!(rows.iter().all(|row| row["shared_ballots"].as_u64() >= Some(60)));
    assert!(ask(&election, "pairs", r#"{"min_shared_ballots": 9007199254740991}"#)["data"].as_array().unwrap().is_empty());
}

#[test]
fn a_page_past_the_end_is_empty_with_true_totals() {
    let page = ask(&small(), "candidates", r#"{"page": 9, "page_size": 2}"#);
    assert_eq!(page["data"], json!([]));
    let expected = json!({"page": 9, "page_size": 2, "total_pages": 3, "total_items": 5, "has_next": false, "has_previous": true, "next_token": null});
    assert_eq!(page["pagination"], expected);
}

#[test]
fn fields_choose_columns_in_the_order_of_the_table() {
    let page = ask(&small(), "pairs", r#"{"fields": ["shared_ballots", "candidate_1"], "min_strength": -1}"#);
    assert_eq!(page["data"][0].as_object().unwrap().len(), 2);
    assert_eq!(page["metadata"]["params"]["fields"], json!(["candidate_1", "shared_ballots"]));
}

#[test]
fn a_token_of_another_snapshot_is_stale_and_of_another_query_refused() {
    let election = small();
    let token = ask(&election, "candidates", r#"{"page_size": 2}"#)["pagination"]["next_token"].as_str().unwrap().to_owned();
    let params = format!(r#"{{"token": "{token}"}}"#);
    let newer =
        Election::new(Provenance { snapshot_id: "newer".into(), data_version: "later".into() }, election.descriptor.clone());
    assert_eq!(try_ask(&newer, "candidates", &params).unwrap_err().code(), "E_STALE_TOKEN");
    assert_eq!(try_ask(&election, "pairs", &params).unwrap_err().code(), "E_PARAM");
    let beside = format!(r#"{{"token": "{token}", "page_size": 4}}"#);
    assert_eq!(try_ask(&election, "candidates", &beside).unwrap_err().code(), "E_PARAM");
    assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'), "{token}");
}

#[test]
fn rows_that_sort_alike_stand_in_the_order_of_ids_in_both_directions() {
    let mut contest = contest_from(&Profile::new(4, [(vec![0u16, 1, 2, 3], 10), (vec![3, 2, 1, 0], 10)]));
    contest.candidates.iter_mut().for_each(|candidate| candidate.name = "Sam".into());
    let election = election(&contest);
    let lists = [
        ("candidates", "candidate_name", vec![1, 2, 3, 4]),
        ("candidates", "winner", vec![1, 2, 3, 4]),
        ("centrality", "candidate_name", vec![1, 2, 3, 4]),
        ("pairs", "candidate_2_name", vec![2, 3, 4, 3, 4, 4]),
        ("pairs", "low_support", vec![2, 3, 4, 3, 4, 4]),
    ];
    for (query, sort_by, expected) in lists {
        for order in ["asc", "desc"] {
            let mut asked = json!({"sort_by": sort_by, "sort_order": order, "page_size": 1});
            if query == "pairs" {
                (asked["min_shared_ballots"], asked["min_strength"]) = (json!(0), json!(-1));
            }
            let id = if query == "pairs" { "candidate_2" } else { "candidate_id" };
            let rows = all_rows(&election, query, &asked.to_string());
            assert_eq!(
                rows.iter().map(|row| row[id].as_u64().unwrap()).collect::<Vec<_>>(),
                expected,
                "{query} {sort_by} {order}"
            );
        }
    }
}

#[test]
fn types_share_out_the_pairs_that_have_one() {
    let types = ask(&small(), "types", r#"{"min_shared_ballots": 1}"#);
    let rows = types["data"].as_array().unwrap();
    assert_eq!(
        rows.iter().map(|row| row["coalition_type"].as_str().unwrap()).collect::<Vec<_>>(),
        ["strong", "moderate", "strategic", "neutral", "opposed"]
    );
    let shares: f64 = rows.iter().map(|row| row["share"].as_f64().unwrap()).sum();
    assert!((shares - 1.0).abs() < 1e-12);
    assert!(types.get("pagination").is_none());
    for row in rows.iter().filter(|row| row["count"] != 0) {
        let examples: Vec<f64> =
            row["examples"].as_array().unwrap().iter().map(|pair| pair["coalition_strength_score"].as_f64().unwrap()).collect();
        let falls = examples.windows(2).all(|pair| pair[0] >= pair[1]);
        let rises = examples.windows(2).all(|pair| pair[0] <= pair[1]);
        assert!(if row["coalition_type"] == "opposed" { rises } else { falls }, "those first that show the type best: {row}");
    }
    let none = ask(&small(), "types", r#"{"min_shared_ballots": 1000000}"#);
    assert!(
        none["data"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["count"] == 0 && row["share"].is_null() && row["mean_strength"].is_null())
    );
}

#[test]
fn one_candidate_alone_has_figures_and_no_pairs() {
    let election = election(&contest_from(&Profile::new(1, [(vec![0u16], 3)])));
    assert_eq!(ask(&election, "pairs", r#"{"min_strength": -1, "min_shared_ballots": 0}"#)["data"], json!([]));
    let candidate = &ask(&election, "candidates", "{}")["data"][0];
    assert_eq!((&candidate["first_choice_percentage"], &candidate["ranking_consistency"]), (&json!(100), &json!(null)));
}
