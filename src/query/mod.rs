//! Queries: parameters → plan → execution → answer. One vocabulary for the command line, wasm and npm: docs/queries.md.
//!
//! [`plan`] reads the parameters and names the tables that are needed, the host fetches them and hands them to
//! [`Election::provide`], [`compute`] and [`render`] are pure; [`execute`] is both. What `compute` gives is worth keeping: it names
//! no snapshot and no page.

mod answer;
mod ballots;
mod candidate;
mod candidates;
mod cell;
mod centrality;
mod clusters;
mod compare;
mod cut;
mod election;
mod export;
mod figures;
mod frame;
mod graphs;
mod groups;
#[cfg(feature = "cli")]
mod json;
mod key;
mod limit;
mod mask;
mod network;
mod outcome;
mod pair;
mod pairs;
mod params;
mod plan;
mod predicate;
#[cfg(feature = "cli")]
mod ready_made;
mod segments;
mod sentences;
mod token;
mod transfers;
mod types;
mod value;

pub use answer::{Answer, Metadata, Pagination};
pub use cell::{Cell, Row};
pub use election::{Election, Provenance};
pub use export::{ColumnValues, Columns, columns, to_arrow};
#[cfg(feature = "cli")]
pub use json::to_json;
pub use key::Key;
pub use limit::to_text;
pub use outcome::Outcome;
pub use params::MAX_PAGE_SIZE;
pub use plan::{Plan, Preparation, QUERIES, compute, execute, parameters, plan, plan_all, prepare, render};
#[cfg(feature = "cli")]
pub use ready_made::{minimal, plan_warm, ready_made};
pub use sentences::grouped;
pub use value::{Params, Value};
