//! The beginning of an input, for finding out its format.

use std::io::{BufReader, Read};

use super::csv_table::CsvTable;
use super::input::{BYTE_ORDER_MARK, Input, Progress, check_text};
use super::text::{Lines, decode};
use crate::error::Result;

const LENGTH: usize = 64 << 10;

/// The beginning of an input, un-gzip'd. The file is opened once, however many readers look at it; what one asks for beyond the
/// beginning is there for the next.
pub struct Head<'a> {
    input: &'a Input,
    /// All that has been read so far.
    bytes: Vec<u8>,
    rest: Box<dyn Read + 'a>,
    beginning: Beginning,
}

/// What an input begins like.
pub(super) enum Beginning {
    /// With the mark of a kind of file that is no text.
    Marked(&'static str),
    /// Not like text in an encoding that extends ASCII, for this reason.
    Binary(String),
    Empty,
    Json,
    /// Also HTML.
    Xml(String),
    /// Like any other text: without a byte order mark and without the white space before its first letter.
    Text(String),
}

impl<'a> Head<'a> {
    /// # Errors
    /// The file cannot be read, or its gzip data is damaged.
    pub(super) fn open(input: &'a Input, progress: &'a mut dyn Progress) -> Result<Head<'a>> {
        let mut rest = input.contents(progress)?;
        let mut bytes = Vec::new();
        (&mut rest).take(LENGTH as u64).read_to_end(&mut bytes).map_err(|error| input.read_error(error))?;
        let beginning = Beginning::of(&bytes);
        Ok(Head { input, bytes, rest, beginning })
    }

    pub fn input(&self) -> &'a Input {
        self.input
    }

    /// The first 64 KiB, or all of a shorter file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.bytes.len().min(LENGTH)]
    }

    /// The beginning as text, if it is neither JSON nor XML: without a byte order mark and the white space after it.
    pub fn text(&self) -> Option<&str> {
        match &self.beginning {
            Beginning::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn beginning(&self) -> &Beginning {
        &self.beginning
    }

    /// The lines of the whole input, as far as they are asked for; for what has a [`text`](Head::text).
    pub(super) fn lines(&mut self) -> Lines<'_> {
        Lines::of(self.input, BufReader::new(self.replay()))
    }

    /// The first row as that of a CSV file; for what has a [`text`](Head::text).
    ///
    /// # Errors
    /// There is no such row, or it is too long to be one.
    pub(super) fn header(&mut self) -> Result<Vec<String>> {
        Ok(CsvTable::of(self.input, self.replay())?.header)
    }

    /// The text from its start.
    fn replay(&mut self) -> Box<dyn Read + '_> {
        let start = if self.bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        Box::new(Replay { bytes: &mut self.bytes, rest: &mut self.rest, at: start })
    }
}

impl Beginning {
    fn of(bytes: &[u8]) -> Beginning {
        if let Some(kind) = marked_kind(bytes) {
            return Beginning::Marked(kind);
        }
        if let Err(reason) = check_text(bytes) {
            return Beginning::Binary(reason);
        }
        let text = decode(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)).trim_start().to_owned();
        match text.as_bytes().first() {
            None => Beginning::Empty,
            Some(b'{' | b'[') => Beginning::Json,
            Some(b'<') => Beginning::Xml(text),
            Some(_) => Beginning::Text(text),
        }
    }
}

/// Reads again what has been read, then on.
struct Replay<'a, R> {
    bytes: &'a mut Vec<u8>,
    rest: R,
    at: usize,
}

impl<R: Read> Read for Replay<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut read = (&self.bytes[self.at..]).read(buffer)?;
        if read == 0 {
            read = self.rest.read(buffer)?;
            self.bytes.extend_from_slice(&buffer[..read]);
        }
        self.at += read;
        Ok(read)
    }
}

/// Kinds of files that are told by their first bytes.
fn marked_kind(head: &[u8]) -> Option<&'static str> {
    const MARKS: [(&[u8], &str); 11] = [
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
    MARKS.iter().find(|(mark, _)| head.starts_with(mark)).map(|&(_, kind)| kind).or(tar.then_some("a tar archive"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_reader_asks_for_is_there_for_the_next_and_the_file_is_read_once() {
        struct Last(u64);
        impl Progress for Last {
            fn bytes(&mut self, read: u64) {
                self.0 = read;
            }
        }
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let text = "\u{feff}\n first, \"a\nb\"\n".to_owned() + &"x\n".repeat(LENGTH);
        std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
        let input = Input::open(file.path()).unwrap();
        let mut read = Last(0);
        let mut head = Head::open(&input, &mut read).unwrap();
        assert_eq!((head.bytes().len(), head.text().map(|text| &text[..5])), (LENGTH, Some("first")));
        for _ in 0..2 {
            let mut lines = head.lines();
            let mut count = 0;
            while lines.next().unwrap().is_some() {
                count += 1;
            }
            assert_eq!(count, 3 + LENGTH);
        }
        assert_eq!(head.bytes().len(), LENGTH);
        drop(head);
        assert_eq!(read.0, text.len() as u64);
    }
}
