//! The byte scan of one row: hundreds of cells, nearly all of them 0.

use std::ops::{ControlFlow, Range};

use crate::cvr::table::{cell_message, width_message};
use crate::cvr::text::{decode, excerpt};

use super::header::Header;

/// What became of a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scan {
    Done,
    /// The row ends inside quotation marks: it goes on in the next line.
    Open,
    Wrong(String),
}

/// What a row holds.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Where the cells before the choices stand in the row, quotation marks around them left out.
    pub(super) leading: Vec<Range<usize>>,
    /// The marked columns, as indices into [`Header::choices`].
    pub(super) marked: Vec<usize>,
}

const ZEROS: [u8; 8] = *b"0,0,0,0,";
const DIGIT_BITS: u64 = 0x0001_0001_0001_0001;

/// Finds what a row (without its line end) holds.
pub(super) fn scan(row: &[u8], header: &Header, cells: &mut Cells) -> Scan {
    cells.marked.clear();
    match scan_leading(row, header.leading, &mut cells.leading) {
        Some(start) if scan_regular(&row[start..], header.choices.len(), &mut cells.marked) => Scan::Done,
        _ => scan_any(row, header, &mut cells.marked),
    }
}

/// Cells of one byte each, 0 or 1, without quotes. False if they are not; `marked` is then to be cleared.
fn scan_regular(cells: &[u8], count: usize, marked: &mut Vec<usize>) -> bool {
    if cells.len() + 1 != 2 * count {
        return false;
    }
    let (blocks, _) = cells.as_chunks::<8>().0.as_chunks::<4>();
    let rest = &cells[blocks.as_flattened().as_flattened().len()..];
    let mut last = [ZEROS; 4];
    last.as_flattened_mut()[..rest.len()].copy_from_slice(rest);
    for (index, block) in blocks.iter().chain([&last]).enumerate() {
        let bits = block.map(|word| u64::from_le_bytes(word) ^ u64::from_le_bytes(ZEROS));
        let any = bits.iter().fold(0, |any, bits| any | bits);
        if any & !DIGIT_BITS != 0 {
            return false;
        }
        if any == 0 {
            continue;
        }
        for (word, mut bits) in bits.into_iter().enumerate() {
            while bits != 0 {
                marked.push(index * 16 + word * 4 + bits.trailing_zeros() as usize / 16);
                bits &= bits - 1;
            }
        }
    }
    true
}

/// Finds `count` cells, and the offset after their commas; `None` if the row has no more cells than that.
fn scan_leading(row: &[u8], count: usize, leading: &mut Vec<Range<usize>>) -> Option<usize> {
    leading.clear();
    let mut at = 0;
    for _ in 0..count {
        let comma = |from: usize| Some(from + row[from..].iter().position(|&byte| byte == b',')?);
        let (cell, end) = match row.get(at) {
            Some(b'"') => {
                let close = at + quoted_end(&row[at..])?;
                (at + 1..close - 1, comma(close)?)
            }
            _ => {
                let end = comma(at)?;
                (at..end, end)
            }
        };
        leading.push(cell);
        at = end + 1;
    }
    Some(at)
}

/// The first cell, quotation marks around it left out, and what stands after its comma; `None` if it ends inside quotation marks.
fn split_cell(row: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let (cell, after) = match row.first() {
        Some(b'"') => {
            let close = quoted_end(row)?;
            (&row[1..close - 1], &row[close..])
        }
        _ => row.split_at(row.iter().position(|&byte| byte == b',').unwrap_or(row.len())),
    };
    let comma = after.iter().position(|&byte| byte == b',');
    Some((cell, comma.map(|comma| &after[comma + 1..])))
}

