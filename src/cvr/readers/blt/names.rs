//! The end of a BLT file: names in quotation marks or a line each, the title, and what follows it.

use super::tokens::{Fault, Tokens};
use crate::ballots::MAX_NAME;
use crate::cvr::text::excerpt;

/// Wichmann's source and comment.
const MAX_AFTER_TITLE: usize = 2;
/// Names are held in memory until all are known.
const MAX_TEXT: usize = 4 * MAX_NAME;
/// A quoted name goes on over no more lines.
const MAX_NAME_LINES: usize = 5;

#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) names: Vec<String>,
    pub(super) title: Option<String>,
    /// Whether anything stands after the names, be it empty.
    pub(super) has_title: bool,
    /// Texts in quotation marks after the title.
    pub(super) after_title: usize,
}

/// One name or other text.
struct Text {
    line: u64,
    text: String,
    is_quoted: bool,
}

impl Names {
    pub(super) fn read(tokens: &mut Tokens, candidates: usize) -> Result<Names, Fault> {
        let mut found = Names::default();
        let mut are_quoted = false;
        while let Some((line, text)) = next_line(tokens)? {
            let is_note = found.has_title && are_quoted;
            refuse_election(line, &text, found.has_title)?;
            let texts = match texts(tokens, line, &text, &found, candidates) {
                Ok(texts) if !(is_note && texts.iter().any(|text| !text.is_quoted)) => texts,
                Err(fault @ (Fault::Read(_) | Fault::Open(_))) => return Err(fault),
                Err(fault) if !is_note => return Err(fault),
                _ => break,
            };
            for Text { line, text, is_quoted } in texts {
                if text.len() > MAX_TEXT {
                    let message = format!("a name is longer than {MAX_TEXT} bytes: is a quotation mark not closed?");
                    return Err(Fault::At(line, message));
                }
                if found.names.len() < candidates {
                    if text.trim().is_empty() {
                        let message = format!("candidate {} has an empty name", found.names.len() + 1);
                        return Err(Fault::At(line, message));
                    }
                    are_quoted |= is_quoted;
                    found.names.push(text);
                } else if !found.has_title {
                    found.has_title = true;
                    found.title = Some(text).filter(|title| !title.trim().is_empty());
                } else if is_quoted && are_quoted && found.after_title < MAX_AFTER_TITLE {
                    found.after_title += 1;
                } else {
                    let message =
                        format!("{} follows the title: there are more names than the {candidates} candidates", excerpt(&text));
                    return Err(Fault::At(line, message));
                }
            }
        }
        while let Some((line, text)) = tokens.rest_of_line()? {
            refuse_election(line, &text, found.has_title)?;
        }
        if found.names.len() < candidates {
            let message = format!("has {} names for {candidates} candidates: is it cut off?", found.names.len());
            return Err(Fault::Whole(message));
        }
        Ok(found)
    }
}

