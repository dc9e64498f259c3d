//! What rows of a long table say of their ballot besides the mark: kept as marks at ranks that are none.

use std::collections::HashMap;

use super::marks::Marks;
use crate::ballots::{GroupKind, RawBallot};
use crate::cvr::text::excerpt;
use crate::error::Result;

pub(super) const NO_MARK: u16 = 0;
const WEIGHT: u16 = u16::MAX;
const FIRST_GROUP: u16 = WEIGHT - GroupKind::ALL.len() as u16;
/// With a rank and what stands in the watched columns in place of a candidate.
pub(super) const WATCHED: u16 = FIRST_GROUP - 1;

/// The number of each kind of group.
pub(super) type Groups = [Option<u32>; GroupKind::ALL.len()];

/// Weights and groups, kept where they are not what the row before said.
#[derive(Default)]
pub(super) struct Facts {
    weights: Vec<u64>,
    weight_numbers: HashMap<u64, u32>,
    ballot: Vec<u8>,
    kept: [Option<u32>; 1 + GroupKind::ALL.len()],
}

impl Facts {
    pub(super) fn keep(&mut self, ballot: &[u8], weight: Option<u64>, groups: Groups, marks: &mut Marks) -> Result<()> {
        if weight.is_none() && groups.iter().all(Option::is_none) {
            return Ok(());
        }
        let weight = weight.map(|weight| {
            *self.weight_numbers.entry(weight).or_insert_with(|| {
                self.weights.push(weight);
                self.weights.len() as u32 - 1
            })
        });
        let [precinct, style, method, batch] = groups;
        let found = [weight, precinct, style, method, batch];
        if self.ballot != ballot || self.kept != found {
            let ranks = std::iter::once(WEIGHT).chain(FIRST_GROUP..WEIGHT);
            for (rank, number) in ranks.zip(found) {
                if let Some(number) = number {
                    marks.add(ballot, rank, number)?;
                }
            }
            self.ballot.clear();
            self.ballot.extend_from_slice(ballot);
            self.kept = found;
        }
        Ok(())
    }

    /// The weight of a ballot, by its marks: the message tells of two.
    pub(super) fn weight(&self, ballot: &[u8], marks: &[(u16, u32)]) -> Result<u64, String> {
        let mut weights = marks.iter().filter(|(rank, _)| *rank == WEIGHT).map(|&(_, number)| self.weights[number as usize]);
        let first = weights.next().unwrap_or(1);
        match weights.find(|&other| other != first) {
            Some(other) => {
                let (least, most) = (first.min(other), first.max(other));
                Err(format!("the ballot {:?} has rows with the weights {least} and {most}", String::from_utf8_lossy(ballot)))
            }
            None => Ok(first),
        }
    }
}

/// Whether something stands at a rank: no weight, group or watched columns, and not nothing.
pub(super) fn is_mark(&(rank, _): &(u16, u32)) -> bool {
    rank != NO_MARK && rank < WATCHED
}

/// Sets the groups that the marks of a ballot hold: the message tells of two of one kind.
pub(super) fn set_groups(ballot: &mut RawBallot, marks: &[(u16, u32)]) -> Result<(), String> {
    for &(rank, number) in marks.iter().filter(|(rank, _)| (FIRST_GROUP..WEIGHT).contains(rank)) {
        let kind = GroupKind::ALL[usize::from(rank - FIRST_GROUP)];
        match ballot.group(kind) {
            None => ballot.set_group(kind, number),
            Some(first) if first == number => {}
            Some(_) => return Err(two_groups(&ballot.key, kind)),
        }
    }
    Ok(())
}

/// What is said of a ballot with rows of two groups.
fn two_groups(ballot: &str, kind: GroupKind) -> String {
    let kind = match kind {
        GroupKind::Precinct => "precinct",
        GroupKind::BallotStyle => "ballot style",
        GroupKind::VoteMethod => "vote method",
        GroupKind::Batch => "batch",
    };
    format!(
        "the rows of the ballot {} differ in their {kind}: do ballot ids begin anew in each {kind}? Give every ballot an id of its own \
         (such as the {kind} and the id in one column BallotID), or leave out the column of the {kind}",
        excerpt(ballot)
    )
}
