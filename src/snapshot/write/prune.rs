//! Taking away what nothing refers to.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use crate::error::{Error, Result};
use crate::snapshot::folder::{SnapshotFolder, history_path};
use crate::snapshot::listing::{entries, files, unfinished};
use crate::snapshot::manifest::Manifest;

/// Paths that the manifest and its history refer to.
///
/// # Errors
/// A manifest or descriptor of them cannot be read: what it refers to is then not known.
fn referenced(folder: &SnapshotFolder, manifest: &Manifest) -> Result<HashSet<String>> {
    let mut paths = HashSet::new();
    let mut manifests = vec![manifest.clone()];
    for id in &manifest.history {
        paths.insert(history_path(id));
        manifests.push(folder.earlier_manifest(id)?.0);
    }
    for entry in manifests.iter().flat_map(|manifest| &manifest.elections) {
        if paths.insert(entry.descriptor.path.clone()) {
            let descriptor = folder.descriptor(entry)?;
            paths.extend(descriptor.tables.into_values().flatten().map(|part| part.path));
            paths.extend(descriptor.answers.into_iter().map(|answer| answer.path));
        }
    }
    Ok(paths)
}

/// Removes the files under `elections/` and `history/` that nothing refers to, and folders left empty. Returns how many
/// files that were.
///
/// # Errors
/// What is referred to cannot be told, or a file cannot be removed.
pub fn prune(folder: &SnapshotFolder, manifest: &Manifest) -> Result<usize> {
    let referenced = referenced(folder, manifest).map_err(|error| {
        Error::Integrity(format!("the elections are published, but nothing was pruned, as the history is damaged: {error}"))
    })?;
    let mut removed = 0;
    for path in files(folder.root()) {
        if !referenced.contains(&path) {
            let full = folder.root().join(&path);
            fs::remove_file(&full).map_err(|error| Error::io(&full, error))?;
            removed += 1;
        }
    }
    for entry in entries(&folder.root().join("elections")) {
        // Refuses when the folder is not empty.
        let _ = fs::remove_dir(entry.path());
    }
    Ok(removed)
}

/// Removes what killed builds left unfinished.
pub fn remove_unfinished(root: &Path) {
    for path in unfinished(root) {
        let _ = fs::remove_file(root.join(path));
    }
}

/// Removes earlier manifests that the history no longer names.
pub fn remove_forgotten_manifests(root: &Path, manifest: &Manifest) {
    let kept: HashSet<String> = manifest.history.iter().map(|id| history_path(id)).collect();
    for path in files(root) {
        if path.starts_with("history/manifest-") && path.ends_with(".json") && !kept.contains(&path) {
            let _ = fs::remove_file(root.join(path));
        }
    }
}
