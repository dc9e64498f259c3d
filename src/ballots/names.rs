//! The candidates that a source names: who is the same, under which id, spelling or alias.

use std::collections::{BTreeMap, HashMap};

use unicode_normalization::UnicodeNormalization;

use super::cleaning::{Aliases, CleaningOptions, WriteInRole};
use super::limits::{MAX_CANDIDATES, MAX_NAME};
use crate::error::{Error, Result};

/// A name as it is compared and shown: Unicode NFC, white space folded.
pub fn normal_name(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.nfc());
    }
    folded
}

/// More spellings than these are looked up anew each time.
const MAX_SPELLINGS: usize = 20_000;

/// How a source speaks of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listing {
    /// On ballots.
    Seen,
    /// In a list of candidates.
    Listed,
    /// In a list of candidates, as a write-in.
    WriteIn,
    /// As one who has withdrawn.
    Withdrawn,
}

pub(super) struct Named {
    pub(super) id: Option<u32>,
    pub(super) name: String,
    listing: Listing,
}

impl Named {
    /// The override, else what the source's list says, else what the name looks like.
    pub(super) fn role(&self, options: &CleaningOptions) -> WriteInRole {
        if options.write_in.contains_key(&self.name) {
            return options.role(&self.name);
        }
        match (self.listing, options.role(&self.name)) {
            (Listing::WriteIn, _) | (Listing::Listed, WriteInRole::Slot) => WriteInRole::Counted,
            (_, role) => role,
        }
    }
}

pub(super) struct Names {
    named: Vec<Named>,
    by_id: HashMap<u32, u32>,
    by_name: HashMap<String, u32>,
    /// Spellings as they stand in the source.
    by_spelling: HashMap<String, u32>,
    aliases: Aliases,
    /// Which aliases and names behind them have been met.
    met: BTreeMap<String, bool>,
}

impl Names {
    pub(super) fn new(aliases: &Aliases) -> Names {
        Names {
            named: Vec::new(),
            by_id: HashMap::new(),
            by_name: HashMap::new(),
            by_spelling: HashMap::new(),
            aliases: aliases.clone(),
            met: aliases.iter().map(|(spelling, _)| (spelling.to_owned(), false)).collect(),
        }
    }

    pub(super) fn get(&self, number: u32) -> &Named {
        &self.named[number as usize]
    }

    pub(super) fn have_ids(&self) -> bool {
        !self.by_id.is_empty()
    }

    /// The number of a candidate, a new one for one who is new.
    pub(super) fn number(&mut self, id: Option<u32>, name: &str, listing: Listing) -> Result<u32> {
        let number = match id {
            None => match self.by_spelling.get(name) {
                Some(&number) => number,
                None => self.spelled(name, listing)?,
            },
            Some(id) => self.identified(id, name, listing)?,
        };
        let known = &mut self.named[number as usize];
        if (known.listing == Listing::Withdrawn) != (listing == Listing::Withdrawn) {
            return Err(Error::Format(format!("candidate {name:?} has withdrawn in one input and not in another")));
        }
        if known.listing == Listing::Seen {
            known.listing = listing;
        }
        Ok(number)
    }

    /// By name alone. Spellings are remembered as they are, so that a file's many cells are looked up once each.
    fn spelled(&mut self, spelling: &str, listing: Listing) -> Result<u32> {
        let (name, _) = self.resolved(spelling)?;
        let number = match self.by_name.get(&name) {
            Some(&number) => number,
            None => self.add(None, name.clone(), listing)?,
        };
        self.by_name.insert(name, number);
        if self.by_spelling.len() < MAX_SPELLINGS {
            self.by_spelling.insert(spelling.to_owned(), number);
        }
        Ok(number)
    }

    fn identified(&mut self, id: u32, name: &str, listing: Listing) -> Result<u32> {
        if let Some(&number) = self.by_id.get(&id) {
            let first = &self.named[number as usize].name;
            if first != name {
                let resolved = self.resolved(name)?.0;
                let first = &self.named[number as usize].name;
                if *first != resolved {
                    return Err(Error::Format(format!("candidate id {id} stands for both {first:?} and {resolved:?}")));
                }
            }
            return Ok(number);
        }
        let (name, is_alias) = self.resolved(name)?;
        let has_aliases = is_alias || self.aliases.iter().any(|(_, counts)| counts == name);
        let number = match self.by_name.get(&name) {
            Some(&number) if has_aliases => number,
            _ => self.add(Some(id), name.clone(), listing)?,
        };
        if has_aliases {
            self.by_name.insert(name, number);
            if !is_alias {
                self.named[number as usize].id = Some(id);
            }
        }
        self.by_id.insert(id, number);
        Ok(number)
    }

