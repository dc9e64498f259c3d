//! The rows above the ballots: election and version, contest of each column, choice of each column, names of the first columns
//! (with parties beside them).

use crate::cvr::text::{check_rank, excerpt};

/// A cell as Excel is kept from changing it: `="12"` is 12.
pub(super) fn plain(cell: &str) -> &str {
    let inner = cell.strip_prefix("=\"").and_then(|cell| cell.strip_suffix('"'));
    inner.unwrap_or(cell).trim()
}

/// Whether a row names the first columns.
pub(super) fn is_names(row: &[String]) -> bool {
    let has = |name: &str| row.iter().any(|cell| plain(cell).eq_ignore_ascii_case(name));
    has("CvrNumber") && has("TabulatorNum")
}

#[derive(Debug, Default)]
pub(super) struct Header {
    /// Of the row with the names of the first columns.
    pub row: u64,
    pub width: usize,
    pub fixed: Fixed,
    /// Those that are read.
    pub contests: Vec<Contest>,
}

/// The columns that are named.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fixed {
    pub tabulator: Option<usize>,
    pub batch: Option<usize>,
    pub record: Option<usize>,
    pub imprinted: Option<usize>,
    pub counting_group: Option<usize>,
    pub precinct: Option<usize>,
    pub ballot_type: Option<usize>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Contest {
    pub name: String,
    pub seats: Option<u32>,
    pub is_ranked: bool,
    pub columns: Vec<Choice>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub column: usize,
    pub rank: u16,
    pub name: String,
}

impl Header {
    /// From the rows that end with the names, or what is wrong with them.
    pub(super) fn of(rows: &[Vec<String>], row: u64, is_ragged: bool) -> Result<Header, String> {
        let [.., contests, choices, names] = rows else {
            return Err(
                "has too few rows above the ballots: expected the election, the contests, the choices and the names of the \
                        first columns"
                    .into(),
            );
        };
        let width = contests.len().max(choices.len()).max(names.len());
        let blocks = blocks(contests, choices, width)?;
        let Some(&(first, _)) = blocks.first().and_then(|(_, columns)| columns.first()) else {
            return Err("has no contests above the names of its columns".into());
        };
        if let Some(column) = (0..first).find(|&column| cell(names, column).is_empty()) {
            return Err(format!("column {} has neither a name nor a contest above it", column + 1));
        }
        if !is_ragged && names.len() != width && names.len() != first {
            return Err(format!("has {} names of columns and parties above {width} columns: is a cell missing?", names.len()));
        }
        Ok(Header { row, width, fixed: Fixed::of(names), contests: readable(&blocks)? })
    }
}

fn cell(row: &[String], column: usize) -> &str {
    row.get(column).map_or("", |cell| plain(cell))
}

