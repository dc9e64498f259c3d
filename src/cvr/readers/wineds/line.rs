//! One line of a ballot image: one rank of one voter in one contest, in 45 characters.

use std::ops::Range;

use crate::cvr::text::{excerpt, parse_rank};

const LENGTH: usize = 45;

/// What a line says of its rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marked {
    Candidate(u32),
    Overvote,
    Nothing,
    /// No candidate, and neither flag.
    Unflagged,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub contest: u32,
    pub voter: u32,
    pub tally_type: u32,
    pub precinct: u32,
    pub rank: u16,
    pub marked: Marked,
}

impl Line {
    /// Or what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Line, String> {
        let text = whole(text)?;
        let number = |name: &str, range: Range<usize>| parse_number(name, &text[range]);
        let candidate = number("candidate", 36..43)?;
        let marked = match (candidate, flag(text, 43)?, flag(text, 44)?) {
            (0, true, false) => Marked::Overvote,
            (0, false, true) => Marked::Nothing,
            (0, false, false) => Marked::Unflagged,
            (0, true, true) => return Err("the line is marked as an overvote (44) and as an undervote (45)".into()),
            (candidate, false, false) => Marked::Candidate(candidate),
            (candidate, is_overvote, _) => {
                let flag = if is_overvote { "an overvote" } else { "an undervote" };
                return Err(format!("the line names candidate {candidate} and is marked as {flag}"));
            }
        };
        Ok(Line {
            contest: number("contest", 0..7)?,
            voter: number("voter", 7..16)?,
            tally_type: number("tally type", 23..26)?,
            precinct: number("precinct", 26..33)?,
            rank: parse_rank(&text[33..36])?,
            marked,
        })
    }

    /// The contest alone.
    pub(super) fn contest(text: &str) -> Result<u32, String> {
        parse_number("contest", &whole(text)?[0..7])
    }
}

/// Whether a line is one of a ballot image, be it a faulty one.
pub(super) fn is_line(text: &str) -> bool {
    whole(text).is_ok_and(|text| text.as_bytes()[..43].iter().all(|byte| byte.is_ascii_digit() || *byte == b' '))
}

/// A first line that names the fields.
pub(super) fn is_header(text: &str) -> bool {
    let start: String = text.chars().filter(char::is_ascii_alphabetic).take(9).collect();
    start.eq_ignore_ascii_case("contestid")
}

/// The 45 characters, without what ends the line.
fn whole(text: &str) -> Result<&str, String> {
    let text = text.trim_end_matches(['\n', '\r']);
    let text = match text.get(LENGTH..) {
        Some(rest) if rest.trim().is_empty() => &text[..LENGTH],
        _ => text,
    };
    if !text.is_ascii() || text.len() != LENGTH {
        return Err(format!(
            "{} has {} characters; a line of a WinEDS ballot image has {LENGTH}: contest 7, voter 9, serial number 7, tally type 3, \
             precinct 7, rank 3, candidate 7, overvote 1, undervote 1",
            excerpt(text),
            text.chars().count()
        ));
    }
    Ok(text)
}

fn parse_number(name: &str, text: &str) -> Result<u32, String> {
    let digits = text.trim();
    match digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse()) {
        Some(Ok(number)) => Ok(number),
        _ => Err(format!("the {name} is {}; a number is needed", excerpt(text))),
    }
}

fn flag(text: &str, at: usize) -> Result<bool, String> {
    match text.as_bytes()[at] {
        b'0' | b' ' => Ok(false),
        b'1' => Ok(true),
        other => Err(format!("the character {} is {:?}; 0 or 1 is needed", at + 1, char::from(other))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: &str = "000000900000660300000010020000406001000012800";

    fn with(at: usize, text: &str) -> String {
        format!("{}{text}{}", &MARK[..at], &MARK[at + text.len()..])
    }

    #[test]
    fn a_line_is_one_rank_of_one_voter() {
        let line = Line { contest: 9, voter: 6603, tally_type: 2, precinct: 406, rank: 1, marked: Marked::Candidate(128) };
        assert_eq!(Line::parse(MARK), Ok(line));
        assert_eq!(Line::parse(&format!("{MARK}  \r\n")), Ok(line));
        assert_eq!(Line::parse(&with(0, "      9    ")).map(|line| (line.contest, line.voter)), Ok((9, 6603)));
        assert_eq!(Line::contest(MARK), Ok(9));
    }

    #[test]
    fn the_overvote_flag_stands_before_the_undervote_flag() {
        let marked = |flags: &str| Line::parse(&with(36, &format!("0000000{flags}"))).map(|line| line.marked);
        assert_eq!(marked("10"), Ok(Marked::Overvote));
        assert_eq!(marked("01"), Ok(Marked::Nothing));
        assert_eq!(marked("00"), Ok(Marked::Unflagged));
        assert!(marked("11").unwrap_err().contains("overvote (44) and as an undervote (45)"));
        assert!(marked("0X").unwrap_err().contains("the character 45 is 'X'"));
    }

    #[test]
    fn a_candidate_is_not_flagged() {
        assert!(Line::parse(&with(43, "1")).unwrap_err().contains("names candidate 128 and is marked as an overvote"));
        assert!(Line::parse(&with(44, "1")).unwrap_err().contains("marked as an undervote"));
    }

    #[test]
    fn lines_of_another_length_and_fields_that_are_no_numbers_are_refused() {
        assert!(Line::parse(&MARK[..44]).unwrap_err().contains("has 44 characters"));
        assert!(Line::parse(&format!("{MARK}1")).unwrap_err().contains("has 46 characters"));
        assert!(Line::parse(&with(3, "é")).unwrap_err().contains("has 44 characters"));
        assert!(Line::parse(&with(8, "x")).unwrap_err().contains("the voter is \"0x0006603\""));
        assert!(Line::parse(&with(33, "000")).unwrap_err().contains("the rank 0"));
        assert!(Line::parse(&with(26, "       ")).unwrap_err().contains("the precinct"));
    }

    #[test]
    fn a_line_of_field_names_is_no_ballot() {
        assert!(is_header("Contest_Id Pref_Voter_Id") && is_header("CONTEST ID,") && !is_header(MARK));
        assert!(is_line(MARK) && is_line(&with(43, "XX")) && !is_line(&with(40, "x")) && !is_line(&MARK[..44]));
    }
}
