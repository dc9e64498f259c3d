//! A small election that a person can check by hand, what is asked of it, and the text of all answers. Native and browser
//! tests compare that text with the same golden file, so that both compute the same, byte for byte.

use coalition_lens::ballots::{Endings, Profile};
use coalition_lens::metrics::{NullModel, Tally};
use coalition_lens::query::{self, Answer, Election, Params, Provenance};
use coalition_lens::snapshot::{
    CandidateEntry, Descriptor, InactiveBallots, MATCHUPS, PROFILE, Tabulated, decode_table, encode_table, figure_tables,
    profile_table, sha256_hex,
};
use coalition_lens::tabulation::{Asked, Ground, Rules, Tabulation, tabulate};
use std::collections::BTreeMap;
use std::fmt::Write;

pub const GOLDEN: &str = include_str!("answers.txt");

/// Ada and Bo share their supporters, Cy and Di theirs, nobody ranks Eve.
const NAMES: [&str; 5] = ["Ada", "Bo", "Cy \"<b>\"", "Di שלום", "Eve 🗳️"];
const BALLOTS: [(&[u16], u64); 7] =
    [(&[0, 1], 40), (&[0, 1, 2], 30), (&[1, 0], 20), (&[2, 3], 35), (&[2, 3, 0, 1], 25), (&[3], 10), (&[3, 0, 2], 1)];

