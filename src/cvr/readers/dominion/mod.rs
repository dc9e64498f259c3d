//! Dominion CvrExport JSON, versions 5.2 to 5.10 and later: `CvrExport.json`, or `CvrExport_1.json` and so on, with the manifests
//! that come with it.
//!
//! ```text
//! {"Version", "ElectionId", "Sessions": [{"TabulatorId", "BatchId", "RecordId", "CountingGroupId",
//!   "Original": {"PrecinctPortionId", "BallotTypeId", "IsCurrent", "Cards": [{"Contests": [{"Id",
//!     "Marks": [{"CandidateId", "Rank", "IsAmbiguous", …}]}]}]},
//!   "Modified": {…}}]}
//! ```

mod manifests;
mod session;

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use crate::ballots::{ContestBuilder, GroupKind, Mark, Met, RawBallot};
use crate::cvr::head::Head;
use crate::cvr::input::Progress;
use crate::cvr::json::{Element, Members, outline};
use crate::cvr::reader::{ContestFacts, ContestSummary, Reader, Reading, pick_contest};
use crate::cvr::text::check_rank;
use crate::error::Result;
use manifests::{Contest, Kind, Manifests};
use session::{ContestMarks, MarkFields, Object, Session, Snapshot};

pub(super) struct Dominion;

