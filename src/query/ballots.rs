//! `ballots`: the ballots as a whole.

use super::cell::{Cell, Row};
use super::outcome::{Context, Outcome, Request, push_share};
use super::segments::distribution;
use crate::error::Result;
use crate::metrics::BallotSummary;
use crate::snapshot::PROFILE;

/// How many of the most common rankings are listed.
const COMMON: usize = 50;

/// The columns of a common ranking.
const COLUMNS: [&str; 4] = ["candidates", "names", "ballots", "share"];

#[derive(Debug)]
pub struct Ballots;

impl Request for Ballots {
    fn tables(&self) -> &'static [&'static str] {
        &[PROFILE]
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let summary = BallotSummary::of(context.rankings()?, COMMON);
        let candidates = &context.election.descriptor.candidates;
        let common = summary.common_rankings.iter().map(|(ranking, ballots)| {
            let entries = || ranking.iter().map(|&candidate| &candidates[usize::from(candidate)]);
            let mut row = Row::default();
            row.push("candidates", Cell::List(entries().map(|entry| entry.id.into()).collect()));
            row.push("names", Cell::List(entries().map(|entry| entry.name.as_str().into()).collect()));
            push_share(&mut row, *ballots, summary.ballots);
            row
        });
        let mut data = Row::default();
        data.push("ballots", summary.ballots);
        data.push("unique_rankings", summary.unique_rankings);
        let lengths = distribution("length", (1u64..).map(Cell::Whole), &summary.lengths, summary.ballots);
        data.push("length_distribution", lengths);
        data.push("common_rankings", common.collect::<Vec<Row>>());
        Ok(Outcome::Whole(data.into()))
    }

    /// Of the common rankings.
    fn columns(&self) -> Vec<&'static str> {
        COLUMNS.to_vec()
    }
}
