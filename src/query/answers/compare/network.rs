//! `network` of two groups.

use std::collections::BTreeMap;

use super::both::{Both, both, compared_shape, difference};
use super::pairs::{ComparedPair, by_row};
use crate::error::Result;
use crate::metrics::{CoalitionType, Method, PositionType, edges, network, pair_index};
use crate::query::answers::context::Context;
use crate::query::answers::network::{NetworkStats, NodeFacts, Partitioned};
use crate::query::answers::outcome::Outcome;
use crate::query::answers::pairs;
use crate::query::answers::request::Request;
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::{GraphParams, ParamReader, Row};

type Node<'a> = Both<NodeFacts<'a>>;

compared_shape! {
    /// A candidate in the networks of two groups.
    pub ComparedNode of Node<'a> {
        one
        /// Id.
        candidate_id: Whole = |n| n.entry.id;
        one
        /// Untrusted text.
        candidate_name: Text = |n| n.entry.name.as_str();
        one
        /// Whether it is a counted write-in bucket.
        is_write_in: Flag = |n| n.entry.is_write_in;
        one
        /// Whether the candidate won a seat; null if the winners are not known.
        winner: Flag or null = |n| n.entry.winner;
        side
        /// Number of the cluster, from 1; clusters are found in each group by itself. Null without an edge of any strength.
        cluster: Whole or null = |n| n.row.cluster_membership;
        side
        /// As in `centrality`.
        position_type: Text of PositionType = |n| n.row.position_type.name();
        number
        /// Ballots that rank the candidate.
        mentions: Whole = |n| n.mentions;
        number
        /// Ballots with the candidate at the first rank.
        first_choice_votes: Whole = |n| n.first_choice_votes;
        number
        /// Edges in the network.
        connection_count: Whole = |n| n.row.connection_count;
        number
        /// Sum of the scores of the edges, from 0.
        strength_centrality: Float = |n| n.row.strength_centrality;
    }
}

/// A coalition that is in the network of either group.
pub struct EitherEdge<'a> {
    pair: ComparedPair<'a>,
    is_in: [bool; 2],
}

impl EitherEdge<'_> {
    fn strengths(&self) -> [Option<f64>; 2] {
        [&self.pair.a, &self.pair.b].map(|pair| pair.figures.scores.strength(pair.method))
    }

    /// How far the scores are from each other; one that is null counts as 0.
    fn distance(&self) -> f64 {
        let [a, b] = self.strengths().map(Option::unwrap_or_default);
        (a - b).abs()
    }

    fn shared(&self) -> [u64; 2] {
        [self.pair.a.figures.counts.shared_ballots, self.pair.b.figures.counts.shared_ballots]
    }
}

shape! {
    /// A coalition in the networks of two groups.
    pub ComparedEdge of EitherEdge<'a> {
        /// Id, the lower of the two.
        candidate_1: Whole = |e| e.pair.a.ids[0];
        /// Untrusted text.
        candidate_1_name: Text = |e| e.pair.a.names[0];
        /// Id.
        candidate_2: Whole = |e| e.pair.a.ids[1];
        /// Untrusted text.
        candidate_2_name: Text = |e| e.pair.a.names[1];
        /// By shared ballots and closeness against chance. Null if no ballot of group a ranks both, or chance would give none.
        coalition_type_a: Text of CoalitionType or null = |e| e.pair.a.figures.scores.coalition_type.map(CoalitionType::name);
        /// By shared ballots and closeness against chance. Null if no ballot of group b ranks both, or chance would give none.
        coalition_type_b: Text of CoalitionType or null = |e| e.pair.b.figures.scores.coalition_type.map(CoalitionType::name);
        /// Fewer than 30 shared ballots of group a, seen or expected.
        low_support_a: Flag = |e| e.pair.a.figures.scores.low_support;
        /// Fewer than 30 shared ballots of group b, seen or expected.
        low_support_b: Flag = |e| e.pair.b.figures.scores.low_support;
        /// Ballots of group a that rank both.
        shared_ballots_a: Whole = |e| e.shared()[0];
        /// Ballots of group b that rank both.
        shared_ballots_b: Whole = |e| e.shared()[1];
        /// `shared_ballots_a` less `shared_ballots_b`.
        shared_ballots_difference: Float = |e| e.shared()[0] as f64 - e.shared()[1] as f64;
        /// Share of group a's ballots that rank both less that of group b's. Null if a group is empty.
        shared_share_difference: Float or null = |e| e.pair.shared_share_difference();
        /// By `method`, in group a.
        coalition_strength_score_a: Float or null = |e| e.strengths()[0];
        /// By `method`, in group b.
        coalition_strength_score_b: Float or null = |e| e.strengths()[1];
        /// `coalition_strength_score_a` less `coalition_strength_score_b`. Null where either is.
        coalition_strength_score_difference: Float or null = |e| {
            let [a, b] = e.strengths();
            a.zip(b).map(|(a, b)| a - b)
        };
        /// As in `pairs` with `compare`.
        shared_share_z: Float or null = |e| e.pair.shared_share_z();
        /// Whether the edge is in the network of group a.
        in_a: Flag = |e| e.is_in[0];
        /// Whether the edge is in the network of group b.
        in_b: Flag = |e| e.is_in[1];
    }
}

