//! The names that files give their ballots, to find those that are there twice: in one file, or in several of a set.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use super::limits::MAX_KEYS;
use super::reader::Reading;
use crate::ballots::ContestBuilder;
use crate::error::Result;

/// The names of the ballots of one contest, as one file after another is read.
pub(super) struct Keys(Arc<Mutex<Known>>);

/// Where a name has been met before.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Met {
    Never,
    InThisFile,
    /// With the name of the last file that had it.
    InAnother(String),
}

#[derive(Default)]
struct Known {
    contest: String,
    files: Vec<String>,
    /// By hash, the place of the last file. Beyond [`MAX_KEYS`], new names are not remembered.
    seen: HashMap<u64, u32>,
    is_full: bool,
}

impl Keys {
    /// For the ballots of a contest in one file. A set remembers those of one contest of each format, as long as files that it has
    /// not read follow.
    pub(super) fn start(reading: &Reading, format: &str, contest: &str) -> Result<Keys> {
        let known: Arc<Mutex<Known>> = reading.memo.get(&format!("{format} keys"), || Ok(Mutex::default()))?;
        known.lock().unwrap_or_else(PoisonError::into_inner).start(contest, reading.input.place());
        Ok(Keys(known))
    }

    /// Where a name has been met before; it has been in this file from then on.
    pub(super) fn meet(&self, key: impl Hash) -> Met {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).meet(hasher.finish(), MAX_KEYS)
    }

    /// Whether another file has been read before.
    pub(super) fn is_of_several(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).files.len() > 1
    }

    /// Tells the publisher where not every name was remembered.
    pub(super) fn report(&self, builder: &mut ContestBuilder) {
        if self.0.lock().unwrap_or_else(PoisonError::into_inner).is_full {
            builder.warn(format!(
                "the files hold more than {MAX_KEYS} ballots: whether one of the later ones comes twice was not looked at"
            ));
        }
    }
}

impl Known {
    fn start(&mut self, contest: &str, file: String) {
        if self.contest != contest || self.files.contains(&file) {
            *self = Known { contest: contest.to_owned(), ..Known::default() };
        }
        self.files.push(file);
    }

    fn meet(&mut self, hash: u64, max: usize) -> Met {
        let this = self.files.len() as u32 - 1;
        if let Some(last) = self.seen.get_mut(&hash) {
            let before = std::mem::replace(last, this);
            return match before == this {
                true => Met::InThisFile,
                false => Met::InAnother(self.name(before)),
            };
        }
        match self.seen.len() < max {
            true => drop(self.seen.insert(hash, this)),
            false => self.is_full = true,
        }
        Met::Never
    }

    fn name(&self, file: u32) -> String {
        let file = &self.files[file as usize];
        file.split_once("//").map_or(file.as_str(), |(_, name)| name).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_met_in_its_file_and_in_others_and_anew_when_a_file_or_another_contest_is_read_again() {
        let mut known = Known::default();
        known.start("Mayor", "/x/a//a".into());
        assert_eq!((known.meet(1, 9), known.meet(1, 9)), (Met::Never, Met::InThisFile));
        known.start("Mayor", "/x/b//b".into());
        assert_eq!((known.meet(1, 9), known.meet(1, 9)), (Met::InAnother("a".into()), Met::InThisFile));
        known.start("Mayor", "/x/a//a".into());
        assert_eq!(known.meet(1, 9), Met::Never);
        known.start("Clerk", "/x/b//b".into());
        assert_eq!(known.meet(1, 9), Met::Never);
    }

    #[test]
    fn no_more_names_than_the_bound_are_held_in_all_files_together() {
        let mut known = Known::default();
        for file in ["a", "b", "c"] {
            known.start("", format!("//{file}"));
            for hash in 0..3 {
                known.meet(hash + 10 * u64::from(file == "c"), 4);
            }
        }
        assert_eq!((known.seen.len(), known.is_full), (4, true));
        assert_eq!((known.meet(12, 4), known.meet(0, 4)), (Met::Never, Met::InAnother("b".into())));
    }
}
