//! What the parts of a workbook hold: looked at once, before the library that reads them asks for as much memory as the file claims to
//! need, and to know what it need not look for.

use std::fs::File;
use std::io::{BufReader, Read};

use memchr::{memchr_iter, memmem};
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::cvr::input::{Input, SheetTags};
use crate::cvr::limits::MAX_SHARED_STRINGS;
use crate::error::{Error, Result};

/// How the part with all strings is called, in small letters. The library holds it in memory.
const STRINGS: &str = "sharedstrings.xml";
/// Between two signs `<` of a sheet.
const MAX_GAP: usize = 1 << 20;
/// What parts other than sheets and strings may be unpacked.
const MAX_PART: u64 = 32 << 20;
/// Tags that begin with m are those of merged cells, which the library holds.
const MAX_MERGED: usize = 1 << 20;
/// Deflate makes no more of one byte.
const MAX_RATIO: u64 = 1_032;
/// What tags of merged cells are called, in any namespace.
const MERGED: &[u8] = b"mergeCell";

/// Refuses what would take more memory than a workbook of ballots needs, and looks for tags.
pub(super) fn measure(input: &Input, file: &File) -> Result<SheetTags> {
    let damaged =
        |error: &dyn std::fmt::Display| input.fault(format!("the workbook is damaged ({error}); save it anew, as xlsx or CSV"));
    let clone = file.try_clone().map_err(|error| Error::io(&input.path, error))?;
    let mut archive = ZipArchive::new(BufReader::new(clone)).map_err(|error| damaged(&error))?;
    let mut tags = SheetTags { merged_cells: false, formulas: false };
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
        if name.ends_with(STRINGS) {
            check_strings(part, MAX_SHARED_STRINGS)
                .map_err(|error| damaged(&error))?
                .ok_or_else(|| too_large("strings", MAX_SHARED_STRINGS))?;
        } else if is_small {
            // What cannot be unpacked is told when it is read.
            if look_for(&mut tags, part, |_| true).is_err() {
                tags = ALL;
            }
        } else if name.starts_with("xl/worksheets/") {
            let mut gaps = Gaps::default();
            let is_bounded = look_for(&mut tags, part, |bytes| gaps.are_bounded(bytes)).map_err(|error| damaged(&error))?;
            if !is_bounded {
                return Err(too_large("cells", MAX_GAP as u64));
            }
        } else if name.ends_with(".xml") || name.ends_with(".rels") {
            let mut size = 0;
            let is_bounded = look_for(&mut tags, part, |bytes| {
                size += bytes.len() as u64;
                size <= MAX_PART
            });
            if !is_bounded.map_err(|error| damaged(&error))? {
                return Err(too_large("parts", MAX_PART));
            }
        } else {
            tags = ALL;
        }
    }
    Ok(tags)
}

/// Where it was not looked.
const ALL: SheetTags = SheetTags { merged_cells: true, formulas: true };

/// Looks for tags in a part as long as it `is_bounded`, as seen from one piece to the next; false if it is not.
fn look_for(tags: &mut SheetTags, mut part: impl Read, mut is_bounded: impl FnMut(&[u8]) -> bool) -> std::io::Result<bool> {
    let mut buffer = vec![0; 1 << 17];
    let mut kept = 0;
    loop {
        let read = part.read(&mut buffer[kept..])?;
        let (all, new) = (&buffer[..kept + read], &buffer[kept..kept + read]);
        if read == 0 || !is_bounded(new) {
            return Ok(read == 0);
        }
        tags.merged_cells |= memmem::find(all, MERGED).is_some();
        tags.formulas |= begins_formula(all);
        let start = all.len().saturating_sub(MERGED.len());
        kept = all.len() - start;
        buffer.copy_within(start..start + kept, 0);
    }
}

/// Whether a tag `f` of any namespace stands in XML.
fn begins_formula(xml: &[u8]) -> bool {
    let mut begun = memmem::find_iter(xml, b"<f").chain(memmem::find_iter(xml, b":f"));
    begun.any(|at| xml.get(at + 2).is_some_and(|&byte| byte == b'>' || byte == b'/' || byte.is_ascii_whitespace()))
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

/// What stands between the signs `<` of a sheet.
#[derive(Default)]
struct Gaps {
    last: usize,
    merged: usize,
}

impl Gaps {
    /// False if something between two tags is too long, or too many cells are merged, with the bytes that came before.
    fn are_bounded(&mut self, bytes: &[u8]) -> bool {
        let mut start = 0;
        for at in memchr_iter(b'<', bytes) {
            self.merged += usize::from(bytes.get(at + 1) == Some(&b'm'));
            if self.last + at - start > MAX_GAP || self.merged > MAX_MERGED {
                return false;
            }
            (start, self.last) = (at, 0);
        }
        self.last += bytes.len() - start;
        self.last <= MAX_GAP
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// Gives so many bytes at once.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let length = self.1.min(buffer.len());
            self.0.read(&mut buffer[..length])
        }
    }

    fn found(xml: &str) -> (bool, bool) {
        let look = |length: usize| {
            let mut tags = SheetTags { merged_cells: false, formulas: false };
            let mut seen = Vec::new();
            assert!(look_for(&mut tags, Pieces(xml.as_bytes(), length), |bytes| seen.write_all(bytes).is_ok()).unwrap());
            assert_eq!(seen, xml.as_bytes(), "each byte is checked once");
            tags
        };
        let whole = look(xml.len());
        assert!([1, 2, 3, 7, 8, 9, 10].iter().all(|&length| look(length) == whole), "{xml}");
        (whole.merged_cells, whole.formulas)
    }

    #[test]
    fn merged_cells_and_formulas_are_found_however_they_are_written() {
        assert_eq!(found("<sheetData><c r=\"A1\"><v>1</v></c></sheetData><mergeCells><mergeCell ref=\"A1:B2\"/>"), (true, false));
        assert_eq!(found("<x:sheetData/><x:mergeCells count=\"1\">"), (true, false));
        for formula in ["<f>A1+1</f>", "<f t=\"shared\" si=\"0\"/>", "<f/>", "<x:f>1</x:f>", "<f\n>"] {
            assert_eq!(found(&format!("<c r=\"A1\">{formula}<v>2</v></c>")), (false, true), "{formula}");
        }
        assert_eq!(found("<fonts count=\"1\"><font/></fonts><a:fill>f</a:fill><v>:f</v><c><v>1</v></c>"), (false, false));
    }
}
