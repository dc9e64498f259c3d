//! Small files that claim or unpack to far more than they are: each ends in an error, in less memory than a laptop spares.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::tempdir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::support::PROGRAM;

const LIMIT_KIB: usize = 300 << 10;
/// Unpacked, more than the limit.
const LARGE: usize = 400 << 20;

/// Inspects in a process whose data, heap and thread stacks together may not grow beyond the limit; what it says.
#[track_caller]
fn refusal(folder: &Path, name: &str) -> String {
    let script = format!("ulimit -d {LIMIT_KIB}; exec \"$0\" inspect-cvr {name} --json");
    let output = Command::new("sh").args(["-c", &script, PROGRAM]).current_dir(folder).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{name}: {told}");
    assert!(told.starts_with("error: "), "{name}: {told}");
    told
}

fn repeat(out: &mut impl Write, unit: &[u8], bytes: usize) {
    let block = unit.repeat((1 << 20) / unit.len());
    for _ in 0..bytes / block.len() {
        out.write_all(&block).unwrap();
    }
}

/// One member of a gzip file.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Of many members, which unpack to one text.
fn gzipped(path: &Path, before: &[u8], unit: &[u8], after: &[u8]) {
    let mut block = Vec::new();
    repeat(&mut block, unit, 8 << 20);
    let middle = gzip(&block).repeat(LARGE / (8 << 20));
    fs::write(path, [gzip(before), middle, gzip(after)].concat()).unwrap();
}

#[test]
fn rows_lines_and_numbers_without_an_end_are_refused() {
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    gzipped(&path("quoted.csv.gz"), b"rank1,rank2\nAda,\"", b"Bo,\n", b"");
    gzipped(&path("row.csv.gz"), b"rank1,rank2\n", b"Ada,", b"");
    gzipped(&path("header.csv.gz"), b"", b"rank1,", b"");
    gzipped(&path("ballots.blt.gz"), b"3 1\n1 ", b"1 2 3 ", b"");
    gzipped(&path("name.blt.gz"), b"2 1\n1 1 2 0\n0\n\"", b"Ada ", b"\"\n\"Bo\"\n");
    for name in ["quoted.csv.gz", "row.csv.gz", "header.csv.gz", "ballots.blt.gz", "name.blt.gz"] {
        refusal(folder.path(), name);
    }
}

#[test]
fn a_row_that_a_zip_file_unpacks_to_is_bounded_too() {
    let folder = tempdir().unwrap();
    let mut archive = ZipWriter::new(File::create(folder.path().join("a.zip")).unwrap());
    archive.start_file("a.csv", SimpleFileOptions::default().compression_level(Some(1))).unwrap();
    archive.write_all(b"rank1,rank2\nAda,Bo\nAda,\"").unwrap();
    repeat(&mut archive, b"Bo,\n", LARGE);
    archive.finish().unwrap();
    refusal(folder.path(), "a.zip");
}

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const SHEET: &[u8] = br#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>rank1</t></is></c><c r="B1" t="inlineStr"><is><t>rank2</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>"#;
const SHEET_END: &[u8] = b"</t></is></c></row></sheetData></worksheet>";
const STRINGS: &[u8] = br#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>"#;

