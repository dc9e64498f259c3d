//! Counts of ranked ballots: against a counter that goes ballot by ballot, certified results, RCTab's reports and other programs.
#![cfg(all(feature = "cli", not(target_arch = "wasm32")))]

mod certified;
mod edges;
mod meek;
mod naive;
mod properties;
mod rctab;
mod scotland;
mod support;
