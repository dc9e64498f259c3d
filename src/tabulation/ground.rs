//! What a count walks: the tree of rankings with the ballots of some voters.

use crate::ballots::{Count, Ending, Endings, Index, Levels, PrefixTree, Profile, Selection};

/// The distinct beginnings of rankings, breadth first: the beginnings that go on from one are a range of nodes.
pub struct Ground {
    /// n, ranked or not.
    pub candidates: usize,
    /// How many beginnings have length 1: the first nodes.
    first_choices: u32,
    /// And one more after the last.
    nodes: Vec<Node>,
    /// By node, ascending: the ballots that end here for another cause than that no more marks follow.
    causes: Vec<(u32, [u64; 3])>,
    /// Ballots with marks that rank nobody, by [`Ending`].
    pub inactive: [u64; Ending::ALL.len()],
}

/// A beginning.
#[derive(Clone, Copy)]
pub struct Node {
    /// Ballots that begin so.
    pub ballots: u64,
    /// The first node below; those of the next node begin where this one's end.
    below: u32,
    /// The last candidate.
    pub candidate: u16,
}

impl Ground {
    /// All ballots of a profile, or those of a selection. Ballots that rank nobody belong to no selection.
    pub fn of(profile: &Profile, selection: Option<&Selection>, endings: &Endings) -> Ground {
        let mut ground = match profile.tree() {
            PrefixTree::Narrow(tree) => flat(tree, selection),
            PrefixTree::Wide(tree) => flat(tree, selection),
        };
        if selection.is_none() {
            ground.inactive = endings.inactive;
        }
        if !endings.rows.is_empty() {
            ground.note_causes(profile, selection, endings);
        }
        ground
    }

    fn note_causes(&mut self, profile: &Profile, selection: Option<&Selection>, endings: &Endings) {
        let starts = level_starts(profile);
        let mut places = vec![0; starts.len()];
        let mut wanted = endings.rows.iter().peekable();
        for (row, (ranking, _)) in profile.iter().enumerate() {
            let level = ranking.len() - 1;
            let place = profile.tree().next_ending(level, places[level]);
            places[level] = place + 1;
            let Some(&&(noted, causes)) = wanted.peek() else { break };
            if noted as usize == row {
                wanted.next();
                if selection.is_none_or(|selection| selection.level(level).get(place)) {
                    self.causes.push(((starts[level] + place) as u32, causes));
                }
            }
        }
        self.causes.sort_unstable_by_key(|&(node, _)| node);
    }

    /// The beginnings of length 1, with their numbers.
    pub fn roots(&self) -> impl Iterator<Item = (u32, &Node)> {
        (0..).zip(&self.nodes[..self.first_choices as usize])
    }

    /// The beginnings that go on from one, with their numbers.
    #[inline(always)]
    pub fn below(&self, node: u32) -> impl Iterator<Item = (u32, &Node)> {
        let (start, end) = (self.nodes[node as usize].below, self.nodes[node as usize + 1].below);
        (start..).zip(&self.nodes[start as usize..end as usize])
    }

    /// Ballots that begin so.
    #[inline(always)]
    pub fn ballots(&self, node: u32) -> u64 {
        self.nodes[node as usize].ballots
    }

    /// The ballots that end at a node for each of [`Ending::CUTS`], if any do.
    #[inline(always)]
    pub fn cuts(&self, node: u32) -> Option<[u64; Ending::CUTS.len()]> {
        if self.causes.is_empty() {
            return None;
        }
        self.causes.binary_search_by_key(&node, |&(noted, _)| noted).ok().map(|place| self.causes[place].1)
    }

    /// The `all` ballots that end at a node, by [`Ending`].
    pub fn by_ending(&self, node: u32, all: u64) -> [u64; Ending::ALL.len()] {
        let cuts @ [overvote, skipped, duplicate] = self.cuts(node).unwrap_or_default();
        [all - cuts.iter().sum::<u64>(), overvote, skipped, duplicate]
    }

    /// The bytes that it holds.
    pub fn bytes(&self) -> usize {
        size_of::<Ground>() + size_of_val(&self.nodes[..]) + size_of_val(&self.causes[..])
    }

    /// Ballots that rank somebody.
    pub fn ranking_ballots(&self) -> u64 {
        self.roots().map(|(_, node)| node.ballots).sum()
    }
}

/// The number of the first node of each level.
fn level_starts(profile: &Profile) -> Vec<usize> {
    fn of<I: Index, C: Count>(tree: &Levels<I, C>) -> Vec<usize> {
        let lengths = tree.levels.iter().map(|level| level.len());
        lengths
            .scan(0, |next, length| {
                let start = *next;
                *next += length;
                Some(start)
            })
            .collect()
    }
    match profile.tree() {
        PrefixTree::Narrow(tree) => of(tree),
        PrefixTree::Wide(tree) => of(tree),
    }
}

fn flat<I: Index, C: Count>(tree: &Levels<I, C>, selection: Option<&Selection>) -> Ground {
    let count = tree.levels.iter().map(|level| level.len()).sum();
    let mut nodes: Vec<Node> = Vec::with_capacity(count + 1);
    for (d, level) in tree.levels.iter().enumerate() {
        let next = (nodes.len() + level.len()) as u32;
        let ballots = level.ballots.iter().map(|ballots| ballots.wide());
        let ended = level.candidates.iter().zip(ballots);
        let node =
            |((&candidate, ballots), below): ((&I, u64), u32)| Node { ballots, below, candidate: candidate.index() as u16 };
        // Of the last level, no node has others below it.
        match level.children.as_slice() {
            [] => nodes.extend(ended.map(|ended| node((ended, next)))),
            children => nodes.extend(ended.zip(children).map(|(ended, &start)| node((ended, next + start)))),
        }
        if let Some(selection) = selection {
            let bits = selection.level(d);
            let of_level = &mut nodes[next as usize - level.len()..];
            of_level.iter_mut().enumerate().filter(|&(v, _)| !bits.get(v)).for_each(|(_, node)| node.ballots = 0);
        }
    }
    nodes.push(Node { ballots: 0, below: count as u32, candidate: 0 });
    let mut end = count;
    for node in (0..count).rev() {
        let start = nodes[node].below as usize;
        if start < end {
            nodes[node].ballots += nodes[start..end].iter().map(|below| below.ballots).sum::<u64>();
        }
        end = start;
    }
    Ground {
        candidates: tree.candidates,
        first_choices: tree.levels.first().map_or(0, |level| level.len() as u32),
        nodes,
        causes: Vec::new(),
        inactive: [0; Ending::ALL.len()],
    }
}
