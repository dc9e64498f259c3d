//! Two groups of ballots against each other.

/// The z of a two-proportion test with the pooled proportion: `[ballots that do, ballots]` of two groups without ballots in
/// common. Positive where the first does more often; `None` if a group is empty, or all ballots do or none does.
pub fn two_proportion_z([a, of_a]: [u64; 2], [b, of_b]: [u64; 2]) -> Option<f64> {
    let all = (of_a + of_b) as f64;
    let pooled = (a + b) as f64 / all;
    if of_a == 0 || of_b == 0 || a + b == 0 || a + b == of_a + of_b {
        return None;
    }
    let (of_a, of_b) = (of_a as f64, of_b as f64);
    let deviation = (pooled * (1.0 - pooled) * (1.0 / of_a + 1.0 / of_b)).sqrt();
    Some((a as f64 / of_a - b as f64 / of_b) / deviation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn z_is_that_of_a_textbook() {
        // 60 of 100 against 45 of 100: pooled 0.525, deviation sqrt(0.525 · 0.475 · 0.02).
        let z = two_proportion_z([60, 100], [45, 100]).unwrap();
        assert!((z - 0.15 / 0.070_622_234_459_127_7).abs() < 1e-9, "{z}");
        assert_eq!(two_proportion_z([45, 100], [60, 100]), Some(-z));
    }

    #[test]
    fn without_variation_there_is_no_z() {
        for (a, b) in [([0, 10], [0, 5]), ([10, 10], [5, 5]), ([0, 0], [3, 5]), ([3, 5], [0, 0])] {
            assert_eq!(two_proportion_z(a, b), None);
        }
    }
}
