//! Snapshots that change on the host, and hosts that misbehave.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::server::{self, OpenedEngine, at, is_hit, open, profile, publish_snapshot};
use crate::query::Value;

async fn refreshed(lens: &OpenedEngine) -> Value {
    let result = JsFuture::from(lens.engine.refresh(JsValue::UNDEFINED).unwrap()).await.unwrap();
    serde_json::from_str(&String::from(js_sys::JSON::stringify(&result).unwrap())).unwrap()
}

#[wasm_bindgen_test]
async fn an_unchanged_snapshot_is_confirmed_and_nothing_is_dropped() {
    for options in ["{}", r#"{"conditional": true}"#] {
        server::start();
        publish_snapshot("2025", &[("small", "Small", &profile(1))]);
        let lens = open(options).await;
        lens.answer("types", "{}").await.unwrap();
        let requests = server::log().len();
        assert_eq!(at(&refreshed(&lens).await, "changed"), &Value::Flag(false));
        assert_eq!(server::log()[requests..], ["no-cache manifest.json"]);
        assert!(is_hit(&lens.answer("types", "{}").await.unwrap()) && lens.told("invalidate").is_empty());
    }
}

#[wasm_bindgen_test]
async fn wrong_bytes_in_the_browsers_cache_are_got_round_for_that_file_alone() {
    server::start();
    let manifest = publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let descriptor = &manifest.elections[0].descriptor.path;
    server::poison(descriptor);
    let lens = open("{}").await;
    lens.answer("types", "{}").await.unwrap();
    let log = server::log();
    assert_eq!(log[..3], ["no-cache manifest.json".to_owned(), format!("default {descriptor}"), format!("reload {descriptor}")]);
    assert!(log[3..].iter().all(|entry| entry.starts_with("default ")), "{log:?}");
    assert!(lens.told("invalidate").is_empty());
}

#[wasm_bindgen_test]
async fn hosts_that_fail_are_told_apart_and_may_be_asked_again() {
    server::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = open("{}").await;
    let manifest = publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let path = &manifest.elections[0].descriptor.path;
    server::breaks(path, true);
    assert_eq!(lens.answer("types", "{}").await.unwrap_err(), "E_NETWORK");
    server::breaks(path, false);
    server::answer_with(path, 500);
    assert_eq!(lens.answer("types", "{}").await.unwrap_err(), "E_NETWORK");
    server::answer_with(path, 200);
    assert_eq!(lens.answer("types", "{}").await.unwrap_err(), "E_INTEGRITY", "a page of HTML in place of the file");
    server::answer_with(path, 404);
    assert_eq!(lens.answer("types", "{}").await.unwrap_err(), "E_NOT_FOUND");
}
