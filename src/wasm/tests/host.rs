//! A scripted host: serves files from memory, late, broken or not at all.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use crate::ballots::Profile;
use crate::metrics::{NullModel, Tally};
use crate::query::Value;
use crate::snapshot::{
    CANDIDATES, CandidateEntry, Cleaning, Descriptor, ElectionEntry, FORMAT_NAME, FORMAT_VERSION, FileReference, FormatTag,
    Generator, Manifest, PAIRS, PROFILE, Table, TablePart, candidates_table, encode_table, pairs_table, profile_table,
    sha256_hex, short, snapshot_id,
};
use crate::wasm::engine::Engine;

pub const ROOT: &str = "https://snapshot.test/";

const SCRIPT: &str = r#"
    if (!globalThis.coalitionLensHost) {
        const real = globalThis.fetch;
        globalThis.fetch = (url, init) => String(url).startsWith("https://snapshot.test/") ? serve(url, init ?? {}) : real(url, init);
    }
    const host = (globalThis.coalitionLensHost = { files: new Map(), log: [], aborted: 0, delay: 0, status: new Map(), breaks: new Set(), poisoned: new Set() });
    async function serve(url, init) {
        const host = globalThis.coalitionLensHost;
        const path = new URL(url).pathname.slice(1);
        host.log.push(`${init.cache} ${path}`);
        if (host.delay > 0) {
            await new Promise((resolve, reject) => {
                const abort = () => {
                    clearTimeout(timer);
                    host.aborted += 1;
                    reject(new DOMException("aborted", "AbortError"));
                };
                const timer = setTimeout(() => {
                    init.signal?.removeEventListener("abort", abort);
                    resolve();
                }, host.delay);
                init.signal?.addEventListener("abort", abort);
            });
        }
        if (host.breaks.has(path)) throw new TypeError("the connection was dropped");
        if (host.poisoned.has(path) && init.cache === "default") return new Response("<!doctype html>");
        if (host.status.has(path)) return new Response("<!doctype html>", { status: host.status.get(path) });
        const file = host.files.get(path);
        if (!file) return new Response("<!doctype html>", { status: 404 });
        const etag = `"${file.length}-${file[file.length >> 1]}"`;
        if (init.headers?.get?.("if-none-match") === etag) return new Response(null, { status: 304 });
        return new Response(file, { headers: { etag } });
    }
"#;

fn host() -> Object {
    Reflect::get(&js_sys::global(), &"coalitionLensHost".into()).unwrap().unchecked_into()
}

fn call(expression: &str, arguments: &[JsValue]) -> JsValue {
    let function = Function::new_with_args("host, a, b", &format!("return {expression};"));
    function
        .apply(&JsValue::NULL, &[JsValue::from(host())].into_iter().chain(arguments.iter().cloned()).collect::<Array>())
        .unwrap()
}

/// A fresh host with nothing on it.
pub fn start() {
    Function::new_no_args(SCRIPT).call0(&JsValue::NULL).unwrap();
}

pub fn publish(path: &str, bytes: &[u8]) {
    call("host.files.set(a, b)", &[path.into(), Uint8Array::from(bytes).into()]);
}

pub fn remove(path: &str) {
    call("host.files.delete(a)", &[path.into()]);
}

pub fn answer_with(path: &str, status: u16) {
    call("host.status.set(a, b)", &[path.into(), status.into()]);
}

/// Drops every connection for this path, or none any more.
pub fn breaks(path: &str, does: bool) {
    call(if does { "host.breaks.add(a)" } else { "host.breaks.delete(a)" }, &[path.into()]);
}

/// Lets the browser's cache hold wrong bytes for this path.
pub fn poison(path: &str) {
    call("host.poisoned.add(a)", &[path.into()]);
}

pub fn delay(ms: u32) {
    call("host.delay = a", &[ms.into()]);
}

/// Requests so far: HTTP cache mode and path.
pub fn log() -> Vec<String> {
    Array::from(&call("host.log", &[])).iter().map(|entry| entry.as_string().unwrap()).collect()
}

pub fn requests_of(part: &str) -> usize {
    log().iter().filter(|entry| entry.contains(part)).count()
}

/// Requests that were cancelled.
pub fn aborted() -> u32 {
    call("host.aborted", &[]).as_f64().unwrap() as u32
}

