//! One count, round by round, by every method but that of keep values.

use super::ground::Ground;
use super::holdings::{Holdings, Part};
use super::percent::Percent;
use super::result::{BrokenTie, Count, Destination, Flow, Round, Threshold, Tie, TieKind, Units};
use super::rules::{Last, Method, Quota, Rules, Surplus, ThresholdOf, Transfer};
use super::ties;

/// What a count is of.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub ground: &'a Ground,
    pub rules: &'a Rules,
    pub seats: u32,
    /// Decimals of votes.
    pub places: u8,
    /// By candidate, the place in the order of the rules.
    pub order: &'a [u16],
    /// By candidate: is eliminated before anybody is elected.
    pub is_first_out: &'a [bool],
    /// By candidate: as if they had not stood.
    pub is_absent: &'a [bool],
    /// Whether to follow the ballots of each first choice.
    pub follow: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Continuing,
    Elected,
    Eliminated,
}

struct Counting<'a> {
    setting: Setting<'a>,
    holdings: Holdings<'a>,
    /// Units in a vote.
    unit: Units,
    standings: Vec<Standing>,
    /// Votes of the first round.
    first_votes: Units,
    residual: Units,
    /// Elected with a surplus that is not passed on yet.
    waiting: Vec<u16>,
    count: Count,
}

/// What a round decides.
#[derive(Default)]
struct Decision {
    threshold: Option<Threshold>,
    elected: Vec<u16>,
    eliminated: Vec<u16>,
    is_last: bool,
    undecided: Option<Tie>,
}

/// Counts by a method that passes on whole ballots or parts of them.
pub fn count(setting: Setting) -> Count {
    let unit = 10u64.pow(u32::from(setting.places));
    let receives = |candidate: u16| !setting.is_absent[usize::from(candidate)];
    let holdings = Holdings::start(setting.ground, unit, receives, setting.follow);
    let absent = |is_absent: &bool| if *is_absent { Standing::Eliminated } else { Standing::Continuing };
    let mut counting = Counting {
        setting,
        unit,
        standings: setting.is_absent.iter().map(absent).collect(),
        first_votes: holdings.votes.iter().sum(),
        holdings,
        residual: 0,
        waiting: Vec::new(),
        count: Count::default(),
    };
    while !counting.round() {}
    let Counting { holdings, mut count, .. } = counting;
    count.followed = holdings.followed();
    count
}

