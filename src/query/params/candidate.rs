//! Candidates as parameters name them: by id or by exact name.

use super::value::Value;
use crate::error::{Error, Result};
use crate::snapshot::Descriptor;

/// The index of a candidate given by id or exact name. `parameter` names the value in errors.
pub fn find_candidate(descriptor: &Descriptor, parameter: &str, value: &Value) -> Result<usize> {
    let candidates = &descriptor.candidates;
    let unknown = |reason| Error::Unknown { parameter: parameter.to_owned(), reason };
    let by_id = |id: f64| candidates.iter().position(|candidate| f64::from(candidate.id) == id);
    let text = match value {
        Value::Number(id) => {
            let ids = || candidates.iter().map(|candidate| candidate.id.to_string()).collect::<Vec<_>>().join(", ");
            return by_id(*id).ok_or_else(|| unknown(format!("there is no candidate with id {id}; the ids are: {}", ids())));
        }
        Value::Text(text) => text,
        other => return Err(Error::param(parameter, other, "give a candidate's id or exact name")),
    };
    let named: Vec<usize> = (0..candidates.len()).filter(|&index| candidates[index].name == *text).collect();
    match named[..] {
        [index] => Ok(index),
        [] => {
            let id = (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten();
            id.and_then(by_id).ok_or_else(|| unknown(format!("there is no candidate {text:?}; {}", near(descriptor, text))))
        }
        _ => {
            let ids: Vec<String> = named.iter().map(|&index| candidates[index].id.to_string()).collect();
            Err(Error::param(
                parameter,
                format!("{text:?}"),
                format!("{} candidates have this name; give one of their ids: {}", named.len(), ids.join(", ")),
            ))
        }
    }
}

fn near(descriptor: &Descriptor, text: &str) -> String {
    let wanted = text.to_lowercase();
    let mut scored: Vec<(f64, &str)> = descriptor
        .candidates
        .iter()
        .map(|candidate| {
            let name = candidate.name.to_lowercase();
            let contained = if !wanted.is_empty() && name.contains(&wanted) { 1.0 } else { 0.0 };
            (contained + strsim::jaro_winkler(&name, &wanted), candidate.name.as_str())
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let names: Vec<String> =
        scored.iter().take(3).filter(|(score, _)| *score > 0.6).map(|(_, name)| format!("{name:?}")).collect();
    if names.is_empty() { "names must be exact".into() } else { format!("did you mean {}?", names.join(" or ")) }
}
