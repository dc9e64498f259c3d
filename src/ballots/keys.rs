//! The names that files give their ballots, to find those that are there twice: in one file, or in several of a set.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::limits::MAX_KEYS;

/// Where the name of a ballot has been met before.
#[derive(Debug, PartialEq, Eq)]
pub enum Met {
    Never,
    InThisFile,
    /// With the name of the last file that had it.
    InAnother(String),
}

#[derive(Default)]
pub(super) struct Keys {
    /// Those that are over and whose names are remembered.
    files: Vec<String>,
    /// By hash, the place of the last file. Beyond [`MAX_KEYS`], new names are not remembered.
    seen: HashMap<u64, u32>,
    pub(super) is_full: bool,
    /// The reader of this file asks by itself, or need not.
    is_left_to_reader: bool,
    repeated: u64,
    first: Option<String>,
}

impl Keys {
    pub(super) fn leave_to_reader(&mut self) {
        self.is_left_to_reader = true;
    }

    pub(super) fn are_of_several_files(&self) -> bool {
        !self.files.is_empty()
    }

    pub(super) fn meet(&mut self, key: impl Hash) -> Met {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        self.meet_hash(hasher.finish(), MAX_KEYS)
    }

    fn meet_hash(&mut self, hash: u64, max: usize) -> Met {
        let this = self.files.len() as u32;
        if let Some(last) = self.seen.get_mut(&hash) {
            let before = std::mem::replace(last, this);
            return match self.files.get(before as usize) {
                Some(file) => Met::InAnother(file.clone()),
                None => Met::InThisFile,
            };
        }
        match self.seen.len() < max {
            true => drop(self.seen.insert(hash, this)),
            false => self.is_full = true,
        }
        Met::Never
    }

    /// A ballot with this name, unless it has none or the reader asks.
    pub(super) fn ballot(&mut self, key: &str) {
        if !key.is_empty() && !self.is_left_to_reader && self.meet(key) == Met::InThisFile {
            self.repeated += 1;
            self.first.get_or_insert_with(|| key.chars().take(60).collect());
        }
    }

    /// What is to be told of a file that is over. Its names are forgotten unless its reader asked: most formats number the ballots of
    /// each file anew.
    pub(super) fn end_of_file(&mut self, file: &str) -> Option<String> {
        match std::mem::take(&mut self.is_left_to_reader) {
            true => self.files.push(file.to_owned()),
            false => self.seen = HashMap::new(),
        }
        let (first, repeated) = (self.first.take()?, std::mem::take(&mut self.repeated));
        let ballots = if repeated == 1 { "1 ballot has".to_owned() } else { format!("{repeated} ballots have") };
        Some(format!(
            "{file}: {ballots} a name that another ballot of the file has, such as {first:?}: does it hold ballots twice?"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ballots_of_one_name_are_told_once_by_the_first() {
        let mut keys = Keys::default();
        ["a", "b", "", "", "b", "a", "b"].iter().for_each(|key| keys.ballot(key));
        let told = keys.end_of_file("x").unwrap();
        assert!(told.starts_with("x: 3 ballots have a name that another ballot of the file has, such as \"b\""), "{told}");
        keys.ballot("a");
        assert_eq!(keys.end_of_file("y"), None, "another file");
    }

    #[test]
    fn a_reader_that_asks_is_told_of_its_file_and_of_those_before_and_nobody_else_is() {
        let mut keys = Keys::default();
        let mut meet = |file: &str, key: &str| {
            keys.leave_to_reader();
            let met = [keys.meet(key), keys.meet(key)];
            keys.ballot(key);
            keys.ballot(key);
            assert_eq!(keys.end_of_file(file), None);
            met
        };
        assert_eq!(meet("a", "1"), [Met::Never, Met::InThisFile]);
        assert_eq!(meet("b", "1"), [Met::InAnother("a".into()), Met::InThisFile]);
        assert_eq!(meet("c", "1"), [Met::InAnother("b".into()), Met::InThisFile]);
        assert_eq!(meet("d", "2"), [Met::Never, Met::InThisFile]);
        assert!(keys.are_of_several_files());
    }

    #[test]
    fn no_more_names_than_the_bound_are_held_in_all_files_together() {
        let mut keys = Keys::default();
        for file in ["a", "b", "c"] {
            keys.leave_to_reader();
            for hash in 0..3 {
                keys.meet_hash(hash + 10 * u64::from(file == "c"), 4);
            }
            keys.end_of_file(file);
        }
        assert_eq!((keys.seen.len(), keys.is_full), (4, true));
        assert_eq!((keys.meet_hash(12, 4), keys.meet_hash(0, 4)), (Met::Never, Met::InAnother("b".into())));
    }
}
