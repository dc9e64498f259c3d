//! A CSV file with a header row: records with line numbers, all of one width.

use std::io::Read;

use csv::ByteRecord;

use super::input::{Input, Progress};
use super::text::{MAX_LINE, decode, excerpt};
use crate::error::{Error, Result};

/// A quoted cell that is never closed would swallow the rest of the file.
const MAX_RECORD: usize = 4 << 20;

pub(super) struct CsvTable<'a> {
    input: &'a Input,
    reader: csv::Reader<QuoteCounter<Box<dyn Read + 'a>>>,
    pub(super) header: Vec<String>,
    record: ByteRecord,
}

impl<'a> CsvTable<'a> {
    /// # Errors
    /// An empty file, or one without a line end in its first 16 MiB.
    pub(super) fn open(input: &'a Input, progress: &'a mut dyn Progress) -> Result<CsvTable<'a>> {
        CsvTable::of(input, Box::new(input.text(progress)?))
    }

    /// The table in a text.
    pub(super) fn of(input: &'a Input, text: Box<dyn Read + 'a>) -> Result<CsvTable<'a>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(256 << 10)
            .from_reader(QuoteCounter { inner: text, quotes: 0, limit: Some(MAX_LINE) });
        let mut record = ByteRecord::new();
        let found = reader.read_byte_record(&mut record).map_err(|error| csv_error(input, error))?;
        if !found || record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return Err(input.fault(if found { "has an empty first line; a header is needed" } else { "is empty" }));
        }
        reader.get_mut().limit = None;
        let header = record.iter().map(|cell| decode(cell).trim().to_owned()).collect();
        Ok(CsvTable { input, reader, header, record })
    }

    /// Bytes of text and lines up to the end of the header.
    pub(super) fn header_end(&self) -> (u64, u64) {
        let position = self.reader.position();
        (position.byte(), position.line())
    }

    /// The next record with the number of its first line; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &ByteRecord)>> {
        let found = self.reader.read_byte_record(&mut self.record).map_err(|error| csv_error(self.input, error))?;
        if !found {
            if self.reader.get_ref().quotes % 2 == 1 {
                return Err(self.input.fault("has an odd number of quotation marks: a quoted cell is not closed"));
            }
            return Ok(None);
        }
        let line = self.record.position().map_or(0, |position| position.line());
        if self.record.as_slice().len() > MAX_RECORD {
            return Err(self.input.at_line(line, "the row is longer than 4 MiB: is a quoted cell not closed?"));
        }
        if self.record.len() != self.header.len() {
            return Err(self.input.at_line(line, width_message(self.record.len(), self.header.len())));
        }
        Ok(Some((line, &self.record)))
    }
}

/// What a row of a wrong width is told.
pub(super) fn width_message(found: usize, expected: usize) -> String {
    let columns = |n: usize| if n == 1 { "1 column".to_owned() } else { format!("{n} columns") };
    format!("the row has {}, the header {}", columns(found), columns(expected))
}

/// What a cell that cannot be read is told.
pub(super) fn cell_message(column: &str, message: &str) -> String {
    format!("column {}: {message}", excerpt(column))
}

fn csv_error(input: &Input, error: csv::Error) -> Error {
    let line = error.position().map(csv::Position::line);
    match (error.into_kind(), line) {
        (csv::ErrorKind::Io(error), _) => input.read_error(error),
        (kind, Some(line)) => input.at_line(line, format!("not CSV: {kind:?}")),
        (kind, None) => input.fault(format!("not CSV: {kind:?}")),
    }
}

struct QuoteCounter<R> {
    inner: R,
    quotes: u64,
    /// Bytes left to read until the header must have ended.
    limit: Option<usize>,
}

impl<R: Read> Read for QuoteCounter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.limit.map_or(buffer.len(), |limit| limit.min(buffer.len()));
        let read = self.inner.read(&mut buffer[..length])?;
        self.limit = self.limit.map(|limit| limit - read);
        self.quotes += buffer[..read].iter().filter(|&&byte| byte == b'"').count() as u64;
        Ok(read)
    }
}