shape! {
    /// The ballots of a group.
    GroupBallots of u64 {
        /// Ballots of the group.
        ballots: Whole = |ballots| *ballots;
    }
}

/// The network of a group as a whole. Two shapes in one row: it is made by `row`, and has no columns of its own.
pub struct GroupStats;

impl RowShape for GroupStats {
    type Facts<'a> = (u64, Partitioned<'a>);

    fn columns<'a>() -> &'a [ColumnOf<(u64, Partitioned<'a>)>] {
        &[]
    }

    fn shape() -> crate::query::params::Shape {
        GroupBallots::shape().extended("GroupStats", "The network of a group as a whole.", NetworkStats::shape())
    }

    fn row((ballots, whole): &(u64, Partitioned)) -> Row {
        let mut row = GroupBallots::row(ballots);
        row.0.extend(NetworkStats::row(whole).0);
        row
    }
}

/// The networks of two groups, ready to be told.
pub struct BothNetworks<'a> {
    nodes: Vec<Node<'a>>,
    /// Those that differ most first.
    edges: Vec<EitherEdge<'a>>,
    whole: [(u64, Partitioned<'a>); 2],
}

shape! {
    /// Both networks as a whole.
    pub ComparedStats of BothNetworks<'a> {
        /// Of group a.
        a: Record of GroupStats = |n| GroupStats::row(&n.whole[0]);
        /// Of group b.
        b: Record of GroupStats = |n| GroupStats::row(&n.whole[1]);
    }
}

shape! {
    /// The networks of two groups.
    pub ComparedNetwork of BothNetworks<'a> {
        /// All candidates, in order of their ids.
        nodes: Rows of ComparedNode = |n| ComparedNode::rows_of(&n.nodes);
        /// Those of either network, the largest difference of scores first.
        edges: Rows of ComparedEdge = |n| ComparedEdge::rows_of(&n.edges);
        /// Of both networks as a whole.
        stats: Record of ComparedStats = |n| ComparedStats::row(n);
    }
}

#[derive(Debug)]
pub struct CompareNetworkRequest {
    graph: GraphParams,
}

impl CompareNetworkRequest {
    pub fn read(reader: &mut ParamReader) -> Result<CompareNetworkRequest> {
        Ok(CompareNetworkRequest { graph: GraphParams::read(reader)? })
    }
}

impl Request for CompareNetworkRequest {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((self.graph.min_shared_ballots, self.graph.method))
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let GraphParams { min_shared_ballots, min_strength, method } = self.graph;
        let supports = both(context, |context| context.figures.support(min_shared_ballots, method))?;
        let graphs = [&supports.a, &supports.b].map(|support| network(&support.graph, min_strength));
        let rows = both(context, |context| context.figures.centrality(self.graph))?;
        let n = rows.a.len();
        let sides = both(context, Ok)?;
        let facts = Both { a: sides.a.nodes(&rows.a)?, b: sides.b.nodes(&rows.b)? };

        let mut present: BTreeMap<usize, [bool; 2]> = BTreeMap::new();
        for (side, graph) in graphs.iter().enumerate() {
            for (i, j, _) in edges(graph) {
                present.entry(pair_index(n, i, j)).or_default()[side] = true;
            }
        }
        let pair = by_row(context, method)?;
        let mut edges: Vec<EitherEdge> = present.into_iter().map(|(row, is_in)| EitherEdge { pair: pair(row), is_in }).collect();
        edges.sort_by(|one, other| other.distance().total_cmp(&one.distance()));

        let ballots = both(context, |context| Ok(context.figures.candidates()?.ballots))?;
        let told = BothNetworks {
            nodes: (0..n).map(|candidate| Both { a: (facts.a)(candidate), b: (facts.b)(candidate) }).collect(),
            edges,
            whole: [
                (ballots.a, Partitioned { graph: &graphs[0], clusters: &supports.a.clusters }),
                (ballots.b, Partitioned { graph: &graphs[1], clusters: &supports.b.clusters }),
            ],
        };
        Ok(Outcome::Whole(ComparedNetwork::row(&told).into()))
    }

    /// Of the edges.
    fn columns(&self) -> Vec<&'static str> {
        ComparedEdge::names()
    }
}
