//! Answers above a size limit: cut at a whole row, with a token that goes on from there.

use serde::Serialize;

use super::answer::Answer;
use super::data::Election;
use super::params::Cell;
use super::plan::Plan;
use crate::error::{Error, Result};

/// The JSON text of an answer, of at most `max_bytes`. A page that is longer is cut at a whole row: it is marked `truncated`,
/// and its `next_token` goes on after the last row given. For numbers the text may be written differently from what
/// JavaScript makes of it; their values are the same.
///
/// # Errors
/// [`Error::TooLarge`] if a single row, or an answer without pages, is above the limit.
pub fn to_text(plan: &Plan, mut answer: Answer, election: &Election, max_bytes: u64) -> Result<String> {
    let whole = text_of(&answer)?;
    if whole.len() as u64 <= max_bytes {
        return Ok(whole);
    }
    let too_large = |what: &str, bytes: u64| {
        Error::TooLarge(format!(
            "{what} takes {bytes} bytes, more than max_response_bytes = {max_bytes} has room for: raise the limit, or ask for less with filters or fields",
        ))
    };
    let (Cell::List(rows), true) = (&mut answer.data, answer.pagination.is_some()) else {
        return Err(too_large(&format!("the answer to {}", answer.metadata.query), whole.len() as u64));
    };
    let sizes = rows.iter().map(|row| text_of(row).map(|text| text.len() as u64 + 1)).collect::<Result<Vec<_>>>()?;
    // The envelope grows by `truncated` and a token at most as long as the parameters it stands for, and then some.
    let token_bytes = 2 * text_of(&answer.metadata)?.len() as u64 + 200;
    let envelope = whole.len() as u64 - sizes.iter().sum::<u64>() + token_bytes;
    let mut left = max_bytes.saturating_sub(envelope);
    let fitting = sizes
        .iter()
        .take_while(|size| {
            let fits = **size <= left;
            left = left.saturating_sub(**size);
            fits
        })
        .count();
    if fitting == 0 || fitting == rows.len() {
        let row = sizes.first().copied().unwrap_or_default();
        return Err(too_large(&format!("a row of {} with its envelope", answer.metadata.query), row + envelope));
    }
    rows.truncate(fitting);
    answer.metadata.truncated = true;
    if let Some(pagination) = &mut answer.pagination {
        pagination.has_next = true;
        pagination.next_token = Some(plan.token_after(election, fitting as u64));
    }
    text_of(&answer)
}

fn text_of(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Format(format!("the answer cannot be written: {error}")))
}
