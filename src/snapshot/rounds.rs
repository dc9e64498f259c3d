//! The table `rounds`: a count of all ballots, a row for each thing that a round says. Codes: docs/snapshot.md.

use super::table::{Column, Table};
use crate::ballots::Ending;
use crate::error::{Error, Result};
use crate::tabulation::{
    BrokenTie, Count, Destination, Flow, Method, Percent, Round, Rules, Tabulation, Threshold, Tie, TieBreak, TieKind, Units,
};

pub const ROUNDS: &str = "rounds";

/// What a row says: its place is the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Votes that elect, in units of a vote's places.
    Threshold,
    /// What these leave out, in units of [`REST_PLACES`] more places.
    ThresholdRest,
    /// Of a candidate who continues or is elected.
    Votes,
    /// So far, by cause.
    Exhausted,
    Elected,
    Eliminated,
    SurplusOf,
    /// From a candidate to another, or to a cause.
    Transfer,
    /// A tie: the one who was chosen and the rule that chose, both null if none did. Those tied follow.
    TieEliminate,
    TieElect,
    TieSurplus,
    /// One of those in the tie before.
    Tied,
}

impl Kind {
    const ALL: [Kind; 12] = [
        Kind::Threshold,
        Kind::ThresholdRest,
        Kind::Votes,
        Kind::Exhausted,
        Kind::Elected,
        Kind::Eliminated,
        Kind::SurplusOf,
        Kind::Transfer,
        Kind::TieEliminate,
        Kind::TieElect,
        Kind::TieSurplus,
        Kind::Tied,
    ];

    const TIES: [(TieKind, Kind); 3] =
        [(TieKind::Eliminate, Kind::TieEliminate), (TieKind::Elect, Kind::TieElect), (TieKind::Surplus, Kind::TieSurplus)];
}

/// Causes beside those of [`Ending`].
const FINAL_SURPLUS: u16 = 4;
const RESIDUAL: u16 = 5;

/// Decimals that a threshold in percent has more than the votes.
const REST_PLACES: u8 = Percent::PLACES as u8 + 2;
const REST_UNITS: u128 = 10u128.pow(REST_PLACES as u32);

#[derive(Clone, Copy, Debug, Default)]
struct Row {
    count: u64,
    round: u64,
    kind: u64,
    candidate: Option<u16>,
    to: Option<u16>,
    code: Option<u16>,
    votes: Units,
}

/// A count as a table. What was [followed](Count::followed) is left out.
pub fn rounds_table(tabulation: &Tabulation) -> Table {
    let mut rows = Vec::new();
    for (number, count) in (1..).zip(&tabulation.counts) {
        for (round, said) in (1..).zip(&count.rounds) {
            let mut add = |kind: Kind, row: Row| rows.push(Row { count: number, round, kind: kind as u64, ..row });
            write_round(said, tabulation.places, &mut add);
            let here = |tie: &&Tie| u64::from(tie.round) == round;
            for BrokenTie { tie, chosen, by } in count.ties.iter().filter(|broken| here(&&broken.tie)) {
                write_tie(tie, Some((*chosen, *by)), &mut add);
            }
            if let Some(tie) = count.undecided.as_ref().filter(here) {
                write_tie(tie, None, &mut add);
            }
        }
    }
    let mut table = Table::new(rows.len());
    let whole = |value: fn(&Row) -> u64| Column::Whole(rows.iter().map(value).collect());
    let index = |value: fn(&Row) -> Option<u16>| Column::OptionalIndex(rows.iter().map(value).collect());
    table.push("count", whole(|row| row.count));
    table.push("round", whole(|row| row.round));
    table.push("kind", whole(|row| row.kind));
    table.push("candidate", index(|row| row.candidate));
    table.push("to", index(|row| row.to));
    table.push("code", index(|row| row.code));
    table.push("votes", whole(|row| row.votes));
    table
}

