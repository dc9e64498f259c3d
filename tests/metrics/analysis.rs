//! Network, clusters, centrality, supporters and transfers of random and of extreme profiles, through the queries.

use coalition_lens::ballots::Profile;
use coalition_lens::query::{Election, QUERIES};
use coalition_lens::snapshot::{CANDIDATES, PAIRS, PROFILE};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

use crate::invariants::{profiles, whole};
use crate::support::{all_rows, ask, contest_from, contest_of, election, election_with, shared, try_ask};

fn list<'a>(value: &'a Json, name: &str) -> &'a Vec<Json> {
    value[name].as_array().unwrap_or_else(|| panic!("{name} is {}", value[name]))
}

fn sum(rows: &[Json], name: &str) -> u64 {
    rows.iter().map(|row| whole(row, name)).sum()
}

/// Ballots and their shares are parts of a whole.
fn check_partition(rows: &[Json], of: u64) -> Result<(), TestCaseError> {
    prop_assert_eq!(sum(rows, "ballots"), of);
    for row in rows {
        let share = (of > 0).then(|| whole(row, "ballots") as f64 / of as f64);
        prop_assert_eq!(row["share"].as_f64(), share);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn supporters_are_partitioned_in_every_way(profile in profiles()) {
        let election = election(&contest_from(&profile));
        for candidate in all_rows(&election, "candidates", "{}") {
            let mentions = whole(&candidate, "mentions");
            let data = &ask(&election, "segments", &json!({"candidate": candidate["candidate_id"]}).to_string())["data"];
            prop_assert_eq!(whole(data, "mentions"), mentions);
            for kinds in ["archetypes", "camps", "rank_distribution", "ballot_length_distribution"] {
                check_partition(list(data, kinds), mentions)?;
            }
            let next = [list(data, "next_choices").as_slice(), std::slice::from_ref(&data["terminal"])].concat();
            check_partition(&next, mentions)?;
            prop_assert_eq!(&data["archetypes"][0]["ballots"], &candidate["bullet_ballots"]);
            prop_assert_eq!(&data["camps"][0]["ballots"], &candidate["bullet_ballots"]);
            let alike = data["diversity"].as_f64();
            prop_assert!(alike.map_or(mentions == 0, |kinds| (1.0 - 1e-12..=5.0 + 1e-12).contains(&kinds)));
            for other in list(data, "top_co_ranked") {
                let pair = json!({"candidate_1": candidate["candidate_id"], "candidate_2": other["candidate_id"]});
                let pair = &ask(&election, "pair", &pair.to_string())["data"];
                prop_assert_eq!((&other["ballots"], &other["share"]), (&pair["shared_ballots"], &pair["conditional_1_to_2"]));
                prop_assert_eq!(&other["adjusted_lift"], &pair["adjusted_lift"]);
            }
        }
    }

    #[test]
    fn transfers_are_the_next_choices_of_the_pairs(profile in profiles()) {
        let election = election(&contest_from(&profile));
        let transfers = ask(&election, "transfers", "{}");
        for from in list(&transfers, "data") {
            let one = ask(&election, "transfers", &json!({"candidate": from["candidate_id"]}).to_string());
            prop_assert_eq!(list(&one, "data"), std::slice::from_ref(from));
            for to in list(from, "next_choices") {
                prop_assert!(whole(to, "ballots") > 0);
                let pair = json!({"candidate_1": from["candidate_id"], "candidate_2": to["candidate_id"]});
                prop_assert_eq!(&to["ballots"], &ask(&election, "pair", &pair.to_string())["data"]["next_1_to_2"]);
            }
            check_partition(&[list(from, "next_choices").as_slice(), std::slice::from_ref(&from["terminal"])].concat(), whole(from, "mentions"))?;
        }
    }

    #[test]
    fn the_ballots_add_up_to_what_was_cast(profile in profiles()) {
        let data = &ask(&election(&contest_from(&profile)), "ballots", "{}")["data"];
        prop_assert_eq!(whole(data, "ballots"), profile.ballots());
        prop_assert_eq!(whole(data, "unique_rankings"), profile.len() as u64);
        check_partition(list(data, "length_distribution"), profile.ballots())?;
        let common = list(data, "common_rankings");
        prop_assert_eq!(common.len(), profile.len().min(50));
        prop_assert!(common.windows(2).all(|pair| whole(&pair[0], "ballots") >= whole(&pair[1], "ballots")));
        prop_assert_eq!(common.first().map(|row| whole(row, "ballots")), profile.counts().iter().copied().max());
    }

    #[test]
    fn a_network_is_its_edges(profile in profiles(), min_shared_ballots in 0u64..2000, min_strength in -0.2..0.3f64, method in methods()) {
        let election = election(&contest_from(&profile));
        let asked = json!({"min_shared_ballots": min_shared_ballots, "min_strength": min_strength, "method": method}).to_string();
        let data = &ask(&election, "network", &asked)["data"];
        let (nodes, edges, stats) = (list(data, "nodes"), list(data, "edges"), &data["stats"]);
        let score = |edge: &Json| edge["coalition_strength_score"].as_f64().unwrap();
        for edge in edges {
            prop_assert!(whole(edge, "shared_ballots") >= min_shared_ballots && score(edge) >= min_strength && score(edge) > 0.0);
        }
        prop_assert!(edges.windows(2).all(|pair| score(&pair[0]) >= score(&pair[1])));
        for node in nodes {
            let touching = || edges.iter().filter(|edge| edge["candidate_1"] == node["candidate_id"] || edge["candidate_2"] == node["candidate_id"]);
            prop_assert_eq!(whole(node, "connection_count"), touching().count() as u64);
            let strength = node["strength_centrality"].as_f64().unwrap();
            prop_assert!((touching().map(score).sum::<f64>() - strength).abs() < 1e-9);
            prop_assert_eq!(node["position_type"] == "Isolated", touching().count() == 0);
        }
        let isolated = nodes.iter().filter(|node| whole(node, "connection_count") == 0).count() as u64;
        prop_assert_eq!((whole(stats, "nodes"), whole(stats, "edges")), (nodes.len() as u64, edges.len() as u64));
        prop_assert_eq!((whole(stats, "isolated_candidates"), whole(stats, "connected_candidates")), (isolated, nodes.len() as u64 - isolated));
        prop_assert!(whole(stats, "components") * 2 <= whole(stats, "connected_candidates"));
        prop_assert_eq!(stats["density"].is_null(), nodes.len() < 2);
        prop_assert_eq!(stats["avg_strength"].is_null(), edges.is_empty());
        let clusters: BTreeSet<u64> = nodes.iter().filter_map(|node| node["cluster"].as_u64()).collect();
        prop_assert_eq!(clusters.len() as u64, whole(stats, "clusters"));
        prop_assert_eq!(stats["modularity"].is_null(), clusters.is_empty());
    }

    #[test]
    fn clusters_are_disjoint_and_listed_by_their_mentions(profile in profiles(), min_group_size in 1u64..5, method in methods()) {
        let election = election(&contest_from(&profile));
        let asked = |size: u64| json!({"min_shared_ballots": 0, "min_group_size": size, "method": method}).to_string();
        let all = &ask(&election, "clusters", &asked(1))["data"];
        let members: Vec<&Json> = list(all, "clusters").iter().flat_map(|cluster| list(cluster, "members")).collect();
        let ids: BTreeSet<u64> = members.iter().map(|member| whole(member, "candidate_id")).collect();
        prop_assert_eq!(ids.len(), members.len());
        prop_assert_eq!(whole(&all["summary"], "clustered_candidates"), members.len() as u64);
        prop_assert_eq!(whole(&all["summary"], "unclustered_candidates"), (profile.candidates() - members.len()) as u64);
        for (number, cluster) in (1u64..).zip(list(all, "clusters")) {
            prop_assert_eq!((whole(cluster, "cluster"), whole(cluster, "size")), (number, list(cluster, "members").len() as u64));
            prop_assert_eq!(whole(cluster, "total_mentions"), sum(list(cluster, "members"), "mentions"));
            prop_assert_eq!(whole(cluster, "first_choice_votes"), sum(list(cluster, "members"), "first_choice_votes"));
        }
        prop_assert!(list(all, "clusters").windows(2).all(|pair| whole(&pair[0], "total_mentions") >= whole(&pair[1], "total_mentions")));
        let some = &ask(&election, "clusters", &asked(min_group_size))["data"];
        let expected: Vec<Json> = list(all, "clusters").iter().filter(|cluster| whole(cluster, "size") >= min_group_size).cloned().collect();
        prop_assert_eq!(list(some, "clusters"), &expected);
        prop_assert_eq!(whole(&some["summary"], "listed"), expected.len() as u64);
    }

    #[test]
    fn centrality_ranks_everyone_and_stays_in_its_ranges(profile in profiles(), min_shared_ballots in 0u64..2000, method in methods()) {
        let election = election(&contest_from(&profile));
        let asked = json!({"min_shared_ballots": min_shared_ballots, "min_strength": 0, "method": method, "page_size": 3}).to_string();
        let rows = all_rows(&election, "centrality", &asked);
        prop_assert_eq!(rows.iter().map(|row| whole(row, "centrality_rank")).collect::<Vec<_>>(), (1..=profile.candidates() as u64).collect::<Vec<_>>());
        for pair in rows.windows(2) {
            let [reach, next] = [0, 1].map(|place: usize| pair[place]["reach"].as_f64().unwrap());
            prop_assert!(reach * (1.0 + 1e-9) >= next, "{} before {}", pair[0], pair[1]);
        }
        let pairs = all_rows(&election, "pairs", &json!({"min_shared_ballots": min_shared_ballots, "min_strength": -1}).to_string());
        for row in &rows {
            for share in ["degree_centrality", "bridge_score", "betweenness_centrality"] {
                prop_assert!(row[share].as_f64().is_none_or(|share| (0.0..=1.0 + 1e-12).contains(&share)), "{}: {}", share, row[share]);
            }
            let own = pairs.iter().filter(|pair| ["candidate_1", "candidate_2"].iter().any(|side| pair[*side] == row["candidate_id"]));
            let beyond = own.map(|pair| (whole(pair, "shared_ballots") as f64 - pair["expected_shared"].as_f64().unwrap()).max(0.0));
            let reach = beyond.sum::<f64>() / profile.ballots() as f64;
            prop_assert!((row["reach"].as_f64().unwrap() - reach).abs() <= 1e-8 * reach.max(1.0), "{} is not {}", row["reach"], reach);
            let is_connected = whole(row, "connection_count") > 0;
            prop_assert_eq!(row["avg_coalition_strength"].is_null(), !is_connected);
            prop_assert!(!is_connected || row["cluster_membership"].is_u64());
            prop_assert_eq!(row["bridge_score"].is_null(), row["cluster_membership"].is_null());
            prop_assert_eq!(row["betweenness_centrality"].is_null(), profile.candidates() < 3);
        }
    }

    #[test]
    fn precomputed_tables_equal_what_is_computed_from_the_counts(profile in profiles()) {
        let contest = contest_from(&profile);
        assert_same_answers(&election(&contest), &election_with(&contest, &[CANDIDATES, PAIRS, PROFILE]));
    }
}

fn methods() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["adjusted", "proximity_weighted", "basic"])
}

