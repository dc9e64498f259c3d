//! The exported class. Every method converts and delegates.

use js_sys::{Object, Promise, Reflect, Uint8Array};
use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::cancel::{Cancel, Listening, Reason, Running};
use super::convert::{columns_to_js, error_to_js, params_from_js, to_js};
use super::events::Events;
use super::fetch::Host;
use super::lens::Lens;
use super::options::{Control, HostObject, Options, from_js};
use super::report;
use super::tier::Tier;
use crate::error::{Error, Result};
use crate::query;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub fn now() -> f64;
}

/// A snapshot opened over HTTP.
#[wasm_bindgen]
pub struct Engine {
    lens: RefCell<Option<Rc<Lens>>>,
    running: Rc<Running>,
    _closed: Listening,
}

#[wasm_bindgen]
impl Engine {
    /// Opens the snapshot at `root`, an absolute URL that ends with a slash. `options` are those of [`Options`]; `host` has
    /// `event(name, detail)`, `closed`, an `AbortSignal` that ends everything, and perhaps a shared `tier`.
    pub async fn open(root: String, options: JsValue, host: JsValue) -> Result<Engine, JsValue> {
        let read = || Ok((from_js::<Options>("options", options)?, HostObject::read(&host)?));
        let (options, host) = read().map_err(|error: Error| error_to_js(&error))?;
        let events = Events(host.event);
        let tier = host.tier.map(|shared| Rc::new(Tier::new(shared, events.clone())));
        let running = Rc::new(Running::default());
        let ended = running.clone();
        let ticket = running.start(None);
        let closed = Listening::to(&host.closed, move || ended.end_all(Reason::Closed));
        let opening = Lens::open(Host { root, conditional: options.conditional, tier }, events, &options);
        let opened = ticket.cancel.guard(opening).await;
        drop(ticket);
        let lens = opened.map_err(|reason| error_to_js(&reason.error()))?.map_err(|error| error_to_js(&error))?;
        Ok(Engine { lens: RefCell::new(Some(Rc::new(lens))), running, _closed: closed })
    }

    /// The manifest in force, as published.
    pub fn manifest(&self) -> Result<JsValue, JsValue> {
        to_js(&self.lens()?.current().manifest)
    }

    /// The descriptor of an election.
    pub fn descriptor(&self, id: String, control: JsValue) -> Result<Promise, JsValue> {
        let lens = self.lens()?;
        let control = Control::read(&control).map_err(|error| error_to_js(&error))?;
        Ok(self.promise(control, async move |_| to_js(&lens.descriptor(&id).await.map_err(|error| error_to_js(&error))?)))
    }

    /// The answer to a query as JSON text: data, pagination where there are pages, metadata.
    pub fn query(&self, id: String, query: String, params: JsValue, control: JsValue) -> Result<Promise, JsValue> {
        let lens = self.lens()?;
        let params = params_from_js(params).map_err(|error| error_to_js(&error))?;
        let control = Control::read(&control).map_err(|error| error_to_js(&error))?;
        Ok(self.promise(control, async move |control| {
            let text = lens.query(&id, &query, &params, &control).await.map_err(|error| error_to_js(&error))?;
            Ok(text.into())
        }))
    }

    /// All rows of a paged query: `{ rows, columns, metadata }`, or `{ rows, arrow, metadata }` if `format` is `arrow`.
    pub fn table(
        &self,
        id: String,
        query: String,
        params: JsValue,
        format: String,
        control: JsValue,
    ) -> Result<Promise, JsValue> {
        let lens = self.lens()?;
        let params = params_from_js(params).map_err(|error| error_to_js(&error))?;
        let control = Control::read(&control).map_err(|error| error_to_js(&error))?;
        if format != "columns" && format != "arrow" {
            let error = Error::param("format", format!("{format:?}"), "give one of: columns, arrow");
            return Err(error_to_js(&error));
        }
        Ok(self.promise(control, async move |control| {
            let found = lens.columns(&id, &query, &params, &control).await;
            let (columns, metadata) = found.map_err(|error| error_to_js(&error))?;
            let table = Object::new();
            let set = |name: &str, value: JsValue| Reflect::set(&table, &name.into(), &value);
            set("rows", (columns.rows as f64).into())?;
            if format == "arrow" {
                let bytes = query::to_arrow(&columns).map_err(|error| error_to_js(&error))?;
                set("arrow", Uint8Array::from(bytes.as_slice()).into())?;
            } else {
                set("columns", columns_to_js(&columns)?)?;
            }
            set("metadata", to_js(&metadata)?)?;
            Ok(table.into())
        }))
    }

