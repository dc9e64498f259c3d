//! The usual way in: inputs whose formats and contests are known, and one contest read from all of them.

use std::collections::HashSet;

use super::detect::detect;
use super::format::Format;
use super::input::{Input, Progress};
use super::reader::{ContestFacts, ContestSummary};
use crate::ballots::{CleaningOptions, Contest, ContestBuilder};
use crate::error::{Error, Result};

/// Reads one contest from all inputs: [`SourceSet::open`] and [`SourceSet::read`] in one.
///
/// # Errors
/// As both.
pub fn read_contest(
    inputs: &[Input],
    format: Option<Format>,
    contest: Option<&str>,
    options: CleaningOptions,
    progress: &mut dyn Progress,
) -> Result<(Contest, ContestFacts)> {
    SourceSet::open(inputs, format)?.read(contest, options, progress)
}

/// An input with what is known of it before its ballots are read.
#[derive(Clone, Debug)]
pub struct Source {
    pub input: Input,
    pub format: Format,
    /// The names of its contests; empty if it holds one without a name.
    pub contests: Vec<String>,
}

impl Source {
    /// Whether ballots of the contest that has been chosen may be in it.
    fn holds(&self, chosen: Option<&str>) -> bool {
        self.contests.is_empty() || self.contests.iter().any(|name| Some(name.as_str()) == chosen)
    }
}

/// The inputs of one or more contests, each opened once.
#[derive(Clone, Debug)]
pub struct SourceSet {
    sources: Vec<Source>,
}

impl SourceSet {
    /// Finds out the format of every input, unless it is given, and its contests.
    ///
    /// # Errors
    /// The same file twice, and whatever [`detect`] and [`contests`](super::Reader::contests) find.
    pub fn open(inputs: &[Input], format: Option<Format>) -> Result<SourceSet> {
        refuse_repeats(inputs)?;
        let open = |input: &Input| {
            let format = format.map_or_else(|| detect(input), Ok)?;
            Ok(Source { input: input.clone(), format, contests: format.contests(input)? })
        };
        Ok(SourceSet { sources: inputs.iter().map(open).collect::<Result<_>>()? })
    }

    /// The names of all contests, in order of first appearance. Empty where the inputs hold one contest without a name.
    pub fn contests(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let names = self.sources.iter().flat_map(|source| &source.contests).map(String::as_str);
        names.filter(|name| seen.insert(*name)).collect()
    }

    /// The sources of a contest by the name that [`read`](SourceSet::read) told in its facts.
    pub fn of_contest(&self, contest: Option<&str>) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(move |source| source.holds(contest))
    }

    /// Every named contest with its ballots, in order of first appearance; reads all inputs. Empty where
    /// [`contests`](SourceSet::contests) is.
    ///
    /// # Errors
    /// As [`count_contests`](super::Reader::count_contests).
    pub fn count_contests(&self, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let mut total: Vec<ContestSummary> = Vec::new();
        let mut sum = Sum { before: 0, progress };
        for Source { input, format, .. } in &self.sources {
            for found in format.count_contests(input, &mut sum)? {
                match total.iter_mut().find(|known| known.name == found.name) {
                    Some(known) => known.ballots += found.ballots,
                    None => total.push(found),
                }
            }
            sum.before += input.bytes;
        }
        Ok(total)
    }

    /// Reads one contest. `contest` is a name, or a part of one (without regard to case) that no other contest has; it is needed
    /// where there are several contests. Sources that hold named contests but not this one are passed over.
    ///
    /// `progress` is told of bytes over all inputs together.
    ///
    /// The facts are those that the sources agree on.
    ///
    /// # Errors
    /// Several contests and none chosen (the message lists them with their ballots), sources that differ in seats, and whatever
    /// [`read`](super::Reader::read) finds.
    pub fn read(
        &self,
        contest: Option<&str>,
        options: CleaningOptions,
        progress: &mut dyn Progress,
    ) -> Result<(Contest, ContestFacts)> {
        let chosen = self.choose(contest)?;
        let mut builder = ContestBuilder::new(options);
        let mut merged: Option<(ContestFacts, &Input)> = None;
        let mut sum = Sum { before: 0, progress };
        for source in &self.sources {
            let Source { input, format, contests } = source;
            if source.holds(chosen.as_deref()) {
                let name = chosen.as_deref().filter(|_| !contests.is_empty());
                let facts = format.read(input, name, &mut builder, &mut sum)?;
                merged = Some(match merged {
                    None => (facts, input),
                    Some((known, first)) => (merge(known, first, facts, input)?, first),
                });
            }
            sum.before += input.bytes;
        }
        let (mut facts, first) = merged.ok_or_else(|| Error::missing("inputs", "give at least one file"))?;
        facts.contest = chosen;
        let is_only = self.sources.len() == 1;
        let contest = builder.finish().map_err(|error| if is_only { first.locate(None, error) } else { error })?;
        Ok((contest, facts))
    }

    fn choose(&self, wanted: Option<&str>) -> Result<Option<String>> {
        let names = self.contests();
        let Some(wanted) = wanted else {
            return match names.as_slice() {
                [] => Ok(None),
                [only] => Ok(Some((*only).to_owned())),
                _ => Err(Error::missing("contest", format!("choose one of the contests: {}", self.counted()?))),
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

    fn counted(&self) -> Result<String> {
        let total = self.count_contests(&mut ())?;
        let listed: Vec<String> = total
            .iter()
            .map(|contest| {
                let ballots = if contest.ballots == 1 { "ballot" } else { "ballots" };
                format!("{} ({} {ballots})", contest.name, contest.ballots)
            })
            .collect();
        Ok(listed.join("; "))
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
