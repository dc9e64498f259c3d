//! Stands in for `parquet` in a build without that feature: knows such a file, and says what is missing.

use super::row::MarkRow;
use super::table::Storage;
use crate::ballots::ReadingOptions;
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::error::{Error, Result};

pub struct Parquet;

impl Storage for Parquet {
    fn name(&self) -> &'static str {
        "long-parquet"
    }

    fn detect(&self, head: &Head) -> bool {
        head.bytes().starts_with(b"PAR1")
    }

    fn for_each_row(
        &self,
        input: &Input,
        _: &ReadingOptions,
        _: &mut dyn Progress,
        _: &mut dyn FnMut(MarkRow) -> Result<()>,
    ) -> Result<()> {
        Err(cannot_read(input))
    }

    fn for_each_contest(&self, input: &Input, _: &ReadingOptions, _: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        Err(cannot_read(input))
    }

    fn locate(&self, input: &Input, _: u64, error: Error) -> Error {
        input.locate(None, error)
    }
}

fn cannot_read(input: &Input) -> Error {
    input.fault("is Parquet, which needs the feature \"parquet\", left out of this build: build with cargo build --release")
}
