//! Other spellings of candidates.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ballots::normal_name;
use crate::error::{Error, Result};

/// Other spellings of candidates, with the names that count; as [`normal_name`] has them. No name that counts is itself a spelling of
/// another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
pub struct Aliases(BTreeMap<String, String>);

impl Aliases {
    /// Says that a spelling stands for a name.
    ///
    /// # Errors
    /// Either is empty, the spelling stands for another name already, or one of the two is a name that counts for others and a
    /// spelling.
    pub fn add(&mut self, spelling: &str, name: &str) -> Result<()> {
        let (spelling, name) = (normal_name(spelling), normal_name(name));
        let refuse = |expected: String| Err(Error::param("alias", format!("{spelling:?} for {name:?}"), expected));
        if spelling.is_empty() || name.is_empty() {
            return refuse("give a spelling and the name that counts".to_owned());
        }
        if spelling == name {
            return Ok(());
        }
        if let Some(other) = self.0.get(&spelling).filter(|other| **other != name) {
            return refuse(format!("it stands for {other:?} already"));
        }
        if let Some(other) = self.0.get(&name) {
            return refuse(format!("{name:?} is itself a spelling of {other:?}: give the name that counts"));
        }
        if let Some((other, _)) = self.0.iter().find(|(_, counts)| **counts == spelling) {
            return refuse(format!("{spelling:?} is the name that counts for {other:?}: give one name that counts for all"));
        }
        self.0.insert(spelling, name);
        Ok(())
    }

    /// The name that a spelling stands for, both as [`normal_name`] has them.
    pub fn get(&self, spelling: &str) -> Option<&str> {
        self.0.get(spelling).map(String::as_str)
    }

    /// Every spelling with its name, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(spelling, name)| (spelling.as_str(), name.as_str()))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<BTreeMap<String, String>> for Aliases {
    type Error = Error;

    fn try_from(names: BTreeMap<String, String>) -> Result<Aliases> {
        let mut aliases = Aliases::default();
        names.iter().try_for_each(|(spelling, name)| aliases.add(spelling, name))?;
        Ok(aliases)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_stands_for_one_name_that_is_none_itself() {
        let mut aliases = Aliases::default();
        aliases.add("POE  ADA", " Ada Poe").unwrap();
        aliases.add("POE ADA", "Ada Poe").unwrap();
        aliases.add("Ada Poe", "Ada  Poe").unwrap();
        assert_eq!(aliases.iter().collect::<Vec<_>>(), [("POE ADA", "Ada Poe")]);
        for (spelling, name, told) in [
            ("POE ADA", "Bo", "stands for \"Ada Poe\" already"),
            ("A. Poe", "POE ADA", "is itself a spelling of \"Ada Poe\""),
            ("Ada Poe", "Bo", "is the name that counts for \"POE ADA\""),
            (" ", "Bo", "give a spelling"),
        ] {
            let error = aliases.add(spelling, name).unwrap_err().to_string();
            assert!(error.starts_with("alias: ") && error.contains(told), "{error}");
        }
    }

    #[test]
    fn aliases_are_recorded_as_an_object_and_read_with_the_same_care() {
        let aliases: Aliases = serde_json::from_str(r#"{"A  P":"Ada Poe"}"#).unwrap();
        assert_eq!(serde_json::to_string(&aliases).unwrap(), r#"{"A P":"Ada Poe"}"#);
        assert!(serde_json::from_str::<Aliases>(r#"{"A":"B","B":"C"}"#).is_err());
    }
}
