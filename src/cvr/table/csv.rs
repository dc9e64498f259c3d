//! CSV files: records with line numbers. The sign between cells and the line ends are told by how the file begins.

use std::io::{BufRead, Read};
use std::ops::ControlFlow;

use ::csv::{ByteRecord, Terminator};

use super::row::Row;
use crate::cvr::input::{Input, Progress};
use crate::cvr::limits::{MAX_COLUMNS, MAX_LINE, MAX_ROW};
use crate::cvr::text::{decode, excerpt};
use crate::error::{Error, Result};

/// Between cells, in the order of preference where a header has as many of two.
const DELIMITERS: [u8; 4] = *b",;\t|";
const BUFFER: usize = 256 << 10;

/// A CSV file whose first record is its header, for readers that scan what comes after it by themselves.
pub(in crate::cvr) struct CsvTable<'a> {
    records: Records<'a>,
    pub(in crate::cvr) header: Vec<String>,
}

impl<'a> CsvTable<'a> {
    /// # Errors
    /// An empty file, or one without a line end in its first 16 MiB.
    pub(in crate::cvr) fn open(input: &'a Input, progress: &'a mut dyn Progress) -> Result<CsvTable<'a>> {
        let mut records = Records::open(input, progress)?;
        let header = match records.next(MAX_LINE)? {
            None => return Err(input.fault("is empty")),
            Some((_, record)) if record.iter().all(|cell| cell.trim_ascii().is_empty()) => {
                return Err(input.fault("has an empty first line; a header is needed"));
            }
            Some((_, record)) => record.iter().map(|cell| decode(cell).trim().to_owned()).collect(),
        };
        Ok(CsvTable { records, header })
    }

    /// Bytes of text and lines up to the end of the header.
    pub(in crate::cvr) fn header_end(&self) -> (u64, u64) {
        let position = self.records.reader.position();
        (position.byte(), position.line())
    }
}

/// Every record, the header's included.
pub(super) fn for_each_row(
    input: &Input,
    progress: &mut dyn Progress,
    each: &mut dyn FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let mut records = Records::open(input, progress)?;
    let mut limit = MAX_LINE;
    while let Some((line, record)) = records.next(limit)? {
        limit = MAX_ROW;
        if each(&Row::of_record(line, record))?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Records as the file has them: with CRLF, the last cell keeps its carriage return, and is trimmed like every cell.
struct Records<'a> {
    input: &'a Input,
    reader: ::csv::Reader<Bounded<Box<dyn Read + 'a>>>,
    record: ByteRecord,
    /// Records read, in a file whose line ends the library does not count.
    read: Option<u64>,
}

impl<'a> Records<'a> {
    fn open(input: &'a Input, progress: &'a mut dyn Progress) -> Result<Records<'a>> {
        let mut text = input.text(progress)?;
        let head = text.fill_buf().map_err(|error| input.read_error(error))?;
        let shape = Shape::of(head);
        let reader = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(shape.delimiter)
            .terminator(Terminator::Any(shape.line_end))
            .buffer_capacity(BUFFER)
            .from_reader(Bounded { inner: Box::new(text) as Box<dyn Read>, quotes: 0, left: 0 });
        let read = (shape.line_end == b'\r').then_some(0);
        Ok(Records { input, reader, record: ByteRecord::new(), read })
    }

    /// The next record that is no blank line, with the number of its first line, if it is no longer than `limit` bytes.
    fn next(&mut self, limit: usize) -> Result<Option<(u64, &ByteRecord)>> {
        let input = self.input;
        loop {
            // What stands in the reader's buffer is there already.
            self.reader.get_mut().left = limit;
            let found = self.reader.read_byte_record(&mut self.record).map_err(|error| csv_error(input, error))?;
            if let Some(read) = &mut self.read {
                *read += 1;
            }
            let line = self.read.unwrap_or_else(|| self.record.position().map_or(1, ::csv::Position::line));
            if self.reader.get_ref().left == 0 || self.record.as_slice().len() > limit {
                let message = format!("the row is longer than {} MiB: is a quoted cell not closed?", limit >> 20);
                return Err(input.at_line(line, message));
            }
            if self.record.len() > MAX_COLUMNS {
                return Err(input.at_line(line, format!("the row has more than {MAX_COLUMNS} columns")));
            }
            if !found {
                if self.reader.get_ref().quotes % 2 == 1 {
                    return Err(input.fault("has an odd number of quotation marks: a quoted cell is not closed"));
                }
                return Ok(None);
            }
            if self.record.len() > 1 || !self.record.as_slice().trim_ascii().is_empty() {
                return Ok(Some((line, &self.record)));
            }
        }
    }
}

/// How a file is cut into lines and cells.
struct Shape {
    line_end: u8,
    delimiter: u8,
}

impl Shape {
    /// By its first line with more than one cell, quoted cells passed over.
    fn of(head: &[u8]) -> Shape {
        let line_end = if !head.contains(&b'\n') && head.contains(&b'\r') { b'\r' } else { b'\n' };
        let mut is_quoted = false;
        let mut counts = [0usize; DELIMITERS.len()];
        for &byte in head {
            match byte {
                b'"' => is_quoted = !is_quoted,
                _ if is_quoted => {}
                _ if byte == line_end => {
                    if counts.iter().any(|&count| count > 0) {
                        break;
                    }
                }
                _ => {
                    if let Some(which) = DELIMITERS.iter().position(|&delimiter| delimiter == byte) {
                        counts[which] += 1;
                    }
                }
            }
        }
        let most = counts.iter().max().copied().unwrap_or(0);
        let which = counts.iter().position(|&count| count == most && most > 0).unwrap_or(0);
        Shape { line_end, delimiter: DELIMITERS[which] }
    }
}

/// What a row of a wrong width is told.
pub(in crate::cvr) fn width_message(found: usize, expected: usize) -> String {
    let columns = |n: usize| if n == 1 { "1 column".to_owned() } else { format!("{n} columns") };
    format!("the row has {}, the header {}", columns(found), columns(expected))
}

/// What a cell that cannot be read is told.
pub(in crate::cvr) fn cell_message(column: &str, message: &str) -> String {
    format!("column {}: {message}", excerpt(column))
}

fn csv_error(input: &Input, error: ::csv::Error) -> Error {
    let line = error.position().map(::csv::Position::line);
    match (error.into_kind(), line) {
        (::csv::ErrorKind::Io(error), _) => input.read_error(error),
        (kind, Some(line)) => input.at_line(line, format!("not CSV: {kind:?}")),
        (kind, None) => input.fault(format!("not CSV: {kind:?}")),
    }
}

/// Counts quotation marks, and gives no more bytes than one row may take.
struct Bounded<R> {
    inner: R,
    quotes: u64,
    left: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.left.min(buffer.len());
        let read = self.inner.read(&mut buffer[..length])?;
        self.left -= read;
        self.quotes += buffer[..read].iter().filter(|&&byte| byte == b'"').count() as u64;
        Ok(read)
    }
}
