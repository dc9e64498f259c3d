//! The served folder: opens files in it, and nothing else.

use std::future::Future;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use coalition_lens::{Error, Result};
use tower_http::services::fs::{Backend, TokioBackend, TokioFile};

/// The canonical path of the folder. Every look-up is resolved through symbolic links first and must end below it, on no
/// name that starts with a dot.
#[derive(Clone)]
pub struct Root(Arc<PathBuf>);

impl Root {
    pub fn open(folder: &Path) -> Result<Root> {
        let path = folder.canonicalize().map_err(|error| Error::io(folder, error))?;
        if !path.is_dir() {
            return Err(Error::file(folder.display().to_string(), "is not a folder; give the folder that holds the files"));
        }
        Ok(Root(Arc::new(path)))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where `path` really is, or "not found".
    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        let hidden = |relative: &Path| relative.components().any(|part| is_hidden(&part));
        let real = path.canonicalize()?;
        let asked = path.strip_prefix(self.path()).map_err(|_| io::ErrorKind::NotFound)?;
        let below = real.strip_prefix(self.path()).map_err(|_| io::ErrorKind::NotFound)?;
        if hidden(asked) || hidden(below) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(real)
    }
}

/// `_headers` is for the host, not for its visitors.
fn is_hidden(part: &Component) -> bool {
    part.as_os_str().as_encoded_bytes().starts_with(b".") || part.as_os_str() == "_headers"
}

type Pending<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

impl Backend for Root {
    type File = TokioFile;
    type Metadata = std::fs::Metadata;
    type OpenFuture = Pending<TokioFile>;
    type MetadataFuture = Pending<std::fs::Metadata>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        let root = self.clone();
        Box::pin(async move {
            let real = root.resolve(&path)?;
            // Opening a named pipe would wait for a writer.
            if !std::fs::metadata(&real)?.is_file() {
                return Err(io::ErrorKind::NotFound.into());
            }
            TokioBackend.open(real).await
        })
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        let root = self.clone();
        Box::pin(async move {
            let metadata = std::fs::metadata(root.resolve(&path)?)?;
            if metadata.is_file() || metadata.is_dir() { Ok(metadata) } else { Err(io::ErrorKind::NotFound.into()) }
        })
    }
}
