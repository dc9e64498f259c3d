//! Figures that are null where there is nothing to divide by.

/// `None` if the denominator is 0.
pub fn ratio(numerator: f64, denominator: u64) -> Option<f64> {
    (denominator > 0).then(|| numerator / denominator as f64)
}

/// `None` of no values.
pub fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.into_iter().fold((0, 0.0), |(count, sum), value| (count + 1, sum + value));
    ratio(sum, count)
}

/// −Σ p ln p over the shares of the counts; `None` if they are all 0.
pub fn entropy(counts: &[u64]) -> Option<f64> {
    let total: u64 = counts.iter().sum();
    let shares = counts.iter().filter(|&&count| count > 0).map(|&count| count as f64 / total as f64);
    (total > 0).then(|| shares.map(|share| -share * libm::log(share)).sum())
}
