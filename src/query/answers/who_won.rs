//! `outcome`: who won, and how, with a sentence for each thing that is to be said.

use super::context::Context;
use super::outcome::Outcome;
use super::request::{OfGroup, Request};
use super::rounds::{BALLOTS, CountTie, OpenTie, RoundFacts, Told};
use super::sentences::{self, Amount, Standpoint};
use crate::error::Result;
use crate::metrics::ratio;
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::{Cell, Counting, ParamReader, Row, SentenceKind, Words};
use crate::snapshot::{CANDIDATES, CandidateEntry, ENDINGS, PAIRS, PROFILE, ROUNDS, Tabulated};
use crate::tabulation::{BrokenTie, Count, Destination, Method, Threshold, Units};

/// So many ties are told, the last ones: they are nearest to who won. With hundreds of candidates there are hundreds of ties.
const TIES_TOLD: usize = 3;

/// A count, and what is told of it beside its rounds.
pub struct Decided<'a> {
    told: Told<'a>,
    recorded: Option<&'a Tabulated>,
    known_seats: Option<u32>,
    is_of_group: bool,
    condorcet_winner: Option<u16>,
    /// In the order of election.
    winners: Vec<Elected<'a>>,
    /// The round that fills the last seat; `None` if a tie is in the way.
    decided: Option<RoundFacts<'a>>,
    /// The round in which the last seat was between two, and these: who is elected, and the strongest who is not. `None` if the
    /// count decides nothing.
    end: Option<(RoundFacts<'a>, Vec<(u16, Units)>)>,
    last_transfers: Vec<Source>,
}

/// A candidate with the round of election.
pub struct Elected<'a> {
    candidate: u16,
    round: RoundFacts<'a>,
}

impl Elected<'_> {
    fn votes(&self) -> Units {
        self.round.round.votes_of(self.candidate)
    }

    fn has_reached(&self) -> Option<bool> {
        let threshold = self.round.round.threshold?;
        let places = u32::from(threshold.places - self.round.told.tabulation.places);
        let votes = u128::from(self.votes()) * 10u128.pow(places);
        Some(if self.round.told.tabulation.method() == Method::Percentage {
            votes > threshold.units
        } else {
            votes >= threshold.units
        })
    }
}

/// Somebody from whom votes move.
pub struct Source {
    candidate: u16,
    votes: Units,
    to_elected: Units,
}

