//! Input files: on disk or in a zip file, un-gzip'd if need be, their bytes counted.

mod archive;
mod given;

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use archive::Member;
pub use given::{Given, GivenKind};

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

/// One input file, plain or gzip'd: a file on disk, or one in a zip file.
#[derive(Clone, Debug)]
pub struct Input {
    /// The file on disk: the zip file, for one that is in it.
    pub path: PathBuf,
    /// The file name, as errors and provenance show it; below a folder or zip file that was given, with that name before it.
    pub name: String,
    /// Size on disk.
    pub bytes: u64,
    /// What the caller named.
    pub given: Arc<Given>,
    member: Option<Member>,
    sha256: OnceLock<String>,
    /// Set once what a library would hold of a workbook in memory was found to be bounded.
    pub(super) measured: OnceLock<SheetTags>,
}

/// What the sheets of a workbook may hold; if not, nobody need look for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SheetTags {
    pub(super) merged_cells: bool,
    pub(super) formulas: bool,
}

impl Input {
    /// One file.
    ///
    /// # Errors
    /// No such file, no permission, or not a regular file (inputs are read more than once, so a pipe will not do).
    pub fn open(path: impl AsRef<Path>) -> Result<Input> {
        let path = path.as_ref();
        let given = Given::open(path)?;
        if given.kind == GivenKind::Folder {
            return Err(Error::file(&given.name, "is a folder; give the files in it"));
        }
        Ok(Input::on_disk(path.to_owned(), given.name.clone(), given.bytes, Arc::new(given)))
    }

    /// Every file that a path stands for: the file itself, or those in a folder or zip file, by name. Workbooks are files.
    ///
    /// # Errors
    /// As [`open`](Input::open); a damaged or encrypted zip file; nothing in it.
    pub fn expand(path: impl AsRef<Path>) -> Result<Vec<Input>> {
        given::expand(path.as_ref())
    }

    fn on_disk(path: PathBuf, name: String, bytes: u64, given: Arc<Given>) -> Input {
        Input { path, name, bytes, given, member: None, sha256: OnceLock::new(), measured: OnceLock::new() }
    }

    fn in_archive(path: PathBuf, name: String, member: Member, given: Arc<Given>) -> Input {
        Input { bytes: member.compressed, member: Some(member), ..Input::on_disk(path, name, 0, given) }
    }

    /// The last part of the name.
    pub fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// What tells the file from every other, which a name does not: files of several folders may be called alike.
    pub(super) fn place(&self) -> String {
        format!("{}//{}", self.path.display(), self.name)
    }

    /// SHA-256 in lower-case hex: of the file as on disk, or of the one in a zip file unpacked. The file is read when this is
    /// first asked for.
    pub fn sha256(&self) -> Result<&str> {
        if let Some(known) = self.sha256.get() {
            return Ok(known);
        }
        let hash = hash(self.file()?).map_err(|error| self.read_error(error))?;
        Ok(self.sha256.get_or_init(|| hash))
    }

    /// Takes the hash, so that it is known later, unless it `is_stopped` before. What cannot be read is told when it is asked for.
    pub(super) fn take_hash(&self, is_stopped: &AtomicBool) {
        let Ok(file) = self.file() else { return };
        if self.sha256.get().is_none()
            && let Ok(hash) = hash(Stoppable { bytes: file, is_stopped })
        {
            self.sha256.get_or_init(|| hash);
        }
    }

    /// A small file takes a small buffer: an export may have a file for each ballot.
    fn buffer(&self) -> usize {
        (self.bytes as usize).clamp(TEXT_HEAD, BUFFER)
    }

    /// How many bytes there are when nothing is packed any more; unknown for a gzip file.
    pub(super) fn unpacked_size(&self) -> Result<Option<u64>> {
        let mut file = BufReader::with_capacity(GZIP.len(), self.file()?);
        if peek(&mut file).map_err(|error| self.read_error(error))?.starts_with(&GZIP) {
            return Ok(None);
        }
        Ok(Some(self.member.as_ref().map_or(self.bytes, |member| member.size)))
    }

    /// SHA-256 of the contents, un-gzip'd.
    pub(super) fn contents_sha256(&self) -> Result<String> {
        hash(self.unpacked(self.file()?)?).map_err(|error| self.read_error(error))
    }

