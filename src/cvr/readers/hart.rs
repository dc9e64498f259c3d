//! Hart Verity XML: a file for each sheet of a ballot, in a folder or zip file.
//!
//! ```text
//! <Cvr xmlns="http://tempuri.org/CVRDesign.xsd"><Contests><Contest><Name/><Id/>
//!   <Options><Option><Name/><Id/><Value>0100</Value></Option></Options><Undervotes/></Contest></Contests>
//!   <PrecinctSplit><Name/></PrecinctSplit><BatchNumber/><CvrGuid/></Cvr>
//! ```

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::ballots::{ContestBuilder, GroupKind, Mark, RawBallot};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::memo::Memo;
use crate::cvr::reader::{ContestFacts, ContestSummary, Reader, Reading};
use crate::cvr::text::{check_rank, excerpt};
use crate::cvr::xml::{Children, Element, root};
use crate::error::Result;

pub(super) struct Hart;

impl Reader for Hart {
    fn name(&self) -> &'static str {
        "hart"
    }

    fn title(&self) -> &'static str {
        "Hart Verity XML"
    }

    fn recognised_by(&self) -> &'static str {
        "an XML file for each ballot, Cvr at its root"
    }

    fn detect(&self, head: &Head) -> Result<bool> {
        Ok(root(head).is_some_and(|root| root == "Cvr"))
    }

    /// A signature of a file beside it.
    fn detect_companion(&self, head: &Head) -> Result<bool> {
        Ok(head.xml().is_some() && head.input().file_name().to_lowercase().ends_with(".sig.xml"))
    }

    fn contests(&self, reading: &Reading) -> Result<Vec<String>> {
        let sheet = Sheet::read(reading.input, &mut ())?;
        let kinds = kinds(reading.memo)?;
        let mut kinds = kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let mut names: Vec<String> = Vec::new();
        for contest in sheet.contests {
            let kind = kinds.entry(contest.name.clone()).or_default();
            kind.has_ranks |= contest.options.iter().any(|option| option.value.len() > 1);
            kind.has_votes |= contest.options.iter().any(|option| option.value.len() == 1);
            if !names.contains(&contest.name) {
                names.push(contest.name);
            }
        }
        Ok(names)
    }

    fn is_offered(&self, memo: &Memo, contest: &str) -> Result<bool> {
        let kinds = kinds(memo)?;
        let kinds = kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let is_vote_alone = kinds.get(contest).is_some_and(|kind| kind.has_votes && !kind.has_ranks);
        Ok(!is_vote_alone || !kinds.values().any(|kind| kind.has_ranks))
    }

    fn count_contests(&self, reading: &Reading, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let sheet = Sheet::read(reading.input, progress)?;
        let mut summaries: Vec<ContestSummary> = Vec::new();
        for contest in sheet.contests {
            let is_marked = contest.is_overvoted || contest.options.iter().any(|option| option.value.contains('1'));
            let ballots = u64::from(is_marked);
            match summaries.iter_mut().find(|known| known.name == contest.name) {
                Some(known) => known.ballots += ballots,
                None => summaries.push(ContestSummary { name: contest.name, ballots }),
            }
        }
        let mut offered = Vec::new();
        for summary in summaries {
            if self.is_offered(reading.memo, &summary.name)? {
                offered.push(summary);
            }
        }
        Ok(offered)
    }

    fn read(
        &self,
        reading: &Reading,
        contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let sheet = Sheet::read(input, progress)?;
        let mut found = sheet.contests.iter().filter(|known| contest.is_none_or(|name| known.name == name));
        if let Some(contest) = found.next() {
            if let Some(other) = found.next() {
                return Err(input.fault(match contest.name == other.name {
                    true => format!("has two contests called {:?}, which cannot be told apart", contest.name),
                    false => "holds several contests, choose one".to_owned(),
                }));
            }
            check_id(reading, contest)?;
            let mut ballot = sheet.ballot(contest, builder).map_err(|message| input.fault(message))?;
            builder.ballot(&mut ballot).map_err(|error| input.locate(None, error))?;
        }
        Ok(ContestFacts { contest: contest.map(str::to_owned), title: None, seats: None })
    }
}

/// Whether a contest was met with ranks or with plain votes.
#[derive(Default)]
struct ContestKind {
    has_ranks: bool,
    has_votes: bool,
}

fn kinds(memo: &Memo) -> Result<Arc<Mutex<BTreeMap<String, ContestKind>>>> {
    memo.get("hart contests", || Ok(Mutex::default()))
}

/// A name stands for one contest in all files.
fn check_id(reading: &Reading, contest: &Contest) -> Result<()> {
    let first =
        reading.memo.get(&format!("hart contest {}", contest.name), || Ok((contest.id.clone(), reading.input.name.clone())))?;
    if first.0 == contest.id {
        return Ok(());
    }
    let message = format!(
        "the contest {:?} has the id {} here and {} in {}: give the files of one election",
        contest.name, contest.id, first.0, first.1
    );
    Err(reading.input.fault(message))
}

