//! What a report says of its contests, candidates and places: often after the ballots.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::model::{Contest, Cvr, Election, Text, told};
use super::parts::Part;
use crate::ballots::{CleaningOptions, WriteInRole, normal_name};
use crate::cvr::input::Input;
use crate::cvr::limits::MAX_NAMED;
use crate::error::Result;

#[derive(Default)]
pub(super) struct Directory {
    pub(super) contests: Vec<DeclaredContest>,
    /// Names by id.
    pub(super) candidates: HashMap<String, String>,
    pub(super) units: HashMap<String, String>,
    /// Contests in which a rank was met.
    ranked: BTreeSet<String>,
    /// Contests of the ballots; in the end, those that are not declared.
    pub(super) met: BTreeSet<String>,
}

pub(super) struct DeclaredContest {
    pub(super) id: String,
    /// Contests that share a name have their ids after it.
    pub(super) name: String,
    is_rcv: bool,
    pub(super) votes_allowed: Option<String>,
    pub(super) number_elected: Option<u32>,
    pub(super) choices: Vec<Choice>,
}

/// A contest selection.
pub(super) struct Choice {
    pub(super) id: String,
    candidates: Vec<String>,
    pub(super) is_write_in: bool,
    answer: Option<String>,
}

impl Choice {
    /// The name of what is chosen; `None` for a write-in line that names nobody, and in reports that name candidates by
    /// position.
    pub(super) fn name(&self, candidates: &HashMap<String, String>) -> Result<Option<String>, String> {
        if let Some(answer) = &self.answer {
            return Ok(Some(candidates.get(answer).unwrap_or(answer).clone()));
        }
        let mut names = Vec::new();
        for id in &self.candidates {
            match candidates.get(id) {
                Some(name) if !name.is_empty() => names.push(name.as_str()),
                _ if self.is_write_in => {}
                _ => return Err(format!("the candidate {id:?} of the selection {:?} has no name in the file", self.id)),
            }
        }
        let name = names.join(" / ");
        let is_slot = self.is_write_in && CleaningOptions::default().role(&name) == WriteInRole::Slot;
        Ok(if names.is_empty() || is_slot { None } else { Some(name) })
    }
}

impl DeclaredContest {
    fn of(contest: &Contest) -> Result<DeclaredContest, String> {
        let id = told(&contest.id).ok_or("a contest of the election has no id")?.to_owned();
        let choices = contest.selections.0.iter().map(|selection| Choice {
            id: told(&selection.id).unwrap_or_default().to_owned(),
            candidates: selection.candidate_ids.0.iter().map(|id| id.as_str().to_owned()).collect(),
            is_write_in: selection.is_write_in.as_ref().is_some_and(Text::is_yes),
            answer: told(&selection.selection).map(str::to_owned),
        });
        Ok(DeclaredContest {
            name: normal_name(told(&contest.name).unwrap_or(&id)),
            is_rcv: told(&contest.vote_variation) == Some("rcv"),
            votes_allowed: told(&contest.votes_allowed).map(str::to_owned),
            number_elected: told(&contest.number_elected).and_then(|number| number.parse().ok()),
            choices: choices.collect(),
            id,
        })
    }

    /// Older reports of Unisyn: a selection is a rank, its position the candidate's number, and each contest has a snapshot of its
    /// own.
    pub(super) fn is_by_position(&self) -> bool {
        !self.choices.is_empty()
            && self.choices.iter().all(|choice| choice.candidates.is_empty() && choice.answer.is_none() && !choice.is_write_in)
    }
}

impl Directory {
    pub(super) fn add(&mut self, input: &Input, part: &Part) -> Result<()> {
        let added = match part {
            Part::Cvr(cvr) => self.note_contests(cvr),
            Part::Election(election) => self.election(election),
            Part::GpUnit(unit) => {
                let id = told(&unit.id).unwrap_or_default();
                let name = told(&unit.name).unwrap_or(id);
                insert(&mut self.units, id, name, "GpUnit")
            }
        };
        added.map_err(|message| input.fault(message))
    }

    fn election(&mut self, election: &Election) -> Result<(), String> {
        for candidate in &election.candidates.0 {
            let name = normal_name(told(&candidate.name).unwrap_or_default());
            insert(&mut self.candidates, told(&candidate.id).unwrap_or_default(), &name, "Candidate")?;
        }
        for contest in &election.contests.0 {
            let contest = DeclaredContest::of(contest)?;
            if self.contests.iter().any(|known| known.id == contest.id) {
                return Err(format!("two contests have the id {:?}", contest.id));
            }
            self.contests.push(contest);
        }
        Ok(())
    }

    fn note_contests(&mut self, cvr: &Cvr) -> Result<(), String> {
        for contest in cvr.snapshots.0.iter().flat_map(|snapshot| &snapshot.contests.0) {
            let Some(id) = told(&contest.contest_id) else { continue };
            if !self.met.contains(id) {
                check_number(self.met.len(), "Contest")?;
                self.met.insert(id.to_owned());
            }
            let mut selections = contest.selections.0.iter();
            let has_rank = selections.any(|selection| {
                selection.rank.is_some() || selection.positions.0.iter().any(|position| position.rank.is_some())
            });
            if has_rank && !self.ranked.contains(id) {
                self.ranked.insert(id.to_owned());
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self, input: &Input) -> Result<Directory> {
        if self.contests.is_empty() {
            return Err(input.fault("has no contests (Election with Contest): the names of its candidates are not told"));
        }
        for contest in &self.contests {
            self.met.remove(&contest.id);
        }
        let mut holders: BTreeMap<String, u32> = BTreeMap::new();
        for contest in &self.contests {
            *holders.entry(contest.name.clone()).or_default() += 1;
        }
        for contest in &mut self.contests {
            if holders[&contest.name] > 1 {
                contest.name = format!("{} ({})", contest.name, contest.id);
            }
        }
        Ok(self)
    }

    /// As far as this file tells.
    pub(super) fn is_ranked(&self, contest: &DeclaredContest) -> bool {
        contest.is_rcv || self.ranked.contains(&contest.id)
    }
}

fn check_number(known: usize, kind: &str) -> Result<(), String> {
    match known < MAX_NAMED {
        true => Ok(()),
        false => Err(format!("has more than {MAX_NAMED} {kind}s")),
    }
}

fn insert(names: &mut HashMap<String, String>, id: &str, name: &str, kind: &str) -> Result<(), String> {
    check_number(names.len(), kind)?;
    match names.insert(id.to_owned(), name.to_owned()) {
        None => Ok(()),
        Some(_) => Err(format!("two of its {kind} have the id {id:?}")),
    }
}