impl<'a> Decided<'a> {
    fn new(context: Context<'a>, told: Told<'a>) -> Result<Decided<'a>> {
        let rounds: Vec<RoundFacts> = told.rounds().collect();
        let elected = |facts: &RoundFacts<'a>| {
            let round = *facts;
            round.round.elected.iter().map(move |&candidate| Elected { candidate, round })
        };
        let winners: Vec<Elected> = rounds.iter().flat_map(elected).collect();
        let decided = told.decided();
        let before = decided.and_then(|decided| {
            rounds.iter().find(|facts| facts.tabulation == decided.tabulation && facts.number + 1 == decided.number)
        });
        let mut last_transfers: Vec<Source> = Vec::new();
        if let (Some(before), Some(decided)) = (before, decided) {
            for flow in &before.round.transfers {
                if last_transfers.last().is_none_or(|last| last.candidate != flow.from) {
                    last_transfers.push(Source { candidate: flow.from, votes: 0, to_elected: 0 });
                }
                if let Some(last) = last_transfers.last_mut() {
                    last.votes += flow.votes;
                    if matches!(flow.to, Destination::Candidate(to) if decided.round.elected.contains(&to)) {
                        last.to_elected += flow.votes;
                    }
                }
            }
        }
        let mut all = Decided {
            told,
            recorded: context.election.descriptor.tabulation.as_ref(),
            known_seats: context.election.descriptor.seats,
            is_of_group: context.selection.is_some(),
            condorcet_winner: context.matchups(&told.counting.without)?.condorcet_winner(),
            winners,
            decided,
            end: None,
            last_transfers,
        };
        all.end = all.two_at_the_end();
        Ok(all)
    }

    fn has_won(&self, candidate: u16) -> bool {
        self.winners.iter().any(|winner| winner.candidate == candidate)
    }

    /// One seat is told by the last round of its count, several by the round that fills the last of them.
    fn final_round(&self) -> Option<RoundFacts<'a>> {
        let decided = self.decided?;
        match self.told.tabulation.method() {
            Method::Irv | Method::Sequential => self.told.rounds().filter(|facts| facts.tabulation == decided.tabulation).last(),
            _ => Some(decided),
        }
    }

    /// Where the last seats are filled because nobody else is left, that was decided when the last of the others went out.
    fn two_at_the_end(&self) -> Option<(RoundFacts<'a>, Vec<(u16, Units)>)> {
        let (decided, end) = (self.decided?, self.final_round()?);
        let last = decided.round.elected.last().copied()?;
        // Of those with equal votes the first.
        let strongest = |facts: &RoundFacts<'a>| {
            let others = facts.round.votes.iter().copied().filter(|&(candidate, _)| !self.has_won(candidate));
            others.rev().max_by_key(|&(_, votes)| votes)
        };
        if let Some(other) = strongest(&end) {
            return Some((end, vec![(last, end.round.votes_of(last)), other]));
        }
        let is_before = |facts: &RoundFacts| facts.tabulation == end.tabulation && facts.number < end.number;
        let before =
            self.told.rounds().filter(is_before).filter_map(|facts| strongest(&facts).map(|other| (facts, other))).last();
        let weakest = |facts: &RoundFacts<'a>| {
            let elected_later = self
                .winners
                .iter()
                .filter(|winner| winner.round.tabulation == facts.tabulation && winner.round.number > facts.number);
            elected_later.map(|winner| (winner.candidate, facts.round.votes_of(winner.candidate))).min_by_key(|&(_, votes)| votes)
        };
        let at_the_end = || (end, vec![(last, end.round.votes_of(last))]);
        let two = before.and_then(|(facts, other)| weakest(&facts).map(|weakest| (facts, vec![weakest, other])));
        Some(two.unwrap_or_else(at_the_end))
    }

    fn final_two(&self) -> &[(u16, Units)] {
        self.end.as_ref().map_or(&[], |(_, two)| two)
    }

    /// What candidates hold in the round of the final two.
    fn final_votes(&self) -> Units {
        self.end.as_ref().map_or(0, |(facts, _)| facts.round.votes.iter().map(|&(_, votes)| votes).sum())
    }

    fn margin(&self) -> Option<Units> {
        match *self.final_two() {
            [(_, winner), (_, other)] => Some(winner.saturating_sub(other)),
            _ => None,
        }
    }

    /// When all is decided: a surplus that goes on after that has elected its candidate.
    fn exhausted(&self) -> Units {
        self.decided.or_else(|| self.told.rounds().last()).map_or(0, |facts| facts.round.exhausted.total())
    }

    /// Those named officially, in index order; `None` where they are not known, or not of this question.
    fn official(&self) -> Option<Vec<u16>> {
        let is_of_all = !self.is_of_group && self.told.counting.is_own();
        let entries = || (0..).zip(self.told.entries);
        let is_official = |entry: &CandidateEntry| match self.recorded {
            Some(recorded) => recorded.official_winners.as_ref().map(|official| official.contains(&entry.id)),
            // Snapshots of earlier versions know no other winners.
            None => entry.winner,
        };
        let is_known = is_of_all && entries().any(|(_, entry)| is_official(entry).is_some());
        is_known
            .then(|| entries().filter(|(_, entry)| is_official(entry) == Some(true)).map(|(candidate, _)| candidate).collect())
    }

    fn last_ties(&self) -> impl Iterator<Item = (Told<'a>, u32, &'a BrokenTie)> {
        self.told.ties().skip(self.told.ties().count().saturating_sub(TIES_TOLD))
    }

    fn agrees_with(&self, official: &[u16]) -> bool {
        self.is_decided() && official.len() == self.winners.len() && official.iter().all(|&candidate| self.has_won(candidate))
    }

    fn name(&self, candidate: u16) -> &'a str {
        &self.told.entry(candidate).name
    }

    fn names(&self, candidates: impl IntoIterator<Item = u16>) -> Vec<&'a str> {
        candidates.into_iter().map(|candidate| self.name(candidate)).collect()
    }

    /// The number of a round, and of its count where there are several.
    fn round(&self, number: u32, tabulation: u32) -> String {
        let is_one_of_several = self.told.tabulation.counts.len() > 1;
        sentences::round(number, is_one_of_several.then_some(tabulation))
    }

    fn is_decided(&self) -> bool {
        self.told.is_decided()
    }

    fn amount(&self, units: Units) -> Amount {
        Amount { units, places: self.told.tabulation.places }
    }

    fn sentences(&self) -> Cell {
        let standpoint =
            Standpoint { is_of_group: self.is_of_group, without: self.names(self.told.counting.without.iter().copied()) };
        let mut all: Vec<(SentenceKind, String)> = Vec::new();
        if let Some(official) = self.official() {
            let winners = self.names(self.winners.iter().map(|winner| winner.candidate));
            let counted = self.is_decided().then_some(winners.as_slice());
            let text = sentences::official(&self.names(official.iter().copied()), counted, self.agrees_with(&official));
            all.push((SentenceKind::Official, text));
        }
        let mut say = |kind, text: String| all.push((kind, standpoint.say(&text)));
        if self.told.counting.seats_assumed {
            let is_official =
                self.recorded.is_some_and(|recorded| recorded.official_winners.as_ref().is_some_and(|all| !all.is_empty()));
            say(SentenceKind::Seats, sentences::seats_assumed(self.told.tabulation.seats, is_official));
        } else if let (Some(counted), Some(known)) = (self.told.seats(), self.known_seats)
            && counted != known
        {
            say(SentenceKind::Seats, sentences::other_seats(counted, known));
        }
        let is_cut = self.told.tabulation.counts.iter().any(|count| count.undecided.is_some());
        if let (false, false, Some(last)) = (self.is_decided(), is_cut, self.told.rounds().last()) {
            say(SentenceKind::Winner, sentences::stopped(&self.round(last.number, last.tabulation)));
        } else if self.winners.is_empty() {
            let has_votes = self.told.tabulation.counts.iter().any(Count::has_votes);
            say(SentenceKind::Winner, sentences::nobody(has_votes).into());
        }
        for winner in &self.winners {
            say(SentenceKind::Winner, self.winner_sentence(winner));
        }
        if !self.winners.is_empty() {
            let counts = (1..).zip(&self.told.tabulation.counts);
            for (tabulation, _) in counts.filter(|(_, count)| !count.has_votes()) {
                say(SentenceKind::Winner, sentences::empty_seat(tabulation));
            }
        }
        if let Some((round, two)) = &self.end
            && let [one, two] = &two[..]
        {
            let of = self.final_votes();
            let [one, two] = [one, two].map(|&(candidate, votes)| (self.name(candidate), self.amount(votes)));
            say(
                SentenceKind::Final,
                sentences::final_two(&self.round(round.number, round.tabulation), one, two, self.amount(of)),
            );
        }
        if let (Some(decided), false) = (self.decided, self.last_transfers.is_empty()) {
            let sources = self.last_transfers.iter();
            let sources: Vec<_> = sources
                .map(|source| (self.name(source.candidate), self.amount(source.votes), self.amount(source.to_elected)))
                .collect();
            let elected = self.names(decided.round.elected.iter().copied());
            say(
                SentenceKind::Transfers,
                sentences::last_transfers(&self.round(decided.number - 1, decided.tabulation), &sources, &elected),
            );
        }
        let condorcet = self.condorcet_winner.map(|winner| (self.name(winner), self.has_won(winner)));
        if self.told.entries.len() - self.told.counting.without.len() > 1 {
            say(SentenceKind::Condorcet, sentences::condorcet(condorcet));
        }
        let (exhausted, ballots) = (self.exhausted(), self.told.tabulation.ballots);
        say(SentenceKind::Exhausted, sentences::exhausted(self.amount(exhausted), ballots, self.decided.is_some()));
        let ties = self.told.ties().count();
        if ties > TIES_TOLD {
            say(SentenceKind::Tie, sentences::ties(ties, TIES_TOLD));
        }
        for (_, tabulation, broken) in self.last_ties() {
            let tied = self.names(broken.tie.tied.iter().copied());
            let decided = (self.name(broken.chosen), broken.by);
            let round = self.round(broken.tie.round, tabulation);
            let is_order_given = !self.told.tabulation.rules.order.is_empty();
            say(SentenceKind::Tie, sentences::tie(&round, broken.tie.kind, &tied, Some(decided), is_order_given));
        }
        for (tabulation, count) in (1..).zip(&self.told.tabulation.counts) {
            if let Some(tie) = &count.undecided {
                say(
                    SentenceKind::Tie,
                    sentences::tie(
                        &self.round(tie.round, tabulation),
                        tie.kind,
                        &self.names(tie.tied.iter().copied()),
                        None,
                        false,
                    ),
                );
            }
        }
        OutcomeSentence::rows(all)
    }

    fn winner_sentence(&self, winner: &Elected) -> String {
        let threshold = winner.round.round.threshold.map(in_amount);
        let is_one_seat = matches!(self.told.tabulation.method(), Method::Irv | Method::Sequential);
        let of: Units = winner.round.round.votes.iter().map(|&(_, votes)| votes).sum();
        let round = self.round(winner.round.number, winner.round.tabulation);
        let by = match (threshold, winner.has_reached()) {
            (Some(threshold), _) if self.told.tabulation.method() == Method::Percentage => sentences::By::AllAbove(threshold),
            (_, Some(true)) if is_one_seat => sentences::By::Majority(self.amount(of)),
            (Some(threshold), Some(true)) => sentences::By::Threshold(threshold),
            (Some(threshold), Some(false)) if !is_one_seat => sentences::By::Left(threshold),
            _ => sentences::By::Most(self.amount(of)),
        };
        sentences::elected(self.name(winner.candidate), &round, self.amount(winner.votes()), by)
    }
}

