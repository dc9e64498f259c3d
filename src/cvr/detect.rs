//! The format of a file, by its content.

use super::format::Format;
use super::head::{Beginning, Head};
use super::input::Input;
use super::text::excerpt;
use crate::error::{Error, Result};

/// Finds the format by content.
///
/// # Errors
/// An empty, truncated or unrecognised file; the message lists the formats that can be read.
pub fn detect(input: &Input) -> Result<Format> {
    let head = Head::read(input)?;
    for format in Format::all() {
        if format.detect(&head)? {
            return Ok(format);
        }
    }
    if head.text().is_none() {
        return Err(refusal(&head));
    }
    let header = head.header()?;
    Format::all().find(|format| format.detect_columns(&header)).ok_or_else(|| {
        let first = header.join(",");
        input.fault(format!("is in no known format (it begins {}); {}", excerpt(&first), readable()))
    })
}

/// What a file is instead, where that can be told.
fn refusal(head: &Head) -> Error {
    let input = head.input();
    let kind = match head.beginning() {
        Beginning::Marked(kind) => format!("{kind}, which cannot be read yet;"),
        Beginning::Json => "JSON, which cannot be read yet;".to_owned(),
        Beginning::Xml(text) if is_html(text) => "an HTML page: was the download an error page?".to_owned(),
        Beginning::Xml(_) => "XML, which cannot be read yet;".to_owned(),
        Beginning::Binary(reason) => return input.fault(reason),
        Beginning::Empty | Beginning::Text(_) => return input.fault("is empty"),
    };
    input.fault(format!("is {kind} {}", readable()))
}

fn is_html(text: &str) -> bool {
    let start = text.get(..200.min(text.len())).unwrap_or(text).to_lowercase();
    start.contains("<html") || start.contains("<!doctype html")
}

fn readable() -> String {
    format!("formats that can be read: {}, each plain or gzip'd", Format::titles())
}
