//! Everything that is counted about a group of ballots, in one pass.
//!
//! The profile is a prefix tree, so nothing is counted per ballot or per ranking but per beginning: each node adds the ballots
//! below it to the pairs of its last candidate with those before it, once. What a whole group of nodes has in common (the first
//! two or three candidates) is not even counted per node: the group adds up its ballots by last candidate and gives the sums to
//! all its common candidates together. That is a quarter to a half of the additions that all pairs of all rankings take. The
//! other half of the gain is the layout: levels as columns make every inner loop one of fixed length without a branch that
//! depends on a ranking; walking the same tree ranking by ranking is no faster than counting every pair of every ranking.

use std::ops::Range;

use super::candidates::CandidateCounts;
use super::pairs::PairCounts;
use crate::ballots::{Count, Index, Level, Levels, PrefixTree, Profile, Selection};

/// The counts of some ballots of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub candidates: CandidateCounts,
    pub pairs: PairCounts,
    /// Ballots by number of candidates ranked, 0..=R.
    pub lengths: Vec<u64>,
}

impl Tally {
    /// Counts all ballots.
    pub fn of(profile: &Profile) -> Tally {
        Tally::of_selection(profile, &Selection::all(profile))
    }

    /// Counts the ballots of a selection of this profile.
    pub fn of_selection(profile: &Profile, selection: &Selection) -> Tally {
        match profile.tree() {
            PrefixTree::Narrow(tree) => Counter::of(profile, tree, selection).finish(),
            PrefixTree::Wide(tree) => Counter::of(profile, tree, selection).finish(),
        }
    }
}

/// Sums of ballots. Tables are square by candidate, the upper one first.
struct Counter<C> {
    candidates: usize,
    /// Ballots with one candidate above the other, a table per distance: `above[((distance - 1) * n + upper) * n + lower]`.
    above: Vec<C>,
    /// Ballots by rank and candidate: `ranks[(rank - 1) * n + candidate]`.
    ranks: Vec<C>,
    /// Ballots with the one first and the other second.
    first_two: Vec<C>,
    /// Ballots with both among the first three.
    first_three: Vec<C>,
    /// Ballots that rank at least 1, 2, … candidates.
    at_least: Vec<u64>,
}

/// The sums of a range of nodes of one level. What stands after them is of earlier ranges.
#[derive(Default)]
struct Sums<C> {
    /// Selected ballots that begin as the node does.
    of_node: Vec<C>,
    /// Of all nodes before: one more than nodes.
    before: Vec<C>,
    /// The same of the level below.
    before_below: Vec<C>,
    /// Of a group, by last candidate.
    by_candidate: Vec<C>,
}

impl<C: Count> Counter<C> {
    fn of<I: Index>(profile: &Profile, tree: &Levels<I, C>, selection: &Selection) -> Counter<C> {
        let (n, depth) = (tree.candidates, tree.levels.len());
        let zeros = |len| vec![C::default(); len];
        let mut counter = Counter {
            candidates: n,
            above: zeros(depth.saturating_sub(1) * n * n),
            ranks: zeros(depth * n),
            first_two: zeros(n * n),
            first_three: zeros(n * n),
            at_least: vec![0; depth],
        };
        let mut sums = Sums { by_candidate: zeros(n), ..Sums::default() };
        for first in 0..tree.levels.first().map_or(0, Level::len) {
            counter.add_block(profile, tree, selection, first, &mut sums);
        }
        counter
    }

    /// Counts the rankings below one node of the first level.
    fn add_block<I: Index>(
        &mut self,
        profile: &Profile,
        tree: &Levels<I, C>,
        selection: &Selection,
        first: usize,
        sums: &mut Sums<C>,
    ) {
        let mut ranges = Vec::with_capacity(tree.levels.len());
        ranges.push(first..first + 1);
        for level in &tree.levels[..tree.levels.len() - 1] {
            ranges.push(level.below(&ranges[ranges.len() - 1]));
        }
        let is_selected = |(d, range): (usize, &Range<usize>)| selection.level(d).words(range.clone()).any(|(_, bits)| bits != 0);
        if !ranges.iter().enumerate().any(is_selected) {
            return;
        }
        for (d, range) in ranges.iter().enumerate().rev() {
            let level = &tree.levels[d];
            let groups = if level.group_depth == 0 { 0..0 } else { ranges[level.group_depth - 1].clone() };
            sums.take(level, d, range, ranges.get(d + 1), selection);
            self.at_least[d] += sums.before[range.len()].wide();
            if groups.is_empty() {
                self.add_group(profile, level, d, range, range.clone(), None, sums);
            }
            for group in groups {
                let nodes = level.groups[group] as usize..level.groups[group + 1] as usize;
                self.add_group(profile, level, d, range, nodes, Some(group), sums);
            }
            self.add_top(tree, d, &ranges, sums);
        }
    }