/// A workbook with a cell and a string of so many bytes.
fn workbook(path: &Path, cell: usize, strings: &[u8], string: usize) {
    let mut archive = ZipWriter::new(File::create(path).unwrap());
    let options = SimpleFileOptions::default().compression_level(Some(1));
    for (name, text) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
    ] {
        archive.start_file(name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.start_file("xl/sharedStrings.xml", options).unwrap();
    archive.write_all(strings).unwrap();
    repeat(&mut archive, b"a", string);
    archive.write_all(b"</t></si></sst>").unwrap();
    archive.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    archive.write_all(SHEET).unwrap();
    archive.write_all(b"Ada").unwrap();
    repeat(&mut archive, b"a", cell);
    archive.write_all(SHEET_END).unwrap();
    archive.finish().unwrap();
}

#[test]
fn workbooks_whose_strings_or_cells_are_too_large_are_refused() {
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    workbook(&path("whole.xlsx"), 0, STRINGS, 0);
    let script = format!("ulimit -d {LIMIT_KIB}; exec \"$0\" inspect-cvr whole.xlsx");
    let output = Command::new("sh").args(["-c", &script, PROGRAM]).current_dir(folder.path()).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("Ada"), "{}", String::from_utf8_lossy(&output.stderr));
    workbook(&path("cell.xlsx"), LARGE, STRINGS, 0);
    workbook(&path("string.xlsx"), 0, STRINGS, LARGE);
    let claimed = String::from_utf8_lossy(STRINGS).replace("uniqueCount=\"1\"", "uniqueCount=\"99999999999\"");
    workbook(&path("claim.xlsx"), 0, claimed.as_bytes(), 0);
    for name in ["cell.xlsx", "string.xlsx", "claim.xlsx"] {
        let told = refusal(folder.path(), name);
        assert!(told.contains("the workbook's"), "{told}");
    }
    let size = (SHEET.len() + "Ada".len() + LARGE + SHEET_END.len()) as u32;
    let mut bytes = fs::read(path("cell.xlsx")).unwrap();
    let sizes: Vec<usize> = (0..bytes.len() - 4).filter(|&at| bytes[at..].starts_with(&size.to_le_bytes())).collect();
    assert!(sizes.len() >= 2, "the sheet's size stands before it and in the directory");
    sizes.iter().for_each(|&at| bytes[at..at + 4].copy_from_slice(&1_000u32.to_le_bytes()));
    fs::write(path("small.xlsx"), bytes).unwrap();
    assert!(refusal(folder.path(), "small.xlsx").contains("the workbook is damaged"));
    workbook(&path("row.xlsx"), 31 << 20, STRINGS, 0);
    assert!(refusal(folder.path(), "row.xlsx").contains("longer than 4 MiB"));
}

#[test]
fn xml_entities_are_not_expanded() {
    let folder = tempdir().unwrap();
    let mut entities = String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE c [<!ENTITY a \"aaaaaaaaaa\">");
    for (name, of) in ["b", "c", "d", "e", "f", "g", "h", "i", "j"].iter().zip("abcdefghi".chars()) {
        entities += &format!("<!ENTITY {name} \"{}\">", format!("&{of};").repeat(10));
    }
    entities += "]>\n";
    let report = "<CastVoteRecordReport xmlns=\"http://itl.nist.gov/ns/voting/1500-103/v1\"><CVR><UniqueId>&j;</UniqueId></CVR></CastVoteRecordReport>";
    fs::write(folder.path().join("cdf.xml"), entities.clone() + report).unwrap();
    let hart = "<Cvr xmlns=\"http://tempuri.org/CVRDesign.xsd\"><Contests><Contest><Name>&j;</Name></Contest></Contests></Cvr>";
    fs::write(folder.path().join("hart.xml"), entities + hart).unwrap();
    for name in ["cdf.xml", "hart.xml"] {
        let told = refusal(folder.path(), name);
        assert!(told.contains("document type"), "{told}");
    }
}

#[test]
fn json_that_is_deep_or_has_endless_strings_is_refused() {
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let sessions = br#"{"Version":"5.10.11.24","ElectionId":"x","Sessions":["#;
    let report = br#"{"@type":"CVR.CastVoteRecordReport","CVR":["#;
    for (kind, start) in [("dominion", &sessions[..]), ("cdf", &report[..])] {
        gzipped(&path(&format!("{kind}-deep.json.gz")), start, b"[", b"");
        gzipped(&path(&format!("{kind}-text.json.gz")), &[start, b"{\"a\":\""].concat(), b"aaaaaaaa", b"");
        gzipped(&path(&format!("{kind}-numbers.json.gz")), &[start, b"{\"BatchId\":"].concat(), b"11111111", b"");
    }
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("CvrExport.json", SimpleFileOptions::default().compression_level(Some(1))).unwrap();
    archive.write_all(sessions).unwrap();
    repeat(&mut archive, b"{\"a\":", LARGE);
    fs::write(path("deep.zip"), archive.finish().unwrap().into_inner()).unwrap();
    for kind in ["dominion", "cdf"] {
        for bomb in ["deep", "text", "numbers"] {
            refusal(folder.path(), &format!("{kind}-{bomb}.json.gz"));
        }
    }
    refusal(folder.path(), "deep.zip");
}
