//! From the records of a report to the ballots of one contest.

use std::collections::HashMap;

use super::directory::{DeclaredContest, Directory};
use super::model::{Cvr, CvrContest, CvrSelection, SelectionPosition, Snapshot, Text, told};
use super::parts::Place;
use crate::ballots::{ContestBuilder, GroupKind, Mark, Met, RawBallot, WordKind};
use crate::cvr::reader::Reading;
use crate::cvr::text::{check_rank, excerpt, parse_rank};
use crate::cvr::words::Words;
use crate::error::Result;

const WRITE_IN: &str = "Write-in";

/// One mark as the file has it.
pub(super) struct Found<'a> {
    rank: u16,
    /// The selection, or where the report tells candidates by position, that.
    choice: Option<&'a str>,
    is_write_in: bool,
}

/// What was met that may have been meant otherwise.
#[derive(Default)]
pub(super) struct Seen {
    needs_adjudication: u64,
    not_allocable: u64,
    invalid: u64,
    unknown: u64,
    repeated: u64,
    rounds: u64,
    placeless: u64,
    without_snapshot: u64,
    only_overvotes: u64,
    same_id: u64,
    write_in_lines: u64,
}

/// What `Status` may be of a contest, a selection and a position, and says nothing of whether a mark counts.
const STATUS: [&str; 6] = ["adjudicated", "generated-rules", "not-indicated", "other", "overvoted", "undervoted"];

/// Whether one of these says that what has it is not counted.
fn is_invalid(status: &[Text]) -> Result<bool, String> {
    let mut invalid = false;
    for word in status.iter().map(Text::as_str).filter(|word| !word.is_empty() && *word != "needs-adjudication") {
        match word {
            "invalidated-rules" => invalid = true,
            _ if STATUS.contains(&word) => {}
            _ => return Err(format!("the Status {} is none of the common data format", excerpt(word))),
        }
    }
    Ok(invalid)
}

/// Whether a text says no; unknown is counted.
fn says_no(text: &Option<Text>, field: &str, unknown: &mut u64) -> Result<bool, String> {
    match text {
        None => Ok(false),
        Some(text) if text.is_no() => Ok(true),
        Some(text) if text.is_yes() => Ok(false),
        Some(text) if text.as_str().eq_ignore_ascii_case("unknown") => {
            *unknown += 1;
            Ok(false)
        }
        Some(text) => Err(format!("{field} is {}, which is none of yes, no and unknown", excerpt(text.as_str()))),
    }
}

/// The contest in the snapshot that counts, or `None` for a ballot without it.
pub(super) fn current<'c, 'a>(
    cvr: &'c Cvr<'a>,
    facts: &DeclaredContest,
    seen: &mut Seen,
) -> Result<Option<&'c CvrContest<'a>>, String> {
    let is_it = |contest: &&CvrContest| told(&contest.contest_id) == Some(facts.id.as_str());
    let snapshot = match facts.is_by_position() {
        true => holder(&cvr.snapshots.0, |snapshot| snapshot.contests.0.iter().any(|contest| is_it(&contest))).map_err(|()| {
            format!("several snapshots have the contest {}, and which of them is current is not told", facts.name)
        })?,
        false => current_snapshot(cvr, seen)?,
    };
    let mut contests = snapshot.into_iter().flat_map(|snapshot| &snapshot.contests.0).filter(is_it);
    let found = contests.next();
    seen.repeated += u64::from(contests.next().is_some());
    Ok(found)
}

fn holder<T>(all: &[T], is_it: impl Fn(&T) -> bool) -> Result<Option<&T>, ()> {
    let mut holders = all.iter().filter(|one| is_it(one));
    match (holders.next(), holders.next()) {
        (found, None) => Ok(found),
        _ => Err(()),
    }
}

fn current_snapshot<'c, 'a>(cvr: &'c Cvr<'a>, seen: &mut Seen) -> Result<Option<&'c Snapshot<'a>>, String> {
    let snapshots = &cvr.snapshots.0;
    let with = |id: &str| snapshots.iter().find(|snapshot| told(&snapshot.id) == Some(id));
    let is_twice = |id: &str| snapshots.iter().filter(|snapshot| told(&snapshot.id) == Some(id)).nth(1).is_some();
    let Some(id) = told(&cvr.current_snapshot_id) else {
        return match snapshots.as_slice() {
            [] => {
                seen.without_snapshot += 1;
                Ok(None)
            }
            [only] => Ok(Some(only)),
            _ => Err("has several snapshots and no CurrentSnapshotId".into()),
        };
    };
    // RCTab's own reports have a snapshot for each round, named after the one it was counted from, and the last is current.
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let counted = id.rsplit_once("-round-").filter(|(_, round)| is_number(round)).and_then(|(ballot, _)| with(ballot));
    seen.rounds += u64::from(counted.is_some());
    if is_twice(id) {
        return Err(format!("two snapshots are called {id:?} (CurrentSnapshotId)"));
    }
    counted.or_else(|| with(id)).map(Some).ok_or_else(|| format!("the snapshot {id:?} (CurrentSnapshotId) is missing"))
}

