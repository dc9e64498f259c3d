//! A count ballot by ballot, each with a value of its own, written from the definitions and not from the engine.

use coalition_lens::ballots::Ending;
use coalition_lens::tabulation::{
    BrokenTie, Destination, Exhausted, Flow, Last, Method, Quota, Round, Rules, Surplus, Threshold, ThresholdOf, Tie, TieBreak,
    TieKind, Transfer,
};

/// Equal ballots, or one of them.
#[derive(Clone, Debug)]
pub struct Ballot {
    pub ranking: Vec<u16>,
    pub weight: u64,
    pub ending: Ending,
}

/// What is counted.
#[derive(Clone, Debug)]
pub struct Election {
    pub candidates: u16,
    pub ballots: Vec<Ballot>,
    /// Ballots that rank nobody, by cause.
    pub inactive: [u64; 4],
    pub seats: u32,
    /// By candidate, the place in the order that breaks ties.
    pub place: Vec<u16>,
    /// By candidate.
    pub is_first_out: Vec<bool>,
    pub is_absent: Vec<bool>,
}

#[derive(Debug, Default, PartialEq)]
pub struct Counted {
    pub rounds: Vec<Round>,
    pub winners: Vec<u16>,
    pub ties: Vec<BrokenTie>,
    pub undecided: Option<Tie>,
    /// With whom the ballots began, who holds them: votes.
    pub held: Vec<Vec<u64>>,
    /// With whom the ballots began, and why they are exhausted: votes.
    pub exhausted: Vec<[u64; 4]>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Continuing,
    Elected,
    Eliminated,
}

/// A ballot on its way.
struct Paper<'a> {
    ballot: &'a Ballot,
    value: u128,
    with: Option<u16>,
    began: Option<u16>,
    /// What it left with the elected it was passed on by.
    left: Vec<(u16, u128)>,
}

struct Counter<'a> {
    election: &'a Election,
    rules: &'a Rules,
    places: u8,
    unit: u128,
    papers: Vec<Paper<'a>>,
    state: Vec<State>,
    /// By candidate: votes that stay with them once their surplus is passed on.
    stays: Vec<u128>,
    exhausted: [u128; 4],
    final_surplus: u128,
    residual: u128,
    first_votes: u128,
    waiting: Vec<u16>,
    told: Counted,
}

#[derive(Default)]
struct Verdict {
    threshold: Option<(u128, u8)>,
    elected: Vec<u16>,
    eliminated: Vec<u16>,
    is_last: bool,
    tie: Option<Tie>,
}

fn cause(ending: Ending) -> usize {
    Ending::ALL.iter().position(|&other| other == ending).unwrap()
}

fn small(votes: u128) -> u64 {
    u64::try_from(votes).unwrap()
}

pub fn count(election: &Election, rules: &Rules) -> Vec<Counted> {
    match rules.method {
        Method::Sequential => {
            let mut election = Election { seats: 1, ..election.clone() };
            let seats = rules.seats.unwrap();
            let mut counts: Vec<Counted> = Vec::new();
            while (counts.len() as u32) < seats && election.is_absent.contains(&false) {
                counts.push(one_count(&election, rules));
                match counts.last().unwrap().winners[..] {
                    [winner] => election.is_absent[winner as usize] = true,
                    _ => break,
                }
            }
            counts
        }
        Method::Irv => vec![one_count(&Election { seats: 1, ..election.clone() }, rules)],
        Method::Meek => vec![meek(election, rules)],
        _ => vec![one_count(election, rules)],
    }
}