/// Byte for byte: what the tables say, and what is computed without them.
fn assert_same_answers(precomputed: &Election, live: &Election) {
    let ids = precomputed.descriptor.candidates.iter().map(|candidate| candidate.id);
    let each = ids.flat_map(|id| ["candidate", "segments"].map(|query| (query, json!({"candidate": id}).to_string())));
    for (query, params) in each.chain([("centrality", "{}".to_owned()), ("network", "{}".to_owned())]) {
        assert_eq!(try_ask(precomputed, query, &params).unwrap(), try_ask(live, query, &params).unwrap(), "{query} {params}");
    }
}

#[test]
fn the_precomputed_tables_of_real_elections_equal_what_is_computed_from_the_counts() {
    for path in ["portland2024/d1_profile.blt", "portland2024/d2_profile.blt", "nyc2025_mayor/nyc2025_mayor.blt"] {
        let Some(file) = shared(path) else { continue };
        let contest = contest_of(file);
        assert_same_answers(&election(&contest), &election_with(&contest, &[CANDIDATES, PAIRS, PROFILE]));
    }
}

/// Asks every query, of every candidate.
fn ask_everything(election: &Election) -> Vec<(String, Json)> {
    let n = election.descriptor.candidates.len();
    let loose = r#"{"min_shared_ballots": 0, "min_strength": -1, "page_size": 1000}"#.to_owned();
    let mut answers = Vec::new();
    for query in QUERIES {
        let questions: Vec<String> = match query {
            "pair" => (1..n).map(|other| json!({"candidate_1": 1, "candidate_2": other + 1}).to_string()).collect(),
            "candidate" | "segments" => (0..n).map(|candidate| json!({"candidate": candidate + 1}).to_string()).collect(),
            "pairs" | "centrality" => vec!["{}".into(), loose.clone()],
            "network" => vec!["{}".into(), r#"{"min_shared_ballots": 0, "min_strength": -1}"#.into()],
            "clusters" => vec!["{}".into(), r#"{"min_shared_ballots": 0, "min_group_size": 1}"#.into()],
            _ => vec!["{}".into()],
        };
        answers.extend(questions.into_iter().map(|asked| (query.to_owned(), ask(election, query, &asked))));
    }
    answers
}

fn answers_of(profile: &Profile) -> Vec<(String, Json)> {
    ask_everything(&election(&contest_from(profile)))
}

fn data(answers: &[(String, Json)], query: &str, nth: usize) -> Json {
    answers.iter().filter(|(asked, _)| asked == query).nth(nth).expect(query).1["data"].clone()
}

#[test]
fn one_candidate_is_isolated_and_in_no_cluster() {
    let answers = answers_of(&Profile::new(1, [(vec![0u16], 1)]));
    let stats = &data(&answers, "network", 1)["stats"];
    assert_eq!((&stats["density"], &stats["components"], &stats["modularity"]), (&json!(null), &json!(0), &json!(null)));
    let row = &data(&answers, "centrality", 0)[0];
    assert_eq!(
        (&row["position_type"], &row["degree_centrality"], &row["centrality_rank"]),
        (&json!("Isolated"), &json!(null), &json!(1))
    );
    assert_eq!(data(&answers, "transfers", 0)[0]["terminal"], json!({"ballots": 1, "share": 1}));
}

#[test]
fn bullet_votes_make_no_network() {
    let answers = answers_of(&Profile::new(4, (0u16..4).map(|i| (vec![i], 1000))));
    for nth in 0..2 {
        let network = data(&answers, "network", nth);
        assert_eq!((&network["edges"], &network["stats"]["avg_strength"]), (&json!([]), &json!(null)));
    }
    let summary = &data(&answers, "clusters", 1)["summary"];
    assert_eq!((&summary["clusters"], &summary["largest_size"], &summary["avg_size"]), (&json!(0), &json!(null), &json!(null)));
    assert_eq!(data(&answers, "segments", 2)["archetypes"][0], json!({"archetype": "bullet", "ballots": 1000, "share": 1}));
    assert_eq!(data(&answers, "segments", 2)["primary_rank"], 1);
}

#[test]
fn complete_rankings_of_twenty_nine_are_expected_to_share_every_ballot() {
    let rankings =
        (0..29u16).map(|start| ((0..29).map(|step| (start + 12 * step) % 29).collect::<Vec<_>>(), 1 + u64::from(start)));
    let profile = Profile::new(29, rankings);
    let everything = r#"{"min_shared_ballots": 0, "min_strength": -1, "page_size": 1000}"#;
    let rows = all_rows(&election(&contest_from(&profile)), "pairs", everything);
    assert_eq!(rows.len(), 29 * 28 / 2);
    // The mean of 2 / (1 + d) over the pairs of 29 places.
    let close: f64 = (1..29).map(|d| f64::from(29 - d) * 2.0 / f64::from(1 + d)).sum::<f64>() / (29.0 * 28.0 / 2.0);
    for row in &rows {
        let found = (&row["expected_shared"], &row["adjusted_lift"], &row["shared_ballots"]);
        assert_eq!(found, (&json!(435), &json!(1), &json!(435)));
        assert!((row["expected_close"].as_f64().unwrap() - 435.0 * close).abs() < 1e-9);
    }
}

#[test]
fn complete_rankings_differ_from_chance_by_closeness_only() {
    // 0 and 1 always stand next to each other, so do 2 and 3: everybody is on every ballot.
    let rankings = [[0u16, 1, 2, 3], [1, 0, 3, 2], [2, 3, 0, 1], [3, 2, 1, 0]].map(|ranking| (ranking.to_vec(), 100));
    let answers = answers_of(&Profile::new(4, rankings));
    let clusters = data(&answers, "clusters", 1);
    let ids: Vec<Json> = list(&clusters, "clusters")
        .iter()
        .map(|cluster| json!([cluster["members"][0]["candidate_id"], cluster["members"][1]["candidate_id"]]))
        .collect();
    assert_eq!(ids, [json!([1, 2]), json!([3, 4])]);
    assert_eq!(data(&answers, "network", 1)["edges"].as_array().unwrap().len(), 2);
}

#[test]
fn where_closeness_is_as_chance_has_it_nothing_is_left_to_rounding() {
    // All orders of three, equally often: every score is 0.
    let orders = [[0u16, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].map(|ranking| (ranking.to_vec(), 777));
    let answers = answers_of(&Profile::new(3, orders));
    assert_eq!(data(&answers, "network", 1)["edges"], json!([]));
    assert_eq!(data(&answers, "clusters", 1)["summary"]["modularity"], json!(null));
}

#[test]
fn a_candidate_on_every_ballot_and_one_on_none_have_answers() {
    let rankings = [(vec![0u16, 1], 500), (vec![2, 0], 400), (vec![0, 1, 2], 300), (vec![1, 0], 80)];
    let answers = answers_of(&Profile::new(4, rankings));
    let nobody = data(&answers, "segments", 3);
    assert_eq!((&nobody["mentions"], &nobody["diversity"], &nobody["primary_rank"]), (&json!(0), &json!(null), &json!(null)));
    assert_eq!(nobody["terminal"], json!({"ballots": 0, "share": null}));
    assert_eq!(data(&answers, "candidate", 0)["profile"]["mentions"], 1280);
    assert_eq!(data(&answers, "candidate", 3)["strongest_partners"], json!([]));
}

#[test]
fn one_ballot_answers_every_question() {
    let answers = answers_of(&Profile::new(5, [(vec![3u16, 0, 4], 1)]));
    assert_eq!(
        data(&answers, "ballots", 0)["common_rankings"],
        json!([{"candidates": [4, 1, 5], "names": ["Candidate 4", "Candidate 1", "Candidate 5"], "ballots": 1, "share": 1}])
    );
    assert_eq!(data(&answers, "transfers", 0)[3]["next_choices"][0]["candidate_id"], 1);
}

#[test]
fn ties_everywhere_leave_the_order_of_ids() {
    let all: Vec<(Vec<u16>, u64)> =
        (0u16..6).flat_map(|i| (0u16..6).filter(move |&j| j != i).map(move |j| (vec![i, j], 100))).collect();
    let answers = answers_of(&Profile::new(6, all));
    let rows = data(&answers, "centrality", 1);
    assert!(
        rows.as_array().unwrap().iter().zip(1u64..).all(|(row, id)| row["candidate_id"] == id && row["centrality_rank"] == id)
    );
    let segments = data(&answers, "segments", 5);
    let co_ranked = list(&segments, "top_co_ranked").iter().map(|row| whole(row, "candidate_id"));
    assert!(co_ranked.eq(1..=5), "{}", segments["top_co_ranked"]);
}

#[test]
fn partners_are_the_strongest_and_the_weakest_ten() {
    let Some(file) = shared("portland2024/d1_profile.blt") else { return };
    let election = election(&contest_of(file));
    let data = &ask(&election, "candidate", r#"{"candidate": "Candace Avalos"}"#)["data"];
    let rows = all_rows(&election, "pairs", r#"{"candidate": "Candace Avalos", "min_shared_ballots": 0, "min_strength": -1}"#);
    let scores: Vec<&Json> = rows.iter().map(|row| &row["coalition_strength_score"]).collect();
    let of = |name: &str| list(data, name).iter().map(|partner| &partner["coalition_strength_score"]).collect::<Vec<_>>();
    assert_eq!(of("strongest_partners"), scores[..10]);
    assert_eq!(of("weakest_partners"), scores.iter().rev().take(10).copied().collect::<Vec<_>>());
    assert_eq!(data["centrality"]["position_type"], "Hub");
}

#[test]
fn winners_are_marked_where_they_are_known() {
    let rankings = [(vec![0u16, 1, 2], 600), (vec![1, 0, 2], 450), (vec![3, 4, 5], 700), (vec![4, 3, 5], 310)];
    let contest = contest_from(&Profile::new(6, rankings));
    let unknown = ask(&election(&contest), "clusters", "{}");
    assert!(list(&unknown["data"], "clusters").iter().all(|cluster| cluster["winners"].is_null()));
    let mut election = election(&contest);
    for (candidate, wins) in election.descriptor.candidates.iter_mut().zip([false, true, false, false, true, true]) {
        candidate.winner = Some(wins);
    }
    let clusters = &ask(&election, "clusters", "{}")["data"];
    let winners: Vec<&Json> = list(clusters, "clusters").iter().map(|cluster| &cluster["winners"]).collect();
    assert_eq!(winners, [&json!([2]), &json!([5, 6])]);
    let network = &ask(&election, "network", "{}")["data"];
    assert!(
        list(network, "nodes").iter().map(|node| node["winner"].as_bool().unwrap()).eq([false, true, false, false, true, true])
    );
}

#[test]
fn a_plan_names_the_small_table_where_it_is_enough() {
    let election = election(&contest_from(&Profile::new(3, [(vec![0u16, 1, 2], 60)])));
    let tables = |query: &str, params: &str| {
        coalition_lens::query::plan(query, &crate::support::params(params), &election).unwrap().tables.to_vec()
    };
    assert_eq!(tables("centrality", "{}"), ["candidate_centrality"]);
    assert_eq!(
        tables("centrality", r#"{"min_strength": 0.05, "page": 2, "sort_by": "candidate_name"}"#),
        ["candidate_centrality"]
    );
    assert_eq!(tables("centrality", r#"{"min_strength": 0.06}"#), ["candidates", "pairs"]);
    assert_eq!(tables("centrality", r#"{"method": "basic"}"#), ["candidates", "pairs"]);
    assert_eq!(tables("ballots", "{}"), ["profile"]);
    assert!(!tables("segments", r#"{"candidate": 1}"#).contains(&"profile"));
}

#[test]
fn parameters_of_graphs_are_refused_like_all_others() {
    let election = election(&contest_from(&Profile::new(3, [(vec![0u16, 1, 2], 60)])));
    let cases = [
        ("network", r#"{"min_strength": 1.5}"#, "give a number from -1 to 1"),
        ("network", r#"{"min_shared_ballots": "many"}"#, "\"many\""),
        ("network", r#"{"page": 1}"#, "network takes: min_shared_ballots, min_strength, method"),
        ("clusters", r#"{"min_group_size": 0}"#, "whole number from 1"),
        ("clusters", r#"{"min_group_size": 2.5}"#, "2.5"),
        ("clusters", r#"{"min_strength": 0.1}"#, "clusters takes"),
        ("centrality", r#"{"sort_by": "mentions"}"#, "centrality_rank"),
        ("centrality", r#"{"page_size": 0}"#, "from 1 to 1000"),
        ("candidate", "{}", "needs a candidate"),
        ("segments", r#"{"candidate": []}"#, "id or exact name"),
        ("transfers", r#"{"candidate": false}"#, "id or exact name"),
        ("ballots", r#"{"min_shared_ballots": 1}"#, "ballots takes"),
    ];
    for (query, params, part) in cases {
        let error = try_ask(&election, query, params).expect_err(params);
        assert_eq!(error.code(), "E_PARAM", "{query} {params}: {error}");
        assert!(error.to_string().contains(part), "{query} {params}: {error}");
    }
    for query in ["candidate", "segments", "transfers"] {
        let error = try_ask(&election, query, r#"{"candidate": "Candidate 22"}"#).expect_err(query);
        assert_eq!(error.code(), "E_NOT_FOUND");
        assert!(error.to_string().contains("\"Candidate 2\""), "{error}");
    }
    let nothing = r#"{"min_shared_ballots": 9007199254740991}"#;
    assert_eq!(ask(&election, "network", nothing)["data"]["edges"], json!([]));
    assert_eq!(ask(&election, "clusters", nothing)["data"]["clusters"], json!([]));
}
