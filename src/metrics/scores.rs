//! The scores of a pair, derived from its counts. Metrics, section 3.

use serde::{Deserialize, Serialize};

use super::candidates::CandidateCounts;
use super::fractions::ratio;
use super::null_model::{Expectation, ROUNDING};
use super::pairs::{PairCounts, kernel, pair_index};

/// Which score `coalition_strength_score` is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// (C^k − E^k) / √(m_i m_j): closeness against chance, in [−1, 1].
    #[default]
    Adjusted,
    /// 0.2 · Jaccard + 0.8 · proximity-weighted affinity, in [0, 1].
    ProximityWeighted,
    /// Jaccard, in [0, 1].
    Basic,
}

/// The kind of coalition, by shared ballots and closeness against chance: a = c/E, q = (C^k/c) / (E^k/E).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoalitionType {
    /// a ≥ 1.25, q ≥ 0.95.
    Strong,
    /// 1.05 ≤ a < 1.25, q ≥ 0.95.
    Moderate,
    /// a ≥ 1.05, q < 0.95: ranked further apart than in random order.
    Strategic,
    /// 0.95 < a < 1.05.
    Neutral,
    /// a ≤ 0.95.
    Opposed,
}

impl Method {
    pub const ALL: [Method; 3] = [Method::Adjusted, Method::ProximityWeighted, Method::Basic];

    pub fn name(self) -> &'static str {
        match self {
            Method::Adjusted => "adjusted",
            Method::ProximityWeighted => "proximity_weighted",
            Method::Basic => "basic",
        }
    }
}

impl CoalitionType {
    pub const ALL: [CoalitionType; 5] = [
        CoalitionType::Strong,
        CoalitionType::Moderate,
        CoalitionType::Strategic,
        CoalitionType::Neutral,
        CoalitionType::Opposed,
    ];

    pub fn name(self) -> &'static str {
        match self {
            CoalitionType::Strong => "strong",
            CoalitionType::Moderate => "moderate",
            CoalitionType::Strategic => "strategic",
            CoalitionType::Neutral => "neutral",
            CoalitionType::Opposed => "opposed",
        }
    }
}

/// The counts of one pair (i, j), as seen from i.
#[derive(Clone, Copy, Debug)]
pub struct PairView<'a> {
    /// N.
    pub ballots: u64,
    /// m_i and m_j.
    pub mentions: [u64; 2],
    /// c.
    pub shared_ballots: u64,
    /// Ballots at distance 1, 2, ….
    pub distances: &'a [u64],
    pub ahead: [u64; 2],
    /// j directly after i, i directly after j.
    pub next: [u64; 2],
    /// i first and j second, j first and i second.
    pub first_then_second: [u64; 2],
    pub both_top_3: u64,
    /// E.
    pub expected_shared: f64,
    /// E^k.
    pub expected_close: f64,
}

impl<'a> PairView<'a> {
    /// A pair as seen from its first candidate; `first` and `second` are different candidates in either order.
    pub fn of(
        candidates: &CandidateCounts,
        pairs: &'a PairCounts,
        expectation: &Expectation,
        first: usize,
        second: usize,
    ) -> PairView<'a> {
        let pair = pair_index(pairs.candidates, first.min(second), first.max(second));
        let oriented = |one: &[u64], two: &[u64]| if first < second { [one[pair], two[pair]] } else { [two[pair], one[pair]] };
        PairView {
            ballots: candidates.ballots,
            mentions: [candidates.mentions[first], candidates.mentions[second]],
            shared_ballots: pairs.shared_ballots[pair],
            distances: pairs.distances(pair),
            ahead: oriented(&pairs.ahead_1, &pairs.ahead_2),
            next: oriented(&pairs.next_1_to_2, &pairs.next_2_to_1),
            first_then_second: oriented(&pairs.first_then_second_1_to_2, &pairs.first_then_second_2_to_1),
            both_top_3: pairs.both_top_3[pair],
            expected_shared: expectation.expected_shared[pair],
            expected_close: expectation.expected_close[pair],
        }
    }
}

