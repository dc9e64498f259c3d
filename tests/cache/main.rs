//! The cache against recorded and random uses.
#![cfg(not(target_arch = "wasm32"))]

mod accounting;
mod model;
mod policies;
mod replay;
mod traces;
