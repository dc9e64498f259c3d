//! An input file: opened, un-gzip'd if need be, its bytes counted.

use std::path::PathBuf;

/// Told of the bytes of the file (as on disk) that have been read so far.
pub trait Progress {
    fn bytes(&mut self, read: u64);
}

impl Progress for () {
    fn bytes(&mut self, _read: u64) {}
}

/// One input file, plain or gzip'd.
#[derive(Clone, Debug)]
pub struct Input {
    pub path: PathBuf,
    /// The file name, as errors and provenance show it.
    pub name: String,
}
