//! Answers in plain words: what people ask of two candidates, and of a count.

use crate::query::params::Standing;
use crate::tabulation::{TieBreak, TieKind};

/// Who comes directly after a candidate. Names stand in sentences as they are: untrusted text.
pub fn next_choice(from: &str, to: &str, ballots: u64, of: u64) -> String {
    match of {
        0 => format!("No ballot ranks {from}."),
        _ => format!("{} {from}, {} {to} directly after.", of_ballots(of, "that rank"), part(ballots, of, "rank")),
    }
}

/// Whether two stand close together on the ballots that rank both.
pub fn close_together(ballots: u64, of: u64) -> String {
    match of {
        0 => "No ballot ranks both.".into(),
        _ => format!("{} both, {} both among the first three.", of_ballots(of, "that rank"), part(ballots, of, "rank")),
    }
}

/// Where the first-choice ballots of a candidate would go.
pub fn transfer(from: &str, to: &str, ballots: u64, of: u64) -> String {
    match of {
        0 => format!("No ballot ranks {from} first."),
        _ => {
            let (all, moving) = (of_ballots(of, "that rank"), part(ballots, of, "list"));
            format!("{all} {from} first, {moving} {to} second: they go there if {from} goes out first.")
        }
    }
}

/// Votes with their decimals.
#[derive(Clone, Copy)]
pub struct Amount {
    pub units: u64,
    pub places: u8,
}

impl Amount {
    /// "1,234.5": decimals without the noughts at their end.
    fn text(self) -> String {
        let unit = 10u64.pow(self.places.into());
        let whole = grouped(self.units / unit);
        match self.units % unit {
            0 => whole,
            part => format!("{whole}.{}", format!("{part:0width$}", width = self.places.into()).trim_end_matches('0')),
        }
    }

    /// "1 vote", "1,234.5 votes".
    fn votes(self) -> String {
        let ending = if self.units == 10u64.pow(self.places.into()) { "" } else { "s" };
        format!("{} vote{ending}", self.text())
    }

    fn is(self) -> &'static str {
        if self.units == 10u64.pow(self.places.into()) { "is" } else { "are" }
    }
}

/// Whose ballots are counted, and as if who had not stood.
pub struct Standpoint<'a> {
    pub is_of_group: bool,
    pub without: Vec<&'a str>,
}

impl Standpoint<'_> {
    /// A sentence that says what it is of. `text` begins with a small letter, or with a name after a blank.
    pub fn say(&self, text: &str) -> String {
        let group = self.is_of_group.then(|| "in a count of this group's ballots only".to_owned());
        let without = (!self.without.is_empty()).then(|| format!("as if {} had not stood", and(&self.without)));
        let lead: Vec<String> = [group, without].into_iter().flatten().collect();
        if lead.is_empty() {
            return if let Some(name) = text.strip_prefix(' ') { name.to_owned() } else { capital(text) };
        }
        capital(&format!("{}, {}", lead.join(", "), text.trim_start()))
    }
}

/// The first letter of our own words.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// "Ada", "Ada and Bo", "Ada, Bo and Cy".
fn and<T: AsRef<str>>(names: &[T]) -> String {
    match names {
        [] => "nobody".into(),
        [only] => only.as_ref().to_owned(),
        [before @ .., last] => {
            format!("{} and {}", before.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "), last.as_ref())
        }
    }
}

/// What was said officially.
pub fn official(official: &[&str], counted: Option<&[&str]>, agrees: bool) -> String {
    let official = and(official);
    match (counted, agrees) {
        (None, _) => format!("The official result names {official}; this count does not come to its end."),
        (Some(_), true) => format!("The official result names {official}, as this count does."),
        (Some(counted), false) => format!("The official result names {official}; this count elects {}.", and(counted)),
    }
}

/// "round 3", "round 3 of count 2".
pub fn round(number: u32, tabulation: Option<u32>) -> String {
    match tabulation {
        Some(tabulation) => format!("round {number} of count {tabulation}"),
        None => format!("round {number}"),
    }
}

/// What elects.
pub enum By {
    /// More than half of so many.
    Majority(Amount),
    /// More than the other, of so many.
    Most(Amount),
    Threshold(Amount),
    /// No more continue than there are seats left.
    Left(Amount),
    /// All who continue have more than so many.
    AllAbove(Amount),
}

/// Somebody is elected.
pub fn elected(name: &str, round: &str, votes: Amount, by: By) -> String {
    let how = match by {
        By::Majority(of) | By::Most(of) if of.units > 0 => {
            format!(", {} of those that candidates hold then", percent(votes.units, of.units))
        }
        By::Majority(_) | By::Most(_) => String::new(),
        By::Threshold(threshold) => {
            format!("; {} elect{}", threshold.text(), if threshold.is() == "is" { "s" } else { "" })
        }
        By::AllAbove(threshold) => format!("; all who are left have more than {}", threshold.text()),
        By::Left(threshold) => {
            format!(", fewer than the {} that elect, because no more candidates are left than seats", threshold.text())
        }
    };
    format!(" {name} is elected in {round} with {}{how}.", votes.votes())
}

/// Nobody is elected.
pub fn nobody(has_votes: bool) -> &'static str {
    if has_votes { "nobody is elected." } else { "nobody is elected: no ballot ranks anybody who stands." }
}

