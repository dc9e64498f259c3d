//! `build`: from cast vote records to a published snapshot.

mod facts;
mod progress;
mod report;
mod warm;
mod winners;

use std::path::PathBuf;

use clap::ValueEnum;
use coalition_lens::ballots::{CleaningOptions, Contest, OvervoteRule, SkippedRule, WriteInRole};
use coalition_lens::cvr::{self, Format, Input};
use coalition_lens::snapshot::{Source, check_election_id};
use coalition_lens::snapshot::write::{ElectionFacts, PreparedElection, PublishOptions, check_target, publish};
use coalition_lens::{Error, Result};

use crate::failure::Failure;
use crate::output;
use progress::Reading;
use report::Built;
use warm::WarmList;

/// Build an election from cast vote records and publish it into a snapshot folder.
///
/// Several inputs are files of one contest. The format is found by content: Clear Ballot wide CSV, a long table (one row per
/// mark; CSV or Parquet), BLT, CSV with a column per rank, PrefLib; each may be gzip'd. An election of the same id that the
/// folder holds already is replaced, others stay. Readers of the folder see the old snapshot or the new one, nothing between.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coalition-lens build sample.csv -o public/snapshots --election-id sample
  coalition-lens build d2.csv.gz -o public/snapshots --election-id portland-2024-d2 \\
      --title \"Portland, District 2\" --date 2024-11-05 --seats 3 --winners 37,40,55
  coalition-lens build county.csv -o public/snapshots --election-id county-2024 --contest \"Mayor\"
  coalition-lens build county.csv -o public/snapshots --election-id county-2024 --all-contests")]
pub struct Args {
    /// Files with cast vote records.
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,
    /// Snapshot folder to publish into; created if need be.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Name of the election in paths and links: lower-case letters, digits and dashes.
    #[arg(long, value_name = "ID")]
    election_id: String,
    /// Title for readers; without it the source's, else the contest's name.
    #[arg(long, conflicts_with = "all_contests")]
    title: Option<String>,
    /// Where the election was held.
    #[arg(long)]
    jurisdiction: Option<String>,
    /// Day of the election.
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
    /// Seats to fill; without it the source's, if it tells.
    #[arg(long, value_parser = clap::builder::RangedU64ValueParser::<u32>::new().range(1..=1_000))]
    seats: Option<u32>,
    /// Which contest, where the input holds several: its name or a unique part of it.
    #[arg(long, value_name = "NAME", conflicts_with = "all_contests")]
    contest: Option<String>,
    /// Build every contest of the input, as <ID>-<contest>.
    #[arg(long)]
    all_contests: bool,
    /// Who won: ids or exact names, separated by commas or in flags of their own.
    #[arg(long, value_name = "ID|NAME", conflicts_with = "all_contests")]
    winners: Vec<String>,
    /// Read the inputs in this format instead of finding it out.
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(Format::ALL.map(Format::name)))]
    format: Option<String>,
    /// What an overvoted rank does: counts as skipped, or ends the ballot.
    #[arg(long, value_enum, default_value_t)]
    overvote: Overvote,
    /// What skipped ranks do: later ranks move up, or two in a row end the ballot.
    #[arg(long, value_enum, default_value_t)]
    skipped: Skipped,
    /// How a name counts: an empty write-in slot, a counted bucket of write-ins, or a candidate.
    #[arg(long, value_name = "NAME=slot|counted|candidate")]
    write_in: Vec<String>,
    /// A candidate whose marks count as skipped, by exact name.
    #[arg(long, value_name = "NAME")]
    drop_candidate: Vec<String>,
    /// When the data were made; without it $SOURCE_DATE_EPOCH, else the time of the newest input.
    #[arg(long, value_name = "TIME")]
    data_version: Option<String>,
    /// Queries to publish ready-made answers to; without it pairs and networks at three levels, centrality, clusters, types.
    #[arg(long, value_name = "FILE")]
    warm: Option<PathBuf>,
    /// Remove files of the folder that neither its manifest nor its history names.
    #[arg(long)]
    prune: bool,
    /// Print a summary as JSON on standard output.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Overvote {
    #[default]
    Skip,
    Exhaust,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Skipped {
    #[default]
    Condense,
    #[value(name = "exhaust-after-2")]
    ExhaustAfter2,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    check_election_id(&args.election_id)?;
    let given = facts::Given::read(args)?;
    let format = args.format.as_deref().map(str::parse).transpose()?;
    let cleaning = cleaning_options(args)?;
    let warm = WarmList::read(args.warm.as_deref())?;
    check_target(&args.output)?;
    let inputs = args.inputs.iter().map(Input::open).collect::<Result<Vec<_>>>()?;
    let data_version = facts::data_version(args.data_version.as_deref(), &inputs)?;

    let job = Job { args, given, warm, inputs, format, cleaning };
    let mut built = Vec::new();
    for (id, contest) in job.contests()? {
        built.push(job.build(id, contest.as_deref())?);
    }
    let options = PublishOptions { data_version, keep_history: KEEP_HISTORY, prune: args.prune };
    let elections = built.iter().map(|built| built.election.clone()).collect();
    let summary = publish(&args.output, elections, &options)?;
    eprint!("{}", report::published(&summary, &args.output));
    if args.json {
        output::print(&report::json(&built, &summary, &options.data_version))?;
    }
    Ok(())
}

