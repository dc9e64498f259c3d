//! Back to an earlier snapshot.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::lock::FolderLock;
use super::prepare::json;
use crate::error::{Error, Result};
use crate::snapshot::atomic_file::AtomicFile;
use crate::snapshot::folder::{SnapshotFolder, history_path};
use crate::snapshot::manifest::{MANIFEST, Manifest};
use crate::snapshot::verify::check_manifest;

/// What a rollback did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollback {
    pub from: String,
    pub to: String,
    /// Of the snapshot now in force.
    pub data_version: String,
}

/// Puts an earlier snapshot in force: the one before, or the one whose id begins with `id`. The snapshot that was in force
/// becomes the newest of the history, so a second rollback undoes the first.
///
/// # Errors
/// There is no such snapshot, or some of its files are missing or changed.
pub fn rollback(root: &Path, id: Option<&str>) -> Result<Rollback> {
    let folder = SnapshotFolder::open(root)?;
    let _lock = FolderLock::acquire(folder.root())?;
    let current = folder.manifest()?;
    let target = choose(&current, id)?;
    let (mut manifest, _) = folder.earlier_manifest(&target)?;
    check_manifest(&folder, &manifest).into_error(&target)?;

    let from = current.snapshot_id.clone();
    let in_force = folder.root().join(MANIFEST);
    let bytes = fs::read(&in_force).map_err(|error| Error::io(&in_force, error))?;
    put(&folder, &history_path(&from), &bytes)?;
    manifest.history = std::iter::once(from.clone()).chain(current.history.into_iter().filter(|id| *id != target)).collect();
    put(&folder, MANIFEST, &json(&manifest)?)?;
    let _ = fs::remove_file(folder.root().join(history_path(&target)));
    Ok(Rollback { from, to: target, data_version: manifest.data_version })
}

fn choose(current: &Manifest, id: Option<&str>) -> Result<String> {
    let Some(prefix) = id else {
        return current
            .history
            .first()
            .cloned()
            .ok_or_else(|| Error::NotFound("there is no earlier snapshot to go back to".into()));
    };
    let matching: Vec<&String> = current.history.iter().filter(|known| !prefix.is_empty() && known.starts_with(prefix)).collect();
    match matching.as_slice() {
        [one] => Ok((*one).clone()),
        [] if !prefix.is_empty() && current.snapshot_id.starts_with(prefix) => {
            Err(Error::NotFound(format!("snapshot {prefix} is the one in force already")))
        }
        [] => Err(Error::NotFound(format!(
            "there is no earlier snapshot {prefix:?}; there {}",
            match current.history.as_slice() {
                [] => "are none".into(),
                known => format!("are, newest first: {}", known.join(", ")),
            }
        ))),
        several => Err(Error::NotFound(format!(
            "{prefix:?} begins the ids of {} earlier snapshots: {}",
            several.len(),
            several.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ")
        ))),
    }
}

fn put(folder: &SnapshotFolder, path: &str, bytes: &[u8]) -> Result<()> {
    let full = folder.root().join(path);
    let mut file = AtomicFile::create(&full)?;
    file.write_all(bytes).map_err(|error| Error::io(&full, error))?;
    file.commit()
}
