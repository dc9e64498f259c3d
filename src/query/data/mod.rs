//! What answers are read from: an election with its tables, the figures of all its ballots or of a group of voters, graphs
//! and columns made of them when first asked for.

mod columns;
mod election;
mod figures;
mod frame;
mod graphs;
mod groups;
mod mask;
mod tabulations;

pub use election::{Election, Provenance};

pub(super) use columns::{ColumnOf, Kind, RowShape, field, is_given, shape};
pub(super) use figures::{Figures, PairFigures};
pub(super) use frame::{Frame, Listing, SortBy};
pub(super) use graphs::Support;
pub(super) use groups::Group;
pub(super) use mask::Mask;
