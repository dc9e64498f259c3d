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
    /// The name of the [`Code`] that `LensError.code` carries in JavaScript.
    pub fn code(&self) -> &'static str {
        let code = match self {
            Error::Param { .. } | Error::Missing { .. } => Code::Param,
            Error::Unknown { .. } | Error::NotFound(_) | Error::MissingFile(_) => Code::NotFound,
            Error::Network(_) => Code::Network,
            Error::Integrity(_) => Code::Integrity,
            Error::Format(_) | Error::Row { .. } | Error::File { .. } => Code::Format,
            Error::Version(_) => Code::Version,
            Error::StaleToken(_) => Code::StaleToken,
            Error::TooLarge(_) => Code::TooLarge,
            Error::Aborted(_) => Code::Aborted,
            Error::Closed(_) => Code::Closed,
            Error::Io { .. } => Code::Io,
        };
        code.name()
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

/// The kinds of failure, stable across versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    Param,
    NotFound,
    Network,
    Integrity,
    Format,
    Version,
    StaleToken,
    TooLarge,
    Aborted,
    Closed,
    /// Told by the package alone: an engine that has stopped tells nothing.
    Stopped,
    /// Of files on disk: the command line alone.
    Io,
}

impl Code {
    /// Those of the package, in the order of its documentation.
    pub const OF_PACKAGE: [Code; 11] = [
        Code::Param,
        Code::NotFound,
        Code::Network,
        Code::Integrity,
        Code::Format,
        Code::Version,
        Code::StaleToken,
        Code::TooLarge,
        Code::Aborted,
        Code::Closed,
        Code::Stopped,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Code::Param => "E_PARAM",
            Code::NotFound => "E_NOT_FOUND",
            Code::Network => "E_NETWORK",
            Code::Integrity => "E_INTEGRITY",
            Code::Format => "E_FORMAT",
            Code::Version => "E_VERSION",
            Code::StaleToken => "E_STALE_TOKEN",
            Code::TooLarge => "E_TOO_LARGE",
            Code::Aborted => "E_ABORTED",
            Code::Closed => "E_CLOSED",
            Code::Stopped => "E_STOPPED",
            Code::Io => "E_IO",
        }
    }

    /// What it means, for documents.
    pub fn about(self) -> &'static str {
        match self {
            Code::Param => "a parameter or option is not understood; the message names it, its value and what is allowed",
            Code::NotFound => "no such election or candidate, or a file that the host does not have",
            Code::Network => "a request failed, or the engine's own files could not be loaded",
            Code::Integrity => "a file is cut off, damaged, or not the one that was published",
            Code::Format => "a file is not in the format it should be in: an HTML page in place of the manifest, say",
            Code::Version => "the snapshot is of another major version of the format",
            Code::StaleToken => "a continuation token of another snapshot",
            Code::TooLarge => "something is above a stated limit",
            Code::Aborted => "the caller's signal fired; `cause` is its reason",
            Code::Closed => "the lens has been closed by its owner",
            Code::Stopped => "the engine has stopped: a broken invariant, a worker that died. Open the snapshot again",
            Code::Io => "the file system refused",
        }
    }
}
