//! The readers: every format, bad input, mutated input, and real elections.
#![cfg(all(feature = "cli", feature = "parquet"))]

mod bad_input;
mod cases;
mod contests;
mod formats;
mod rctab;
mod real_data;
mod support;
mod tables;
