//! The cache, shared work and measuring.

use super::stage::{Opened, Stage};
use super::values::{at, is_hit, number, text};
use crate::lens::Control;
use crate::lens::monitor::Memory;
use crate::query::Value;

const EVERYTHING: &str = r#"{"min_shared_ballots": 0, "min_strength": -1}"#;

fn lookups(lens: &Opened) -> (f64, f64) {
    let stats = lens.stats();
    (number(&stats, "cache.hits"), number(&stats, "cache.misses"))
}

#[test]
fn an_answer_is_made_once_and_then_comes_from_the_cache_page_by_page() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    let first = lens.answer("pairs", EVERYTHING).unwrap();
    let requests = stage.script.log.borrow().len();
    let again = lens.answer("pairs", r#"{"min_strength": -1, "min_shared_ballots": 0, "candidate": null}"#).unwrap();
    let page = lens.answer("pairs", r#"{"min_shared_ballots": 0, "min_strength": -1, "page": 2, "page_size": 2}"#).unwrap();
    assert!(!is_hit(&first) && is_hit(&again) && is_hit(&page));
    assert_eq!(at(&first, "data"), at(&again, "data"));
    assert_eq!(at(&first, "data.2"), at(&page, "data.0"));
    assert_eq!(stage.script.log.borrow().len(), requests, "a hit asks the host for nothing");
    let stats = lens.stats();
    assert_eq!((number(&stats, "cache.hits"), number(&stats, "cache.misses"), number(&stats, "cache.entries")), (2.0, 1.0, 1.0));
    assert_eq!((number(&stats, "queries.pairs.hits"), number(&stats, "queries.pairs.misses")), (2.0, 1.0));
    assert!(number(&stats, "queries.pairs.p95_ms") > 0.0 && number(&stats, "tables.bytes") > 500.0);
}

#[test]
fn equal_queries_at_a_time_share_one_computation_and_one_load() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    stage.script.holds.set(true);
    let asked: Vec<_> = (0..10).map(|_| lens.ask("types", "{}")).collect();
    stage.settle();
    while stage.script.release_first() {
        stage.settle();
    }
    let answers: Vec<_> = asked.iter().map(|asked| asked.given().unwrap().unwrap()).collect();
    assert!(answers.iter().all(|answer| at(answer, "data") == at(&answers[0], "data")));
    let requests = ["election-", "pairs-", "candidates-"].map(|part| stage.script.requests_of(part));
    assert_eq!((requests, stage.script.log.borrow().len()), ([1; 3], 4));
    assert_eq!(number(&lens.stats(), "cache.entries"), 1.0);
    assert_eq!(lookups(&lens), (0.0, 10.0));
}

#[test]
fn a_page_that_is_not_in_the_cache_loads_each_of_its_tables_once() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    lens.answer("pairs", EVERYTHING).unwrap();
    let begun: Vec<_> = lens.told("progress").into_iter().filter(|told| number(told, "loaded") == 0.0).collect();
    assert_eq!(begun.iter().map(|told| text(told, "table")).collect::<Vec<_>>(), ["candidates", "pairs"]);
    let ended = lens.told("progress").into_iter().filter(|told| number(told, "loaded") == number(told, "total")).count();
    assert_eq!(ended, 2);
}

