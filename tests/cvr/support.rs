//! Inputs made in a temporary folder, and contests told by name.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Int32Array, Int64Array, RecordBatch, StringArray};
use coalition_lens::ballots::{CleaningOptions, Contest, ReadingOptions};
use coalition_lens::cvr::{self, ContestFacts, ContestSummary, Format, Input, SourceSet};
use coalition_lens::error::Result;
use tempfile::TempDir;

pub struct Files(TempDir);

impl Files {
    pub fn new() -> Files {
        Files(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn add(&self, name: &str, bytes: impl AsRef<[u8]>) -> Input {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("a temporary file");
        Input::open(path).expect("the file just written")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

pub fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes.as_ref()).and_then(|()| encoder.finish()).expect("gzip in memory")
}

pub fn format(name: &str) -> Format {
    name.parse().expect("the name of a format")
}

pub fn read_all(inputs: &[Input], format: Option<Format>, contest: Option<&str>) -> Result<(Contest, ContestFacts)> {
    cvr::read_contest(inputs, format, contest, CleaningOptions::default(), &mut ())
}

pub fn count_contests(inputs: &[Input]) -> Result<Vec<ContestSummary>> {
    SourceSet::open(inputs, None, ReadingOptions::default())?.count_contests(&mut ())
}

/// Reads one file, its format found by content.
pub fn read(bytes: impl AsRef<[u8]>) -> (Contest, ContestFacts) {
    let files = Files::new();
    read_all(&[files.add("input", bytes)], None, None).expect("a readable input")
}

/// The message for one file, its format found by content.
pub fn error(bytes: impl AsRef<[u8]>) -> String {
    let files = Files::new();
    match read_all(&[files.add("input", bytes)], None, None) {
        Ok((contest, _)) => panic!("read {:?}", rankings(&contest)),
        Err(error) => error.to_string(),
    }
}

pub fn forced_error(bytes: impl AsRef<[u8]>, format: Format) -> String {
    let files = Files::new();
    match read_all(&[files.add("input", bytes)], Some(format), None) {
        Ok((contest, _)) => panic!("read as {format}: {:?}", rankings(&contest)),
        Err(error) => error.to_string(),
    }
}

pub fn has(message: &str, part: &str) {
    assert!(message.contains(part), "{message}\nlacks {part}");
}

/// Rankings as names joined by `>`, with counts.
pub fn rankings(contest: &Contest) -> BTreeMap<String, u64> {
    let name = |&index: &u16| contest.candidates[usize::from(index)].name.as_str();
    let mut counts = BTreeMap::new();
    for (ranking, count) in contest.profile.iter() {
        *counts.entry(ranking.iter().map(name).collect::<Vec<_>>().join(">")).or_insert(0) += count;
    }
    counts
}

pub fn expected(rankings: &[(&str, u64)]) -> BTreeMap<String, u64> {
    rankings.iter().map(|&(ranking, count)| (ranking.to_owned(), count)).collect()
}

pub fn names(contest: &Contest) -> Vec<(u32, &str)> {
    contest.named_candidates()
}

/// (BallotID, candidate_id, candidate_name, rank_position, has_vote, contest_id)
pub type Mark<'a> = (&'a str, i64, &'a str, i32, bool, &'a str);

pub fn parquet(marks: &[Mark]) -> Vec<u8> {
    let text = |value: fn(&Mark) -> String| -> ArrayRef { Arc::new(StringArray::from_iter_values(marks.iter().map(value))) };
    let columns: [(&str, ArrayRef); 6] = [
        ("contest_id", text(|mark| mark.5.to_owned())),
        ("BallotID", text(|mark| mark.0.to_owned())),
        ("candidate_id", Arc::new(Int64Array::from_iter_values(marks.iter().map(|mark| mark.1)))),
        ("candidate_name", text(|mark| mark.2.to_owned())),
        ("rank_position", Arc::new(Int32Array::from_iter_values(marks.iter().map(|mark| mark.3)))),
        ("has_vote", Arc::new(BooleanArray::from_iter(marks.iter().map(|mark| Some(mark.4))))),
    ];
    parquet_of(RecordBatch::try_from_iter(columns).expect("columns of one length"))
}

pub fn parquet_of(batch: RecordBatch) -> Vec<u8> {
    let mut writer = ::parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("a batch");
    writer.into_inner().expect("a file")
}

/// A file of the shared real data, or `None` (and a line on the terminal) where that folder is absent.
pub fn real(path: &str) -> Option<Input> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(path);
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    Some(Input::open(path).expect("a file of the shared data"))
}

/// A workbook with one sheet; empty cells are left out, as office programs leave them.
pub fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    workbook_of(&[("Sheet1", rows)])
}

pub fn workbook_of(sheets: &[(&str, &[Vec<String>])]) -> Vec<u8> {
    workbook_with(sheets, "")
}

/// Cells that begin with `<` are the inside of a cell as the file has it; `after` stands after the cells of every sheet.
pub fn workbook_with(sheets: &[(&str, &[Vec<String>])], after: &str) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let column = |mut number: usize| {
        let mut name = String::new();
        loop {
            name.insert(0, char::from(b'A' + (number % 26) as u8));
            match number / 26 {
                0 => return name,
                more => number = more - 1,
            }
        }
    };
    let sheet_of = |rows: &[Vec<String>]| {
        let mut sheet =
            String::from("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
        for (row, cells) in (1..).zip(rows) {
            sheet += &format!("<row r=\"{row}\">");
            for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let place = format!("{}{row}", column(at));
                sheet += &match cell.parse::<f64>() {
                    _ if cell.starts_with('<') => format!("<c r=\"{place}\">{cell}</c>"),
                    Ok(_) => format!("<c r=\"{place}\"><v>{cell}</v></c>"),
                    Err(_) => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(cell)),
                };
            }
            sheet += "</row>";
        }
        sheet += &format!("</sheetData>{after}</worksheet>");
        sheet
    };
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let root = "http://schemas.openxmlformats.org/package/2006/relationships";
    let numbered = || (1..).zip(sheets);
    let entries: String =
        numbered().map(|(at, (name, _))| format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"rId{at}\"/>")).collect();
    let targets: String = numbered()
        .map(|(at, _)| {
            format!("<Relationship Id=\"rId{at}\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>")
        })
        .collect();
    let mut parts = vec![
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{root}\"><Relationship Id=\"rId1\" Type=\"{relations}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                 xmlns:r=\"{relations}\"><sheets>{entries}</sheets></workbook>"
            ),
        ),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships xmlns=\"{root}\">{targets}</Relationships>")),
    ];
    parts.extend(numbered().map(|(at, (_, rows))| (format!("xl/worksheets/sheet{at}.xml"), sheet_of(rows))));
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        archive.write_all(text.as_bytes()).expect("a part");
    }
    archive.finish().expect("a workbook").into_inner()
}
