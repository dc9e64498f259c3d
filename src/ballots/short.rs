//! Short rankings as numbers: most rankings are short, and numbers are compared at once and held in place.

/// A ranking of at most eight candidates, in the order of rankings: lexicographic, a prefix before its extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ShortRanking([u64; 2]);

const MOST: usize = 8;
const BITS: usize = 16;

impl ShortRanking {
    /// `None` for more than eight. Candidates are below [`u16::MAX`].
    pub(super) fn of(ranking: impl ExactSizeIterator<Item = u16>) -> Option<ShortRanking> {
        if ranking.len() > MOST {
            return None;
        }
        let at = |(place, candidate): (usize, u16)| (u128::from(candidate) + 1) << ((MOST - 1 - place) * BITS);
        let packed = ranking.enumerate().map(at).fold(0, |packed, entry| packed | entry);
        Some(ShortRanking([(packed >> 64) as u64, packed as u64]))
    }

    pub(super) fn len(self) -> usize {
        self.candidates().count()
    }

    pub(super) fn candidates(self) -> impl Iterator<Item = u16> {
        let entries = self.0.into_iter().flat_map(|half| [48, 32, 16, 0].map(|shift| (half >> shift) as u16));
        entries.take_while(|&entry| entry > 0).map(|entry| entry - 1)
    }

    /// The same ranking by other numbers of its candidates.
    pub(super) fn renumbered(self, number_of: impl Fn(u16) -> u16) -> ShortRanking {
        let entry = |entry: u64| if entry == 0 { 0 } else { u64::from(number_of(entry as u16 - 1)) + 1 };
        ShortRanking(
            self.0.map(|half| [48, 32, 16, 0].into_iter().fold(0, |all, shift| all | entry(half >> shift & 0xffff) << shift)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(ranking: &[u16]) -> Option<ShortRanking> {
        ShortRanking::of(ranking.iter().copied())
    }

    #[test]
    fn short_rankings_come_back_and_have_the_order_of_rankings() {
        let all: [&[u16]; 9] =
            [&[], &[0], &[0, 1], &[0, 1, 2, 3, 4], &[0, 1, 2, 3, 4, 5, 6, 65_534], &[0, 2], &[1], &[300, 4, 7], &[65_534, 0]];
        for (place, ranking) in all.iter().enumerate() {
            let packed = short(ranking).unwrap();
            assert_eq!((packed.candidates().collect::<Vec<_>>(), packed.len()), (ranking.to_vec(), ranking.len()));
            assert!(all[..place].iter().all(|before| short(before).unwrap() < packed), "{ranking:?}");
        }
        assert_eq!(short(&[1, 2, 3, 4, 5, 6, 7, 8, 9]), None);
    }

    #[test]
    fn a_ranking_by_other_numbers_ranks_as_many() {
        let renumbered = short(&[3, 0, 2, 1, 4]).unwrap().renumbered(|candidate| 10 - candidate);
        assert_eq!(Some(renumbered), short(&[7, 10, 8, 9, 6]));
    }
}