    /// Counts the pairs that the last candidates of a group's nodes make with those before.
    #[allow(clippy::too_many_arguments)]
    fn add_group<I: Index>(
        &mut self,
        profile: &Profile,
        level: &Level<I, C>,
        d: usize,
        range: &Range<usize>,
        nodes: Range<usize>,
        group: Option<usize>,
        sums: &mut Sums<C>,
    ) {
        let n = self.candidates;
        let within = nodes.start - range.start..nodes.end - range.start;
        if sums.before[within.start] == sums.before[within.end] {
            return;
        }
        let candidates = &level.candidates[nodes.clone()];
        let ballots = &sums.of_node[within];
        let tables = self.above[..(d - level.group_depth) * n * n].chunks_exact_mut(n * n).rev();
        let columns = level.ancestors.iter().map(|column| &column[nodes.clone()]).zip(tables);
        add_columns(n, candidates, ballots, &mut sums.by_candidate, columns);
        if !level.rows.is_empty() {
            for ((candidate, &row), &ballots) in candidates.iter().zip(&level.rows[nodes]).zip(ballots) {
                for (upper, &ancestor) in profile.ranking(row as usize)[..d].iter().enumerate().skip(level.group_depth) {
                    self.above[((d - upper - 1) * n + usize::from(ancestor)) * n + candidate.index()] += ballots;
                }
            }
        }
        for (upper, common) in level.common.iter().enumerate() {
            let start = ((d - upper - 1) * n + group.map_or(0, |group| common[group].index())) * n;
            add(&mut self.above[start..start + n], &sums.by_candidate);
        }
        add(&mut self.ranks[d * n..(d + 1) * n], &sums.by_candidate);
        sums.by_candidate.fill(C::default());
    }

    /// Counts who is among the first three with whom.
    fn add_top<I: Index>(&mut self, tree: &Levels<I, C>, d: usize, ranges: &[Range<usize>], sums: &Sums<C>) {
        let n = self.candidates;
        let level = &tree.levels[d];
        let first = tree.levels[0].candidates[ranges[0].start].index();
        if d == 1 {
            for (second, &ballots) in level.candidates[ranges[1].clone()].iter().zip(&sums.of_node) {
                self.first_two[first * n + second.index()] += ballots;
                self.first_three[first * n + second.index()] += ballots;
            }
        } else if d == 2 {
            for parent in ranges[1].clone() {
                let second = tree.levels[1].candidates[parent].index();
                for node in tree.levels[1].below(&(parent..parent + 1)) {
                    let (third, ballots) = (level.candidates[node].index(), sums.of_node[node - ranges[2].start]);
                    self.first_three[first * n + third] += ballots;
                    self.first_three[second * n + third] += ballots;
                }
            }
        }
    }

    fn finish(self) -> Tally {
        let max_rankings = self.at_least.iter().take_while(|&&ballots| ballots > 0).count();
        let ballots = self.at_least.first().copied().unwrap_or(0);
        let mut lengths: Vec<u64> = [ballots].iter().chain(&self.at_least[..max_rankings]).copied().collect();
        for length in 0..max_rankings {
            lengths[length] -= lengths[length + 1];
        }
        Tally { candidates: self.candidates(ballots, max_rankings), pairs: self.pairs(max_rankings.saturating_sub(1)), lengths }
    }

