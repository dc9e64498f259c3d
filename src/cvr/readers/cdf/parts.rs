//! The parts of a report, one at a time, from JSON and from XML alike.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::model::{Contest, Cvr, CvrContest, CvrSelection, Election, Many, Named, Selection, SelectionPosition, Snapshot, Text};
use crate::cvr::input::{Input, Progress};
use crate::cvr::json::Members;
use crate::cvr::xml::{Children, Element};
use crate::error::{Error, Result};

pub(super) const ROOT: &str = "CastVoteRecordReport";

pub(super) enum Part<'a> {
    Cvr(Cvr<'a>),
    Election(Election<'a>),
    GpUnit(Named<'a>),
}

/// Where a part stands.
pub(super) struct Place<'a> {
    input: &'a Input,
    line: u64,
    /// The number of the ballot in the file, from 1.
    number: u64,
}

impl Place<'_> {
    pub(super) fn at(&self, message: impl Into<String>) -> Error {
        self.input.at_line(self.line, format!("CVR {}: {}", self.number, message.into()))
    }

    pub(super) fn locate(&self, error: Error) -> Error {
        self.input.locate(Some(self.line), error)
    }
}

type Take<'t> = dyn FnMut(Part, &Place) -> Result<()> + 't;

pub(super) fn for_each_json(input: &Input, progress: &mut dyn Progress, take: &mut Take) -> Result<()> {
    let mut members = Members::open(input, progress)?;
    let mut number = 0;
    while let Some(key) = members.key()? {
        let kind = match key {
            "CVR" | "Election" | "GpUnit" => key.to_owned(),
            _ => continue,
        };
        while let Some(element) = members.next()? {
            number += u64::from(kind == "CVR");
            let place = Place { input, line: element.line(), number };
            let part = match kind.as_str() {
                "CVR" => Part::Cvr(element.parse()?),
                "Election" => Part::Election(element.parse()?),
                _ => Part::GpUnit(element.parse()?),
            };
            take(part, &place)?;
        }
    }
    Ok(())
}

pub(super) fn for_each_xml(input: &Input, progress: &mut dyn Progress, take: &mut Take) -> Result<()> {
    let mut children = Children::open(input, progress)?;
    if children.root() != ROOT {
        return Err(input.fault(format!("is not a report of cast vote records: its root is <{}>, not <{ROOT}>", children.root())));
    }
    let mut number = 0;
    loop {
        let line = children.line();
        let Some(child) = children.next()? else { return Ok(()) };
        number += u64::from(child.name() == "CVR");
        let place = Place { input, line, number };
        match child.name() {
            "CVR" => take(Part::Cvr(cvr(child)), &place)?,
            "Election" => take(Part::Election(election(child)), &place)?,
            "GpUnit" => take(Part::GpUnit(named(child)), &place)?,
            _ => {}
        }
    }
}

fn text<'a>(element: Element<'a>, name: &'static str) -> Option<Text<'a>> {
    element.value(name).map(|text| Text(Cow::Borrowed(text)))
}

fn texts<'a>(element: Element<'a>, name: &'static str) -> Many<Text<'a>> {
    Many(element.children(name).map(|child| Text(Cow::Borrowed(child.text()))).collect())
}

/// Ids with blanks between them.
fn words<'a>(element: Element<'a>, name: &'static str) -> Many<Text<'a>> {
    let all = element.children(name).flat_map(|child| child.text().split_whitespace());
    Many(all.map(|word| Text(Cow::Borrowed(word))).collect())
}

fn many<'a, T>(element: Element<'a>, name: &'static str, read: impl Fn(Element<'a>) -> T) -> Many<T> {
    Many(element.children(name).map(read).collect())
}

fn cvr(element: Element) -> Cvr {
    Cvr {
        unique_id: text(element, "UniqueId"),
        ballot_pre_printed_id: text(element, "BallotPrePrintedId"),
        ballot_audit_id: text(element, "BallotAuditId"),
        batch_id: text(element, "BatchId"),
        ballot_style_id: text(element, "BallotStyleId"),
        ballot_style_unit_id: text(element, "BallotStyleUnitId"),
        current_snapshot_id: text(element, "CurrentSnapshotId"),
        snapshots: many(element, "CVRSnapshot", |snapshot| Snapshot {
            id: text(snapshot, "ObjectId"),
            contests: many(snapshot, "CVRContest", |contest| CvrContest {
                contest_id: text(contest, "ContestId"),
                overvotes: text(contest, "Overvotes"),
                status: texts(contest, "Status"),
                selections: many(contest, "CVRContestSelection", cvr_selection),
            }),
        }),
    }
}

fn cvr_selection(selection: Element) -> CvrSelection {
    CvrSelection {
        contest_selection_id: text(selection, "ContestSelectionId"),
        rank: text(selection, "Rank"),
        status: texts(selection, "Status"),
        positions: many(selection, "SelectionPosition", |position| SelectionPosition {
            has_indication: text(position, "HasIndication"),
            is_allocable: text(position, "IsAllocable"),
            status: texts(position, "Status"),
            number_votes: text(position, "NumberVotes"),
            fractional_votes: text(position, "FractionalVotes"),
            rank: text(position, "Rank"),
            position: text(position, "Position"),
            write_in: position.child("CVRWriteIn").map(|_| IgnoredAny),
        }),
    }
}

fn named(element: Element) -> Named {
    Named { id: text(element, "ObjectId"), name: text(element, "Name") }
}

fn election(element: Element) -> Election {
    Election {
        candidates: many(element, "Candidate", named),
        contests: many(element, "Contest", |contest| Contest {
            id: text(contest, "ObjectId"),
            name: text(contest, "Name"),
            vote_variation: text(contest, "VoteVariation"),
            votes_allowed: text(contest, "VotesAllowed"),
            number_elected: text(contest, "NumberElected"),
            selections: many(contest, "ContestSelection", |selection| Selection {
                id: text(selection, "ObjectId"),
                candidate_ids: words(selection, "CandidateIds"),
                is_write_in: text(selection, "IsWriteIn"),
                selection: text(selection, "Selection"),
            }),
        }),
    }
}
