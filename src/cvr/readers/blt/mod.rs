//! BLT ballot files: the format of Hill, Wichmann and Woodall (Algorithm 123, 1987) with what OpenSTV, Droop, OpenTally, stv-rs,
//! DrooPHP and the Scottish councils have added. It is a stream of tokens; line ends mean nothing before the names.
//!
//! ```text
//! 4 2                      candidates, seats
//! -3                       withdrawn candidates
//! [nick ann bo cy di]      options; nick names may stand for numbers
//! 12 1 4 0                 weight, candidates by preference, 0
//! (b7) 1 2=1 - 4 0         an id before the weight; `=` or `(2 1)` join equal preferences, `-` skips one,
//! 1 -=- 2 0                `-=-` is an overvote whose candidates are not told
//! 0                        end of the ballots
//! "Ann" "Bo"               names in quotation marks or a line each, then the title, a source, a comment
//! ```
//!
//! `#` and `//` begin a comment, `/*` and `*/` enclose one; commas are white space. A withdrawn candidate is no candidate of the
//! contest: marks for one count as skipped, and are reported as dropped.

mod header;
mod ids;
mod names;
mod outline;
mod slips;
mod tokens;

use self::header::is_number;
use self::outline::Outline;
use self::slips::{Slip, Slips, doubt};
use self::tokens::{Fault, Sign, Tokens};
use super::preflib::is_preflib;
use crate::ballots::{ContestBuilder, Mark, RawBallot};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, Reader, Reading};
use crate::error::Result;

pub(super) struct Blt;

impl Reader for Blt {
    fn name(&self) -> &'static str {
        "blt"
    }

    fn title(&self) -> &'static str {
        "BLT"
    }

    fn recognised_by(&self) -> &'static str {
        "a beginning of two numbers, and ballots that end with 0"
    }

    /// Comments may look like PrefLib's, and then are.
    fn detect(&self, head: &Head) -> Result<bool> {
        let Some(text) = head.text().filter(|text| !is_preflib(text)) else { return Ok(false) };
        Ok(match beginning(text).unwrap_or(Beginning::Other) {
            Beginning::TwoNumbers => true,
            Beginning::Numbers => Outline::read(head.input()).is_ok(),
            Beginning::Other => false,
        })
    }

    fn read(
        &self,
        reading: &Reading,
        _contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let outline = Outline::read(input).map_err(|fault| fault.locate(input))?;
        let numbers = candidates(input, &outline, builder)?;
        for note in &outline.notes {
            builder.warn(format!("{}: {note}", input.name));
        }
        read_ballots(input, &outline, &numbers, builder, progress)?;
        Ok(ContestFacts { contest: None, title: outline.names.title, seats: Some(outline.header.seats) })
    }
}

enum Beginning {
    /// Alone on their line, as almost every file has them.
    TwoNumbers,
    /// More on the line, or a line for each, or commas.
    Numbers,
    Other,
}

fn beginning(text: &str) -> Result<Beginning, Fault> {
    let mut tokens = Tokens::of_text(text)?;
    let first = tokens.next()?;
    if first.sign != Sign::Word || !is_number(tokens.word()) {
        return Ok(Beginning::Other);
    }
    let second = tokens.next()?;
    if second.sign != Sign::Word || !is_number(tokens.word()) {
        return Ok(Beginning::Other);
    }
    let is_alone = tokens.ends_line()? && second.line == first.line && !tokens.has_commas;
    Ok(if is_alone { Beginning::TwoNumbers } else { Beginning::Numbers })
}

/// The builder's numbers of the candidates.
fn candidates(input: &Input, outline: &Outline, builder: &mut ContestBuilder) -> Result<Vec<u32>> {
    let header = &outline.header;
    let mut numbers = Vec::with_capacity(header.candidates);
    for (index, name) in outline.names.names.iter().enumerate() {
        let id = Some(index as u32 + 1);
        let number = if header.withdrawn[index] {
            builder.withdrawn(id, name)
        } else if header.undeclared[index] {
            builder.listed_write_in(id, name)
        } else {
            builder.listed(id, name)
        };
        numbers.push(number.map_err(|error| input.locate(None, error))?);
    }
    Ok(numbers)
}

fn read_ballots(
    input: &Input,
    outline: &Outline,
    numbers: &[u32],
    builder: &mut ContestBuilder,
    progress: &mut dyn Progress,
) -> Result<()> {
    let locate = |fault: Fault| fault.locate(input);
    let mut tokens = Tokens::of(input.text(progress)?).map_err(locate)?;
    let header = header::Header::read(&mut tokens).map_err(locate)?;
    let mut slips = Slips::of(&mut tokens, outline.ends);
    let mut slip = Slip::default();
    let mut ballot = RawBallot::default();
    let mut ballots = 0u64;
    while slips.next(&mut slip).map_err(locate)? {
        let at_line = |message: String| input.at_line(slip.line, message);
        slip.interpret(&header, outline.after_id, &mut ballot).map_err(at_line)?;
        if let Some(reason) = doubt(&slip, &ballot) {
            return Err(at_line(reason));
        }
        for (_, mark) in &mut ballot.marks {
            if let Mark::Candidate(index) = mark {
                *index = numbers[*index as usize];
            }
        }
        builder.ballot(&mut ballot).map_err(|error| input.locate(Some(slip.line), error))?;
        ballots += 1;
    }
    if ballots == 0 {
        return Err(input.fault("has no ballots"));
    }
    while tokens.rest_of_line().map_err(locate)?.is_some() {}
    Ok(())
}