fn write_round(round: &Round, places: u8, add: &mut impl FnMut(Kind, Row)) {
    let of = |candidate: &u16| Row { candidate: Some(*candidate), ..Row::default() };
    if let Some(Threshold { units, places: own }) = round.threshold {
        let rest = if own > places { REST_UNITS } else { 1 };
        add(Kind::Threshold, Row { votes: (units / rest) as Units, ..Row::default() });
        if own > places {
            add(Kind::ThresholdRest, Row { votes: (units % rest) as Units, ..Row::default() });
        }
    }
    for (candidate, votes) in &round.votes {
        add(Kind::Votes, Row { votes: *votes, ..of(candidate) });
    }
    let by_ending = (0..).zip(round.exhausted.by_ending);
    let others = [(FINAL_SURPLUS, round.exhausted.final_surplus), (RESIDUAL, round.residual)];
    for (code, votes) in by_ending.chain(others).filter(|(_, votes)| *votes > 0) {
        add(Kind::Exhausted, Row { code: Some(code), votes, ..Row::default() });
    }
    for (kind, candidates) in
        [(Kind::Elected, &round.elected), (Kind::Eliminated, &round.eliminated), (Kind::SurplusOf, &round.surplus_of)]
    {
        candidates.iter().for_each(|candidate| add(kind, of(candidate)));
    }
    for Flow { from, to, votes } in &round.transfers {
        let (to, code) = match *to {
            Destination::Candidate(to) => (Some(to), None),
            Destination::Exhausted(ending) => (None, Some(ending as u16)),
            Destination::FinalSurplus => (None, Some(FINAL_SURPLUS)),
            Destination::Residual => (None, Some(RESIDUAL)),
        };
        add(Kind::Transfer, Row { to, code, votes: *votes, ..of(from) });
    }
}

fn write_tie(tie: &Tie, broken: Option<(u16, TieBreak)>, add: &mut impl FnMut(Kind, Row)) {
    let (candidate, code) = broken.map(|(chosen, by)| (chosen, by as u16)).unzip();
    for (_, kind) in Kind::TIES.into_iter().filter(|(kind, _)| *kind == tie.kind) {
        add(kind, Row { candidate, code, ..Row::default() });
    }
    for candidate in &tie.tied {
        add(Kind::Tied, Row { candidate: Some(*candidate), ..Row::default() });
    }
}

/// The count of a `rounds` table: of `ballots` with marks, by the rules of the descriptor, their seats filled in.
///
/// # Errors
/// [`Error::Format`] if columns are missing, or rows are not those of a count.
pub fn read_rounds(table: &Table, rules: &Rules, candidates: usize, ballots: u64) -> Result<Tabulation> {
    let places = rules.vote_places();
    let seats = rules.seats.unwrap_or(1);
    let mut tabulation = Tabulation { rules: rules.clone(), seats, places, ballots, counts: Vec::new() };
    let whole = |name| table.whole(name);
    let (counts, rounds, kinds, votes) = (whole("count")?, whole("round")?, whole("kind")?, whole("votes")?);
    let [of, to, codes] = ["candidate", "to", "code"].map(|name| table.optional_index(name));
    let (of, to, codes) = (of?, to?, codes?);
    for place in 0..table.rows() {
        let row = Row {
            count: counts[place],
            round: rounds[place],
            kind: kinds[place],
            candidate: of[place],
            to: to[place],
            code: codes[place],
            votes: votes[place],
        };
        read_row(&mut tabulation, row).ok_or_else(|| {
            Error::Format(format!("row {} of the table {ROUNDS} does not follow from those before it", place + 1))
        })?;
    }
    match is_count(&tabulation, candidates) {
        Some(true) => Ok(tabulation),
        _ => Err(Error::Format(format!("the table {ROUNDS} contradicts itself: it was not made by this builder"))),
    }
}

