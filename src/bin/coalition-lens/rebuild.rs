//! `rebuild`: whether a published election is what its cast vote records say.

use std::path::PathBuf;

use coalition_lens::Error;
use coalition_lens::ballots::ContestBuilder;
use coalition_lens::cvr::SourceSet;
use coalition_lens::snapshot::write::{ElectionFacts, PreparedElection, Rebuilt, StatedCount};
use coalition_lens::snapshot::{Descriptor, SnapshotFolder};

use crate::failure::Failure;
use crate::flags::text_in_flags;
use crate::output;
use crate::reading::{expanded, passed_over, passed_over_lines, source_file};
use crate::text::{count, one_line};

/// Compute a published election again from its cast vote records, and compare.
///
/// The rules of cleaning and of the count, the seats, the contest and whatever else changed the reading are those that the snapshot records. Every table is
/// compared byte for byte. The exit code is 1 if anything is not the same.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coalition-lens rebuild public/snapshots sample sample.csv
  coalition-lens rebuild public/snapshots portland-2024-d2 d2.csv.gz --json")]
pub struct RebuildArgs {
    /// Folder that holds manifest.json.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The election.
    #[arg(value_name = "ELECTION")]
    election: String,
    /// Files, folders or zip files with the cast vote records.
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(args: &RebuildArgs) -> Result<(), Failure> {
    let folder = SnapshotFolder::open(&args.folder)?;
    let published = folder.descriptor(folder.manifest()?.election(&args.election)?)?;
    let rebuilt = make_again(args, &published)?.compare(&folder, &published)?;
    let text = if args.json { coalition_lens::query::to_json(&rebuilt, true) + "\n" } else { describe(&published, &rebuilt) };
    output::print(&text)?;
    if rebuilt.is_same() { Ok(()) } else { Err(Failure::Negative) }
}

fn make_again(args: &RebuildArgs, published: &Descriptor) -> Result<PreparedElection, Error> {
    let inputs = expanded(&args.inputs)?;
    let formats: Vec<&str> = published.sources.iter().map(|source| source.format.as_str()).collect();
    let format = match formats.as_slice() {
        [first, rest @ ..] if rest.iter().all(|format| format == first) => Some(first.parse()?),
        _ => None,
    };
    let sources = SourceSet::open(&inputs, format, published.reading.clone())?;
    let mut builder = ContestBuilder::new(published.cleaning.options.clone());
    builder.allow_missing_names();
    eprint!("{}", passed_over_lines(&passed_over(&sources)));
    let (contest, found) = sources.read(published.contest.as_deref(), builder, &mut ())?;
    for warning in &contest.reading.warnings {
        eprintln!("warning: {}", one_line(&text_in_flags(warning)));
    }
    let facts = ElectionFacts {
        id: published.id.clone(),
        title: published.title.clone(),
        contest: published.contest.clone(),
        sources: sources.origins(found.contest.as_deref())?.into_iter().map(source_file).collect(),
        reading: published.reading.clone(),
        seats: published.seats,
        winners: published.tabulation.as_ref().and_then(|tabulated| tabulated.official_winners.clone()),
        count: published.tabulation.as_ref().map(StatedCount::of).unwrap_or_default(),
        ..ElectionFacts::default()
    };
    PreparedElection::new(facts, &contest)
}

fn describe(published: &Descriptor, rebuilt: &Rebuilt) -> String {
    let mut text = String::new();
    for source in &rebuilt.other_sources {
        text += &format!("published from  {}, which is not among the inputs\n", one_line(source));
    }
    for (what, before, now) in &rebuilt.facts {
        text += &format!("{what}: published {}, from the inputs {}\n", one_line(before), one_line(now));
    }
    let lists = [
        ("same", &rebuilt.same),
        ("DIFFERENT", &rebuilt.different),
        ("not made again", &rebuilt.unmade),
        ("not published", &rebuilt.unpublished),
    ];
    for (verdict, tables) in lists {
        for table in tables {
            text += &format!("{verdict:<14}  {}\n", one_line(table));
        }
    }
    let verdict = match rebuilt.is_same() {
        true => "is what these cast vote records say, byte for byte",
        false => "is NOT what these cast vote records say",
    };
    text + &format!("{} {verdict}: {} compared.\n", published.id, count(published.tables.len() as u64, "table"))
}