impl Counting<'_> {
    /// Counts a round; true if it is the last.
    fn round(&mut self) -> bool {
        let decision = match self.setting.rules.method {
            _ if self.first_votes == 0 => self.of_nobody(),
            Method::Irv | Method::Sequential => self.one_seat(),
            Method::Stv | Method::Meek => self.by_quota(),
            Method::BottomsUp => self.bottoms_up(),
            Method::Percentage => self.by_percentage(),
        };
        let Decision { threshold, elected, eliminated, is_last, undecided } = decision;
        let votes_shown = (0..).zip(&self.holdings.votes).filter(|&(c, _)| self.shows(c)).map(|(c, &votes)| (c, votes));
        self.count.rounds.push(Round {
            threshold,
            votes: votes_shown.collect(),
            exhausted: self.holdings.exhausted,
            residual: self.residual,
            ..Round::default()
        });
        self.count.winners.extend(&elected);
        for &candidate in &elected {
            self.standings[usize::from(candidate)] = Standing::Elected;
        }
        for &candidate in &eliminated {
            self.standings[usize::from(candidate)] = Standing::Eliminated;
        }
        let is_last = is_last || undecided.is_some();
        self.count.undecided = undecided;
        let (surplus_of, transfers) = match (is_last, threshold) {
            (true, _) => Default::default(),
            (false, threshold) => self.transfer(&elected, &eliminated, threshold.map_or(0, |threshold| threshold.units as Units)),
        };
        if let Some(round) = self.count.rounds.last_mut() {
            *round = Round { elected, eliminated, surplus_of, transfers, ..std::mem::take(round) };
        }
        let is_cut = self.setting.rules.stop_after.is_some_and(|last| self.count.rounds.len() >= last as usize);
        is_last || is_cut || self.count.undecided.is_some()
    }

    fn is(&self, candidate: u16, standing: Standing) -> bool {
        self.standings[usize::from(candidate)] == standing
    }

    fn shows(&self, candidate: u16) -> bool {
        !self.is(candidate, Standing::Eliminated)
    }

    fn candidates(&self) -> std::ops::Range<u16> {
        0..self.standings.len() as u16
    }

    fn continuing(&self) -> Vec<u16> {
        self.candidates().filter(|&candidate| self.is(candidate, Standing::Continuing)).collect()
    }

    fn votes(&self, candidate: u16) -> Units {
        self.holdings.votes[usize::from(candidate)]
    }

    fn votes_of(&self, candidates: &[u16]) -> Units {
        candidates.iter().map(|&candidate| self.votes(candidate)).sum()
    }

    fn seats_left(&self) -> usize {
        (self.setting.seats as usize).saturating_sub(self.count.winners.len())
    }

    /// Most votes first, then by the order of the rules.
    fn by_votes(&self, mut candidates: Vec<u16>) -> Vec<u16> {
        let place = |candidate: u16| self.setting.order[usize::from(candidate)];
        candidates.sort_by_key(|&candidate| (std::cmp::Reverse(self.votes(candidate)), place(candidate)));
        candidates
    }

    /// One of those with equal votes, or the tie that no rule decides.
    fn choose(&mut self, kind: TieKind, tied: Vec<u16>) -> Result<u16, Tie> {
        let chosen = ties::choose(kind, &tied, &self.setting.rules.tie_break, &self.count.rounds, self.setting.order);
        let tie = Tie { round: self.count.rounds.len() as u32 + 1, kind, tied };
        match chosen {
            Some((chosen, None)) => Ok(chosen),
            Some((chosen, Some(by))) => {
                self.count.ties.push(BrokenTie { tie, chosen, by });
                Ok(chosen)
            }
            None => Err(tie),
        }
    }

    /// The one with most votes.
    fn highest(&mut self, of: &[u16]) -> Result<u16, Tie> {
        let most = of.iter().map(|&candidate| self.votes(candidate)).max();
        self.choose(TieKind::Elect, of.iter().copied().filter(|&candidate| Some(self.votes(candidate)) == most).collect())
    }

    /// Write-ins that have to go before anybody is elected.
    fn first_out(&self, continuing: &[u16]) -> Vec<u16> {
        let goes = |candidate: &u16| self.setting.is_first_out[usize::from(*candidate)] && self.votes(*candidate) > 0;
        continuing.iter().copied().filter(goes).collect()
    }

    /// Fills in who is eliminated: those at the bottom of `continuing`, with at least `keep` of `standing` left.
    fn eliminate(&mut self, decision: &mut Decision, continuing: &[u16], standing: &[u16], keep: usize) {
        if self.setting.rules.batch {
            let batch = self.batch(standing, keep);
            if batch.len() > 1 {
                decision.eliminated = batch;
                return;
            }
        }
        let Some(least) = continuing.iter().map(|&candidate| self.votes(candidate)).min() else {
            decision.is_last = true;
            return;
        };
        let lowest = continuing.iter().copied().filter(|&candidate| self.votes(candidate) == least).collect();
        match self.choose(TieKind::Eliminate, lowest) {
            Ok(chosen) => decision.eliminated = vec![chosen],
            Err(tie) => decision.undecided = Some(tie),
        }
    }

    /// The largest set from below that together has fewer votes than the next, with at least `keep` left; in index order.
    fn batch(&self, standing: &[u16], keep: usize) -> Vec<u16> {
        let mut rising = standing.to_vec();
        rising.sort_by_key(|&candidate| self.votes(candidate));
        let mut batch = 0;
        let mut below = 0;
        for (place, &candidate) in rising.iter().enumerate() {
            let votes = self.votes(candidate);
            let is_next_level = place > 0 && self.votes(rising[place - 1]) < votes;
            if is_next_level && below < votes && standing.len() - place >= keep {
                batch = place;
            }
            below += votes;
        }
        rising.truncate(batch);
        rising.sort_unstable();
        rising
    }

    /// Votes that elect; `None` where no number of votes does.
    fn threshold(&self, continuing: &[u16]) -> Option<Threshold> {
        let of = || match self.setting.rules.threshold_of {
            ThresholdOf::Continuing => self.votes_of(continuing),
            ThresholdOf::FirstRound => self.first_votes,
        };
        let places = self.setting.places;
        match self.setting.rules.method {
            Method::Irv | Method::Sequential => Some(Threshold { units: u128::from(of() / 2 + 1), places }),
            Method::Stv | Method::Meek => Some(Threshold { units: self.quota(continuing).into(), places }),
            Method::BottomsUp => None,
            Method::Percentage => {
                let units = self.setting.rules.percent.map_or(0, |percent| percent.of(of()));
                Some(Threshold { units, places: places + Percent::PLACES as u8 + 2 })
            }
        }
    }

    /// Nobody has a vote in the first round: nobody is elected.
    fn of_nobody(&self) -> Decision {
        Decision { threshold: self.threshold(&self.continuing()), is_last: true, ..Decision::default() }
    }

    fn one_seat(&mut self) -> Decision {
        let rules = self.setting.rules;
        let continuing = self.continuing();
        if let Some(winner) = self.count.winners.first().copied() {
            // Goes on until two are left.
            let standing: Vec<u16> = self.candidates().filter(|&candidate| self.shows(candidate)).collect();
            debug_assert!(standing.contains(&winner));
            let threshold = self.count.rounds.last().and_then(|round| round.threshold);
            let mut decision = Decision { threshold, ..Decision::default() };
            match standing.len() > 2 {
                true => self.eliminate(&mut decision, &continuing, &standing, 2),
                false => decision.is_last = true,
            }
            return decision;
        }
        let threshold = self.threshold(&continuing);
        let mut decision = Decision { threshold, ..Decision::default() };
        decision.eliminated = self.first_out(&continuing);
        if !decision.eliminated.is_empty() {
            return decision;
        }
        let has_majority =
            |candidate: &u16| threshold.is_some_and(|threshold| u128::from(self.votes(*candidate)) >= threshold.units);
        let reaches = continuing.iter().copied().find(has_majority);
        let winner = match (reaches, continuing.len()) {
            (Some(candidate), _) => Ok(Some(candidate)),
            (None, 1 | 2) => self.highest(&continuing).map(Some),
            _ => Ok(None),
        };
        match winner {
            Err(tie) => decision.undecided = Some(tie),
            Ok(Some(winner)) => {
                decision.elected = vec![winner];
                decision.is_last = !rules.continue_until_two || continuing.len() <= 2;
            }
            Ok(None) => {
                let keep = if rules.continue_until_two { 2 } else { 1 };
                self.eliminate(&mut decision, &continuing, &continuing, keep);
            }
        }
        decision
    }

    fn bottoms_up(&mut self) -> Decision {
        let continuing = self.continuing();
        let mut decision = Decision { eliminated: self.first_out(&continuing), ..Decision::default() };
        if !decision.eliminated.is_empty() {
            return decision;
        }
        let seats = self.setting.seats as usize;
        if continuing.len() <= seats {
            decision.elected = self.by_votes(continuing);
            decision.is_last = true;
        } else {
            self.eliminate(&mut decision, &continuing, &continuing, seats);
        }
        decision
    }

    fn by_percentage(&mut self) -> Decision {
        let continuing = self.continuing();
        let threshold = self.threshold(&continuing);
        let units = threshold.map_or(0, |threshold| threshold.units);
        let mut decision = Decision { threshold, ..Decision::default() };
        decision.eliminated = self.first_out(&continuing);
        if !decision.eliminated.is_empty() {
            return decision;
        }
        let hundred = 10u128.pow(Percent::PLACES + 2);
        let has_more = |candidate: &u16| u128::from(self.votes(*candidate)) * hundred > units;
        let below: Vec<u16> = continuing.iter().copied().filter(|candidate| !has_more(candidate)).collect();
        if below.is_empty() {
            decision.elected = self.by_votes(continuing);
            decision.is_last = true;
        } else if self.setting.rules.cutoff {
            decision.eliminated = below;
        } else {
            self.eliminate(&mut decision, &continuing, &continuing, 0);
        }
        decision
    }

    fn quota(&self, continuing: &[u16]) -> Units {
        let of = match self.setting.rules.dynamic_quota {
            true => {
                let elected: Units = self.count.winners.iter().map(|&winner| self.votes(winner)).sum();
                self.votes_of(continuing) + elected
            }
            false => self.first_votes,
        };
        let seats = u64::from(self.setting.seats);
        match self.setting.rules.quota {
            Quota::DroopWhole => (of / (seats + 1) / self.unit + 1) * self.unit,
            Quota::DroopFraction => of / (seats + 1) + 1,
            Quota::Hare => of.div_ceil(seats).div_ceil(self.unit) * self.unit,
        }
    }

    fn by_quota(&mut self) -> Decision {
        let rules = self.setting.rules;
        let continuing = self.continuing();
        let quota = self.quota(&continuing);
        let threshold = self.threshold(&continuing);
        let mut decision = Decision { threshold, ..Decision::default() };
        let seats_left = self.seats_left();
        if seats_left == 0 {
            // The last surpluses have been passed on.
            decision.is_last = true;
            return decision;
        }
        decision.eliminated = self.first_out(&continuing);
        if !decision.eliminated.is_empty() {
            return decision;
        }
        let is_filled_by_all = continuing.len() <= seats_left;
        let reaches = |candidate: &u16| self.votes(*candidate) >= quota && self.votes(*candidate) > 0;
        let reached: Vec<u16> = continuing.iter().copied().filter(reaches).collect();
        if rules.one_winner_per_round {
            let among = if reached.is_empty() && is_filled_by_all { &continuing } else { &reached };
            if !among.is_empty() {
                match self.highest(among) {
                    Ok(winner) => decision.elected = vec![winner],
                    Err(tie) => decision.undecided = Some(tie),
                }
            }
        } else {
            decision.elected = self.by_votes(if is_filled_by_all { continuing.clone() } else { reached });
            decision.elected.truncate(seats_left);
        }
        let is_over = decision.elected.len() == seats_left || decision.elected.len() == continuing.len();
        // Where candidates run out, nobody is left to pass anything on to.
        decision.is_last = is_over && (rules.last == Last::Stop || decision.elected.len() < seats_left);
        if is_over || decision.undecided.is_some() {
            return decision;
        }
        let has_surplus = |candidate: &u16| self.votes(*candidate) > quota;
        let is_surplus_first =
            rules.surplus == Surplus::LargestFirst && self.waiting.iter().chain(&decision.elected).any(has_surplus);
        let is_eliminating = match rules.surplus {
            Surplus::Together => decision.elected.is_empty(),
            Surplus::LargestFirst => !is_surplus_first,
        };
        let left: Vec<u16> = continuing.iter().copied().filter(|candidate| !decision.elected.contains(candidate)).collect();
        if is_eliminating && left.len() > seats_left - decision.elected.len() {
            self.eliminate(&mut decision, &left, &left, seats_left);
        }
        decision
    }

    /// Carries out what a round causes: whose surplus is passed on, and all that moves.
    fn transfer(&mut self, elected: &[u16], eliminated: &[u16], quota: Units) -> (Vec<u16>, Vec<Flow>) {
        let mut flows = Vec::new();
        let mut surplus_of = Vec::new();
        if self.setting.rules.method == Method::Stv {
            let with_surplus: Vec<u16> = elected.iter().copied().filter(|&candidate| self.votes(candidate) > quota).collect();
            self.waiting.extend(with_surplus);
            surplus_of = self.next_surpluses();
            if self.count.undecided.is_some() {
                return Default::default();
            }
            for &candidate in &surplus_of {
                flows.extend(self.pass_surplus(candidate, quota));
            }
            self.waiting.retain(|candidate| !surplus_of.contains(candidate));
        }
        for &candidate in eliminated {
            flows.extend(self.pass_on(candidate, Part::All));
        }
        (surplus_of, flows)
    }

    fn next_surpluses(&mut self) -> Vec<u16> {
        let is_one = self.setting.rules.surplus == Surplus::LargestFirst && self.seats_left() > 0;
        if !is_one || self.waiting.is_empty() {
            return self.waiting.clone();
        }
        let most = self.waiting.iter().map(|&candidate| self.votes(candidate)).max();
        let mut largest: Vec<u16> =
            self.waiting.iter().copied().filter(|&candidate| Some(self.votes(candidate)) == most).collect();
        largest.sort_unstable();
        let round = self.count.rounds.pop();
        let chosen = self.choose(TieKind::Surplus, largest);
        self.count.rounds.extend(round);
        match chosen {
            Ok(chosen) => vec![chosen],
            Err(tie) => {
                self.count.undecided = Some(tie);
                Vec::new()
            }
        }
    }

    fn pass_surplus(&mut self, candidate: u16, quota: Units) -> Vec<Flow> {
        let votes = self.votes(candidate);
        let surplus = votes - quota;
        if self.seats_left() == 0 && self.setting.rules.last == Last::Keep {
            self.holdings.exhausted.final_surplus += surplus;
            self.holdings.votes[usize::from(candidate)] = quota;
            return vec![Flow { from: candidate, to: Destination::FinalSurplus, votes: surplus }];
        }
        let part = match self.setting.rules.transfer {
            Transfer::Fraction => Part::Fraction((u128::from(surplus) * u128::from(self.unit) / u128::from(votes)) as Units),
            Transfer::Product => Part::Product { surplus, votes },
        };
        let mut flows = self.pass_on(candidate, part);
        let left = self.votes(candidate) - quota;
        if left > 0 {
            self.residual += left;
            self.holdings.votes[usize::from(candidate)] = quota;
            flows.push(Flow { from: candidate, to: Destination::Residual, votes: left });
        }
        flows
    }

    fn pass_on(&mut self, from: u16, part: Part) -> Vec<Flow> {
        let is_elected_open = self.setting.rules.continue_until_two;
        let standings = &self.standings;
        self.holdings.pass_on(from, part, |candidate| match standings[usize::from(candidate)] {
            Standing::Continuing => true,
            Standing::Elected => is_elected_open,
            Standing::Eliminated => false,
        })
    }
}
