//! Answers as a table for reading and as CSV.

use coalition_lens::query::{Answer, Cell, Row, Shape, Type, contract, to_json};
use coalition_lens::{Error, Result};

use crate::text;

/// What a table shows of a query whose rows are wider than a terminal.
const MAIN_COLUMNS: [(&str, &[&str]); 5] = [
    (
        "pairs",
        &[
            "candidate_1_name",
            "candidate_2_name",
            "shared_ballots",
            "coalition_strength_score",
            "adjusted_lift",
            "coalition_type",
            "avg_ranking_distance",
            "low_support",
        ],
    ),
    (
        "candidates",
        &[
            "candidate_id",
            "candidate_name",
            "mentions",
            "first_choice_votes",
            "first_choice_percentage",
            "avg_rank_position",
            "bullet_ballots",
            "transfer_efficiency",
        ],
    ),
    ("types", &["coalition_type", "count", "share", "mean_adjusted_lift", "mean_strength"]),
    (
        "centrality",
        &[
            "centrality_rank",
            "candidate_name",
            "position_type",
            "reach",
            "connection_count",
            "strength_centrality",
            "bridge_score",
            "betweenness_centrality",
            "cluster_membership",
        ],
    ),
    ("transfers", &["candidate_name", "mentions", "next_choices", "terminal"]),
];

/// Ids stand beside names: what a table leaves out.
const IDS: [&str; 4] = ["candidate_id", "candidate_1", "candidate_2", "candidates"];

/// The list that CSV prints of an answer that is one record: the one with the answer's columns.
fn main_list(answer: &Answer) -> Option<&'static str> {
    let query = contract().into_iter().find(|query| query.name == answer.metadata.query)?;
    let shapes = [Some(query.gives), query.compare.map(|(_, gives)| gives)];
    let fields = shapes.into_iter().flatten().flat_map(|gives| gives.shape().fields.clone());
    fields.into_iter().find_map(|field| match field.of {
        Type::Rows(of) if names(&of()) == answer.columns => Some(field.name),
        _ => None,
    })
}

fn names(shape: &Shape) -> Vec<&'static str> {
    shape.all_fields().iter().map(|field| field.name).collect()
}

/// The data as a table: rows with columns, or a record with a line per field and a table per list. `all` shows every column.
pub fn table(answer: &Answer, all: bool) -> String {
    let mut text = match &answer.data {
        Cell::List(items) => rows(items, &columns(answer, all)),
        Cell::Record(record) => sections(record),
        other => shown("", other) + "\n",
    };
    if let Some(pagination) = &answer.pagination {
        text += &format!(
            "Page {} of {}, {} in all.\n",
            text::grouped(pagination.page),
            text::grouped(pagination.total_pages),
            text::count(pagination.total_items, "row")
        );
    }
    text
}

fn sections(record: &Row) -> String {
    let (nested, plain): (Vec<_>, Vec<_>) = record.0.iter().partition(|(_, cell)| is_nested(cell));
    let mut parts = Vec::new();
    if !plain.is_empty() {
        parts.push(fields(plain.into_iter()));
    }
    for (name, cell) in nested {
        let body = match cell {
            Cell::Record(Row(inner)) => fields(inner.iter()),
            Cell::List(items) => {
                let all: Vec<&str> = items.first().map(field_names).unwrap_or_default();
                let columns: Vec<&str> = all.into_iter().filter(|name| !IDS.contains(name)).collect();
                rows(items, &columns)
            }
            other => shown(name, other),
        };
        parts.push(format!("{name}\n{body}"));
    }
    parts.join("\n")
}

fn is_nested(cell: &Cell) -> bool {
    match cell {
        Cell::Record(_) => true,
        Cell::List(items) => items.iter().any(|item| matches!(item, Cell::Record(_))),
        _ => false,
    }
}

fn fields<'a>(fields: impl Iterator<Item = &'a (&'static str, Cell)>) -> String {
    let lines = fields.map(|(name, cell)| vec![(*name).to_owned(), shown(name, cell)]).collect();
    text::table(&["field", "value"], lines, |_| false)
}

