//! The same ballots must not be counted twice.

use std::collections::HashMap;

use super::Source;
use crate::ballots::{BallotDigest, ContestBuilder};
use crate::cvr::input::Input;
use crate::error::Result;

/// Refuses a file that is given twice: by path, as a copy, or packed and unpacked.
pub(super) fn refuse_repeats(inputs: &[&Input]) -> Result<()> {
    let mut of_size: HashMap<Option<u64>, u32> = HashMap::new();
    let mut sizes = Vec::with_capacity(inputs.len());
    for input in inputs {
        let size = if inputs.len() > 1 { input.unpacked_size()? } else { None };
        *of_size.entry(size).or_default() += 1;
        sizes.push(size);
    }
    // What a gzip file unpacks to is known by unpacking it.
    let has_unknown = inputs.len() > 1 && of_size.contains_key(&None);
    let mut by_hash: HashMap<String, &Input> = HashMap::new();
    for (input, size) in inputs.iter().zip(sizes) {
        if !has_unknown && of_size[&size] < 2 {
            continue;
        }
        let hash = if has_unknown { input.contents_sha256()? } else { input.sha256()?.to_owned() };
        if let Some(other) = by_hash.insert(hash, input) {
            let of = if other.name == input.name { String::new() } else { format!(" (as {})", other.name) };
            return Err(input.fault(format!(
                "is given twice{of}: its ballots would count double; leave one out, or say `allow_repeats` if both are to be counted"
            )));
        }
    }
    Ok(())
}

/// The same ballots in two forms are no copy of a file.
pub(super) fn refuse_two_forms(sources: &[&Source]) -> Result<()> {
    let Some(first) = sources.first() else { return Ok(()) };
    match sources.iter().find(|source| source.format != first.format) {
        Some(other) => Err(other.input.fault(format!(
            "is in the format {}, and {} in the format {}: the same ballots in two forms would count double; give one form, or say \
             `allow_repeats` if they are other ballots",
            other.format, first.input.name, first.format
        ))),
        None => Ok(()),
    }
}

/// Finds files that hold the same ballots, in whatever order and storage.
pub(super) struct Repeats<'a> {
    is_on: bool,
    seen: HashMap<BallotDigest, &'a Input>,
}

impl<'a> Repeats<'a> {
    /// So few ballots may be alike by chance.
    const FEW: u64 = 20;

    pub(super) fn of(sources: &[&Source], is_allowed: bool) -> Repeats<'a> {
        Repeats { is_on: sources.len() > 1 && !is_allowed, seen: HashMap::new() }
    }

    pub(super) fn check(&mut self, input: &'a Input, builder: &mut ContestBuilder) -> Result<()> {
        let digest = builder.take_digest();
        if !self.is_on || !digest.is_varied() {
            return Ok(());
        }
        match self.seen.insert(digest, input) {
            Some(other) if digest.ballots < Repeats::FEW => {
                let same = format!(
                    "{} holds the same {} ballots as {}: are they counted double?",
                    input.name, digest.ballots, other.name
                );
                builder.warn(same);
                Ok(())
            }
            Some(other) => Err(input.fault(format!(
                "holds the same {} ballots as {}: they would count double; leave one out, or say `allow_repeats`",
                digest.ballots, other.name
            ))),
            None => Ok(()),
        }
    }
}
