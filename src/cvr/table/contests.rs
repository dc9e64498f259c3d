//! The contests that the rows of a table name.

use std::collections::HashMap;

use crate::cvr::input::Input;
use crate::error::{Error, Result};

const MAX_CONTESTS: usize = 100_000;

/// The names of contests by first appearance.
pub(in crate::cvr) struct ContestNames<'a> {
    pub names: Vec<String>,
    input: &'a Input,
    numbers: HashMap<String, u32>,
    last: u32,
}

impl<'a> ContestNames<'a> {
    pub fn of(input: &'a Input) -> ContestNames<'a> {
        ContestNames { names: Vec::new(), input, numbers: HashMap::new(), last: 0 }
    }

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
                let message = format!("more than {MAX_CONTESTS} contests: is the contest column right?");
                return Err(self.input.locate(None, Error::TooLarge(message)));
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

/// The contest whose rows are read: the one that was asked for, else the only one that rows name.
pub(in crate::cvr) struct ChosenContest<'a> {
    asked: Option<&'a str>,
    found: Option<String>,
}

impl<'a> ChosenContest<'a> {
    pub fn of(asked: Option<&'a str>) -> ChosenContest<'a> {
        ChosenContest { asked, found: None }
    }

    /// Whether a row is read, by the contest that it names; empty where no row names one. The message tells of two contests where none was asked for.
    pub fn takes(&mut self, name: &str) -> Result<bool, String> {
        match (self.asked, &self.found) {
            (Some(asked), _) => Ok(asked == name),
            (None, Some(first)) if first == name => Ok(true),
            (None, Some(first)) => Err(format!("holds several contests, {first:?} and {name:?} among them: choose one")),
            (None, None) => {
                self.found = Some(name.to_owned()).filter(|name| !name.is_empty());
                Ok(true)
            }
        }
    }

    /// As far as it is known.
    pub fn name(&self) -> Option<&str> {
        self.asked.or(self.found.as_deref())
    }

    /// What is said where no row has a ballot of it.
    pub fn without_ballots(&self) -> String {
        match self.asked {
            Some(contest) => format!("has no ballots of the contest {contest:?}"),
            None => "has a header but no ballots".to_owned(),
        }
    }
}
