//! The supporters of each candidate, told apart by how and with whom they rank. Metrics, section 7.

use super::sums::entropy;

/// How a supporter fills in the ballot: its length L and the candidate's rank r.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Archetype {
    /// L = 1.
    Bullet,
    /// L = 2 or 3.
    ShortList,
    /// L ≥ 4, r ≤ 2.
    Strategic,
    /// L ≥ 5, r ≥ 3.
    CoalitionBuilder,
    /// L = 4, r ≥ 3.
    Other,
}

/// Whom else a supporter ranks: candidates of the same cluster (inside) or others (outside).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Camp {
    /// Nobody else.
    Alone,
    /// Only inside.
    Loyal,
    /// More inside than outside.
    Leaning,
    /// As many inside as outside.
    Mixed,
    /// More outside than inside.
    Crossover,
}

impl Archetype {
    pub const ALL: [Archetype; 5] =
        [Archetype::Bullet, Archetype::ShortList, Archetype::Strategic, Archetype::CoalitionBuilder, Archetype::Other];

    /// Of a ballot of `length` with the candidate at `rank`, from 1.
    pub fn of(length: usize, rank: usize) -> Archetype {
        match (length, rank) {
            (..=1, _) => Archetype::Bullet,
            (2 | 3, _) => Archetype::ShortList,
            (_, ..=2) => Archetype::Strategic,
            (4, _) => Archetype::Other,
            _ => Archetype::CoalitionBuilder,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Archetype::Bullet => "bullet",
            Archetype::ShortList => "short_list",
            Archetype::Strategic => "strategic",
            Archetype::CoalitionBuilder => "coalition_builder",
            Archetype::Other => "other",
        }
    }
}

impl Camp {
    pub const ALL: [Camp; 5] = [Camp::Alone, Camp::Loyal, Camp::Leaning, Camp::Mixed, Camp::Crossover];

    /// Of a ballot with so many others inside and outside the candidate's cluster.
    pub fn of(inside: usize, outside: usize) -> Camp {
        match (inside, outside) {
            (0, 0) => Camp::Alone,
            (_, 0) => Camp::Loyal,
            _ if inside > outside => Camp::Leaning,
            _ if inside == outside => Camp::Mixed,
            _ => Camp::Crossover,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Camp::Alone => "alone",
            Camp::Loyal => "loyal",
            Camp::Leaning => "leaning",
            Camp::Mixed => "mixed",
            Camp::Crossover => "crossover",
        }
    }
}

/// Ballots per candidate and kind, in candidate index order. Each kind is a partition of the candidate's ballots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentCounts {
    /// In the order of [`Archetype::ALL`].
    pub archetypes: Vec<[u64; 5]>,
    /// In the order of [`Camp::ALL`].
    pub camps: Vec<[u64; 5]>,
    /// R: the longest ranking.
    pub max_rankings: usize,
    /// Ballots of length 1..=R that rank the candidate, candidate-major: `lengths[i * max_rankings + L - 1]`.
    pub lengths: Vec<u64>,
}

impl SegmentCounts {
    /// Counts the ballots of `n` candidates, none longer than `max_rankings`; `membership` are the clusters. A candidate without
    /// a cluster is alone outside all of them.
    ///
    /// O(Σ L) over the distinct rankings.
    pub fn of<'a>(
        rankings: impl IntoIterator<Item = (&'a [u16], u64)>,
        n: usize,
        max_rankings: usize,
        membership: &[Option<u32>],
    ) -> SegmentCounts {
        let mut counts = SegmentCounts {
            archetypes: vec![[0; 5]; n],
            camps: vec![[0; 5]; n],
            max_rankings,
            lengths: vec![0; n * max_rankings],
        };
        let clusters = membership.iter().flatten().copied().max().unwrap_or(0);
        let mut ranked_of_cluster = vec![0usize; clusters as usize + 1];
        for (ranking, count) in rankings {
            let length = ranking.len();
            ranked_of_cluster.fill(0);
            for cluster in ranking.iter().filter_map(|&candidate| membership[usize::from(candidate)]) {
                ranked_of_cluster[cluster as usize] += 1;
            }
            for (rank, &candidate) in (1..).zip(ranking) {
                let candidate = usize::from(candidate);
                let inside = membership[candidate].map_or(0, |cluster| ranked_of_cluster[cluster as usize] - 1);
                counts.archetypes[candidate][Archetype::of(length, rank) as usize] += count;
                counts.camps[candidate][Camp::of(inside, length - 1 - inside) as usize] += count;
                counts.lengths[candidate * max_rankings + length - 1] += count;
            }
        }
        counts
    }

