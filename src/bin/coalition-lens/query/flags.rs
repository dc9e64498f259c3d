//! The parameters of all queries as flags: their names with dashes.

use coalition_lens::query::{Params, Value};
use coalition_lens::{Error, Result};

#[derive(clap::Args)]
#[command(next_help_heading = "Parameters of queries")]
pub struct Flags {
    /// Only pairs that share at least so many ballots.
    #[arg(long, value_name = "N")]
    min_shared_ballots: Option<String>,
    /// Only pairs of at least this strength, from -1 to 1.
    #[arg(long, value_name = "X", allow_hyphen_values = true)]
    min_strength: Option<String>,
    /// How strength is measured: adjusted (against chance), proximity_weighted or basic.
    #[arg(long)]
    method: Option<String>,
    /// A candidate, by id or exact name.
    #[arg(long, value_name = "ID|NAME")]
    candidate: Option<String>,
    /// Only clusters of at least so many candidates.
    #[arg(long, value_name = "N")]
    min_group_size: Option<String>,
    /// The first candidate of a pair.
    #[arg(long = "candidate-1", value_name = "ID|NAME")]
    candidate_1: Option<String>,
    /// The second candidate of a pair.
    #[arg(long = "candidate-2", value_name = "ID|NAME")]
    candidate_2: Option<String>,
    /// Only pairs of this type: strong, moderate, strategic or weak.
    #[arg(long, value_name = "TYPE")]
    coalition_type: Option<String>,
    /// Only the ballots that meet a condition, as JSON: {"first": 36}, {"ranks": 36, "within": 3}, {"above": [36, 40]},
    /// {"length": {"min": 2}}, and {"all": […]}, {"any": […]}, {"not": …} of such.
    #[arg(long = "where", value_name = "JSON")]
    predicate: Option<String>,
    /// Two groups of voters side by side: {"where_a": …, "where_b": …}.
    #[arg(long, value_name = "JSON", conflicts_with = "predicate")]
    compare: Option<String>,
    /// Column to sort by.
    #[arg(long, value_name = "COLUMN")]
    sort_by: Option<String>,
    /// asc or desc.
    #[arg(long, value_name = "ORDER")]
    sort_order: Option<String>,
    /// Page, from 1.
    #[arg(long, value_name = "N")]
    page: Option<String>,
    /// Rows on a page.
    #[arg(long, value_name = "N")]
    page_size: Option<String>,
    /// The next_token of an answer: goes on after it, without other parameters.
    #[arg(long)]
    token: Option<String>,
    /// Columns to answer with, separated by commas.
    #[arg(long, value_name = "COLUMNS")]
    fields: Option<String>,
}

impl Flags {
    /// The parameters that were given.
    ///
    /// # Errors
    /// [`Error::Param`] for text that should be JSON and is not.
    pub fn params(&self) -> Result<Params> {
        let given = self.named().into_iter().filter_map(|(name, value)| value.as_ref().map(|value| (name, value)));
        given.map(|(name, value)| Ok((name.to_owned(), read(name, value)?))).collect()
    }

    fn named(&self) -> [(&'static str, &Option<String>); 16] {
        [
            ("min_shared_ballots", &self.min_shared_ballots),
            ("min_strength", &self.min_strength),
            ("method", &self.method),
            ("candidate", &self.candidate),
            ("min_group_size", &self.min_group_size),
            ("candidate_1", &self.candidate_1),
            ("candidate_2", &self.candidate_2),
            ("coalition_type", &self.coalition_type),
            ("where", &self.predicate),
            ("compare", &self.compare),
            ("sort_by", &self.sort_by),
            ("sort_order", &self.sort_order),
            ("page", &self.page),
            ("page_size", &self.page_size),
            ("token", &self.token),
            ("fields", &self.fields),
        ]
    }
}

/// Numbers become numbers; what should be one and is not stays text, and the query says what it wants.
fn read(name: &str, text: &str) -> Result<Value> {
    Ok(match name {
        "where" | "compare" => {
            let shown: String = text.chars().take(60).collect();
            serde_json::from_str(text).map_err(|error| Error::param(name, format!("{shown:?}"), format!("give JSON: {error}")))?
        }
        "min_shared_ballots" | "min_strength" | "min_group_size" | "page" | "page_size" => {
            text.trim().parse().map_or_else(|_| Value::Text(text.to_owned()), Value::Number)
        }
        _ => Value::Text(text.to_owned()),
    })
}
