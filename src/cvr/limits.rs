//! How large a table may be, whatever file it is stored in: each bound holds before what it bounds is in memory.

/// No line or record of a known format is longer; without a limit one line of rubbish would fill the memory.
pub(super) const MAX_LINE: usize = 16 << 20;

/// A row of ballots, in bytes. A quoted cell that is never closed would swallow the rest of the file.
pub(super) const MAX_ROW: usize = 4 << 20;

pub(super) const MAX_COLUMNS: usize = 100_000;

/// Rows before the header, for titles and notes.
pub(super) const MAX_TITLE_ROWS: usize = 50;

/// What a workbook's parts may be unpacked: its strings are held in memory.
pub(super) const MAX_SHARED_STRINGS: u64 = 64 << 20;

/// One record of a file of JSON: a ballot, a list of candidates.
pub(super) const MAX_ELEMENT: usize = 16 << 20;

/// Contests, candidates or places that a report names: they are held in memory.
pub(super) const MAX_NAMED: usize = 200_000;

/// Of one record of an XML file.
pub(super) const MAX_XML_NODES: usize = 1_000_000;
pub(super) const MAX_XML_DEPTH: usize = 64;
