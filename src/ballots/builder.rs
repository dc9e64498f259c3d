//! From raw ballots to a contest: interns candidates, cleans each ballot, counts equal rankings.

use std::hash::Hash;

use super::cleaning::{self, CleaningOptions, CleaningReport, Standing, WriteInRole};
use super::digest::BallotDigest;
use super::endings::{Endings, EndingsBuilder};
use super::findings::Findings;
use super::keys::{Keys, Met};
use super::limits::{MAX_BALLOTS, MAX_KEYS, MAX_PAIR_COUNTS};
use super::names::{Listing, Named, Names};
use super::profile::{Profile, ProfileBuilder};
use super::raw::{Candidate, GroupKind, RawBallot};
use super::reading::{ReadingReport, WordKind};
use crate::error::{Error, Result};

/// A cleaned contest: everything that metrics and snapshots are made from.
#[derive(Clone, Debug)]
pub struct Contest {
    /// In index order: by ascending id.
    pub candidates: Vec<Candidate>,
    pub profile: Profile,
    pub endings: Endings,
    pub options: CleaningOptions,
    pub report: CleaningReport,
    pub reading: ReadingReport,
}

impl Contest {
    /// Id and name of every candidate, in index order.
    pub fn named_candidates(&self) -> Vec<(u32, &str)> {
        self.candidates.iter().map(|candidate| (candidate.id, candidate.name.as_str())).collect()
    }
}

/// Takes the ballots of one contest in any order, from any number of files, and holds the distinct rankings only.
pub struct ContestBuilder {
    options: CleaningOptions,
    report: CleaningReport,
    names: Names,
    standings: Vec<Standing>,
    profile: ProfileBuilder,
    endings: EndingsBuilder,
    ranking: Vec<u32>,
    findings: Findings,
    names_may_be_missing: bool,
    digest: Option<BallotDigest>,
    keys: Keys,
}

impl ContestBuilder {
    pub fn new(options: CleaningOptions) -> ContestBuilder {
        ContestBuilder {
            names: Names::new(&options.alias),
            options,
            report: CleaningReport::default(),
            standings: Vec::new(),
            profile: ProfileBuilder::default(),
            endings: EndingsBuilder::default(),
            ranking: Vec::new(),
            findings: Findings::default(),
            names_may_be_missing: false,
            digest: None,
            keys: Keys::default(),
        }
    }

    /// The rules of cleaning.
    pub fn options(&self) -> &CleaningOptions {
        &self.options
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
        self.register(id, name, Listing::Seen)
    }

    /// Like [`candidate`](Self::candidate), for one that the source itself lists as a candidate: what is called a write-in is a
    /// counted bucket then, for officials counted it.
    ///
    /// # Errors
    /// As [`candidate`](Self::candidate).
    pub fn listed(&mut self, id: Option<u32>, name: &str) -> Result<u32> {
        self.register(id, name, Listing::Listed)
    }

    /// Like [`listed`](Self::listed), for one that the source lists as a write-in, whatever the name.
    ///
    /// # Errors
    /// As [`candidate`](Self::candidate).
    pub fn listed_write_in(&mut self, id: Option<u32>, name: &str) -> Result<u32> {
        self.register(id, name, Listing::WriteIn)
    }

    /// Like [`candidate`](Self::candidate), for one that the source says has withdrawn: no candidate of the contest, marks
    /// for it are no votes and are reported as dropped.
    ///
    /// # Errors
    /// Also if another input says that this candidate has not withdrawn.
    pub fn withdrawn(&mut self, id: Option<u32>, name: &str) -> Result<u32> {
        self.register(id, name, Listing::Withdrawn)
    }

    fn register(&mut self, id: Option<u32>, name: &str, listing: Listing) -> Result<u32> {
        let number = self.names.number(id, name, listing)?;
        if self.standings.len() <= number as usize {
            let named = self.names.get(number);
            let is_dropped = listing == Listing::Withdrawn || self.options.drop_candidate.contains(&named.name);
            self.standings.push(if is_dropped {
                Standing::Dropped
            } else if named.role(&self.options) == WriteInRole::Slot {
                Standing::WriteInSlot
            } else {
                Standing::Counted(number)
            });
        }
        Ok(number)
    }

    /// The names of those that marks are counted for, so far.
    pub fn counted_names(&self) -> impl Iterator<Item = &str> {
        let counted = self.standings.iter().filter_map(|standing| match standing {
            Standing::Counted(number) => Some(*number),
            _ => None,
        });
        counted.map(|number| self.names.get(number).name.as_str())
    }

    /// The number of a group of ballots, for [`RawBallot::set_group`].
    ///
    /// # Errors
    /// More groups of one kind than are possible.
    pub fn group(&mut self, kind: GroupKind, name: &str) -> Result<u32> {
        self.findings.group(kind, name.trim())
    }

