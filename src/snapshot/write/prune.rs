//! Taking away what nothing refers to.

use std::collections::HashSet;
use std::fs::{self, DirEntry};
use std::path::Path;

use super::super::atomic_file::TEMPORARY_PREFIX;
use super::super::folder::{SnapshotFolder, history_path};
use super::super::manifest::Manifest;
use crate::error::{Error, Result};

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

/// Relative paths of all files under `elections/<id>/` and `history/`, sorted; symbolic links are not followed into
/// folders.
pub fn files(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let is_folder = |entry: &DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut folders = vec!["history".to_owned(), "elections".to_owned()];
    while let Some(folder) = folders.pop() {
        if fs::symlink_metadata(root.join(&folder)).is_ok_and(|metadata| metadata.is_dir()) {
            for entry in entries(&root.join(&folder)) {
                let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
                if is_folder(&entry) { folders.push(path) } else { found.push(path) }
            }
        }
    }
    found.sort();
    found
}

/// Removes what killed builds left unfinished.
pub fn remove_unfinished(root: &Path) {
    for path in unfinished(root) {
        let _ = fs::remove_file(root.join(path));
    }
}

/// Relative paths of files that were never finished.
pub fn unfinished(root: &Path) -> Vec<String> {
    let is_unfinished = |path: &String| path.rsplit('/').next().is_some_and(|name| name.starts_with(TEMPORARY_PREFIX));
    let top = entries(root).into_iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
    top.chain(files(root)).filter(is_unfinished).filter(|path| path.ends_with(".tmp")).collect()
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

fn entries(folder: &Path) -> Vec<DirEntry> {
    fs::read_dir(folder).map(|entries| entries.flatten().collect()).unwrap_or_default()
}
