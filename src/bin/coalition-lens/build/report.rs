//! What a build tells at its end.

use std::path::Path;

use coalition_lens::ballots::{CleaningOptions, CleaningReport, ReadingOptions, ReadingReport, RuleSet};
use coalition_lens::query::to_json;
use coalition_lens::snapshot::write::{PreparedElection, Summary};
use coalition_lens::snapshot::{Descriptor, SourceFile, Tabulated};
use serde::Serialize;

use crate::text::{count, grouped, one_line, short_id, size, table};

pub struct Built {
    pub election: PreparedElection,
    pub distinct_rankings: usize,
    pub reading: ReadingReport,
}

/// What was read, and what cleaning changed.
pub fn cleaning(built: &Built) -> String {
    let descriptor = &built.election.descriptor;
    let mut formats: Vec<&str> = descriptor.sources.iter().map(|source| source.format.as_str()).collect();
    formats.sort_unstable();
    formats.dedup();
    let format = formats.join(", ");
    format!(
        "{}: {}\n  {} ranking {} in up to {} ({}), {}\n{}{}",
        descriptor.id,
        one_line(&descriptor.title),
        count(descriptor.ballots, "ballot"),
        count(descriptor.candidates.len() as u64, "candidate"),
        count(u64::from(descriptor.max_rankings), "rank"),
        format,
        count(built.distinct_rankings as u64, "distinct ranking"),
        descriptor.cleaning.options.rule_set.as_ref().map(rule_set).unwrap_or_default(),
        cleaning_table(&descriptor.cleaning.counts)
    )
}

fn rule_set(RuleSet { name, overridden }: &RuleSet) -> String {
    let but = if overridden.is_empty() { String::new() } else { format!(", but {}", overridden.join(", ")) };
    format!("  cleaned by the rules of {}{but}\n", one_line(name))
}

/// What cleaning changed, by category.
pub fn cleaning_table(report: &CleaningReport) -> String {
    table(&["  cleaning", "count"], lines(report), |column| column == 1)
}

fn lines(report: &CleaningReport) -> Vec<Vec<String>> {
    let moved = &report.first_choices_moved;
    let always = [
        ("ballots read", report.ballots_read),
        ("blank ballots, left out", report.blank_ballots),
        ("  of them without a mark in this contest", report.unmarked_ballots),
        ("ballots whose ranking was changed", report.changed_ballots),
        ("ballots with an overvote", report.overvoted_ballots),
        ("  overvoted ranks", report.overvoted_ranks),
        ("ballots with a skipped rank", report.skipped_rank_ballots),
        ("  skipped ranks", report.skipped_ranks),
        ("repeated marks for a candidate", report.duplicate_marks),
        ("marks for empty write-in slots", report.write_in_slot_marks),
        ("ballots whose first choice was moved", moved.ballots),
    ];
    let if_any = [
        ("  by an overvote", moved.overvote),
        ("  by skipped ranks that ended the ballot", moved.skipped),
        ("  by a repeated candidate that ended it", moved.duplicate),
        ("  by ranks that are not read", moved.max_rankings),
        ("  by an empty write-in slot", moved.write_in_slot),
        ("  by a dropped candidate", moved.dropped_candidate),
        ("marks for dropped candidates", report.dropped_candidate_marks),
        ("ballots ended by an overvote", report.exhausted_by_overvote),
        ("ballots ended by skipped ranks", report.exhausted_by_skips),
        ("ballots ended by a repeated candidate", report.exhausted_by_duplicate),
        ("marks at ranks that are not read", report.marks_beyond_max_rankings),
        ("rows of weight 0", report.zero_weight_rows),
    ];
    let shown = always.into_iter().chain(if_any.into_iter().filter(|(_, number)| *number > 0));
    shown.map(|(what, number)| vec![format!("  {what}"), grouped(number)]).collect()
}

/// What became of the folder.
pub fn published(summary: &Summary, folder: &Path) -> String {
    let pruned = match summary.files_pruned {
        0 => String::new(),
        files => format!(", {} pruned", count(files as u64, "file")),
    };
    let verb = match &summary.previous_snapshot_id {
        Some(previous) if *previous == summary.snapshot_id => "is unchanged",
        _ => "is published",
    };
    format!(
        "Snapshot {} {verb} in {}: {}, {} written ({}), {} there already{pruned}\n",
        short_id(&summary.snapshot_id),
        folder.display(),
        count(summary.elections as u64, "election"),
        count(summary.files_written as u64, "file"),
        size(summary.bytes_written),
        grouped(summary.files_kept as u64),
    )
}

#[derive(Serialize)]
struct BuildSummary<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    data_version: &'a str,
    built: Vec<BuiltElection<'a>>,
    /// Files of folders and zip files in which there is nothing of a contest, with the reason.
    passed_over: &'a [(String, String)],
}

#[derive(Serialize)]
struct BuiltElection<'a> {
    id: &'a str,
    title: &'a str,
    contest: Option<&'a str>,
    candidates: usize,
    ballots: u64,
    distinct_rankings: usize,
    rules: &'a CleaningOptions,
    seats: Option<u32>,
    tabulation: Counted<'a>,
    cleaning: &'a CleaningReport,
    /// What the publisher said of the inputs' words and columns.
    reading: &'a ReadingOptions,
    sources: &'a [SourceFile],
    warnings: &'a [String],
}

/// How the votes were counted, as the descriptor records it, and what the official result says of that.
#[derive(Serialize)]
struct Counted<'a> {
    #[serde(flatten)]
    recorded: Option<&'a Tabulated>,
    /// Null if there is no count or no official result.
    agrees: Option<bool>,
}

impl Counted<'_> {
    fn of(descriptor: &Descriptor) -> Counted<'_> {
        let recorded = descriptor.tabulation.as_ref();
        Counted { recorded, agrees: recorded.and_then(Tabulated::agrees) }
    }
}

/// The same for programs.
pub fn json(built: &[Built], summary: &Summary, data_version: &str, passed_over: &[(String, String)]) -> String {
    let built = built.iter().map(|built| {
        let descriptor = &built.election.descriptor;
        BuiltElection {
            id: &descriptor.id,
            title: &descriptor.title,
            contest: descriptor.contest.as_deref(),
            candidates: descriptor.candidates.len(),
            ballots: descriptor.ballots,
            distinct_rankings: built.distinct_rankings,
            rules: &descriptor.cleaning.options,
            seats: descriptor.seats,
            tabulation: Counted::of(descriptor),
            cleaning: &descriptor.cleaning.counts,
            reading: &descriptor.reading,
            sources: &descriptor.sources,
            warnings: &built.reading.warnings,
        }
    });
    to_json(&BuildSummary { summary, data_version, built: built.collect(), passed_over }, true) + "\n"
}
