//! Two groups of ballots against each other.

/// The z of the difference of two shares, with the pooled share: `[ballots that do, ballots]` of two groups, and how many
/// ballots are in both, which count on either side and so take off their covariance (Derrick, Dobson-McKittrick, Toher and
/// White 2015). Positive where the first does more often; `None` if a group is empty, if the two are the same ballots, or all
/// ballots do or none does.
pub fn two_proportion_z([a, of_a]: [u64; 2], [b, of_b]: [u64; 2], in_both: u64) -> Option<f64> {
    let in_one = of_a + of_b - 2 * in_both;
    if of_a == 0 || of_b == 0 || in_one == 0 || a + b == 0 || a + b == of_a + of_b {
        return None;
    }
    let pooled = (a + b) as f64 / (of_a + of_b) as f64;
    let (of_a, of_b) = (of_a as f64, of_b as f64);
    // 1/of_a + 1/of_b − 2 in_both / (of_a of_b), without subtracting.
    let deviation = (pooled * (1.0 - pooled) * (in_one as f64 / (of_a * of_b))).sqrt();
    Some((a as f64 / of_a - b as f64 / of_b) / deviation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn z_is_that_of_a_textbook() {
        // 60 of 100 against 45 of 100: pooled 0.525, deviation sqrt(0.525 · 0.475 · 0.02).
        let z = two_proportion_z([60, 100], [45, 100], 0).unwrap();
        assert!((z - 0.15 / 0.070_622_234_459_127_7).abs() < 1e-9, "{z}");
        assert_eq!(two_proportion_z([45, 100], [60, 100], 0), Some(-z));
    }

    #[test]
    fn ballots_in_both_groups_make_a_difference_firmer() {
        // 100 of the 1000 are in the smaller group as well: var = p (1 − p) (1/1000 + 1/100 − 2 · 100 / (1000 · 100)).
        let z = two_proportion_z([300, 1000], [50, 100], 100).unwrap();
        let pooled = 350.0 / 1100.0;
        assert!((z + 0.2 / (pooled * (1.0 - pooled) * 0.009_f64).sqrt()).abs() < 1e-12, "{z}");
        assert!(z < two_proportion_z([300, 1000], [50, 100], 0).unwrap());
    }

    #[test]
    fn without_variation_there_is_no_z() {
        for (a, b) in [([0, 10], [0, 5]), ([10, 10], [5, 5]), ([0, 0], [3, 5]), ([3, 5], [0, 0])] {
            assert_eq!(two_proportion_z(a, b, 0), None);
        }
        assert_eq!(two_proportion_z([3, 5], [3, 5], 5), None, "a group beside itself");
    }
}