/// Takes the next row; `None` if it cannot be.
fn read_row(tabulation: &mut Tabulation, row: Row) -> Option<()> {
    let Tabulation { counts, places, .. } = tabulation;
    if row.count == counts.len() as u64 + 1 {
        counts.push(Count::default());
    }
    let is_last = row.count == counts.len() as u64;
    let count = counts.last_mut().filter(|_| is_last)?;
    if row.round == count.rounds.len() as u64 + 1 && count.undecided.is_none() {
        count.rounds.push(Round::default());
    }
    let is_last = row.round == count.rounds.len() as u64;
    let number = u32::try_from(row.round).ok()?;
    let round = count.rounds.last_mut().filter(|_| is_last)?;
    let kind = *Kind::ALL.get(usize::try_from(row.kind).ok()?)?;
    match kind {
        Kind::Threshold if round.threshold.is_none() => {
            round.threshold = Some(Threshold { units: row.votes.into(), places: *places });
        }
        Kind::ThresholdRest => {
            let Threshold { units, places: own } = round.threshold.filter(|threshold| threshold.places == *places)?;
            let rest = Some(u128::from(row.votes)).filter(|rest| *rest < REST_UNITS)?;
            round.threshold = Some(Threshold { units: units * REST_UNITS + rest, places: own + REST_PLACES });
        }
        Kind::Threshold => return None,
        Kind::Votes => round.votes.push((row.candidate?, row.votes)),
        Kind::Exhausted => {
            let votes = match row.code? {
                FINAL_SURPLUS => &mut round.exhausted.final_surplus,
                RESIDUAL => &mut round.residual,
                ending => round.exhausted.by_ending.get_mut(usize::from(ending))?,
            };
            if std::mem::replace(votes, row.votes) != 0 {
                return None;
            }
        }
        Kind::Elected => {
            round.elected.push(row.candidate?);
            count.winners.push(row.candidate?);
        }
        Kind::Eliminated => round.eliminated.push(row.candidate?),
        Kind::SurplusOf => round.surplus_of.push(row.candidate?),
        Kind::Transfer => {
            let to = match (row.to, row.code) {
                (Some(to), None) => Destination::Candidate(to),
                (None, Some(FINAL_SURPLUS)) => Destination::FinalSurplus,
                (None, Some(RESIDUAL)) => Destination::Residual,
                (None, Some(ending)) => Destination::Exhausted(*Ending::ALL.get(usize::from(ending))?),
                _ => return None,
            };
            round.transfers.push(Flow { from: row.candidate?, to, votes: row.votes });
        }
        Kind::TieEliminate | Kind::TieElect | Kind::TieSurplus => {
            let (tie_kind, _) = *Kind::TIES.iter().find(|(_, tie)| *tie == kind)?;
            let tie = Tie { round: number, kind: tie_kind, tied: Vec::new() };
            match (row.candidate, row.code) {
                (None, None) if count.undecided.is_none() => count.undecided = Some(tie),
                (Some(chosen), Some(rule)) if count.undecided.is_none() => {
                    count.ties.push(BrokenTie { tie, chosen, by: *TieBreak::ALL.get(usize::from(rule))? });
                }
                _ => return None,
            }
        }
        Kind::Tied => {
            let broken = count.ties.last_mut().map(|broken| &mut broken.tie);
            let tie = count.undecided.as_mut().or(broken).filter(|tie| tie.round == number)?;
            tie.tied.push(row.candidate?);
        }
    }
    Some(())
}

