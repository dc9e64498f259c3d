//! `transfers`: whom voters rank directly after a candidate.

use super::cell::Row;
use super::outcome::{Context, Outcome, Request, push_share};
use super::pairs;
use super::params::ParamReader;
use crate::error::Result;

#[derive(Debug)]
pub struct Transfers {
    candidate: Option<usize>,
}

impl Transfers {
    pub fn read(reader: &mut ParamReader) -> Result<Transfers> {
        Ok(Transfers { candidate: reader.optional_candidate("candidate")? })
    }
}

impl Request for Transfers {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    /// One row per candidate, in index order, or that of the candidate asked for.
    fn compute(&self, context: Context) -> Result<Outcome> {
        let all = 0..context.election.descriptor.candidates.len();
        let asked = all.filter(|&candidate| self.candidate.is_none_or(|only| only == candidate));
        let row = |candidate: usize| {
            let mut row = context.named(candidate);
            row.push("mentions", context.figures.candidates()?.mentions[candidate]);
            push_next_choices(&mut row, context, candidate)?;
            Ok(row)
        };
        Ok(Outcome::Whole(asked.map(row).collect::<Result<Vec<Row>>>()?.into()))
    }

    fn columns(&self) -> Vec<&'static str> {
        vec!["candidate_id", "candidate_name", "mentions", "next_choices", "terminal"]
    }
}

/// `next_choices`: who comes directly after the candidate on how many ballots, most first; `terminal`: on how many nobody does.
/// Shares are of the candidate's ballots.
pub fn push_next_choices(row: &mut Row, context: Context, candidate: usize) -> Result<()> {
    let (counts, (pairs, _)) = (context.figures.candidates()?, context.figures.pairs()?);
    let mentions = counts.mentions[candidate];
    let others = (0..counts.len()).filter(|&other| other != candidate);
    row.push("next_choices", most_first(context, mentions, others.map(|other| (other, pairs.next(candidate, other)))));
    let mut terminal = Row::default();
    push_share(&mut terminal, mentions - counts.transferable_ballots[candidate], mentions);
    row.push("terminal", terminal);
    Ok(())
}

/// Candidates with their ballots and the share of `of`: most ballots first, ties in index order, those with none left out.
pub fn most_first(context: Context, of: u64, ballots: impl Iterator<Item = (usize, u64)>) -> Vec<Row> {
    let mut some: Vec<(usize, u64)> = ballots.filter(|&(_, ballots)| ballots > 0).collect();
    some.sort_by_key(|&(candidate, ballots)| (std::cmp::Reverse(ballots), candidate));
    let row = |(candidate, ballots)| {
        let mut row = context.named(candidate);
        push_share(&mut row, ballots, of);
        row
    };
    some.into_iter().map(row).collect()
}