fn one_count(election: &Election, rules: &Rules) -> Counted {
    let n = election.candidates as usize;
    let places = if rules.method == Method::Stv { rules.places } else { 0 };
    let unit = 10u128.pow(places.into());
    let mut counter = Counter {
        election,
        rules,
        places,
        unit,
        papers: Vec::new(),
        state: election.is_absent.iter().map(|&absent| if absent { State::Eliminated } else { State::Continuing }).collect(),
        stays: vec![0; n],
        exhausted: election.inactive.map(|ballots| u128::from(ballots) * unit),
        final_surplus: 0,
        residual: 0,
        first_votes: 0,
        waiting: Vec::new(),
        told: Counted { held: vec![vec![0; n]; n], exhausted: vec![[0; 4]; n], ..Counted::default() },
    };
    for ballot in &election.ballots {
        let with = ballot.ranking.iter().copied().find(|&candidate| counter.receives(candidate));
        if with.is_none() {
            counter.exhausted[cause(ballot.ending)] += u128::from(ballot.weight) * unit;
        }
        counter.papers.push(Paper { ballot, value: unit, with, began: with, left: Vec::new() });
    }
    counter.first_votes = (0..election.candidates).map(|candidate| counter.votes(candidate)).sum();
    while !counter.round() {}
    let Counter { papers, mut told, .. } = counter;
    for paper in &papers {
        let Some(began) = paper.began.map(usize::from) else { continue };
        let weight = u128::from(paper.ballot.weight);
        for &(holder, value) in &paper.left {
            told.held[began][holder as usize] += small(weight * value);
        }
        match paper.with {
            Some(holder) => told.held[began][holder as usize] += small(weight * paper.value),
            None => told.exhausted[began][cause(paper.ballot.ending)] += small(weight * paper.value),
        }
    }
    told
}

