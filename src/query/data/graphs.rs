//! Graphs of some ballots, and what is found on them, kept for the thresholds that were asked for last.

use lru::LruCache;
use petgraph::graph::Edge;
use std::cell::{OnceCell, RefCell};
use std::num::NonZeroUsize;
use std::rc::Rc;

use crate::metrics::{
    CandidateCounts, CentralityRow, Clusters, CoalitionGraph, Expectation, Method, PairCounts, centrality, clusters, network,
    reach, support_graph,
};
use crate::query::params::GraphParams;

/// What graphs are made from.
#[derive(Clone, Copy)]
pub struct Counts<'a> {
    pub candidates: &'a CandidateCounts,
    pub pairs: &'a PairCounts,
    pub expectation: &'a Expectation,
}

/// The support graph with its clusters.
pub struct Support {
    pub graph: CoalitionGraph,
    pub clusters: Clusters,
}

/// How many are kept of either kind.
const KEPT: NonZeroUsize = NonZeroUsize::new(4).unwrap();

type Recent<K, V> = RefCell<LruCache<K, V>>;

pub struct Graphs {
    supports: Recent<(u64, Method), Rc<Support>>,
    /// At the default parameters.
    usual: OnceCell<Rc<[CentralityRow]>>,
    /// The threshold of strengths by its bits.
    centralities: Recent<(u64, u64, Method), Rc<[CentralityRow]>>,
}

impl Default for Graphs {
    fn default() -> Graphs {
        Graphs { supports: LruCache::new(KEPT).into(), usual: OnceCell::new(), centralities: LruCache::new(KEPT).into() }
    }
}

impl Graphs {
    /// Whether the support graph of a threshold and a method is there.
    pub fn has_support(&self, min_shared_ballots: u64, method: Method) -> bool {
        self.supports.borrow().contains(&(min_shared_ballots, method))
    }

    /// The bytes that it holds.
    pub fn bytes(&self) -> usize {
        let rows = |rows: &Rc<[CentralityRow]>| size_of_val::<[CentralityRow]>(rows);
        let supports = self.supports.borrow();
        let edges: usize = supports.iter().map(|(_, support)| support.graph.edge_count()).sum();
        edges * size_of::<Edge<f64, u32>>()
            + self.usual.get().map_or(0, rows)
            + self.centralities.borrow().iter().map(|(_, kept)| rows(kept)).sum::<usize>()
    }

    /// Takes the rows of the default parameters; those that are there already stay.
    pub fn provide_centrality(&self, rows: Vec<CentralityRow>) {
        self.usual.get_or_init(|| rows.into());
    }

    pub fn has_centrality(&self) -> bool {
        self.usual.get().is_some()
    }

    /// The support graph of a threshold and a method. Moving `min_strength` leaves it as it is.
    pub fn support(&self, counts: Counts, min_shared_ballots: u64, method: Method) -> Rc<Support> {
        let mut supports = self.supports.borrow_mut();
        let support = supports.get_or_insert((min_shared_ballots, method), || {
            let graph = support_graph(counts.candidates, counts.pairs, counts.expectation, method, min_shared_ballots);
            let clusters = clusters(&graph, &counts.candidates.mentions);
            Rc::new(Support { graph, clusters })
        });
        support.clone()
    }

    /// The centrality of every candidate at the default parameters, if it is there.
    pub fn usual(&self, params: GraphParams) -> Option<Rc<[CentralityRow]>> {
        self.usual.get().filter(|_| params == GraphParams::default()).cloned()
    }

    /// The centrality of every candidate, in index order.
    pub fn centrality(&self, counts: Counts, params: GraphParams) -> Rc<[CentralityRow]> {
        let GraphParams { min_shared_ballots, min_strength, method } = params;
        let mut centralities = self.centralities.borrow_mut();
        let rows = centralities.get_or_insert((min_shared_ballots, min_strength.to_bits(), method), || {
            let support = self.support(counts, min_shared_ballots, method);
            let network = network(&support.graph, min_strength);
            let reach = reach(counts.candidates, counts.pairs, counts.expectation, min_shared_ballots);
            centrality(&network, &support.graph, &support.clusters, counts.candidates, &reach).into()
        });
        rows.clone()
    }
}
