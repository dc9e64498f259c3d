//! The names that a file gives its ballots, to find those that it holds twice.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::limits::MAX_KEYS;

/// Names seen so far, as their hashes. Beyond [`MAX_KEYS`], new ones are not remembered.
#[derive(Default)]
pub(super) struct Keys {
    seen: HashSet<u64>,
    is_full: bool,
}

impl Keys {
    /// Whether a name has not been seen before; it has been from then on.
    pub(super) fn is_new(&mut self, key: impl Hash) -> bool {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        if self.seen.len() == MAX_KEYS {
            self.is_full = true;
            return !self.seen.contains(&hasher.finish());
        }
        self.seen.insert(hasher.finish())
    }

    /// What the publisher is told where not every name was remembered.
    pub(super) fn warning(&self) -> Option<String> {
        self.is_full.then(|| {
            format!("the file holds more than {MAX_KEYS} ballots: whether one of the later ones comes twice was not looked at")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_new_once() {
        let mut keys = Keys::default();
        assert!(keys.is_new("a") && keys.is_new("b") && !keys.is_new("a"));
        assert_eq!(keys.warning(), None);
    }
}
