//! The counts that answers are derived from: of all ballots, or of a group of them.

use std::cell::OnceCell;
use std::rc::Rc;

use super::frame::Frame;
use super::graphs::{Counts, Graphs, Support};
use super::tabulations::Tabulations;
use crate::error::{Error, Result};
use crate::metrics::{CandidateCounts, CentralityRow, Expectation, Method, PairCounts, PairScores, PairView, SegmentCounts};
use crate::query::params::GraphParams;
use crate::snapshot::{CANDIDATES, PAIRS, SEGMENTS};

/// Counts of some ballots, each there once a table or a computation has provided it, and what was derived from them.
#[derive(Default)]
pub struct Figures {
    candidates: OnceCell<CandidateCounts>,
    pairs: OnceCell<PairCounts>,
    expectation: OnceCell<Expectation>,
    pair_frames: [OnceCell<Frame>; Method::ALL.len()],
    candidate_frame: OnceCell<Frame>,
    segments: OnceCell<SegmentCounts>,
    graphs: Graphs,
    pub tabulations: Tabulations,
}

impl Figures {
    /// Takes the counts of candidates; those that are there already stay.
    pub fn provide_candidates(&self, counts: CandidateCounts) {
        self.candidates.get_or_init(|| counts);
    }

    /// Takes the counts of pairs and what chance would give; those that are there already stay.
    pub fn provide_pairs(&self, counts: PairCounts, expectation: Expectation) {
        self.pairs.get_or_init(|| counts);
        self.provide_expectation(expectation);
    }

    /// Takes the counts of pairs alone; those that are there already stay.
    pub fn provide_pair_counts(&self, counts: PairCounts) {
        self.pairs.get_or_init(|| counts);
    }

    /// Takes what chance would give; what is there already stays.
    pub fn provide_expectation(&self, expectation: Expectation) {
        self.expectation.get_or_init(|| expectation);
    }

    /// Takes the counts of supporters, with camps by the default clusters; those that are there already stay.
    pub fn provide_segments(&self, counts: SegmentCounts) {
        self.segments.get_or_init(|| counts);
    }

    /// Takes the centrality of every candidate at the default parameters; rows that are there already stay.
    pub fn provide_centrality(&self, rows: Vec<CentralityRow>) {
        self.graphs.provide_centrality(rows);
    }

    pub fn has_candidates(&self) -> bool {
        self.candidates.get().is_some()
    }

    pub fn has_pairs(&self) -> bool {
        self.pairs.get().is_some() && self.expectation.get().is_some()
    }

    pub fn has_segments(&self) -> bool {
        self.segments.get().is_some()
    }

    pub fn has_centrality(&self) -> bool {
        self.graphs.has_centrality()
    }

    /// Whether the support graph of a threshold and a method is there.
    pub fn has_support(&self, min_shared_ballots: u64, method: Method) -> bool {
        self.graphs.has_support(min_shared_ballots, method)
    }

    /// The bytes that it holds.
    pub fn bytes(&self) -> usize {
        let frames = self.pair_frames.iter().chain([&self.candidate_frame]).filter_map(OnceCell::get);
        let candidates = |counts: &CandidateCounts| 8 * (counts.rank_counts.len() + 3 * counts.len());
        self.candidates.get().map_or(0, candidates)
            + self.pairs.get().map_or(0, |counts| pair_bytes(counts) + self.expectation.get().map_or(0, |_| 2 * 8 * counts.len()))
            + self.segments.get().map_or(0, |counts| 8 * (10 * counts.camps.len() + counts.lengths.len()))
            + frames.map(Frame::bytes).sum::<usize>()
            + self.graphs.bytes()
            + self.tabulations.bytes()
    }

    /// # Errors
    /// [`Error::NotFound`] if the host has not provided the table.
    pub fn candidates(&self) -> Result<&CandidateCounts> {
        self.candidates.get().ok_or_else(|| not_provided(CANDIDATES))
    }

