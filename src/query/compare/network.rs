//! `network` of two groups.

use std::collections::BTreeMap;

use super::pairs::by_row;
use super::{both, difference, pairs as compared};
use crate::error::Result;
use crate::metrics::{Method, edges, network, pair_index};
use crate::query::cell::{Cell, Row};
use crate::query::graphs::GraphParams;
use crate::query::network::{node, stats};
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

/// What is the same of a candidate in both groups.
const OF_CANDIDATE: [&str; 4] = ["candidate_id", "candidate_name", "is_write_in", "winner"];

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
        let nodes = (0..n).map(|candidate| {
            let [a, b] =
                [(sides.a, &rows.a), (sides.b, &rows.b)].map(|(context, rows)| node(context, candidate, &rows[candidate]));
            Ok(side_by_side(a?, b?))
        });

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
                let mut row = Row(shown.map(|column| (column.name, (column.value)(&facts))).collect());
                row.push("in_a", in_a);
                row.push("in_b", in_b);
                let [a, b] = [&facts.a, &facts.b].map(|pair| pair.figures.scores.strength(method).unwrap_or(0.0));
                ((a - b).abs(), row)
            })
            .collect();
        listed.sort_by(|one, other| other.0.total_cmp(&one.0));

        let mut data = Row::default();
        data.push("nodes", nodes.collect::<Result<Vec<Row>>>()?);
        data.push("edges", listed.into_iter().map(|(_, row)| row).collect::<Vec<Row>>());
        let ballots = both(context, |context| Ok(context.figures.candidates()?.ballots))?;
        let mut of_both = Row::default();
        for (name, graph, rows, support, ballots) in
            [("a", &graphs[0], &rows.a, &supports.a, ballots.a), ("b", &graphs[1], &rows.b, &supports.b, ballots.b)]
        {
            let mut of_one = Row(vec![("ballots", ballots.into())]);
            of_one.0.extend(stats(graph, rows, &support.clusters).0);
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

/// The fields of a node of both groups.
fn side_by_side(a: Row, b: Row) -> Row {
    let mut row = Row::default();
    for ((name, a), (_, b)) in a.0.into_iter().zip(b.0) {
        if OF_CANDIDATE.contains(&name) {
            row.push(name, a);
            continue;
        }
        let [name_a, name_b, name_difference] = names(name);
        let change = difference(a.clone(), b.clone());
        let is_number = name != "cluster" && matches!(a, Cell::Whole(_) | Cell::Float(_));
        row.push(name_a, a);
        row.push(name_b, b);
        if is_number {
            row.push(name_difference, change);
        }
    }
    row
}

fn names(name: &str) -> [&'static str; 3] {
    macro_rules! sides {
        ($($name:literal)*) => {
            match name {
                $($name => [concat!($name, "_a"), concat!($name, "_b"), concat!($name, "_difference")],)*
                _ => ["a", "b", "difference"],
            }
        };
    }
    sides!("mentions" "first_choice_votes" "cluster" "position_type" "connection_count" "strength_centrality")
}
