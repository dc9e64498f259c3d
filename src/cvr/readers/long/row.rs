//! A row of the long table: which column is what, and what its cells may hold.

use crate::cvr::text::excerpt;

/// Where the columns stand. Names are compared without case, spaces and underscores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cvr::readers) struct MarkColumns {
    pub(super) ballot: usize,
    /// Without it, candidates are known by name.
    pub(super) candidate_id: Option<usize>,
    pub(super) candidate_name: usize,
    pub(super) rank: usize,
    pub(super) has_vote: Option<usize>,
    /// `contest_name`, else `contest`, else `contest_id`.
    pub(super) contest: Option<usize>,
    /// `contest_id` where the contest is known by another column.
    pub(super) contest_id: Option<usize>,
}

impl MarkColumns {
    /// Or what is wrong with the names.
    pub(in crate::cvr::readers) fn find<S: AsRef<str>>(names: &[S]) -> Result<MarkColumns, String> {
        let folded: Vec<String> = names
            .iter()
            .map(|name| name.as_ref().chars().filter(|c| !matches!(c, '_' | ' ' | '-')).collect::<String>().to_lowercase())
            .collect();
        let optional = |wanted: &str| {
            let mut found = folded.iter().enumerate().filter(|(_, name)| *name == wanted).map(|(index, _)| index);
            match (found.next(), found.next()) {
                (_, Some(second)) => Err(format!("has two columns {:?}", names[second].as_ref())),
                (first, None) => Ok(first),
            }
        };
        let needed = |wanted: &str, shown: &str| {
            optional(wanted)?.ok_or_else(|| {
                format!("is not a long table of marks: it has no column {shown}; BallotID, candidate_name and rank_position are needed")
            })
        };
        let id = optional("contestid")?;
        let named = optional("contestname")?.or(optional("contest")?);
        Ok(MarkColumns {
            ballot: needed("ballotid", "BallotID")?,
            candidate_id: optional("candidateid")?,
            candidate_name: needed("candidatename", "candidate_name")?,
            rank: needed("rankposition", "rank_position")?,
            has_vote: optional("hasvote")?,
            contest: named.or(id),
            contest_id: id.filter(|_| named.is_some()),
        })
    }
}

/// One row, its cells checked one by one.
pub struct MarkRow<'a> {
    /// From 1; a line of a CSV file, a row of a Parquet file.
    pub number: u64,
    pub contest: Option<&'a str>,
    pub contest_id: Option<&'a str>,
    pub ballot: &'a [u8],
    pub candidate: (Option<u32>, &'a str),
    pub rank: u16,
    pub has_vote: bool,
}

/// The id in a cell. The message tells what is wrong.
pub(super) fn parse_candidate_id(text: &str) -> Result<u32, String> {
    let text = text.trim();
    text.parse().map_err(|_| format!("the candidate_id {} is not a whole number from 0 to {}", excerpt(text), u32::MAX))
}

pub(super) fn parse_has_vote(text: &str) -> Result<bool, String> {
    let text = text.trim();
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" | "yes" => Ok(true),
        "false" | "f" | "0" | "no" => Ok(false),
        _ => Err(format!("has_vote is {}; expected true or false", excerpt(text))),
    }
}

pub(super) fn check_not_empty<'a>(column: &str, text: &'a str) -> Result<&'a str, String> {
    let text = text.trim();
    if text.is_empty() { Err(format!("{column} is empty")) } else { Ok(text) }
}
