//! One candidate: counts of the profile and the ratios derived from them. Metrics, section 2.

use super::sums::{entropy, ratio};
use crate::ballots::Profile;

/// Ballots per candidate, in candidate index order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateCounts {
    /// N: ballots that rank anyone.
    pub ballots: u64,
    /// R: the longest ranking.
    pub max_rankings: usize,
    /// m_i: ballots that rank the candidate.
    pub mentions: Vec<u64>,
    /// Ballots with the candidate at rank r+1, candidate-major: `rank_counts[i * max_rankings + r]`.
    pub rank_counts: Vec<u64>,
    /// Ballots that rank nobody else.
    pub bullet_ballots: Vec<u64>,
    /// Ballots on which the candidate is not the last.
    pub transferable_ballots: Vec<u64>,
}

impl CandidateCounts {
    pub fn of(profile: &Profile) -> CandidateCounts {
        let n = profile.candidates();
        let max_rankings = profile.max_rankings();
        let mut counts = CandidateCounts {
            ballots: profile.ballots(),
            max_rankings,
            mentions: vec![0; n],
            rank_counts: vec![0; n * max_rankings],
            bullet_ballots: vec![0; n],
            transferable_ballots: vec![0; n],
        };
        for (ranking, count) in profile.iter() {
            for (rank, &candidate) in ranking.iter().enumerate() {
                let candidate = usize::from(candidate);
                counts.mentions[candidate] += count;
                counts.rank_counts[candidate * max_rankings + rank] += count;
                if rank + 1 < ranking.len() {
                    counts.transferable_ballots[candidate] += count;
                }
            }
            if let [only] = *ranking {
                counts.bullet_ballots[usize::from(only)] += count;
            }
        }
        counts
    }

    /// n: the number of candidates.
    pub fn len(&self) -> usize {
        self.mentions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.mentions.is_empty()
    }

    /// Ballots with the candidate at ranks 1..=R.
    pub fn ranks(&self, candidate: usize) -> &[u64] {
        &self.rank_counts[candidate * self.max_rankings..(candidate + 1) * self.max_rankings]
    }

    /// f_i: ballots with the candidate first.
    pub fn first_choice_votes(&self, candidate: usize) -> u64 {
        self.ranks(candidate).first().copied().unwrap_or(0)
    }

    /// The derived figures of a candidate.
    pub fn scores(&self, candidate: usize) -> CandidateScores {
        let ranks = self.ranks(candidate);
        let mentions = self.mentions[candidate];
        let longest = self.max_rankings as u64;
        let position_sum: u64 = (1..).zip(ranks).map(|(position, &ballots): (u64, _)| position * ballots).sum();
        let weighted_score = (longest + 1) * mentions - position_sum;
        CandidateScores {
            first_choice_percentage: ratio(100.0 * self.first_choice_votes(candidate) as f64, self.ballots),
            avg_rank_position: ratio(position_sum as f64, mentions),
            weighted_score,
            vote_strength_index: ratio(weighted_score as f64, longest * mentions),
            ranking_consistency: consistency(ranks, mentions),
            transfer_efficiency: ratio(self.transferable_ballots[candidate] as f64, mentions),
        }
    }
}

/// What is derived from a candidate's counts. `None` where the denominator is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CandidateScores {
    /// 100 f_i / N, in percent.
    pub first_choice_percentage: Option<f64>,
    /// Mean rank position over the ballots that rank the candidate, from 1.
    pub avg_rank_position: Option<f64>,
    /// Σ (R + 1 − r) over those ballots.
    pub weighted_score: u64,
    /// weighted_score / (R · m_i), in (0, 1].
    pub vote_strength_index: Option<f64>,
    /// 1 − H(rank) / ln R, in [0, 1]; 1 = always at the same rank. `None` if R < 2.
    pub ranking_consistency: Option<f64>,
    /// transferable_ballots / m_i, in [0, 1].
    pub transfer_efficiency: Option<f64>,
}

fn consistency(ranks: &[u64], mentions: u64) -> Option<f64> {
    if mentions == 0 || ranks.len() < 2 {
        return None;
    }
    Some(1.0 - entropy(ranks, mentions) / libm::log(ranks.len() as f64))
}
