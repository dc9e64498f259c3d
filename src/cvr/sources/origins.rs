//! What a contest was read from, for the descriptor.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::{Source, SourceSet};
use crate::cvr::format::Format;
use crate::cvr::input::{Given, GivenKind, Input};
use crate::error::Result;

/// Something that was given, and in which format it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    pub name: String,
    /// As [`Given::sha256`] has it.
    pub sha256: String,
    /// Of all its files that were used, on disk.
    pub bytes: u64,
    pub format: &'static str,
    /// What the format was told by.
    pub recognised_by: &'static str,
    /// How many files of it were used.
    pub files: u64,
}

impl SourceSet {
    /// What a contest was read from, by the name that [`read`](SourceSet::read) told in its facts: files, folders and zip files as
    /// they were given, with those that explain them.
    ///
    /// # Errors
    /// A file cannot be read any more.
    pub fn origins(&self, contest: Option<&str>) -> Result<Vec<Origin>> {
        self.origins_of(|source| source.holds(contest))
    }

    /// Everything that was given and is used for any contest.
    ///
    /// # Errors
    /// As [`origins`](SourceSet::origins).
    pub fn all_origins(&self) -> Result<Vec<Origin>> {
        self.origins_of(|_| true)
    }

    /// Takes the hashes of the files that were given as files and may hold a contest, so that [`origins`](SourceSet::origins) has
    /// them: for a thread beside the reading, which stops it if it fails. What cannot be read is told there.
    pub fn take_hashes(&self, contest: Option<&str>, is_stopped: &AtomicBool) {
        let is_used =
            |source: &&Source| source.input.given.kind == GivenKind::File && (contest.is_none() || source.holds(contest));
        self.sources.iter().filter(is_used).for_each(|source| source.input.take_hash(is_stopped));
    }

    fn origins_of(&self, is_used: impl Fn(&Source) -> bool) -> Result<Vec<Origin>> {
        let mut used: Vec<(&Arc<Given>, Format, Vec<&Input>)> = Vec::new();
        let sources = self.sources.iter().filter(|source| is_used(source));
        let ballots = sources.map(|source| (&source.input, source.format));
        let files: Vec<(&Input, Format)> = ballots.collect();
        let mut companions = Vec::new();
        for format in Format::all().filter(|format| files.iter().any(|(_, used)| used == format)) {
            companions.extend(self.companions.get(format.name()).into_iter().flatten().map(|input| (input, format)));
        }
        for (input, format) in files.into_iter().chain(companions) {
            match used.iter_mut().find(|(given, known, _)| Arc::ptr_eq(given, &input.given) && *known == format) {
                Some((_, _, inputs)) => inputs.push(input),
                None => used.push((&input.given, format, vec![input])),
            }
        }
        let origin = |(given, format, inputs): (&Arc<Given>, Format, Vec<&Input>)| {
            Ok(Origin {
                name: given.name.clone(),
                sha256: match (given.kind, inputs.as_slice()) {
                    (GivenKind::File, [input]) => input.sha256()?.to_owned(),
                    _ => given.sha256(&inputs)?,
                },
                bytes: if given.kind == GivenKind::Folder { inputs.iter().map(|input| input.bytes).sum() } else { given.bytes },
                format: format.name(),
                recognised_by: format.recognised_by(),
                files: inputs.len() as u64,
            })
        };
        used.into_iter().map(origin).collect()
    }
}