/// A share of many ballots is told without the decimals that a u64 has no room for.
fn in_amount(Threshold { mut units, mut places }: Threshold) -> Amount {
    while places > 0 && (units % 10 == 0 || units > u128::from(u64::MAX)) {
        units /= 10;
        places -= 1;
    }
    Amount { units: units as u64, places }
}

shape! {
    /// Somebody who is elected.
    pub OutcomeWinner of (&'a Decided<'a>, &'a Elected<'a>) {
        /// Id.
        candidate_id: Whole = |(all, winner)| all.told.entry(winner.candidate).id;
        /// Untrusted text.
        candidate_name: Text = |(all, winner)| all.name(winner.candidate);
        /// From 1; above 1 only by the method `sequential`.
        tabulation: Whole = |(_, winner)| winner.round.tabulation;
        /// From 1: the round of election.
        round: Whole = |(_, winner)| winner.round.number;
        /// In that round.
        votes: Float = |(all, winner)| all.told.votes(winner.votes());
        /// Whether these are the votes that elect; else no more candidates continue than there are seats left. Null where no number of votes elects.
        reached_threshold: Flag or null = |(_, winner)| winner.has_reached();
    }
}

shape! {
    /// Who won officially.
    pub OfficialOutcome of (&'a Decided<'a>, Vec<u16>) {
        /// Ids, ascending.
        winners: List = |(all, official)| all.told.ids(official.iter().copied());
        /// Whether the count elects the same.
        agrees: Flag = |(all, official)| all.agrees_with(official);
    }
}

