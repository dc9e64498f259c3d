//! `warm-list`: from what readers asked to what is published ready-made.

use std::collections::BTreeMap;
use std::path::PathBuf;

use coalition_lens::snapshot::{merge_warm_lists, parse_warm_list};
use coalition_lens::{Error, Result};

use crate::failure::Failure;
use crate::output;

/// Merge usage exports into one warm list.
///
/// Each file is what `lens.usage()` gave, or a warm list. The counts of equal queries of an election are added; the most asked
/// come first. The list on standard output is for `build --warm`, which takes from it what is named for the election it builds
/// or for none.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coalition-lens warm-list monday.json tuesday.json > warm.json
  coalition-lens warm-list usage/*.json --limit 10 > warm.json")]
pub struct WarmListArgs {
    /// Usage exports or warm lists.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// How many queries of each election to keep.
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    limit: usize,
}

pub fn run(args: &WarmListArgs) -> Result<(), Failure> {
    let read = |path: &PathBuf| {
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
        parse_warm_list(&path.display().to_string(), &bytes)
    };
    let mut merged = merge_warm_lists(args.files.iter().map(read).collect::<Result<Vec<_>>>()?);
    let mut kept: BTreeMap<Option<String>, usize> = BTreeMap::new();
    merged.retain(|warm| {
        let kept = kept.entry(warm.election.clone()).or_default();
        *kept += 1;
        *kept <= args.limit
    });
    output::print(&(coalition_lens::query::to_json(&merged, true) + "\n"))
}
