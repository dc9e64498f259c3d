//! Whether an election that was made again from its cast vote records is the one that is published.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::prepare::PreparedElection;
use crate::error::Result;
use crate::snapshot::descriptor::{CandidateEntry, Descriptor, TablePart};
use crate::snapshot::folder::SnapshotFolder;

/// What is the same and what is not. Lists are in the order of names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// Tables whose files are the same, byte for byte.
    pub same: Vec<String>,
    /// Tables that are published and were made again, but are not the same.
    pub different: Vec<String>,
    /// Tables that were made again and are not published: of a later version than the snapshot.
    pub unpublished: Vec<String>,
    /// Tables that are published and were not made again.
    pub unmade: Vec<String>,
    /// What the descriptor says otherwise of the ballots: (what, published, made again).
    pub facts: Vec<(String, String, String)>,
    /// Inputs that were published from and are not among those given, by name and SHA-256.
    pub other_sources: Vec<String>,
}

impl Rebuilt {
    /// Every published table, and everything that is said of the ballots, is the same.
    pub fn is_same(&self) -> bool {
        self.different.is_empty() && self.unmade.is_empty() && self.facts.is_empty()
    }
}

impl PreparedElection {
    /// Compares with what is published.
    ///
    /// # Errors
    /// A published file that cannot be read, or is not the one that was published.
    pub fn compare(&self, folder: &SnapshotFolder, published: &Descriptor) -> Result<Rebuilt> {
        let mut rebuilt = Rebuilt::default();
        for (name, parts) in &published.tables {
            let list = match self.descriptor.tables.get(name) {
                None => &mut rebuilt.unmade,
                Some(made) if self.is_same_table(folder, parts, made)? => &mut rebuilt.same,
                Some(_) => &mut rebuilt.different,
            };
            list.push(name.clone());
        }
        let made = self.descriptor.tables.keys();
        rebuilt.unpublished = made.filter(|name| !published.tables.contains_key(*name)).cloned().collect();
        rebuilt.facts = facts(published, &self.descriptor);
        let is_given = |sha256: &str| self.descriptor.sources.iter().any(|given| given.sha256 == sha256);
        let others = published.sources.iter().filter(|source| !is_given(&source.sha256));
        rebuilt.other_sources = others.map(|source| format!("{} ({})", source.name, source.sha256)).collect();
        Ok(rebuilt)
    }

    fn is_same_table(&self, folder: &SnapshotFolder, published: &[TablePart], made: &[TablePart]) -> Result<bool> {
        if published.len() != made.len() {
            return Ok(false);
        }
        for (published, made) in published.iter().zip(made) {
            let file = self.files.iter().find(|file| file.path == made.path);
            if file.map(|file| &file.bytes) != Some(&folder.part_bytes(published)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn facts(published: &Descriptor, made: &Descriptor) -> Vec<(String, String, String)> {
    let names = |descriptor: &Descriptor| {
        let name = |candidate: &CandidateEntry| {
            let write_in = if candidate.is_write_in { " (write-in)" } else { "" };
            format!("{} {}{write_in}", candidate.id, candidate.name)
        };
        descriptor.candidates.iter().map(name).collect::<Vec<_>>().join("; ")
    };
    let told = |descriptor: &Descriptor| {
        [
            ("ballots", descriptor.ballots.to_string()),
            ("blank ballots", descriptor.blank_ballots.to_string()),
            ("ranks", descriptor.max_rankings.to_string()),
            ("candidates", names(descriptor)),
            ("winners of the count", winners(descriptor)),
        ]
    };
    let is_known = |what: &str| what != "winners of the count" || published.tabulation.is_some();
    let pairs = told(published)
        .into_iter()
        .zip(told(made))
        .filter(|((what, _), _)| is_known(what))
        .map(|((what, a), (_, b))| (what.to_owned(), a, b));
    let figures = figures(published).into_iter().filter_map(|(what, before)| {
        let now = figures(made).remove(&what)?;
        Some((what.replace('_', " "), before, now))
    });
    pairs.chain(figures).filter(|(_, before, now)| before != now).collect()
}

/// Ids of those whom the count elects, in the order of their election, or why there is no count.
fn winners(descriptor: &Descriptor) -> String {
    let Some(tabulated) = &descriptor.tabulation else { return String::new() };
    let ids = |winners: &Vec<u32>| winners.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    tabulated.winners.as_ref().map(ids).or(tabulated.not_counted.clone()).unwrap_or_else(|| "undecided".into())
}

/// What cleaning counted, by name; what a snapshot of an earlier version did not count is not there.
fn figures(descriptor: &Descriptor) -> BTreeMap<String, String> {
    match serde_json::to_value(&descriptor.cleaning.counts) {
        Ok(Value::Object(members)) => members.into_iter().map(|(name, value)| (name, value.to_string())).collect(),
        _ => BTreeMap::new(),
    }
}
