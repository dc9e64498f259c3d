//! The numbers, through every layer that carries them: profile → tables → bytes → query.
#![cfg(not(target_arch = "wasm32"))]

mod analysis;
mod graphs;
mod invariants;
mod modularity;
mod oracle;
mod queries;
mod rounds;
mod support;
mod voters;
