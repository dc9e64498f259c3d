//! What is the browser's own: requests, signals, streams of bytes, values of JavaScript, memory. The rest is tested in `lens`.

mod cancelling;
mod freshness;
mod handing_over;
mod lifetime;
mod server;
mod tables;
mod tiers;
mod voters;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
