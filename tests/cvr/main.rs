//! The readers: every format, bad input, mutated input, and real elections.
#![cfg(all(feature = "cli", feature = "parquet"))]

mod bad_input;
mod cases;
mod contests;
mod formats;
mod legacy;
mod rctab;
mod real_data;
mod support;
mod tables;
mod text_formats;
mod vendors;
