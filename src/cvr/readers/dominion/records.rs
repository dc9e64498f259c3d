//! Which records have been read: an export that is given whole and in parts would count double.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use crate::cvr::reader::Reading;
use crate::error::Result;

/// The records of a contest in one file, by the hash of their key.
pub(super) struct Records {
    file: u32,
    here: HashSet<u64>,
    everywhere: Arc<Mutex<Known>>,
}

/// Those of all files.
#[derive(Default)]
struct Known {
    files: Vec<String>,
    holders: HashMap<u64, u32>,
}

impl Records {
    pub(super) fn start(reading: &Reading, contest: i64) -> Result<Records> {
        let everywhere: Arc<Mutex<Known>> = reading.memo.get(&format!("dominion records {contest}"), || Ok(Mutex::default()))?;
        let mut known = everywhere.lock().unwrap_or_else(PoisonError::into_inner);
        // A set of sources may be read more than once.
        let file = known.files.iter().position(|name| *name == reading.input.name).unwrap_or_else(|| {
            known.files.push(reading.input.name.clone());
            known.files.len() - 1
        });
        drop(known);
        Ok(Records { file: file as u32, here: HashSet::new(), everywhere })
    }

    /// Notes a record; whether the file has had it before. The message is of one that another file has.
    pub(super) fn add(&mut self, key: &str) -> Result<bool, String> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let hash = hasher.finish();
        let mut known = self.everywhere.lock().unwrap_or_else(PoisonError::into_inner);
        let holder = *known.holders.entry(hash).or_insert(self.file);
        if holder != self.file {
            let other = &known.files[holder as usize];
            return Err(format!(
                "the record {key} (tabulator, batch, record) is in {other} too: give each part of an export once"
            ));
        }
        Ok(!self.here.insert(hash))
    }
}
