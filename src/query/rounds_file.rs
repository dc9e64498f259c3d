//! The answer of `rounds` as files that others read: RCTab's summary, and CSV.

use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;
use std::fmt::Write;

use super::answer::Answer;
use super::params::{Cell, NoCandidate, Row, Words};
use crate::error::{Error, Result};
use crate::snapshot::{CandidateEntry, Descriptor};

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
    let file = File { data, descriptor, places: number(data, "places") as usize, names: names(descriptor) };
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

/// Names that nothing else in a file has, by id: with the id where a name is another's, or a word of RCTab's.
fn names(descriptor: &Descriptor) -> HashMap<u64, String> {
    let mut bearers: HashMap<&str, u32> = HashMap::from([(EXHAUSTED, 1), (RESIDUAL, 1)]);
    for entry in &descriptor.candidates {
        *bearers.entry(&entry.name).or_default() += 1;
    }
    let name = |entry: &CandidateEntry| match bearers[entry.name.as_str()] {
        1 => entry.name.clone(),
        _ => format!("{} ({})", entry.name, entry.id),
    };
    descriptor.candidates.iter().map(|entry| (entry.id.into(), name(entry))).collect()
}

/// Where votes come from, or go.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum End<'a> {
    Candidate(u64),
    Nobody(&'a str),
}

/// A round as CSV has it, in two columns: what each line asks of it is looked up, since there may be hundreds of both.
struct Column<'a> {
    round: &'a Row,
    at: String,
    votes: HashMap<u64, f64>,
    comes: HashMap<End<'a>, f64>,
    goes: HashMap<End<'a>, f64>,
}

impl<'a> Column<'a> {
    fn of(round: &'a Row, at: String) -> Column<'a> {
        let votes = rows(round, "votes").map(|row| (number(row, "candidate_id") as u64, number(row, "votes"))).collect();
        Column { round, at, votes, comes: moved(round, "to"), goes: moved(round, "from") }
    }

    /// What comes to one, less what goes from there, after the round; `None` if nothing moves.
    fn change(&self, end: End) -> Option<f64> {
        let sum = |moved: &HashMap<End, f64>| moved.get(&end).copied().unwrap_or_default();
        let (comes, goes) = (sum(&self.comes), sum(&self.goes));
        (comes != 0.0 || goes != 0.0).then_some(comes - goes)
    }
}

/// The votes that move after a round, by one end of their way.
fn moved<'a>(round: &'a Row, end: &str) -> HashMap<End<'a>, f64> {
    let mut moved = HashMap::new();
    for flow in rows(round, "transfers") {
        let end = match flow.get(end) {
            Some(Cell::Whole(id)) => End::Candidate(*id),
            Some(Cell::Text(word)) => End::Nobody(word),
            _ => continue,
        };
        *moved.entry(end).or_default() += number(flow, "votes");
    }
    moved
}

struct File<'a> {
    data: &'a Row,
    descriptor: &'a Descriptor,
    places: usize,
    names: HashMap<u64, String>,
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

    fn name(&self, id: u64) -> String {
        self.names.get(&id).cloned().unwrap_or_else(|| id.to_string())
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
        let columns = self.columns();
        let mut text = "candidate_id,candidate_name,elected,eliminated".to_owned();
        for Column { at, .. } in &columns {
            let _ = write!(text, ",{at}_votes,{at}_transfers");
        }
        text.push('\n');
        let [elected, eliminated] = ["elected", "eliminated"].map(|what| when(&columns, what));
        for row in columns.first().into_iter().flat_map(|first| rows(first.round, "votes")) {
            let id = number(row, "candidate_id") as u64;
            let name = if let Some(Cell::Text(name)) = row.get("candidate_name") { name } else { "" };
            let [elected, eliminated] = [&elected, &eliminated].map(|when| when.get(&id).copied().unwrap_or_default());
            let _ = write!(text, "{id},{},{elected},{eliminated}", csv_text(name));
            for column in &columns {
                let votes = column.votes.get(&id).map(|votes| self.votes(*votes));
                let change = self.change(column, End::Candidate(id));
                let _ = write!(text, ",{},{change}", votes.unwrap_or_default());
            }
            text.push('\n');
        }
        for none in NoCandidate::ALL {
            let word = none.word();
            let _ = write!(text, ",({word}),,");
            for column in &columns {
                let votes = match column.round.get("exhausted") {
                    Some(Cell::Record(exhausted)) if *none != NoCandidate::Residual => number(exhausted, word),
                    _ => number(column.round, word),
                };
                let _ = write!(text, ",{},{}", self.votes(votes), self.change(column, End::Nobody(word)));
            }
            text.push('\n');
        }
        text
    }

    fn columns(&self) -> Vec<Column<'a>> {
        let is_one_of_several = self.rounds().any(|round| number(round, "tabulation") > 1.0);
        let at = |round: &Row| {
            let (count, number) = (number(round, "tabulation"), number(round, "round"));
            if is_one_of_several { format!("count_{count}_round_{number}") } else { format!("round_{number}") }
        };
        self.rounds().map(|round| Column::of(round, at(round))).collect()
    }

    /// A sum of decimals has no more of them; empty if nothing moves.
    fn change(&self, column: &Column, end: End) -> String {
        let change = column.change(end).map(|change| format!("{change:.*}", self.places).parse().unwrap_or_default());
        change.map(|change| self.votes(change)).unwrap_or_default()
    }
}

/// The first round in which something happens to a candidate, by id.
fn when<'a>(columns: &'a [Column], what: &str) -> HashMap<u64, &'a str> {
    let mut when = HashMap::new();
    for Column { round, at, .. } in columns {
        for id in ids(round, what) {
            when.entry(id).or_insert(at.as_str());
        }
    }
    when
}

const EXHAUSTED: &str = "exhausted";
const RESIDUAL: &str = "residual surplus";

/// A text as a field, as RFC 4180 has it, that no spreadsheet takes for a formula.
fn csv_text(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
