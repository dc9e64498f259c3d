//! All rows as columns.

use js_sys::{Array, Float64Array, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::server::{self, OpenedEngine, at, number, object, open, profile, publish_snapshot};

async fn opened() -> OpenedEngine {
    server::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    open("{}").await
}

async fn table(lens: &OpenedEngine, query: &str, params: &str, format: &str) -> Result<JsValue, String> {
    let asked = lens.engine.table("small".into(), query.into(), object(params), format.into(), JsValue::UNDEFINED);
    JsFuture::from(asked.map_err(|error| server::code(&error))?).await.map_err(|error| server::code(&error))
}

fn get(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, name| Reflect::get(&value, &name.into()).unwrap())
}

const EVERYTHING: &str = r#"{"min_shared_ballots": 0, "min_strength": -1}"#;

#[wasm_bindgen_test]
async fn columns_are_typed_arrays_with_the_values_of_the_rows() {
    let lens = opened().await;
    let rows = lens.answer("pairs", EVERYTHING).await.unwrap();
    let table = table(&lens, "pairs", EVERYTHING, "columns").await.unwrap();
    assert_eq!(get(&table, "rows").as_f64(), Some(6.0));
    let shared: Uint32Array = get(&table, "columns.shared_ballots").unchecked_into();
    let lift: Float64Array = get(&table, "columns.lift").unchecked_into();
    let names: Array = get(&table, "columns.candidate_1_name").unchecked_into();
    let flags: Uint8Array = get(&table, "columns.low_support").unchecked_into();
    for row in 0..6 {
        assert_eq!(f64::from(shared.get_index(row)), number(&rows, &format!("data.{row}.shared_ballots")));
        assert_eq!(lift.get_index(row), number(&rows, &format!("data.{row}.lift")));
        assert_eq!(names.get(row).as_string().as_deref(), Some(server::text(&rows, &format!("data.{row}.candidate_1_name"))));
        let flag = at(&rows, &format!("data.{row}.low_support"));
        assert_eq!(flag, &crate::query::Value::Flag(flags.get_index(row) == 1));
    }
    assert_eq!(get(&table, "metadata.query").as_string().as_deref(), Some("pairs"));
}

#[wasm_bindgen_test]
async fn tables_have_no_pages_and_only_paged_queries_have_tables() {
    let lens = opened().await;
    assert_eq!(table(&lens, "pairs", r#"{"page": 2}"#, "columns").await.unwrap_err(), "E_PARAM");
    assert_eq!(table(&lens, "types", "{}", "columns").await.unwrap_err(), "E_PARAM");
    assert_eq!(table(&lens, "pairs", "{}", "csv").await.unwrap_err(), "E_PARAM");
}