    /// What has changed since another manifest, given as JSON text, was in force: as `invalidate` tells it.
    pub fn changes_since(&self, manifest: &str) -> Result<JsValue, JsValue> {
        let changes = self.lens()?.changes_since(manifest.as_bytes());
        to_js(&changes.map_err(|error| error_to_js(&error))?)
    }

    /// Asks the host whether the snapshot is still in force; a newer one takes its place.
    pub fn refresh(&self, control: JsValue) -> Result<Promise, JsValue> {
        let lens = self.lens()?;
        let control = Control::read(&control).map_err(|error| error_to_js(&error))?;
        Ok(self.promise(control, async move |_| to_js(&lens.refresh().await.map_err(|error| error_to_js(&error))?)))
    }

    /// Lets go of cached answers and tables: of `{ election, query }`, or all. Tells how many answers went.
    pub fn clear(&self, selection: JsValue) -> Result<f64, JsValue> {
        let lens = self.lens()?;
        let selection = from_js("clear", selection).map_err(|error| error_to_js(&error))?;
        Ok(lens.clear(&selection) as f64)
    }

    /// Everything that is measured.
    pub fn stats(&self) -> Result<JsValue, JsValue> {
        to_js(&report::statistics(&*self.lens()?))
    }

    /// The same as OpenMetrics text, with the size of the JavaScript heap where the host tells it.
    pub fn metrics(&self, heap_bytes: Option<f64>) -> Result<String, JsValue> {
        let heap_bytes = heap_bytes.filter(|bytes| bytes.is_finite() && *bytes >= 0.0);
        Ok(report::metrics(&*self.lens()?, heap_bytes))
    }

    /// The most asked queries as a warm list, in JSON.
    pub fn usage(&self) -> Result<String, JsValue> {
        let list = self.lens()?.answering.monitor.borrow().usage.warm_list();
        serde_json::to_string(&list).map_err(|error| error_to_js(&Error::Format(error.to_string())))
    }

    /// Counts an answer that was ready-made and given without the engine: `params` as understood, in JSON, and the bytes of
    /// the answer.
    pub fn ready_made(&self, id: &str, query: &str, params: &str, ms: f64, bytes: f64) -> Result<(), JsValue> {
        self.lens()?.answering.ready_made(id, query, params, ms, bytes as u64);
        Ok(())
    }

    /// Lets go of everything that was loaded, and ends what is under way. Later calls fail with `E_CLOSED`.
    pub fn close(&self) {
        self.running.end_all(Reason::Closed);
        if let Some(lens) = self.lens.replace(None) {
            lens.close();
        }
    }

    fn lens(&self) -> Result<Rc<Lens>, JsValue> {
        let lens = self.lens.borrow().clone();
        lens.ok_or_else(|| error_to_js(&Reason::Closed.error()))
    }
}

impl Engine {
    /// Work that ends when the caller's signal fires, a later query takes its place, or the lens is closed.
    fn promise<F>(&self, mut control: Control, work: impl FnOnce(Control) -> F + 'static) -> Promise
    where
        F: Future<Output = Result<JsValue, JsValue>>,
    {
        let ticket = self.running.start(control.stream.take());
        let signal = control.signal.take();
        future_to_promise(async move {
            let cancel: Rc<Cancel> = ticket.cancel.clone();
            let _listening = signal.map(|signal| Listening::to(&signal, move || cancel.end(Reason::Signal)));
            let done = ticket.cancel.guard(work(control)).await;
            done.map_err(|reason| error_to_js(&reason.error()))?
        })
    }
}

#[cfg(test)]
impl Engine {
    /// Puts wrong outcomes in place of those in the cache.
    pub fn spoil_cache(&self) {
        if let Ok(lens) = self.lens() {
            lens.answering.spoil();
        }
    }
}
