//! `candidates`: the table of all candidates.

use super::election::Election;
use super::frame::{self, ColumnOf, Kind};
use super::params::{Page, ParamReader};
use super::plan::PageOfRows;
use crate::error::Result;
use crate::metrics::{CandidateCounts, CandidateScores};
use crate::snapshot::{CANDIDATES, CandidateEntry};

pub const TABLES: &[&str] = &[CANDIDATES];

/// Everything that a row of `candidates` shows of a candidate.
pub struct CandidateFacts<'a> {
    index: usize,
    entry: &'a CandidateEntry,
    counts: &'a CandidateCounts,
    scores: CandidateScores,
}

pub fn columns<'a>() -> &'a [ColumnOf<CandidateFacts<'a>>] {
    &[
        ColumnOf { name: "candidate_id", kind: Kind::Whole, value: |c| c.entry.id.into() },
        ColumnOf { name: "candidate_name", kind: Kind::Text, value: |c| c.entry.name.as_str().into() },
        ColumnOf { name: "is_write_in", kind: Kind::Flag, value: |c| c.entry.is_write_in.into() },
        ColumnOf { name: "winner", kind: Kind::Flag, value: |c| c.entry.winner.into() },
        ColumnOf { name: "mentions", kind: Kind::Whole, value: |c| c.counts.mentions[c.index].into() },
        ColumnOf { name: "first_choice_votes", kind: Kind::Whole, value: |c| c.counts.first_choice_votes(c.index).into() },
        ColumnOf { name: "first_choice_percentage", kind: Kind::Float, value: |c| c.scores.first_choice_percentage.into() },
        ColumnOf { name: "rank_counts", kind: Kind::List, value: |c| c.counts.ranks(c.index).into() },
        ColumnOf { name: "avg_rank_position", kind: Kind::Float, value: |c| c.scores.avg_rank_position.into() },
        ColumnOf { name: "weighted_score", kind: Kind::Whole, value: |c| c.scores.weighted_score.into() },
        ColumnOf { name: "vote_strength_index", kind: Kind::Float, value: |c| c.scores.vote_strength_index.into() },
        ColumnOf { name: "ranking_consistency", kind: Kind::Float, value: |c| c.scores.ranking_consistency.into() },
        ColumnOf { name: "bullet_ballots", kind: Kind::Whole, value: |c| c.counts.bullet_ballots[c.index].into() },
        ColumnOf { name: "transferable_ballots", kind: Kind::Whole, value: |c| c.counts.transferable_ballots[c.index].into() },
        ColumnOf { name: "transfer_efficiency", kind: Kind::Float, value: |c| c.scores.transfer_efficiency.into() },
    ]
}

#[derive(Clone, Debug)]
pub struct Request {
    sort_by: &'static str,
    descending: bool,
    pub page: Page,
    fields: Option<Vec<String>>,
}

impl Request {
    pub fn read(reader: &mut ParamReader) -> Result<Request> {
        Ok(Request {
            sort_by: frame::sort_by(reader, columns(), "mentions")?,
            descending: frame::descending(reader, true)?,
            page: reader.page()?,
            fields: reader.fields(&frame::names(columns()))?,
        })
    }
}

pub fn execute(request: &Request, election: &Election) -> Result<PageOfRows> {
    let counts = election.candidate_counts()?;
    let facts: Vec<CandidateFacts> = election
        .descriptor
        .candidates
        .iter()
        .enumerate()
        .map(|(index, entry)| CandidateFacts { index, entry, counts, scores: counts.scores(index) })
        .collect();
    let places = frame::sorted_places(&frame::frame(columns(), &facts)?, request.sort_by, request.descending)?;
    let on_page = places[request.page.range(places.len())].iter().map(|&place| Ok(&facts[place]));
    Ok(PageOfRows {
        columns: frame::shown(columns(), &request.fields),
        rows: frame::rows(columns(), &request.fields, on_page)?,
        total_items: places.len() as u64,
    })
}
