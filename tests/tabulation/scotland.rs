//! Every Scottish council election of the archive, by the rules of its Order.

use std::path::{Path, PathBuf};

use coalition_lens::ballots::{CleaningOptions, Contest};
use coalition_lens::cvr::{ContestFacts, Input, read_contest};
use coalition_lens::tabulation::{Rules, Surplus, Transfer};

use crate::naive;
use crate::properties::as_counted;
use crate::support::{check_sums, counted_contest, election_of, rules_of, shared};

fn wards(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(wards(&path)),
            false if path.extension().is_some_and(|ending| ending == "csv") => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> (Contest, ContestFacts) {
    let input = Input::open(path).expect("the file opens");
    read_contest(&[input], None, None, CleaningOptions::default(), &mut ()).expect("the file is read")
}

#[test]
fn every_election_is_counted_and_every_thirtieth_as_ballot_by_ballot() {
    let Some(archive) = shared("scot-elex/scot-elex-csv-1070.tar.gz") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let unpacked = std::process::Command::new("tar").arg("xzf").arg(&archive).arg("-C").arg(folder.path()).status();
    assert!(unpacked.expect("tar").success());
    let paths = wards(folder.path());
    let usual = rules_of("scotland");
    let (mut ballots, mut ties, mut differing) = (0, 0, 0);
    for (number, path) in paths.iter().enumerate() {
        let (contest, facts) = read(path);
        let what = path.file_name().expect("a name").to_string_lossy().into_owned();
        let seats = facts.seats.expect("seats");
        let rules = Rules { seats: Some(seats), ..usual.clone() };
        let tabulation = counted_contest(&contest, &rules);
        check_sums(&tabulation, &what);
        let [count] = &tabulation.counts[..] else { panic!("{what}: one count") };
        assert_eq!(count.undecided, None, "{what}");
        assert_eq!(count.winners.len(), contest.candidates.len().min(seats as usize), "{what}");
        for (at, round) in (1..).zip(&count.rounds) {
            if let [out] = round.eliminated[..] {
                let is_continuing = |candidate: u16| {
                    let elected = count.rounds[..at as usize].iter().flat_map(|round| &round.elected);
                    !elected.copied().any(|winner| winner == candidate)
                };
                let others = round.votes.iter().filter(|&&(candidate, _)| candidate != out && is_continuing(candidate));
                let least = others.map(|&(_, votes)| votes).min().expect("others continue");
                let is_tie = count.ties.iter().any(|broken| broken.tie.round == at && broken.chosen == out);
                assert!(round.votes_of(out) < least || round.votes_of(out) == least && is_tie, "{what}, round {at}");
            }
            assert!(round.surplus_of.len() <= 1, "{what}: one surplus a round");
            assert!(round.surplus_of.is_empty() || round.eliminated.is_empty(), "{what}: eliminations wait");
        }
        if number % 30 == 0 {
            let election = election_of(&contest, seats);
            let candidates = contest.candidates.len() as u16;
            assert_eq!(as_counted(&tabulation, candidates), naive::count(&election, &rules), "{what}");
            let together = Rules { surplus: Surplus::Together, transfer: Transfer::Fraction, ..rules.clone() };
            let tabulation = counted_contest(&contest, &together);
            assert_eq!(as_counted(&tabulation, candidates), naive::count(&election, &together), "{what}");
            differing += usize::from(tabulation.counts[0].winners != count.winners);
        }
        ties += count.ties.len();
        ballots += tabulation.ballots;
    }
    println!("{ties} ties were broken; {differing} of every thirtieth elect otherwise with all surpluses together");
    assert_eq!((paths.len(), ballots), (1_070, 5_481_486));
}
