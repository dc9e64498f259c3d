//! The formats that can be read, by name.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use super::reader::Reader;
use super::readers::READERS;
use crate::error::{Error, Result};

/// One of the formats that can be read: its [`Reader`]. [`Display`](fmt::Display) and [`FromStr`] use [`Reader::name`].
#[derive(Clone, Copy)]
pub struct Format(&'static dyn Reader);

impl Format {
    /// Every format, in the order in which they are listed.
    pub fn all() -> impl Iterator<Item = Format> {
        READERS.iter().map(|&reader| Format(reader))
    }

    /// The titles of all formats, for a sentence that lists what can be read.
    pub fn titles() -> String {
        let mut titles: Vec<&str> = Format::all().map(|format| format.0.title()).collect();
        titles.dedup();
        titles.join(", ")
    }
}

impl Deref for Format {
    type Target = dyn Reader;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Format) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Format {}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Format").field(&self.name()).finish()
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Format> {
        Format::all().find(|format| format.name() == name).ok_or_else(|| {
            let names: Vec<&str> = READERS.iter().map(|reader| reader.name()).collect();
            Error::param("format", format!("{name:?}"), format!("use one of {}", names.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        let names: Vec<&str> = READERS.iter().map(|reader| reader.name()).collect();
        for (place, name) in names.iter().enumerate() {
            assert!(!names[..place].contains(name), "two readers are named {name}");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
        }
    }
}
