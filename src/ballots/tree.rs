//! The profile as a prefix tree: every distinct beginning of a ranking once.
//!
//! Nodes are kept level by level (level d holds the beginnings of length d, in lexicographic order), each level as columns, so
//! that a pass over a level is a plain loop over a few slices. The children of a node, and with them all rankings that begin
//! alike, are a contiguous range of every deeper level.

use std::ops::{AddAssign, Range};

use super::rows::ProfileRows;

/// A candidate index in a column: u8 where all fit, else u16.
pub trait Index: Copy + Eq + 'static {
    fn narrow(candidate: u16) -> Self;
    fn index(self) -> usize;
}

/// A number of ballots in a column: u32 where the total fits, else u64.
pub trait Count: Copy + Default + Eq + AddAssign + 'static {
    fn narrow(count: u64) -> Self;
    fn wide(self) -> u64;
    fn less(self, other: Self) -> Self;
    /// The count if the lowest bit is set, else 0.
    fn if_bit(self, bits: u64) -> Self;
}

macro_rules! index {
    ($($t:ty)*) => {$(
        impl Index for $t {
            fn narrow(candidate: u16) -> $t {
                candidate as $t
            }
            fn index(self) -> usize {
                usize::from(self)
            }
        }
    )*};
}
macro_rules! count {
    ($($t:ty)*) => {$(
        impl Count for $t {
            fn narrow(count: u64) -> $t {
                count as $t
            }
            fn wide(self) -> u64 {
                u64::from(self)
            }
            fn less(self, other: $t) -> $t {
                self - other
            }
            fn if_bit(self, bits: u64) -> $t {
                self & ((bits & 1) as $t).wrapping_neg()
            }
        }
    )*};
}
index!(u8 u16);
count!(u32 u64);

/// The beginnings of one length.
#[derive(Clone, Debug)]
pub struct Level<I, C> {
    /// The last candidate of each beginning.
    pub candidates: Vec<I>,
    /// The candidates before it, from the one after the group's down to the nearest, as long as [`Level::MOST_COLUMNS`] hold
    /// them.
    pub ancestors: Vec<Vec<I>>,
    /// Where `ancestors` cannot hold them: a row of the profile that begins so.
    pub rows: Vec<u32>,
    /// Ballots that end here; 0 if no ranking does.
    pub ballots: Vec<C>,
    /// The children of node v in the next level are `children[v]..children[v + 1]`; empty in the last level.
    pub children: Vec<u32>,
    /// Nodes of one group have their first `group_depth` candidates in common.
    pub group_depth: usize,
    /// The candidates that the nodes of a group have in common, a column each.
    pub common: Vec<Vec<I>>,
    /// Group g is `groups[g]..groups[g + 1]`, g being a node of level `group_depth`.
    pub groups: Vec<u32>,
}

impl<I, C> Level<I, C> {
    pub const MOST_COLUMNS: usize = 8;

    fn with_capacity(nodes: usize) -> Level<I, C> {
        Level {
            candidates: Vec::with_capacity(nodes),
            ancestors: Vec::new(),
            rows: Vec::new(),
            ballots: Vec::with_capacity(nodes),
            children: Vec::new(),
            group_depth: 0,
            common: Vec::new(),
            groups: Vec::new(),
        }
    }

    pub fn len(&self) -> usize {
        self.candidates.len()
    }

    /// The children of a range of nodes.
    pub fn below(&self, nodes: &Range<usize>) -> Range<usize> {
        self.children[nodes.start] as usize..self.children[nodes.end] as usize
    }
}

/// Level d of the tree is `levels[d - 1]`.
#[derive(Clone, Debug)]
pub struct Levels<I, C> {
    pub candidates: usize,
    pub levels: Vec<Level<I, C>>,
}

/// A group has to have this many nodes per candidate on average to be worth a table of its own: measured.
const NODES_PER_CANDIDATE: usize = 3;

impl<I: Index, C: Count> Levels<I, C> {
    fn of(rows: &ProfileRows) -> Levels<I, C> {
        let depth = rows.max_rankings();
        let mut nodes = vec![0; depth];
        for_each_beginning(rows, |_, _, length| nodes[length - 1] += 1);
        let mut levels: Vec<Level<I, C>> = nodes.iter().map(|&nodes| Level::with_capacity(nodes)).collect();
        for_each_beginning(rows, |row, ranking, length| {
            let below = levels.get(length).map_or(0, Level::len) as u32;
            let level = &mut levels[length - 1];
            level.candidates.push(I::narrow(ranking[length - 1]));
            level.ballots.push(C::narrow(if length == ranking.len() { rows.counts()[row] } else { 0 }));
            if length < depth {
                level.children.push(below);
            }
        });
        for d in 1..depth {
            let below = levels[d].len() as u32;
            levels[d - 1].children.push(below);
        }
        for d in 0..depth {
            let (above, rest) = levels.split_at_mut(d);
            rest[0].gather(above, rows.candidates());
        }
        for_each_beginning(rows, |row, ranking, length| {
            let level = &mut levels[length - 1];
            let ancestors = &ranking[level.group_depth..length - 1];
            if ancestors.len() > Level::<I, C>::MOST_COLUMNS {
                level.rows.push(row as u32);
            }
            for (column, &candidate) in level.ancestors.iter_mut().zip(ancestors) {
                column.push(I::narrow(candidate));
            }
        });
        Levels { candidates: rows.candidates(), levels }
    }
}

