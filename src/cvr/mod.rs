//! Readers of cast vote records: one file or folder per format, finding out the format, and the one way in.
//!
//! A reader streams a file into a [`ContestBuilder`](crate::ballots::ContestBuilder); it knows marks, not cleaning. The usual way
//! in is [`read_contest`], or [`SourceSet`] where several contests are read from the same inputs.

mod aliases;
mod detect;
mod format;
mod guard;
mod head;
mod input;
mod json;
mod limits;
mod memo;
mod reader;
mod readers;
mod sources;
mod table;
mod text;
mod words;
mod xml;

pub use aliases::read_aliases;
pub use detect::{Role, detect};
pub use format::Format;
pub use head::Head;
pub use input::{Given, GivenKind, Input, Progress};
pub use memo::Memo;
pub use reader::{ContestFacts, ContestSummary, Reader, Reading};
pub use sources::{Origin, Source, SourceSet, read_contest};
pub use table::{Row, TableSample};
