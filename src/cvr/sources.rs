//! The usual way in: inputs whose formats and contests are known, and one contest read from all of them.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::detect::{Role, detect_with};
use super::format::Format;
use super::input::{Given, GivenKind, Input, Progress};
use super::memo::Memo;
use super::reader::{ContestFacts, ContestSummary, Reading};
use super::text::damage;
use super::words::WordList;
use crate::ballots::{BallotDigest, BlankRule, CleaningOptions, Contest, ContestBuilder, ReadingOptions};
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
    /// Finds out the format of every input, unless it is given, and its contests. Files of a folder or zip file that are in no
    /// format are [passed over](SourceSet::passed_over).
    ///
    /// # Errors
    /// The same file twice, no file with ballots, and whatever [`detect`](super::detect) and [`contests`](super::Reader::contests) find.
    pub fn open(inputs: &[Input], format: Option<Format>, options: ReadingOptions) -> Result<SourceSet> {
        let mut found = Vec::new();
        let mut companions: HashMap<&'static str, Vec<Input>> = HashMap::new();
        let mut unfit = Vec::new();
        for (input, detected) in inputs.iter().zip(detect_all(inputs, format, &options)) {
            match detected {
                Ok((format, Role::Ballots)) => found.push((input, format)),
                Ok((format, Role::Companion)) => companions.entry(format.name()).or_default().push(input.clone()),
                Err(error @ Error::Io { .. }) => return Err(error),
                Err(error) if input.given.kind == GivenKind::File => return Err(error),
                Err(error) => unfit.push((input, error)),
            }
        }
        if let ([], Some((input, error))) = (found.as_slice(), unfit.first()) {
            return Err(Error::file(
                &input.given.name,
                format!("holds no file of ballots; the first that was looked at: {}", reason_of(error)),
            ));
        }
        if found.is_empty() {
            let explained = "explains ballots and holds none; give the files of the ballots with it";
            return Err(inputs
                .first()
                .map_or_else(|| Error::missing("inputs", "give at least one file"), |input| input.fault(explained)));
        }
        if !options.allow_repeats {
            refuse_repeats(&found.iter().map(|(input, _)| *input).collect::<Vec<_>>())?;
        }
        let mut set = SourceSet {
            sources: Vec::new(),
            companions,
            options,
            memo: Memo::default(),
            passed_over: Vec::new(),
            strangers: Vec::new(),
        };
        for (input, format) in found {
            let reading = set.reading(input, format);
            if let Some(reason) = format.stranger(&reading)? {
                let error = input.fault(reason);
                if input.given.kind == GivenKind::File {
                    return Err(error);
                }
                set.strangers.push(format!("{error}; its ballots are not counted"));
                set.passed_over.push((input.name.clone(), error.to_string()));
                continue;
            }
            match format.contests(&reading) {
                Ok(contests) => set.sources.push(Source { input: input.clone(), format, contests }),
                Err(error @ Error::Io { .. }) => return Err(error),
                Err(error) if input.given.kind == GivenKind::File => return Err(error),
                Err(error) => unfit.push((input, error)),
            }
        }
        if let ([], [(_, reason), ..]) = (set.sources.as_slice(), set.passed_over.as_slice()) {
            return Err(Error::Format(reason.clone()));
        }
        set.pass_over(unfit)?;
        set.leave_out_unlisted()?;
        set.settle_unnamed()?;
        Ok(set)
    }

    /// What does not fit is passed over in a folder or zip file, but not what is called like the files of ballots there: it may be one
    /// of them, and damaged.
    fn pass_over(&mut self, unfit: Vec<(&Input, Error)>) -> Result<()> {
        let endings: HashSet<String> = self.sources.iter().map(|source| ending(&source.input)).collect();
        for (input, error) in unfit {
            if self.sources.is_empty() {
                return Err(error);
            }
            if ending(input) == "zip" {
                return Err(input.fault("is a zip file in a zip file, or a damaged one; unpack it"));
            }
            if endings.contains(&ending(input)) {
                let reason = reason_of(&error);
                return Err(input.fault(format!(
                    "lies among files of ballots and cannot be read as one: {reason}; mend it or take it out of the folder"
                )));
            }
            self.passed_over.push((input.name.clone(), error.to_string()));
        }
        Ok(())
    }

    /// Ballots of a contest without a name are those of the one contest that others name, which is told, or of none of them.
    fn settle_unnamed(&mut self) -> Result<()> {
        let names: Vec<String> = self.contests().into_iter().map(str::to_owned).collect();
        if names.len() < 2 {
            return Ok(());
        }
        for source in std::mem::take(&mut self.sources) {
            if !source.contests.is_empty() {
                self.sources.push(source);
                continue;
            }
            let unnamed = source.input.fault("names no contest, while others of the inputs name several: read it by itself");
            if source.input.given.kind == GivenKind::File {
                return Err(unnamed);
            }
            self.passed_over.push((source.input.name.clone(), unnamed.to_string()));
        }
        Ok(())
    }

    /// A source is left with the contests that its format lists, or left out if there are none.
    fn leave_out_unlisted(&mut self) -> Result<()> {
        for source in std::mem::take(&mut self.sources) {
            let mut contests = Vec::with_capacity(source.contests.len());
            for contest in &source.contests {
                if source.format.is_listed(&self.memo, contest)? {
                    contests.push(contest.clone());
                }
            }
            if source.contests.is_empty() || !contests.is_empty() {
                self.sources.push(Source { contests, ..source });
            }
        }
        Ok(())
    }

    fn reading<'a>(&'a self, input: &'a Input, format: Format) -> Reading<'a> {
        let companions = self.companions.get(format.name()).map_or(&[][..], Vec::as_slice);
        Reading { input, companions, options: &self.options, memo: &self.memo }
    }

    /// Files of folders and zip files that are in no format, or of another election, with the reason.
    pub fn passed_over(&self) -> &[(String, String)] {
        &self.passed_over
    }

    /// What the publisher said of the files' words.
    pub fn options(&self) -> &ReadingOptions {
        &self.options
    }

    /// The sources in the order in which they are read.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The names of all contests, in order of first appearance. Empty where the inputs hold one contest without a name.
    pub fn contests(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let names = self.sources.iter().flat_map(|source| &source.contests).map(String::as_str);
        names.filter(|name| seen.insert(*name)).collect()
    }

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
        if self.options.names_may_be_missing {
            builder.allow_missing_names();
        }
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

