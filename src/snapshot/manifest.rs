//! `manifest.json`: the only file of a snapshot that changes in place.

use serde::{Deserialize, Serialize};

use super::hash::sha256_hex;
use super::path::{is_election_id, safe_file};
use crate::error::{Error, Result};

/// Its path in a snapshot.
pub const MANIFEST: &str = "manifest.json";

pub const FORMAT_NAME: &str = "coalition-lens";
/// The major version of the format. A reader refuses any other.
pub const FORMAT_VERSION: u32 = 2;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: FormatTag,
    /// SHA-256 over the sorted (election id, descriptor hash) list.
    pub snapshot_id: String,
    /// When the data were made, RFC 3339 in UTC unless the publisher chose another text.
    pub data_version: String,
    pub generator: Generator,
    /// By election id.
    pub elections: Vec<ElectionEntry>,
    /// Ids of earlier snapshots that can be rolled back to, newest first; each is `history/manifest-<id>.json`.
    #[serde(default)]
    pub history: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormatTag {
    pub name: String,
    pub version: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generator {
    pub name: String,
    pub version: String,
}

/// What a list of elections shows, and where the descriptor is. `None` is null: not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElectionEntry {
    pub id: String,
    pub title: String,
    pub jurisdiction: Option<String>,
    /// YYYY-MM-DD.
    pub date: Option<String>,
    pub seats: Option<u32>,
    /// n.
    pub candidates: u32,
    /// N.
    pub ballots: u64,
    pub descriptor: FileReference,
}

/// A file named by its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReference {
    /// Relative to the snapshot root.
    pub path: String,
    /// Size as published.
    pub bytes: u64,
    /// Size when decoded: the limit for decoding.
    pub raw_bytes: u64,
    /// Of the decoded bytes.
    pub sha256: String,
}

impl Manifest {
    /// Parses and checks a manifest.
    ///
    /// # Errors
    /// [`Error::Format`] if it is not a manifest or holds unsafe paths or ids, [`Error::Version`] if it is of another major version.
    pub fn parse(bytes: &[u8]) -> Result<Manifest> {
        let value: serde_json::Value =
            serde_json::from_slice(bytes).map_err(|error| super::loading::not_json("manifest.json", bytes, &error))?;
        let format = value.get("format");
        if format.and_then(|f| f.get("name")).and_then(|name| name.as_str()) != Some(FORMAT_NAME) {
            return Err(Error::Format(
                "manifest.json is not a coalition-lens manifest: it has no format.name \"coalition-lens\"".into(),
            ));
        }
        match format.and_then(|f| f.get("version")).and_then(|version| version.as_u64()) {
            Some(version) if version == u64::from(FORMAT_VERSION) => {}
            Some(version) => {
                return Err(Error::Version(format!(
                    "the snapshot has format version {version}, this program reads version {FORMAT_VERSION}: {}",
                    if version > u64::from(FORMAT_VERSION) { "update coalition-lens" } else { "build the snapshot again" }
                )));
            }
            None => return Err(Error::Format("manifest.json: format.version is missing or not a whole number".into())),
        }
        let manifest: Manifest =
            serde_json::from_value(value).map_err(|error| Error::Format(format!("manifest.json: {error}")))?;
        for election in &manifest.elections {
            if !is_election_id(&election.id) {
                return Err(Error::Format(format!(
                    "manifest.json: {:?} is not an election id (lower-case letters, digits and dashes)",
                    election.id
                )));
            }
            safe_file(&election.descriptor.path, election.descriptor.raw_bytes)?;
        }
        if let Some(id) = manifest.history.iter().find(|id| !is_snapshot_id(id)) {
            return Err(Error::Format(format!("manifest.json: {id:?} in history is not a snapshot id (64 hexadecimal digits)")));
        }
        Ok(manifest)
    }

    /// The entry of an election.
    ///
    /// # Errors
    /// [`Error::NotFound`] with the ids that exist.
    pub fn election(&self, id: &str) -> Result<&ElectionEntry> {
        self.elections.iter().find(|election| election.id == id).ok_or_else(|| {
            let ids: Vec<&str> = self.elections.iter().map(|election| election.id.as_str()).collect();
            Error::NotFound(format!(
                "there is no election {id:?}; the snapshot holds: {}",
                if ids.is_empty() { "none".into() } else { ids.join(", ") }
            ))
        })
    }
}

fn is_snapshot_id(id: &str) -> bool {
    id.len() == 64 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The id of a snapshot: SHA-256 over lines `id hash`, sorted by id.
pub fn snapshot_id<'a>(elections: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut lines: Vec<String> = elections.into_iter().map(|(id, descriptor)| format!("{id} {descriptor}\n")).collect();
    lines.sort_unstable();
    sha256_hex(lines.concat().as_bytes())
}
