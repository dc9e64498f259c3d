//! Small inputs made after public bug reports: each is read as its expected.md says, or refused; never as other ballots.

use super::support::*;
use coalition_lens::ballots::{Aliases, CleaningOptions, Contest, ContestBuilder, ReadingOptions, WriteInRole};
use coalition_lens::cvr::{Input, SourceSet};

fn case(path: &str) -> Option<Input> {
    real(&format!("cases/{path}"))
}

fn read_with(input: Input, contest: Option<&str>, reading: ReadingOptions, cleaning: CleaningOptions) -> Result<Contest, String> {
    let set = SourceSet::open(&[input], None, reading).map_err(|error| error.to_string())?;
    set.read(contest, ContestBuilder::new(cleaning), &mut ()).map(|(contest, _)| contest).map_err(|error| error.to_string())
}

fn read_case(input: Input, contest: Option<&str>) -> Contest {
    read_with(input, contest, ReadingOptions::default(), CleaningOptions::default()).expect("a readable case")
}

fn refusal(input: Input) -> String {
    read_with(input, None, ReadingOptions::default(), CleaningOptions::default()).expect_err("a case that is refused")
}

fn warned(contest: &Contest, part: &str) {
    assert!(contest.reading.warnings.iter().any(|warning| warning.contains(part)), "{part}: {:?}", contest.reading.warnings);
}

/// Each case with the rankings that are right.
#[test]
fn every_case_that_can_be_read_gives_the_right_ballots() {
    let right: &[(&str, &[(&str, u64)])] = &[
        ("long-rank-as-float/float-ranks.csv", &[("Ada>Bo", 1), ("Bo", 1)]),
        ("long-table-labels/unpivoted.csv", &[("Bo", 1), ("Ada>Bo", 1)]),
        ("long-table-rank-column/prefio-style.csv", &[("Ada>Bo>Cy", 1), ("Cy>Bo", 1), ("Bo", 1)]),
        ("long-table-rank-column/prefviz-style.csv", &[("Ada>Bo>Cy", 1), ("Cy>Bo", 1), ("Bo", 1)]),
        ("one-candidate-several-spellings/unicode-forms.csv", &[("José>Bo", 2)]),
        ("ordinal-words/first-choice.csv", &[("Ada>Bo", 1), ("Bo>Ada>Cy", 4)]),
        ("ordinal-words/first-rank-out-of-order.csv", &[("Ada>Bo>Cy", 1)]),
        ("ordinal-words/contest-in-heading.csv", &[("Ada>Bo", 3)]),
        ("rank-columns-labels/labels.csv", &[("Ada>Bo", 1), ("Bo", 1), ("Cy", 1), ("Ada>Cy", 1), ("Bo>Ada", 2)]),
        ("rank-columns-labels/overvote-delimiter.csv", &[("Cy", 2), ("Bo>Ada", 1)]),
        ("survey-candidate-columns/forms-grid.csv", &[("Ada>Bo>Cy", 1), ("Bo>Ada", 1), ("Cy>Bo", 1)]),
        ("survey-candidate-columns/plain.csv", &[("Ada>Bo>Cy", 1), ("Bo>Ada", 1), ("Cy>Bo", 1)]),
        ("webster-choice-ids/ballots.csv", &[("Ada>Bo", 1), ("Bo", 1)]),
        ("weights-not-seen/frequency.csv", &[("Ada>Bo", 40), ("Bo>Ada", 35), ("Cy>Bo", 25)]),
        ("weights-not-seen/long-count.csv", &[("Ada>Bo", 40), ("Bo>Ada", 35), ("Cy>Bo", 25)]),
        ("weights-not-seen/wt.csv", &[("Ada>Bo", 40), ("Bo>Ada", 35), ("Cy>Bo", 25)]),
    ];
    for (path, ballots) in right {
        let Some(input) = case(path) else { return };
        assert_eq!(rankings(&read_case(input, None)), expected(ballots), "{path}");
    }
}

