//! Why rankings end: what the rules of cleaning cut off, beside the profile.

use super::cleaning::Ending;

/// The ballots of a profile's rankings by why they end, where it is not that no more marks follow; and the ballots with marks of
/// which nothing is left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endings {
    /// In the order of the profile's rows: row, and the ballots of each [`Ending`] but `Ended`.
    pub rows: Vec<(u32, [u64; 3])>,
    /// Ballots with marks that rank nobody, by [`Ending`].
    pub inactive: [u64; Ending::ALL.len()],
}

impl Endings {
    /// Ballots with marks that rank nobody.
    pub fn inactive_ballots(&self) -> u64 {
        self.inactive.iter().sum()
    }
}
