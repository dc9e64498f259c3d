//! The tier that is shared with other tabs and visits.

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::server::{self, OpenedEngine, number, profile, publish_snapshot, text, try_open};

/// A tier over a `Map`; `fails` names the operations that do.
fn tier(fails: &str) -> JsValue {
    let body = r#"
        const files = new Map();
        const on = (name, act) => async (...given) => {
            if (fails.includes(name)) throw new Error(`no ${name}`);
            return act(...given);
        };
        return {
            files,
            get: on("get", (key) => files.get(key)),
            put: on("put", (key, bytes) => void files.set(key, bytes)),
            delete: on("delete", (key) => void files.delete(key)),
            keys: on("keys", () => [...files.keys()]),
        };
    "#;
    Function::new_with_args("fails", body).call1(&JsValue::NULL, &fails.into()).unwrap()
}

fn on_tier(tier: &JsValue, expression: &str) -> JsValue {
    Function::new_with_args("tier", &format!("return {expression};")).call1(&JsValue::NULL, tier).unwrap()
}

/// Waits until the tier holds so many files: nobody waits for it to.
async fn holds(tier: &JsValue, files: f64) {
    while on_tier(tier, "tier.files.size").as_f64() != Some(files) {
        server::sleep(1).await;
    }
}

async fn opened(tier: &JsValue) -> OpenedEngine {
    try_open("{}", Some(tier)).await.unwrap()
}

fn start() {
    server::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
}

#[wasm_bindgen_test]
async fn tables_are_put_into_the_tier_and_found_there_by_the_next_visit() {
    start();
    let tier = tier("");
    opened(&tier).await.answer("types", "{}").await.unwrap();
    holds(&tier, 2.0).await;
    assert_eq!(on_tier(&tier, "[...tier.files.values()].every((file) => file[0] === 0x1f && file[1] === 0x8b)"), JsValue::TRUE);
    let asked = server::requests_of(".arrow");
    let next = opened(&tier).await;
    next.answer("types", "{}").await.unwrap();
    assert_eq!(server::requests_of(".arrow"), asked);
    let stats = next.stats();
    assert_eq!((number(&stats, "tier.hits"), number(&stats, "tier.misses"), number(&stats, "tier.failures")), (2.0, 0.0, 0.0));
}

#[wasm_bindgen_test]
async fn a_damaged_file_in_the_tier_is_dropped_and_fetched() {
    start();
    let tier = tier("");
    opened(&tier).await.answer("types", "{}").await.unwrap();
    holds(&tier, 2.0).await;
    on_tier(&tier, "[...tier.files.keys()].forEach((key) => tier.files.set(key, new Uint8Array([65, 82, 82])))");
    let next = opened(&tier).await;
    next.answer("types", "{}").await.unwrap();
    while on_tier(&tier, "[...tier.files.values()].every((file) => file.length > 100)") != JsValue::TRUE {
        server::sleep(1).await;
    }
    assert!(next.told("tier").is_empty());
}

#[wasm_bindgen_test]
async fn a_tier_that_fails_is_told_of_once_and_fails_no_query() {
    for fails in ["get", "put", "get put delete keys"] {
        start();
        let lens = opened(&tier(fails)).await;
        lens.answer("types", "{}").await.unwrap();
        lens.answer("candidates", "{}").await.unwrap();
        while lens.told("tier").is_empty() {
            server::sleep(1).await;
        }
        server::sleep(20).await;
        let told = lens.told("tier");
        assert_eq!(told.len(), 1, "{fails}");
        let operation = text(&told[0], "operation");
        assert!(fails.contains(operation) && text(&told[0], "message") == format!("no {operation}"));
        assert_eq!(crate::query::Value::Flag(false), *server::at(&lens.stats(), "tier.available"));
    }
}

#[wasm_bindgen_test]
async fn a_tier_that_never_answers_is_given_up_after_two_seconds() {
    start();
    let tier = tier("");
    on_tier(&tier, "(tier.asked = 0, tier.get = () => new Promise(() => (tier.asked += 1)))");
    let lens = opened(&tier).await;
    let started = js_sys::Date::now();
    lens.answer("types", "{}").await.unwrap();
    let (waited, asked) = (js_sys::Date::now() - started, on_tier(&tier, "tier.asked").as_f64());
    assert!(waited >= 1_990.0, "given up after {waited} ms");
    assert_eq!(lens.told("tier").len(), 1);
    lens.answer("ballots", "{}").await.unwrap();
    assert_eq!(on_tier(&tier, "tier.asked").as_f64(), asked, "it was asked again");
}
