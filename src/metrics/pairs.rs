//! Two candidates: everything that is counted about a pair. Metrics, section 3.

use crate::ballots::Profile;

/// n(n−1)/2.
pub fn pair_count(candidates: usize) -> usize {
    candidates * candidates.saturating_sub(1) / 2
}

/// The row of the pair i < j among all pairs in the order (0,1), (0,2) … (1,2) ….
pub fn pair_index(candidates: usize, i: usize, j: usize) -> usize {
    debug_assert!(i < j && j < candidates);
    i * (2 * candidates - i - 1) / 2 + j - i - 1
}

/// The pair i < j of a row: the inverse of [`pair_index`].
pub fn pair_at(candidates: usize, row: usize) -> (usize, usize) {
    let mut before = row;
    let mut i = 0;
    while before >= candidates - 1 - i {
        before -= candidates - 1 - i;
        i += 1;
    }
    (i, i + 1 + before)
}

/// k(d) = 2 / (1 + d): neighbours count 1.
#[inline]
pub(super) fn kernel(distance: usize) -> f64 {
    2.0 / (1 + distance) as f64
}

/// Ballots per pair of candidates i < j, one row per pair in [`pair_index`] order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairCounts {
    pub candidates: usize,
    /// R − 1 (0 if R is 0): the largest possible distance.
    pub max_distance: usize,
    /// Ballots ranking both with |r(i) − r(j)| = d, pair-major: `distance_counts[pair * max_distance + d - 1]`.
    pub distance_counts: Vec<u64>,
    /// Ballots ranking both, c.
    pub shared_ballots: Vec<u64>,
    /// Of those, i above j.
    pub ahead_1: Vec<u64>,
    /// Of those, j above i.
    pub ahead_2: Vec<u64>,
    /// j directly after i.
    pub next_1_to_2: Vec<u64>,
    /// i directly after j.
    pub next_2_to_1: Vec<u64>,
    /// i first and j second.
    pub first_then_second_1_to_2: Vec<u64>,
    /// j first and i second.
    pub first_then_second_2_to_1: Vec<u64>,
    /// Both among the first three.
    pub both_top_3: Vec<u64>,
}

impl PairCounts {
    /// Counts every pair of every ranking: O(Σ L²) over the distinct rankings.
    pub fn of(profile: &Profile) -> PairCounts {
        let mut counts = PairCounts::zero(profile.candidates(), profile.max_rankings().saturating_sub(1));
        for (ranking, count) in profile.iter() {
            counts.add(ranking, count);
        }
        counts
    }

    pub(super) fn zero(candidates: usize, max_distance: usize) -> PairCounts {
        let pairs = pair_count(candidates);
        let zeros = || vec![0; pairs];
        PairCounts {
            candidates,
            max_distance,
            distance_counts: vec![0; pairs * max_distance],
            shared_ballots: zeros(),
            ahead_1: zeros(),
            ahead_2: zeros(),
            next_1_to_2: zeros(),
            next_2_to_1: zeros(),
            first_then_second_1_to_2: zeros(),
            first_then_second_2_to_1: zeros(),
            both_top_3: zeros(),
        }
    }

    fn add(&mut self, ranking: &[u16], count: u64) {
        for (upper, &above) in ranking.iter().enumerate() {
            for (lower, &below) in ranking.iter().enumerate().skip(upper + 1) {
                let (above, below) = (usize::from(above), usize::from(below));
                let in_order = above < below;
                let pair =
                    if in_order { pair_index(self.candidates, above, below) } else { pair_index(self.candidates, below, above) };
                let distance = lower - upper;
                self.distance_counts[pair * self.max_distance + distance - 1] += count;
                self.shared_ballots[pair] += count;
                *if in_order { &mut self.ahead_1[pair] } else { &mut self.ahead_2[pair] } += count;
                if distance == 1 {
                    *if in_order { &mut self.next_1_to_2[pair] } else { &mut self.next_2_to_1[pair] } += count;
                    if upper == 0 {
                        *if in_order {
                            &mut self.first_then_second_1_to_2[pair]
                        } else {
                            &mut self.first_then_second_2_to_1[pair]
                        } += count;
                    }
                }
                if lower < 3 {
                    self.both_top_3[pair] += count;
                }
            }
        }
    }

    /// Ballots ranking both, whichever comes first.
    pub fn shared(&self, one: usize, other: usize) -> u64 {
        self.shared_ballots[pair_index(self.candidates, one.min(other), one.max(other))]
    }

    /// Ballots with `second` directly after `first`.
    pub fn next(&self, first: usize, second: usize) -> u64 {
        let pair = pair_index(self.candidates, first.min(second), first.max(second));
        if first < second { self.next_1_to_2[pair] } else { self.next_2_to_1[pair] }
    }

    /// The number of pairs.
    pub fn len(&self) -> usize {
        self.shared_ballots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.shared_ballots.is_empty()
    }

    /// Ballots at distance 1, 2, … R−1.
    pub fn distances(&self, pair: usize) -> &[u64] {
        &self.distance_counts[pair * self.max_distance..(pair + 1) * self.max_distance]
    }

    /// Every pair's candidates, i < j, in row order.
    pub fn iter_candidates(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let n = self.candidates;
        (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)))
    }
}
