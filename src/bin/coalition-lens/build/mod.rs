//! `build`: from cast vote records to a published snapshot.

mod args;
mod counting;
mod facts;
mod named;
mod progress;
mod report;
mod warm;

use std::cell::OnceCell;
use std::sync::atomic::{AtomicBool, Ordering};

use coalition_lens::ballots::{CleaningOptions, ContestBuilder, ReadingOptions};
use coalition_lens::cvr::{Format, Input, SourceSet};
use coalition_lens::snapshot::check_election_id;
use coalition_lens::snapshot::write::{ElectionFacts, PreparedElection, PublishOptions, StatedCount, check_target, publish};
use coalition_lens::{Error, Result};

use crate::failure::Failure;
use crate::flags::{flag, text_in_flags};
use crate::output;
use crate::reading::{expanded, passed_over, passed_over_lines, source_file};
use crate::text::one_line;
use progress::Reading;
use report::Built;
use warm::WarmList;

pub use args::BuildArgs;
pub use report::cleaning_table;

pub fn run(args: &BuildArgs) -> Result<(), Failure> {
    check_election_id(&args.election_id)?;
    let given = facts::GivenFacts::read(args)?;
    let format = args.reading.format()?;
    let (cleaning, count) = args.reading.rules()?;
    counting::check_seats(&count, given.seats)?;
    let options = args.reading.options();
    let warm = WarmList::read(args.warm.as_deref())?;
    check_target(&args.output)?;
    let inputs = expanded(&args.reading.inputs)?;
    let data_version = facts::data_version(args.data_version.as_deref(), &inputs)?;

    let job = Job { args, given, warm, inputs, format, cleaning, count, options, sources: OnceCell::new() };
    let mut built = Vec::new();
    for (id, contest) in job.contests()? {
        built.push(job.build(id, contest.as_deref())?);
    }
    refuse_names_of_no_contest(&built)?;
    let passed_over = passed_over(job.sources()?);
    eprint!("{}", passed_over_lines(&passed_over));
    let options = PublishOptions { data_version, keep_history: KEEP_HISTORY, prune: args.prune };
    let elections = built.iter().map(|built| built.election.clone()).collect();
    let summary = publish(&args.output, elections, &options)?;
    eprint!("{}", report::published(&summary, &args.output));
    if args.json {
        output::print(&report::json(&built, &summary, &options.data_version, &passed_over))?;
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
    count: StatedCount,
    options: ReadingOptions,
    sources: OnceCell<SourceSet>,
}

impl Job<'_> {
    /// The inputs, opened when this is first asked for.
    fn sources(&self) -> Result<&SourceSet> {
        if let Some(opened) = self.sources.get() {
            return Ok(opened);
        }
        let opened = SourceSet::open(&self.inputs, self.format, self.options.clone())?;
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
        let mut builder = ContestBuilder::new(self.cleaning.clone());
        if self.args.all_contests {
            builder.allow_missing_names();
        }
        let sources = self.sources();
        let read = sources.and_then(|sources| {
            let is_stopped = AtomicBool::new(false);
            std::thread::scope(|scope| {
                scope.spawn(|| sources.take_hashes(contest, &is_stopped));
                let read = sources.read(contest, builder, &mut reading);
                is_stopped.store(read.is_err(), Ordering::Relaxed);
                read
            })
        });
        reading.end();
        let (contest, found) = read?;
        let given = &self.given;
        let order = named::order(&self.args.order, &contest.candidates)?;
        let counting::Chosen { seats, count, mut warnings } = counting::choose(&self.count, given.seats, found.seats, order);
        let file = count.rule_set.as_ref().map(|set| set.name.clone()).unwrap_or_default();
        let in_file = |error| counting::by_file(error, &file);
        let facts = ElectionFacts {
            title: given.title.clone().or(found.title).or(found.contest.clone()).unwrap_or_else(|| id.clone()),
            winners: named::winners(&self.args.winners, &contest.candidates, seats)?,
            sources: self.sources()?.origins(found.contest.as_deref())?.into_iter().map(source_file).collect(),
            contest: found.contest,
            jurisdiction: given.jurisdiction.clone(),
            date: given.date.clone(),
            seats,
            count: StatedCount { names_may_be_missing: self.args.all_contests, ..count },
            reading: self.options.clone(),
            id,
        };
        let election = self.warm.answer(PreparedElection::new(facts, &contest).map_err(in_file)?)?;
        let mut built = Built { election, distinct_rankings: contest.profile.len(), reading: contest.reading };
        let missing = built.election.missing.iter().map(|named| ("rules.write_ins_first", named.plain()));
        built.reading.missing.extend(missing);
        warnings.extend(counting::warnings(&built.election));
        built.reading.warnings.extend(warnings);
        for warning in &mut built.reading.warnings {
            *warning = text_in_flags(warning);
        }
        eprint!("{}{}", report::cleaning(&built), counting::summary(&built.election));
        warn(&built);
        Ok(built)
    }
}

/// Rules are given for all contests at once; each name has to be one in some contest.
fn refuse_names_of_no_contest(built: &[Built]) -> Result<()> {
    let Some(first) = built.first() else { return Ok(()) };
    let is_nowhere = |missing: &&(&'static str, String)| built.iter().all(|built| built.reading.missing.contains(missing));
    match first.reading.missing.iter().find(is_nowhere) {
        Some((parameter, name)) => Err(Error::param(*parameter, format!("{name:?}"), "no contest of the inputs has this name")),
        None => Ok(()),
    }
}

fn warn(built: &Built) {
    for (parameter, name) in &built.reading.missing {
        eprintln!("note: {} {}: no such name in this contest", flag(parameter), one_line(name));
    }
    for note in counting::notes(&built.election) {
        eprintln!("note: {}", one_line(&note));
    }
    for warning in &built.reading.warnings {
        eprintln!("warning: {}", one_line(warning));
    }
    if built.distinct_rankings == 0 {
        eprintln!("warning: nobody ranked anyone: all ballots are blank");
    }
}