    /// The bytes: of the file on disk, or of the one in a zip file unpacked.
    pub(super) fn file(&self) -> Result<Box<dyn Read>> {
        self.counted_file(())
    }

    fn counted_file<'a>(&self, progress: impl ProgressSink + 'a) -> Result<Box<dyn Read + 'a>> {
        let file = File::open(&self.path).map_err(|error| Error::io(&self.path, error))?;
        match &self.member {
            None => Ok(Box::new(Counted { file, read: 0, progress })),
            Some(member) => {
                let packed = member.locate(file).map_err(|error| Error::io(&self.path, error))?;
                member.unpack(Counted { file: packed, read: 0, progress }).map_err(|error| self.read_error(error))
            }
        }
    }

    /// The path of a file on disk that is no gzip: for libraries that seek. One in a zip file is unpacked to a temporary file.
    pub(super) fn seekable(&self) -> Result<File> {
        if self.member.is_none() && !peek(&mut BufReader::new(self.file()?)).is_ok_and(|head| head.starts_with(&GZIP)) {
            return File::open(&self.path).map_err(|error| Error::io(&self.path, error));
        }
        let temporary = |error| Error::io(std::env::temp_dir(), error);
        let mut unpacked = tempfile::tempfile().map_err(temporary)?;
        let mut contents = self.unpacked(self.file()?)?.take(MAX_SEEKABLE + 1);
        let copied = std::io::copy(&mut contents, &mut unpacked).map_err(|error| self.read_error(error))?;
        if copied > MAX_SEEKABLE {
            return Err(self.fault("is larger than 4 GiB unpacked; unpack it to a file of its own"));
        }
        std::io::Seek::rewind(&mut unpacked).map_err(temporary)?;
        Ok(unpacked)
    }

    /// The contents, un-gzip'd.
    pub(super) fn contents<'a>(&self, progress: &'a mut dyn Progress) -> Result<Box<dyn Read + 'a>> {
        self.unpacked(self.counted_file(progress)?)
    }

    /// The bytes of the file, un-gzip'd if they have to be.
    pub(super) fn unpacked<'a>(&self, file: impl Read + 'a) -> Result<Box<dyn Read + 'a>> {
        let mut file = BufReader::with_capacity(self.buffer(), file);
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
        Ok(BufReader::with_capacity(self.buffer(), Box::new(head.chain(contents))))
    }

    pub(super) fn read_error(&self, error: std::io::Error) -> Error {
        let kind = if self.member.is_some() { "compressed" } else { "gzip" };
        match error.kind() {
            ErrorKind::UnexpectedEof => self.fault(format!("the {kind} data is cut off; fetch the file again")),
            ErrorKind::InvalidData | ErrorKind::InvalidInput => {
                self.fault(format!("the {kind} data is damaged ({error}); fetch the file again"))
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

/// No file is unpacked to a temporary one that is larger.
const MAX_SEEKABLE: u64 = 4 << 30;

/// So many bytes are hashed at once.
const HASHED: usize = 32 << 10;

/// Fails when it is stopped.
struct Stoppable<'a, R> {
    bytes: R,
    is_stopped: &'a AtomicBool,
}

impl<R: Read> Read for Stoppable<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self.is_stopped.load(Ordering::Relaxed) {
            true => Err(ErrorKind::Other.into()),
            false => self.bytes.read(buffer),
        }
    }
}

/// SHA-256 in lower-case hex.
fn hash(mut bytes: impl Read) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; HASHED];
    loop {
        let read = bytes.read(&mut buffer)?;
        if read == 0 {
            return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        hash.update(&buffer[..read]);
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

/// A [`Progress`], or nobody.
trait ProgressSink {
    fn tell(&mut self, read: u64);
}

impl ProgressSink for () {
    fn tell(&mut self, _read: u64) {}
}

impl ProgressSink for &mut dyn Progress {
    fn tell(&mut self, read: u64) {
        self.bytes(read);
    }
}

struct Counted<R, P> {
    file: R,
    read: u64,
    progress: P,
}

impl<R: Read, P: ProgressSink> Read for Counted<R, P> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read += read as u64;
        self.progress.tell(self.read);
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
