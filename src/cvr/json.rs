//! Large JSON: the members of the object that a file is, and the elements of its arrays, one at a time.
//!
//! This finds where an element ends, so that a file of any size takes the memory of one; serde_json reads the element.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read};

use memchr::{memchr_iter, memchr2};
use serde::Deserialize;
use serde::de::DeserializeSeed;

use super::head::Head;
use super::input::{Input, Progress};
use super::limits::MAX_ELEMENT;
use super::text::decode;
use crate::error::{Error, Result};

/// The members of a JSON object, in the file's order.
pub(super) struct Members<'a> {
    input: &'a Input,
    reader: BufReader<Box<dyn Read + 'a>>,
    /// Bytes and lines before what comes next.
    offset: u64,
    line: u64,
    value: Vec<u8>,
    key: String,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    /// Before the value of a member.
    Value,
    /// In an array, of which so many elements have been read.
    Array(u64),
    AfterValue,
    End,
}

/// A value of a member, or an element of its array.
pub(super) struct Element<'a> {
    input: &'a Input,
    key: &'a str,
    bytes: &'a [u8],
    offset: u64,
    line: u64,
    /// From 1; 0 for a value that is no array.
    number: u64,
}

impl<'a> Members<'a> {
    pub(super) fn open(input: &'a Input, progress: &'a mut dyn Progress) -> Result<Members<'a>> {
        Ok(Members::of(input, input.text(progress)?))
    }

    fn of(input: &'a Input, reader: BufReader<Box<dyn Read + 'a>>) -> Members<'a> {
        Members { input, reader, offset: 0, line: 1, value: Vec::new(), key: String::new(), place: Place::Start }
    }

    /// The name of the next member. What has not been read of the one before is skipped.
    pub(super) fn key(&mut self) -> Result<Option<&str>> {
        while matches!(self.place, Place::Value | Place::Array(_)) {
            self.advance(false)?;
        }
        match (self.place, self.peek()?) {
            (Place::End, None) => return Ok(None),
            (Place::Start, Some(b'{')) => self.skip(),
            (Place::Start, _) => return Err(self.fault("is not a JSON object")),
            (Place::AfterValue, Some(b',')) => self.skip(),
            (Place::AfterValue, Some(b'}')) => {
                self.skip();
                self.place = Place::End;
                return self.key();
            }
            (Place::End, Some(_)) => {
                return Err(self.fault("something follows the end of the JSON object: are these two files in one?"));
            }
            (_, None) => return Err(self.cut_off()),
            _ => return Err(self.unexpected("a comma or } after the value")),
        }
        match self.peek()? {
            Some(b'"') => {}
            Some(b'}') if self.offset > 0 && self.key.is_empty() => {
                self.skip();
                self.place = Place::End;
                return self.key();
            }
            None => return Err(self.cut_off()),
            _ => return Err(self.unexpected("the name of a member in quotation marks")),
        }
        self.frame(true)?;
        self.key = serde_json::from_slice(&self.value).map_err(|_| self.unexpected("the name of a member"))?;
        match self.peek()? {
            Some(b':') => self.skip(),
            None => return Err(self.cut_off()),
            _ => return Err(self.unexpected("a colon after the name of a member")),
        }
        self.place = Place::Value;
        Ok(Some(&self.key))
    }

    /// The next element of the member's array, or its value if that is no array.
    pub(super) fn next(&mut self) -> Result<Option<Element<'_>>> {
        let Some((offset, line, number)) = self.advance(true)? else { return Ok(None) };
        if let Cow::Owned(text) = decode(&self.value) {
            self.value = text.into_bytes();
        }
        Ok(Some(Element { input: self.input, key: &self.key, bytes: &self.value, offset, line, number }))
    }

    /// Where the next element starts, and its number; `value` holds it if it is kept.
    fn advance(&mut self, is_kept: bool) -> Result<Option<(u64, u64, u64)>> {
        let first = match self.place {
            Place::Value | Place::Array(_) => self.peek()?,
            _ => return Ok(None),
        };
        let number = match (self.place, first) {
            (_, None) => return Err(self.cut_off()),
            (Place::Value, Some(b'[')) => {
                self.skip();
                self.place = Place::Array(0);
                if self.peek()? != Some(b']') {
                    1
                } else {
                    self.skip();
                    self.place = Place::AfterValue;
                    return Ok(None);
                }
            }
            (Place::Value, Some(_)) => 0,
            (Place::Array(_), Some(b']')) => {
                self.skip();
                self.place = Place::AfterValue;
                return Ok(None);
            }
            (Place::Array(read), Some(b',')) => {
                self.skip();
                read + 1
            }
            _ => return Err(self.unexpected("a comma or ] after the element")),
        };
        if self.peek()?.is_none() {
            return Err(self.cut_off());
        }
        let start = (self.offset, self.line, number);
        self.frame(is_kept)?;
        self.place = if number == 0 { Place::AfterValue } else { Place::Array(number) };
        Ok(Some(start))
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Result<Option<u8>> {
        loop {
            let buffer = self.reader.fill_buf().map_err(|error| self.input.read_error(error))?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let found = buffer.iter().position(|byte| !byte.is_ascii_whitespace());
            let passed = found.unwrap_or(buffer.len());
            let byte = buffer.get(passed).copied();
            self.line += memchr_iter(b'\n', &buffer[..passed]).count() as u64;
            self.offset += passed as u64;
            self.reader.consume(passed);
            if byte.is_some() {
                return Ok(byte);
            }
        }
    }

    fn skip(&mut self) {
        self.reader.consume(1);
        self.offset += 1;
    }

    /// Reads the value that begins here into `value`, or skips it.
    fn frame(&mut self, is_kept: bool) -> Result<()> {
        self.value.clear();
        let mut scan = Scan::default();
        loop {
            let buffer = self.reader.fill_buf().map_err(|error| self.input.read_error(error))?;
            if buffer.is_empty() {
                return if scan.is_scalar { Ok(()) } else { Err(self.cut_off()) };
            }
            let end = scan.end(buffer);
            let used = end.unwrap_or(buffer.len());
            if is_kept {
                if self.value.len() + used > MAX_ELEMENT {
                    let bound = MAX_ELEMENT >> 20;
                    return Err(self.fault(&format!("one value is larger than {bound} MiB: is this an export of ballots?")));
                }
                self.value.extend_from_slice(&buffer[..used]);
            }
            self.line += memchr_iter(b'\n', &buffer[..used]).count() as u64;
            self.offset += used as u64;
            self.reader.consume(used);
            if end.is_some() {
                return Ok(());
            }
        }
    }

    fn within(&self) -> String {
        match self.place {
            Place::Array(read) => format!(" in element {} of {}", read + 1, self.key),
            Place::Value => format!(" in {}", self.key),
            _ => String::new(),
        }
    }

    fn fault(&self, message: &str) -> Error {
        self.input.at_line(self.line, format!("{message} (at byte {}{})", self.offset, self.within()))
    }

    fn cut_off(&self) -> Error {
        let message = format!("the file is cut off{}, after {} bytes; fetch it again", self.within(), self.offset);
        self.input.at_line(self.line, message)
    }

    fn unexpected(&self, expected: &str) -> Error {
        self.fault(&format!("is not JSON: expected {expected}"))
    }
}

