//! Judging bytes that came over HTTP: hosts compress, decode, cut off and answer with pages of their own.

use super::hash::sha256_hex;
use crate::error::{Error, Result};

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Gzip,
    Arrow,
    Other,
}

pub fn sniff(bytes: &[u8]) -> Encoding {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        Encoding::Gzip
    } else if bytes.starts_with(b"ARROW1") {
        Encoding::Arrow
    } else {
        Encoding::Other
    }
}

/// Checks that decoded bytes are the ones that were published.
///
/// # Errors
/// [`Error::Integrity`] naming the file and both hashes.
pub fn check_integrity(path: &str, bytes: &[u8], raw_bytes: u64, sha256: &str) -> Result<()> {
    let found = sha256_hex(bytes);
    if found == sha256 {
        return Ok(());
    }
    Err(Error::Integrity(format!(
        "{path} is not the file that was published: {} bytes with SHA-256 {found}, expected {raw_bytes} bytes with {sha256}",
        bytes.len()
    )))
}

/// The error for bytes of no known format: shows how they begin.
pub fn not_our_bytes(what: &str, expected: &str, bytes: &[u8]) -> Error {
    if bytes.is_empty() {
        return Error::Format(format!("{what} is empty; expected {expected}"));
    }
    let start: String = String::from_utf8_lossy(&bytes[..bytes.len().min(24)]).escape_debug().collect();
    let page =
        if looks_like_html(bytes) { ": it looks like an HTML page, so the host answered with a page of its own" } else { "" };
    Error::Format(format!("{what} is not {expected}{page}; it begins with \"{start}\""))
}

pub(super) fn not_json(what: &str, bytes: &[u8], error: &serde_json::Error) -> Error {
    let starts_as_object = bytes.trim_ascii_start().starts_with(b"{");
    if !starts_as_object {
        return not_our_bytes(what, "JSON", bytes);
    }
    if error.is_eof() {
        return Error::Format(format!("{what} is cut off after {} bytes", bytes.len()));
    }
    Error::Format(format!("{what} is not valid: {error}"))
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(256)]).trim_start().to_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<head")
}
