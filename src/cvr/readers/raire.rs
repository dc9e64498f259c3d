//! RAIRE files, as used in risk-limiting audits (Blom, Stuckey and Teague): contests, candidates and ballots by number.
//!
//! ```text
//! 1
//! Contest,7,3,11,12,13,winner,12,informal,2
//! 7,ballot-1,12,11
//! ```

use std::collections::HashMap;

use crate::ballots::{ContestBuilder, MAX_CANDIDATES, Mark, Met, RawBallot};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, ContestSummary, Reader, Reading, pick_contest};
use crate::cvr::text::{Lines, check_rank, excerpt, parse_weight};
use crate::error::Result;

const MAX_CONTESTS: usize = 100_000;

pub(super) struct Raire;

impl Reader for Raire {
    fn name(&self) -> &'static str {
        "raire"
    }

    fn title(&self) -> &'static str {
        "RAIRE"
    }

    fn recognised_by(&self) -> &'static str {
        "lines like Contest,id,n,… below the number of contests"
    }

    fn detect(&self, head: &Head) -> Result<bool> {
        let Some(text) = head.text() else { return Ok(false) };
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let is_number = |line: &str| line.bytes().all(|byte| byte.is_ascii_digit());
        Ok(lines.next().is_some_and(is_number) && lines.next().is_some_and(is_contest))
    }

    fn contests(&self, reading: &Reading) -> Result<Vec<String>> {
        Ok(names(&read_ballots(reading.input, &mut (), Until::Contests, &mut |_| Ok(()))?))
    }

    fn count_contests(&self, reading: &Reading, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let mut ballots: Vec<u64> = Vec::new();
        let contests = read_ballots(reading.input, progress, Until::End, &mut |line| {
            ballots.resize(ballots.len().max(line.contest + 1), 0);
            ballots[line.contest] += u64::from(!line.preferences.is_empty());
            Ok(())
        })?;
        ballots.resize(contests.len(), 0);
        Ok(names(&contests).into_iter().zip(ballots).map(|(name, ballots)| ContestSummary { name, ballots }).collect())
    }

    /// Informal ballots, of which the file tells the number alone, are blank ones.
    fn read(
        &self,
        reading: &Reading,
        contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let contests = read_ballots(input, &mut (), Until::Contests, &mut |_| Ok(()))?;
        let chosen = pick_contest(input, &names(&contests), contest)?;
        let contest = &contests[chosen];
        let numbers = list(contest, builder).map_err(|error| input.locate(Some(contest.line), error))?;
        let mut ballot = RawBallot::default();
        if contest.informal > 0 {
            ballot.clear();
            ballot.weight = contest.informal;
            builder.ballot(&mut ballot).map_err(|error| input.locate(Some(contest.line), error))?;
        }
        builder.leave_keys_to_reader();
        read_ballots(input, progress, Until::End, &mut |&Line { number: line, contest: place, key, preferences }| {
            if place != chosen {
                return Ok(());
            }
            if builder.meet(key) == Met::InThisFile {
                return Err(input.at_line(line, format!("ballot {} is there twice in contest {}", excerpt(key), contest.id)));
            }
            ballot.clear();
            ballot.key.push_str(key);
            for (candidate, rank) in preferences.iter().zip(1..) {
                let number = numbers.get(*candidate).ok_or_else(|| {
                    let listed = contest.candidates.join(", ");
                    input.at_line(
                        line,
                        format!("{} is no candidate of contest {}; they are {listed}", excerpt(candidate), contest.id),
                    )
                })?;
                let rank = check_rank(rank).map_err(|message| input.at_line(line, message))?;
                ballot.mark(rank, Mark::Candidate(*number));
            }
            builder.ballot(&mut ballot).map_err(|error| input.locate(Some(line), error))
        })?;
        Ok(ContestFacts { contest: Some(contest.id.clone()), ..ContestFacts::default() })
    }
}

fn is_contest(line: &str) -> bool {
    line.split(',').next().is_some_and(|word| word.trim().eq_ignore_ascii_case("contest"))
}

#[derive(Debug, PartialEq, Eq)]
struct Contest {
    id: String,
    candidates: Vec<String>,
    informal: u64,
    line: u64,
}

fn names(contests: &[Contest]) -> Vec<String> {
    contests.iter().map(|contest| contest.id.clone()).collect()
}

/// The numbers of the candidates by name. Where every name is a number, it is the id too.
fn list(contest: &Contest, builder: &mut ContestBuilder) -> Result<HashMap<String, u32>> {
    let ids: Option<Vec<u32>> = contest.candidates.iter().map(|name| id_of(name)).collect();
    if ids.is_some() {
        builder.warn(format!(
            "contest {}: candidates have no names but numbers, as in every RAIRE file; `alias` \"{}=NAME\" names one",
            contest.id,
            contest.candidates.first().map_or("", String::as_str)
        ));
    }
    let mut numbers = HashMap::new();
    for (place, name) in contest.candidates.iter().enumerate() {
        numbers.insert(name.clone(), builder.listed(ids.as_ref().map(|ids| ids[place]), name)?);
    }
    Ok(numbers)
}

/// A number in its shortest form.
fn id_of(name: &str) -> Option<u32> {
    name.parse().ok().filter(|id: &u32| id.to_string() == name)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    Contests,
    End,
}

/// A ballot in one contest.
struct Line<'a> {
    number: u64,
    /// Its place among the contests.
    contest: usize,
    key: &'a str,
    preferences: &'a [&'a str],
}

