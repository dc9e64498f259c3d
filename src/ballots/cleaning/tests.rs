//! Ballots by the rules that they meet, and against a reference.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

use proptest::prelude::*;

use super::super::raw::{Mark, RawBallot};
use super::*;

const A: Mark = Mark::Candidate(0);
const B: Mark = Mark::Candidate(1);
const C: Mark = Mark::Candidate(2);
const SLOT: Mark = Mark::Candidate(3);
const DROPPED: Mark = Mark::Candidate(4);
const OVER: Mark = Mark::Overvote;
const STANDINGS: [Standing; 5] =
    [Standing::Counted(0), Standing::Counted(1), Standing::Counted(2), Standing::WriteInSlot, Standing::Dropped];

/// Why a ballot ends, as its report tells.
fn told(report: &CleaningReport) -> Ending {
    match [report.exhausted_by_overvote, report.exhausted_by_skips, report.exhausted_by_duplicate] {
        [0, 0, 0] => Ending::Ended,
        [_, 0, 0] => Ending::Overvote,
        [0, _, 0] => Ending::Skipped,
        [0, 0, _] => Ending::Duplicate,
        several => panic!("a ballot ends once: {several:?}"),
    }
}

fn clean_to_end(rules: &CleaningRules, weight: u64, marks: &[(u16, Mark)]) -> (Vec<u32>, CleaningReport, Ending) {
    let mut report = CleaningReport::default();
    let mut ranking = vec![9];
    let mut ballot = RawBallot::of(marks.to_vec(), weight);
    let ending = clean(&mut ballot, &STANDINGS, rules, &mut report, &mut ranking);
    assert_eq!(ending, told(&report));
    (ranking, report, ending)
}

fn clean_with(rules: &CleaningRules, weight: u64, marks: &[(u16, Mark)]) -> (Vec<u32>, CleaningReport) {
    let (ranking, report, _) = clean_to_end(rules, weight, marks);
    (ranking, report)
}

fn ended(rules: &CleaningRules, marks: &[(u16, Mark)]) -> (Vec<u32>, Ending) {
    let (ranking, _, ending) = clean_to_end(rules, 1, marks);
    (ranking, ending)
}

fn exhaust_after(limit: u16) -> CleaningRules {
    CleaningRules { skipped: SkippedRule::ExhaustAfter(NonZeroU16::new(limit).unwrap()), ..CleaningRules::default() }
}

fn duplicate_exhausts() -> CleaningRules {
    CleaningRules { duplicate: DuplicateRule::Exhaust, ..CleaningRules::default() }
}

fn overvote_exhausts() -> CleaningRules {
    CleaningRules { overvote: OvervoteRule::Exhaust, ..CleaningRules::default() }
}

fn cleaned(marks: &[(u16, Mark)]) -> (Vec<u32>, CleaningReport) {
    clean_with(&CleaningRules::default(), 1, marks)
}

fn one_ballot() -> CleaningReport {
    CleaningReport { ballots_read: 1, ..CleaningReport::default() }
}

#[test]
fn a_ballot_without_faults_is_kept_as_marked_in_any_order_of_marks() {
    assert_eq!(cleaned(&[(3, C), (1, B), (2, A)]), (vec![1, 0, 2], one_ballot()));
}

#[test]
fn the_same_mark_twice_at_one_rank_is_one_mark() {
    assert_eq!(cleaned(&[(1, A), (1, A), (2, B)]), (vec![0, 1], one_ballot()));
}

#[test]
fn two_candidates_at_one_rank_are_an_overvote_and_skip_it() {
    let first_choices_moved = FirstChoicesMoved { ballots: 1, overvote: 1, ..FirstChoicesMoved::default() };
    let report =
        CleaningReport { overvoted_ballots: 1, overvoted_ranks: 1, changed_ballots: 1, first_choices_moved, ..one_ballot() };
    assert_eq!(cleaned(&[(1, A), (1, B), (2, C)]), (vec![2], report.clone()));
    assert_eq!(cleaned(&[(1, OVER), (2, C)]), (vec![2], report));
}

