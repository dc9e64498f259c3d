//! What every input is: files of ballots and those that explain them, and what is passed over.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::repeats::refuse_repeats;
use super::{Source, SourceSet};
use crate::ballots::ReadingOptions;
use crate::cvr::detect::{Role, detect_with};
use crate::cvr::format::Format;
use crate::cvr::input::{GivenKind, Input};
use crate::cvr::memo::Memo;
use crate::error::{Error, Result};

impl SourceSet {
    /// Finds out the format of every input, unless it is given, and its contests. Files of a folder or zip file that are in no
    /// format are [passed over](SourceSet::passed_over).
    ///
    /// # Errors
    /// The same file twice, no file with ballots, and an input that no reader knows, and whatever the readers find.
    pub fn open(inputs: &[Input], format: Option<Format>, options: ReadingOptions) -> Result<SourceSet> {
        let mut found = Vec::new();
        let mut companions: HashMap<&'static str, Vec<Input>> = HashMap::new();
        let mut unfit = Vec::new();
        let memo = Memo::default();
        for (input, detected) in inputs.iter().zip(detect_all(inputs, format, &options, &memo)) {
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
        let mut set =
            SourceSet { sources: Vec::new(), companions, options, memo, passed_over: Vec::new(), strangers: Vec::new() };
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
        set.leave_out_unoffered()?;
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

    /// A source is left with the contests that its format offers, or left out if there are none.
    fn leave_out_unoffered(&mut self) -> Result<()> {
        for source in std::mem::take(&mut self.sources) {
            let mut contests = Vec::with_capacity(source.contests.len());
            for contest in &source.contests {
                if source.format.is_offered(&self.memo, contest)? {
                    contests.push(contest.clone());
                }
            }
            if source.contests.is_empty() || !contests.is_empty() {
                self.sources.push(Source { contests, ..source });
            }
        }
        Ok(())
    }
}

/// What every input is. A format that is given goes for files; in a folder or zip file it goes for those that look like it, and
/// for all of them if none does.
fn detect_all(inputs: &[Input], format: Option<Format>, options: &ReadingOptions, memo: &Memo) -> Vec<Result<(Format, Role)>> {
    let detected: Vec<Result<(Format, Role)>> = inputs.iter().map(|input| detect_with(input, options, memo)).collect();
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
