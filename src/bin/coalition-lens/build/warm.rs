//! The warm list: which answers are published ready-made.

use std::collections::HashMap;
use std::path::Path;

use coalition_lens::query::{Election, Provenance, contract, fingerprint, minimal, plan_warm, ready_made};
use coalition_lens::snapshot::write::{PreparedElection, ReadyAnswer};
use coalition_lens::snapshot::{WarmQuery, parse_warm_list};
use coalition_lens::{Error, Result};
use serde_json::json;

/// Queries of a list that are answered for an election; of more, the first ones.
const LIMIT: usize = 20;

/// Answers of the usual list with more bytes of JSON are no first view: elections of hundreds of candidates have some.
const USUAL_BYTES: usize = 200_000;

/// What a page of an election is likely to show first.
fn default_list() -> Vec<WarmQuery> {
    let levels = [(50, 0.1), (100, 0.15), (200, 0.25)];
    let at = |query: &'static str| {
        levels.map(|(ballots, strength)| {
            let params = [("min_shared_ballots".to_owned(), json!(ballots)), ("min_strength".to_owned(), json!(strength))];
            WarmQuery::new(query, params.into_iter().collect())
        })
    };
    let plain = |query| WarmQuery::new(query, serde_json::Map::new());
    let results = ["outcome", "rounds", "matchups", "follow_through"].map(plain);
    let others = ["centrality", "clusters", "types"].map(plain);
    results.into_iter().chain(at("pairs")).chain(at("network")).chain(others).collect()
}

/// Queries that need a count: by the election's own rules, unless they name others.
const OF_A_COUNT: [&str; 3] = ["outcome", "rounds", "follow_through"];

fn is_of_own_count(query: &WarmQuery) -> bool {
    OF_A_COUNT.contains(&query.query.as_str()) && !query.params.contains_key("rules")
}

/// A warm list, and what it is called in errors.
pub struct WarmList {
    name: String,
    is_usual: bool,
    queries: Vec<WarmQuery>,
}

impl WarmList {
    /// The list in a file, or the usual one.
    pub fn read(file: Option<&Path>) -> Result<WarmList> {
        let Some(path) = file else {
            return Ok(WarmList { name: "the usual warm list".into(), is_usual: true, queries: default_list() });
        };
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
        let queries = parse_warm_list(&name, &bytes)?;
        Ok(WarmList { name, is_usual: false, queries })
    }

    /// The election with its ready-made answers. Queries of other elections are left out, and those about a count or about
    /// candidates that it does not have, these with a warning.
    pub fn answer(&self, prepared: PreparedElection) -> Result<PreparedElection> {
        let election = Election::new(Provenance::default(), prepared.descriptor.clone());
        let mut answers: Vec<ReadyAnswer> = Vec::new();
        let contracts: HashMap<&str, String> = contract().iter().map(|query| (query.name, fingerprint(query))).collect();
        let is_counted = prepared.tabulation.is_some();
        let is_meant = |query: &WarmQuery| query.election.as_ref().is_none_or(|id| *id == election.descriptor.id);
        let meant: Vec<(usize, &WarmQuery)> = (1..).zip(&self.queries).filter(|(_, query)| is_meant(query)).collect();
        if meant.len() > LIMIT {
            let id = &election.descriptor.id;
            eprintln!("note: {} has {} queries for {id}: the first {LIMIT} are answered", self.name, meant.len());
        }
        for (place, query) in meant.into_iter().take(LIMIT) {
            let about = format!("query {place} ({})", query.query);
            if !is_counted && is_of_own_count(query) {
                if !self.is_usual {
                    eprintln!("warning: {}: {about} is left out: the votes are not counted", election.descriptor.id);
                }
                continue;
            }
            let plan = match plan_warm(query, &election) {
                Ok(plan) => plan,
                Err(error @ Error::Unknown { .. }) => {
                    eprintln!("warning: {}: {about} is left out: {error}", election.descriptor.id);
                    continue;
                }
                Err(error) => return Err(Error::file(&self.name, format!("{about}: {error}"))),
            };
            let warm = minimal(query, &election)?;
            if answers.iter().any(|known| known.warm == warm) {
                continue;
            }
            for table in plan.tables.iter().filter(|table| !election.has(table)) {
                election.provide(table, &prepared.table(table)?)?;
            }
            let text = ready_made(&plan, &election)?;
            if !self.is_usual || text.len() <= USUAL_BYTES {
                let contract = contracts[warm.query.as_str()].clone();
                answers.push(ReadyAnswer { warm, contract, text });
            }
        }
        prepared.with_answers(answers)
    }
}
