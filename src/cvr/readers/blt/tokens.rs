//! A BLT file up to its names: words and signs between white space, commas and comments, wherever its lines end.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, ErrorKind, Read};

use crate::cvr::input::Input;
use crate::cvr::limits::MAX_LINE;
use crate::cvr::text::decode;
use crate::error::Error;

/// No number, nick name or id of a ballot is longer.
const MAX_WORD: usize = 1_000;

/// What is wrong, and where.
#[derive(Debug)]
pub(super) enum Fault {
    At(u64, String),
    Whole(String),
    Read(std::io::Error),
    Open(Error),
}

impl Fault {
    pub(super) fn locate(self, input: &Input) -> Error {
        match self {
            Fault::At(line, message) => input.at_line(line, message),
            Fault::Whole(message) => input.fault(message),
            Fault::Read(error) => input.read_error(error),
            Fault::Open(error) => error,
        }
    }

    /// The line, of what is wrong with the text.
    pub(super) fn line(&self) -> Option<u64> {
        match self {
            Fault::At(line, _) => Some(*line),
            Fault::Whole(_) => Some(u64::MAX),
            Fault::Read(_) | Fault::Open(_) => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Word,
    /// `=`
    Join,
    /// `(` and `)`
    Open,
    Close,
    /// `[` and `]`
    OpenOption,
    CloseOption,
    /// `"`, which is not passed over: a name begins.
    Quote,
    End,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) sign: Sign,
    pub(super) line: u64,
    /// Whether it is the first of its line.
    pub(super) begins_line: bool,
}

pub(super) struct Tokens<'a> {
    reader: BufReader<Box<dyn Read + 'a>>,
    /// The next two bytes.
    ahead: [Option<u8>; 2],
    last: u8,
    line: u64,
    /// Whether the line had a token.
    is_begun: bool,
    peeked: Option<Token>,
    word: String,
    /// Whether a comma or semicolon stood between tokens.
    pub(super) has_commas: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(reader: BufReader<Box<dyn Read + 'a>>) -> Result<Tokens<'a>, Fault> {
        let mut tokens = Tokens {
            reader,
            ahead: [None; 2],
            last: 0,
            line: 1,
            is_begun: false,
            peeked: None,
            word: String::new(),
            has_commas: false,
        };
        tokens.ahead = [tokens.fetch()?, None];
        tokens.ahead[1] = tokens.fetch()?;
        Ok(tokens)
    }

    pub(super) fn of_text(text: &'a str) -> Result<Tokens<'a>, Fault> {
        Tokens::of(BufReader::new(Box::new(text.as_bytes())))
    }

    fn fetch(&mut self) -> Result<Option<u8>, Fault> {
        loop {
            match self.reader.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Fault::Read(error)),
                Ok(buffer) => {
                    let byte = buffer.first().copied();
                    self.reader.consume(usize::from(byte.is_some()));
                    return Ok(byte);
                }
            }
        }
    }

    fn bump(&mut self) -> Result<(), Fault> {
        let Some(byte) = self.ahead[0] else { return Ok(()) };
        if byte == b'\r' || (byte == b'\n' && self.last != b'\r') {
            self.line += 1;
            self.is_begun = false;
        }
        self.last = byte;
        self.ahead = [self.ahead[1], self.fetch()?];
        Ok(())
    }

    /// Passes over white space, commas and comments, and gives the byte that follows them: with `within_line`, it may be the end of
    /// the line.
    fn skip(&mut self, within_line: bool) -> Result<Option<u8>, Fault> {
        loop {
            match self.ahead {
                [Some(b'\n' | b'\r'), _] if within_line => return Ok(self.ahead[0]),
                [Some(b',' | b';'), _] => {
                    self.has_commas = true;
                    self.bump()?;
                }
                [Some(b' ' | b'\t' | b'\x0b' | b'\x0c' | b'\n' | b'\r'), _] => self.bump()?,
                [Some(b'#'), _] | [Some(b'/'), Some(b'/')] => {
                    while !matches!(self.ahead[0], None | Some(b'\n' | b'\r')) {
                        self.bump()?;
                    }
                }
                [Some(b'/'), Some(b'*')] => self.skip_comment()?,
                [next, _] => return Ok(next),
            }
        }
    }

    /// Comments `/* … */` and the white space before and after them.
    pub(super) fn skip_block_comments(&mut self) -> Result<(), Fault> {
        loop {
            match self.ahead {
                [Some(b' ' | b'\t'), _] => self.bump()?,
                [Some(b'/'), Some(b'*')] => self.skip_comment()?,
                _ => return Ok(()),
            }
        }
    }

