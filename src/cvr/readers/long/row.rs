//! A row of the long table: which column is what, and what its cells may hold.

use std::borrow::Cow;

use crate::ballots::{GroupKind, ReadingOptions};
use crate::cvr::table::{CONTEST_IDS, CONTESTS, Columns, RECORD_PARTS, folded, is_key};
use crate::cvr::text::excerpt;

/// In order of preference, as headings are folded: letters and digits, in small letters.
const BALLOTS: [&str; 9] =
    ["ballotid", "ballot", "ballotnumber", "castvoterecord", "cvrid", "cvrnumber", "recordid", "voterid", "responseid"];
const BARE_IDS: [&str; 2] = ["voter", "id"];
const CANDIDATES: [&str; 9] =
    ["candidatename", "candidate", "itemname", "item", "choicename", "optionname", "option", "name", "party"];
const RANKS: [&str; 10] = [
    "rankposition",
    "rank",
    "voterank",
    "preferencerank",
    "rankingposition",
    "preferencenumber",
    "preference",
    "ranking",
    "choicerank",
    "position",
];
const HAS_VOTE: [&str; 2] = ["hasvote", "isvote"];
/// Columns that are none of this format's, and are watched.
const MAX_OTHERS: usize = 32;

/// Where the columns stand. Names are compared by their letters and digits, without case.
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
    pub(super) weight: Option<usize>,
    pub(super) groups: [Option<usize>; GroupKind::ALL.len()],
    /// Those that only together with `ballot` tell ballots apart.
    pub(super) key_parts: Vec<usize>,
    /// That say nothing that is known.
    pub(super) others: Vec<usize>,
}

impl MarkColumns {
    /// Whether there are columns of ballots, candidates and ranks, whatever else may be wrong.
    pub(in crate::cvr::readers) fn are_in(names: &[String]) -> bool {
        let headings: Vec<String> = names.iter().map(|name| folded(name)).collect();
        let number = |wanted: &str| headings.iter().filter(|name| name.as_str() == wanted).count();
        let has_one = |wanted: &[&str]| wanted.iter().map(|wanted| number(wanted)).find(|&number| number > 0) == Some(1);
        (has_one(&BALLOTS) || has_one(&BARE_IDS)) && has_one(&CANDIDATES) && has_one(&RANKS)
    }

    /// By their names, what the publisher says and the sampled cells of each column; or what is wrong with them.
    pub(super) fn find_in<'a, I: Iterator<Item = &'a str>>(
        names: &[String],
        options: &ReadingOptions,
        cells: impl Fn(usize) -> I,
    ) -> Result<MarkColumns, String> {
        let headings: Vec<String> = names.iter().map(|name| folded(name)).collect();
        let optional = |wanted: &[&str]| {
            let best = wanted.iter().find(|wanted| headings.iter().any(|name| name == *wanted));
            let Some(best) = best else { return Ok(None) };
            let mut found = headings.iter().enumerate().filter(|(_, name)| name == best).map(|(index, _)| index);
            match (found.next(), found.next()) {
                (_, Some(second)) => Err(format!("has two columns {:?}", names[second])),
                (first, None) => Ok(first),
            }
        };
        let needed = |found: Option<usize>, shown: &str| {
            found.ok_or_else(|| {
                format!("is not a long table of marks: it has no column {shown}; BallotID, candidate_name and rank_position are needed")
            })
        };
        let id = optional(&CONTEST_IDS)?;
        let named = optional(&CONTESTS)?;
        let ballot = needed(optional(&BALLOTS)?.or(optional(&BARE_IDS)?), "BallotID")?;
        let candidate_name = needed(optional(&CANDIDATES)?, "candidate_name")?;
        let rank = needed(optional(&RANKS)?, "rank_position")?;
        let taken = [ballot, candidate_name, rank];
        let columns = Columns::find(names, &taken, options, cells)?;
        let candidate_id = optional(&["candidateid"])?;
        let has_vote = optional(&HAS_VOTE)?;
        let parts = if headings[ballot] == "recordid" { &RECORD_PARTS[..] } else { &[] };
        let key_parts: Vec<usize> =
            parts.iter().map(|part| optional(&[part])).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        let mut used = [&taken[..], &key_parts].concat();
        used.extend([candidate_id, has_vote, named, id, columns.weight].into_iter().chain(columns.groups).flatten());
        let others = (0..names.len()).filter(|column| !used.contains(column)).take(MAX_OTHERS).collect();
        Ok(MarkColumns {
            ballot,
            candidate_id,
            candidate_name,
            rank,
            has_vote,
            contest: named.or(id),
            contest_id: id.filter(|_| named.is_some()),
            weight: columns.weight,
            groups: columns.groups,
            key_parts,
            others,
        })
    }

    /// Whether the columns are named as this format's are: others could be of a table that is something else.
    pub(super) fn are_own(&self, names: &[String]) -> bool {
        [(self.ballot, "ballotid"), (self.candidate_name, "candidatename"), (self.rank, "rankposition")]
            .into_iter()
            .all(|(column, name)| folded(&names[column]) == name)
    }

    /// What a table lacks that has a column of ranks.
    pub(super) fn lacking(names: &[String]) -> Option<String> {
        let headings: Vec<String> = names.iter().map(|name| folded(name)).collect();
        let rank = headings.iter().position(|name| RANKS[..5].contains(&name.as_str()))?;
        let ballot = headings.iter().position(|name| is_key(name));
        let has_candidates = headings.iter().any(|name| CANDIDATES.contains(&name.as_str()));
        let rank = excerpt(&names[rank]);
        Some(match (ballot, has_candidates) {
            (Some(ballot), true) if BALLOTS.iter().chain(&BARE_IDS).any(|known| *known == headings[ballot]) => {
                format!("has several columns for ballots, candidates or {rank}: leave one of each")
            }
            (Some(ballot), true) => format!(
                "has a column {rank} as a long table of marks has; if {} names the ballots, call it BallotID",
                excerpt(&names[ballot])
            ),
            (Some(_), false) => format!(
                "has a column {rank} as a long table of marks has, and no column for the candidate; name it candidate_name"
            ),
            (None, true) => format!(
                "has columns for candidates and for {rank}, and none for ballots: totals of candidates, or a count? A long table of marks has \
                 a row for each mark of a ballot, and a column BallotID"
            ),
            (None, false) => {
                format!("has a column {rank} as a long table of marks has, and no column for the ballot; name it BallotID")
            }
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
    /// How many ballots this ballot stands for, where a column says so.
    pub weight: Option<u64>,
    /// By [`GroupKind`]; empty for none.
    pub groups: [&'a str; GroupKind::ALL.len()],
    /// Headings and cells of the columns that say nothing that is known.
    pub others: &'a [(&'a str, Cow<'a, str>)],
}

/// The id of a ballot from the cells that only together tell it.
pub(super) fn whole_key(parts: impl Iterator<Item = impl AsRef<str>>, id: &str) -> String {
    let mut key = String::new();
    for part in parts {
        key.push_str(part.as_ref());
        key.push('-');
    }
    key + id
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
