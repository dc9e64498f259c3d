//! A file that appears whole or not at all.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// The start of the names of files that are not finished. A build that was killed may leave some; nothing refers to them.
pub const TEMPORARY_PREFIX: &str = ".coalition-lens-";

/// Written under a temporary name beside its destination; [`commit`](Self::commit) renames it into place. Dropped without
/// that, it leaves nothing behind.
pub struct AtomicFile {
    destination: PathBuf,
    file: NamedTempFile,
}

impl AtomicFile {
    /// # Errors
    /// The destination is a folder, or the folder it is in is missing or cannot be written to.
    pub fn create(destination: &Path) -> Result<AtomicFile> {
        if destination.is_dir() {
            return Err(Error::file(destination.display().to_string(), "is a folder; give the name of a file"));
        }
        let folder = match destination.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(TEMPORARY_PREFIX).suffix(".tmp");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder).map_err(|error| Error::io(folder, error.kind().into()))?;
        Ok(AtomicFile { destination: destination.to_owned(), file })
    }

    /// Makes the content durable and gives it its name, in place of what had that name.
    pub fn commit(self) -> Result<()> {
        let folder = self.destination.parent().map(Path::to_owned);
        self.commit_unsynced()?;
        folder.iter().for_each(|folder| sync_folder(folder));
        Ok(())
    }

    /// The same, but for the name, which is durable when its folder is synced.
    pub fn commit_unsynced(self) -> Result<()> {
        let AtomicFile { destination, file } = self;
        file.as_file().sync_all().map_err(|error| Error::io(&destination, error))?;
        file.persist(&destination).map_err(|error| Error::io(&destination, error.error))?;
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

/// Makes the names in a folder durable. They are there all the same, so a file system that cannot sync folders is no failure.
pub fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}
