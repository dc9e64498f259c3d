//! Snapshots that change, and refreshes that overtake each other.

use super::published::profile;
use super::script::Mishap;
use super::stage::{Opened, Stage};
use super::values::{at, is_hit, number, text};
use crate::lens::Control;
use crate::query::Value;

fn manifest_requests(stage: &Stage) -> usize {
    stage.script.requests_of("manifest.json")
}

/// The id of the snapshot that a query is answered from.
fn answered_from(lens: &Opened) -> String {
    text(&lens.answer("types", "{}").unwrap(), "metadata.snapshot_id").to_owned()
}

#[test]
fn an_unchanged_snapshot_is_confirmed_and_nothing_is_dropped() {
    for options in ["{}", r#"{"conditional": true}"#] {
        let stage = Stage::small();
        let lens = stage.open(options);
        lens.answer("types", "{}").unwrap();
        let requests = stage.script.log.borrow().len();
        assert_eq!(at(&lens.refreshed(), "changed"), &Value::Flag(false));
        assert_eq!(stage.script.log.borrow()[requests..], ["no-cache manifest.json"]);
        assert!(is_hit(&lens.answer("types", "{}").unwrap()) && lens.told("invalidate").is_empty());
    }
}

#[test]
fn a_new_snapshot_keeps_the_answers_whose_tables_are_the_same_and_drops_the_others() {
    let stage = Stage::new();
    let before = stage.publish_snapshot("2025", &[("other", "Other", &profile(1)), ("small", "Small", &profile(1))]);
    let lens = stage.open("{}");
    lens.answer("types", "{}").unwrap();
    let page = lens.answer("pairs", r#"{"min_shared_ballots": 0, "min_strength": -1, "page_size": 1}"#).unwrap();
    let other = || {
        let asked = lens.ask_of("other", "types", "{}", Control::default(), None);
        stage.settle();
        asked.given().unwrap().unwrap()
    };
    other();
    let tables = stage.script.requests_of(".arrow");

    let after = stage.publish_snapshot("2026", &[("other", "Other", &profile(2)), ("small", "Renamed", &profile(1))]);
    let found = lens.refreshed();
    assert_eq!(text(&found, "snapshot_id"), after.snapshot_id);
    assert_eq!((at(&found, "changed"), number(&found, "dropped")), (&Value::Flag(true), 1.0));
    assert_eq!(at(&found, "elections"), &Value::List(vec![Value::Text("other".into()), Value::Text("small".into())]));
    assert_eq!(lens.told("invalidate").len(), 1);
    assert_eq!(text(&lens.told("invalidate")[0], "previous_snapshot_id"), before.snapshot_id);

    let kept = lens.answer("types", "{}").unwrap();
    assert!(is_hit(&kept));
    assert_eq!((text(&kept, "metadata.snapshot_id"), text(&kept, "metadata.data_version")), (after.snapshot_id.as_str(), "2026"));
    assert_eq!(stage.script.requests_of(".arrow"), tables, "tables of the same hash are not loaded again");
    assert!(!is_hit(&other()));
    assert_eq!(number(&lens.stats(), "cache.evictions.invalidated"), 1.0);
    let token = format!(r#"{{"token": "{}"}}"#, text(&page, "pagination.next_token"));
    assert_eq!(lens.answer("pairs", &token).unwrap_err(), "E_STALE_TOKEN");
}

#[test]
fn a_query_under_way_finishes_on_the_snapshot_it_began_with() {
    let stage = Stage::new();
    let before = stage.publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = stage.open("{}");
    stage.script.holds.set(true);
    let asked = lens.ask("types", "{}");
    stage.settle();
    stage.script.release("election-");
    stage.settle();
    let after = stage.publish_snapshot("2026", &[("small", "Small", &profile(3))]);
    let (refresh, _) = lens.refresh();
    stage.settle();
    stage.script.release("manifest");
    stage.settle();
    assert!(refresh.given().unwrap().unwrap().changed && asked.given().is_none(), "the refresh comes first");
    stage.script.release(".arrow");
    stage.settle();
    assert_eq!(text(&asked.given().unwrap().unwrap(), "metadata.snapshot_id"), before.snapshot_id);
    stage.script.holds.set(false);
    assert_eq!(answered_from(&lens), after.snapshot_id);
}

#[test]
fn a_file_that_is_gone_leads_to_the_new_snapshot() {
    let stage = Stage::new();
    let before = stage.publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = stage.open("{}");
    stage.remove(&before.elections[0].descriptor.path);
    let after = stage.publish_snapshot("2026", &[("small", "Small", &profile(2))]);
    assert_eq!(answered_from(&lens), after.snapshot_id);
    assert_eq!(lens.told("invalidate").len(), 1);
    assert_eq!((stage.script.requests_of(&before.elections[0].descriptor.path), manifest_requests(&stage)), (2, 2));
}

#[test]
fn a_file_that_is_gone_from_an_unchanged_snapshot_is_asked_for_no_third_time() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    let path = stage.path("election-");
    stage.remove(&path);
    assert_eq!(lens.answer("types", "{}").unwrap_err(), "E_NOT_FOUND");
    let log = stage.script.log.borrow();
    assert_eq!(log[1..], [format!("default {path}"), format!("reload {path}"), "no-cache manifest.json".to_owned()]);
}

#[test]
fn a_query_that_fails_on_the_new_snapshot_too_is_not_tried_again() {
    let stage = Stage::new();
    let before = stage.publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = stage.open("{}");
    stage.remove(&before.elections[0].descriptor.path);
    let after = stage.publish_snapshot("2026", &[("small", "Small", &profile(2))]);
    stage.remove(&after.elections[0].descriptor.path);
    assert_eq!(lens.answer("types", "{}").unwrap_err(), "E_NOT_FOUND");
    assert_eq!((stage.script.requests_of("election-"), manifest_requests(&stage)), (4, 2));
    assert_eq!(number(&lens.stats(), "queries.types.errors.E_NOT_FOUND"), 1.0);
}

#[test]
fn all_who_see_a_file_fail_share_one_look_at_the_manifest() {
    let stage = Stage::new();
    let before = stage.publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = stage.open("{}");
    stage.remove(&before.elections[0].descriptor.path);
    let after = stage.publish_snapshot("2026", &[("small", "Small", &profile(2))]);
    stage.script.holds.set(true);
    let asked: Vec<_> = ["types", "pairs", "candidates"].map(|query| lens.ask(query, "{}")).into();
    stage.settle();
    while stage.script.release_first() {
        stage.settle();
    }
    for asked in asked {
        assert_eq!(text(&asked.given().unwrap().unwrap(), "metadata.snapshot_id"), after.snapshot_id);
    }
    assert_eq!((manifest_requests(&stage), lens.told("invalidate").len()), (2, 1));
}

#[test]
fn a_query_that_found_the_snapshot_replaced_counts_as_one_answer() {
    let stage = Stage::new();
    let before = stage.publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let lens = stage.open("{}");
    stage.remove(&before.elections[0].descriptor.path);
    stage.publish_snapshot("2026", &[("small", "Small", &profile(2))]);
    lens.answer("types", "{}").unwrap();
    let stats = lens.stats();
    assert_eq!((number(&stats, "queries.types.count"), number(&stats, "queries.types.misses")), (1.0, 1.0));
    assert_eq!(at(&stats, "queries.types.errors"), &Value::Map(Default::default()));
    assert_eq!(number(&lens.usage(), "0.count"), 1.0);
}

#[test]
fn wrong_bytes_in_the_browsers_cache_are_got_round_for_that_file_alone() {
    let stage = Stage::small();
    let descriptor = stage.path("election-");
    stage.mishap(&descriptor, Mishap::Cached(b"<!doctype html>".to_vec()));
    let lens = stage.open("{}");
    lens.answer("types", "{}").unwrap();
    let log = stage.script.log.borrow();
    assert_eq!(log[..3], ["no-cache manifest.json".to_owned(), format!("default {descriptor}"), format!("reload {descriptor}")]);
    assert!(log[3..].iter().all(|entry| entry.starts_with("default ")), "{log:?}");
    assert!(lens.told("invalidate").is_empty());
}

#[test]
fn wrong_bytes_are_fetched_again_once_past_every_cache_and_then_are_an_error() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    lens.answer("candidates", "{}").unwrap();
    let path = stage.path("/pairs-");
    stage.mishap(&path, Mishap::Bytes(b"ARROW1 and then something else".to_vec()));
    assert_eq!(lens.answer("types", "{}").unwrap_err(), "E_INTEGRITY");
    let asked: Vec<String> = stage.script.log.borrow().iter().filter(|entry| entry.contains("/pairs-")).cloned().collect();
    assert_eq!(asked, [format!("default {path}"), format!("reload {path}")]);
    stage.mishap(&path, None);
    lens.answer("types", "{}").unwrap();
}

