//! The manifests of an export: `{"Version": …, "List": […]}` each, told apart by what their entries have, else by file name.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde_json::Value;

use crate::cvr::head::Head;
use crate::cvr::input::Input;
use crate::cvr::json::{Members, outline};
use crate::cvr::reader::Reading;
use crate::error::Result;

/// What an export's manifests say.
#[derive(Default)]
pub(super) struct Manifests {
    pub(super) contests: Vec<Contest>,
    /// Those that are disabled, too.
    pub(super) known: HashSet<i64>,
    pub(super) candidates: Vec<Candidate>,
    portions: Option<HashMap<i64, String>>,
    precincts: Option<HashMap<i64, String>>,
    ballot_types: Option<HashMap<i64, String>>,
    counting_groups: Option<HashMap<i64, String>>,
    /// The election's name, and the manifest that tells it.
    pub(super) election: Option<(String, String)>,
}

pub(super) struct Contest {
    pub(super) id: i64,
    /// Contests that share a name have their ids after it.
    pub(super) name: String,
    pub(super) ranks: i64,
    pub(super) votes: i64,
}

pub(super) struct Candidate {
    pub(super) id: i64,
    pub(super) contest: i64,
    pub(super) name: String,
    pub(super) is_write_in: bool,
    pub(super) is_disabled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Contests,
    Candidates,
    Portions,
    Precincts,
    BallotTypes,
    CountingGroups,
    Election,
    Other,
}

