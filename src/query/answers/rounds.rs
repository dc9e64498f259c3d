//! `rounds`: the count, round by round.

use super::context::Context;
use super::outcome::Outcome;
use super::request::{OfGroup, Request};
use crate::error::Result;
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::{Cell, Counting, NoCandidate, ParamReader, Words};
use crate::snapshot::{CandidateEntry, ENDINGS, PROFILE, ROUNDS};
use crate::tabulation::{
    BrokenTie, Destination, Exhausted, Flow, Last, Method, Named, Quota, Round, Rules, Surplus, Tabulation, Threshold,
    ThresholdOf, Tie, TieBreak, TieKind, Transfer, Units,
};

/// What counting walks.
pub const BALLOTS: &[&str] = &[PROFILE, ENDINGS];

/// A count with the names of those in it.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub entries: &'a [CandidateEntry],
    pub tabulation: &'a Tabulation,
    pub counting: &'a Counting,
}

/// The number that a decimal text of so many places stands for: what is written of it is exact.
pub fn decimal(units: u128, places: u8) -> f64 {
    // The name of a number below infinity is always read.
    format!("{units}e-{places}").parse().unwrap_or_default()
}

impl<'a> Told<'a> {
    pub fn entry(self, candidate: u16) -> &'a CandidateEntry {
        &self.entries[usize::from(candidate)]
    }

    pub fn votes(self, units: Units) -> f64 {
        decimal(units.into(), self.tabulation.places)
    }

    pub fn ids(self, candidates: impl IntoIterator<Item = u16>) -> Cell {
        Cell::List(candidates.into_iter().map(|candidate| self.entry(candidate).id.into()).collect())
    }

    pub fn with_votes(self, votes: impl IntoIterator<Item = (u16, Units)>) -> Cell {
        CandidateVotes::rows(votes.into_iter().map(|(candidate, units)| (self.entry(candidate), self.votes(units))))
    }

    /// Every round with the number of its tabulation and its own.
    pub fn rounds(self) -> impl Iterator<Item = RoundFacts<'a>> {
        (1..).zip(&self.tabulation.counts).flat_map(move |(tabulation, count)| {
            (1..).zip(&count.rounds).map(move |(number, round)| RoundFacts { told: self, tabulation, number, round })
        })
    }

    pub fn is_decided(self) -> bool {
        self.tabulation.is_decided(self.entries.len() - self.counting.without.len())
    }

    /// The round that fills the last seat.
    pub fn decided(self) -> Option<RoundFacts<'a>> {
        self.rounds().filter(|facts| !facts.round.elected.is_empty()).last().filter(|_| self.is_decided())
    }

    fn last_round(self) -> Option<&'a Round> {
        self.tabulation.counts.last().and_then(|count| count.rounds.last())
    }

    /// Every tie that was broken, with the number of its tabulation.
    pub fn ties(self) -> impl Iterator<Item = (Told<'a>, u32, &'a BrokenTie)> {
        let counts = (1..).zip(&self.tabulation.counts);
        counts.flat_map(move |(tabulation, count)| count.ties.iter().map(move |tie| (self, tabulation, tie)))
    }

    /// The tie that no rule decides; null if there is none.
    pub fn open_tie(self) -> Cell {
        let mut open =
            (1u32..).zip(&self.tabulation.counts).filter_map(|(tabulation, count)| Some((tabulation, count.undecided.as_ref()?)));
        open.next().map(|(tabulation, tie)| OpenTie::row(&(self, tabulation, tie))).into()
    }

    fn names(self, named: &[Named]) -> Cell {
        let name = |named: &Named| match named {
            Named::Name(name) => name.clone(),
            Named::Id(id) => {
                self.entries.iter().find(|entry| entry.id == *id).map_or_else(String::new, |entry| entry.name.clone())
            }
        };
        Cell::List(named.iter().map(|named| name(named).into()).collect())
    }

    fn order(self) -> Cell {
        let id = |named: &Named| match named {
            Named::Id(id) => Some(*id),
            Named::Name(name) => self.entries.iter().find(|entry| entry.name == *name).map(|entry| entry.id),
        };
        Cell::List(self.tabulation.rules.order.iter().filter_map(id).map(Cell::from).collect())
    }

    fn rules(self) -> &'a Rules {
        &self.tabulation.rules
    }

    /// Seats to fill; open by percentage.
    pub fn seats(self) -> Option<u32> {
        (self.tabulation.method() != Method::Percentage).then_some(self.tabulation.seats)
    }
}

