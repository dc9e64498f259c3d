//! The answers of the small election, natively. tests/web.rs compares a browser's with the same file.

#![cfg(feature = "cli")]

mod shared;

#[test]
fn every_answer_of_the_small_election_is_as_written_down() {
    let answers = shared::answers(|answer| coalition_lens::query::to_json(answer, false));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/shared/answers.txt"), &answers).unwrap();
        return;
    }
    for (found, expected) in answers.lines().zip(shared::GOLDEN.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(answers, shared::GOLDEN);
}
