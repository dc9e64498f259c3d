//! Bytes over HTTP, and through the browser's gzip.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair, RequestCache, RequestInit,
    Response, WritableStream,
};

use super::convert::describe;
use crate::error::{Error, Result};
use crate::snapshot::{Encoding, sniff};

const NOT_MODIFIED: u16 = 304;

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

/// An answer whose body has not been read. Dropped, it cancels the request.
pub struct Answered {
    url: String,
    response: Response,
    _request: AbortOnDrop,
}

struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Asks for the file at `path` of the snapshot at `root`, with `If-None-Match` if there is a tag.
pub async fn request(root: &str, path: &str, cache: RequestCache, etag: Option<&str>) -> Result<Answered> {
    let url = format!("{root}{path}");
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
                "{url} is not there (HTTP {status}): is the snapshot folder published at {root}?"
            )));
        }
        status => return Err(Error::Network(format!("{url} was answered with HTTP {status}"))),
    }
    Ok(Answered { url, response, _request: abort })
}

impl Answered {
    /// Whether the tag that was sent still holds.
    pub fn is_not_modified(&self) -> bool {
        self.response.status() == NOT_MODIFIED
    }

    pub fn etag(&self) -> Option<String> {
        self.response.headers().get("etag").ok().flatten()
    }

    /// The body, of at most `limit` bytes.
    pub async fn bytes(self, limit: u64) -> Result<Vec<u8>> {
        let Answered { url, response, .. } = &self;
        let Some(body) = response.body() else { return Ok(Vec::new()) };
        collect(&body, limit).await.map_err(|broken| match broken {
            Broken::TooLong => Error::Integrity(format!("{url} is longer than the {limit} bytes it may have")),
            Broken::Failed(error) => Error::Network(format!("{url} broke off while loading ({})", describe(&error))),
        })
    }
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

/// The bytes of `path` with one layer of gzip less.
pub async fn gunzip(path: &str, bytes: &[u8], raw_bytes: u64) -> Result<Vec<u8>> {
    let decompressed = async {
        let stream = DecompressionStream::new("gzip")?;
        let limit = raw_bytes.saturating_add(64 << 10);
        piped(&Uint8Array::from(bytes), &stream.readable(), &stream.writable(), limit).await
    };
    decompressed.await.map_err(|broken| match broken {
        Broken::TooLong => Error::Integrity(format!("{path} decodes to more than the {raw_bytes} bytes that were published")),
        Broken::Failed(error) => {
            Error::Integrity(format!("{path} is cut off or damaged: it cannot be un-gzip'd ({})", describe(&error)))
        }
    })
}

/// The bytes gzip'd, as they are if they are that already or the browser cannot.
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
