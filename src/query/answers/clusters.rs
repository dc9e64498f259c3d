//! `clusters`: groups of candidates who share supporters among themselves more than with others.

use super::context::Context;
use super::outcome::Outcome;
use super::pairs;
use super::request::Request;
use crate::error::Result;
use crate::metrics::{CandidateCounts, Clusters, Method, mean};
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::{Cell, MAX_WHOLE, MIN_SHARED, ParamReader, WholeParam, about, read_method};

const MIN_GROUP_SIZE: WholeParam = WholeParam {
    name: "min_group_size",
    default: 3,
    range: 1..=MAX_WHOLE,
    about: about!("Leaves out clusters of fewer candidates."),
};

/// A candidate of a cluster.
#[derive(Clone, Copy)]
pub struct MemberFacts<'a> {
    context: Context<'a>,
    counts: &'a CandidateCounts,
    candidate: usize,
}

/// One cluster: its number, its members in the order of their mentions, the mean score of its pairs.
pub struct ClusterFacts<'a> {
    number: u32,
    members: Vec<MemberFacts<'a>>,
    internal_strength: Option<f64>,
}

impl ClusterFacts<'_> {
    fn sum(&self, of: impl Fn(&MemberFacts) -> u64) -> u64 {
        self.members.iter().map(of).sum()
    }

    /// Ids of those who won; null if the winners are not known.
    fn winners(&self) -> Cell {
        let is_known = |member: &MemberFacts| member.context.election.descriptor.candidates.iter().any(|c| c.winner.is_some());
        let entries = || self.members.iter().map(|member| member.context.entry(member.candidate));
        match self.members.first().is_some_and(is_known) {
            true => Cell::List(entries().filter(|entry| entry.winner == Some(true)).map(|entry| entry.id.into()).collect()),
            false => Cell::Null,
        }
    }
}

/// All clusters, and those that are large enough.
pub struct Found<'a> {
    all: &'a [ClusterFacts<'a>],
    listed: Vec<&'a ClusterFacts<'a>>,
    candidates: u64,
    clusters: &'a Clusters,
}

impl Found<'_> {
    fn clustered(&self) -> u64 {
        self.all.iter().map(|cluster| cluster.members.len() as u64).sum()
    }
}

shape! {
    /// A candidate of a cluster.
    pub ClusterMember of MemberFacts<'a> {
        /// Id.
        candidate_id: Whole = |m| m.context.entry(m.candidate).id;
        /// Untrusted text.
        candidate_name: Text = |m| m.context.entry(m.candidate).name.as_str();
        /// Ballots that rank the candidate.
        mentions: Whole = |m| m.counts.mentions[m.candidate];
        /// Ballots with the candidate at the first rank.
        first_choice_votes: Whole = |m| m.counts.first_choice_votes(m.candidate);
        /// Whether the candidate won a seat; null if the winners are not known.
        winner: Flag or null = |m| m.context.entry(m.candidate).winner;
    }
}

shape! {
    /// Candidates who share supporters among themselves more than with others.
    pub Cluster of &'a ClusterFacts<'a> {
        /// From 1, by total mentions; the same number as in `network` and `centrality`.
        cluster: Whole = |c| c.number;
        /// Members.
        size: Whole = |c| c.members.len() as u64;
        /// Mean score of all pairs of members. Null for one member.
        internal_strength: Float or null = |c| c.internal_strength;
        /// Sum over the members: a ballot that ranks two of them counts twice.
        total_mentions: Whole = |c| c.sum(|m| m.counts.mentions[m.candidate]);
        /// Ballots with a member at the first rank.
        first_choice_votes: Whole = |c| c.sum(|m| m.counts.first_choice_votes(m.candidate));
        /// Ids of the members who won; null if the winners are not known.
        winners: List or null = |c| c.winners();
        /// Most mentions first.
        members: Rows of ClusterMember = |c| ClusterMember::rows_of(&c.members);
    }
}

shape! {
    /// All clusters that were found, listed or not.
    pub ClusterSummary of Found<'a> {
        /// Found, of any size.
        clusters: Whole = |f| f.all.len() as u64;
        /// Of at least `min_group_size` members.
        listed: Whole = |f| f.listed.len() as u64;
        /// Candidates with an edge of any strength.
        clustered_candidates: Whole = |f| f.clustered();
        /// Candidates without one.
        unclustered_candidates: Whole = |f| f.candidates - f.clustered();
        /// Null if none were found.
        largest_size: Whole or null = |f| f.all.iter().map(|cluster| cluster.members.len() as u64).max();
        /// Null if none were found.
        avg_size: Float or null = |f| mean(f.all.iter().map(|cluster| cluster.members.len() as f64));
        /// Null if no cluster has one.
        avg_internal_strength: Float or null = |f| mean(f.all.iter().filter_map(|cluster| cluster.internal_strength));
        /// Q, -1/2 to 1; 0 = no better than chance. Null if no pair of candidates has an edge.
        modularity: Float or null = |f| f.clusters.modularity;
        /// γ, always 1.
        resolution: Float = |f| f.clusters.resolution;
        /// Share of the 64 searches that ended at these clusters, above 0 to 1. Null if no pair has an edge.
        agreement: Float or null = |f| f.clusters.agreement;
    }
}

shape! {
    /// Groups of candidates who share supporters.
    pub ClustersShape as Clusters of Found<'a> {
        /// Those that are large enough, most mentions first.
        clusters: Rows of Cluster = |f| Cluster::rows_of(&f.listed);
        /// Of all that were found.
        summary: Record of ClusterSummary = |f| ClusterSummary::row(f);
    }
}

#[derive(Debug)]
pub struct ClustersRequest {
    min_shared_ballots: u64,
    min_group_size: u64,
    method: Method,
}

impl ClustersRequest {
    pub fn read(reader: &mut ParamReader) -> Result<ClustersRequest> {
        Ok(ClustersRequest {
            min_shared_ballots: reader.whole(&MIN_SHARED)?,
            min_group_size: reader.whole(&MIN_GROUP_SIZE)?,
            method: read_method(reader)?,
        })
    }
}

impl Request for ClustersRequest {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    fn support(&self) -> Option<(u64, Method)> {
        Some((self.min_shared_ballots, self.method))
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let support = context.figures.support(self.min_shared_ballots, self.method)?;
        let found = &support.clusters;
        let counts = context.figures.candidates()?;
        let mentions = &counts.mentions;
        let mut all = Vec::with_capacity(found.count);
        for number in 1..=found.count as u32 {
            let mut members: Vec<usize> = (0..mentions.len()).filter(|&i| found.membership[i] == Some(number)).collect();
            members.sort_by_key(|&i| (std::cmp::Reverse(mentions[i]), i));
            let internal_strength = self.internal_strength(context, &members)?;
            let members = members.into_iter().map(|candidate| MemberFacts { context, counts, candidate }).collect();
            all.push(ClusterFacts { number, members, internal_strength });
        }
        let listed = all.iter().filter(|cluster| cluster.members.len() as u64 >= self.min_group_size).collect();
        let found = Found { all: &all, listed, candidates: mentions.len() as u64, clusters: found };
        Ok(Outcome::Whole(ClustersShape::row(&found).into()))
    }

    /// Of the clusters.
    fn columns(&self) -> Vec<&'static str> {
        Cluster::names()
    }
}

impl ClustersRequest {
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
