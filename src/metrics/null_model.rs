//! What chance would give: the fixed-length null model. Metrics, section 4.
//!
//! A ballot of length L is an L-subset S of the candidates drawn with probability ∝ Π_{i∈S} x_i (conditional Bernoulli
//! sampling; Chen, Dempster and Liu, Biometrika 81, 1994), its order random. The weights x are those for which every
//! candidate's expected mentions equal the real ones.
//!
//! The elementary symmetric polynomials are computed as the distribution of a sum of independent Bernoulli variables with
//! p_i = s x_i / (1 + s x_i), e_k(s x) / Π (1 + s x_j), where s puts its mean amid the lengths: every ratio of the model is free of
//! s, and nothing overflows with hundreds of candidates. Sums over lengths with candidates left out, Σ_L w_L e_{L−k}(x∖i), are
//! products of a prefix with a suffix that the weights w are folded into from the far end, which, unlike division, subtracts
//! nothing.
//!
//! The weights are found by iterative scaling. Where the counts allow a ranking of sets (everybody who ranks two ranks the same
//! two, say) some weights go to 0 and scaling crawls; Newton's method, which gains a constant factor a step there, finishes.
//!
//! Time, with R the longest ballot: O(n R) for a round of scaling, O(n² R) for the pairs, O(n² R + n R² + n³) for a Newton step.

use super::pairs::{kernel, pair_count, pair_index};
use super::tally::Tally;

const TOLERANCE: f64 = 1e-12;
/// What is told apart by no more than this is the same: no edge, type or place hangs on the rounding of the model.
pub(super) const ROUNDING: f64 = 1e-9;
const MAX_ROUNDS: usize = 300;
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
    /// s.
    scale: f64,
}

/// The ballots of one length.
#[derive(Clone, Debug)]
struct Length {
    /// Candidates on the ballot, L.
    full: usize,
    /// Of those, the ones drawn: L less the certain candidates.
    drawn: usize,
    ballots: f64,
}

impl NullModel {
    /// The largest [`residual`](NullModel::residual) of a model to go by: beyond, E would not hold to the digits that are shown.
    pub const MAX_RESIDUAL: f64 = 1e-8;

    /// Solves the model for the ballot lengths and mentions of counted ballots.
    pub fn of(tally: &Tally) -> NullModel {
        NullModel::solve(&tally.lengths, &tally.candidates.mentions)
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
            .map(|(full, &count)| Length { full, drawn: full - certain.len(), ballots: count as f64 })
            .collect();
        let mentions: Vec<f64> = mentions.iter().map(|&m| m as f64).collect();
        let weights = free.iter().map(|&i| mentions[i]).collect();
        let mut model = NullModel { candidates: mentions.len(), free, certain, mentions, weights, lengths, scale: 1.0 };
        model.iterate();
        model
    }

    fn iterate(&mut self) {
        if self.free.is_empty() {
            return;
        }
        rescale(&mut self.weights);
        for _ in 0..MAX_ROUNDS {
            self.centre();
            let rates = self.draw().expected_mentions_per_chance();
            let mut next: Vec<f64> = (0..self.free.len())
                .map(|a| {
                    let odds = self.scale * self.weights[a];
                    self.mentions[self.free[a]] * (1.0 + odds) / rates[a]
                })
                .collect();
            rescale(&mut next);
            let change = next.iter().zip(&self.weights).map(|(new, old)| (new / old - 1.0).abs()).fold(0.0, f64::max);
            self.weights = next;
            if change <= TOLERANCE {
                break;
            }
        }
        self.centre();
        for _ in 0..MAX_NEWTON_STEPS {
            let excess = self.excess();
            if self.worst(&excess) <= TOLERANCE {
                return;
            }
            let step = solve_symmetric(self.curvature(), excess);
            let longest = step.iter().map(|change| change.abs()).fold(0.0, f64::max);
            let damping = if longest > MAX_STEP { MAX_STEP / longest } else { 1.0 };
            for (weight, change) in self.weights.iter_mut().zip(step) {
                *weight *= libm::exp(damping * change);
            }
            rescale(&mut self.weights);
            self.centre();
        }
    }

