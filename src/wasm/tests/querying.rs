//! The cache, shared work and measuring.

use futures_util::future::join_all;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::host::{self, Opened, at, is_hit, number, object, open, profile, publish_snapshot, settled, text};
use crate::query::Value;

const EVERYTHING: &str = r#"{"min_shared_ballots": 0, "min_strength": -1}"#;

async fn opened(options: &str) -> Opened {
    host::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    open(options).await
}

#[wasm_bindgen_test]
async fn an_answer_is_made_once_and_then_comes_from_the_cache_page_by_page() {
    let lens = opened("{}").await;
    let first = lens.answer("pairs", EVERYTHING).await.unwrap();
    let requests = host::log().len();
    let again = lens.answer("pairs", r#"{"min_strength": -1, "min_shared_ballots": 0, "candidate": null}"#).await.unwrap();
    let page = lens.answer("pairs", r#"{"min_shared_ballots": 0, "min_strength": -1, "page": 2, "page_size": 2}"#).await.unwrap();
    assert!(!is_hit(&first) && is_hit(&again) && is_hit(&page));
    assert_eq!(at(&first, "data"), at(&again, "data"));
    assert_eq!(at(&first, "data.2"), at(&page, "data.0"));
    assert_eq!(host::log().len(), requests, "a hit asks the host for nothing");
    let stats = lens.stats();
    assert_eq!((number(&stats, "cache.hits"), number(&stats, "cache.misses"), number(&stats, "cache.entries")), (2.0, 1.0, 1.0));
    assert_eq!((number(&stats, "queries.pairs.hits"), number(&stats, "queries.pairs.misses")), (2.0, 1.0));
    assert!(number(&stats, "queries.pairs.p95_ms") > 0.0 && number(&stats, "tables.bytes") > 500.0);
}

#[wasm_bindgen_test]
async fn equal_queries_at_a_time_share_one_computation_and_one_load() {
    let lens = opened("{}").await;
    host::delay(20);
    let asked: Vec<_> = (0..5).map(|_| settled(lens.ask("types", "{}", JsValue::UNDEFINED))).collect();
    let answers = join_all(asked).await;
    assert!(answers.iter().all(|answer| at(answer.as_ref().unwrap(), "data") == at(answers[0].as_ref().unwrap(), "data")));
    assert_eq!((host::requests_of("election-"), host::requests_of("pairs-"), host::requests_of("candidates-")), (1, 1, 1));
    assert_eq!(number(&lens.stats(), "cache.entries"), 1.0);
}

#[wasm_bindgen_test]
async fn bypass_neither_reads_nor_writes_the_cache() {
    let lens = opened("{}").await;
    let bypass = || settled(lens.ask("types", "{}", object(r#"{"bypass": true}"#)));
    bypass().await.unwrap();
    assert_eq!(number(&lens.stats(), "cache.entries"), 0.0);
    assert!(!is_hit(&lens.answer("types", "{}").await.unwrap()));
    assert!(!is_hit(&bypass().await.unwrap()));
    assert!(is_hit(&lens.answer("types", "{}").await.unwrap()));
}

#[wasm_bindgen_test]
async fn a_cache_of_no_bytes_keeps_nothing_and_answers_all_the_same() {
    let lens = opened(r#"{"max_bytes": 0, "max_table_bytes": 0}"#).await;
    for _ in 0..2 {
        assert!(!is_hit(&lens.answer("pairs", EVERYTHING).await.unwrap()));
    }
    let stats = lens.stats();
    assert_eq!((number(&stats, "cache.bytes"), number(&stats, "tables.bytes")), (0.0, 0.0));
}

#[wasm_bindgen_test]
async fn a_hit_that_differs_from_what_computing_it_gives_is_dropped_with_an_alert() {
    let lens = opened(r#"{"validate": 1}"#).await;
    let right = lens.answer("types", "{}").await.unwrap();
    assert!(is_hit(&lens.answer("types", "{}").await.unwrap()) && lens.told("alert").is_empty());
    lens.engine.spoil_cache();
    let repaired = lens.answer("types", "{}").await.unwrap();
    assert!(!is_hit(&repaired) && at(&repaired, "data") == at(&right, "data"));
    let alerts = lens.told("alert");
    assert_eq!((alerts.len(), text(&alerts[0], "name"), text(&alerts[0], "query")), (1, "validation", "types"));
    assert_eq!(number(&lens.stats(), "cache.evictions.integrity"), 1.0);
    assert!(is_hit(&lens.answer("types", "{}").await.unwrap()));
    let states: Vec<_> = lens.told("alert").iter().map(|alert| text(alert, "state").to_owned()).collect();
    assert_eq!(states, ["raised", "cleared"]);
}

#[wasm_bindgen_test]
async fn clearing_by_query_by_election_and_of_all() {
    let lens = opened("{}").await;
    for query in ["types", "pairs", "candidates"] {
        lens.answer(query, "{}").await.unwrap();
    }
    assert_eq!(lens.engine.clear(object(r#"{"query": "types"}"#)).unwrap(), 1.0);
    assert_eq!(lens.engine.clear(object(r#"{"election": "another"}"#)).unwrap(), 0.0);
    assert!(is_hit(&lens.answer("pairs", "{}").await.unwrap()));
    assert_eq!(lens.engine.clear(object(r#"{"election": "small"}"#)).unwrap(), 2.0);
    let stats = lens.stats();
    assert_eq!((number(&stats, "cache.bytes"), number(&stats, "tables.bytes")), (0.0, 0.0));
    assert!(!is_hit(&lens.answer("pairs", "{}").await.unwrap()));
    assert_eq!(lens.engine.clear(JsValue::UNDEFINED).unwrap(), 1.0);
    assert_eq!(host::code(&lens.engine.clear(object(r#"{"table": "pairs"}"#)).unwrap_err()), "E_PARAM");
}

#[wasm_bindgen_test]
async fn failures_are_counted_and_not_remembered() {
    let lens = opened("{}").await;
    assert_eq!(lens.answer("pairs", r#"{"min_strenght": 0}"#).await.unwrap_err(), "E_PARAM");
    assert_eq!(number(&lens.stats(), "queries.pairs.errors.E_PARAM"), 1.0);
    lens.answer("pairs", "{}").await.unwrap();
}

#[wasm_bindgen_test]
async fn an_answer_above_the_limit_is_cut_at_a_whole_row_and_its_token_goes_on() {
    let lens = opened("{}").await;
    let whole = lens.answer("pairs", EVERYTHING).await.unwrap();
    let Value::List(expected) = at(&whole, "data") else { panic!("no list") };
    let limit = object(r#"{"max_response_bytes": 4500}"#);
    let (mut found, mut params, mut cut) = (Vec::new(), EVERYTHING.to_owned(), 0);
    loop {
        let answer = settled(lens.ask("pairs", &params, limit.clone())).await.unwrap();
        let Value::List(rows) = at(&answer, "data") else { panic!("no list") };
        found.extend(rows.clone());
        cut += usize::from(*at(&answer, "metadata.truncated") == Value::Flag(true));
        match at(&answer, "pagination.next_token") {
            Value::Text(token) => params = format!(r#"{{"token": "{token}"}}"#),
            _ => break,
        }
    }
    assert_eq!(&found, expected);
    assert!(cut >= 1, "nothing was cut");
    for (query, params) in [("pairs", EVERYTHING), ("types", "{}")] {
        let tiny = settled(lens.ask(query, params, object(r#"{"max_response_bytes": 300}"#))).await;
        assert_eq!(tiny.unwrap_err(), "E_TOO_LARGE");
    }
}

#[wasm_bindgen_test]
async fn what_is_asked_most_is_told_as_a_warm_list_and_all_figures_as_openmetrics() {
    let lens = opened("{}").await;
    for params in [r#"{"min_shared_ballots": 7}"#, "{}", r#"{"min_shared_ballots": 7}"#] {
        lens.answer("types", params).await.unwrap();
    }
    let usage: Value = serde_json::from_str(&lens.engine.usage().unwrap()).unwrap();
    assert_eq!(
        (text(&usage, "0.query"), number(&usage, "0.params.min_shared_ballots"), number(&usage, "0.count")),
        ("types", 7.0, 2.0)
    );
    let metrics = lens.engine.metrics(None).unwrap();
    assert!(metrics.contains("coalition_lens_answers_total{query=\"types\",cache=\"hit\"} 1\n"), "{metrics}");
    assert!(metrics.ends_with("# EOF\n"));
}

#[wasm_bindgen_test]
async fn ready_made_answers_that_the_page_gave_are_counted_with_those_of_the_engine() {
    let lens = opened("{}").await;
    lens.answer("types", r#"{"min_shared_ballots": 7}"#).await.unwrap();
    // As a page has them from the answer's file.
    let understood = r#"{"min_shared_ballots":7,"where":null}"#;
    lens.engine.ready_made("small", "types", understood, 4.0, 100.0).unwrap();
    lens.engine.ready_made("small", "no such query", "{}", 4.0, 100.0).unwrap();
    let usage: Value = serde_json::from_str(&lens.engine.usage().unwrap()).unwrap();
    assert_eq!((text(&usage, "0.election"), text(&usage, "0.query"), number(&usage, "0.count")), ("small", "types", 2.0));
    let stats = lens.stats();
    assert_eq!((number(&stats, "queries.types.hits"), number(&stats, "queries.types.misses")), (1.0, 1.0));
    assert!(number(&stats, "queries.types.max_ms") >= 4.0);
}

#[wasm_bindgen_test]
async fn warming_fills_the_cache_and_counts_for_nothing() {
    let lens = opened("{}").await;
    for _ in 0..2 {
        settled(lens.ask("types", "{}", object(r#"{"warm": true}"#))).await.unwrap();
    }
    let stats = lens.stats();
    assert_eq!((number(&stats, "cache.hits"), number(&stats, "cache.misses"), number(&stats, "cache.entries")), (0.0, 0.0, 1.0));
    assert_eq!(at(&stats, "queries"), &Value::Map(Default::default()));
    assert_eq!(lens.engine.usage().unwrap(), "[]");
    assert!(is_hit(&lens.answer("types", "{}").await.unwrap()));
    let misspelt = lens.engine.query("small".into(), "types".into(), JsValue::UNDEFINED, object(r#"{"bypas": true}"#));
    assert_eq!(host::code(&misspelt.unwrap_err()), "E_PARAM");
}

#[wasm_bindgen_test]
async fn thresholds_raise_alerts_once() {
    let lens = opened(r#"{"thresholds": {"memory_bytes": 1, "p95_ms": null, "hit_ratio": null}}"#).await;
    for _ in 0..3 {
        lens.answer("types", "{}").await.unwrap();
    }
    let alerts = lens.told("alert");
    assert_eq!((alerts.len(), text(&alerts[0], "name"), text(&alerts[0], "state")), (1, "memory", "raised"));
    assert_eq!(text(&lens.stats(), "alerts.0.name"), "memory");
}

#[wasm_bindgen_test]
async fn options_that_are_not_understood_are_refused() {
    host::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    for options in [r#"{"max_byte": 1}"#, r#"{"thresholds": {"p95": 1}}"#, r#"{"validate": "yes"}"#] {
        assert_eq!(host::code(&host::try_open(options, None).await.err().unwrap()), "E_PARAM", "{options}");
    }
}
