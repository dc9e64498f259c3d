//! Graphs of some ballots, and what is found on them, kept for the thresholds that were asked for last.

use lru::LruCache;
use petgraph::graph::Edge;
use std::cell::{OnceCell, RefCell};
use std::num::NonZeroUsize;
use std::rc::Rc;

use super::figures::Figures;
use super::pairs;
use super::params::ParamReader;
use crate::error::Result;
use crate::metrics::{
    CentralityRow, Clusters, CoalitionGraph, MIN_EDGE_STRENGTH, MIN_SHARED_BALLOTS, Method, centrality, clusters, network,
    support_graph,
};

/// What a network is made with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GraphParams {
    pub min_shared_ballots: u64,
    pub min_strength: f64,
    pub method: Method,
}

impl Default for GraphParams {
    fn default() -> GraphParams {
        GraphParams { min_shared_ballots: MIN_SHARED_BALLOTS, min_strength: MIN_EDGE_STRENGTH, method: Method::default() }
    }
}

impl GraphParams {
    /// The parameters `min_shared_ballots`, `min_strength` and `method`.
    pub fn read(reader: &mut ParamReader) -> Result<GraphParams> {
        Ok(GraphParams {
            min_shared_ballots: pairs::min_shared_ballots(reader)?,
            min_strength: reader.number("min_strength", MIN_EDGE_STRENGTH, -1.0..=1.0)?,
            method: pairs::method(reader)?,
        })
    }
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
}

impl Figures {
    /// Takes the rows of the default parameters; those that are there already stay.
    pub fn provide_centrality(&self, rows: Vec<CentralityRow>) {
        self.graphs.usual.get_or_init(|| rows.into());
    }

    pub fn has_centrality(&self) -> bool {
        self.graphs.usual.get().is_some()
    }

    /// The support graph of a threshold and a method. Moving `min_strength` leaves it as it is.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] if counts have not been provided.
    pub fn support(&self, min_shared_ballots: u64, method: Method) -> Result<Rc<Support>> {
        let mut supports = self.graphs.supports.borrow_mut();
        let support = supports.try_get_or_insert((min_shared_ballots, method), || {
            let (candidates, (pairs, expectation)) = (self.candidates()?, self.pairs()?);
            let graph = support_graph(candidates, pairs, expectation, method, min_shared_ballots);
            let clusters = clusters(&graph, &candidates.mentions);
            Ok(Rc::new(Support { graph, clusters }))
        });
        support.cloned()
    }

    /// The centrality of every candidate, in index order.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] if counts have not been provided.
    pub fn centrality(&self, params: GraphParams) -> Result<Rc<[CentralityRow]>> {
        if params == GraphParams::default()
            && let Some(rows) = self.graphs.usual.get()
        {
            return Ok(rows.clone());
        }
        let GraphParams { min_shared_ballots, min_strength, method } = params;
        let mut centralities = self.graphs.centralities.borrow_mut();
        let rows = centralities.try_get_or_insert((min_shared_ballots, min_strength.to_bits(), method), || {
            let support = self.support(min_shared_ballots, method)?;
            let network = network(&support.graph, min_strength);
            Ok(centrality(&network, &support.graph, &support.clusters, self.candidates()?).into())
        });
        rows.cloned()
    }
}
