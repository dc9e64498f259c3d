//! From raw ballots to a contest: interns candidates, cleans each ballot, counts equal rankings.

use std::collections::HashMap;

use super::cleaning::{self, CleaningOptions, CleaningReport, Standing, WriteInRole};
use super::limits::{MAX_BALLOTS, MAX_CANDIDATES, MAX_PAIR_COUNTS};
use super::profile::{Profile, ProfileBuilder};
use super::raw::{Candidate, RawBallot};
use crate::error::{Error, Result};

/// A cleaned contest: everything that metrics and snapshots are made from.
#[derive(Clone, Debug)]
pub struct Contest {
    /// In index order: by ascending id.
    pub candidates: Vec<Candidate>,
    pub profile: Profile,
    pub options: CleaningOptions,
    pub report: CleaningReport,
}

/// Takes the ballots of one contest in any order, from any number of files, and holds the distinct rankings only.
pub struct ContestBuilder {
    options: CleaningOptions,
    report: CleaningReport,
    by_id: HashMap<u32, u32>,
    by_name: HashMap<String, u32>,
    named: Vec<Named>,
    standings: Vec<Standing>,
    profile: ProfileBuilder,
    ranking: Vec<u32>,
}

struct Named {
    id: Option<u32>,
    name: String,
    withdrawn: bool,
}

impl ContestBuilder {
    pub fn new(options: CleaningOptions) -> ContestBuilder {
        ContestBuilder {
            options,
            report: CleaningReport::default(),
            by_id: HashMap::new(),
            by_name: HashMap::new(),
            named: Vec::new(),
            standings: Vec::new(),
            profile: ProfileBuilder::default(),
            ranking: Vec::new(),
        }
    }

    /// The number to use in [`Mark::Candidate`](super::Mark::Candidate) for a candidate.
    ///
    /// With an id (where the format gives one stable id per candidate, or lists candidates in an order of its own) the id
    /// is the identity, and two candidates may share a name. Without, the name is. Call it for every candidate that the
    /// source lists, marked or not.
    ///
    /// # Errors
    /// An empty name, an id that stands for two names, candidates with and without ids in one contest, too many candidates.
    /// The message has no file or line: the reader adds them.
    pub fn candidate(&mut self, id: Option<u32>, name: &str) -> Result<u32> {
        self.register(id, name.trim(), false)
    }

    /// Like [`candidate`](Self::candidate), for one that the source says has withdrawn: no candidate of the contest, marks
    /// for it are no votes and are reported as dropped.
    ///
    /// # Errors
    /// Also if another input says that this candidate has not withdrawn.
    pub fn withdrawn(&mut self, id: Option<u32>, name: &str) -> Result<u32> {
        self.register(id, name.trim(), true)
    }

    fn register(&mut self, id: Option<u32>, name: &str, withdrawn: bool) -> Result<u32> {
        if let Some(number) = self.known(id, name)? {
            if self.named[number as usize].withdrawn != withdrawn {
                return Err(Error::Format(format!("candidate {name:?} has withdrawn in one input and not in another")));
            }
            return Ok(number);
        }
        if name.is_empty() {
            return Err(Error::Format("a candidate has an empty name".into()));
        }
        if self.named.first().is_some_and(|first| first.id.is_some() != id.is_some()) {
            return Err(Error::Format(format!(
                "candidate {name:?}: some candidates of the contest have ids and some do not; give all inputs in one format"
            )));
        }
        if self.named.len() == MAX_CANDIDATES {
            return Err(Error::TooLarge(format!("more than {MAX_CANDIDATES} candidates: is this column a list of candidates?")));
        }
        let number = self.named.len() as u32;
        match id {
            Some(id) => self.by_id.insert(id, number),
            None => self.by_name.insert(name.to_owned(), number),
        };
        self.standings.push(if withdrawn || self.options.drop_candidate.iter().any(|dropped| dropped == name) {
            Standing::Dropped
        } else if self.options.role(name) == WriteInRole::Slot {
            Standing::WriteInSlot
        } else {
            Standing::Counted(number)
        });
        self.named.push(Named { id, name: name.to_owned(), withdrawn });
        Ok(number)
    }