fn field_names(cell: &Cell) -> Vec<&'static str> {
    match cell {
        Cell::Record(Row(fields)) => fields.iter().map(|(name, _)| *name).collect(),
        _ => Vec::new(),
    }
}

fn columns(answer: &Answer, all: bool) -> Vec<&'static str> {
    let present = present(answer);
    // Two groups side by side have columns of their own.
    let is_compared = answer.metadata.params.get("compare").is_some_and(|compare| *compare != Cell::Null);
    let is_usual = |query: &str| query == answer.metadata.query && !all && !is_compared;
    let main = MAIN_COLUMNS.iter().find(|(query, _)| is_usual(query)).map(|(_, columns)| *columns);
    match main {
        Some(main) => main.iter().copied().filter(|column| present.contains(column)).collect(),
        None => present,
    }
}

fn present(answer: &Answer) -> Vec<&'static str> {
    match &answer.data {
        record @ Cell::Record(_) if answer.columns.is_empty() => field_names(record),
        _ => answer.columns.clone(),
    }
}

fn rows(items: &[Cell], columns: &[&str]) -> String {
    let field = |item: &Cell, column: &str| match item {
        Cell::Record(row) => row.get(column).cloned().unwrap_or(Cell::Null),
        _ => Cell::Null,
    };
    let is_number =
        |column: usize| items.iter().any(|item| matches!(field(item, columns[column]), Cell::Whole(_) | Cell::Float(_)));
    let lines = items.iter().map(|item| columns.iter().map(|column| shown(column, &field(item, column))).collect()).collect();
    text::table(columns, lines, is_number)
}

fn shown(name: &str, cell: &Cell) -> String {
    match cell {
        Cell::Null => "–".into(),
        Cell::Flag(true) => "yes".into(),
        Cell::Flag(false) => "no".into(),
        Cell::Whole(id) if matches!(name, "candidate_id" | "candidate" | "candidate_1" | "candidate_2" | "winners") => {
            id.to_string()
        }
        Cell::Whole(number) => text::grouped(*number),
        Cell::Float(number) => format!("{number:.4}"),
        Cell::Text(text) => text.clone(),
        Cell::List(items) => {
            let separator = match items.first() {
                None => return "–".into(),
                Some(Cell::Record(_)) => "; ",
                Some(Cell::Text(_)) => ", ",
                Some(_) => " ",
            };
            items.iter().map(|item| shown(name, item)).collect::<Vec<_>>().join(separator)
        }
        Cell::Record(row) if row.get("candidate_name").is_some() => ["candidate_name", "ballots", "votes"]
            .iter()
            .filter_map(|name| Some(shown(name, row.get(name)?)))
            .collect::<Vec<_>>()
            .join(" "),
        Cell::Record(Row(fields)) => {
            fields.iter().map(|(name, cell)| format!("{name} {}", shown(name, cell))).collect::<Vec<_>>().join(", ")
        }
    }
}

/// The data as CSV with all columns and full precision; null is an empty field, lists and records are JSON. Of an answer with
/// several lists, the main one.
///
/// # Errors
/// None that is known: the text is made in memory.
pub fn csv(answer: &Answer) -> Result<String> {
    let main = main_list(answer);
    let items = match (&answer.data, main) {
        (Cell::List(items), _) => items.as_slice(),
        (Cell::Record(record), Some(list)) if let Some(Cell::List(items)) = record.get(list) => items.as_slice(),
        (record, _) => std::slice::from_ref(record),
    };
    let failed = |error: &dyn std::fmt::Display| Error::Format(format!("the answer cannot be written as CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(present(answer)).map_err(|error| failed(&error))?;
    for item in items {
        if let Cell::Record(Row(fields)) = item {
            writer.write_record(fields.iter().map(|(_, cell)| plain(cell))).map_err(|error| failed(&error))?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.clone(),
        other => to_json(other, false),
    }
}
