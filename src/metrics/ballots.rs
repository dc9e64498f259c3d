//! Some ballots as a whole: how many, how long, and which rankings are the most common.

use std::cmp::Reverse;

/// Figures of some distinct rankings with their ballots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotSummary {
    pub ballots: u64,
    pub unique_rankings: u64,
    /// Ballots of length 1, 2, … up to the longest.
    pub lengths: Vec<u64>,
    /// The most common rankings with their ballots: most ballots first, ties in the order of the rankings.
    pub common_rankings: Vec<(Vec<u16>, u64)>,
}

impl BallotSummary {
    /// Sums up rankings that come once each, keeping the `common` most common. O(Σ L).
    pub fn of<'a>(rankings: impl IntoIterator<Item = (&'a [u16], u64)>, common: usize) -> BallotSummary {
        let mut lengths = Vec::new();
        let mut by_count: Vec<(Reverse<u64>, &[u16])> = Vec::new();
        for (ranking, count) in rankings {
            lengths.resize(lengths.len().max(ranking.len()), 0);
            lengths[ranking.len() - 1] += count;
            by_count.push((Reverse(count), ranking));
        }
        let unique_rankings = by_count.len() as u64;
        if common < by_count.len() {
            by_count.select_nth_unstable(common);
            by_count.truncate(common);
        }
        by_count.sort_unstable();
        BallotSummary {
            ballots: lengths.iter().sum(),
            unique_rankings,
            lengths,
            common_rankings: by_count.into_iter().map(|(Reverse(count), ranking)| (ranking.to_vec(), count)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_common_rankings_come_first_and_ties_in_the_order_of_the_rankings() {
        let rankings: [(&[u16], u64); 5] = [(&[2], 4), (&[0, 1], 4), (&[1], 9), (&[0], 4), (&[2, 1, 0], 1)];
        let found = BallotSummary::of(rankings, 3);
        assert_eq!(found.common_rankings, [(vec![1], 9), (vec![0], 4), (vec![0, 1], 4)]);
        assert_eq!((found.ballots, found.unique_rankings, found.lengths), (22, 5, vec![17, 4, 1]));
    }

    #[test]
    fn no_ballots_have_no_lengths() {
        let found = BallotSummary::of([], 50);
        assert_eq!((found.ballots, found.lengths.len(), found.common_rankings.len()), (0, 0, 0));
    }
}
