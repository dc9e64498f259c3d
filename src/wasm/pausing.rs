//! Leaving the thread to others.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, ms: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// What is waited for; it is let go of when nobody waits any more.
enum Alarm {
    /// An open port keeps Node running.
    Port(MessagePort),
    Timer(JsValue),
    None,
}

impl Drop for Alarm {
    fn drop(&mut self) {
        match self {
            Alarm::Port(port) => port.close(),
            Alarm::Timer(timer) => clear_timeout(timer),
            Alarm::None => {}
        }
    }
}

/// Goes on in a later task, after the messages and events that have come meanwhile and not before `ms` milliseconds.
pub async fn pause(ms: u32) {
    let mut alarm = Alarm::None;
    let rung = Promise::new(&mut |resolve, _| {
        alarm = if ms == 0 { message(&resolve) } else { Alarm::Timer(set_timeout(&resolve, ms)) };
    });
    let _ = JsFuture::from(rung).await;
    drop(alarm);
}

/// A message of one's own, since a timer waits for 4 ms.
fn message(resolve: &Function) -> Alarm {
    let sent = MessageChannel::new().and_then(|channel| {
        let port = channel.port1();
        port.set_onmessage(Some(resolve));
        channel.port2().post_message(&JsValue::NULL).map(|()| port)
    });
    match sent {
        Ok(port) => Alarm::Port(port),
        Err(_) => {
            let _ = resolve.call0(&JsValue::NULL);
            Alarm::None
        }
    }
}
