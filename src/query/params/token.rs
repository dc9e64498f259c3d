//! Continuation tokens: opaque, URL-safe, bound to query, parameters, place and snapshot.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::cell::Row;
use super::value::Params;
use crate::error::{Error, Result};

#[derive(Serialize)]
struct Outgoing<'a> {
    query: &'a str,
    election: &'a str,
    snapshot: &'a str,
    params: &'a Row,
    #[serde(skip_serializing_if = "is_zero")]
    skip: u64,
}

fn is_zero(rows: &u64) -> bool {
    *rows == 0
}

#[derive(Deserialize)]
struct Incoming {
    query: String,
    election: String,
    snapshot: String,
    params: Params,
    #[serde(default)]
    skip: u64,
}

/// A token for the parameters of the next page, or of one whose first rows have been given: those to `skip`.
pub fn encode(query: &str, election: &str, snapshot: &str, params: &Row, skip: u64) -> String {
    let json = serde_json::to_vec(&Outgoing { query, election, snapshot, params, skip }).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(json)
}

/// The parameters that a token stands for, and how many rows of their page to skip.
///
/// # Errors
/// [`Error::Param`] if it is not a token of this query and election, [`Error::StaleToken`] if it is of another snapshot.
pub fn decode(token: &str, query: &str, election: &str, snapshot: &str) -> Result<(Params, u64)> {
    let incoming: Option<Incoming> = URL_SAFE_NO_PAD.decode(token).ok().and_then(|json| serde_json::from_slice(&json).ok());
    let shown: String = token.chars().take(20).collect();
    let Some(incoming) = incoming else {
        return Err(Error::param("token", format!("{shown:?}"), "give a next_token exactly as an answer carried it"));
    };
    if incoming.query != query || incoming.election != election {
        return Err(Error::param(
            "token",
            format!("{shown:?}"),
            format!("it continues {} of election {}, not {query} of {election}", incoming.query, incoming.election),
        ));
    }
    if incoming.snapshot != snapshot {
        return Err(Error::StaleToken(
            "the token belongs to another snapshot: the data have changed since; start again from the first page".into(),
        ));
    }
    Ok((incoming.params, incoming.skip))
}
