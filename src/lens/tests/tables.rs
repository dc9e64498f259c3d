//! All rows as columns.

use polars_arrow::io::ipc::read;
use std::io::Cursor;

use super::stage::Stage;
use super::values::{at, number};
use crate::query::{ColumnValues, MAX_PAGE_SIZE, Value, to_arrow};

const EVERYTHING: &str = r#"{"min_shared_ballots": 0, "min_strength": -1}"#;

#[test]
fn columns_hold_the_values_of_the_rows() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    let rows = lens.answer("pairs", EVERYTHING).unwrap();
    let (columns, metadata) = lens.columns("pairs", EVERYTHING).unwrap();
    assert_eq!((columns.rows, metadata.query, metadata.cache_hit), (6, "pairs", true));
    for (name, values) in &columns.columns {
        for row in 0..6 {
            let cell = at(&rows, &format!("data.{row}.{name}"));
            let agrees = match values {
                ColumnValues::Whole(values) => *cell == Value::Number(values[row].into()),
                ColumnValues::Number(values) if values[row].is_nan() => *cell == Value::Null,
                ColumnValues::Number(values) => *cell == Value::Number(values[row]),
                ColumnValues::Text(values) => *cell == values[row].clone().map_or(Value::Null, Value::Text),
                ColumnValues::Flag(values) => *cell == values[row].map_or(Value::Null, Value::Flag),
                ColumnValues::List(values) => {
                    *cell == Value::List(values[row].iter().map(|number| Value::Number(*number)).collect())
                }
            };
            assert!(agrees, "{name} of row {row} is {cell}");
        }
    }
}

#[test]
fn arrow_is_a_file_that_a_reader_of_arrow_opens() {
    let stage = Stage::small();
    let (columns, _) = stage.open("{}").columns("candidates", "{}").unwrap();
    let mut cursor = Cursor::new(to_arrow(&columns).unwrap());
    let metadata = read::read_file_metadata(&mut cursor).unwrap();
    let names: Vec<String> = metadata.schema.iter_values().map(|field| field.name.to_string()).collect();
    let batches: Vec<_> = read::FileReader::new(cursor, metadata, None, None).map(Result::unwrap).collect();
    assert_eq!((batches.len(), batches[0].len()), (1, 4));
    assert_eq!(names[..2], ["candidate_id", "candidate_name"]);
}

#[test]
fn tables_have_no_pages_and_only_paged_queries_have_tables() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    for params in [r#"{"page": 2}"#, r#"{"page_size": 2}"#, r#"{"token": "x"}"#] {
        assert_eq!(lens.columns("pairs", params).unwrap_err(), "E_PARAM");
    }
    assert_eq!(lens.columns("types", "{}").unwrap_err(), "E_PARAM");
}

#[test]
fn the_metadata_of_a_table_are_those_of_its_first_page() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    let (_, metadata) = lens.columns("pairs", EVERYTHING).unwrap();
    let page = lens.answer("pairs", EVERYTHING).unwrap();
    let params: Value = serde_json::from_str(&serde_json::to_string(&metadata.params).unwrap()).unwrap();
    assert_eq!(&params, at(&page, "metadata.params"));
    assert!(number(&params, "page_size") < MAX_PAGE_SIZE as f64);
}
