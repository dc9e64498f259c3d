//! Dominion's RCR file: equal ballots of one contest, counted, in text with tabs.
//!
//! ```text
//! 1 ⇥ 3 ⇥ 1 ⇥ 2          seats, candidates, precincts, counting groups
//! Mayor
//! Ada                     a line for each candidate, precinct and counting group
//! …
//! 1 ⇥ 2 ⇥ 14 ⇥ 3 ⇥ 0 ⇥ 1=2    precinct, group, count, choices: 0 none, = an overvote
//! ```

use crate::ballots::{ContestBuilder, GroupKind, MAX_CANDIDATES, MAX_GROUPS, Mark, RawBallot};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, Reader, Reading};
use crate::cvr::text::{Lines, check_rank, excerpt, parse_weight};
use crate::error::Result;

pub(super) struct DominionRcr;

impl Reader for DominionRcr {
    fn name(&self) -> &'static str {
        "dominion-rcr"
    }

    fn title(&self) -> &'static str {
        "Dominion RCR"
    }

    fn recognised_by(&self) -> &'static str {
        "tab-separated groups of rankings below a line of four numbers"
    }

    fn detect(&self, head: &Head) -> Result<bool> {
        Ok(head.text().and_then(|text| text.lines().next()).is_some_and(|line| Sizes::parse(line).is_ok()))
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
        let mut next = |what: &str| {
            let cut_off = || input.fault(format!("ends before the {what}: is it cut off?"));
            lines.next()?.map(|(number, line)| (number, line.into_owned())).ok_or_else(cut_off)
        };
        let (number, line) = next("sizes")?;
        let sizes = Sizes::parse(&line).map_err(|message| input.at_line(number, message))?;
        let title = next("title")?.1;
        let candidates = list(input, sizes.candidates, "candidates", &mut next, |id, name| builder.listed(Some(id), name))?;
        let precincts = list(input, sizes.precincts, "precincts", &mut next, |_, name| builder.group(GroupKind::Precinct, name))?;
        let methods =
            list(input, sizes.methods, "counting groups", &mut next, |_, name| builder.group(GroupKind::VoteMethod, name))?;
        let mut ballot = RawBallot::default();
        let mut rows = 0u64;
        while let Some((number, line)) = lines.next_whole()? {
            if line.trim().is_empty() {
                continue;
            }
            parse_ballot(&line, &candidates, &precincts, &methods, &mut ballot)
                .map_err(|message| input.at_line(number, message))?;
            builder.ballot(&mut ballot).map_err(|error| input.locate(Some(number), error))?;
            rows += 1;
        }
        if rows == 0 {
            return Err(input.fault("has no ballots"));
        }
        Ok(ContestFacts { contest: None, title: Some(title).filter(|title| !title.is_empty()), seats: Some(sizes.seats) })
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Sizes {
    seats: u32,
    candidates: usize,
    precincts: usize,
    methods: usize,
}

impl Sizes {
    fn parse(line: &str) -> Result<Sizes, String> {
        let numbers: Vec<Option<u32>> = line.trim().split('\t').map(|number| number.trim().parse().ok()).collect();
        let &[Some(seats), Some(candidates), Some(precincts), Some(methods)] = numbers.as_slice() else {
            return Err(format!(
                "not RCR: it begins {}, expected four numbers with tabs between them: seats, candidates, precincts, counting groups",
                excerpt(line)
            ));
        };
        let sizes = Sizes { seats, candidates: candidates as usize, precincts: precincts as usize, methods: methods as usize };
        if seats == 0 || !(1..=MAX_CANDIDATES).contains(&sizes.candidates) {
            return Err(format!(
                "{seats} seats and {candidates} candidates; at least 1 seat and 1 to {MAX_CANDIDATES} are possible"
            ));
        }
        if sizes.precincts > MAX_GROUPS || sizes.methods > MAX_GROUPS {
            return Err(format!("{precincts} precincts and {methods} counting groups; at most {MAX_GROUPS} are possible"));
        }
        Ok(sizes)
    }
}

/// A line for each of `count` things, with its number or without: their numbers in the builder.
fn list(
    input: &Input,
    count: usize,
    what: &str,
    next: &mut dyn FnMut(&str) -> Result<(u64, String)>,
    mut register: impl FnMut(u32, &str) -> Result<u32>,
) -> Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for id in 1..=count as u32 {
        let (line, text) = next(what)?;
        let name = match text.split_once('\t') {
            Some((number, name)) if number.trim().parse() == Ok(id) => name.trim(),
            Some(_) => return Err(input.at_line(line, format!("{} is no line of the {what}, number {id}", excerpt(&text)))),
            None => text.as_str(),
        };
        numbers.push(register(id, name).map_err(|error| input.locate(Some(line), error))?);
    }
    Ok(numbers)
}

