//! The first sheet of a workbook (xlsx), row by row.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::parts;
use super::row::Row;
use crate::cvr::guard::guarded;
use crate::cvr::input::{Input, Progress, SheetTags};
use crate::cvr::limits::{MAX_COLUMNS, MAX_ROW};
use crate::error::Result;

const WORKBOOK: &str = "xl/workbook.xml";

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
    let (file, tags) = measured(input)?;
    let damaged = || input.fault("the workbook is damaged; save it anew, as xlsx or CSV");
    guarded(|| read(input, file, tags, progress, each)).unwrap_or_else(|| Err(damaged()))
}

fn read(
    input: &Input,
    file: File,
    tags: SheetTags,
    progress: &mut dyn Progress,
    each: &mut dyn FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let damaged =
        |error: calamine::XlsxError| input.fault(format!("the workbook is damaged ({error}); save it anew, as xlsx or CSV"));
    let mut workbook = Xlsx::new(BufReader::with_capacity(1 << 17, Told { file, progress })).map_err(damaged)?;
    let Some(name) = visible(&workbook).into_iter().next() else { return Err(input.fault("has no sheet")) };
    read_sheet(input, &mut workbook, &name, tags, each)
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
    let (file, tags) = measured(input)?;
    let looked = guarded(|| {
        let mut workbook = Xlsx::new(BufReader::with_capacity(1 << 17, file)).map_err(|_| damaged())?;
        let mut found = Vec::new();
        for name in visible(&workbook) {
            let mut rows: Vec<Vec<String>> = Vec::new();
            let read = read_sheet(input, &mut workbook, &name, tags, &mut |row| {
                rows.push(row.texts());
                Ok(if rows.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            });
            if found.is_empty() {
                read?;
                // The library reads the sheet tag by tag for these, which takes as long as reading its cells.
                let merged = match tags.merged_cells {
                    true => workbook.merge_cells_by_sheet_name(&name).map_err(|_| damaged())?,
                    false => Vec::new(),
                };
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
    tags: SheetTags,
    each: &mut dyn FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let damaged =
        |error: calamine::XlsxError| input.fault(format!("the workbook is damaged ({error}); save it anew, as xlsx or CSV"));
    let mut cells = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    let mut texts: Vec<String> = Vec::new();
    let (mut row, mut used, mut bytes) = (0u32, 0usize, 0usize);
    loop {
        let (value, with_formula);
        let cell = if tags.formulas {
            with_formula = cells.next_cell_with_formula_metadata().map_err(damaged)?;
            with_formula.as_ref().map(|cell| (cell.pos, &cell.value, cell.formula.is_some()))
        } else {
            value = cells.next_cell().map_err(damaged)?;
            value.as_ref().map(|cell| (cell.get_position(), cell.get_value(), false))
        };
        if cell.is_none_or(|((at, _), ..)| at != row) {
            if used > 0 && each(&Row::of_texts(u64::from(row) + 1, &texts[..used]))?.is_break() {
                return Ok(());
            }
            texts.iter_mut().for_each(String::clear);
            (used, bytes) = (0, 0);
        }
        let Some(((at, column), value, is_formula)) = cell else { return Ok(()) };
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
        let wrong = match value {
            DataRef::Error(error) => Some(format!("holds the error {error}")),
            DataRef::Empty if is_formula => Some("holds a formula whose value is not in the file".to_owned()),
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
        write_text(value, &mut texts[column]);
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
        // Most numbers are whole, and written in a fraction of the time.
        DataRef::Float(number) if number.fract() == 0.0 && (1.0..1e15).contains(&number.abs()) => {
            write!(text, "{}", *number as i64)
        }
        DataRef::Float(number) => write!(text, "{number}"),
        DataRef::Bool(value) => write!(text, "{value}"),
        DataRef::DateTime(time) => write!(text, "{}", time.as_f64()),
        DataRef::DateTimeIso(time) | DataRef::DurationIso(time) => write!(text, "{time}"),
        DataRef::Error(error) => write!(text, "{error}"),
        DataRef::Empty => Ok(()),
    };
}

/// The file, of bounded parts, and what its sheets may hold.
fn measured(input: &Input) -> Result<(File, SheetTags)> {
    let file = input.seekable()?;
    if let Some(&tags) = input.measured.get() {
        return Ok((file, tags));
    }
    let tags = parts::measure(input, &file)?;
    Ok((file, *input.measured.get_or_init(|| tags)))
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
