//! The names that files give their ballots, to find those that are there twice: in one file, or in several of a set.

use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, Hash};

use foldhash::{HashMap, HashSet, quality};

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
    /// By hash, the place of the last file whose reader asked. Beyond [`MAX_KEYS`], new names are not remembered.
    seen: HashMap<u64, u32>,
    /// Hashes of this file's names, if its reader does not ask.
    here: HashSet<u64>,
    hasher: quality::RandomState,
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
        self.meet_hash(self.hasher.hash_one(key), MAX_KEYS)
    }

    fn meet_hash(&mut self, hash: u64, max: usize) -> Met {
        let this = self.files.len() as u32;
        let has_room = self.seen.len() < max;
        match self.seen.entry(hash) {
            Entry::Occupied(mut last) => {
                let before = last.insert(this);
                return self.files.get(before as usize).map_or(Met::InThisFile, |file| Met::InAnother(file.clone()));
            }
            Entry::Vacant(place) if has_room => {
                place.insert(this);
            }
            Entry::Vacant(_) => self.is_full = true,
        }
        Met::Never
    }

    /// A ballot with this name, unless it has none or the reader asks.
    pub(super) fn ballot(&mut self, key: &str) {
        if !key.is_empty() && !self.is_left_to_reader && self.is_here(self.hasher.hash_one(key), MAX_KEYS) {
            self.repeated += 1;
            self.first.get_or_insert_with(|| key.chars().take(60).collect());
        }
    }

    fn is_here(&mut self, hash: u64, max: usize) -> bool {
        if self.here.len() < max {
            return !self.here.insert(hash);
        }
        let is_here = self.here.contains(&hash);
        self.is_full |= !is_here;
        is_here
    }

    /// What is to be told of a file that is over. Its names are forgotten unless its reader asked: most formats number the ballots of
    /// each file anew.
    pub(super) fn end_of_file(&mut self, file: &str) -> Option<String> {
        self.here = HashSet::default();
        if std::mem::take(&mut self.is_left_to_reader) {
            self.files.push(file.to_owned());
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
    fn no_more_names_of_a_file_than_the_bound_are_held() {
        let mut keys = Keys::default();
        let mut are_here = |hashes: [u64; 3]| hashes.map(|hash| keys.is_here(hash, 2));
        assert_eq!(are_here([1, 2, 1]), [false, false, true]);
        assert_eq!(are_here([2, 1, 2]), [true, true, true]);
        assert!(!keys.is_full);
        assert!(!keys.is_here(3, 2) && !keys.is_here(3, 2) && keys.is_full, "told, and not remembered");
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