impl Counter<'_> {
    fn receives(&self, candidate: u16) -> bool {
        match self.state[candidate as usize] {
            State::Continuing => true,
            State::Elected => self.rules.continue_until_two,
            State::Eliminated => false,
        }
    }

    fn votes(&self, candidate: u16) -> u128 {
        let with = self.papers.iter().filter(|paper| paper.with == Some(candidate));
        self.stays[candidate as usize] + with.map(|paper| u128::from(paper.ballot.weight) * paper.value).sum::<u128>()
    }

    fn those(&self, state: State) -> Vec<u16> {
        (0..self.election.candidates).filter(|&candidate| self.state[candidate as usize] == state).collect()
    }

    fn round(&mut self) -> bool {
        let mut verdict = match self.rules.method {
            Method::Irv | Method::Sequential => self.one_seat(),
            Method::Stv => self.quota(),
            Method::BottomsUp => self.bottoms_up(),
            Method::Percentage => self.percentage(),
            Method::Meek => unreachable!(),
        };
        if self.first_votes == 0 {
            // No ballot ranks anybody who stands: nobody is elected.
            self.told.ties.clear();
            verdict = Verdict { threshold: verdict.threshold, is_last: true, ..Verdict::default() };
        }
        let mut shown = self.those(State::Continuing);
        shown.extend(self.those(State::Elected));
        shown.sort();
        let mut round = Round {
            threshold: verdict.threshold.map(|(units, places)| Threshold { units, places }),
            votes: shown.iter().map(|&candidate| (candidate, small(self.votes(candidate)))).collect(),
            elected: verdict.elected.clone(),
            eliminated: verdict.eliminated.clone(),
            exhausted: Exhausted { by_ending: self.exhausted.map(small), final_surplus: small(self.final_surplus) },
            residual: small(self.residual),
            ..Round::default()
        };
        self.told.winners.extend(&verdict.elected);
        for &candidate in &verdict.elected {
            self.state[candidate as usize] = State::Elected;
        }
        for &candidate in &verdict.eliminated {
            self.state[candidate as usize] = State::Eliminated;
        }
        if !verdict.is_last && verdict.tie.is_none() {
            let quota = verdict.threshold.map_or(0, |(units, _)| units);
            match self.surpluses(&verdict, quota) {
                Err(tie) => verdict.tie = Some(tie),
                Ok(surplus_of) => {
                    for &candidate in &surplus_of {
                        round.transfers.extend(self.pass_surplus(candidate, quota));
                    }
                    round.surplus_of = surplus_of;
                    for &candidate in &verdict.eliminated {
                        round.transfers.extend(self.pass(candidate, |value| value));
                    }
                }
            }
        }
        self.told.rounds.push(round);
        self.told.undecided = verdict.tie;
        verdict.is_last || self.told.undecided.is_some() || Some(self.told.rounds.len() as u32) == self.rules.stop_after
    }

    /// Ballots with a candidate go on to the next on them, at `next` of their value.
    fn pass(&mut self, from: u16, next: impl Fn(u128) -> u128) -> Vec<Flow> {
        let mut to = vec![0u128; self.election.candidates as usize];
        let mut ended = [0u128; 4];
        let open: Vec<bool> = (0..self.election.candidates).map(|candidate| self.receives(candidate)).collect();
        for paper in self.papers.iter_mut().filter(|paper| paper.with == Some(from)) {
            let value = next(paper.value);
            paper.left.push((from, paper.value - value));
            paper.value = value;
            paper.with = paper.ballot.ranking.iter().copied().find(|&candidate| open[candidate as usize]);
            let votes = u128::from(paper.ballot.weight) * value;
            match paper.with {
                Some(candidate) => to[candidate as usize] += votes,
                None => ended[cause(paper.ballot.ending)] += votes,
            }
        }
        for (exhausted, more) in self.exhausted.iter_mut().zip(ended) {
            *exhausted += more;
        }
        let candidates = (0..).zip(to).map(|(candidate, votes)| (Destination::Candidate(candidate), votes));
        let endings = Ending::ALL.into_iter().zip(ended).map(|(ending, votes)| (Destination::Exhausted(ending), votes));
        let all = candidates.chain(endings).filter(|&(_, votes)| votes > 0);
        all.map(|(to, votes)| Flow { from, to, votes: small(votes) }).collect()
    }

    fn pass_surplus(&mut self, candidate: u16, quota: u128) -> Vec<Flow> {
        let votes = self.votes(candidate);
        let surplus = votes - quota;
        if self.seats_left() == 0 && self.rules.last == Last::Keep {
            self.final_surplus += surplus;
            // All stays, and shows as the quota.
            for paper in self.papers.iter_mut().filter(|paper| paper.with == Some(candidate)) {
                paper.left.push((candidate, paper.value));
                paper.value = 0;
            }
            self.stays[candidate as usize] = quota;
            return vec![Flow { from: candidate, to: Destination::FinalSurplus, votes: small(surplus) }];
        }
        let unit = self.unit;
        let mut flows = match self.rules.transfer {
            Transfer::Fraction => {
                let fraction = surplus * unit / votes;
                self.pass(candidate, |value| value * fraction / unit)
            }
            Transfer::Product => self.pass(candidate, |value| value * surplus / votes),
        };
        let passed: u128 = flows.iter().map(|flow| u128::from(flow.votes)).sum();
        let left = votes - passed - quota;
        self.stays[candidate as usize] = quota;
        self.residual += left;
        if left > 0 {
            flows.push(Flow { from: candidate, to: Destination::Residual, votes: small(left) });
        }
        flows
    }

    fn surpluses(&mut self, verdict: &Verdict, quota: u128) -> Result<Vec<u16>, Tie> {
        if self.rules.method != Method::Stv {
            return Ok(Vec::new());
        }
        for &candidate in &verdict.elected {
            if self.votes(candidate) > quota {
                self.waiting.push(candidate);
            }
        }
        if self.waiting.is_empty() || self.rules.surplus == Surplus::Together || self.seats_left() == 0 {
            return Ok(std::mem::take(&mut self.waiting));
        }
        let most = self.waiting.iter().map(|&candidate| self.votes(candidate)).max().unwrap();
        let largest = self.waiting.iter().copied().filter(|&candidate| self.votes(candidate) == most).collect();
        let one = self.break_tie(TieKind::Surplus, largest)?;
        self.waiting.retain(|&candidate| candidate != one);
        Ok(vec![one])
    }

    fn seats_left(&self) -> usize {
        self.election.seats as usize - (self.told.winners.len()).min(self.election.seats as usize)
    }

    /// One of the tied, told as a tie if there are several.
    fn break_tie(&mut self, kind: TieKind, mut tied: Vec<u16>) -> Result<u16, Tie> {
        tied.sort();
        let tie = Tie { round: self.told.rounds.len() as u32 + 1, kind, tied: tied.clone() };
        let (chosen, by) = broken(&tie, &self.rules.tie_break, &self.told.rounds, &self.election.place).ok_or(tie.clone())?;
        self.told.ties.extend(by.map(|by| BrokenTie { tie, chosen, by }));
        Ok(chosen)
    }

    fn eliminate_one(&mut self, among: &[u16], verdict: &mut Verdict) {
        let Some(least) = among.iter().map(|&candidate| self.votes(candidate)).min() else {
            verdict.is_last = true;
            return;
        };
        let lowest = among.iter().copied().filter(|&candidate| self.votes(candidate) == least).collect();
        match self.break_tie(TieKind::Eliminate, lowest) {
            Ok(candidate) => verdict.eliminated = vec![candidate],
            Err(tie) => verdict.tie = Some(tie),
        }
    }

    /// The largest set from below, made of whole levels, that has fewer votes than one of the next level and leaves enough.
    fn eliminate(&mut self, among: &[u16], standing: &[u16], leave: usize, verdict: &mut Verdict) {
        if self.rules.batch {
            let mut best: Vec<u16> = Vec::new();
            for &next in standing {
                let set: Vec<u16> =
                    standing.iter().copied().filter(|&candidate| self.votes(candidate) < self.votes(next)).collect();
                let together: u128 = set.iter().map(|&candidate| self.votes(candidate)).sum();
                if together < self.votes(next) && standing.len() - set.len() >= leave && set.len() > best.len() {
                    best = set;
                }
            }
            if best.len() >= 2 {
                verdict.eliminated = best;
                return;
            }
        }
        self.eliminate_one(among, verdict);
    }

    /// Write-ins with votes go first.
    fn write_ins(&self, continuing: &[u16]) -> Vec<u16> {
        let goes = |&candidate: &u16| self.election.is_first_out[candidate as usize] && self.votes(candidate) > 0;
        continuing.iter().copied().filter(goes).collect()
    }

    fn basis(&self, continuing: &[u16]) -> u128 {
        match self.rules.threshold_of {
            ThresholdOf::FirstRound => self.first_votes,
            ThresholdOf::Continuing => continuing.iter().map(|&candidate| self.votes(candidate)).sum(),
        }
    }

    fn one_seat(&mut self) -> Verdict {
        let continuing = self.those(State::Continuing);
        let mut verdict = Verdict::default();
        if !self.told.winners.is_empty() {
            let found = self.told.rounds.iter().find(|round| !round.elected.is_empty()).unwrap();
            verdict.threshold = found.threshold.map(|threshold| (threshold.units, threshold.places));
            let mut standing = [continuing.clone(), self.told.winners.clone()].concat();
            standing.sort();
            if standing.len() > 2 {
                self.eliminate(&continuing, &standing, 2, &mut verdict);
            } else {
                verdict.is_last = true;
            }
            return verdict;
        }
        let threshold = self.basis(&continuing) / 2 + 1;
        verdict.threshold = Some((threshold, 0));
        verdict.eliminated = self.write_ins(&continuing);
        if !verdict.eliminated.is_empty() {
            return verdict;
        }
        let mut winner = continuing.iter().copied().find(|&candidate| self.votes(candidate) >= threshold);
        if winner.is_none() && (1..=2).contains(&continuing.len()) {
            let most = continuing.iter().map(|&candidate| self.votes(candidate)).max().unwrap();
            let highest = continuing.iter().copied().filter(|&candidate| self.votes(candidate) == most).collect();
            match self.break_tie(TieKind::Elect, highest) {
                Ok(candidate) => winner = Some(candidate),
                Err(tie) => {
                    verdict.tie = Some(tie);
                    return verdict;
                }
            }
        }
        match winner {
            Some(winner) => {
                verdict.elected = vec![winner];
                verdict.is_last = !(self.rules.continue_until_two && continuing.len() > 2);
            }
            None => self.eliminate(&continuing, &continuing, if self.rules.continue_until_two { 2 } else { 1 }, &mut verdict),
        }
        verdict
    }

    fn in_order(&self, mut candidates: Vec<u16>) -> Vec<u16> {
        candidates.sort_by_key(|&candidate| self.election.place[candidate as usize]);
        candidates.sort_by_key(|&candidate| std::cmp::Reverse(self.votes(candidate)));
        candidates
    }

    fn quota(&mut self) -> Verdict {
        let continuing = self.those(State::Continuing);
        let elected = self.those(State::Elected);
        let votes = match self.rules.dynamic_quota {
            false => self.first_votes,
            true => continuing.iter().chain(&elected).map(|&candidate| self.votes(candidate)).sum(),
        };
        let seats = u128::from(self.election.seats);
        let whole = |units: u128| units.div_ceil(self.unit) * self.unit;
        let quota = match self.rules.quota {
            Quota::DroopWhole => votes / ((seats + 1) * self.unit) * self.unit + self.unit,
            Quota::DroopFraction => votes / (seats + 1) + 1,
            Quota::Hare => whole(votes.div_ceil(seats)),
        };
        let mut verdict = Verdict { threshold: Some((quota, self.places)), ..Verdict::default() };
        let seats_left = self.seats_left();
        if seats_left == 0 {
            verdict.is_last = true;
            return verdict;
        }
        verdict.eliminated = self.write_ins(&continuing);
        if !verdict.eliminated.is_empty() {
            return verdict;
        }
        let is_there = |&candidate: &u16| self.votes(candidate) >= quota && self.votes(candidate) > 0;
        let there: Vec<u16> = continuing.iter().copied().filter(is_there).collect();
        let can_all = continuing.len() <= seats_left;
        if self.rules.one_winner_per_round {
            let among = if there.is_empty() && can_all { continuing.clone() } else { there };
            if let Some(most) = among.iter().map(|&candidate| self.votes(candidate)).max() {
                let highest = among.into_iter().filter(|&candidate| self.votes(candidate) == most).collect();
                match self.break_tie(TieKind::Elect, highest) {
                    Ok(winner) => verdict.elected = vec![winner],
                    Err(tie) => {
                        verdict.tie = Some(tie);
                        return verdict;
                    }
                }
            }
        } else {
            verdict.elected = self.in_order(if can_all { continuing.clone() } else { there });
        }
        let is_filled = verdict.elected.len() == seats_left;
        if is_filled || verdict.elected.len() == continuing.len() {
            verdict.is_last = !is_filled || self.rules.last == Last::Stop;
            return verdict;
        }
        let mut may_have_surplus = self.waiting.iter().chain(&verdict.elected);
        let is_eliminating = match self.rules.surplus {
            Surplus::Together => verdict.elected.is_empty(),
            Surplus::LargestFirst => !may_have_surplus.any(|&candidate| self.votes(candidate) > quota),
        };
        let others: Vec<u16> = continuing.into_iter().filter(|candidate| !verdict.elected.contains(candidate)).collect();
        if is_eliminating && others.len() > seats_left - verdict.elected.len() {
            self.eliminate_one(&others, &mut verdict);
        }
        verdict
    }

    fn bottoms_up(&mut self) -> Verdict {
        let continuing = self.those(State::Continuing);
        let mut verdict = Verdict { eliminated: self.write_ins(&continuing), ..Verdict::default() };
        let seats = self.election.seats as usize;
        if !verdict.eliminated.is_empty() {
            return verdict;
        }
        if continuing.len() > seats {
            self.eliminate(&continuing, &continuing, seats, &mut verdict);
        } else {
            verdict.elected = self.in_order(continuing);
            verdict.is_last = true;
        }
        verdict
    }

    fn percentage(&mut self) -> Verdict {
        let continuing = self.those(State::Continuing);
        let percent: f64 = serde_json::from_value(serde_json::to_value(self.rules.percent).unwrap()).unwrap();
        // The threshold in units of 10^-8: percentages have up to six decimals.
        let threshold = self.basis(&continuing) * (percent * 1e6).round() as u128;
        let mut verdict =
            Verdict { threshold: Some((threshold, 8)), eliminated: self.write_ins(&continuing), ..Verdict::default() };
        if !verdict.eliminated.is_empty() {
            return verdict;
        }
        let below: Vec<u16> =
            continuing.iter().copied().filter(|&candidate| self.votes(candidate) * 100_000_000 <= threshold).collect();
        if below.is_empty() {
            verdict.elected = self.in_order(continuing);
            verdict.is_last = true;
        } else if self.rules.cutoff {
            verdict.eliminated = below;
        } else {
            self.eliminate_one(&continuing, &mut verdict);
        }
        verdict
    }
}