#[test]
fn a_candidate_and_a_write_in_slot_at_one_rank_are_an_overvote() {
    let (ranking, report) = cleaned(&[(1, A), (1, SLOT), (2, B)]);
    assert_eq!((ranking, report.overvoted_ranks, report.write_in_slot_marks), (vec![1], 1, 0));
}

#[test]
fn an_overvote_ends_the_ballot_under_the_rule_exhaust() {
    let (ranking, report, ending) = clean_to_end(&overvote_exhausts(), 1, &[(1, A), (2, OVER), (3, B)]);
    assert_eq!((ranking, ending), (vec![0], Ending::Overvote));
    assert_eq!((report.exhausted_by_overvote, report.overvoted_ranks, report.changed_ballots), (1, 1, 1));
}

#[test]
fn skipped_ranks_are_condensed() {
    let report = CleaningReport { skipped_ranks: 4, skipped_rank_ballots: 1, changed_ballots: 1, ..one_ballot() };
    assert_eq!(cleaned(&[(3, A), (6, B)]), (vec![0, 1], report));
}

#[test]
fn as_many_unmarked_ranks_as_the_rule_says_end_the_ballot_before_the_next_mark() {
    let two = exhaust_after(2);
    assert_eq!(ended(&two, &[(1, A), (3, B), (5, C)]), (vec![0, 1, 2], Ending::Ended), "one skip at a time");
    assert_eq!(ended(&two, &[(1, A), (4, B)]), (vec![0], Ending::Skipped));
    assert_eq!(ended(&two, &[(3, A)]), (vec![], Ending::Skipped));
    assert_eq!(ended(&two, &[(1, A)]), (vec![0], Ending::Ended), "no mark comes after");
    assert_eq!(ended(&exhaust_after(1), &[(1, A), (3, B)]), (vec![0], Ending::Skipped));
    assert_eq!(ended(&exhaust_after(1), &[(2, A)]), (vec![], Ending::Skipped));
    assert_eq!(ended(&exhaust_after(3), &[(3, A), (7, B)]), (vec![0], Ending::Skipped));
    let (_, report) = clean_with(&two, 1, &[(1, A), (4, B)]);
    assert_eq!((report.exhausted_by_skips, report.skipped_ranks, report.changed_ballots), (1, 2, 1));
}

#[test]
fn a_rank_with_any_mark_is_not_skipped_and_breaks_the_run() {
    let two = exhaust_after(2);
    for mark in [OVER, SLOT, DROPPED] {
        assert_eq!(ended(&two, &[(1, mark), (3, A)]), (vec![0], Ending::Ended), "{mark:?}");
        assert_eq!(ended(&two, &[(2, mark), (4, A)]), (vec![0], Ending::Ended), "{mark:?}");
        assert_eq!(ended(&two, &[(2, mark), (5, A)]), (vec![], Ending::Skipped), "{mark:?}");
    }
    assert_eq!(ended(&two, &[(1, A), (2, A), (4, B)]), (vec![0, 1], Ending::Ended), "a repeated candidate is a mark");
}

#[test]
fn the_first_mark_of_a_repeated_candidate_counts() {
    let report = CleaningReport { duplicate_marks: 2, changed_ballots: 1, ..one_ballot() };
    assert_eq!(cleaned(&[(1, A), (2, B), (3, A), (4, A)]), (vec![0, 1], report));
}

#[test]
fn a_repeated_candidate_ends_the_ballot_under_the_rule_exhaust() {
    let rules = duplicate_exhausts();
    let (ranking, report, ending) = clean_to_end(&rules, 1, &[(1, A), (2, B), (3, A), (4, A), (5, C)]);
    assert_eq!((ranking, ending), (vec![0, 1], Ending::Duplicate));
    assert_eq!((report.exhausted_by_duplicate, report.duplicate_marks, report.changed_ballots), (1, 1, 1));
    assert_eq!(ended(&rules, &[(1, A), (1, B), (2, A)]), (vec![], Ending::Duplicate), "a mark at an overvoted rank is one");
    assert_eq!(ended(&rules, &[(1, A), (2, A), (2, B)]), (vec![0], Ending::Duplicate), "so it is at the later rank");
    assert_eq!(ended(&rules, &[(1, DROPPED), (2, DROPPED), (3, A)]), (vec![], Ending::Duplicate));
    assert_eq!(ended(&rules, &[(1, SLOT), (2, SLOT), (3, A)]), (vec![0], Ending::Ended), "slots may be two people");
    assert_eq!(ended(&rules, &[(1, OVER), (2, OVER), (3, A)]), (vec![0], Ending::Ended), "overvotes are nobody");
}

