//! What a host gives to the engine.

use futures_util::future::LocalBoxFuture;

use super::events::Event;
use super::monitor::Memory;
use crate::error::Result;

/// The largest manifest that is read.
pub const MAX_MANIFEST_BYTES: u64 = 16 << 20;

/// A file as a manifest or descriptor names it.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Relative to the root of the snapshot.
    pub path: &'a str,
    /// Size when decoded.
    pub raw_bytes: u64,
    /// Of the decoded bytes, in hex.
    pub sha256: &'a str,
}

impl Expected<'_> {
    /// Bytes that may come for it: gzip makes small or random bytes a little larger, and a host's own page in its place is
    /// read in order to be named as one.
    pub fn max_bytes(&self) -> u64 {
        self.raw_bytes.saturating_add(64 << 10)
    }
}

/// Whether caches on the way may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// They may: the name of the file says what is in it.
    Default,
    /// They may not: what they hold was wrong.
    Reload,
}

/// A manifest as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedManifest {
    pub bytes: Vec<u8>,
    /// The tag under which its publisher may confirm it later.
    pub etag: Option<String>,
}

/// Where the engine runs: what it gets its bytes from, its time, and whom it tells. One thread has it all.
///
/// Futures may be dropped at any moment, which gives up what they stand for: a request is cancelled.
#[allow(async_fn_in_trait, reason = "on one thread nothing has to be Send")]
pub trait Host: 'static {
    /// Whether servers, proxies and caches stand between the publisher and this host. They compress, decompress, keep what is
    /// old and answer with pages of their own, which is got round. Where nobody does, bytes that are wrong are wrong.
    const IS_REMOTE: bool;

    /// The manifest that is published now; no cache answers in the publisher's place. `None` if the publisher confirms that
    /// the manifest of `etag` still holds.
    ///
    /// # Errors
    /// [`MissingFile`](crate::Error::MissingFile) if there is none, [`Network`](crate::Error::Network) if that cannot be told,
    /// [`Integrity`](crate::Error::Integrity) if it is longer than [`MAX_MANIFEST_BYTES`]. They name the place.
    async fn manifest(&self, etag: Option<&str>) -> Result<Option<FetchedManifest>>;

    /// The bytes of a content-addressed file, as they came: gzip'd or not, right or wrong.
    ///
    /// # Errors
    /// As [`manifest`](Self::manifest); [`Integrity`](crate::Error::Integrity) if there are more than
    /// [`max_bytes`](Expected::max_bytes), or than this host's own, lower bound.
    async fn file(&self, file: &Expected<'_>, caching: Caching) -> Result<Vec<u8>>;

    /// Takes one layer of gzip off the bytes of `path`. It does not go on much beyond `raw_bytes`.
    ///
    /// # Errors
    /// [`Integrity`](crate::Error::Integrity) if they are cut off, damaged, or far more than `raw_bytes`.
    async fn gunzip(&self, path: &str, bytes: &[u8], raw_bytes: u64) -> Result<Vec<u8>>;

    /// Milliseconds on a clock that only goes forward, from any zero.
    fn now(&self) -> f64;

    /// Milliseconds since 1970, also through the sleep of the machine. May jump.
    fn wall_time(&self) -> f64;

    /// Settles in a later task, after messages and events that have come meanwhile, and not before `ms` milliseconds.
    async fn pause(&self, ms: u32);

    /// Runs a task to its end, whether somebody waits for it or not.
    fn spawn(&self, task: LocalBoxFuture<'static, ()>);

    /// Hears of what happened. It may close the session meanwhile.
    fn tell(&self, event: &Event<'_>);

    /// Memory of the engine.
    fn memory(&self) -> Memory;

    /// Whether there is a tier of compressed tables, under their hash, that is shared with other tabs and visits. Without one
    /// the methods below are not called. They may fail, with words on why: the engine does without.
    fn has_tier(&self) -> bool {
        false
    }

    /// The file as it was put; `None` if there is none.
    async fn tier_get(&self, _sha256: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(None)
    }

    /// Keeps a file, gzip'd, whatever was made of it on the way.
    async fn tier_put(&self, _sha256: &str, _bytes: Vec<u8>) -> Result<(), String> {
        Ok(())
    }

    async fn tier_delete(&self, _sha256: &str) -> Result<(), String> {
        Ok(())
    }
}