    fn candidates(&self, ballots: u64, max_rankings: usize) -> CandidateCounts {
        let n = self.candidates;
        let at_rank = |rank: usize, candidate: usize| self.ranks[rank * n + candidate].wide();
        let mentions = (0..n).map(|candidate| (0..max_rankings).map(|rank| at_rank(rank, candidate)).sum()).collect();
        // Whoever is not the last has somebody at distance 1 below; whoever is first and alone has nobody.
        let followed =
            |table: &[C], candidate: usize| table.iter().skip(candidate * n).take(n).map(|ballots| ballots.wide()).sum();
        let first = |candidate| if max_rankings > 0 { at_rank(0, candidate) } else { 0 };
        CandidateCounts {
            ballots,
            max_rankings,
            mentions,
            rank_counts: (0..n)
                .flat_map(|candidate| (0..max_rankings).map(move |rank| (rank, candidate)))
                .map(|(rank, candidate)| at_rank(rank, candidate))
                .collect(),
            bullet_ballots: (0..n).map(|candidate| first(candidate) - followed(&self.first_two, candidate)).collect(),
            transferable_ballots: (0..n).map(|candidate| followed(&self.above, candidate)).collect(),
        }
    }

    fn pairs(&self, max_distance: usize) -> PairCounts {
        let n = self.candidates;
        let mut counts = PairCounts::zero(n, max_distance);
        let ordered = |table: &[C], upper: usize, lower: usize| table[upper * n + lower].wide();
        for (pair, (i, j)) in counts.iter_candidates().enumerate() {
            for distance in 0..max_distance {
                let table = &self.above[distance * n * n..];
                let (down, up) = (ordered(table, i, j), ordered(table, j, i));
                counts.distance_counts[pair * max_distance + distance] = down + up;
                counts.ahead_1[pair] += down;
                counts.ahead_2[pair] += up;
                if distance == 0 {
                    (counts.next_1_to_2[pair], counts.next_2_to_1[pair]) = (down, up);
                }
            }
            counts.shared_ballots[pair] = counts.ahead_1[pair] + counts.ahead_2[pair];
            counts.first_then_second_1_to_2[pair] = ordered(&self.first_two, i, j);
            counts.first_then_second_2_to_1[pair] = ordered(&self.first_two, j, i);
            counts.both_top_3[pair] = ordered(&self.first_three, i, j) + ordered(&self.first_three, j, i);
        }
        counts
    }
}

impl<C: Count> Sums<C> {
    /// Sums up a range of nodes: their own selected ballots, and those of their children, whose sums are here.
    fn take<I: Index>(
        &mut self,
        level: &Level<I, C>,
        d: usize,
        range: &Range<usize>,
        below: Option<&Range<usize>>,
        selection: &Selection,
    ) {
        let nodes = range.len();
        std::mem::swap(&mut self.before, &mut self.before_below);
        grow(&mut self.of_node, nodes);
        grow(&mut self.before, nodes + 1);
        let of_node = &mut self.of_node[..nodes];
        for (places, bits) in selection.level(d).words(range.clone()) {
            let sums = &mut of_node[places.start - range.start..places.end - range.start];
            if bits == 0 {
                sums.fill(C::default());
            } else if bits.count_ones() as usize == sums.len() {
                sums.copy_from_slice(&level.ballots[places]);
            } else {
                let mut bits = bits >> (places.start % 64);
                for (sum, ballots) in sums.iter_mut().zip(&level.ballots[places]) {
                    *sum = ballots.if_bit(bits);
                    bits >>= 1;
                }
            }
        }
        let mut running = C::default();
        let rows = of_node.iter_mut().zip(&mut self.before[1..]);
        match below {
            Some(below) => {
                let mut children_before = C::default();
                for ((sum, before), &end) in rows.zip(&level.children[range.start + 1..=range.end]) {
                    let children_until = self.before_below[end as usize - below.start];
                    *sum += children_until.less(children_before);
                    children_before = children_until;
                    running += *sum;
                    *before = running;
                }
            }
            None => {
                for (sum, before) in rows {
                    running += *sum;
                    *before = running;
                }
            }
        }
    }
}

/// Makes room: what is there is written over.
fn grow<C: Count>(values: &mut Vec<C>, len: usize) {
    if values.len() < len {
        values.resize(len, C::default());
    }
}

/// One loop over the nodes for each number of columns: written once per column, since the browser's engine is optimised for
/// size, which leaves inner loops rolled up.
macro_rules! fused {
    ($n:ident, $candidates:ident, $ballots:ident, $by_candidate:ident; $($ancestors:ident $table:ident),*) => {{
        let nodes = $candidates.len();
        $(let $ancestors = &$ancestors[..nodes];)*
        let ballots = &$ballots[..nodes];
        for node in 0..nodes {
            let (candidate, ballots) = ($candidates[node].index(), ballots[node]);
            $by_candidate[candidate] += ballots;
            $($table[$ancestors[node].index() * $n + candidate] += ballots;)*
        }
    }};
}