impl Reader for Dominion {
    fn name(&self) -> &'static str {
        "dominion"
    }

    fn title(&self) -> &'static str {
        "Dominion CvrExport JSON with its manifests"
    }

    fn recognised_by(&self) -> &'static str {
        "JSON with Sessions, and manifests beside it"
    }

    fn detect(&self, head: &Head) -> Result<bool> {
        Ok(outline(head).iter().any(|(key, _)| key == "Sessions"))
    }

    fn detect_companion(&self, head: &Head) -> Result<bool> {
        Ok(Kind::of(head).is_some())
    }

    /// Only the manifest tells which of several elections is meant: without it, reading refuses the second.
    fn stranger(&self, reading: &Reading) -> Result<Option<String>> {
        let manifests = manifests(reading)?;
        if manifests.election.is_none() {
            return Ok(None);
        }
        let head = Head::read(reading.input)?;
        let election = outline(&head).into_iter().find(|(key, _)| key == "ElectionId").and_then(|(_, value)| value);
        let Some(serde_json::Value::String(election)) = election else { return Ok(None) };
        other_election(reading, &manifests, Some(election))
    }

    /// Every contest that voters rank, whichever of them the file has.
    fn contests(&self, reading: &Reading) -> Result<Vec<String>> {
        Ok(manifests(reading)?.offered().map(|contest| contest.name.clone()).collect())
    }

    fn count_contests(&self, reading: &Reading, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let manifests = manifests(reading)?;
        let places: HashMap<i64, usize> = manifests.offered().enumerate().map(|(place, contest)| (contest.id, place)).collect();
        let mut summaries = ContestSummary::without_ballots(manifests.offered().map(|contest| &contest.name));
        for_each_session(reading, &manifests, None, progress, |_, session| {
            let Some(snapshot) = session.current() else { return Ok(()) };
            for contest in &snapshot.contests {
                let is_marked = !contest.is_inactive && snapshot.marks(contest).iter().any(|mark| !mark.is_ambiguous);
                if let Some(&place) = places.get(&contest.id).filter(|_| is_marked) {
                    summaries[place].ballots += 1;
                }
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
        let manifests = manifests(reading)?;
        let offered: Vec<&Contest> = manifests.offered().collect();
        let names: Vec<String> = offered.iter().map(|contest| contest.name.clone()).collect();
        let contest = offered[pick_contest(reading.input, &names, contest)?];
        let mut ballots = Ballots::start(reading, &manifests, contest, builder)?;
        for_each_session(reading, &manifests, Some(contest.id), progress, |element, session| {
            ballots.session(element, session, builder)
        })?;
        ballots.report(builder);
        // `VoteFor` is how many may be marked at each rank, not how many are elected.
        Ok(ContestFacts { contest: Some(contest.name.clone()), title: None, seats: None })
    }
}

fn manifests(reading: &Reading) -> Result<Arc<Manifests>> {
    reading.memo.get("dominion manifests", || Manifests::read(reading))
}

fn for_each_session(
    reading: &Reading,
    manifests: &Manifests,
    wanted: Option<i64>,
    progress: &mut dyn Progress,
    mut take: impl FnMut(&Element, &Session) -> Result<()>,
) -> Result<()> {
    let mut members = Members::open(reading.input, progress)?;
    let mut session = Session::of(wanted);
    let mut has_sessions = false;
    while let Some(key) = members.key()? {
        match key {
            "ElectionId" => {
                if let Some(element) = members.next()?
                    && let Some(reason) = other_election(reading, manifests, element.parse()?)?
                {
                    return Err(reading.input.fault(reason));
                }
            }
            "Sessions" => {
                has_sessions = true;
                while let Some(element) = members.next()? {
                    session.clear();
                    element.parse_into(Object(&mut session))?;
                    take(&element, &session)?;
                }
            }
            _ => {}
        }
    }
    match has_sessions {
        true => Ok(()),
        false => Err(reading.input.fault("has no Sessions: it is not a Dominion CvrExport file")),
    }
}

/// Why a file is of another election than the manifests, or than the files before it: numbers of contests and candidates mean
/// nothing there.
fn other_election(reading: &Reading, manifests: &Manifests, election: Option<String>) -> Result<Option<String>> {
    let Some(election) = election.map(|election| election.trim().to_owned()) else { return Ok(None) };
    let told = |other: &str, file: &str| {
        let other = other.trim();
        (other != election)
            .then(|| format!("is of the election {election:?}, but {file} of {other:?}: give the files of one export"))
    };
    if let Some((known, file)) = &manifests.election {
        return Ok(told(known, file));
    }
    let first = reading.memo.get("dominion election", || Ok((election.clone(), reading.input.name.clone())))?;
    Ok(told(&first.0, &first.1))
}

/// The ballots of one contest in one file.
struct Ballots<'a> {
    manifests: &'a Manifests,
    contest: &'a Contest,
    /// The builder's numbers by the candidates' ids.
    numbers: HashMap<i64, u32>,
    ballot: RawBallot,
    text: String,
    allow_repeats: bool,
    seen: Seen,
}

/// What was met that may have been meant otherwise.
#[derive(Default)]
struct Seen {
    not_current: u64,
    inactive: u64,
    redacted: u64,
    ambiguous: u64,
    empty_write_ins: u64,
    beyond_ranks: u64,
    repeated: u64,
    same_record: u64,
    elsewhere: u64,
    unnumbered: u64,
    two_current: u64,
    other_contests: u64,
    write_in_lines: u64,
    has_ranks: bool,
}

impl<'a> Ballots<'a> {
    fn start(
        reading: &Reading,
        manifests: &'a Manifests,
        contest: &'a Contest,
        builder: &mut ContestBuilder,
    ) -> Result<Ballots<'a>> {
        if contest.ranks == 0 && contest.votes != 1 {
            return Err(reading.input.fault(format!(
                "{}: voters mark up to {} without ranks; only contests with ranks (NumOfRanks in ContestManifest.json) can be read",
                contest.name, contest.votes
            )));
        }
        for file in manifests.missing() {
            builder.warn(format!("{file} is not among the files: numbers stand for names of groups of ballots"));
        }
        builder.leave_keys_to_reader();
        let mut numbers = HashMap::new();
        let mut write_ins: HashMap<&str, u32> = HashMap::new();
        for candidate in manifests.candidates.iter().filter(|candidate| candidate.contest == contest.id && !candidate.is_disabled)
        {
            let id = u32::try_from(candidate.id)
                .map_err(|_| reading.input.fault(format!("candidate id {} is no id", candidate.id)))?;
            let number = match write_ins.get(candidate.name.as_str()).filter(|_| candidate.is_write_in) {
                // The lines for write-ins are one candidate.
                Some(&number) => Ok(number),
                None if candidate.is_write_in => builder.listed_write_in(Some(id), &candidate.name),
                None => builder.listed(Some(id), &candidate.name),
            };
            let number = number.map_err(|error| reading.input.locate(None, error))?;
            if candidate.is_write_in {
                write_ins.insert(&candidate.name, number);
            }
            numbers.insert(candidate.id, number);
        }
        Ok(Ballots {
            manifests,
            contest,
            numbers,
            ballot: RawBallot::default(),
            text: String::new(),
            allow_repeats: reading.options.allow_repeats,
            seen: Seen::default(),
        })
    }

    fn session(&mut self, element: &Element, session: &Session, builder: &mut ContestBuilder) -> Result<()> {
        let Some(snapshot) = session.current() else {
            self.seen.not_current += 1;
            return Ok(());
        };
        self.seen.repeated += u64::from(snapshot.contests.len() > 1);
        self.seen.two_current += u64::from(session.has_two_current());
        self.seen.other_contests += u64::from(snapshot.others.iter().any(|id| !self.manifests.known.contains(id)));
        let is_numbered = session.record.bytes().all(|byte| byte.is_ascii_digit());
        self.seen.unnumbered += u64::from(!is_numbered && !snapshot.contests.is_empty());
        if is_numbered && !snapshot.contests.is_empty() {
            self.text.clear();
            let _ = write!(self.text, "{}-{}-{}", session.tabulator, session.batch, session.record);
            match builder.meet(&self.text) {
                Met::Never => {}
                Met::InThisFile => self.seen.same_record += 1,
                Met::InAnother(_) if self.allow_repeats => self.seen.elsewhere += 1,
                Met::InAnother(file) => {
                    return Err(element.at(format!(
                        "the record {} (tabulator, batch, record) is in {file} too: give each part of an export once, or say \
                         `allow_repeats` if both are to be counted",
                        self.text
                    )));
                }
            }
        }
        for contest in &snapshot.contests {
            if contest.is_inactive || contest.is_redacted {
                self.seen.inactive += u64::from(contest.is_inactive);
                self.seen.redacted += u64::from(!contest.is_inactive);
                continue;
            }
            self.ballot.clear();
            self.marks(snapshot, contest).map_err(|message| element.at(message))?;
            self.groups(session, snapshot, builder).map_err(|message| element.at(message))?;
            builder.ballot(&mut self.ballot).map_err(|error| element.locate(error))?;
        }
        Ok(())
    }

    fn marks(&mut self, snapshot: &Snapshot, contest: &ContestMarks) -> Result<(), String> {
        let mut read: Vec<(u16, u32, i64)> = Vec::new();
        for mark in snapshot.marks(contest) {
            if mark.is_ambiguous {
                self.seen.ambiguous += 1;
                continue;
            }
            let rank = self.rank(mark)?;
            let number = *self.numbers.get(&mark.candidate_id).ok_or_else(|| self.unknown(mark.candidate_id))?;
            self.seen.empty_write_ins += u64::from(mark.writein_density == Some(0.0));
            self.ballot.mark(rank, Mark::Candidate(number));
            for &(other, _, _) in read.iter().filter(|(_, same, id)| *same == number && *id != mark.candidate_id) {
                match other == rank {
                    true => self.ballot.mark(rank, Mark::Overvote),
                    false => self.seen.write_in_lines += 1,
                }
            }
            read.push((rank, number, mark.candidate_id));
        }
        Ok(())
    }

    fn rank(&mut self, mark: &MarkFields) -> Result<u16, String> {
        let ranks = self.contest.ranks;
        let rank = match mark.rank {
            Some(rank) => check_rank(rank)?,
            None if ranks == 0 => 1,
            None => return Err(format!("a mark for candidate {} has no Rank", mark.candidate_id)),
        };
        self.seen.has_ranks |= rank > 1;
        self.seen.beyond_ranks += u64::from(ranks > 0 && i64::from(rank) > ranks);
        Ok(rank)
    }

    fn unknown(&self, id: i64) -> String {
        let of = self.manifests.candidates.iter().find(|candidate| candidate.id == id);
        let where_it_is = match of {
            None => "is not in CandidateManifest.json".to_owned(),
            Some(candidate) if candidate.contest == self.contest.id => {
                format!("({:?}) is disabled in CandidateManifest.json", candidate.name)
            }
            Some(candidate) => {
                format!("({:?}) stands in contest {} in CandidateManifest.json", candidate.name, candidate.contest)
            }
        };
        format!(
            "a mark in contest {} ({}) is for candidate {id}, who {where_it_is}: are the manifests those of this export?",
            self.contest.id, self.contest.name
        )
    }

    fn groups(&mut self, session: &Session, snapshot: &Snapshot, builder: &mut ContestBuilder) -> Result<(), String> {
        let manifests = self.manifests;
        let precinct = match (snapshot.portion, snapshot.precinct) {
            (Some(id), _) => Some((GroupKind::Precinct, Kind::Portions, id)),
            (None, Some(id)) => Some((GroupKind::Precinct, Kind::Precincts, id)),
            (None, None) => None,
        };
        let ballot_type = snapshot.ballot_type.map(|id| (GroupKind::BallotStyle, Kind::BallotTypes, id));
        let counting_group = session.counting_group.map(|id| (GroupKind::VoteMethod, Kind::CountingGroups, id));
        for (kind, manifest, id) in [precinct, ballot_type, counting_group].into_iter().flatten() {
            let number = builder.group(kind, &manifests.name(manifest, id)?).map_err(|error| error.to_string())?;
            self.ballot.set_group(kind, number);
        }
        self.text.clear();
        let _ = write!(self.text, "{}-{}", session.tabulator, session.batch);
        let number = builder.group(GroupKind::Batch, &self.text).map_err(|error| error.to_string())?;
        self.ballot.set_group(GroupKind::Batch, number);
        let _ = write!(self.ballot.key, "{}-{}", self.text, session.record);
        Ok(())
    }

    fn report(self, builder: &mut ContestBuilder) {
        if self.contest.ranks == 0 {
            builder.warn(match self.seen.has_ranks {
                false => format!("{} has no ranks (NumOfRanks is 0): every ballot ranks one candidate", self.contest.name),
                true => format!("{} has no ranks by NumOfRanks (0), and its marks have: they are read", self.contest.name),
            });
        }
        let Seen { elsewhere, unnumbered, two_current, other_contests, write_in_lines, .. } = self.seen;
        let Seen { not_current, inactive, redacted, ambiguous, empty_write_ins, beyond_ranks, repeated, same_record, .. } =
            self.seen;
        let assumed = [
            (not_current, "# records have neither a current Original nor a current Modified: they are left out"),
            (
                inactive,
                "# ballots are of voters who may not vote in the contest (outstack condition 7, InactiveContest): they are left out, as official counts do",
            ),
            (
                redacted,
                "# ballots of the contest are redacted (their marks are withheld): they are left out, so totals are below the official ones",
            ),
            (ambiguous, "# marks are ambiguous (IsAmbiguous): they count as no mark"),
            (
                empty_write_ins,
                "# marks for a write-in have nothing written beside them (WriteinDensity is 0): they count as the write-in that the record names",
            ),
            (beyond_ranks, "# marks have a rank beyond NumOfRanks in ContestManifest.json: they are read as they stand"),
            (
                same_record,
                "# records have the tabulator, batch and record number of another in the same file: each counts as a ballot",
            ),
            (elsewhere, "# records are in two of the files (tabulator, batch and record number): each counts as a ballot"),
            (
                if builder.has_keys_of_other_files() { unnumbered } else { 0 },
                "# records have no number (RecordId X): whether they are in two of the files was not looked at",
            ),
            (two_current, "# records have both a current Original and a current Modified: the Original is read"),
            (other_contests, "# records hold a contest that ContestManifest.json does not have: its marks are in no contest"),
            (
                write_in_lines,
                "# times a ballot marks two lines for write-ins at different ranks: they count as one candidate, and may be two people",
            ),
            (repeated, "# records hold the contest more than once: each counts as a ballot"),
        ];
        for (number, sentence) in assumed {
            builder.warn_of(number, sentence);
        }
    }
}
