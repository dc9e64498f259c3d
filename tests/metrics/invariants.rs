//! What must hold on every data set (metrics, section 12), on random profiles with ties, gaps and extremes.

use coalition_lens::ballots::Profile;
use coalition_lens::snapshot::{decode_table, encode_table, profile_table, read_profile};
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::support::{all_rows, ask, contest_from, election};

pub fn profiles() -> impl Strategy<Value = Profile> {
    (1usize..9).prop_flat_map(|n| {
        let order = Just((0..n as u16).collect::<Vec<_>>()).prop_shuffle();
        let ranking = (order, 1..=n).prop_map(|(mut order, length)| {
            order.truncate(length);
            order
        });
        let count = prop_oneof![1u64..4, 1u64..100_000, Just(u64::from(u32::MAX) + 7)];
        prop::collection::vec((ranking, count), 1..20).prop_map(move |rankings| Profile::new(n, rankings))
    })
}

pub fn whole(row: &Json, name: &str) -> u64 {
    row[name].as_f64().unwrap_or_else(|| panic!("{name} is {}", row[name])) as u64
}

fn list(row: &Json, name: &str) -> Vec<u64> {
    row[name].as_array().expect(name).iter().map(|value| value.as_f64().expect(name) as u64).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn counts_of_candidates_add_up(profile in profiles()) {
        let election = election(&contest_from(&profile));
        let rows = all_rows(&election, "candidates", "{}");
        let firsts: u64 = rows.iter().map(|row| whole(row, "first_choice_votes")).sum();
        prop_assert_eq!(firsts, profile.ballots());
        for row in &rows {
            let mentions = whole(row, "mentions");
            prop_assert_eq!(list(row, "rank_counts").iter().sum::<u64>(), mentions);
            prop_assert!(whole(row, "transferable_ballots") + whole(row, "bullet_ballots") <= mentions);
            prop_assert_eq!(row["avg_rank_position"].is_null(), mentions == 0);
            for share in ["vote_strength_index", "transfer_efficiency", "ranking_consistency"] {
                if let Some(share) = row[share].as_f64() {
                    prop_assert!((-1e-12..=1.0 + 1e-12).contains(&share));
                }
            }
        }
    }

    #[test]
    fn counts_of_pairs_add_up_and_scores_stay_in_their_ranges(profile in profiles()) {
        let election = election(&contest_from(&profile));
        let candidates = all_rows(&election, "candidates", r#"{"sort_by": "candidate_id", "sort_order": "asc"}"#);
        let rows = all_rows(&election, "pairs", r#"{"min_shared_ballots": 0, "min_strength": -1, "page_size": 7}"#);
        prop_assert_eq!(rows.len(), candidates.len() * (candidates.len() - 1) / 2);
        let mut followed = vec![0; candidates.len()];
        let (mut shared_sum, mut expected_sum) = (0, 0.0);
        for row in &rows {
            let (m1, m2, c) = (whole(row, "total_ballots_1"), whole(row, "total_ballots_2"), whole(row, "shared_ballots"));
            prop_assert!(c <= m1.min(m2));
            prop_assert_eq!(list(row, "distance_counts").iter().sum::<u64>(), c);
            prop_assert_eq!(whole(row, "ahead_1") + whole(row, "ahead_2"), c);
            prop_assert!(whole(row, "pairwise_1") + whole(row, "pairwise_2") <= profile.ballots());
            for (score, low) in [("basic_affinity_score", 0.0), ("proximity_weighted_affinity", 0.0), ("coalition_strength_score", -1.0), ("phi", -1.0)] {
                match row[score].as_f64() {
                    Some(score) => prop_assert!((low - 1e-9..=1.0 + 1e-9).contains(&score)),
                    None => prop_assert!(score == "phi" || m1 * m2 == 0),
                }
            }
            let lift = row["adjusted_lift"].as_f64();
            match row["coalition_type"].as_str() {
                Some("opposed") => prop_assert!(lift.unwrap() < 1.0),
                Some("neutral") => prop_assert!((lift.unwrap() - 1.0).abs() < 0.05),
                Some(_) => prop_assert!(lift.unwrap() > 1.0),
                None => prop_assert!(c == 0 || lift.is_none()),
            }
            followed[whole(row, "candidate_1") as usize - 1] += whole(row, "next_1_to_2");
            followed[whole(row, "candidate_2") as usize - 1] += whole(row, "next_2_to_1");
            shared_sum += c;
            expected_sum += row["expected_shared"].as_f64().unwrap();
        }
        for (candidate, followed) in candidates.iter().zip(followed) {
            prop_assert_eq!(followed, whole(candidate, "transferable_ballots"));
        }
        prop_assert!((expected_sum - shared_sum as f64).abs() <= 1e-9 * (shared_sum as f64).max(1.0));
    }

    #[test]
    fn a_pair_asked_the_other_way_round_is_the_mirror_image(profile in profiles()) {
        prop_assume!(profile.candidates() > 1);
        let election = election(&contest_from(&profile));
        let there = &ask(&election, "pair", r#"{"candidate_1": 1, "candidate_2": 2}"#)["data"];
        let back = &ask(&election, "pair", r#"{"candidate_1": 2, "candidate_2": 1}"#)["data"];
        for (name, value) in there.as_object().unwrap() {
            let mirrored = if let Some(name) = name.strip_suffix("_1_to_2") {
                format!("{name}_2_to_1")
            } else if let Some(name) = name.strip_suffix("_2_to_1") {
                format!("{name}_1_to_2")
            } else if name.contains("_1") {
                name.replace("_1", "_2")
            } else {
                name.replace("_2", "_1")
            };
            prop_assert_eq!(value, &back[&mirrored], "{}", name);
        }
    }

    #[test]
    fn pages_of_any_sort_neither_overlap_nor_skip_and_are_in_order(
        profile in profiles(),
        sort_by in prop::sample::select(vec!["coalition_strength_score", "shared_ballots", "phi", "candidate_2_name", "low_support", "coalition_type"]),
        descending in any::<bool>(),
    ) {
        let election = election(&contest_from(&profile));
        let order = if descending { "desc" } else { "asc" };
        let sort = format!(r#""min_shared_ballots": 0, "min_strength": -1, "sort_by": "{sort_by}", "sort_order": "{order}""#);
        let rows = all_rows(&election, "pairs", &format!(r#"{{{sort}, "page_size": 3}}"#));
        prop_assert_eq!(&rows, &all_rows(&election, "pairs", &format!(r#"{{{sort}, "page_size": 1000}}"#)));
        for pair in rows.windows(2) {
            prop_assert!(in_order(&pair[0], &pair[1], sort_by, descending), "{} then {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn a_profile_comes_back_from_its_table(profile in profiles()) {
        let table = profile_table(&profile);
        let decoded = decode_table(&encode_table(&table, 0..table.rows()).unwrap()).unwrap();
        prop_assert_eq!(read_profile(&decoded, profile.candidates()).unwrap(), profile);
    }
}

/// Nulls last in both directions; ties by candidate ids, ascending.
fn in_order(first: &Json, second: &Json, sort_by: &str, descending: bool) -> bool {
    use std::cmp::Ordering;
    let compared = match (&first[sort_by], &second[sort_by]) {
        (Json::Null, Json::Null) => Ordering::Equal,
        (Json::Null, _) => Ordering::Greater,
        (_, Json::Null) => Ordering::Less,
        (a, b) => {
            let ordering = match (a, b) {
                (Json::Number(a), Json::Number(b)) => a.as_f64().unwrap().total_cmp(&b.as_f64().unwrap()),
                (Json::String(a), Json::String(b)) => a.cmp(b),
                (Json::Bool(a), Json::Bool(b)) => a.cmp(b),
                _ => panic!("{a} and {b} have different types"),
            };
            if descending { ordering.reverse() } else { ordering }
        }
    };
    let ids = |row: &Json| (whole(row, "candidate_1"), whole(row, "candidate_2"));
    compared.then(ids(first).cmp(&ids(second))) == Ordering::Less
}