/// Adds the nodes' ballots up by candidate, and for every column of ancestors into its table.
fn add_columns<'a, I: Index, C: Count>(
    n: usize,
    candidates: &[I],
    ballots: &[C],
    by_candidate: &mut [C],
    mut columns: impl Iterator<Item = (&'a [I], &'a mut [C])>,
) {
    let Some((a1, t1)) = columns.next() else {
        fused!(n, candidates, ballots, by_candidate;);
        return;
    };
    let Some((a2, t2)) = columns.next() else {
        fused!(n, candidates, ballots, by_candidate; a1 t1);
        return;
    };
    let Some((a3, t3)) = columns.next() else {
        fused!(n, candidates, ballots, by_candidate; a1 t1, a2 t2);
        return;
    };
    let Some((a4, t4)) = columns.next() else {
        fused!(n, candidates, ballots, by_candidate; a1 t1, a2 t2, a3 t3);
        return;
    };
    fused!(n, candidates, ballots, by_candidate; a1 t1, a2 t2, a3 t3, a4 t4);
    for (ancestors, table) in columns {
        for ((candidate, ancestor), &ballots) in candidates.iter().zip(ancestors).zip(ballots) {
            table[ancestor.index() * n + candidate.index()] += ballots;
        }
    }
}

fn add<C: Count>(sums: &mut [C], more: &[C]) {
    for (sum, &more) in sums.iter_mut().zip(more) {
        *sum += more;
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::ballots::Predicate;
    use proptest::prelude::*;

    fn reference(profile: &Profile) -> Tally {
        let mut lengths = vec![0; profile.max_rankings() + 1];
        profile.iter().for_each(|(ranking, count)| lengths[ranking.len()] += count);
        Tally { candidates: CandidateCounts::of(profile), pairs: PairCounts::of(profile), lengths }
    }

    fn profile() -> impl Strategy<Value = Profile> {
        (1usize..30, 1usize..14, prop_oneof![Just(1u64), Just(3_000_000_000)]).prop_flat_map(|(n, longest, scale)| {
            let popular = prop::collection::vec(0..n as u16, 0..longest.min(n) * 2).prop_map(move |drawn| {
                let mut ranking: Vec<u16> = Vec::new();
                for candidate in drawn.into_iter().map(|candidate| candidate * candidate / n as u16) {
                    if !ranking.contains(&candidate) && ranking.len() < longest {
                        ranking.push(candidate);
                    }
                }
                ranking
            });
            prop::collection::vec((popular, 1u64..4), 0..400)
                .prop_map(move |rows| Profile::new(n, rows.into_iter().map(|(ranking, count)| (ranking, count * scale))))
        })
    }

    fn predicate() -> impl Strategy<Value = Predicate> {
        let candidate = || 0u16..8;
        prop_oneof![
            Just(Predicate::Everything),
            candidate().prop_map(Predicate::First),
            candidate().prop_map(|first| Predicate::Not(Box::new(Predicate::First(first)))),
            (candidate(), 1u16..6).prop_map(|(candidate, within)| Predicate::Ranks { candidate, within: Some(within) }),
            (candidate(), candidate()).prop_map(|(upper, lower)| Predicate::Above(upper, lower)),
            (1u16..6, 1u16..9).prop_map(|(min, max)| Predicate::Length { min, max }),
        ]
    }

    proptest! {
        #[test]
        fn a_selection_is_counted_as_a_profile_of_its_own((profile, predicate) in (profile(), predicate())) {
            let matching = profile.iter().filter(|(ranking, _)| predicate.matches(ranking));
            let alone = Profile::new(profile.candidates(), matching);
            prop_assert_eq!(Tally::of_selection(&profile, &Selection::of(&profile, &predicate)), reference(&alone));
        }
    }

    #[test]
    fn more_than_256_candidates_and_long_ballots_are_counted_alike() {
        let rankings = (0..600u64).map(|k| {
            let start = k * 7919 % 477;
            let length = [3, 12, 40][k as usize % 3];
            ((0..length).map(|step| ((start + step * 5) % 477) as u16).collect::<Vec<_>>(), 1 + k % 13)
        });
        let profile = Profile::new(477, rankings);
        assert_eq!(Tally::of(&profile), reference(&profile));
    }
}
