//! A folder of the file system as a host of the engine.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use coalition_lens::lens::monitor::Memory;
use coalition_lens::lens::{Caching, Event, Expected, FetchedManifest, Host};
use coalition_lens::snapshot::{SnapshotFolder, gunzip};
use coalition_lens::{Error, Result};
use futures_executor::LocalSpawner;
use futures_util::future::LocalBoxFuture;
use futures_util::task::LocalSpawnExt;

/// Reads files at once: its futures are ready when they are first polled.
pub struct Files {
    folder: SnapshotFolder,
    opened: Instant,
    spawner: LocalSpawner,
}

impl Files {
    /// `spawner`: of the pool that the engine's futures run on.
    pub fn new(folder: SnapshotFolder, spawner: LocalSpawner) -> Files {
        Files { folder, opened: Instant::now(), spawner }
    }
}

impl Host for Files {
    const IS_REMOTE: bool = false;

    async fn manifest(&self, _etag: Option<&str>) -> Result<Option<FetchedManifest>> {
        let bytes = self.folder.manifest_bytes().map_err(missing)?;
        Ok(Some(FetchedManifest { bytes, etag: None }))
    }

    async fn file(&self, file: &Expected<'_>, _caching: Caching) -> Result<Vec<u8>> {
        self.folder.stored(file.path, file.raw_bytes).map_err(missing)
    }

    async fn gunzip(&self, path: &str, bytes: &[u8], raw_bytes: u64) -> Result<Vec<u8>> {
        gunzip(path, bytes, raw_bytes)
    }

    fn now(&self) -> f64 {
        self.opened.elapsed().as_secs_f64() * 1e3
    }

    fn wall_time(&self) -> f64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64() * 1e3)
    }

    async fn pause(&self, ms: u32) {
        // Nothing else happens on this thread.
        std::thread::sleep(Duration::from_millis(ms.into()));
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        // Refused only when the pool is gone, and with it everybody who could wait.
        let _ = self.spawner.spawn_local(task);
    }

    fn tell(&self, _event: &Event<'_>) {}

    fn memory(&self) -> Memory {
        Memory::default()
    }
}

/// A file that is not there may have been replaced together with the manifest.
fn missing(error: Error) -> Error {
    match error {
        Error::NotFound(message) => Error::MissingFile(message),
        error => error,
    }
}