pub fn threshold(threshold: Option<Threshold>) -> Option<f64> {
    threshold.map(|threshold| decimal(threshold.units, threshold.places))
}

shape! {
    /// A candidate with votes.
    pub CandidateVotes of (&'a CandidateEntry, f64) {
        /// Id.
        candidate_id: Whole = |(entry, _)| entry.id;
        /// Untrusted text.
        candidate_name: Text = |(entry, _)| entry.name.as_str();
        /// With at most `places` decimals.
        votes: Float = |(_, votes)| *votes;
    }
}

shape! {
    /// Votes that no candidate holds any more, by why their rankings end.
    pub ExhaustedVotes of ([Units; 5], u8) {
        /// The ranking ends.
        ended: Float = |(votes, places)| decimal(votes[0].into(), *places);
        /// An overvoted rank ends it.
        overvote: Float = |(votes, places)| decimal(votes[1].into(), *places);
        /// Ranks without a mark end it.
        skipped: Float = |(votes, places)| decimal(votes[2].into(), *places);
        /// A candidate who is marked again ends it.
        duplicate: Float = |(votes, places)| decimal(votes[3].into(), *places);
        /// Last surpluses that go to nobody.
        final_surplus: Float = |(votes, places)| decimal(votes[4].into(), *places);
    }
}

/// By cause.
pub fn exhausted(votes: &Exhausted) -> [Units; 5] {
    let [ended, overvote, skipped, duplicate] = votes.by_ending;
    [ended, overvote, skipped, duplicate, votes.final_surplus]
}

shape! {
    /// Votes that move after a round, and count in the next.
    pub VoteFlow of (Told<'a>, &'a Flow) {
        /// Id.
        from: Whole = |(told, flow)| told.entry(flow.from).id;
        /// The id of a candidate, or what becomes of votes that go to none.
        to: IdOrWord of NoCandidate = |(told, flow)| match flow.to {
            Destination::Candidate(candidate) => Cell::from(told.entry(candidate).id),
            Destination::Exhausted(ending) => NoCandidate::Exhausted(ending).word().into(),
            Destination::FinalSurplus => NoCandidate::FinalSurplus.word().into(),
            Destination::Residual => NoCandidate::Residual.word().into(),
        };
        /// Above 0.
        votes: Float = |(told, flow)| told.votes(flow.votes);
    }
}

/// A round of a count, with its number.
#[derive(Clone, Copy)]
pub struct RoundFacts<'a> {
    pub told: Told<'a>,
    pub tabulation: u32,
    pub number: u32,
    pub round: &'a Round,
}

