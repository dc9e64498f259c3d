//! A rule that is refused.

use std::fmt;

use serde_json::Value;

use crate::error::Error;

/// More of a value is not shown.
const SHOWN: usize = 60;

/// A key of rules, the value that it has, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub key: String,
    pub value: String,
    pub expected: String,
}

impl Refused {
    pub fn new(key: impl Into<String>, value: &Value, expected: impl Into<String>) -> Refused {
        let text = value.to_string();
        let value = match text.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        };
        Refused { key: key.into(), value, expected: expected.into() }
    }

    /// As the error of the parameter `rules`.
    pub fn in_param(self) -> Error {
        Error::param(format!("rules.{}", self.key), self.value, self.expected)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Refused { key, value, expected } = self;
        write!(f, "{key}: {value} is not allowed; {expected}")
    }
}
