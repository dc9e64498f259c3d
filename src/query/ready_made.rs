//! Answers for the first view, made when the snapshot is built.

use serde_json::Value as Json;

use super::data::Election;
use super::json::to_json;
use super::params::{Params, Row};
use super::plan::{Plan, execute, plan};
use crate::error::{Error, Result};
use crate::snapshot::WarmQuery;

/// Reads a query of a warm list.
///
/// # Errors
/// As [`plan`].
pub fn plan_warm(warm: &WarmQuery, election: &Election) -> Result<Plan> {
    plan(&warm.query, &params_of(warm)?, election)
}

/// The query with only those parameters that differ from its defaults, and candidates by id.
///
/// # Errors
/// As [`plan`].
pub fn minimal(warm: &WarmQuery, election: &Election) -> Result<WarmQuery> {
    let mut params = params_of(warm)?;
    let understood = plan(&warm.query, &params, election)?;
    let names: Vec<String> = params.keys().cloned().collect();
    for name in names {
        let value = params.remove(&name);
        let is_default = plan(&warm.query, &params, election).is_ok_and(|without| without.params() == understood.params());
        if let Some(value) = value.filter(|_| !is_default) {
            params.insert(name, value);
        }
    }
    let kept = understood.params().0.iter().filter(|(name, _)| params.contains_key(*name));
    let row = Row(kept.cloned().collect());
    match serde_json::to_value(&row) {
        Ok(Json::Object(params)) => Ok(WarmQuery::new(&warm.query, params)),
        _ => Err(Error::Format(format!("the parameters of {} cannot be written", warm.query))),
    }
}

/// The answer of a plan as it is published: JSON text. Its hash is part of the snapshot's id, so the election has to be
/// [of no snapshot](super::data::Provenance) yet: the reader fills in which one it is, in the token too.
///
/// # Errors
/// [`Error::NotFound`] if a table of the plan has not been provided.
pub fn ready_made(plan: &Plan, election: &Election) -> Result<String> {
    let mut answer = execute(plan, election)?;
    answer.metadata.cache_hit = true;
    Ok(to_json(&answer, false))
}

fn params_of(warm: &WarmQuery) -> Result<Params> {
    serde_json::from_value(Json::Object(warm.params.clone()))
        .map_err(|error| Error::param("params", format!("of {}", warm.query), format!("give plain values: {error}")))
}
