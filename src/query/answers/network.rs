//! `network`: the candidates and the coalitions between them, as a graph.

use petgraph::algo::connected_components;
use std::rc::Rc;

use super::context::Context;
use super::outcome::Outcome;
use super::pairs::{self, PairFacts};
use super::request::Request;
use crate::error::Result;
use crate::metrics::{
    CentralityRow, Clusters, CoalitionGraph, CoalitionType, Method, PositionType, edges, mean, network, pair_count, ratio,
};
use crate::query::data::{ColumnOf, Kind, RowShape, Support, shape};
use crate::query::params::{GraphParams, ParamReader};
use crate::snapshot::CandidateEntry;

/// Everything that a node shows of a candidate.
pub struct NodeFacts<'a> {
    pub entry: &'a CandidateEntry,
    pub mentions: u64,
    pub first_choice_votes: u64,
    pub row: &'a CentralityRow,
}

impl<'a> Context<'a> {
    /// The facts of any candidate.
    pub fn nodes(self, rows: &'a [CentralityRow]) -> Result<impl Fn(usize) -> NodeFacts<'a>> {
        let counts = self.figures.candidates()?;
        Ok(move |candidate: usize| NodeFacts {
            entry: self.entry(candidate),
            mentions: counts.mentions[candidate],
            first_choice_votes: counts.first_choice_votes(candidate),
            row: &rows[candidate],
        })
    }
}

shape! {
    /// A candidate in the network.
    pub NetworkNode of NodeFacts<'a> {
        /// Id.
        candidate_id: Whole = |n| n.entry.id;
        /// Untrusted text.
        candidate_name: Text = |n| n.entry.name.as_str();
        /// Whether it is a counted write-in bucket.
        is_write_in: Flag = |n| n.entry.is_write_in;
        /// Whether the candidate won a seat; null if the winners are not known.
        winner: Flag or null = |n| n.entry.winner;
        /// Ballots that rank the candidate.
        mentions: Whole = |n| n.mentions;
        /// Ballots with the candidate at the first rank.
        first_choice_votes: Whole = |n| n.first_choice_votes;
        /// Number of the cluster, from 1, as in `clusters`. Null without an edge of any strength.
        cluster: Whole or null = |n| n.row.cluster_membership;
        /// As in `centrality`.
        position_type: Text of PositionType = |n| n.row.position_type.name();
        /// Edges in the network.
        connection_count: Whole = |n| n.row.connection_count;
        /// Sum of the scores of the edges, from 0.
        strength_centrality: Float = |n| n.row.strength_centrality;
    }
}

/// Everything that an edge shows of a pair.
pub struct EdgeFacts<'a> {
    pair: PairFacts<'a>,
    /// Votes that the count passed on, from either to the other.
    transferred: Option<[f64; 2]>,
}

shape! {
    /// A coalition in the network.
    pub NetworkEdge of EdgeFacts<'a> {
        /// Id, the lower of the two.
        candidate_1: Whole = |e| e.pair.ids[0];
        /// Untrusted text.
        candidate_1_name: Text = |e| e.pair.names[0];
        /// Id.
        candidate_2: Whole = |e| e.pair.ids[1];
        /// Untrusted text.
        candidate_2_name: Text = |e| e.pair.names[1];
        /// Ballots that rank both.
        shared_ballots: Whole = |e| e.pair.figures.counts.shared_ballots;
        /// By `method`: the weight of the edge, above 0.
        coalition_strength_score: Float = |e| e.pair.figures.scores.strength(e.pair.method);
        /// By shared ballots and closeness against chance. Null if no ballot ranks both, or chance would give none.
        coalition_type: Text of CoalitionType or null = |e| e.pair.figures.scores.coalition_type.map(CoalitionType::name);
        /// Fewer than 30 shared ballots, seen or expected: read the ratios with care.
        low_support: Flag = |e| e.pair.figures.scores.low_support;
        /// Shared ballots against chance with ballot lengths kept, from 0; 1 = chance. Null if none are expected.
        adjusted_lift: Float or null = |e| e.pair.figures.scores.adjusted_lift;
        /// Votes that the count passed on from candidate 1 to candidate 2. Null of a group of voters, by the method `meek`, and where the snapshot has no count.
        transferred_1_to_2: Float or null = |e| e.transferred.map(|[there, _]| there);
        /// From candidate 2 to candidate 1. Null as that.
        transferred_2_to_1: Float or null = |e| e.transferred.map(|[_, back]| back);
    }
}

