//! The format of a file, by its content.

use std::io::Read;

use super::input::Input;
use super::table::Table;
use super::text::{Lines, decode, excerpt};
use super::{Format, blt, clear_ballot, long, preflib, rank_columns};
use crate::error::{Error, Result};

const HEAD: u64 = 64 << 10;

pub(super) fn detect(input: &Input) -> Result<Format> {
    let mut head = Vec::new();
    input.contents(&mut ())?.take(HEAD).read_to_end(&mut head).map_err(|error| input.read_error(error))?;
    if head.starts_with(b"PAR1") {
        return Ok(Format::LongParquet);
    }
    if let Some(kind) = foreign(&head) {
        return Err(input.fault(format!("is {kind}, which cannot be read yet; {}", readable())));
    }
    input.text(&mut ())?;
    let first = decode(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head)).trim_start().to_owned();
    match first.as_bytes().first() {
        None => return Err(input.fault("is empty")),
        Some(b'{' | b'[') => return Err(input.fault(format!("is JSON, which cannot be read yet; {}", readable()))),
        Some(b'<') => {
            let start = first.get(..200.min(first.len())).unwrap_or(&first).to_lowercase();
            let kind = if start.contains("<html") || start.contains("<!doctype html") {
                "an HTML page: was the download an error page?"
            } else {
                "XML, which cannot be read yet;"
            };
            return Err(input.fault(format!("is {kind} {}", readable())));
        }
        _ => {}
    }
    if preflib::is_preflib(&first) {
        return Ok(Format::Preflib);
    }
    if blt::is_blt(&mut Lines::open(input, &mut ())?)? {
        return Ok(Format::Blt);
    }
    let header = Table::open(input, &mut ())?.header;
    if header.iter().any(|name| clear_ballot::is_choice(name)) {
        return Ok(Format::ClearBallot);
    }
    if long::Columns::find(&header).is_ok() {
        return Ok(Format::LongCsv);
    }
    if rank_columns::is_rank_columns(&header) {
        return Ok(Format::RankColumns);
    }
    Err(unknown(input, &header))
}

fn unknown(input: &Input, header: &[String]) -> Error {
    let first = header.join(",");
    input.fault(format!("is in no known format (it begins {}); {}", excerpt(&first), readable()))
}

fn readable() -> String {
    "formats that can be read: Clear Ballot wide CSV, long table of marks (CSV or Parquet), BLT, CSV with a column per rank, \
     PrefLib (soc, soi, toc, toi), each plain or gzip'd"
        .to_owned()
}

/// Formats that are told by their first bytes and cannot be read.
fn foreign(head: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 11] = [
        (b"PK\x03\x04", "a zip or Excel (xlsx) file"),
        (b"PK\x05\x06", "an empty zip file"),
        (b"\xd0\xcf\x11\xe0", "an Excel (xls) file"),
        (b"ARROW1", "an Arrow file"),
        (b"\x28\xb5\x2f\xfd", "a zstd-compressed file"),
        (b"BZh", "a bzip2-compressed file"),
        (b"\xfd7zXZ", "an xz-compressed file"),
        (b"7z\xbc\xaf", "a 7-Zip file"),
        (b"%PDF", "a PDF"),
        (b"SQLite format 3", "a SQLite database"),
        (b"\x7fELF", "a program"),
    ];
    let tar = head.get(257..262) == Some(b"ustar");
    MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|&(_, kind)| kind).or(tar.then_some("a tar archive"))
}