/// The columns of one contest that stand together, each with its choice.
type Block<'a> = (&'a str, Vec<(usize, &'a str)>);

fn blocks<'a>(contests: &'a [String], choices: &'a [String], width: usize) -> Result<Vec<Block<'a>>, String> {
    let mut blocks: Vec<Block> = Vec::new();
    for column in 0..width {
        let (contest, choice) = (cell(contests, column), cell(choices, column));
        match (contest.is_empty(), choice.is_empty()) {
            (true, true) => {}
            (false, false) => match blocks.last_mut() {
                Some((name, columns)) if *name == contest && columns.last().is_some_and(|last| last.0 + 1 == column) => {
                    columns.push((column, choice));
                }
                _ => blocks.push((contest, vec![(column, choice)])),
            },
            (true, false) => {
                return Err(format!("column {}: the choice {} has no contest above it", column + 1, excerpt(choice)));
            }
            (false, true) => {
                return Err(format!("column {}: the contest {} has no choice below it", column + 1, excerpt(contest)));
            }
        }
    }
    Ok(blocks)
}

/// Ranked contests, or, where there are none, those with one vote.
fn readable(blocks: &[Block]) -> Result<Vec<Contest>, String> {
    let found = blocks.iter().map(|(title, columns)| Contest::of(title, columns)).collect::<Result<Vec<_>, _>>()?;
    let mut contests: Vec<Contest> = found.into_iter().flatten().collect();
    let is_any_ranked = contests.iter().any(|contest| contest.is_ranked);
    contests.retain(|contest| contest.is_ranked == is_any_ranked);
    if contests.is_empty() {
        return Err("has no ranked contest, and none in which a voter has one vote".into());
    }
    for (place, contest) in contests.iter().enumerate() {
        if contests[..place].iter().any(|other| other.name == contest.name) {
            return Err(format!("has two contests called {:?}: rename one", contest.name));
        }
    }
    Ok(contests)
}

impl Fixed {
    fn of(names: &[String]) -> Fixed {
        let named = |name: &str| names.iter().position(|cell| plain(cell).eq_ignore_ascii_case(name));
        Fixed {
            tabulator: named("TabulatorNum"),
            batch: named("BatchId"),
            record: named("RecordId"),
            imprinted: named("ImprintedId"),
            counting_group: named("CountingGroup"),
            precinct: named("PrecinctPortion"),
            ballot_type: named("BallotType"),
        }
    }
}

impl Contest {
    /// `None` where a voter has several votes and ranks none.
    fn of(title: &str, columns: &[(usize, &str)]) -> Result<Option<Contest>, String> {
        let rule = Rule::of(title);
        let ranked: Option<Vec<(&str, u16)>> = columns.iter().map(|(_, choice)| ranked(choice)).collect();
        let ranked = match (rule.ranks, ranked) {
            (Some(_), None) => {
                return Err(format!("contest {title:?} is ranked, but not every choice ends with a rank, as Ann(1) does"));
            }
            (None, Some(choices)) if choices.iter().all(|&(_, rank)| rank == 1) => None,
            (_, ranked) => ranked,
        };
        let Some(ranked) = ranked else {
            if rule.votes != Some(1) {
                return Ok(None);
            }
            let columns =
                columns.iter().map(|(column, name)| Choice { column: *column, rank: 1, name: (*name).to_owned() }).collect();
            return Ok(Some(Contest { name: rule.name, seats: None, is_ranked: false, columns }));
        };
        let ranks = rule.ranks.or_else(|| ranked.iter().map(|&(_, rank)| rank).max()).unwrap_or_default();
        let mut choices: Vec<Choice> = Vec::with_capacity(columns.len());
        for (&(column, _), &(name, rank)) in columns.iter().zip(&ranked) {
            if rank > ranks {
                return Err(format!("contest {title:?} has {ranks} ranks and a column {name}({rank})"));
            }
            let name = distinct(name, rank, &choices).ok_or_else(|| {
                format!("contest {title:?} has two columns {name}({rank}): candidates of one name cannot be told apart")
            })?;
            choices.push(Choice { column, rank, name });
        }
        let first: Vec<&Choice> = choices.iter().filter(|choice| choice.rank == 1).collect();
        if choices.len() != first.len() * usize::from(ranks) {
            return Err(format!(
                "contest {title:?} has {} columns for {} candidates and {ranks} ranks: is a column missing?",
                choices.len(),
                first.len()
            ));
        }
        if let Some(odd) = choices.iter().find(|choice| !first.iter().any(|first| first.name == choice.name)) {
            return Err(format!("contest {title:?} has a column {}({}) and none of rank 1 for that name", odd.name, odd.rank));
        }
        Ok(Some(Contest { name: rule.name, seats: rule.positions, is_ranked: true, columns: choices }))
    }
}

/// A name that has no column of this rank yet: the second of several lines for write-ins is numbered.
fn distinct(name: &str, rank: u16, known: &[Choice]) -> Option<String> {
    let is_free = |name: &str| !known.iter().any(|choice| choice.rank == rank && choice.name == name);
    if is_free(name) {
        return Some(name.to_owned());
    }
    let letters: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    if !letters.eq_ignore_ascii_case("writein") {
        return None;
    }
    (2..=known.len() + 1).map(|number| format!("{name} {number}")).find(|name| is_free(name))
}

/// `Ann(3)`: a name and a rank.
fn ranked(choice: &str) -> Option<(&str, u16)> {
    let (name, rank) = choice.strip_suffix(')')?.rsplit_once('(')?;
    let is_number = !rank.is_empty() && rank.bytes().all(|byte| byte.is_ascii_digit());
    let rank = is_number.then(|| check_rank(rank.parse().ok()?).ok())??;
    (!name.trim().is_empty()).then(|| (name.trim(), rank))
}

/// What stands in parentheses after a contest's name: `(Vote For=1)`, `(Number of positions=1, Number of ranks=4)`.
struct Rule {
    name: String,
    votes: Option<u32>,
    positions: Option<u32>,
    ranks: Option<u16>,
}

impl Rule {
    fn of(title: &str) -> Rule {
        let mut rule = Rule { name: title.to_owned(), votes: None, positions: None, ranks: None };
        let Some((name, terms)) = title.strip_suffix(')').and_then(|title| title.rsplit_once('(')) else { return rule };
        for term in terms.split(',').map(|term| term.trim().to_lowercase()) {
            let number = |key: &str| term.strip_prefix(key)?.trim_start_matches([' ', '=']).parse::<u32>().ok();
            rule.votes = rule.votes.or(number("vote for"));
            rule.positions = rule.positions.or(number("number of positions"));
            rule.ranks = rule.ranks.or(number("number of ranks").and_then(|ranks| check_rank(i64::from(ranks)).ok()));
        }
        if rule.votes.is_some() || rule.positions.is_some() || rule.ranks.is_some() {
            rule.name = name.trim().to_owned();
        }
        rule
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &str) -> Vec<String> {
        cells.split('|').map(str::to_owned).collect()
    }

    fn header(contests: &str, choices: &str) -> Result<Header, String> {
        let names = row("CvrNumber|TabulatorNum|BatchId");
        Header::of(&[row("Town|5.17"), row(contests), row(choices), names], 4, false)
    }

    fn choices(contest: &Contest) -> Vec<(usize, u16, &str)> {
        contest.columns.iter().map(|choice| (choice.column, choice.rank, choice.name.as_str())).collect()
    }

    const MAYOR: &str = "Mayor (Number of positions=1, Number of ranks=2)";

    #[test]
    fn ranked_contests_are_read_and_those_beside_them_left_out() {
        let title = format!("|||{MAYOR}|{MAYOR}|{MAYOR}|{MAYOR}|Clerk (Vote For=1)|Clerk (Vote For=1)");
        let header = header(&title, "|||Ada(1)|Bo(1)|Ada(2)|Bo(2)|Cy|Di").unwrap();
        let [mayor] = header.contests.as_slice() else { panic!("{:?}", header.contests) };
        assert_eq!((mayor.name.as_str(), mayor.seats, header.width), ("Mayor", Some(1), 9));
        assert_eq!(choices(mayor), [(3, 1, "Ada"), (4, 1, "Bo"), (5, 2, "Ada"), (6, 2, "Bo")]);
        assert_eq!((header.fixed.tabulator, header.fixed.batch, header.fixed.precinct), (Some(1), Some(2), None));
    }

    #[test]
    fn ranks_are_told_by_the_choices_where_the_contest_does_not_tell() {
        let header = header("|||=\"M\"|=\"M\"|=\"M\"|=\"M\"", "|||=\"Ada(2)\"|Bo (X)(1)|Ada(1)|Bo (X)(2)").unwrap();
        assert_eq!(choices(&header.contests[0]), [(3, 2, "Ada"), (4, 1, "Bo (X)"), (5, 1, "Ada"), (6, 2, "Bo (X)")]);
    }

    #[test]
    fn without_a_ranked_contest_those_with_one_vote_are_read() {
        let header =
            header("|||Clerk (Vote For=1)|Clerk (Vote For=1)|Board (Vote For=2)|Board (Vote For=2)", "|||A|B(1)|C|D").unwrap();
        let [clerk] = header.contests.as_slice() else { panic!("{:?}", header.contests) };
        assert_eq!((clerk.name.as_str(), choices(clerk)), ("Clerk", vec![(3, 1, "A"), (4, 1, "B(1)")]));
    }

    #[test]
    fn a_second_line_for_write_ins_is_numbered() {
        let header = header("|||M|M|M|M|M|M", "|||Ada(1)|Write-in(1)|Write-in(1)|Ada(2)|Write-in(2)|Write-in(2)").unwrap();
        let names: Vec<&str> = header.contests[0].columns.iter().map(|choice| choice.name.as_str()).collect();
        assert_eq!(names, ["Ada", "Write-in", "Write-in 2", "Ada", "Write-in", "Write-in 2"]);
    }

    #[test]
    fn headers_that_do_not_add_up_are_refused() {
        let four = |title: &str| format!("|||{title}|{title}|{title}|{title}");
        for (contests, choices, message) in [
            (four(MAYOR), "|||Ada(1)|Bo(1)|Ada(2)|Bo", "not every choice ends with a rank"),
            (four(MAYOR), "|||Ada(1)|Bo(1)|Ada(2)|Ada(2)", "two columns Ada(2)"),
            (four(MAYOR), "|||Ada(1)|Bo(1)|Ada(2)|Bo(3)", "has 2 ranks and a column Bo(3)"),
            (four(MAYOR), "|||Ada(1)|Bo(1)|Ada(2)|Cy(2)", "a column Cy(2) and none of rank 1"),
            (format!("|||{MAYOR}|{MAYOR}|{MAYOR}"), "|||Ada(1)|Bo(1)|Ada(2)", "is a column missing?"),
            ("|||M".into(), "|||A(1)|B(1)", "column 5: the choice \"B(1)\" has no contest"),
            ("|||M|M".into(), "|||A(1)", "column 5: the contest \"M\" has no choice"),
            ("|||M|M||M|M".into(), "|||A(1)|A(2)||B(1)|B(2)", "two contests called \"M\""),
            ("|||Board (Vote For=2)".into(), "|||A", "has no ranked contest"),
            ("|||".into(), "|||", "has no contests"),
        ] {
            let error = header(&contests, choices).unwrap_err();
            assert!(error.contains(message), "{choices}: {error}");
        }
    }

    #[test]
    fn a_row_of_names_that_lacks_a_cell_is_refused() {
        let rows = |names: &str| [row("|||M|M"), row("|||A(1)|A(2)"), row(names)];
        let of = |names: &str| Header::of(&rows(names), 3, false).map(drop);
        assert_eq!(of("CvrNumber|TabulatorNum|BatchId|DEM|"), Ok(()));
        assert!(of("CvrNumber|TabulatorNum|DEM|").unwrap_err().contains("4 names of columns and parties above 5"));
        assert!(of("CvrNumber|TabulatorNum||").unwrap_err().contains("column 3 has neither"));
        assert!(Header::of(&rows("CvrNumber|TabulatorNum|BatchId|DEM"), 3, true).is_ok());
    }

    #[test]
    fn rules_in_parentheses_are_no_part_of_a_name_and_others_are() {
        let rule = Rule::of("Ward 3 (4-year term) (Vote For=2)");
        assert_eq!((rule.name.as_str(), rule.votes), ("Ward 3 (4-year term)", Some(2)));
        assert_eq!(Rule::of("Ward 3 (4-year term)").name, "Ward 3 (4-year term)");
    }
}