    /// Tells the publisher of something that was assumed. The same sentence is told once.
    pub fn warn(&mut self, sentence: impl Into<String>) {
        self.findings.warn(sentence.into());
    }

    /// Tells of something that was assumed `number` times, in all files together: the sum stands for the first `#`.
    pub fn warn_of(&mut self, number: u64, sentence: &str) {
        self.findings.warn_of(number, sentence);
    }

    /// Counts a word in place of a name in so many cells.
    pub fn words(&mut self, kind: WordKind, text: &str, cells: u64) {
        self.findings.words(kind, text, cells);
    }

    /// Keeps the first ballots that have a mark, for [`ReadingReport::samples`].
    pub fn keep_samples(&mut self, number: usize) {
        self.findings.keep_samples(number);
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
        let ending = cleaning::clean(ballot, &self.standings, &self.options.rules, &mut self.report, &mut self.ranking);
        self.findings.ballot(ballot, &self.ranking, &self.names);
        self.keys.ballot(&ballot.key);
        if let Some(digest) = &mut self.digest {
            digest.add(ballot);
        }
        if !self.ranking.is_empty() {
            self.profile.add(&self.ranking, ballot.weight);
        }
        if !ballot.marks.is_empty() {
            self.endings.add(&self.ranking, ending, ballot.weight);
        }
        Ok(())
    }

    /// The reader of this file [asks](Self::meet) whether ballots are there twice, and tells of them, or gives each key once, as where
    /// it puts ballots together by their keys. Without it, ballots of one [key](RawBallot::key) in the file are told of at its
    /// [end](Self::end_of_file).
    pub fn leave_keys_to_reader(&mut self) {
        self.keys.leave_to_reader();
    }

    /// Where the name of a ballot has been met before: in this file, or in one whose reader asked. It has been in this file from then
    /// on.
    pub fn meet(&mut self, key: impl Hash) -> Met {
        self.keys.meet(key)
    }

    /// Whether another file was read before whose reader asked.
    pub fn has_keys_of_other_files(&self) -> bool {
        self.keys.are_of_several_files()
    }

    /// The ballots of a file have been taken.
    pub fn end_of_file(&mut self, file: &str) {
        if let Some(told) = self.keys.end_of_file(file) {
            self.findings.warn_last(told);
        }
        if self.keys.is_full {
            self.findings.warn(format!(
                "the files hold more than {MAX_KEYS} ballots: whether one of the later ones comes twice was not looked at"
            ));
        }
    }

    /// From now on ballots are told apart by [`take_digest`](Self::take_digest).
    pub fn digest_ballots(&mut self) {
        self.digest = Some(BallotDigest::default());
    }