impl<I: Index, C: Count> Level<I, C> {
    /// The level's candidates, each repeated for all its descendants in the last of the levels below.
    fn spread(&self, below: &[Level<I, C>]) -> Vec<I> {
        let mut ends = self.children.clone();
        for level in below.iter().take(below.len().saturating_sub(1)) {
            ends.iter_mut().for_each(|node| *node = level.children[*node as usize]);
        }
        if below.is_empty() {
            return self.candidates.clone();
        }
        let runs = self.candidates.iter().zip(ends.windows(2));
        runs.flat_map(|(&candidate, run)| std::iter::repeat_n(candidate, (run[1] - run[0]) as usize)).collect()
    }

    /// Chooses the deepest groups that are still large enough on average, and finds them.
    fn gather(&mut self, above: &[Level<I, C>], candidates: usize) {
        let nodes = self.len();
        let is_large = |level: &Level<I, C>| nodes >= level.len() * candidates * NODES_PER_CANDIDATE;
        self.group_depth = (0..above.len()).rev().find(|&d| is_large(&above[d])).map_or(0, |d| d + 1);
        if self.group_depth > 0 {
            self.groups = (0..=above[self.group_depth - 1].len() as u32).collect();
            for level in &above[self.group_depth - 1..] {
                for node in &mut self.groups {
                    *node = level.children[*node as usize];
                }
            }
        }
        self.common = (0..self.group_depth).map(|d| above[d].spread(&above[d + 1..self.group_depth])).collect();
        let ancestors = above.len() - self.group_depth;
        let columns = if ancestors > Level::<I, C>::MOST_COLUMNS { 0 } else { ancestors };
        self.ancestors = (0..columns).map(|_| Vec::with_capacity(nodes)).collect();
    }
}

/// Calls `found(row, ranking, length)` for every distinct beginning, with the first row that begins so, in row order, shorter
/// beginnings first.
fn for_each_beginning(rows: &ProfileRows, mut found: impl FnMut(usize, &[u16], usize)) {
    let mut before: &[u16] = &[];
    for (row, (ranking, _)) in rows.iter().enumerate() {
        let common = before.iter().zip(ranking).take_while(|(a, b)| a == b).count();
        for length in common + 1..=ranking.len() {
            found(row, ranking, length);
        }
        before = ranking;
    }
}

/// The tree in the narrowest columns that hold it.
#[derive(Clone, Debug)]
pub enum PrefixTree {
    Narrow(Levels<u8, u32>),
    Wide(Levels<u16, u64>),
}

impl PrefixTree {
    pub(super) fn of(rows: &ProfileRows) -> PrefixTree {
        if rows.candidates() <= 256 && u32::try_from(rows.ballots()).is_ok() {
            PrefixTree::Narrow(Levels::of(rows))
        } else {
            PrefixTree::Wide(Levels::of(rows))
        }
    }

    /// The bytes that it holds.
    pub(super) fn bytes(&self) -> usize {
        fn of<I, C>(tree: &Levels<I, C>) -> usize {
            let level = |level: &Level<I, C>| {
                let indices = level.candidates.len() + level.ancestors.iter().chain(&level.common).map(Vec::len).sum::<usize>();
                let numbers = level.rows.len() + level.children.len() + level.groups.len();
                indices * size_of::<I>() + level.ballots.len() * size_of::<C>() + numbers * size_of::<u32>()
            };
            tree.levels.iter().map(level).sum()
        }
        match self {
            PrefixTree::Narrow(tree) => of(tree),
            PrefixTree::Wide(tree) => of(tree),
        }
    }

    /// The first node of a level from `node` on at which rankings end. There must be one.
    pub(crate) fn next_ending(&self, level: usize, node: usize) -> usize {
        fn next<I, C: Count>(level: &Level<I, C>, node: usize) -> usize {
            node + level.ballots[node..].iter().take_while(|&&ballots| ballots == C::default()).count()
        }
        match self {
            PrefixTree::Narrow(tree) => next(&tree.levels[level], node),
            PrefixTree::Wide(tree) => next(&tree.levels[level], node),
        }
    }
}
