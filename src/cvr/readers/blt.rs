//! BLT (OpenSTV) ballot files.
//!
//! ```text
//! 4 2                  candidates, seats
//! -3                   withdrawn candidates
//! 12 1 4 0             weight, candidates by preference, 0
//! (b7) 1 2=1 - 4 0     an id before the weight; `=` joins equal preferences, `-` skips one
//! 0                    end of the ballots
//! "Ann"                names, then the title
//! ```
//!
//! A withdrawn candidate is no candidate of the contest: marks for one are no votes, and are reported as dropped.

use std::borrow::Cow;

use super::preflib::is_preflib;
use crate::ballots::{ContestBuilder, MAX_CANDIDATES, Mark, RawBallot};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, Reader, Reading};
use crate::cvr::text::{Lines, check_rank, excerpt, parse_weight};
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
        "a first line of two numbers"
    }

    /// Comments may look like PrefLib's, and then are.
    fn detect(&self, head: &Head) -> Result<bool> {
        let is_ours = head.text().is_some_and(|text| !is_preflib(text));
        Ok(is_ours && begins_with_two_numbers(&mut head.lines())?)
    }

    fn read(
        &self,
        reading: &Reading,
        _contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let outline = read_outline(input)?;
        let numbers = candidates(input, &outline, builder)?;
        read_ballots(input, &numbers, builder, progress)?;
        Ok(ContestFacts { contest: None, title: outline.title, seats: Some(outline.seats) })
    }
}

/// Whether the first line of content is two numbers.
fn begins_with_two_numbers(lines: &mut Lines) -> Result<bool> {
    while let Some((_, line)) = lines.next()? {
        let line = without_comment(&line);
        if !line.is_empty() {
            return Ok(line.split_whitespace().count() == 2
                && line.split_whitespace().all(|number| number.bytes().all(|byte| byte.is_ascii_digit())));
        }
    }
    Ok(false)
}

/// All but the ballots.
struct Outline {
    names: Vec<String>,
    withdrawn: Vec<bool>,
    title: Option<String>,
    seats: u32,
}

/// The builder's numbers of the candidates.
fn candidates(input: &Input, outline: &Outline, builder: &mut ContestBuilder) -> Result<Vec<u32>> {
    let mut numbers = Vec::with_capacity(outline.names.len());
    for (index, name) in outline.names.iter().enumerate() {
        let id = Some(index as u32 + 1);
        let number = if outline.withdrawn[index] { builder.withdrawn(id, name) } else { builder.candidate(id, name) };
        numbers.push(number.map_err(|error| input.locate(None, error))?);
    }
    Ok(numbers)
}

fn read_ballots(input: &Input, numbers: &[u32], builder: &mut ContestBuilder, progress: &mut dyn Progress) -> Result<()> {
    let mut ballot = RawBallot::default();
    let mut ballots = 0u64;
    let mut lines = Lines::open(input, progress)?;
    let mut is_header = true;
    while let Some((line_number, line)) = lines.next()? {
        let line = without_comment(&line);
        if line.is_empty() || is_withdrawal(line) {
            continue;
        }
        if std::mem::take(&mut is_header) {
            continue;
        }
        if line == "0" {
            break;
        }
        parse_ballot(line, numbers, &mut ballot).map_err(|message| input.at_line(line_number, message))?;
        builder.ballot(&mut ballot).map_err(|error| input.locate(Some(line_number), error))?;
        ballots += 1;
    }
    if ballots == 0 {
        return Err(input.fault("has no ballots"));
    }
    while lines.next()?.is_some() {}
    Ok(())
}