pub async fn sleep(ms: u32) {
    let function = Function::new_with_args("resolve", &format!("setTimeout(resolve, {ms})"));
    let promise = Promise::new(&mut |resolve, _| {
        function.call1(&JsValue::NULL, &resolve).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// A small election, with every count multiplied.
pub fn profile(times: u64) -> Profile {
    let ballots: [(&[u16], u64); 5] = [(&[0, 1], 40), (&[0, 1, 2], 30), (&[1, 0], 20), (&[2, 3], 35), (&[2, 3, 0, 1], 25)];
    Profile::new(4, ballots.map(|(ranking, count)| (ranking, count * times)))
}

/// Publishes elections by id and title, each of its own profile, and the manifest that names them.
pub fn publish_snapshot(data_version: &str, elections: &[(&str, &str, &Profile)]) -> Manifest {
    let entries: Vec<ElectionEntry> = elections.iter().map(|(id, title, profile)| publish_election(id, title, profile)).collect();
    let manifest = Manifest {
        format: FormatTag { name: FORMAT_NAME.into(), version: FORMAT_VERSION },
        snapshot_id: snapshot_id(entries.iter().map(|entry| (entry.id.as_str(), entry.descriptor.sha256.as_str()))),
        data_version: data_version.into(),
        generator: Generator { name: "test".into(), version: "0".into() },
        elections: entries,
        history: Vec::new(),
    };
    publish("manifest.json", &serde_json::to_vec(&manifest).unwrap());
    manifest
}

fn publish_election(id: &str, title: &str, profile: &Profile) -> ElectionEntry {
    let table = |name: &str, table: Table| {
        let bytes = encode_table(&table, 0..table.rows()).unwrap();
        let sha256 = sha256_hex(&bytes);
        let path = format!("elections/{id}/{name}-{}.arrow.gz", short(&sha256));
        publish(&path, &bytes);
        let length = bytes.len() as u64;
        (name.to_owned(), vec![TablePart { path, bytes: length, raw_bytes: length, rows: table.rows() as u64, sha256 }])
    };
    let tally = Tally::of(profile);
    let pairs = pairs_table(&tally.pairs, &NullModel::of(&tally).expectation());
    let candidates = (1..).zip(["Ada", "Bo", "Cy", "Di"]);
    let descriptor = Descriptor {
        id: id.into(),
        title: title.into(),
        contest: None,
        jurisdiction: None,
        date: None,
        seats: Some(2),
        max_rankings: profile.max_rankings() as u32,
        ballots: profile.ballots(),
        blank_ballots: 0,
        candidates: candidates
            .map(|(id, name)| CandidateEntry { id, name: name.into(), is_write_in: false, winner: None })
            .collect(),
        cleaning: Cleaning::default(),
        sources: Vec::new(),
        tables: BTreeMap::from([
            table(CANDIDATES, candidates_table(&tally.candidates)),
            table(PAIRS, pairs),
            table(PROFILE, profile_table(profile)),
        ]),
        warm: Vec::new(),
        answers: Vec::new(),
    };
    let bytes = serde_json::to_vec(&descriptor).unwrap();
    let sha256 = sha256_hex(&bytes);
    let path = format!("elections/{id}/election-{}.json", short(&sha256));
    publish(&path, &bytes);
    let length = bytes.len() as u64;
    ElectionEntry {
        id: id.into(),
        title: title.into(),
        jurisdiction: None,
        date: None,
        seats: Some(2),
        candidates: 4,
        ballots: profile.ballots(),
        descriptor: FileReference { path, bytes: length, raw_bytes: length, sha256 },
    }
}

/// An engine with what it told.
pub struct Opened {
    pub engine: Engine,
    pub events: Array,
    pub closed: AbortController,
}

/// A plain object from JSON.
pub fn object(json: &str) -> JsValue {
    js_sys::JSON::parse(json).unwrap()
}

pub async fn try_open(options: &str, tier: Option<&JsValue>) -> Result<Opened, JsValue> {
    let (events, closed) = (Array::new(), AbortController::new().unwrap());
    let listener = Function::new_with_args("events", "return (name, detail) => events.push([name, detail]);");
    let host = Object::new();
    Reflect::set(&host, &"event".into(), &listener.call1(&JsValue::NULL, &events).unwrap()).unwrap();
    Reflect::set(&host, &"closed".into(), &closed.signal()).unwrap();
    if let Some(tier) = tier {
        Reflect::set(&host, &"tier".into(), tier).unwrap();
    }
    let engine = Engine::open(ROOT.into(), object(options), host.into()).await?;
    Ok(Opened { engine, events, closed })
}

pub async fn open(options: &str) -> Opened {
    try_open(options, None).await.unwrap()
}

impl Opened {
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

/// A value by its path of names and places, such as `metadata.cache_hit` or `data.0.lift`.
pub fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(value, |value, name| match value {
        Value::Map(fields) => fields.get(name).unwrap_or_else(|| panic!("no {name} in {path}")),
        Value::List(items) => &items[name.parse::<usize>().unwrap()],
        other => panic!("{path}: {other} has no {name}"),
    })
}

pub fn number(value: &Value, path: &str) -> f64 {
    match at(value, path) {
        Value::Number(number) => *number,
        other => panic!("{path} is {other}"),
    }
}

pub fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    match at(value, path) {
        Value::Text(text) => text,
        other => panic!("{path} is {other}"),
    }
}

pub fn is_hit(answer: &Value) -> bool {
    *at(answer, "metadata.cache_hit") == Value::Flag(true)
}
