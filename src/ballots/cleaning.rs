//! Cleaning: from marks to a ranking without gaps, repeats or overvotes. Rules: metrics, section 1.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::raw::{Mark, RawBallot};

/// What an overvoted rank does to the ballot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OvervoteRule {
    /// The rank counts as skipped.
    #[default]
    Skip,
    /// The ballot ends before it.
    Exhaust,
}

/// What skipped ranks do to the ballot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SkippedRule {
    /// Later ranks move up.
    #[default]
    #[serde(rename = "condense")]
    Condense,
    /// Two skipped ranks in a row end the ballot.
    #[serde(rename = "exhaust-after-2")]
    ExhaustAfter2,
}

/// How a name that looks like a write-in is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WriteInRole {
    /// An unresolved slot: a mark for it counts as skipped.
    Slot,
    /// A counted bucket: a candidate, flagged `is_write_in`.
    Counted,
    /// An ordinary candidate.
    Candidate,
}

/// The rules, as the descriptor records them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleaningOptions {
    pub overvote: OvervoteRule,
    pub skipped: SkippedRule,
    /// Overrides by exact name.
    pub write_in: BTreeMap<String, WriteInRole>,
    /// Candidates whose marks count as skipped (withdrawn, say), by exact name.
    pub drop_candidate: Vec<String>,
    /// Other spellings of candidates, with the name that counts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub alias: BTreeMap<String, String>,
}

impl CleaningOptions {
    /// The role of a name: the override, else the known write-in labels, else a candidate.
    pub fn role(&self, name: &str) -> WriteInRole {
        self.write_in.get(name).copied().unwrap_or_else(|| default_role(name))
    }
}

fn default_role(name: &str) -> WriteInRole {
    let folded: String = name.to_lowercase().chars().map(|c| if matches!(c, '-' | '_') { ' ' } else { c }).collect();
    let words: Vec<&str> = folded.split_whitespace().collect();
    let numbered = |word: &&str| word.chars().all(|c| c.is_ascii_digit() || matches!(c, '#' | '(' | ')' | '.'));
    match words.as_slice() {
        ["writein" | "writeins"] | ["write", "in" | "ins"] => WriteInRole::Slot,
        ["writein", number] | ["write", "in", number] if numbered(number) => WriteInRole::Slot,
        ["uwi" | "uwis"] => WriteInRole::Counted,
        ["uncertified" | "undeclared" | "unqualified" | "unregistered" | "scattered", "writein" | "writeins"] => {
            WriteInRole::Counted
        }
        ["uncertified" | "undeclared" | "unqualified" | "unregistered" | "scattered", "write", "in" | "ins"] => {
            WriteInRole::Counted
        }
        _ => WriteInRole::Candidate,
    }
}

/// What cleaning changed. Every figure counts ballots or marks with their weight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleaningReport {
    /// Ballots handed over by the readers.
    pub ballots_read: u64,
    /// Ballots with nothing left, not counted in any metric.
    pub blank_ballots: u64,
    /// Of the blank ballots, those without any mark in this contest. A file may hold voters of other districts.
    pub unmarked_ballots: u64,
    /// Ballots whose ranking is not what was marked.
    pub changed_ballots: u64,
    /// Ballots with at least one overvoted rank.
    pub overvoted_ballots: u64,
    pub overvoted_ranks: u64,
    /// Ballots with a rank skipped before a later mark.
    pub skipped_rank_ballots: u64,
    pub skipped_ranks: u64,
    /// Marks for a candidate already ranked.
    pub duplicate_marks: u64,
    /// Marks for an unresolved write-in slot.
    pub write_in_slot_marks: u64,
    /// Marks for a dropped candidate.
    pub dropped_candidate_marks: u64,
    /// Ballots ended early by an overvote (rule `exhaust`).
    pub exhausted_by_overvote: u64,
    /// Ballots ended early by two skipped ranks (rule `exhaust-after-2`).
    pub exhausted_by_skips: u64,
    /// Rows of weight 0: they stand for no ballot.
    pub zero_weight_rows: u64,
}

/// How cleaning sees a candidate that a reader named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The provisional number that rankings carry.
    Counted(u32),
    WriteInSlot,
    Dropped,
}

