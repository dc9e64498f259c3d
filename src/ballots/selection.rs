//! The ballots that match a predicate.

use std::ops::Range;

use super::predicate::Predicate;
use super::profile::Profile;
use super::tree::{Count, Index, Level, Levels, PrefixTree};

/// Some of the distinct rankings of one profile, with all ballots of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// One bit per node of each level of the profile's tree. Bits of beginnings that are no whole ranking mean nothing.
    levels: Vec<Bits>,
}

impl Selection {
    pub fn all(profile: &Profile) -> Selection {
        Selection::of(profile, &Predicate::Everything)
    }

    /// The rankings that match. Recurses to the depth of the predicate.
    pub fn of(profile: &Profile, predicate: &Predicate) -> Selection {
        let levels = match profile.tree() {
            PrefixTree::Narrow(tree) => select(tree, predicate),
            PrefixTree::Wide(tree) => select(tree, predicate),
        };
        Selection { levels }
    }

    /// The selected rankings in the order of the profile, with their ballots.
    pub fn iter<'a>(&'a self, profile: &'a Profile) -> impl Iterator<Item = (&'a [u16], u64)> {
        let mut places = vec![0; self.levels.len()];
        profile.iter().filter(move |(ranking, _)| {
            let level = ranking.len() - 1;
            places[level] = profile.tree().next_ending(level, places[level]);
            places[level] += 1;
            self.levels[level].get(places[level] - 1)
        })
    }

    /// The ballots that are in both selections of one profile.
    pub fn ballots_in_both(&self, other: &Selection, profile: &Profile) -> u64 {
        match profile.tree() {
            PrefixTree::Narrow(tree) => ballots_in_both(tree, self, other),
            PrefixTree::Wide(tree) => ballots_in_both(tree, self, other),
        }
    }

    /// The bytes that it holds.
    pub fn bytes(&self) -> usize {
        self.levels.iter().map(|bits| 8 * bits.words.len()).sum()
    }

    /// The bits of a level of the tree.
    pub(crate) fn level(&self, level: usize) -> &Bits {
        &self.levels[level]
    }
}

fn select<I: Index, C: Count>(tree: &Levels<I, C>, predicate: &Predicate) -> Vec<Bits> {
    let each = |holds: &dyn Fn(usize) -> bool| -> Vec<Bits> {
        tree.levels.iter().enumerate().map(|(d, level)| Bits::new(level.len(), holds(d + 1))).collect()
    };
    match predicate {
        Predicate::Everything => each(&|_| true),
        Predicate::Nothing => each(&|_| false),
        Predicate::Length { min, max } => each(&|length| (usize::from(*min)..=usize::from(*max)).contains(&length)),
        Predicate::First(candidate) => ranked(tree, *candidate, 1),
        Predicate::Ranks { candidate, within } => ranked(tree, *candidate, within.map_or(usize::MAX, usize::from)),
        Predicate::Above(upper, lower) => {
            let below = ranked(tree, *lower, usize::MAX);
            inherited(tree, |d, level, bits| {
                let mut here = endings(tree, level, *upper);
                here.combine(&below[d], |here, below| here & !below);
                bits.combine(&here, |bits, here| bits | here);
            })
        }
        Predicate::Not(inner) => {
            let mut levels = select(tree, inner);
            levels.iter_mut().for_each(Bits::invert);
            levels
        }
        Predicate::All(parts) => joined(tree, parts, each(&|_| true), |one, other| one & other),
        Predicate::Any(parts) => joined(tree, parts, each(&|_| false), |one, other| one | other),
    }
}

fn ballots_in_both<I, C: Count>(tree: &Levels<I, C>, one: &Selection, other: &Selection) -> u64 {
    let mut ballots = 0;
    for (level, (one, other)) in tree.levels.iter().zip(one.levels.iter().zip(&other.levels)) {
        for (counts, (one, other)) in level.ballots.chunks(64).zip(one.words.iter().zip(&other.words)) {
            let both = one & other;
            ballots += counts.iter().enumerate().map(|(place, count)| count.if_bit(both >> place).wide()).sum::<u64>();
        }
    }
    ballots
}

fn joined<I: Index, C: Count>(
    tree: &Levels<I, C>,
    parts: &[Predicate],
    mut levels: Vec<Bits>,
    join: fn(u64, u64) -> u64,
) -> Vec<Bits> {
    for part in parts {
        for (bits, more) in levels.iter_mut().zip(select(tree, part)) {
            bits.combine(&more, join);
        }
    }
    levels
}

/// The beginnings that have the candidate among their first `within`.
fn ranked<I: Index, C: Count>(tree: &Levels<I, C>, candidate: u16, within: usize) -> Vec<Bits> {
    inherited(tree, |d, level, bits| {
        if d < within {
            bits.combine(&endings(tree, level, candidate), |bits, here| bits | here);
        }
    })
}

/// The beginnings of a level that end with the candidate.
fn endings<I: Index, C: Count>(tree: &Levels<I, C>, level: &Level<I, C>, candidate: u16) -> Bits {
    if usize::from(candidate) < tree.candidates {
        Bits::where_equal(&level.candidates, I::narrow(candidate))
    } else {
        Bits::new(level.len(), false)
    }
}

/// Goes down the tree: what holds of a beginning holds of all that begin so; `add` adds the nodes from which on it does.
fn inherited<I: Index, C: Count>(tree: &Levels<I, C>, add: impl Fn(usize, &Level<I, C>, &mut Bits)) -> Vec<Bits> {
    let mut levels: Vec<Bits> = Vec::with_capacity(tree.levels.len());
    for (d, level) in tree.levels.iter().enumerate() {
        let mut bits = Bits::new(level.len(), false);
        if let Some(above) = levels.last() {
            above.for_each_run(|run| bits.fill(tree.levels[d - 1].below(&run)));
        }
        add(d, level, &mut bits);
        levels.push(bits);
    }
    levels
}