/// The marks of a contest on one ballot.
pub(super) fn marks<'c>(
    facts: &DeclaredContest,
    contest: &'c CvrContest,
    is_ranked: bool,
    seen: &mut Seen,
    found: &mut Vec<Found<'c>>,
) -> Result<Vec<u16>, String> {
    found.clear();
    let mut not_allocable: Vec<(u16, &str)> = Vec::new();
    let is_contest_invalid = is_invalid(&contest.status.0)?;
    for selection in &contest.selections.0 {
        let is_selection_invalid = is_invalid(&selection.status.0)? || is_contest_invalid;
        if selection.status.0.iter().any(|status| status.as_str() == "needs-adjudication") {
            seen.needs_adjudication += 1;
            continue;
        }
        let id = told(&selection.contest_selection_id);
        if selection.positions.0.is_empty() && selection.rank.is_none() {
            seen.placeless += 1;
        } else if selection.positions.0.is_empty() {
            let rank = rank_of(facts, selection, None, is_ranked)?;
            if is_selection_invalid {
                seen.invalid += 1;
                not_allocable.push((rank, id.unwrap_or_default()));
                continue;
            }
            found.push(Found { rank, choice: id, is_write_in: false });
        }
        for position in &selection.positions.0 {
            if !is_marked(position, &mut seen.unknown)? {
                continue;
            }
            let rank = rank_of(facts, selection, Some(position), is_ranked)?;
            let is_not_allocable = says_no(&position.is_allocable, "IsAllocable", &mut seen.unknown)?;
            if is_not_allocable || is_selection_invalid || is_invalid(&position.status.0)? {
                *if is_not_allocable { &mut seen.not_allocable } else { &mut seen.invalid } += 1;
                not_allocable.push((rank, id.unwrap_or_default()));
                continue;
            }
            let choice = if facts.is_by_position() { told(&position.position) } else { id };
            found.push(Found { rank, choice, is_write_in: position.write_in.is_some() });
        }
    }
    let has_overvotes = told(&contest.overvotes).is_some_and(|overvotes| overvotes != "0");
    let overvoted = if has_overvotes { overvoted(not_allocable, found) } else { Vec::new() };
    seen.only_overvotes += u64::from(has_overvotes && overvoted.is_empty() && found.is_empty());
    Ok(overvoted)
}

/// Ranks with several marks of which none may be counted, in a contest that the file calls overvoted.
fn overvoted(mut not_allocable: Vec<(u16, &str)>, found: &[Found]) -> Vec<u16> {
    not_allocable.sort_unstable();
    not_allocable.dedup();
    let mut ranks: Vec<u16> = not_allocable.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0].0).collect();
    ranks.dedup();
    ranks.retain(|&rank| found.iter().all(|mark| mark.rank != rank));
    ranks
}

/// Whether a position is a mark. One with no votes is none; one with a part of a vote, or several, is of no ranking.
fn is_marked(position: &SelectionPosition, unknown: &mut u64) -> Result<bool, String> {
    if says_no(&position.has_indication, "HasIndication", unknown)? {
        return Ok(false);
    }
    let votes = told(&position.fractional_votes).or(told(&position.number_votes));
    match votes.map(|votes| votes.parse::<f64>()) {
        None | Some(Ok(1.0)) => Ok(true),
        Some(Ok(0.0)) => Ok(false),
        _ => {
            let votes = excerpt(votes.unwrap_or_default());
            Err(format!("a mark has {votes} votes (NumberVotes): a contest of points or parts of votes is no ranking"))
        }
    }
}

/// The position's rank, else the selection's: the specification has it on both.
fn rank_of(
    facts: &DeclaredContest,
    selection: &CvrSelection,
    position: Option<&SelectionPosition>,
    is_ranked: bool,
) -> Result<u16, String> {
    match position.and_then(|position| told(&position.rank)).or(told(&selection.rank)) {
        Some(rank) => parse_rank(rank),
        None if is_ranked => Err(format!("a mark in {} has no Rank, neither at its position nor at its selection", facts.name)),
        None => check_rank(1),
    }
}

