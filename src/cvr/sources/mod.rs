//! The usual way in: inputs whose formats and contests are known, and one contest read from all of them.

mod opening;
mod origins;
mod repeats;

use std::collections::{HashMap, HashSet};

use super::format::Format;
use super::input::{Input, Progress};
use super::memo::Memo;
use super::reader::{ContestFacts, ContestSummary, Reading};
use super::text::damage;
use super::words::WordList;
use crate::ballots::{BlankRule, CleaningOptions, Contest, ContestBuilder, MAX_SEATS, ReadingOptions};
use crate::error::{Error, Result};
pub use origins::Origin;
use repeats::{Repeats, refuse_two_forms};

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
    SourceSet::open(inputs, format, ReadingOptions::default())?.read(contest, ContestBuilder::new(options), progress)
}

/// An input with ballots, and what is known of it before they are read.
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
    /// By the name of their format.
    companions: HashMap<&'static str, Vec<Input>>,
    options: ReadingOptions,
    memo: Memo,
    /// Files in folders and zip files that hold nothing of a contest: (name, why).
    passed_over: Vec<(String, String)>,
    /// Why files of ballots were passed over.
    strangers: Vec<String>,
}

impl SourceSet {
    fn reading<'a>(&'a self, input: &'a Input, format: Format) -> Reading<'a> {
        let companions = self.companions.get(format.name()).map_or(&[][..], Vec::as_slice);
        Reading { input, companions, options: &self.options, memo: &self.memo }
    }

    /// Files of folders and zip files that are in no format, or of another election, with the reason.
    pub fn passed_over(&self) -> &[(String, String)] {
        &self.passed_over
    }

    /// The names of all contests, in order of first appearance. Empty where the inputs hold one contest without a name.
    pub fn contests(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let names = self.sources.iter().flat_map(|source| &source.contests).map(String::as_str);
        names.filter(|name| seen.insert(*name)).collect()
    }

    /// Every named contest with its ballots, in order of first appearance; reads all inputs. Empty where
    /// [`contests`](SourceSet::contests) is.
    ///
    /// # Errors
    /// As [`count_contests`](super::Reader::count_contests).
    pub fn count_contests(&self, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let mut total: Vec<ContestSummary> = Vec::new();
        let mut sum = Sum { before: 0, progress };
        for Source { input, format, contests } in &self.sources {
            if contests.is_empty() {
                continue;
            }
            for found in format.count_contests(&self.reading(input, *format), &mut sum)? {
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
        mut builder: ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<(Contest, ContestFacts)> {
        let chosen = self.choose(contest)?;
        let used: Vec<&Source> = self.sources.iter().filter(|source| source.holds(chosen.as_deref())).collect();
        if !self.options.allow_repeats {
            refuse_two_forms(&used)?;
        }
        let mut repeats = Repeats::of(&used, self.options.allow_repeats);
        if used.len() > 1 {
            builder.digest_ballots();
        }
        let mut merged: Option<(ContestFacts, &Input)> = None;
        let mut sum = Sum { before: 0, progress };
        for source in &self.sources {
            let Source { input, format, contests } = source;
            if source.holds(chosen.as_deref()) {
                let name = chosen.as_deref().filter(|_| !contests.is_empty());
                let facts = format.read(&self.reading(input, *format), name, &mut builder, &mut sum)?;
                if contests.is_empty() && chosen.is_some() {
                    builder.warn(format!("{} names no contest; its ballots are counted with those of the others", input.name));
                }
                builder.end_of_file(&input.name);
                repeats.check(input, &mut builder)?;
                merged = Some(match merged {
                    None => (facts, input),
                    Some((known, first)) => (merge(known, first, facts, input)?, first),
                });
            }
            sum.before += input.bytes;
        }
        let (mut facts, first) = merged.ok_or_else(|| Error::missing("inputs", "give at least one file"))?;
        if let Some(seats) = facts.seats.filter(|seats| *seats > MAX_SEATS) {
            return Err(first.fault(format!("is of a contest for {seats} seats; at most {MAX_SEATS} are possible")));
        }
        facts.contest = chosen;
        let words = WordList::of(&self.options, builder.options());
        words.tell_candidates(&mut builder);
        words.tell_notes(&mut builder);
        let damaged = builder.counted_names().find_map(|name| Some((name.to_owned(), damage(name)?)));
        if let Some((name, reason)) = damaged {
            builder.warn(format!("the name {name:?} {reason}: save the file anew as UTF-8 if names are damaged"));
        }
        let is_only = self.sources.len() == 1;
        let mut contest = builder.finish().map_err(|error| if is_only { first.locate(None, error) } else { error })?;
        contest.reading.warnings.extend(self.strangers.iter().cloned());
        let has_blanks = contest.candidates.iter().any(|candidate| candidate.is_write_in);
        if contest.options.rules.blank == BlankRule::WriteIn && !has_blanks {
            let nothing = "the rule blank write-in changed nothing: no cell of a rank is empty, or the format has no such cells";
            contest.reading.warnings.push(nothing.to_owned());
        }
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
