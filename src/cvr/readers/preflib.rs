//! PrefLib SOC, SOI, TOC and TOI files, and their form before 2022.
//!
//! ```text
//! # NUMBER ALTERNATIVES: 4          4
//! # NUMBER VOTERS: 12               1,Ann
//! # ALTERNATIVE NAME 1: Ann         …
//! …                                 12,12,5
//! 7: 1,{2,3}                        7,1,{2,3}
//! ```

use crate::ballots::{ContestBuilder, MAX_CANDIDATES, Mark, RawBallot};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, Reader, Reading};
use crate::cvr::text::{Lines, check_rank, excerpt, parse_weight};
use crate::error::Result;

pub(super) struct Preflib;

impl Reader for Preflib {
    fn name(&self) -> &'static str {
        "preflib"
    }

    fn title(&self) -> &'static str {
        "PrefLib (soc, soi, toc, toi)"
    }

    fn recognised_by(&self) -> &'static str {
        "lines like # NUMBER ALTERNATIVES:, or the form before 2022"
    }

    fn detect(&self, head: &Head) -> Result<bool> {
        Ok(head.text().is_some_and(is_preflib))
    }

    fn read(
        &self,
        reading: &Reading,
        _contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let mut lines = Lines::open(input, progress)?;
        let mut preamble = Preamble::default();
        let mut orders: Option<Orders> = None;
        while let Some((number, line)) = lines.next()? {
            let at_line = |message| input.at_line(number, message);
            if let Some(orders) = &mut orders {
                if !line.is_empty() && !line.starts_with('#') {
                    orders.line(input, number, &line, builder)?;
                }
            } else if line.starts_with('#') {
                if let Some((key, value)) = key_value(&line) {
                    preamble.set(key, value).map_err(at_line)?;
                }
            } else if line.is_empty() {
                continue;
            } else if preamble.names.is_empty() && preamble.voters.is_none() {
                let candidates = line.parse().map_err(|_| at_line(not_preflib(&line)))?;
                preamble.names = vec![None; check_candidates(candidates).map_err(at_line)?];
                orders = Some(Orders::start(input, read_old_preamble(input, &mut lines, preamble)?, ',', builder)?);
                preamble = Preamble::default();
            } else {
                let mut started = Orders::start(input, std::mem::take(&mut preamble), ':', builder)?;
                started.line(input, number, &line, builder)?;
                orders = Some(started);
            }
        }
        match orders {
            Some(orders) => orders.finish(input),
            None => Err(input.fault("has no ballots")),
        }
    }
}

/// Whether text begins like a PrefLib file.
pub(super) fn is_preflib(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return false };
    if first.starts_with('#') {
        const KEYS: [&str; 5] = ["FILE NAME", "DATA TYPE", "NUMBER ALTERNATIVES", "NUMBER VOTERS", "ALTERNATIVE NAME 1"];
        let is_key = |line: &str| key_value(line).is_some_and(|(key, _)| KEYS.contains(&key.to_uppercase().as_str()));
        return is_key(first) || lines.take_while(|line| line.starts_with('#')).any(is_key);
    }
    first.bytes().all(|byte| byte.is_ascii_digit()) && lines.next().is_some_and(|second| second.starts_with("1,"))
}

/// `# KEY: value`
fn key_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_prefix('#')?.split_once(':')?;
    Some((key.trim(), value.trim()))
}

#[derive(Default)]
struct Preamble {
    title: Option<String>,
    names: Vec<Option<String>>,
    voters: Option<u64>,
    is_imbued: bool,
    relates_to: String,
}

fn not_preflib(line: &str) -> String {
    format!("not PrefLib: {} stands where # NUMBER ALTERNATIVES, or the number of alternatives alone, should", excerpt(line))
}

fn check_candidates(candidates: usize) -> Result<usize, String> {
    match candidates {
        1..=MAX_CANDIDATES => Ok(candidates),
        _ => Err(format!("{candidates} alternatives; 1 to {MAX_CANDIDATES} are possible")),
    }
}

