//! Whether a snapshot on disk is whole: every file that it names is there and hashes to its name.

use std::collections::BTreeSet;
use std::path::Path;

use super::descriptor::Descriptor;
use super::folder::{SnapshotFolder, history_path};
use super::listing::{files, unfinished};
use super::manifest::{ElectionEntry, MANIFEST, Manifest, snapshot_id};
use crate::error::{Error, Result};

/// A file and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Trouble {
    pub path: String,
    pub message: String,
}

/// What was found. Paths are relative to the folder, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Verification {
    pub snapshot_id: String,
    pub elections: usize,
    /// Earlier snapshots that can be rolled back to.
    pub history: usize,
    /// Files that are as published.
    pub intact: usize,
    pub missing: Vec<String>,
    pub changed: Vec<Trouble>,
    /// Files that nothing refers to: harmless leftovers.
    pub unreferenced: Vec<String>,
}

impl Verification {
    /// Nothing is missing or changed.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.changed.is_empty()
    }
}

/// Re-hashes everything that the manifest and its history name.
///
/// # Errors
/// There is no manifest that can be read.
pub fn verify(root: &Path) -> Result<Verification> {
    let folder = SnapshotFolder::open(root)?;
    let manifest = folder.manifest()?;
    let mut check = check_manifest(&folder, &manifest);
    for id in &manifest.history {
        let path = history_path(id);
        if let Some((earlier, _)) = check.book(&path, folder.earlier_manifest(id)) {
            check.manifest(&folder, &earlier, &path);
        }
    }
    let unreferenced =
        files(folder.root()).into_iter().filter(|path| !check.seen.contains(path)).chain(unfinished(folder.root()));
    Ok(Verification {
        snapshot_id: manifest.snapshot_id,
        elections: manifest.elections.len(),
        history: manifest.history.len(),
        unreferenced: unreferenced.collect::<BTreeSet<_>>().into_iter().collect(),
        intact: check.intact,
        missing: check.missing.into_iter().collect(),
        changed: check.changed.into_iter().collect(),
    })
}

/// Checks everything that one manifest names.
pub(super) fn check_manifest(folder: &SnapshotFolder, manifest: &Manifest) -> Check {
    let mut check = Check::default();
    check.manifest(folder, manifest, MANIFEST);
    check
}

#[derive(Default)]
pub(super) struct Check {
    /// Paths that something refers to.
    seen: BTreeSet<String>,
    /// Paths with the hash they were checked against.
    checked: BTreeSet<(String, String)>,
    intact: usize,
    missing: BTreeSet<String>,
    changed: BTreeSet<Trouble>,
}

impl Check {
    /// The first trouble as an error.
    pub fn into_error(self, snapshot_id: &str) -> Result<()> {
        let missing = self.missing.into_iter().map(|path| format!("{path} is missing"));
        let mut troubles = missing.chain(self.changed.into_iter().map(|trouble| trouble.message));
        let Some(first) = troubles.next() else { return Ok(()) };
        let others = match troubles.count() {
            0 => String::new(),
            count => format!(" (and {count} more)"),
        };
        Err(Error::Integrity(format!("snapshot {snapshot_id} cannot be put in force: {first}{others}")))
    }

    fn manifest(&mut self, folder: &SnapshotFolder, manifest: &Manifest, path: &str) {
        let ids = manifest.elections.iter().map(|entry| (entry.id.as_str(), entry.descriptor.sha256.as_str()));
        if snapshot_id(ids) != manifest.snapshot_id {
            self.change(path, format!("{path}: snapshot_id is not the one of the elections it lists"));
        }
        for entry in &manifest.elections {
            if !self.is_new(&entry.descriptor.path, &entry.descriptor.sha256) {
                continue;
            }
            let Some(descriptor) = self.book(&entry.descriptor.path, folder.descriptor(entry)) else { continue };
            if !agree(entry, &descriptor) {
                self.change(path, format!("{path}: what it says of election {} is not in its descriptor", entry.id));
            }
            for part in descriptor.tables.values().flatten() {
                if self.is_new(&part.path, &part.sha256) {
                    self.book(&part.path, folder.table_part(part));
                }
            }
            for answer in &descriptor.answers {
                if self.is_new(&answer.path, &answer.sha256) {
                    self.book(&answer.path, folder.answer(answer));
                }
            }
        }
    }

    fn is_new(&mut self, path: &str, sha256: &str) -> bool {
        self.checked.insert((path.to_owned(), sha256.to_owned()))
    }

    fn book<T>(&mut self, path: &str, result: Result<T>) -> Option<T> {
        self.seen.insert(path.to_owned());
        match result {
            Ok(value) => {
                self.intact += 1;
                return Some(value);
            }
            Err(Error::NotFound(_)) => {
                self.missing.insert(path.to_owned());
            }
            Err(error) => self.change(path, error.to_string()),
        }
        None
    }

    fn change(&mut self, path: &str, message: String) {
        self.changed.insert(Trouble { path: path.to_owned(), message });
    }
}

fn agree(entry: &ElectionEntry, descriptor: &Descriptor) -> bool {
    entry.title == descriptor.title
        && entry.jurisdiction == descriptor.jurisdiction
        && entry.date == descriptor.date
        && entry.seats == descriptor.seats
        && entry.ballots == descriptor.ballots
        && entry.candidates as usize == descriptor.candidates.len()
}
