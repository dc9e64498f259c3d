//! The usual way in: one contest from any number of files.

use std::collections::HashSet;

use super::input::{Input, Progress};
use super::{ContestFacts, ContestSummary, Format, contests, count_contests, detect, read};
use crate::ballots::{CleaningOptions, Contest, ContestBuilder};
use crate::error::{Error, Result};

/// Reads one contest from all inputs. The format is found by content unless given. `contest` is a name, or a part of one
/// (without regard to case) that no other contest has; it is needed where the inputs hold several contests. Inputs that
/// hold named contests but not this one are passed over.
///
/// `progress` is told of bytes over all inputs together.
///
/// The facts are those that the inputs agree on.
///
/// # Errors
/// The same file twice, several contests and none chosen (the message lists them with their ballots), inputs that differ in
/// seats, and whatever [`detect`] and [`read`] find.
pub fn read_contest(
    inputs: &[Input],
    format: Option<Format>,
    contest: Option<&str>,
    options: CleaningOptions,
    progress: &mut dyn Progress,
) -> Result<(Contest, ContestFacts)> {
    let sources = Source::all(inputs, format)?;
    let chosen = choose(&sources, contest)?;
    let mut builder = ContestBuilder::new(options);
    let mut merged: Option<(ContestFacts, &Input)> = None;
    let mut sum = Sum { before: 0, progress };
    for source in &sources {
        let named = !source.contests.is_empty();
        if named && !chosen.as_ref().is_some_and(|chosen| source.contests.contains(chosen)) {
            sum.before += source.input.bytes;
            continue;
        }
        let facts = read(source.input, source.format, chosen.as_deref().filter(|_| named), &mut builder, &mut sum)?;
        sum.before += source.input.bytes;
        merged = Some(match merged {
            None => (facts, source.input),
            Some((known, first)) => (merge(known, first, facts, source.input)?, first),
        });
    }
    let (mut facts, first) = merged.ok_or_else(|| Error::missing("inputs", "give at least one file"))?;
    facts.contest = chosen;
    let contest = builder.finish().map_err(|error| if inputs.len() == 1 { first.locate(None, error) } else { error })?;
    Ok((contest, facts))
}

/// Every named contest of the inputs with its ballots, in order of first appearance. Empty for formats that do not name
/// contests: such inputs hold one.
///
/// # Errors
/// Like [`read_contest`].
pub fn list_contests(inputs: &[Input], format: Option<Format>, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
    refuse_repeats(inputs)?;
    let formats: Vec<Format> = inputs.iter().map(|input| format.map_or_else(|| detect(input), Ok)).collect::<Result<_>>()?;
    count(inputs.iter().zip(formats), progress)
}

fn count<'a>(inputs: impl Iterator<Item = (&'a Input, Format)>, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
    let mut total: Vec<ContestSummary> = Vec::new();
    let mut sum = Sum { before: 0, progress };
    for (input, format) in inputs {
        for found in count_contests(input, format, &mut sum)? {
            match total.iter_mut().find(|known| known.name == found.name) {
                Some(known) => known.ballots += found.ballots,
                None => total.push(found),
            }
        }
        sum.before += input.bytes;
    }
    Ok(total)
}

struct Source<'a> {
    input: &'a Input,
    format: Format,
    contests: Vec<String>,
}

impl Source<'_> {
    fn all(inputs: &[Input], format: Option<Format>) -> Result<Vec<Source<'_>>> {
        refuse_repeats(inputs)?;
        inputs
            .iter()
            .map(|input| {
                let format = format.map_or_else(|| detect(input), Ok)?;
                Ok(Source { input, format, contests: contests(input, format)? })
            })
            .collect()
    }
}

/// The same ballots must not be counted twice, be it by path or by a copy.
fn refuse_repeats(inputs: &[Input]) -> Result<()> {
    let twice = |input: &Input, other: &Input| {
        let of = if other.name == input.name { String::new() } else { format!(" (as {})", other.name) };
        input.fault(format!("is given twice{of}: its ballots would count double"))
    };
    for (index, input) in inputs.iter().enumerate() {
        for other in &inputs[..index] {
            if other.bytes != input.bytes {
                continue;
            }
            let is_same_path = other.path.canonicalize().ok().is_some_and(|path| Some(path) == input.path.canonicalize().ok());
            if is_same_path || other.sha256()? == input.sha256()? {
                return Err(twice(input, other));
            }
        }
    }
    Ok(())
}

fn choose(sources: &[Source], wanted: Option<&str>) -> Result<Option<String>> {
    let mut seen = HashSet::new();
    let names: Vec<&str> =
        sources.iter().flat_map(|source| &source.contests).map(String::as_str).filter(|name| seen.insert(*name)).collect();
    let Some(wanted) = wanted else {
        return match names.as_slice() {
            [] => Ok(None),
            [only] => Ok(Some((*only).to_owned())),
            _ => Err(Error::missing("contest", format!("choose one of the contests: {}", counted(sources)?))),
        };
    };
    let refuse = |expected: String| Err(Error::param("contest", format!("{wanted:?}"), expected));
    if names.is_empty() {
        return refuse("the inputs hold one contest without a name: leave it out".into());
    }
    let folded = wanted.trim().to_lowercase();
    let tests: [&dyn Fn(&str) -> bool; 3] =
        [&|name| name == wanted, &|name| name.to_lowercase() == folded, &|name| name.to_lowercase().contains(&folded)];
    for test in tests {
        let found: Vec<&str> = names.iter().copied().filter(|name| test(name)).collect();
        match found.as_slice() {
            [] => {}
            [only] => return Ok(Some((*only).to_owned())),
            several => return refuse(format!("it is part of several names: {}", several.join("; "))),
        }
    }
    refuse(format!("the contests are: {}", names.join("; ")))
}

fn counted(sources: &[Source]) -> Result<String> {
    let total = count(sources.iter().map(|source| (source.input, source.format)), &mut ())?;
    let listed: Vec<String> = total
        .iter()
        .map(|contest| {
            let ballots = if contest.ballots == 1 { "ballot" } else { "ballots" };
            format!("{} ({} {ballots})", contest.name, contest.ballots)
        })
        .collect();
    Ok(listed.join("; "))
}

fn merge(known: ContestFacts, first: &Input, found: ContestFacts, input: &Input) -> Result<ContestFacts> {
    if let (Some(known), Some(found)) = (known.seats, found.seats)
        && known != found
    {
        return Err(input.fault(format!("is of a contest for {found} seats, but {} for {known}", first.name)));
    }
    Ok(ContestFacts {
        contest: None,
        title: known.title.filter(|title| found.title.as_ref() == Some(title)),
        seats: known.seats.or(found.seats),
    })
}

/// Adds the files before to the bytes of this one.
struct Sum<'a> {
    before: u64,
    progress: &'a mut dyn Progress,
}

impl Progress for Sum<'_> {
    fn bytes(&mut self, read: u64) {
        self.progress.bytes(self.before + read);
    }
}
