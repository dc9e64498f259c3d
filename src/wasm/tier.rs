//! The tier that is shared with other tabs and visits: compressed tables under their hash. It may fail; the lens does without.

use js_sys::{Promise, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::cancel::{Cancel, Reason};
use super::events::{Events, TierFailure};
use super::fetch::{describe, gzipped};
use crate::monitor;

/// How long a tier may take to find a table.
const GET_TIMEOUT_MS: i32 = 2_000;

#[wasm_bindgen]
extern "C" {
    /// What a page or a server hands over.
    pub type SharedTier;
    #[wasm_bindgen(method, catch)]
    fn get(this: &SharedTier, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn put(this: &SharedTier, key: &str, bytes: Uint8Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = delete)]
    fn remove(this: &SharedTier, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Closure<dyn FnMut()>, ms: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

pub struct Tier {
    shared: SharedTier,
    events: Events,
    counts: RefCell<monitor::Tier>,
    closed: Cell<bool>,
}

impl Tier {
    pub fn new(shared: SharedTier, events: Events) -> Tier {
        let counts = monitor::Tier { available: true, ..monitor::Tier::default() };
        Tier { shared, events, counts: RefCell::new(counts), closed: Cell::new(false) }
    }

    pub fn counts(&self) -> monitor::Tier {
        *self.counts.borrow()
    }

    /// Failures that come after this are not told.
    pub fn close(&self) {
        self.closed.set(true);
    }

    /// The file with this hash, as it was put; `None` also if the tier fails.
    pub async fn get(&self, sha256: &str) -> Option<Vec<u8>> {
        if !self.counts.borrow().available {
            return None;
        }
        let timeout = Timeout::new(GET_TIMEOUT_MS);
        let got = match self.shared.get(sha256) {
            Ok(got) => match timeout.cancel.guard(JsFuture::from(Promise::resolve(&got))).await {
                Ok(got) => got,
                Err(_) => Err(js_sys::Error::new("it did not answer within two seconds").into()),
            },
            Err(error) => Err(error),
        };
        match got {
            Ok(value) if value.is_undefined() || value.is_null() => {
                self.counts.borrow_mut().misses += 1;
                None
            }
            Ok(value) => match value.dyn_ref::<Uint8Array>() {
                Some(bytes) => Some(bytes.to_vec()),
                None => {
                    self.failed("get", &js_sys::Error::new("it gave something that is no Uint8Array").into());
                    None
                }
            },
            Err(error) => {
                self.failed("get", &error);
                None
            }
        }
    }

    /// What `get` gave was the file.
    pub fn was_intact(&self) {
        self.counts.borrow_mut().hits += 1;
    }

    /// What `get` gave was not the file.
    pub fn was_damaged(self: &Rc<Self>, sha256: &str) {
        self.counts.borrow_mut().misses += 1;
        let (tier, removed) = (self.clone(), self.shared.remove(sha256));
        spawn_local(async move {
            tier.settled("delete", removed).await;
        });
    }

    /// Keeps a verified file, gzip'd, whatever its host made of it on the way. Nobody waits for it.
    pub fn put(self: &Rc<Self>, sha256: &str, bytes: Uint8Array) {
        if !self.counts.borrow().available {
            return;
        }
        let (tier, sha256) = (self.clone(), sha256.to_owned());
        spawn_local(async move {
            let stored = tier.shared.put(&sha256, gzipped(bytes).await);
            if tier.settled("put", stored).await {
                tier.counts.borrow_mut().puts += 1;
            }
        });
    }

    async fn settled(&self, operation: &'static str, begun: Result<JsValue, JsValue>) -> bool {
        let settled = match begun {
            Ok(promise) => JsFuture::from(Promise::resolve(&promise)).await,
            Err(error) => Err(error),
        };
        if let Err(error) = &settled {
            self.failed(operation, error);
        }
        settled.is_ok()
    }

    fn failed(&self, operation: &str, error: &JsValue) {
        let was_available = {
            let mut counts = self.counts.borrow_mut();
            counts.failures += 1;
            std::mem::replace(&mut counts.available, false)
        };
        if was_available && !self.closed.get() {
            let message = describe(error);
            self.events.tier_failed(&TierFailure { operation, message: &message });
        }
    }
}

/// Ends a wait after a while; dropped, it leaves no timer behind.
struct Timeout {
    cancel: Rc<Cancel>,
    timer: JsValue,
    _callback: Closure<dyn FnMut()>,
}

impl Timeout {
    fn new(ms: i32) -> Timeout {
        let cancel = Rc::new(Cancel::default());
        let ended = cancel.clone();
        let callback = Closure::<dyn FnMut()>::new(move || ended.end(Reason::Signal));
        let timer = set_timeout(&callback, ms);
        Timeout { cancel, timer, _callback: callback }
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        clear_timeout(&self.timer);
    }
}
