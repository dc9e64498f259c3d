//! `verify`: whether a snapshot is whole.

use std::path::PathBuf;

use coalition_lens::snapshot::verify::{Verification, verify};

use crate::failure::Failure;
use crate::output;
use crate::text::{count, one_line, short_id};

/// Check that every file of a snapshot is there and unchanged.
///
/// Hashes all files that the manifest and its history name and compares them with the published hashes. Files that nothing
/// refers to are listed, but are no fault. The exit code is 1 if a file is missing or changed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coalition-lens verify public/snapshots
  coalition-lens verify public/snapshots --json")]
pub struct VerifyArgs {
    /// Folder that holds manifest.json.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(args: &VerifyArgs) -> Result<(), Failure> {
    let found = verify(&args.folder)?;
    let text = if args.json { coalition_lens::query::to_json(&found, true) + "\n" } else { describe(&found) };
    output::print(&text)?;
    if found.is_whole() { Ok(()) } else { Err(Failure::Negative) }
}

fn describe(found: &Verification) -> String {
    let mut text = String::new();
    for path in &found.missing {
        text += &format!("missing       {path}\n");
    }
    for trouble in &found.changed {
        text += &format!("changed       {}\n", one_line(&trouble.message));
    }
    for path in &found.unreferenced {
        text += &format!("unreferenced  {}\n", one_line(path));
    }
    let verdict = if found.is_whole() { "whole" } else { "DAMAGED" };
    text += &format!(
        "Snapshot {} is {verdict}: {}, {} in its history, {} intact, {} missing, {} changed, {} unreferenced.\n",
        short_id(&found.snapshot_id),
        count(found.elections as u64, "election"),
        count(found.history as u64, "snapshot"),
        count(found.intact as u64, "file"),
        found.missing.len(),
        found.changed.len(),
        found.unreferenced.len(),
    );
    text
}
