//! Who holds which ballots, and what they are worth.

use super::ground::{Ground, Node};
use super::result::{Destination, Exhausted, Flow, Followed, Units};
use crate::ballots::Ending;

/// All ballots that begin like a node, at the value that each of them has. They have been with the same candidates so far.
#[derive(Clone, Copy)]
struct Bundle {
    node: u32,
    /// The candidate they began with.
    origin: u16,
    value: Units,
}

/// Ballots on their way: the value of each, and the candidate they began with, if it is not the next.
#[derive(Clone, Copy)]
struct Carried {
    value: Units,
    origin: Option<u16>,
}

/// Which part of every ballot is passed on.
#[derive(Clone, Copy)]
pub enum Part {
    All,
    /// Value × fraction, the fraction in units.
    Fraction(Units),
    /// Value × surplus / votes.
    Product {
        surplus: Units,
        votes: Units,
    },
}

/// Ballots by the candidate who holds them.
pub struct Holdings<'a> {
    ground: &'a Ground,
    /// Units in a vote.
    unit: Units,
    bundles: Vec<Vec<Bundle>>,
    pub votes: Vec<Units>,
    pub exhausted: Exhausted,
    followed: Option<Followed>,
    stack: Vec<u32>,
}

impl<'a> Holdings<'a> {
    /// All ballots at their first candidate who receives some.
    pub fn start(ground: &'a Ground, unit: Units, receives: impl Fn(u16) -> bool, follow: bool) -> Holdings<'a> {
        let n = ground.candidates;
        let mut holdings = Holdings {
            ground,
            unit,
            bundles: (0..n).map(|_| Vec::new()).collect(),
            votes: vec![0; n],
            exhausted: Exhausted { by_ending: ground.inactive.map(|ballots| ballots * unit), final_surplus: 0 },
            followed: None,
            stack: Vec::new(),
        };
        let mut flows = Flows::new(n);
        for (number, node) in ground.roots() {
            holdings.settle(number, node, Carried { value: unit, origin: None }, &receives, &mut flows);
        }
        holdings.arrive(&flows);
        if follow {
            holdings.followed = Some(Followed::new(holdings.votes.clone()));
        }
        holdings
    }

    /// Gives the ballots of a node to its candidate, or to those who come next on them.
    #[inline(always)]
    fn settle(&mut self, number: u32, node: &Node, carried: Carried, receives: &impl Fn(u16) -> bool, flows: &mut Flows) {
        self.give(number, node, carried, receives, flows);
        while let Some(number) = self.stack.pop() {
            self.pass_down(number, carried, receives, flows);
        }
    }

    /// Gives the ballots of a node to its candidate; onto the stack where that is not one who receives any.
    #[inline(always)]
    fn give(&mut self, number: u32, node: &Node, carried: Carried, receives: &impl Fn(u16) -> bool, flows: &mut Flows) {
        if node.ballots == 0 {
            return;
        }
        let candidate = node.candidate;
        if receives(candidate) {
            let Carried { value, origin } = carried;
            self.bundles[usize::from(candidate)].push(Bundle { node: number, origin: origin.unwrap_or(candidate), value });
            flows.candidates[usize::from(candidate)] += node.ballots * value;
        } else {
            self.stack.push(number);
        }
    }

    /// Passes the ballots of a node on to those who come next on them; those that end here are exhausted.
    #[inline(always)]
    fn pass_down(&mut self, number: u32, carried: Carried, receives: &impl Fn(u16) -> bool, flows: &mut Flows) {
        let ground = self.ground;
        let mut ending = ground.ballots(number);
        for (below, node) in ground.below(number) {
            ending -= node.ballots;
            self.give(below, node, carried, receives, flows);
        }
        if ending > 0 {
            self.exhaust(number, ending, carried, flows);
        }
    }

    /// The ballots that end at a node.
    #[inline(always)]
    fn exhaust(&mut self, number: u32, ballots: u64, Carried { value, origin }: Carried, flows: &mut Flows) {
        let mut add = |ending: Ending, ballots: u64| {
            let votes = ballots * value;
            flows.endings[ending as usize] += votes;
            if let (Some(followed), Some(origin)) = (&mut self.followed, origin) {
                followed.exhausted[usize::from(origin)][ending as usize] += votes;
            }
        };
        match self.ground.cuts(number) {
            None => add(Ending::Ended, ballots),
            Some(cuts) => {
                add(Ending::Ended, ballots - cuts.iter().sum::<u64>());
                Ending::CUTS.into_iter().zip(cuts).for_each(|(ending, ballots)| add(ending, ballots));
            }
        }
    }

    fn arrive(&mut self, flows: &Flows) {
        self.votes.iter_mut().zip(&flows.candidates).for_each(|(votes, more)| *votes += more);
        self.exhausted.by_ending.iter_mut().zip(&flows.endings).for_each(|(votes, more)| *votes += more);
    }

    /// Passes ballots of a candidate on, and tells where they go. What is not passed on stays with the candidate, in `votes` too.
    pub fn pass_on(&mut self, from: u16, part: Part, receives: impl Fn(u16) -> bool) -> Vec<Flow> {
        let mut flows = Flows::new(self.votes.len());
        let mut passed = 0;
        // Most bundles have the value of the one before.
        let mut known = (0, 0);
        for Bundle { node, origin, value } in std::mem::take(&mut self.bundles[usize::from(from)]) {
            if value != known.0 {
                known = (value, part.of(value, self.unit));
            }
            let next = known.1;
            let ballots = self.ground.ballots(node);
            if let Some(followed) = &mut self.followed {
                followed.add(origin, from, ballots * (value - next));
            }
            if next == 0 {
                continue;
            }
            passed += ballots * next;
            self.stack.push(node);
            while let Some(number) = self.stack.pop() {
                self.pass_down(number, Carried { value: next, origin: Some(origin) }, &receives, &mut flows);
            }
        }
        self.votes[usize::from(from)] -= passed;
        self.arrive(&flows);
        flows.told(from)
    }

    /// Where the ballots of each first choice are.
    pub fn followed(mut self) -> Option<Followed> {
        let mut followed = self.followed.take()?;
        for (candidate, bundles) in self.bundles.iter().enumerate() {
            for bundle in bundles {
                followed.add(bundle.origin, candidate as u16, self.ground.ballots(bundle.node) * bundle.value);
            }
        }
        Some(followed)
    }
}

impl Part {
    fn of(self, value: Units, unit: Units) -> Units {
        let share = |of: Units, by: Units| match value.checked_mul(of) {
            Some(product) => product / by,
            None => (u128::from(value) * u128::from(of) / u128::from(by)) as Units,
        };
        match self {
            Part::All => value,
            Part::Fraction(fraction) => share(fraction, unit),
            Part::Product { surplus, votes } => share(surplus, votes),
        }
    }
}

/// Votes by where they go.
struct Flows {
    candidates: Vec<Units>,
    endings: [Units; Ending::ALL.len()],
}

impl Flows {
    fn new(candidates: usize) -> Flows {
        Flows { candidates: vec![0; candidates], endings: [0; Ending::ALL.len()] }
    }

    fn told(&self, from: u16) -> Vec<Flow> {
        let candidates = (0..).map(Destination::Candidate).zip(&self.candidates);
        let endings = Ending::ALL.map(Destination::Exhausted).into_iter().zip(&self.endings);
        let all = candidates.chain(endings).filter(|(_, votes)| **votes > 0);
        all.map(|(to, &votes)| Flow { from, to, votes }).collect()
    }
}
