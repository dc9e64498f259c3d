//! Questions: parameters, predicates, tokens. A file is the query's name on a line, then its parameters as JSON.

use super::{bytes, harness, json, shared};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coalition_lens::query::{Election, Params, columns, compute, execute, plan, to_arrow, to_json};
use serde_json::Value as Json;

const CODES: [&str; 4] = ["E_PARAM", "E_NOT_FOUND", "E_STALE_TOKEN", "E_TOO_LARGE"];

/// Asks and checks: an answer is JSON whose numbers are numbers and whose parameters stand for themselves.
pub fn ask(election: &Election, query: &str, params: &str) {
    let Ok(params) = serde_json::from_str::<Params>(params) else { return };
    let planned = match plan(query, &params, election) {
        Ok(planned) => planned,
        Err(error) => return assert!(CODES.contains(&error.code()), "{query}: {}: {error}", error.code()),
    };
    let answer = match execute(&planned, election) {
        Ok(answer) => answer,
        Err(error) => return assert_eq!(error.code(), "E_NOT_FOUND", "{query}: {error}"),
    };
    let text = to_json(&answer, false);
    let json: Json = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert!(!text.contains("NaN") && !text.contains("Infinity"), "{text}");
    let understood: Params = serde_json::from_value(json["metadata"]["params"].clone()).expect("parameters");
    let again = plan(query, &understood, election).expect("what was understood is understood again");
    assert_eq!(again.params(), planned.params());
    if let Some(token) = json["pagination"]["next_token"].as_str() {
        let next = Params::from([("token".to_owned(), coalition_lens::query::Value::Text(token.to_owned()))]);
        execute(&plan(query, &next, election).expect("a token of an answer"), election).expect("the next page");
    }
    if planned.is_paged() {
        let table = columns(&planned, &compute(&planned, election).expect("as before"), election).expect("columns");
        to_arrow(&table).expect("an Arrow file");
    }
}

thread_local! {
    static ELECTION: Election = shared::election(&shared::tables());
}

fn exercise(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (query, params) = text.split_once('\n').unwrap_or(("pairs", &text));
    ELECTION.with(|election| ask(election, query, params));
}

/// What a token holds, or the token itself.
fn exercise_token(bytes: &[u8]) {
    let token = |text: String| serde_json::json!({ "token": text }).to_string();
    let query = serde_json::from_slice(bytes).ok().and_then(|json: Json| json["query"].as_str().map(str::to_owned));
    ELECTION.with(|election| {
        ask(election, query.as_deref().unwrap_or("pairs"), &token(URL_SAFE_NO_PAD.encode(bytes)));
        ask(election, "pairs", &token(String::from_utf8_lossy(bytes).into_owned()));
    });
}

fn with_changed_params(file: &[u8], changes: &json::Changes) -> Vec<u8> {
    let text = String::from_utf8_lossy(file);
    let (query, params) = text.split_once('\n').unwrap_or(("pairs", "{}"));
    let params: Json = serde_json::from_str(params).unwrap_or_default();
    format!("{query}\n{}", json::apply(&params, changes)).into_bytes()
}

#[test]
fn questions_of_the_corpus_are_answered_or_refused() {
    harness::replay("queries", exercise);
    harness::replay("tokens", exercise_token);
}

#[test]
fn questions_changed_byte_by_byte_are_answered_or_refused() {
    let files = harness::corpus("queries");
    let file = |(file, changes): &(usize, bytes::Changes)| bytes::apply(&files[*file], changes);
    harness::fuzz("queries", 1_500, &bytes::changed(files.len()), file, exercise);
}

#[test]
fn questions_with_other_parameters_are_answered_or_refused() {
    let files = harness::corpus("queries");
    let file = |(file, changes): &(usize, json::Changes)| with_changed_params(&files[*file], changes);
    harness::fuzz("queries", 3_000, &(0..files.len(), json::changes()), file, exercise);
}

#[test]
fn tokens_changed_byte_by_byte_are_followed_or_refused() {
    let files = harness::corpus("tokens");
    let file = |(file, changes): &(usize, bytes::Changes)| bytes::apply(&files[*file], changes);
    harness::fuzz("tokens", 1_000, &bytes::changed(files.len()), file, exercise_token);
}

#[test]
fn tokens_with_other_contents_are_followed_or_refused() {
    let files = harness::corpus("tokens");
    let file = |(file, changes): &(usize, json::Changes)| {
        let token: Json = serde_json::from_slice(&files[*file]).unwrap_or_default();
        json::apply(&token, changes).to_string().into_bytes()
    };
    harness::fuzz("tokens", 1_500, &(0..files.len(), json::changes()), file, exercise_token);
}