    fn known(&self, id: Option<u32>, name: &str) -> Result<Option<u32>> {
        let Some(id) = id else { return Ok(self.by_name.get(name).copied()) };
        let Some(&number) = self.by_id.get(&id) else { return Ok(None) };
        let first = &self.named[number as usize].name;
        if first != name {
            return Err(Error::Format(format!("candidate id {id} stands for both {first:?} and {name:?}")));
        }
        Ok(Some(number))
    }

    /// Cleans and counts one ballot. Its marks are sorted in place.
    ///
    /// # Errors
    /// More ballots than an f64 counts exactly.
    ///
    /// # Panics
    /// If a mark has rank 0 or a candidate number that [`candidate`](Self::candidate) did not give: readers check both.
    pub fn ballot(&mut self, ballot: &mut RawBallot) -> Result<()> {
        if self.report.ballots_read.saturating_add(ballot.weight) > MAX_BALLOTS {
            return Err(Error::TooLarge(format!("more than {MAX_BALLOTS} ballots in all: they cannot be counted exactly")));
        }
        cleaning::clean(ballot, &self.standings, &self.options.rules, &mut self.report, &mut self.ranking);
        if !self.ranking.is_empty() {
            self.profile.add(&self.ranking, ballot.weight);
        }
        Ok(())
    }

    /// The cleaned contest.
    ///
    /// # Errors
    /// No ballots, no candidates, or an option that names a candidate the input does not have.
    pub fn finish(self) -> Result<Contest> {
        for (parameter, name) in self
            .options
            .drop_candidate
            .iter()
            .map(|name| ("drop_candidate", name))
            .chain(self.options.write_in.keys().map(|name| ("write_in", name)))
        {
            if !self.named.iter().any(|known| known.name == *name) {
                let mut names: Vec<&str> = self.named.iter().map(|known| known.name.as_str()).collect();
                names.sort_unstable();
                return Err(Error::param(
                    parameter,
                    format!("{name:?}"),
                    format!("the names in the input are: {}", names.join("; ")),
                ));
            }
        }
        if self.report.ballots_read == 0 {
            return Err(Error::Format("the input holds no ballots".into()));
        }
        let mut counted: Vec<(u32, u32, String)> = Vec::new();
        for (number, Named { id, name, .. }) in self.named.into_iter().enumerate() {
            if matches!(self.standings[number], Standing::Counted(_)) {
                counted.push((id.unwrap_or(0), number as u32, name));
            }
        }
        if counted.is_empty() {
            return Err(Error::Format("the contest has no candidates: none is listed or marked".into()));
        }
        let by_name = self.by_id.is_empty();
        counted.sort_by(|a, b| (a.0, &a.2).cmp(&(b.0, &b.2)));
        let mut index_of = vec![u16::MAX; self.standings.len()];
        let mut candidates = Vec::with_capacity(counted.len());
        for (index, (id, number, name)) in counted.into_iter().enumerate() {
            index_of[number as usize] = index as u16;
            let is_write_in = self.options.role(&name) == WriteInRole::Counted;
            candidates.push(Candidate { id: if by_name { index as u32 + 1 } else { id }, name, is_write_in });
        }
        let profile = self.profile.finish(candidates.len(), |number| index_of[number as usize]);
        let pair_counts = candidates.len() * (candidates.len() - 1) / 2 * profile.max_rankings();
        if pair_counts > MAX_PAIR_COUNTS {
            return Err(Error::TooLarge(format!(
                "{} candidates with ballots of up to {} ranks make {pair_counts} counts of pairs; at most {MAX_PAIR_COUNTS} are possible",
                candidates.len(),
                profile.max_rankings()
            )));
        }
        Ok(Contest { candidates, profile, options: self.options, report: self.report })
    }
}

