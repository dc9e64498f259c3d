//! Whatever the bytes, a decoder, a reader or a query answers or gives an error of the right kind: it does not panic, and no
//! number of an answer is none.
//!
//! Every target first reads its files in `corpus/`, then mutates them: bytes, cells of a table, values of a document. A plain
//! `cargo test` draws the same few hundred cases each time; `make fuzz` goes on for a while with new ones. What fails is made
//! as small as it goes and left in the corpus as `found-…`, where it stays as a regression test.

#![cfg(feature = "cli")]

mod bytes;
mod documents;
mod harness;
mod json;
mod queries;
mod readers;
#[allow(dead_code, reason = "the golden answers are other tests' business")]
#[path = "../shared/mod.rs"]
mod shared;
mod tables;