/// What a selection stands for.
enum Meant {
    /// The builder's number.
    Candidate(u32),
    /// RCTab writes overvotes as a selection of that name.
    Word(String, WordKind),
}

/// The ballots of one contest.
pub(super) struct Ballots<'a> {
    directory: &'a Directory,
    facts: &'a DeclaredContest,
    is_ranked: bool,
    /// By selection, or by position.
    meant: HashMap<String, Meant>,
    words: Words<'static>,
    ballot: RawBallot,
    seen: Seen,
}

impl<'a> Ballots<'a> {
    pub(super) fn start(
        reading: &Reading,
        directory: &'a Directory,
        facts: &'a DeclaredContest,
        is_ranked: bool,
        builder: &mut ContestBuilder,
    ) -> Result<Ballots<'a>> {
        let input = reading.input;
        builder.leave_keys_to_reader();
        let mut ballots = Ballots {
            directory,
            facts,
            is_ranked,
            meant: HashMap::new(),
            words: Words::of(reading.options, builder.options()),
            ballot: RawBallot::default(),
            seen: Seen::default(),
        };
        if !is_ranked {
            if facts.votes_allowed.as_deref().is_some_and(|votes| votes != "1") {
                let votes = facts.votes_allowed.as_deref().unwrap_or_default();
                return Err(input.fault(format!(
                    "{}: voters have {votes} votes without ranks; only contests that voters rank can be read",
                    facts.name
                )));
            }
            builder.warn(format!("{} has no ranks: every ballot ranks one candidate", facts.name));
        }
        if !facts.is_by_position() {
            ballots.register(builder).map_err(|message| input.fault(message))?;
        }
        Ok(ballots)
    }

    fn register(&mut self, builder: &mut ContestBuilder) -> Result<(), String> {
        let mut named: HashMap<u32, &str> = HashMap::new();
        for choice in &self.facts.choices {
            let name = choice.name(&self.directory.candidates)?;
            if let Some((name, kind)) = name.as_deref().and_then(|name| Some((name, self.words.kind(name)?))) {
                self.meant.insert(choice.id.clone(), Meant::Word(name.to_owned(), kind));
                continue;
            }
            let number = match &name {
                Some(name) if !choice.is_write_in => builder.listed(None, name),
                Some(name) => builder.listed_write_in(None, name),
                None => builder.listed_write_in(None, WRITE_IN),
            };
            let number = number.map_err(|error| error.to_string())?;
            if let (Some(name), Some(other)) = (&name, named.insert(number, &choice.id)) {
                let message =
                    format!("the selections {other:?} and {:?} of {} are both called {name:?}", choice.id, self.facts.name);
                return Err(message + " and cannot be told apart");
            }
            self.meant.insert(choice.id.clone(), Meant::Candidate(number));
        }
        Ok(())
    }

    pub(super) fn cvr(&mut self, cvr: &Cvr, place: &Place, builder: &mut ContestBuilder) -> Result<()> {
        let contest = current(cvr, self.facts, &mut self.seen).map_err(|message| place.at(message))?;
        let Some(contest) = contest else { return Ok(()) };
        self.ballot.clear();
        let mut found = Vec::new();
        let overvoted =
            marks(self.facts, contest, self.is_ranked, &mut self.seen, &mut found).map_err(|message| place.at(message))?;
        let mut read: Vec<(&Found, Mark)> = Vec::with_capacity(found.len());
        for mark in &found {
            let Some(meant) = self.mark(mark, builder).map_err(|message| place.at(message))? else { continue };
            self.ballot.mark(mark.rank, meant);
            for (other, same) in &read {
                if *same == meant && other.choice != mark.choice && meant != Mark::Overvote {
                    match other.rank == mark.rank {
                        true => self.ballot.mark(mark.rank, Mark::Overvote),
                        false => self.seen.write_in_lines += 1,
                    }
                }
            }
            read.push((mark, meant));
        }
        for rank in overvoted {
            self.ballot.mark(rank, Mark::Overvote);
        }
        if !self.is_ranked && self.ballot.marks.len() > 1 && told(&contest.overvotes).is_none_or(|overvotes| overvotes == "0") {
            let message = format!(
                "has {} votes in {} without ranks: only contests that voters rank can be read",
                found.len(),
                self.facts.name
            );
            return Err(place.at(message));
        }
        if let Some(id) = told(&cvr.unique_id).or(told(&cvr.ballot_pre_printed_id)).or(told(&cvr.ballot_audit_id)) {
            self.seen.same_id += u64::from(builder.meet(id) != Met::Never);
            self.ballot.key.push_str(id);
        }
        self.groups(cvr, builder).map_err(|error| place.locate(error))?;
        builder.ballot(&mut self.ballot).map_err(|error| place.locate(error))
    }

    /// `None` for one that says that nothing is marked.
    fn mark(&mut self, mark: &Found, builder: &mut ContestBuilder) -> Result<Option<Mark>, String> {
        let choice = self.facts.choices.iter().find(|choice| Some(choice.id.as_str()) == mark.choice);
        let told = |error: crate::Error| error.to_string();
        if mark.is_write_in && !choice.is_some_and(|choice| choice.is_write_in) {
            return builder.listed_write_in(None, WRITE_IN).map(|number| Some(Mark::Candidate(number))).map_err(told);
        }
        if let Some(known) = mark.choice.and_then(|choice| self.meant.get(choice)) {
            return Ok(match known {
                Meant::Candidate(number) => Some(Mark::Candidate(*number)),
                Meant::Word(name, kind) => {
                    self.words.candidate(name);
                    (*kind == WordKind::Overvote).then_some(Mark::Overvote)
                }
            });
        }
        let id = mark.choice.ok_or_else(|| format!("a mark in {} names no selection", self.facts.name))?;
        if !self.facts.is_by_position() {
            return Err(format!("the selection {} is not one of the contest {}", excerpt(id), self.facts.name));
        }
        let name = self.directory.candidates.get(&format!("Candidate_{id}")).filter(|name| !name.is_empty());
        let name =
            name.ok_or_else(|| format!("the position {} is no candidate: there is no \"Candidate_{id:.20}\"", excerpt(id)))?;
        let number = builder.candidate(None, name).map_err(told)?;
        self.meant.insert(id.to_owned(), Meant::Candidate(number));
        Ok(Some(Mark::Candidate(number)))
    }

    fn groups(&mut self, cvr: &Cvr, builder: &mut ContestBuilder) -> Result<()> {
        let unit = told(&cvr.ballot_style_unit_id);
        let precinct = unit.map(|id| self.directory.units.get(id).map_or(id, String::as_str));
        let groups = [
            (GroupKind::Precinct, precinct),
            (GroupKind::BallotStyle, told(&cvr.ballot_style_id)),
            (GroupKind::Batch, told(&cvr.batch_id)),
        ];
        for (kind, name) in groups {
            if let Some(name) = name {
                self.ballot.set_group(kind, builder.group(kind, name)?);
            }
        }
        Ok(())
    }

    pub(super) fn report(self, builder: &mut ContestBuilder) {
        self.words.finish(builder);
        if let Some(first) = self.directory.met.first() {
            builder.warn(format!(
                "records hold contests that the report does not declare (Election with Contest), such as {}: their marks are in no contest",
                excerpt(first)
            ));
        }
        let Seen { needs_adjudication, not_allocable, invalid, unknown, repeated, rounds, .. } = self.seen;
        let Seen { placeless, without_snapshot, only_overvotes, same_id, write_in_lines, .. } = self.seen;
        builder.warn_of(needs_adjudication, "# selections need adjudication (Status needs-adjudication): they count as no mark");
        builder.warn_of(
            not_allocable,
            "# marks may not be counted (IsAllocable no): they count as no mark, several at an overvoted rank as an overvote",
        );
        builder
            .warn_of(rounds, "# records have a snapshot for each round of a count: the marks from which it was counted are read");
        let assumed = [
            (
                invalid,
                "# marks are invalid by rules (Status invalidated-rules): they count as no mark, several at an overvoted rank as an overvote",
            ),
            (unknown, "# times HasIndication or IsAllocable of a mark is unknown: it counts as a mark"),
            (placeless, "# selections have neither a position nor a Rank: they count as no mark"),
            (without_snapshot, "# records have no snapshot (CVRSnapshot): they are left out"),
            (only_overvotes, "# ballots have overvotes (Overvotes) and no mark that may be counted: they count as blank"),
            (
                same_id,
                "# records have the UniqueId of another in these files (without one, the BallotPrePrintedId or BallotAuditId): each counts as a ballot",
            ),
            (
                write_in_lines,
                "# times a ballot marks two lines for write-ins at different ranks: they count as one candidate, and may be two people",
            ),
        ];
        for (number, sentence) in assumed {
            builder.warn_of(number, sentence);
        }
        builder.warn_of(repeated, "# records hold the contest more than once: the first is read");
    }
}