/// A network and the clusters of its candidates.
pub struct Partitioned<'a> {
    pub graph: &'a CoalitionGraph,
    pub clusters: &'a Clusters,
}

impl Partitioned<'_> {
    fn isolated(&self) -> u64 {
        self.graph.node_indices().filter(|&node| self.graph.neighbors(node).next().is_none()).count() as u64
    }
}

shape! {
    /// The network as a whole.
    pub NetworkStats of Partitioned<'a> {
        /// Candidates.
        nodes: Whole = |n| n.graph.node_count() as u64;
        /// Coalitions.
        edges: Whole = |n| n.graph.edge_count() as u64;
        /// Candidates with an edge.
        connected_candidates: Whole = |n| n.graph.node_count() as u64 - n.isolated();
        /// Candidates without an edge.
        isolated_candidates: Whole = |n| n.isolated();
        /// Parts that no edge joins, isolated candidates not counted.
        components: Whole = |n| connected_components(n.graph) as u64 - n.isolated();
        /// Edges of all pairs, 0 to 1. Null for one candidate.
        density: Float or null = |n| ratio(n.graph.edge_count() as f64, pair_count(n.graph.node_count()) as u64);
        /// Mean score of the edges. Null if there are none.
        avg_strength: Float or null = |n| mean(edges(n.graph).map(|(_, _, weight)| weight));
        /// Clusters of any size.
        clusters: Whole = |n| n.clusters.count as u64;
        /// Q, -1/2 to 1; 0 = no better than chance. Null if no pair of candidates has an edge.
        modularity: Float or null = |n| n.clusters.modularity;
        /// γ, always 1.
        resolution: Float = |n| n.clusters.resolution;
        /// Share of the 64 searches that ended at these clusters, above 0 to 1. Null if no pair has an edge.
        agreement: Float or null = |n| n.clusters.agreement;
    }
}

/// A network, ready to be told.
pub struct NetworkFacts<'a> {
    nodes: Vec<NodeFacts<'a>>,
    /// Strongest first.
    edges: Vec<EdgeFacts<'a>>,
    whole: Partitioned<'a>,
}

shape! {
    /// Candidates and the coalitions between them.
    pub Network of NetworkFacts<'a> {
        /// All candidates, in order of their ids.
        nodes: Rows of NetworkNode = |n| NetworkNode::rows_of(&n.nodes);
        /// Strongest first, ties by ids.
        edges: Rows of NetworkEdge = |n| NetworkEdge::rows_of(&n.edges);
        /// Of the whole network.
        stats: Record of NetworkStats = |n| NetworkStats::row(&n.whole);
    }
}

#[derive(Debug)]
pub struct NetworkRequest {
    graph: GraphParams,
}

impl NetworkRequest {
    pub fn read(reader: &mut ParamReader) -> Result<NetworkRequest> {
        Ok(NetworkRequest { graph: GraphParams::read(reader)? })
    }
}

impl Request for NetworkRequest {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES_AND_ROUNDS
    }

    fn tables_without_rounds(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((self.graph.min_shared_ballots, self.graph.method))
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let GraphParams { min_shared_ballots, min_strength, method } = self.graph;
        let support: Rc<Support> = context.figures.support(min_shared_ballots, method)?;
        let graph = network(&support.graph, min_strength);
        let rows = context.figures.centrality(self.graph)?;
        let node = context.nodes(&rows)?;
        let mut strongest: Vec<(usize, usize, f64)> = edges(&graph).collect();
        strongest.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
        let passed = context.published_count().and_then(|count| count.passed());
        let edge = |&(i, j, _): &(usize, usize, f64)| {
            let between = |passed: &Vec<f64>| [(i, j), (j, i)].map(|(from, to)| passed[from * rows.len() + to]);
            Ok(EdgeFacts { pair: context.pair_facts(i, j, method)?, transferred: passed.as_ref().map(between) })
        };
        let facts = NetworkFacts {
            nodes: (0..rows.len()).map(node).collect(),
            edges: strongest.iter().map(edge).collect::<Result<_>>()?,
            whole: Partitioned { graph: &graph, clusters: &support.clusters },
        };
        Ok(Outcome::Whole(Network::row(&facts).into()))
    }

    /// Of the edges.
    fn columns(&self) -> Vec<&'static str> {
        NetworkEdge::names()
    }
}
