//! `pairs`: the table of all pairs of candidates.

use polars_core::prelude::*;

use super::cell::Cell;
use super::election::{Election, PairFacts};
use super::frame::{self, ColumnOf, Kind};
use super::params::{MAX_WHOLE, Page, ParamReader};
use super::plan::PageOfRows;
use crate::error::Result;
use crate::metrics::{CoalitionType, Method, pair_at};
use crate::snapshot::{CANDIDATES, PAIRS};

pub const TABLES: &[&str] = &[CANDIDATES, PAIRS];

const STRENGTH: &str = "coalition_strength_score";

/// The columns of a pair, as seen from candidate 1.
pub fn columns<'a>() -> &'a [ColumnOf<PairFacts<'a>>] {
    &[
        ColumnOf { name: "candidate_1", kind: Kind::Whole, value: |p| p.ids[0].into() },
        ColumnOf { name: "candidate_1_name", kind: Kind::Text, value: |p| p.names[0].into() },
        ColumnOf { name: "candidate_2", kind: Kind::Whole, value: |p| p.ids[1].into() },
        ColumnOf { name: "candidate_2_name", kind: Kind::Text, value: |p| p.names[1].into() },
        ColumnOf { name: "shared_ballots", kind: Kind::Whole, value: |p| p.counts.shared_ballots.into() },
        ColumnOf { name: "total_ballots_1", kind: Kind::Whole, value: |p| p.counts.mentions[0].into() },
        ColumnOf { name: "total_ballots_2", kind: Kind::Whole, value: |p| p.counts.mentions[1].into() },
        ColumnOf { name: STRENGTH, kind: Kind::Float, value: |p| p.scores.strength(p.method).into() },
        ColumnOf { name: "coalition_type", kind: Kind::Text, value: |p| p.scores.coalition_type.map(CoalitionType::name).into() },
        ColumnOf { name: "low_support", kind: Kind::Flag, value: |p| p.scores.low_support.into() },
        ColumnOf { name: "basic_affinity_score", kind: Kind::Float, value: |p| p.scores.basic_affinity_score.into() },
        ColumnOf {
            name: "proximity_weighted_affinity",
            kind: Kind::Float,
            value: |p| p.scores.proximity_weighted_affinity.into(),
        },
        ColumnOf { name: "lift", kind: Kind::Float, value: |p| p.scores.lift.into() },
        ColumnOf { name: "adjusted_lift", kind: Kind::Float, value: |p| p.scores.adjusted_lift.into() },
        ColumnOf { name: "phi", kind: Kind::Float, value: |p| p.scores.phi.into() },
        ColumnOf { name: "expected_shared", kind: Kind::Float, value: |p| p.counts.expected_shared.into() },
        ColumnOf { name: "expected_close", kind: Kind::Float, value: |p| p.counts.expected_close.into() },
        ColumnOf { name: "conditional_1_to_2", kind: Kind::Float, value: |p| p.scores.conditional_1_to_2.into() },
        ColumnOf { name: "conditional_2_to_1", kind: Kind::Float, value: |p| p.scores.conditional_2_to_1.into() },
        ColumnOf { name: "avg_ranking_distance", kind: Kind::Float, value: |p| p.scores.avg_ranking_distance.into() },
        ColumnOf { name: "min_ranking_distance", kind: Kind::Whole, value: |p| p.scores.min_ranking_distance.into() },
        ColumnOf { name: "max_ranking_distance", kind: Kind::Whole, value: |p| p.scores.max_ranking_distance.into() },
        ColumnOf { name: "distance_counts", kind: Kind::List, value: |p| p.counts.distances.into() },
        ColumnOf { name: "strong_coalition_votes", kind: Kind::Whole, value: |p| p.scores.strong_coalition_votes.into() },
        ColumnOf { name: "weak_coalition_votes", kind: Kind::Whole, value: |p| p.scores.weak_coalition_votes.into() },
        ColumnOf { name: "ahead_1", kind: Kind::Whole, value: |p| p.counts.ahead[0].into() },
        ColumnOf { name: "ahead_2", kind: Kind::Whole, value: |p| p.counts.ahead[1].into() },
        ColumnOf { name: "pairwise_1", kind: Kind::Whole, value: |p| p.scores.pairwise_1.into() },
        ColumnOf { name: "pairwise_2", kind: Kind::Whole, value: |p| p.scores.pairwise_2.into() },
        ColumnOf { name: "next_1_to_2", kind: Kind::Whole, value: |p| p.counts.next[0].into() },
        ColumnOf { name: "next_2_to_1", kind: Kind::Whole, value: |p| p.counts.next[1].into() },
        ColumnOf { name: "next_choice_rate_1_to_2", kind: Kind::Float, value: |p| p.scores.next_choice_rate_1_to_2.into() },
        ColumnOf { name: "next_choice_rate_2_to_1", kind: Kind::Float, value: |p| p.scores.next_choice_rate_2_to_1.into() },
        ColumnOf { name: "first_then_second_1_to_2", kind: Kind::Whole, value: |p| p.first_then_second[0].into() },
        ColumnOf { name: "first_then_second_2_to_1", kind: Kind::Whole, value: |p| p.first_then_second[1].into() },
        ColumnOf { name: "transfer_votes_1_to_2", kind: Kind::Whole, value: |p| p.first_then_second[0].into() },
        ColumnOf { name: "transfer_votes_2_to_1", kind: Kind::Whole, value: |p| p.first_then_second[1].into() },
        ColumnOf { name: "both_top_3", kind: Kind::Whole, value: |p| p.counts.both_top_3.into() },
        ColumnOf { name: "close_together_rate", kind: Kind::Float, value: |p| p.scores.close_together_rate.into() },
    ]
}

