//! The exported class. Every method converts and delegates.

use js_sys::Function;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::convert::{error_to_js, params_from_js, to_js};
use super::fetch::Host;
use super::lens::Lens;
use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn now() -> f64;
}

/// A snapshot opened over HTTP.
#[wasm_bindgen]
pub struct Engine {
    lens: RefCell<Option<Rc<Lens>>>,
}

#[wasm_bindgen]
impl Engine {
    /// Opens the snapshot at `root`, an absolute URL that ends with a slash. The answer cache holds at most `max_bytes`;
    /// `on_progress(election_id, table, loaded, total)` is told of decoded bytes; `closed` ends every request.
    pub async fn open(root: String, max_bytes: f64, on_progress: Function, closed: AbortSignal) -> Result<Engine, JsValue> {
        let on_progress = Rc::new(move |election: &str, table: &str, loaded: u64, total: u64| {
            let _ = on_progress.call4(
                &JsValue::NULL,
                &election.into(),
                &table.into(),
                &(loaded as f64).into(),
                &(total as f64).into(),
            );
        });
        let lens = Lens::open(Host { root, closed }, max_bytes as u64, on_progress).await.map_err(|error| error_to_js(&error))?;
        Ok(Engine { lens: RefCell::new(Some(Rc::new(lens))) })
    }

    /// The manifest as published.
    pub fn manifest(&self) -> Result<JsValue, JsValue> {
        to_js(&self.lens()?.manifest())
    }

    /// The descriptor of an election.
    pub fn descriptor(&self, id: String) -> Result<js_sys::Promise, JsValue> {
        let lens = self.lens()?;
        Ok(wasm_bindgen_futures::future_to_promise(async move {
            to_js(&lens.descriptor(&id).await.map_err(|error| error_to_js(&error))?)
        }))
    }

    /// The answer to a query: data, pagination where there are pages, metadata.
    pub fn query(&self, id: String, query: String, params: JsValue) -> Result<js_sys::Promise, JsValue> {
        let lens = self.lens()?;
        let params = params_from_js(params).map_err(|error| error_to_js(&error))?;
        Ok(wasm_bindgen_futures::future_to_promise(async move {
            let started = now();
            let mut answer = lens.query(&id, &query, &params).await.map_err(|error| error_to_js(&error))?;
            answer.metadata.query_time_ms = now() - started;
            to_js(&answer)
        }))
    }

    /// Hits, misses, evictions and bytes of the answer cache.
    pub fn statistics(&self) -> Result<JsValue, JsValue> {
        to_js(&self.lens()?.statistics())
    }

    /// Lets go of everything that was loaded. Later calls fail with `E_CLOSED`.
    pub fn close(&self) {
        self.lens.replace(None);
    }

    fn lens(&self) -> Result<Rc<Lens>, JsValue> {
        let lens = self.lens.borrow().clone();
        lens.ok_or_else(|| error_to_js(&Error::Closed("the lens has been closed: open the snapshot again".into())))
    }
}
