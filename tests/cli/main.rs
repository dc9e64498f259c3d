//! The command line, as a person or a script uses it.
#![cfg(feature = "cli")]

mod bad_input;
#[cfg(target_os = "linux")]
mod bombs;
mod build;
mod contests;
mod counting;
mod cvr;
mod help;
mod http;
mod kill;
#[cfg(target_os = "linux")]
mod memory;
mod query;
mod real_data;
mod sample;
mod serve;
mod snapshot;
mod support;
mod warm;