fn parse_ballot(
    line: &str,
    candidates: &[u32],
    precincts: &[u32],
    methods: &[u32],
    ballot: &mut RawBallot,
) -> Result<(), String> {
    ballot.clear();
    let cells: Vec<&str> = line.trim_end().split('\t').map(str::trim).collect();
    let [precinct, method, count, choices @ ..] = cells.as_slice() else {
        return Err(format!("{}: expected precinct, counting group, count and choices with tabs between them", excerpt(line)));
    };
    ballot.weight = parse_weight(count)?;
    for (kind, what, text, numbers) in
        [(GroupKind::Precinct, "precinct", precinct, precincts), (GroupKind::VoteMethod, "counting group", method, methods)]
    {
        ballot.set_group(kind, numbered(what, text, numbers)?);
    }
    for (choice, rank) in choices.iter().zip(1..) {
        let rank = check_rank(rank)?;
        if *choice == "0" {
            continue;
        }
        for part in choice.split('=') {
            ballot.mark(rank, Mark::Candidate(numbered("candidate", part.trim(), candidates)?));
        }
    }
    Ok(())
}

fn numbered(what: &str, text: &str, numbers: &[u32]) -> Result<u32, String> {
    let place = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let number = place.and_then(|place| numbers.get(place)).copied();
    number.ok_or_else(|| format!("{} is no {what}; they are 1 to {}", excerpt(text), numbers.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<(u64, Vec<(u16, Mark)>), String> {
        let mut ballot = RawBallot::default();
        parse_ballot(line, &[10, 11, 12], &[0], &[0, 1], &mut ballot)?;
        assert_eq!((ballot.group(GroupKind::Precinct), ballot.group(GroupKind::VoteMethod)), (Some(0), Some(1)));
        Ok((ballot.weight, ballot.marks))
    }

    #[test]
    fn a_row_is_so_many_equal_ballots() {
        let marks =
            |marks: &[(u16, u32)]| marks.iter().map(|&(rank, number)| (rank, Mark::Candidate(number))).collect::<Vec<_>>();
        assert_eq!(parse("1\t2\t14\t3\t0\t1=2"), Ok((14, marks(&[(1, 12), (3, 10), (3, 11)]))));
        assert_eq!(parse("1\t2\t5\t0\t0\t0\r\n"), Ok((5, Vec::new())));
    }

    #[test]
    fn numbers_that_stand_for_nothing_are_refused() {
        for (line, message) in [
            ("1\t2\t1\t4", "\"4\" is no candidate; they are 1 to 3"),
            ("2\t2\t1\t1", "\"2\" is no precinct"),
            ("1\t2\t1\t1=", "\"\" is no candidate"),
            ("1\t2\t1\t1\t\t2", "\"\" is no candidate"),
            ("1\t2\t1\t0=1", "\"0\" is no candidate"),
            ("1\t2", "expected precinct"),
            ("1\t2\tx\t1", "weight"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.contains(message), "{line:?}: {error}");
        }
    }

    #[test]
    fn the_first_line_has_four_sizes() {
        assert_eq!(Sizes::parse("1\t3\t2\t2"), Ok(Sizes { seats: 1, candidates: 3, precincts: 2, methods: 2 }));
        assert!(Sizes::parse("3 1").is_err() && Sizes::parse("0\t3\t1\t1").is_err() && Sizes::parse("1\t0\t1\t1").is_err());
    }
}
