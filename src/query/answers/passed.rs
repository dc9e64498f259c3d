//! What the published count passed on from one candidate to another, beside figures of coalitions.

use std::rc::Rc;

use super::context::Context;
use super::rounds::decimal;
use super::sentences::{self, Amount};
use crate::metrics::ratio;
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::{Cell, Row, Standing, Words};
use crate::snapshot::CandidateEntry;
use crate::tabulation::{Destination, Flow, Method, Tabulation, Units};

/// The count of all ballots by the election's own rules.
#[derive(Clone)]
pub struct PublishedCount<'a> {
    entries: &'a [CandidateEntry],
    tabulation: Rc<Tabulation>,
}

impl<'a> Context<'a> {
    /// `None` of a group of voters, and where the snapshot has no count.
    pub fn published_count(self) -> Option<PublishedCount<'a>> {
        let own = self.figures.tabulations.own().filter(|_| self.selection.is_none())?;
        Some(PublishedCount { entries: &self.election.descriptor.candidates, tabulation: own.clone() })
    }
}

/// Votes that went from one to another after a round.
pub struct Passed {
    tabulation: u32,
    round: u32,
    votes: f64,
}

shape! {
    /// Votes that went from one candidate to another after a round.
    pub PassedOn of Passed {
        /// From 1; above 1 only by the method `sequential`.
        tabulation: Whole = |p| p.tabulation;
        /// From 1.
        round: Whole = |p| p.round;
        /// Above 0.
        votes: Float = |p| p.votes;
    }
}

impl<'a> PublishedCount<'a> {
    fn flows(&self) -> impl Iterator<Item = (u32, u32, &Flow)> {
        (1..).zip(&self.tabulation.counts).flat_map(|(tabulation, count)| {
            (1..)
                .zip(&count.rounds)
                .flat_map(move |(number, round)| round.transfers.iter().map(move |flow| (tabulation, number, flow)))
        })
    }

    /// Whether it tells what goes from one to another.
    fn has_transfers(&self) -> bool {
        self.tabulation.method() != Method::Meek
    }

    fn number(&self, units: Units) -> f64 {
        decimal(units.into(), self.tabulation.places)
    }

    fn amount(&self, units: Units) -> Amount {
        Amount { units, places: self.tabulation.places }
    }

    fn name(&self, candidate: u16) -> &'a str {
        &self.entries[usize::from(candidate)].name
    }

    /// Votes passed on from each to each, n × n. `None` where the count does not tell.
    pub fn passed(&self) -> Option<Vec<f64>> {
        let n = self.entries.len();
        let mut units = vec![0; n * n];
        for (_, _, flow) in self.flows() {
            if let Destination::Candidate(to) = flow.to {
                units[usize::from(flow.from) * n + usize::from(to)] += flow.votes;
            }
        }
        self.has_transfers().then(|| units.into_iter().map(|units| self.number(units)).collect())
    }

    /// What went from one to another: all of it, by round, and in a sentence.
    pub fn between(&self, from: usize, to: usize) -> Option<PassedBetween> {
        let is_between = |flow: &Flow| usize::from(flow.from) == from && flow.to == Destination::Candidate(to as u16);
        let flows: Vec<_> = self.flows().filter(|(_, _, flow)| is_between(flow)).collect();
        let all = flows.iter().map(|(_, _, flow)| flow.votes).sum();
        let rounds: Vec<u32> = flows.iter().map(|&(_, round, _)| round).collect();
        let passed = |(tabulation, round, flow): (u32, u32, &Flow)| Passed { tabulation, round, votes: self.number(flow.votes) };
        self.has_transfers().then(|| PassedBetween {
            votes: self.number(all),
            sentence: sentences::passed(self.name(from as u16), self.name(to as u16), self.amount(all), &rounds),
            rounds: PassedOn::rows(flows.into_iter().map(passed)),
        })
    }

    /// What became of a candidate.
    pub fn fate(&self, candidate: usize) -> Row {
        InCount::row(&Fate::of(self, candidate as u16))
    }
}

/// What went from one candidate to another.
#[derive(Clone)]
pub struct PassedBetween {
    pub votes: f64,
    pub rounds: Cell,
    pub sentence: String,
}

