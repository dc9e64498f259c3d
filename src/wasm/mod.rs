//! The JavaScript surface: conversion, and the browser as a host of the engine.
//!
//! Private to the npm package, whose TypeScript facade is the public interface.

mod browser;
mod call;
mod convert;
mod engine;
mod http;
mod listening;
mod memory;
mod panic;
mod pausing;

#[cfg(test)]
mod tests;
