//! Which files lie in a snapshot folder, whether anything refers to them or not.

use std::fs::{self, DirEntry};
use std::path::Path;

use super::atomic_file::TEMPORARY_PREFIX;

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

/// Relative paths of files that were never finished.
pub fn unfinished(root: &Path) -> Vec<String> {
    let is_unfinished = |path: &String| path.rsplit('/').next().is_some_and(|name| name.starts_with(TEMPORARY_PREFIX));
    let top = entries(root).into_iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
    top.chain(files(root)).filter(is_unfinished).filter(|path| path.ends_with(".tmp")).collect()
}

/// What lies in a folder; nothing if it cannot be read.
pub fn entries(folder: &Path) -> Vec<DirEntry> {
    fs::read_dir(folder).map(|entries| entries.flatten().collect()).unwrap_or_default()
}