const KEEP_HISTORY: usize = 5;

/// What every election of one call is built from.
struct Job<'a> {
    args: &'a Args,
    given: facts::Given,
    warm: WarmList,
    inputs: Vec<Input>,
    format: Option<Format>,
    cleaning: CleaningOptions,
}

impl Job<'_> {
    /// Election ids with the contests they stand for.
    fn contests(&self) -> Result<Vec<(String, Option<String>)>> {
        let Args { election_id, contest, all_contests, .. } = self.args;
        if !all_contests {
            return Ok(vec![(election_id.clone(), contest.clone())]);
        }
        let mut names: Vec<String> = Vec::new();
        for input in &self.inputs {
            let format = self.format.map_or_else(|| cvr::detect(input), Ok)?;
            for name in cvr::contests(input, format)? {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        if names.is_empty() {
            return Err(Error::param("--all-contests", "this input", "it holds one contest without a name: leave the flag out"));
        }
        names.sort();
        Ok(facts::contest_ids(election_id, names))
    }

    fn build(&self, id: String, contest: Option<&str>) -> Result<Built> {
        let mut reading = Reading::start(&id, &self.inputs);
        let read = cvr::read_contest(&self.inputs, self.format, contest, self.cleaning.clone(), &mut reading);
        reading.end();
        let (contest, found) = read?;
        let given = &self.given;
        let seats = given.seats.or(found.seats);
        let facts = ElectionFacts {
            title: given.title.clone().or(found.title).or(found.contest.clone()).unwrap_or_else(|| id.clone()),
            winners: winners::resolve(&self.args.winners, &contest.candidates, seats)?,
            sources: sources(&self.inputs, self.format, found.contest.as_deref())?,
            contest: found.contest,
            jurisdiction: given.jurisdiction.clone(),
            date: given.date.clone(),
            seats,
            id,
        };
        let election = self.warm.answer(PreparedElection::new(facts, &contest)?)?;
        let built = Built { election, distinct_rankings: contest.profile.len() };
        eprint!("{}", report::cleaning(&built));
        warn(&contest);
        Ok(built)
    }
}

fn warn(contest: &Contest) {
    if contest.profile.is_empty() {
        eprintln!("warning: nobody ranked anyone: all ballots are blank");
    }
}

/// The inputs that hold the contest.
fn sources(inputs: &[Input], format: Option<Format>, contest: Option<&str>) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for input in inputs {
        let format = format.map_or_else(|| cvr::detect(input), Ok)?;
        if inputs.len() > 1 && contest.is_some() {
            let names = cvr::contests(input, format)?;
            if !names.is_empty() && !names.iter().any(|name| Some(name.as_str()) == contest) {
                continue;
            }
        }
        sources.push(Source {
            name: input.name.clone(),
            sha256: input.sha256()?,
            bytes: input.bytes,
            format: format.name().to_owned(),
        });
    }
    Ok(sources)
}

fn cleaning_options(args: &Args) -> Result<CleaningOptions> {
    let roles = args.write_in.iter().map(|text| {
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
    let mut drop_candidate: Vec<String> = args.drop_candidate.iter().map(|name| name.trim().to_owned()).collect();
    drop_candidate.sort();
    drop_candidate.dedup();
    Ok(CleaningOptions {
        overvote: match args.overvote {
            Overvote::Skip => OvervoteRule::Skip,
            Overvote::Exhaust => OvervoteRule::Exhaust,
        },
        skipped: match args.skipped {
            Skipped::Condense => SkippedRule::Condense,
            Skipped::ExhaustAfter2 => SkippedRule::ExhaustAfter2,
        },
        write_in: roles.collect::<Result<_>>()?,
        drop_candidate,
    })
}
