//! `clusters`: groups of candidates who share supporters among themselves more than with others.

use super::cell::{Cell, Row};
use super::outcome::{Context, Outcome, Request};
use super::pairs;
use super::params::{MAX_WHOLE, ParamReader};
use crate::error::Result;
use crate::metrics::{Method, mean};

/// The columns of a cluster.
const COLUMNS: [&str; 7] = ["cluster", "size", "internal_strength", "total_mentions", "first_choice_votes", "winners", "members"];

#[derive(Debug)]
pub struct Clusters {
    min_shared_ballots: u64,
    min_group_size: u64,
    method: Method,
}

impl Clusters {
    pub fn read(reader: &mut ParamReader) -> Result<Clusters> {
        Ok(Clusters {
            min_shared_ballots: pairs::min_shared_ballots(reader)?,
            min_group_size: reader.whole("min_group_size", 3, 1..=MAX_WHOLE)?,
            method: pairs::method(reader)?,
        })
    }
}

/// One cluster: its number, its members in the order of their mentions, the mean score of its pairs.
struct Group {
    number: u32,
    members: Vec<usize>,
    internal_strength: Option<f64>,
}

impl Request for Clusters {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((self.min_shared_ballots, self.method))
    }

    /// `clusters` of at least `min_group_size` members, most mentions first, and a `summary` of all that were found.
    fn compute(&self, context: Context) -> Result<Outcome> {
        let support = context.figures.support(self.min_shared_ballots, self.method)?;
        let found = &support.clusters;
        let mentions = &context.figures.candidates()?.mentions;
        let mut groups = Vec::with_capacity(found.count);
        for number in 1..=found.count as u32 {
            let mut members: Vec<usize> = (0..mentions.len()).filter(|&i| found.membership[i] == Some(number)).collect();
            members.sort_by_key(|&i| (std::cmp::Reverse(mentions[i]), i));
            let internal_strength = self.internal_strength(context, &members)?;
            groups.push(Group { number, members, internal_strength });
        }
        let listed: Vec<&Group> = groups.iter().filter(|group| group.members.len() as u64 >= self.min_group_size).collect();
        let clustered: usize = groups.iter().map(|group| group.members.len()).sum();
        let count = |count: usize| Cell::Whole(count as u64);
        let mut summary = Row::default();
        summary.push("clusters", count(groups.len()));
        summary.push("listed", count(listed.len()));
        summary.push("clustered_candidates", count(clustered));
        summary.push("unclustered_candidates", count(mentions.len() - clustered));
        summary.push("largest_size", groups.iter().map(|group| group.members.len() as u64).max());
        summary.push("avg_size", mean(groups.iter().map(|group| group.members.len() as f64)));
        summary.push("avg_internal_strength", mean(groups.iter().filter_map(|group| group.internal_strength)));
        summary.push("modularity", found.modularity);
        summary.push("resolution", found.resolution);
        summary.push("agreement", found.agreement);
        let mut data = Row::default();
        data.push("clusters", listed.into_iter().map(|group| group.row(context)).collect::<Result<Vec<Row>>>()?);
        data.push("summary", summary);
        Ok(Outcome::Whole(data.into()))
    }

    /// Of the clusters.
    fn columns(&self) -> Vec<&'static str> {
        COLUMNS.to_vec()
    }
}

impl Clusters {
    fn internal_strength(&self, context: Context, members: &[usize]) -> Result<Option<f64>> {
        let mut scores = Vec::new();
        for (place, &one) in members.iter().enumerate() {
            for &other in &members[place + 1..] {
                scores.extend(context.figures.pair(one.min(other), one.max(other))?.scores.strength(self.method));
            }
        }
        Ok(mean(scores))
    }
}

impl Group {
    fn row(&self, context: Context) -> Result<Row> {
        let counts = context.figures.candidates()?;
        let candidates = &context.election.descriptor.candidates;
        let won = |i: &&usize| candidates[**i].winner == Some(true);
        let is_known = candidates.iter().any(|candidate| candidate.winner.is_some());
        let winners = || self.members.iter().filter(won).map(|&i| candidates[i].id.into()).collect();
        let member = |&i: &usize| {
            let mut row = context.named(i);
            row.push("mentions", counts.mentions[i]);
            row.push("first_choice_votes", counts.first_choice_votes(i));
            row.push("winner", candidates[i].winner);
            row
        };
        let cells = [
            self.number.into(),
            (self.members.len() as u64).into(),
            self.internal_strength.into(),
            self.members.iter().map(|&i| counts.mentions[i]).sum::<u64>().into(),
            self.members.iter().map(|&i| counts.first_choice_votes(i)).sum::<u64>().into(),
            if is_known { Cell::List(winners()) } else { Cell::Null },
            self.members.iter().map(member).collect::<Vec<Row>>().into(),
        ];
        Ok(Row(COLUMNS.into_iter().zip(cells).collect()))
    }
}
