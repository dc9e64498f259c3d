//! WinEDS / Optech ballot images: fixed-width text, a line for each rank of each voter in each contest, with a master lookup that
//! names the numbers. San Francisco published them from 2004 to 2018, Alameda County from 2010 to 2018.
//!
//! ```text
//! 000000900000660300000010020000406001000012800
//! contest voter    serial tally precinct rank candidate overvote undervote
//!       7     9         7     3        7    3         7        1         1
//! ```

mod line;
mod lookup;

use std::collections::HashMap;

use crate::ballots::{ContestBuilder, GroupKind, Mark, Met, RawBallot};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, ContestSummary, Reader, Reading, pick_contest};
use crate::cvr::text::Lines;
use crate::error::Result;
use line::{Line, Marked};
use lookup::Lookup;

pub(super) struct WinEds;

impl Reader for WinEds {
    fn name(&self) -> &'static str {
        "wineds"
    }

    fn title(&self) -> &'static str {
        "WinEDS ballot image"
    }

    fn recognised_by(&self) -> &'static str {
        "lines of 45 characters, numbers and flags at fixed places"
    }

    fn detect(&self, head: &Head) -> Result<bool> {
        Ok(head.text().and_then(|text| first_line(text, line::is_header)).is_some_and(line::is_line))
    }

    fn detect_companion(&self, head: &Head) -> Result<bool> {
        Ok(head.text().and_then(|text| first_line(text, lookup::is_header)).is_some_and(lookup::is_line))
    }

    fn contests(&self, reading: &Reading) -> Result<Vec<String>> {
        Ok(Contests::of(reading, &*Lookup::of(reading)?)?.names)
    }

    fn count_contests(&self, reading: &Reading, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let contests = Contests::of(reading, &*Lookup::of(reading)?)?;
        let mut summaries = ContestSummary::without_ballots(&contests.names);
        let mut counted = vec![None; summaries.len()];
        for_each_line(reading.input, progress, |number, text| {
            let line = Line::parse(text).map_err(|message| reading.input.at_line(number, message))?;
            let contest = contests.ids.iter().position(|&id| id == line.contest).unwrap_or_default();
            if matches!(line.marked, Marked::Candidate(_) | Marked::Overvote) && counted[contest] != Some(line.voter) {
                counted[contest] = Some(line.voter);
                summaries[contest].ballots += 1;
            }
            Ok(())
        })?;
        Ok(summaries)
    }

    /// Candidates have the numbers of the lookup. A ballot's key is the voter's number, which other contests of the file share.
    fn read(
        &self,
        reading: &Reading,
        contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let lookup = Lookup::of(reading)?;
        let contests = Contests::of(reading, &lookup)?;
        let place = pick_contest(input, &contests.names, contest)?;
        let mut ballots = Ballots::start(input, &lookup, contests.ids[place], builder)?;
        for_each_line(input, progress, |number, text| {
            let line = Line::parse(text).map_err(|message| input.at_line(number, message))?;
            match line.contest == contests.ids[place] {
                true => ballots.line(number, &line),
                false => Ok(()),
            }
        })?;
        ballots.finish()?;
        Ok(ContestFacts { contest: Some(contests.names[place].clone()), ..ContestFacts::default() })
    }
}

/// The first line of text with something in it that names no fields.
fn first_line(text: &str, is_header: fn(&str) -> bool) -> Option<&str> {
    let mut lines = text.split('\n').filter(|line| !line.trim().is_empty()).peekable();
    lines.next_if(|line| is_header(line));
    lines.next()
}

/// Calls `each` with every line that is one of a ballot image.
fn for_each_line(input: &Input, progress: &mut dyn Progress, mut each: impl FnMut(u64, &str) -> Result<()>) -> Result<()> {
    let mut lines = Lines::open(input, progress)?;
    while let Some((number, text)) = lines.next_whole()? {
        if !(text.trim().is_empty() || number == 1 && line::is_header(&text)) {
            each(number, &text)?;
        }
    }
    Ok(())
}

/// The contests that have lines in a ballot image, in its order.
struct Contests {
    ids: Vec<u32>,
    names: Vec<String>,
}

impl Contests {
    fn of(reading: &Reading, lookup: &Lookup) -> Result<Contests> {
        let input = reading.input;
        let mut found = Contests { ids: Vec::new(), names: Vec::new() };
        let mut last = None;
        for_each_line(input, &mut (), |number, text| {
            let contest = Line::contest(text).map_err(|message| input.at_line(number, message))?;
            if last != Some(contest) && !found.ids.contains(&contest) {
                let name = lookup.contests.get(&contest);
                let name = name.ok_or_else(|| input.at_line(number, missing("contest", contest, lookup)))?;
                if found.names.contains(name) {
                    return Err(input.at_line(number, format!("a second contest is called {name:?} in {}", lookup.names)));
                }
                found.ids.push(contest);
                found.names.push(name.clone());
            }
            last = Some(contest);
            Ok(())
        })?;
        match found.ids.is_empty() {
            true => Err(input.fault("has no ballots")),
            false => Ok(found),
        }
    }
}

fn missing(kind: &str, id: u32, lookup: &Lookup) -> String {
    format!("{kind} {id} is not in {}; give the master lookup of the same election and date", lookup.names)
}

/// The ballots of one contest, as lines come in.
struct Ballots<'a> {
    input: &'a Input,
    lookup: &'a Lookup,
    builder: &'a mut ContestBuilder,
    /// By id, those of the contest.
    candidates: HashMap<u32, u32>,
    precincts: HashMap<u32, u32>,
    tally_types: HashMap<u32, u32>,
    /// Voters that another file of the set has in this contest.
    elsewhere: u64,
    open: Option<Open>,
    ballot: RawBallot,
    /// The ranks that the first ballot has lines for, and how many ballots have others.
    ranks: Vec<u16>,
    other_ranks: u64,
    unflagged: u64,
}