/// What is derived from a pair's counts. `None` where a denominator is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairScores {
    pub avg_ranking_distance: Option<f64>,
    pub min_ranking_distance: Option<u64>,
    pub max_ranking_distance: Option<u64>,
    /// Ballots at distance 1 or 2.
    pub strong_coalition_votes: u64,
    /// Ballots at distance 4 or more.
    pub weak_coalition_votes: u64,
    /// Jaccard: c / (m_i + m_j − c), in [0, 1].
    pub basic_affinity_score: Option<f64>,
    /// `Σ k(d) distance_counts[d] / (m_i + m_j − c)`, in [0, 1].
    pub proximity_weighted_affinity: Option<f64>,
    /// c / m_i.
    pub conditional_1_to_2: Option<f64>,
    /// c / m_j.
    pub conditional_2_to_1: Option<f64>,
    /// N c / (m_i m_j).
    pub lift: Option<f64>,
    /// c / E.
    pub adjusted_lift: Option<f64>,
    /// The correlation of being ranked, in [−1, 1].
    pub phi: Option<f64>,
    /// 100 next_1_to_2 / m_i, in percent.
    pub next_choice_rate_1_to_2: Option<f64>,
    pub next_choice_rate_2_to_1: Option<f64>,
    /// 100 both_top_3 / c, in percent.
    pub close_together_rate: Option<f64>,
    /// Ballots preferring i to j: i above j, or i ranked and j not.
    pub pairwise_1: u64,
    pub pairwise_2: u64,
    /// `None` if no ballot ranks both, or none is expected to.
    pub coalition_type: Option<CoalitionType>,
    /// c < 30 or E < 30.
    pub low_support: bool,
    adjusted: Option<f64>,
    proximity_weighted: Option<f64>,
}

impl PairScores {
    pub fn of(pair: &PairView) -> PairScores {
        let [m_i, m_j] = pair.mentions;
        let c = pair.shared_ballots;
        let either = m_i + m_j - c;
        let by_distance = || (1u64..).zip(pair.distances);
        let distance_sum: u64 = by_distance().map(|(d, &ballots)| d * ballots).sum();
        let closeness: f64 = (1..).zip(pair.distances).map(|(d, &ballots)| kernel(d) * ballots as f64).sum();
        let strong: u64 = by_distance().filter(|&(d, _)| d <= 2).map(|(_, &ballots)| ballots).sum();
        let weak: u64 = by_distance().filter(|&(d, _)| d >= 4).map(|(_, &ballots)| ballots).sum();
        let avg_ranking_distance = ratio(distance_sum as f64, c);
        let basic_affinity_score = ratio(c as f64, either);
        let proximity_weighted_affinity = ratio(closeness, either);
        let mentions_product = m_i as f64 * m_j as f64;
        PairScores {
            avg_ranking_distance,
            min_ranking_distance: by_distance().find(|&(_, &ballots)| ballots > 0).map(|(d, _)| d),
            max_ranking_distance: by_distance().filter(|&(_, &ballots)| ballots > 0).last().map(|(d, _)| d),
            strong_coalition_votes: strong,
            weak_coalition_votes: weak,
            basic_affinity_score,
            proximity_weighted_affinity,
            conditional_1_to_2: ratio(c as f64, m_i),
            conditional_2_to_1: ratio(c as f64, m_j),
            lift: (mentions_product > 0.0).then(|| pair.ballots as f64 * c as f64 / mentions_product),
            adjusted_lift: (pair.expected_shared > 0.0).then(|| c as f64 / pair.expected_shared),
            phi: phi(pair),
            next_choice_rate_1_to_2: ratio(100.0 * pair.next[0] as f64, m_i),
            next_choice_rate_2_to_1: ratio(100.0 * pair.next[1] as f64, m_j),
            close_together_rate: ratio(100.0 * pair.both_top_3 as f64, c),
            pairwise_1: m_i - c + pair.ahead[0],
            pairwise_2: m_j - c + pair.ahead[1],
            coalition_type: coalition_type(pair, closeness),
            low_support: c < 30 || pair.expected_shared < 30.0,
            adjusted: (mentions_product > 0.0).then(|| (closeness - pair.expected_close) / mentions_product.sqrt()),
            proximity_weighted: basic_affinity_score
                .zip(proximity_weighted_affinity)
                .map(|(basic, close)| 0.2 * basic + 0.8 * close),
        }
    }

    /// `coalition_strength_score` by method.
    pub fn strength(&self, method: Method) -> Option<f64> {
        match method {
            Method::Adjusted => self.adjusted,
            Method::ProximityWeighted => self.proximity_weighted,
            Method::Basic => self.basic_affinity_score,
        }
    }
}

/// In whole numbers up to the last step: with billions of ballots the difference would drown in the rounding of its terms.
fn phi(pair: &PairView) -> Option<f64> {
    let n = i128::from(pair.ballots);
    let [m_i, m_j] = pair.mentions.map(i128::from);
    let [spread_i, spread_j] = [m_i * (n - m_i), m_j * (n - m_j)].map(|spread| spread as f64);
    let covariance = (n * i128::from(pair.shared_ballots) - m_i * m_j) as f64;
    (spread_i > 0.0 && spread_j > 0.0).then(|| covariance / (spread_i.sqrt() * spread_j.sqrt()))
}

