//! How a query is asked: values as hosts hand them over, definitions of parameters, reading them, and the contract that all
//! of this amounts to.

mod candidate;
mod cell;
mod contract;
mod counting;
mod definitions;
mod graph;
mod page;
mod predicate;
mod reader;
pub(in crate::query) mod token;
mod value;
mod voters;

pub use cell::{Cell, Row};
pub use contract::{
    Field, Gives, NoCandidate, ParamContract, QueryContract, SentenceKind, Shape, SortOrder, Standing, Takes, Type, Vocabulary,
    Words,
};
pub use page::{MAX_PAGE_SIZE, Page};
pub use value::{Params, Value};

pub(super) use counting::{Counting, read_without};
pub(super) use definitions::{
    CANDIDATE, COMPARE, CandidateParam, MAX_WHOLE, MIN_SHARED, NumberParam, PAGE, PAGE_SIZE, TOKEN, WholeParam, WordParam, about,
    sort_order,
};
pub(super) use graph::{GraphParams, read_method};
pub(super) use predicate::written;
pub(super) use reader::ParamReader;
pub(super) use voters::Voters;
