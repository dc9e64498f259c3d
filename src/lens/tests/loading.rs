//! What servers, proxies and caches make of a file.

use super::script::Mishap;
use super::stage::{Stage, gzip};
use crate::query::Value;

/// The code with which a query fails whose table comes as these bytes, or none.
fn code_of(stage: &Stage, fault: Mishap) -> Option<String> {
    stage.mishap(&stage.path("/pairs-"), fault);
    let lens = stage.open("{}");
    lens.answer("types", "{}").err()
}

#[test]
fn a_table_may_come_as_it_is_gzipped_or_gzipped_twice() {
    let stage = Stage::small();
    let mut bytes = stage.file(&stage.path("/pairs-"));
    for layers in 0..3 {
        assert_eq!(code_of(&stage, Mishap::Bytes(bytes.clone())), None, "{layers} layers");
        bytes = gzip(&bytes);
    }
    assert_eq!(code_of(&stage, Mishap::Bytes(bytes)).as_deref(), Some("E_FORMAT"), "three layers");
}

#[test]
fn a_manifest_and_a_descriptor_may_come_gzipped() {
    let stage = Stage::small();
    for path in ["manifest.json".to_owned(), stage.path("election-")] {
        stage.mishap(&path, Mishap::Bytes(gzip(&gzip(&stage.file(&path)))));
    }
    stage.open("{}").answer("types", "{}").unwrap();
}

#[test]
fn gzip_that_is_cut_off_anywhere_is_an_error() {
    let stage = Stage::small();
    let whole = gzip(&stage.file(&stage.path("/pairs-")));
    for length in (0..whole.len()).step_by(7) {
        let code = code_of(&stage, Mishap::Bytes(whole[..length].to_vec())).unwrap();
        assert!(code == "E_INTEGRITY" || code == "E_FORMAT", "{length} bytes: {code}");
    }
}

#[test]
fn a_page_of_html_in_place_of_a_table_is_named_as_one() {
    let stage = Stage::small();
    let page = b"<!doctype html><title>Sign in</title>".to_vec();
    assert_eq!(code_of(&stage, Mishap::Bytes(page.clone())).as_deref(), Some("E_FORMAT"));
    assert_eq!(code_of(&stage, Mishap::Bytes(gzip(&page))).as_deref(), Some("E_FORMAT"));
    assert_eq!(code_of(&stage, Mishap::Bytes(Vec::new())).as_deref(), Some("E_FORMAT"));
}

#[test]
fn a_table_of_another_hash_is_refused_however_well_it_reads() {
    let stage = Stage::small();
    let other = stage.file(&stage.path("/candidates-"));
    assert_eq!(code_of(&stage, Mishap::Bytes(other)).as_deref(), Some("E_INTEGRITY"));
}

#[test]
fn gzip_that_swells_beyond_what_was_published_is_not_read_to_its_end() {
    let stage = Stage::small();
    assert_eq!(code_of(&stage, Mishap::Bytes(gzip(&vec![0; 64 << 20]))).as_deref(), Some("E_FORMAT"));
}

#[test]
fn hosts_that_fail_are_told_apart_and_may_be_asked_again() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    let path = stage.path("election-");
    for (fault, code) in [
        (Mishap::Network, "E_NETWORK"),
        (Mishap::Bytes(b"<!doctype html>".to_vec()), "E_INTEGRITY"),
        (Mishap::Missing, "E_NOT_FOUND"),
    ] {
        stage.mishap(&path, fault);
        assert_eq!(lens.answer("types", "{}").unwrap_err(), code);
    }
    stage.mishap(&path, None);
    lens.answer("types", "{}").unwrap();
}

#[test]
fn a_connection_that_drops_is_no_reason_to_ask_again_or_to_look_at_the_manifest() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    let path = stage.path("election-");
    stage.mishap(&path, Mishap::Network);
    lens.answer("types", "{}").unwrap_err();
    assert_eq!(*stage.script.log.borrow(), ["no-cache manifest.json".to_owned(), format!("default {path}")]);
}

#[test]
fn a_descriptor_of_another_election_and_a_table_with_other_rows_are_refused() {
    let stage = Stage::small();
    let manifest = String::from_utf8(stage.file("manifest.json")).unwrap();
    stage.publish("manifest.json", manifest.replace(r#""id":"small""#, r#""id":"other""#).as_bytes());
    let lens = stage.open("{}");
    let asked = lens.ask_of("other", "types", "{}", Default::default(), None);
    stage.settle();
    assert_eq!(asked.given().unwrap().unwrap_err(), "E_INTEGRITY");
}

#[test]
fn progress_is_told_in_decoded_bytes_from_nothing_to_all() {
    let stage = Stage::small();
    let lens = stage.open("{}");
    lens.answer("ballots", "{}").unwrap();
    let told = lens.told("progress");
    let profile = stage.file(&stage.path("/profile-")).len() as f64;
    let of = |told: &Value| (super::values::number(told, "loaded"), super::values::number(told, "total"));
    assert_eq!(told.iter().map(of).collect::<Vec<_>>(), [(0.0, profile), (profile, profile)]);
}
