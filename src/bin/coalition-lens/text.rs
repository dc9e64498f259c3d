//! Figures and names as a person reads them.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

pub use coalition_lens::query::grouped;

/// A size in bytes, rounded.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// `1 file`, `2 files`.
pub fn count(number: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// Names from files are untrusted: no control character, and none that turns the direction of writing, reaches the
/// terminal.
pub fn one_line(text: &str) -> String {
    let is_unseen =
        |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if is_unseen(c) { ' ' } else { c }).collect()
}

/// The start of a snapshot id: enough to tell it and to name it in `rollback`.
pub fn short_id(snapshot_id: &str) -> &str {
    snapshot_id.get(..12).unwrap_or(snapshot_id)
}

/// A table without lines; columns in `right` are aligned to the right.
pub fn table(header: &[&str], rows: Vec<Vec<String>>, right: impl Fn(usize) -> bool) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header.iter().copied().map(one_line_cell));
    for row in rows {
        table.add_row(row.iter().map(|text| one_line_cell(text)));
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if right(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn one_line_cell(text: &str) -> String {
    one_line(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_by_commas() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_073_331, "1,073,331")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn names_cannot_steer_the_terminal() {
        assert_eq!(one_line("a\u{1b}[31m\nb\u{202e}c"), "a [31m b c");
    }
}
