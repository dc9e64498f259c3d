//! The ballots of a BLT file: where one ends, and what it says.

use super::header::{Header, is_withdrawal};
use super::ids::AfterId;
use super::tokens::{Fault, Sign, Token, Tokens};
use crate::ballots::{MAX_CANDIDATES, MAX_RANKS, Mark, RawBallot};
use crate::cvr::text::{check_rank, parse_weight};

/// A ballot with more signs lacks the 0 that closes it.
const MAX_SIGNS: usize = 4 * (MAX_CANDIDATES + MAX_RANKS);

/// What ends a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// Its 0, wherever that stands.
    Zero,
    /// Its 0, or the end of its line: OpenTally's form.
    Line,
}

/// One ballot as it is written.
#[derive(Default)]
pub(super) struct Slip {
    pub(super) line: u64,
    pub(super) end_line: u64,
    pub(super) has_id: bool,
    id: String,
    /// Each sign with the end of its word in `words`.
    signs: Vec<(Sign, usize)>,
    words: String,
}

impl Slip {
    fn clear(&mut self, line: u64) {
        self.line = line;
        self.end_line = line;
        self.has_id = false;
        self.id.clear();
        self.signs.clear();
        self.words.clear();
    }

    fn push(&mut self, token: Token, word: &str) -> Result<(), Fault> {
        if self.signs.len() == MAX_SIGNS {
            let message = format!("the ballot has more than {MAX_SIGNS} numbers: is the 0 missing that closes it?");
            return Err(Fault::At(self.line, message));
        }
        if token.sign == Sign::Word {
            self.words.push_str(word);
        }
        self.signs.push((token.sign, self.words.len()));
        self.end_line = token.line;
        Ok(())
    }

    fn signs(&self) -> impl Iterator<Item = (Sign, &str)> {
        let mut start = 0;
        self.signs.iter().map(move |&(sign, end)| (sign, &self.words[std::mem::replace(&mut start, end)..end]))
    }

    fn first(&self) -> Option<(Sign, &str)> {
        self.signs().next()
    }

    /// Whether it has a weight and no mark, or the weight 0.
    fn says_nothing(&self) -> bool {
        !self.has_id && (self.signs.len() == 1 || self.first() == Some((Sign::Word, "0")))
    }

    /// Whether it may begin with a weight.
    pub(super) fn weight(&self) -> Result<u64, String> {
        match self.first() {
            Some((Sign::Word, word)) => parse_weight(word),
            _ => Err("a ballot begins with its weight".into()),
        }
    }

    /// Into `ballot`, with candidates by index.
    pub(super) fn interpret(&self, header: &Header, after_id: AfterId, ballot: &mut RawBallot) -> Result<(), String> {
        ballot.clear();
        ballot.key.push_str(&self.id);
        let mut signs = self.signs();
        if !self.has_id || after_id == AfterId::Weight {
            ballot.weight = self.weight()?;
            signs.next();
        }
        let mut reading = Reading { ballot, rank: 0, dashes: 0, named: 0, is_joined: false, may_join: false, group: None };
        for (sign, word) in signs {
            reading.sign(sign, word, header)?;
        }
        reading.finish()
    }

    /// A candidate who is named twice, by index.
    pub(super) fn repeated(ballot: &RawBallot) -> Option<u32> {
        let mut seen = std::collections::HashSet::new();
        ballot.marks.iter().find_map(|&(_, mark)| match mark {
            Mark::Candidate(index) => (!seen.insert(index)).then_some(index),
            Mark::Overvote => None,
        })
    }
}

struct Reading<'a> {
    ballot: &'a mut RawBallot,
    rank: i64,
    /// At this rank.
    dashes: u32,
    named: u32,
    is_joined: bool,
    may_join: bool,
    /// In parentheses, how many are in them.
    group: Option<u32>,
}

const BETWEEN: &str = "= stands between two candidates";

impl Reading<'_> {
    fn sign(&mut self, sign: Sign, word: &str, header: &Header) -> Result<(), String> {
        match sign {
            Sign::Join if self.may_join && !self.is_joined => self.is_joined = true,
            Sign::Join => return Err(BETWEEN.into()),
            _ if self.is_joined && sign != Sign::Word => return Err(BETWEEN.into()),
            Sign::Open if self.group.is_none() => {
                self.group = Some(0);
                self.may_join = false;
            }
            Sign::Close if self.group.is_some_and(|members| members > 0) => {
                self.group = None;
                self.may_join = false;
            }
            Sign::Word => self.word(word, header)?,
            _ => return Err("( and ) stand around candidates of equal preference".into()),
        }
        Ok(())
    }

    fn word(&mut self, word: &str, header: &Header) -> Result<(), String> {
        if !self.is_joined && self.group.is_none_or(|members| members == 0) {
            self.end_rank()?;
            self.rank += 1;
        }
        if let Some(members) = &mut self.group {
            *members += 1;
        }
        if word == "-" {
            self.dashes += 1;
        } else {
            self.named += 1;
            let index = header.candidate(word)?;
            self.ballot.mark(check_rank(self.rank)?, Mark::Candidate(index as u32));
        }
        self.is_joined = false;
        self.may_join = self.group.is_none();
        Ok(())
    }

    /// `-` alone is a skipped rank, `-=-` an overvote whose candidates are not told.
    fn end_rank(&mut self) -> Result<(), String> {
        match (self.dashes, self.named) {
            (0, _) => {}
            (1, 0) => {
                check_rank(self.rank)?;
            }
            (_, 0) => self.ballot.mark(check_rank(self.rank)?, Mark::Overvote),
            _ => return Err("- is no candidate, and a candidate is joined to it".into()),
        }
        self.dashes = 0;
        self.named = 0;
        Ok(())
    }

    fn finish(mut self) -> Result<(), String> {
        if self.is_joined {
            return Err(BETWEEN.into());
        }
        if self.group.is_some() {
            return Err("( is not closed by )".into());
        }
        self.end_rank()
    }
}

