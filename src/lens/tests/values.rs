//! Looking into answers.

use crate::query::Value;

/// A value by its path of names and places, such as `metadata.cache_hit` or `data.0.lift`.
pub fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(value, |value, name| match value {
        Value::Map(fields) => fields.get(name).unwrap_or_else(|| panic!("no {name} in {path}")),
        Value::List(items) => &items[name.parse::<usize>().unwrap()],
        other => panic!("{path}: {other} has no {name}"),
    })
}

pub fn number(value: &Value, path: &str) -> f64 {
    match at(value, path) {
        Value::Number(number) => *number,
        other => panic!("{path} is {other}"),
    }
}

pub fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    match at(value, path) {
        Value::Text(text) => text,
        other => panic!("{path} is {other}"),
    }
}

pub fn is_hit(answer: &Value) -> bool {
    *at(answer, "metadata.cache_hit") == Value::Flag(true)
}
