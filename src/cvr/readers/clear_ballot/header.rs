//! The header of a Clear Ballot file: which column is which candidate at which rank of which contest.

use std::collections::{BTreeMap, BTreeSet};

use crate::cvr::input::{Input, Progress};
use crate::cvr::table::{CsvTable, cell_message};
use crate::cvr::text::{excerpt, parse_rank};
use crate::error::Result;

/// `Choice_{id}_{k}:{contest}:{rank}:{vote rule}:{name}:{party}`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChoiceColumn {
    pub(super) id: u32,
    /// Index into [`Header::contests`].
    pub(super) contest: usize,
    pub(super) rank: u16,
    pub(super) seats: Option<u32>,
    pub(super) name: String,
}

pub(super) struct Header {
    /// Every column as the file names it.
    pub(super) names: Vec<String>,
    /// The number of columns before the first choice.
    pub(super) leading: usize,
    /// The columns from there on; `None` is a column that is no choice.
    pub(super) choices: Vec<Option<ChoiceColumn>>,
    /// In header order.
    pub(super) contests: Vec<String>,
    /// Bytes of text and lines up to the end of the header.
    pub(super) end: (u64, u64),
}

impl Header {
    pub(super) fn read(input: &Input, progress: &mut dyn Progress) -> Result<Header> {
        let mut table = CsvTable::open(input, progress)?;
        let end = table.header_end();
        let names = std::mem::take(&mut table.header);
        let Some(leading) = names.iter().position(|name| is_choice(name)) else {
            return Err(input.fault(
                "is not a Clear Ballot file: no column is named like Choice_36_1:contest:rank:vote rule:candidate:party",
            ));
        };
        let mut contests: Vec<String> = Vec::new();
        let mut choices = Vec::with_capacity(names.len() - leading);
        for name in &names[leading..] {
            if !is_choice(name) {
                choices.push(None);
                continue;
            }
            let Some(parts) = split(name).map_err(|message| input.at_line(1, cell_message(name, &message)))? else {
                choices.push(None);
                continue;
            };
            let contest = contests.iter().position(|known| *known == parts.contest).unwrap_or_else(|| {
                contests.push(parts.contest.clone());
                contests.len() - 1
            });
            choices.push(Some(ChoiceColumn { id: parts.id, contest, rank: parts.rank, seats: parts.seats, name: parts.name }));
        }
        if contests.is_empty() {
            let first = names[leading..].iter().find(|name| is_choice(name)).map_or("", String::as_str);
            return Err(input.fault(format!(
                "has no contest with ranks: a column of a ranked contest is named like Choice_36_1:contest:rank:vote rule:candidate:party, \
                 not {}",
                excerpt(first)
            )));
        }
        let header = Header { names, leading, choices, contests, end };
        header.check().map_err(|message| input.at_line(1, message))?;
        Ok(header)
    }

    /// Refuses a column that is there twice, a rank without columns and a contest of two vote rules.
    fn check(&self) -> Result<(), String> {
        let mut columns = BTreeSet::new();
        let mut ranks: BTreeMap<usize, BTreeSet<u16>> = BTreeMap::new();
        let mut seats: BTreeMap<usize, Option<u32>> = BTreeMap::new();
        for (choice, name) in self.choices.iter().zip(&self.names[self.leading..]) {
            let Some(choice) = choice else { continue };
            let contest = &self.contests[choice.contest];
            if !columns.insert((choice.contest, choice.id, choice.rank, &choice.name)) {
                return Err(format!(
                    "column {name:?} is there twice: candidates of one name need an id each, the same for every rank"
                ));
            }
            if *seats.entry(choice.contest).or_insert(choice.seats) != choice.seats {
                return Err(format!("columns of {contest} differ in the vote rule (Number of Winners)"));
            }
            ranks.entry(choice.contest).or_default().insert(choice.rank);
        }
        for (contest, ranks) in ranks {
            if let Some(missing) = (1..ranks.last().copied().unwrap_or(0)).find(|rank| !ranks.contains(rank)) {
                let contest = &self.contests[contest];
                return Err(format!("{contest} has no column of rank {missing}, and has later ones: are columns missing?"));
            }
        }
        Ok(())
    }

    /// Whether the ids of a contest are its candidates' and not its columns': columns that share a name, but never a
    /// rank, are one candidate with an id per column.
    pub(super) fn has_candidate_ids(&self, contest: usize) -> bool {
        let mut ids_of_name: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        let mut id_at_rank: BTreeMap<(&str, u16), u32> = BTreeMap::new();
        let mut sharing_a_rank: BTreeSet<&str> = BTreeSet::new();
        for choice in self.choices.iter().flatten().filter(|choice| choice.contest == contest) {
            ids_of_name.entry(&choice.name).or_default().insert(choice.id);
            if *id_at_rank.entry((&choice.name, choice.rank)).or_insert(choice.id) != choice.id {
                sharing_a_rank.insert(&choice.name);
            }
        }
        ids_of_name.iter().all(|(name, ids)| ids.len() == 1 || sharing_a_rank.contains(name))
    }
}

/// Whether a column is named like `Choice_36_1:…`.
pub(in crate::cvr::readers) fn is_choice(name: &str) -> bool {
    split_ids(name).is_some()
}

fn split_ids(name: &str) -> Option<(&str, &str)> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (ids, rest) = name.strip_prefix("Choice_")?.split_once(':')?;
    let (id, number) = ids.split_once('_')?;
    (is_number(id) && is_number(number)).then_some((id, rest))
}