impl Kind {
    /// The usual name of the file.
    fn file(self) -> &'static str {
        match self {
            Kind::Contests => "ContestManifest.json",
            Kind::Candidates => "CandidateManifest.json",
            Kind::Portions => "PrecinctPortionManifest.json",
            Kind::Precincts => "PrecinctManifest.json",
            Kind::BallotTypes => "BallotTypeManifest.json",
            Kind::CountingGroups => "CountingGroupManifest.json",
            Kind::Election => "ElectionEventManifest.json",
            Kind::Other => "a manifest",
        }
    }

    /// What an export's file without ballots tells of, or `None` if the file is no such.
    pub(super) fn of(head: &Head) -> Option<Kind> {
        let members = outline(head);
        let has = |name: &str| members.iter().any(|(key, _)| key == name);
        if has("Sessions") {
            return None;
        }
        let Some((_, first)) = members.iter().find(|(key, _)| key == "List") else {
            return (has("CvrType") || has("SplitFilesPerBatch")).then_some(Kind::Other);
        };
        has("Version").then(|| Kind::of_entry(first.as_ref(), head.input().file_name()))
    }

    fn of_entry(entry: Option<&Value>, file: &str) -> Kind {
        let has = |name: &str| entry.is_some_and(|entry| entry.get(name).is_some());
        let stem = file.split('.').next().unwrap_or(file).to_lowercase();
        let by_name =
            [Kind::Portions, Kind::Precincts, Kind::BallotTypes, Kind::CountingGroups, Kind::Candidates, Kind::Contests]
                .into_iter()
                .find(|kind| {
                    let usual = kind.file().trim_end_matches(".json").to_lowercase();
                    stem.strip_suffix(&usual).is_some_and(|before| !before.ends_with(char::is_alphabetic))
                });
        match () {
            () if has("NumOfRanks") || has("VoteFor") => Kind::Contests,
            () if has("ContestId") && has("Description") => Kind::Candidates,
            () if has("ElectionDate") || has("Jurisdiction") => Kind::Election,
            () if has("PrecinctId") && has("Description") => Kind::Portions,
            () => by_name.unwrap_or(Kind::Other),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    id: i64,
    description: String,
    #[serde(default)]
    contest_id: Option<i64>,
    #[serde(default, rename = "Type")]
    kind: Option<String>,
    #[serde(default)]
    vote_for: Option<i64>,
    #[serde(default)]
    num_of_ranks: Option<i64>,
    #[serde(default)]
    disabled: Option<i64>,
}

impl Manifests {
    /// Reads those among the companions.
    pub(super) fn read(reading: &Reading) -> Result<Manifests> {
        let mut manifests = Manifests::default();
        let mut known: HashMap<&'static str, &Input> = HashMap::new();
        for input in reading.companions {
            let Some(kind) = Kind::of(&Head::read(input)?) else { continue };
            if kind == Kind::Other {
                continue;
            }
            if let Some(other) = known.insert(kind.file(), input) {
                let message = format!("and {} are both a {}: give the files of one export", other.name, kind.file());
                return Err(input.fault(message));
            }
            manifests.add(kind, input)?;
        }
        for kind in [Kind::Contests, Kind::Candidates] {
            if !known.contains_key(kind.file()) {
                return Err(reading.input.fault(format!(
                    "is a Dominion export, and {} is not among the files: it comes with the export; name it too, or give the folder or zip file that holds all",
                    kind.file()
                )));
            }
        }
        if manifests.contests.is_empty() {
            return Err(reading
                .input
                .fault("its ContestManifest.json lists no contests, or only disabled ones: give that of this export"));
        }
        manifests.tell_names_apart();
        Ok(manifests)
    }

    fn add(&mut self, kind: Kind, input: &Input) -> Result<()> {
        let mut nobody = ();
        let mut members = Members::open(input, &mut nobody)?;
        let mut names = HashMap::new();
        while let Some(key) = members.key()? {
            if key != "List" {
                continue;
            }
            while let Some(element) = members.next()? {
                let entry: Entry = element.parse()?;
                if kind == Kind::Contests && !self.known.insert(entry.id) {
                    return Err(element.at(format!("a second contest has the Id {}", entry.id)));
                }
                let is_disabled = entry.disabled.unwrap_or(0) != 0;
                match kind {
                    Kind::Contests if is_disabled => {}
                    Kind::Contests => self.contests.push(Contest {
                        id: entry.id,
                        name: entry.description,
                        ranks: entry.num_of_ranks.unwrap_or(0),
                        votes: entry.vote_for.unwrap_or(1),
                    }),
                    Kind::Candidates => self.candidates.push(Candidate {
                        id: entry.id,
                        contest: entry.contest_id.ok_or_else(|| element.at("a candidate has no ContestId"))?,
                        name: entry.description,
                        is_write_in: entry.kind.is_some_and(|kind| kind != "Regular"),
                        is_disabled,
                    }),
                    Kind::Election => self.election = Some((entry.description, input.name.clone())),
                    _ => {
                        if let Some(other) = names.insert(entry.id, entry.description).filter(|other| *other != names[&entry.id])
                        {
                            let message = format!("the Id {} stands for both {other:?} and {:?}", entry.id, names[&entry.id]);
                            return Err(element.at(message));
                        }
                    }
                }
            }
        }
        match kind {
            Kind::Portions => self.portions = Some(names),
            Kind::Precincts => self.precincts = Some(names),
            Kind::BallotTypes => self.ballot_types = Some(names),
            Kind::CountingGroups => self.counting_groups = Some(names),
            _ => {}
        }
        Ok(())
    }

    fn tell_names_apart(&mut self) {
        let mut holders: HashMap<String, u32> = HashMap::new();
        for contest in &mut self.contests {
            contest.name = contest.name.trim().to_owned();
            *holders.entry(contest.name.clone()).or_default() += 1;
        }
        for contest in &mut self.contests {
            if holders[&contest.name] > 1 {
                contest.name = format!("{} (contest {})", contest.name, contest.id);
            }
        }
    }

    /// Those that voters rank, or all if none is.
    pub(super) fn offered(&self) -> impl Iterator<Item = &Contest> {
        let has_ranked = self.contests.iter().any(|contest| contest.ranks > 0);
        self.contests.iter().filter(move |contest| contest.ranks > 0 || !has_ranked)
    }

    /// What is called so by a manifest, or the number if that is not among the files.
    pub(super) fn name(&self, kind: Kind, id: i64) -> Result<Cow<'_, str>, String> {
        let names = match kind {
            Kind::Portions => &self.portions,
            Kind::Precincts => &self.precincts,
            Kind::BallotTypes => &self.ballot_types,
            _ => &self.counting_groups,
        };
        match names {
            None => Ok(Cow::Owned(id.to_string())),
            Some(names) => names
                .get(&id)
                .map(|name| Cow::Borrowed(name.as_str()))
                .ok_or_else(|| format!("{id} is not in {}: are the manifests those of this export?", kind.file())),
        }
    }

    /// Manifests whose names are missing, of those that tell where ballots come from.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let portions = (self.portions.is_none() && self.precincts.is_none()).then_some(Kind::Portions);
        let types = self.ballot_types.is_none().then_some(Kind::BallotTypes);
        let groups = self.counting_groups.is_none().then_some(Kind::CountingGroups);
        [portions, types, groups].into_iter().flatten().map(Kind::file).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(entry: &str, file: &str) -> Kind {
        Kind::of_entry(Some(&serde_json::from_str(entry).unwrap()), file)
    }

    #[test]
    fn manifests_are_told_by_their_entries_and_where_these_are_alike_by_name() {
        assert_eq!(kind(r#"{"Description":"Mayor","Id":1,"VoteFor":1,"NumOfRanks":3}"#, "a.json"), Kind::Contests);
        assert_eq!(kind(r#"{"Description":"Ada","Id":1,"ContestId":1,"Type":"Regular"}"#, "a.json"), Kind::Candidates);
        assert_eq!(kind(r#"{"Description":"P1","Id":1,"PrecinctId":1}"#, "a.json"), Kind::Portions);
        let plain = r#"{"Description":"P1","Id":1,"ExternalId":""}"#;
        assert_eq!(kind(plain, "PrecinctManifest.json"), Kind::Precincts);
        assert_eq!(kind(plain, "sf_precinctportionmanifest.json.gz"), Kind::Portions);
        assert_eq!(kind(plain, "CountingGroupManifest.json"), Kind::CountingGroups);
        assert_eq!(kind(plain, "PartyManifest.json"), Kind::Other);
        assert_eq!(kind(r#"{"BallotTypeId":1,"ContestId":1}"#, "BallotTypeContestManifest.json"), Kind::Other);
        assert_eq!(kind(r#"{"DistrictId":1,"PrecinctPortionId":1}"#, "DistrictPrecinctPortionManifest.json"), Kind::Other);
    }
}
