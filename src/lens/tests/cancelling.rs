//! Ending queries early, streams, and who waits for what.

use super::stage::Stage;
use super::values::number;

#[test]
fn the_last_waiters_abort_cancels_the_load_and_an_earlier_one_does_not() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    lens.answer("candidates", "{}").unwrap();
    stage.script.holds.set(true);
    let (first, second) = (lens.ask("types", "{}"), lens.ask("types", "{}"));
    stage.settle();
    first.abort();
    stage.settle();
    assert_eq!(first.given().unwrap().unwrap_err(), "E_ABORTED");
    assert_eq!(stage.script.cancelled.get(), 0, "somebody still waits for it");
    second.abort();
    stage.settle();
    assert_eq!(second.given().unwrap().unwrap_err(), "E_ABORTED");
    assert_eq!(stage.script.cancelled.get(), 1);
    stage.script.holds.set(false);
    lens.answer("types", "{}").unwrap();
}

#[test]
fn whoever_still_waits_gets_the_answer_when_the_first_to_ask_goes() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    stage.script.holds.set(true);
    let (first, second) = (lens.ask("types", "{}"), lens.ask("types", "{}"));
    stage.settle();
    first.abort();
    stage.settle();
    assert_eq!(first.given().unwrap().unwrap_err(), "E_ABORTED");
    while stage.script.release_first() {
        stage.settle();
    }
    second.given().unwrap().unwrap();
    assert_eq!((stage.script.requests_of("pairs-"), stage.script.cancelled.get()), (1, 0));
}

#[test]
fn queries_that_need_the_same_table_share_its_load_and_outlive_each_other() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    lens.answer("candidates", "{}").unwrap();
    stage.script.holds.set(true);
    let (types, pairs) = (lens.ask("types", "{}"), lens.ask("pairs", "{}"));
    stage.settle();
    types.abort();
    stage.settle();
    assert_eq!((stage.script.release("pairs-"), stage.script.cancelled.get()), (1, 0));
    stage.settle();
    pairs.given().unwrap().unwrap();
}

#[test]
fn a_signal_that_fires_at_any_moment_leaves_an_engine_that_answers() {
    for steps in 0.. {
        let stage = Stage::small();
        let lens = stage.open("{}");
        stage.script.holds.set(true);
        let asked = lens.ask("pairs", "{}");
        stage.settle();
        for _ in 0..steps {
            stage.script.release_first();
            stage.settle();
        }
        asked.abort();
        stage.settle();
        stage.script.holds.set(false);
        lens.answer("pairs", "{}").unwrap();
        match asked.given().unwrap() {
            // A descriptor and two tables.
            Ok(_) => return assert_eq!(steps, 3),
            Err(code) => assert_eq!((code.as_str(), steps < 3), ("E_ABORTED", true), "after {steps} steps"),
        }
    }
}

#[test]
fn a_signal_that_has_fired_is_told_before_anything_is_asked() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    let asked = lens.ask("types", "{}");
    asked.abort();
    stage.settle();
    assert_eq!(asked.given().unwrap().unwrap_err(), "E_ABORTED");
    assert_eq!(*stage.script.log.borrow(), ["no-cache manifest.json"]);
}

#[test]
fn a_later_query_of_a_stream_takes_the_place_of_an_earlier_one() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    let slider = |threshold: u32| lens.ask_in("slider", "types", &format!(r#"{{"min_shared_ballots": {threshold}}}"#));
    let (first, second, other) = (slider(1), slider(2), lens.ask_in("other", "types", "{}"));
    stage.settle();
    assert_eq!(first.given().unwrap().unwrap_err(), "E_ABORTED");
    second.given().unwrap().unwrap();
    other.given().unwrap().unwrap();
    let later = slider(3);
    stage.settle();
    later.given().unwrap().unwrap();
}

#[test]
fn what_was_ended_counts_neither_as_an_answer_nor_as_a_failure() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    stage.script.holds.set(true);
    let asked = lens.ask("types", "{}");
    stage.settle();
    asked.abort();
    stage.settle();
    stage.script.holds.set(false);
    lens.answer("types", "{}").unwrap();
    assert_eq!(number(&lens.stats(), "queries.types.count"), 1.0);
}