#[test]
fn ranks_beyond_max_rankings_are_not_read() {
    let rules = CleaningRules { max_rankings: NonZeroU16::new(2), ..exhaust_after(1) };
    let (ranking, report, ending) = clean_to_end(&rules, 1, &[(1, A), (4, B), (4, C), (5, SLOT)]);
    assert_eq!((ranking, ending), (vec![0], Ending::Ended));
    let expected = CleaningReport { marks_beyond_max_rankings: 3, changed_ballots: 1, ..one_ballot() };
    assert_eq!(report, expected, "nor are they skipped, overvoted or write-ins");
    assert_eq!(clean_with(&rules, 1, &[(1, A), (2, B)]).1, one_ballot());
}

#[test]
fn rules_are_asked_in_the_order_skipped_duplicate_overvote() {
    let rules = CleaningRules { duplicate: DuplicateRule::Exhaust, overvote: OvervoteRule::Exhaust, ..exhaust_after(1) };
    assert_eq!(ended(&rules, &[(1, A), (3, A), (3, B)]).1, Ending::Skipped);
    assert_eq!(ended(&rules, &[(1, A), (2, A), (2, B)]).1, Ending::Duplicate);
    assert_eq!(ended(&rules, &[(1, A), (2, C), (2, B)]).1, Ending::Overvote);
}

/// The ballots of RCTab's test sets 0, 1, 2, 6 and 7 that a rule changes, with what its reports say of them.
#[test]
fn the_rules_do_what_rctab_reports() {
    const D: Mark = DROPPED;
    let set_1 = CleaningRules { max_rankings: NonZeroU16::new(4), skipped: exhaust_after(5).skipped, ..overvote_exhausts() };
    assert_eq!(ended(&set_1, &[(2, B), (3, C), (4, A)]), (vec![1, 2, 0], Ending::Ended), "no first rank");
    assert_eq!(ended(&set_1, &[(1, C), (2, A), (2, B), (3, A)]), (vec![2], Ending::Overvote));
    assert_eq!(ended(&set_1, &[(1, A), (1, B), (3, C)]), (vec![], Ending::Overvote), "inactive from round one");
    assert_eq!(ended(&set_1, &[(1, A), (4, C)]), (vec![0, 2], Ending::Ended), "four may be skipped");
    let set_2 = exhaust_after(1);
    assert_eq!(ended(&set_2, &[(1, A), (1, B), (3, C)]), (vec![], Ending::Skipped), "the overvote is no skipped rank");
    assert_eq!(ended(&set_2, &[(1, C), (2, B), (2, D), (3, A)]), (vec![2, 0], Ending::Ended), "passes on to A");
    assert_eq!(ended(&set_2, &[(1, B), (2, C), (4, A)]), (vec![1, 2], Ending::Skipped));
    let set_6 = CleaningRules { skipped: exhaust_after(5).skipped, ..duplicate_exhausts() };
    assert_eq!(ended(&set_6, &[(1, C), (2, C), (3, A)]), (vec![2], Ending::Duplicate));
    assert_eq!(ended(&set_6, &[(1, C), (2, B), (3, C), (4, A)]), (vec![2, 1], Ending::Duplicate));
    let set_7 = exhaust_after(5);
    assert_eq!(ended(&set_7, &[(1, C), (2, C), (3, A)]), (vec![2, 0], Ending::Ended));
}

fn moved(rules: &CleaningRules, marks: &[(u16, Mark)]) -> FirstChoicesMoved {
    clean_with(rules, 3, marks).1.first_choices_moved
}