shape! {
    /// A round, as it stood before the transfers that it causes. All votes, exhausted votes and the residual together are `ballots`.
    pub CountRound of RoundFacts<'a> {
        /// From 1; above 1 only by the method `sequential`, which counts once for each seat.
        tabulation: Whole = |r| r.tabulation;
        /// From 1 in each tabulation.
        round: Whole = |r| r.number;
        /// Votes that elect. Null where no number of votes does.
        threshold: Float or null = |r| threshold(r.round.threshold);
        /// Of all who continue and all elected, in order of their ids.
        votes: Rows of CandidateVotes = |r| r.told.with_votes(r.round.votes.iter().copied());
        /// Ids of those elected in this round, most votes first.
        elected: List = |r| r.told.ids(r.round.elected.iter().copied());
        /// Ids of those eliminated.
        eliminated: List = |r| r.told.ids(r.round.eliminated.iter().copied());
        /// Ids of those whose surplus is passed on next.
        surplus_of: List = |r| r.told.ids(r.round.surplus_of.iter().copied());
        /// So far.
        exhausted: Record of ExhaustedVotes = |r| ExhaustedVotes::row(&(exhausted(&r.round.exhausted), r.told.tabulation.places));
        /// What cutting to the places has left with the elected over the quota, so far.
        residual: Float = |r| r.told.votes(r.round.residual);
        /// What this round causes; empty by the method `meek`, which passes nothing on from one to another.
        transfers: Rows of VoteFlow = |r| VoteFlow::rows(r.round.transfers.iter().map(|flow| (r.told, flow)));
    }
}

shape! {
    /// A tie that a rule decided.
    pub CountTie of (Told<'a>, u32, &'a BrokenTie) {
        /// From 1.
        tabulation: Whole = |(_, tabulation, _)| *tabulation;
        /// From 1.
        round: Whole = |(_, _, broken)| broken.tie.round;
        /// Whether one is eliminated, elected, or passes a surplus on first.
        kind: Text of TieKind = |(_, _, broken)| broken.tie.kind.name();
        /// Ids.
        tied: List = |(told, _, broken)| told.ids(broken.tie.tied.iter().copied());
        /// The id of the one to whom it happened.
        chosen: Whole = |(told, _, broken)| told.entry(broken.chosen).id;
        /// The rule that decided.
        by: Text of TieBreak = |(_, _, broken)| broken.by.name();
    }
}

shape! {
    /// A tie that no rule decides: the count ends with it.
    pub OpenTie of (Told<'a>, u32, &'a Tie) {
        /// From 1.
        tabulation: Whole = |(_, tabulation, _)| *tabulation;
        /// From 1.
        round: Whole = |(_, _, tie)| tie.round;
        /// What one is to be chosen for.
        kind: Text of TieKind = |(_, _, tie)| tie.kind.name();
        /// Ids.
        tied: List = |(told, _, tie)| told.ids(tie.tied.iter().copied());
    }
}

shape! {
    /// The rules of a count.
    pub CountRules of Told<'a> {
        /// How seats are filled.
        method: Text of Method = |t| t.rules().method.name();
        /// Seats to fill.
        seats: Whole or null = |t| t.seats();
        /// Decimals of a vote where surpluses are passed on.
        places: Whole = |t| u32::from(t.rules().places);
        /// Votes that elect where there are several seats.
        quota: Text of Quota = |t| t.rules().quota.name();
        /// Whose votes the threshold is a share of.
        threshold_of: Text of ThresholdOf = |t| t.rules().threshold_of.name();
        /// Which surpluses are passed on in a round.
        surplus: Text of Surplus = |t| t.rules().surplus.name();
        /// How the value of ballots of a surplus is cut.
        transfer: Text of Transfer = |t| t.rules().transfer.name();
        /// What happens to surpluses when all seats are filled.
        last: Text of Last = |t| t.rules().last.name();
        /// Whether the quota is of each round.
        dynamic_quota: Flag = |t| t.rules().dynamic_quota;
        /// Whether only one is elected in a round.
        one_winner_per_round: Flag = |t| t.rules().one_winner_per_round;
        /// Whether eliminations go on until two are left.
        continue_until_two: Flag = |t| t.rules().continue_until_two;
        /// Whether all who together have fewer votes than the next are eliminated at once.
        batch: Flag = |t| t.rules().batch;
        /// Whether all who do not have more than the threshold are eliminated at once.
        cutoff: Flag = |t| t.rules().cutoff;
        /// The threshold in percent of the votes. Null but by the method `percentage`.
        percent: Float or null = |t| t.rules().percent.map(|percent| percent.number());
        /// Names that are eliminated before anybody is elected. Untrusted text. Null if there are none.
        write_ins_first: Texts or null = |t| t.rules().write_ins_first.as_ref().map(|named| t.names(named));
        /// What decides between equal votes, one after the other: `previous_rounds`, `order`.
        tie_break: Texts = |t| Cell::List(t.rules().tie_break.iter().map(|rule| rule.name().into()).collect());
        /// Ids in the order that breaks ties; those not in it follow in order of their ids.
        order: List = |t| t.order();
        /// The last round that is counted. Null: until it is decided.
        stop_after: Whole or null = |t| t.rules().stop_after;
    }
}

