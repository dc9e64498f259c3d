//! All of a BLT file but its ballots, and how these are written: the ballots stand between what is needed to read them.

use super::header::Header;
use super::ids::{AfterId, IdEvidence};
use super::names::Names;
use super::slips::{Ends, Slip, Slips};
use super::tokens::{Fault, Tokens};
use crate::ballots::RawBallot;
use crate::cvr::input::Input;
use crate::cvr::text::excerpt;

#[derive(Debug)]
pub(super) struct Outline {
    pub(super) header: Header,
    pub(super) names: Names,
    pub(super) ends: Ends,
    pub(super) after_id: AfterId,
    /// What was assumed.
    pub(super) notes: Vec<String>,
}

impl Outline {
    /// Ballots end with 0; only where that makes no sense of the file, with their line.
    pub(super) fn read(input: &Input) -> Result<Outline, Fault> {
        let fault = match attempt(input, Ends::Zero) {
            Ok(outline) => return Ok(outline),
            Err(fault) => fault,
        };
        let Some(line) = fault.line() else { return Err(fault) };
        match attempt(input, Ends::Line) {
            Ok(outline) => Ok(outline),
            Err(other) if other.line().is_none_or(|other| other > line) => Err(other),
            Err(_) => Err(fault),
        }
    }
}

fn attempt(input: &Input, ends: Ends) -> Result<Outline, Fault> {
    let mut progress = ();
    let mut tokens = Tokens::of(input.text(&mut progress).map_err(Fault::Open)?)?;
    let header = Header::read(&mut tokens)?;
    let mut slips = Slips::of(&mut tokens, ends);
    let mut slip = Slip::default();
    let mut ballot = RawBallot::default();
    let mut evidence = IdEvidence::default();
    let mut wrapped = None;
    while slips.next(&mut slip)? {
        evidence.add(&slip, &header, &mut ballot);
        if !slip.has_id {
            slip.weight().map_err(|message| Fault::At(slip.line, message))?;
        }
        if slip.end_line > slip.line {
            wrapped.get_or_insert((slip.line, slip.end_line));
        }
    }
    let names = Names::read(&mut tokens, header.candidates)?;
    let (after_id, note) = evidence.decide()?;
    let mut notes: Vec<String> = note.into_iter().collect();
    if let Some((first, last)) = wrapped {
        notes.push(format!(
            "a ballot goes on over the end of a line (the first on lines {first} to {last}): ballots end with 0, not with a line"
        ));
    }
    if ends == Ends::Line {
        notes.push("ballots have no 0 at their end: each was read to the end of its line".into());
    }
    if names.after_title > 0 {
        notes.push(format!(
            "texts after the title were passed over; if they are names, the file says that there are {} candidates, and there are more",
            header.candidates
        ));
    }
    if let (false, Some(last)) = (names.has_title, names.names.last()) {
        notes.push(format!(
            "no title stands after the names: if {} is the title, the name of a candidate is missing",
            excerpt(last)
        ));
    }
    notes.extend(header.unknown_options.iter().map(|option| format!("the option [{option} …] is not known and was passed over")));
    Ok(Outline { header, names, ends, after_id, notes })
}
