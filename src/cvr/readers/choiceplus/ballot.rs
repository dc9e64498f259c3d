//! One line of a PRM file: `id,style,precinct,1) C01[1],C02=C03[2]`, or `id, 1) C01,C02=C03`.

use crate::cvr::text::{check_rank, excerpt, parse_rank};

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Ballot<'a> {
    pub key: &'a str,
    pub style: Option<&'a str>,
    pub precinct: Option<&'a str>,
    /// (rank, code): several codes of one rank are an overvote.
    pub marks: Vec<(u16, &'a str)>,
}

impl<'a> Ballot<'a> {
    /// Of a line without quotation marks, or what is wrong with it.
    pub(super) fn parse(line: &'a str) -> Result<Ballot<'a>, String> {
        let (before, choices) = split_at_marker(line)?;
        let before = before.trim().trim_end_matches(',');
        let cells: Vec<&str> = match before.contains(',') {
            true => before.split(',').map(str::trim).collect(),
            false => before.split_whitespace().collect(),
        };
        let mut ballot = match cells.as_slice() {
            [key, style, precinct] => Ballot { key, style: Some(style), precinct: Some(precinct), ..Ballot::default() },
            [key] | [key, _] => Ballot { key, ..Ballot::default() },
            _ => {
                return Err(format!(
                    "{} stands before \"1)\"; expected the id of the ballot, its style and its precinct, or the id alone",
                    excerpt(before)
                ));
            }
        };
        ballot.marks = parse_choices(choices)?;
        Ok(ballot)
    }
}

/// What stands before `1)` and after it. The number is the same in every file that is known.
fn split_at_marker(line: &str) -> Result<(&str, &str), String> {
    let none = || {
        format!("{}: \"1)\" and the choices are missing; expected a line like id,style,precinct,1) C01[1],C02[2]", excerpt(line))
    };
    let (before, choices) = line.split_once(')').ok_or_else(none)?;
    let start = before.rfind([',', ' ', '\t']).map_or(0, |at| at + 1);
    match &before[start..] {
        "1" => Ok((&before[..start], choices)),
        number if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => Err(format!(
            "the choices begin with \"{number})\", and only \"1)\" is known: what does the number mean in this file?"
        )),
        _ => Err(none()),
    }
}

fn parse_choices(choices: &str) -> Result<Vec<(u16, &str)>, String> {
    let choices = choices.trim();
    let choices = choices.strip_prefix(',').unwrap_or(choices).trim_end_matches([',', ' ', '\t']);
    let cells: Vec<&str> = match choices.contains(',') {
        true => choices.split(',').map(str::trim).collect(),
        false => choices.split_whitespace().collect(),
    };
    let are_ranked = choices.contains('[');
    let mut marks = Vec::with_capacity(cells.len());
    for (cell, place) in cells.into_iter().zip(1..) {
        match (cell, are_ranked) {
            ("", true) => continue,
            ("", false) => return Err("an empty place stands between choices without ranks: which rank was skipped?".into()),
            _ => {}
        }
        let mut rank = None;
        let from = marks.len();
        for part in cell.split('=') {
            let (code, told) = match part.split_once('[') {
                None => (part, None),
                Some((code, told)) => {
                    let told = told.strip_suffix(']').ok_or_else(|| not_a_choice(cell))?;
                    (code, Some(parse_rank(told)?))
                }
            };
            if !is_code(code.trim()) {
                return Err(not_a_choice(cell));
            }
            match (rank, told) {
                (Some(known), Some(told)) if known != told => return Err(format!("{} has two ranks", excerpt(cell))),
                _ => rank = rank.or(told),
            }
            marks.push((0, code.trim()));
        }
        let rank = match (rank, are_ranked) {
            (Some(rank), _) => rank,
            (None, false) => check_rank(place)?,
            (None, true) => return Err(format!("{} has no rank, and others have one", excerpt(cell))),
        };
        marks[from..].iter_mut().for_each(|mark| mark.0 = rank);
    }
    Ok(marks)
}

/// Letters and then digits: `C01`, `WI12`.
pub(super) fn is_code(text: &str) -> bool {
    const MOST: usize = 20;
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let has_both = digits.len() < text.len() && !digits.is_empty();
    has_both && text.len() <= MOST && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn not_a_choice(cell: &str) -> String {
    format!("{} is no choice; choices are like C01[1], and C02=C03[2] for an overvote", excerpt(cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(choices: &str) -> Result<Vec<(u16, &str)>, String> {
        parse_choices(choices)
    }

    #[test]
    fn a_ballot_has_an_id_a_style_and_a_precinct() {
        let ballot = Ballot::parse("000803-00-0001,10003,001,1) C14[1],C21[2],,,").unwrap();
        assert_eq!((ballot.key, ballot.style, ballot.precinct), ("000803-00-0001", Some("10003"), Some("001")));
        assert_eq!(ballot.marks, [(1, "C14"), (2, "C21")]);
    }

    #[test]
    fn a_ballot_may_have_an_id_alone() {
        for line in ["000001-00-0001, 1), C04=C06, C03", "000001-00-0001 1) C04=C06 C03", "000001-00-0001,1) C04=C06,C03,"] {
            let ballot = Ballot::parse(line).unwrap();
            assert_eq!((ballot.key, ballot.style, ballot.precinct), ("000001-00-0001", None, None), "{line}");
            assert_eq!(ballot.marks, [(1, "C04"), (1, "C06"), (2, "C03")], "{line}");
        }
    }

    #[test]
    fn a_ballot_may_be_blank() {
        assert_eq!(Ballot::parse("7,10003,001,1),,,").unwrap().marks, []);
        assert_eq!(Ballot::parse("7, 1)").unwrap().marks, []);
    }

    #[test]
    fn ranks_are_those_in_brackets_whatever_the_order() {
        assert_eq!(marks("C03[2],C01[1],C05=C22[13]").unwrap(), [(2, "C03"), (1, "C01"), (13, "C05"), (13, "C22")]);
        assert_eq!(marks("C05[3]=C22[3],C06[3]").unwrap(), [(3, "C05"), (3, "C22"), (3, "C06")]);
        assert_eq!(marks("C05[1],,C22[3]").unwrap(), [(1, "C05"), (3, "C22")]);
    }

    #[test]
    fn what_is_not_surely_understood_is_refused() {
        for (choices, message) in [
            ("C01[1],C02", "\"C02\" has no rank"),
            ("C01[1]=C02[2]", "has two ranks"),
            ("C01[1", "is no choice"),
            ("C01[1]x", "is no choice"),
            ("C01[0]", "the rank 0"),
            ("C01[x]", "rank \"x\""),
            ("C01,,C03", "which rank was skipped"),
            ("Ann,Bob", "\"Ann\" is no choice"),
            ("C01=,C02", "is no choice"),
            ("C01 C02,C03", "\"C01 C02\" is no choice"),
        ] {
            let error = marks(choices).unwrap_err();
            assert!(error.contains(message), "{choices}: {error}");
        }
        assert!(Ballot::parse("7,1,2,3) C01").unwrap_err().contains("only \"1)\" is known"));
        assert!(Ballot::parse("7,1,2,C01").unwrap_err().contains("are missing"));
        assert!(Ballot::parse("a,b,c,d,1) C01").unwrap_err().contains("stands before"));
        assert!(Ballot::parse("1) C01").unwrap_err().contains("stands before"));
    }
}
