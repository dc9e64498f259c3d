//! The answer of `rounds` as files that others read: RCTab's summary, and CSV.

use serde_json::{Map, Value as Json, json};
use std::fmt::Write;

use super::answer::Answer;
use super::params::{Cell, NoCandidate, Row, Words};
use crate::error::{Error, Result};
use crate::snapshot::Descriptor;

/// What a file of rounds is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundsFormat {
    /// The JSON of RCTab's summary, which RCVis and others read.
    Rctab,
    /// A row per candidate, with the votes and the transfers of each round.
    Csv,
}

impl RoundsFormat {
    pub const ALL: [RoundsFormat; 2] = [RoundsFormat::Rctab, RoundsFormat::Csv];

    pub fn name(self) -> &'static str {
        match self {
            RoundsFormat::Rctab => "rctab",
            RoundsFormat::Csv => "csv",
        }
    }
}

/// The query whose answer these files hold.
pub const ROUNDS_QUERY: &str = "rounds";

/// The text of a file. Takes an answer to [`ROUNDS_QUERY`].
///
/// # Errors
/// [`Error::Param`] for the answer to another query, and for RCTab's summary of a count that fills each seat by a count of its own.
pub fn rounds_file(answer: &Answer, descriptor: &Descriptor, format: RoundsFormat) -> Result<String> {
    let (Cell::Record(data), ROUNDS_QUERY) = (&answer.data, answer.metadata.query) else {
        let expected = format!("only {ROUNDS_QUERY} is written as {}", format.name());
        return Err(Error::param("query", format!("{:?}", answer.metadata.query), expected));
    };
    let file = File { data, descriptor, places: number(data, "places") as usize };
    match format {
        RoundsFormat::Rctab => file.rctab(),
        RoundsFormat::Csv => Ok(file.csv()),
    }
}

fn number(row: &Row, name: &str) -> f64 {
    row.get(name).and_then(Cell::number).unwrap_or_default()
}

fn rows<'a>(row: &'a Row, name: &str) -> impl Iterator<Item = &'a Row> + Clone {
    let cells = if let Some(Cell::List(cells)) = row.get(name) { cells.as_slice() } else { &[] };
    cells.iter().filter_map(|cell| if let Cell::Record(row) = cell { Some(row) } else { None })
}

fn ids<'a>(row: &'a Row, name: &str) -> impl Iterator<Item = u64> + 'a {
    let cells = if let Some(Cell::List(cells)) = row.get(name) { cells.as_slice() } else { &[] };
    cells.iter().filter_map(|cell| if let Cell::Whole(id) = cell { Some(*id) } else { None })
}

fn is_in(row: &Row, name: &str, id: u64) -> bool {
    ids(row, name).any(|other| other == id)
}

struct File<'a> {
    data: &'a Row,
    descriptor: &'a Descriptor,
    places: usize,
}

