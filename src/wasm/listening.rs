//! Hearing of a signal.

use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// Calls back when a signal fires, until this is dropped.
pub struct Listening {
    signal: AbortSignal,
    callback: Closure<dyn FnMut()>,
}

impl Listening {
    /// Calls at once if the signal has fired already.
    pub fn to(signal: &AbortSignal, mut on_abort: impl FnMut() + 'static) -> Listening {
        if signal.aborted() {
            on_abort();
        }
        let callback = Closure::<dyn FnMut()>::new(on_abort);
        let _ = signal.add_event_listener_with_callback("abort", callback.as_ref().unchecked_ref());
        Listening { signal: signal.clone(), callback }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = self.signal.remove_event_listener_with_callback("abort", self.callback.as_ref().unchecked_ref());
    }
}