    /// `/* … */`, with others in it.
    fn skip_comment(&mut self) -> Result<(), Fault> {
        let line = self.line;
        let mut depth = 0u32;
        loop {
            match self.ahead {
                [Some(b'/'), Some(b'*')] => depth += 1,
                [Some(b'*'), Some(b'/')] => depth -= 1,
                [Some(_), _] => {
                    self.bump()?;
                    continue;
                }
                [None, _] => return Err(Fault::At(line, "the comment /* is not closed by */".into())),
            }
            self.bump()?;
            self.bump()?;
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Whether nothing follows on the line.
    pub(super) fn ends_line(&mut self) -> Result<bool, Fault> {
        Ok(matches!(self.skip(true)?, None | Some(b'\n' | b'\r')))
    }

    /// Whether a number or a skipped rank follows on the line.
    pub(super) fn continues_with_marks(&mut self) -> Result<bool, Fault> {
        Ok(self.skip(true)?.is_some_and(|byte| byte.is_ascii_digit() || byte == b'-'))
    }

    pub(super) fn peek(&mut self) -> Result<Token, Fault> {
        let token = self.next()?;
        self.peeked = Some(token);
        Ok(token)
    }

    pub(super) fn next(&mut self) -> Result<Token, Fault> {
        if let Some(token) = self.peeked.take() {
            return Ok(token);
        }
        let next = self.skip(false)?;
        let mut token = Token { sign: Sign::Word, line: self.line, begins_line: !self.is_begun };
        self.is_begun = true;
        token.sign = match next {
            None => Sign::End,
            Some(b'"') => Sign::Quote,
            Some(b'=') => Sign::Join,
            Some(b'(') => Sign::Open,
            Some(b')') => Sign::Close,
            Some(b'[') => Sign::OpenOption,
            Some(b']') => Sign::CloseOption,
            Some(_) => Sign::Word,
        };
        match token.sign {
            Sign::Word => self.read_word()?,
            Sign::End | Sign::Quote => {}
            _ => self.bump()?,
        }
        Ok(token)
    }

    fn read_word(&mut self) -> Result<(), Fault> {
        let line = self.line;
        let mut bytes = Vec::new();
        while let Some(byte) = self.ahead[0] {
            let is_comment = byte == b'/' && matches!(self.ahead[1], Some(b'/' | b'*'));
            if is_comment || b" \t\x0b\x0c\n\r,;#\"=()[]".contains(&byte) {
                break;
            }
            if bytes.len() == MAX_WORD {
                return Err(Fault::At(line, format!("a word is longer than {MAX_WORD} bytes: is this a text file?")));
            }
            bytes.push(byte);
            self.bump()?;
        }
        self.word.clear();
        self.word.push_str(&decode(&bytes));
        Ok(())
    }

    /// The word that was the last token.
    pub(super) fn word(&self) -> &str {
        &self.word
    }

    /// The id of a ballot, after its `(`.
    pub(super) fn read_id(&mut self, id: &mut String) -> Result<(), Fault> {
        let line = self.line;
        let mut bytes = Vec::new();
        loop {
            match self.ahead[0] {
                None | Some(b'\n' | b'\r') => return Err(Fault::At(line, "the ballot id is not closed by )".into())),
                Some(b')') => break,
                Some(_) if bytes.len() == MAX_WORD => {
                    return Err(Fault::At(line, format!("the ballot id is longer than {MAX_WORD} bytes")));
                }
                Some(byte) => bytes.push(byte),
            }
            self.bump()?;
        }
        self.bump()?;
        id.push_str(decode(&bytes).trim());
        Ok(())
    }

    /// What is left of the line, trimmed, with its number; `None` at the end.
    pub(super) fn rest_of_line(&mut self) -> Result<Option<(u64, String)>, Fault> {
        if self.ahead[0].is_none() {
            return Ok(None);
        }
        let line = self.line;
        let mut bytes = Vec::new();
        while let Some(byte) = self.ahead[0] {
            self.bump()?;
            if byte == b'\r' && self.ahead[0] == Some(b'\n') {
                self.bump()?;
            }
            if matches!(byte, b'\n' | b'\r') {
                break;
            }
            if bytes.len() == MAX_LINE {
                return Err(Fault::At(line, "the line is longer than 16 MiB: is this a text file?".into()));
            }
            bytes.push(byte);
        }
        let text = match decode(&bytes) {
            Cow::Borrowed(text) => text.trim().to_owned(),
            Cow::Owned(text) => text.trim().to_owned(),
        };
        Ok(Some((line, text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<(String, u64)>, Fault> {
        let mut tokens = Tokens::of_text(text)?;
        let mut found = Vec::new();
        loop {
            let token = tokens.next()?;
            match token.sign {
                Sign::End | Sign::Quote => return Ok(found),
                Sign::Word => found.push((tokens.word().to_owned(), token.line)),
                sign => found.push((format!("{sign:?}"), token.line)),
            }
        }
    }

    fn words(text: &str) -> String {
        all(text).unwrap().into_iter().map(|(word, _)| word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_stand_between_white_space_commas_and_comments() {
        assert_eq!(words("3 1 # x\n2,,3;4 // y\n5/* z\n*/6/* a /* b */ */ \t7"), "3 1 2 3 4 5 6 7");
        assert_eq!(words("1=2 - 0 [nick a](b)"), "1 Join 2 - 0 OpenOption nick a CloseOption Open b Close");
    }

    #[test]
    fn lines_end_with_cr_lf_or_both() {
        let lines: Vec<u64> = all("1\r\n2\r3\n\n4\r\r5").unwrap().into_iter().map(|(_, line)| line).collect();
        assert_eq!(lines, [1, 2, 3, 5, 7]);
    }

    #[test]
    fn an_open_comment_is_told_with_its_line() {
        assert!(matches!(all("1\n/* a /* b */"), Err(Fault::At(2, message)) if message.contains("not closed")));
    }
}
