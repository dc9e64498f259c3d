//! Counts as queries tell them, on elections that a person can count.

use coalition_lens::ballots::{CleaningOptions, ContestBuilder, Mark, Profile, RawBallot};
use coalition_lens::query::{Election, RoundsFormat, execute, plan, rounds_file};
use coalition_lens::snapshot::{Descriptor, Tabulated};
use coalition_lens::tabulation::{Method, Rules};
use serde_json::{Value as Json, json};

use crate::support::{ask, contest_from, contest_of, counted, election, params, shared, try_ask};

/// Candidate 1 wins by elimination; candidate 2 wins every matchup.
fn small() -> Election {
    let rankings = [(vec![0u16, 1], 8), (vec![1, 0], 6), (vec![2, 1], 5), (vec![3, 2], 2), (vec![3], 1)];
    election(&contest_from(&Profile::new(4, rankings)))
}

/// Two seats: candidate 1 has a surplus that goes on in parts.
fn parts() -> Election {
    let rankings = [(vec![0u16, 1], 7), (vec![0], 3), (vec![1], 2), (vec![2], 3)];
    election(&contest_from(&Profile::new(3, rankings)))
}

fn data(election: &Election, query: &str, params: &str) -> Json {
    ask(election, query, params)["data"].clone()
}

fn votes(round: &Json) -> Vec<f64> {
    round["votes"].as_array().unwrap().iter().map(|row| row["votes"].as_f64().unwrap()).collect()
}

fn named(id: u32, votes: f64) -> Json {
    json!({ "candidate_id": id, "candidate_name": format!("Candidate {id}"), "votes": votes })
}

/// Numbers as JavaScript has them: 2 is 2.0.
fn assert_same(found: &Json, expected: &Json) {
    fn plain(value: &Json) -> Json {
        match value {
            Json::Number(number) => json!(number.as_f64()),
            Json::Array(values) => values.iter().map(plain).collect(),
            Json::Object(fields) => Json::Object(fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect()),
            other => other.clone(),
        }
    }
    assert_eq!(plain(found), plain(expected), "{found:#}");
}

#[test]
fn rounds_are_told_in_every_field() {
    let told = data(&small(), "rounds", "{}");
    let none = json!({ "ended": 0, "overvote": 0, "skipped": 0, "duplicate": 0, "final_surplus": 0 });
    let one = json!({ "ended": 1, "overvote": 0, "skipped": 0, "duplicate": 0, "final_surplus": 0 });
    let expected = json!({
        "method": "irv", "seats": 1, "seats_assumed": true, "places": 0, "ballots": 22, "threshold": 11, "winners": [1],
        "decided_round": 3,
        "rounds": [
            {
                "tabulation": 1, "round": 1, "threshold": 12,
                "votes": [named(1, 8.0), named(2, 6.0), named(3, 5.0), named(4, 3.0)],
                "elected": [], "eliminated": [4], "surplus_of": [], "exhausted": none, "residual": 0,
                "transfers": [{ "from": 4, "to": 3, "votes": 2 }, { "from": 4, "to": "ended", "votes": 1 }],
            },
            {
                "tabulation": 1, "round": 2, "threshold": 11, "votes": [named(1, 8.0), named(2, 6.0), named(3, 7.0)],
                "elected": [], "eliminated": [2], "surplus_of": [], "exhausted": one, "residual": 0,
                "transfers": [{ "from": 2, "to": 1, "votes": 6 }],
            },
            {
                "tabulation": 1, "round": 3, "threshold": 11, "votes": [named(1, 14.0), named(3, 7.0)],
                "elected": [1], "eliminated": [], "surplus_of": [], "exhausted": one, "residual": 0, "transfers": [],
            },
        ],
        "ties": [], "tie": null,
        "rules": {
            "method": "irv", "seats": 1, "places": 4, "quota": "droop_whole", "threshold_of": "continuing",
            "surplus": "together", "transfer": "fraction", "last": "transfer", "dynamic_quota": false,
            "one_winner_per_round": false, "continue_until_two": false, "batch": false, "cutoff": false, "percent": null,
            "write_ins_first": null, "tie_break": ["order"], "order": [], "stop_after": null,
        },
        "rule_set": null, "cleaning_differs": [],
    });
    assert_same(&told, &expected);
}

