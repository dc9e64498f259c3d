//! The one error type of the core, each kind with a stable code.

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong with input from outside. The message names the file, row or parameter, what is wrong and
/// what would be right.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// A query or build parameter that is not understood.
    #[error("{parameter}: {value} is not allowed; {expected}")]
    Param { parameter: String, value: String, expected: String },
    /// A query or build parameter that is needed and not given.
    #[error("{parameter} is missing; {expected}")]
    Missing { parameter: String, expected: String },
    /// A candidate that a parameter names and that does not exist.
    #[error("{parameter}: {reason}")]
    Unknown { parameter: String, reason: String },
    /// An election, candidate or table that does not exist.
    #[error("{0}")]
    NotFound(String),
    /// A file of the snapshot that the host does not have.
    #[error("{0}")]
    MissingFile(String),
    /// A request that failed before any bytes could be judged.
    #[error("{0}")]
    Network(String),
    /// Bytes that are not the ones that were published.
    #[error("{0}")]
    Integrity(String),
    /// Bytes that are not in the format they should be in.
    #[error("{0}")]
    Format(String),
    /// A snapshot of another major format version.
    #[error("{0}")]
    Version(String),
    /// A continuation token that belongs to another snapshot.
    #[error("{0}")]
    StaleToken(String),
    /// Input or an answer above a stated limit.
    #[error("{0}")]
    TooLarge(String),
    /// The caller's signal fired.
    #[error("{0}")]
    Aborted(String),
    /// Use after `close`.
    #[error("{0}")]
    Closed(String),
    /// A row of an input file that cannot be read.
    #[error("{file}, line {line}: {message}")]
    Row { file: String, line: u64, message: String },
    /// An input file that cannot be read as a whole.
    #[error("{file}: {message}")]
    File { file: String, message: String },
    /// The file system refused.
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: Arc<std::io::Error> },
}

impl Error {
    /// The stable code that `LensError.code` carries in JavaScript.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Param { .. } | Error::Missing { .. } => "E_PARAM",
            Error::Unknown { .. } | Error::NotFound(_) | Error::MissingFile(_) => "E_NOT_FOUND",
            Error::Network(_) => "E_NETWORK",
            Error::Integrity(_) => "E_INTEGRITY",
            Error::Format(_) | Error::Row { .. } | Error::File { .. } => "E_FORMAT",
            Error::Version(_) => "E_VERSION",
            Error::StaleToken(_) => "E_STALE_TOKEN",
            Error::TooLarge(_) => "E_TOO_LARGE",
            Error::Aborted(_) => "E_ABORTED",
            Error::Closed(_) => "E_CLOSED",
            Error::Io { .. } => "E_IO",
        }
    }

    pub fn param(parameter: impl Into<String>, value: impl std::fmt::Display, expected: impl Into<String>) -> Error {
        Error::Param { parameter: parameter.into(), value: value.to_string(), expected: expected.into() }
    }

    pub fn missing(parameter: impl Into<String>, expected: impl Into<String>) -> Error {
        Error::Missing { parameter: parameter.into(), expected: expected.into() }
    }

    pub fn row(file: impl Into<String>, line: u64, message: impl Into<String>) -> Error {
        Error::Row { file: file.into(), line, message: message.into() }
    }

    pub fn file(file: impl Into<String>, message: impl Into<String>) -> Error {
        Error::File { file: file.into(), message: message.into() }
    }

    pub fn io(path: impl AsRef<Path>, source: std::io::Error) -> Error {
        Error::Io { path: path.as_ref().to_owned(), source: Arc::new(source) }
    }
}
