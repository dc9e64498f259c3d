//! The first sheet of a workbook (xlsx), row by row. The library that reads it holds all strings of the workbook and asks for as
//! much memory as the file claims to need, so its parts are measured, once, before it sees them.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};
use memchr::memchr_iter;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::row::Row;
use crate::cvr::guard::guarded;
use crate::cvr::input::{Input, Progress};
use crate::cvr::limits::{MAX_COLUMNS, MAX_ROW, MAX_SHARED_STRINGS};
use crate::error::{Error, Result};

const WORKBOOK: &str = "xl/workbook.xml";
/// Between two signs `<` of a sheet.
const MAX_GAP: usize = 1 << 20;
/// What parts other than sheets and strings may be unpacked.
const MAX_PART: u64 = 32 << 20;
/// Tags that begin with m are those of merged cells, which the library holds.
const MAX_MERGED: usize = 1 << 20;
/// Deflate makes no more of one byte.
const MAX_RATIO: u64 = 1_032;

/// Whether an input is a workbook.
///
/// # Errors
/// It is a zip file of another kind.
pub(super) fn is_workbook(input: &Input) -> Result<bool> {
    let mut head = [0; 4];
    let mut contents = input.unpacked(input.file()?)?;
    if contents.read_exact(&mut head).is_err() || head != *b"PK\x03\x04" {
        return Ok(false);
    }
    let archive = ZipArchive::new(BufReader::new(input.seekable()?));
    if archive.is_ok_and(|archive| archive.index_for_name(WORKBOOK).is_some()) {
        return Ok(true);
    }
    Err(input.fault("is a zip file without a workbook (xlsx) in it, or a damaged one; unpack it, or save it anew as xlsx or CSV"))
}

pub(super) fn for_each_row(
    input: &Input,
    progress: &mut dyn Progress,
    each: &mut dyn FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let file = measured(input)?;
    let damaged = || input.fault("the workbook is damaged; save it anew, as xlsx or CSV");
    guarded(|| read(input, file, progress, each)).unwrap_or_else(|| Err(damaged()))
}

fn read(
    input: &Input,
    file: File,
    progress: &mut dyn Progress,
    each: &mut dyn FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let damaged =
        |error: calamine::XlsxError| input.fault(format!("the workbook is damaged ({error}); save it anew, as xlsx or CSV"));
    let mut workbook = Xlsx::new(BufReader::with_capacity(1 << 17, Told { file, progress })).map_err(damaged)?;
    let Some(name) = visible(&workbook).into_iter().next() else { return Err(input.fault("has no sheet")) };
    read_sheet(input, &mut workbook, &name, each)
}

/// Names of the sheets that are seen in a spreadsheet program.
fn visible<R: Read + Seek>(workbook: &Xlsx<R>) -> Vec<String> {
    let sheets = workbook.sheets_metadata().iter();
    let seen = sheets.filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet);
    seen.map(|sheet| sheet.name.clone()).collect()
}