/// A seat of several that are counted one after another.
pub fn empty_seat(tabulation: u32) -> String {
    format!("in count {tabulation}, no ballot ranks anybody who stands: the seat stays empty.")
}

/// A count that was to be stopped before its end.
pub fn stopped(round: &str) -> String {
    format!("counting was stopped after {round}, before all was decided.")
}

/// The two at the end.
pub fn final_two(round: &str, one: (&str, Amount), two: (&str, Amount), of: Amount) -> String {
    let said = |(name, votes): (&str, Amount)| match of.units {
        0 => format!("{name} has {}", votes.votes()),
        of => format!("{name} has {} ({})", votes.votes(), percent(votes.units, of)),
    };
    let margin = Amount { units: one.1.units.saturating_sub(two.1.units), ..of };
    let ahead = match margin.units {
        0 => "neither is ahead".into(),
        _ => format!("{} is ahead by {}", one.0, margin.text()),
    };
    format!("in {round}, {} and {}: {ahead}.", said(one), said(two))
}

/// From whom the last votes came before somebody was elected.
pub fn last_transfers(round: &str, sources: &[(&str, Amount, Amount)], elected: &[&str]) -> String {
    let said = |&(name, votes, to_elected): &(&str, Amount, Amount)| match to_elected.units {
        0 => format!("{name} ({}, none of them to {})", votes.votes(), elected.join(" or ")),
        units if units == votes.units => format!("{name} ({}, all of them to {})", votes.votes(), and(elected)),
        _ => format!("{name} ({}, {} of them to {})", votes.votes(), to_elected.text(), and(elected)),
    };
    let sources: Vec<String> = sources.iter().map(said).collect();
    format!("the last transfers, after {round}, come from {}.", and(&sources))
}

/// Who wins every matchup, and whether that is who is elected.
pub fn condorcet(winner: Option<(&str, bool)>) -> String {
    match winner {
        Some((name, true)) => format!(" {name} wins against every other candidate two by two, and is elected."),
        Some((name, false)) => format!(" {name} wins against every other candidate two by two, and is not elected."),
        None => "no candidate wins against every other two by two.".into(),
    }
}

/// What is exhausted in the end, or when all is decided.
pub fn exhausted(votes: Amount, ballots: u64, is_decided: bool) -> String {
    let when = if is_decided { "when that is decided" } else { "in the end" };
    let of = ballots * 10u64.pow(votes.places.into());
    match (votes.units, of) {
        (0, _) | (_, 0) => format!("no vote is exhausted {when}."),
        (units, of) => {
            format!("{} ({}) of {} ballots {} exhausted {when}.", votes.votes(), percent(units, of), grouped(ballots), votes.is())
        }
    }
}

/// What went from one candidate to another in the count.
pub fn passed(from: &str, to: &str, votes: Amount, rounds: &[u32]) -> String {
    let rounds: Vec<String> = rounds.iter().map(u32::to_string).collect();
    let after = if rounds.len() == 1 { "round" } else { "rounds" };
    match votes.units {
        0 => format!("In the count, no vote went from {from} to {to}."),
        _ => format!("In the count, {} went from {from} to {to}, after {after} {}.", votes.votes(), and(&rounds)),
    }
}

/// How many of those who got votes, or are tied, are named.
const NAMED: usize = 3;

/// What became of a candidate.
pub fn fate(name: &str, standing: Standing, round: &str, votes: Amount, to: &[(&str, u64)], exhausted: u64) -> String {
    let did = match standing {
        Standing::Elected => format!("{name} was elected in {round} with {}", votes.votes()),
        Standing::Eliminated => format!("{name} was eliminated in {round} with {}", votes.votes()),
        Standing::Continuing => {
            format!("{name} was neither elected nor eliminated, and had {} in {round}, the last", votes.votes())
        }
    };
    let all = to.iter().map(|(_, votes)| votes).sum::<u64>() + exhausted;
    if all == 0 {
        return format!("{did}.");
    }
    let what = if standing == Standing::Elected { "of the surplus" } else { "of the votes" };
    let mut parts: Vec<String> =
        to.iter().take(NAMED).map(|(name, votes)| format!("{} to {name}", percent(*votes, all))).collect();
    let others: u64 = to.iter().skip(NAMED).map(|(_, votes)| votes).sum();
    parts.extend((others > 0).then(|| format!("{} to others", percent(others, all))));
    parts.extend((exhausted > 0).then(|| format!("{} to nobody", percent(exhausted, all))));
    if let Some(first) = parts.first_mut() {
        *first = first.replacen("% to ", &format!("% {what} then went to "), 1);
    }
    format!("{did}; {}.", and(&parts))
}

