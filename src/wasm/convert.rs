//! Between Rust values and JavaScript values.

use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::error::{Error, Result};
use crate::query::{Params, Value};

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
