//! The tier that is shared with other tabs and visits.

use std::rc::Rc;

use super::published::profile;
use super::script::ScriptedTier;
use super::stage::Stage;
use super::values::{at, number, text};
use crate::query::Value;

fn stage(tier: ScriptedTier) -> Stage {
    let stage = Stage::with_tier(Some(Rc::new(tier)));
    stage.publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    stage
}

fn tier(stage: &Stage) -> &ScriptedTier {
    stage.script.tier.as_ref().unwrap()
}

#[test]
fn tables_are_put_into_the_tier_and_found_there_by_the_next_visit() {
    let stage = stage(ScriptedTier::default());
    stage.open("{}").answer("types", "{}").unwrap();
    assert_eq!(tier(&stage).files.borrow().len(), 2);
    let asked = stage.script.requests_of(".arrow");
    let next = stage.open("{}");
    next.answer("types", "{}").unwrap();
    assert_eq!(stage.script.requests_of(".arrow"), asked);
    let stats = next.stats();
    assert_eq!((number(&stats, "tier.hits"), number(&stats, "tier.misses"), number(&stats, "tier.failures")), (2.0, 0.0, 0.0));
}

#[test]
fn a_damaged_file_in_the_tier_is_dropped_and_fetched() {
    let stage = stage(ScriptedTier::default());
    stage.open("{}").answer("types", "{}").unwrap();
    for file in tier(&stage).files.borrow_mut().values_mut() {
        *file = b"ARR".to_vec();
    }
    let next = stage.open("{}");
    next.answer("types", "{}").unwrap();
    assert!(tier(&stage).files.borrow().values().all(|file| file.len() > 100));
    assert!(next.told("tier").is_empty());
    let stats = next.stats();
    assert_eq!((number(&stats, "tier.hits"), number(&stats, "tier.misses"), number(&stats, "tier.puts")), (0.0, 2.0, 2.0));
}

#[test]
fn a_tier_that_fails_is_told_of_once_and_fails_no_query() {
    for fails in ["get", "put", "get put delete"] {
        let stage = stage(ScriptedTier { fails, ..ScriptedTier::default() });
        let lens = stage.open("{}");
        lens.answer("types", "{}").unwrap();
        lens.answer("candidates", "{}").unwrap();
        let told = lens.told("tier");
        assert_eq!(told.len(), 1, "{fails}");
        let operation = text(&told[0], "operation");
        assert!(fails.contains(operation) && text(&told[0], "message") == format!("no {operation}"));
        assert_eq!(Value::Flag(false), *at(&lens.stats(), "tier.available"));
    }
}

#[test]
fn a_tier_that_never_answers_is_given_up_after_two_seconds() {
    let stage = stage(ScriptedTier { never_gives: true, ..ScriptedTier::default() });
    let lens = stage.open("{}");
    let waiting = lens.ask("types", "{}");
    stage.settle();
    stage.script.pass(1_990.0);
    stage.settle();
    assert!(waiting.given().is_none() && lens.told("tier").is_empty());
    stage.script.pass(10.0);
    stage.settle();
    waiting.given().unwrap().unwrap();
    assert_eq!(lens.told("tier").len(), 1);
    let asked = tier(&stage).asked.get();
    lens.answer("ballots", "{}").unwrap();
    assert_eq!(tier(&stage).asked.get(), asked, "it was asked again");
}