/// Numbers after the title are no comment.
fn refuse_election(line: u64, text: &str, has_title: bool) -> Result<(), Fault> {
    let mut numbers = text.split_whitespace();
    let are_numbers = numbers.clone().count() == 2 && numbers.all(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    if has_title && are_numbers {
        let message =
            format!("{} follows the title: does a second election begin? Save each as a file of its own", excerpt(text));
        return Err(Fault::At(line, message));
    }
    Ok(())
}

/// The next line that is more than a comment `/* … */`.
fn next_line(tokens: &mut Tokens) -> Result<Option<(u64, String)>, Fault> {
    tokens.skip_block_comments()?;
    tokens.rest_of_line()
}

/// The texts of one line.
fn texts(tokens: &mut Tokens, line: u64, text: &str, found: &Names, candidates: usize) -> Result<Vec<Text>, Fault> {
    let named = found.names.len();
    let text = text.trim_start_matches([',', ';', ' ', '\t']);
    if text.starts_with('"') {
        let texts = quoted(tokens, line, text, candidates + 1 - named)?;
        return Ok(texts.into_iter().map(|text| Text { line, text, is_quoted: true }).collect());
    }
    // Some Scottish files made from PrefLib's keep its keys.
    let name = match text.strip_prefix("# ALTERNATIVE NAME ").and_then(|rest| rest.split_once(':')) {
        Some((number, name)) if number.trim().parse() == Ok(named + 1) => name.trim(),
        Some((number, _)) => {
            let message = format!("ALTERNATIVE NAME {} stands where number {} should", number.trim(), named + 1);
            return Err(Fault::At(line, message));
        }
        None if text.starts_with('#') || text.starts_with("//") => "",
        None => text,
    };
    let end = [" #", " //", " /*"].iter().filter_map(|sign| name.find(sign)).min().unwrap_or(name.len());
    let name = name[..end].trim_end_matches([',', ';', ' ', '\t']);
    if name.is_empty() {
        return Ok(Vec::new());
    }
    if name.bytes().all(|byte| byte.is_ascii_digit() || b" \t,;-=.()".contains(&byte)) {
        let message = format!("{} stands where a name should: do ballots follow the 0 that closes them?", excerpt(name));
        return Err(Fault::At(line, message));
    }
    // A spreadsheet has put the words of a name into cells.
    let name = match tokens.has_commas {
        true => name.split(',').map(str::trim).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "),
        false => name.to_owned(),
    };
    Ok(vec![Text { line, text: without_other_quotes(name), is_quoted: false }])
}

enum Quoting {
    /// A quotation mark is not closed on the line.
    Open,
    Wrong,
}

/// What stands in quotation marks; it may go on over the end of the line. After those that are missing, notes may follow.
fn quoted(tokens: &mut Tokens, line: u64, text: &str, missing: usize) -> Result<Vec<String>, Fault> {
    let mut text = text.to_owned();
    for lines in 1..=MAX_NAME_LINES {
        match strictly_quoted(&text, usize::MAX) {
            Ok(mut texts) => {
                if tokens.has_commas {
                    texts = texts.into_iter().map(without_cell_quotes).collect();
                }
                return Ok(texts);
            }
            Err(Quoting::Open) if text.matches('"').count() % 2 == 1 => {}
            Err(_) => match loosely_quoted(&text) {
                Some(name) if lines == 1 => return Ok(vec![name]),
                _ => match strictly_quoted(&text, missing) {
                    Ok(texts) => return Ok(texts),
                    Err(_) => break,
                },
            },
        }
        match tokens.rest_of_line()? {
            Some((_, next)) => text = format!("{text} {next}"),
            None => break,
        }
    }
    let message = format!("{}: quotation marks stand around a name, and are doubled within it", excerpt(&text));
    Err(Fault::At(line, message))
}

/// Texts in quotation marks that are doubled, or after a backslash, within them. After so many of them, what has none ends them.
fn strictly_quoted(text: &str, enough: usize) -> Result<Vec<String>, Quoting> {
    let mut texts = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([',', ';', ' ', '\t']);
        if is_comment(rest) {
            return Ok(texts);
        }
        if texts.len() >= enough && !rest.starts_with('"') {
            return Ok(texts);
        }
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").ok_or(Quoting::Wrong)?.1;
            continue;
        }
        let inner = rest.strip_prefix('"').ok_or(Quoting::Wrong)?;
        let mut name = String::new();
        let mut chars = inner.char_indices().peekable();
        loop {
            match (chars.next(), chars.peek()) {
                (None, _) => return Err(Quoting::Open),
                (Some((_, '"')), Some((_, '"'))) | (Some((_, '\\')), Some((_, '"'))) => {
                    name.push('"');
                    chars.next();
                }
                (Some((at, '"')), _) => {
                    rest = &inner[at + 1..];
                    break;
                }
                (Some((_, c)), _) => name.push(c),
            }
        }
        texts.push(name);
        if !(rest.is_empty() || rest.starts_with([',', ';', ' ', '\t', '#', '/'])) {
            return Err(Quoting::Wrong);
        }
    }
}

/// One name with quotation marks in it, as they are.
fn loosely_quoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?;
    let (name, rest) = inner.rsplit_once('"')?;
    let closes_at_once = name.split_once('"').is_some_and(|(_, after)| after.starts_with([',', ';', ' ', '\t']));
    let is_name_of_two = name.match_indices('"').any(|(at, _)| {
        let after = &name[at + 1..];
        let next = after.trim_start_matches([',', ';', ' ', '\t']);
        next.len() < after.len() && (next.starts_with('"') || is_comment(next))
    });
    (is_comment(rest.trim_start_matches([',', ';', ' ', '\t'])) && !is_name_of_two && !closes_at_once)
        .then(|| name.replace("\"\"", "\"").replace("\\\"", "\""))
}

