//! What cleaning tells.

use serde::{Deserialize, Serialize};

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
    /// Marks for a candidate already ranked, and repetitions that ended a ballot.
    pub duplicate_marks: u64,
    /// Marks for an unresolved write-in slot.
    pub write_in_slot_marks: u64,
    /// Marks for a dropped candidate.
    pub dropped_candidate_marks: u64,
    /// Ballots ended early by an overvote (rule `exhaust`).
    pub exhausted_by_overvote: u64,
    /// Ballots ended early by skipped ranks (rule `exhaust-after-N`).
    pub exhausted_by_skips: u64,
    /// Ballots ended early by a repeated candidate (rule `exhaust`).
    pub exhausted_by_duplicate: u64,
    /// Marks at ranks beyond the rule `max_rankings`, not read.
    pub marks_beyond_max_rankings: u64,
    pub first_choices_moved: FirstChoicesMoved,
    /// Rows of weight 0: they stand for no ballot.
    pub zero_weight_rows: u64,
}

/// Ballots whose first choice is not the first mark that the voter made, by what took marks away before it. Where no choice
/// is left, all marks stood before it. A ballot counts once in `ballots` and in each reason that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstChoicesMoved {
    pub ballots: u64,
    /// An overvoted rank was passed over, or ended the ballot.
    pub overvote: u64,
    /// Skipped ranks ended the ballot. Ranks that only move up take no mark away.
    pub skipped: u64,
    /// A repeated candidate ended the ballot.
    pub duplicate: u64,
    /// The mark is beyond the ranks that are read.
    pub max_rankings: u64,
    /// A mark for a write-in slot was passed over.
    pub write_in_slot: u64,
    /// A mark for a dropped candidate was passed over.
    pub dropped_candidate: u64,
}

impl CleaningReport {
    /// Adds what was changed on one ballot, as often as there are such ballots.
    pub(super) fn add(&mut self, ballot: &CleaningReport, weight: u64) {
        let (all, moved) = (&mut self.first_choices_moved, &ballot.first_choices_moved);
        for (sum, one) in [
            (&mut self.ballots_read, ballot.ballots_read),
            (&mut self.blank_ballots, ballot.blank_ballots),
            (&mut self.unmarked_ballots, ballot.unmarked_ballots),
            (&mut self.changed_ballots, ballot.changed_ballots),
            (&mut self.overvoted_ballots, ballot.overvoted_ballots),
            (&mut self.overvoted_ranks, ballot.overvoted_ranks),
            (&mut self.skipped_rank_ballots, ballot.skipped_rank_ballots),
            (&mut self.skipped_ranks, ballot.skipped_ranks),
            (&mut self.duplicate_marks, ballot.duplicate_marks),
            (&mut self.write_in_slot_marks, ballot.write_in_slot_marks),
            (&mut self.dropped_candidate_marks, ballot.dropped_candidate_marks),
            (&mut self.exhausted_by_overvote, ballot.exhausted_by_overvote),
            (&mut self.exhausted_by_skips, ballot.exhausted_by_skips),
            (&mut self.exhausted_by_duplicate, ballot.exhausted_by_duplicate),
            (&mut self.marks_beyond_max_rankings, ballot.marks_beyond_max_rankings),
            (&mut all.ballots, moved.ballots),
            (&mut all.overvote, moved.overvote),
            (&mut all.skipped, moved.skipped),
            (&mut all.duplicate, moved.duplicate),
            (&mut all.max_rankings, moved.max_rankings),
            (&mut all.write_in_slot, moved.write_in_slot),
            (&mut all.dropped_candidate, moved.dropped_candidate),
        ] {
            *sum += one * weight;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ballots_are_added_as_often_as_there_are_such() {
        let one = CleaningReport { ballots_read: 1, overvoted_ranks: 2, ..CleaningReport::default() };
        let first_choices_moved = FirstChoicesMoved { ballots: 1, overvote: 1, ..FirstChoicesMoved::default() };
        let mut sum = CleaningReport::default();
        sum.add(&CleaningReport { first_choices_moved, ..one.clone() }, 3);
        sum.add(&one, 4);
        let first_choices_moved = FirstChoicesMoved { ballots: 3, overvote: 3, ..FirstChoicesMoved::default() };
        let expected = CleaningReport { ballots_read: 7, overvoted_ranks: 14, first_choices_moved, ..CleaningReport::default() };
        assert_eq!(sum, expected);
    }
}