#[test]
fn a_first_choice_is_moved_by_the_rules_that_took_marks_before_it() {
    let none = FirstChoicesMoved::default();
    let usual = CleaningRules::default();
    let three = FirstChoicesMoved { ballots: 3, ..none.clone() };
    let first_rank = CleaningRules { max_rankings: NonZeroU16::new(1), ..usual.clone() };
    assert_eq!(moved(&usual, &[(3, A), (4, OVER), (5, A), (6, SLOT), (7, DROPPED)]), none, "the first mark counts");
    assert_eq!(moved(&usual, &[]), none);
    assert_eq!(moved(&usual, &[(1, OVER), (2, A)]), FirstChoicesMoved { overvote: 3, ..three.clone() });
    assert_eq!(moved(&overvote_exhausts(), &[(1, OVER), (2, A)]), FirstChoicesMoved { overvote: 3, ..three.clone() });
    assert_eq!(moved(&overvote_exhausts(), &[(1, A), (2, OVER)]), none);
    assert_eq!(moved(&usual, &[(1, SLOT), (2, A)]), FirstChoicesMoved { write_in_slot: 3, ..three.clone() });
    assert_eq!(moved(&usual, &[(1, SLOT)]), FirstChoicesMoved { write_in_slot: 3, ..three.clone() }, "it vanished");
    assert_eq!(moved(&exhaust_after(2), &[(3, A)]), FirstChoicesMoved { skipped: 3, ..three.clone() });
    assert_eq!(moved(&exhaust_after(2), &[(2, A)]), none);
    assert_eq!(moved(&first_rank, &[(2, A)]), FirstChoicesMoved { max_rankings: 3, ..three.clone() });
    assert_eq!(
        moved(&usual, &[(1, DROPPED), (2, SLOT), (3, OVER), (4, A)]),
        FirstChoicesMoved { dropped_candidate: 3, write_in_slot: 3, overvote: 3, ..three.clone() },
        "a ballot counts in every reason, once in all"
    );
    assert_eq!(moved(&duplicate_exhausts(), &[(1, A), (1, B), (2, A)]), FirstChoicesMoved { overvote: 3, duplicate: 3, ..three });
}

/// What a rank says, in words of its own.
enum Said {
    Nothing,
    Someone(u32),
    Slot,
    Nobody,
    Several,
}

fn said(marks: &BTreeSet<u32>) -> Said {
    match marks.iter().copied().collect::<Vec<_>>()[..] {
        [] => Said::Nothing,
        [number @ 0..=2] => Said::Someone(number),
        [3] => Said::Slot,
        [4] => Said::Nobody,
        _ => Said::Several,
    }
}

/// Cleaning by looking at every rank of the paper, marked or not. An unnamed overvote is two marks for people unheard of.
fn reference(rules: &CleaningRules, marks: &[(u16, Mark)]) -> (Vec<u32>, Ending) {
    let mut paper: BTreeMap<u16, BTreeSet<u32>> = BTreeMap::new();
    for &(rank, mark) in marks {
        let numbers = match mark {
            Mark::Candidate(number) => vec![number],
            Mark::Overvote => vec![100 + 2 * u32::from(rank), 101 + 2 * u32::from(rank)],
        };
        paper.entry(rank).or_default().extend(numbers);
    }
    let last = paper.keys().next_back().copied().unwrap_or(0).min(rules.max_rankings.map_or(u16::MAX, NonZeroU16::get));
    let allowed = match rules.skipped {
        SkippedRule::Condense => usize::MAX,
        SkippedRule::ExhaustAfter(limit) => usize::from(limit.get()) - 1,
    };
    let (mut ranking, mut run, mut met) = (Vec::new(), 0, BTreeSet::new());
    for rank in 1..=last {
        let here = paper.get(&rank).cloned().unwrap_or_default();
        if here.is_empty() {
            run += 1;
            continue;
        }
        if run > allowed {
            return (ranking, Ending::Skipped);
        }
        run = 0;
        if rules.duplicate == DuplicateRule::Exhaust && here.iter().any(|number| *number != 3 && met.contains(number)) {
            return (ranking, Ending::Duplicate);
        }
        met.extend(here.iter().copied());
        match said(&here) {
            Said::Several if rules.overvote == OvervoteRule::Exhaust => return (ranking, Ending::Overvote),
            Said::Someone(number) if !ranking.contains(&number) => ranking.push(number),
            Said::Nothing | Said::Someone(_) | Said::Slot | Said::Nobody | Said::Several => {}
        }
    }
    (ranking, Ending::Ended)
}

