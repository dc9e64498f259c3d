//! `query`: the same questions, answers and names as in the browser.

mod flags;
mod print;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Instant;

use clap::ValueEnum;
use coalition_lens::query::{
    Election, MAX_PAGE_SIZE, Params, Plan, Provenance, QUERIES, Value, columns, compute, execute, plan, to_arrow, to_json,
};
use coalition_lens::snapshot::{Manifest, SnapshotFolder};
use coalition_lens::{Error, Result};

use crate::failure::Failure;
use crate::output;

/// Ask a snapshot a question: about pairs, the network and its clusters, candidates, their supporters, the ballots.
///
/// The flags are the parameters of the query; those left out have their defaults, and a flag that the query does not take is
/// an error. The JSON is, byte for byte but for the time taken, what the engine answers in a browser.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coalition-lens query public/snapshots pairs --format table
  coalition-lens query public/snapshots pairs --min-shared-ballots 200 --candidate \"Wren Thistlewood\" --pretty
  coalition-lens query public/snapshots pair --candidate-1 36 --candidate-2 40 --format table
  coalition-lens query public/snapshots clusters --format table
  coalition-lens query public/snapshots segments --candidate 36 --format table
  coalition-lens query public/snapshots clusters --where '{\"first\": 36}' --format table
  coalition-lens query public/snapshots candidates --format csv > candidates.csv")]
pub struct Args {
    /// Folder that holds manifest.json.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// What to ask.
    #[arg(value_name = "QUERY", value_parser = clap::builder::PossibleValuesParser::new(QUERIES))]
    query: String,
    /// Which election; may be left out where there is one only.
    #[arg(long, value_name = "ID")]
    election: Option<String>,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// Indent the JSON.
    #[arg(long)]
    pretty: bool,
    #[command(flatten)]
    flags: flags::Flags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The whole answer.
    Json,
    /// The main columns, rounded, for reading.
    Table,
    /// All columns of the data, or of its main list.
    Csv,
    /// All rows of all pages as an Arrow file, for a pipe or a file.
    Arrow,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let params = args.flags.params()?;
    let folder = SnapshotFolder::open(&args.folder)?;
    let election = election(&folder, args)?;
    let prepared = |params: &Params| -> Result<Plan> {
        let plan = plan(&args.query, params, &election)?;
        for table in plan.tables.iter().filter(|table| !election.has(table)) {
            election.provide(table, &folder.table(&election.descriptor, table)?)?;
        }
        Ok(plan)
    };
    if args.format == Format::Arrow {
        return output::write(&arrow(&election, params, prepared)?);
    }
    let plan = prepared(&params)?;
    let start = Instant::now();
    let mut answer = execute(&plan, &election)?;
    answer.metadata.query_time_ms = start.elapsed().as_secs_f64() * 1e3;
    let text = match args.format {
        Format::Table => print::table(&answer, params.contains_key("fields")),
        Format::Csv => print::csv(&answer)?,
        Format::Json | Format::Arrow => to_json(&answer, args.pretty) + "\n",
    };
    output::print(&text)
}

/// All rows of a query with pages as an Arrow file.
fn arrow(election: &Election, mut params: Params, prepared: impl Fn(&Params) -> Result<Plan>) -> Result<Vec<u8>> {
    if std::io::stdout().is_terminal() {
        return Err(Error::param("format", "arrow on a terminal", "send it to a file or a pipe: … --format arrow > pairs.arrow"));
    }
    if let Some(name) = ["page", "page_size", "token"].into_iter().find(|name| params.contains_key(*name)) {
        return Err(Error::param(name, "this parameter", "an Arrow file has all rows: leave it out"));
    }
    let asked = prepared(&params)?;
    if !asked.is_paged() {
        let expected = format!("{} has no rows in pages: give json, csv or table", asked.query());
        return Err(Error::param("format", "arrow", expected));
    }
    params.insert("page".into(), Value::Number(f64::from(u32::MAX)));
    params.insert("page_size".into(), Value::Number(MAX_PAGE_SIZE as f64));
    let plan = prepared(&params)?;
    to_arrow(&columns(&plan, &compute(&plan, election)?, election)?)
}

fn election(folder: &SnapshotFolder, args: &Args) -> Result<Election> {
    let manifest = folder.manifest()?;
    let entry = manifest.election(&chosen(&manifest, args.election.as_deref())?)?;
    let descriptor = folder.descriptor(entry)?;
    let provenance = Provenance { snapshot_id: manifest.snapshot_id.clone(), data_version: manifest.data_version.clone() };
    Ok(Election::new(provenance, descriptor))
}

fn chosen(manifest: &Manifest, id: Option<&str>) -> Result<String> {
    match (id, manifest.elections.as_slice()) {
        (Some(id), _) => Ok(id.to_owned()),
        (None, [only]) => Ok(only.id.clone()),
        (None, several) => {
            let ids: Vec<&str> = several.iter().map(|entry| entry.id.as_str()).collect();
            Err(Error::missing("--election", format!("choose one of: {}", ids.join(", "))))
        }
    }
}