impl Preamble {
    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let key = key.to_uppercase();
        let number = || value.parse::<u64>().map_err(|_| format!("{key} is {}; a whole number is needed", excerpt(value)));
        match key.as_str() {
            "TITLE" if !value.is_empty() => self.title = Some(value.to_owned()),
            "DATA TYPE" if !["soc", "soi", "toc", "toi"].contains(&value.to_lowercase().as_str()) => {
                return Err(format!("DATA TYPE is {}; only soc, soi, toc and toi hold ranked ballots", excerpt(value)));
            }
            "MODIFICATION TYPE" => self.is_imbued = value.eq_ignore_ascii_case("imbued"),
            "RELATES TO" => self.relates_to = value.to_owned(),
            "NUMBER ALTERNATIVES" => {
                let candidates = check_candidates(usize::try_from(number()?).unwrap_or(usize::MAX))?;
                if candidates < self.names.len() {
                    return Err(format!("{candidates} alternatives, but {} are named", self.names.len()));
                }
                self.names.resize(candidates, None);
            }
            "NUMBER VOTERS" => self.voters = Some(number()?),
            _ => {
                if let Some(index) = key.strip_prefix("ALTERNATIVE NAME ") {
                    let index = index.trim().parse().ok().filter(|index| (1..=MAX_CANDIDATES).contains(index));
                    let index: usize = index.ok_or_else(|| format!("{key}: expected a number from 1 to {MAX_CANDIDATES}"))?;
                    return self.name(index, value);
                }
            }
        }
        Ok(())
    }

    fn name(&mut self, index: usize, name: &str) -> Result<(), String> {
        let name = unquote(name);
        if name.trim().is_empty() {
            return Err(format!("alternative {index} has an empty name"));
        }
        if self.names.len() < index {
            self.names.resize(index, None);
        }
        match self.names[index - 1].replace(name) {
            Some(_) => Err(format!("alternative {index} is named twice")),
            None => Ok(()),
        }
    }
}

/// `n` has been read: the names and the line `voters,sum,unique` follow.
fn read_old_preamble(input: &Input, lines: &mut Lines, mut preamble: Preamble) -> Result<Preamble> {
    let candidates = preamble.names.len();
    let mut named = 0;
    while let Some((number, line)) = lines.next()? {
        if line.is_empty() {
            continue;
        }
        let at_line = |message| input.at_line(number, message);
        if named < candidates {
            let (index, name) = line.split_once(',').unwrap_or((&line, ""));
            let index = index.trim().parse().ok().filter(|index| (1..=candidates).contains(index));
            let index = index
                .ok_or_else(|| at_line(format!("{}: expected a number from 1 to {candidates} and a name", excerpt(&line))))?;
            preamble.name(index, name.trim()).map_err(at_line)?;
            named += 1;
            continue;
        }
        let totals: Option<Vec<u64>> = line.split(',').map(|total| total.trim().parse().ok()).collect();
        match totals.as_deref() {
            Some(&[_, sum, _]) => preamble.voters = Some(sum),
            _ => {
                return Err(at_line(format!(
                    "{}: expected the numbers of voters, of votes and of unique orders",
                    excerpt(&line)
                )));
            }
        }
        return Ok(preamble);
    }
    Err(input.fault("ends before the first ballot: is it cut off?"))
}

/// A name in quotation marks has its inner marks doubled.
fn unquote(name: &str) -> String {
    for mark in ['"', '\''] {
        if let Some(inner) = name.strip_prefix(mark).and_then(|name| name.strip_suffix(mark)) {
            let doubled: String = [mark, mark].iter().collect();
            let is_quoted = !inner.replace(&doubled, "").contains(mark);
            if is_quoted {
                return inner.replace(&doubled, &mark.to_string());
            }
        }
    }
    name.to_owned()
}

