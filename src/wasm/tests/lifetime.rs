//! Closing, and what is left after it.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::server::{self, open, profile, publish_snapshot, settled};
use crate::wasm::memory;

#[wasm_bindgen_test]
async fn closing_ends_what_is_under_way_and_every_later_call() {
    server::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = open("{}").await;
    server::delay(30);
    let asked = lens.ask("types", "{}", JsValue::UNDEFINED);
    server::sleep(5).await;
    lens.engine.close();
    assert_eq!(settled(asked).await.unwrap_err(), "E_CLOSED");
    server::sleep(1).await;
    assert_eq!(server::aborted(), 1);
    let later = lens.engine.query("small".into(), "types".into(), JsValue::UNDEFINED, JsValue::UNDEFINED);
    assert_eq!(server::code(&later.unwrap_err()), "E_CLOSED");
    assert_eq!(server::code(&lens.engine.stats().unwrap_err()), "E_CLOSED");
    lens.engine.close();
}

#[wasm_bindgen_test]
async fn the_signal_of_the_host_ends_opening_and_queries() {
    server::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = open("{}").await;
    server::delay(30);
    let asked = lens.ask("types", "{}", JsValue::UNDEFINED);
    lens.closed.abort();
    assert_eq!(settled(asked).await.unwrap_err(), "E_CLOSED");
}

#[wasm_bindgen_test]
async fn ten_thousand_rounds_of_open_query_and_close_leave_memory_as_it_was() {
    server::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let round = async || {
        let lens = open("{}").await;
        lens.answer("types", "{}").await.unwrap();
        lens.engine.close();
    };
    for _ in 0..500 {
        round().await;
    }
    let (used, reserved) = (memory::used(), memory::reserved());
    for _ in 0..9_500 {
        round().await;
    }
    let grown = memory::used() as i64 - used as i64;
    assert!(grown < 16 << 10, "{grown} bytes more in use");
    assert_eq!(memory::reserved(), reserved);
}
