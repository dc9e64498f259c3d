//! Files over HTTP: fetched, un-gzip'd as often as the host makes it necessary, checked against their hash.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair, RequestCache, RequestInit, Response,
    WritableStream,
};

use crate::error::{Error, Result};
use crate::snapshot::{Encoding, check_integrity, not_our_bytes, sniff};

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
    /// Ends every request.
    pub closed: AbortSignal,
}

impl Host {
    /// The manifest, always asked of the host.
    pub async fn manifest(&self) -> Result<Vec<u8>> {
        let bytes = self.download("manifest.json", RequestCache::NoCache, MAX_MANIFEST_BYTES).await?;
        decode("manifest.json", bytes, MAX_MANIFEST_BYTES).await
    }

    /// A content-addressed file, decoded and verified. `reload` passes by every HTTP cache.
    pub async fn verified(&self, file: &Expected<'_>, reload: bool) -> Result<Vec<u8>> {
        let cache = if reload { RequestCache::Reload } else { RequestCache::Default };
        // Gzip makes small or random bytes a little larger.
        let limit = file.raw_bytes.saturating_add(64 << 10);
        let bytes = decode(file.path, self.download(file.path, cache, limit).await?, file.raw_bytes).await?;
        let is_arrow = file.path.ends_with(".arrow.gz");
        if is_arrow && sniff(&bytes) != Encoding::Arrow {
            return Err(not_our_bytes(file.path, "an Arrow file", &bytes));
        }
        check_integrity(file.path, &bytes, file.raw_bytes, file.sha256)?;
        Ok(bytes)
    }

    async fn download(&self, path: &str, cache: RequestCache, limit: u64) -> Result<Vec<u8>> {
        let url = format!("{}{path}", self.root);
        let init = RequestInit::new();
        init.set_cache(cache);
        init.set_signal(Some(&self.closed));
        let unreachable = |error: JsValue| {
            Error::Network(format!(
                "{url} cannot be fetched ({}): check the address, the connection and the host's CORS headers",
                describe(&error)
            ))
        };
        let response: Response =
            JsFuture::from(fetch(&url, &init).map_err(unreachable)?).await.map_err(unreachable)?.unchecked_into();
        match response.status() {
            200..=299 => {}
            // Object stores answer 403 for a file that is not there.
            status @ (403 | 404 | 410) => {
                return Err(Error::MissingFile(format!(
                    "{url} is not there (HTTP {status}): is the snapshot folder published at {}?",
                    self.root
                )));
            }
            status => return Err(Error::Network(format!("{url} was answered with HTTP {status}"))),
        }
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

fn describe(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => format!("{error:?}"),
    }
}
