//! Signals, streams and who waits for what.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use super::server::{self, OpenedEngine, object, open, profile, publish_snapshot, settled};

async fn opened() -> OpenedEngine {
    server::start();
    publish_snapshot("2025", &[("small", "Small", &profile(1))]);
    open("{}").await
}

fn with_signal(controller: &AbortController) -> JsValue {
    let control = Object::new();
    Reflect::set(&control, &"signal".into(), &controller.signal()).unwrap();
    control.into()
}

#[wasm_bindgen_test]
async fn the_last_waiters_abort_cancels_the_load_and_an_earlier_one_does_not() {
    let lens = opened().await;
    lens.answer("candidates", "{}").await.unwrap();
    server::delay(50);
    let [one, two] = [(); 2].map(|()| AbortController::new().unwrap());
    let first = lens.ask("types", "{}", with_signal(&one));
    let second = lens.ask("types", "{}", with_signal(&two));
    server::sleep(10).await;
    one.abort();
    assert_eq!(settled(first).await.unwrap_err(), "E_ABORTED");
    assert_eq!(server::aborted(), 0, "somebody still waits for it");
    two.abort();
    assert_eq!(settled(second).await.unwrap_err(), "E_ABORTED");
    server::sleep(1).await;
    assert_eq!(server::aborted(), 1);
    server::delay(0);
    lens.answer("types", "{}").await.unwrap();
}

#[wasm_bindgen_test]
async fn a_signal_that_has_fired_is_told_before_anything_is_asked() {
    let lens = opened().await;
    let requests = server::log().len();
    let controller = AbortController::new().unwrap();
    controller.abort();
    assert_eq!(settled(lens.ask("types", "{}", with_signal(&controller))).await.unwrap_err(), "E_ABORTED");
    assert_eq!(server::log().len(), requests);
}

#[wasm_bindgen_test]
async fn a_later_query_of_a_stream_takes_the_place_of_an_earlier_one() {
    let lens = opened().await;
    server::delay(20);
    let slider = |threshold: u32| {
        lens.ask("types", &format!(r#"{{"min_shared_ballots": {threshold}}}"#), object(r#"{"stream": "slider"}"#))
    };
    let (first, second, other) = (slider(1), slider(2), lens.ask("types", "{}", object(r#"{"stream": "other"}"#)));
    assert_eq!(settled(first).await.unwrap_err(), "E_ABORTED");
    settled(second).await.unwrap();
    settled(other).await.unwrap();
    settled(slider(3)).await.unwrap();
}
