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

/// The indices of several candidates, each given by id or exact name: a list, or names separated by commas. A name that holds a
/// comma is found as a whole.
pub fn find_candidates(descriptor: &Descriptor, parameter: &str, value: &Value) -> Result<Vec<u16>> {
    let mut found = Vec::new();
    let items = if let Value::List(items) = value { items } else { std::slice::from_ref(value) };
    for item in items {
        match item {
            Value::Text(text) => cut(descriptor, parameter, text, &mut found)?,
            other => found.push(find_candidate(descriptor, parameter, other)? as u16),
        }
    }
    for (place, &index) in found.iter().enumerate() {
        if found[..place].contains(&index) {
            let name = format!("{:?}, who is in it twice", descriptor.candidates[usize::from(index)].name);
            return Err(Error::param(parameter, name, "name each candidate once"));
        }
    }
    Ok(found)
}

/// Reads names that commas separate: the longest that somebody has, then what is left.
fn cut(descriptor: &Descriptor, parameter: &str, text: &str, found: &mut Vec<u16>) -> Result<()> {
    let mut rest = Some(text);
    while let Some(names) = rest {
        let commas = names.match_indices(',').map(|(end, _)| end).rev();
        let mut last = None;
        for end in std::iter::once(names.len()).chain(commas) {
            let index = find_candidate(descriptor, parameter, &Value::Text(names[..end].trim().to_owned()));
            rest = names.get(end + 1..);
            let is_known = index.is_ok();
            last = Some(index);
            if is_known {
                break;
            }
        }
        // Where none is known, the error is that of the shortest.
        if let Some(index) = last {
            found.push(index? as u16);
        }
    }
    Ok(())
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
