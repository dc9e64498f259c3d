//! Files over HTTP: fetched, un-gzip'd as often as the host makes it necessary, checked against their hash.

use js_sys::{Reflect, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair, RequestCache, RequestInit,
    Response, WritableStream,
};

use super::tier::Tier;
use crate::error::{Error, Result};
use crate::snapshot::{Encoding, check_integrity, not_our_bytes, sniff};

const MANIFEST: &str = "manifest.json";
const NOT_MODIFIED: u16 = 304;
/// The largest manifest that is read.
const MAX_MANIFEST_BYTES: u64 = 16 << 20;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(url: &str, init: &RequestInit) -> std::result::Result<js_sys::Promise, JsValue>;

    // web-sys has it behind its unstable flag only.
    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> std::result::Result<DecompressionStream, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn readable(this: &DecompressionStream) -> ReadableStream;
    #[wasm_bindgen(method, getter)]
    fn writable(this: &DecompressionStream) -> WritableStream;
}

/// A file as a manifest or descriptor names it.
pub struct Expected<'a> {
    pub path: &'a str,
    pub raw_bytes: u64,
    pub sha256: &'a str,
}

/// Where a snapshot is published.
pub struct Host {
    /// An absolute URL that ends with a slash.
    pub root: String,
    /// Whether the manifest is asked for with `If-None-Match`.
    pub conditional: bool,
    pub tier: Option<Rc<Tier>>,
}

/// A manifest as fetched.
pub struct FetchedManifest {
    pub bytes: Vec<u8>,
    pub etag: Option<String>,
}

/// Cancels a request when nobody waits for it any more.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Host {
    /// The manifest, always asked of the host; `None` if the host says that it is still the one of this ETag.
    pub async fn manifest(&self, etag: Option<&str>) -> Result<Option<FetchedManifest>> {
        let etag = etag.filter(|_| self.conditional);
        let (response, _request) = self.request(MANIFEST, RequestCache::NoCache, etag).await?;
        if response.status() == NOT_MODIFIED && etag.is_some() {
            return Ok(None);
        }
        let etag = response.headers().get("etag").ok().flatten();
        let bytes = self.body(MANIFEST, &response, MAX_MANIFEST_BYTES).await?;
        Ok(Some(FetchedManifest { bytes: decode(MANIFEST, bytes, MAX_MANIFEST_BYTES).await?, etag }))
    }

    /// A content-addressed file, decoded and verified. `reload` passes by every cache.
    pub async fn verified(&self, file: &Expected<'_>, reload: bool) -> Result<Vec<u8>> {
        Ok(self.fetch_verified(file, reload).await?.0)
    }

    /// The same for a table, which the shared tier may have.
    pub async fn verified_table(&self, file: &Expected<'_>, reload: bool) -> Result<Vec<u8>> {
        let Some(tier) = &self.tier else { return self.verified(file, reload).await };
        let kept = if reload { None } else { tier.get(file.sha256).await };
        if let Some(kept) = kept {
            let decoded = decode(file.path, kept, file.raw_bytes).await;
            match decoded.and_then(|bytes| check(file, bytes)) {
                Ok(bytes) => {
                    tier.was_intact();
                    return Ok(bytes);
                }
                Err(_) => tier.was_damaged(file.sha256),
            }
        }
        let (bytes, published) = self.fetch_verified(file, reload).await?;
        tier.put(file.sha256, published);
        Ok(bytes)
    }

    /// The decoded bytes, and those that came.
    async fn fetch_verified(&self, file: &Expected<'_>, reload: bool) -> Result<(Vec<u8>, Uint8Array)> {
        let cache = if reload { RequestCache::Reload } else { RequestCache::Default };
        // Gzip makes small or random bytes a little larger.
        let limit = file.raw_bytes.saturating_add(64 << 10);
        let (response, _request) = self.request(file.path, cache, None).await?;
        let fetched = self.body(file.path, &response, limit).await?;
        let published = Uint8Array::from(fetched.as_slice());
        Ok((check(file, decode(file.path, fetched, file.raw_bytes).await?)?, published))
    }

    async fn request(&self, path: &str, cache: RequestCache, etag: Option<&str>) -> Result<(Response, AbortOnDrop)> {
        let url = format!("{}{path}", self.root);
        let unreachable = |error: JsValue| {
            Error::Network(format!(
                "{url} cannot be fetched ({}): check the address, the connection and the host's CORS headers",
                describe(&error)
            ))
        };
        let abort = AbortOnDrop(AbortController::new().map_err(unreachable)?);
        let init = RequestInit::new();
        init.set_cache(cache);
        init.set_signal(Some(&abort.0.signal()));
        if let Some(etag) = etag {
            let headers = Headers::new().map_err(unreachable)?;
            headers.set("if-none-match", etag).map_err(unreachable)?;
            init.set_headers(&headers);
        }
        let response: Response =
            JsFuture::from(fetch(&url, &init).map_err(unreachable)?).await.map_err(unreachable)?.unchecked_into();
        match response.status() {
            200..=299 => {}
            NOT_MODIFIED if etag.is_some() => {}
            // Object stores answer 403 for a file that is not there.
            status @ (403 | 404 | 410) => {
                return Err(Error::MissingFile(format!(
                    "{url} is not there (HTTP {status}): is the snapshot folder published at {}?",
                    self.root
                )));
            }
            status => return Err(Error::Network(format!("{url} was answered with HTTP {status}"))),
        }
        Ok((response, abort))
    }

    async fn body(&self, path: &str, response: &Response, limit: u64) -> Result<Vec<u8>> {
        let url = format!("{}{path}", self.root);
        match response.body() {
            Some(body) => match collect(&body, limit).await {
                Ok(bytes) => Ok(bytes),
                Err(Broken::TooLong) => Err(Error::Integrity(format!("{url} is longer than the {limit} bytes it may have"))),
                Err(Broken::Failed(error)) => {
                    Err(Error::Network(format!("{url} broke off while loading ({})", describe(&error))))
                }
            },
            None => Ok(Vec::new()),
        }
    }
}