#[test]
fn a_cached_page_whose_tables_were_let_go_of_loads_them_again() {
    let stage = Stage::small();
    let lens = stage.open(r#"{"max_table_bytes": 0}"#);
    let first = lens.answer("pairs", EVERYTHING).unwrap();
    let again = lens.answer("pairs", EVERYTHING).unwrap();
    assert!(is_hit(&again) && at(&first, "data") == at(&again, "data"));
    assert_eq!((stage.script.requests_of("pairs-"), lookups(&lens)), (2, (1.0, 1.0)));
    // An answer that has no pages is all there.
    lens.answer("types", "{}").unwrap();
    let requests = stage.script.requests_of("pairs-");
    assert!(is_hit(&lens.answer("types", "{}").unwrap()));
    assert_eq!(stage.script.requests_of("pairs-"), requests);
}

#[test]
fn a_lookup_is_counted_once_for_each_query_whatever_it_needs() {
    let stage = Stage::small();
    let lens = stage.open(r#"{"validate": 1}"#);
    lens.columns("pairs", EVERYTHING).unwrap();
    assert_eq!(lookups(&lens), (0.0, 1.0));
    lens.answer("pairs", EVERYTHING).unwrap();
    assert!(lens.columns("pairs", EVERYTHING).unwrap().1.cache_hit);
    assert_eq!(lookups(&lens), (2.0, 1.0));
    assert_eq!(lens.answer("pairs", r#"{"page": 0}"#).unwrap_err(), "E_PARAM");
    assert_eq!(lookups(&lens), (2.0, 1.0));
}

#[test]
fn bypass_neither_reads_nor_writes_the_cache() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    let bypass = || lens.answer_with(Control { bypass: true, ..Control::default() }, "types", "{}").unwrap();
    bypass();
    assert_eq!(number(&lens.stats(), "cache.entries"), 0.0);
    assert!(!is_hit(&lens.answer("types", "{}").unwrap()));
    assert!(!is_hit(&bypass()));
    assert!(is_hit(&lens.answer("types", "{}").unwrap()));
}

#[test]
fn a_cache_of_no_bytes_keeps_nothing_and_answers_all_the_same() {
    let stage = Stage::small();
    let lens = stage.open(r#"{"max_bytes": 0, "max_table_bytes": 0}"#);
    for _ in 0..2 {
        assert!(!is_hit(&lens.answer("pairs", EVERYTHING).unwrap()));
    }
    let stats = lens.stats();
    assert_eq!((number(&stats, "cache.bytes"), number(&stats, "tables.bytes")), (0.0, 0.0));
}

#[test]
fn a_hit_that_differs_from_what_computing_it_gives_is_dropped_with_an_alert() {
    let stage = Stage::small();
    let lens = stage.open(r#"{"validate": 1}"#);
    let right = lens.answer("types", "{}").unwrap();
    assert!(is_hit(&lens.answer("types", "{}").unwrap()) && lens.told("alert").is_empty());
    lens.lens().spoil_cache();
    let repaired = lens.answer("types", "{}").unwrap();
    assert!(!is_hit(&repaired) && at(&repaired, "data") == at(&right, "data"));
    let alerts = lens.told("alert");
    assert_eq!((alerts.len(), text(&alerts[0], "name"), text(&alerts[0], "query")), (1, "validation", "types"));
    assert_eq!(number(&lens.stats(), "cache.evictions.integrity"), 1.0);
    assert!(is_hit(&lens.answer("types", "{}").unwrap()));
    let states: Vec<_> = lens.told("alert").iter().map(|alert| text(alert, "state").to_owned()).collect();
    assert_eq!(states, ["raised", "cleared"]);
}

#[test]
fn the_share_of_hits_that_is_validated_is_the_one_asked_for() {
    let stage = Stage::small();
    let lens = stage.open(r#"{"validate": 0.5}"#);
    lens.answer("types", "{}").unwrap();
    lens.lens().spoil_cache();
    assert_eq!(at(&lens.answer("types", "{}").unwrap(), "data"), &Value::Null, "the first hit is not looked at");
    assert_ne!(at(&lens.answer("types", "{}").unwrap(), "data"), &Value::Null, "the second is");
}

#[test]
fn clearing_by_query_by_election_and_of_all() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    for query in ["types", "pairs", "candidates"] {
        lens.answer(query, "{}").unwrap();
    }
    assert_eq!(lens.clear(r#"{"query": "types"}"#), 1);
    assert_eq!(lens.clear(r#"{"election": "another"}"#), 0);
    assert!(is_hit(&lens.answer("pairs", "{}").unwrap()));
    assert_eq!(lens.clear(r#"{"election": "small"}"#), 2);
    let stats = lens.stats();
    assert_eq!((number(&stats, "cache.bytes"), number(&stats, "tables.bytes")), (0.0, 0.0));
    assert!(!is_hit(&lens.answer("pairs", "{}").unwrap()));
    assert_eq!(lens.clear("{}"), 1);
}

#[test]
fn failures_are_counted_and_not_remembered() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    assert_eq!(lens.answer("pairs", r#"{"min_strenght": 0}"#).unwrap_err(), "E_PARAM");
    assert_eq!(number(&lens.stats(), "queries.pairs.errors.E_PARAM"), 1.0);
    lens.answer("pairs", "{}").unwrap();
}

#[test]
fn an_answer_above_the_limit_is_cut_at_a_whole_row_and_its_token_goes_on() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    let whole = lens.answer("pairs", EVERYTHING).unwrap();
    let Value::List(expected) = at(&whole, "data") else { panic!("no list") };
    let limit = |bytes| Control { max_response_bytes: Some(bytes), ..Control::default() };
    let (mut found, mut params, mut cut) = (Vec::new(), EVERYTHING.to_owned(), 0);
    loop {
        let answer = lens.answer_with(limit(4500), "pairs", &params).unwrap();
        let Value::List(rows) = at(&answer, "data") else { panic!("no list") };
        found.extend(rows.clone());
        cut += usize::from(*at(&answer, "metadata.truncated") == Value::Flag(true));
        match at(&answer, "pagination.next_token") {
            Value::Text(token) => params = format!(r#"{{"token": "{token}"}}"#),
            _ => break,
        }
    }
    assert_eq!(&found, expected);
    assert!(cut >= 1, "nothing was cut");
    for (query, params) in [("pairs", EVERYTHING), ("types", "{}")] {
        assert_eq!(lens.answer_with(limit(300), query, params).unwrap_err(), "E_TOO_LARGE");
    }
}

#[test]
fn what_is_asked_most_is_told_as_a_warm_list_and_all_figures_as_openmetrics() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    for params in [r#"{"min_shared_ballots": 7}"#, "{}", r#"{"min_shared_ballots": 7}"#] {
        lens.answer("types", params).unwrap();
    }
    let usage = lens.usage();
    assert_eq!(
        (text(&usage, "0.query"), number(&usage, "0.params.min_shared_ballots"), number(&usage, "0.count")),
        ("types", 7.0, 2.0)
    );
    let metrics = lens.lens().metrics(None);
    assert!(metrics.contains("coalition_lens_answers_total{query=\"types\",cache=\"hit\"} 1\n"), "{metrics}");
    assert!(metrics.ends_with("# EOF\n") && !metrics.contains("javascript"));
    assert!(lens.lens().metrics(Some(5.0)).contains("coalition_lens_memory_bytes{kind=\"javascript\"} 5\n"));
}

#[test]
fn ready_made_answers_that_the_page_gave_are_counted_with_those_of_the_engine() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    lens.answer("types", r#"{"min_shared_ballots": 7}"#).unwrap();
    // As a page has them from the answer's file.
    let understood = r#"{"min_shared_ballots":7,"where":null}"#;
    lens.lens().ready_made("small", "types", understood, 4.0, 100);
    lens.lens().ready_made("small", "no such query", "{}", 4.0, 100);
    let usage = lens.usage();
    assert_eq!((text(&usage, "0.election"), text(&usage, "0.query"), number(&usage, "0.count")), ("small", "types", 2.0));
    let stats = lens.stats();
    assert_eq!((number(&stats, "queries.types.hits"), number(&stats, "queries.types.misses")), (1.0, 1.0));
    assert!(number(&stats, "queries.types.max_ms") >= 4.0);
}

#[test]
fn warming_fills_the_cache_and_counts_for_nothing() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    for _ in 0..2 {
        lens.answer_with(Control { warm: true, ..Control::default() }, "types", "{}").unwrap();
    }
    let stats = lens.stats();
    assert_eq!((number(&stats, "cache.hits"), number(&stats, "cache.misses"), number(&stats, "cache.entries")), (0.0, 0.0, 1.0));
    assert_eq!(at(&stats, "queries"), &Value::Map(Default::default()));
    assert_eq!(lens.usage(), Value::List(Vec::new()));
    assert!(is_hit(&lens.answer("types", "{}").unwrap()));
}

#[test]
fn thresholds_raise_alerts_once() {
    let stage = Stage::small();
    stage.script.memory.set(Memory { used_bytes: 2, ..Memory::default() });
    let lens = stage.open(r#"{"thresholds": {"memory_bytes": 1, "p95_ms": null, "hit_ratio": null}}"#);
    for _ in 0..3 {
        lens.answer("types", "{}").unwrap();
    }
    let alerts = lens.told("alert");
    assert_eq!((alerts.len(), text(&alerts[0], "name"), text(&alerts[0], "state")), (1, "memory", "raised"));
    assert_eq!(text(&lens.stats(), "alerts.0.name"), "memory");
}

#[test]
fn times_are_those_of_the_hosts_clocks() {
    let stage = Stage::small();
    let lens = stage.open(r#"{"thresholds": {"max_age_ms": 60000}}"#);
    stage.script.holds.set(true);
    let asked = lens.ask("types", "{}");
    stage.settle();
    for part in ["election-", ".arrow"] {
        stage.script.pass(500.0);
        stage.script.release(part);
        stage.settle();
    }
    let ms = number(&asked.given().unwrap().unwrap(), "metadata.query_time_ms");
    assert!((1_000.0..1_010.0).contains(&ms), "{ms}");
    stage.script.holds.set(false);
    assert_eq!(number(&lens.stats(), "snapshot.checked_ms_ago"), 1_000.0);
    stage.script.pass(60_000.0);
    assert_eq!(text(&lens.stats(), "alerts.0.name"), "staleness");
    lens.refreshed();
    let stats = lens.stats();
    assert_eq!((number(&stats, "snapshot.checked_ms_ago"), at(&stats, "alerts")), (0.0, &Value::List(Vec::new())));
}
