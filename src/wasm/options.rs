//! How a lens is opened, and how a query is asked.

use js_sys::{Function, Object, Reflect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use super::tier::SharedTier;
use crate::error::{Error, Result};
use crate::monitor::Thresholds;

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Bound of the cache of answers; 0 turns it off.
    pub max_bytes: f64,
    /// Bound of the pool of elections with their decoded tables.
    pub max_table_bytes: f64,
    /// An answer whose JSON text is longer is cut at a whole row.
    pub max_response_bytes: f64,
    /// The share of hits that is computed again and compared, 0 to 1.
    pub validate: f64,
    /// Whether the manifest is asked for with `If-None-Match`: for hosts without an HTTP cache.
    pub conditional: bool,
    pub thresholds: Thresholds,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            max_bytes: (128 << 20) as f64,
            max_table_bytes: (256 << 20) as f64,
            max_response_bytes: 8e6,
            validate: 0.0,
            conditional: false,
            thresholds: Thresholds::default(),
        }
    }
}

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

/// What the host hands over.
pub struct HostObject {
    pub event: Function,
    /// Fires when the lens is closed.
    pub closed: AbortSignal,
    pub tier: Option<SharedTier>,
}

impl HostObject {
    pub fn read(host: &JsValue) -> Result<HostObject> {
        let get = |name: &str| Reflect::get(host, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let missing = |name: &str, what: &str| Error::param(format!("host.{name}"), "this value", format!("give {what}"));
        let tier = get("tier");
        Ok(HostObject {
            event: get("event").dyn_into().map_err(|_| missing("event", "a function"))?,
            closed: get("closed").dyn_into().map_err(|_| missing("closed", "an AbortSignal"))?,
            tier: (!tier.is_undefined() && !tier.is_null()).then(|| tier.unchecked_into()),
        })
    }
}

/// How one query is asked.
#[derive(Default)]
pub struct Control {
    /// Neither reads nor writes the cache.
    pub bypass: bool,
    pub signal: Option<AbortSignal>,
    /// A later query of the same name takes the place of this one.
    pub stream: Option<String>,
    pub max_response_bytes: Option<u64>,
    /// Asked ahead of the reader: not counted among what is asked.
    pub warm: bool,
}

const CONTROL: [&str; 5] = ["bypass", "signal", "stream", "max_response_bytes", "warm"];

impl Control {
    pub fn read(control: &JsValue) -> Result<Control> {
        if control.is_undefined() || control.is_null() {
            return Ok(Control::default());
        }
        for key in Object::keys(control.unchecked_ref::<Object>()).iter().filter_map(|key| key.as_string()) {
            if !CONTROL.contains(&key.as_str()) {
                return Err(Error::param(key, "this option", format!("a query takes: {}", CONTROL.join(", "))));
            }
        }
        let get = |name: &str| {
            let value = Reflect::get(control, &name.into()).unwrap_or(JsValue::UNDEFINED);
            (!value.is_undefined() && !value.is_null()).then_some(value)
        };
        let refuse = |name: &str, expected: &str| Error::param(name, "this value", expected);
        let bytes = get("max_response_bytes").map(|value| {
            let bytes = value.as_f64().filter(|bytes| *bytes >= 1.0);
            bytes.map(|bytes| bytes as u64).ok_or_else(|| refuse("max_response_bytes", "give a whole number of bytes from 1"))
        });
        Ok(Control {
            bypass: get("bypass").is_some_and(|value| value.is_truthy()),
            warm: get("warm").is_some_and(|value| value.is_truthy()),
            signal: get("signal")
                .map(|value| value.dyn_into().map_err(|_| refuse("signal", "give an AbortSignal")))
                .transpose()?,
            stream: get("stream").map(|value| value.as_string().ok_or_else(|| refuse("stream", "give a name"))).transpose()?,
            max_response_bytes: bytes.transpose()?,
        })
    }
}