impl Element<'_> {
    /// # Errors
    /// Not JSON, or not what is wanted; nested more than 128 deep.
    pub(super) fn parse<'de, T: Deserialize<'de>>(&'de self) -> Result<T> {
        self.parse_into(std::marker::PhantomData)
    }

    pub(super) fn parse_into<'de, S: DeserializeSeed<'de>>(&'de self, seed: S) -> Result<S::Value> {
        let mut json = serde_json::Deserializer::from_slice(self.bytes);
        let value = seed.deserialize(&mut json).and_then(|value| json.end().map(|()| value));
        value.map_err(|error| self.fault(error))
    }

    fn fault(&self, error: serde_json::Error) -> Error {
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        let line = self.line + error.line().saturating_sub(1) as u64;
        let within = match self.number {
            0 => self.key.to_owned(),
            number => format!("element {number} of {}", self.key),
        };
        self.input.at_line(
            line,
            format!("{message}, {} bytes into {within} (which begins at byte {})", self.reach(&error), self.offset),
        )
    }

    /// How far into the element an error is.
    fn reach(&self, error: &serde_json::Error) -> usize {
        let before: usize =
            self.bytes.split_inclusive(|&byte| byte == b'\n').take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
        before + error.column()
    }

    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Adds the file and the element to a message.
    pub(super) fn at(&self, message: impl Into<String>) -> Error {
        let message = message.into();
        match self.number {
            0 => self.input.at_line(self.line, message),
            number => self.input.at_line(self.line, format!("element {number} of {}: {message}", self.key)),
        }
    }

    /// Adds the file and the element to an error of the builder, which knows neither.
    pub(super) fn locate(&self, error: Error) -> Error {
        match error {
            Error::Format(message) => self.at(message),
            error => self.input.locate(Some(self.line), error),
        }
    }
}

/// Finds the end of a value that comes in pieces.
#[derive(Default)]
struct Scan {
    depth: u64,
    in_string: bool,
    is_escaped: bool,
    is_scalar: bool,
}