struct Parts {
    id: u32,
    contest: String,
    rank: u16,
    seats: Option<u32>,
    name: String,
}

/// Contest and candidate may hold colons: the rank with the vote rule after it is the landmark between them. `None` for a contest
/// without ranks: a vote rule and no rank before it.
fn split(column: &str) -> Result<Option<Parts>, String> {
    const EXPECTED: &str = "expected Choice_36_1:contest:rank:vote rule:candidate:party";
    let (id, rest) = split_ids(column).ok_or(EXPECTED)?;
    let id = id.parse().map_err(|_| format!("the candidate id {} is larger than {}", excerpt(id), u32::MAX))?;
    let parts: Vec<&str> = rest.split(':').collect();
    let is_rank = |part: &str| part.trim().parse::<i64>().is_ok();
    let ranked = (1..parts.len().saturating_sub(2)).find(|&at| is_rank(parts[at]) && is_vote_rule(parts[at + 1]));
    if ranked.is_none() && (1..parts.len().saturating_sub(1)).any(|at| is_vote_rule(parts[at])) {
        return Ok(None);
    }
    let at = ranked.or_else(|| (1..parts.len().saturating_sub(3)).find(|&at| is_rank(parts[at]))).ok_or(EXPECTED)?;
    let candidate = &parts[at + 2..];
    let name = candidate[..(candidate.len() - 1).max(1)].join(":");
    if name.trim().is_empty() {
        return Err("the candidate has an empty name".into());
    }
    Ok(Some(Parts {
        id,
        contest: parts[..at].join(":").trim().to_owned(),
        rank: parse_rank(parts[at])?,
        seats: parts[at + 1].trim().strip_prefix("Number of Winners ").and_then(|seats| seats.trim().parse().ok()),
        name: name.trim().to_owned(),
    }))
}

fn is_vote_rule(text: &str) -> bool {
    ["Number of Winners ", "Vote For "].iter().any(|rule| {
        text.trim().get(..rule.len()).is_some_and(|start| start.eq_ignore_ascii_case(rule))
            && text.trim()[rule.len()..].trim().parse::<u32>().is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(column: &str) -> (u32, String, u16, Option<u32>, String) {
        let parts = split(column).unwrap().unwrap();
        (parts.id, parts.contest, parts.rank, parts.seats, parts.name)
    }

    #[test]
    fn a_portland_column_gives_contest_rank_seats_and_candidate() {
        assert_eq!(
            parts("Choice_36_1:City of Portland, Councilor, District 2:4:Number of Winners 3:Sameer Kanal:NON"),
            (36, "City of Portland, Councilor, District 2".into(), 4, Some(3), "Sameer Kanal".into())
        );
    }

    #[test]
    fn a_vote_for_rule_says_nothing_about_seats() {
        assert_eq!(
            parts("Choice_11_1:Democratic Primary:2:Vote For 1:Michael Bennet:Democratic"),
            (11, "Democratic Primary".into(), 2, None, "Michael Bennet".into())
        );
    }

    #[test]
    fn contest_and_candidate_may_hold_colons() {
        assert_eq!(
            parts("Choice_7_2:Mayor: 2024:3:Number of Winners 1:A:B: C:2:D:NON"),
            (7, "Mayor: 2024".into(), 3, Some(1), "A:B: C:2:D".into())
        );
        assert_eq!(parts("Choice_7_2:Mayor:3:Plurality:A:B:NON"), (7, "Mayor".into(), 3, None, "A:B".into()));
    }

    #[test]
    fn a_party_may_be_empty_or_missing() {
        assert_eq!(parts("Choice_1_1:M:1:Vote For 1:Ann:").4, "Ann");
        assert_eq!(parts("Choice_1_1:M:1:Vote For 1:Ann").4, "Ann");
    }

    #[test]
    fn a_column_that_is_not_understood_is_an_error() {
        assert!(split("Choice_1_1:M:one:Plurality:Ann:NON").is_err());
        assert!(split("Choice_1_1:M").is_err());
        assert!(split("Choice_1_1:M:0:Vote For 1:Ann:NON").err().unwrap().contains("rank 0"));
        assert!(split("Choice_1_1:M:1001:Vote For 1:Ann:NON").err().unwrap().contains("between 1 and 1000"));
        assert!(split("Choice_99999999999_1:M:1:Vote For 1:Ann:NON").err().unwrap().contains("larger than"));
        assert!(split("Choice_1_1:M:1:Vote For 1::NON").err().unwrap().contains("empty name"));
    }

    #[test]
    fn a_vote_rule_without_a_rank_is_of_a_contest_that_cannot_be_ranked() {
        for column in [
            "Choice_11_1:County Sheriff:Vote For 1:Cy:Non-Partisan",
            "Choice_11_1:M:Vote For 1:2:N",
            "Choice_1_1:M:one:Vote For 1:Ann:NON",
        ] {
            assert!(split(column).unwrap().is_none(), "{column}");
        }
    }

    #[test]
    fn only_numbered_choices_are_choice_columns() {
        assert!(is_choice("Choice_1_1:M:1:Vote For 1:Ann:NON"));
        for other in ["Choice_1", "choice_1", "ChoiceColumn 1", "Choice_1_1", "Choice_a_1:M", "BallotID"] {
            assert!(!is_choice(other), "{other}");
        }
    }
}
