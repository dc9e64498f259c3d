//! A broken invariant stops the engine; whoever waits for an answer must be told.

use js_sys::Function;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    static REPORT: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Calls `report(message)` when an invariant is broken. No call to the engine settles after that.
#[wasm_bindgen]
pub fn on_panic(report: Function) {
    REPORT.set(Some(report));
    std::panic::set_hook(Box::new(|info| {
        if let Some(report) = REPORT.take() {
            let _ = report.call1(&JsValue::NULL, &info.to_string().into());
        }
    }));
}
