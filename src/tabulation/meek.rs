//! Counts by keep values: Hill, Wichmann and Woodall, Algorithm 123, in the reference form of the Proportional Representation
//! Foundation, with 9 decimals.

use super::count::Setting;
use super::ground::Node;
use super::result::{BrokenTie, Count, Exhausted, Followed, Round, Threshold, Tie, TieKind, Units};
use super::ties;

/// Decimals of votes and keep values.
pub const PLACES: u8 = 9;

const UNIT: Units = 10u64.pow(PLACES as u32);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Hopeful,
    Elected,
    Out,
}

struct Meek<'a> {
    setting: Setting<'a>,
    standings: Vec<Standing>,
    /// By candidate: the part of a ballot's value that is kept.
    keep: Vec<Units>,
    votes: Vec<Units>,
    exhausted: Exhausted,
    count: Count,
}

pub fn count(setting: Setting) -> Count {
    let n = setting.ground.candidates;
    let present = |is_absent: &bool| if *is_absent { Standing::Out } else { Standing::Hopeful };
    let standings: Vec<Standing> = setting.is_absent.iter().map(present).collect();
    let mut meek = Meek {
        setting,
        keep: standings.iter().map(|&standing| if standing == Standing::Hopeful { UNIT } else { 0 }).collect(),
        standings,
        votes: vec![0; n],
        exhausted: Exhausted::default(),
        count: Count::default(),
    };
    while !meek.round() {}
    if setting.follow {
        meek.count.followed = Some(meek.followed());
    }
    meek.count
}