#[cfg(test)]
mod tests {
    use super::super::raw::Mark;
    use super::*;

    fn builder() -> ContestBuilder {
        ContestBuilder::new(CleaningOptions::default())
    }

    fn cast(builder: &mut ContestBuilder, candidates: &[u32], weight: u64) -> Result<()> {
        let marks = (1..).zip(candidates).map(|(rank, &candidate)| (rank, Mark::Candidate(candidate))).collect();
        builder.ballot(&mut RawBallot { marks, weight })
    }

    fn listed(contest: &Contest) -> Vec<(u32, &str)> {
        contest.candidates.iter().map(|candidate| (candidate.id, candidate.name.as_str())).collect()
    }

    #[test]
    fn candidates_with_ids_are_listed_by_id() {
        let mut builder = builder();
        let late = builder.candidate(Some(50004), " Uncertified Write In ").unwrap();
        let early = builder.candidate(Some(36), "Zoe").unwrap();
        cast(&mut builder, &[late, early], 2).unwrap();
        cast(&mut builder, &[early], 1).unwrap();
        let contest = builder.finish().unwrap();
        assert_eq!(listed(&contest), [(36, "Zoe"), (50004, "Uncertified Write In")]);
        assert_eq!(contest.candidates.iter().map(|candidate| candidate.is_write_in).collect::<Vec<_>>(), [false, true]);
        assert_eq!(contest.profile, Profile::new(2, [(vec![0], 1), (vec![1, 0], 2)]));
    }

    #[test]
    fn candidates_without_ids_are_numbered_by_name_in_code_point_order() {
        let mut builder = builder();
        for name in ["émile", "Zoe", "ann", "Bob", "Zoe"] {
            builder.candidate(None, name).unwrap();
        }
        cast(&mut builder, &[0], 1).unwrap();
        assert_eq!(listed(&builder.finish().unwrap()), [(1, "Bob"), (2, "Zoe"), (3, "ann"), (4, "émile")]);
    }

    #[test]
    fn two_candidates_may_share_a_name_if_they_have_ids() {
        let mut builder = builder();
        let first = builder.candidate(Some(1), "Ann").unwrap();
        let second = builder.candidate(Some(2), "Ann").unwrap();
        cast(&mut builder, &[second, first], 1).unwrap();
        let contest = builder.finish().unwrap();
        assert_eq!(listed(&contest), [(1, "Ann"), (2, "Ann")]);
        assert_eq!(contest.profile.ranking(0), [1, 0]);
    }

    #[test]
    fn an_id_stands_for_one_name() {
        let mut builder = builder();
        builder.candidate(Some(1), "Ann").unwrap();
        let error = builder.candidate(Some(1), "Bob").unwrap_err().to_string();
        assert_eq!(error, "candidate id 1 stands for both \"Ann\" and \"Bob\"");
    }

    #[test]
    fn candidates_with_and_without_ids_do_not_mix() {
        let mut with = builder();
        with.candidate(Some(1), "Ann").unwrap();
        assert!(with.candidate(None, "Ann").unwrap_err().to_string().contains("some do not"));
        let mut without = builder();
        without.candidate(None, "Ann").unwrap();
        assert!(without.candidate(Some(1), "Ann").unwrap_err().to_string().contains("some do not"));
    }

    #[test]
    fn empty_names_and_too_many_candidates_are_refused() {
        let mut builder = builder();
        assert!(builder.candidate(Some(1), " ").unwrap_err().to_string().contains("empty name"));
        for number in 0..MAX_CANDIDATES {
            builder.candidate(None, &format!("c{number}")).unwrap();
        }
        assert_eq!(builder.candidate(None, "c0").unwrap(), 0);
        assert_eq!(builder.candidate(None, "one more").unwrap_err().code(), "E_TOO_LARGE");
    }

