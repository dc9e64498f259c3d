//! The JavaScript surface: conversion and delegation, and the fetching of files.
//!
//! Private to the npm package, whose TypeScript facade is the public interface.

mod convert;
mod engine;
mod fetch;
mod lens;
mod panic;
