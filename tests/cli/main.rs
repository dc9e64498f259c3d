//! The command line, as a person or a script uses it.
#![cfg(feature = "cli")]

mod http;
mod sample;
mod serve;
mod support;