/// The voter whose lines are being read.
struct Open {
    voter: u32,
    precinct: u32,
    tally_type: u32,
    ranks: Vec<u16>,
    line: u64,
}

impl<'a> Ballots<'a> {
    fn start(input: &'a Input, lookup: &'a Lookup, contest: u32, builder: &'a mut ContestBuilder) -> Result<Ballots<'a>> {
        builder.leave_keys_to_reader();
        let mut candidates = HashMap::new();
        for (&id, candidate) in &lookup.candidates {
            if candidate.contest == contest {
                let number = match candidate.is_write_in {
                    true => builder.listed_write_in(Some(id), &candidate.name),
                    false => builder.listed(Some(id), &candidate.name),
                };
                candidates.insert(id, number.map_err(|error| input.locate(None, error))?);
            }
        }
        Ok(Ballots {
            input,
            lookup,
            builder,
            candidates,
            precincts: HashMap::new(),
            tally_types: HashMap::new(),
            elsewhere: 0,
            open: None,
            ballot: RawBallot::default(),
            ranks: Vec::new(),
            other_ranks: 0,
            unflagged: 0,
        })
    }

    fn line(&mut self, number: u64, line: &Line) -> Result<()> {
        let fault = |message: String| self.input.at_line(number, message);
        let is_same = self.open.as_ref().is_some_and(|open| open.voter == line.voter);
        if !is_same {
            self.close()?;
            let met = self.builder.meet(line.voter);
            if met == Met::InThisFile {
                return Err(self.input.at_line(
                    number,
                    format!(
                        "voter {} comes back after other voters: the lines of a ballot stand together; sort the file",
                        line.voter
                    ),
                ));
            }
            self.elsewhere += u64::from(met != Met::Never);
            self.begin(number, line)?;
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        if (open.precinct, open.tally_type) != (line.precinct, line.tally_type) {
            return Err(fault(format!("voter {} has another precinct or tally type than in line {}", line.voter, open.line)));
        }
        if open.ranks.contains(&line.rank) {
            return Err(fault(format!(
                "rank {} of voter {} is there twice: is it another voter's ballot?",
                line.rank, line.voter
            )));
        }
        open.ranks.push(line.rank);
        match line.marked {
            Marked::Candidate(id) => {
                let candidate = self.candidates.get(&id).ok_or_else(|| fault(not_of_contest(id, line.contest, self.lookup)))?;
                self.ballot.mark(line.rank, Mark::Candidate(*candidate));
            }
            Marked::Overvote => self.ballot.mark(line.rank, Mark::Overvote),
            Marked::Nothing => {}
            Marked::Unflagged => self.unflagged += 1,
        }
        Ok(())
    }

    fn begin(&mut self, number: u64, line: &Line) -> Result<()> {
        self.ballot.clear();
        self.ballot.key = line.voter.to_string();
        let groups = [
            (GroupKind::Precinct, "precinct", line.precinct, &mut self.precincts, &self.lookup.precincts),
            (GroupKind::VoteMethod, "tally type", line.tally_type, &mut self.tally_types, &self.lookup.tally_types),
        ];
        for (kind, word, id, numbers, names) in groups {
            let group = match numbers.get(&id) {
                Some(&group) => group,
                None => {
                    let name = names.get(&id).ok_or_else(|| self.input.at_line(number, missing(word, id, self.lookup)))?;
                    let group = self.builder.group(kind, name).map_err(|error| self.input.locate(Some(number), error))?;
                    numbers.insert(id, group);
                    group
                }
            };
            self.ballot.set_group(kind, group);
        }
        self.open = Some(Open {
            voter: line.voter,
            precinct: line.precinct,
            tally_type: line.tally_type,
            ranks: Vec::new(),
            line: number,
        });
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        open.ranks.sort_unstable();
        if self.ranks.is_empty() {
            self.ranks = open.ranks;
        } else if self.ranks != open.ranks {
            self.other_ranks += 1;
        }
        self.builder.ballot(&mut self.ballot).map_err(|error| self.input.locate(Some(open.line), error))
    }

    fn finish(mut self) -> Result<()> {
        self.close()?;
        let name = &self.input.name;
        if self.elsewhere > 0 {
            self.builder.warn(format!(
                "{name}: {} voters of the contest are in another of the files, too: are these two releases of one count? Give the last \
                 one only",
                self.elsewhere
            ));
        }
        if self.other_ranks > 0 {
            self.builder.warn(format!(
                "{name}: {} ballots of the contest have lines for other ranks than the first ballot, which has {}: ranks without a \
                 line were read as unmarked; is the file cut off or filtered?",
                self.other_ranks,
                self.ranks.len()
            ));
        }
        if self.unflagged > 0 {
            self.builder.warn(format!(
                "{name}: {} lines name no candidate and are marked neither as an overvote nor as an undervote (some files of Alameda \
                 County have votes for write-ins so): they were read as unmarked",
                self.unflagged
            ));
        }
        Ok(())
    }
}

fn not_of_contest(id: u32, contest: u32, lookup: &Lookup) -> String {
    match lookup.candidates.get(&id) {
        Some(candidate) if candidate.contest == 0 => {
            format!("the lookup does not tell of which contest candidate {id} ({}) is", candidate.name)
        }
        Some(candidate) => {
            let name = &candidate.name;
            format!("candidate {id} ({name}) is one of contest {}, not of {contest}, in {}", candidate.contest, lookup.names)
        }
        None => missing("candidate", id, lookup),
    }
}
