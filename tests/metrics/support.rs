//! An election as the browser holds it: built, encoded, decoded, provided.

use coalition_lens::ballots::{CleaningOptions, Contest, ContestBuilder, Mark, Profile, RawBallot};
use coalition_lens::cvr::{Input, read_contest};
use coalition_lens::metrics::{NullModel, Tally};
use coalition_lens::query::{Election, Params, Provenance, Value, execute, plan, to_json};
use coalition_lens::snapshot::{
    CANDIDATE_CENTRALITY, CANDIDATES, CandidateEntry, Descriptor, ENDINGS, InactiveBallots, MATCHUPS, PAIRS, PROFILE, SEGMENTS,
    Tabulated, decode_table, encode_table, figure_tables, profile_table,
};
use coalition_lens::tabulation::{Asked, Ground, Rules, Tabulation, tabulate};
use coalition_lens::{Error, Result};
use serde_json::Value as Json;
use std::io::Write;
use std::path::PathBuf;

/// A file of the shared data, or `None`, said aloud, where the folder is absent.
pub fn shared(path: &str) -> Option<PathBuf> {
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(path);
    if file.exists() {
        return Some(file);
    }
    // Not by a macro: what those print, the test runner keeps to itself.
    let _ = writeln!(std::io::stderr(), "skipped: {} is absent", file.display());
    None
}

pub fn contest_of(file: PathBuf) -> Contest {
    let input = Input::open(file).expect("the file opens");
    read_contest(&[input], None, None, CleaningOptions::default(), &mut ()).expect("the file is read").0
}

/// A contest of candidates named by letters.
pub fn contest_from(profile: &Profile) -> Contest {
    let mut builder = ContestBuilder::new(CleaningOptions::default());
    for candidate in 0..profile.candidates() as u32 {
        builder.candidate(Some(candidate + 1), &format!("Candidate {}", candidate + 1)).expect("a candidate");
    }
    for (ranking, count) in profile.iter() {
        let marks = (1..).zip(ranking).map(|(rank, &candidate)| (rank, Mark::Candidate(u32::from(candidate)))).collect();
        builder.ballot(&mut RawBallot::of(marks, count)).expect("a ballot");
    }
    builder.finish().expect("a contest")
}

/// An election with a count by the usual rules for some seats, and perhaps the official winners.
pub fn counted(contest: &Contest, seats: u32, official: Option<Vec<u32>>) -> Election {
    let rules = Rules { seats: Some(seats), ..Rules::usual(seats) };
    let asked = Asked { candidates: &contest.named_candidates(), without: &[], seats, rules: &rules, follow: false };
    let tabulation = tabulate(&Ground::of(&contest.profile, None, &contest.endings), asked).expect("a count");
    let without_rounds = election(contest);
    let recorded = Tabulated { rules: Some(rules), official_winners: official, ..Tabulated::default() };
    let descriptor = Descriptor { seats: Some(seats), tabulation: Some(recorded), ..without_rounds.descriptor };
    let election = Election::new(without_rounds.provenance, descriptor);
    provide(&election, contest, Some(&tabulation), |name| name != MATCHUPS);
    election
}

fn provide(election: &Election, contest: &Contest, tabulation: Option<&Tabulation>, is_wanted: impl Fn(&str) -> bool) {
    let tally = Tally::of(&contest.profile);
    let expectation = NullModel::of(&tally).expectation();
    let figures = figure_tables(&contest.profile, &contest.endings, &tally, &expectation, tabulation);
    let published = figures.into_iter().chain([(PROFILE, profile_table(&contest.profile))]);
    for (name, table) in published.filter(|(name, _)| is_wanted(name)) {
        let bytes = encode_table(&table, 0..table.rows()).expect("the table encodes");
        election.provide(name, &decode_table(&bytes).expect("the table decodes")).expect("the table fits");
    }
}

pub fn election(contest: &Contest) -> Election {
    election_with(contest, &[CANDIDATES, PAIRS, PROFILE, ENDINGS, CANDIDATE_CENTRALITY, SEGMENTS])
}

/// An election that has been provided with some of its tables only.
pub fn election_with(contest: &Contest, tables: &[&str]) -> Election {
    let profile = &contest.profile;
    let descriptor = Descriptor {
        id: "test".into(),
        title: "Test".into(),
        max_rankings: profile.max_rankings() as u32,
        ballots: profile.ballots(),
        blank_ballots: contest.report.blank_ballots,
        inactive_ballots: Some(InactiveBallots::of(contest.endings.inactive)),
        candidates: contest
            .candidates
            .iter()
            .map(|candidate| CandidateEntry {
                id: candidate.id,
                name: candidate.name.clone(),
                is_write_in: candidate.is_write_in,
                winner: None,
            })
            .collect(),
        ..Descriptor::default()
    };
    let election = Election::new(Provenance { snapshot_id: "snapshot".into(), data_version: "now".into() }, descriptor);
    provide(&election, contest, None, |name| tables.contains(&name));
    election
}

pub fn params(text: &str) -> Params {
    match serde_json::from_str(text).expect("JSON") {
        Value::Map(params) => params,
        other => panic!("{other} is not an object"),
    }
}

pub fn ask(election: &Election, query: &str, parameters: &str) -> Json {
    let answer = try_ask(election, query, parameters).unwrap_or_else(|error| panic!("{query} {parameters}: {error}"));
    serde_json::from_str(&answer).expect("answers are JSON")
}

pub fn try_ask(election: &Election, query: &str, parameters: &str) -> Result<String, Error> {
    let plan = plan(query, &params(parameters), election)?;
    Ok(to_json(&execute(&plan, election)?, false))
}

/// All rows of a paged query.
pub fn all_rows(election: &Election, query: &str, parameters: &str) -> Vec<Json> {
    let mut rows = Vec::new();
    let mut page = ask(election, query, parameters);
    loop {
        rows.extend(page["data"].as_array().expect("rows").iter().cloned());
        match page["pagination"]["next_token"].as_str() {
            Some(token) => page = ask(election, query, &format!("{{\"token\":\"{token}\"}}")),
            None => return rows,
        }
    }
}
