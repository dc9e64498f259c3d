//! The rows of a profile: its distinct rankings with their counts, as columns.

/// Distinct rankings in lexicographic order of candidate indices, a prefix before its extensions, with ballot counts. Rows are
/// added in this order.
#[derive(Clone, Debug, Default)]
pub(super) struct ProfileRows {
    candidates: usize,
    max_rankings: usize,
    offsets: Vec<u32>,
    entries: Vec<u16>,
    counts: Vec<u64>,
}

impl ProfileRows {
    /// For about so many rows, with so many ranked candidates in all.
    pub fn with_capacity(candidates: usize, rows: usize, entries: usize) -> ProfileRows {
        let mut rows = ProfileRows {
            candidates,
            max_rankings: 0,
            offsets: Vec::with_capacity(rows + 1),
            entries: Vec::with_capacity(entries),
            counts: Vec::with_capacity(rows),
        };
        rows.offsets.push(0);
        rows
    }

    /// Adds a row; `None`, and nothing is added, if there are more ranked candidates in all than a u32 counts.
    #[inline]
    pub fn push(&mut self, ranking: &[u16], count: u64) -> Option<()> {
        let end = u32::try_from(self.entries.len() + ranking.len()).ok()?;
        self.max_rankings = self.max_rankings.max(ranking.len());
        self.entries.extend_from_slice(ranking);
        self.offsets.push(end);
        self.counts.push(count);
        Some(())
    }

    /// n, the number of candidates, ranked or not.
    #[inline]
    pub fn candidates(&self) -> usize {
        self.candidates
    }

    /// R, the length of the longest ranking; 0 if there is none.
    #[inline]
    pub fn max_rankings(&self) -> usize {
        self.max_rankings
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// N, the number of ballots.
    #[inline]
    pub fn ballots(&self) -> u64 {
        self.counts.iter().sum()
    }

    #[inline]
    pub fn ranking(&self, row: usize) -> &[u16] {
        &self.entries[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }

    #[inline]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    #[inline]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[u16], u64)> {
        (0..self.len()).map(|row| (self.ranking(row), self.counts[row]))
    }

    /// The bytes that it holds.
    pub fn bytes(&self) -> usize {
        4 * self.offsets.capacity() + 2 * self.entries.capacity() + 8 * self.counts.capacity()
    }
}