impl<'a> File<'a> {
    fn rounds(&self) -> impl Iterator<Item = &'a Row> + Clone {
        rows(self.data, "rounds")
    }

    /// The decimals that were counted with: none of a whole number.
    fn votes(&self, votes: f64) -> String {
        if votes.fract() == 0.0 { format!("{votes:.0}") } else { format!("{votes:.*}", self.places) }
    }

    /// Votes that elect may have more decimals.
    fn threshold(votes: &Cell) -> Option<String> {
        votes.number().map(|votes| votes.to_string())
    }

    /// A name that nothing else in a file has: with the id where it is another's, or a word of RCTab's.
    fn name(&self, id: u64) -> String {
        let candidates = &self.descriptor.candidates;
        let Some(entry) = candidates.iter().find(|entry| u64::from(entry.id) == id) else { return id.to_string() };
        let is_taken = candidates.iter().filter(|other| other.name == entry.name).count() > 1
            || [EXHAUSTED, RESIDUAL].contains(&entry.name.as_str());
        if is_taken { format!("{} ({id})", entry.name) } else { entry.name.clone() }
    }

    fn rctab(&self) -> Result<String> {
        if self.rounds().any(|round| number(round, "tabulation") > 1.0) {
            let expected = "this count fills each seat by a count of its own, of which RCTab writes a file each: ask seat by seat, \
                            by a rule of one seat, without the winners so far; or give csv or json";
            return Err(Error::param("format", "rctab", expected));
        }
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let Descriptor { title, contest, date, jurisdiction, .. } = self.descriptor;
        let threshold = self.data.get("threshold").and_then(File::threshold);
        let mut config = json!({
            "contest": contest.as_ref().unwrap_or(title),
            "date": text(date),
            "generatedBy": concat!("coalition-lens ", env!("CARGO_PKG_VERSION")),
            "jurisdiction": text(jurisdiction),
            "office": title,
        });
        let mut summary = json!({
            "numCandidates": self.rounds().next().map_or(0, |round| rows(round, "votes").count()),
            "numWinners": ids(self.data, "winners").count(),
            "totalNumBallots": self.votes(number(self.data, "ballots")),
        });
        if let Some(threshold) = threshold {
            config["threshold"] = threshold.clone().into();
            summary["finalThreshold"] = threshold.into();
        }
        let results: Vec<Json> = self.rounds().map(|round| self.rctab_round(round)).collect();
        let file = json!({ "config": config, "jsonFormatVersion": "1", "results": results, "summary": summary });
        Ok(format!("{file:#}\n"))
    }

    fn rctab_round(&self, round: &Row) -> Json {
        let tally: Map<String, Json> = rows(round, "votes")
            .map(|row| (self.name(number(row, "candidate_id") as u64), self.votes(number(row, "votes")).into()))
            .collect();
        let exhausted = |name: &str| match round.get("exhausted") {
            Some(Cell::Record(row)) => self.votes(number(row, name)),
            _ => self.votes(0.0),
        };
        let mut inactive = json!({
            "exhaustedChoices": exhausted("ended"),
            "overvotes": exhausted("overvote"),
            "repeatedRankings": exhausted("duplicate"),
            "skippedRankings": exhausted("skipped"),
        });
        if exhausted("final_surplus") != "0" {
            inactive["finalRoundSurplus"] = exhausted("final_surplus").into();
        }
        let passed_on = ids(round, "surplus_of").filter(|id| !is_in(round, "elected", *id));
        let elected = ids(round, "elected").chain(passed_on).map(|id| ("elected", id));
        let eliminated = ids(round, "eliminated").map(|id| ("eliminated", id));
        let results: Vec<Json> = elected
            .chain(eliminated)
            .map(|(what, id)| json!({ what: self.name(id), "transfers": self.transfers(round, id) }))
            .collect();
        let mut result = json!({
            "inactiveBallots": inactive,
            "round": number(round, "round") as u64,
            "tally": tally,
            "tallyResults": results,
        });
        if let Some(threshold) = round.get("threshold").and_then(File::threshold) {
            result["threshold"] = threshold.into();
        }
        result
    }

    /// What goes from a candidate after a round, by whom it goes to.
    fn transfers(&self, round: &Row, from: u64) -> Map<String, Json> {
        let mut transfers = Map::new();
        let mut exhausted = 0.0;
        for flow in rows(round, "transfers").filter(|flow| number(flow, "from") as u64 == from) {
            let votes = number(flow, "votes");
            match flow.get("to") {
                Some(Cell::Whole(to)) => drop(transfers.insert(self.name(*to), self.votes(votes).into())),
                Some(Cell::Text(to)) if to == NoCandidate::Residual.word() => {
                    transfers.insert(RESIDUAL.into(), self.votes(votes).into());
                }
                _ => exhausted += votes,
            }
        }
        if exhausted > 0.0 {
            // A sum of decimals has no more of them.
            let rounded: f64 = format!("{exhausted:.*}", self.places).parse().unwrap_or(exhausted);
            transfers.insert(EXHAUSTED.into(), self.votes(rounded).into());
        }
        transfers
    }

    fn csv(&self) -> String {
        let counts = self.rounds().map(|round| number(round, "tabulation") as u64).max().unwrap_or(1);
        let at = |round: &Row| {
            let (count, number) = (number(round, "tabulation"), number(round, "round"));
            if counts > 1 { format!("count_{count}_round_{number}") } else { format!("round_{number}") }
        };
        let mut text = "candidate_id,candidate_name,elected,eliminated".to_owned();
        for round in self.rounds() {
            let _ = write!(text, ",{0}_votes,{0}_transfers", at(round));
        }
        text.push('\n');
        let first = self.rounds().next();
        for row in first.into_iter().flat_map(|round| rows(round, "votes")) {
            let id = number(row, "candidate_id") as u64;
            let name = if let Some(Cell::Text(name)) = row.get("candidate_name") { name } else { "" };
            let when = |what| self.rounds().find(|round| is_in(round, what, id)).map(at).unwrap_or_default();
            let _ = write!(text, "{id},{},{},{}", csv_text(name), when("elected"), when("eliminated"));
            for round in self.rounds() {
                let held = rows(round, "votes").find(|row| number(row, "candidate_id") as u64 == id);
                let votes = held.map(|row| self.votes(number(row, "votes")));
                let _ = write!(text, ",{},{}", votes.unwrap_or_default(), self.change(round, &Cell::Whole(id)));
            }
            text.push('\n');
        }
        for none in NoCandidate::ALL {
            let word = none.word();
            let _ = write!(text, ",({word}),,");
            for round in self.rounds() {
                let votes = match round.get("exhausted") {
                    Some(Cell::Record(exhausted)) if *none != NoCandidate::Residual => number(exhausted, word),
                    _ => number(round, word),
                };
                let _ = write!(text, ",{},{}", self.votes(votes), self.change(round, &word.into()));
            }
            text.push('\n');
        }
        text
    }

    /// What comes to one, less what goes from there, after a round; empty if nothing moves.
    fn change(&self, round: &Row, to: &Cell) -> String {
        let sum = |end: &str| {
            let flows = rows(round, "transfers").filter(|flow| flow.get(end) == Some(to));
            flows.map(|flow| number(flow, "votes")).sum::<f64>()
        };
        let (comes, goes) = (sum("to"), sum("from"));
        let change: f64 = format!("{:.*}", self.places, comes - goes).parse().unwrap_or_default();
        if comes == 0.0 && goes == 0.0 { String::new() } else { self.votes(change) }
    }
}

const EXHAUSTED: &str = "exhausted";
const RESIDUAL: &str = "residual surplus";

/// A text as a field, as RFC 4180 has it, that no spreadsheet takes for a formula.
fn csv_text(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