/// Whether the rounds follow from each other, and every ballot is somewhere in each. `None` beyond what a u64 holds.
fn is_count(tabulation: &Tabulation, candidates: usize) -> Option<bool> {
    let unit = 10u64.checked_pow(tabulation.places.into())?;
    let all = tabulation.ballots.checked_mul(unit)?;
    let threshold_places = match tabulation.rules.method {
        Method::BottomsUp => None,
        Method::Percentage => Some(tabulation.places + REST_PLACES),
        _ => Some(tabulation.places),
    };
    let mut standing = vec![true; candidates];
    let mut are_fit = !tabulation.counts.is_empty();
    for count in &tabulation.counts {
        let mut shown: Vec<u16> = (0..candidates as u16).filter(|&candidate| standing[usize::from(candidate)]).collect();
        for round in &count.rounds {
            let is_shown = |candidate: &u16| shown.binary_search(candidate).is_ok();
            are_fit &= round.votes.iter().map(|(candidate, _)| candidate).eq(&shown);
            let named = [&round.elected, &round.eliminated, &round.surplus_of];
            are_fit &= named.into_iter().all(|named| named.iter().all(is_shown) && are_distinct(named));
            are_fit &= round.threshold.map(|threshold| threshold.places) == threshold_places;
            let exhausted = round.exhausted.by_ending.iter().chain([&round.exhausted.final_surplus, &round.residual]);
            let votes = round.votes.iter().map(|(_, votes)| votes).chain(exhausted);
            are_fit &= votes.into_iter().try_fold(0u64, |sum, votes| sum.checked_add(*votes))? == all;
            are_fit &= round.transfers.iter().all(|flow| {
                let is_to = match flow.to {
                    Destination::Candidate(to) => is_shown(&to),
                    _ => true,
                };
                is_shown(&flow.from) && is_to && flow.votes > 0
            });
            // A vote moves once in a round, and by keep values from nobody to anybody.
            let moved = round.transfers.iter().try_fold(0u64, |sum, flow| sum.checked_add(flow.votes))?;
            are_fit &= moved <= if tabulation.rules.method == Method::Meek { 0 } else { all };
            shown.retain(|candidate| !round.eliminated.contains(candidate));
        }
        // Only of candidates that are known.
        if are_fit && tabulation.rules.method != Method::Meek {
            are_fit = count.rounds.windows(2).all(|rounds| causes(&rounds[0], &rounds[1], candidates));
        }
        are_fit &= are_distinct(&count.winners);
        let ties = count.ties.iter().map(|broken| &broken.tie).chain(&count.undecided);
        are_fit &= ties.into_iter().all(|tie| {
            let is_known = |candidate: &u16| usize::from(*candidate) < candidates;
            tie.tied.len() > 1 && tie.tied.is_sorted_by(|a, b| a < b) && tie.tied.iter().all(is_known)
        });
        are_fit &= count.ties.iter().all(|broken| broken.tie.tied.contains(&broken.chosen));
        if !are_fit {
            return Some(false);
        }
        for &winner in &count.winners {
            standing[usize::from(winner)] = false;
        }
    }
    Some(are_fit)
}

/// Whether the transfers of a round make the votes of the next.
fn causes(round: &Round, next: &Round, candidates: usize) -> bool {
    let place = |to: Destination| match to {
        Destination::Candidate(to) => usize::from(to),
        Destination::Exhausted(ending) => candidates + ending as usize,
        Destination::FinalSurplus => candidates + usize::from(FINAL_SURPLUS),
        Destination::Residual => candidates + usize::from(RESIDUAL),
    };
    let mut change = vec![0i128; candidates + usize::from(RESIDUAL) + 1];
    for flow in &round.transfers {
        change[usize::from(flow.from)] -= i128::from(flow.votes);
        change[place(flow.to)] += i128::from(flow.votes);
    }
    let lost = |round: &Round| {
        let [ended, overvote, skipped, duplicate] = round.exhausted.by_ending;
        [ended, overvote, skipped, duplicate, round.exhausted.final_surplus, round.residual]
    };
    let held = round.votes.iter().map(|&(candidate, votes)| (usize::from(candidate), votes, next.votes_of(candidate)));
    let lost = (candidates..).zip(lost(round)).zip(lost(next)).map(|((place, before), after)| (place, before, after));
    held.chain(lost).all(|(place, before, after)| i128::from(before) + change[place] == i128::from(after))
}

