//! `rollback`: back to an earlier snapshot.

use std::path::PathBuf;

use coalition_lens::snapshot::write::rollback;

use crate::failure::Failure;
use crate::output;
use crate::text::short_id;

/// Put an earlier snapshot in force again.
///
/// Its files are checked first. The snapshot that was in force goes to the top of the history, so rolling back twice comes
/// back. Earlier snapshots are listed by `inspect`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coalition-lens rollback public/snapshots              to the snapshot before
  coalition-lens rollback public/snapshots 1f3a09bc     to the snapshot whose id begins so")]
pub struct RollbackArgs {
    /// Folder that holds manifest.json.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Id of an earlier snapshot, or the unique beginning of one; without it the snapshot before.
    #[arg(value_name = "SNAPSHOT_ID")]
    snapshot_id: Option<String>,
}

pub fn run(args: &RollbackArgs) -> Result<(), Failure> {
    let done = rollback(&args.folder, args.snapshot_id.as_deref())?;
    output::print(&format!(
        "Snapshot {} of {} is in force again, in place of {}.\n",
        short_id(&done.to),
        done.data_version,
        short_id(&done.from)
    ))
}