/// Cleans one ballot into `ranking` (provisional candidate numbers) and books what changed.
pub(super) fn clean(
    ballot: &mut RawBallot,
    standings: &[Standing],
    options: &CleaningOptions,
    report: &mut CleaningReport,
    ranking: &mut Vec<u32>,
) {
    ranking.clear();
    let weight = ballot.weight;
    if weight == 0 {
        report.zero_weight_rows += 1;
        return;
    }
    report.ballots_read += weight;
    ballot.marks.sort_unstable_by_key(|&(rank, mark)| {
        (
            rank,
            match mark {
                Mark::Overvote => 0,
                Mark::Candidate(candidate) => u64::from(candidate) + 1,
            },
        )
    });
    ballot.marks.dedup();

    let mut changes = Changes::default();
    let mut expected_rank = 1;
    let mut consecutive_skips = 0;
    for position in ballot.marks.chunk_by(|a, b| a.0 == b.0) {
        let rank = position[0].0;
        let gap = rank - expected_rank;
        expected_rank = rank + 1;
        changes.skipped_ranks += u64::from(gap);
        if gap > 0 {
            consecutive_skips += gap;
        }
        if options.skipped == SkippedRule::ExhaustAfter2 && consecutive_skips >= 2 {
            changes.exhausted_by_skips = true;
            break;
        }
        let mut voted = false;
        match *position {
            [(_, Mark::Candidate(candidate))] => match standings[candidate as usize] {
                Standing::Counted(number) => {
                    voted = true;
                    if ranking.contains(&number) {
                        changes.duplicate_marks += 1;
                    } else {
                        ranking.push(number);
                    }
                }
                Standing::WriteInSlot => changes.write_in_slot_marks += 1,
                Standing::Dropped => changes.dropped_candidate_marks += 1,
            },
            _ => {
                changes.overvoted_ranks += 1;
                if options.overvote == OvervoteRule::Exhaust {
                    changes.exhausted_by_overvote = true;
                    break;
                }
            }
        }
        consecutive_skips = if voted { 0 } else { consecutive_skips + 1 };
    }
    changes.book(weight, ballot.marks.is_empty(), ranking.is_empty(), report);
}

#[derive(Default)]
struct Changes {
    overvoted_ranks: u64,
    skipped_ranks: u64,
    duplicate_marks: u64,
    write_in_slot_marks: u64,
    dropped_candidate_marks: u64,
    exhausted_by_overvote: bool,
    exhausted_by_skips: bool,
}

