//! The fixtures of RCTab: every round of the expected reports, by rules made of each fixture's configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use coalition_lens::ballots::{CleaningOptions, Contest, ContestBuilder, ReadingOptions};
use coalition_lens::cvr::{Input, SourceSet};
use coalition_lens::tabulation::{
    Asked, Destination, Ground, Last, Method, Named, Percent, Quota, Round, Rules, StatedRules, Tabulation, ThresholdOf, Units,
    tabulate,
};
use serde_json::{Map, Value, json};

use crate::support::{check_sums, shared, units};

const UNDECLARED: &str = "Undeclared Write-ins";

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("a file of the fixture")).expect("JSON")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

/// A configuration's rules as ours, or why they are none of ours. RCTab's own lots are told by the report: `order`.
fn stated(config: &Value, order: &[String]) -> Result<StatedRules, String> {
    let rules = &config["rules"];
    let is = |key: &str| rules[key] == true;
    let number = |key: &str| text(rules, key).parse::<f64>().ok().filter(|&number| number > 0.0);
    let mode = text(rules, "winnerElectionMode");
    let method = match mode {
        "singleWinnerMajority" => "irv",
        "multiWinnerAllowOnlyOneWinnerPerRound" | "multiWinnerAllowMultipleWinnersPerRound" => "stv",
        "bottomsUpUntilNWinners" => "bottoms_up",
        "bottomsUpUsingPercentageThreshold" => "percentage",
        "multiPassIrv" => "sequential",
        _ => return Err(format!("winnerElectionMode {mode} is unknown")),
    };
    let overvote = match text(rules, "overvoteRule") {
        "alwaysSkipToNextRank" => "skip",
        "exhaustImmediately" => "exhaust",
        other => return Err(format!("overvoteRule {other} asks who of an overvoted rank continues, which no ranking keeps")),
    };
    let skipped = match text(rules, "maxSkippedRanksAllowed").parse::<u16>() {
        Ok(allowed) => format!("exhaust-after-{}", allowed + 1),
        Err(_) => "condense".to_owned(),
    };
    if number("minimumVoteThreshold").is_some() {
        return Err("minimumVoteThreshold has no rule of ours".into());
    }
    let quota = match (is("hareQuota"), is("nonIntegerWinningThreshold")) {
        (true, _) => "hare",
        (false, true) => "droop_fraction",
        (false, false) => "droop_whole",
    };
    let mut members = json!({
        "method": method,
        "places": text(rules, "decimalPlacesForVoteArithmetic").parse::<u8>().unwrap_or(4),
        "quota": quota,
        "threshold_of": if is("doesFirstRoundDetermineThreshold") { "first_round" } else { "continuing" },
        "one_winner_per_round": mode == "multiWinnerAllowOnlyOneWinnerPerRound",
        "continue_until_two": is("continueUntilTwoCandidatesRemain"),
        "batch": is("batchElimination"),
        "write_ins_first": [UNDECLARED],
        "order": order,
        "overvote": overvote,
        "skipped": skipped,
        "duplicate": if is("exhaustOnDuplicateCandidate") { "exhaust" } else { "first" },
        "max_rankings": text(rules, "maxRankingsAllowed").parse::<u16>().ok(),
        "blank": if list(config, "cvrFileSources").any(|source| source["treatBlankAsUndeclaredWriteIn"] == true) { "write-in" } else { "skip" },
    });
    if let Some(seats) = number("numberOfWinners") {
        members["seats"] = json!(seats as u32);
    }
    if let Some(percent) = number("multiSeatBottomsUpPercentageThreshold") {
        members["percent"] = json!(percent);
    }
    if let Some(round) = number("stopTabulationEarlyAfterRound") {
        members["stop_after"] = json!(round as u32);
    }
    if method == "stv" {
        // RCTab 2; in 1.3 the last surpluses were passed on.
        members["last"] = json!("keep");
    }
    StatedRules::of(members.as_object().cloned().expect("an object"))
}

/// Candidates in an order that breaks ties as the report has them broken: who is eliminated first comes last; where the
/// configuration says that its own order decides, as it has them.
fn order(config: &Value, report: &Value) -> Vec<String> {
    let mode = text(&config["rules"], "tiebreakMode");
    if mode == "useCandidateOrder" {
        return list(config, "candidates").map(|candidate| text(candidate, "name").to_owned()).collect();
    }
    let results = || list(report, "results").flat_map(|round| list(round, "tallyResults"));
    let mut order: Vec<String> = results().filter_map(|result| result["eliminated"].as_str()).map(str::to_owned).collect();
    order.reverse();
    let winners = results().filter_map(|result| result["elected"].as_str()).map(str::to_owned);
    winners.chain(order).collect()
}

fn options(config: &Value, rules: &StatedRules) -> CleaningOptions {
    let mut alias = BTreeMap::new();
    for candidate in list(config, "candidates") {
        alias.extend(list(candidate, "aliases").map(|other| (other.as_str().unwrap_or_default(), text(candidate, "name"))));
    }
    let excluded = list(config, "candidates").filter(|candidate| candidate["excluded"] == true);
    let dropped: Vec<&str> = excluded.map(|candidate| text(candidate, "name")).collect();
    let labels =
        list(config, "cvrFileSources").map(|source| text(source, "undeclaredWriteInLabel")).filter(|label| !label.is_empty());
    let write_in: BTreeMap<&str, &str> = labels.map(|label| (label, "counted")).collect();
    let options: CleaningOptions =
        serde_json::from_value(json!({"write_in": write_in, "drop_candidate": dropped, "alias": alias})).expect("options");
    CleaningOptions { rules: rules.cleaning.clone(), ..options }
}

fn reading(config: &Value) -> ReadingOptions {
    let labels = |key: &str| {
        let sources = list(config, "cvrFileSources").map(|source| text(source, key).to_owned());
        sources.filter(|label| !label.is_empty()).collect()
    };
    ReadingOptions {
        overvote_word: labels("overvoteLabel"),
        no_mark_word: labels("skippedRankLabel"),
        overvote_delimiter: labels("overvoteDelimiter"),
        ..ReadingOptions::default()
    }
}
