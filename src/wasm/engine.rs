//! The exported class. Every method converts and delegates.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use js_sys::Promise;
use std::borrow::Borrow;
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;

use super::browser::Browser;
use super::call::{Call, Callbacks, from_js};
use super::convert::{error_to_js, params_from_js, table_to_js, to_js};
use super::listening::Listening;
use crate::error::{Error, Result};
use crate::lens::{Control, Lens, Options, Question, Reason, Running, Session, Ticket};
use crate::query::{ROUNDS_QUERY, RoundsFormat, rounds_file};

/// A snapshot opened over HTTP.
#[wasm_bindgen]
pub struct Engine {
    session: Session<Browser>,
    _closed: Listening,
}

#[wasm_bindgen]
impl Engine {
    /// Opens the snapshot at `root`, an absolute URL that ends with a slash. `options` are those of [`Options`]; `callbacks`
    /// has `event(name, detail)`, `closed`, an `AbortSignal` that ends everything, and perhaps a shared `tier`.
    pub async fn open(root: String, options: JsValue, callbacks: JsValue) -> Result<Engine, JsValue> {
        let options: Options = from_js("options", options).map_err(refused)?;
        let Callbacks { event, closed, tier } = Callbacks::read(&callbacks).map_err(refused)?;
        let running = Rc::new(Running::default());
        let ended = running.clone();
        let closed = Listening::to(&closed, move || ended.end_all(Reason::Closed));
        let session = Session::open(running, Browser { root, event, tier }, &options).await.map_err(refused)?;
        Ok(Engine { session, _closed: closed })
    }

    /// The manifest in force, as published.
    pub fn manifest(&self) -> Result<JsValue, JsValue> {
        to_js(&*self.lens()?.manifest())
    }

    /// The descriptor of an election.
    pub fn descriptor(&self, id: String, call: JsValue) -> Result<Promise, JsValue> {
        self.promise(&call, async move |lens, _| to_js(&lens.descriptor(&id).await.map_err(refused)?))
    }

    /// The answer to a query as JSON text: data, pagination where there are pages, metadata.
    pub fn query(&self, id: String, query: String, params: JsValue, call: JsValue) -> Result<Promise, JsValue> {
        let params = self.lens().and_then(|_| params_from_js(params).map_err(refused))?;
        self.promise(&call, async move |lens, control| {
            let question = Question { election: &id, query: &query, params: &params, control: &control };
            Ok(lens.text(&question).await.map_err(refused)?.into())
        })
    }

    /// All rows of a paged query: `{ rows, columns, metadata }`, or `{ rows, arrow, metadata }` if `format` is `arrow`.
    pub fn table(&self, id: String, query: String, params: JsValue, format: String, call: JsValue) -> Result<Promise, JsValue> {
        let params = self.lens().and_then(|_| params_from_js(params).map_err(refused))?;
        let as_arrow = match format.as_str() {
            "columns" => false,
            "arrow" => true,
            _ => return Err(refused(Error::param("format", format!("{format:?}"), "give one of: columns, arrow"))),
        };
        self.promise(&call, async move |lens, control| {
            let question = Question { election: &id, query: &query, params: &params, control: &control };
            let (columns, metadata) = lens.columns(&question).await.map_err(refused)?;
            table_to_js(&columns, &metadata, as_arrow)
        })
    }

    /// The answer to `rounds` as the text of a file: `format` is `rctab` or `csv`.
    pub fn rounds_file(&self, id: String, params: JsValue, format: String, call: JsValue) -> Result<Promise, JsValue> {
        let params = self.lens().and_then(|_| params_from_js(params).map_err(refused))?;
        let Some(format) = RoundsFormat::ALL.into_iter().find(|known| known.name() == format) else {
            return Err(refused(Error::param("format", format!("{format:?}"), "give one of: rctab, csv")));
        };
        self.promise(&call, async move |lens, control| {
            let question = Question { election: &id, query: ROUNDS_QUERY, params: &params, control: &control };
            let answer = lens.answer(&question).await.map_err(refused)?;
            let election = lens.election(&id).await.map_err(refused)?;
            Ok(rounds_file(&answer, &election.descriptor, format).map_err(refused)?.into())
        })
    }

    /// What has changed since another manifest, given as JSON text, was in force: as `invalidate` tells it.
    pub fn changes_since(&self, manifest: &str) -> Result<JsValue, JsValue> {
        to_js(&self.lens()?.changes_since(manifest.as_bytes()).map_err(refused)?)
    }

    /// Asks whether the snapshot is still in force; a newer one takes its place.
    pub fn refresh(&self, call: JsValue) -> Result<Promise, JsValue> {
        self.promise(&call, async move |lens, _| to_js(&lens.refresh().await.map_err(refused)?))
    }

    /// Lets go of cached answers and tables: of `{ election, query }`, or all. Tells how many answers went.
    pub fn clear(&self, clearing: JsValue) -> Result<f64, JsValue> {
        let lens = self.lens()?;
        Ok(lens.clear(&from_js("clear", clearing).map_err(refused)?) as f64)
    }

    /// Everything that is measured.
    pub fn stats(&self) -> Result<JsValue, JsValue> {
        to_js(&self.lens()?.statistics())
    }

    /// The same as OpenMetrics text, with the size of the JavaScript heap where the page tells it.
    pub fn metrics(&self, heap_bytes: Option<f64>) -> Result<String, JsValue> {
        Ok(self.lens()?.metrics(heap_bytes.filter(|bytes| bytes.is_finite() && *bytes >= 0.0)))
    }

    /// The most asked queries as a warm list, in JSON.
    pub fn usage(&self) -> Result<String, JsValue> {
        serde_json::to_string(&self.lens()?.usage()).map_err(|error| refused(Error::Format(error.to_string())))
    }

    /// Counts an answer that was ready-made and given without the engine: `params` as understood, in JSON, and the bytes of
    /// the answer.
    pub fn ready_made(&self, id: &str, query: &str, params: &str, ms: f64, bytes: f64) -> Result<(), JsValue> {
        self.lens()?.ready_made(id, query, params, ms, bytes as u64);
        Ok(())
    }

    /// Lets go of everything that was loaded, and ends what is under way. Later calls fail with `E_CLOSED`.
    pub fn close(&self) {
        self.session.close();
    }

    fn lens(&self) -> Result<Rc<Lens<Browser>>, JsValue> {
        self.session.lens().map_err(refused)
    }
}

impl Engine {
    /// Work that ends when the caller's signal fires, a later query takes its place, or the lens is closed.
    fn promise<F>(&self, call: &JsValue, work: impl FnOnce(Rc<Lens<Browser>>, Control) -> F) -> Result<Promise, JsValue>
    where
        F: Future<Output = Result<JsValue, JsValue>> + 'static,
    {
        let lens = self.lens()?;
        let Call { control, signal, stream } = Call::read(call).map_err(refused)?;
        // Boxed, so that what follows is compiled once.
        Ok(promised(self.session.start(stream), signal, work(lens, control).boxed_local()))
    }
}

fn promised(ticket: Ticket, signal: Option<AbortSignal>, work: LocalBoxFuture<'static, Result<JsValue, JsValue>>) -> Promise {
    future_to_promise(async move {
        let cancel = ticket.cancel();
        let _listening = signal.map(|signal| Listening::to(&signal, move || cancel.end(Reason::Signal)));
        ticket.run(work).await.map_err(refused)?
    })
}

fn refused(error: impl Borrow<Error>) -> JsValue {
    error_to_js(error.borrow())
}