pub const QUESTIONS: [(&str, &str); 66] = [
    ("candidates", "{}"),
    ("candidates", r#"{"sort_by": "avg_rank_position", "sort_order": "asc", "page_size": 2, "page": 2}"#),
    ("candidates", r#"{"fields": ["candidate_name", "winner"], "sort_by": "candidate_name"}"#),
    ("pairs", "{}"),
    ("pairs", r#"{"min_shared_ballots": 0, "min_strength": -1}"#),
    ("pairs", r#"{"min_shared_ballots": 0, "min_strength": -1, "method": "proximity_weighted", "page_size": 3}"#),
    ("pairs", r#"{"min_shared_ballots": 0, "min_strength": -1, "method": "basic", "page_size": 3, "page": 2}"#),
    ("pairs", r#"{"min_shared_ballots": 1, "min_strength": -1, "candidate": "Cy \"<b>\"", "sort_by": "phi"}"#),
    ("pairs", r#"{"min_shared_ballots": 0, "min_strength": -1, "coalition_type": "strong", "fields": ["lift"]}"#),
    ("pairs", r#"{"min_shared_ballots": 0, "min_strength": -1, "sort_by": "coalition_type", "fields": ["coalition_type"]}"#),
    ("pair", r#"{"candidate_1": 1, "candidate_2": 2}"#),
    ("pair", r#"{"candidate_1": "Bo", "candidate_2": "Ada"}"#),
    ("pair", r#"{"candidate_1": 5, "candidate_2": 1}"#),
    ("types", "{}"),
    ("types", r#"{"min_shared_ballots": 0}"#),
    ("types", r#"{"min_shared_ballots": 1000}"#),
    ("pairs", r#"{"min_strenght": 0}"#),
    ("pairs", r#"{"min_strength": 2}"#),
    ("pair", r#"{"candidate_1": "Adda", "candidate_2": 2}"#),
    ("pair", r#"{"candidate_1": 1, "candidate_2": 1}"#),
    ("network", "{}"),
    ("network", r#"{"min_shared_ballots": 0, "min_strength": -1}"#),
    ("network", r#"{"min_shared_ballots": 0, "min_strength": 0.2, "method": "basic"}"#),
    ("network", r#"{"min_shared_ballots": 1000}"#),
    ("clusters", "{}"),
    ("clusters", r#"{"min_shared_ballots": 0, "min_group_size": 1}"#),
    ("clusters", r#"{"min_shared_ballots": 0, "min_group_size": 2, "method": "proximity_weighted"}"#),
    ("clusters", r#"{"min_group_size": 0}"#),
    ("centrality", "{}"),
    ("centrality", r#"{"min_shared_ballots": 0, "min_strength": 0}"#),
    (
        "centrality",
        r#"{"min_shared_ballots": 0, "method": "basic", "sort_by": "bridge_score", "sort_order": "desc", "page_size": 2}"#,
    ),
    ("centrality", r#"{"min_shared_ballots": 0, "fields": "candidate_name,position_type", "sort_by": "position_type"}"#),
    ("candidate", r#"{"candidate": 1}"#),
    ("candidate", r#"{"candidate": 5}"#),
    ("candidate", "{}"),
    ("segments", r#"{"candidate": "Ada"}"#),
    ("segments", r#"{"candidate": 5}"#),
    ("segments", r#"{"candidate": "Eva"}"#),
    ("transfers", "{}"),
    ("transfers", r#"{"candidate": 4}"#),
    ("transfers", r#"{"candidate": 9}"#),
    ("ballots", "{}"),
    ("ballots", r#"{"where": {"all": [{"ranks": "Ada", "within": 2}, {"not": {"first": 2}}]}}"#),
    ("pairs", r#"{"where": {"first": 1}, "min_shared_ballots": 0, "min_strength": -1, "page_size": 2}"#),
    ("network", r#"{"where": {"any": [{"above": [3, 1]}, {"length": {"min": 3}}]}, "min_shared_ballots": 0}"#),
    ("segments", r#"{"candidate": 1, "where": {"not": {}}}"#),
    ("candidates", r#"{"where": {"all": [{}, {"any": [{"first": 9}]}]}}"#),
    ("pairs", r#"{"compare": {"where_a": {"first": 1}, "where_b": {"ranks": 3}}, "min_shared_ballots": 0, "page_size": 2}"#),
    ("network", r#"{"compare": {"where_a": {}, "where_b": {"length": {"max": 2}}}, "min_shared_ballots": 0}"#),
    ("centrality", r#"{"compare": {"where_a": {"ranks": 1}, "where_b": {"ranks": 3}}, "min_shared_ballots": 0}"#),
    ("rounds", "{}"),
    ("rounds", r#"{"rules": "scotland"}"#),
    ("rounds", r#"{"rules": "meek", "where": {"ranks": "Ada"}}"#),
    ("rounds", r#"{"rules": {"method": "sequential", "batch": true, "skipped": "exhaust-after-1"}, "without": ["Ada"]}"#),
    ("rounds", r#"{"rules": "alaska", "order": "Di שלום,Ada", "without": [5]}"#),
    ("rounds", r#"{"seats": 9}"#),
    ("rounds", r#"{"rules": "main"}"#),
    ("rounds", r#"{"rules": "irv", "seats": 2}"#),
    ("outcome", "{}"),
    ("outcome", r#"{"rules": {"tie_break": []}, "where": {"length": {"min": 2, "max": 2}}, "without": [1]}"#),
    ("matchups", "{}"),
    ("matchups", r#"{"without": ["Ada", 5], "where": {"not": {"first": 4}}}"#),
    ("matchups", r#"{"without": [1, "Ada"]}"#),
    ("follow_through", "{}"),
    ("follow_through", r#"{"candidate": 1, "seats": 1, "where": {"ranks": 3}}"#),
    ("everything", "{}"),
];

/// The hashes of the encoded tables, then every question with its answer or error. `to_json` is the host's.
pub fn answers(to_json: impl Fn(&Answer) -> String) -> String {
    let tables = tables();
    let mut text = String::new();
    for (name, bytes) in &tables {
        writeln!(text, "table {name} {} bytes {}", bytes.len(), sha256_hex(bytes)).unwrap();
    }
    let election = election(&tables);
    for (query, params) in QUESTIONS {
        let parsed: Params = serde_json::from_str(params).unwrap();
        let answer = query::plan(query, &parsed, &election).and_then(|plan| query::execute(&plan, &election));
        let answer = match answer {
            Ok(answer) => to_json(&answer),
            Err(error) => format!("{}: {error}", error.code()),
        };
        writeln!(text, "\n{query} {params}\n{answer}").unwrap();
    }
    text
}

/// Why rankings of some rows of the profile end, and ballots that rank nobody.
fn endings() -> Endings {
    Endings { rows: vec![(0, [3, 2, 0]), (3, [5, 0, 0]), (5, [0, 0, 1])], inactive: [2, 1, 0, 0] }
}

/// By the usual rules for two seats.
fn tabulation() -> Tabulation {
    let candidates: Vec<(u32, &str)> = (1..).zip(NAMES).collect();
    let asked = Asked { candidates: &candidates, without: &[], seats: 2, rules: &Rules::usual(2), follow: false };
    tabulate(&Ground::of(&profile(), None, &endings()), asked).unwrap()
}

fn profile() -> Profile {
    Profile::new(NAMES.len(), BALLOTS)
}

/// As published: encoded. No query reads matchups.
pub fn tables() -> BTreeMap<&'static str, Vec<u8>> {
    let profile = profile();
    let tally = Tally::of(&profile);
    let mut tables = figure_tables(&profile, &endings(), &tally, &NullModel::of(&tally).expectation(), Some(&tabulation()));
    tables.push((PROFILE, profile_table(&profile)));
    let read = tables.into_iter().filter(|(name, _)| *name != MATCHUPS);
    read.map(|(name, table)| (name, encode_table(&table, 0..table.rows()).unwrap())).collect()
}

/// Without tables.
pub fn empty_election() -> Election {
    let profile = profile();
    let provenance = Provenance { snapshot_id: "00".repeat(32), data_version: "2024-12-05T18:00:00Z".into() };
    let candidates = NAMES.iter().zip(1..).map(|(name, id)| CandidateEntry {
        id,
        name: (*name).into(),
        is_write_in: false,
        winner: (id < 5).then_some(id % 2 == 1),
    });
    let descriptor = Descriptor {
        id: "small".into(),
        title: "Small election".into(),
        seats: Some(2),
        max_rankings: profile.max_rankings() as u32,
        ballots: profile.ballots(),
        blank_ballots: 4,
        inactive_ballots: Some(InactiveBallots::of(endings().inactive)),
        candidates: candidates.collect(),
        tabulation: Some(Tabulated { rules: Some(tabulation().rules), winners: Some(vec![1, 3]), ..Tabulated::default() }),
        ..Descriptor::default()
    };
    Election::new(provenance, descriptor)
}

pub fn election(tables: &BTreeMap<&'static str, Vec<u8>>) -> Election {
    let election = empty_election();
    for (name, bytes) in tables {
        election.provide(name, &decode_table(bytes).unwrap()).unwrap();
    }
    election
}