    /// Ballots of length 1..=R that rank the candidate.
    pub fn lengths(&self, candidate: usize) -> &[u64] {
        &self.lengths[candidate * self.max_rankings..(candidate + 1) * self.max_rankings]
    }
}

/// exp of the entropy of the shares: how many equally large kinds there would be, in [1, 5]. `None` if there are no ballots.
pub fn diversity(counts: &[u64]) -> Option<f64> {
    let total: u64 = counts.iter().sum();
    if total == 0 {
        return None;
    }
    Some(libm::exp(entropy(counts, total)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_and_rank_is_of_one_archetype() {
        use Archetype::{Bullet, CoalitionBuilder, Other, ShortList, Strategic};
        let by_rank = |length| (1..=length).map(|rank| Archetype::of(length, rank)).collect::<Vec<_>>();
        assert_eq!(by_rank(1), [Bullet]);
        assert_eq!(by_rank(2), [ShortList; 2]);
        assert_eq!(by_rank(3), [ShortList; 3]);
        assert_eq!(by_rank(4), [Strategic, Strategic, Other, Other]);
        assert_eq!(by_rank(6), [Strategic, Strategic, CoalitionBuilder, CoalitionBuilder, CoalitionBuilder, CoalitionBuilder]);
    }

    #[test]
    fn a_ballot_is_of_one_camp_per_candidate_on_it() {
        // Clusters {0, 1, 2} and {3}; 4 has none.
        let membership = [Some(1), Some(1), Some(1), Some(2), None];
        let of = |ranking: &[u16]| SegmentCounts::of([(ranking, 7)], 5, 5, &membership).camps;
        let camp =
            |camps: &[[u64; 5]], candidate: usize| Camp::ALL[camps[candidate].iter().position(|&count| count == 7).unwrap()];
        assert_eq!(camp(&of(&[0]), 0), Camp::Alone);
        assert_eq!(camp(&of(&[4]), 4), Camp::Alone);
        assert_eq!(camp(&of(&[2, 0, 1]), 0), Camp::Loyal);
        let four = of(&[0, 1, 2, 3]);
        assert_eq!((camp(&four, 0), camp(&four, 3)), (Camp::Leaning, Camp::Crossover));
        assert_eq!(camp(&of(&[3, 1, 0]), 0), Camp::Mixed);
        assert_eq!(camp(&of(&[0, 4]), 4), Camp::Crossover, "without a cluster everybody is outside");
        assert_eq!(camp(&of(&[0, 4]), 0), Camp::Crossover);
    }

    #[test]
    fn lengths_count_the_ballots_of_each_candidate() {
        let rankings: [(&[u16], u64); 3] = [(&[0], 3), (&[1, 0], 4), (&[2, 1, 0], 5)];
        let counts = SegmentCounts::of(rankings, 4, 3, &[None; 4]);
        assert_eq!(counts.lengths(0), [3, 4, 5]);
        assert_eq!(counts.lengths(1), [0, 4, 5]);
        assert_eq!(counts.lengths(3), [0, 0, 0]);
    }

    #[test]
    fn diversity_counts_equally_large_kinds() {
        assert_eq!(diversity(&[9, 0, 0, 0, 0]), Some(1.0));
        assert!((diversity(&[5, 5, 0, 5, 5]).unwrap() - 4.0).abs() < 1e-12);
        assert_eq!(diversity(&[0; 5]), None);
    }
}
