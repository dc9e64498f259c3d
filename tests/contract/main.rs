//! What TypeScript and docs/queries.md say of queries is made from the engine's own definitions, and is true of its answers.
//!
//! `UPDATE_CONTRACT=1 cargo test --test contract` (`make contract`) writes what is made; without it the tests compare.

#![cfg(all(not(target_arch = "wasm32"), feature = "cli"))]

#[path = "../shared/mod.rs"]
#[allow(dead_code, reason = "the golden answers are compared elsewhere")]
mod shared;

mod answers;
mod documents;
mod generated;
mod typescript;
mod wording;