shape! {
    /// A candidate in the final round.
    pub FinalCandidate of (&'a Decided<'a>, u16, Units) {
        /// Id.
        candidate_id: Whole = |(all, candidate, _)| all.told.entry(*candidate).id;
        /// Untrusted text.
        candidate_name: Text = |(all, candidate, _)| all.name(*candidate);
        /// In that round.
        votes: Float = |(all, _, votes)| all.told.votes(*votes);
        /// Of the votes that candidates hold in it, 0 to 1. Null if they hold none.
        share: Float or null = |(all, _, votes)| ratio(*votes as f64, all.final_votes());
    }
}

shape! {
    /// Somebody from whom votes move.
    pub TransferSource of (&'a Decided<'a>, &'a Source) {
        /// Id.
        candidate_id: Whole = |(all, source)| all.told.entry(source.candidate).id;
        /// Untrusted text.
        candidate_name: Text = |(all, source)| all.name(source.candidate);
        /// All that move.
        votes: Float = |(all, source)| all.told.votes(source.votes);
        /// Those of them that go to who is elected in the deciding round.
        to_elected: Float = |(all, source)| all.told.votes(source.to_elected);
    }
}

shape! {
    /// Something that is to be said of an outcome.
    pub OutcomeSentence of (SentenceKind, String) {
        /// What it is about.
        kind: Text of SentenceKind = |(kind, _)| kind.word();
        /// Holds names: untrusted text.
        text: Text = |(_, text)| text.as_str();
    }
}

