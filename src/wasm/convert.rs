//! Between Rust values and JavaScript values.

use js_sys::{Array, Float64Array, Object, Reflect, Uint8Array, Uint32Array};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::{Error, Result};
use crate::query::{ColumnValues, Columns, Metadata, Params, Value, to_arrow};

/// Parameters from a plain object; `undefined` stands for none.
pub fn params_from_js(value: JsValue) -> Result<Params> {
    if value.is_undefined() || value.is_null() {
        return Ok(Params::new());
    }
    match serde_wasm_bindgen::from_value(value) {
        Ok(Value::Map(params)) => Ok(params),
        Ok(other) => Err(Error::param("params", other, "give an object of parameters by name")),
        Err(error) => Err(Error::param("params", error, "give plain values: numbers, strings, booleans, lists and objects")),
    }
}

/// A plain object, with numbers where Rust has integers and null where it has `None`.
pub fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).map_err(JsValue::from)
}

/// A JavaScript error with the stable code that the facade turns into a `LensError`.
pub fn error_to_js(error: &Error) -> JsValue {
    let value = js_sys::Error::new(&error.to_string());
    let _ = Reflect::set(&value, &"code".into(), &error.code().into());
    value.into()
}

/// What an error says.
pub fn describe(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => format!("{error:?}"),
    }
}

/// All rows of a query: `{ rows, columns, metadata }`, or `{ rows, arrow, metadata }`.
pub fn table_to_js(columns: &Columns, metadata: &Metadata, as_arrow: bool) -> Result<JsValue, JsValue> {
    let table = Object::new();
    let set = |name: &str, value: JsValue| Reflect::set(&table, &name.into(), &value);
    set("rows", (columns.rows as f64).into())?;
    if as_arrow {
        let bytes = to_arrow(columns).map_err(|error| error_to_js(&error))?;
        set("arrow", Uint8Array::from(bytes.as_slice()).into())?;
    } else {
        set("columns", columns_to_js(columns)?)?;
    }
    set("metadata", to_js(metadata)?)?;
    Ok(table.into())
}

/// Columns as typed arrays where their type allows it. Flags are 0 and 1, and 255 where null.
fn columns_to_js(columns: &Columns) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, values) in &columns.columns {
        let array: JsValue = match values {
            ColumnValues::Whole(values) => Uint32Array::from(values.as_slice()).into(),
            ColumnValues::Number(values) => Float64Array::from(values.as_slice()).into(),
            ColumnValues::Flag(values) => {
                let bytes: Vec<u8> = values.iter().map(|flag| flag.map_or(u8::MAX, u8::from)).collect();
                Uint8Array::from(bytes.as_slice()).into()
            }
            ColumnValues::Text(values) => {
                let text = |text: &Option<String>| text.as_ref().map_or(JsValue::NULL, |text| JsValue::from_str(text));
                values.iter().map(text).collect::<Array>().into()
            }
            ColumnValues::List(values) => {
                let list = |list: &Vec<f64>| list.iter().map(|&number| JsValue::from_f64(number)).collect::<Array>();
                values.iter().map(list).collect::<Array>().into()
            }
        };
        Reflect::set(&object, &(*name).into(), &array)?;
    }
    Ok(object.into())
}