fn are_distinct(candidates: &[u16]) -> bool {
    let mut sorted = candidates.to_vec();
    sorted.sort_unstable();
    sorted.is_sorted_by(|a, b| a < b)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ballots::{Endings, Profile};
    use crate::snapshot::{decode_table, encode_table};
    use crate::tabulation::{Asked, Ground, Last, Quota, Surplus, ThresholdOf, Transfer, tabulate};

    const NAMES: [(u32, &str); 5] = [(1, "Ada"), (2, "Bo"), (3, "Cy"), (4, "Di"), (5, "Eve")];

    fn tabulation(profile: &Profile, endings: &Endings, seats: u32, rules: &Rules) -> Tabulation {
        let asked = Asked { candidates: &NAMES, without: &[], seats, rules, follow: false };
        tabulate(&Ground::of(profile, None, endings), asked).unwrap()
    }

    fn read(table: &Table, of: &Tabulation) -> Result<Tabulation> {
        read_rounds(table, &of.rules, NAMES.len(), of.ballots)
    }

    fn one_of<T: Copy + std::fmt::Debug>(all: &'static [T]) -> impl Strategy<Value = T> {
        prop::sample::select(all)
    }

    fn rules() -> impl Strategy<Value = Rules> {
        let words = (
            one_of(Method::ALL),
            one_of(Quota::ALL),
            one_of(Surplus::ALL),
            one_of(Transfer::ALL),
            one_of(Last::ALL),
            one_of(ThresholdOf::ALL),
        );
        let ties = prop::sample::subsequence(TieBreak::ALL, 0..=TieBreak::ALL.len()).prop_shuffle();
        (words, any::<[bool; 4]>(), ties, 0..=9u8, prop::option::of(1..4u32)).prop_map(
            |(words, flags, tie_break, places, stop)| {
                let (method, quota, surplus, transfer, last, threshold_of) = words;
                let is_one_seat = matches!(method, Method::Irv | Method::Sequential);
                let is_percentage = method == Method::Percentage;
                let rules = Rules {
                    method,
                    places,
                    quota,
                    threshold_of,
                    surplus,
                    transfer,
                    last,
                    one_winner_per_round: flags[0] && method == Method::Stv,
                    continue_until_two: flags[1] && is_one_seat,
                    batch: flags[2] && is_one_seat,
                    cutoff: flags[3] && is_percentage,
                    percent: is_percentage.then(|| Percent::new(12.345678).unwrap()),
                    tie_break,
                    stop_after: stop,
                    ..Rules::default()
                };
                assert_eq!(rules.check(), Ok(()));
                rules
            },
        )
    }

    fn profile() -> impl Strategy<Value = (Profile, Endings)> {
        let ranking =
            Just([0u16, 1, 2, 3, 4]).prop_shuffle().prop_flat_map(|all| (1..=5usize).prop_map(move |k| all[..k].to_vec()));
        let rows = prop::collection::vec((ranking, 1..40u64), 0..12);
        (rows, any::<[bool; 12]>(), prop::array::uniform4(0..3u64)).prop_map(|(rows, cut, inactive)| {
            let profile = Profile::new(5, rows);
            let cuts = (0..).zip(profile.counts()).zip(cut).filter(|(_, cut)| *cut);
            let rows = cuts.map(|((row, &ballots), _)| (row, [1, ballots / 2, 0])).filter(|(_, cut)| cut[1] > 0).collect();
            (profile, Endings { rows, inactive })
        })
    }

    proptest! {
        #[test]
        fn any_count_comes_back_as_it_went((profile, endings) in profile(), seats in 1..6u32, rules in rules()) {
            let counted = tabulation(&profile, &endings, seats, &rules);
            let table = rounds_table(&counted);
            let table = decode_table(&encode_table(&table, 0..table.rows()).unwrap()).unwrap();
            prop_assert_eq!(read(&table, &counted).unwrap(), counted);
        }
    }

    fn small() -> Tabulation {
        let profile = Profile::new(5, [(vec![0, 1], 4), (vec![1, 0], 3), (vec![2, 1], 3), (vec![3], 1)]);
        let endings = Endings { rows: vec![(0, [1, 0, 0])], inactive: [1, 0, 0, 0] };
        tabulation(&profile, &endings, 2, &Rules::usual(2))
    }

    #[test]
    fn rows_that_are_no_count_are_refused() {
        let counted = small();
        let table = rounds_table(&counted);
        assert_eq!(read(&table, &counted).unwrap(), counted);
        assert!(read(&table.slice(0..0), &counted).is_err(), "no rows");
        for gone in 0..table.rows() {
            let kept: Vec<Table> = [table.slice(0..gone), table.slice(gone + 1..table.rows())].into();
            let without = Table::concat(kept).unwrap();
            let kind = Kind::ALL[table.whole("kind").unwrap()[gone] as usize];
            let is_spare = matches!(kind, Kind::Elected | Kind::SurplusOf);
            assert_eq!(read(&without, &counted).is_ok(), is_spare, "without row {gone}, {kind:?}");
        }
        let fewer = read_rounds(&table, &counted.rules, NAMES.len(), counted.ballots - 1);
        assert!(fewer.unwrap_err().to_string().contains("rounds contradicts itself"));
        let more = read_rounds(&table, &counted.rules, NAMES.len() + 1, counted.ballots);
        assert!(more.is_err(), "a candidate who is nowhere");
    }
}
