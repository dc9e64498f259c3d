//! Why rankings end: what the rules of cleaning cut off, beside the profile.

use std::collections::HashMap;

use super::cleaning::Ending;
use super::profile::Profile;

/// The ballots of a profile's rankings by why they end, where it is not that no more marks follow; and the ballots with marks of
/// which nothing is left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endings {
    /// In the order of the profile's rows: row, and the ballots of each of [`Ending::CUTS`].
    pub rows: Vec<(u32, [u64; 3])>,
    /// Ballots with marks that rank nobody, by [`Ending`].
    pub inactive: [u64; Ending::ALL.len()],
}

impl Endings {
    /// Ballots with marks that rank nobody.
    pub fn inactive_ballots(&self) -> u64 {
        self.inactive.iter().sum()
    }

    /// The bytes that it holds.
    pub fn bytes(&self) -> usize {
        self.rows.capacity() * size_of::<(u32, [u64; 3])>()
    }
}

/// Counts the ballots that a rule cut. Memory grows with the distinct rankings that were cut only.
#[derive(Default)]
pub struct EndingsBuilder {
    cut: HashMap<Box<[u16]>, [u64; 3]>,
    inactive: [u64; Ending::ALL.len()],
    key: Vec<u16>,
}

impl EndingsBuilder {
    /// Adds `ballots` with marks of one ranking, in provisional candidate numbers.
    #[inline]
    pub fn add(&mut self, ranking: &[u32], ending: Ending, ballots: u64) {
        if ranking.is_empty() {
            self.inactive[ending as usize] += ballots;
        } else if ending != Ending::Ended {
            self.add_cut(ranking, ending as usize - 1, ballots);
        }
    }

    fn add_cut(&mut self, ranking: &[u32], cause: usize, ballots: u64) {
        self.key.clear();
        self.key.extend(ranking.iter().map(|&number| number as u16));
        match self.cut.get_mut(self.key.as_slice()) {
            Some(causes) => causes[cause] += ballots,
            None => {
                let mut causes = [0; 3];
                causes[cause] = ballots;
                self.cut.insert(self.key.as_slice().into(), causes);
            }
        }
    }

    /// By the rows of the profile of the same ballots, with provisional numbers turned into candidate indices.
    pub fn finish(self, profile: &Profile, index_of: impl Fn(u16) -> u16) -> Endings {
        let row = |(mut ranking, causes): (Box<[u16]>, [u64; 3])| {
            ranking.iter_mut().for_each(|entry| *entry = index_of(*entry));
            let row = profile.row(&ranking).expect("a ranking that was cut is one of the profile");
            (row as u32, causes)
        };
        let mut rows: Vec<_> = self.cut.into_iter().map(row).collect();
        rows.sort_unstable();
        Endings { rows, inactive: self.inactive }
    }
}
