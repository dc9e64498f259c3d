//! Elections of the shared data, and counts by the engine.

use std::io::Write;
use std::path::PathBuf;

use crate::naive::{Ballot, Election};
use coalition_lens::ballots::{CleaningOptions, Contest, Ending, Endings, Profile, Selection};
use coalition_lens::cvr::{Input, read_contest};
use coalition_lens::error::Result;
use coalition_lens::tabulation::{Asked, Ground, Rules, Tabulation, Units, preset, tabulate};

/// A file of the shared data, or `None`, said aloud, where the folder is absent.
pub fn shared(path: &str) -> Option<PathBuf> {
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(path);
    if file.exists() {
        return Some(file);
    }
    // Not by a macro: what those print, the test runner keeps to itself.
    let _ = writeln!(std::io::stderr(), "skipped: {} is absent", file.display());
    None
}

pub fn contest_of(file: PathBuf) -> Contest {
    let input = Input::open(file).expect("the file opens");
    read_contest(&[input], None, None, CleaningOptions::default(), &mut ()).expect("the file is read").0
}

pub fn rules_of(name: &str) -> Rules {
    (preset(name).expect("a preset").tabulation)().expect("rules")
}

/// Id and name of candidates called by letters, or by numbers where there are more.
pub fn names(candidates: usize) -> Vec<(u32, String)> {
    let name = |index: usize| match u8::try_from(index) {
        Ok(place @ 0..26) => char::from(b'A' + place).to_string(),
        _ => format!("Candidate {index}"),
    };
    (0..candidates).map(|index| (index as u32 + 1, name(index))).collect()
}

/// A count of some ballots of a profile, of candidates called by [`names`].
pub fn counted_of(
    profile: &Profile,
    endings: &Endings,
    selection: Option<&Selection>,
    without: &[u16],
    rules: &Rules,
) -> Result<Tabulation> {
    let names = names(profile.candidates());
    let candidates: Vec<(u32, &str)> = names.iter().map(|(id, name)| (*id, name.as_str())).collect();
    let ground = Ground::of(profile, selection, endings);
    tabulate(&ground, Asked { candidates: &candidates, without, seats: 1, rules, follow: true })
}

/// A count of all ballots of a profile without endings.
pub fn counted(profile: &Profile, rules: &Rules) -> Tabulation {
    counted_of(profile, &Endings::default(), None, &[], rules).expect("a count")
}

pub fn counted_contest(contest: &Contest, rules: &Rules) -> Tabulation {
    let candidates = contest.named_candidates();
    let ground = Ground::of(&contest.profile, None, &contest.endings);
    tabulate(&ground, Asked { candidates: &candidates, without: &[], seats: 1, rules, follow: true }).expect("a count")
}

/// Units as a number with all its decimals.
pub fn decimal(units: Units, places: u8) -> String {
    let one = 10u64.pow(places.into());
    match places {
        0 => units.to_string(),
        _ => format!("{}.{:0width$}", units / one, units % one, width = places.into()),
    }
}

/// A number with decimals, or a whole one, as units.
pub fn units(text: &str, places: u8) -> Units {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    assert!(part.len() <= places.into(), "{text} has more than {places} decimals");
    let width = usize::from(places);
    format!("{whole}{part:0<width$}").parse().unwrap_or_else(|_| panic!("{text} is no number of votes"))
}