#[test]
fn parts_of_votes_are_exact_decimals_and_add_up_to_all_ballots() {
    let text = try_ask(&parts(), "rounds", r#"{"seats": 2}"#).unwrap();
    let told: Json = serde_json::from_str::<Json>(&text).unwrap()["data"].clone();
    assert_eq!((&told["method"], &told["places"], &told["seats"]), (&json!("stv"), &json!(4), &json!(2)));
    // Of 15 votes the quota is 6; a surplus of 4 of 10 is 0.4 of each.
    let rounds = told["rounds"].as_array().unwrap();
    assert_eq!(votes(&rounds[0]), [10.0, 2.0, 3.0]);
    assert_same(&rounds[0]["surplus_of"], &json!([1]));
    assert_same(&rounds[0]["transfers"], &json!([{"from": 1, "to": 2, "votes": 2.8}, {"from": 1, "to": "ended", "votes": 1.2}]));
    assert_eq!(votes(&rounds[1]), [6.0, 4.8, 3.0]);
    assert!(text.contains(r#""votes":4.8}"#) && text.contains(r#""ended":1.2,"#), "{text}");
    assert_same(&told["winners"], &json!([1, 2]));
    for round in rounds {
        let exhausted: f64 = round["exhausted"].as_object().unwrap().values().map(|votes| votes.as_f64().unwrap()).sum();
        let all = votes(round).iter().sum::<f64>() + exhausted + round["residual"].as_f64().unwrap();
        assert!((all - 15.0).abs() < 1e-9, "{round}");
    }
}

#[test]
fn rules_seats_order_and_a_field_change_the_count_and_are_told_as_understood() {
    let election = small();
    let asked = ask(&election, "rounds", r#"{"rules": {"method": "block_preferential", "seats": 2, "order": ["Candidate 4"]}}"#);
    assert_same(&asked["metadata"]["params"]["rules"], &json!({"method": "sequential", "seats": 2, "order": [4]}));
    assert_same(&asked["data"]["winners"], &json!([1, 2]));
    let tabulations: Vec<u64> =
        asked["data"]["rounds"].as_array().unwrap().iter().map(|round| round["tabulation"].as_u64().unwrap()).collect();
    assert_eq!((tabulations[0], *tabulations.last().unwrap()), (1, 2));

    let asked = ask(&election, "rounds", r#"{"rules": "scotland", "seats": 2, "without": ["Candidate 3", 4], "order": [2, 1]}"#);
    let understood = json!({"rules": "scotland", "seats": 2, "order": [2, 1], "without": [3, 4], "where": null});
    assert_same(&asked["metadata"]["params"], &understood);
    assert_eq!((&asked["data"]["rule_set"], &asked["data"]["places"]), (&json!("scotland"), &json!(5)));
    assert_eq!(votes(&asked["data"]["rounds"][0]), [8.0, 11.0]);

    // Where the election fills one seat, several are filled by quota; a rule of one seat that was named is not.
    assert_eq!(data(&election, "rounds", r#"{"seats": 3}"#)["method"], "stv");
    assert_eq!(data(&election, "rounds", r#"{"rules": "irv", "seats": 1}"#)["seats"], 1);
    assert_eq!(data(&election, "rounds", r#"{"seats": 9}"#)["winners"].as_array().unwrap().len(), 4);
}

#[test]
fn rules_of_cleaning_that_differ_are_told() {
    let election = small();
    let differs = |params: &str| data(&election, "rounds", params)["cleaning_differs"].clone();
    assert_eq!(differs(r#"{"rules": "maine"}"#), json!(["overvote exhaust", "skipped exhaust-after-2"]));
    assert_eq!(differs(r#"{"rules": {"duplicate": "exhaust", "overvote": "skip"}}"#), json!(["duplicate exhaust"]));
    assert_eq!(differs("{}"), json!([]));
}

#[test]
fn a_group_is_counted_as_an_election_of_its_ballots_alone() {
    let election = small();
    let told = data(&election, "rounds", r#"{"where": {"any": [{"first": 3}, {"first": 4}]}, "without": [2]}"#);
    assert_eq!(told["ballots"], 8);
    assert_eq!(votes(&told["rounds"][0]), [0.0, 5.0, 3.0]);
    assert_eq!(told["winners"], json!([3]));
    let nobody = data(&election, "rounds", r#"{"where": {"not": {}}}"#);
    assert_eq!((&nobody["ballots"], &nobody["winners"], &nobody["ties"]), (&json!(0), &json!([]), &json!([])));
    assert_eq!(nobody["rounds"].as_array().unwrap().len(), 1);
    let outcome = data(&election, "outcome", r#"{"where": {"not": {}}, "seats": 2}"#);
    assert_eq!((&outcome["winners"], &outcome["decided_round"]), (&json!([]), &Json::Null));
    let told = "In a count of this group's ballots only, nobody is elected: no ballot ranks anybody who stands.";
    assert_eq!(sentences(&outcome)[0], told);
}

#[test]
fn a_tie_that_no_rule_decides_ends_the_count_and_is_told() {
    let tied = election(&contest_from(&Profile::new(3, [(vec![0u16], 3), (vec![1], 3), (vec![2], 5)])));
    let told = data(&tied, "rounds", r#"{"rules": {"tie_break": []}}"#);
    assert_same(&told["tie"], &json!({"tabulation": 1, "round": 1, "kind": "eliminate", "tied": [1, 2]}));
    assert_eq!((&told["winners"], &told["ties"], &told["decided_round"]), (&json!([]), &json!([]), &Json::Null));
    let broken = data(&tied, "rounds", "{}");
    let expected = json!([{"tabulation": 1, "round": 1, "kind": "eliminate", "tied": [1, 2], "chosen": 2, "by": "order"}]);
    assert_same(&broken["ties"], &expected);
    assert_eq!(broken["tie"], Json::Null);
    let outcome = data(&tied, "outcome", r#"{"rules": {"tie_break": []}}"#);
    assert_eq!((&outcome["decided_round"], &outcome["final_margin"]), (&Json::Null, &Json::Null));
    let texts = sentences(&outcome);
    assert!(texts.contains(&"Nobody is elected.".to_owned()), "{texts:?}");
    assert!(
        texts.contains(
            &"In round 1, Candidate 1 and Candidate 2 have equal votes, and no rule decides: the count ends there.".to_owned()
        ),
        "{texts:?}"
    );
}

fn sentences(outcome: &Json) -> Vec<String> {
    outcome["sentences"].as_array().unwrap().iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_outcome_says_who_won_and_how() {
    let told = data(&small(), "outcome", "{}");
    let two = |id: u32, votes: f64, share: f64| json!({"candidate_id": id, "candidate_name": format!("Candidate {id}"), "votes": votes, "share": share});
    let mut expected = json!({
        "method": "irv", "seats": 1, "seats_assumed": true, "rounds": 3,
        "winners": [{
            "candidate_id": 1, "candidate_name": "Candidate 1", "tabulation": 1, "round": 3, "votes": 14, "reached_threshold": true,
        }],
        "official": null, "decided_round": 3, "final_margin": 7, "final_round": 3, "cleaning_differs": [],
        "final_two": [two(1, 14.0, 14.0 / 21.0), two(3, 7.0, 7.0 / 21.0)],
        "condorcet_winner": 2, "condorcet_winner_won": false, "exhausted": 1, "exhausted_share": 1.0 / 22.0,
        "last_transfers_from": [{"candidate_id": 2, "candidate_name": "Candidate 2", "votes": 6, "to_elected": 6}],
        "tie_count": 0, "ties": [], "tie": null,
    });
    expected["sentences"] = told["sentences"].clone();
    assert_same(&told, &expected);
    let kinds: Vec<&str> = told["sentences"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["seats", "winner", "final", "transfers", "condorcet", "exhausted"]);
    assert_eq!(
        sentences(&told),
        [
            "How many seats there are is not known: the count is for 1 seat.",
            "Candidate 1 is elected in round 3 with 14 votes, 66.7% of those that candidates hold then.",
            "In round 3, Candidate 1 has 14 votes (66.7%) and Candidate 3 has 7 votes (33.3%): Candidate 1 is ahead by 7.",
            "The last transfers, after round 2, come from Candidate 2 (6 votes, all of them to Candidate 1).",
            "Candidate 2 wins against every other candidate two by two, and is not elected.",
            "1 vote (4.5%) of 22 ballots is exhausted when that is decided.",
        ]
    );
}

#[test]
fn where_nobody_told_how_many_seats_there_are_an_outcome_says_so_and_what_is_taken() {
    let said = |told: &Json| {
        let seats = told["sentences"].as_array().unwrap().iter().find(|row| row["kind"] == "seats").cloned();
        (told["seats_assumed"].as_bool().unwrap(), seats.map(|row| row["text"].as_str().unwrap().to_owned()))
    };
    let with_official = |parameters: &str| {
        let contest = contest_from(&Profile::new(3, [(vec![0u16, 1], 7), (vec![1], 2), (vec![2], 3)]));
        let mut unknown = counted(&contest, 2, Some(vec![1, 3]));
        let recorded = Tabulated { seats_assumed: true, ..unknown.descriptor.tabulation.take().unwrap() };
        unknown.descriptor = Descriptor { seats: None, tabulation: Some(recorded), ..unknown.descriptor };
        said(&data(&unknown, "outcome", parameters))
    };
    let text = "How many seats there are is not known: the count is for 2 seats, as many as there are official winners.";
    for parameters in ["{}", r#"{"rules": "scotland"}"#] {
        assert_eq!(with_official(parameters), (true, Some(text.to_owned())), "{parameters}");
    }
    for parameters in [r#"{"seats": 1}"#, r#"{"rules": "irv"}"#, r#"{"rules": "portland-3"}"#] {
        assert_eq!(with_official(parameters), (false, None), "{parameters}");
    }
    assert_eq!(said(&data(&published(None), "outcome", "{}")), (false, None));
}

#[test]
fn of_hundreds_of_ties_an_outcome_tells_how_many_and_the_last_and_of_the_tied_the_first() {
    let election = election(&contest_from(&Profile::new(200, [(vec![0u16], 3), (vec![1], 2)])));
    let rounds = data(&election, "rounds", r#"{"rules": {"continue_until_two": true}}"#);
    let told = data(&election, "outcome", r#"{"rules": {"continue_until_two": true}}"#);
    let all = rounds["ties"].as_array().unwrap();
    assert_eq!((all.len(), &told["tie_count"]), (197, &json!(197)));
    assert_eq!(told["ties"].as_array().unwrap()[..], all[194..]);
    let texts: Vec<String> =
        sentences(&told).into_iter().filter(|text| text.contains(" ties") || text.contains("equal")).collect();
    assert_eq!(texts.len(), 4, "{texts:#?}");
    assert_eq!(texts[0], "The rules decided 197 ties, of which the last 3 are told here; `rounds` has all.");
    let last =
        "Candidate 3 and Candidate 4 have equal votes: Candidate 4 is eliminated, by the order of their ids, as none was given.";
    assert!(texts[3].ends_with(last), "{texts:#?}");
    let open = data(&election, "outcome", r#"{"rules": {"tie_break": [], "continue_until_two": true}}"#);
    let many = "In round 2, Candidate 3, Candidate 4, Candidate 5 and 195 others have equal votes, and no rule decides";
    assert!(sentences(&open).iter().any(|text| text.starts_with(many)), "{open:#}");
}

#[test]
fn every_sentence_about_a_group_says_that_it_is_a_count_of_its_ballots_only() {
    let told = data(&small(), "outcome", r#"{"where": {"length": {"min": 2}}, "without": [2]}"#);
    assert_eq!(told["official"], Json::Null);
    let texts = sentences(&told);
    assert!(texts.len() > 3, "{texts:?}");
    for text in texts {
        assert!(text.starts_with("In a count of this group's ballots only, as if Candidate 2 had not stood, "), "{text}");
        assert!(!text.contains("would have"), "{text}");
    }
}

#[test]
fn matchups_tell_the_condorcet_winner_the_smith_set_and_the_order_by_wins() {
    let told = data(&small(), "matchups", "{}");
    assert_eq!((&told["ballots"], &told["condorcet_winner"], &told["smith_set"]), (&json!(22), &json!(2), &json!([2])));
    let pairs = told["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 6);
    assert_same(
        &pairs[0],
        &json!({
            "candidate_1": 1, "candidate_1_name": "Candidate 1", "candidate_2": 2, "candidate_2_name": "Candidate 2",
            "prefer_1": 8, "prefer_2": 11, "neither": 3, "winner": 2,
        }),
    );
    let order: Vec<(u64, u64, u64, u64)> = told["order"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| ["candidate_id", "wins", "losses", "ties"].map(|name| row[name].as_u64().unwrap()).into())
        .collect();
    assert_eq!(order, [(2, 3, 0, 0), (1, 2, 1, 0), (3, 1, 2, 0), (4, 0, 3, 0)]);
    let fewer = data(&small(), "matchups", r#"{"without": ["Candidate 2"], "where": {"not": {"first": 1}}}"#);
    assert_eq!((&fewer["ballots"], fewer["pairs"].as_array().unwrap().len()), (&json!(14), 3));
    assert_eq!((&fewer["condorcet_winner"], &fewer["smith_set"]), (&json!(3), &json!([3])));
}

#[test]
fn ballots_are_followed_to_where_they_are_in_the_end() {
    let rows = data(&small(), "follow_through", "{}");
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 4);
    assert_same(
        &rows[3],
        &json!({
            "tabulation": 1, "candidate_id": 4, "candidate_name": "Candidate 4", "began": 3,
            "ended_with": [{"candidate_id": 3, "candidate_name": "Candidate 3", "votes": 2, "share": 2.0 / 3.0}],
            "exhausted": {"ended": 1, "overvote": 0, "skipped": 0, "duplicate": 0, "share": 1.0 / 3.0},
        }),
    );
    let one = data(&small(), "follow_through", r#"{"candidate": "Candidate 2"}"#);
    assert_eq!(one.as_array().unwrap().len(), 1);
    assert_eq!(one[0]["ended_with"][0]["candidate_id"], 1);
    // Each of two seats has a count of its own, in which those elected before do not stand.
    let both = data(&small(), "follow_through", r#"{"rules": {"method": "sequential", "seats": 2}}"#);
    let stands: Vec<(u64, u64)> = both
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["tabulation"].as_u64().unwrap(), row["candidate_id"].as_u64().unwrap()))
        .collect();
    assert_eq!(stands, [(1, 1), (1, 2), (1, 3), (1, 4), (2, 2), (2, 3), (2, 4)]);
}

#[test]
fn what_is_not_understood_of_a_count_is_named_with_what_is_allowed() {
    let election = small();
    for (parameters, code, part) in [
        (r#"{"rules": "main"}"#, "E_PARAM", "rules: \"main\" is not allowed; the presets are alaska,"),
        (r#"{"rules": "cambridge"}"#, "E_PARAM", "Cambridge passes whole ballots on in the order"),
        (r#"{"rules": 3}"#, "E_PARAM", "give the name of a preset, or an object"),
        (r#"{"rules": {"batches": true}}"#, "E_PARAM", "\"batches\" is no rule; the keys are method, seats,"),
        (r#"{"rules": {"method": "borda"}}"#, "E_PARAM", "rules.method: \"borda\" is not allowed; give one of irv, stv,"),
        (r#"{"rules": {"seats": "two"}}"#, "E_PARAM", "rules.seats: \"two\" is not allowed; give a whole number from 1 to 2000"),
        (r#"{"rules": {"method": "stv", "seats": 2001}}"#, "E_PARAM", "rules.seats: 2001 is not allowed; give a whole number"),
        (r#"{"rules": {"method": "meek", "places": 4}}"#, "E_PARAM", "rules.places: 4 is not allowed; the method meek always"),
        (r#"{"rules": {"write_ins_first": ["Dee"]}}"#, "E_NOT_FOUND", "rules.write_ins_first: there is no candidate \"Dee\""),
        (r#"{"rules": {"batch": true, "method": "stv"}}"#, "E_PARAM", "rules.batch: true is not allowed; goes with the methods"),
        (
            r#"{"rules": {"method": "irv", "seats": 2}}"#,
            "E_PARAM",
            "rules.seats: 2 is not allowed; the method irv fills one seat",
        ),
        (r#"{"rules": {"order": [9]}}"#, "E_NOT_FOUND", "rules.order: there is no candidate with id 9"),
        (r#"{"rules": "maine", "seats": 2}"#, "E_PARAM", "seats: 2 is not allowed; the method irv fills one seat"),
        (r#"{"seats": 0}"#, "E_PARAM", "seats: 0 is not allowed; give a whole number from 1 to 2000"),
        (r#"{"without": [1, 2, 3, 4]}"#, "E_PARAM", "without: a list of all candidates is not allowed; leave at least one"),
        (r#"{"without": [1, "Candidate 1"]}"#, "E_PARAM", "\"Candidate 1\", who is in it twice"),
        (r#"{"without": "Candidate 1,Candidate 5"}"#, "E_NOT_FOUND", "without: there is no candidate \"Candidate 5\""),
        (r#"{"order": [true]}"#, "E_PARAM", "order: true is not allowed"),
    ] {
        let error = try_ask(&election, "rounds", parameters).expect_err(parameters);
        assert_eq!(error.code(), code, "{parameters}: {error}");
        assert!(error.to_string().contains(part), "{parameters}: {error}");
    }
}

/// Candidates of these names, and a ballot for the first.
fn called(names: &[&str]) -> Election {
    let mut builder = ContestBuilder::new(CleaningOptions::default());
    for (id, name) in (1..).zip(names) {
        builder.candidate(Some(id), name).unwrap();
    }
    builder.ballot(&mut RawBallot::of(vec![(1, Mark::Candidate(0))], 1)).unwrap();
    election(&builder.finish().unwrap())
}

#[test]
fn names_that_hold_commas_are_found_before_a_text_is_cut() {
    let names = ["Lee, Ann", "Ann", "Lee", "Bo"];
    let election = called(&names);
    let without = |text: &str| {
        let params = json!({ "without": text }).to_string();
        ask(&election, "rounds", &params)["metadata"]["params"]["without"].clone()
    };
    assert_eq!(without("Lee, Ann"), json!([1]));
    assert_eq!(without("Lee,Ann"), json!([2, 3]));
    assert_eq!(without("Bo, Lee, Ann,2"), json!([1, 2, 4]));
}

fn file(election: &Election, parameters: &str, format: RoundsFormat) -> coalition_lens::Result<String> {
    let answer = execute(&plan("rounds", &params(parameters), election)?, election)?;
    rounds_file(&answer, &election.descriptor, format)
}

#[test]
fn rounds_are_written_as_the_summary_of_rctab() {
    let text = file(&parts(), r#"{"seats": 2}"#, RoundsFormat::Rctab).unwrap();
    let summary: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(summary["config"]["contest"], "Test");
    assert_eq!(summary["config"]["threshold"], "6");
    assert_eq!(summary["results"][1]["tally"], json!({"Candidate 1": "6", "Candidate 2": "4.8000", "Candidate 3": "3"}));
    let transfers = json!([{"elected": "Candidate 1", "transfers": {"Candidate 2": "2.8000", "exhausted": "1.2000"}}]);
    assert_eq!(summary["results"][0]["tallyResults"], transfers);
    let expected = json!({"finalThreshold": "6", "numCandidates": 3, "numWinners": 2, "totalNumBallots": "15"});
    assert_eq!(summary["summary"], expected);
    // A round goes on from what the one before tells.
    let results = summary["results"].as_array().unwrap();
    let number = |value: &Json| value.as_str().map_or(0.0, |text| text.parse::<f64>().unwrap());
    for pair in results.windows(2) {
        for (name, votes) in pair[1]["tally"].as_object().unwrap() {
            let flows = pair[0]["tallyResults"].as_array().unwrap();
            let comes: f64 = flows.iter().map(|flow| number(&flow["transfers"][name])).sum();
            let from = flows.iter().filter(|flow| flow["elected"] == **name);
            let goes: f64 = from.flat_map(|flow| flow["transfers"].as_object().unwrap().values()).map(number).sum();
            assert!((number(&pair[0]["tally"][name]) + comes - goes - number(votes)).abs() < 1e-9, "{name}: {pair:#?}");
        }
    }
    let error = file(&parts(), r#"{"rules": {"method": "sequential", "seats": 2}}"#, RoundsFormat::Rctab).unwrap_err();
    assert!(error.to_string().contains("seat by seat"), "{error}");
}

#[test]
fn rounds_are_written_as_csv_in_which_no_name_is_a_formula() {
    let text = file(&parts(), r#"{"seats": 2}"#, RoundsFormat::Csv).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("candidate_id,candidate_name,elected,eliminated,round_1_votes,round_1_transfers,round_2_votes"));
    assert!(lines[1].starts_with("1,Candidate 1,round_1,,10,-4,6,"), "{text}");
    assert!(lines[2].starts_with("2,Candidate 2,"), "{text}");
    assert!(lines[2].contains(",2,2.8000,4.8000,"), "{text}");
    assert!(lines.iter().any(|line| line.starts_with(",(ended),,,0,1.2000,1.2000,")), "{text}");
    let columns: Vec<usize> = lines.iter().map(|line| line.split(',').count()).collect();
    assert!(columns.iter().all(|count| *count == columns[0]), "{text}");
    let odd = called(&["=cmd(\"x\"),1", "exhausted"]);
    assert!(file(&odd, "{}", RoundsFormat::Csv).unwrap().contains("1,\"'=cmd(\"\"x\"\"),1\","));
    let summary: Json = serde_json::from_str(&file(&odd, "{}", RoundsFormat::Rctab).unwrap()).unwrap();
    assert!(summary["results"][0]["tally"].get("exhausted (2)").is_some(), "{summary}");
}

#[test]
fn every_line_of_a_file_of_hundreds_of_rounds_goes_on_from_what_the_round_before_tells() {
    let rankings = (0..200u16).map(|one| (vec![one, (one * 7 + 3) % 200, (one * 13 + 1) % 200], 1 + u64::from(one) % 40));
    let many = election(&contest_from(&Profile::new(200, rankings.filter(|(ranking, _)| ranking[0] != ranking[1]))));
    let text = file(&many, "{}", RoundsFormat::Csv).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').skip(2).collect()).collect();
    let number = |text: &str| text.parse::<i64>().unwrap_or_default();
    let rounds = (lines[0].len() - 2) / 2;
    assert!(rounds > 150, "{rounds}");
    let ballots: i64 = lines.iter().map(|line| number(line[2])).sum();
    for (place, line) in lines.iter().enumerate() {
        for round in 1..rounds {
            let [before, change, after] = [2 * round, 2 * round + 1, 2 * round + 2].map(|column| number(line[column]));
            assert_eq!(before + change, after, "line {place}, round {round}");
            assert!(line[0] != format!("round_{round}") || line[1].is_empty());
            assert!(line[1] != format!("round_{round}") || (!line[2 * round].is_empty() && line[2 * round + 2].is_empty()));
        }
    }
    for round in 0..rounds {
        assert_eq!(lines.iter().map(|line| number(line[2 + 2 * round])).sum::<i64>(), ballots);
    }
}

/// As [`small`], with its count published.
fn published(official: Option<Vec<u32>>) -> Election {
    let rankings = [(vec![0u16, 1], 8), (vec![1, 0], 6), (vec![2, 1], 5), (vec![3, 2], 2), (vec![3], 1)];
    counted(&contest_from(&Profile::new(4, rankings)), 1, official)
}

#[test]
fn the_published_count_is_the_one_that_is_made_anew() {
    for (rankings, seats) in [(vec![(vec![0u16, 1], 7), (vec![0], 3), (vec![1], 2), (vec![2], 3)], 2), (vec![(vec![0u16], 1)], 1)]
    {
        let election = counted(&contest_from(&Profile::new(3, rankings)), seats, None);
        let own = data(&election, "rounds", "{}");
        let anew = data(&election, "rounds", &format!(r#"{{"seats": {seats}}}"#));
        assert_eq!(own, anew);
    }
    let plan = plan("rounds", &params("{}"), &published(None)).unwrap();
    assert_eq!(plan.tables, ["rounds"]);
}

#[test]
fn what_was_passed_on_stands_beside_coalitions() {
    let election = published(None);
    let pair = data(&election, "pair", r#"{"candidate_1": 4, "candidate_2": 3}"#);
    assert_same(&pair["transferred_1_to_2"], &json!(2));
    assert_same(&pair["transferred_2_to_1"], &json!(0));
    assert_same(&pair["transfer_rounds_1_to_2"], &json!([{"tabulation": 1, "round": 1, "votes": 2}]));
    assert_same(&pair["transfer_rounds_2_to_1"], &json!([]));
    let said = "In the count, 2 votes went from Candidate 4 to Candidate 3, after round 1.";
    assert_eq!(pair["transferred_sentence_1_to_2"], said);
    assert_eq!(pair["transferred_sentence_2_to_1"], "In the count, no vote went from Candidate 3 to Candidate 4.");
    let network = data(&election, "network", r#"{"min_shared_ballots": 0, "min_strength": -1, "method": "basic"}"#);
    let edges = network["edges"].as_array().unwrap();
    let edge = edges.iter().find(|edge| edge["candidate_1"] == 1 && edge["candidate_2"] == 2).unwrap();
    assert_same(&json!([edge["transferred_1_to_2"], edge["transferred_2_to_1"]]), &json!([0, 6]));
    let fate = data(&election, "candidate", r#"{"candidate": 4}"#)["in_count"].clone();
    let expected = json!({
        "standing": "eliminated", "tabulation": 1, "round": 1, "votes": 3,
        "passed_to": [{"candidate_id": 3, "candidate_name": "Candidate 3", "votes": 2, "share": 2.0 / 3.0}],
        "exhausted": 1, "exhausted_share": 1.0 / 3.0,
        "sentence": "Candidate 4 was eliminated in round 1 with 3 votes; 66.7% of the votes then went to Candidate 3 and 33.3% to nobody.",
    });
    assert_same(&fate, &expected);
    let fate = data(&election, "candidate", r#"{"candidate": 1}"#)["in_count"].clone();
    assert_eq!((&fate["standing"], &fate["round"]), (&json!("elected"), &json!(3)));
    assert_eq!(fate["sentence"], "Candidate 1 was elected in round 3 with 14 votes.");
    let fate = data(&election, "candidate", r#"{"candidate": 3}"#)["in_count"].clone();
    let said = "Candidate 3 was neither elected nor eliminated, and had 7 votes in round 3, the last.";
    assert_eq!((&fate["standing"], &fate["sentence"]), (&json!("continuing"), &json!(said)));
}

#[test]
fn of_a_group_and_without_a_published_count_it_is_not_told_what_was_passed_on() {
    for (election, group) in [(small(), ""), (published(None), r#", "where": {"ranks": 3}"#)] {
        let pair = data(&election, "pair", &format!(r#"{{"candidate_1": 4, "candidate_2": 3{group}}}"#));
        assert_eq!((&pair["transferred_1_to_2"], &pair["transfer_rounds_1_to_2"]), (&Json::Null, &Json::Null));
        assert_eq!(data(&election, "candidate", &format!(r#"{{"candidate": 4{group}}}"#))["in_count"], Json::Null);
    }
}

#[test]
fn the_official_result_leads_and_a_difference_is_told() {
    let outcome = |official: Vec<u32>, parameters: &str| data(&published(Some(official)), "outcome", parameters);
    let agreed = outcome(vec![1], "{}");
    assert_same(&agreed["official"], &json!({"winners": [1], "agrees": true}));
    assert_eq!(sentences(&agreed)[0], "The official result names Candidate 1, as this count does.");
    let other = outcome(vec![2], "{}");
    assert_same(&other["official"], &json!({"winners": [2], "agrees": false}));
    assert_eq!(sentences(&other)[0], "The official result names Candidate 2; this count elects Candidate 1.");
    for parameters in [r#"{"where": {"ranks": 1}}"#, r#"{"without": [4]}"#] {
        assert_eq!(outcome(vec![1], parameters)["official"], Json::Null);
    }
    assert_eq!(data(&published(None), "outcome", "{}")["official"], Json::Null);
}

#[test]
fn rules_that_cannot_be_counted_by_are_refused_with_the_reason_and_others_are_taken() {
    let election = published(None);
    let recorded = Tabulated { not_counted: Some("ballots are drawn".into()), ..Tabulated::default() };
    let descriptor = Descriptor { tabulation: Some(recorded), ..election.descriptor.clone() };
    let election = Election::new(election.provenance.clone(), descriptor);
    let error = try_ask(&election, "rounds", "{}").unwrap_err();
    let why = "votes are not counted by the election's own rules: ballots are drawn; give other rules, by name or as an object";
    assert_eq!((error.code(), error.to_string()), ("E_PARAM", format!("rules is missing; {why}")));
    for (given, said) in [(r#"{"seats": 2}"#, "seats: 2"), (r#"{"order": [1]}"#, "order: this order")] {
        let error = try_ask(&election, "rounds", given).unwrap_err();
        assert_eq!(error.to_string(), format!("{said} is not allowed; {why}"));
    }
    assert!(plan("rounds", &params(r#"{"rules": "irv"}"#), &election).is_ok());
}

#[test]
fn an_election_of_more_seats_than_its_rules_fill_is_counted_for_seats_that_are_asked_for() {
    let mut election = small();
    let rules = Some(Rules { seats: Some(1), ..Rules::default() });
    let recorded = Tabulated { rules, not_counted: Some("irv is for 1 seat".into()), ..Tabulated::default() };
    election.descriptor = Descriptor { tabulation: Some(recorded), seats: Some(2), ..election.descriptor.clone() };
    let error = try_ask(&election, "rounds", "{}").unwrap_err().to_string();
    assert!(error.ends_with("irv is for 1 seat; give other rules, by name or as an object, or other seats"), "{error}");
    assert_eq!(data(&election, "rounds", r#"{"seats": 1}"#)["method"], "irv");
    for asked in [r#"{"seats": 2}"#, r#"{"rules": {"method": "stv"}}"#] {
        let told = data(&election, "rounds", asked);
        assert_eq!((&told["method"], &told["seats"]), (&json!("stv"), &json!(2)), "{asked}");
    }
}

#[test]
fn an_election_that_is_too_much_to_count_is_counted_for_what_is_not() {
    let mut election = small();
    let rules = Some(Rules { method: Method::Sequential, seats: Some(2), ..Rules::default() });
    let recorded = Tabulated { rules, not_counted: Some("too many figures".into()), ..Tabulated::default() };
    election.descriptor = Descriptor { tabulation: Some(recorded), seats: Some(2), ..election.descriptor.clone() };
    assert_eq!(data(&election, "rounds", r#"{"without": [4]}"#)["winners"].as_array().unwrap().len(), 2);
}

#[test]
fn rules_that_name_no_method_are_the_usual_ones_for_the_seats() {
    let mut election = parts();
    election.descriptor.seats = Some(2);
    for (asked, method, seats) in [
        (r#"{"rules": {"places": 5}}"#, "stv", 2),
        (r#"{"rules": {"places": 5}, "seats": 1}"#, "irv", 1),
        (r#"{"rules": {"seats": 3}}"#, "stv", 3),
        (r#"{"rules": {"method": "irv"}}"#, "irv", 1),
    ] {
        let told = data(&election, "rounds", asked);
        assert_eq!((&told["method"], &told["seats"]), (&json!(method), &json!(seats)), "{asked}");
    }
}

#[test]
fn where_the_last_seats_are_left_over_the_margin_is_that_of_the_last_elimination() {
    // Of 21 votes, the quota of 3 seats is 6: two are elected at once, then the last of the others goes out with 3 against 4.
    let rankings = [(vec![0u16], 8), (vec![1], 6), (vec![2], 4), (vec![3], 3)];
    let mut election = election(&contest_from(&Profile::new(4, rankings)));
    election.descriptor.seats = Some(3);
    let told = data(&election, "outcome", r#"{"rules": {"last": "stop"}}"#);
    let two = told["final_two"].as_array().unwrap().iter().map(|row| row["candidate_id"].as_u64().unwrap());
    assert_eq!(two.collect::<Vec<_>>(), [3, 4], "{told:#}");
    assert_same(&told["final_margin"], &json!(1));
    assert!(told["final_round"].as_u64() < told["decided_round"].as_u64(), "{told:#}");
}

#[test]
fn a_count_for_other_seats_than_the_elections_says_so() {
    let mut election = parts();
    election.descriptor.seats = Some(2);
    let said = |parameters: &str| sentences(&data(&election, "outcome", parameters));
    assert!(said(r#"{"seats": 1}"#).contains(&"This is a count for 1 seat; the election has 2 seats.".to_owned()));
    assert!(!said("{}").iter().any(|text| text.contains("the election has")));
}

#[test]
fn a_seat_for_which_nobody_has_a_vote_stays_empty_and_the_end_is_that_of_the_seat_before() {
    let election = election(&contest_from(&Profile::new(3, [(vec![0u16], 5)])));
    let told = data(&election, "outcome", r#"{"rules": {"method": "sequential", "seats": 2}}"#);
    let texts = sentences(&told);
    let said: Vec<&String> = texts.iter().filter(|text| text.contains("count")).collect();
    assert!(said.iter().any(|text| text.starts_with("In count 2, no ballot ranks anybody")), "{texts:#?}");
    assert!(texts.iter().any(|text| text.starts_with("In round 1 of count 1, Candidate 1 has 5 votes")), "{texts:#?}");
    assert!(!texts.iter().any(|text| text.contains("neither is ahead")), "{texts:#?}");
}

#[test]
fn the_summary_of_portlands_second_district_is_the_certified_one() {
    let Some(profile) = shared("portland2024/d2_profile.blt") else { return };
    let Some(certified) = shared("portland2024/d2_official_rounds_rctab.json") else { return };
    let text = file(&election(&contest_of(profile)), r#"{"rules": "portland-3"}"#, RoundsFormat::Rctab).unwrap();
    let counted: Json = serde_json::from_str(&text).unwrap();
    let certified: Json = serde_json::from_slice(&std::fs::read(certified).unwrap()).unwrap();
    assert_eq!(counted["config"]["threshold"], certified["config"]["threshold"]);
    // The order of those elected in one round is not told by RCTab.
    let told = |summary: &Json| {
        let results = summary["results"].as_array().unwrap().clone().into_iter();
        let round = |result: Json| {
            let mut events: Vec<String> =
                result["tallyResults"].as_array().unwrap().iter().map(|event| sorted(event).to_string()).collect();
            events.sort();
            (result["round"].clone(), sorted(&result["tally"]), events)
        };
        results.map(round).collect::<Vec<_>>()
    };
    assert_eq!(told(&counted), told(&certified));
}

/// With keys in order.
fn sorted(value: &Json) -> Json {
    let Json::Object(fields) = value else { return value.clone() };
    let mut fields: Vec<(String, Json)> = fields.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    Json::Object(fields.into_iter().collect())
}
