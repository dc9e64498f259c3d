//! What chance would give: the fixed-length null model. Metrics, section 4.
//!
//! A ballot of length L is an L-subset S of the candidates drawn with probability ∝ Π_{i∈S} x_i (conditional Bernoulli
//! sampling; Chen, Dempster and Liu, Biometrika 81, 1994), its order random. The weights x are those for which every
//! candidate's expected mentions equal the real ones.
//!
//! The elementary symmetric polynomials are computed as the distribution of a sum of independent Bernoulli variables with
//! p_i = s x_i / (1 + s x_i), e_k(s x) / Π (1 + s x_j), where s puts its mean near L: every ratio of the model is free of s, and
//! nothing overflows with hundreds of candidates. Leaving candidates out multiplies prefix and suffix products, which, unlike
//! division, subtracts nothing.
//!
//! Time: O(n Σ L) for a round of the solution, O(n² Σ L) for the pairs, the sum over the distinct ballot lengths.

use super::candidates::CandidateCounts;
use super::pairs::{pair_count, pair_index};
use super::scores::kernel;
use crate::ballots::Profile;

const TOLERANCE: f64 = 1e-12;
const MAX_ROUNDS: usize = 20_000;

/// Expected counts per pair of candidates, in [`pair_index`] order.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// E_ij, in ballots.
    pub expected_shared: Vec<f64>,
    /// E^k_ij: the expected sum of k(distance) over the shared ballots.
    pub expected_close: Vec<f64>,
}

/// The solved model.
#[derive(Clone, Debug)]
pub struct NullModel {
    candidates: usize,
    /// Candidates with a weight: on some ballots but not on all.
    free: Vec<usize>,
    /// Candidates on every ballot.
    certain: Vec<usize>,
    mentions: Vec<f64>,
    weights: Vec<f64>,
    lengths: Vec<Length>,
}

/// The ballots of one length.
#[derive(Clone, Debug)]
struct Length {
    /// Candidates on the ballot, L.
    full: usize,
    /// Of those, the ones drawn: L less the certain candidates.
    drawn: usize,
    ballots: f64,
    /// s.
    scale: f64,
}

impl NullModel {
    /// Solves the model for the ballot lengths and mentions of a profile.
    pub fn of(profile: &Profile) -> NullModel {
        let mut by_length = vec![0u64; profile.max_rankings() + 1];
        for (ranking, count) in profile.iter() {
            by_length[ranking.len()] += count;
        }
        NullModel::solve(&by_length, &CandidateCounts::of(profile).mentions)
    }

    /// Solves the model for `by_length[L]` ballots of length L and the mentions of each candidate.
    pub fn solve(by_length: &[u64], mentions: &[u64]) -> NullModel {
        let ballots: u64 = by_length.iter().sum();
        let (certain, free): (Vec<usize>, Vec<usize>) =
            (0..mentions.len()).filter(|&i| mentions[i] > 0).partition(|&i| mentions[i] == ballots);
        let lengths = by_length
            .iter()
            .enumerate()
            .filter(|&(_, &count)| count > 0)
            .map(|(full, &count)| Length { full, drawn: full - certain.len(), ballots: count as f64, scale: 1.0 })
            .collect();
        let mentions: Vec<f64> = mentions.iter().map(|&m| m as f64).collect();
        let weights = free.iter().map(|&i| mentions[i]).collect();
        let mut model = NullModel { candidates: mentions.len(), free, certain, mentions, weights, lengths };
        model.iterate();
        model
    }

    fn iterate(&mut self) {
        if self.free.is_empty() {
            return;
        }
        rescale(&mut self.weights);
        for _ in 0..MAX_ROUNDS {
            let per_weight = self.expected_mentions_per_weight();
            let mut next: Vec<f64> = self.free.iter().zip(&per_weight).map(|(&i, &rate)| self.mentions[i] / rate).collect();
            rescale(&mut next);
            let change = next.iter().zip(&self.weights).map(|(new, old)| (new / old - 1.0).abs()).fold(0.0, f64::max);
            self.weights = next;
            if change <= TOLERANCE {
                break;
            }
        }
    }

    /// Σ_L N_L e_{L−1}(x∖i) / e_L(x) for every free candidate.
    fn expected_mentions_per_weight(&mut self) -> Vec<f64> {
        let mut sums = vec![0.0; self.free.len()];
        for length in self.lengths.iter_mut().filter(|length| length.drawn > 0) {
            length.centre(&self.weights);
            let chances = length.chances(&self.weights);
            let products = Products::of(chances.iter().copied(), length.drawn);
            let whole = products.whole(length.drawn);
            for (i, sum) in sums.iter_mut().enumerate() {
                *sum += length.ballots * (chances[i] / self.weights[i]) * products.without(i, length.drawn - 1) / whole;
            }
        }
        sums
    }

