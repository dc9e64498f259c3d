//! What is handed over: options, and how a query is asked.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::server::{self, OpenedEngine, at, is_hit, number, object, open, profile, publish_snapshot, settled, text};
use crate::query::Value;

async fn opened(options: &str) -> OpenedEngine {
    server::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    open(options).await
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
    assert_eq!(server::code(&lens.engine.clear(object(r#"{"table": "pairs"}"#)).unwrap_err()), "E_PARAM");
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
    assert_eq!(server::code(&misspelt.unwrap_err()), "E_PARAM");
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
    server::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    for options in [r#"{"max_byte": 1}"#, r#"{"thresholds": {"p95": 1}}"#, r#"{"validate": "yes"}"#] {
        assert_eq!(server::code(&server::try_open(options, None).await.err().unwrap()), "E_PARAM", "{options}");
    }
}
