//! Leaving the thread to others.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, ms: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// A port that is closed when nobody waits for it: an open one keeps Node running.
struct Port(MessagePort);

impl Drop for Port {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Goes on in a later task, after the messages and events that have come meanwhile. A message of one's own, since a timer
/// waits for 4 ms.
pub async fn next_task() {
    let Ok(channel) = MessageChannel::new() else { return };
    let port = Port(channel.port1());
    let sent = Promise::new(&mut |resolve, _| {
        port.0.set_onmessage(Some(&resolve));
        if channel.port2().post_message(&JsValue::NULL).is_err() {
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    let _ = JsFuture::from(sent).await;
}

/// A timer that is cleared when nobody waits for it.
struct Timer(JsValue);

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.0);
    }
}

/// Goes on after so many milliseconds.
pub async fn after(ms: u32) {
    let mut timer = None;
    let rung = Promise::new(&mut |resolve, _| timer = Some(Timer(set_timeout(&resolve, ms))));
    let _ = JsFuture::from(rung).await;
}
