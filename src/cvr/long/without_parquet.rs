//! Stands in for `parquet` in a build without that feature: says so.

use super::Row;
use crate::cvr::input::{Input, Progress};
use crate::error::{Error, Result};

pub(super) fn for_each_row(input: &Input, _: &mut dyn Progress, _: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
    Err(cannot_read(input))
}

pub(super) fn for_each_contest(input: &Input, _: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    Err(cannot_read(input))
}

fn cannot_read(input: &Input) -> Error {
    input.fault("is Parquet, which needs the feature \"parquet\", left out of this build: build with cargo build --release")
}