impl Scan {
    /// Where in these bytes the value ends, if it does.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if self.is_escaped {
                self.is_escaped = false;
                at += 1;
            } else if self.in_string {
                at += memchr2(b'"', b'\\', &bytes[at..])? + 1;
                match bytes[at - 1] {
                    b'\\' => self.is_escaped = true,
                    _ => self.in_string = false,
                }
                if !self.in_string && self.depth == 0 {
                    return Some(at);
                }
            } else {
                match bytes[at] {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' | b',' | b' ' | b'\n' | b'\r' | b'\t' if self.depth == 0 => return Some(at),
                    b'}' | b']' => {
                        self.depth -= 1;
                        if self.depth == 0 {
                            return Some(at + 1);
                        }
                    }
                    _ if self.depth == 0 => self.is_scalar = true,
                    _ => {}
                }
                at += 1;
            }
        }
        None
    }
}

/// The members of the object that a file begins with, as far as its head goes, each with its value or the first element of its
/// array where that is whole.
pub(super) fn outline(head: &Head) -> Vec<(String, Option<serde_json::Value>)> {
    let mut found = Vec::new();
    let Some(text) = head.json() else { return found };
    let mut members = Members::of(head.input(), BufReader::with_capacity(8 << 10, Box::new(text.as_bytes())));
    while let Ok(Some(key)) = members.key() {
        let key = key.to_owned();
        let first = members.next().ok().flatten().and_then(|element| element.parse().ok());
        found.push((key, first));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Key, number, element, line; read through a buffer of so many bytes.
    fn walk(text: &str, buffer: usize, skipped: &str) -> Result<Vec<(String, u64, String, u64)>> {
        let file = tempfile::NamedTempFile::new().unwrap();
        let input = Input::open(file.path()).unwrap();
        let mut members = Members::of(&input, BufReader::with_capacity(buffer, Box::new(text.as_bytes())));
        let mut found = Vec::new();
        while let Some(key) = members.key()? {
            let key = key.to_owned();
            while let Some(element) = if key == skipped { None } else { members.next()? } {
                found.push((key.clone(), element.number, String::from_utf8_lossy(element.bytes).into_owned(), element.line));
            }
        }
        Ok(found)
    }

    #[test]
    fn values_end_where_their_brackets_close_whatever_stands_in_strings_and_pieces() {
        let text = " {\"a\\\"}\": [ {\"x\":\"]}\\\\\"},\n12 ,[[],{}], \"q\\\"\", null],\n\"b\":-1.5e3 , \"c\":[], \"d\":{\"e\":[\"{\"]}} \n";
        let expected = [
            ("a\"}", 1, "{\"x\":\"]}\\\\\"}", 1),
            ("a\"}", 2, "12", 2),
            ("a\"}", 3, "[[],{}]", 2),
            ("a\"}", 4, "\"q\\\"\"", 2),
            ("a\"}", 5, "null", 2),
            ("b", 0, "-1.5e3", 3),
            ("d", 0, "{\"e\":[\"{\"]}", 3),
        ];
        let expected = expected.map(|(key, number, element, line)| (key.to_owned(), number, element.to_owned(), line));
        for buffer in 1..12 {
            assert_eq!(walk(text, buffer, "").unwrap(), expected, "{buffer}");
            assert_eq!(walk(text, buffer, "a\"}").unwrap(), expected[5..], "{buffer}");
        }
        assert_eq!(walk("{}", 8, "").unwrap(), []);
    }

    #[test]
    fn what_is_no_object_cut_off_or_followed_by_something_is_refused() {
        let of = |text: &str| walk(text, 4, "").unwrap_err().to_string();
        assert!(of("[1]").contains("is not a JSON object"));
        assert!(of("").contains("is not a JSON object"));
        assert!(of("{\"a\":[1,\n{").contains("line 2: the file is cut off in element 2 of a, after 10 bytes"));
        assert!(of("{\"a\":1").contains("the file is cut off, after 6 bytes"));
        assert!(of("{\"a\":1}{").contains("something follows"));
        assert!(of("{\"a\":[1 2]}").contains("expected a comma or ]"));
        assert!(of("{\"a\" 1}").contains("expected a colon"));
        assert!(of("{\"a\":1,}").contains("expected the name of a member"));
        assert!(of("{a:1}").contains("expected the name of a member"));
    }

    #[test]
    fn text_in_windows_1252_is_read_as_such() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), b"{\"a\":\"Jos\xe9\"}").unwrap();
        let input = Input::open(file.path()).unwrap();
        let mut nobody = ();
        let mut members = Members::open(&input, &mut nobody).unwrap();
        members.key().unwrap();
        assert_eq!(members.next().unwrap().unwrap().parse::<String>().unwrap(), "José");
    }
}