/// Gives the contests, and calls `each` with every ballot.
fn read_ballots(
    input: &Input,
    progress: &mut dyn Progress,
    until: Until,
    each: &mut dyn FnMut(&Line) -> Result<()>,
) -> Result<Vec<Contest>> {
    let mut lines = Lines::open(input, progress)?;
    let mut expected = None;
    let mut contests: Vec<Contest> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    while let Some((number, line)) = lines.next()? {
        let at_line = |message: String| input.at_line(number, message);
        if line.is_empty() {
            continue;
        }
        let Some(expected) = expected else {
            expected = Some(parse_count(&line).map_err(at_line)?);
            continue;
        };
        if contests.len() < expected {
            let contest = parse_contest(&line, number).map_err(at_line)?;
            if places.insert(contest.id.clone(), contests.len()).is_some() {
                return Err(at_line(format!("contest {} is there twice", excerpt(&contest.id))));
            }
            contests.push(contest);
            if contests.len() == expected && until == Until::Contests {
                return Ok(contests);
            }
            continue;
        }
        let mut cells: Vec<&str> = line.split(',').map(str::trim).collect();
        while cells.last().is_some_and(|cell| cell.is_empty()) {
            cells.pop();
        }
        let [contest, key, preferences @ ..] = cells.as_slice() else {
            return Err(at_line(format!("{}: expected contest,ballot,first choice,…", excerpt(&line))));
        };
        let place = places.get(*contest).ok_or_else(|| at_line(format!("contest {} is not declared", excerpt(contest))))?;
        each(&Line { number, contest: *place, key, preferences })?;
    }
    match expected {
        Some(expected) if contests.len() == expected => Ok(contests),
        Some(expected) => Err(input.fault(format!("declares {} of {expected} contests: is it cut off?", contests.len()))),
        None => Err(input.fault("is empty")),
    }
}

fn parse_count(line: &str) -> Result<usize, String> {
    match line.parse() {
        Ok(count) if (1..=MAX_CONTESTS).contains(&count) => Ok(count),
        _ => Err(format!("not RAIRE: it begins {}, expected the number of contests, 1 to {MAX_CONTESTS}", excerpt(line))),
    }
}

fn parse_contest(line: &str, number: u64) -> Result<Contest, String> {
    let cells: Vec<&str> = line.split(',').map(str::trim).collect();
    let expected = || format!("{}: expected Contest,id,number of candidates,candidates…", excerpt(line));
    let [word, id, count, rest @ ..] = cells.as_slice() else { return Err(expected()) };
    if !word.eq_ignore_ascii_case("contest") || id.is_empty() {
        return Err(expected());
    }
    let count = count.parse().ok().filter(|count| (1..=MAX_CANDIDATES).contains(count));
    let count: usize = count.ok_or_else(|| format!("{}: 1 to {MAX_CANDIDATES} candidates are possible", excerpt(line)))?;
    if rest.len() < count {
        return Err(format!("contest {} has {} candidates, and {count} are announced", excerpt(id), rest.len()));
    }
    let (candidates, facts) = rest.split_at(count);
    if let Some(repeated) = candidates.iter().enumerate().find(|(place, name)| candidates[..*place].contains(name)) {
        return Err(format!("candidate {} of contest {} is there twice", excerpt(repeated.1), excerpt(id)));
    }
    // What follows: winner,id; order,id,id,…; informal,number.
    let informal = match facts.iter().position(|fact| fact.eq_ignore_ascii_case("informal")) {
        Some(at) => parse_weight(facts.get(at + 1).unwrap_or(&"")).map_err(|message| format!("informal ballots: {message}"))?,
        None => 0,
    };
    if facts.first().is_some_and(|fact| id_of(fact).is_some()) {
        return Err(format!("contest {} has more candidates than the {count} that are announced", excerpt(id)));
    }
    let candidates = candidates.iter().map(|name| (*name).to_owned()).collect();
    Ok(Contest { id: (*id).to_owned(), candidates, informal, line: number })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contest(line: &str) -> Result<(String, usize, u64), String> {
        parse_contest(line, 2).map(|contest| (contest.id, contest.candidates.len(), contest.informal))
    }

    #[test]
    fn a_contest_lists_its_candidates_and_may_tell_its_informal_ballots() {
        assert_eq!(contest("Contest,339,3,15,16,17,winner,15"), Ok(("339".into(), 3, 0)));
        assert_eq!(contest("Contest,1,2,A,B,winner,A,order,B,A,informal,12"), Ok(("1".into(), 2, 12)));
        assert_eq!(contest("contest, 1, 1, A"), Ok(("1".into(), 1, 0)));
    }

    #[test]
    fn a_contest_that_does_not_add_up_is_refused() {
        for (line, message) in [
            ("Contest,1,3,A,B", "has 2 candidates, and 3 are announced"),
            ("Contest,1,2,15,16,17", "more candidates than the 2"),
            ("Contest,1,2,A,A", "\"A\" of contest \"1\" is there twice"),
            ("Contest,1,0", "1 to 2000 candidates"),
            ("Contest,1,1,A,informal,x", "informal ballots"),
            ("1,1,A", "expected Contest,id"),
        ] {
            let error = contest(line).unwrap_err();
            assert!(error.contains(message), "{line}: {error}");
        }
    }

    #[test]
    fn names_are_ids_where_they_are_numbers_in_their_shortest_form() {
        assert_eq!((id_of("397"), id_of("007"), id_of("A"), id_of("-1")), (Some(397), None, None, None));
    }
}
