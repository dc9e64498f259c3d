//! The fixtures of RCTab: every round of the expected reports, by rules made of each fixture's configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use coalition_lens::ballots::{Candidate, CleaningOptions, Contest, ContestBuilder, Profile, ReadingOptions};
use coalition_lens::cvr::{Input, SourceSet};
use coalition_lens::tabulation::{Asked, Destination, Ground, Round, StatedRules, Tabulation, Units, tabulate};
use serde_json::{Value, json};

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
    StatedRules::of(members.as_object().cloned().expect("an object")).map_err(|refused| refused.to_string())
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

fn description(folder: &Path, id: &str) -> String {
    let manifest = json_of(&folder.join("ContestManifest.json"));
    let entry = list(&manifest, "List").find(|entry| entry["Id"].as_u64() == id.parse().ok()).expect("a contest");
    text(entry, "Description").to_owned()
}

/// The ballots of a fixture, its candidates called as RCTab calls them, those without a mark after the others.
fn contest_of(folder: &Path, config: &Value, options: CleaningOptions) -> Contest {
    let source = &config["cvrFileSources"][0];
    let (provider, id) = (text(source, "provider"), text(source, "contestId"));
    let mut paths: Vec<PathBuf> = list(config, "cvrFileSources").map(|source| folder.join(text(source, "filePath"))).collect();
    let name = match provider {
        "dominion" => Some(description(&paths[0], id)),
        "hart" => Some(text(&config["outputSettings"], "contestName").to_owned()),
        _ => (!id.is_empty()).then(|| id.to_owned()),
    };
    // The same file twice is refused as a repetition: the copy gets a line feed more.
    let copy = tempfile::NamedTempFile::new().expect("a temporary file");
    if paths.len() > 1 && std::fs::read(&paths[0]).ok() == std::fs::read(&paths[1]).ok() {
        let bytes = [std::fs::read(&paths[1]).expect("a file"), b"\n".to_vec()].concat();
        std::fs::write(copy.path(), bytes).expect("a temporary file");
        paths[1] = copy.path().to_owned();
    }
    let inputs: Vec<Input> = paths.iter().flat_map(|path| Input::expand(path).expect("the fixture's files")).collect();
    let set = SourceSet::open(&inputs, None, reading(config)).expect("a known format");
    let mut builder = ContestBuilder::new(options);
    builder.allow_missing_names();
    let mut contest = set.read(name.as_deref(), builder, &mut ()).expect("the ballots").0;
    let label = text(source, "undeclaredWriteInLabel");
    for candidate in &mut contest.candidates {
        let id = candidate.id.to_string();
        let spelling = if provider == "dominion" { &id } else { &candidate.name };
        let is_it = |declared: &&Value| {
            text(declared, "name") == spelling || list(declared, "aliases").any(|alias| alias.as_str() == Some(spelling))
        };
        if let Some(declared) = list(config, "candidates").find(is_it) {
            candidate.name = text(declared, "name").to_owned();
        } else if candidate.is_write_in || spelling == label {
            candidate.name = UNDECLARED.to_owned();
        }
    }
    let names: BTreeSet<String> = contest.candidates.iter().map(|candidate| candidate.name.clone()).collect();
    assert_eq!(names.len(), contest.candidates.len(), "every candidate once");
    // RCTab lets undeclared write-ins stand wherever they have a label.
    let undeclared = (!label.is_empty()).then_some(UNDECLARED);
    let declared = list(config, "candidates").map(|declared| text(declared, "name")).chain(undeclared);
    let missing: Vec<&str> = declared.filter(|name| !names.contains(*name)).collect();
    let next = contest.candidates.iter().map(|candidate| candidate.id).max().unwrap_or(0) + 1;
    let missing: Vec<Candidate> =
        (next..).zip(missing).map(|(id, name)| Candidate { id, name: (*name).to_owned(), is_write_in: false }).collect();
    contest.candidates.extend(missing);
    contest.profile = Profile::new(contest.candidates.len(), contest.profile.iter());
    contest
}

fn count(contest: &Contest, rules: &StatedRules) -> Tabulation {
    let candidates = contest.named_candidates();
    let ground = Ground::of(&contest.profile, None, &contest.endings);
    let asked = Asked { candidates: &candidates, without: &[], seats: 1, rules: &rules.tabulation, follow: true };
    tabulate(&ground, asked).expect("a count")
}

fn votes_of(value: &Value, places: u8) -> Units {
    units(value.as_str().expect("a number as text"), places)
}

