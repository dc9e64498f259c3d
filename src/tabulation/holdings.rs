//! Who holds which ballots, and what they are worth.

use super::ground::Ground;
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
        holdings.stack.extend(0..ground.first_choices as u32);
        holdings.settle(unit, None, &receives, &mut flows);
        if follow {
            holdings.followed = Some(Followed::new(holdings.votes.clone()));
        }
        holdings
    }

    /// Gives the ballots of the nodes on the stack to their candidates, or to those who come next on them.
    fn settle(&mut self, value: Units, origin: Option<u16>, receives: &impl Fn(u16) -> bool, flows: &mut Flows) {
        while let Some(node) = self.stack.pop() {
            let ballots = self.ground.ballots(node);
            if ballots == 0 {
                continue;
            }
            let candidate = self.ground.candidate(node);
            if receives(candidate) {
                let votes = ballots * value;
                self.bundles[usize::from(candidate)].push(Bundle { node, origin: origin.unwrap_or(candidate), value });
                self.votes[usize::from(candidate)] += votes;
                flows.candidates[usize::from(candidate)] += votes;
            } else {
                self.exhaust(node, value, origin, flows);
                self.stack.extend(self.ground.below(node));
            }
        }
    }

    /// The ballots that end at a node.
    fn exhaust(&mut self, node: u32, value: Units, origin: Option<u16>, flows: &mut Flows) {
        for (place, ballots) in self.ground.ending(node).into_iter().enumerate() {
            let votes = ballots * value;
            self.exhausted.by_ending[place] += votes;
            flows.endings[place] += votes;
            if let (Some(followed), Some(origin)) = (&mut self.followed, origin) {
                followed.exhausted[usize::from(origin)][place] += votes;
            }
        }
    }

    /// Passes ballots of a candidate on, and tells where they go. What is not passed on stays with the candidate, in `votes` too.
    pub fn pass_on(&mut self, from: u16, part: Part, receives: impl Fn(u16) -> bool) -> Vec<Flow> {
        let mut flows = Flows::new(self.votes.len());
        let mut passed = 0;
        for Bundle { node, origin, value } in std::mem::take(&mut self.bundles[usize::from(from)]) {
            let next = part.of(value, self.unit);
            let ballots = self.ground.ballots(node);
            if let Some(followed) = &mut self.followed {
                followed.add(origin, from, ballots * (value - next));
            }
            if next == 0 {
                continue;
            }
            passed += ballots * next;
            self.exhaust(node, next, Some(origin), &mut flows);
            self.stack.extend(self.ground.below(node));
            self.settle(next, Some(origin), &receives, &mut flows);
        }
        self.votes[usize::from(from)] -= passed;
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
        let share = |of: Units, by: Units| (u128::from(value) * u128::from(of) / u128::from(by)) as Units;
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