    /// The name that a spelling stands for, and whether it is an alias.
    fn resolved(&mut self, spelling: &str) -> Result<(String, bool)> {
        if spelling.len() > MAX_NAME {
            let start: String = spelling.chars().take(60).collect();
            return Err(Error::TooLarge(format!(
                "the name {start:?}… is longer than {MAX_NAME} bytes: is this a column of names?"
            )));
        }
        let name = normal_name(spelling);
        if name.is_empty() {
            return Err(Error::Format("a candidate has an empty name".into()));
        }
        let Some(counts) = self.aliases.get(&name) else { return Ok((name, false)) };
        self.met.insert(name, true);
        Ok((counts.to_owned(), true))
    }

    fn add(&mut self, id: Option<u32>, name: String, listing: Listing) -> Result<u32> {
        if self.named.first().is_some_and(|first| first.id.is_some() != id.is_some()) {
            return Err(Error::Format(format!(
                "candidate {name:?}: some candidates of the contest have ids and some do not; give all inputs in one format"
            )));
        }
        if self.named.len() == MAX_CANDIDATES {
            return Err(Error::TooLarge(format!("more than {MAX_CANDIDATES} candidates: is this column a list of candidates?")));
        }
        self.named.push(Named { id, name, listing });
        Ok(self.named.len() as u32 - 1)
    }

    /// Names in the rules that the source does not have: (parameter, name).
    pub(super) fn missing(&self, options: &CleaningOptions) -> Vec<(&'static str, String)> {
        let is_named = |name: &str| self.named.iter().any(|known| known.name == name);
        let dropped = options.drop_candidate.iter().map(|name| ("drop_candidate", name));
        let roles = options.write_in.keys().map(|name| ("write_in", name));
        let unknown = dropped.chain(roles).filter(|(_, name)| !is_named(name));
        let unmet = self.met.iter().filter(|(_, met)| !**met).map(|(spelling, _)| ("alias", spelling));
        unknown.chain(unmet).map(|(parameter, name)| (parameter, name.clone())).collect()
    }

    /// Every name, in order.
    pub(super) fn spellings(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.named.iter().map(|known| known.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    pub(super) fn into_iter(self) -> impl Iterator<Item = Named> {
        self.named.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(aliases: &[(&str, &str)]) -> Names {
        let aliases: BTreeMap<String, String> = aliases.iter().map(|&(spelling, name)| (spelling.into(), name.into())).collect();
        Names::new(&aliases.try_into().unwrap())
    }

    #[test]
    fn spellings_that_differ_in_white_space_or_unicode_form_are_one_name() {
        let mut names = names(&[]);
        let first = names.number(None, "Jose\u{301}  Poe", Listing::Seen).unwrap();
        assert_eq!(names.number(None, " José Poe\u{a0}", Listing::Seen).unwrap(), first);
        assert_eq!(names.get(first).name, "José Poe");
    }

    #[test]
    fn an_alias_is_the_candidate_it_stands_for_with_and_without_ids() {
        let mut by_name = names(&[("POE  ADA", "Ada Poe")]);
        assert_eq!(
            by_name.number(None, "POE ADA", Listing::Seen).unwrap(),
            by_name.number(None, "Ada Poe", Listing::Seen).unwrap()
        );
        let mut by_id = names(&[("A. Poe", "Ada Poe")]);
        let alias = by_id.number(Some(7), "A. Poe", Listing::Listed).unwrap();
        assert_eq!(by_id.number(Some(3), "Ada Poe", Listing::Listed).unwrap(), alias);
        assert_eq!(by_id.number(Some(7), "A. Poe", Listing::Listed).unwrap(), alias);
        assert_eq!((by_id.get(alias).id, by_id.get(alias).name.as_str()), (Some(3), "Ada Poe"));
    }

    #[test]
    fn an_alias_that_is_never_met_is_missing() {
        let mut names = names(&[("Ada P", "Ada Poe")]);
        names.number(None, "Ada Poe", Listing::Seen).unwrap();
        assert_eq!(names.missing(&CleaningOptions::default()), [("alias", "Ada P".to_owned())]);
    }

    #[test]
    fn what_a_list_of_candidates_calls_a_write_in_is_counted() {
        let mut names = names(&[]);
        let options = CleaningOptions::default();
        let mut role = |name: &str, listing| {
            let number = names.number(None, name, listing).unwrap();
            names.get(number).role(&options)
        };
        assert_eq!(role("Write-in", Listing::Seen), WriteInRole::Slot);
        assert_eq!(role("Write-in", Listing::Listed), WriteInRole::Counted);
        assert_eq!(role("Ada", Listing::Listed), WriteInRole::Candidate);
        assert_eq!(role("Jane Doe", Listing::WriteIn), WriteInRole::Counted);
    }
}
