//! How the contract is put into words.

use coalition_lens::query::{Shape, Takes, Type};

/// The largest number that stands for no limit.
const NO_LIMIT: u64 = u32::MAX as u64;

/// What may be given, in words.
pub fn allowed(takes: &Takes) -> String {
    match takes {
        Takes::Whole { min, max, .. } if *max >= NO_LIMIT => format!("whole number from {min}"),
        Takes::Whole { min, max, .. } => format!("whole number from {min} to {max}"),
        Takes::Number { min, max, .. } => format!("{min} to {max}"),
        Takes::Word { vocabulary, .. } => quoted(&vocabulary.words),
        Takes::Column { .. } | Takes::Columns { .. } => String::new(),
        Takes::Candidate { .. } => "a candidate by id or exact name".into(),
        Takes::Candidates => "candidates by id or exact name, each once".into(),
        Takes::Rules { presets } => format!("{}, or an object with [keys of rules](tabulation.md#rules)", quoted(&presets.words)),
        Takes::Condition => "a condition on ballots".into(),
        Takes::Comparison => "two conditions on ballots".into(),
        Takes::Token => "a token".into(),
    }
}

pub fn is_required(takes: &Takes) -> bool {
    matches!(takes, Takes::Candidate { is_required: true } | Takes::Comparison)
}

/// Names in backquotes, separated by commas.
pub fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Numbers below zero with the sign that people read.
pub fn with_minus(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let is_sign = char == '-' && !before.is_alphanumeric() && chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if is_sign { '−' } else { char });
        before = char;
    }
    out
}

/// The shapes inside a shape, each once, outermost first, itself included.
pub fn within(shape: &Shape, found: &mut Vec<Shape>) {
    if found.iter().any(|known| known.name == shape.name) {
        return;
    }
    found.push(shape.clone());
    if let Some(base) = &shape.base {
        within(base, found);
    }
    for field in &shape.fields {
        if let Type::Record(of) | Type::Rows(of) = &field.of {
            within(&of(), found);
        }
    }
}

/// `min_shared_ballots` as `MinSharedBallots`.
pub fn pascal(name: &str) -> String {
    let word = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('_').map(word).collect()
}