/// Reads one ballot after the other.
pub(super) struct Slips<'t, 'a> {
    tokens: &'t mut Tokens<'a>,
    ends: Ends,
    /// The line that began with a ballot and on which the last one ended, and whether one on it says nothing.
    line: Option<(u64, bool)>,
}

impl<'t, 'a> Slips<'t, 'a> {
    pub(super) fn of(tokens: &'t mut Tokens<'a>, ends: Ends) -> Slips<'t, 'a> {
        Slips { tokens, ends, line: None }
    }

    /// The next ballot into `slip`; false at the 0 that closes the ballots.
    pub(super) fn next(&mut self, slip: &mut Slip) -> Result<bool, Fault> {
        let first = self.tokens.next()?;
        slip.clear(first.line);
        let mut token = first;
        if first.sign == Sign::Open {
            slip.has_id = true;
            self.tokens.read_id(&mut slip.id)?;
            token = self.tokens.next()?;
        }
        if self.ends == Ends::Line && token.line != first.line {
            return Err(Fault::At(first.line, "an id stands alone on its line".into()));
        }
        let at_first = |message: &str| Err(Fault::At(first.line, message.into()));
        match first.sign {
            Sign::End => return Err(Fault::Whole("ends before the line 0 that closes the ballots: is it cut off?".into())),
            Sign::Quote => return at_first("a name stands before the 0 that closes the ballots"),
            Sign::OpenOption => return at_first("options in [ ] stand before the first ballot"),
            Sign::Word if self.tokens.word() == "0" && !slip.has_id && !self.tokens.continues_with_marks()? => return Ok(false),
            Sign::Word if is_withdrawal(self.tokens.word()) => {
                return at_first("withdrawn candidates are named before the first ballot");
            }
            _ => {}
        }
        self.read_marks(slip, token)?;
        let is_empty = slip.says_nothing();
        let others = self.line.filter(|&(line, _)| line == first.line && !first.begins_line);
        // Stack Exchange writes 0 for a skipped rank.
        if others.is_some_and(|(_, has_empty)| is_empty || has_empty) {
            return at_first("0 ends a ballot, but more follows on its line; if it is a skipped rank, write - for it");
        }
        let is_whole = slip.end_line == first.line && (first.begins_line || others.is_some());
        self.line = is_whole.then_some((first.line, is_empty || others.is_some_and(|(_, has_empty)| has_empty)));
        Ok(true)
    }

    fn read_marks(&mut self, slip: &mut Slip, first: Token) -> Result<(), Fault> {
        let mut token = first;
        let mut is_joined = false;
        let is_0 = first.sign == Sign::Word && self.tokens.word() == "0";
        let mut is_weight_0 = is_0 && self.tokens.continues_with_marks()?;
        loop {
            match token.sign {
                Sign::Word if self.tokens.word() == "0" && !std::mem::take(&mut is_weight_0) => {
                    if is_joined {
                        return Err(Fault::At(token.line, BETWEEN.into()));
                    }
                    slip.end_line = token.line;
                    return Ok(());
                }
                Sign::Word | Sign::Join | Sign::Open | Sign::Close => slip.push(token, self.tokens.word())?,
                Sign::End => return Err(Fault::Whole("ends within a ballot: is it cut off?".into())),
                Sign::Quote | Sign::OpenOption | Sign::CloseOption => return Err(self.unclosed(slip)),
            }
            is_joined = token.sign == Sign::Join;
            if self.ends == Ends::Line && !is_joined && self.tokens.ends_line()? {
                return if slip.signs.len() == 1 { Err(self.unclosed(slip)) } else { Ok(()) };
            }
            token = self.tokens.next()?;
        }
    }

    fn unclosed(&self, slip: &Slip) -> Fault {
        Fault::At(slip.line, "the ballot does not end with 0".into())
    }
}

/// Why a ballot of several lines is not believed.
pub(super) fn doubt(slip: &Slip, ballot: &RawBallot) -> Option<String> {
    if slip.end_line == slip.line {
        return None;
    }
    let repeated = Slip::repeated(ballot)? + 1;
    Some(format!(
        "the ballot goes on to line {} and names candidate {repeated} twice: is the 0 missing that closes a ballot?",
        slip.end_line
    ))
}