#[derive(Clone, Debug)]
pub struct Request {
    min_shared_ballots: u64,
    min_strength: f64,
    method: Method,
    candidate: Option<usize>,
    coalition_type: Option<CoalitionType>,
    sort_by: &'static str,
    descending: bool,
    pub page: Page,
    fields: Option<Vec<String>>,
}

impl Request {
    pub fn read(reader: &mut ParamReader) -> Result<Request> {
        Ok(Request {
            min_shared_ballots: min_shared_ballots(reader)?,
            min_strength: reader.number("min_strength", 0.1, -1.0..=1.0)?,
            method: reader.choice("method", Method::default(), &Method::ALL.map(|method| (method.name(), method)))?,
            candidate: reader.optional_candidate("candidate")?,
            coalition_type: reader.optional_choice("coalition_type", &CoalitionType::ALL.map(|kind| (kind.name(), kind)))?,
            sort_by: frame::sort_by(reader, columns(), STRENGTH)?,
            descending: frame::descending(reader, true)?,
            page: reader.page()?,
            fields: reader.fields(&frame::names(columns()))?,
        })
    }
}

/// The threshold that several queries share.
pub fn min_shared_ballots(reader: &mut ParamReader) -> Result<u64> {
    reader.whole("min_shared_ballots", 50, 0..=MAX_WHOLE)
}

pub fn execute(request: &Request, election: &Election) -> Result<PageOfRows> {
    let all = election.pair_frame(request.method)?;
    let found = frame::filter(&all, &mask(request, election, &all)?)?;
    let places = frame::sorted_places(&found, request.sort_by, request.descending)?;
    let candidates = election.descriptor.candidates.len();
    let on_page = places[request.page.range(places.len())].iter().map(|&place| {
        let (i, j) = pair_at(candidates, place);
        election.pair_facts(i, j, request.method)
    });
    Ok(PageOfRows {
        columns: frame::shown(columns(), &request.fields),
        rows: frame::rows(columns(), &request.fields, on_page)?,
        total_items: places.len() as u64,
    })
}

fn mask(request: &Request, election: &Election, all: &DataFrame) -> Result<BooleanChunked> {
    let mut mask = frame::at_least(frame::series(all, "shared_ballots")?, request.min_shared_ballots as f64)?;
    let strength = frame::series(all, STRENGTH)?;
    let mut strong = frame::at_least(strength, request.min_strength)?;
    if request.min_strength <= -1.0 {
        strong = strong | strength.is_null();
    }
    mask = mask & strong;
    if let Some(candidate) = request.candidate {
        let id = election.descriptor.candidates[candidate].id;
        let is_one = frame::is_whole(frame::series(all, "candidate_1")?, id)?;
        let is_other = frame::is_whole(frame::series(all, "candidate_2")?, id)?;
        mask = mask & (is_one | is_other);
    }
    if let Some(kind) = request.coalition_type {
        mask = mask & frame::is_text(frame::series(all, "coalition_type")?, kind.name())?;
    }
    Ok(mask)
}

/// The frame that filtering and sorting work on.
pub fn frame(facts: &[PairFacts]) -> Result<DataFrame> {
    frame::frame(columns(), facts)
}

/// The whole row of one pair.
pub fn row(facts: &PairFacts) -> super::cell::Row {
    super::cell::Row(columns().iter().map(|column| (column.name, (column.value)(facts))).collect::<Vec<(&str, Cell)>>())
}