/// A file: one sheet of one ballot.
#[derive(Default)]
struct Sheet {
    contests: Vec<Contest>,
    precinct: Option<String>,
    batch: Option<String>,
    guid: String,
}

struct Contest {
    name: String,
    id: String,
    options: Vec<Choice>,
    is_overvoted: bool,
}

/// An option with at least one mark.
struct Choice {
    name: Option<String>,
    /// A digit for each rank, or one for a plain vote.
    value: String,
}

impl Sheet {
    fn read(input: &Input, progress: &mut dyn Progress) -> Result<Sheet> {
        let mut children = Children::open(input, progress)?;
        if children.root() != "Cvr" {
            return Err(input.fault(format!("is not Hart Verity XML: its root is <{}>, not <Cvr>", children.root())));
        }
        let mut sheet = Sheet::default();
        let mut has_contests = false;
        while let Some(child) = children.next()? {
            match child.name() {
                "Contests" => {
                    has_contests = true;
                    let contests: Result<Vec<Contest>, String> = child.children("Contest").map(Contest::of).collect();
                    sheet.contests.append(&mut contests.map_err(|message| input.fault(message))?);
                }
                "PrecinctSplit" => sheet.precinct = child.value("Name").or(child.value("Id")).map(str::to_owned),
                "BatchNumber" => sheet.batch = Some(child.text().to_owned()).filter(|batch| !batch.is_empty()),
                "CvrGuid" => child.text().clone_into(&mut sheet.guid),
                _ => {}
            }
        }
        match has_contests {
            true => Ok(sheet),
            false => Err(input.fault("has no Contests: it is not Hart Verity XML")),
        }
    }

    fn ballot(&self, contest: &Contest, builder: &mut ContestBuilder) -> Result<RawBallot, String> {
        let told = |error: crate::Error| error.to_string();
        let mut ballot = RawBallot::of(Vec::new(), 1);
        ballot.key.clone_from(&self.guid);
        for (kind, name) in [(GroupKind::Precinct, &self.precinct), (GroupKind::Batch, &self.batch)] {
            if let Some(name) = name {
                ballot.set_group(kind, builder.group(kind, name).map_err(told)?);
            }
        }
        let votes = contest.options.iter().filter(|option| option.value == "1").count();
        if votes > 1 && !contest.is_overvoted {
            return Err(format!(
                "{} has {votes} votes without ranks (values of one digit): only contests that voters rank can be read",
                contest.name
            ));
        }
        if votes > 0 {
            builder.warn(format!("{} has no ranks (values of one digit): every ballot ranks one candidate", contest.name));
        }
        for option in &contest.options {
            let number = builder.candidate(None, option.name.as_deref().unwrap_or("Write-in")).map_err(told)?;
            for (digit, rank) in option.value.bytes().zip(1i64..) {
                if digit == b'1' {
                    ballot.mark(check_rank(rank)?, Mark::Candidate(number));
                }
            }
        }
        if contest.is_overvoted && ballot.marks.is_empty() {
            builder
                .warn_of(1, "# ballots are marked Overvoted and have no marks: their first rank is taken as the overvoted one");
            ballot.mark(1, Mark::Overvote);
        }
        Ok(ballot)
    }
}

impl Contest {
    fn of(contest: Element) -> Result<Contest, String> {
        let id = contest.value("Id").unwrap_or_default();
        let name = contest.value("Name").or(contest.value("Id")).ok_or("a contest has neither Name nor Id")?;
        let options = contest.child("Options").into_iter().flat_map(|options| options.children("Option"));
        let options: Result<Vec<Choice>, String> = options.map(|option| Choice::of(name, option)).collect();
        Ok(Contest {
            name: name.to_owned(),
            id: id.to_owned(),
            options: options?,
            is_overvoted: contest.child("Overvoted").is_some_and(|flag| !flag.text().eq_ignore_ascii_case("false")),
        })
    }
}

impl Choice {
    fn of(contest: &str, option: Element) -> Result<Choice, String> {
        let value = option.value("Value").ok_or_else(|| format!("an option of {contest} has no Value"))?;
        if !value.bytes().all(|digit| matches!(digit, b'0' | b'1')) {
            return Err(format!(
                "an option of {contest} has the Value {}; digits 0 and 1, one for each rank, are needed",
                excerpt(value)
            ));
        }
        Ok(Choice { name: option.value("Name").or_else(|| resolved(option)).map(str::to_owned), value: value.to_owned() })
    }
}

/// Whom officials found a write-in to name.
fn resolved(option: Element<'_>) -> Option<&str> {
    let write_in = option.child("WriteInData")?;
    let is_resolved = matches!(write_in.value("WriteInDataStatus")?.to_lowercase().as_str(), "resolved" | "accepted");
    write_in.value("Text").filter(|_| is_resolved)
}