#[test]
fn a_look_that_is_overtaken_puts_nothing_in_force() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    stage.script.holds.set(true);
    let second = stage.publish_snapshot("2026", &[("small", "Small", &profile(2))]);
    // This look sees the second snapshot, and takes its time to say so.
    let (slow, _) = lens.refresh();
    stage.settle();
    let third = stage.publish_snapshot("2027", &[("small", "Small", &profile(3))]);
    for path in stage.script.files.borrow().keys().filter(|path| path.contains("election-")) {
        stage.mishap(path, (*path != third.elections[0].descriptor.path).then_some(Mishap::Missing));
    }
    let asked = lens.ask("types", "{}");
    stage.settle();
    for _ in 0..2 {
        assert_eq!(stage.script.release("election-"), 1);
        stage.settle();
    }
    assert!(stage.script.release_first(), "the slow look");
    // The other look is held still: the slow one settles first and the second snapshot is in force.
    stage.settle();
    assert_eq!(text(&lens.stats(), "snapshot.snapshot_id"), second.snapshot_id);
    while stage.script.release_first() {
        stage.settle();
    }
    assert!(slow.given().unwrap().unwrap().changed);
    assert_eq!(asked.given().unwrap().unwrap_err(), "E_NOT_FOUND", "the second snapshot's files are gone as well");
    assert_eq!(text(&lens.stats(), "snapshot.snapshot_id"), second.snapshot_id);
    stage.script.holds.set(false);
    assert_eq!(answered_from(&lens), third.snapshot_id);
}

