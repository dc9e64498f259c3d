//! An input file: opened, un-gzip'd if need be, its bytes counted.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Whether a file is text is told by so many bytes.
const TEXT_HEAD: usize = 4096;
const BUFFER: usize = 256 << 10;

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
    /// Size on disk.
    pub bytes: u64,
    sha256: OnceLock<String>,
}

impl Input {
    /// # Errors
    /// No such file, no permission, or not a regular file (inputs are read more than once, so a pipe will not do).
    pub fn open(path: impl AsRef<Path>) -> Result<Input> {
        let path = path.as_ref();
        let metadata = path.metadata().map_err(|error| Error::io(path, error))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        if metadata.is_dir() {
            return Err(Error::file(name, "is a folder; give the files in it"));
        }
        if !metadata.is_file() {
            return Err(Error::file(name, "is not a regular file; save its contents to a file first"));
        }
        File::open(path).map_err(|error| Error::io(path, error))?;
        Ok(Input { path: path.to_owned(), name, bytes: metadata.len(), sha256: OnceLock::new() })
    }

    /// SHA-256 of the file as on disk, in lower-case hex. The file is read when this is first asked for.
    pub fn sha256(&self) -> Result<&str> {
        if let Some(known) = self.sha256.get() {
            return Ok(known);
        }
        let hash = self.hash()?;
        Ok(self.sha256.get_or_init(|| hash))
    }

    fn hash(&self) -> Result<String> {
        let mut file = self.file()?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; BUFFER];
        loop {
            let read = file.read(&mut buffer).map_err(|error| Error::io(&self.path, error))?;
            if read == 0 {
                return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
            }
            hash.update(&buffer[..read]);
        }
    }

    pub(super) fn file(&self) -> Result<File> {
        File::open(&self.path).map_err(|error| Error::io(&self.path, error))
    }

    /// The contents, un-gzip'd.
    pub(super) fn contents<'a>(&self, progress: &'a mut dyn Progress) -> Result<Box<dyn Read + 'a>> {
        self.unpacked(Counted { file: self.file()?, read: 0, progress })
    }

    /// The bytes of the file, un-gzip'd if they have to be.
    pub(super) fn unpacked<'a>(&self, file: impl Read + 'a) -> Result<Box<dyn Read + 'a>> {
        let mut file = BufReader::with_capacity(BUFFER, file);
        let is_gzip = peek(&mut file).map_err(|error| self.read_error(error))?.starts_with(&GZIP);
        if !is_gzip {
            return Ok(Box::new(file));
        }
        let mut decoder = MultiGzDecoder::new(file);
        let head = read_head(&mut decoder, GZIP.len()).map_err(|error| self.read_error(error))?;
        if head == GZIP {
            return Err(self.fault("is gzip'd twice; gunzip it once"));
        }
        Ok(Box::new(Cursor::new(head).chain(decoder)))
    }

    /// The contents as text in an encoding that extends ASCII, without a byte order mark.
    pub(super) fn text<'a>(&self, progress: &'a mut dyn Progress) -> Result<BufReader<Box<dyn Read + 'a>>> {
        let mut contents = self.contents(progress)?;
        let head = read_head(&mut contents, TEXT_HEAD).map_err(|error| self.read_error(error))?;
        check_text(&head).map_err(|message| self.fault(message))?;
        let start = if head.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let mut head = Cursor::new(head);
        head.set_position(start as u64);
        Ok(BufReader::with_capacity(BUFFER, Box::new(head.chain(contents))))
    }

    pub(super) fn read_error(&self, error: std::io::Error) -> Error {
        match error.kind() {
            ErrorKind::UnexpectedEof => self.fault("the gzip data is cut off; fetch the file again"),
            ErrorKind::InvalidData | ErrorKind::InvalidInput => {
                self.fault(format!("the gzip data is damaged ({error}); fetch the file again"))
            }
            _ => Error::io(&self.path, error),
        }
    }

    pub(super) fn fault(&self, message: impl Into<String>) -> Error {
        Error::file(&self.name, message)
    }

    pub(super) fn at_line(&self, line: u64, message: impl Into<String>) -> Error {
        Error::row(&self.name, line, message)
    }

    /// Adds the file to an error of the builder, which knows none; `line` is `None` for what concerns the whole file.
    pub(super) fn locate(&self, line: Option<u64>, error: Error) -> Error {
        match (error, line) {
            (Error::Format(message), Some(line)) => self.at_line(line, message),
            (Error::Format(message), None) => self.fault(message),
            (Error::TooLarge(message), Some(line)) => Error::TooLarge(format!("{}, line {line}: {message}", self.name)),
            (Error::TooLarge(message), None) => Error::TooLarge(format!("{}: {message}", self.name)),
            (error, _) => error,
        }
    }
}

/// Whether a file that begins so is text in an encoding that extends ASCII; if not, why.
pub(super) fn check_text(head: &[u8]) -> Result<(), String> {
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return Err("is UTF-16 text; save it as UTF-8".into());
    }
    match head.iter().take(TEXT_HEAD).position(|&byte| byte == 0) {
        Some(offset) => Err(format!("is not text: it has a zero byte at offset {offset}")),
        None => Ok(()),
    }
}

struct Counted<'a> {
    file: File,
    read: u64,
    progress: &'a mut dyn Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read += read as u64;
        self.progress.bytes(self.read);
        Ok(read)
    }
}

fn peek(reader: &mut impl BufRead) -> std::io::Result<&[u8]> {
    loop {
        match reader.fill_buf() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(_) => break,
        }
    }
    reader.fill_buf()
}

fn read_head(reader: &mut impl Read, length: usize) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(length);
    reader.take(length as u64).read_to_end(&mut head)?;
    Ok(head)
}