/// The ballots come between its parts.
fn read_outline(input: &Input) -> Result<Outline> {
    let mut progress = ();
    let mut lines = Lines::open(input, &mut progress)?;
    let mut header = None;
    let mut withdrawn = Vec::new();
    let mut in_ballots = false;
    loop {
        let Some((number, line)) = lines.next()? else {
            return Err(input.fault(match header {
                None => "is empty",
                Some(_) => "ends before the line 0 that closes the ballots: is it cut off?",
            }));
        };
        let line = without_comment(&line);
        match header {
            _ if line.is_empty() => {}
            None => header = Some(parse_header(line).map_err(|message| input.at_line(number, message))?),
            Some(_) if line == "0" => break,
            Some((candidates, _)) if !in_ballots && is_withdrawal(line) => {
                withdrawn.resize(candidates, false);
                for token in line.split_whitespace() {
                    let index = token[1..].parse::<usize>().ok().filter(|code| (1..=candidates).contains(code));
                    let Some(index) = index else {
                        let message = format!("withdrawn candidate {token}: expected -1 to -{candidates}");
                        return Err(input.at_line(number, message));
                    };
                    withdrawn[index - 1] = true;
                }
            }
            Some(_) if is_withdrawal(line) => {
                return Err(input.at_line(number, "withdrawn candidates are named before the first ballot"));
            }
            Some(_) => in_ballots = true,
        }
    }
    let (candidates, seats) = header.unwrap_or_default();
    withdrawn.resize(candidates, false);
    let mut names: Vec<String> = Vec::with_capacity(candidates);
    let mut title = None;
    while let Some((number, line)) = lines.next()? {
        let text = unquote(&line);
        match text {
            None => {}
            Some(name) if names.len() < candidates => {
                if name.trim().is_empty() {
                    return Err(input.at_line(number, format!("candidate {} has an empty name", names.len() + 1)));
                }
                names.push(name.into_owned());
            }
            Some(text) if title.is_none() => title = Some(text.into_owned()),
            Some(text) => {
                let message =
                    format!("{} follows the title: there are more names than the {candidates} candidates", excerpt(&text));
                return Err(input.at_line(number, message));
            }
        }
    }
    if names.len() < candidates {
        return Err(input.fault(format!("has {} names for {candidates} candidates: is it cut off?", names.len())));
    }
    Ok(Outline { names, withdrawn, title: title.filter(|title| !title.trim().is_empty()), seats })
}

fn parse_header(line: &str) -> Result<(usize, u32), String> {
    let numbers: Vec<Option<u32>> = line.split_whitespace().map(|number| number.parse().ok()).collect();
    let &[Some(candidates), Some(seats)] = numbers.as_slice() else {
        return Err(format!("not BLT: it begins {}, expected the numbers of candidates and of seats", excerpt(line)));
    };
    if !(1..=MAX_CANDIDATES).contains(&(candidates as usize)) {
        return Err(format!("{candidates} candidates; 1 to {MAX_CANDIDATES} are possible"));
    }
    if seats == 0 {
        return Err("0 seats; at least 1 is needed".into());
    }
    Ok((candidates as usize, seats))
}

fn is_withdrawal(line: &str) -> bool {
    line.split_whitespace()
        .all(|token| token.strip_prefix('-').is_some_and(|code| !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit())))
}

fn parse_ballot(line: &str, numbers: &[u32], ballot: &mut RawBallot) -> Result<(), String> {
    ballot.clear();
    let mut rest = line;
    if let Some(id) = rest.strip_prefix('(') {
        rest = id.split_once(')').ok_or("the ballot id is not closed by )")?.1.trim_start();
    }
    let (weight, mut rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    ballot.weight = parse_weight(weight)?;
    let mut rank = 1;
    let mut is_tied = false;
    loop {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        let after = after.trim_start();
        let tied = after.strip_prefix('=');
        match token {
            "" if rest.is_empty() => return Err("the ballot does not end with 0".into()),
            "" => return Err("= stands between two candidates".into()),
            "0" if is_tied => return Err("= stands between two candidates".into()),
            "0" if after.is_empty() => return Ok(()),
            "0" => return Err("0 ends a ballot, but more follows".into()),
            "-" if tied.is_none() => {}
            _ => {
                let number = token.parse::<usize>().ok().and_then(|code| numbers.get(code.checked_sub(1)?));
                let Some(&number) = number else {
                    return Err(format!("{} is no candidate; the candidates are 1 to {}", excerpt(token), numbers.len()));
                };
                ballot.mark(check_rank(rank)?, Mark::Candidate(number));
            }
        }
        is_tied = tied.is_some();
        match tied {
            Some(next) => rest = next,
            None => {
                rest = after;
                rank += 1;
            }
        }
    }
}

fn without_comment(line: &str) -> &str {
    line.split('#').next().unwrap_or_default().trim()
}

/// The text of a line of names, in quotation marks or without; `None` for a line without text.
fn unquote(line: &str) -> Option<Cow<'_, str>> {
    let line = line.trim();
    // Some Scottish files made from PrefLib's keep its keys.
    let line = match line.strip_prefix("# ALTERNATIVE NAME ").and_then(|rest| rest.split_once(':')) {
        Some((_, name)) => name.trim(),
        None => line,
    };
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let Some(quoted) = line.strip_prefix('"') else {
        return Some(Cow::Borrowed(line.split(" #").next().unwrap_or(line).trim()));
    };
    let text = match quoted.rfind('"') {
        Some(end) if quoted[end + 1..].trim().is_empty() || quoted[end + 1..].trim_start().starts_with('#') => &quoted[..end],
        _ => quoted,
    };
    if text.contains("\"\"") || text.contains("\\\"") {
        return Some(Cow::Owned(text.replace("\"\"", "\"").replace("\\\"", "\"")));
    }
    Some(Cow::Borrowed(text))
}