/// One of the tied and the rule that leaves no other, if there is one.
fn broken(tie: &Tie, rules: &[TieBreak], before: &[Round], place: &[u16]) -> Option<(u16, Option<TieBreak>)> {
    if tie.tied.len() == 1 {
        return Some((tie.tied[0], None));
    }
    let goes_up = tie.kind != TieKind::Eliminate;
    let mut left = tie.tied.clone();
    for &rule in rules {
        if rule == TieBreak::Order {
            left.sort_by_key(|&candidate| place[candidate as usize]);
            let one = if goes_up { left[0] } else { left[left.len() - 1] };
            return Some((one, Some(rule)));
        }
        for round in before.iter().rev() {
            let votes = |candidate: u16| {
                round.votes.iter().find(|&&(other, _)| other == candidate).expect("a tied candidate has stood so far").1
            };
            let all = left.iter().map(|&candidate| votes(candidate));
            let wanted = if goes_up { all.max() } else { all.min() }.unwrap();
            left.retain(|&candidate| votes(candidate) == wanted);
        }
        if left.len() == 1 {
            return Some((left[0], Some(rule)));
        }
    }
    None
}

/// The Proportional Representation Foundation's reference rule, by its steps, with surpluses down to the last decimal.
fn meek(election: &Election, rules: &Rules) -> Counted {
    const UNIT: u128 = 1_000_000_000;
    let n = election.candidates as usize;
    let mut state: Vec<State> =
        election.is_absent.iter().map(|&absent| if absent { State::Eliminated } else { State::Continuing }).collect();
    let mut keep: Vec<u128> = state.iter().map(|&state| if state == State::Continuing { UNIT } else { 0 }).collect();
    let mut told = Counted::default();
    let distribute = |keep: &[u128], told: &mut Counted| {
        let mut votes = vec![0u128; n];
        let mut exhausted = election.inactive.map(|ballots| u128::from(ballots) * UNIT);
        told.held = vec![vec![0; n]; n];
        told.exhausted = vec![[0; 4]; n];
        for ballot in &election.ballots {
            let weight = u128::from(ballot.weight);
            let mut value = UNIT;
            let began = ballot.ranking.iter().copied().find(|&candidate| !election.is_absent[candidate as usize]);
            for &candidate in &ballot.ranking {
                let kept = (value * keep[candidate as usize]).div_ceil(UNIT);
                votes[candidate as usize] += weight * kept;
                value -= kept;
                if let Some(began) = began {
                    told.held[began as usize][candidate as usize] += small(weight * kept);
                }
            }
            exhausted[cause(ballot.ending)] += weight * value;
            if let Some(began) = began {
                told.exhausted[began as usize][cause(ballot.ending)] += small(weight * value);
            }
        }
        (votes, exhausted)
    };
    loop {
        let those = |state: &[State], wanted: State| -> Vec<u16> {
            (0..election.candidates).filter(|&candidate| state[candidate as usize] == wanted).collect()
        };
        let hopeful = those(&state, State::Continuing);
        let kept = those(&state, State::Elected);
        let seats_left = (election.seats as usize).saturating_sub(kept.len());
        let mut before: Option<u128> = None;
        let mut is_last = false;
        let (mut elected, mut eliminated) = (Vec::new(), Vec::new());
        let (votes, exhausted, quota) = loop {
            let (votes, exhausted) = distribute(&keep, &mut told);
            let quota = votes.iter().sum::<u128>() / (u128::from(election.seats) + 1) + 1;
            let of = |candidate: &u16| votes[*candidate as usize];
            if told.rounds.is_empty() && votes.iter().all(|&votes| votes == 0) {
                is_last = true;
                break (votes, exhausted, quota);
            }
            let out: Vec<u16> = hopeful
                .iter()
                .copied()
                .filter(|candidate| election.is_first_out[*candidate as usize] && of(candidate) > 0)
                .collect();
            if !out.is_empty() {
                eliminated = out;
                break (votes, exhausted, quota);
            }
            if hopeful.len() <= seats_left {
                elected = hopeful.clone();
                is_last = true;
                break (votes, exhausted, quota);
            }
            elected = hopeful.iter().copied().filter(|candidate| of(candidate) >= quota).collect();
            let surplus: u128 = kept.iter().map(|candidate| of(candidate).saturating_sub(quota)).sum();
            if !elected.is_empty() {
                is_last = elected.len() == seats_left;
                break (votes, exhausted, quota);
            }
            if surplus == 0 || before.is_some_and(|before| surplus >= before) {
                let least = hopeful.iter().map(of).min().unwrap();
                let tied = hopeful.iter().copied().filter(|candidate| of(candidate) <= least + surplus).collect();
                let tie = Tie { round: told.rounds.len() as u32 + 1, kind: TieKind::Eliminate, tied };
                match broken(&tie, &rules.tie_break, &told.rounds, &election.place) {
                    Some((chosen, by)) => {
                        told.ties.extend(by.map(|by| BrokenTie { tie, chosen, by }));
                        eliminated = vec![chosen];
                    }
                    None => {
                        told.undecided = Some(tie);
                        is_last = true;
                    }
                }
                break (votes, exhausted, quota);
            }
            before = Some(surplus);
            for &candidate in &kept {
                let scaled = (keep[candidate as usize] * quota).div_ceil(UNIT);
                keep[candidate as usize] = (scaled * UNIT).div_ceil(votes[candidate as usize]).min(UNIT);
            }
        };
        elected.sort_by_key(|&candidate| election.place[candidate as usize]);
        elected.sort_by_key(|&candidate| std::cmp::Reverse(votes[candidate as usize]));
        let shown = (0..election.candidates).filter(|&candidate| state[candidate as usize] != State::Eliminated);
        told.rounds.push(Round {
            threshold: Some(Threshold { units: quota, places: 9 }),
            votes: shown.map(|candidate| (candidate, small(votes[candidate as usize]))).collect(),
            elected: elected.clone(),
            eliminated: eliminated.clone(),
            exhausted: Exhausted { by_ending: exhausted.map(small), final_surplus: 0 },
            ..Round::default()
        });
        for &candidate in &elected {
            state[candidate as usize] = State::Elected;
        }
        told.winners.extend(elected);
        for candidate in eliminated {
            state[candidate as usize] = State::Eliminated;
            keep[candidate as usize] = 0;
        }
        if is_last || Some(told.rounds.len() as u32) == rules.stop_after {
            // Who was out in the last round holds nothing any more.
            distribute(&keep, &mut told);
            return told;
        }
    }
}