/// The sheets of a workbook that are seen and have rows; the first is the one that is read.
///
/// # Errors
/// Another sheet has the heading of the one that is read, or cells below the header are merged.
pub(super) fn sheets(input: &Input, header_row: Option<u64>) -> Result<Vec<String>> {
    let damaged = || input.fault("the workbook is damaged; save it anew, as xlsx or CSV");
    let file = measured(input)?;
    let looked = guarded(|| {
        let mut workbook = Xlsx::new(BufReader::with_capacity(1 << 17, file)).map_err(|_| damaged())?;
        let mut found = Vec::new();
        for name in visible(&workbook) {
            let mut rows: Vec<Vec<String>> = Vec::new();
            let read = read_sheet(input, &mut workbook, &name, &mut |row| {
                rows.push(row.texts());
                Ok(if rows.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            });
            if found.is_empty() {
                read?;
                let merged = workbook.merge_cells_by_sheet_name(&name).map_err(|_| damaged())?;
                let below = merged.iter().find(|region| header_row.is_some_and(|header| u64::from(region.start.0) >= header));
                if let Some((row, column)) = below.map(|region| region.start) {
                    let cell = format!("{}{}", letters(column as usize), row + 1);
                    return Err(input.at_line(
                        u64::from(row) + 1,
                        format!(
                            "the cell {cell} is merged with others: take the merging off, and write what holds into every cell"
                        ),
                    ));
                }
            }
            if found.is_empty() || rows.len() == 2 {
                found.push((name, rows));
            }
        }
        Ok(found)
    });
    let found = looked.unwrap_or_else(|| Err(damaged()))?;
    if let [(first, rows), others @ ..] = found.as_slice()
        && let Some((other, _)) = others.iter().find(|(_, other)| !rows.is_empty() && other.first() == rows.first())
    {
        return Err(input.fault(format!(
            "the sheets {first:?} and {other:?} have the same heading: save each as a file of its own, or take out those that do not count"
        )));
    }
    Ok(found.into_iter().map(|(name, _)| name).collect())
}

fn read_sheet<R: Read + Seek>(
    input: &Input,
    workbook: &mut Xlsx<R>,
    name: &str,
    each: &mut dyn FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let damaged =
        |error: calamine::XlsxError| input.fault(format!("the workbook is damaged ({error}); save it anew, as xlsx or CSV"));
    let mut cells = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    let mut texts: Vec<String> = Vec::new();
    let (mut row, mut used, mut bytes) = (0u32, 0usize, 0usize);
    loop {
        let cell = cells.next_cell_with_formula_metadata().map_err(damaged)?;
        let next = cell.as_ref().map(|cell| cell.pos);
        if next.is_none_or(|(at, _)| at != row) {
            if used > 0 && each(&Row::of_texts(u64::from(row) + 1, &texts[..used]))?.is_break() {
                return Ok(());
            }
            texts.iter_mut().for_each(String::clear);
            (used, bytes) = (0, 0);
        }
        let (Some(cell), Some((at, column))) = (cell, next) else { return Ok(()) };
        if at < row {
            return Err(input.at_line(u64::from(at) + 1, "rows are not in order; save the workbook anew"));
        }
        row = at;
        let column = column as usize;
        if column >= MAX_COLUMNS {
            return Err(input.at_line(u64::from(row) + 1, format!("the row has more than {MAX_COLUMNS} columns")));
        }
        if texts.len() <= column {
            texts.resize_with(column + 1, String::new);
        }
        let wrong = match &cell.value {
            DataRef::Error(error) => Some(format!("holds the error {error}")),
            DataRef::Empty if cell.formula.is_some() => Some("holds a formula whose value is not in the file".to_owned()),
            _ => None,
        };
        if let Some(wrong) = wrong {
            let message = format!(
                "the cell {}{} {wrong}: open the workbook in a spreadsheet program, and save it with values in place of formulas",
                letters(column),
                row + 1
            );
            return Err(input.at_line(u64::from(row) + 1, message));
        }
        write_text(&cell.value, &mut texts[column]);
        bytes += texts[column].len();
        if bytes > MAX_ROW {
            return Err(input.at_line(u64::from(row) + 1, "the row is longer than 4 MiB"));
        }
        if !texts[column].chars().all(char::is_whitespace) {
            used = used.max(column + 1);
        }
    }
}

/// A column as a spreadsheet has it: A, B, …, Z, AA.
fn letters(column: usize) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    if column < 26 { last.to_string() } else { format!("{}{last}", letters(column / 26 - 1)) }
}

fn write_text(value: &DataRef, text: &mut String) {
    use std::fmt::Write;
    text.clear();
    let _ = match value {
        DataRef::String(string) => write!(text, "{string}"),
        DataRef::SharedString(string) => {
            text.push_str(string);
            Ok(())
        }
        DataRef::Int(number) => write!(text, "{number}"),
        DataRef::Float(number) => write!(text, "{number}"),
        DataRef::Bool(value) => write!(text, "{value}"),
        DataRef::DateTime(time) => write!(text, "{}", time.as_f64()),
        DataRef::DateTimeIso(time) | DataRef::DurationIso(time) => write!(text, "{time}"),
        DataRef::Error(error) => write!(text, "{error}"),
        DataRef::Empty => Ok(()),
    };
}

/// The file, of bounded parts.
fn measured(input: &Input) -> Result<File> {
    let file = input.seekable()?;
    if input.measured.get().is_none() {
        measure(input, &file)?;
        let _ = input.measured.set(());
    }
    Ok(file)
}

