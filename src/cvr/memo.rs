//! What readers found in files that explain many others: manifests, lists of candidates. Read once for a set of sources.

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Result;

type Known = Arc<dyn Any + Send + Sync>;

/// By a key that begins with the name of the format.
#[derive(Clone, Default)]
pub struct Memo {
    known: Arc<Mutex<HashMap<String, Known>>>,
    last: Arc<Mutex<Option<(String, Known)>>>,
}

impl Memo {
    /// What is remembered under the key, else what `make` gives.
    ///
    /// # Errors
    /// Those of `make`; nothing is remembered then.
    pub(super) fn get<T: Any + Send + Sync>(&self, key: &str, make: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        if let Some(known) = known.and_then(|known| known.downcast().ok()) {
            return Ok(known);
        }
        let made = Arc::new(make()?);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), made.clone());
        Ok(made)
    }

    /// What was found last, if it was under this key, else what `make` gives: for what is asked of one file again and again, and takes
    /// memory.
    ///
    /// # Errors
    /// As [`get`](Memo::get).
    pub(super) fn last<T: Any + Send + Sync>(&self, key: &str, make: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = last.filter(|(last, _)| last == key).and_then(|(_, known)| known.downcast().ok()) {
            return Ok(known);
        }
        let made = Arc::new(make()?);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((key.to_owned(), made.clone()));
        Ok(made)
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_last_is_made_once_until_another_is_asked_for() {
        let (memo, mut made) = (Memo::default(), Vec::new());
        for key in ["a", "a", "b", "b", "a"] {
            let make = || {
                made.push(key);
                Ok(key)
            };
            assert_eq!(*memo.last(key, make).unwrap(), key);
        }
        assert_eq!(made, ["a", "b", "a"]);
    }
}
