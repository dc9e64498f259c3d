//! Meek's method against another program: who is elected, and who is eliminated in which order.

use std::collections::BTreeSet;

use coalition_lens::ballots::{Endings, Profile};
use coalition_lens::tabulation::{Rules, Tabulation};
use serde_json::Value;

use crate::support::{check_sums, contest_of, counted_contest, counted_of, rules_of, shared};

fn numbers(value: &Value) -> Vec<u16> {
    value.as_array().expect("a list").iter().map(|number| number.as_u64().expect("a number") as u16).collect()
}

/// Candidates are numbered from 1 in the reference.
fn compare(tabulation: &Tabulation, expected: &Value, what: &str) {
    check_sums(tabulation, what);
    let [count] = &tabulation.counts[..] else { panic!("{what}: one count") };
    let eliminated: Vec<u16> = count.rounds.iter().flat_map(|round| &round.eliminated).map(|candidate| candidate + 1).collect();
    let winners: BTreeSet<u16> = count.winners.iter().map(|candidate| candidate + 1).collect();
    assert_eq!(winners, numbers(&expected["winners"]).into_iter().collect(), "{what}");
    assert_eq!(eliminated, numbers(&expected["eliminated"]), "{what}");
}

fn rules(expected: &Value) -> Rules {
    Rules { seats: Some(expected["seats"].as_u64().expect("seats") as u32), ..rules_of("meek") }
}

fn reference() -> Value {
    serde_json::from_str(include_str!("meek.json")).expect("the reference is JSON")
}

#[test]
fn another_program_elects_and_eliminates_the_same_of_real_elections() {
    for (file, expected) in reference()["elections"].as_object().expect("elections") {
        let Some(path) = shared(file) else { continue };
        let tabulation = counted_contest(&contest_of(path), &rules(expected));
        compare(&tabulation, expected, file);
    }
}

#[test]
fn another_program_elects_and_eliminates_the_same_of_drawn_elections() {
    let reference = reference();
    let drawn = reference["drawn"].as_array().expect("drawn elections");
    for (at, expected) in drawn.iter().enumerate() {
        let rows = expected["ballots"].as_array().expect("ballots").iter().map(numbers);
        let rows: Vec<(Vec<u16>, u64)> =
            rows.map(|row| (row[1..].iter().map(|candidate| candidate - 1).collect(), row[0].into())).collect();
        let profile = Profile::new(expected["candidates"].as_u64().expect("a number") as usize, rows);
        let counted = counted_of(&profile, &Endings::default(), None, &[], &rules(expected)).expect("a count");
        compare(&counted, expected, &format!("drawn {at}"));
    }
    assert!(drawn.len() >= 60);
}
