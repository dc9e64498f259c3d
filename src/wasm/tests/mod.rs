//! The engine against a scripted host, in a browser.

mod cancelling;
mod freshness;
mod host;
mod lifetime;
mod querying;
mod tables;
mod tiers;
mod voters;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
