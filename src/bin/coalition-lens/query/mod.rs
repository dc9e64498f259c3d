//! `query`: the same questions, answers and names as in the browser.

mod files;
mod flags;
mod print;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::rc::Rc;

use clap::ValueEnum;
use coalition_lens::lens::{Control, Lens, Options, Question};
use coalition_lens::query::{
    Election, PAGE_PARAMS, Params, QUERIES, ROUNDS_QUERY, RoundsFormat, plan, rounds_file, to_arrow, to_json,
};
use coalition_lens::snapshot::{Manifest, SnapshotFolder};
use coalition_lens::{Error, Result};
use futures_executor::LocalPool;

use crate::failure::Failure;
use crate::output;
use files::Files;

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
  coalition-lens query public/snapshots outcome --format table
  coalition-lens query public/snapshots rounds --rules scotland --seats 4 --without \"Wren Thistlewood\" --format table
  coalition-lens query public/snapshots rounds --format rctab > summary.json
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
    #[arg(long, value_enum, default_value_t = OutputFormat::Json)]
    format: OutputFormat,
    /// Indent the JSON.
    #[arg(long)]
    pretty: bool,
    #[command(flatten)]
    flags: flags::Flags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// The whole answer.
    Json,
    /// The main columns, rounded, for reading.
    Table,
    /// All columns of the data, or of its main list; of rounds a row per candidate.
    Csv,
    /// Of rounds: the summary that RCTab writes, for RCVis and others.
    Rctab,
    /// All rows of all pages as an Arrow file, for a pipe or a file.
    Arrow,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let params = args.flags.params()?;
    let mut pool = LocalPool::new();
    let files = Files::new(SnapshotFolder::open(&args.folder)?, pool.spawner());
    pool.run_until(answer(files, args, &params)).map_err(|failure| match failure {
        Failure::Error { error: error @ Error::Unknown { .. }, hint: None } => {
            Failure::hint(error, format!("coalition-lens query {} candidates --format table lists them", args.folder.display()))
        }
        failure => failure,
    })
}

async fn answer(files: Files, args: &Args, params: &Params) -> Result<(), Failure> {
    let lens = Lens::open(files, &Options::default()).await?;
    let id = chosen(&lens.manifest(), args.election.as_deref())?;
    let election = lens.election(&id).await.map_err(Rc::unwrap_or_clone)?;
    let question = Question { election: &id, query: &args.query, params, control: &Control::default() };
    if args.format == OutputFormat::Arrow {
        can_be_arrow(&question, &election)?;
        let (columns, _) = lens.columns(&question).await.map_err(Rc::unwrap_or_clone)?;
        return output::write(&to_arrow(&columns)?);
    }
    lens.load(&question).await.map_err(Rc::unwrap_or_clone)?;
    let answer = lens.answer(&question).await.map_err(Rc::unwrap_or_clone)?;
    let text = match args.format {
        OutputFormat::Rctab => rounds_file(&answer, &election.descriptor, RoundsFormat::Rctab)?,
        OutputFormat::Csv if args.query == ROUNDS_QUERY => rounds_file(&answer, &election.descriptor, RoundsFormat::Csv)?,
        OutputFormat::Table => print::table(&answer, params.contains_key("fields")),
        OutputFormat::Csv => print::csv(&answer)?,
        OutputFormat::Json | OutputFormat::Arrow => to_json(&answer, args.pretty) + "\n",
    };
    output::print(&text)
}

/// Refuses what has no rows on several pages, and a terminal.
fn can_be_arrow(question: &Question, election: &Election) -> Result<()> {
    if std::io::stdout().is_terminal() {
        return Err(Error::param("format", "arrow on a terminal", "send it to a file or a pipe: … --format arrow > pairs.arrow"));
    }
    if let Some(name) = PAGE_PARAMS.into_iter().find(|name| question.params.contains_key(*name)) {
        return Err(Error::param(name, "this parameter", "an Arrow file has all rows: leave it out"));
    }
    let asked = plan(question.query, question.params, election)?;
    if !asked.is_paged() {
        let expected = format!("{} has no rows in pages: give json, csv or table", asked.query());
        return Err(Error::param("format", "arrow", expected));
    }
    Ok(())
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
