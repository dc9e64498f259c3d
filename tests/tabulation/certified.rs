//! Portland, Oregon, 2024: every number of the certified counts.

use std::collections::{BTreeMap, BTreeSet};

use coalition_lens::ballots::Contest;
use coalition_lens::tabulation::{Destination, Named, Round, Rules, Tabulation, Units};
use serde_json::Value;

use crate::support::{check_sums, contest_of, counted_contest, decimal, rules_of, shared, units};

const PLACES: u8 = 4;

/// The county's table: a cell by what its row is called and its place in it.
fn table(path: std::path::PathBuf) -> BTreeMap<String, Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path).expect("the table");
    let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect::<Vec<_>>());
    let mut table = BTreeMap::new();
    for row in rows {
        // Two rows have no name: that of the rounds is the first.
        table.entry(row[0].clone()).or_insert(row);
    }
    table
}

fn named(cell: Option<&String>) -> BTreeSet<String> {
    let names = cell.map_or("", String::as_str).split("; ").filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

fn names(contest: &Contest, of: &[u16]) -> BTreeSet<String> {
    of.iter().map(|&candidate| contest.candidates[usize::from(candidate)].name.clone()).collect()
}

/// Votes that came, less those that went, as the county writes them.
fn change(came: Units, went: Units) -> String {
    match (came, went) {
        (0, 0) => String::new(),
        (came, 0) => format!("+{}", decimal(came, PLACES)),
        (0, went) => format!("-{}", decimal(went, PLACES)),
        both => panic!("votes come and go in one round: {both:?}"),
    }
}

fn sum(round: &Round, is_meant: impl Fn(u16, Destination) -> bool) -> Units {
    round.transfers.iter().filter(|flow| is_meant(flow.from, flow.to)).map(|flow| flow.votes).sum()
}

/// The transfers that the table tells and the count has not: round, candidate, text.
fn compare(contest: &Contest, tabulation: &Tabulation, table: &BTreeMap<String, Vec<String>>) -> Vec<(usize, String, String)> {
    let [count] = &tabulation.counts[..] else { panic!("one count") };
    let cell = |row: &str, at: usize| table[row].get(at).cloned().unwrap_or_default();
    let rounds = table[""].iter().filter(|cell| cell.starts_with("Round ")).count();
    assert_eq!(count.rounds.len(), rounds);
    let mut differing = Vec::new();
    let mut residual = 0;
    for (at, round) in count.rounds.iter().enumerate() {
        let (shown, moved) = (3 * at + 1, 3 * at + 3);
        assert_eq!(names(contest, &round.elected), named(table["Met threshold for election"].get(shown)), "round {}", at + 1);
        assert_eq!(names(contest, &round.eliminated), named(table["Defeated"].get(moved)), "round {}", at + 1);
        for (index, candidate) in (0u16..).zip(&contest.candidates) {
            let votes = round.votes.iter().find(|&&(shown, _)| shown == index).map(|&(_, votes)| decimal(votes, PLACES));
            let told = cell(&candidate.name, shown);
            // A star: the tie was broken by lot.
            assert_eq!(votes.unwrap_or_default(), told.trim_start_matches('*'), "{} in round {}", candidate.name, at + 1);
            let came = sum(round, |_, to| to == Destination::Candidate(index));
            let told = cell(&candidate.name, moved);
            if change(came, sum(round, |from, _| from == index)) != told {
                differing.push((at + 1, candidate.name.clone(), told));
            }
        }
        let exhausted = sum(round, |_, to| matches!(to, Destination::Exhausted(_)));
        assert_eq!(change(exhausted, 0), cell("Inactive ballots", moved), "round {}", at + 1);
        assert_eq!(round.exhausted.total(), units(&cell("Inactive ballots", shown), PLACES), "round {}", at + 1);
        // The residual so far stands in the rounds in which it grows, and zero in the others.
        let grown = if round.residual == residual { 0 } else { round.residual };
        assert_eq!(grown, units(&cell("Residual surplus", shown), PLACES), "round {}", at + 1);
        assert_eq!(change(sum(round, |_, to| to == Destination::Residual), 0), cell("Residual surplus", moved));
        residual = round.residual;
    }
    differing
}

fn district(number: u8) -> Option<Contest> {
    shared(&format!("portland2024/d{number}_profile.blt")).map(contest_of)
}

#[test]
fn district_1_is_counted_as_certified() {
    let (Some(contest), Some(file)) = (district(1), shared("portland2024/d1_official_tabulations.csv")) else { return };
    let order = ["Peggy Sue Owens", "David Linn"].map(|name| Named::Name(name.into()));
    let tabulation = counted_contest(&contest, &Rules { order: order.into(), ..rules_of("portland-3") });
    check_sums(&tabulation, "Portland D1");
    // What Dunphy lacks to the quota is printed as if it came to him; his votes are not changed by it.
    let quirk = (16, "Jamie Dunphy".to_owned(), "+968.3664".to_owned());
    assert_eq!(compare(&contest, &tabulation, &table(file)), [quirk]);
    let [count] = &tabulation.counts[..] else { panic!("one count") };
    let [tie] = &count.ties[..] else { panic!("one tie: {:?}", count.ties) };
    assert_eq!((tie.tie.round, names(&contest, &[tie.chosen])), (8, BTreeSet::from(["David Linn".to_owned()])));
    assert_eq!(tie.tie.tied.len(), 2);
    let winners: Vec<&str> = count.winners.iter().map(|&winner| contest.candidates[usize::from(winner)].name.as_str()).collect();
    assert_eq!(winners, ["Candace Avalos", "Loretta Smith", "Jamie Dunphy"]);
}

#[test]
fn district_2_is_counted_as_certified() {
    let (Some(contest), Some(file)) = (district(2), shared("portland2024/d2_official_tabulations.csv")) else { return };
    let tabulation = counted_contest(&contest, &rules_of("portland-3"));
    check_sums(&tabulation, "Portland D2");
    assert_eq!(compare(&contest, &tabulation, &table(file)), []);
    assert!(tabulation.counts[0].ties.is_empty());
}

#[test]
fn district_2_has_the_rounds_that_rctab_reports() {
    let (Some(contest), Some(file)) = (district(2), shared("portland2024/d2_official_rounds_rctab.json")) else { return };
    let report: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let tabulation = counted_contest(&contest, &rules_of("portland-3"));
    let rounds = &tabulation.counts[0].rounds;
    let told = report["results"].as_array().unwrap();
    assert_eq!(rounds.len(), told.len());
    for (round, told) in rounds.iter().zip(told) {
        crate::rctab::compare_round(&contest, round, told, PLACES, "Portland D2");
    }
    let threshold = rounds[0].threshold.unwrap();
    assert_eq!(
        decimal(threshold.units as Units, threshold.places),
        format!("{}.0000", report["config"]["threshold"].as_str().unwrap())
    );
}

#[test]
fn the_last_surpluses_go_where_the_rules_say() {
    let Some(contest) = district(2) else { return };
    let usual = rules_of("portland-3");
    let count = |rules: Rules| counted_contest(&contest, &rules).counts.remove(0);
    let (transfer, keep, stop) = (
        count(usual.clone()),
        count(Rules { last: coalition_lens::tabulation::Last::Keep, ..usual.clone() }),
        count(Rules { last: coalition_lens::tabulation::Last::Stop, ..usual }),
    );
    let last = |count: &coalition_lens::tabulation::Count| count.rounds.last().unwrap().clone();
    assert_eq!((transfer.rounds.len(), keep.rounds.len(), stop.rounds.len()), (23, 23, 22));
    assert_eq!((&transfer.winners, &keep.winners), (&stop.winners, &stop.winners));
    assert_eq!(last(&transfer).votes, last(&keep).votes);
    assert_eq!(decimal(last(&keep).exhausted.final_surplus, PLACES), "4231.9872");
    assert_eq!((last(&keep).residual, last(&transfer).residual), (6752, 32550));
    assert!(last(&stop).transfers.is_empty() && last(&stop).surplus_of.is_empty());
}
