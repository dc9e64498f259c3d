//! Documents changed value by value.

use proptest::prelude::*;
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub enum Change {
    Replace(usize),
    /// By another value of the same document.
    Copy(f64),
    Remove,
    Nest(u8),
    Rename(usize),
}

/// A place, as a share of the document's values, and what is done there.
pub type Changes = Vec<(f64, Change)>;

fn values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(0.5),
        json!(1e308),
        json!(u64::MAX),
        json!(u32::MAX),
        json!(9_007_199_254_740_993u64),
        json!(i64::MIN),
        json!(""),
        json!("Ada"),
        json!("../x"),
        json!("\u{0}\u{202e}é"),
        json!("x".repeat(5_000)),
        json!([]),
        json!({}),
        json!([[1, 2], 3]),
        json!([1, 3]),
        json!({"not": {}}),
        json!({"first": 1}),
        json!({"ranks": 2, "within": 1}),
        json!({"above": [1, 2]}),
        json!({"length": {"min": 2}}),
        json!({"all": [{"first": 1}, {"any": []}]}),
        json!({"where_a": {}, "where_b": {"first": 4}}),
    ]
}

const NAMES: [&str; 8] = ["where", "compare", "page", "fields", "sort_by", "within", "", "candidate"];

pub fn changes() -> impl Strategy<Value = Changes> {
    let change = prop_oneof![
        6 => (0..values().len()).prop_map(Change::Replace),
        2 => (0.0..1.0).prop_map(Change::Copy),
        2 => Just(Change::Remove),
        1 => any::<u8>().prop_map(Change::Nest),
        1 => (0..NAMES.len()).prop_map(Change::Rename),
    ];
    prop::collection::vec((0.0..1.0, change), 1..4)
}

pub fn apply(document: &Value, changes: &Changes) -> Value {
    let mut document = document.clone();
    for (place, change) in changes {
        let all = count(&document);
        let at = (place * all as f64) as usize;
        let copy = match change {
            Change::Copy(from) => {
                let mut copy = Value::Null;
                visit(&mut document, &mut ((from * all as f64) as usize), &mut |value| copy = value.clone());
                copy
            }
            _ => Value::Null,
        };
        visit(&mut document, &mut { at }, &mut |value| match change {
            Change::Replace(number) => *value = values().swap_remove(*number),
            Change::Copy(_) => *value = copy.clone(),
            Change::Remove => remove(value),
            Change::Nest(depth) => {
                for level in 0..*depth {
                    let inner = value.take();
                    *value = if level % 2 == 0 { json!([inner]) } else { json!({"not": inner}) };
                }
            }
            Change::Rename(name) => {
                if let Value::Object(fields) = value
                    && let Some(old) = fields.keys().next().cloned()
                {
                    let inner = fields.remove(&old).unwrap_or_default();
                    fields.insert(NAMES[*name].to_owned(), inner);
                }
            }
        });
    }
    document
}

fn remove(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = fields.keys().next_back().cloned() {
                fields.remove(&name);
            }
        }
        Value::Array(items) => drop(items.pop()),
        _ => *value = Value::Null,
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// Calls `found` with the value that `left` others come before.
fn visit(value: &mut Value, left: &mut usize, found: &mut dyn FnMut(&mut Value)) -> bool {
    if *left == 0 {
        found(value);
        return true;
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| visit(item, left, found)),
        Value::Object(fields) => fields.values_mut().any(|item| visit(item, left, found)),
        _ => false,
    }
}
