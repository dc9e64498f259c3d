//! Content names.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// SHA-256 as 64 lower-case hex digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The part of a hash that file names carry: the first 16 digits.
pub fn short(sha256: &str) -> &str {
    sha256.get(..16).unwrap_or(sha256)
}
