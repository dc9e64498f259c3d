//! The command line of `build`.

use std::path::PathBuf;

use coalition_lens::ballots::MAX_SEATS;
use coalition_lens::cvr::Format;

use crate::reading::ReadingArgs;

/// Build an election from cast vote records and publish it into a snapshot folder.
#[derive(clap::Args)]
#[command(long_about = long_about(), after_help = "\
Examples:
  coalition-lens build sample.csv -o public/snapshots --election-id sample
  coalition-lens build d2.csv.gz -o public/snapshots --election-id portland-2024-d2 \\
      --title \"Portland, District 2\" --date 2024-11-05 --seats 3 --winners 37,40,55
  coalition-lens build maine.csv -o public/snapshots --election-id maine-2024 --rules maine
  coalition-lens build d1.csv.gz -o public/snapshots --election-id portland-2024-d1 --rules portland-3 --order Owens,Linn
  coalition-lens build county.csv -o public/snapshots --election-id county-2024 --contest \"Mayor\"
  coalition-lens build county.csv -o public/snapshots --election-id county-2024 --all-contests")]
pub struct BuildArgs {
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// Snapshot folder to publish into; created if need be.
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// Name of the election in paths and links: lower-case letters, digits and dashes.
    #[arg(long, value_name = "ID")]
    pub election_id: String,
    /// Title for readers; without it the source's, else the contest's name.
    #[arg(long, conflicts_with = "all_contests")]
    pub title: Option<String>,
    /// Where the election was held.
    #[arg(long)]
    pub jurisdiction: Option<String>,
    /// Day of the election.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
    #[arg(long, value_parser = clap::builder::RangedU64ValueParser::<u32>::new().range(1..=MAX_SEATS.into()), help = seats_help())]
    pub seats: Option<u32>,
    /// Build every contest of the input, as <ID>-<contest>.
    #[arg(long, conflicts_with = "contest")]
    pub all_contests: bool,
    /// Who breaks ties: ids or exact names, the first to be elected first and the last to be eliminated first.
    #[arg(long, value_name = "ID|NAME", conflicts_with = "all_contests")]
    pub order: Vec<String>,
    /// Who won officially, to compare with the count: ids or exact names, separated by commas or in flags of their own.
    #[arg(long, value_name = "ID|NAME", conflicts_with = "all_contests")]
    pub winners: Vec<String>,
    /// When the data were made; without it $SOURCE_DATE_EPOCH, else the time of the newest input.
    #[arg(long, value_name = "TIME")]
    pub data_version: Option<String>,
    /// Queries to publish ready-made answers to; without it outcome, rounds, matchups, follow_through, pairs and networks at three levels, centrality, clusters, types.
    #[arg(long, value_name = "FILE")]
    pub warm: Option<PathBuf>,
    /// Remove files of the folder that neither its manifest nor its history names.
    #[arg(long)]
    pub prune: bool,
    /// Print a summary as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

fn seats_help() -> String {
    format!(
        "Seats to fill, 1 to {MAX_SEATS}; without it those of the rules or of the source. Where these two differ, votes are counted \
         only if it is given"
    )
}

fn long_about() -> String {
    format!(
        "Build an election from cast vote records and publish it into a snapshot folder.\n\n\
         Inputs are files, folders or zip files of one election. The format is found by content: {}; each may be gzip'd. Run inspect-cvr \
         first: it shows what would be read. An election of the \
         same id that the folder holds already is replaced, others stay. Readers of the folder see the old snapshot or the new \
         one, nothing between.",
        Format::titles()
    )
}
