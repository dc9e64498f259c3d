//! Opening and closing.

use std::rc::Rc;

use super::script::{Scripted, ScriptedTier};
use super::stage::Stage;
use crate::lens::{Options, Reason, Running, Session};

#[test]
fn closing_ends_what_is_under_way_and_every_later_call() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    stage.script.holds.set(true);
    let asked = lens.ask("types", "{}");
    let (refresh, _) = lens.refresh();
    stage.settle();
    lens.session.close();
    stage.settle();
    assert_eq!(asked.given().unwrap().unwrap_err(), "E_CLOSED");
    assert_eq!(refresh.given().unwrap().unwrap_err(), "E_CLOSED");
    assert_eq!(stage.script.cancelled.get(), 2);
    assert_eq!(lens.session.lens().err().unwrap().code(), "E_CLOSED");
    lens.session.close();
}

#[test]
fn closing_lets_go_of_everything() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    lens.answer("pairs", "{}").unwrap();
    stage.script.holds.set(true);
    let asked = lens.ask("ballots", "{}");
    stage.settle();
    let held = Rc::downgrade(&lens.lens());
    lens.session.close();
    stage.settle();
    assert!(asked.given().is_some() && held.upgrade().is_none());
    // The stage, and nobody else.
    assert_eq!(Rc::strong_count(&stage.script), 1);
}

#[test]
fn opening_can_be_ended_as_well() {
    let stage = Stage::small();
    stage.script.holds.set(true);
    let running = Rc::new(Running::default());
    let (ended, host) = (running.clone(), Scripted(stage.script.clone()));
    let opening = stage.begin(async move { Session::open(running, host, &Options::default()).await });
    stage.settle();
    ended.end_all(Reason::Closed);
    stage.settle();
    assert_eq!(opening.given().unwrap().err().unwrap().code(), "E_CLOSED");
    assert_eq!(stage.script.cancelled.get(), 1);
}

#[test]
fn what_is_closed_before_it_is_opened_asks_for_nothing() {
    let stage = Stage::small();
    let running = Rc::new(Running::default());
    running.end_all(Reason::Closed);
    let host = Scripted(stage.script.clone());
    let opened = stage.run(async move { Session::open(running, host, &Options::default()).await });
    assert_eq!(opened.err().unwrap().code(), "E_CLOSED");
    assert!(stage.script.log.borrow().is_empty());
}

#[test]
fn a_tier_that_fails_after_closing_is_not_told_of() {
    let stage = Stage::with_tier(Some(Rc::new(ScriptedTier { fails: "put", ..ScriptedTier::default() })));
    stage.publish_snapshot("2025", &[("small", "Small", &super::published::profile(1))]);
    let lens = stage.open("{}");
    stage.script.holds.set(true);
    let asked = lens.ask("types", "{}");
    stage.settle();
    stage.script.release("election-");
    stage.settle();
    lens.lens().close();
    stage.script.release(".arrow");
    stage.settle();
    asked.given().unwrap().unwrap();
    assert!(lens.told("tier").is_empty());
}
