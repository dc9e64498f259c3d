//! The byte scan of one row: hundreds of cells, nearly all of them 0.

use std::ops::ControlFlow;

use crate::cvr::table::{cell_message, width_message};
use crate::cvr::text::{decode, excerpt};
use crate::error::Result;

use super::header::Header;

/// What became of a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scan {
    Done,
    /// The row ends inside quotation marks: it goes on in the next line.
    Open,
    Wrong(String),
}

const ZEROS: u64 = u64::from_le_bytes(*b"0,0,0,0,");
const DIGIT_BITS: u64 = 0x0001_0001_0001_0001;

/// Finds the marked columns of a row (without its line end), as indices into [`Header::choices`].
pub(super) fn scan(row: &[u8], header: &Header, marked: &mut Vec<usize>) -> Scan {
    marked.clear();
    match skip_cells(row, header.leading) {
        Some(start) if scan_regular(&row[start..], header.choices.len(), marked) => Scan::Done,
        _ => scan_any(row, header, marked),
    }
}

/// Cells of one byte each, 0 or 1, without quotes. False if they are not; `marked` is then to be cleared.
fn scan_regular(cells: &[u8], count: usize, marked: &mut Vec<usize>) -> bool {
    if cells.len() + 1 != 2 * count {
        return false;
    }
    let (chunks, rest) = cells.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        let mut bits = u64::from_le_bytes(*chunk) ^ ZEROS;
        if bits & !DIGIT_BITS != 0 {
            return false;
        }
        while bits != 0 {
            marked.push(index * 4 + bits.trailing_zeros() as usize / 16);
            bits &= bits - 1;
        }
    }
    for (index, &byte) in rest.iter().enumerate() {
        match (index % 2, byte) {
            (0, b'0') | (1, b',') => {}
            (0, b'1') => marked.push(chunks.len() * 4 + index / 2),
            _ => return false,
        }
    }
    true
}

/// The offset after `count` cells and their commas; `None` if the row has no more cells than that.
fn skip_cells(row: &[u8], count: usize) -> Option<usize> {
    let mut at = 0;
    for _ in 0..count {
        at += match row.get(at) {
            Some(b'"') => quoted_end(&row[at..])?,
            _ => 0,
        };
        at += row[at..].iter().position(|&byte| byte == b',')? + 1;
    }
    Some(at)
}

/// Calls `each` with the first `count` cells, quotation marks around them left out.
pub(super) fn leading_cells(row: &[u8], count: usize, mut each: impl FnMut(usize, &[u8]) -> Result<()>) -> Result<()> {
    let mut rest = Some(row);
    for column in 0..count {
        let Some((cell, after)) = rest.and_then(split_cell) else { break };
        each(column, cell)?;
        rest = after;
    }
    Ok(())
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
        let mut marked = vec![99];
        assert_eq!(scan(row.as_bytes(), &header(leading, choices), &mut marked), Scan::Done, "{row}");
        marked
    }

    fn fault(row: &str, leading: usize, choices: usize) -> String {
        match scan(row.as_bytes(), &header(leading, choices), &mut Vec::new()) {
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
        assert_eq!(scan(b"\"B", &header(1, 3), &mut Vec::new()), Scan::Open);
    }
}
