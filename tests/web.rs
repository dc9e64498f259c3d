//! The query core in a browser: the same tables and answers as natively, byte for byte.

#![cfg(target_arch = "wasm32")]

mod shared;

use coalition_lens::query::Answer;
use coalition_lens::snapshot::{PAIRS, decode_table};
use serde::Serialize;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn stringify(answer: &Answer) -> String {
    let value = answer.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap();
    js_sys::JSON::stringify(&value).unwrap().into()
}

#[wasm_bindgen_test]
fn tables_and_answers_are_those_of_the_native_build() {
    let answers = shared::answers(stringify);
    for (found, expected) in answers.lines().zip(shared::GOLDEN.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(answers, shared::GOLDEN);
}

#[wasm_bindgen_test]
fn a_table_that_is_cut_off_anywhere_is_an_error_and_no_panic() {
    let whole = &shared::tables()[PAIRS];
    assert!(decode_table(whole).is_ok());
    for length in (0..whole.len()).step_by(97) {
        assert_eq!(decode_table(&whole[..length]).unwrap_err().code(), "E_FORMAT", "cut off after {length} bytes");
    }
}
