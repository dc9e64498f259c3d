//! Pages of rows.

/// The largest page.
pub const MAX_PAGE_SIZE: u64 = 1_000;

/// Which page of how many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub number: u64,
    pub size: u64,
}

impl Page {
    /// The rows on the page, from 0.
    pub fn range(self) -> std::ops::Range<u64> {
        self.number.saturating_sub(1).saturating_mul(self.size)..self.number.saturating_mul(self.size)
    }

    /// How many rows a listing should reach, so that this page and the ones a reader turns to next are in it.
    pub fn reach(self) -> u64 {
        self.range().end.saturating_mul(2).max(MAX_PAGE_SIZE)
    }
}