/// One round of RCTab's report in JSON: tally, who is elected and eliminated, and whom their votes go to.
pub fn compare_round(contest: &Contest, round: &Round, told: &Value, places: u8, what: &str) {
    let number = &told["round"];
    let name = |candidate: u16| contest.candidates[usize::from(candidate)].name.as_str();
    let tally: BTreeMap<&str, Units> = round.votes.iter().map(|&(candidate, votes)| (name(candidate), votes)).collect();
    let expected = told["tally"].as_object().expect("a tally");
    let expected: BTreeMap<&str, Units> = expected.iter().map(|(name, votes)| (name.as_str(), votes_of(votes, places))).collect();
    assert_eq!(tally, expected, "{what}, round {number}");
    let mut results = BTreeSet::new();
    for result in list(told, "tallyResults") {
        let (key, who) = match result["elected"].as_str() {
            Some(name) => ("elected", name),
            None => ("eliminated", text(result, "eliminated")),
        };
        results.insert((key, who));
        let mut transfers: BTreeMap<&str, Units> = BTreeMap::new();
        for flow in round.transfers.iter().filter(|flow| name(flow.from) == who) {
            let to = match flow.to {
                Destination::Candidate(candidate) => name(candidate),
                Destination::Exhausted(_) => "exhausted",
                Destination::Residual => "residual surplus",
                Destination::FinalSurplus => "final surplus",
            };
            *transfers.entry(to).or_default() += flow.votes;
        }
        let told = result["transfers"].as_object().expect("transfers");
        let told = told.iter().map(|(name, votes)| (name.as_str(), votes_of(votes, places)));
        assert_eq!(transfers, told.filter(|&(_, votes)| votes > 0).collect(), "{what}, round {number}: {who}");
    }
    let elected = round.elected.iter().map(|&candidate| ("elected", name(candidate)));
    let eliminated = round.eliminated.iter().map(|&candidate| ("eliminated", name(candidate)));
    assert_eq!(elected.chain(eliminated).collect::<BTreeSet<_>>(), results, "{what}, round {number}");
}

/// The rounds, or why the fixture's rules are none of ours.
fn compare(name: &str, folder: &Path) -> Result<usize, String> {
    let config = json_of(&folder.join(format!("{name}_config.json")));
    let report = json_of(&folder.join(format!("{name}_expected_detailed_report.json")));
    let rules = stated(&config, &order(&config, &report))?;
    let contest = contest_of(folder, &config, options(&config, &rules));
    // Names that nobody has would be refused in an order.
    let mut rules = rules;
    let is_there = |named: &coalition_lens::tabulation::Named| {
        let has = |candidate: &Candidate| *named == coalition_lens::tabulation::Named::Name(candidate.name.clone());
        contest.candidates.iter().any(has)
    };
    rules.tabulation.order.retain(is_there);
    let tabulation = count(&contest, &rules);
    check_sums(&tabulation, name);
    let [count] = &tabulation.counts[..] else { panic!("{name}: one count") };
    let told: Vec<&Value> = list(&report, "results").collect();
    assert_eq!(count.rounds.len(), told.len(), "{name}: {:?}", count.rounds);
    for (round, told) in count.rounds.iter().zip(&told) {
        compare_round(&contest, round, told, tabulation.places, name);
        let what = format!("{name}, round {}", told["round"]);
        let threshold = round.threshold.expect("a threshold");
        assert_eq!(threshold.units as Units, votes_of(&told["threshold"], threshold.places), "{what}");
        let [ended, overvote, skipped, duplicate] = round.exhausted.by_ending;
        let told = ["exhaustedChoices", "overvotes", "skippedRankings", "repeatedRankings"]
            .map(|key| votes_of(&told["inactiveBallots"][key], tabulation.places));
        assert_eq!([ended, overvote, skipped, duplicate], told, "{what}");
    }
    let undervotes = report["summary"]["undervotes"].as_u64().expect("a number");
    let ballots = votes_of(&report["summary"]["totalNumBallots"], 0);
    assert_eq!((tabulation.ballots, contest.report.unmarked_ballots), (ballots - undervotes, undervotes), "{name}");
    Ok(count.rounds.len())
}

#[test]
fn every_round_of_the_expected_reports_is_counted() {
    let Some(folder) = shared("rctab") else { return };
    let (mut compared, mut refused) = (BTreeMap::new(), BTreeMap::new());
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        if !path.join(format!("{name}_expected_detailed_report.json")).exists() {
            continue;
        }
        match compare(&name, &path) {
            Ok(rounds) => drop(compared.insert(name, rounds)),
            Err(reason) => drop(refused.insert(name, reason)),
        }
    }
    println!("rounds: {compared:?}; not by our rules: {refused:?}");
    assert_eq!(compared.len(), 13);
    assert_eq!(refused.keys().collect::<Vec<_>>(), ["aliases_ess_xlsx"], "{refused:?}");
}