    /// What was taken since the last call: equal for equal ballots in any order.
    pub fn take_digest(&mut self) -> BallotDigest {
        self.digest.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Ballots taken so far.
    pub fn ballots(&self) -> u64 {
        self.report.ballots_read
    }

    /// Rules that name a candidate the input does not have are told in [`ReadingReport::missing`], not refused.
    pub fn allow_missing_names(&mut self) {
        self.names_may_be_missing = true;
    }

    /// The cleaned contest.
    ///
    /// # Errors
    /// No ballots, no candidates, or a rule that names a candidate the input does not have.
    pub fn finish(self) -> Result<Contest> {
        let mut reading = self.findings.finish();
        reading.missing = self.names.missing(&self.options);
        if let Some((parameter, name)) = reading.missing.first()
            && !self.names_may_be_missing
        {
            let expected = format!("the names in the input are: {}", self.names.spellings().join("; "));
            return Err(Error::param(*parameter, format!("{name:?}"), expected));
        }
        if self.report.ballots_read == 0 {
            return Err(Error::Format("the input holds no ballots".into()));
        }
        let by_name = !self.names.have_ids();
        let mut counted: Vec<(u32, u32, Named)> = Vec::new();
        for (number, named) in self.names.into_iter().enumerate() {
            if matches!(self.standings[number], Standing::Counted(_)) {
                counted.push((named.id.unwrap_or(0), number as u32, named));
            }
        }
        if counted.is_empty() {
            return Err(Error::Format("the contest has no candidates: none is listed or marked".into()));
        }
        counted.sort_by(|a, b| (a.0, &a.2.name).cmp(&(b.0, &b.2.name)));
        let mut index_of = vec![u16::MAX; self.standings.len()];
        let mut candidates = Vec::with_capacity(counted.len());
        for (index, (id, number, named)) in counted.into_iter().enumerate() {
            index_of[number as usize] = index as u16;
            let is_write_in = named.role(&self.options) == WriteInRole::Counted;
            candidates.push(Candidate { id: if by_name { index as u32 + 1 } else { id }, name: named.name, is_write_in });
        }
        let profile = self.profile.finish(candidates.len(), |number| index_of[number as usize]);
        let endings = self.endings.finish(&profile, |number| index_of[number as usize]);
        let pair_counts = candidates.len() * (candidates.len() - 1) / 2 * profile.max_rankings();
        if pair_counts > MAX_PAIR_COUNTS {
            return Err(Error::TooLarge(format!(
                "{} candidates with ballots of up to {} ranks make {pair_counts} counts of pairs; at most {MAX_PAIR_COUNTS} are possible",
                candidates.len(),
                profile.max_rankings()
            )));
        }
        Ok(Contest { candidates, profile, endings, options: self.options, report: self.report, reading })
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::super::cleaning::{CleaningRules, DuplicateRule, OvervoteRule, SkippedRule};
    use super::super::limits::MAX_CANDIDATES;
    use super::super::raw::Mark;
    use super::*;

    fn builder() -> ContestBuilder {
        ContestBuilder::new(CleaningOptions::default())
    }

    fn cast(builder: &mut ContestBuilder, candidates: &[u32], weight: u64) -> Result<()> {
        let marks = (1..).zip(candidates).map(|(rank, &candidate)| (rank, Mark::Candidate(candidate))).collect();
        builder.ballot(&mut RawBallot::of(marks, weight))
    }

    #[test]
    fn candidates_with_ids_are_listed_by_id() {
        let mut builder = builder();
        let late = builder.candidate(Some(50004), " Uncertified Write In ").unwrap();
        let early = builder.candidate(Some(36), "Zoe").unwrap();
        cast(&mut builder, &[late, early], 2).unwrap();
        cast(&mut builder, &[early], 1).unwrap();
        let contest = builder.finish().unwrap();
        assert_eq!(contest.named_candidates(), [(36, "Zoe"), (50004, "Uncertified Write In")]);
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
        assert_eq!(builder.finish().unwrap().named_candidates(), [(1, "Bob"), (2, "Zoe"), (3, "ann"), (4, "émile")]);
    }

    #[test]
    fn two_candidates_may_share_a_name_if_they_have_ids() {
        let mut builder = builder();
        let first = builder.candidate(Some(1), "Ann").unwrap();
        let second = builder.candidate(Some(2), "Ann").unwrap();
        cast(&mut builder, &[second, first], 1).unwrap();
        let contest = builder.finish().unwrap();
        assert_eq!(contest.named_candidates(), [(1, "Ann"), (2, "Ann")]);
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
        assert_eq!(contest.named_candidates(), [(1, "Ann")]);
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
    fn why_rankings_end_is_counted_by_ranking() {
        let rules = CleaningRules {
            overvote: OvervoteRule::Exhaust,
            skipped: SkippedRule::ExhaustAfter(NonZeroU16::MIN),
            duplicate: DuplicateRule::Exhaust,
            max_rankings: NonZeroU16::new(3),
            ..CleaningRules::default()
        };
        let mut builder = ContestBuilder::new(CleaningOptions { rules, ..CleaningOptions::default() });
        let [zoe, ann, bob] = ["Zoe", "Ann", "Bob"].map(|name| builder.candidate(None, name).unwrap());
        let slot = builder.candidate(None, "Write-in-1").unwrap();
        let [z, a, b, s] = [zoe, ann, bob, slot].map(Mark::Candidate);
        let over = Mark::Overvote;
        for (marks, weight) in [
            (vec![(1, z), (2, a)], 1),
            (vec![(1, z), (2, a), (3, over)], 2),
            (vec![(1, z), (2, a), (3, z)], 3),
            (vec![(1, z), (2, a), (4, b)], 4),
            (vec![(1, a), (3, z)], 5),
            (vec![(1, a), (3, b)], 6),
            (vec![(1, b), (2, over)], 0),
            (vec![(1, over), (2, a)], 7),
            (vec![(2, a)], 8),
            (vec![(1, s)], 9),
            (vec![(1, s), (2, over)], 10),
            (vec![], 11),
            (vec![(1, over)], 0),
        ] {
            builder.ballot(&mut RawBallot::of(marks, weight)).unwrap();
        }
        let contest = builder.finish().unwrap();
        // Ann, Bob, Zoe.
        assert_eq!(contest.profile, Profile::new(3, [(vec![0], 11), (vec![2, 0], 10)]));
        assert_eq!(contest.endings, Endings { rows: vec![(0, [0, 11, 0]), (1, [2, 0, 3])], inactive: [9, 17, 8, 0] });
        assert_eq!(contest.report.blank_ballots, contest.report.unmarked_ballots + contest.endings.inactive_ballots());
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
