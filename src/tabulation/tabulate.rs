//! The door: rules with names, checked and resolved, and a count for every seat that needs one.

use super::count::{self, Setting};
use super::ground::Ground;
use super::meek;
use super::presets::UNDECLARED;
use super::refused::Refused;
use super::result::{Count, Tabulation};
use super::rules::{Method, Named, Rules};
use crate::error::{Error, Result};

/// Rounds tell the votes of all who stand, and ballots are followed from everybody to everybody: no more figures than these in all.
const MAX_FIGURES: usize = 8_000_000;

/// Votes are written as f64, which counts units up to here.
const MAX_UNITS: u64 = 1 << 53;

/// Who stands, and how it is counted.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Id and name of every candidate, in index order.
    pub candidates: &'a [(u32, &'a str)],
    /// Candidate indices: the count is as if they had not stood.
    pub without: &'a [u16],
    /// Seats to fill, unless the rules say.
    pub seats: u32,
    pub rules: &'a Rules,
    /// Whether to follow the ballots of each first choice to their end.
    pub follow: bool,
}

/// Counts.
///
/// # Errors
/// Rules that do not go together, a name in `order` that nobody has, more ballots than are counted exactly with so many places.
pub fn tabulate(ground: &Ground, asked: Asked) -> Result<Tabulation> {
    let Asked { candidates, without, rules, follow, .. } = asked;
    rules.check().map_err(Refused::in_param)?;
    let seats = rules.seats.unwrap_or(asked.seats).max(1);
    let places = rules.vote_places();
    let ballots = ground.ranking_ballots() + ground.inactive.iter().sum::<u64>();
    if ballots.checked_mul(10u64.pow(places.into())).is_none_or(|units| units > MAX_UNITS) {
        let advice = match rules.method {
            Method::Stv => "give fewer places",
            _ => "count by the method stv with fewer places",
        };
        return Err(Error::TooLarge(format!(
            "{ballots} ballots cannot be counted exactly with {places} decimals of a vote: {advice}"
        )));
    }
    let mut is_absent = vec![false; candidates.len()];
    for &candidate in without {
        is_absent[usize::from(candidate)] = true;
    }
    let stand = is_absent.iter().filter(|is_absent| !**is_absent).count();
    let counts = if rules.method == Method::Sequential { (seats as usize).min(stand) } else { 1 };
    let of_count = stand * (stand + 1) / 2 + if follow { candidates.len() * candidates.len() } else { 0 };
    if counts * of_count > MAX_FIGURES {
        return Err(Error::TooLarge(format!(
            "{stand} candidates in {counts} counts make {} figures; at most {MAX_FIGURES} are possible: leave candidates out by \
             `without`, or ask for fewer seats",
            counts * of_count
        )));
    }
    let order = order(rules, candidates)?;
    let is_first_out = first_out(rules, candidates);
    let run = |is_absent: &[bool], seats| {
        let setting = Setting { ground, rules, seats, places, order: &order, is_first_out: &is_first_out, is_absent, follow };
        if rules.method == Method::Meek { meek::count(setting) } else { count::count(setting) }
    };
    let counts = match rules.method {
        Method::Sequential => {
            let mut counts: Vec<Count> = Vec::new();
            while counts.len() < seats as usize && is_absent.contains(&false) {
                let count = run(&is_absent, 1);
                let winner = count.winners.first().copied();
                counts.push(count);
                let Some(winner) = winner else { break };
                is_absent[usize::from(winner)] = true;
            }
            counts
        }
        Method::Irv => vec![run(&is_absent, 1)],
        _ => vec![run(&is_absent, seats)],
    };
    let rules = Rules { seats: Some(seats), ..rules.clone() };
    Ok(Tabulation { rules, seats, places, ballots, counts })
}

fn is_named(named: &Named, &(id, name): &(u32, &str)) -> bool {
    match named {
        Named::Id(wanted) => *wanted == id,
        Named::Name(wanted) => wanted == name,
    }
}

/// By candidate, the place in the order of the rules: those named first, then the others in their own order.
fn order(rules: &Rules, candidates: &[(u32, &str)]) -> Result<Vec<u16>> {
    let mut place = vec![None; candidates.len()];
    let mut next = 0u16;
    for named in &rules.order {
        let found: Vec<usize> = (0..candidates.len()).filter(|&index| is_named(named, &candidates[index])).collect();
        match found[..] {
            [] => return Err(nobody_called("order", named)),
            [index] if place[index].is_some() => {
                return Err(Error::param("rules.order", format!("{named}, who is in it twice"), "name each candidate once"));
            }
            [index] => place[index] = Some(next),
            _ => return Err(Error::param("rules.order", named, "several candidates have this name: give their ids")),
        }
        next += 1;
    }
    let mut take = || {
        next += 1;
        next - 1
    };
    Ok(place.into_iter().map(|place| place.unwrap_or_else(&mut take)).collect())
}

/// Names in `write_ins_first` that nobody has. Buckets of undeclared write-ins need not be there.
pub fn unknown_write_ins<'a>(rules: &'a Rules, candidates: &[(u32, &str)]) -> Vec<&'a Named> {
    let may_be_absent = |named: &Named| matches!(named, Named::Name(name) if UNDECLARED.contains(&name.as_str()));
    let is_unknown = |named: &&Named| !may_be_absent(named) && !candidates.iter().any(|candidate| is_named(named, candidate));
    rules.write_ins_first.iter().flatten().filter(is_unknown).collect()
}

/// A key of rules names somebody who is no candidate.
pub fn nobody_called(key: &str, named: &Named) -> Error {
    Error::Unknown { parameter: format!("rules.{key}"), reason: format!("there is no candidate {named}") }
}

fn first_out(rules: &Rules, candidates: &[(u32, &str)]) -> Vec<bool> {
    let names = rules.write_ins_first.as_deref().unwrap_or_default();
    candidates.iter().map(|candidate| names.iter().any(|named| is_named(named, candidate))).collect()
}