shape! {
    /// A count, round by round.
    pub Rounds of Told<'a> {
        /// How seats are filled.
        method: Text of Method = |t| t.rules().method.name();
        /// Seats to fill. Null by the method `percentage`, where they are open.
        seats: Whole or null = |t| t.seats();
        /// Whether nobody told how many seats there are, so that a number is taken: as many as there are official winners, else one.
        seats_assumed: Flag = |t| t.counting.seats_assumed;
        /// Decimals that votes have at most; 0 where whole ballots are passed on.
        places: Whole = |t| u32::from(t.tabulation.places);
        /// Ballots with a mark, also those on which no mark counts.
        ballots: Whole = |t| t.tabulation.ballots;
        /// Votes that elect in the last round. Null where no number of votes does.
        threshold: Float or null = |t| t.last_round().and_then(|round| threshold(round.threshold));
        /// Ids in the order of election; votes, then `order`, tell those of one round apart.
        winners: List = |t| t.ids(t.tabulation.winners());
        /// The round that fills the last seat, from 1 in its tabulation: the last one with somebody elected. Null if a tie, or a round after which no more are counted, is in the way.
        decided_round: Whole or null = |t| t.decided().map(|facts| facts.number);
        /// In their order.
        rounds: Rows of CountRound = |t| CountRound::rows(t.rounds());
        /// Those that were decided.
        ties: Rows of CountTie = |t| CountTie::rows(t.ties());
        /// The one that no rule decides, at which the count ends. Null if there is none.
        tie: Record of OpenTie or null = |t| t.open_tie();
        /// As they were used.
        rules: Record of CountRules = |t| CountRules::row(t);
        /// The name of the rules. Null if they have none.
        rule_set: Text or null = |t| t.counting.rule_set.clone();
        /// Rules of cleaning that the rules state and that the ballots were not cleaned by, each as `key value`.
        cleaning_differs: Texts = |t| {
            Cell::List(t.counting.cleaning_differs.iter().map(|told| told.as_str().into()).collect())
        };
    }
}

#[derive(Debug)]
pub struct RoundsRequest {
    counting: Counting,
}

impl RoundsRequest {
    pub fn read(reader: &mut ParamReader) -> Result<RoundsRequest> {
        Ok(RoundsRequest { counting: Counting::read(reader)? })
    }
}

impl<'a> Context<'a> {
    pub fn told(self, tabulation: &'a Tabulation, counting: &'a Counting) -> Told<'a> {
        Told { entries: &self.election.descriptor.candidates, tabulation, counting }
    }
}

/// The tables that a count of all ballots is read from or made of.
pub fn tables(counting: &Counting) -> &'static [&'static str] {
    if counting.is_own() { &[ROUNDS] } else { BALLOTS }
}

impl Request for RoundsRequest {
    fn tables(&self) -> &'static [&'static str] {
        tables(&self.counting)
    }

    fn tables_without_rounds(&self) -> &'static [&'static str] {
        BALLOTS
    }

    fn of_group(&self) -> OfGroup {
        OfGroup { tables: BALLOTS, counted: BALLOTS }
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let tabulation = context.tabulation(&self.counting, false)?;
        Ok(Outcome::Whole(Rounds::row(&context.told(&tabulation, &self.counting)).into()))
    }

    /// Of the rounds.
    fn columns(&self) -> Vec<&'static str> {
        CountRound::names()
    }
}