#[test]
fn words_are_no_candidates_and_overvotes_and_blank_ballots_are_counted() {
    let Some(labels) = case("rank-columns-labels/labels.csv").map(|input| read_case(input, None)) else { return };
    assert_eq!((names(&labels), labels.report.overvoted_ranks), (vec![(1, "Ada"), (2, "Bo"), (3, "Cy")], 1));
    let Some(long) = case("long-table-labels/unpivoted.csv").map(|input| read_case(input, None)) else { return };
    assert_eq!(names(&long), [(1, "Ada"), (2, "Bo")]);
    assert_eq!((long.report.ballots_read, long.report.blank_ballots, long.report.overvoted_ranks), (3, 1, 1));
}

#[test]
fn signs_between_names_are_overvotes_and_are_told() {
    let Some(contest) = case("rank-columns-labels/overvote-delimiter.csv").map(|input| read_case(input, None)) else { return };
    assert_eq!(contest.report.overvoted_ranks, 2);
    warned(&contest, "beside \"|\"");
    warned(&contest, "beside \"//\"");
}

#[test]
fn several_contests_are_listed_and_need_to_be_chosen() {
    let Some(input) = case("rank-columns-several-contests/contest-column.csv") else { return };
    assert!(refusal(input.clone()).contains("choose one of the contests: 1 (2 ballots); 13 (2 ballots)"));
    assert_eq!(rankings(&read_case(input.clone(), Some("1"))), expected(&[("Ada>Bo", 1), ("Bo", 1)]));
    assert_eq!(rankings(&read_case(input, Some("13"))), expected(&[("Yes>No", 1), ("No", 1)]));
    let Some(headings) = case("rank-columns-several-contests/contest-headings.csv") else { return };
    assert!(refusal(headings).contains("\"Mayor rank\", \"Clerk rank\", \"Judge rank\" without numbers"));
}

#[test]
fn totals_of_candidates_are_refused() {
    let Some(input) = case("survey-candidate-columns/totals-table.csv") else { return };
    assert!(refusal(input).contains("totals of candidates, not ballots"));
}

#[test]
fn candidates_called_over_and_blank_are_told_and_can_be_said_to_be_names() {
    let Some(input) = case("candidate-named-over/surnames.csv") else { return };
    let contest = read_case(input.clone(), None);
    warned(&contest, "\"Over\" is taken for an overvote; if it is a candidate, say `write_in` \"Over=candidate\"");
    warned(&contest, "`write_in` \"Blank=candidate\"");
    let write_in = ["Over", "Blank"].map(|name| (name.to_owned(), WriteInRole::Candidate)).into();
    let cleaning = CleaningOptions { write_in, ..CleaningOptions::default() };
    let contest = read_with(input, None, ReadingOptions::default(), cleaning).unwrap();
    assert_eq!(rankings(&contest), expected(&[("Over>Bo", 1), ("Blank>Bo", 1)]));
}

#[test]
fn spellings_are_one_candidate_where_the_publisher_says_so() {
    let Some(input) = case("one-candidate-several-spellings/spellings.csv") else { return };
    let mut alias = Aliases::default();
    ["POE ADA", "ADA POE"].iter().for_each(|spelling| alias.add(spelling, "Ada Poe").unwrap());
    let contest =
        read_with(input, None, ReadingOptions::default(), CleaningOptions { alias, ..CleaningOptions::default() }).unwrap();
    assert_eq!(rankings(&contest), expected(&[("Ada Poe>Bo", 4)]));
}

#[test]
fn ranked_contests_of_a_county_are_read_beside_those_with_one_vote() {
    let Some(input) = case("clear-ballot-mixed-contests/county.csv") else { return };
    let contest = read_case(input, Some("City Mayor"));
    // The first row has a mark for Bo at rank 2, too.
    assert_eq!(rankings(&contest), expected(&[("Ada>Bo", 1), ("Bo", 1), ("Bo>Ada", 1)]));
}