fn coalition_type(pair: &PairView, closeness: f64) -> Option<CoalitionType> {
    let (c, expected) = (pair.shared_ballots as f64, pair.expected_shared);
    if c == 0.0 || expected <= 0.0 {
        return None;
    }
    let shared = c / expected;
    let close = (closeness / c) / (pair.expected_close / expected);
    let reaches = |ratio: f64, limit: f64| ratio >= limit - ROUNDING;
    Some(if shared <= 0.95 + ROUNDING {
        CoalitionType::Opposed
    } else if !reaches(shared, 1.05) {
        CoalitionType::Neutral
    } else if !reaches(close, 0.95) {
        CoalitionType::Strategic
    } else if reaches(shared, 1.25) {
        CoalitionType::Strong
    } else {
        CoalitionType::Moderate
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The type of a pair with so many ballots at each distance, where so many are expected, and so close.
    fn type_of(distances: &[u64], expected_shared: f64, expected_close: f64) -> Option<CoalitionType> {
        let shared_ballots = distances.iter().sum();
        let pair = PairView {
            ballots: 9000,
            mentions: [5000, 5000],
            shared_ballots,
            distances,
            ahead: [shared_ballots, 0],
            next: [distances[0], 0],
            first_then_second: [0, 0],
            both_top_3: 0,
            expected_shared,
            expected_close,
        };
        PairScores::of(&pair).coalition_type
    }

    #[test]
    fn the_thresholds_of_types_belong_where_they_are_said_to() {
        // All neighbours, as chance has it: q = 1.
        let by_sharing = |c: u64, expected: f64| type_of(&[c, 0, 0], expected, expected).unwrap();
        assert_eq!(by_sharing(95, 100.0), CoalitionType::Opposed);
        assert_eq!(by_sharing(951, 1000.0), CoalitionType::Neutral);
        assert_eq!(by_sharing(100, 100.0), CoalitionType::Neutral);
        assert_eq!(by_sharing(1049, 1000.0), CoalitionType::Neutral);
        assert_eq!(by_sharing(105, 100.0), CoalitionType::Moderate);
        assert_eq!(by_sharing(124, 100.0), CoalitionType::Moderate);
        assert_eq!(by_sharing(125, 100.0), CoalitionType::Strong);
    }

    #[test]
    fn pairs_shared_more_but_ranked_further_apart_than_chance_has_it_are_strategic() {
        // c = 200 of 100 expected; the mean kernel is 1/2 at distance 3, against what is expected.
        let by_closeness = |expected: f64| type_of(&[0, 0, 200], 100.0, 100.0 * expected).unwrap();
        assert_eq!(by_closeness(0.5), CoalitionType::Strong);
        assert_eq!(by_closeness(0.5 / 0.95), CoalitionType::Strong, "the threshold itself");
        assert_eq!(by_closeness(0.5 / 0.949), CoalitionType::Strategic);
        assert_eq!(type_of(&[0, 0, 110], 100.0, 90.0), Some(CoalitionType::Strategic));
        assert_eq!(type_of(&[0, 0, 100], 100.0, 90.0), Some(CoalitionType::Neutral), "closeness parts only who share more");
        assert_eq!(type_of(&[80, 0, 0], 100.0, 50.0), Some(CoalitionType::Opposed), "however close they stand");
    }

    #[test]
    fn a_type_does_not_hang_on_rounding() {
        let all_but_ulps = |limit: f64, c: u64| [-1e-13, 0.0, 1e-13].map(|off| (c as f64 / limit) * (1.0 + off));
        for expected in all_but_ulps(0.95, 19) {
            assert_eq!(type_of(&[19], expected, expected), Some(CoalitionType::Opposed));
        }
        for expected in all_but_ulps(1.05, 21) {
            assert_eq!(type_of(&[21], expected, expected), Some(CoalitionType::Moderate));
        }
        for expected in all_but_ulps(1.25, 5) {
            assert_eq!(type_of(&[5], expected, expected), Some(CoalitionType::Strong));
        }
    }

    #[test]
    fn without_shared_or_expected_ballots_there_is_no_type() {
        assert_eq!(type_of(&[0, 0, 0], 40.0, 30.0), None);
        assert_eq!(type_of(&[3, 0, 0], 0.0, 0.0), None);
    }
}
