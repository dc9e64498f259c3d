use super::*;
use crate::ballots::Profile;
use crate::metrics::candidates::CandidateCounts;
use proptest::prelude::*;

/// E by enumeration of all L-subsets that hold everybody who is certain, with the given weights.
fn enumerate(by_length: &[u64], weights: &[f64], certain: usize) -> (Vec<f64>, Vec<f64>) {
    let n = weights.len();
    let mut shared = vec![0.0; pair_count(n)];
    let mut close = vec![0.0; pair_count(n)];
    for (length, &ballots) in by_length.iter().enumerate().filter(|&(length, &ballots)| length >= 2 && ballots > 0) {
        let subsets: Vec<(usize, f64)> = (0..1usize << n)
            .filter(|set| set.count_ones() as usize == length && set & certain == certain)
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
        let rankings = prop::collection::vec((ranking, 1u64..200), 1..12);
        (rankings, 0..n as u16, any::<bool>()).prop_map(move |(mut rankings, candidate, is_certain)| {
            let without = rankings.iter_mut().map(|(ranking, _)| ranking).filter(|ranking| !ranking.contains(&candidate));
            without.filter(|_| is_certain).for_each(|ranking| ranking.push(candidate));
            (n, rankings)
        })
    })
}

proptest! {
    #[test]
    fn expected_mentions_equal_the_real_ones_and_expected_pairs_sum_to_the_shared_ballots((n, rankings) in rankings()) {
        let profile = Profile::new(n, rankings);
        let model = NullModel::of(&Tally::of(&profile));
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
        let model = NullModel::of(&Tally::of(&profile));
        let mut weights = vec![0.0; n];
        model.free.iter().zip(&model.weights).for_each(|(&i, &weight)| weights[i] = weight);
        model.certain.iter().for_each(|&i| weights[i] = 1.0);
        let certain = model.certain.iter().map(|i| 1 << i).sum();
        let mut by_length = vec![0; n + 1];
        profile.iter().for_each(|(ranking, count)| by_length[ranking.len()] += count);
        let (shared, close) = enumerate(&by_length, &weights, certain);
        let expectation = model.expectation();
        for (found, expected) in expectation.expected_shared.iter().chain(&expectation.expected_close).zip(shared.iter().chain(&close)) {
            prop_assert!((found - expected).abs() <= 1e-9 * expected.max(1.0), "{found} for {expected}");
        }
    }
}

#[test]
fn a_candidate_on_every_ballot_is_expected_with_everyone_as_often_as_they_are_mentioned() {
    let profile = Profile::new(3, [(vec![0u16, 1], 30), (vec![2, 0], 12), (vec![0], 8)]);
    let expectation = NullModel::of(&Tally::of(&profile)).expectation();
    assert_eq!(expectation.expected_shared[pair_index(3, 0, 1)], 30.0);
    assert_eq!(expectation.expected_shared[pair_index(3, 0, 2)], 12.0);
    assert_eq!(expectation.expected_shared[pair_index(3, 1, 2)], 0.0);
}

#[test]
fn weights_that_vanish_do_not_stop_the_solution() {
    // Whoever ranks one or two ranks candidates 0 and 1 only: 2 is on the ballots of three alone.
    let profile = Profile::new(4, [(vec![0u16], 10), (vec![1], 20), (vec![0, 1, 2], 5), (vec![1, 0, 3], 3)]);
    let model = NullModel::of(&Tally::of(&profile));
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