    /// Σ_L N_L p_iL for every candidate: equals the mentions the model was solved for.
    pub fn expected_mentions(&self) -> Vec<f64> {
        let mut expected = vec![0.0; self.candidates];
        let mut model = self.clone();
        for ((&i, &weight), rate) in self.free.iter().zip(&self.weights).zip(model.expected_mentions_per_weight()) {
            expected[i] = weight * rate;
        }
        for &i in &self.certain {
            expected[i] = self.mentions[i];
        }
        expected
    }

    /// E_ij and E^k_ij for every pair of candidates.
    pub fn expectation(&self) -> Expectation {
        let pairs = pair_count(self.candidates);
        let mut result = Expectation { expected_shared: vec![0.0; pairs], expected_close: vec![0.0; pairs] };
        for length in self.lengths.iter().filter(|length| length.full >= 2) {
            let closeness = random_order_closeness(length.full);
            let mut add = |i: usize, j: usize, ballots: f64| {
                let pair = pair_index(self.candidates, i.min(j), i.max(j));
                result.expected_shared[pair] += ballots;
                result.expected_close[pair] += ballots * closeness;
            };
            for (position, &i) in self.certain.iter().enumerate() {
                for &j in &self.certain[position + 1..] {
                    add(i, j, length.ballots);
                }
            }
            self.add_free_pairs(length, &mut add);
        }
        result
    }

    fn add_free_pairs(&self, length: &Length, add: &mut impl FnMut(usize, usize, f64)) {
        if length.drawn == 0 {
            return;
        }
        let chances = length.chances(&self.weights);
        let products = Products::of(chances.iter().copied(), length.drawn);
        let whole = products.whole(length.drawn);
        for (a, &i) in self.free.iter().enumerate() {
            let inclusion = chances[a] * products.without(a, length.drawn - 1) / whole;
            for &j in &self.certain {
                add(i, j, length.ballots * inclusion);
            }
            if length.drawn < 2 {
                continue;
            }
            let others = Products::of(chances.iter().enumerate().filter(|&(b, _)| b != a).map(|(_, &p)| p), length.drawn - 2);
            for (b, &j) in self.free.iter().enumerate().skip(a + 1) {
                add(i, j, length.ballots * (chances[a] * chances[b] * others.without(b - 1, length.drawn - 2) / whole));
            }
        }
    }
}

impl Length {
    /// p_i = s x_i / (1 + s x_i). A length that takes all candidates, or none, needs no draw.
    fn chances(&self, weights: &[f64]) -> Vec<f64> {
        weights.iter().map(|x| self.scale * x / (1.0 + self.scale * x)).collect()
    }

    /// Moves s until the mean Σ p_i is near L, within a factor that keeps every figure far from the limits of an f64.
    fn centre(&mut self, weights: &[f64]) {
        let n = weights.len() as f64;
        let target = (self.drawn as f64).min(n - 0.5);
        for _ in 0..200 {
            let mean: f64 = self.chances(weights).iter().sum();
            let odds = (target / (n - target)) / (mean / (n - mean));
            if (0.5..2.0).contains(&odds) {
                return;
            }
            self.scale *= odds;
        }
    }
}

/// Coefficients 0..=degree of the products of (1 − p_j) + p_j t over the first, and over the last, candidates.
struct Products {
    width: usize,
    prefix: Vec<f64>,
    suffix: Vec<f64>,
}

impl Products {
    fn of(chances: impl DoubleEndedIterator<Item = f64> + Clone, degree: usize) -> Products {
        let width = degree + 1;
        Products { width, prefix: running_product(chances.clone(), width), suffix: running_product(chances.rev(), width) }
    }

    /// The coefficient of t^k in the product over all candidates.
    fn whole(&self, k: usize) -> f64 {
        self.prefix[self.prefix.len() - self.width + k]
    }

    /// The coefficient of t^k in the product over all candidates but one.
    fn without(&self, candidate: usize, k: usize) -> f64 {
        let after = self.suffix.len() / self.width - 2 - candidate;
        let before = &self.prefix[candidate * self.width..][..=k];
        let after = &self.suffix[after * self.width..][..=k];
        before.iter().zip(after.iter().rev()).map(|(a, b)| a * b).sum()
    }
}

/// Row c holds the product over the first c chances.
fn running_product(chances: impl Iterator<Item = f64>, width: usize) -> Vec<f64> {
    let mut rows = vec![0.0; width];
    rows[0] = 1.0;
    for p in chances {
        let start = rows.len() - width;
        for k in 0..width {
            let carried = if k > 0 { p * rows[start + k - 1] } else { 0.0 };
            rows.push((1.0 - p) * rows[start + k] + carried);
        }
    }
    rows
}

/// Divides by the geometric mean.
fn rescale(weights: &mut [f64]) {
    let mean_log = weights.iter().map(|&x| libm::log(x)).sum::<f64>() / weights.len() as f64;
    let factor = libm::exp(-mean_log);
    for x in weights {
        *x *= factor;
    }
}

/// K(L): the mean of k(distance) over the pairs of a ballot of length L in random order.
fn random_order_closeness(length: usize) -> f64 {
    let sum: f64 = (1..length).map(|d| (length - d) as f64 * kernel(d)).sum();
    2.0 / (length * (length - 1)) as f64 * sum
}