/// What holds in every count, whatever its rules.
pub fn check_sums(tabulation: &Tabulation, what: &str) {
    let unit = 10u64.pow(tabulation.places.into());
    for count in &tabulation.counts {
        let mut out: Vec<u16> = Vec::new();
        let mut elected: Vec<u16> = Vec::new();
        for (at, round) in count.rounds.iter().enumerate() {
            let votes: u64 = round.votes.iter().map(|&(_, votes)| votes).sum();
            assert_eq!(votes + round.exhausted.total() + round.residual, tabulation.ballots * unit, "{what}: round {at}");
            assert!(round.votes.iter().all(|(candidate, _)| !out.contains(candidate)), "{what}: one who was out is back");
            assert!(round.transfers.iter().all(|flow| flow.votes > 0), "{what}: a transfer of nothing in round {at}");
            if let Some(next) = count.rounds.get(at + 1) {
                check_transfers(round, next, what);
            }
            out.extend(&round.eliminated);
            elected.extend(&round.elected);
        }
        assert_eq!(elected, count.winners, "{what}");
        assert!(elected.iter().all(|winner| !out.contains(winner)), "{what}: a winner was eliminated");
        if let Some(followed) = &count.followed {
            let last = count.rounds.last().expect("a round");
            for candidate in 0..followed.began.len() {
                let held: u64 = (0..followed.began.len()).map(|by| followed.held(candidate as u16, by as u16)).sum();
                let exhausted: u64 = followed.exhausted[candidate].iter().sum();
                assert_eq!(held + exhausted, followed.began[candidate], "{what}: ballots of {candidate}");
                assert_eq!(followed.began[candidate], count.rounds[0].votes_of(candidate as u16), "{what}: {candidate}");
            }
            if last.transfers.is_empty() && last.eliminated.is_empty() {
                let all: u64 = (0..followed.began.len()).flat_map(|candidate| followed.exhausted[candidate]).sum();
                let first: u64 = count.rounds[0].exhausted.by_ending.iter().sum();
                assert_eq!(all + first, last.exhausted.by_ending.iter().sum::<u64>(), "{what}");
            }
        }
    }
}

/// The transfers of a round are the differences of its votes to the next one's. By keep values nothing is told.
fn check_transfers(round: &coalition_lens::tabulation::Round, next: &coalition_lens::tabulation::Round, what: &str) {
    use coalition_lens::tabulation::Destination;
    if round.transfers.is_empty() && round.votes != next.votes && round.threshold.is_some_and(|threshold| threshold.places == 9) {
        return;
    }
    for &(candidate, votes) in &round.votes {
        let lost: u64 = round.transfers.iter().filter(|flow| flow.from == candidate).map(|flow| flow.votes).sum();
        let to = Destination::Candidate(candidate);
        let got: u64 = round.transfers.iter().filter(|flow| flow.to == to).map(|flow| flow.votes).sum();
        assert_eq!(next.votes_of(candidate), votes + got - lost, "{what}: {candidate}");
    }
    let to =
        |wanted: Destination| -> u64 { round.transfers.iter().filter(|flow| flow.to == wanted).map(|flow| flow.votes).sum() };
    assert_eq!(next.residual, round.residual + to(Destination::Residual), "{what}");
    assert_eq!(next.exhausted.final_surplus, round.exhausted.final_surplus + to(Destination::FinalSurplus), "{what}");
    for (place, ending) in coalition_lens::ballots::Ending::ALL.into_iter().enumerate() {
        let more = to(Destination::Exhausted(ending));
        assert_eq!(next.exhausted.by_ending[place], round.exhausted.by_ending[place] + more, "{what}");
    }
}

/// The same ballots for the counter that goes ballot by ballot.
pub fn election_of(contest: &Contest, seats: u32) -> Election {
    let candidates = contest.candidates.len();
    let mut ballots = Vec::new();
    let mut causes = contest.endings.rows.iter().peekable();
    for (row, (ranking, all)) in contest.profile.iter().enumerate() {
        let cut = causes.next_if(|(noted, _)| *noted as usize == row).map_or([0; 3], |&(_, cut)| cut);
        let weights = [all - cut.iter().sum::<u64>(), cut[0], cut[1], cut[2]];
        let each = Ending::ALL.into_iter().zip(weights).filter(|&(_, weight)| weight > 0);
        ballots.extend(each.map(|(ending, weight)| Ballot { ranking: ranking.to_vec(), weight, ending }));
    }
    Election {
        candidates: candidates as u16,
        ballots,
        inactive: contest.endings.inactive,
        seats,
        place: (0..candidates as u16).collect(),
        is_first_out: vec![false; candidates],
        is_absent: vec![false; candidates],
    }
}
