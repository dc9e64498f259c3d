//! What a set of raw ballots is, in one number: for finding the same ballots in two files.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::raw::{Mark, RawBallot};

/// Equal for equal ballots, in whatever order they come. Ballots without a mark are not in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct BallotDigest {
    pub ballots: u64,
    sum: u64,
    first: Option<u64>,
    is_varied: bool,
}

impl PartialEq for BallotDigest {
    fn eq(&self, other: &BallotDigest) -> bool {
        (self.ballots, self.sum) == (other.ballots, other.sum)
    }
}

impl Eq for BallotDigest {}

impl Hash for BallotDigest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.ballots, self.sum).hash(state);
    }
}

impl BallotDigest {
    /// Whether not all ballots are alike.
    pub fn is_varied(&self) -> bool {
        self.is_varied
    }

    /// Adds a ballot whose marks are in order.
    pub(super) fn add(&mut self, ballot: &RawBallot) {
        if ballot.marks.is_empty() {
            return;
        }
        let mut hasher = DefaultHasher::new();
        for &(rank, mark) in &ballot.marks {
            let candidate = match mark {
                Mark::Candidate(number) => number,
                Mark::Overvote => u32::MAX,
            };
            (rank, candidate).hash(&mut hasher);
        }
        self.ballots += ballot.weight;
        let hash = hasher.finish();
        self.sum = self.sum.wrapping_add(hash.wrapping_mul(ballot.weight));
        self.is_varied |= *self.first.get_or_insert(hash) != hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(ballots: &[(&[(u16, u32)], u64)]) -> BallotDigest {
        let mut digest = BallotDigest::default();
        for (marks, weight) in ballots {
            let marks = marks.iter().map(|&(rank, candidate)| (rank, Mark::Candidate(candidate))).collect();
            digest.add(&RawBallot::of(marks, *weight));
        }
        digest
    }

    #[test]
    fn ballots_without_a_mark_and_ballots_all_alike_say_little() {
        assert_eq!(digest(&[(&[], 30)]), BallotDigest::default());
        assert!(!digest(&[(&[(1, 1)], 30), (&[(1, 1)], 2)]).is_varied());
        assert!(digest(&[(&[(1, 1)], 30), (&[(1, 2)], 2)]).is_varied());
    }

    #[test]
    fn the_order_of_ballots_and_how_they_are_added_up_mean_nothing() {
        let (a, b): (&[_], &[_]) = (&[(1, 1), (2, 2)], &[(1, 2)]);
        assert_eq!(digest(&[(a, 1), (b, 2), (a, 1)]), digest(&[(b, 1), (a, 2), (b, 1)]));
        assert_ne!(digest(&[(a, 1), (b, 2)]), digest(&[(a, 2), (b, 1)]));
        assert_ne!(digest(&[(a, 1)]), digest(&[(b, 1)]));
    }
}
