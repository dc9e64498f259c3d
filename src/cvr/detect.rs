//! The format of a file, by its content.

use super::format::Format;
use super::head::{Beginning, Head};
use super::input::Input;
use super::memo::Memo;
use super::reader::Reading;
use super::table::{TableSample, sheet_tried};
use super::text::excerpt;
use crate::ballots::ReadingOptions;
use crate::error::{Error, Result};

/// What a file is in its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Ballots,
    /// A file that explains those with ballots.
    Companion,
}

/// Finds the format by content: as [`SourceSet::open`](super::SourceSet::open) does where the publisher says
/// nothing.
///
/// # Errors
/// As there.
pub fn detect(input: &Input) -> Result<(Format, Role)> {
    detect_with(input, &ReadingOptions::default(), &Memo::default())
}

/// Finds the format by content and what the publisher says of the files.
///
/// # Errors
/// An empty, truncated or unrecognised file; the message tells what it most looks like and lists the formats that can be read.
pub(super) fn detect_with(input: &Input, options: &ReadingOptions, memo: &Memo) -> Result<(Format, Role)> {
    let head = Head::read(input)?;
    for format in Format::all() {
        if format.detect_companion(&head)? {
            return Ok((format, Role::Companion));
        }
        if format.detect(&head)? {
            return Ok((format, Role::Ballots));
        }
    }
    if !matches!(head.beginning(), Beginning::Text(_) | Beginning::Zip) {
        return Err(refusal(&head));
    }
    let mut by_header = None;
    let sample = TableSample::unless(input, |header| {
        by_header = Format::all().find(|format| format.detect_header(header));
        by_header.is_some()
    })?;
    if let Some(format) = by_header {
        return Ok((format, Role::Ballots));
    }
    if sample.rows.is_empty() {
        return Err(input.fault("is empty"));
    }
    let reading = Reading { input, companions: &[], options, memo };
    if let Some(format) = Format::all().find(|format| format.detect_table(&sample, &reading)) {
        return Ok((format, Role::Ballots));
    }
    if let Some(advice) = Format::all().find_map(|format| format.advise(&sample, &reading)) {
        return Err(input.fault(advice + &sheet_tried(input)));
    }
    let first = sample.first().join(",");
    Err(input.fault(format!("is in no known format (it begins {}); {}{}", excerpt(&first), readable(), sheet_tried(input))))
}

/// What a file is instead, where that can be told.
fn refusal(head: &Head) -> Error {
    let input = head.input();
    let kind = match head.beginning() {
        Beginning::Marked(kind) => format!("{kind}, which cannot be read;"),
        Beginning::Json(_) => "JSON of no known format;".to_owned(),
        Beginning::Xml(text) if is_html(text) => "an HTML page: was the download an error page?".to_owned(),
        Beginning::Xml(_) => "XML of no known format;".to_owned(),
        Beginning::Binary(reason) => return input.fault(reason),
        Beginning::Empty | Beginning::Text(_) | Beginning::Zip => return input.fault("is empty"),
    };
    input.fault(format!("is {kind} {}", readable()))
}

fn is_html(text: &str) -> bool {
    let start = text.get(..200.min(text.len())).unwrap_or(text).to_lowercase();
    start.contains("<html") || start.contains("<!doctype html")
}

fn readable() -> String {
    format!(
        "formats that can be read (docs/formats.md): {}",
        Format::all().map(|format| format.name()).collect::<Vec<_>>().join(", ")
    )
}