struct Orders {
    numbers: Vec<u32>,
    /// What stands between the count and the order.
    separator: char,
    title: Option<String>,
    expected: Option<u64>,
    counted: u64,
    lines: u64,
    ballot: RawBallot,
}

impl Orders {
    fn start(input: &Input, preamble: Preamble, separator: char, builder: &mut ContestBuilder) -> Result<Orders> {
        if preamble.is_imbued {
            let original = if preamble.relates_to.is_empty() { "the original file" } else { &preamble.relates_to };
            return Err(input.fault(format!(
                "is imbued: the alternatives that voters left unranked have been added as a tie; read {original} instead"
            )));
        }
        let mut numbers = Vec::with_capacity(preamble.names.len());
        for (index, name) in preamble.names.iter().enumerate() {
            let Some(name) = name else {
                return Err(input.fault(format!("the name of alternative {} is missing before the first ballot", index + 1)));
            };
            let number = builder.listed(Some(index as u32 + 1), name).map_err(|error| input.locate(None, error))?;
            numbers.push(number);
        }
        if numbers.is_empty() {
            return Err(input.fault("names no alternatives before the first ballot"));
        }
        Ok(Orders {
            numbers,
            separator,
            title: preamble.title,
            expected: preamble.voters,
            counted: 0,
            lines: 0,
            ballot: RawBallot::default(),
        })
    }

    fn line(&mut self, input: &Input, number: u64, line: &str, builder: &mut ContestBuilder) -> Result<()> {
        self.parse(line).map_err(|message| input.at_line(number, message))?;
        builder.ballot(&mut self.ballot).map_err(|error| input.locate(Some(number), error))?;
        self.counted += self.ballot.weight;
        self.lines += 1;
        Ok(())
    }

    fn parse(&mut self, line: &str) -> Result<(), String> {
        self.ballot.clear();
        let (weight, order) = match (line.split_once(self.separator), self.separator) {
            (Some(parts), _) => parts,
            (None, ',') => (line, ""),
            (None, _) => return Err(format!("{}: expected a count, a colon and an order like 1,{{2,3}}", excerpt(line))),
        };
        self.ballot.weight = parse_weight(weight)?;
        let mut rest = order.trim();
        let mut rank = 0;
        while !rest.is_empty() {
            rank += 1;
            let after = match rest.strip_prefix('{') {
                Some(tied) => {
                    let (tied, after) = tied.split_once('}').ok_or("{ is not closed by }")?;
                    for token in tied.split(',') {
                        self.mark(rank, token)?;
                    }
                    after.trim_start()
                }
                None => {
                    let end = rest.find(',').unwrap_or(rest.len());
                    self.mark(rank, &rest[..end])?;
                    &rest[end..]
                }
            };
            rest = match after.strip_prefix(',') {
                Some(next) if next.trim().is_empty() => return Err("the order ends with a comma".into()),
                Some(next) => next.trim_start(),
                None if after.is_empty() => after,
                None => return Err(format!("{} stands where a comma should", excerpt(after))),
            };
        }
        Ok(())
    }

    fn mark(&mut self, rank: i64, token: &str) -> Result<(), String> {
        let token = token.trim();
        let number = token.parse::<usize>().ok().and_then(|code| self.numbers.get(code.checked_sub(1)?));
        let number = number
            .ok_or_else(|| format!("{} is no alternative; the alternatives are 1 to {}", excerpt(token), self.numbers.len()))?;
        self.ballot.mark(check_rank(rank)?, Mark::Candidate(*number));
        Ok(())
    }

    fn finish(self, input: &Input) -> Result<ContestFacts> {
        if self.lines == 0 {
            return Err(input.fault("has no ballots"));
        }
        if let Some(expected) = self.expected.filter(|&expected| expected != self.counted) {
            return Err(input
                .fault(format!("says that it holds {expected} ballots, but holds {}: is it cut off or changed?", self.counted)));
        }
        Ok(ContestFacts { contest: None, title: self.title, seats: None })
    }
}