fn check(file: &Expected<'_>, bytes: Vec<u8>) -> Result<Vec<u8>> {
    if file.path.ends_with(".arrow.gz") && sniff(&bytes) != Encoding::Arrow {
        return Err(not_our_bytes(file.path, "an Arrow file", &bytes));
    }
    check_integrity(file.path, &bytes, file.raw_bytes, file.sha256)?;
    Ok(bytes)
}

/// Hosts may decode gzip on the way, leave it, or add a second layer.
async fn decode(path: &str, mut bytes: Vec<u8>, limit: u64) -> Result<Vec<u8>> {
    for _ in 0..2 {
        if sniff(&bytes) != Encoding::Gzip {
            break;
        }
        bytes = match gunzip(&bytes, limit.saturating_add(64 << 10)).await {
            Ok(bytes) => bytes,
            Err(Broken::TooLong) => {
                return Err(Error::Integrity(format!("{path} decodes to more than the {limit} bytes that were published")));
            }
            Err(Broken::Failed(error)) => {
                return Err(Error::Integrity(format!(
                    "{path} is cut off or damaged: it cannot be un-gzip'd ({})",
                    describe(&error)
                )));
            }
        };
    }
    if sniff(&bytes) == Encoding::Gzip {
        return Err(Error::Format(format!("{path} is gzip'd more than twice")));
    }
    Ok(bytes)
}

enum Broken {
    TooLong,
    Failed(JsValue),
}

impl From<JsValue> for Broken {
    fn from(error: JsValue) -> Broken {
        Broken::Failed(error)
    }
}

async fn gunzip(bytes: &[u8], limit: u64) -> std::result::Result<Vec<u8>, Broken> {
    let compressed = Response::new_with_opt_js_u8_array(Some(&Uint8Array::from(bytes)))?
        .body()
        .ok_or(Broken::Failed("the bytes have no stream".into()))?;
    let decompression = DecompressionStream::new("gzip")?;
    let pair = ReadableWritablePair::new(&decompression.readable(), &decompression.writable());
    collect(&compressed.pipe_through(&pair), limit).await
}

async fn collect(stream: &ReadableStream, limit: u64) -> std::result::Result<Vec<u8>, Broken> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok(bytes);
        }
        let value: Uint8Array = Reflect::get(&chunk, &"value".into())?.unchecked_into();
        let start = bytes.len();
        if (start as u64).saturating_add(u64::from(value.length())) > limit {
            let _ = reader.cancel();
            return Err(Broken::TooLong);
        }
        bytes.resize(start + value.length() as usize, 0);
        value.copy_to(&mut bytes[start..]);
    }
}

pub fn describe(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => format!("{error:?}"),
    }
}