fn any_marks() -> impl Strategy<Value = Vec<(u16, Mark)>> {
    let mark = prop_oneof![1 => Just(OVER), 9 => (0..5_u32).prop_map(Mark::Candidate)];
    proptest::collection::vec((1..9_u16, mark), 0..9)
}

fn any_rules() -> impl Strategy<Value = CleaningRules> {
    (any::<[bool; 2]>(), 0..5_u16, 0..9_u16).prop_map(|([overvote, duplicate], limit, max)| CleaningRules {
        overvote: if overvote { OvervoteRule::Exhaust } else { OvervoteRule::Skip },
        skipped: NonZeroU16::new(limit).map_or(SkippedRule::Condense, SkippedRule::ExhaustAfter),
        duplicate: if duplicate { DuplicateRule::Exhaust } else { DuplicateRule::First },
        max_rankings: NonZeroU16::new(max),
        ..CleaningRules::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_marks_under_any_rules_are_cleaned_as_the_reference_does(marks in any_marks(), rules in any_rules()) {
        let (ranking, report, ending) = clean_to_end(&rules, 1, &marks);
        prop_assert_eq!((ranking.clone(), ending), reference(&rules, &marks));

        let first_rank = marks.iter().map(|&(rank, _)| rank).min();
        let first_marks: BTreeSet<u32> = marks
            .iter()
            .filter(|(rank, _)| Some(*rank) == first_rank)
            .map(|&(_, mark)| match mark {
                Mark::Candidate(number) => number,
                Mark::Overvote => 100,
            })
            .collect();
        let stands = first_marks.len() == 1 && ranking.first() == first_marks.first();
        prop_assert_eq!(report.first_choices_moved.ballots, u64::from(!marks.is_empty() && !stands));
    }
}

#[test]
fn slots_and_dropped_candidates_are_no_votes_and_are_told_apart() {
    let first_choices_moved =
        FirstChoicesMoved { ballots: 1, write_in_slot: 1, dropped_candidate: 1, ..FirstChoicesMoved::default() };
    let report = CleaningReport {
        write_in_slot_marks: 1,
        dropped_candidate_marks: 1,
        changed_ballots: 1,
        first_choices_moved,
        ..one_ballot()
    };
    assert_eq!(cleaned(&[(1, SLOT), (2, DROPPED), (3, A)]), (vec![0], report));
}

#[test]
fn a_ballot_with_nothing_left_is_blank_and_unmarked_only_without_marks() {
    let blank = CleaningReport { blank_ballots: 1, ..one_ballot() };
    assert_eq!(cleaned(&[]), (vec![], CleaningReport { unmarked_ballots: 1, ..blank.clone() }));
    let (ranking, report) = cleaned(&[(1, SLOT)]);
    assert_eq!((ranking, report.blank_ballots, report.unmarked_ballots, report.changed_ballots), (vec![], 1, 0, 0));
}

#[test]
fn every_figure_counts_with_the_weight() {
    let (ranking, report) = clean_with(&CleaningRules::default(), 10, &[(2, OVER), (3, A), (4, A), (5, SLOT)]);
    let expected = CleaningReport {
        ballots_read: 10,
        changed_ballots: 10,
        overvoted_ballots: 10,
        overvoted_ranks: 10,
        skipped_rank_ballots: 10,
        skipped_ranks: 10,
        duplicate_marks: 10,
        write_in_slot_marks: 10,
        first_choices_moved: FirstChoicesMoved { ballots: 10, overvote: 10, ..FirstChoicesMoved::default() },
        ..CleaningReport::default()
    };
    assert_eq!((ranking, report), (vec![0], expected));
}

#[test]
fn a_row_of_weight_0_is_no_ballot() {
    let expected = CleaningReport { zero_weight_rows: 1, ..CleaningReport::default() };
    assert_eq!(clean_with(&CleaningRules::default(), 0, &[(1, A)]), (vec![], expected));
}
