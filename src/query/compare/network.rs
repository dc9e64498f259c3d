//! `network` of two groups.

use std::collections::BTreeMap;

use super::pairs::by_row;
use super::{Both, both, compared_columns, difference, pairs as compared};
use crate::error::Result;
use crate::metrics::{Method, edges, network, pair_index};
use crate::query::cell::Row;
use crate::query::frame::{ColumnOf, Kind};
use crate::query::graphs::GraphParams;
use crate::query::network::{NodeFacts, stats};
use crate::query::outcome::{Context, Outcome, Request};
use crate::query::pairs;
use crate::query::params::ParamReader;

/// The columns of an edge that come from the pair.
const OF_PAIR: [&str; 16] = [
    "candidate_1",
    "candidate_1_name",
    "candidate_2",
    "candidate_2_name",
    "coalition_type_a",
    "coalition_type_b",
    "low_support_a",
    "low_support_b",
    "shared_ballots_a",
    "shared_ballots_b",
    "shared_ballots_difference",
    "shared_share_difference",
    "coalition_strength_score_a",
    "coalition_strength_score_b",
    "coalition_strength_score_difference",
    "shared_share_z",
];

fn node_columns<'a>() -> &'a [ColumnOf<Both<NodeFacts<'a>>>] {
    compared_columns! {
        one "candidate_id" Whole |n| n.entry.id;
        one "candidate_name" Text |n| n.entry.name.as_str();
        one "is_write_in" Flag |n| n.entry.is_write_in;
        one "winner" Flag |n| n.entry.winner;
        side "cluster" Whole |n| n.row.cluster_membership;
        side "position_type" Text |n| n.row.position_type.name();
        number "mentions" Whole |n| n.mentions;
        number "first_choice_votes" Whole |n| n.first_choice_votes;
        number "connection_count" Whole |n| n.row.connection_count;
        number "strength_centrality" Float |n| n.row.strength_centrality;
    }
}

#[derive(Debug)]
pub struct CompareNetwork {
    graph: GraphParams,
}

impl CompareNetwork {
    pub fn read(reader: &mut ParamReader) -> Result<CompareNetwork> {
        Ok(CompareNetwork { graph: GraphParams::read(reader)? })
    }
}

impl Request for CompareNetwork {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((self.graph.min_shared_ballots, self.graph.method))
    }

    /// `nodes` in index order; `edges` of either network, those that differ most first; `stats` of both.
    fn compute(&self, context: Context) -> Result<Outcome> {
        let GraphParams { min_shared_ballots, min_strength, method } = self.graph;
        let supports = both(context, |context| context.figures.support(min_shared_ballots, method))?;
        let graphs = [&supports.a, &supports.b].map(|support| network(&support.graph, min_strength));
        let rows = both(context, |context| context.figures.centrality(self.graph))?;

        let n = rows.a.len();
        let sides = both(context, Ok)?;
        let facts = Both { a: sides.a.nodes(&rows.a)?, b: sides.b.nodes(&rows.b)? };
        let node = |candidate| Both { a: (facts.a)(candidate), b: (facts.b)(candidate) };
        let nodes = (0..n).map(|candidate| Row::of(node_columns(), &node(candidate)));

        let mut present: BTreeMap<usize, [bool; 2]> = BTreeMap::new();
        for (side, graph) in graphs.iter().enumerate() {
            for (i, j, _) in edges(graph) {
                present.entry(pair_index(n, i, j)).or_default()[side] = true;
            }
        }
        let facts = by_row(context, method)?;
        let mut listed: Vec<(f64, Row)> = present
            .into_iter()
            .map(|(pair, [in_a, in_b])| {
                let facts = facts(pair);
                let shown = compared::columns().iter().filter(|column| OF_PAIR.contains(&column.name));
                let mut row = Row::of(shown, &facts);
                row.push("in_a", in_a);
                row.push("in_b", in_b);
                let [a, b] = [&facts.a, &facts.b].map(|pair| pair.figures.scores.strength(method).unwrap_or(0.0));
                ((a - b).abs(), row)
            })
            .collect();
        listed.sort_by(|one, other| other.0.total_cmp(&one.0));

        let mut data = Row::default();
        data.push("nodes", nodes.collect::<Vec<Row>>());
        data.push("edges", listed.into_iter().map(|(_, row)| row).collect::<Vec<Row>>());
        let ballots = both(context, |context| Ok(context.figures.candidates()?.ballots))?;
        let mut of_both = Row::default();
        for (name, graph, support, ballots) in
            [("a", &graphs[0], &supports.a, ballots.a), ("b", &graphs[1], &supports.b, ballots.b)]
        {
            let mut of_one = Row(vec![("ballots", ballots.into())]);
            of_one.0.extend(stats(graph, &support.clusters).0);
            of_both.push(name, of_one);
        }
        data.push("stats", of_both);
        Ok(Outcome::Whole(data.into()))
    }

    /// Of the edges.
    fn columns(&self) -> Vec<&'static str> {
        let shown = compared::columns().iter().map(|column| column.name).filter(|name| OF_PAIR.contains(name));
        shown.chain(["in_a", "in_b"]).collect()
    }
}
