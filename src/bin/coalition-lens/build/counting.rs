//! Which rules an election is counted by, and what its count tells.

use coalition_lens::snapshot::Descriptor;
use coalition_lens::snapshot::write::{PreparedElection, StatedCount};
use coalition_lens::tabulation::{BrokenTie, Method, Named, Refused, Round, Rules, TieBreak, TieKind, presets_for};
use coalition_lens::{Error, Result};

use crate::text::{count, one_line};

/// More ties than this are not told one by one.
const TOLD: usize = 3;

/// More candidates of a tie than this, and one, are not named.
const NAMED: usize = 4;

pub struct Chosen {
    pub seats: Option<u32>,
    pub count: StatedCount,
    pub warnings: Vec<String>,
}

/// Refuses rules of one seat where several are to be filled.
///
/// # Errors
/// [`Error::Param`] of what says how many seats there are, with what fills as many.
pub fn check_seats(stated: &StatedCount, flag: Option<u32>) -> Result<()> {
    let (Some(seats @ 2..), Some(set)) = (flag.or(stated.rules.seats), &stated.rule_set) else { return Ok(()) };
    if !(stated.has_method && stated.rules.method == Method::Irv) || stated.refusal.is_some() {
        return Ok(());
    }
    let expected = format!(
        "--rules {} is for one seat, by the method irv; {seats} seats are filled by --rules {}, or without --rules by the method stv",
        set.name,
        presets_for(seats).join(" or ")
    );
    let parameter = if flag.is_some() { "--seats" } else { "--rules" };
    Err(Error::param(
        parameter,
        flag.map_or_else(|| format!("{:?} with seats {seats}", set.name), |seats| seats.to_string()),
        expected,
    ))
}

/// An error about rules of a file names the file, and the key in it.
pub fn by_file(error: Error, file: &str) -> Error {
    let key = |parameter: &str| parameter.strip_prefix("rules.").map(str::to_owned);
    match error {
        Error::Unknown { parameter, reason } => match key(&parameter) {
            Some(key) => Error::file(file, format!("{key}: {reason}")),
            None => Error::Unknown { parameter, reason },
        },
        Error::Param { parameter, value, expected } => match key(&parameter) {
            Some(key) => Error::file(file, Refused { key, value, expected }.to_string()),
            None => Error::Param { parameter, value, expected },
        },
        other => other,
    }
}

/// The rules with what flags say in their place, and the seats: those of the flag, of the source, of the rules.
pub fn choose(stated: &StatedCount, flag: Option<u32>, source: Option<u32>, order: Vec<u32>) -> Chosen {
    let mut count = stated.clone();
    let mut warnings = Vec::new();
    let name = stated.rule_set.as_ref().map_or("the rules", |set| set.name.as_str());
    let seats = flag.or(source).or(stated.rules.seats);
    if let (Some(flag), Some(ruled)) = (flag, stated.rules.seats)
        && flag != ruled
    {
        warnings.push(format!("{name} is for {}; counted for {flag}, as `seats` says", count_of_seats(ruled)));
        count.rules.seats = Some(flag);
    }
    if !order.is_empty() {
        count.rules.order = order.into_iter().map(Named::Id).collect();
    }
    if let Some(set) = &mut count.rule_set {
        set.overridden = count.rules.differences(&stated.rules);
    }
    Chosen { seats, count, warnings }
}

fn count_of_seats(seats: u32) -> String {
    count(seats.into(), "seat")
}

/// By which rules the votes were counted, and who is elected.
pub fn summary(election: &PreparedElection) -> String {
    let (Some(tabulation), Some(recorded)) = (&election.tabulation, &election.descriptor.tabulation) else {
        return String::new();
    };
    let rounds = tabulation.counts.iter().map(|count| count.rounds.len() as u64).sum();
    let by = match &recorded.rule_set {
        Some(set) => {
            let but = if set.overridden.is_empty() { String::new() } else { format!(", but {},", set.overridden.join(", ")) };
            format!("the rules of {}{but}", set.name)
        }
        None => format!("the usual rules ({})", tabulation.method().name()),
    };
    let outcome = match &recorded.winners {
        Some(winners) if winners.is_empty() => "nobody is elected".to_owned(),
        Some(winners) => format!("elected {}", names(&election.descriptor, winners)),
        None => "undecided".to_owned(),
    };
    let seats = match tabulation.method() {
        Method::Percentage => String::new(),
        _ => format!(" for {}", count_of_seats(tabulation.seats)),
    };
    format!("  counted by {}{seats}, {}: {}\n", one_line(&by), count(rounds, "round"), one_line(&outcome))
}

