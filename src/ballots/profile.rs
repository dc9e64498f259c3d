//! The profile: the distinct rankings of a contest with their counts.

use std::cmp::Ordering;
use std::sync::OnceLock;

use foldhash::HashMap;

use super::limits::MAX_BALLOTS;
use super::rows::ProfileRows;
use super::short::ShortRanking;
use super::tree::PrefixTree;

/// Distinct rankings in lexicographic order of candidate indices, a prefix before its extensions, with ballot counts.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    rows: ProfileRows,
    tree: OnceLock<PrefixTree>,
}

impl PartialEq for Profile {
    fn eq(&self, other: &Profile) -> bool {
        self.candidates() == other.candidates() && self.iter().eq(other.iter())
    }
}

impl Eq for Profile {}

impl Profile {
    /// A profile from rankings (candidate indices, no repeats, not empty) and their counts, in any order. Equal rankings
    /// are added up, counts of 0 left out.
    pub fn new<R: AsRef<[u16]>>(candidates: usize, rankings: impl IntoIterator<Item = (R, u64)>) -> Profile {
        let mut builder = ProfileBuilder::default();
        let mut wide = Vec::new();
        for (ranking, count) in rankings {
            wide.clear();
            wide.extend(ranking.as_ref().iter().map(|&c| u32::from(c)));
            if count > 0 && !wide.is_empty() {
                builder.add(&wide, count);
            }
        }
        builder.finish(candidates, |number| number)
    }

    fn of(rows: ProfileRows) -> Profile {
        Profile { rows, tree: OnceLock::new() }
    }

    /// n, the number of candidates, ranked or not.
    pub fn candidates(&self) -> usize {
        self.rows.candidates()
    }

    /// R, the length of the longest ranking; 0 if there is none.
    pub fn max_rankings(&self) -> usize {
        self.rows.max_rankings()
    }

    /// The number of distinct rankings.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes that it holds.
    pub fn bytes(&self) -> usize {
        let tree = self.tree.get().map_or(0, PrefixTree::bytes);
        self.rows.bytes() + tree
    }

    /// N, the number of ballots.
    pub fn ballots(&self) -> u64 {
        self.rows.ballots()
    }

    /// The ranking of a row: candidate indices, best first.
    pub fn ranking(&self, row: usize) -> &[u16] {
        self.rows.ranking(row)
    }

    /// The row of a ranking, if anybody cast it.
    pub(super) fn row(&self, ranking: &[u16]) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.ranking(middle).cmp(ranking) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    pub fn counts(&self) -> &[u64] {
        self.rows.counts()
    }

    /// The rankings as a tree of beginnings: made when first asked for, then kept.
    pub(crate) fn tree(&self) -> &PrefixTree {
        self.tree.get_or_init(|| PrefixTree::of(&self.rows))
    }

    /// Every distinct ranking with its number of ballots.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[u16], u64)> {
        self.rows.iter()
    }
}

/// Takes the rows of a profile that come in its own order, and checks that they do.
pub struct OrderedRows {
    rows: ProfileRows,
    ballots: u64,
    /// Per candidate the number of the last row that ranks them, from 1.
    last_row: Vec<u32>,
}

impl OrderedRows {
    /// For about so many rows, with so many ranked candidates in all.
    pub fn with_capacity(candidates: usize, rows: usize, entries: usize) -> OrderedRows {
        let rows = ProfileRows::with_capacity(candidates, rows, entries);
        OrderedRows { rows, ballots: 0, last_row: vec![0; candidates] }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// What the row does that it must not. Then nothing more can be added.
    pub fn add(&mut self, ranking: &[u16], count: u64) -> Result<(), &'static str> {
        let row = self.rows.len();
        let number = u32::try_from(row + 1).map_err(|_| "is one too many")?;
        if ranking.is_empty() {
            return Err("ranks nobody");
        }
        for &candidate in ranking {
            let last = self.last_row.get_mut(usize::from(candidate)).ok_or("ranks a candidate that is not there")?;
            if std::mem::replace(last, number) == number {
                return Err("ranks a candidate twice");
            }
        }
        if row > 0 && self.rows.ranking(row - 1) >= ranking {
            return Err("does not come after the row before it");
        }
        let ballots = self.ballots.saturating_add(count);
        if count == 0 || ballots > MAX_BALLOTS {
            return Err("has a count that cannot be");
        }
        self.rows.push(ranking, count).ok_or("ranks one too many")?;
        self.ballots = ballots;
        Ok(())
    }

    pub fn finish(self) -> Profile {
        Profile::of(self.rows)
    }
}

/// Counts equal rankings. Memory grows with the distinct rankings only.
#[derive(Default)]
pub struct ProfileBuilder {
    short: HashMap<ShortRanking, u64>,
    long: HashMap<Box<[u16]>, u64>,
    key: Vec<u16>,
}

impl ProfileBuilder {
    /// Adds `count` ballots of one ranking, in provisional candidate numbers.
    pub fn add(&mut self, ranking: &[u32], count: u64) {
        let numbers = ranking.iter().map(|&number| number as u16);
        if let Some(short) = ShortRanking::of(numbers.clone()) {
            *self.short.entry(short).or_default() += count;
            return;
        }
        self.key.clear();
        self.key.extend(numbers);
        match self.long.get_mut(self.key.as_slice()) {
            Some(total) => *total += count,
            None => {
                self.long.insert(self.key.as_slice().into(), count);
            }
        }
    }