shape! {
    /// Who won, and how.
    pub OutcomeShape as CountOutcome of Decided<'a> {
        /// How seats are filled.
        method: Text of Method = |d| d.told.tabulation.method().name();
        /// Seats to fill. Null by the method `percentage`, where they are open.
        seats: Whole or null = |d| d.told.seats();
        /// Whether nobody told how many seats there are, so that a number is taken: as many as there are official winners, else one.
        seats_assumed: Flag = |d| d.told.counting.seats_assumed;
        /// Rounds, of all tabulations together.
        rounds: Whole = |d| d.told.rounds().count() as u64;
        /// In the order of election.
        winners: Rows of OutcomeWinner = |d| OutcomeWinner::rows(d.winners.iter().map(|winner| (d, winner)));
        /// Who won officially. Null if that is not known, of a group of voters, and without some of the candidates.
        official: Record of OfficialOutcome or null = |d| d.official().map(|official| OfficialOutcome::row(&(d, official)));
        /// The round that fills the last seat, from 1 in its tabulation. Null if a tie, or a round after which no more are counted, is in the way.
        decided_round: Whole or null = |d| d.decided.map(|facts| facts.number);
        /// Votes by which the last elected is ahead of the strongest who is not, in the final round: the last one where one seat is filled, else the deciding one. Where nobody else is left in it, the last round with somebody who is not elected, and whoever had fewest votes in it of those elected later. Null if nobody went without a seat.
        final_margin: Float or null = |d| d.margin().map(|margin| d.told.votes(margin));
        /// These two, the elected first.
        final_two: Rows of FinalCandidate = |d| FinalCandidate::rows(d.final_two().iter().map(|&(candidate, votes)| (d, candidate, votes)));
        /// The round in which they stand like that. Null if the count decides nothing.
        final_round: Whole or null = |d| d.end.as_ref().map(|(facts, _)| facts.number);
        /// The id of the candidate who wins every matchup. Null if nobody does.
        condorcet_winner: Whole or null = |d| d.condorcet_winner.map(|winner| d.told.entry(winner).id);
        /// Whether that candidate is elected. Null if there is none.
        condorcet_winner_won: Flag or null = |d| d.condorcet_winner.map(|winner| d.has_won(winner));
        /// Votes that no candidate holds when the last seat is filled, what cutting left apart: a surplus that is exhausted later has elected its candidate. In the last round where nothing is decided.
        exhausted: Float = |d| d.told.votes(d.exhausted());
        /// Of all ballots, 0 to 1. Null if there are none.
        exhausted_share: Float or null = |d| {
            let of = d.told.tabulation.ballots * 10u64.pow(d.told.tabulation.places.into());
            ratio(d.exhausted() as f64, of)
        };
        /// Rules of cleaning that the rules state and that the ballots were not cleaned by, each as `key value`.
        cleaning_differs: Texts = |d| {
            Cell::List(d.told.counting.cleaning_differs.iter().map(|told| told.as_str().into()).collect())
        };
        /// From whom votes moved in the round before the deciding one.
        last_transfers_from: Rows of TransferSource = |d| TransferSource::rows(d.last_transfers.iter().map(|source| (d, source)));
        /// How many ties the rules decided.
        tie_count: Whole = |d| d.told.ties().count() as u64;
        /// The last of them, at most 3; `rounds` has all.
        ties: Rows of CountTie = |d| CountTie::rows(d.last_ties());
        /// The one that no rule decides, at which the count ends. Null if there is none.
        tie: Record of OpenTie or null = |d| d.told.open_tie();
        /// What is to be said, in this order. Of a group of voters, every sentence says that it is a count of that group's ballots only.
        sentences: Rows of OutcomeSentence = |d| d.sentences();
    }
}

#[derive(Debug)]
pub struct OutcomeRequest {
    counting: Counting,
}

impl OutcomeRequest {
    pub fn read(reader: &mut ParamReader) -> Result<OutcomeRequest> {
        Ok(OutcomeRequest { counting: Counting::read(reader)? })
    }
}

impl Request for OutcomeRequest {
    fn tables(&self) -> &'static [&'static str] {
        if self.counting.is_own() { &[ROUNDS, CANDIDATES, PAIRS] } else { self.tables_without_rounds() }
    }

    fn tables_without_rounds(&self) -> &'static [&'static str] {
        &[PROFILE, ENDINGS, CANDIDATES, PAIRS]
    }

    fn of_group(&self) -> OfGroup {
        OfGroup { tables: BALLOTS, counted: &[PROFILE, ENDINGS, CANDIDATES] }
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let tabulation = context.tabulation(&self.counting, false)?;
        let decided = Decided::new(context, context.told(&tabulation, &self.counting))?;
        let row: Row = OutcomeShape::row(&decided);
        Ok(Outcome::Whole(row.into()))
    }

    /// Of those elected.
    fn columns(&self) -> Vec<&'static str> {
        OutcomeWinner::names()
    }
}