#[test]
fn a_slow_refresh_does_not_undo_a_faster_one() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    stage.script.holds.set(true);
    stage.publish_snapshot("2026", &[("small", "Small", &profile(2))]);
    let (slow, _) = lens.refresh();
    stage.settle();
    let third = stage.publish_snapshot("2027", &[("small", "Small", &profile(3))]);
    for path in stage.script.files.borrow().keys().filter(|path| path.contains("election-")) {
        stage.mishap(path, (*path != third.elections[0].descriptor.path).then_some(Mishap::Missing));
    }
    let asked = lens.ask("types", "{}");
    stage.settle();
    for _ in 0..2 {
        assert_eq!(stage.script.release("election-"), 1);
        stage.settle();
    }
    // Of the two looks the one that began later settles first.
    assert!(stage.script.release_last());
    stage.settle();
    assert_eq!(text(&lens.stats(), "snapshot.snapshot_id"), third.snapshot_id);
    while stage.script.release_first() {
        stage.settle();
    }
    let told = slow.given().unwrap().unwrap();
    assert_eq!((told.changed, told.now.snapshot_id), (true, third.snapshot_id.clone()));
    assert_eq!(text(&asked.given().unwrap().unwrap(), "metadata.snapshot_id"), third.snapshot_id);
    assert_eq!(lens.told("invalidate").len(), 1);
}

#[test]
fn everybody_is_told_of_a_new_snapshot_though_whoever_asked_has_gone() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    lens.answer("types", "{}").unwrap();
    stage.publish_snapshot("2026", &[("small", "Small", &profile(2))]);
    stage.script.holds.set(true);
    let (refresh, cancel) = lens.refresh();
    stage.settle();
    stage.script.release("manifest");
    stage.settle();
    assert!(lens.told("invalidate").is_empty(), "the new descriptor is being loaded");
    cancel.end(crate::lens::Reason::Signal);
    stage.settle();
    assert_eq!(refresh.given().unwrap().unwrap_err(), "E_ABORTED");
    assert_eq!((stage.script.release("election-"), stage.script.cancelled.get()), (1, 0));
    stage.settle();
    assert_eq!(number(&lens.told("invalidate")[0], "dropped"), 1.0);
}

#[test]
fn a_manifest_that_cannot_be_read_leaves_the_snapshot_in_force() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    let before = answered_from(&lens);
    for (fault, code) in [
        (Mishap::Network, "E_NETWORK"),
        (Mishap::Missing, "E_NOT_FOUND"),
        (Mishap::Bytes(b"<!doctype html>".to_vec()), "E_FORMAT"),
        (Mishap::Bytes(b"{\"format\": 1".to_vec()), "E_FORMAT"),
    ] {
        stage.mishap("manifest.json", fault);
        let (refresh, _) = lens.refresh();
        stage.settle();
        assert_eq!(refresh.given().unwrap().unwrap_err(), code);
        assert_eq!(stage.try_open("{}").err().unwrap(), code);
    }
    assert_eq!(answered_from(&lens), before);
    assert!(lens.told("invalidate").is_empty());
}

#[test]
fn what_has_changed_since_a_manifest_that_a_page_shows_is_told() {
    let stage = Stage::new();
    let shown = stage.publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    let bytes = stage.file("manifest.json");
    let now = stage.publish_snapshot("2026", &[("other", "Other", &profile(2)), ("small", "Small", &profile(3))]);
    let lens = stage.open("{}");
    let changes = lens.lens().changes_since(&bytes).unwrap();
    assert_eq!((changes.previous_snapshot_id, changes.snapshot_id), (shown.snapshot_id, now.snapshot_id));
    assert_eq!(changes.elections, ["other", "small"]);
    assert!(lens.lens().changes_since(&stage.file("manifest.json")).unwrap().elections.is_empty());
    assert_eq!(lens.lens().changes_since(b"<html>").unwrap_err().code(), "E_FORMAT");
    assert!(lens.told("invalidate").is_empty());
}