    /// Moves s until the mean Σ p_i is near the middle of the lengths, within a factor that keeps every figure far from the
    /// limits of an f64.
    fn centre(&mut self) {
        let n = self.weights.len() as f64;
        let shortest = self.lengths.first().map_or(0, |length| length.drawn);
        let longest = self.lengths.last().map_or(0, |length| length.drawn);
        let target = ((shortest + longest) as f64 / 2.0).clamp(0.5, n - 0.5);
        for _ in 0..200 {
            let chances = self.weights.iter().map(|x| Chance::new(self.scale * x));
            let (mean, rest) = chances.fold((0.0, 0.0), |(p, q), chance| (p + chance.p, q + chance.q));
            let odds = (target / (n - target)) / (mean / rest);
            if (0.5..2.0).contains(&odds) {
                return;
            }
            self.scale *= odds;
        }
    }

    fn draw(&self) -> Draw<'_> {
        Draw::new(&self.lengths, self.weights.iter().map(|x| Chance::new(self.scale * x)).collect())
    }

    /// m_i − Σ_L N_L p_iL of the free candidates.
    fn excess(&self) -> Vec<f64> {
        let draw = self.draw();
        let expected = draw.expected_mentions_per_chance().into_iter().zip(&draw.chances).map(|(rate, chance)| rate * chance.p);
        self.free.iter().zip(expected).map(|(&i, expected)| self.mentions[i] - expected).collect()
    }

    /// The covariance Σ_L N_L (p_ijL − p_iL p_jL) of the free candidates.
    fn curvature(&self) -> Vec<Vec<f64>> {
        let n = self.free.len();
        let draw = self.draw();
        let mut curvature = vec![vec![0.0; n]; n];
        let ballots = draw.ballots_per_draw(|_| 1.0);
        for (a, row) in curvature.iter_mut().enumerate() {
            draw.pairs_of(a, [&ballots], |b, [both]| row[b] = both);
        }
        for length in self.lengths.iter().filter(|length| length.drawn > 0) {
            let inclusion = draw.inclusions(length.drawn);
            for a in 0..n {
                curvature[a][a] += length.ballots * inclusion[a] * (1.0 - inclusion[a]);
                for b in a + 1..n {
                    curvature[a][b] -= length.ballots * inclusion[a] * inclusion[b];
                }
            }
        }
        for a in 1..n {
            let (above, below) = curvature.split_at_mut(a);
            for (b, row) in above.iter().enumerate() {
                below[0][b] = row[a];
            }
        }
        curvature
    }

    /// Σ_L N_L p_iL for every candidate: equals the mentions the model was solved for.
    #[cfg(all(test, not(target_arch = "wasm32")))]
    fn expected_mentions(&self) -> Vec<f64> {
        let mut expected = vec![0.0; self.candidates];
        for (&i, excess) in self.free.iter().zip(self.excess()) {
            expected[i] = self.mentions[i] - excess;
        }
        for &i in &self.certain {
            expected[i] = self.mentions[i];
        }
        expected
    }

    /// The largest relative difference between expected and real mentions: what is left unsolved.
    pub fn residual(&self) -> f64 {
        self.worst(&self.excess())
    }

    fn worst(&self, excess: &[f64]) -> f64 {
        let relative = |(&i, excess): (&usize, &f64)| (excess / self.mentions[i]).abs();
        let or_infinite = |share: f64| if share.is_nan() { f64::INFINITY } else { share };
        self.free.iter().zip(excess).map(relative).map(or_infinite).fold(0.0, f64::max)
    }

    /// E_ij and E^k_ij for every pair of candidates.
    pub fn expectation(&self) -> Expectation {
        let pairs = pair_count(self.candidates);
        let mut result = Expectation { expected_shared: vec![0.0; pairs], expected_close: vec![0.0; pairs] };
        let index = |i: usize, j: usize| pair_index(self.candidates, i.min(j), i.max(j));
        let draw = self.draw();
        let plain = draw.ballots_per_draw(|_| 1.0);
        let close = draw.ballots_per_draw(|length| random_order_closeness(length.full));
        for (a, &i) in self.free.iter().enumerate() {
            draw.pairs_of(a, [&plain, &close], |b, [shared, close]| {
                let pair = index(i, self.free[b]);
                (result.expected_shared[pair], result.expected_close[pair]) = (shared, close);
            });
        }
        self.add_certain_pairs(&draw, &mut result, index);
        result
    }

    fn add_certain_pairs(&self, draw: &Draw, result: &mut Expectation, index: impl Fn(usize, usize) -> usize) {
        let mut closeness_with_certain = vec![0.0; self.candidates];
        for length in self.lengths.iter().filter(|length| length.full >= 2 && !self.certain.is_empty()) {
            let close = length.ballots * random_order_closeness(length.full);
            let inclusions = if length.drawn > 0 { draw.inclusions(length.drawn) } else { vec![0.0; self.free.len()] };
            for (&j, inclusion) in self.free.iter().zip(inclusions) {
                closeness_with_certain[j] += close * inclusion;
            }
            for &j in &self.certain {
                closeness_with_certain[j] += close;
            }
        }
        for &i in &self.certain {
            for j in (0..self.candidates).filter(|&j| j != i) {
                result.expected_shared[index(i, j)] = self.mentions[j];
                result.expected_close[index(i, j)] = closeness_with_certain[j];
            }
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

/// Drawing the free candidates of the ballots of all lengths.
struct Draw<'a> {
    lengths: &'a [Length],
    chances: Vec<Chance>,
    /// Row c holds the coefficients 0..=R of the product of q_j + p_j t over the first c candidates.
    prefix: Vec<f64>,
    width: usize,
}

impl Draw<'_> {
    fn new(lengths: &[Length], chances: Vec<Chance>) -> Draw<'_> {
        let width = lengths.iter().map(|length| length.drawn).max().unwrap_or(0) + 1;
        let prefix = running_product(chances.iter().copied(), width);
        Draw { lengths, chances, prefix, width }
    }

    /// The chance that a draw without a fixed length has k candidates.
    fn whole(&self, k: usize) -> f64 {
        self.prefix[self.prefix.len() - self.width + k]
    }

    /// weight(L) N_L / whole(L) by number of candidates drawn.
    fn ballots_per_draw(&self, weight: impl Fn(&Length) -> f64) -> Vec<f64> {
        let mut ballots = vec![0.0; self.width];
        for length in self.lengths {
            ballots[length.drawn] = weight(length) * length.ballots / self.whole(length.drawn);
        }
        ballots
    }

    /// Σ_L N_L p_iL / p_i for every free candidate.
    fn expected_mentions_per_chance(&self) -> Vec<f64> {
        let mut rates = vec![0.0; self.chances.len()];
        let ballots = shifted(&self.ballots_per_draw(|_| 1.0), 1);
        leave_one_out(&self.chances, &self.prefix, self.width, [ballots], |a, [rate]| rates[a] = rate);
        rates
    }

    /// p_iL for every free candidate and one number drawn.
    fn inclusions(&self, drawn: usize) -> Vec<f64> {
        let mut one = vec![0.0; self.width];
        one[drawn] = 1.0 / self.whole(drawn);
        let mut inclusions = vec![0.0; self.chances.len()];
        leave_one_out(&self.chances, &self.prefix, self.width, [shifted(&one, 1)], |a, [rate]| {
            inclusions[a] = self.chances[a].p * rate
        });
        inclusions
    }

    /// Calls `found(b, Σ_L ballots_L p_abL)` for every b > a, with a sum for each of `ballots`.
    fn pairs_of<const K: usize>(&self, a: usize, ballots: [&[f64]; K], mut found: impl FnMut(usize, [f64; K])) {
        let others: Vec<Chance> = (0..self.chances.len()).filter(|&b| b != a).map(|b| self.chances[b]).collect();
        let prefix = running_product(others.iter().copied(), self.width);
        leave_one_out(&others, &prefix, self.width, ballots.map(|ballots| shifted(ballots, 2)), |other, rates| {
            if other >= a {
                found(other + 1, rates.map(|rate| self.chances[a].p * self.chances[other + 1].p * rate));
            }
        });
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

/// `ballots` with `places` candidates already drawn.
fn shifted(ballots: &[f64], places: usize) -> Vec<f64> {
    (0..ballots.len()).map(|k| ballots.get(k + places).copied().unwrap_or(0.0)).collect()
}

/// Calls `found(c, Σ_k weight_k · [t^k] Π_{j≠c} (q_j + p_j t))` for every candidate c, from the last to the first, with a sum for
/// each of `weights`. They are folded with the chances after c on the way, so that each c costs one pass over the coefficients.
fn leave_one_out<const K: usize>(
    chances: &[Chance],
    prefix: &[f64],
    width: usize,
    mut weights: [Vec<f64>; K],
    mut found: impl FnMut(usize, [f64; K]),
) {
    for (c, Chance { p, q }) in chances.iter().enumerate().rev() {
        let before = &prefix[c * width..(c + 1) * width];
        found(c, weights.each_ref().map(|after| before.iter().zip(after).map(|(before, after)| before * after).sum()));
        for weights in &mut weights {
            for k in 0..width {
                let further = if k + 1 < width { weights[k + 1] } else { 0.0 };
                weights[k] = q * weights[k] + p * further;
            }
        }
    }
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
mod tests;
