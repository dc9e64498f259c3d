//! Publishing: puts elections into a snapshot folder so that a reader sees the old snapshot or the new one, never a mixture.
//!
//! Order: tables, descriptors, a copy of the manifest in force under `history/`, `_headers`, and last `manifest.json` by
//! rename. Whatever happens before the rename leaves the old snapshot whole.

mod answers;
mod counting;
mod lock;
mod prepare;
mod prune;
mod rebuild;
mod rollback;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use answers::ReadyAnswer;
pub use counting::StatedCount;
pub use prepare::{ElectionFacts, PreparedElection};
pub use rebuild::Rebuilt;
pub use rollback::{Rollback, rollback};

use crate::error::{Error, Result};
use crate::snapshot::atomic_file::{AtomicFile, sync_folder};
use crate::snapshot::folder::{SnapshotFolder, history_path};
use crate::snapshot::manifest::{FORMAT_NAME, FORMAT_VERSION, FormatTag, Generator, MANIFEST, Manifest, snapshot_id};
use lock::FolderLock;
use prepare::json;

/// Hosts that read such a file cache what is named by its content for ever, and the manifest not at all.
const HEADERS: &str = "\
/manifest.json
  Cache-Control: no-cache
  Access-Control-Allow-Origin: *
/history/*
  Cache-Control: no-cache
  Access-Control-Allow-Origin: *
/elections/*
  Cache-Control: public, max-age=31536000, immutable
  Access-Control-Allow-Origin: *
";

#[derive(Clone, Debug)]
pub struct PublishOptions {
    /// When the data were made.
    pub data_version: String,
    /// How many earlier snapshots can be rolled back to.
    pub keep_history: usize,
    /// Remove the files that neither the manifest nor the history names.
    pub prune: bool,
}

/// What publishing did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    pub snapshot_id: String,
    /// The snapshot that was in force before; null if there was none.
    pub previous_snapshot_id: Option<String>,
    /// Elections of the snapshot, those of this build among them.
    pub elections: usize,
    pub files_written: usize,
    pub bytes_written: u64,
    /// Files that were there already.
    pub files_kept: usize,
    pub files_pruned: usize,
}

/// Checks that a folder can be published into, before hours are spent on reading ballots. Creates nothing.
///
/// # Errors
/// It is a file, it holds a damaged manifest or one of another format, or it cannot be written to.
pub fn check_target(root: &Path) -> Result<()> {
    if root.exists() {
        existing_manifest(&open_root(root)?)?;
    }
    let existing = root.ancestors().find(|folder| folder.exists());
    let folder = existing.filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(not_a_folder(folder));
    }
    AtomicFile::create(&folder.join(MANIFEST)).map(drop)
}

/// Publishes elections into `root`, which is created if need be. Elections of the same id are replaced, others stay.
///
/// # Errors
/// The folder cannot be used or written to; then the snapshot that was there is still in force and nothing is left behind.
pub fn publish(root: &Path, elections: Vec<PreparedElection>, options: &PublishOptions) -> Result<Summary> {
    let mut transaction = Transaction::default();
    let mut lock = None;
    let published = transaction.create_folder(root).and_then(|()| {
        let folder = open_root(root)?;
        lock = Some(FolderLock::acquire(folder.root())?);
        publish_locked(&folder, elections, options, &mut transaction)
    });
    if published.is_err() {
        transaction.undo();
    }
    drop(lock);
    published
}

fn publish_locked(
    folder: &SnapshotFolder,
    elections: Vec<PreparedElection>,
    options: &PublishOptions,
    transaction: &mut Transaction,
) -> Result<Summary> {
    let root = folder.root();
    let previous = existing_manifest(folder)?;
    prune::remove_unfinished(root);

    let mut summary = Summary::default();
    for file in elections.iter().flat_map(|election| &election.files) {
        transaction.write(root, &file.path, &file.bytes, &mut summary)?;
    }
    let manifest = next_manifest(previous.as_ref(), elections, options);
    if let Some(previous) = &previous
        && manifest.history.contains(&previous.snapshot_id)
    {
        let bytes = fs::read(root.join(MANIFEST)).map_err(|error| Error::io(root.join(MANIFEST), error))?;
        transaction.write(root, &history_path(&previous.snapshot_id), &bytes, &mut summary)?;
    }
    if !root.join("_headers").exists() {
        transaction.write(root, "_headers", HEADERS.as_bytes(), &mut summary)?;
    }
    transaction.sync_folders();
    transaction.write(root, MANIFEST, &json(&manifest)?, &mut summary)?;
    transaction.sync_folders();
    transaction.settle();

    prune::remove_forgotten_manifests(root, &manifest);
    if options.prune {
        summary.files_pruned = prune::prune(folder, &manifest)?;
    }
    summary.elections = manifest.elections.len();
    summary.snapshot_id = manifest.snapshot_id;
    summary.previous_snapshot_id = previous.map(|previous| previous.snapshot_id);
    Ok(summary)
}

fn open_root(root: &Path) -> Result<SnapshotFolder> {
    if !root.is_dir() {
        return Err(not_a_folder(root));
    }
    SnapshotFolder::open(root)
}

fn not_a_folder(path: &Path) -> Error {
    Error::file(path.display().to_string(), "is a file; the output has to be a folder")
}

/// The manifest in force, if there is one. A damaged one is never overwritten: it may still be repaired.
fn existing_manifest(folder: &SnapshotFolder) -> Result<Option<Manifest>> {
    match folder.manifest() {
        Ok(manifest) => Ok(Some(manifest)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(Error::Format(message)) => {
            Err(Error::Format(format!("{}: {message}; repair or remove it first", folder.root().display())))
        }
        Err(Error::Version(message)) => Err(Error::Version(format!(
            "{}: {message}; elections of two formats cannot stand in one folder: build into another, or remove its {MANIFEST} first",
            folder.root().display()
        ))),
        Err(error) => Err(error),
    }
}

fn next_manifest(previous: Option<&Manifest>, elections: Vec<PreparedElection>, options: &PublishOptions) -> Manifest {
    let mut entries = previous.map_or(Vec::new(), |manifest| manifest.elections.clone());
    for election in elections {
        entries.retain(|entry| entry.id != election.entry.id);
        entries.push(election.entry);
    }
    entries.sort_by(|a, b| a.id.cmp(&b.id));
    let snapshot_id = snapshot_id(entries.iter().map(|entry| (entry.id.as_str(), entry.descriptor.sha256.as_str())));
    let mut history: Vec<String> = previous.iter().map(|manifest| manifest.snapshot_id.clone()).collect();
    history.extend(previous.into_iter().flat_map(|manifest| manifest.history.iter().cloned()));
    history.retain(|id| *id != snapshot_id);
    history.truncate(options.keep_history);
    Manifest {
        format: FormatTag { name: FORMAT_NAME.into(), version: FORMAT_VERSION },
        snapshot_id,
        data_version: options.data_version.clone(),
        generator: Generator { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() },
        elections: entries,
        history,
    }
}

/// What has been created so far, to be taken away again if the rest fails.
#[derive(Default)]
struct Transaction {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    /// With names that are not durable yet.
    unsynced: BTreeSet<PathBuf>,
}

impl Transaction {
    fn create_folder(&mut self, folder: &Path) -> Result<()> {
        let missing: Vec<&Path> = folder.ancestors().take_while(|path| *path != Path::new("") && !path.exists()).collect();
        for path in missing.into_iter().rev() {
            match fs::create_dir(path) {
                Ok(()) => {
                    self.folders.push(path.to_owned());
                    self.unsynced.extend(path.parent().map(Path::to_owned));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                    return Err(not_a_folder(path.parent().unwrap_or(path)));
                }
                Err(error) => return Err(Error::io(path, error)),
            }
        }
        Ok(())
    }

    /// Writes a file, unless it is there already with these bytes.
    fn write(&mut self, root: &Path, path: &str, bytes: &[u8], summary: &mut Summary) -> Result<()> {
        let full = root.join(path);
        // Of a file that is there already too: who wrote it may have been killed before its name was durable.
        self.unsynced.extend(full.ancestors().skip(1).take_while(|folder| folder.starts_with(root)).map(Path::to_owned));
        let is_new = match fs::read(&full) {
            Ok(present) if present == bytes => {
                summary.files_kept += 1;
                return Ok(());
            }
            Ok(_) => false,
            Err(_) => true,
        };
        if let Some(folder) = full.parent() {
            self.create_folder(folder)?;
        }
        let mut file = AtomicFile::create(&full)?;
        file.write_all(bytes).map_err(|error| Error::io(&full, error))?;
        if is_new {
            self.files.push(full);
        }
        file.commit_unsynced()?;
        summary.files_written += 1;
        summary.bytes_written += bytes.len() as u64;
        Ok(())
    }

    fn sync_folders(&mut self) {
        std::mem::take(&mut self.unsynced).iter().for_each(|folder| sync_folder(folder));
    }

    /// The manifest is in place: everything stays.
    fn settle(&mut self) {
        self.files.clear();
        self.folders.clear();
    }

    fn undo(self) {
        for file in self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.into_iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests;
