//! Files in a zip file: each is read from its own place, as often as need be, and checked against the sum that the archive has.

use std::fs::File;
use std::io::{self, BufReader, Cursor, ErrorKind, Read, Seek, SeekFrom, Take};
use std::path::Path;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::error::{Error, Result};

const MAX_MEMBERS: usize = 1_000_000;
const SMALL: u64 = 1 << 20;

/// Where a file stands in its archive.
#[derive(Clone, Debug)]
pub(super) struct Member {
    start: u64,
    pub(super) compressed: u64,
    pub(super) size: u64,
    crc: u32,
    is_deflated: bool,
}

impl Member {
    pub(super) fn locate(&self, mut archive: File) -> io::Result<Take<File>> {
        archive.seek(SeekFrom::Start(self.start))?;
        Ok(archive.take(self.compressed))
    }

    /// A small file is unpacked at once: a stream takes more memory, which in an archive of a hundred thousand small files adds up.
    pub(super) fn unpack<'a>(&self, mut packed: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
        let checked = |inner| Checked { inner, crc: Crc::new(), size: self.size, expected: self.crc };
        if self.is_deflated && self.size <= SMALL && self.compressed <= SMALL {
            let mut bytes = Vec::with_capacity(self.compressed as usize);
            packed.read_to_end(&mut bytes)?;
            let unpacked = miniz_oxide::inflate::decompress_to_vec_with_limit(&bytes, self.size as usize)
                .map_err(|error| io::Error::new(ErrorKind::InvalidData, error.to_string()))?;
            return Ok(Box::new(checked(Box::new(Cursor::new(unpacked)))));
        }
        Ok(match self.is_deflated {
            true => Box::new(checked(Box::new(DeflateDecoder::new(BufReader::with_capacity(
                (self.compressed as usize).clamp(512, super::BUFFER),
                packed,
            ))))),
            false => Box::new(checked(Box::new(packed))),
        })
    }
}

/// The files of an archive with their names, in its own order; those of Mac OS's resource forks and folders left out.
pub(super) fn members(path: &Path, name: &str) -> Result<Vec<(String, Member)>> {
    let damaged = |error: &dyn std::fmt::Display| Error::file(name, format!("the zip file is damaged ({error}); fetch it again"));
    let mut file = File::open(path).map_err(|error| Error::io(path, error))?;
    let listed = entries(&mut file).map_err(|error| Error::io(path, error))?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(&error))?;
    // The library keeps the last of several files of one name.
    if listed.is_some_and(|listed| usize::from(listed) > archive.len()) {
        return Err(Error::file(name, "holds several files of one name; unpack it, and give each file a name of its own"));
    }
    if archive.len() > MAX_MEMBERS {
        return Err(Error::TooLarge(format!("{name}: {} files; at most {MAX_MEMBERS} are read", archive.len())));
    }
    let mut members = Vec::with_capacity(archive.len().min(1 << 16));
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(|error| damaged(&error))?;
        let member_name = file.name().map_err(|error| damaged(&error))?.replace('\\', "/");
        if file.is_dir() {
            continue;
        }
        if file.encrypted() {
            return Err(Error::file(name, "is encrypted; unpack it with its password first"));
        }
        let is_deflated = match file.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            other => {
                return Err(Error::file(name, format!("{member_name} is compressed with {other}; unpack the zip file first")));
            }
        };
        let start = file.data_start().ok_or_else(|| damaged(&"a file in it has no place"))?;
        let (compressed, size, crc) = (file.compressed_size(), file.size(), file.crc32());
        members.push((member_name, Member { start, compressed, size, crc, is_deflated }));
    }
    Ok(members)
}

/// How many entries the end of an archive tells of, if it does.
fn entries(file: &mut File) -> io::Result<Option<u16>> {
    const MARK: &[u8] = b"PK\x05\x06";
    const LONGEST: i64 = 22 + 0xffff;
    const LARGE: u16 = 0xffff;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::End(-LONGEST.min(length as i64)))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    file.rewind()?;
    let at = end.windows(MARK.len()).rposition(|window| window == MARK);
    let entries = at.and_then(|at| end.get(at + 10..at + 12)).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]));
    Ok(entries.filter(|&entries| entries != LARGE))
}

/// Holds a file to the size and sum that its archive tells.
struct Checked<'a> {
    inner: Box<dyn Read + 'a>,
    crc: Crc,
    size: u64,
    expected: u32,
}

impl Read for Checked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.crc.update(&buffer[..read]);
        // The sum counts modulo 2^32.
        let amount = u64::from(self.crc.amount());
        if read == 0 && !buffer.is_empty() && (amount != self.size & 0xffff_ffff || self.crc.sum() != self.expected) {
            return Err(io::Error::new(ErrorKind::InvalidData, "it is not what was packed"));
        }
        Ok(read)
    }
}
