//! `inspect-cvr`: what is in cast vote records, before anything is built from them.

use std::path::PathBuf;

use coalition_lens::ballots::{CleaningReport, Contest, ContestBuilder, GroupKind, SampleBallot, WordKind};
use coalition_lens::cvr::{ContestFacts, ContestSummary, Origin, SourceSet};
use coalition_lens::metrics::CandidateCounts;
use coalition_lens::query::to_json;
use coalition_lens::snapshot::SnapshotFolder;
use coalition_lens::{Error, Result};
use serde::Serialize;

use crate::build::cleaning_table;
use crate::failure::Failure;
use crate::flags::text_in_flags;
use crate::output;
use crate::reading::{ReadingArgs, expanded, origin_lines, passed_over, passed_over_lines};
use crate::text::{count, grouped, one_line, table};

/// Show what is in cast vote records, without building anything: run this first.
///
/// Tells the format and how it was recognised, the contests, and of one contest the candidates, ranks, ballots, groups of ballots,
/// words in place of names, whatever was assumed, and some ballots as they were read and as they would count.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coalition-lens inspect-cvr sample.csv
  coalition-lens inspect-cvr CVR_Export.zip
  coalition-lens inspect-cvr CVR_Export.zip --contest Mayor --json")]
pub struct InspectCvrArgs {
    #[command(flatten)]
    reading: ReadingArgs,
    /// How many ballots to show.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(0..=1_000))]
    samples: u16,
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Inspection {
    inputs: Vec<Origin>,
    /// Files of folders and zip files in which there is nothing of a contest, with the reason.
    passed_over: Vec<(String, String)>,
    /// Every contest with its ballots; empty where the inputs hold one without a name.
    contests: Vec<ContestSummary>,
    /// Absent where there are several contests and none was chosen.
    contest: Option<InspectedContest>,
}

#[derive(Serialize)]
struct InspectedContest {
    name: Option<String>,
    title: Option<String>,
    seats: Option<u32>,
    candidates: Vec<InspectedCandidate>,
    ranks: usize,
    ballots: u64,
    distinct_rankings: usize,
    cleaning: CleaningReport,
    groups: Vec<InspectedGroups>,
    words: Vec<InspectedWord>,
    warnings: Vec<String>,
    samples: Vec<SampleBallot>,
}

#[derive(Serialize)]
struct InspectedCandidate {
    id: u32,
    name: String,
    is_write_in: bool,
    first_choice_votes: u64,
    mentions: u64,
}

#[derive(Serialize)]
struct InspectedGroups {
    kind: GroupKind,
    values: Vec<(String, u64)>,
}

#[derive(Serialize)]
struct InspectedWord {
    text: String,
    taken_for: WordKind,
    cells: u64,
}

pub fn run(args: &InspectCvrArgs) -> Result<(), Failure> {
    let inspection = inspect(args).map_err(|error| failure(args, error))?;
    output::print(&if args.json { to_json(&inspection, true) + "\n" } else { describe(&inspection) })
}

/// What is no cast vote record may be a snapshot, which another command shows.
fn failure(args: &InspectCvrArgs, error: Error) -> Failure {
    let is_snapshot = |path: &&PathBuf| {
        let manifest = SnapshotFolder::open(path).and_then(|folder| folder.manifest());
        matches!(manifest, Ok(_) | Err(Error::Version(_)))
    };
    match args.reading.inputs.iter().find(is_snapshot) {
        Some(path) => Failure::hint(error, format!("a snapshot is shown by: coalition-lens inspect {}", path.display())),
        None => error.into(),
    }
}

fn inspect(args: &InspectCvrArgs) -> Result<Inspection> {
    let inputs = expanded(&args.reading.inputs)?;
    let sources = SourceSet::open(&inputs, args.reading.format()?, args.reading.options())?;
    let contests = sources.count_contests(&mut ())?;
    let chosen = args.reading.contest.as_deref();
    let contest = match contests.len() > 1 && chosen.is_none() {
        true => None,
        false => Some(read(args, &sources, chosen)?),
    };
    let name = contest.as_ref().and_then(|contest| contest.name.as_deref());
    Ok(Inspection {
        inputs: match &contest {
            Some(_) => sources.origins(name)?,
            None => sources.all_origins()?,
        },
        passed_over: passed_over(&sources),
        contests,
        contest,
    })
}

fn read(args: &InspectCvrArgs, sources: &SourceSet, chosen: Option<&str>) -> Result<InspectedContest> {
    let mut builder = ContestBuilder::new(args.reading.cleaning()?);
    builder.keep_samples(usize::from(args.samples));
    let (contest, facts) = sources.read(chosen, builder, &mut ())?;
    Ok(inspected(contest, facts))
}

fn inspected(contest: Contest, facts: ContestFacts) -> InspectedContest {
    let Contest { candidates, profile, report, reading, .. } = contest;
    let counts = CandidateCounts::of(&profile);
    let counted = candidates.into_iter().enumerate().map(|(index, candidate)| InspectedCandidate {
        id: candidate.id,
        name: candidate.name,
        is_write_in: candidate.is_write_in,
        first_choice_votes: counts.first_choice_votes(index),
        mentions: counts.mentions[index],
    });
    InspectedContest {
        name: facts.contest,
        title: facts.title,
        seats: facts.seats,
        candidates: counted.collect(),
        ranks: profile.max_rankings(),
        ballots: profile.ballots(),
        distinct_rankings: profile.len(),
        cleaning: report,
        groups: reading.groups.into_iter().map(|(kind, values)| InspectedGroups { kind, values }).collect(),
        words: reading.words.into_iter().map(|(text, taken_for, cells)| InspectedWord { text, taken_for, cells }).collect(),
        warnings: reading.warnings.iter().map(|warning| text_in_flags(warning)).collect(),
        samples: reading.samples,
    }
}

const NEXT: &str = "\nIf this is right, build it: coalition-lens build INPUT… -o DIR --election-id ID, with the same options.\n";
/// More groups of a kind than these are counted only.
const GROUPS_SHOWN: usize = 8;

fn describe(inspection: &Inspection) -> String {
    let mut text: String = inspection.inputs.iter().flat_map(origin_lines).collect();
    text += &passed_over_lines(&inspection.passed_over);
    if !inspection.contests.is_empty() {
        let rows = inspection.contests.iter().map(|contest| vec![contest.name.clone(), grouped(contest.ballots)]);
        text += &format!("\n{}", table(&["contest", "ballots with a mark"], rows.collect(), |column| column == 1));
    }
    match &inspection.contest {
        Some(contest) => text + &describe_contest(contest) + NEXT,
        None => text + "\nChoose one with --contest to see its candidates and ballots.\n",
    }
}

fn describe_contest(contest: &InspectedContest) -> String {
    let name = contest.name.as_ref().or(contest.title.as_ref()).map(|name| format!("{}: ", one_line(name))).unwrap_or_default();
    let seats = contest.seats.map(|seats| format!(", {}", count(u64::from(seats), "seat"))).unwrap_or_default();
    let report = &contest.cleaning;
    let mut text = format!(
        "\n{name}{} read, {} blank, {} ranking {} in up to {}, {}{seats}\n\n",
        count(report.ballots_read, "ballot"),
        grouped(report.blank_ballots),
        grouped(contest.ballots),
        count(contest.candidates.len() as u64, "candidate"),
        count(contest.ranks as u64, "rank"),
        count(contest.distinct_rankings as u64, "distinct ranking"),
    );
    text += &candidate_table(&contest.candidates);
    for groups in &contest.groups {
        let shown: Vec<String> =
            groups.values.iter().take(GROUPS_SHOWN).map(|(name, ballots)| format!("{name} ({})", grouped(*ballots))).collect();
        let rest = groups.values.len().saturating_sub(GROUPS_SHOWN);
        let more = if rest > 0 { format!(" and {} more", grouped(rest as u64)) } else { String::new() };
        text += &format!("\n{}: {}{more}\n", number_of(groups.values.len(), groups.kind), one_line(&shown.join(", ")));
    }
    if !contest.words.is_empty() {
        text += &format!("\n{}", word_table(&contest.words));
    }
    text += &format!("\n{}", cleaning_table(report));
    for warning in &contest.warnings {
        text += &format!("\nwarning: {}\n", one_line(warning));
    }
    if !contest.samples.is_empty() {
        let rows = contest.samples.iter().map(sample).collect();
        text += &format!("\n{}", table(&["ballot", "times", "as read", "counted as"], rows, |column| column == 1));
    }
    text
}

fn candidate_table(candidates: &[InspectedCandidate]) -> String {
    let rows = candidates.iter().map(|candidate| {
        let write_in = if candidate.is_write_in { "write-in" } else { "" };
        let [first, mentions] = [candidate.first_choice_votes, candidate.mentions].map(grouped);
        vec![candidate.id.to_string(), candidate.name.clone(), first, mentions, write_in.to_owned()]
    });
    table(&["id", "candidate", "first choices", "mentions", ""], rows.collect(), |column| [0, 2, 3].contains(&column))
}

fn word_table(words: &[InspectedWord]) -> String {
    let rows = words.iter().map(|word| {
        let taken = match word.taken_for {
            WordKind::Overvote => "an overvote",
            WordKind::NoMark => "no mark",
        };
        vec![word.text.clone(), taken.to_owned(), grouped(word.cells)]
    });
    table(&["word in place of a name", "taken for", "cells"], rows.collect(), |column| column == 2)
}

/// So many groups of a kind.
fn number_of(groups: usize, kind: GroupKind) -> String {
    let (one, many) = match kind {
        GroupKind::Precinct => ("precinct", "precincts"),
        GroupKind::BallotStyle => ("ballot style", "ballot styles"),
        GroupKind::VoteMethod => ("vote method", "vote methods"),
        GroupKind::Batch => ("batch", "batches"),
    };
    format!("{} {}", grouped(groups as u64), if groups == 1 { one } else { many })
}

fn sample(ballot: &SampleBallot) -> Vec<String> {
    let marks: Vec<String> =
        ballot.marks.iter().map(|rank| if rank.is_empty() { "–".into() } else { rank.join(" = ") }).collect();
    let is_as_read = ballot.marks.iter().map(Vec::as_slice).eq(ballot.ranking.iter().map(std::slice::from_ref));
    let ranking = match ballot.ranking.as_slice() {
        [] => "(blank)".to_owned(),
        _ if is_as_read => "as read".to_owned(),
        ranking => ranking.join(" > "),
    };
    vec![ballot.key.clone(), grouped(ballot.weight), marks.join(" > "), ranking]
}
