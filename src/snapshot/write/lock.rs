//! One publisher at a time.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// Publishing takes seconds; a builder that is still reading ballots holds no lock.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);

/// Held by whoever changes a snapshot folder. The system frees it when the holder ends, however it ends.
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Waits for another publisher to finish.
    ///
    /// # Errors
    /// The folder cannot be locked, or is held for longer than a minute.
    pub fn acquire(root: &Path) -> Result<FolderLock> {
        let file = lock_file(root).map_err(|error| Error::io(root, error))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(FolderLock { _file: file }),
                Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::file(
                        root.display().to_string(),
                        "another program has been publishing into this folder for a minute; try again when it has ended",
                    ));
                }
                Err(TryLockError::Error(error)) => return Err(Error::io(root, error)),
            }
        }
    }
}

/// The folder itself: no file is left behind to be uploaded.
#[cfg(unix)]
fn lock_file(root: &Path) -> std::io::Result<File> {
    File::open(root)
}

#[cfg(not(unix))]
fn lock_file(root: &Path) -> std::io::Result<File> {
    let name = format!("{}lock", crate::snapshot::atomic_file::TEMPORARY_PREFIX);
    File::options().create(true).truncate(false).write(true).open(root.join(name))
}