/// What may be wrong with the count.
pub fn warnings(election: &PreparedElection) -> Vec<String> {
    let descriptor = &election.descriptor;
    let Some(recorded) = &descriptor.tabulation else { return Vec::new() };
    let mut warnings = Vec::new();
    if let Some(reason) = &recorded.not_counted {
        warnings.push(format!("the votes are not counted: {reason}; give other `rules` or `seats`"));
    }
    if let (Some(tabulation), true) = (&election.tabulation, recorded.seats_assumed) {
        let why = if recorded.official_winners.is_some() { ", as many as `winners`" } else { "" };
        let seats = count_of_seats(tabulation.seats);
        warnings.push(format!("how many seats there are is not known: counted for {seats}{why}; give `seats`"));
    }
    for tie in election.tabulation.iter().flat_map(|tabulation| &tabulation.counts).filter_map(|count| count.undecided.as_ref()) {
        let tied = tied(descriptor, &tie.tied);
        warnings.push(format!(
            "round {}: {tied} have equal votes and no rule decides: the count ends there, and who won is not known; give `order`, with \
             tie_break \"order\" in the `rules`",
            tie.round
        ));
    }
    if let (Some(false), Some(counted), Some(official)) = (recorded.agrees(), &recorded.winners, &recorded.official_winners) {
        warnings.push(format!(
            "the official result is NOT that of the count: `winners` says {}, the count elects {}; both are published, and the official \
             result is shown as the result",
            names(descriptor, official),
            names(descriptor, counted)
        ));
    }
    warnings
}

/// Ties that the order of candidates broke, of candidates with a vote.
pub fn notes(election: &PreparedElection) -> Vec<String> {
    let Some(tabulation) = &election.tabulation else { return Vec::new() };
    let counts = tabulation.counts.iter();
    let broken =
        counts.flat_map(|count| count.ties.iter().filter(|tie| is_told(count.rounds.get(tie.tie.round as usize - 1), tie)));
    let broken: Vec<&BrokenTie> = broken.collect();
    let mut notes: Vec<String> = broken.iter().take(TOLD).map(|tie| note(&election.descriptor, &tabulation.rules, tie)).collect();
    if broken.len() > TOLD {
        notes.push(format!("{} more ties were broken by order", broken.len() - TOLD));
    }
    notes
}

fn is_told(round: Option<&Round>, broken: &BrokenTie) -> bool {
    broken.by == TieBreak::Order && round.is_some_and(|round| round.votes_of(broken.chosen) > 0)
}

fn note(descriptor: &Descriptor, rules: &Rules, BrokenTie { tie, chosen, .. }: &BrokenTie) -> String {
    let what = match tie.kind {
        TieKind::Eliminate => "is eliminated",
        TieKind::Elect => "is elected",
        TieKind::Surplus => "passes on the surplus first",
    };
    let by = if rules.order.is_empty() { "the order of candidates; --order gives another" } else { "the order that was given" };
    let chosen = &descriptor.candidates[usize::from(*chosen)].name;
    format!("round {}: {} have equal votes; {chosen} {what}, by {by}", tie.round, tied(descriptor, &tie.tied))
}

fn tied(descriptor: &Descriptor, indices: &[u16]) -> String {
    let name = |&index: &u16| descriptor.candidates[usize::from(index)].name.as_str();
    let more = indices.len().saturating_sub(NAMED);
    match more {
        0 | 1 => listed(indices.iter().map(name).collect()),
        more => format!("{} and {more} others", indices.iter().take(NAMED).map(name).collect::<Vec<_>>().join(", ")),
    }
}

fn names(descriptor: &Descriptor, ids: &[u32]) -> String {
    let name =
        |id: &u32| descriptor.candidates.iter().find(|candidate| candidate.id == *id).map(|candidate| candidate.name.as_str());
    listed(ids.iter().filter_map(name).collect())
}

fn listed(names: Vec<&str>) -> String {
    match names.as_slice() {
        [] => "nobody".into(),
        [one] => (*one).into(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