/// Refuses what would take more memory than a workbook of ballots needs.
fn measure(input: &Input, file: &File) -> Result<()> {
    let damaged =
        |error: &dyn std::fmt::Display| input.fault(format!("the workbook is damaged ({error}); save it anew, as xlsx or CSV"));
    let clone = file.try_clone().map_err(|error| Error::io(&input.path, error))?;
    let mut archive = ZipArchive::new(BufReader::new(clone)).map_err(|error| damaged(&error))?;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| damaged(&error))?;
        let name = part.name().map_err(|error| damaged(&error))?.to_ascii_lowercase();
        // The zip library ends with an error where a part unpacks to more than it claims.
        let is_small = part.size().min(part.compressed_size().saturating_mul(MAX_RATIO)) <= MAX_PART;
        let too_large = |what: &str, limit: u64| {
            Error::TooLarge(format!(
                "{}: the workbook's {what} are larger than {} MiB unpacked; save it as CSV",
                input.name,
                limit >> 20
            ))
        };
        if name.ends_with("sharedstrings.xml") {
            check_strings(part, MAX_SHARED_STRINGS)
                .map_err(|error| damaged(&error))?
                .ok_or_else(|| too_large("strings", MAX_SHARED_STRINGS))?;
        } else if is_small {
            continue;
        } else if name.starts_with("xl/worksheets/") {
            check_gaps(part).map_err(|error| damaged(&error))?.ok_or_else(|| too_large("cells", MAX_GAP as u64))?;
        } else if name.ends_with(".xml") || name.ends_with(".rels") {
            let size = std::io::copy(&mut part.take(MAX_PART + 1), &mut std::io::sink()).map_err(|error| damaged(&error))?;
            if size > MAX_PART {
                return Err(too_large("parts", MAX_PART));
            }
        }
    }
    Ok(())
}

/// `None` if the strings are too many or too long, by what is there or by what is claimed.
fn check_strings(part: impl Read, limit: u64) -> std::io::Result<Option<()>> {
    let mut head = Vec::new();
    let mut part = part.take(limit + 1);
    (&mut part).take(64 << 10).read_to_end(&mut head)?;
    let size = head.len() as u64 + std::io::copy(&mut part, &mut std::io::sink())?;
    if size > limit {
        return Ok(None);
    }
    let mut xml = quick_xml::Reader::from_reader(head.as_slice());
    let mut buffer = Vec::new();
    while let Ok(event) = xml.read_event_into(&mut buffer) {
        match event {
            Event::Start(start) | Event::Empty(start) => {
                let claimed = start.try_get_attribute("uniqueCount").ok().flatten();
                let claimed = claimed.and_then(|claimed| claimed.value.parse::<u64>().ok());
                // A string takes five bytes at least: <si/>.
                return Ok(claimed.is_none_or(|count| count <= size / 5 + 1).then_some(()));
            }
            Event::Eof => break,
            _ => buffer.clear(),
        }
    }
    Ok(Some(()))
}

/// `None` if something between two tags is too long, or too many cells are merged.
fn check_gaps(mut part: impl Read) -> std::io::Result<Option<()>> {
    let mut buffer = vec![0; 1 << 17];
    let (mut gap, mut merged) = (0, 0);
    loop {
        let read = part.read(&mut buffer)?;
        if read == 0 {
            return Ok(Some(()));
        }
        let mut start = 0;
        for at in memchr_iter(b'<', &buffer[..read]) {
            merged += usize::from(buffer[..read].get(at + 1) == Some(&b'm'));
            if gap + at - start > MAX_GAP || merged > MAX_MERGED {
                return Ok(None);
            }
            (start, gap) = (at, 0);
        }
        gap += read - start;
        if gap > MAX_GAP {
            return Ok(None);
        }
    }
}

/// Tells how far into the file the reading has come.
struct Told<'a> {
    file: File,
    progress: &'a mut dyn Progress,
}

impl Read for Told<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        if let Ok(at) = self.file.stream_position() {
            self.progress.bytes(at);
        }
        Ok(read)
    }
}

impl Seek for Told<'_> {
    fn seek(&mut self, position: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(position)
    }
}