/// Or nothing.
fn is_comment(text: &str) -> bool {
    text.is_empty() || text.starts_with('#') || text.starts_with("//")
}

/// Single and typographic quotation marks around a whole name.
fn without_other_quotes(name: String) -> String {
    const PAIRS: [(char, char); 6] = [('\'', '\''), ('“', '”'), ('„', '“'), ('„', '”'), ('‘', '’'), ('«', '»')];
    let inner = PAIRS.iter().find_map(|&(open, close)| {
        let inner = name.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.contains([open, close]) && !inner.trim().is_empty()).then(|| inner.trim().to_owned())
    });
    inner.unwrap_or(name)
}

/// A spreadsheet keeps the quotation marks of a cell within its own.
fn without_cell_quotes(text: String) -> String {
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inner) if !inner.contains('"') => inner.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, candidates: usize) -> Result<Names, Fault> {
        let mut tokens = Tokens::of_text(text)?;
        Names::read(&mut tokens, candidates)
    }

    fn names(text: &str, candidates: usize) -> Vec<String> {
        read(text, candidates).unwrap().names
    }

    fn message(text: &str, candidates: usize) -> String {
        match read(text, candidates) {
            Err(Fault::At(_, message) | Fault::Whole(message)) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn quoted_names_share_a_line_or_span_lines() {
        assert_eq!(names("\"Ada\" \"Bo\"", 2), ["Ada", "Bo"]);
        assert_eq!(names("\"Ada\", \"Bo\",,\r\n", 2), ["Ada", "Bo"]);
        assert_eq!(names("\"Ada\nLove\" /* x */ \"Bo\"# y", 2), ["Ada Love", "Bo"]);
        assert_eq!(names("/* \"No\"\n */ \"Ada\"\n", 1), ["Ada"]);
    }

    #[test]
    fn quotation_marks_in_names_are_doubled_escaped_or_as_they_are() {
        assert_eq!(
            names("\"Ann \"the\" A, <b>\"\n\"Bob \"B\"\"\n\"Al \"\"X\"\"\"\n", 3),
            ["Ann \"the\" A, <b>", "Bob \"B\"", "Al \"X\""]
        );
        assert_eq!(names("\"Jo \\\"J\\\" Doe\"\nJim \"Bo\" Lee", 2), ["Jo \"J\" Doe", "Jim \"Bo\" Lee"]);
        assert!(message("\"Ann \"the\" A\" \"Bob\"", 2).contains("doubled"));
        assert!(message("\"Ann\n\"Bob\"\n", 2).contains("doubled"));
    }

    #[test]
    fn after_the_title_come_source_comment_and_notes() {
        let found = read("\"A\"\n\"T\"\n\"Source\" \"Comment\"\n", 1).unwrap();
        assert_eq!((found.title.as_deref(), found.after_title), (Some("T"), 2));
        assert_eq!(read("\"A\" \"T\" junk 3", 1).unwrap().title.as_deref(), Some("T"));
        assert!(message("\"A\" junk \"T\"", 1).contains("doubled"));
        assert_eq!(read("\"A\"\n\"T\"\nQuota \"3\n1 2 3\n", 1).unwrap().title.as_deref(), Some("T"));
        assert!(message("\"A\"\n\"T\"\n\"x\"\n\"y\"\n\"z\"\n", 1).contains("more names than the 1 candidates"));
        assert!(message("A\nT\nB\n", 1).contains("\"B\" follows the title"));
    }

    #[test]
    fn numbers_without_quotation_marks_are_no_names() {
        assert!(message("1 2 0\n0\n", 1).contains("do ballots follow"));
        assert_eq!(names("\"1984\"", 1), ["1984"]);
    }

    #[test]
    fn names_under_preflib_keys_are_in_their_order() {
        assert_eq!(names("# ALTERNATIVE NAME 1: Ann (Con)\n# note\n# ALTERNATIVE NAME 2: Bo\n", 2), ["Ann (Con)", "Bo"]);
        assert!(message("# ALTERNATIVE NAME 2: Ann\n", 2).contains("where number 1 should"));
    }
}
