//! A snapshot on disk, read as suspiciously as one that came over HTTP.

use flate2::bufread::GzDecoder;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::descriptor::{Descriptor, TablePart};
use super::loading::{Encoding, check_integrity, sniff};
use super::manifest::{ElectionEntry, FileReference, MANIFEST, Manifest};
use super::path::safe_path;
use super::reading::{read_descriptor, read_table_part};
use super::table::Table;
use crate::error::{Error, Result};

/// Far more than a manifest of ten thousand elections.
const MANIFEST_LIMIT: u64 = 64 << 20;

/// The path of an earlier manifest.
pub fn history_path(snapshot_id: &str) -> String {
    format!("history/manifest-{snapshot_id}.json")
}

/// A folder that holds a snapshot. Nothing outside it is read, whatever its manifest or its symbolic links say.
#[derive(Clone, Debug)]
pub struct SnapshotFolder {
    root: PathBuf,
}

impl SnapshotFolder {
    /// # Errors
    /// The folder is missing or is none.
    pub fn open(folder: &Path) -> Result<SnapshotFolder> {
        let root = folder.canonicalize().map_err(|error| Error::io(folder, error))?;
        if !root.is_dir() {
            return Err(Error::file(folder.display().to_string(), "is not a folder; give the folder that holds manifest.json"));
        }
        Ok(SnapshotFolder { root })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The manifest that is in force.
    ///
    /// # Errors
    /// [`Error::NotFound`] without one, [`Error::Format`] or [`Error::Version`] if it cannot be used.
    pub fn manifest(&self) -> Result<Manifest> {
        Manifest::parse(&self.manifest_bytes()?)
    }

    /// The manifest that is in force, as it is stored.
    ///
    /// # Errors
    /// [`Error::NotFound`] without one.
    pub fn manifest_bytes(&self) -> Result<Vec<u8>> {
        self.read(MANIFEST, MANIFEST_LIMIT).map_err(|error| match error {
            Error::NotFound(_) => Error::NotFound(format!(
                "{} holds no manifest.json: it is not a snapshot folder, or nothing has been built into it yet",
                self.root.display()
            )),
            error => error,
        })
    }

    /// An earlier manifest, and its bytes.
    ///
    /// # Errors
    /// As [`manifest`](Self::manifest); also if the file is not the snapshot that its name says.
    pub fn earlier_manifest(&self, snapshot_id: &str) -> Result<(Manifest, Vec<u8>)> {
        let path = history_path(snapshot_id);
        let bytes = self.read(&path, MANIFEST_LIMIT)?;
        let manifest = Manifest::parse(&bytes)?;
        if manifest.snapshot_id != snapshot_id {
            return Err(Error::Integrity(format!("{path} is the manifest of snapshot {}", manifest.snapshot_id)));
        }
        Ok((manifest, bytes))
    }

    /// The verified descriptor of an election.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Integrity`] or [`Error::Format`], naming the file.
    pub fn descriptor(&self, entry: &ElectionEntry) -> Result<Descriptor> {
        let FileReference { path, raw_bytes, sha256, .. } = &entry.descriptor;
        read_descriptor(entry, &self.read_verified(path, *raw_bytes, sha256)?)
    }

    /// One verified part of a table.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Integrity`] or [`Error::Format`], naming the file.
    pub fn table_part(&self, part: &TablePart) -> Result<Table> {
        read_table_part(part, &self.read_verified(&part.path, part.raw_bytes, &part.sha256)?)
    }

    /// All parts of a table, verified and joined.
    ///
    /// # Errors
    /// As [`table_part`](Self::table_part); [`Error::NotFound`] if the election has no such table.
    pub fn table(&self, descriptor: &Descriptor, name: &str) -> Result<Table> {
        let parts = descriptor.table(name)?;
        Table::concat(parts.iter().map(|part| self.table_part(part)).collect::<Result<_>>()?)
    }

    /// A verified ready-made answer: JSON text.
    ///
    /// # Errors
    /// [`Error::NotFound`] or [`Error::Integrity`], naming the file.
    pub fn answer(&self, file: &FileReference) -> Result<Vec<u8>> {
        self.read_verified(&file.path, file.raw_bytes, &file.sha256)
    }

    fn read_verified(&self, path: &str, raw_bytes: u64, sha256: &str) -> Result<Vec<u8>> {
        let bytes = self.stored(path, raw_bytes)?;
        let decoded = match sniff(&bytes) {
            Encoding::Gzip => gunzip(path, &bytes, raw_bytes)?,
            Encoding::Arrow | Encoding::Other => bytes,
        };
        check_integrity(path, &decoded, raw_bytes, sha256)?;
        Ok(decoded)
    }

    /// The bytes of a content-addressed file as they are stored, gzip'd or not. `raw_bytes`: its size when decoded.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Integrity`] if it is longer than it may be.
    pub fn stored(&self, path: &str, raw_bytes: u64) -> Result<Vec<u8>> {
        // gzip makes incompressible bytes longer by some per mille.
        self.read(path, raw_bytes + raw_bytes / 100 + 1024)
    }

    /// The bytes of a file of the folder.
    /// The file of a part of a table, as it is stored.
    pub(super) fn part_bytes(&self, part: &TablePart) -> Result<Vec<u8>> {
        self.read(&part.path, part.bytes)
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>> {
        let full = self.root.join(safe_path(path)?);
        let real = full.canonicalize().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::NotFound(format!("{path} is missing")),
            _ => Error::io(&full, error),
        })?;
        if !real.starts_with(&self.root) {
            return Err(Error::Integrity(format!("{path} is a symbolic link that leads out of the snapshot folder")));
        }
        if !real.is_file() {
            return Err(Error::Integrity(format!("{path} is not a file")));
        }
        let mut bytes = Vec::new();
        let file = std::fs::File::open(&real).map_err(|error| Error::io(&full, error))?;
        file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| Error::io(&full, error))?;
        if bytes.len() as u64 > limit {
            return Err(Error::Integrity(format!("{path} is larger than the {limit} bytes it may have")));
        }
        Ok(bytes)
    }
}

/// Takes one layer of gzip off the bytes of `path`, as far as `raw_bytes` and one more.
///
/// # Errors
/// [`Error::Integrity`] if they are cut off or damaged, or something comes after them.
pub fn gunzip(path: &str, bytes: &[u8], raw_bytes: u64) -> Result<Vec<u8>> {
    let mut decoder = GzDecoder::new(bytes);
    let mut decoded = Vec::new();
    decoder
        .by_ref()
        .take(raw_bytes + 1)
        .read_to_end(&mut decoded)
        .map_err(|error| Error::Integrity(format!("{path} is cut off or damaged: {error}")))?;
    // Browsers refuse a gzip stream with anything after its end.
    if decoded.len() as u64 == raw_bytes && !decoder.into_inner().is_empty() {
        return Err(Error::Integrity(format!("{path} has bytes after its end")));
    }
    Ok(decoded)
}
