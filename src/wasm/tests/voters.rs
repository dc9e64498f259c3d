//! Groups of voters in the engine: counted in steps, overtaken, bounded.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::*;

use super::server::{self, OpenedEngine, number, object, open, profile, publish_snapshot, settled};
use crate::wasm::memory;

async fn opened(options: &str) -> OpenedEngine {
    server::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    open(options).await
}

#[wasm_bindgen_test]
async fn a_group_that_a_later_one_of_the_stream_overtakes_is_not_worked_out() {
    let lens = opened("{}").await;
    // Between two pieces of work the engine sends itself a message, through a channel of its own.
    let watch = "const Real = MessageChannel; globalThis.pieces = 0;
        globalThis.MessageChannel = class extends Real { constructor() { super(); globalThis.pieces += 1; } };";
    Function::new_no_args(watch).call0(&JsValue::NULL).unwrap();
    let pieces = || Reflect::get(&js_sys::global(), &"pieces".into()).unwrap().as_f64().unwrap();
    lens.answer("ballots", r#"{"where": {"first": 1}}"#).await.unwrap();
    let entries = number(&lens.stats(), "cache.entries");
    let slider = |within: u32| {
        let params = format!(r#"{{"min_shared_ballots": 1, "where": {{"ranks": 1, "within": {within}}}}}"#);
        lens.ask("network", &params, object(r#"{"stream": "slider"}"#))
    };
    settled(slider(1)).await.unwrap();
    let whole = pieces();
    assert!(whole >= 3.0, "{whole} pieces");
    let first = slider(2);
    while pieces() == whole {
        JsFuture::from(Promise::resolve(&JsValue::NULL)).await.unwrap();
    }
    let begun = pieces() - whole;
    assert!(begun < whole, "done before anything could overtake it");
    let second = slider(3);
    assert_eq!(settled(first).await.unwrap_err(), "E_ABORTED");
    settled(second).await.unwrap();
    assert_eq!(pieces(), whole + begun + whole, "the first went on");
    assert_eq!(number(&lens.stats(), "cache.entries"), entries + 2.0);
}

#[wasm_bindgen_test]
async fn lists_nested_ten_thousand_deep_are_refused() {
    let lens = opened("{}").await;
    for inner in ["{ not: value }", "{ all: [value] }", "[value]"] {
        let source = format!("let value = {{}}; for (let i = 0; i < 10_000; i++) value = {inner}; return {{ where: value }};");
        let params = Function::new_no_args(&source).call0(&JsValue::NULL).unwrap();
        let asked = lens.engine.query("small".into(), "ballots".into(), params, JsValue::UNDEFINED);
        let error = match asked {
            Ok(promise) => settled(promise).await.unwrap_err(),
            Err(error) => server::code(&error),
        };
        assert_eq!(error, "E_PARAM", "{inner}");
    }
    lens.answer("ballots", "{}").await.unwrap();
}

#[wasm_bindgen_test]
async fn ten_thousand_groups_leave_memory_as_it_was() {
    let lens = opened(r#"{"max_bytes": 200000}"#).await;
    let mut state = 7_u64;
    let mut draw = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut ask = async |query: &str| {
        let (a, b, c, d) = (1 + draw(4), 1 + draw(4), 1 + draw(1000), 1 + draw(1000));
        let group = format!(
            r#"{{"where": {{"any": [{{"first": {a}}}, {{"all": [{{"ranks": {b}, "within": {c}}}, {{"length": {{"max": {d}}}}}]}}]}}}}"#
        );
        lens.answer(query, &group).await.unwrap();
    };
    for _ in 0..1_000 {
        ask("clusters").await;
        ask("pairs").await;
    }
    let (used, reserved) = (memory::used(), memory::reserved());
    for _ in 0..5_000 {
        ask("clusters").await;
        ask("pairs").await;
    }
    let grown = memory::used() as i64 - used as i64;
    assert!(grown < 64 << 10, "{grown} bytes more in use");
    // The memory grows by whole pages of 64 KiB.
    let pages = (memory::reserved() - reserved) >> 16;
    assert!(pages <= 1, "{pages} pages more reserved");
}
