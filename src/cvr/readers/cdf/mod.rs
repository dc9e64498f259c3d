//! The common data format for cast vote records of NIST, SP 1500-103, in JSON and XML; also as Unisyn writes it.
//!
//! ```text
//! {"CVR": [{"CurrentSnapshotId", "CVRSnapshot": [{"@id", "CVRContest": [{"ContestId",
//!    "CVRContestSelection": [{"ContestSelectionId", "SelectionPosition": [{"HasIndication", "Rank"}]}]}]}]}],
//!  "Election": [{"Candidate": [{"@id", "Name"}],
//!    "Contest": [{"@id", "Name", "ContestSelection": [{"@id", "CandidateIds"}]}]}]}
//! ```
//!
//! Contests and candidates stand after the ballots as a rule: a file is read once for them and once for the ballots.

mod ballots;
mod directory;
mod model;
mod parts;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::ballots::ContestBuilder;
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::json::outline;
use crate::cvr::memo::Memo;
use crate::cvr::reader::{ContestFacts, ContestSummary, Reader, Reading, pick_contest};
use crate::cvr::xml;
use crate::error::Result;
use ballots::{Ballots, Seen, current, marks};
use directory::{DeclaredContest, Directory};
use parts::{Part, Place, ROOT, for_each_json, for_each_xml};

pub(super) static CDF_JSON: Cdf = Cdf { is_xml: false };
pub(super) static CDF_XML: Cdf = Cdf { is_xml: true };

pub(super) struct Cdf {
    is_xml: bool,
}

impl Reader for Cdf {
    fn name(&self) -> &'static str {
        if self.is_xml { "cdf-xml" } else { "cdf-json" }
    }

    fn title(&self) -> &'static str {
        "NIST common data format (JSON, XML)"
    }

    fn recognised_by(&self) -> &'static str {
        if self.is_xml { "a root element CastVoteRecordReport" } else { "a CVR.CastVoteRecordReport" }
    }

    fn detect(&self, head: &Head) -> Result<bool> {
        if self.is_xml {
            return Ok(xml::root(head).is_some_and(|root| root == ROOT));
        }
        Ok(outline(head).iter().any(|(key, first)| {
            let is_report = first.as_ref().and_then(serde_json::Value::as_str).is_some_and(|kind| kind.contains(ROOT));
            key == "CVR" || key == "@type" && is_report
        }))
    }

    fn contests(&self, reading: &Reading) -> Result<Vec<String>> {
        let directory = self.directory(reading)?;
        let known = known(reading.memo)?;
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        for contest in &directory.contests {
            *known.entry(contest.name.clone()).or_default() |= directory.is_ranked(contest);
        }
        Ok(directory.contests.iter().map(|contest| contest.name.clone()).collect())
    }

    /// Those that voters rank, or all if none is. A file of blank ballots does not tell.
    fn is_offered(&self, memo: &Memo, contest: &str) -> Result<bool> {
        let known = known(memo)?;
        let known = known.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(known.get(contest).copied().unwrap_or(false) || !known.values().any(|is_ranked| *is_ranked))
    }

    fn count_contests(&self, reading: &Reading, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let directory = self.directory(reading)?;
        let offered = self.offered(reading, &directory)?;
        let mut summaries = ContestSummary::without_ballots(offered.iter().map(|contest| &contest.name));
        let mut seen = Seen::default();
        self.for_each(reading.input, progress, &mut |part, place| {
            let Part::Cvr(cvr) = part else { return Ok(()) };
            let mut found = Vec::new();
            for (contest, summary) in offered.iter().zip(&mut summaries) {
                let Some(here) = current(&cvr, contest, &mut seen).map_err(|message| place.at(message))? else { continue };
                let overvoted = marks(contest, here, is_ranked(reading, contest)?, &mut seen, &mut found);
                let overvoted = overvoted.map_err(|message| place.at(message))?;
                summary.ballots += u64::from(!found.is_empty() || !overvoted.is_empty());
            }
            Ok(())
        })?;
        Ok(summaries)
    }

    fn read(
        &self,
        reading: &Reading,
        contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let directory = self.directory(reading)?;
        let offered = self.offered(reading, &directory)?;
        let names: Vec<String> = offered.iter().map(|contest| contest.name.clone()).collect();
        let facts = offered[pick_contest(reading.input, &names, contest)?];
        let mut ballots = Ballots::start(reading, &directory, facts, is_ranked(reading, facts)?, builder)?;
        self.for_each(reading.input, progress, &mut |part, place| match part {
            Part::Cvr(cvr) => ballots.cvr(&cvr, place, builder),
            _ => Ok(()),
        })?;
        ballots.report(builder);
        Ok(ContestFacts { contest: Some(facts.name.clone()), title: None, seats: facts.number_elected })
    }
}

/// The names of the contests of all files, and whether voters rank them.
fn known(memo: &Memo) -> Result<Arc<Mutex<BTreeMap<String, bool>>>> {
    memo.get("cdf contests", || Ok(Mutex::default()))
}

fn is_ranked(reading: &Reading, contest: &DeclaredContest) -> Result<bool> {
    let known = known(reading.memo)?;
    let known = known.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(known.get(&contest.name).copied().unwrap_or(false))
}

impl Cdf {
    fn offered<'d>(&self, reading: &Reading, directory: &'d Directory) -> Result<Vec<&'d DeclaredContest>> {
        self.contests(reading)?;
        let mut offered = Vec::new();
        for contest in &directory.contests {
            if self.is_offered(reading.memo, &contest.name)? {
                offered.push(contest);
            }
        }
        Ok(offered)
    }

    fn for_each(
        &self,
        input: &Input,
        progress: &mut dyn Progress,
        take: &mut dyn FnMut(Part, &Place) -> Result<()>,
    ) -> Result<()> {
        match self.is_xml {
            true => for_each_xml(input, progress, take),
            false => for_each_json(input, progress, take),
        }
    }

    fn directory(&self, reading: &Reading) -> Result<Arc<Directory>> {
        let input = reading.input;
        reading.memo.get(&format!("{} {}", self.name(), input.place()), || {
            let mut directory = Directory::default();
            self.for_each(input, &mut (), &mut |part, _| directory.add(input, &part))?;
            directory.finish(input)
        })
    }
}
