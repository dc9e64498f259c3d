//! Ballots of one file that have the same name: a file that was put together may hold ballots twice.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Names of more ballots than these are not remembered.
const MAX_KEYS: usize = 500_000;

#[derive(Default)]
pub(super) struct RepeatedKeys {
    seen: HashSet<u64>,
    repeated: u64,
    first: Option<String>,
}

impl RepeatedKeys {
    pub(super) fn add(&mut self, key: &str) {
        if key.is_empty() {
            return;
        }
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let hash = hasher.finish();
        if self.seen.contains(&hash) {
            self.repeated += 1;
            self.first.get_or_insert_with(|| key.chars().take(60).collect());
        } else if self.seen.len() < MAX_KEYS {
            self.seen.insert(hash);
        }
    }

    /// Forgets the names, and tells of those that were there twice.
    pub(super) fn end(&mut self) -> Option<String> {
        let Self { repeated, first, .. } = std::mem::take(self);
        let first = first?;
        let ballots = if repeated == 1 { "ballot has".to_owned() } else { format!("{repeated} ballots have") };
        let one = if repeated == 1 { "1 " } else { "" };
        Some(format!("{one}{ballots} a name that another ballot of the file has, such as {first:?}: does it hold ballots twice?"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ballots_of_one_name_are_told_once_by_the_first() {
        let mut keys = RepeatedKeys::default();
        ["a", "b", "", "", "b", "a", "b"].iter().for_each(|key| keys.add(key));
        assert!(keys.end().unwrap().starts_with("3 ballots have a name that another ballot of the file has, such as \"b\""));
        assert_eq!(keys.end(), None, "another file");
    }
}
