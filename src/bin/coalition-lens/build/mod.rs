//! `build`: from cast vote records to a published snapshot.

mod args;
mod facts;
mod progress;
mod report;
mod warm;
mod winners;

use std::cell::OnceCell;

use coalition_lens::ballots::{CleaningOptions, Contest};
use coalition_lens::cvr::{Format, Input, Source, SourceSet};
use coalition_lens::snapshot::write::{ElectionFacts, PreparedElection, PublishOptions, check_target, publish};
use coalition_lens::snapshot::{SourceFile, check_election_id};
use coalition_lens::{Error, Result};

use crate::failure::Failure;
use crate::output;
use progress::Reading;
use report::Built;
use warm::WarmList;

pub use args::BuildArgs;

pub fn run(args: &BuildArgs) -> Result<(), Failure> {
    check_election_id(&args.election_id)?;
    let given = facts::GivenFacts::read(args)?;
    let format = args.reading.format()?;
    let cleaning = args.reading.cleaning()?;
    let warm = WarmList::read(args.warm.as_deref())?;
    check_target(&args.output)?;
    let inputs = args.reading.inputs.iter().map(Input::open).collect::<Result<Vec<_>>>()?;
    let data_version = facts::data_version(args.data_version.as_deref(), &inputs)?;

    let job = Job { args, given, warm, inputs, format, cleaning, sources: OnceCell::new() };
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
    args: &'a BuildArgs,
    given: facts::GivenFacts,
    warm: WarmList,
    inputs: Vec<Input>,
    format: Option<Format>,
    cleaning: CleaningOptions,
    sources: OnceCell<SourceSet>,
}

impl Job<'_> {
    /// The inputs, opened when this is first asked for.
    fn sources(&self) -> Result<&SourceSet> {
        if let Some(opened) = self.sources.get() {
            return Ok(opened);
        }
        let opened = SourceSet::open(&self.inputs, self.format)?;
        Ok(self.sources.get_or_init(|| opened))
    }

    /// Election ids with the contests they stand for.
    fn contests(&self) -> Result<Vec<(String, Option<String>)>> {
        let BuildArgs { election_id, reading, all_contests, .. } = self.args;
        if !all_contests {
            return Ok(vec![(election_id.clone(), reading.contest.clone())]);
        }
        let mut names: Vec<String> = self.sources()?.contests().into_iter().map(str::to_owned).collect();
        if names.is_empty() {
            return Err(Error::param("--all-contests", "this input", "it holds one contest without a name: leave the flag out"));
        }
        names.sort();
        Ok(facts::contest_ids(election_id, names))
    }

    fn build(&self, id: String, contest: Option<&str>) -> Result<Built> {
        let mut reading = Reading::start(&id, &self.inputs);
        let sources = self.sources();
        let read = sources.and_then(|sources| sources.read(contest, self.cleaning.clone(), &mut reading));
        reading.end();
        let (contest, found) = read?;
        let given = &self.given;
        let seats = given.seats.or(found.seats);
        let facts = ElectionFacts {
            title: given.title.clone().or(found.title).or(found.contest.clone()).unwrap_or_else(|| id.clone()),
            winners: winners::resolve(&self.args.winners, &contest.candidates, seats)?,
            sources: self.sources()?.of_contest(found.contest.as_deref()).map(source_file).collect::<Result<_>>()?,
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

fn source_file(source: &Source) -> Result<SourceFile> {
    let Source { input, format, .. } = source;
    Ok(SourceFile {
        name: input.name.clone(),
        sha256: input.sha256()?.to_owned(),
        bytes: input.bytes,
        format: format.name().to_owned(),
    })
}
