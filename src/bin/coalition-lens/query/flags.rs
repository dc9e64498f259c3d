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
    /// The first candidate of a pair.
    #[arg(long = "candidate-1", value_name = "ID|NAME")]
    candidate_1: Option<String>,
    /// The second candidate of a pair.
    #[arg(long = "candidate-2", value_name = "ID|NAME")]
    candidate_2: Option<String>,
    /// Only pairs of this type: strong, moderate, strategic or weak.
    #[arg(long, value_name = "TYPE")]
    coalition_type: Option<String>,
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
    /// Only ballots for which this holds, as JSON, such as '{"first": 36}'.
    #[arg(long = "where", value_name = "JSON")]
    predicate: Option<String>,
}

impl Flags {
    /// The parameters that were given.
    ///
    /// # Errors
    /// [`Error::Param`] if `--where` is not JSON.
    pub fn params(&self) -> Result<Params> {
        let mut params = Params::new();
        for (name, value) in self.named() {
            if let Some(value) = value {
                params.insert(name.to_owned(), read(name, value)?);
            }
        }
        Ok(params)
    }

    fn named(&self) -> [(&'static str, &Option<String>); 14] {
        [
            ("min_shared_ballots", &self.min_shared_ballots),
            ("min_strength", &self.min_strength),
            ("method", &self.method),
            ("candidate", &self.candidate),
            ("candidate_1", &self.candidate_1),
            ("candidate_2", &self.candidate_2),
            ("coalition_type", &self.coalition_type),
            ("sort_by", &self.sort_by),
            ("sort_order", &self.sort_order),
            ("page", &self.page),
            ("page_size", &self.page_size),
            ("token", &self.token),
            ("fields", &self.fields),
            ("where", &self.predicate),
        ]
    }
}

/// Numbers become numbers; what should be one and is not stays text, and the query says what it wants.
fn read(name: &str, text: &str) -> Result<Value> {
    match name {
        "min_shared_ballots" | "min_strength" | "page" | "page_size" => {
            Ok(text.trim().parse().map_or_else(|_| Value::Text(text.to_owned()), Value::Number))
        }
        "where" => serde_json::from_str(text).map_err(|error| {
            Error::param("--where", format!("{text:?}"), format!("give JSON such as '{{\"first\": 36}}' ({error})"))
        }),
        _ => Ok(Value::Text(text.to_owned())),
    }
}

/// Names a parameter as its flag.
pub fn in_flags(error: Error) -> Error {
    match error {
        Error::Param { parameter, value, expected } if !parameter.starts_with("--") => {
            Error::Param { parameter: format!("--{}", parameter.replace('_', "-")), value, expected }
        }
        error => error,
    }
}
