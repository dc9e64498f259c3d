//! Leaving the thread to others for a moment.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort};

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
