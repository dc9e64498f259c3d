//! Readers of cast vote records: one file or folder per format, finding out the format, and the one way in.
//!
//! A reader streams a file into a [`ContestBuilder`](crate::ballots::ContestBuilder); it knows marks, not cleaning. The usual way
//! in is [`read_contest`], or [`SourceSet`] where several contests are read from the same inputs.

mod csv_table;
mod detect;
mod format;
mod head;
mod input;
mod reader;
mod readers;
mod sources;
mod text;

pub use detect::detect;
pub use format::Format;
pub use head::Head;
pub use input::{Input, Progress};
pub use reader::{ContestFacts, ContestSummary, Reader};
pub use sources::{Source, SourceSet, read_contest};
