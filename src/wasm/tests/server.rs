//! A scripted server: serves files from memory, late, broken or not at all.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use crate::ballots::Profile;
use crate::lens::tests::published;
pub use crate::lens::tests::published::profile;
pub use crate::lens::tests::values::{at, is_hit, number, text};
use crate::query::Value;
use crate::snapshot::Manifest;
use crate::wasm::engine::Engine;

pub const ROOT: &str = "https://snapshot.test/";

const SCRIPT: &str = r#"
    if (!globalThis.coalitionLensServer) {
        const real = globalThis.fetch;
        globalThis.fetch = (url, init) => String(url).startsWith("https://snapshot.test/") ? serve(url, init ?? {}) : real(url, init);
    }
    const server = (globalThis.coalitionLensServer = { files: new Map(), log: [], aborted: 0, delay: 0, status: new Map(), breaks: new Set(), poisoned: new Set() });
    async function serve(url, init) {
        const server = globalThis.coalitionLensServer;
        const path = new URL(url).pathname.slice(1);
        server.log.push(`${init.cache} ${path}`);
        if (server.delay > 0) {
            await new Promise((resolve, reject) => {
                const abort = () => {
                    clearTimeout(timer);
                    server.aborted += 1;
                    reject(new DOMException("aborted", "AbortError"));
                };
                const timer = setTimeout(() => {
                    init.signal?.removeEventListener("abort", abort);
                    resolve();
                }, server.delay);
                init.signal?.addEventListener("abort", abort);
            });
        }
        if (server.breaks.has(path)) throw new TypeError("the connection was dropped");
        if (server.poisoned.has(path) && init.cache === "default") return new Response("<!doctype html>");
        if (server.status.has(path)) return new Response("<!doctype html>", { status: server.status.get(path) });
        const file = server.files.get(path);
        if (!file) return new Response("<!doctype html>", { status: 404 });
        const etag = `"${file.length}-${file[file.length >> 1]}"`;
        if (init.headers?.get?.("if-none-match") === etag) return new Response(null, { status: 304 });
        return new Response(file, { headers: { etag } });
    }
"#;

fn script() -> Object {
    Reflect::get(&js_sys::global(), &"coalitionLensServer".into()).unwrap().unchecked_into()
}

fn call(expression: &str, arguments: &[JsValue]) -> JsValue {
    let function = Function::new_with_args("server, a, b", &format!("return {expression};"));
    function
        .apply(&JsValue::NULL, &[JsValue::from(script())].into_iter().chain(arguments.iter().cloned()).collect::<Array>())
        .unwrap()
}

/// A fresh server with nothing on it.
pub fn start() {
    Function::new_no_args(SCRIPT).call0(&JsValue::NULL).unwrap();
}

pub fn publish(path: &str, bytes: &[u8]) {
    call("server.files.set(a, b)", &[path.into(), Uint8Array::from(bytes).into()]);
}

pub fn answer_with(path: &str, status: u16) {
    call("server.status.set(a, b)", &[path.into(), status.into()]);
}

/// Drops every connection for this path, or none any more.
pub fn breaks(path: &str, does: bool) {
    call(if does { "server.breaks.add(a)" } else { "server.breaks.delete(a)" }, &[path.into()]);
}

/// Lets the browser's cache hold wrong bytes for this path.
pub fn poison(path: &str) {
    call("server.poisoned.add(a)", &[path.into()]);
}

pub fn delay(ms: u32) {
    call("server.delay = a", &[ms.into()]);
}

/// Requests so far: HTTP cache mode and path.
pub fn log() -> Vec<String> {
    Array::from(&call("server.log", &[])).iter().map(|entry| entry.as_string().unwrap()).collect()
}

pub fn requests_of(part: &str) -> usize {
    log().iter().filter(|entry| entry.contains(part)).count()
}

/// Requests that were cancelled.
pub fn aborted() -> u32 {
    call("server.aborted", &[]).as_f64().unwrap() as u32
}

pub async fn sleep(ms: u32) {
    let function = Function::new_with_args("resolve", &format!("setTimeout(resolve, {ms})"));
    let promise = Promise::new(&mut |resolve, _| {
        function.call1(&JsValue::NULL, &resolve).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// Publishes elections by id and title, each of its own profile, and the manifest that names them.
pub fn publish_snapshot(data_version: &str, elections: &[(&str, &str, &Profile)]) -> Manifest {
    published::publish_snapshot(&publish, data_version, elections)
}

/// An engine with what it told.
pub struct OpenedEngine {
    pub engine: Engine,
    pub events: Array,
    pub closed: AbortController,
}

/// A plain object from JSON.
pub fn object(json: &str) -> JsValue {
    js_sys::JSON::parse(json).unwrap()
}

pub async fn try_open(options: &str, tier: Option<&JsValue>) -> Result<OpenedEngine, JsValue> {
    let (events, closed) = (Array::new(), AbortController::new().unwrap());
    let listener = Function::new_with_args("events", "return (name, detail) => events.push([name, detail]);");
    let callbacks = Object::new();
    Reflect::set(&callbacks, &"event".into(), &listener.call1(&JsValue::NULL, &events).unwrap()).unwrap();
    Reflect::set(&callbacks, &"closed".into(), &closed.signal()).unwrap();
    if let Some(tier) = tier {
        Reflect::set(&callbacks, &"tier".into(), tier).unwrap();
    }
    let engine = Engine::open(ROOT.into(), object(options), callbacks.into()).await?;
    Ok(OpenedEngine { engine, events, closed })
}

pub async fn open(options: &str) -> OpenedEngine {
    try_open(options, None).await.unwrap()
}

impl OpenedEngine {
    pub fn ask(&self, query: &str, params: &str, control: JsValue) -> Promise {
        self.engine.query("small".into(), query.into(), object(params), control).unwrap()
    }

    /// The answer, or the error code.
    pub async fn answer(&self, query: &str, params: &str) -> Result<Value, String> {
        settled(self.ask(query, params, JsValue::UNDEFINED)).await
    }

    /// Details of events of a name.
    pub fn told(&self, name: &str) -> Vec<Value> {
        let entries = self.events.iter().map(|entry| Array::from(&entry));
        let named = entries.filter(|entry| entry.get(0).as_string().as_deref() == Some(name));
        named.map(|entry| parsed(&entry.get(1))).collect()
    }

    pub fn stats(&self) -> Value {
        parsed(&self.engine.stats().unwrap())
    }
}

fn parsed(value: &JsValue) -> Value {
    serde_json::from_str(&String::from(js_sys::JSON::stringify(value).unwrap())).unwrap()
}

/// The answer that a promise gives, or its error code.
pub async fn settled(promise: Promise) -> Result<Value, String> {
    match JsFuture::from(promise).await {
        Ok(text) => Ok(serde_json::from_str(&text.as_string().unwrap()).unwrap()),
        Err(error) => Err(code(&error)),
    }
}

pub fn code(error: &JsValue) -> String {
    Reflect::get(error, &"code".into()).unwrap().as_string().unwrap_or_else(|| format!("{error:?}"))
}
