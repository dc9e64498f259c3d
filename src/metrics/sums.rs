//! Figures that several metrics are made of.

/// `None` if the denominator is 0.
pub(super) fn ratio(numerator: f64, denominator: u64) -> Option<f64> {
    (denominator > 0).then(|| numerator / denominator as f64)
}

/// −Σ p ln p over the shares p of the counts in their `total`, which is not 0.
pub(super) fn entropy(counts: &[u64], total: u64) -> f64 {
    let shares = counts.iter().filter(|&&count| count > 0).map(|&count| count as f64 / total as f64);
    shares.map(|share| -share * libm::log(share)).sum()
}
