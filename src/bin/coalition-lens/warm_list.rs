//! `warm-list`: from what readers asked to what is published ready-made.

use std::path::PathBuf;

use coalition_lens::snapshot::{merge_warm_lists, parse_warm_list};
use coalition_lens::{Error, Result};

use crate::failure::Failure;
use crate::output;

/// Merge usage exports into one warm list.
///
/// Each file is what `lens.usage()` gave, or a warm list. The counts of equal queries are added; the most asked come first.
/// The list on standard output is for `build --warm`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coalition-lens warm-list monday.json tuesday.json > warm.json
  coalition-lens warm-list usage/*.json --limit 10 > warm.json")]
pub struct Args {
    /// Usage exports or warm lists.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// How many queries to keep.
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    limit: usize,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let read = |path: &PathBuf| {
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
        parse_warm_list(&path.display().to_string(), &bytes)
    };
    let mut merged = merge_warm_lists(args.files.iter().map(read).collect::<Result<Vec<_>>>()?);
    merged.truncate(args.limit);
    output::print(&(coalition_lens::query::to_json(&merged, true) + "\n"))
}
