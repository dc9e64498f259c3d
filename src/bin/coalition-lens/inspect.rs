//! `inspect`: what a snapshot holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use coalition_lens::Error;
use coalition_lens::snapshot::{Descriptor, ElectionEntry, Generator, Manifest, SnapshotFolder, TablePart};
use serde::Serialize;

use crate::failure::Failure;
use crate::output;
use crate::text::{count, grouped, one_line, short_id, size, table};

/// Show the elections of a snapshot, with their tables and sizes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coalition-lens inspect public/snapshots
  coalition-lens inspect public/snapshots --election sample --json")]
pub struct InspectArgs {
    /// Folder that holds manifest.json.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Only this election.
    #[arg(long, value_name = "ID")]
    election: Option<String>,
    /// Print as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Inspection {
    snapshot_id: String,
    data_version: String,
    generator: Generator,
    history: Vec<String>,
    elections: Vec<InspectedElection>,
}

#[derive(Serialize)]
struct InspectedElection {
    id: String,
    title: String,
    contest: Option<String>,
    jurisdiction: Option<String>,
    date: Option<String>,
    seats: Option<u32>,
    candidates: usize,
    max_rankings: u32,
    ballots: u64,
    blank_ballots: u64,
    tables: BTreeMap<String, TableSize>,
}

/// Sums over the parts of a table.
#[derive(Serialize)]
struct TableSize {
    parts: u64,
    rows: u64,
    bytes: u64,
    raw_bytes: u64,
}

pub fn run(args: &InspectArgs) -> Result<(), Failure> {
    let (folder, manifest) = open(&args.folder)?;
    let entries: Vec<&ElectionEntry> = match &args.election {
        Some(id) => vec![manifest.election(id)?],
        None => manifest.elections.iter().collect(),
    };
    let elections =
        entries.into_iter().map(|entry| folder.descriptor(entry).map(InspectedElection::from)).collect::<Result<_, _>>()?;
    let Manifest { snapshot_id, data_version, generator, history, .. } = manifest;
    let inspection = Inspection { snapshot_id, data_version, generator, history, elections };
    output::print(&if args.json { coalition_lens::query::to_json(&inspection, true) + "\n" } else { describe(&inspection) })
}

/// The snapshot. What is none may be cast vote records, which another command shows.
fn open(path: &Path) -> Result<(SnapshotFolder, Manifest), Failure> {
    let opened = SnapshotFolder::open(path).and_then(|folder| folder.manifest().map(|manifest| (folder, manifest)));
    opened.map_err(|error| match error {
        Error::File { .. } | Error::NotFound(_) => {
            Failure::hint(error, format!("cast vote records are shown by: coalition-lens inspect-cvr {}", path.display()))
        }
        error => error.into(),
    })
}

impl From<Descriptor> for InspectedElection {
    fn from(descriptor: Descriptor) -> InspectedElection {
        let sum = |parts: &[TablePart]| TableSize {
            parts: parts.len() as u64,
            rows: parts.iter().map(|part| part.rows).sum(),
            bytes: parts.iter().map(|part| part.bytes).sum(),
            raw_bytes: parts.iter().map(|part| part.raw_bytes).sum(),
        };
        InspectedElection {
            candidates: descriptor.candidates.len(),
            tables: descriptor.tables.iter().map(|(name, parts)| (name.clone(), sum(parts))).collect(),
            id: descriptor.id,
            title: descriptor.title,
            contest: descriptor.contest,
            jurisdiction: descriptor.jurisdiction,
            date: descriptor.date,
            seats: descriptor.seats,
            max_rankings: descriptor.max_rankings,
            ballots: descriptor.ballots,
            blank_ballots: descriptor.blank_ballots,
        }
    }
}

fn describe(inspection: &Inspection) -> String {
    let mut text = format!(
        "Snapshot {} of {}, made by {} {}\n",
        short_id(&inspection.snapshot_id),
        one_line(&inspection.data_version),
        one_line(&inspection.generator.name),
        one_line(&inspection.generator.version)
    );
    if !inspection.history.is_empty() {
        let ids: Vec<&str> = inspection.history.iter().map(|id| short_id(id)).collect();
        text += &format!("Earlier snapshots, newest first: {}\n", ids.join(", "));
    }
    for election in &inspection.elections {
        let seats = election.seats.map_or(String::new(), |seats| format!(", {}", count(u64::from(seats), "seat")));
        let facts = [&election.jurisdiction, &election.date];
        let facts: String = facts.into_iter().flatten().map(|fact| format!(", {}", one_line(fact))).collect();
        text += &format!("\n{}: {}{facts}\n", election.id, one_line(&election.title));
        text += &format!(
            "  {} and {} blank, {} in up to {}{seats}\n",
            count(election.ballots, "ballot"),
            grouped(election.blank_ballots),
            count(election.candidates as u64, "candidate"),
            count(u64::from(election.max_rankings), "rank"),
        );
        let rows = election.tables.iter().map(|(name, sum)| {
            vec![format!("  {name}"), grouped(sum.rows), grouped(sum.parts), size(sum.bytes), size(sum.raw_bytes)]
        });
        text += &table(&["  table", "rows", "parts", "compressed", "unpacked"], rows.collect(), |column| column > 0);
    }
    text
}
