//! One ballot: from its marks to a ranking. The order of the rules is RCTab's: skipped ranks, repetitions, overvotes.

use super::super::raw::{Mark, RawBallot};
use super::report::{CleaningReport, FirstChoicesMoved};
use super::rules::{CleaningRules, DuplicateRule, OvervoteRule};

/// How cleaning sees a candidate that a reader named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ballots) enum Standing {
    /// The provisional number that rankings carry.
    Counted(u32),
    WriteInSlot,
    Dropped,
}

/// Why a ranking ends where it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// No mark that is read comes after it.
    #[default]
    Ended,
    /// An overvoted rank ends it.
    Overvote,
    /// Ranks without a mark end it.
    Skipped,
    /// A candidate who is marked again ends it.
    Duplicate,
}

impl Ending {
    pub const ALL: [Ending; 4] = [Ending::Ended, Ending::Overvote, Ending::Skipped, Ending::Duplicate];

    /// Those by a rule of cleaning, in their order in [`Endings::rows`](crate::ballots::Endings::rows).
    pub const CUTS: [Ending; 3] = [Ending::Overvote, Ending::Skipped, Ending::Duplicate];

    pub fn name(self) -> &'static str {
        match self {
            Ending::Ended => "ended",
            Ending::Overvote => "overvote",
            Ending::Skipped => "skipped",
            Ending::Duplicate => "duplicate",
        }
    }
}

/// Cleans one ballot into `ranking` (provisional candidate numbers), books what changed and tells why the ranking ends.
pub(in crate::ballots) fn clean(
    ballot: &mut RawBallot,
    standings: &[Standing],
    rules: &CleaningRules,
    report: &mut CleaningReport,
    ranking: &mut Vec<u32>,
) -> Ending {
    ranking.clear();
    if ballot.weight == 0 {
        report.zero_weight_rows += 1;
        return Ending::Ended;
    }
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
    let mut changes = CleaningReport { ballots_read: 1, ..CleaningReport::default() };
    let ending = rank(&ballot.marks, standings, rules, &mut changes, ranking);
    if changes.is_as_marked() && !ranking.is_empty() {
        report.ballots_read += ballot.weight;
        return ending;
    }
    changes.conclude(ending, ballot.marks.is_empty(), ranking.is_empty());
    report.add(&changes, ballot.weight);
    ending
}

/// Ranks the marks of a ballot, sorted by rank, up to where a rule ends it.
fn rank(
    marks: &[(u16, Mark)],
    standings: &[Standing],
    rules: &CleaningRules,
    changes: &mut CleaningReport,
    ranking: &mut Vec<u32>,
) -> Ending {
    let mut read = 0;
    let mut last_rank = 0;
    for position in marks.chunk_by(|a, b| a.0 == b.0) {
        let rank = position[0].0;
        let (earlier, rest) = marks.split_at(read);
        let before_first = u64::from(ranking.is_empty());
        if rules.max_rankings.is_some_and(|max| rank > max.get()) {
            changes.marks_beyond_max_rankings = rest.len() as u64;
            changes.first_choices_moved.max_rankings = before_first;
            break;
        }
        let unmarked = rank - last_rank - 1;
        changes.skipped_ranks += u64::from(unmarked);
        if rules.skipped.is_ended_by(unmarked) {
            changes.first_choices_moved.skipped = before_first;
            return Ending::Skipped;
        }
        if rules.duplicate == DuplicateRule::Exhaust && repeats(position, earlier, standings) {
            changes.duplicate_marks += 1;
            changes.first_choices_moved.duplicate = before_first;
            return Ending::Duplicate;
        }
        match *position {
            [(_, Mark::Candidate(candidate))] => match standings[candidate as usize] {
                Standing::Counted(number) if ranking.contains(&number) => changes.duplicate_marks += 1,
                Standing::Counted(number) => ranking.push(number),
                Standing::WriteInSlot => {
                    changes.write_in_slot_marks += 1;
                    changes.first_choices_moved.write_in_slot |= before_first;
                }
                Standing::Dropped => {
                    changes.dropped_candidate_marks += 1;
                    changes.first_choices_moved.dropped_candidate |= before_first;
                }
            },
            _ => {
                changes.overvoted_ranks += 1;
                changes.first_choices_moved.overvote |= before_first;
                if rules.overvote == OvervoteRule::Exhaust {
                    return Ending::Overvote;
                }
            }
        }
        last_rank = rank;
        read += position.len();
    }
    Ending::Ended
}

/// Whether a rank marks someone who is marked at an earlier one. Two write-in slots may be two people.
fn repeats(position: &[(u16, Mark)], earlier: &[(u16, Mark)], standings: &[Standing]) -> bool {
    position.iter().any(|&(_, mark)| {
        let is_known = matches!(mark, Mark::Candidate(candidate) if standings[candidate as usize] != Standing::WriteInSlot);
        is_known && earlier.iter().any(|&(_, before)| before == mark)
    })
}

impl CleaningReport {
    /// Whether every mark of one ballot counts at its own rank.
    fn is_as_marked(&self) -> bool {
        self.overvoted_ranks
            + self.skipped_ranks
            + self.duplicate_marks
            + self.write_in_slot_marks
            + self.dropped_candidate_marks
            + self.marks_beyond_max_rankings
            == 0
    }

    /// The figures of one ballot that follow from the others.
    fn conclude(&mut self, ending: Ending, unmarked: bool, blank: bool) {
        self.overvoted_ballots = u64::from(self.overvoted_ranks > 0);
        self.skipped_rank_ballots = u64::from(self.skipped_ranks > 0);
        self.exhausted_by_overvote = u64::from(ending == Ending::Overvote);
        self.exhausted_by_skips = u64::from(ending == Ending::Skipped);
        self.exhausted_by_duplicate = u64::from(ending == Ending::Duplicate);
        self.blank_ballots = u64::from(blank);
        self.unmarked_ballots = u64::from(unmarked);
        self.changed_ballots = u64::from(!blank && !self.is_as_marked());
        self.first_choices_moved.conclude();
    }
}

impl FirstChoicesMoved {
    /// One ballot is moved if any rule moved it.
    fn conclude(&mut self) {
        let FirstChoicesMoved { overvote, skipped, duplicate, max_rankings, write_in_slot, dropped_candidate, .. } = *self;
        self.ballots = overvote | skipped | duplicate | max_rankings | write_in_slot | dropped_candidate;
    }
}
