//! Queries: parameters → plan → execution → answer. One vocabulary for the command line, wasm and npm: docs/queries.md.
//!
//! [`plan()`] reads the parameters and names the tables that are needed, the host fetches them and hands them to
//! [`Election::provide`], [`compute`] and [`render`] are pure; [`execute`] is both. What `compute` gives is worth keeping: it names
//! no snapshot and no page.

mod answer;
mod answers;
#[cfg(not(target_arch = "wasm32"))]
mod contract;
mod data;
mod export;
#[cfg(feature = "cli")]
mod json;
mod key;
mod limit;
mod params;
mod plan;
#[cfg(feature = "cli")]
mod ready_made;
mod rounds_file;

pub use answer::{Answer, Metadata, Pagination};
pub use answers::{Outcome, grouped};
#[cfg(not(target_arch = "wasm32"))]
pub use contract::{contract, fingerprint};
pub use data::{Election, Provenance};
pub use export::{ColumnValues, Columns, columns, to_arrow};
#[cfg(feature = "cli")]
pub use json::to_json;
pub use key::Key;
pub use limit::to_text;
pub use params::{
    Cell, Field, Gives, MAX_PAGE_SIZE, ParamContract, Params, QueryContract, Row, Shape, Takes, Type, Value, Vocabulary,
};
pub use plan::{PAGE_PARAMS, Plan, Preparation, QUERIES, compute, execute, plan, plan_all, prepare, refuse_page, render};
#[cfg(feature = "cli")]
pub use ready_made::{minimal, plan_warm, ready_made};
pub use rounds_file::{ROUNDS_QUERY, RoundsFormat, rounds_file};
