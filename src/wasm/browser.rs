//! A browser, or Node.js, as a host of the engine.

use futures_util::future::LocalBoxFuture;
use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::RequestCache;

use super::convert::{describe, to_js};
use super::{http, memory, pausing};
use crate::error::Result;
use crate::lens::monitor::Memory;
use crate::lens::{Caching, Event, Expected, FetchedManifest, Host, MAX_MANIFEST_BYTES};
use crate::snapshot::MANIFEST;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;

    /// The shared tier, as a page or a server hands it over.
    pub type SharedTier;
    #[wasm_bindgen(method, catch)]
    fn get(this: &SharedTier, key: &str) -> std::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn put(this: &SharedTier, key: &str, bytes: Uint8Array) -> std::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = delete)]
    fn remove(this: &SharedTier, key: &str) -> std::result::Result<JsValue, JsValue>;
}

pub struct Browser {
    /// An absolute URL that ends with a slash.
    pub root: String,
    /// Hears of all events: `event(name, detail)`.
    pub event: Function,
    pub tier: Option<SharedTier>,
}

impl Host for Browser {
    const IS_REMOTE: bool = true;

    async fn manifest(&self, etag: Option<&str>) -> Result<Option<FetchedManifest>> {
        let answered = http::request(&self.root, MANIFEST, RequestCache::NoCache, etag).await?;
        if answered.is_not_modified() {
            return Ok(None);
        }
        let etag = answered.etag();
        Ok(Some(FetchedManifest { bytes: answered.bytes(MAX_MANIFEST_BYTES).await?, etag }))
    }

    async fn file(&self, file: &Expected<'_>, caching: Caching) -> Result<Vec<u8>> {
        let cache = match caching {
            Caching::Default => RequestCache::Default,
            Caching::Reload => RequestCache::Reload,
        };
        http::request(&self.root, file.path, cache, None).await?.bytes(file.max_bytes()).await
    }

    async fn gunzip(&self, path: &str, bytes: &[u8], raw_bytes: u64) -> Result<Vec<u8>> {
        http::gunzip(path, bytes, raw_bytes).await
    }

    fn now(&self) -> f64 {
        performance_now()
    }

    fn wall_time(&self) -> f64 {
        js_sys::Date::now()
    }

    async fn pause(&self, ms: u32) {
        pausing::pause(ms).await;
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        spawn_local(task);
    }

    fn tell(&self, event: &Event<'_>) {
        if let Ok(detail) = to_js(event) {
            // What a listener throws is its own affair.
            let _ = self.event.call2(&JsValue::NULL, &event.name().into(), &detail);
        }
    }

    fn memory(&self) -> Memory {
        Memory { reserved_bytes: memory::reserved(), used_bytes: memory::used(), heap_bytes: None }
    }

    fn has_tier(&self) -> bool {
        self.tier.is_some()
    }

    async fn tier_get(&self, sha256: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(tier) = &self.tier else { return Ok(None) };
        let got = settled(tier.get(sha256)).await?;
        if got.is_undefined() || got.is_null() {
            return Ok(None);
        }
        match got.dyn_ref::<Uint8Array>() {
            Some(bytes) => Ok(Some(bytes.to_vec())),
            None => Err("it gave something that is no Uint8Array".into()),
        }
    }

    async fn tier_put(&self, sha256: &str, bytes: Vec<u8>) -> Result<(), String> {
        let Some(tier) = &self.tier else { return Ok(()) };
        let bytes = http::gzipped(Uint8Array::from(bytes.as_slice())).await;
        settled(tier.put(sha256, bytes)).await.map(drop)
    }

    async fn tier_delete(&self, sha256: &str) -> Result<(), String> {
        let Some(tier) = &self.tier else { return Ok(()) };
        settled(tier.remove(sha256)).await.map(drop)
    }
}

/// What a call of the tier comes to: it may have given a promise or a value.
async fn settled(begun: std::result::Result<JsValue, JsValue>) -> Result<JsValue, String> {
    let begun = begun.map_err(|error| describe(&error))?;
    JsFuture::from(Promise::resolve(&begun)).await.map_err(|error| describe(&error))
}