/// A row of bits. Those after the last are 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    fn new(len: usize, value: bool) -> Bits {
        let mut bits = Bits { words: vec![if value { !0 } else { 0 }; len.div_ceil(64)], len };
        bits.trim();
        bits
    }

    fn where_equal<I: Index>(values: &[I], wanted: I) -> Bits {
        let word = |chunk: &[I]| chunk.iter().rev().fold(0, |word, &value| word << 1 | u64::from(value == wanted));
        Bits { words: values.chunks(64).map(word).collect(), len: values.len() }
    }

    fn trim(&mut self) {
        if let Some(last) = self.words.last_mut()
            && !self.len.is_multiple_of(64)
        {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }

    pub fn get(&self, place: usize) -> bool {
        self.words[place / 64] >> (place % 64) & 1 == 1
    }

    fn combine(&mut self, other: &Bits, join: impl Fn(u64, u64) -> u64) {
        for (word, &other) in self.words.iter_mut().zip(&other.words) {
            *word = join(*word, other);
        }
    }

    fn invert(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        self.trim();
    }

    /// The words that cover a range: place of the first, and each word without the bits outside.
    pub fn words(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, u64)> {
        let words = if range.is_empty() { 0..0 } else { range.start / 64..range.end.div_ceil(64) };
        words.map(move |word| {
            let places = range.start.max(word * 64)..range.end.min(word * 64 + 64);
            let kept = (!0 >> (64 - places.len())) << (places.start % 64);
            (places, self.words[word] & kept)
        })
    }

    fn fill(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let (first, last) = (range.start / 64, (range.end - 1) / 64);
        let (from, to) = (!0 << (range.start % 64), !0 >> (63 - (range.end - 1) % 64));
        if first == last {
            self.words[first] |= from & to;
        } else {
            self.words[first] |= from;
            self.words[first + 1..last].fill(!0);
            self.words[last] |= to;
        }
    }

    /// Calls `found` for the longest runs of set bits, in order.
    fn for_each_run(&self, mut found: impl FnMut(Range<usize>)) {
        let mut run: Option<usize> = None;
        for (index, &word) in self.words.iter().enumerate() {
            let mut place = 0;
            while place < 64 {
                let rest = if run.is_some() { !word >> place } else { word >> place };
                if rest == 0 {
                    break;
                }
                place += rest.trailing_zeros() as usize;
                match run.take() {
                    Some(start) => found(start..index * 64 + place),
                    None => run = Some(index * 64 + place),
                }
            }
        }
        if let Some(start) = run {
            found(start..self.len);
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn runs_of_bits_come_back_as_they_were_filled() {
        let mut bits = Bits::new(300, false);
        let runs = [0..1, 3..64, 65..128, 130..131, 190..300];
        runs.iter().for_each(|run| bits.fill(run.clone()));
        let mut found = Vec::new();
        bits.for_each_run(|run| found.push(run));
        assert_eq!(found, runs);
    }

    fn profile() -> impl Strategy<Value = Profile> {
        (1usize..7, 1usize..7).prop_flat_map(|(n, longest)| {
            let order = Just((0..n as u16).collect::<Vec<_>>()).prop_shuffle();
            let ranking = (order, 1..=longest.min(n)).prop_map(|(mut order, length)| {
                order.truncate(length);
                order
            });
            prop::collection::vec((ranking, 1u64..9), 0..150).prop_map(move |rows| Profile::new(n, rows))
        })
    }

    fn predicate() -> impl Strategy<Value = Predicate> {
        let candidate = || 0u16..7;
        let leaf = prop_oneof![
            Just(Predicate::Everything),
            Just(Predicate::Nothing),
            candidate().prop_map(Predicate::First),
            (candidate(), prop::option::of(0u16..8)).prop_map(|(candidate, within)| Predicate::Ranks { candidate, within }),
            (candidate(), candidate()).prop_map(|(upper, lower)| Predicate::Above(upper, lower)),
            (0u16..8, prop_oneof![0u16..8, Just(u16::MAX)]).prop_map(|(min, max)| Predicate::Length { min, max }),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                inner.clone().prop_map(|inner| Predicate::Not(Box::new(inner))),
                prop::collection::vec(inner.clone(), 0..4).prop_map(Predicate::All),
                prop::collection::vec(inner, 0..4).prop_map(Predicate::Any),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_selection_holds_the_rankings_that_match_one_by_one_in_either_form(profile in profile(), predicate in predicate()) {
            let expected: Vec<_> = profile.iter().filter(|(ranking, _)| predicate.matches(ranking)).collect();
            let normal = predicate.clone().normalised();
            for form in [&predicate, &normal] {
                let selection = Selection::of(&profile, form);
                prop_assert_eq!(&selection.iter(&profile).collect::<Vec<_>>(), &expected);
            }
            prop_assert_eq!(&normal.clone().normalised(), &normal);
        }

        #[test]
        fn ballots_of_two_selections_are_those_that_match_both(profile in profile(), one in predicate(), other in predicate()) {
            let both = profile.iter().filter(|(ranking, _)| one.matches(ranking) && other.matches(ranking));
            let expected: u64 = both.map(|(_, ballots)| ballots).sum();
            let [one, other] = [one, other].map(|predicate| Selection::of(&profile, &predicate));
            prop_assert_eq!(one.ballots_in_both(&other, &profile), expected);
        }
    }
}