/// The offset after the closing mark of a cell that begins with a quotation mark.
fn quoted_end(cell: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += cell[at..].iter().position(|&byte| byte == b'"')? + 1;
        if cell.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

fn scan_any(row: &[u8], header: &Header, marked: &mut Vec<usize>) -> Scan {
    marked.clear();
    let mut column = 0;
    let mut wrong = None;
    let flow = for_each_cell(row, |cell| {
        if let Some(choice) = column_choice(header, column) {
            match cell.trim_ascii() {
                b"1" => marked.push(choice),
                b"0" | b"" => {}
                other => {
                    let message = format!("the cell is {}; expected 1 for a mark or 0", excerpt(&decode(other)));
                    wrong.get_or_insert_with(|| cell_message(&header.names[column], &message));
                }
            }
        }
        column += 1;
    });
    if flow.is_break() {
        return Scan::Open;
    }
    if column != header.names.len() {
        return Scan::Wrong(width_message(column, header.names.len()));
    }
    wrong.map_or(Scan::Done, Scan::Wrong)
}

fn column_choice(header: &Header, column: usize) -> Option<usize> {
    let choice = column.checked_sub(header.leading)?;
    header.choices.get(choice)?.is_some().then_some(choice)
}

/// Breaks if the row ends inside quotation marks.
fn for_each_cell(row: &[u8], mut each: impl FnMut(&[u8])) -> ControlFlow<()> {
    let mut rest = Some(row);
    while let Some(row) = rest {
        let Some((cell, after)) = split_cell(row) else { return ControlFlow::Break(()) };
        each(cell);
        rest = after;
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cvr::readers::clear_ballot::header::ChoiceColumn;

    fn header(leading: usize, choices: usize) -> Header {
        let choice = ChoiceColumn { id: 1, contest: 0, rank: 1, seats: None, name: "A".into() };
        Header {
            names: (0..leading + choices).map(|column| format!("c{column}")).collect(),
            leading,
            choices: vec![Some(choice); choices],
            contests: vec!["M".into()],
            end: (0, 1),
        }
    }

    fn marks(row: &str, leading: usize, choices: usize) -> Vec<usize> {
        let mut cells = Cells { marked: vec![99], ..Cells::default() };
        assert_eq!(scan(row.as_bytes(), &header(leading, choices), &mut cells), Scan::Done, "{row}");
        cells.marked
    }

    fn fault(row: &str, leading: usize, choices: usize) -> String {
        match scan(row.as_bytes(), &header(leading, choices), &mut Cells::default()) {
            Scan::Wrong(message) => message,
            other => panic!("{row}: {other:?}"),
        }
    }

    #[test]
    fn marks_are_found_wherever_they_stand() {
        for count in 1..20 {
            for marked in 0..count {
                let cells: Vec<&str> = (0..count).map(|column| if column == marked { "1" } else { "0" }).collect();
                assert_eq!(marks(&format!("B1,\"a,\"\"b\",{}", cells.join(",")), 2, count), [marked]);
            }
        }
        assert_eq!(marks("1,1,1,1,1,1", 0, 6), [0, 1, 2, 3, 4, 5]);
        assert!(marks("B,0,0,0,0,0", 1, 5).is_empty());
    }

    #[test]
    fn quoted_empty_and_padded_cells_are_read_too() {
        assert_eq!(marks("B,\"1\",,0, 1 ,\"0\"", 1, 5), [0, 3]);
        assert!(marks("B,,,", 1, 3).is_empty());
    }

    #[test]
    fn cells_before_the_choices_are_found_without_their_quotation_marks() {
        let row = "B1,\"a,\"\"b\",\"\",, c ,1,0";
        let mut cells = Cells::default();
        assert_eq!(scan(row.as_bytes(), &header(5, 2), &mut cells), Scan::Done);
        let found: Vec<&str> = cells.leading.into_iter().map(|cell| &row[cell]).collect();
        assert_eq!(found, ["B1", "a,\"\"b", "", "", " c "]);
    }

    #[test]
    fn a_row_of_a_wrong_width_tells_both_widths() {
        assert_eq!(fault("B,0,0", 1, 3), "the row has 3 columns, the header 4 columns");
        assert_eq!(fault("B,0,0,0,0", 1, 3), "the row has 5 columns, the header 4 columns");
        assert_eq!(fault("B", 1, 3), "the row has 1 column, the header 4 columns");
    }

    #[test]
    fn a_cell_that_is_neither_0_nor_1_names_its_column() {
        assert_eq!(fault("B,0,2,0", 1, 3), "column \"c2\": the cell is \"2\"; expected 1 for a mark or 0");
        assert_eq!(fault("B,0,0;0", 1, 2), "column \"c2\": the cell is \"0;0\"; expected 1 for a mark or 0");
    }

    #[test]
    fn a_row_that_ends_inside_quotation_marks_is_open() {
        assert_eq!(scan(b"\"B", &header(1, 3), &mut Cells::default()), Scan::Open);
    }
}