    /// # Errors
    /// [`Error::NotFound`] if the host has not provided the table.
    pub fn pairs(&self) -> Result<(&PairCounts, &Expectation)> {
        self.pairs.get().zip(self.expectation.get()).ok_or_else(|| not_provided(PAIRS))
    }

    /// The counts of pairs alone, which need no chance.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the host has not provided the table.
    pub fn pair_counts(&self) -> Result<&PairCounts> {
        self.pairs.get().ok_or_else(|| not_provided(PAIRS))
    }

    /// # Errors
    /// [`Error::NotFound`] if the host has not provided the table.
    pub fn segments(&self) -> Result<&SegmentCounts> {
        self.segments.get().ok_or_else(|| not_provided(SEGMENTS))
    }

    fn counts(&self) -> Result<Counts<'_>> {
        let (candidates, (pairs, expectation)) = (self.candidates()?, self.pairs()?);
        Ok(Counts { candidates, pairs, expectation })
    }

    /// The support graph of a threshold and a method. Moving `min_strength` leaves it as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`] if counts have not been provided.
    pub fn support(&self, min_shared_ballots: u64, method: Method) -> Result<Rc<Support>> {
        Ok(self.graphs.support(self.counts()?, min_shared_ballots, method))
    }

    /// The centrality of every candidate, in index order.
    ///
    /// # Errors
    /// [`Error::NotFound`] if counts have not been provided.
    pub fn centrality(&self, params: GraphParams) -> Result<Rc<[CentralityRow]>> {
        match self.graphs.usual(params) {
            Some(rows) => Ok(rows),
            None => Ok(self.graphs.centrality(self.counts()?, params)),
        }
    }

    /// The supporters of every candidate, with camps by the default clusters, counted from the rankings of these ballots.
    ///
    /// # Errors
    /// [`Error::NotFound`] if counts have not been provided.
    pub fn count_segments<'a>(&self, rankings: impl Iterator<Item = (&'a [u16], u64)>) -> Result<SegmentCounts> {
        let usual = GraphParams::default();
        let support = self.support(usual.min_shared_ballots, usual.method)?;
        let candidates = self.candidates()?;
        let membership = &support.clusters.membership;
        Ok(SegmentCounts::of(rankings, candidates.len(), candidates.max_rankings, membership))
    }

    /// The columns of the pairs, by method.
    pub fn pair_frame(&self, method: Method) -> Result<&Frame> {
        let rows = self.pairs()?.0.len();
        Ok(self.pair_frames[method as usize].get_or_init(|| Frame::new(rows)))
    }

    /// The columns of the candidates.
    pub fn candidate_frame(&self) -> Result<&Frame> {
        let rows = self.candidates()?.len();
        Ok(self.candidate_frame.get_or_init(|| Frame::new(rows)))
    }

    /// A pair as seen from its first candidate; `first` and `second` are different candidate indices in either order.
    pub fn pair(&self, first: usize, second: usize) -> Result<PairFigures<'_>> {
        let (candidates, (counts, expectation)) = (self.candidates()?, self.pairs()?);
        Ok(PairFigures::new(candidates, counts, expectation, first, second))
    }
}

/// The bytes that counts of pairs hold: eight of each pair beside its distances.
fn pair_bytes(counts: &PairCounts) -> usize {
    8 * (counts.distance_counts.len() + 8 * counts.len())
}

pub(super) fn not_provided(table: &str) -> Error {
    Error::NotFound(format!("table {table:?} has not been loaded"))
}

/// The counts and scores of one pair.
#[derive(Clone, Copy, Debug)]
pub struct PairFigures<'a> {
    pub counts: PairView<'a>,
    pub scores: PairScores,
}

impl<'a> PairFigures<'a> {
    pub fn new(
        candidates: &CandidateCounts,
        counts: &'a PairCounts,
        expectation: &Expectation,
        first: usize,
        second: usize,
    ) -> PairFigures<'a> {
        let counts = PairView::of(candidates, counts, expectation, first, second);
        PairFigures { scores: PairScores::of(&counts), counts }
    }
}