    /// The profile, with provisional numbers turned into candidate indices.
    pub fn finish(self, candidates: usize, index_of: impl Fn(u16) -> u16) -> Profile {
        let mut short: Vec<(ShortRanking, u64)> =
            self.short.into_iter().map(|(ranking, count)| (ranking.renumbered(&index_of), count)).collect();
        let mut long: Vec<(Box<[u16]>, u64)> = self.long.into_iter().collect();
        long.iter_mut().flat_map(|(ranking, _)| ranking.iter_mut()).for_each(|entry| *entry = index_of(*entry));
        short.sort_unstable();
        long.sort_unstable();
        let entries = short.iter().map(|(ranking, _)| ranking.len()).chain(long.iter().map(|(ranking, _)| ranking.len())).sum();
        let mut rows = ProfileRows::with_capacity(candidates, short.len() + long.len(), entries);
        let mut add = |ranking: &[u16], count| rows.push(ranking, count).expect("fewer than 2^32 ranked candidates in all");
        let mut long = long.into_iter().peekable();
        let mut ranking = self.key;
        for (short, count) in short {
            ranking.clear();
            ranking.extend(short.candidates());
            while let Some((before, count)) = long.next_if(|(long, _)| **long < *ranking) {
                add(&before, count);
            }
            add(&ranking, count);
        }
        long.for_each(|(ranking, count)| add(&ranking, count));
        Profile::of(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(profile: &Profile) -> Vec<(Vec<u16>, u64)> {
        profile.iter().map(|(ranking, count)| (ranking.to_vec(), count)).collect()
    }

    #[test]
    fn equal_rankings_are_added_up_and_a_prefix_comes_before_its_extensions() {
        let profile = Profile::new(3, [(vec![2, 0], 1), (vec![0, 1], 4), (vec![2], 2), (vec![2, 0], 5), (vec![0], 3)]);
        assert_eq!(rows(&profile), [(vec![0], 3), (vec![0, 1], 4), (vec![2], 2), (vec![2, 0], 6)]);
        assert_eq!((profile.ballots(), profile.len(), profile.max_rankings(), profile.candidates()), (15, 4, 2, 3));
    }

    #[test]
    fn rankings_of_any_length_stand_in_one_order() {
        let long = |last: u16| (0..9).chain([last]).collect::<Vec<u16>>();
        let rankings = [vec![1], long(11), (0..8).collect(), vec![0], long(10), (1..12).collect(), vec![2, 0]];
        let mut sorted = rankings.to_vec();
        sorted.sort_unstable();
        let profile = Profile::new(12, rankings.map(|ranking| (ranking, 1)));
        assert_eq!(rows(&profile), sorted.into_iter().map(|ranking| (ranking, 1)).collect::<Vec<_>>());
        assert_eq!(profile.max_rankings(), 11);
    }

    #[test]
    fn counts_of_zero_and_empty_rankings_are_left_out() {
        let profile = Profile::new(2, [(vec![0], 0), (vec![], 7), (vec![1], 1)]);
        assert_eq!(rows(&profile), [(vec![1], 1)]);
    }

    #[test]
    fn an_empty_profile_has_no_rows_and_no_rankings() {
        let profile = Profile::new(5, Vec::<(Vec<u16>, u64)>::new());
        assert!(profile.is_empty());
        assert_eq!((profile.ballots(), profile.max_rankings(), profile.candidates()), (0, 0, 5));
    }

    #[test]
    fn rows_that_do_not_make_a_profile_are_refused() {
        let begun = || {
            let mut rows = OrderedRows::with_capacity(4, 2, 4);
            assert_eq!(rows.add(&[1, 0], 3), Ok(()));
            rows
        };
        for (ranking, count, reason) in [
            (&[][..], 1, "ranks nobody"),
            (&[4], 1, "ranks a candidate that is not there"),
            (&[2, 3, 2], 1, "ranks a candidate twice"),
            (&[1, 0], 1, "does not come after the row before it"),
            (&[0], 1, "does not come after the row before it"),
            (&[1], 1, "does not come after the row before it"),
            (&[2], 0, "has a count that cannot be"),
            (&[2], MAX_BALLOTS, "has a count that cannot be"),
        ] {
            assert_eq!(begun().add(ranking, count), Err(reason), "{ranking:?}");
        }
        let mut rows = begun();
        assert_eq!(rows.add(&[1, 0, 3], 2), Ok(()));
        assert_eq!(rows.finish(), Profile::new(4, [(vec![1u16, 0], 3), (vec![1, 0, 3], 2)]));
    }

    #[test]
    fn provisional_numbers_become_indices_before_rows_are_ordered() {
        let mut builder = ProfileBuilder::default();
        builder.add(&[0, 1], 2);
        builder.add(&[2], 1);
        let profile = builder.finish(3, |number| 2 - number);
        assert_eq!(rows(&profile), [(vec![0], 1), (vec![2, 1], 2)]);
    }
}
