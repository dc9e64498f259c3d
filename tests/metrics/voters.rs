//! Any group of voters: `where` against counting the same ballots alone.

use coalition_lens::ballots::{Predicate, Profile, Selection};
use coalition_lens::metrics::{CandidateCounts, PairCounts, Tally};
use coalition_lens::query::{Election, Value, plan, prepare};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

use crate::support::{ask, contest_from, contest_of, election, params, shared, try_ask};

/// One of each query, with thresholds low enough for few ballots.
const QUESTIONS: [(&str, &str); 13] = [
    ("pairs", r#"{"min_shared_ballots": 0, "min_strength": -1, "page_size": 1000}"#),
    ("pairs", r#"{"min_shared_ballots": 3, "method": "basic", "sort_by": "lift", "page_size": 3}"#),
    ("pair", r#"{"candidate_1": 2, "candidate_2": 1}"#),
    ("types", r#"{"min_shared_ballots": 1}"#),
    ("network", r#"{"min_shared_ballots": 1}"#),
    ("clusters", r#"{"min_shared_ballots": 1, "min_group_size": 1}"#),
    ("centrality", "{}"),
    ("centrality", r#"{"min_shared_ballots": 1, "min_strength": 0}"#),
    ("candidates", "{}"),
    ("candidate", r#"{"candidate": 1}"#),
    ("segments", r#"{"candidate": 1}"#),
    ("transfers", "{}"),
    ("ballots", "{}"),
];

fn with(parameters: &str, name: &str, value: &Json) -> String {
    let mut parameters: Json = serde_json::from_str(parameters).unwrap();
    parameters[name] = value.clone();
    parameters.to_string()
}

/// What an answer says of the ballots: all but the envelope and tokens, which name the question.
fn said(mut answer: Json) -> (Json, Json) {
    let mut pages = answer["pagination"].take();
    if let Some(pages) = pages.as_object_mut() {
        pages.remove("next_token");
    }
    (answer["data"].take(), pages)
}

fn profile() -> impl Strategy<Value = Profile> {
    (2usize..7).prop_flat_map(|n| {
        let order = Just((0..n as u16).collect::<Vec<_>>()).prop_shuffle();
        let ranking = (order, 1..=n).prop_map(|(mut order, length)| {
            order.truncate(length);
            order
        });
        prop::collection::vec((ranking, 1u64..40), 1..60).prop_map(move |rows| Profile::new(n, rows))
    })
}

/// A condition as it is written, and as it is meant; candidates 1 and 2 are always there.
fn condition() -> impl Strategy<Value = (Json, Predicate)> {
    let candidate = || 0u16..2;
    let leaf = prop_oneof![
        Just((json!({}), Predicate::Everything)),
        candidate().prop_map(|c| (json!({"first": c + 1}), Predicate::First(c))),
        candidate()
            .prop_map(|c| (json!({"ranks": format!("Candidate {}", c + 1)}), Predicate::Ranks { candidate: c, within: None })),
        (candidate(), 1u16..5)
            .prop_map(|(c, k)| (json!({"ranks": c + 1, "within": k}), Predicate::Ranks { candidate: c, within: Some(k) })),
        candidate().prop_map(|c| (json!({"above": [c + 1, 2 - c]}), Predicate::Above(c, 1 - c))),
        (1u16..4, 0u16..4).prop_map(|(min, more)| {
            (json!({"length": {"min": min, "max": min + more}}), Predicate::Length { min, max: min + more })
        }),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let several = || prop::collection::vec(inner.clone(), 1..4);
        let written = |parts: &[(Json, Predicate)]| parts.iter().map(|part| part.0.clone()).collect::<Vec<_>>();
        let meant = |parts: Vec<(Json, Predicate)>| parts.into_iter().map(|part| part.1).collect();
        prop_oneof![
            inner.clone().prop_map(|(json, predicate)| (json!({"not": json}), Predicate::Not(Box::new(predicate)))),
            several().prop_map(move |parts| (json!({"all": written(&parts)}), Predicate::All(meant(parts)))),
            several().prop_map(move |parts| (json!({"any": written(&parts)}), Predicate::Any(meant(parts)))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_about_a_group_is_the_answer_of_an_election_of_these_ballots_alone(profile in profile(), (written, meant) in condition()) {
        let matching: Vec<(Vec<u16>, u64)> =
            profile.iter().filter(|(ranking, _)| meant.matches(ranking)).map(|(ranking, count)| (ranking.to_vec(), count)).collect();
        let whole = election(&contest_from(&profile));
        let alone = (!matching.is_empty()).then(|| election(&contest_from(&Profile::new(profile.candidates(), matching))));
        for (query, parameters) in QUESTIONS {
            let answer = ask(&whole, query, &with(parameters, "where", &written));
            if let Some(alone) = &alone {
                prop_assert_eq!(said(answer), said(ask(alone, query, parameters)), "{} {}", query, &written);
            }
        }
    }
}

/// What may stand where a condition should.
fn anything() -> impl Strategy<Value = Json> {
    let names = ["first", "ranks", "within", "above", "length", "min", "max", "all", "any", "not", "group", "second"];
    let leaf = prop_oneof![
        prop::sample::select(vec![
            json!(null),
            json!(true),
            json!([]),
            json!({}),
            json!("Candidate 1"),
            json!("Nobody"),
            json!("")
        ]),
        prop::sample::select(vec![json!(0), json!(1), json!(2), json!(-1), json!(9), json!(1.5), json!(1e300)]),
    ];
    leaf.prop_recursive(5, 40, 3, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map(prop::sample::select(names.to_vec()), inner, 0..3)
                .prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_z_of_a_difference_is_what_each_ballot_adds_to_it(
        profile in profile(),
        (written_a, a) in condition(),
        (written_b, b) in condition(),
    ) {
        let asked = json!({"min_shared_ballots": 0, "min_strength": -1, "page_size": 1000, "compare": {"where_a": written_a, "where_b": written_b}});
        let answer = ask(&election(&contest_from(&profile)), "pairs", &asked.to_string());
        let ballots = |holds: &dyn Fn(&[u16]) -> bool| {
            profile.iter().filter(|(ranking, _)| holds(ranking)).map(|(_, ballots)| ballots).sum::<u64>() as f64
        };
        let [n_a, n_b] = [&a, &b].map(|group| ballots(&|ranking| group.matches(ranking)));
        for row in answer["data"].as_array().unwrap() {
            let [i, j] = ["candidate_1", "candidate_2"].map(|name| row[name].as_u64().unwrap() as u16 - 1);
            let ranks_both = |ranking: &[u16]| ranking.contains(&i) && ranking.contains(&j);
            let [c_a, c_b] = [&a, &b].map(|group| ballots(&|ranking| group.matches(ranking) && ranks_both(ranking)));
            let share = (c_a + c_b) / (n_a + n_b);
            // A ballot moves the difference by its weight in a less its weight in b, and ranks both or not on its own.
            let weight = |group: &Predicate, ranking: &[u16], of: f64| if group.matches(ranking) { 1.0 / of } else { 0.0 };
            let spread: f64 = profile
                .iter()
                .map(|(ranking, ballots)| ballots as f64 * (weight(&a, ranking, n_a) - weight(&b, ranking, n_b)).powi(2))
                .sum();
            let z = (c_a / n_a - c_b / n_b) / (share * (1.0 - share) * spread).sqrt();
            match row["shared_share_z"].as_f64() {
                Some(found) => prop_assert!((found - z).abs() <= 1e-9 * z.abs().max(1.0), "{} for {} in {}", found, z, row),
                None => prop_assert!(n_a * n_b == 0.0 || spread < 1e-15 || share == 0.0 || share == 1.0, "{} has z {}", row, z),
            }
        }
    }

    #[test]
    fn a_comparison_lists_the_pairs_that_pass_every_filter_in_one_of_the_groups(
        profile in profile(),
        (a, _) in condition(),
        (b, _) in condition(),
        (min_shared_ballots, min_strength) in (0u64..30, prop_oneof![Just(-1.0), -0.3..0.5f64]),
        method in prop::sample::select(vec!["adjusted", "basic"]),
        candidate in prop::option::of(1u64..3),
        coalition_type in prop::option::of(prop::sample::select(vec!["strong", "moderate", "strategic", "neutral", "opposed"])),
    ) {
        let filters = json!({
            "min_shared_ballots": min_shared_ballots, "min_strength": min_strength, "method": method,
            "candidate": candidate, "coalition_type": coalition_type, "page_size": 1000,
        });
        let filters = filters.to_string();
        let election = election(&contest_from(&profile));
        let listed = |name: &str, group: &Json| -> BTreeSet<(u64, u64)> {
            let answer = ask(&election, "pairs", &with(&filters, name, group));
            let rows = answer["data"].as_array().unwrap();
            rows.iter().map(|row| (row["candidate_1"].as_u64().unwrap(), row["candidate_2"].as_u64().unwrap())).collect()
        };
        let either: BTreeSet<_> = listed("where", &a).union(&listed("where", &b)).copied().collect();
        prop_assert_eq!(listed("compare", &json!({"where_a": a, "where_b": b})), either);
    }

    #[test]
    fn anything_given_as_a_condition_is_understood_or_refused_with_its_place(given in anything()) {
        let election = small();
        match try_ask(&election, "ballots", &with("{}", "where", &given)) {
            Ok(answer) => {
                let answer: Json = serde_json::from_str(&answer).unwrap();
                let again = ask(&election, "ballots", &with("{}", "where", &answer["metadata"]["params"]["where"]));
                prop_assert_eq!(&answer["data"], &again["data"]);
            }
            Err(error) => {
                prop_assert_eq!(error.code(), "E_PARAM");
                prop_assert!(error.to_string().starts_with("where"), "{}: {}", given, error);
            }
        }
    }
}

fn small() -> Election {
    let rankings = [(vec![0u16, 1, 2], 60), (vec![1, 0], 45), (vec![2, 3, 0], 20), (vec![3], 10), (vec![0, 3], 5)];
    election(&contest_from(&Profile::new(5, rankings)))
}

#[test]
fn a_group_without_ballots_has_answers_full_of_zeros_and_nulls() {
    let nobody = json!({"all": [{"first": 5}, {"length": {"min": 2}}]});
    for (query, parameters) in QUESTIONS {
        ask(&small(), query, &with(parameters, "where", &nobody));
    }
    let ballots = ask(&small(), "ballots", &with("{}", "where", &nobody));
    assert_eq!(ballots["data"]["ballots"], 0);
    let pair = ask(&small(), "pair", &with(r#"{"candidate_1": 1, "candidate_2": 2}"#, "where", &nobody));
    assert_eq!((&pair["data"]["shared_ballots"], &pair["data"]["lift"]), (&json!(0), &Json::Null));
}

#[test]
fn a_group_whose_chance_cannot_be_worked_out_is_refused_where_it_is_needed() {
    // Beside 2^37 ballots for one alone, the 35 of the other are lost in rounding.
    let rankings = [(vec![0u16], 1 << 37), (vec![0, 1], 34), (vec![1], 1), (vec![0, 1, 2], 1 << 20), (vec![2], 1 << 20)];
    let election = election(&contest_from(&Profile::new(3, rankings)));
    let group = json!({"not": {"ranks": 3}});
    for (query, parameters) in QUESTIONS {
        let answer = try_ask(&election, query, &with(parameters, "where", &group));
        if ["candidates", "ballots"].contains(&query) {
            assert!(answer.is_ok(), "{query}");
            continue;
        }
        let error = answer.expect_err(query);
        assert_eq!(error.code(), "E_PARAM");
        assert!(error.to_string().starts_with(r#"where: {"not":{"ranks":3}} is not allowed"#), "{query}: {error}");
    }
    let compare = json!({"where_a": {"first": 3}, "where_b": group});
    let error = try_ask(&election, "pairs", &with("{}", "compare", &compare)).expect_err("compared");
    assert!(error.to_string().contains(r#"{"not":{"ranks":3}}"#), "{error}");
}

#[test]
fn everything_is_answered_from_the_tables() {
    for everything in [json!({}), json!(null), json!({"all": [{}, {"length": {"min": 1}}]})] {
        for (query, parameters) in QUESTIONS {
            let given = params(&with(parameters, "where", &everything));
            let plain = plan(query, &params(parameters), &small()).unwrap();
            let plan = plan(query, &given, &small()).unwrap();
            assert_eq!((plan.key(&small()), plan.tables), (plain.key(&small()), plain.tables), "{query} {everything}");
        }
    }
}

#[test]
fn one_group_written_in_two_ways_is_one_entry_of_the_cache_and_is_shown_in_one_form() {
    let election = small();
    let keys: Vec<_> = [
        r#"{"where": {"all": [{"ranks": "Candidate 3"}, {"not": {"not": {"ranks": 1, "within": 1}}}]}}"#,
        r#"{"where": {"all": [{"all": [{"first": 1}]}, {"ranks": 3}, {"first": "Candidate 1"}]}, "page": 2}"#,
    ]
    .map(|given| plan("pairs", &params(given), &election).unwrap().key(&election))
    .into();
    assert_eq!(keys[0], keys[1]);
    let answer = ask(&election, "ballots", r#"{"where": {"not": {"any": [{"not": {"ranks": 3}}, {"not": {"first": 1}}]}}}"#);
    assert_eq!(answer["metadata"]["params"]["where"], json!({"all": [{"first": 1}, {"ranks": 3}]}));
    let again = ask(&election, "ballots", &json!({"where": answer["metadata"]["params"]["where"]}).to_string());
    assert_eq!(answer["data"], again["data"]);
}

#[test]
fn pages_of_a_group_go_on_in_the_group() {
    let asked = r#"{"where": {"not": {"ranks": 4}}, "min_shared_ballots": 0, "min_strength": -1, "page_size": 2}"#;
    let first = ask(&small(), "pairs", asked);
    let token = first["pagination"]["next_token"].as_str().expect("more pages");
    let second = ask(&small(), "pairs", &json!({"token": token}).to_string());
    assert_eq!(second["metadata"]["params"]["where"], json!({"not": {"ranks": 4}}));
    assert_eq!(second["data"], ask(&small(), "pairs", &with(asked, "page", &json!(2)))["data"]);
}

#[test]
fn what_is_wrong_with_a_condition_is_named_with_its_place() {
    let cases = [
        (json!(7), "where: 7"),
        (json!("first"), "where: \"first\""),
        (json!([]), "where: a list"),
        (json!({"second": 1}), "where.second: this key"),
        (json!({"first": 1, "ranks": 2}), "where: \"first\" beside \"ranks\""),
        (json!({"first": 9}), "where.first: 9"),
        (json!({"first": "Candidate 33"}), "did you mean \"Candidate 3\""),
        (json!({"first": null}), "where.first: null"),
        (json!({"first": 1, "within": 2}), "where.within"),
        (json!({"all": [{}, {"any": [{"ranks": 1, "within": 0}]}]}), "where.all[1].any[0].within: 0"),
        (json!({"all": []}), "where.all: an empty list"),
        (json!({"any": []}), "where.any: an empty list"),
        (json!({"any": {"first": 1}}), "where.any: an object"),
        (json!({"above": [1]}), "where.above: a list of 1"),
        (json!({"above": [1, 1]}), "where.above: one candidate twice"),
        (json!({"above": [1, true]}), "where.above[1]: true"),
        (json!({"length": 3}), "where.length: 3"),
        (json!({"length": {}}), "where.length: an empty range"),
        (json!({"length": {"min": 4, "max": 2}}), "where.length: the range 4 to 2"),
        (json!({"length": {"min": 1.5}}), "where.length.min: 1.5"),
        (json!({"length": {"least": 1}}), "where.length.least"),
        (json!({"group": {"precinct": ["1"]}}), "carries no groups"),
    ];
    for (condition, part) in cases {
        let error = try_ask(&small(), "ballots", &with("{}", "where", &condition)).expect_err(part);
        assert_eq!(error.code(), "E_PARAM", "{condition}: {error}");
        assert!(error.to_string().contains(part), "{condition}: {error}");
    }
}

#[test]
fn nesting_beyond_reason_is_refused_and_uses_up_no_stack() {
    let nested = |levels: usize| {
        (0..levels).fold(Value::Map([("first".to_owned(), Value::Number(1.0))].into()), |inner, _| {
            Value::Map([("not".to_owned(), inner)].into())
        })
    };
    let asked = |levels| plan("ballots", &[("where".to_owned(), nested(levels))].into(), &small());
    assert!(asked(31).is_ok());
    let error = asked(32).unwrap_err();
    assert_eq!(error.code(), "E_PARAM");
    assert!(error.to_string().contains("at most 32 deep") && error.to_string().contains("where.not.not"), "{error}");
    let value: Value = serde::de::Deserialize::deserialize(Endless(10_000)).expect("a value cut off");
    let error = plan("ballots", &[("where".to_owned(), value)].into(), &small()).unwrap_err();
    assert_eq!(error.code(), "E_PARAM");
    for (open, close) in [("{\"not\":", "}"), ("{\"all\":[", "]}"), ("{\"any\":[{},", "]}"), ("{\"length\":", "}"), ("[", "]")] {
        let text = format!("{{\"where\": {}{{}}{}}}", open.repeat(10_000), close.repeat(10_000));
        let error = try_ask(&small(), "ballots", &text).expect_err(open);
        assert_eq!(error.code(), "E_PARAM");
        assert!(error.to_string().starts_with("where"), "{error}");
    }
}

/// Lists in lists, so many, as a host may hand them over: without a limit of its own.
struct Endless(usize);

impl<'de> serde::de::Deserializer<'de> for Endless {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            0 => visitor.visit_unit(),
            left => visitor.visit_seq(serde::de::value::SeqDeserializer::new(std::iter::once(Endless(left - 1)))),
        }
    }

    fn deserialize_ignored_any<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

impl<'de> serde::de::IntoDeserializer<'de, serde::de::value::Error> for Endless {
    type Deserializer = Endless;

    fn into_deserializer(self) -> Endless {
        self
    }
}

#[test]
fn work_on_a_group_comes_in_pieces_and_is_not_done_twice() {
    let election = small();
    let asked = |query: &str, given: &str| plan(query, &params(given), &election).unwrap();
    let network = asked("network", r#"{"where": {"ranks": 1}}"#);
    let work = prepare(&network, &election);
    let pieces = (0..10).take_while(|_| work.advance().unwrap()).count();
    assert_eq!(pieces, 3, "counting, what chance would give, clusters");
    let again = asked("clusters", r#"{"where": {"all": [{"ranks": 1}]}}"#);
    assert!(!prepare(&again, &election).advance().unwrap());
    assert!(!prepare(&asked("network", "{}"), &election).advance().unwrap());
}

#[test]
fn only_what_an_answer_is_made_of_is_counted() {
    let election = small();
    let pieces = |query: &str| {
        let plan = plan(query, &params(r#"{"where": {"ranks": 1}}"#), &election).unwrap();
        let work = prepare(&plan, &election);
        let pieces = (0..10).take_while(|_| work.advance().unwrap()).count();
        ask(&election, query, r#"{"where": {"ranks": 1}}"#);
        pieces
    };
    let expected = [("ballots", 0), ("candidates", 1), ("candidates", 0), ("pairs", 1), ("network", 1), ("transfers", 0)];
    assert_eq!(expected.map(|(query, _)| pieces(query)), expected.map(|(_, pieces)| pieces));
}

#[test]
fn a_group_that_is_counted_for_less_or_more_is_weighed_with_what_it_holds() {
    let election = small();
    let mut bytes = vec![election.bytes()];
    for query in ["ballots", "candidates", "pairs"] {
        let plan = plan(query, &params(r#"{"where": {"ranks": 1}}"#), &election).unwrap();
        let work = prepare(&plan, &election);
        while work.advance().unwrap() {}
        bytes.push(election.bytes());
    }
    // The counts of ten pairs: at least eight numbers each from the moment they are there, and two expectations.
    assert!(bytes[2] >= bytes[1] + 10 * 8 * 8, "{bytes:?}");
    assert!(bytes[3] >= bytes[2] + 10 * 2 * 8 - 8 * 4, "{bytes:?}");
}

#[test]
fn more_groups_under_way_than_are_kept_do_not_undo_each_other() {
    let election = small();
    let condition = |number: usize| {
        let [candidate, within] = [1 + number % 3, 1 + number / 3];
        format!(r#"{{"where": {{"all": [{{"ranks": {candidate}, "within": {within}}}, {{"length": {{"min": 1}}}}]}}}}"#)
    };
    let plans: Vec<_> = (0..9).map(|number| plan("network", &params(&condition(number)), &election).unwrap()).collect();
    let work: Vec<_> = plans.iter().map(|plan| prepare(plan, &election)).collect();
    for piece in 1..=3 {
        for work in &work {
            assert!(work.advance().unwrap(), "piece {piece}");
        }
    }
    assert!(work.iter().all(|work| !work.advance().unwrap()));
}

#[test]
fn more_thresholds_of_a_group_under_way_than_are_kept_do_not_undo_each_other() {
    let election = small();
    let asked = |threshold: usize| format!(r#"{{"where": {{"ranks": 1}}, "min_shared_ballots": {threshold}}}"#);
    let plans: Vec<_> = (1..8).map(|number| plan("clusters", &params(&asked(number)), &election).unwrap()).collect();
    let work: Vec<_> = plans.iter().map(|plan| prepare(plan, &election)).collect();
    let rounds = (0..10).take_while(|_| work.iter().filter(|work| work.advance().unwrap()).count() > 0).count();
    assert!(rounds <= 3, "{rounds} rounds");
}

#[test]
fn the_real_elections_are_counted_by_first_choice_as_each_group_alone() {
    for file in ["portland2024/d1_profile.blt", "portland2024/d2_profile.blt", "nyc2025_mayor/nyc2025_mayor.blt"] {
        let Some(file) = shared(file) else { continue };
        let profile = contest_of(file).profile;
        let counted = |profile: &Profile| (CandidateCounts::of(profile), PairCounts::of(profile));
        let of = |predicate| {
            let tally = Tally::of_selection(&profile, &Selection::of(&profile, &predicate));
            (tally.candidates, tally.pairs)
        };
        assert_eq!(of(Predicate::Everything), counted(&profile));
        for first in 0..profile.candidates() as u16 {
            let alone = profile.iter().filter(|(ranking, _)| ranking[0] == first);
            assert_eq!(
                of(Predicate::First(first)),
                counted(&Profile::new(profile.candidates(), alone)),
                "candidate {first} first"
            );
        }
    }
}

/// The values of `columns` in a row of a group's own answer, and on one side of a comparison.
fn agree(compared: &Json, side: &str, own: &Json, columns: &[&str]) {
    for column in columns {
        assert_eq!(compared[format!("{column}_{side}")], own[*column], "{column}_{side} in {compared}");
    }
}

#[test]
fn either_side_of_a_comparison_is_what_the_group_alone_gives() {
    let election = small();
    let (a, b) = (json!({"first": 1}), json!({"not": {"ranks": 3}}));
    let compare = json!({"where_a": a, "where_b": b});
    let graph = r#"{"min_shared_ballots": 1, "min_strength": -1}"#;

    let columns = ["shared_ballots", "coalition_strength_score", "adjusted_lift", "phi", "coalition_type", "low_support"];
    let pairs = r#"{"min_shared_ballots": 0, "min_strength": -1, "page_size": 1000}"#;
    let rows = ask(&election, "pairs", &with(pairs, "compare", &compare))["data"].clone();
    assert_eq!(rows.as_array().map(Vec::len), Some(10));
    for row in rows.as_array().unwrap() {
        for (side, group) in [("a", &a), ("b", &b)] {
            let asked = json!({"candidate_1": row["candidate_1"], "candidate_2": row["candidate_2"], "where": group});
            agree(row, side, &ask(&election, "pair", &asked.to_string())["data"], &columns);
        }
        if let (Some(one), Some(other)) = (row["phi_a"].as_f64(), row["phi_b"].as_f64()) {
            assert_eq!(row["phi_difference"].as_f64(), Some(one - other));
        } else {
            assert_eq!(row["phi_difference"], Json::Null);
        }
    }
    // 60 of the 65 who put candidate 1 first rank candidate 2; 45 of the 60 who do not rank candidate 3 rank both; five are
    // in both groups.
    let row = rows.as_array().unwrap().iter().find(|row| row["candidate_1"] == 1 && row["candidate_2"] == 2).unwrap();
    assert_eq!((&row["ballots_a"], &row["ballots_b"]), (&json!(65), &json!(60)));
    let (share_a, share_b, pooled) = (60.0 / 65.0, 45.0 / 60.0, 105.0 / 125.0_f64);
    let z = (share_a - share_b) / (pooled * (1.0 - pooled) * (1.0 / 65.0 + 1.0 / 60.0 - 2.0 * 5.0 / (65.0 * 60.0))).sqrt();
    assert!((row["shared_share_z"].as_f64().unwrap() - z).abs() < 1e-12);
    assert!((row["shared_share_difference"].as_f64().unwrap() - (share_a - share_b)).abs() < 1e-15);

    let columns = ["centrality_rank", "strength_centrality", "reach", "bridge_score", "cluster_membership", "position_type"];
    let rows = ask(&election, "centrality", &with(graph, "compare", &compare))["data"].clone();
    let network = ask(&election, "network", &with(graph, "compare", &compare))["data"].clone();
    for (side, group) in [("a", &a), ("b", &b)] {
        let own = ask(&election, "centrality", &with(graph, "where", group))["data"].clone();
        for row in rows.as_array().unwrap() {
            let same = own.as_array().unwrap().iter().find(|own| own["candidate_id"] == row["candidate_id"]).unwrap();
            agree(row, side, same, &columns);
        }
        let own = ask(&election, "network", &with(graph, "where", group))["data"].clone();
        for (row, own) in network["nodes"].as_array().unwrap().iter().zip(own["nodes"].as_array().unwrap()) {
            agree(row, side, own, &["mentions", "cluster", "position_type", "strength_centrality"]);
        }
        let present = |row: &&Json| row[format!("in_{side}")] == true;
        assert_eq!(network["edges"].as_array().unwrap().iter().filter(present).count(), own["edges"].as_array().unwrap().len());
        assert_eq!(network["stats"][side]["modularity"], own["stats"]["modularity"]);
    }
}

#[test]
fn what_differs_most_comes_first_in_a_comparison_and_every_figure_is_told_of_in_the_documents() {
    let document = include_str!("../../docs/queries.md");
    let section = document.split("\n## ").find(|section| section.contains("`compare`\n")).expect("a section on compare");
    let election = small();
    let asked =
        |thresholds: &str| with(thresholds, "compare", &json!({"where_a": {"ranks": 1}, "where_b": {"not": {"first": 1}}}));
    let pairs = ask(&election, "pairs", &asked(r#"{"min_shared_ballots": 0, "min_strength": -1}"#));
    let graph = asked(r#"{"min_shared_ballots": 1, "min_strength": -1}"#);
    let (centrality, network) = (ask(&election, "centrality", &graph), ask(&election, "network", &graph));
    let difference = |column: &str| {
        let column = format!("{column}_difference");
        move |row: &Json| row[&column].as_f64()
    };
    let rows = |list: &Json| list.as_array().expect("rows").clone();
    let falls = |values: Vec<Option<f64>>| values.windows(2).all(|pair| pair[0] >= pair[1]);
    assert!(falls(rows(&pairs["data"]).iter().map(difference("coalition_strength_score")).collect()));
    assert!(falls(rows(&centrality["data"]).iter().map(difference("strength_centrality")).collect()));
    let edges = rows(&network["data"]["edges"]);
    assert!(edges.len() > 2);
    assert!(falls(edges.iter().map(difference("coalition_strength_score")).map(|value| value.map(f64::abs)).collect()));
    for row in [&pairs["data"][0], &centrality["data"][0], &network["data"]["nodes"][0], &edges[0]] {
        for name in row.as_object().expect("a row").keys() {
            let figure = ["_difference", "_a", "_b"].iter().find_map(|side| name.strip_suffix(side)).unwrap_or(name);
            assert!(section.contains(&format!("`{figure}")), "docs/queries.md does not tell of {name}");
        }
    }
}

#[test]
fn a_comparison_goes_on_over_pages_and_names_what_is_wrong_with_it() {
    let asked = r#"{"min_shared_ballots": 0, "min_strength": -1, "page_size": 4,
        "compare": {"where_a": {}, "where_b": {"first": "Candidate 2"}}}"#;
    let first = ask(&small(), "pairs", asked);
    assert_eq!(first["metadata"]["params"]["compare"], json!({"where_a": {}, "where_b": {"first": 2}}));
    assert_eq!(crate::support::all_rows(&small(), "pairs", asked).len(), 10);
    let cases = [
        ("pairs", json!({"compare": {"where_a": {}}}), "compare.where_b is missing"),
        ("pairs", json!({"compare": 1}), "compare: 1"),
        ("network", json!({"compare": {"where_a": {}, "where_b": {"any": []}}}), "compare.where_b.any"),
        ("network", json!({"compare": {"a": {}, "b": {}}}), "compare.a"),
        ("centrality", json!({"compare": {"where_a": {}, "where_b": {}}, "where": {"first": 1}}), "where: this parameter"),
        ("clusters", json!({"compare": {"where_a": {}, "where_b": {}}}), "compare: this parameter"),
    ];
    for (query, given, part) in cases {
        let error = try_ask(&small(), query, &given.to_string()).expect_err(part);
        assert_eq!(error.code(), "E_PARAM");
        assert!(error.to_string().contains(part), "{given}: {error}");
    }
}