/// What became of a candidate.
pub struct Fate<'a> {
    count: &'a PublishedCount<'a>,
    standing: Standing,
    candidate: u16,
    tabulation: u32,
    round: u32,
    votes: Units,
    /// What was passed on from the candidate: most votes first, ties in index order.
    to: Vec<(u16, Units)>,
    exhausted: Units,
}

impl<'a> Fate<'a> {
    fn of(count: &'a PublishedCount<'a>, candidate: u16) -> Fate<'a> {
        let counts = || (1u32..).zip(&count.tabulation.counts);
        let elected = counts().find(|(_, one)| one.winners.contains(&candidate));
        let (tabulation, rounds) = elected.or(counts().last()).map_or((1, &[][..]), |(number, one)| (number, &one.rounds[..]));
        let when =
            |is: fn(&crate::tabulation::Round) -> &Vec<u16>| rounds.iter().position(|round| is(round).contains(&candidate));
        let (standing, place) = match (when(|round| &round.elected), when(|round| &round.eliminated)) {
            (Some(place), _) => (Standing::Elected, place),
            (_, Some(place)) => (Standing::Eliminated, place),
            _ => (Standing::Continuing, rounds.len().saturating_sub(1)),
        };
        let mut fate = Fate {
            count,
            standing,
            candidate,
            tabulation,
            round: place as u32 + 1,
            votes: rounds.get(place).map_or(0, |round| round.votes_of(candidate)),
            to: Vec::new(),
            exhausted: 0,
        };
        for flow in rounds.iter().flat_map(|round| &round.transfers).filter(|flow| flow.from == candidate) {
            match flow.to {
                Destination::Candidate(to) => fate.to.push((to, flow.votes)),
                Destination::Exhausted(_) | Destination::FinalSurplus => fate.exhausted += flow.votes,
                Destination::Residual => {}
            }
        }
        fate.to.sort_by_key(|&(to, votes)| (std::cmp::Reverse(votes), to));
        fate
    }

    fn passed(&self) -> Units {
        self.to.iter().map(|(_, votes)| votes).sum::<Units>() + self.exhausted
    }

    fn share(&self, votes: Units) -> Option<f64> {
        ratio(votes as f64, self.passed())
    }

    fn sentence(&self) -> String {
        let to: Vec<(&str, u64)> = self.to.iter().map(|&(to, votes)| (self.count.name(to), votes)).collect();
        let name = self.count.name(self.candidate);
        let round = sentences::round(self.round, (self.count.tabulation.counts.len() > 1).then_some(self.tabulation));
        sentences::fate(name, self.standing, &round, self.count.amount(self.votes), &to, self.exhausted)
    }
}

shape! {
    /// Votes that went from a candidate to another.
    pub PassedTo of (&'a Fate<'a>, u16, Units) {
        /// Id.
        candidate_id: Whole = |(fate, to, _)| fate.count.entries[usize::from(*to)].id;
        /// Untrusted text.
        candidate_name: Text = |(fate, to, _)| fate.count.name(*to);
        /// Above 0.
        votes: Float = |(fate, _, votes)| fate.count.number(*votes);
        /// Of all that was passed on, 0 to 1.
        share: Float or null = |(fate, _, votes)| fate.share(*votes);
    }
}

shape! {
    /// What became of a candidate in the count of all ballots by the election's own rules.
    pub InCount as CandidateInCount of Fate<'a> {
        /// In the end.
        standing: Text of Standing = |f| f.standing.word();
        /// From 1; above 1 only by the method `sequential`.
        tabulation: Whole = |f| f.tabulation;
        /// The round of election or elimination, from 1; else the last.
        round: Whole = |f| f.round;
        /// In that round.
        votes: Float = |f| f.count.number(f.votes);
        /// Whom the votes then went to, or the surplus: most votes first, ties in order of ids. Empty by the method `meek`.
        passed_to: Rows of PassedTo = |f| PassedTo::rows(f.to.iter().map(|&(to, votes)| (f, to, votes)));
        /// Votes that then went to nobody.
        exhausted: Float = |f| f.count.number(f.exhausted);
        /// Of all that was passed on, 0 to 1. Null if nothing was.
        exhausted_share: Float or null = |f| f.share(f.exhausted);
        /// All of this. Holds names: untrusted text.
        sentence: Text = |f| f.sentence();
    }
}
