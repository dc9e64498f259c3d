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

    // web-sys has these behind its unstable flag only.
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> std::result::Result<CompressionStream, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn readable(this: &CompressionStream) -> ReadableStream;
    #[wasm_bindgen(method, getter)]
    fn writable(this: &CompressionStream) -> WritableStream;

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
    /// The manifest, always asked of the host.
    pub async fn whole_manifest(&self) -> Result<FetchedManifest> {
        self.manifest(None).await?.ok_or_else(|| Error::Network("the host sent no manifest".into()))
    }

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

    /// A content-addressed file, decoded and verified.
    pub async fn verified(&self, file: &Expected<'_>) -> Result<Vec<u8>> {
        Ok(self.fetch_verified(file).await?.0)
    }

    /// The same for a table, which the shared tier may have.
    pub async fn verified_table(&self, file: &Expected<'_>) -> Result<Vec<u8>> {
        let Some(tier) = &self.tier else { return self.verified(file).await };
        if let Some(kept) = tier.get(file.sha256).await {
            let decoded = decode(file.path, kept, file.raw_bytes).await;
            match decoded.and_then(|bytes| check(file, bytes)) {
                Ok(bytes) => {
                    tier.was_intact();
                    return Ok(bytes);
                }
                Err(_) => tier.was_damaged(file.sha256),
            }
        }
        let (bytes, fetched) = self.fetch_verified(file).await?;
        tier.put(file.sha256, fetched);
        Ok(bytes)
    }

    /// The decoded bytes, and those that came. The browser's cache may hold something else under this name, or that there
    /// is nothing: what is wrong or missing is asked of the host itself, once.
    async fn fetch_verified(&self, file: &Expected<'_>) -> Result<(Vec<u8>, Uint8Array)> {
        match self.fetch_checked(file, RequestCache::Default).await {
            Err(Error::MissingFile(_) | Error::Integrity(_) | Error::Format(_)) => {
                self.fetch_checked(file, RequestCache::Reload).await
            }
            fetched => fetched,
        }
    }

    async fn fetch_checked(&self, file: &Expected<'_>, cache: RequestCache) -> Result<(Vec<u8>, Uint8Array)> {
        // Gzip makes small or random bytes a little larger.
        let limit = file.raw_bytes.saturating_add(64 << 10);
        let (response, _request) = self.request(file.path, cache, None).await?;
        let fetched = self.body(file.path, &response, limit).await?;
        let as_it_came = Uint8Array::from(fetched.as_slice());
        Ok((check(file, decode(file.path, fetched, file.raw_bytes).await?)?, as_it_came))
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
    let stream = DecompressionStream::new("gzip")?;
    piped(&Uint8Array::from(bytes), &stream.readable(), &stream.writable(), limit).await
}

/// The bytes gzip'd, as they are if they are that already or the host cannot.
pub async fn gzipped(bytes: Uint8Array) -> Uint8Array {
    if sniff(&bytes.subarray(0, bytes.length().min(16)).to_vec()) == Encoding::Gzip {
        return bytes;
    }
    let compressed = async {
        let stream = CompressionStream::new("gzip")?;
        piped(&bytes, &stream.readable(), &stream.writable(), u64::MAX).await
    };
    compressed.await.map_or(bytes.clone(), |compressed| Uint8Array::from(compressed.as_slice()))
}

async fn piped(
    bytes: &Uint8Array,
    readable: &ReadableStream,
    writable: &WritableStream,
    limit: u64,
) -> std::result::Result<Vec<u8>, Broken> {
    let stream = Response::new_with_opt_js_u8_array(Some(bytes))?.body();
    let stream = stream.ok_or(Broken::Failed("the bytes have no stream".into()))?;
    collect(&stream.pipe_through(&ReadableWritablePair::new(readable, writable)), limit).await
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
