//! The JavaScript surface: conversion and delegation, and the fetching of files.
//!
//! Private to the npm package, whose TypeScript facade is the public interface.

mod answering;
mod cancel;
mod convert;
mod engine;
mod events;
mod fetch;
mod lens;
mod memory;
mod options;
mod panic;
mod report;
mod sharing;
mod tier;
mod turn;
mod version;

#[cfg(test)]
mod tests;
