//! ChoicePlus Pro PRM files: a line for each ballot, candidates by code. Cambridge, Massachusetts, and Burlington, Vermont,
//! published them.
//!
//! ```text
//! 000803-00-0001,10003,001,1) C14[1],C21=C05[2],C06[4]
//! ```

mod ballot;
mod codes;

use std::borrow::Cow;

use crate::ballots::{ContestBuilder, GroupKind, Mark, RawBallot};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, Reader, Reading};
use crate::cvr::text::{Lines, excerpt};
use crate::error::Result;
use ballot::Ballot;
use codes::Codes;

pub(super) struct ChoicePlus;

impl Reader for ChoicePlus {
    fn name(&self) -> &'static str {
        "choiceplus"
    }

    fn title(&self) -> &'static str {
        "ChoicePlus (prm)"
    }

    fn recognised_by(&self) -> &'static str {
        "rows with cells like C14[1]"
    }

    fn detect(&self, head: &Head) -> Result<bool> {
        const LOOKED_AT: usize = 5;
        let Some(text) = head.text() else { return Ok(false) };
        let mut ballots = ballot_lines(text).take(LOOKED_AT).peekable();
        Ok(ballots.peek().is_some() && ballots.all(|line| Ballot::parse(&without_quotes(line)).is_ok()))
    }

    /// A report with the names, or a CHP file.
    fn detect_companion(&self, head: &Head) -> Result<bool> {
        let Some(text) = head.text() else { return Ok(false) };
        let is_directive = |line: &str| [".CANDIDATE ", ".INCLUDE "].iter().any(|word| line.starts_with(word));
        let is_chp = text.lines().any(|line| is_directive(line.trim_start())) && ballot_lines(text).next().is_none();
        Ok(is_chp || codes::begins_report(text))
    }

    /// The order of the ballots, which Cincinnati's way of transferring surplus votes goes by, is not kept.
    fn read(
        &self,
        reading: &Reading,
        _contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let mut codes = Codes::of(reading)?;
        let seats = codes.seats;
        let mut lines = Lines::open(input, progress)?;
        let mut ballots: Option<Ballots> = None;
        while let Some((number, line)) = lines.next()? {
            let at_line = |message: String| input.at_line(number, message);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if line.starts_with('.') {
                if ballots.is_some() {
                    return Err(at_line(format!("{} stands after the first ballot", excerpt(&line))));
                }
                codes.directive(&line).map_err(at_line)?;
                continue;
            }
            if ballots.is_none() {
                ballots = Some(Ballots::start(input, std::mem::take(&mut codes), builder)?);
            }
            let line = without_quotes(&line);
            let ballot = Ballot::parse(&line).map_err(at_line)?;
            ballots.iter_mut().try_for_each(|ballots| ballots.add(number, &ballot, builder))?;
        }
        match ballots {
            Some(_) => Ok(ContestFacts { seats, ..ContestFacts::default() }),
            None => Err(input.fault("has no ballots")),
        }
    }
}

/// Lines that are neither empty, comments nor directives.
fn ballot_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', '.']))
}

/// A line may be stored as CSV with cells in quotation marks; names are not among them.
fn without_quotes(line: &str) -> Cow<'_, str> {
    match line.contains('"') {
        true => Cow::Owned(line.replace('"', "")),
        false => Cow::Borrowed(line),
    }
}

struct Ballots<'a> {
    input: &'a Input,
    codes: Codes,
    /// By place in the list of codes.
    numbers: Vec<u32>,
    ballot: RawBallot,
}

impl<'a> Ballots<'a> {
    /// Candidates that are named have ids in the order of the list: numbered write-ins too, which officials counted by number.
    fn start(input: &'a Input, codes: Codes, builder: &mut ContestBuilder) -> Result<Ballots<'a>> {
        let listed = codes.listed.iter().zip(1u32..);
        let numbers = listed.map(|((_, name), id)| builder.listed(Some(id), name)).collect::<Result<Vec<u32>>>();
        let numbers = numbers.map_err(|error| input.locate(None, error))?;
        if numbers.is_empty() {
            builder.warn(format!(
                "{}: candidates are called by their codes (C01, …): give the file that names them, a report with rows like 20,C01,\"Name\" \
                 or a .chp file",
                input.name
            ));
        }
        Ok(Ballots { input, codes, numbers, ballot: RawBallot::default() })
    }

    fn add(&mut self, number: u64, ballot: &Ballot, builder: &mut ContestBuilder) -> Result<()> {
        let input = self.input;
        let locate = |error| input.locate(Some(number), error);
        self.ballot.clear();
        self.ballot.key.push_str(ballot.key);
        let batch = ballot.key.rsplit_once('-').map(|(batch, _)| batch);
        let groups = [(GroupKind::BallotStyle, ballot.style), (GroupKind::Precinct, ballot.precinct), (GroupKind::Batch, batch)];
        for (kind, name) in groups.into_iter().filter_map(|(kind, name)| Some((kind, name.filter(|name| !name.is_empty())?))) {
            let group = builder.group(kind, name).map_err(locate)?;
            self.ballot.set_group(kind, group);
        }
        for &(rank, code) in &ballot.marks {
            let candidate = match self.numbers.is_empty() {
                true => builder.candidate(None, code).map_err(locate)?,
                false => {
                    let place = self.codes.place(code).ok_or_else(|| input.at_line(number, self.unknown(code)))?;
                    self.numbers[place]
                }
            };
            self.ballot.mark(rank, Mark::Candidate(candidate));
        }
        builder.ballot(&mut self.ballot).map_err(locate)
    }

    fn unknown(&self, code: &str) -> String {
        const SHOWN: usize = 100;
        let known: Vec<&str> = self.codes.listed.iter().map(|(code, _)| code.as_str()).take(SHOWN).collect();
        format!(
            "no candidate is named for {code}; the codes with names are {}: is the lookup of this election?",
            known.join(", ")
        )
    }
}
