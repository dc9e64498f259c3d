//! Names from a manifest are untrusted: they must stay under the snapshot root.

use crate::error::{Error, Result};

/// Election ids: 1 to 100 lower-case letters, digits and inner dashes, so that they are file names everywhere.
pub fn is_election_id(id: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=100).contains(&id.len()) && id.chars().all(inner) && !id.starts_with('-') && !id.ends_with('-')
}

/// Checks that a new election may have this id.
///
/// # Errors
/// [`Error::Param`] that tells what an id is made of.
pub fn check_election_id(id: &str) -> Result<()> {
    if is_election_id(id) {
        return Ok(());
    }
    let expected = "use up to 100 lower-case letters, digits and inner dashes, such as portland-2024-d2";
    Err(Error::param("election_id", format!("{id:?}"), expected))
}

/// Checks that a path of a manifest or descriptor is relative, plain and stays under the root.
///
/// # Errors
/// [`Error::Format`] that shows the path.
pub fn safe_path(path: &str) -> Result<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let safe = !path.is_empty()
        && path.len() <= 400
        && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(plain));
    if safe {
        Ok(path)
    } else {
        Err(Error::Format(format!(
            "the path {path:?} is refused: paths of a snapshot are relative and made of letters, digits, '-', '_' and '.', without '..', a scheme or a leading '/'"
        )))
    }
}

/// The largest decoded file that a manifest or descriptor may announce.
const MAX_RAW_BYTES: u64 = 1 << 40;

/// Checks the path and the size of a file as a manifest or descriptor names it.
///
/// # Errors
/// [`Error::Format`] that shows the path.
pub(super) fn safe_file(path: &str, raw_bytes: u64) -> Result<()> {
    safe_path(path)?;
    if raw_bytes > MAX_RAW_BYTES {
        return Err(Error::Format(format!("{path} is said to have {raw_bytes} bytes; at most {MAX_RAW_BYTES} are possible")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_leave_the_root_are_refused() {
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a//b",
            "https://x.org/a",
            "//x.org/a",
            "a\\b",
            "a/%2e%2e/b",
            ".hidden",
            "a/",
            "C:/x",
            "data:x",
            "a?b",
            "a#b",
            "a\u{0}b",
        ] {
            assert!(safe_path(path).is_err(), "{path:?} was accepted");
        }
        assert!(safe_path("elections/portland-2024-d2/pairs-0-00ff.arrow.gz").is_ok());
    }

    #[test]
    fn election_ids_are_plain_file_names() {
        assert!(is_election_id("portland-2024-d2"));
        for id in ["", "-a", "a-", "A", "a/b", "..", "a.b", "é", "a b"] {
            assert!(!is_election_id(id), "{id:?} was accepted");
        }
    }
}