impl Meek<'_> {
    fn with(&self, standing: Standing) -> Vec<u16> {
        (0..self.standings.len() as u16).filter(|&c| self.standings[usize::from(c)] == standing).collect()
    }

    fn votes(&self, candidate: u16) -> Units {
        self.votes[usize::from(candidate)]
    }

    /// Gives every candidate the kept part of the ballots that come to them.
    fn distribute(&mut self) {
        let ground = self.setting.ground;
        self.votes.fill(0);
        self.exhausted = Exhausted { by_ending: ground.inactive.map(|ballots| ballots * UNIT), final_surplus: 0 };
        let mut stack: Vec<(u32, u64, Units)> = Vec::new();
        let mut give = |stack: &mut Vec<_>, number: u32, node: &Node, value: Units| {
            if node.ballots == 0 {
                return;
            }
            let candidate = usize::from(node.candidate);
            let kept = kept(value, self.keep[candidate]);
            self.votes[candidate] += node.ballots * kept;
            if value > kept {
                stack.push((number, node.ballots, value - kept));
            }
        };
        ground.roots().for_each(|(number, node)| give(&mut stack, number, node, UNIT));
        while let Some((number, ballots, value)) = stack.pop() {
            let mut ending = ballots;
            for (below, node) in ground.below(number) {
                ending -= node.ballots;
                give(&mut stack, below, node, value);
            }
            if ending > 0 {
                for (votes, ballots) in self.exhausted.by_ending.iter_mut().zip(ground.by_ending(number, ending)) {
                    *votes += ballots * value;
                }
            }
        }
    }

    fn quota(&self) -> Units {
        self.votes.iter().sum::<Units>() / (u64::from(self.setting.seats) + 1) + 1
    }

    /// Counts a round; true if it is the last.
    fn round(&mut self) -> bool {
        let seats_left = (self.setting.seats as usize).saturating_sub(self.count.winners.len());
        let hopeful = self.with(Standing::Hopeful);
        let mut last_surplus = Units::MAX;
        let (quota, elected, surplus) = loop {
            self.distribute();
            let quota = self.quota();
            if self.count.rounds.is_empty() && self.votes.iter().all(|&votes| votes == 0) {
                return self.conclude(quota, Vec::new(), Vec::new(), true);
            }
            let first_out = self.first_out(&hopeful);
            if !first_out.is_empty() {
                return self.conclude(quota, Vec::new(), first_out, false);
            }
            if hopeful.len() <= seats_left {
                return self.conclude(quota, hopeful, Vec::new(), true);
            }
            let elected: Vec<u16> =
                hopeful.iter().copied().filter(|&c| self.votes(c) >= quota && self.votes(c) > 0).take(seats_left).collect();
            let kept = self.with(Standing::Elected);
            let surplus: Units = kept.iter().map(|&candidate| self.votes(candidate).saturating_sub(quota)).sum();
            if !elected.is_empty() || surplus == 0 || surplus >= last_surplus {
                break (quota, elected, surplus);
            }
            last_surplus = surplus;
            for candidate in kept {
                let (keep, votes) = (self.keep[usize::from(candidate)], self.votes(candidate));
                let scaled = (u128::from(keep) * u128::from(quota)).div_ceil(u128::from(UNIT));
                let keep = (scaled * u128::from(UNIT)).div_ceil(u128::from(votes));
                self.keep[usize::from(candidate)] = keep.min(u128::from(UNIT)) as Units;
            }
        };
        if !elected.is_empty() {
            let is_last = elected.len() == seats_left;
            return self.conclude(quota, elected, Vec::new(), is_last);
        }
        // What is still on the way could change the order of those who are nearer to each other.
        let least = hopeful.iter().map(|&candidate| self.votes(candidate)).min().unwrap_or(0);
        let tied: Vec<u16> = hopeful.iter().copied().filter(|&candidate| self.votes(candidate) <= least + surplus).collect();
        let chosen =
            ties::choose(TieKind::Eliminate, &tied, &self.setting.rules.tie_break, &self.count.rounds, self.setting.order);
        let tie = Tie { round: self.count.rounds.len() as u32 + 1, kind: TieKind::Eliminate, tied };
        match chosen {
            Some((chosen, by)) => {
                self.count.ties.extend(by.map(|by| BrokenTie { tie, chosen, by }));
                self.conclude(quota, Vec::new(), vec![chosen], false)
            }
            None => {
                self.count.undecided = Some(tie);
                self.conclude(quota, Vec::new(), Vec::new(), true)
            }
        }
    }

    fn first_out(&self, hopeful: &[u16]) -> Vec<u16> {
        let goes = |candidate: &u16| self.setting.is_first_out[usize::from(*candidate)] && self.votes(*candidate) > 0;
        hopeful.iter().copied().filter(goes).collect()
    }

    fn conclude(&mut self, quota: Units, mut elected: Vec<u16>, eliminated: Vec<u16>, is_last: bool) -> bool {
        elected.sort_by_key(|&candidate| (std::cmp::Reverse(self.votes(candidate)), self.setting.order[usize::from(candidate)]));
        let shown = (0..).zip(&self.votes).filter(|&(c, _): &(u16, _)| self.standings[usize::from(c)] != Standing::Out);
        let votes = shown.map(|(c, &votes)| (c, votes)).collect();
        for &candidate in &elected {
            self.standings[usize::from(candidate)] = Standing::Elected;
        }
        for &candidate in &eliminated {
            self.standings[usize::from(candidate)] = Standing::Out;
            self.keep[usize::from(candidate)] = 0;
        }
        self.count.winners.extend(&elected);
        let threshold = Some(Threshold { units: quota.into(), places: PLACES });
        let exhausted = self.exhausted;
        self.count.rounds.push(Round { threshold, votes, elected, eliminated, exhausted, ..Round::default() });
        is_last || self.setting.rules.stop_after.is_some_and(|last| self.count.rounds.len() >= last as usize)
    }

    /// Who holds the ballots of each first choice, by the keep values of the last round.
    fn followed(&self) -> Followed {
        let began = self.count.rounds.first().map(|round| (0..self.votes.len() as u16).map(|c| round.votes_of(c)).collect());
        let mut followed = Followed::new(began.unwrap_or_default());
        let ground = self.setting.ground;
        let mut stack: Vec<(u32, u64, Units, Option<u16>)> = Vec::new();
        let give = |followed: &mut Followed, stack: &mut Vec<_>, (number, node): (u32, &Node), value: Units, origin| {
            let is_there = !self.setting.is_absent[usize::from(node.candidate)];
            let origin = Option::or(origin, is_there.then_some(node.candidate));
            let kept = kept(value, self.keep[usize::from(node.candidate)]);
            if let Some(origin) = origin {
                followed.add(origin, node.candidate, node.ballots * kept);
            }
            if value > kept {
                stack.push((number, node.ballots, value - kept, origin));
            }
        };
        ground.roots().for_each(|root| give(&mut followed, &mut stack, root, UNIT, None));
        while let Some((number, ballots, value, origin)) = stack.pop() {
            let mut ending = ballots;
            for below in ground.below(number) {
                ending -= below.1.ballots;
                give(&mut followed, &mut stack, below, value, origin);
            }
            if let (Some(origin), true) = (origin, ending > 0) {
                let all = followed.exhausted[usize::from(origin)].iter_mut();
                all.zip(ground.by_ending(number, ending)).for_each(|(votes, ballots)| *votes += ballots * value);
            }
        }
        followed
    }
}

/// What a candidate keeps of a value, rounded up.
fn kept(value: Units, keep: Units) -> Units {
    match keep {
        UNIT => value,
        0 => 0,
        _ => (value * keep).div_ceil(UNIT),
    }
}
