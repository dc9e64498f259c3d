//! `sample`: an invented election as cast vote records.

mod ballot;
mod electorate;
mod names;
mod random;
mod wide_csv;

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::builder::RangedU64ValueParser;
use coalition_lens::snapshot::AtomicFile;
use coalition_lens::{Error, Result};
use flate2::{Compression, GzBuilder};

use crate::failure::Failure;
use crate::output::stdout_failure;
use ballot::BallotMaker;
use electorate::Electorate;
use random::Random;
use wide_csv::WideCsv;

/// Write an invented election as cast vote records, to try things out.
///
/// Voters and candidates stand in a space of opinions with a few blocs. The ballots have what real ones have: short
/// lists, bullet votes, skipped ranks, overvotes, repeated candidates, write-ins and blank rows. The file is a Clear Ballot
/// wide CSV, one row per ballot. The same options give the same bytes on any machine.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coalition-lens sample -o sample.csv
  coalition-lens sample -o large.csv.gz --ballots 1000000 --candidates 24 --seed 7
  coalition-lens sample -o - --ballots 5 | head -c 400")]
pub struct SampleArgs {
    /// File to write; with `.gz` at the end it is gzip'd, `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Rows, one per voter (1 to 5,000,000).
    #[arg(long, default_value_t = 20_000, value_parser = RangedU64ValueParser::<u32>::new().range(1..=5_000_000))]
    ballots: u32,
    /// Candidates on the ballot, write-ins apart (2 to 477).
    #[arg(long, default_value_t = 14, value_parser = RangedU64ValueParser::<u32>::new().range(2..=477))]
    candidates: u32,
    /// Rank positions on the ballot (1 to 50).
    #[arg(long, default_value_t = 6, value_parser = RangedU64ValueParser::<u32>::new().range(1..=50))]
    ranks: u32,
    /// Seats to fill, fewer than candidates.
    #[arg(long, default_value_t = 3, value_parser = RangedU64ValueParser::<u32>::new().range(1..=50))]
    seats: u32,
    /// Any number; another seed is another election.
    #[arg(long, default_value_t = 2024)]
    seed: u64,
    /// The contest's name.
    #[arg(long, default_value = "Sample City, Councilor, District 1")]
    contest: String,
    /// Precincts, each with a lean of its own (1 to 5,000).
    #[arg(long, default_value_t = 40, value_parser = RangedU64ValueParser::<u32>::new().range(1..=5_000))]
    precincts: u32,
    /// Blocs of like-minded voters (1 to 12).
    #[arg(long, default_value_t = 3, value_parser = RangedU64ValueParser::<u32>::new().range(1..=12))]
    blocs: u32,
}

pub fn run(args: &SampleArgs) -> Result<(), Failure> {
    check(args)?;
    if args.output == Path::new("-") {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        return write(args, &mut out).and_then(|()| out.flush()).map_err(stdout_failure);
    }
    let mut file = AtomicFile::create(&args.output)?;
    let written = if args.output.extension().is_some_and(|extension| extension == "gz") {
        let mut gzip = GzBuilder::new().write(BufWriter::with_capacity(1 << 16, &mut file), Compression::default());
        write(args, &mut gzip).and_then(|()| gzip.finish()?.flush())
    } else {
        let mut out = BufWriter::with_capacity(1 << 16, &mut file);
        write(args, &mut out).and_then(|()| out.flush())
    };
    written.map_err(|error| Error::io(&args.output, error))?;
    Ok(file.commit()?)
}

fn check(args: &SampleArgs) -> Result<()> {
    if args.seats >= args.candidates {
        return Err(Error::param("--seats", args.seats, format!("there are {} candidates: give fewer seats", args.candidates)));
    }
    if args.contest.trim().is_empty() || args.contest.chars().any(char::is_control) {
        return Err(Error::param("--contest", format!("{:?}", args.contest), "give a name on one line"));
    }
    Ok(())
}

fn write(args: &SampleArgs, out: &mut impl Write) -> io::Result<()> {
    let mut random = Random::new(args.seed);
    let names = names::draw(args.candidates as usize, &mut random);
    let electorate = Electorate::draw(args.blocs as usize, args.precincts as usize, args.candidates as usize, &mut random);
    let mut csv = WideCsv::new(&names, args.ranks as usize, args.seats as usize, args.contest.trim());
    csv.header(out)?;
    let mut maker = BallotMaker::new(&electorate, args.ranks as usize, args.seats as usize);
    for row in 0..args.ballots {
        let voter = electorate.voter(&mut random);
        let marks = maker.fill(&voter, &mut random);
        csv.row(row, voter.precinct, marks, &mut random, out)?;
    }
    Ok(())
}
