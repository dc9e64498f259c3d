//! What verified bytes say, compared with what names them.

use super::decode::decode_table;
use super::descriptor::{Descriptor, TablePart};
use super::manifest::ElectionEntry;
use super::table::Table;
use crate::error::{Error, Result};

/// The descriptor of an election, from verified bytes.
///
/// # Errors
/// [`Error::Format`]; [`Error::Integrity`] if it is that of another election.
pub fn read_descriptor(entry: &ElectionEntry, bytes: &[u8]) -> Result<Descriptor> {
    let descriptor = Descriptor::parse(bytes)?;
    if descriptor.id != entry.id {
        let path = &entry.descriptor.path;
        return Err(Error::Integrity(format!("{path} describes election {:?}, not {:?}", descriptor.id, entry.id)));
    }
    Ok(descriptor)
}

/// One part of a table, from verified bytes.
///
/// # Errors
/// [`Error::Format`]; [`Error::Integrity`] if it has not as many rows as published.
pub fn read_table_part(part: &TablePart, bytes: &[u8]) -> Result<Table> {
    let table = decode_table(bytes)?;
    if table.rows() as u64 != part.rows {
        return Err(Error::Integrity(format!("{} holds {} rows, not {}", part.path, table.rows(), part.rows)));
    }
    Ok(table)
}
