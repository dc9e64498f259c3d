//! The command line of `build`.

use std::path::PathBuf;

use clap::ValueEnum;
use coalition_lens::ballots::{CleaningOptions, OvervoteRule, SkippedRule, WriteInRole};
use coalition_lens::cvr::Format;
use coalition_lens::{Error, Result};

/// Build an election from cast vote records and publish it into a snapshot folder.
#[derive(clap::Args)]
#[command(long_about = long_about(), after_help = "\
Examples:
  coalition-lens build sample.csv -o public/snapshots --election-id sample
  coalition-lens build d2.csv.gz -o public/snapshots --election-id portland-2024-d2 \\
      --title \"Portland, District 2\" --date 2024-11-05 --seats 3 --winners 37,40,55
  coalition-lens build county.csv -o public/snapshots --election-id county-2024 --contest \"Mayor\"
  coalition-lens build county.csv -o public/snapshots --election-id county-2024 --all-contests")]
pub struct BuildArgs {
    /// Files with cast vote records.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
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
    /// Seats to fill; without it the source's, if it tells.
    #[arg(long, value_parser = clap::builder::RangedU64ValueParser::<u32>::new().range(1..=1_000))]
    pub seats: Option<u32>,
    /// Which contest, where the input holds several: its name or a unique part of it.
    #[arg(long, value_name = "NAME", conflicts_with = "all_contests")]
    pub contest: Option<String>,
    /// Build every contest of the input, as <ID>-<contest>.
    #[arg(long)]
    pub all_contests: bool,
    /// Who won: ids or exact names, separated by commas or in flags of their own.
    #[arg(long, value_name = "ID|NAME", conflicts_with = "all_contests")]
    pub winners: Vec<String>,
    /// Read the inputs in this format instead of finding it out.
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(Format::all().map(|format| format.name())))]
    pub format: Option<String>,
    /// What an overvoted rank does: counts as skipped, or ends the ballot.
    #[arg(long, value_enum, default_value_t)]
    pub overvote: Overvote,
    /// What skipped ranks do: later ranks move up, or two in a row end the ballot.
    #[arg(long, value_enum, default_value_t)]
    pub skipped: Skipped,
    /// How a name counts: an empty write-in slot, a counted bucket of write-ins, or a candidate.
    #[arg(long, value_name = "NAME=slot|counted|candidate")]
    pub write_in: Vec<String>,
    /// A candidate whose marks count as skipped, by exact name.
    #[arg(long, value_name = "NAME")]
    pub drop_candidate: Vec<String>,
    /// When the data were made; without it $SOURCE_DATE_EPOCH, else the time of the newest input.
    #[arg(long, value_name = "TIME")]
    pub data_version: Option<String>,
    /// Queries to publish ready-made answers to; without it pairs and networks at three levels, centrality, clusters, types.
    #[arg(long, value_name = "FILE")]
    pub warm: Option<PathBuf>,
    /// Remove files of the folder that neither its manifest nor its history names.
    #[arg(long)]
    pub prune: bool,
    /// Print a summary as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Overvote {
    #[default]
    Skip,
    Exhaust,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Skipped {
    #[default]
    Condense,
    #[value(name = "exhaust-after-2")]
    ExhaustAfter2,
}

fn long_about() -> String {
    format!(
        "Build an election from cast vote records and publish it into a snapshot folder.\n\n\
         Several inputs are files of one contest. The format is found by content: {}; each may be gzip'd. An election of the \
         same id that the folder holds already is replaced, others stay. Readers of the folder see the old snapshot or the new \
         one, nothing between.",
        Format::titles()
    )
}

impl BuildArgs {
    /// The rules of cleaning.
    ///
    /// # Errors
    /// A `--write-in` that is not understood.
    pub fn cleaning(&self) -> Result<CleaningOptions> {
        let roles = self.write_in.iter().map(|text| {
            let expected = "give NAME=slot, NAME=counted or NAME=candidate";
            let refuse = || Error::param("--write-in", format!("{text:?}"), expected);
            let (name, role) = text.rsplit_once('=').ok_or_else(refuse)?;
            let role = match role {
                "slot" => WriteInRole::Slot,
                "counted" => WriteInRole::Counted,
                "candidate" => WriteInRole::Candidate,
                _ => return Err(refuse()),
            };
            Ok((name.trim().to_owned(), role))
        });
        let mut drop_candidate: Vec<String> = self.drop_candidate.iter().map(|name| name.trim().to_owned()).collect();
        drop_candidate.sort();
        drop_candidate.dedup();
        Ok(CleaningOptions {
            overvote: match self.overvote {
                Overvote::Skip => OvervoteRule::Skip,
                Overvote::Exhaust => OvervoteRule::Exhaust,
            },
            skipped: match self.skipped {
                Skipped::Condense => SkippedRule::Condense,
                Skipped::ExhaustAfter2 => SkippedRule::ExhaustAfter2,
            },
            write_in: roles.collect::<Result<_>>()?,
            drop_candidate,
            ..CleaningOptions::default()
        })
    }
}
