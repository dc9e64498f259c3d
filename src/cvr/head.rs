//! The beginning of an input, for finding out its format.

use std::io::{self, BufReader, Read};

use super::input::{BYTE_ORDER_MARK, Input, check_text};
use super::text::{Lines, decode};
use crate::error::{Error, Result};

const LENGTH: u64 = 64 << 10;

/// The beginning of an input, un-gzip'd: read once for all readers. The file is opened again only for one that asks for more.
pub struct Head<'a> {
    input: &'a Input,
    bytes: Vec<u8>,
    beginning: Beginning,
}

/// What an input begins like.
pub(super) enum Beginning {
    /// With the mark of a kind of file that is no text.
    Marked(&'static str),
    /// A workbook, or another kind of zip file that was not taken apart.
    Zip,
    /// Not like text in an encoding that extends ASCII, for this reason.
    Binary(String),
    Empty,
    Json(String),
    /// Also HTML.
    Xml(String),
    /// Like any other text: without a byte order mark and without the white space before its first letter.
    Text(String),
}

impl<'a> Head<'a> {
    /// # Errors
    /// The file cannot be read, or its gzip data is damaged.
    pub(super) fn read(input: &'a Input) -> Result<Head<'a>> {
        let mut bytes = Vec::new();
        let contents = input.unpacked(input.file()?)?;
        contents.take(LENGTH).read_to_end(&mut bytes).map_err(|error| input.read_error(error))?;
        let beginning = Beginning::of(&bytes);
        Ok(Head { input, bytes, beginning })
    }

    pub fn input(&self) -> &'a Input {
        self.input
    }

    /// The first 64 KiB, or all of a shorter file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
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

    /// The lines of the whole input; for what has a [`text`](Head::text).
    pub(super) fn lines(&self) -> Lines<'_> {
        Lines::of(self.input, BufReader::new(self.whole_text()))
    }

    /// The beginning of JSON, as far as the head goes.
    pub fn json(&self) -> Option<&str> {
        match &self.beginning {
            Beginning::Json(text) => Some(text),
            _ => None,
        }
    }

    /// The beginning of XML or HTML, as far as the head goes.
    pub fn xml(&self) -> Option<&str> {
        match &self.beginning {
            Beginning::Xml(text) => Some(text),
            _ => None,
        }
    }

    fn whole_text(&self) -> Box<dyn Read + '_> {
        let start = self.bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.bytes);
        if (self.bytes.len() as u64) < LENGTH {
            return Box::new(start);
        }
        Box::new(start.chain(Beyond { input: self.input, contents: None }))
    }
}

/// What comes after the head. The file is opened when this is first read.
struct Beyond<'a> {
    input: &'a Input,
    contents: Option<Box<dyn Read + 'a>>,
}

impl Read for Beyond<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(contents) = &mut self.contents {
            return contents.read(buffer);
        }
        let open = || self.input.unpacked(self.input.file()?);
        let mut contents = open().map_err(cause)?;
        io::copy(&mut (&mut contents).take(LENGTH), &mut io::sink())?;
        self.contents.insert(contents).read(buffer)
    }
}

/// What the file system said; whoever reads on names the file.
fn cause(error: Error) -> io::Error {
    match error {
        Error::Io { source, .. } => io::Error::new(source.kind(), source.to_string()),
        error => io::Error::other(error),
    }
}

impl Beginning {
    fn of(bytes: &[u8]) -> Beginning {
        if bytes.starts_with(b"PK\x03\x04") {
            return Beginning::Zip;
        }
        if let Some(kind) = marked_kind(bytes) {
            return Beginning::Marked(kind);
        }
        if let Err(reason) = check_text(bytes) {
            return Beginning::Binary(reason);
        }
        let text = decode(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)).trim_start().to_owned();
        match text.as_bytes().first() {
            None => Beginning::Empty,
            Some(b'{' | b'[') => Beginning::Json(text),
            Some(b'<') => Beginning::Xml(text),
            Some(_) => Beginning::Text(text),
        }
    }
}

/// Kinds of files that are told by their first bytes.
fn marked_kind(head: &[u8]) -> Option<&'static str> {
    const MARKS: [(&[u8], &str); 10] = [
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
    use std::io::Write;

    fn count(mut lines: Lines) -> u64 {
        let mut count = 0;
        while lines.next().unwrap().is_some() {
            count += 1;
        }
        count
    }

    #[test]
    fn every_reader_sees_the_whole_text_from_its_start() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let text = "\u{feff}\n first, \"a\nb\"\n".to_owned() + &"x\n".repeat(LENGTH as usize);
        file.write_all(text.as_bytes()).unwrap();
        let input = Input::open(file.path()).unwrap();
        let head = Head::read(&input).unwrap();
        assert_eq!((head.bytes().len() as u64, head.text().map(|text| &text[..5])), (LENGTH, Some("first")));
        assert_eq!((count(head.lines()), count(head.lines())), (3 + LENGTH, 3 + LENGTH));
    }

    #[test]
    fn a_short_file_is_opened_once() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"a,b\n1,2\n").unwrap();
        let input = Input::open(file.path()).unwrap();
        let head = Head::read(&input).unwrap();
        drop(file);
        assert_eq!(count(head.lines()), 2);
    }
}