impl Changes {
    fn book(&self, weight: u64, unmarked: bool, blank: bool, report: &mut CleaningReport) {
        let ballots_if = |condition: bool| if condition { weight } else { 0 };
        report.overvoted_ranks += self.overvoted_ranks * weight;
        report.overvoted_ballots += ballots_if(self.overvoted_ranks > 0);
        report.skipped_ranks += self.skipped_ranks * weight;
        report.skipped_rank_ballots += ballots_if(self.skipped_ranks > 0);
        report.duplicate_marks += self.duplicate_marks * weight;
        report.write_in_slot_marks += self.write_in_slot_marks * weight;
        report.dropped_candidate_marks += self.dropped_candidate_marks * weight;
        report.exhausted_by_overvote += ballots_if(self.exhausted_by_overvote);
        report.exhausted_by_skips += ballots_if(self.exhausted_by_skips);
        report.blank_ballots += ballots_if(blank);
        report.unmarked_ballots += ballots_if(unmarked);
        let changed = self.overvoted_ranks
            + self.skipped_ranks
            + self.duplicate_marks
            + self.write_in_slot_marks
            + self.dropped_candidate_marks
            > 0;
        report.changed_ballots += ballots_if(changed && !blank);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Mark = Mark::Candidate(0);
    const B: Mark = Mark::Candidate(1);
    const C: Mark = Mark::Candidate(2);
    const SLOT: Mark = Mark::Candidate(3);
    const DROPPED: Mark = Mark::Candidate(4);
    const OVER: Mark = Mark::Overvote;
    const STANDINGS: [Standing; 5] =
        [Standing::Counted(0), Standing::Counted(1), Standing::Counted(2), Standing::WriteInSlot, Standing::Dropped];

    fn clean_with(options: &CleaningOptions, weight: u64, marks: &[(u16, Mark)]) -> (Vec<u32>, CleaningReport) {
        let mut report = CleaningReport::default();
        let mut ranking = vec![9];
        clean(&mut RawBallot::of(marks.to_vec(), weight), &STANDINGS, options, &mut report, &mut ranking);
        (ranking, report)
    }

    fn cleaned(marks: &[(u16, Mark)]) -> (Vec<u32>, CleaningReport) {
        clean_with(&CleaningOptions::default(), 1, marks)
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
        let report = CleaningReport { overvoted_ballots: 1, overvoted_ranks: 1, changed_ballots: 1, ..one_ballot() };
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
        let options = CleaningOptions { overvote: OvervoteRule::Exhaust, ..CleaningOptions::default() };
        let (ranking, report) = clean_with(&options, 1, &[(1, A), (2, OVER), (3, B)]);
        assert_eq!(ranking, [0]);
        assert_eq!((report.exhausted_by_overvote, report.overvoted_ranks, report.changed_ballots), (1, 1, 1));
    }

    #[test]
    fn skipped_ranks_are_condensed() {
        let report = CleaningReport { skipped_ranks: 4, skipped_rank_ballots: 1, changed_ballots: 1, ..one_ballot() };
        assert_eq!(cleaned(&[(3, A), (6, B)]), (vec![0, 1], report));
    }

    #[test]
    fn two_skipped_ranks_in_a_row_end_the_ballot_under_exhaust_after_2() {
        let options = CleaningOptions { skipped: SkippedRule::ExhaustAfter2, ..CleaningOptions::default() };
        let cleaned = |marks: &[(u16, Mark)]| {
            let (ranking, report) = clean_with(&options, 1, marks);
            (ranking, report.exhausted_by_skips)
        };
        assert_eq!(cleaned(&[(1, A), (3, B), (5, C)]), (vec![0, 1, 2], 0), "one skip at a time");
        assert_eq!(cleaned(&[(1, A), (4, B)]), (vec![0], 1));
        assert_eq!(cleaned(&[(3, A)]), (vec![], 1));
        assert_eq!(cleaned(&[(1, OVER), (3, A)]), (vec![], 1), "an overvote counts as a skip");
        assert_eq!(cleaned(&[(1, SLOT), (2, DROPPED), (3, A)]), (vec![], 1));
        assert_eq!(cleaned(&[(1, A), (2, A), (4, B)]), (vec![0, 1], 0), "a repeated candidate is no skip");
    }

    #[test]
    fn the_first_mark_of_a_repeated_candidate_counts() {
        let report = CleaningReport { duplicate_marks: 2, changed_ballots: 1, ..one_ballot() };
        assert_eq!(cleaned(&[(1, A), (2, B), (3, A), (4, A)]), (vec![0, 1], report));
    }

    #[test]
    fn slots_and_dropped_candidates_count_as_skipped_and_are_told_apart() {
        let report = CleaningReport { write_in_slot_marks: 1, dropped_candidate_marks: 1, changed_ballots: 1, ..one_ballot() };
        assert_eq!(cleaned(&[(1, SLOT), (2, DROPPED), (3, A)]), (vec![0], report));
    }

    #[test]
    fn a_ballot_with_nothing_left_is_blank_and_unmarked_only_without_marks() {
        let blank = CleaningReport { blank_ballots: 1, ..one_ballot() };
        assert_eq!(cleaned(&[]), (vec![], CleaningReport { unmarked_ballots: 1, ..blank.clone() }));
        assert_eq!(cleaned(&[(1, SLOT)]), (vec![], CleaningReport { write_in_slot_marks: 1, ..blank }));
    }

    #[test]
    fn every_figure_counts_with_the_weight() {
        let (ranking, report) = clean_with(&CleaningOptions::default(), 10, &[(2, OVER), (3, A), (4, A), (5, SLOT)]);
        let expected = CleaningReport {
            ballots_read: 10,
            changed_ballots: 10,
            overvoted_ballots: 10,
            overvoted_ranks: 10,
            skipped_rank_ballots: 10,
            skipped_ranks: 10,
            duplicate_marks: 10,
            write_in_slot_marks: 10,
            ..CleaningReport::default()
        };
        assert_eq!((ranking, report), (vec![0], expected));
    }

    #[test]
    fn a_row_of_weight_0_is_no_ballot() {
        let expected = CleaningReport { zero_weight_rows: 1, ..CleaningReport::default() };
        assert_eq!(clean_with(&CleaningOptions::default(), 0, &[(1, A)]), (vec![], expected));
    }

    #[test]
    fn write_in_labels_are_slots_counted_buckets_or_candidates() {
        let options = CleaningOptions::default();
        for slot in ["Write-in", "WRITE IN", "write_in", "Write-in-120", "Write-In 3", "Write-in #2", "Writein", "Write-ins"] {
            assert_eq!(options.role(slot), WriteInRole::Slot, "{slot}");
        }
        for counted in ["Uncertified Write In", "UWI", "Undeclared Write-ins", "Scattered Write-ins"] {
            assert_eq!(options.role(counted), WriteInRole::Counted, "{counted}");
        }
        for candidate in ["Ann Writer", "Write-in Ann", "Writein Smith", "Ann (write-in)", "", "Uncertified"] {
            assert_eq!(options.role(candidate), WriteInRole::Candidate, "{candidate}");
        }
    }

    #[test]
    fn the_role_of_a_name_can_be_overridden() {
        let write_in = BTreeMap::from([("Write-in".to_owned(), WriteInRole::Counted), ("UWI".to_owned(), WriteInRole::Slot)]);
        let options = CleaningOptions { write_in, ..CleaningOptions::default() };
        assert_eq!(options.role("Write-in"), WriteInRole::Counted);
        assert_eq!(options.role("UWI"), WriteInRole::Slot);
        assert_eq!(options.role("write-in"), WriteInRole::Slot, "names are matched exactly");
    }
}
