//! Snapshots that change on the host, and hosts that misbehave.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::host::{self, Opened, at, is_hit, number, open, profile, publish_snapshot, settled, text};
use crate::query::Value;

async fn refreshed(lens: &Opened) -> Value {
    let result = JsFuture::from(lens.engine.refresh(JsValue::UNDEFINED).unwrap()).await.unwrap();
    serde_json::from_str(&String::from(js_sys::JSON::stringify(&result).unwrap())).unwrap()
}

#[wasm_bindgen_test]
async fn an_unchanged_snapshot_is_confirmed_and_nothing_is_dropped() {
    for options in ["{}", r#"{"conditional": true}"#] {
        host::start();
        publish_snapshot("2025", &[("small", "Small", &profile(1))]);
        let lens = open(options).await;
        lens.answer("types", "{}").await.unwrap();
        let requests = host::log().len();
        assert_eq!(at(&refreshed(&lens).await, "changed"), &Value::Flag(false));
        assert_eq!(host::log()[requests..], ["no-cache manifest.json"]);
        assert!(is_hit(&lens.answer("types", "{}").await.unwrap()) && lens.told("invalidate").is_empty());
    }
}

#[wasm_bindgen_test]
async fn a_new_snapshot_keeps_the_answers_whose_tables_are_the_same_and_drops_the_others() {
    host::start();
    let before = publish_snapshot("2025", &[("other", "Other", &profile(1)), ("small", "Small", &profile(1))]);
    let lens = open("{}").await;
    lens.answer("types", "{}").await.unwrap();
    let page = lens.answer("pairs", r#"{"min_shared_ballots": 0, "min_strength": -1, "page_size": 1}"#).await.unwrap();
    settled(lens.engine.query("other".into(), "types".into(), JsValue::UNDEFINED, JsValue::UNDEFINED).unwrap()).await.unwrap();
    let tables = host::requests_of(".arrow");

    let after = publish_snapshot("2026", &[("other", "Other", &profile(2)), ("small", "Renamed", &profile(1))]);
    let found = refreshed(&lens).await;
    assert_eq!(text(&found, "snapshot_id"), after.snapshot_id);
    assert_eq!((at(&found, "changed"), number(&found, "dropped")), (&Value::Flag(true), 1.0));
    assert_eq!(at(&found, "elections"), &Value::List(vec![Value::Text("other".into()), Value::Text("small".into())]));
    assert_eq!(lens.told("invalidate").len(), 1);
    assert_eq!(text(&lens.told("invalidate")[0], "previous_snapshot_id"), before.snapshot_id);

    let kept = lens.answer("types", "{}").await.unwrap();
    assert!(is_hit(&kept));
    assert_eq!((text(&kept, "metadata.snapshot_id"), text(&kept, "metadata.data_version")), (after.snapshot_id.as_str(), "2026"));
    assert_eq!(host::requests_of(".arrow"), tables, "tables of the same hash are not loaded again");
    let made = lens.engine.query("other".into(), "types".into(), JsValue::UNDEFINED, JsValue::UNDEFINED).unwrap();
    assert!(!is_hit(&settled(made).await.unwrap()));
    assert_eq!(number(&lens.stats(), "cache.evictions.invalidated"), 1.0);
    let token = format!(r#"{{"token": "{}"}}"#, text(&page, "pagination.next_token"));
    assert_eq!(lens.answer("pairs", &token).await.unwrap_err(), "E_STALE_TOKEN");
}

#[wasm_bindgen_test]
async fn a_query_under_way_finishes_on_the_snapshot_it_began_with() {
    host::start();
    let before = publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = open("{}").await;
    host::delay(20);
    let asked = lens.ask("types", "{}", JsValue::UNDEFINED);
    host::sleep(5).await;
    let after = publish_snapshot("2026", &[("small", "Small", &profile(3))]);
    let (answer, _) = futures_util::future::join(settled(asked), refreshed(&lens)).await;
    assert_eq!(text(&answer.unwrap(), "metadata.snapshot_id"), before.snapshot_id);
    assert_eq!(text(&lens.answer("types", "{}").await.unwrap(), "metadata.snapshot_id"), after.snapshot_id);
}

#[wasm_bindgen_test]
async fn a_file_that_is_gone_leads_to_the_new_snapshot() {
    host::start();
    let before = publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = open("{}").await;
    host::remove(&before.elections[0].descriptor.path);
    let after = publish_snapshot("2026", &[("small", "Small", &profile(2))]);
    assert_eq!(text(&lens.answer("types", "{}").await.unwrap(), "metadata.snapshot_id"), after.snapshot_id);
    assert_eq!(lens.told("invalidate").len(), 1);
}

#[wasm_bindgen_test]
async fn a_query_that_found_the_snapshot_replaced_counts_as_one_answer() {
    host::start();
    let before = publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = open("{}").await;
    host::remove(&before.elections[0].descriptor.path);
    publish_snapshot("2026", &[("small", "Small", &profile(2))]);
    lens.answer("types", "{}").await.unwrap();
    let stats = lens.stats();
    assert_eq!((number(&stats, "queries.types.count"), number(&stats, "queries.types.misses")), (1.0, 1.0));
    assert_eq!(at(&stats, "queries.types.errors"), &Value::Map(Default::default()));
    let usage: Value = serde_json::from_str(&lens.engine.usage().unwrap()).unwrap();
    assert_eq!(number(&usage, "0.count"), 1.0);
}

#[wasm_bindgen_test]
async fn wrong_bytes_in_the_browsers_cache_are_got_round_for_that_file_alone() {
    host::start();
    let manifest = publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let descriptor = &manifest.elections[0].descriptor.path;
    host::poison(descriptor);
    let lens = open("{}").await;
    lens.answer("types", "{}").await.unwrap();
    let log = host::log();
    assert_eq!(log[..3], ["no-cache manifest.json".to_owned(), format!("default {descriptor}"), format!("reload {descriptor}")]);
    assert!(log[3..].iter().all(|entry| entry.starts_with("default ")), "{log:?}");
    assert!(lens.told("invalidate").is_empty());
}

#[wasm_bindgen_test]
async fn wrong_bytes_are_fetched_again_once_past_every_cache_and_then_are_an_error() {
    host::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = open("{}").await;
    lens.answer("candidates", "{}").await.unwrap();
    let descriptor = JsFuture::from(lens.engine.descriptor("small".into(), JsValue::UNDEFINED).unwrap()).await.unwrap();
    let descriptor: Value = serde_json::from_str(&String::from(js_sys::JSON::stringify(&descriptor).unwrap())).unwrap();
    let path = text(&descriptor, "tables.pairs.0.path").to_owned();
    host::publish(&path, b"ARROW1 and then something else");
    assert_eq!(lens.answer("types", "{}").await.unwrap_err(), "E_INTEGRITY");
    let asked: Vec<String> = host::log().into_iter().filter(|entry| entry.contains("/pairs-")).collect();
    assert_eq!(asked, [format!("default {path}"), format!("reload {path}")]);

    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    lens.answer("types", "{}").await.unwrap();
}

#[wasm_bindgen_test]
async fn hosts_that_fail_are_told_apart_and_may_be_asked_again() {
    host::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = open("{}").await;
    let manifest = publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let path = &manifest.elections[0].descriptor.path;
    host::breaks(path, true);
    assert_eq!(lens.answer("types", "{}").await.unwrap_err(), "E_NETWORK");
    host::breaks(path, false);
    host::answer_with(path, 500);
    assert_eq!(lens.answer("types", "{}").await.unwrap_err(), "E_NETWORK");
    host::answer_with(path, 200);
    assert_eq!(lens.answer("types", "{}").await.unwrap_err(), "E_INTEGRITY", "a page of HTML in place of the file");
    host::answer_with(path, 404);
    assert_eq!(lens.answer("types", "{}").await.unwrap_err(), "E_NOT_FOUND");
}