/// What every input is. A format that is given goes for files; in a folder or zip file it goes for those that look like it, and
/// for all of them if none does.
fn detect_all(inputs: &[Input], format: Option<Format>, options: &ReadingOptions) -> Vec<Result<(Format, Role)>> {
    let detected: Vec<Result<(Format, Role)>> = inputs.iter().map(|input| detect_with(input, options)).collect();
    let Some(format) = format else { return detected };
    let is_like_it = |found: &Result<(Format, Role)>| matches!(found, Ok((found, _)) if *found == format);
    let alike: HashSet<&Path> = inputs
        .iter()
        .zip(&detected)
        .filter(|(_, found)| is_like_it(found))
        .map(|(input, _)| input.given.path.as_path())
        .collect();
    let given = |(input, found): (&Input, Result<(Format, Role)>)| match found {
        Err(error @ Error::Io { .. }) => Err(error),
        found if is_like_it(&found) => found,
        _ if input.given.kind == GivenKind::File || !alike.contains(input.given.path.as_path()) => Ok((format, Role::Ballots)),
        Err(error) => Err(error),
        Ok((other, _)) => Err(input.fault(format!("is in the format {other}, not {format}"))),
    };
    inputs.iter().zip(detected).map(given).collect()
}

/// The same ballots must not be counted twice, be it by path, by a copy, or packed and unpacked.
fn refuse_repeats(inputs: &[&Input]) -> Result<()> {
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
fn refuse_two_forms(sources: &[&Source]) -> Result<()> {
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
struct Repeats<'a> {
    is_on: bool,
    seen: HashMap<BallotDigest, &'a Input>,
}

impl<'a> Repeats<'a> {
    /// So few ballots may be alike by chance.
    const FEW: u64 = 20;

    fn of(sources: &[&Source], is_allowed: bool) -> Repeats<'a> {
        Repeats { is_on: sources.len() > 1 && !is_allowed, seen: HashMap::new() }
    }

    fn check(&mut self, input: &'a Input, builder: &mut ContestBuilder) -> Result<()> {
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

/// What a file is called like: the ending of its name, before that of gzip.
fn ending(input: &Input) -> String {
    let name = input.file_name().to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_owned())
}

/// The message of an error, without the name of its file.
fn reason_of(error: &Error) -> String {
    match error {
        Error::File { message, .. } => message.clone(),
        error => error.to_string(),
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
