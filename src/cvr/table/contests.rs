//! The contests that the rows of a table name.

use std::collections::HashMap;

use crate::error::{Error, Result};

const MAX_CONTESTS: usize = 100_000;

/// The names of contests by first appearance.
#[derive(Default)]
pub(in crate::cvr) struct ContestNames {
    pub names: Vec<String>,
    numbers: HashMap<String, u32>,
    last: u32,
}

impl ContestNames {
    /// The number of a contest, by first appearance from 0.
    ///
    /// # Errors
    /// [`Error::TooLarge`] for a column that holds anything but contests.
    pub fn number(&mut self, name: &str) -> Result<u32> {
        if self.names.get(self.last as usize).is_some_and(|last| last == name) {
            return Ok(self.last);
        }
        self.last = match self.numbers.get(name) {
            Some(&number) => number,
            None if self.names.len() == MAX_CONTESTS => {
                return Err(Error::TooLarge(format!("more than {MAX_CONTESTS} contests: is the contest column right?")));
            }
            None => {
                let number = self.names.len() as u32;
                self.names.push(name.to_owned());
                self.numbers.insert(name.to_owned(), number);
                number
            }
        };
        Ok(self.last)
    }
}