/// That the number of seats is a guess, and what it is guessed from.
pub fn seats_assumed(seats: u32, is_official: bool) -> String {
    let why = if is_official { ", as many as there are official winners" } else { "" };
    format!("how many seats there are is not known: the count is for {}{why}.", number_of_seats(seats))
}

/// That more ties were decided than are told.
pub fn ties(decided: usize, told: usize) -> String {
    format!("the rules decided {} ties, of which the last {told} are told here; `rounds` has all.", grouped(decided as u64))
}

/// So many names, and how many others there are.
fn first_of(names: &[&str]) -> String {
    if names.len() <= NAMED + 1 {
        return and(names);
    }
    format!("{} and {} others", names[..NAMED].join(", "), grouped((names.len() - NAMED) as u64))
}

/// A count for another number of seats than the election has.
pub fn other_seats(counted: u32, known: u32) -> String {
    format!("this is a count for {}; the election has {}.", number_of_seats(counted), number_of_seats(known))
}

fn number_of_seats(seats: u32) -> String {
    if seats == 1 { "1 seat".into() } else { format!("{} seats", grouped(seats.into())) }
}

/// A tie, and what decided it.
pub fn tie(round: &str, kind: TieKind, tied: &[&str], decided: Option<(&str, TieBreak)>, is_order_given: bool) -> String {
    let order = if is_order_given { "the order that was given" } else { "the order of their ids, as none was given" };
    let happens = |name: &str| match kind {
        TieKind::Eliminate => format!("{name} is eliminated"),
        TieKind::Elect => format!("{name} is elected"),
        TieKind::Surplus => format!("the surplus of {name} is passed on first"),
    };
    let equal = format!("in {round}, {} have equal votes", first_of(tied));
    match decided {
        Some((chosen, TieBreak::Order)) => format!("{equal}: {}, by {order}.", happens(chosen)),
        Some((chosen, TieBreak::PreviousRounds)) => format!("{equal}: {}, by the votes of the rounds before.", happens(chosen)),
        None => format!("{equal}, and no rule decides: the count ends there."),
    }
}

/// "Of the 1,234 ballots that rank", "Of the one ballot that ranks".
fn of_ballots(count: u64, verb: &str) -> String {
    match count {
        1 => format!("Of the one ballot {verb}s"),
        _ => format!("Of the {} ballots {verb}", grouped(count)),
    }
}

/// "617 (50.0%) rank", "1 (2.5%) ranks".
fn part(ballots: u64, of: u64, verb: &str) -> String {
    let ending = if ballots == 1 { "s" } else { "" };
    format!("{} ({}) {verb}{ending}", grouped(ballots), percent(ballots, of))
}

/// To a tenth, halves away from zero. Whole numbers throughout.
fn percent(ballots: u64, of: u64) -> String {
    let tenths = (u128::from(ballots) * 2_000 + u128::from(of)) / (2 * u128::from(of));
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// 1234567 as `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_tell_counts_and_percentages() {
        assert_eq!(
            next_choice("Ada", "Bo", 1_234, 22_267),
            "Of the 22,267 ballots that rank Ada, 1,234 (5.5%) rank Bo directly after."
        );
        assert_eq!(
            close_together(2_514, 6_843),
            "Of the 6,843 ballots that rank both, 2,514 (36.7%) rank both among the first three."
        );
        let expected = "Of the 8 ballots that rank Ada first, 3 (37.5%) list Bo second: they go there if Ada goes out first.";
        assert_eq!(transfer("Ada", "Bo", 3, 8), expected);
    }

    #[test]
    fn one_ballot_and_none_are_said_as_people_say_them() {
        assert_eq!(next_choice("Ada", "Bo", 1, 1), "Of the one ballot that ranks Ada, 1 (100.0%) ranks Bo directly after.");
        assert_eq!(next_choice("Ada", "Bo", 0, 0), "No ballot ranks Ada.");
        assert_eq!(close_together(0, 0), "No ballot ranks both.");
        assert_eq!(transfer("Ada", "Bo", 0, 0), "No ballot ranks Ada first.");
        assert!(transfer("Ada", "Bo", 1, 1).starts_with("Of the one ballot that ranks Ada first, 1 (100.0%) lists Bo second"));
    }

    #[test]
    fn percentages_are_rounded_to_a_tenth_and_numbers_grouped() {
        assert_eq!([percent(1, 3), percent(2, 3), percent(1, 2_000), percent(999, 1_000)], ["33.3%", "66.7%", "0.1%", "99.9%"]);
        assert_eq!([grouped(0), grouped(999), grouped(1_000), grouped(12_345_678)], ["0", "999", "1,000", "12,345,678"]);
    }
}
