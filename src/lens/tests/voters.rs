//! Groups of voters in the engine: counted in steps, overtaken.

use super::stage::Stage;
use super::values::number;

#[test]
fn the_figures_of_a_group_are_those_of_its_ballots() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    let ballots = lens.answer("ballots", r#"{"where": {"first": "Ada"}}"#).unwrap();
    assert_eq!((number(&ballots, "data.ballots"), number(&ballots, "data.unique_rankings")), (70.0, 2.0));
    let pair = lens.answer("pair", r#"{"candidate_1": 1, "candidate_2": 3, "where": {"above": [1, 3]}}"#).unwrap();
    assert_eq!((number(&pair, "data.shared_ballots"), number(&pair, "data.total_ballots_1")), (30.0, 90.0));
    assert_eq!((stage.script.requests_of("profile-"), stage.script.requests_of("pairs-")), (1, 0));
}

#[test]
fn a_group_that_a_later_one_of_the_stream_overtakes_is_not_worked_out() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    lens.answer("ballots", r#"{"where": {"first": 1}}"#).unwrap();
    let entries = number(&lens.stats(), "cache.entries");
    let slider = |within: u32| {
        let params = format!(r#"{{"min_shared_ballots": 1, "where": {{"ranks": 1, "within": {within}}}}}"#);
        lens.ask_in("slider", "network", &params)
    };
    let pieces = || stage.script.pieces.get();
    let before = pieces();
    let first = slider(1);
    stage.settle();
    first.given().unwrap().unwrap();
    let whole = pieces() - before;
    assert!(whole >= 3, "{whole} pieces");

    let before = pieces();
    let first = slider(2);
    stage.settle_until(|| pieces() > before);
    let begun = pieces() - before;
    assert!((1..whole).contains(&begun), "done before anything could overtake it");
    let second = slider(3);
    stage.settle();
    assert_eq!(first.given().unwrap().unwrap_err(), "E_ABORTED");
    second.given().unwrap().unwrap();
    assert_eq!(pieces() - before, begun + whole, "the first went on");
    assert_eq!(number(&lens.stats(), "cache.entries"), entries + 2.0);
}

#[test]
fn others_have_their_turn_between_the_pieces_of_a_group() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    lens.answer("types", "{}").unwrap();
    lens.answer("ballots", "{}").unwrap();
    let group = lens.ask("network", r#"{"min_shared_ballots": 1, "where": {"ranks": 1, "within": 2}}"#);
    let hit = lens.ask("types", "{}");
    let mut was_first = false;
    stage.settle_until(|| {
        let is_done = hit.is_given();
        was_first |= is_done && !group.is_given();
        is_done
    });
    assert!(was_first);
    stage.settle();
    group.given().unwrap().unwrap();
}
