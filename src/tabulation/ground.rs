//! What a count walks: the tree of rankings with the ballots of some voters.

use crate::ballots::{Count, Ending, Endings, Index, Levels, PrefixTree, Profile, Selection};

/// The distinct beginnings of rankings, breadth first: the beginnings that go on from one are a range of nodes.
pub struct Ground {
    /// n, ranked or not.
    pub candidates: usize,
    /// How many beginnings have length 1: the first nodes.
    pub first_choices: usize,
    /// The last candidate of each beginning.
    candidate: Vec<u16>,
    /// The nodes below node v are `below[v]..below[v + 1]`.
    below: Vec<u32>,
    /// Ballots that begin so.
    ballots: Vec<u64>,
    /// Ballots that end here.
    ending: Vec<u64>,
    /// By node, ascending: the ballots that end here for another cause than that no more marks follow.
    causes: Vec<(u32, [u64; 3])>,
    /// Ballots with marks that rank nobody, by [`Ending`].
    pub inactive: [u64; Ending::ALL.len()],
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

    pub fn candidate(&self, node: u32) -> u16 {
        self.candidate[node as usize]
    }

    /// Ballots that begin so.
    pub fn ballots(&self, node: u32) -> u64 {
        self.ballots[node as usize]
    }

    pub fn below(&self, node: u32) -> std::ops::Range<u32> {
        self.below[node as usize]..self.below[node as usize + 1]
    }

    /// The ballots that end at a node, by [`Ending`].
    pub fn ending(&self, node: u32) -> [u64; Ending::ALL.len()] {
        let all = self.ending[node as usize];
        match self.causes.binary_search_by_key(&node, |&(noted, _)| noted) {
            Ok(place) if all > 0 => {
                let [overvote, skipped, duplicate] = self.causes[place].1;
                [all - overvote - skipped - duplicate, overvote, skipped, duplicate]
            }
            _ => [all, 0, 0, 0],
        }
    }

    /// The bytes that it holds.
    pub fn bytes(&self) -> usize {
        size_of::<Ground>()
            + size_of_val(&self.candidate[..])
            + size_of_val(&self.below[..])
            + 2 * size_of_val(&self.ballots[..])
            + size_of_val(&self.causes[..])
    }

    /// Ballots that rank somebody.
    pub fn ranking_ballots(&self) -> u64 {
        self.ballots[..self.first_choices].iter().sum()
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
    let nodes = tree.levels.iter().map(|level| level.len()).sum();
    let mut candidate = Vec::with_capacity(nodes);
    let mut below = Vec::with_capacity(nodes + 1);
    let mut ending = Vec::with_capacity(nodes);
    let mut start = 0;
    for (d, level) in tree.levels.iter().enumerate() {
        candidate.extend(level.candidates.iter().map(|candidate| candidate.index() as u16));
        match selection.map(|selection| selection.level(d)) {
            Some(bits) => {
                ending.extend(level.ballots.iter().enumerate().map(|(v, ballots)| if bits.get(v) { ballots.wide() } else { 0 }))
            }
            None => ending.extend(level.ballots.iter().map(|ballots| ballots.wide())),
        }
        let next = start + level.len() as u32;
        match level.children.split_last() {
            Some((_, children)) => below.extend(children.iter().map(|child| next + child)),
            None => below.extend(std::iter::repeat_n(next, level.len())),
        }
        start = next;
    }
    below.push(start);
    let mut ballots = ending.clone();
    for node in (0..nodes).rev() {
        let more: u64 = ballots[below[node] as usize..below[node + 1] as usize].iter().sum();
        ballots[node] += more;
    }
    Ground {
        candidates: tree.candidates,
        first_choices: tree.levels.first().map_or(0, |level| level.len()),
        candidate,
        below,
        ballots,
        ending,
        causes: Vec::new(),
        inactive: [0; Ending::ALL.len()],
    }
}
