//! Text that may be UTF-8 or Windows-1252, its lines, and the numbers in it.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, ErrorKind, Read};

use super::input::{Input, Progress};
use super::limits::MAX_LINE;
use crate::ballots::{MAX_BALLOTS, MAX_RANKS};
use crate::error::Result;

/// UTF-8, else Windows-1252, which holds Latin-1 and has a character for every byte.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// Shortens untrusted text for a message.
pub(super) fn excerpt(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// How a name looks as if it was read in another encoding than it was written in.
pub(super) fn damage(name: &str) -> Option<&'static str> {
    if name.is_ascii() {
        return None;
    }
    if name.contains('\u{FFFD}') {
        return Some("has a sign that stands for one that was lost");
    }
    if name.contains(|c| ('\u{80}'..='\u{9F}').contains(&c)) {
        return Some("has control characters");
    }
    let (bytes, _, is_lossy) = encoding_rs::WINDOWS_1252.encode(name);
    (!is_lossy && std::str::from_utf8(&bytes).is_ok()).then_some("looks like UTF-8 that was once read as Windows-1252")
}

/// A weight or count: a whole number, possibly written `12.0`. The message tells what is wrong.
pub(super) fn parse_weight(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    };
    if is_digits(whole) {
        return match whole.parse() {
            Ok(weight) if weight <= MAX_BALLOTS => Ok(weight),
            _ => Err(format!("the weight {} is too large; at most {MAX_BALLOTS} is counted exactly", excerpt(text))),
        };
    }
    let wrong = match text.parse::<f64>() {
        Ok(number) if number < 0.0 => "is negative",
        Ok(number) if number.is_finite() => "is not a whole number",
        _ => "is not a number",
    };
    Err(format!("the weight {} {wrong}; a whole number of ballots is needed", excerpt(text)))
}

/// A rank position, 1 to [`MAX_RANKS`]. The message tells what is wrong.
pub(super) fn check_rank(rank: i64) -> Result<u16, String> {
    match u16::try_from(rank) {
        Ok(rank) if (1..=MAX_RANKS).contains(&usize::from(rank)) => Ok(rank),
        _ => Err(format!("the rank {rank} is not between 1 and {MAX_RANKS}")),
    }
}

/// Like [`check_rank`], from text.
pub(super) fn parse_rank(text: &str) -> Result<u16, String> {
    let text = text.trim();
    // Spreadsheets and pandas write whole numbers as `1.0`, too.
    let whole = text
        .split_once(['.', ','])
        // Three zeros may be thousands.
        .filter(|(_, fraction)| fraction.len() < 3 && fraction.bytes().all(|byte| byte == b'0'))
        .map_or(text, |(whole, _)| whole);
    let cardinal = ["st", "nd", "rd", "th"].iter().find_map(|end| whole.strip_suffix(end)).unwrap_or(whole);
    match cardinal.parse() {
        Ok(rank) => check_rank(rank),
        Err(_) => Err(format!("the rank {} is not a whole number between 1 and {MAX_RANKS}", excerpt(text))),
    }
}

/// Appends the next line with its end, or as much of it as [`MAX_LINE`] allows, and tells its length: 0 at the end of the text.
pub(super) fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<usize> {
    let mut read = 0;
    while read < MAX_LINE {
        let found = match reader.fill_buf() {
            Ok(found) => &found[..found.len().min(MAX_LINE - read)],
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = memchr::memchr(b'\n', found);
        let length = end.map_or(found.len(), |end| end + 1);
        line.extend_from_slice(&found[..length]);
        reader.consume(length);
        read += length;
        if end.is_some() || length == 0 {
            break;
        }
    }
    Ok(read)
}

/// The lines of a text file.
pub(super) struct Lines<'a> {
    input: &'a Input,
    reader: BufReader<Box<dyn Read + 'a>>,
    line: Vec<u8>,
    number: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn open(input: &'a Input, progress: &'a mut dyn Progress) -> Result<Lines<'a>> {
        Ok(Lines::of(input, input.text(progress)?))
    }

    pub(super) fn of(input: &'a Input, reader: BufReader<Box<dyn Read + 'a>>) -> Lines<'a> {
        Lines { input, reader, line: Vec::new(), number: 0 }
    }

    /// The next line, trimmed, with its number from 1.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Cow<'_, str>)>> {
        let trimmed = |line| match line {
            Cow::Borrowed(text) => Cow::Borrowed(str::trim(text)),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        Ok(self.next_whole()?.map(|(number, line)| (number, trimmed(line))))
    }

    /// Like [`next`](Lines::next), with the white space before and after the line.
    pub(super) fn next_whole(&mut self) -> Result<Option<(u64, Cow<'_, str>)>> {
        self.line.clear();
        let read = read_line(&mut self.reader, &mut self.line).map_err(|error| self.input.read_error(error))?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if read == MAX_LINE {
            return Err(self.input.at_line(self.number, "the line is longer than 16 MiB: is this a text file?"));
        }
        Ok(Some((self.number, decode(&self.line))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_one_by_one_however_the_text_comes_in() {
        for capacity in [1, 2, 3, 100] {
            let mut reader = BufReader::with_capacity(capacity, "one\n\r\ntwo,\nthree".as_bytes());
            let mut lines = Vec::new();
            loop {
                let mut line = b">".to_vec();
                if read_line(&mut reader, &mut line).unwrap() == 0 {
                    break;
                }
                lines.push(String::from_utf8(line).unwrap());
            }
            assert_eq!(lines, [">one\n", ">\r\n", ">two,\n", ">three"]);
        }
    }

    #[test]
    fn no_more_of_a_line_is_read_than_a_line_may_have() {
        let mut reader = BufReader::new(std::io::repeat(b'x'));
        let mut line = Vec::new();
        assert_eq!((read_line(&mut reader, &mut line).unwrap(), line.len()), (MAX_LINE, MAX_LINE));
    }

    #[test]
    fn ranks_are_whole_numbers_however_they_are_written() {
        for text in ["2", " 2 ", "2.0", "2,0", "2.00", "2nd"] {
            assert_eq!(parse_rank(text), Ok(2), "{text}");
        }
        for wrong in ["0", "1001", "1,000", "1.000", "1.5", "2-3", "", "x"] {
            assert!(parse_rank(wrong).is_err(), "{wrong}");
        }
    }
}
