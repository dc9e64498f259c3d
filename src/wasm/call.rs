//! What the page hands over: options, its callbacks, and how a query is asked.

use js_sys::{Function, Object, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::browser::SharedTier;
use crate::error::{Error, Result};
use crate::lens::Control;

/// Options, or parameters of a call, from a plain object; `undefined` stands for none.
pub fn from_js<T: Default + DeserializeOwned>(name: &str, value: JsValue) -> Result<T> {
    if value.is_undefined() || value.is_null() {
        return Ok(T::default());
    }
    let refuse = |error: &dyn std::fmt::Display| Error::param(name, "this object", format!("it does not fit: {error}"));
    // Through JSON: serde-wasm-bindgen passes over fields that it does not know.
    let text = js_sys::JSON::stringify(&value).map_err(|_| refuse(&"it cannot be written as JSON"))?;
    serde_json::from_str(&String::from(text)).map_err(|error| refuse(&error))
}

/// What the page gives when it opens a snapshot.
pub struct Callbacks {
    /// Hears of all events: `event(name, detail)`.
    pub event: Function,
    /// Fires when the lens is closed.
    pub closed: AbortSignal,
    pub tier: Option<SharedTier>,
}

impl Callbacks {
    pub fn read(callbacks: &JsValue) -> Result<Callbacks> {
        let get = |name: &str| Reflect::get(callbacks, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let missing = |name: &str, what: &str| Error::param(format!("callbacks.{name}"), "this value", format!("give {what}"));
        let tier = get("tier");
        Ok(Callbacks {
            event: get("event").dyn_into().map_err(|_| missing("event", "a function"))?,
            closed: get("closed").dyn_into().map_err(|_| missing("closed", "an AbortSignal"))?,
            tier: (!tier.is_undefined() && !tier.is_null()).then(|| tier.unchecked_into()),
        })
    }
}

/// How one call is made.
#[derive(Default)]
pub struct Call {
    pub control: Control,
    pub signal: Option<AbortSignal>,
    /// A later query of the same name takes the place of this one.
    pub stream: Option<String>,
}

const OPTIONS: [&str; 5] = ["bypass", "signal", "stream", "max_response_bytes", "warm"];

impl Call {
    pub fn read(call: &JsValue) -> Result<Call> {
        if call.is_undefined() || call.is_null() {
            return Ok(Call::default());
        }
        for key in Object::keys(call.unchecked_ref::<Object>()).iter().filter_map(|key| key.as_string()) {
            if !OPTIONS.contains(&key.as_str()) {
                return Err(Error::param(key, "this option", format!("a query takes: {}", OPTIONS.join(", "))));
            }
        }
        let get = |name: &str| {
            let value = Reflect::get(call, &name.into()).unwrap_or(JsValue::UNDEFINED);
            (!value.is_undefined() && !value.is_null()).then_some(value)
        };
        let refuse = |name: &str, expected: &str| Error::param(name, "this value", expected);
        let bytes = get("max_response_bytes").map(|value| {
            let bytes = value.as_f64().filter(|bytes| *bytes >= 1.0);
            bytes.map(|bytes| bytes as u64).ok_or_else(|| refuse("max_response_bytes", "give a whole number of bytes from 1"))
        });
        Ok(Call {
            control: Control {
                bypass: get("bypass").is_some_and(|value| value.is_truthy()),
                warm: get("warm").is_some_and(|value| value.is_truthy()),
                max_response_bytes: bytes.transpose()?,
            },
            signal: get("signal")
                .map(|value| value.dyn_into().map_err(|_| refuse("signal", "give an AbortSignal")))
                .transpose()?,
            stream: get("stream").map(|value| value.as_string().ok_or_else(|| refuse("stream", "give a name"))).transpose()?,
        })
    }
}
