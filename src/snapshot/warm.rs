//! Warm lists: the queries that readers are likely to ask.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// A query with its parameters, as warm lists and descriptors name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WarmQuery {
    /// Whose query it is; none: any election's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub election: Option<String>,
    pub query: String,
    /// Those left out have their defaults.
    #[serde(default)]
    pub params: Map<String, Value>,
    /// How often it was asked, where that was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

impl WarmQuery {
    pub fn new(query: &str, params: Map<String, Value>) -> WarmQuery {
        WarmQuery { election: None, query: query.to_owned(), params, count: None }
    }
}

/// Parses a warm list: `[{"query": "pairs", "params": {…}}, …]`.
///
/// # Errors
/// [`Error::File`] that names `file` and says what is wrong.
pub fn parse_warm_list(file: &str, bytes: &[u8]) -> Result<Vec<WarmQuery>> {
    serde_json::from_slice(bytes).map_err(|error| {
        Error::file(
            file,
            format!("is not a warm list ({error}); give a list such as [{{\"query\": \"pairs\", \"params\": {{}}}}]"),
        )
    })
}

/// Warm lists as one: the counts of equal queries of an election are added (a query without one counts as asked once); most
/// asked first, then in the order in which they are first named.
pub fn merge_warm_lists(lists: impl IntoIterator<Item = Vec<WarmQuery>>) -> Vec<WarmQuery> {
    let mut merged: Vec<WarmQuery> = Vec::new();
    for warm in lists.into_iter().flatten() {
        let count = warm.count.unwrap_or(1);
        match merged
            .iter_mut()
            .find(|known| known.election == warm.election && known.query == warm.query && known.params == warm.params)
        {
            Some(known) => known.count = known.count.map(|known| known.saturating_add(count)),
            None => merged.push(WarmQuery { count: Some(count), ..warm }),
        }
    }
    merged.sort_by_key(|warm| std::cmp::Reverse(warm.count));
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<WarmQuery> {
        parse_warm_list("list.json", text.as_bytes()).unwrap()
    }

    #[test]
    fn merging_adds_what_is_equal_and_puts_the_most_asked_first() {
        let merged = merge_warm_lists([
            list(r#"[{"query": "types"}, {"query": "pairs", "params": {"page": 2, "min_strength": 0.1}, "count": 4}]"#),
            list(
                r#"[{"query": "pairs", "params": {"min_strength": 0.1, "page": 2}, "count": 3}, {"query": "types", "count": 5}]"#,
            ),
            list(r#"[{"query": "pairs"}]"#),
        ]);
        let counted: Vec<_> = merged.iter().map(|warm| (warm.query.as_str(), warm.params.len(), warm.count)).collect();
        assert_eq!(counted, [("pairs", 2, Some(7)), ("types", 0, Some(6)), ("pairs", 0, Some(1))]);
    }

    #[test]
    fn merging_keeps_elections_apart() {
        let merged = merge_warm_lists([
            list(r#"[{"election": "a", "query": "types", "count": 2}, {"election": "b", "query": "types", "count": 5}]"#),
            list(r#"[{"query": "types"}, {"election": "a", "query": "types", "count": 2}]"#),
        ]);
        let counted: Vec<_> = merged.iter().map(|warm| (warm.election.as_deref(), warm.count)).collect();
        assert_eq!(counted, [(Some("b"), Some(5)), (Some("a"), Some(4)), (None, Some(1))]);
    }

    #[test]
    fn what_is_no_warm_list_is_refused_with_its_name() {
        for text in
            ["", "{}", r#"[{"params": {}}]"#, r#"[{"query": "pairs", "param": {}}]"#, r#"[{"query": "pairs", "count": -1}]"#]
        {
            let error = parse_warm_list("usage.json", text.as_bytes()).unwrap_err();
            assert!(error.to_string().starts_with("usage.json: is not a warm list"), "{text}: {error}");
        }
    }
}