    #[test]
    fn slots_withdrawn_and_dropped_candidates_are_not_listed() {
        let options = CleaningOptions { drop_candidate: vec!["Bob".into()], ..CleaningOptions::default() };
        let mut builder = ContestBuilder::new(options);
        let ann = builder.candidate(Some(1), "Ann").unwrap();
        let bob = builder.candidate(Some(2), "Bob").unwrap();
        let cleo = builder.withdrawn(Some(3), "Cleo").unwrap();
        let slot = builder.candidate(Some(4), "Write-in-1").unwrap();
        cast(&mut builder, &[bob, cleo, slot, ann], 1).unwrap();
        let contest = builder.finish().unwrap();
        assert_eq!(listed(&contest), [(1, "Ann")]);
        assert_eq!(contest.profile, Profile::new(1, [(vec![0], 1)]));
        assert_eq!((contest.report.dropped_candidate_marks, contest.report.write_in_slot_marks), (2, 1));
    }

    #[test]
    fn a_candidate_has_withdrawn_in_every_input_or_in_none() {
        let mut builder = builder();
        builder.withdrawn(Some(1), "Ann").unwrap();
        assert_eq!(builder.withdrawn(Some(1), "Ann").unwrap(), 0);
        assert!(builder.candidate(Some(1), "Ann").unwrap_err().to_string().contains("withdrawn in one input"));
    }

    #[test]
    fn an_option_that_names_nobody_lists_the_names() {
        let mut builder =
            ContestBuilder::new(CleaningOptions { drop_candidate: vec!["Anne".into()], ..CleaningOptions::default() });
        let ann = builder.candidate(None, "Ann").unwrap();
        cast(&mut builder, &[ann], 1).unwrap();
        let error = builder.finish().unwrap_err();
        assert_eq!(error.to_string(), "drop_candidate: \"Anne\" is not allowed; the names in the input are: Ann");

        let write_in = std::collections::BTreeMap::from([("UWI".to_owned(), WriteInRole::Slot)]);
        let mut builder = ContestBuilder::new(CleaningOptions { write_in, ..CleaningOptions::default() });
        let ann = builder.candidate(None, "Ann").unwrap();
        cast(&mut builder, &[ann], 1).unwrap();
        assert!(builder.finish().unwrap_err().to_string().starts_with("write_in: \"UWI\""));
    }

    #[test]
    fn no_ballots_or_no_candidates_are_errors() {
        let mut none_cast = builder();
        none_cast.candidate(None, "Ann").unwrap();
        assert_eq!(none_cast.finish().unwrap_err().to_string(), "the input holds no ballots");
        let mut none_listed = builder();
        cast(&mut none_listed, &[], 1).unwrap();
        assert!(none_listed.finish().unwrap_err().to_string().contains("no candidates"));
    }

    #[test]
    fn a_contest_that_nobody_marked_has_an_empty_profile() {
        let mut builder = builder();
        builder.candidate(Some(1), "Ann").unwrap();
        cast(&mut builder, &[], 5).unwrap();
        let contest = builder.finish().unwrap();
        assert_eq!((contest.profile.ballots(), contest.profile.candidates()), (0, 1));
        assert_eq!((contest.report.blank_ballots, contest.report.unmarked_ballots), (5, 5));
    }

    #[test]
    fn more_ballots_than_can_be_counted_exactly_are_refused() {
        let mut builder = builder();
        let ann = builder.candidate(None, "Ann").unwrap();
        cast(&mut builder, &[ann], MAX_BALLOTS - 1).unwrap();
        cast(&mut builder, &[ann], 1).unwrap();
        assert_eq!(cast(&mut builder, &[ann], 1).unwrap_err().code(), "E_TOO_LARGE");
        assert_eq!(cast(&mut builder, &[ann], u64::MAX).unwrap_err().code(), "E_TOO_LARGE");
        assert_eq!(builder.finish().unwrap().profile.ballots(), MAX_BALLOTS);
    }
}
