//! A table of other spellings of candidates.

use std::ops::ControlFlow;

use super::input::Input;
use super::table::for_each_row;
use crate::ballots::Aliases;
use crate::error::{Error, Result};

/// Reads a table of two columns, the spelling and the name that counts, into `aliases`; a heading `spelling`, `name` may stand above.
///
/// # Errors
/// A row of another width, an empty cell, and what [`Aliases::add`] finds.
pub fn read_aliases(input: &Input, aliases: &mut Aliases) -> Result<()> {
    let mut is_first = true;
    for_each_row(input, &mut (), &mut |row| {
        let (spelling, name) = (row.cell(0), row.cell(1));
        let is_heading =
            std::mem::take(&mut is_first) && [&spelling, &name].map(|cell| cell.to_lowercase()) == ["spelling", "name"];
        if row.len() != 2 {
            return Err(input.at_line(row.number, "two columns are needed: a spelling, and the name that counts"));
        }
        if !is_heading {
            aliases.add(&spelling, &name).map_err(|error| match error {
                Error::Param { value, expected, .. } => input.at_line(row.number, format!("{value}: {expected}")),
                error => error,
            })?;
        }
        Ok(ControlFlow::Continue(()))
    })
}
