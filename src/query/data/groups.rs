//! Groups of voters: the figures of the ballots that a `where` selects, made in pieces, and the last few kept.

use std::cell::{OnceCell, RefCell};
use std::rc::{Rc, Weak};

use super::figures::{Figures, not_provided};
use crate::ballots::{Endings, Predicate, Profile, Selection};
use crate::error::{Error, Result};
use crate::metrics::{Expectation, NullModel, Tally};
use crate::query::params::{GraphParams, written};
use crate::snapshot::{CANDIDATES, Descriptor, ENDINGS, PROFILE, SEGMENTS};

/// How many groups are kept, unless they take more than [`MAX_BYTES`].
const KEPT: usize = 8;
const MAX_BYTES: usize = 64 << 20;

/// What groups are counted from.
#[derive(Clone, Copy)]
pub struct Ballots<'a> {
    pub profile: Option<&'a Profile>,
    pub endings: Option<&'a Endings>,
    pub descriptor: &'a Descriptor,
}

impl<'a> Ballots<'a> {
    fn profile(self) -> Result<&'a Profile> {
        self.profile.ok_or_else(|| not_provided(PROFILE))
    }
}

/// The ballots of one predicate.
pub struct Group {
    predicate: Predicate,
    selection: OnceCell<Selection>,
    /// Ballots by length, until the null model is solved.
    lengths: RefCell<Option<Vec<u64>>>,
    pub figures: Figures,
}

impl Group {
    fn new(predicate: Predicate) -> Group {
        Group { predicate, selection: OnceCell::new(), lengths: RefCell::default(), figures: Figures::default() }
    }

    /// The rankings that match.
    pub fn selection(&self, profile: &Profile) -> &Selection {
        self.selection.get_or_init(|| Selection::of(profile, &self.predicate))
    }

    /// Does the next piece of counting what these tables hold of all ballots: what a count of rounds walks, the group's ballots,
    /// then what chance would give, then its supporters by kind. False if nothing was left to do.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the profile has not been provided; [`Error::Param`] of the parameter that names the group if chance
    /// has no solution.
    pub fn count(&self, ballots: Ballots, tables: &[&str], parameter: &str) -> Result<bool> {
        if tables.contains(&ENDINGS) && !self.figures.tabulations.has_ground() {
            let profile = ballots.profile()?;
            let endings = ballots.endings.ok_or_else(|| not_provided(ENDINGS))?;
            self.figures.tabulations.ground(profile, Some(self.selection(profile)), endings);
            return Ok(true);
        }
        let is_more_than = |known: &[&str]| tables.iter().any(|table| !known.contains(table));
        if !self.figures.has_candidates() && is_more_than(&[PROFILE, ENDINGS]) {
            let profile = ballots.profile()?;
            let Tally { candidates, pairs, lengths } = Tally::of_selection(profile, self.selection(profile));
            self.lengths.replace(Some(lengths));
            self.figures.provide_candidates(candidates);
            self.figures.provide_pair_counts(pairs);
            return Ok(true);
        }
        if !is_more_than(&[PROFILE, ENDINGS, CANDIDATES]) {
            return Ok(false);
        }
        let expectation = match &*self.lengths.borrow() {
            Some(lengths) => Some(self.expectation(lengths, ballots.descriptor, parameter)?),
            None => None,
        };
        if let Some(expectation) = expectation {
            self.lengths.take();
            self.figures.provide_expectation(expectation);
            return Ok(true);
        }
        if tables.contains(&SEGMENTS) && !self.figures.has_segments() {
            let usual = GraphParams::default();
            if !self.figures.has_support(usual.min_shared_ballots, usual.method) {
                self.figures.support(usual.min_shared_ballots, usual.method)?;
                return Ok(true);
            }
            let profile = ballots.profile()?;
            self.figures.provide_segments(self.figures.count_segments(self.selection(profile).iter(profile))?);
            return Ok(true);
        }
        Ok(false)
    }

    fn expectation(&self, lengths: &[u64], descriptor: &Descriptor, parameter: &str) -> Result<Expectation> {
        let model = NullModel::solve(lengths, &self.figures.candidates()?.mentions);
        if model.residual() > NullModel::MAX_RESIDUAL {
            let group = serde_json::to_string(&written(&self.predicate, descriptor)).unwrap_or_default();
            let expected = "what chance would give cannot be worked out for these ballots: choose some more or others";
            return Err(Error::param(parameter, group, expected));
        }
        Ok(model.expectation())
    }

    fn bytes(&self) -> usize {
        size_of::<Group>()
            + self.selection.get().map_or(0, Selection::bytes)
            + self.lengths.borrow().as_ref().map_or(0, |lengths| 8 * lengths.len())
            + self.figures.bytes()
    }
}

/// The groups asked for last, latest first, and those that somebody still holds.
#[derive(Default)]
pub struct Groups {
    kept: RefCell<Vec<Rc<Group>>>,
    held: RefCell<Vec<Weak<Group>>>,
}

impl Groups {
    pub fn of(&self, predicate: &Predicate) -> Rc<Group> {
        let mut kept = self.kept.borrow_mut();
        let known = kept.iter().position(|group| group.predicate == *predicate);
        let group = known.map_or_else(|| self.held_or_new(predicate), |place| kept.remove(place));
        kept.insert(0, group.clone());
        // Two stay whatever they take: comparing needs both.
        let mut bytes = 0;
        let fitting = kept.iter().take_while(|group| {
            bytes += group.bytes();
            bytes <= MAX_BYTES
        });
        let fitting = fitting.count().clamp(2, KEPT);
        kept.truncate(fitting);
        group
    }

    /// Work that is under way goes on where it is, also after others have taken its place among those that are kept.
    fn held_or_new(&self, predicate: &Predicate) -> Rc<Group> {
        let mut held = self.held.borrow_mut();
        held.retain(|group| group.strong_count() > 0);
        if let Some(group) = held.iter().filter_map(Weak::upgrade).find(|group| group.predicate == *predicate) {
            return group;
        }
        let group = Rc::new(Group::new(predicate.clone()));
        held.push(Rc::downgrade(&group));
        group
    }

    pub fn forget(&self) {
        self.kept.borrow_mut().clear();
    }

    /// The bytes that they hold.
    pub fn bytes(&self) -> usize {
        self.kept.borrow().iter().map(|group| group.bytes()).sum()
    }
}
