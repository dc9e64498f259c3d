//! The command line. Each command is one module: its flags, and a `run` that converts and delegates.

mod build;
mod failure;
mod flags;
mod inspect;
mod inspect_cvr;
mod output;
mod query;
mod reading;
mod rebuild;
mod rollback;
mod sample;
mod serve;
mod text;
mod verify;
mod warm_list;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Coalition analytics for ranked-ballot elections, from static files.
///
/// Turns cast vote records into a snapshot: a folder of small verified files that any static host can serve and that
/// the coalition-lens engine queries in the browser.
#[derive(Parser)]
#[command(name = "coalition-lens", version, max_term_width = 110, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
First steps:
  coalition-lens sample -o sample.csv
  coalition-lens inspect-cvr sample.csv
  coalition-lens build sample.csv -o public/snapshots --election-id sample
  coalition-lens query public/snapshots pairs --format table
  coalition-lens serve public";

#[derive(Subcommand)]
enum Command {
    Build(Box<build::BuildArgs>),
    Sample(sample::SampleArgs),
    #[command(name = "inspect-cvr")]
    InspectCvr(Box<inspect_cvr::InspectCvrArgs>),
    Inspect(inspect::InspectArgs),
    Query(Box<query::Args>),
    Verify(verify::VerifyArgs),
    Rebuild(rebuild::RebuildArgs),
    Rollback(rollback::RollbackArgs),
    Serve(serve::ServeArgs),
    WarmList(warm_list::WarmListArgs),
}

fn main() -> ExitCode {
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) => return failure::report_usage(&error),
    };
    let result = match command {
        Command::Build(args) => build::run(&args),
        Command::Sample(args) => sample::run(&args),
        Command::InspectCvr(args) => inspect_cvr::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Query(args) => query::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Rebuild(args) => rebuild::run(&args),
        Command::Rollback(args) => rollback::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::WarmList(args) => warm_list::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
