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
//! The weights are found by iterative scaling. Where the counts allow a ranking of sets (everybody who ranks two ranks the same
//! two, say) some weights go to 0 and scaling crawls; Newton's method, which gains a constant factor a step there, finishes.
//!
//! Time: O(n Σ L) for a round of scaling, O(n² Σ L) for the pairs and O(n² Σ L + n³) for a Newton step, the sums over the
//! distinct ballot lengths.

use super::candidates::CandidateCounts;
use super::pairs::{pair_count, pair_index};
use super::scores::kernel;
use crate::ballots::Profile;

const TOLERANCE: f64 = 1e-12;
const MAX_ROUNDS: usize = 1_000;
const MAX_NEWTON_STEPS: usize = 100;
/// The largest change of ln x in one Newton step.
const MAX_STEP: f64 = 4.0;

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
                return;
            }
        }
        for _ in 0..MAX_NEWTON_STEPS {
            let (excess, curvature) = self.excess_and_curvature();
            let worst = self.free.iter().zip(&excess).map(|(&i, excess)| (excess / self.mentions[i]).abs()).fold(0.0, f64::max);
            if worst <= TOLERANCE / 10.0 {
                return;
            }
            let step = solve_symmetric(curvature, excess);
            let longest = step.iter().map(|change| change.abs()).fold(0.0, f64::max);
            let damping = if longest > MAX_STEP { MAX_STEP / longest } else { 1.0 };
            for (weight, change) in self.weights.iter_mut().zip(step) {
                *weight *= libm::exp(damping * change);
            }
            rescale(&mut self.weights);
        }
    }

    /// m_i − Σ_L N_L p_iL, and the covariance Σ_L N_L (p_ijL − p_iL p_jL), of the free candidates.
    fn excess_and_curvature(&mut self) -> (Vec<f64>, Vec<Vec<f64>>) {
        let n = self.free.len();
        let mut excess: Vec<f64> = self.free.iter().map(|&i| self.mentions[i]).collect();
        let mut curvature = vec![vec![0.0; n]; n];
        for length in self.lengths.iter_mut().filter(|length| length.drawn > 0 && length.drawn < n) {
            length.centre(&self.weights);
            let draw = Draw::new(length, &self.weights);
            let inclusion: Vec<f64> = (0..n).map(|a| draw.inclusion(a)).collect();
            for a in 0..n {
                curvature[a][a] += length.ballots * inclusion[a] * (1.0 - inclusion[a]);
                draw.pairs_of(a, |b, both| {
                    let covariance = length.ballots * (both - inclusion[a] * inclusion[b]);
                    curvature[a][b] += covariance;
                    curvature[b][a] += covariance;
                });
            }
            for (excess, inclusion) in excess.iter_mut().zip(&inclusion) {
                *excess -= length.ballots * inclusion;
            }
        }
        let all: f64 = self.lengths.iter().filter(|length| length.drawn == n).map(|length| length.ballots).sum();
        excess.iter_mut().for_each(|excess| *excess -= all);
        (excess, curvature)
    }

    /// Σ_L N_L e_{L−1}(x∖i) / e_L(x) for every free candidate.
    fn expected_mentions_per_weight(&mut self) -> Vec<f64> {
        let mut sums = vec![0.0; self.free.len()];
        for length in self.lengths.iter_mut().filter(|length| length.drawn > 0) {
            length.centre(&self.weights);
            let draw = Draw::new(length, &self.weights);
            for (i, sum) in sums.iter_mut().enumerate() {
                *sum += length.ballots * (draw.inclusion(i) / self.weights[i]);
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
        for &i in &self.certain {
            for j in (0..self.candidates).filter(|&j| j != i) {
                result.expected_shared[pair_index(self.candidates, i.min(j), i.max(j))] = self.mentions[j];
            }
        }
        result
    }

    fn add_free_pairs(&self, length: &Length, add: &mut impl FnMut(usize, usize, f64)) {
        if length.drawn == 0 {
            return;
        }
        let draw = Draw::new(length, &self.weights);
        for (a, &i) in self.free.iter().enumerate() {
            for &j in &self.certain {
                add(i, j, length.ballots * draw.inclusion(a));
            }
            draw.pairs_of(a, |b, both| add(i, self.free[b], length.ballots * both));
        }
    }
}

impl Length {
    /// Moves s until the mean Σ p_i is near L, within a factor that keeps every figure far from the limits of an f64.
    fn centre(&mut self, weights: &[f64]) {
        let n = weights.len() as f64;
        let target = (self.drawn as f64).min(n - 0.5);
        for _ in 0..200 {
            let (mean, rest) = weights
                .iter()
                .map(|x| Chance::new(self.scale * x))
                .fold((0.0, 0.0), |(p, q), chance| (p + chance.p, q + chance.q));
            let odds = (target / (n - target)) / (mean / rest);
            if (0.5..2.0).contains(&odds) {
                return;
            }
            self.scale *= odds;
        }
    }
}

/// p = s x / (1 + s x) and q = 1 − p, each to full precision.
#[derive(Clone, Copy)]
struct Chance {
    p: f64,
    q: f64,
}

impl Chance {
    fn new(odds: f64) -> Chance {
        Chance { p: odds / (1.0 + odds), q: 1.0 / (1.0 + odds) }
    }
}

/// Drawing the free candidates of a ballot of one length.
struct Draw {
    drawn: usize,
    chances: Vec<Chance>,
    products: Products,
    whole: f64,
}

impl Draw {
    fn new(length: &Length, weights: &[f64]) -> Draw {
        let chances: Vec<Chance> = weights.iter().map(|x| Chance::new(length.scale * x)).collect();
        let products = Products::of(chances.iter().copied(), length.drawn);
        Draw { drawn: length.drawn, whole: products.whole(length.drawn), chances, products }
    }

    /// p_iL.
    fn inclusion(&self, a: usize) -> f64 {
        self.chances[a].p * self.products.without(a, self.drawn - 1) / self.whole
    }

    /// Calls `found(b, p_abL)` for every b > a.
    fn pairs_of(&self, a: usize, mut found: impl FnMut(usize, f64)) {
        if self.drawn < 2 {
            (a + 1..self.chances.len()).for_each(|b| found(b, 0.0));
            return;
        }
        let others = self.chances.iter().enumerate().filter(|&(b, _)| b != a).map(|(_, &chance)| chance);
        let products = Products::of(others, self.drawn - 2);
        for b in a + 1..self.chances.len() {
            found(b, self.chances[a].p * self.chances[b].p * products.without(b - 1, self.drawn - 2) / self.whole);
        }
    }
}

/// Coefficients 0..=degree of the products of q_j + p_j t over the first, and over the last, candidates.
struct Products {
    width: usize,
    prefix: Vec<f64>,
    suffix: Vec<f64>,
}

impl Products {
    fn of(chances: impl DoubleEndedIterator<Item = Chance> + Clone, degree: usize) -> Products {
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
fn running_product(chances: impl Iterator<Item = Chance>, width: usize) -> Vec<f64> {
    let mut rows = vec![0.0; width];
    rows[0] = 1.0;
    for Chance { p, q } in chances {
        let start = rows.len() - width;
        for k in 0..width {
            let carried = if k > 0 { p * rows[start + k - 1] } else { 0.0 };
            rows.push(q * rows[start + k] + carried);
        }
    }
    rows
}

/// Solves A x = b by Cholesky for a positive semidefinite A whose null space is the constant vectors: weights are free up to a
/// common factor. Directions without curvature are left alone.
fn solve_symmetric(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    let mean_curvature = (0..n).map(|i| a[i][i]).sum::<f64>() / n as f64;
    for row in &mut a {
        row.iter_mut().for_each(|entry| *entry += mean_curvature / n as f64);
    }
    for i in 0..n {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            let rest = a[i][j] - dot;
            a[i][j] = if i == j { rest.max(f64::MIN_POSITIVE).sqrt() } else { rest / a[j][j] };
        }
        let dot: f64 = (0..i).map(|k| a[i][k] * b[k]).sum();
        b[i] = (b[i] - dot) / a[i][i];
    }
    for i in (0..n).rev() {
        let dot: f64 = (i + 1..n).map(|k| a[k][i] * b[k]).sum();
        b[i] = (b[i] - dot) / a[i][i];
    }
    if b.iter().all(|x| x.is_finite()) { b } else { vec![0.0; n] }
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// E by enumeration of all L-subsets with the given weights.
    fn enumerate(by_length: &[u64], weights: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let n = weights.len();
        let mut shared = vec![0.0; pair_count(n)];
        let mut close = vec![0.0; pair_count(n)];
        for (length, &ballots) in by_length.iter().enumerate().filter(|&(length, &ballots)| length >= 2 && ballots > 0) {
            let subsets: Vec<(usize, f64)> = (0..1usize << n)
                .filter(|set| set.count_ones() as usize == length)
                .map(|set| (set, (0..n).filter(|i| set >> i & 1 == 1).map(|i| weights[i]).product()))
                .collect();
            let total: f64 = subsets.iter().map(|(_, weight)| weight).sum();
            for (set, weight) in subsets {
                for i in 0..n {
                    for j in i + 1..n {
                        if set >> i & 1 == 1 && set >> j & 1 == 1 {
                            shared[pair_index(n, i, j)] += ballots as f64 * weight / total;
                            close[pair_index(n, i, j)] += ballots as f64 * weight / total * random_order_closeness(length);
                        }
                    }
                }
            }
        }
        (shared, close)
    }

    fn rankings() -> impl Strategy<Value = (usize, Vec<(Vec<u16>, u64)>)> {
        (1usize..7).prop_flat_map(|n| {
            let order = Just((0..n as u16).collect::<Vec<_>>()).prop_shuffle();
            let ranking = (order, 1..=n).prop_map(|(mut order, length)| {
                order.truncate(length);
                order
            });
            (Just(n), prop::collection::vec((ranking, 1u64..200), 1..12))
        })
    }

    proptest! {
        #[test]
        fn expected_mentions_equal_the_real_ones_and_expected_pairs_sum_to_the_shared_ballots((n, rankings) in rankings()) {
            let profile = Profile::new(n, rankings);
            let model = NullModel::of(&profile);
            let mentions = CandidateCounts::of(&profile).mentions;
            for (expected, &real) in model.expected_mentions().iter().zip(&mentions) {
                prop_assert!((expected - real as f64).abs() <= 1e-9 * real.max(1) as f64, "{expected} for {real} mentions");
            }
            let expectation = model.expectation();
            let pairs: u64 = profile.iter().map(|(ranking, count)| count * (ranking.len() * (ranking.len() - 1) / 2) as u64).sum();
            prop_assert!((expectation.expected_shared.iter().sum::<f64>() - pairs as f64).abs() <= 1e-9 * pairs.max(1) as f64);
            prop_assert!(expectation.expected_close.iter().zip(&expectation.expected_shared).all(|(close, shared)| close.is_finite() && *close <= shared + 1e-9));
        }

        #[test]
        fn expectations_equal_the_enumeration_of_all_subsets((n, rankings) in rankings()) {
            let profile = Profile::new(n, rankings);
            let model = NullModel::of(&profile);
            prop_assume!(model.certain.is_empty() && model.free.len() == n);
            let mut by_length = vec![0; n + 1];
            profile.iter().for_each(|(ranking, count)| by_length[ranking.len()] += count);
            let (shared, close) = enumerate(&by_length, &model.weights);
            let expectation = model.expectation();
            for (found, expected) in expectation.expected_shared.iter().chain(&expectation.expected_close).zip(shared.iter().chain(&close)) {
                prop_assert!((found - expected).abs() <= 1e-9 * expected.max(1.0), "{found} for {expected}");
            }
        }
    }

    #[test]
    fn a_candidate_on_every_ballot_is_expected_with_everyone_as_often_as_they_are_mentioned() {
        let profile = Profile::new(3, [(vec![0u16, 1], 30), (vec![2, 0], 12), (vec![0], 8)]);
        let expectation = NullModel::of(&profile).expectation();
        assert_eq!(expectation.expected_shared[pair_index(3, 0, 1)], 30.0);
        assert_eq!(expectation.expected_shared[pair_index(3, 0, 2)], 12.0);
        assert_eq!(expectation.expected_shared[pair_index(3, 1, 2)], 0.0);
    }

    #[test]
    fn weights_that_vanish_do_not_stop_the_solution() {
        // Whoever ranks one or two ranks candidates 0 and 1 only: 2 is on the ballots of three alone.
        let profile = Profile::new(4, [(vec![0u16], 10), (vec![1], 20), (vec![0, 1, 2], 5), (vec![1, 0, 3], 3)]);
        let model = NullModel::of(&profile);
        for (expected, real) in model.expected_mentions().iter().zip([18.0, 28.0, 5.0, 3.0]) {
            assert!((expected - real).abs() < 1e-9, "{expected} for {real}");
        }
        assert!((model.expectation().expected_shared[pair_index(4, 0, 1)] - 8.0).abs() < 1e-9);
    }

    #[test]
    fn hundreds_of_candidates_with_long_ballots_do_not_overflow() {
        let rankings = (0..600u64).map(|k| {
            let start = k * 7919 % 477;
            let length = [3, 200, 470][k as usize % 3];
            ((0..length).map(|step| ((start + step * 5) % 477) as u16).collect::<Vec<_>>(), 1 + k % 13)
        });
        let profile = Profile::new(477, rankings);
        let mut by_length = vec![0; 478];
        profile.iter().for_each(|(ranking, count)| by_length[ranking.len()] += count);
        let mentions = CandidateCounts::of(&profile).mentions;
        let model = NullModel::solve(&by_length, &mentions);
        for (expected, &real) in model.expected_mentions().iter().zip(&mentions) {
            assert!((expected - real as f64).abs() <= 1e-8 * real as f64, "{expected} for {real} mentions");
        }
    }

    #[test]
    fn closeness_of_a_random_order_is_the_mean_over_its_pairs() {
        assert_eq!(random_order_closeness(2), 1.0);
        assert!((random_order_closeness(3) - (2.0 + 2.0 / 3.0) / 3.0).abs() < 1e-15);
    }
}
