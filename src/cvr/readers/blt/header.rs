//! What stands before the ballots: the numbers of candidates and seats, who has withdrawn, `[options]`.

use std::collections::HashMap;

use super::tokens::{Fault, Sign, Token, Tokens};
use crate::ballots::MAX_CANDIDATES;
use crate::cvr::text::{excerpt, parse_weight};

/// Options that say nothing of the ballots: an order to break ties, and settings of a count.
const SETTINGS: [&str; 3] = ["tie", "droop", "option"];

const MAX_OPTIONS: usize = 2 * MAX_CANDIDATES;

#[derive(Debug)]
pub(super) struct Header {
    pub(super) candidates: usize,
    pub(super) seats: u32,
    pub(super) withdrawn: Vec<bool>,
    /// Write-in candidates who did not declare themselves.
    pub(super) undeclared: Vec<bool>,
    pub(super) unknown_options: Vec<String>,
    nicks: HashMap<String, usize>,
}

impl Header {
    pub(super) fn read(tokens: &mut Tokens) -> Result<Header, Fault> {
        let candidates = match number(tokens)? {
            (candidates, _) if (1..=MAX_CANDIDATES as u64).contains(&candidates) => candidates as usize,
            (candidates, line) => {
                return Err(Fault::At(line, format!("{candidates} candidates; 1 to {MAX_CANDIDATES} are possible")));
            }
        };
        let (seats, line) = number(tokens)?;
        let seats = match u32::try_from(seats) {
            Ok(0) => return Err(Fault::At(line, "0 seats; at least 1 is needed".into())),
            Ok(seats) => seats,
            Err(_) => return Err(Fault::At(line, format!("{seats} seats are too many"))),
        };
        let mut header = Header {
            candidates,
            seats,
            withdrawn: vec![false; candidates],
            undeclared: vec![false; candidates],
            unknown_options: Vec::new(),
            nicks: HashMap::new(),
        };
        header.read_options(tokens)?;
        Ok(header)
    }

    fn read_options(&mut self, tokens: &mut Tokens) -> Result<(), Fault> {
        let mut lists = Vec::new();
        for options in 0.. {
            let token = tokens.peek()?;
            if options == MAX_OPTIONS {
                return Err(Fault::At(
                    token.line,
                    format!("more than {MAX_OPTIONS} options and withdrawals stand before the ballots"),
                ));
            }
            if token.sign == Sign::OpenOption {
                tokens.next()?;
                match read_option(tokens, token.line)? {
                    (name, words) if name == "nick" => self.name_nicks(token.line, words)?,
                    (name, words) if ["withdrawn", "undeclared"].contains(&name.as_str()) => {
                        lists.push((token.line, name, words))
                    }
                    (name, _) if SETTINGS.contains(&name.as_str()) => {}
                    (name, _) if self.unknown_options.contains(&name) => {}
                    (name, _) => self.unknown_options.push(name),
                }
            } else if token.sign == Sign::Word && is_withdrawal(tokens.word()) {
                self.read_withdrawals(tokens, token)?;
            } else {
                break;
            }
        }
        for (line, option, words) in lists {
            for word in words {
                let index = self.candidate(&word).map_err(|message| Fault::At(line, format!("[{option}]: {message}")))?;
                let list = if option == "withdrawn" { &mut self.withdrawn } else { &mut self.undeclared };
                list[index] = true;
            }
        }
        Ok(())
    }

    /// `-2 -3`: on a line of their own, or on that of the numbers.
    fn read_withdrawals(&mut self, tokens: &mut Tokens, first: Token) -> Result<(), Fault> {
        let mut token = first;
        let negative = tokens.word().to_owned();
        while token.sign == Sign::Word && token.line == first.line && is_withdrawal(tokens.word()) {
            let index = tokens.word()[1..].parse::<usize>().ok().filter(|code| (1..=self.candidates).contains(code));
            let Some(index) = index else {
                let message = format!("withdrawn candidate {}: expected -1 to -{}", tokens.word(), self.candidates);
                return Err(Fault::At(token.line, message));
            };
            self.withdrawn[index - 1] = true;
            tokens.next()?;
            token = tokens.peek()?;
        }
        if first.begins_line && token.line == first.line && token.sign == Sign::Word {
            let message = parse_weight(&negative).err().unwrap_or_default();
            return Err(Fault::At(first.line, format!("{message}; withdrawn candidates stand on a line of their own")));
        }
        Ok(())
    }

    fn name_nicks(&mut self, line: u64, words: Vec<String>) -> Result<(), Fault> {
        if words.len() != self.candidates {
            let message = format!("[nick] has {} names for {} candidates", words.len(), self.candidates);
            return Err(Fault::At(line, message));
        }
        for (index, nick) in words.into_iter().enumerate() {
            let is_number = nick.bytes().all(|byte| byte.is_ascii_digit()) && nick != (index + 1).to_string();
            if is_number || nick.starts_with('-') {
                let message = format!("[nick]: {} is no name for candidate {}", excerpt(&nick), index + 1);
                return Err(Fault::At(line, message));
            }
            if let Some(other) = self.nicks.insert(nick.clone(), index) {
                let message = format!("[nick]: {} stands for candidates {} and {}", excerpt(&nick), other + 1, index + 1);
                return Err(Fault::At(line, message));
            }
        }
        Ok(())
    }

    /// The candidate's index, by number or nick.
    pub(super) fn candidate(&self, word: &str) -> Result<usize, String> {
        let number = word.bytes().all(|byte| byte.is_ascii_digit()).then(|| word.parse::<usize>().ok()).flatten();
        let index = number.filter(|code| (1..=self.candidates).contains(code)).map(|code| code - 1);
        index.or_else(|| self.nicks.get(word).copied()).ok_or_else(|| {
            let nicks = if self.nicks.is_empty() { "" } else { ", or their nick names" };
            format!("{} is no candidate; the candidates are 1 to {}{nicks}", excerpt(word), self.candidates)
        })
    }
}

/// A whole number, and its line.
fn number(tokens: &mut Tokens) -> Result<(u64, u64), Fault> {
    let token = tokens.next()?;
    match token.sign {
        Sign::Word if is_number(tokens.word()) => match tokens.word().parse() {
            Ok(number) => Ok((number, token.line)),
            Err(_) => Err(Fault::At(token.line, format!("the number {} is too large", excerpt(tokens.word())))),
        },
        Sign::End => Err(Fault::Whole("is empty".into())),
        sign => {
            let found = if sign == Sign::Word { excerpt(tokens.word()) } else { "with a sign".to_owned() };
            let message = format!("not BLT: it begins {found}, expected the numbers of candidates and of seats");
            Err(Fault::At(token.line, message))
        }
    }
}

pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn is_withdrawal(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(is_number)
}

/// The name and the words of an option, after its `[`.
fn read_option(tokens: &mut Tokens, line: u64) -> Result<(String, Vec<String>), Fault> {
    let mut words = Vec::new();
    loop {
        match tokens.next()?.sign {
            Sign::CloseOption => break,
            Sign::Word if words.len() <= 2 * MAX_CANDIDATES => words.push(tokens.word().to_owned()),
            // `[droop arithmetic=fixed]`
            Sign::Join => {}
            _ => return Err(Fault::At(line, "the option is not closed by ]".into())),
        }
    }
    if words.is_empty() {
        return Err(Fault::At(line, "the option [] has no name".into()));
    }
    let name = words.remove(0);
    Ok((name, words))
}
