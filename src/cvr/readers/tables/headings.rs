//! What a heading says of ranks: `1st Choice`, `rank1`, `Rank 2 of 6`, `FIRST CHOICE MAYOR`, `For Mayor Choice 1 (45)`,
//! `DEM Mayor Choice 3 of 5 Citywide (326916)`, `choice_1_text`, `Rank the films [2nd choice]`.

/// What a column under a heading with a rank holds, by its last word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    /// `choice_1_text`
    Names,
    Unsaid,
    /// `choice_1_id`
    Codes,
}

/// A heading that names a rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RankHeading {
    pub(super) rank: u64,
    /// The words around it, which may name a contest; empty if there are none.
    pub(super) contest: String,
    /// The number in parentheses at the end.
    pub(super) code: String,
    pub(super) holds: Holds,
    /// Whether a word such as `choice` stands beside the number.
    pub(super) is_worded: bool,
}

const RANK_WORDS: [&str; 13] = [
    "rank",
    "ranks",
    "ranked",
    "ranking",
    "choice",
    "choices",
    "preference",
    "preferences",
    "pref",
    "position",
    "place",
    "vote",
    "selection",
];
const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];
const CARDINALS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
/// What is said around a rank in any contest.
const EMPTY_WORDS: [&str; 22] = [
    "your",
    "my",
    "the",
    "voter",
    "voters",
    "candidate",
    "candidates",
    "ballot",
    "what",
    "is",
    "column",
    "for",
    "of",
    "in",
    "election",
    "answer",
    "response",
    "selected",
    "who",
    "name",
    "which",
    "mark",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    RankWord,
    Ordinal(u64),
    Number(u64),
    Cardinal(u64),
    Of,
    /// `no.` between a word and its number.
    NumberSign,
    Other,
}

struct Token {
    part: Part,
    start: usize,
    end: usize,
}

impl RankHeading {
    /// `None` for a heading that names no rank, or several.
    pub(super) fn of(heading: &str) -> Option<RankHeading> {
        let tokens = tokens(heading);
        let (rank, first, last, is_worded) = find(&tokens)?;
        let (before, after) = (&heading[..tokens[first].start], &heading[tokens[last].end..]);
        let (after, code) = without_code(after);
        let before = trimmed(before).trim_end_matches(['(', '[', ' ']);
        let after = trimmed(after).trim_start_matches([')', ']', ' ']);
        let joined = [trimmed(before), trimmed(after)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let (label, holds) = without_role(&joined);
        let label = label.get(..4).filter(|start| start.eq_ignore_ascii_case("for ")).map_or(label, |_| label[4..].trim());
        let is_empty = words(label).all(|word| EMPTY_WORDS.contains(&word.as_str()) || RANK_WORDS.contains(&word.as_str()));
        let contest = if is_empty { String::new() } else { label.to_owned() };
        Some(RankHeading { rank, contest, code: code.to_owned(), holds, is_worded })
    }
}

/// Whether a heading has a word such as `rank` or `choice` and no number with it; gives what else it says.
pub(super) fn unnumbered(heading: &str) -> Option<String> {
    let tokens = tokens(heading);
    let at = tokens.iter().position(|token| token.part == Part::RankWord)?;
    if find(&tokens).is_some() {
        return None;
    }
    Some(format!("{} {}", trimmed(&heading[..tokens[at].start]), trimmed(&heading[tokens[at].end..])).trim().to_lowercase())
}

/// Whether a heading names several ranks: `rank1^rank2`.
pub(super) fn is_several(heading: &str) -> bool {
    let tokens = tokens(heading);
    let is_number = |part: Part| matches!(part, Part::Number(_) | Part::Ordinal(_) | Part::Cardinal(_));
    let count = |is_it: &dyn Fn(Part) -> bool| tokens.iter().filter(|token| is_it(token.part)).count();
    RankHeading::of(heading).is_none() && count(&|part| part == Part::RankWord) > 1 && count(&is_number) > 1
}

/// The rank that a cell names: `2`, `2.0`, `2nd`, `Second choice`.
pub(super) fn rank_in_cell(cell: &str) -> Option<u64> {
    if cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return cell.parse().ok();
    }
    let whole = cell.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|byte| byte == b'0')).map(|(whole, _)| whole);
    if let Some(whole) = whole.filter(|whole| !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit())) {
        return whole.parse().ok();
    }
    let heading = if cell.starts_with('-') { None } else { RankHeading::of(cell) };
    heading.filter(|heading| heading.contest.is_empty() && heading.code.is_empty()).map(|heading| heading.rank)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn tokens(text: &str) -> Vec<Token> {
    let mut spans: Vec<(bool, usize, usize)> = Vec::new();
    let mut was_lower = false;
    for (at, c) in text.char_indices() {
        let is_digit = c.is_ascii_digit();
        if is_digit || c.is_alphabetic() {
            match spans.last_mut() {
                Some((digits, _, end)) if *end == at && *digits == is_digit && !(was_lower && c.is_uppercase()) => {
                    *end = at + c.len_utf8();
                }
                _ => spans.push((is_digit, at, at + c.len_utf8())),
            }
        }
        was_lower = c.is_lowercase();
    }
    let mut tokens: Vec<Token> = Vec::new();
    let mut spans = spans.into_iter().peekable();
    while let Some((is_digits, start, mut end)) = spans.next() {
        let word = text[start..end].to_lowercase();
        let part = if is_digits {
            let number = word.parse().unwrap_or(u64::MAX);
            match spans.next_if(|&(_, after, until)| after == end && is_suffix(&text[after..until])) {
                Some((_, _, until)) => {
                    end = until;
                    Part::Ordinal(number)
                }
                None => Part::Number(number),
            }
        } else {
            part_of(&word)
        };
        tokens.push(Token { part, start, end });
    }
    tokens
}

fn is_suffix(text: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|suffix| text.eq_ignore_ascii_case(suffix))
}

fn part_of(word: &str) -> Part {
    let place = |list: &[&str]| list.iter().position(|known| *known == word).map(|place| place as u64 + 1);
    if RANK_WORDS.contains(&word) {
        Part::RankWord
    } else if let Some(number) = place(&ORDINALS) {
        Part::Ordinal(number)
    } else if let Some(number) = place(&CARDINALS) {
        Part::Cardinal(number)
    } else {
        match word {
            "of" => Part::Of,
            "no" | "nr" | "number" => Part::NumberSign,
            _ => Part::Other,
        }
    }
}

/// The rank, the first and the last token that say it, and whether a word does: an ordinal before a word, a number after one, or
/// nothing but a number.
fn find(tokens: &[Token]) -> Option<(u64, usize, usize, bool)> {
    let part = |at: usize| tokens.get(at).map_or(Part::Other, |token| token.part);
    let mut found: Vec<(u64, usize, usize)> = Vec::new();
    for at in 0..tokens.len() {
        if let (Part::Ordinal(number), Part::RankWord) = (part(at), part(at + 1)) {
            found.push((number, at, at + 1));
        }
    }
    if found.is_empty() {
        for at in (0..tokens.len()).filter(|&at| part(at) == Part::RankWord) {
            let number_at = if part(at + 1) == Part::NumberSign { at + 2 } else { at + 1 };
            if let Part::Number(number) | Part::Cardinal(number) | Part::Ordinal(number) = part(number_at) {
                found.push((number, at, number_at));
            }
        }
    }
    if found.is_empty() {
        match (tokens, part(0)) {
            ([_], Part::Ordinal(number) | Part::Number(number)) => return Some((number, 0, 0, false)),
            ([_, second], Part::Number(number)) if second.part == Part::RankWord => found.push((number, 0, 1)),
            _ => {}
        }
    }
    let &(number, mut first, mut last) = found.first()?;
    if found.iter().any(|&(other, ..)| other != number) {
        return None;
    }
    if part(last + 1) == Part::Of && matches!(part(last + 2), Part::Number(_) | Part::Cardinal(_)) {
        last += 2;
    }
    while first > 0 && part(first - 1) == Part::RankWord {
        first -= 1;
    }
    while part(last + 1) == Part::RankWord {
        last += 1;
    }
    Some((number, first, last, true))
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '_' | '-' | '–' | ':' | ';' | ',' | '.' | '#' | '/' | '|' | '?'))
}

/// A number in parentheses at the end.
fn without_code(text: &str) -> (&str, &str) {
    let text = text.trim_end();
    let code = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    match code.filter(|(_, code)| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit())) {
        Some((rest, code)) => (rest, code),
        None => (text, ""),
    }
}

fn without_role(label: &str) -> (&str, Holds) {
    let (rest, last) = label.rsplit_once([' ', '_', '-']).unwrap_or(("", label));
    match last.to_lowercase().as_str() {
        "text" | "name" | "names" | "label" => (trimmed(rest), Holds::Names),
        "id" | "ids" | "code" | "codes" => (trimmed(rest), Holds::Codes),
        _ => (label, Holds::Unsaid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(text: &str) -> (u64, String) {
        let heading = RankHeading::of(text).unwrap_or_else(|| panic!("{text:?} names no rank"));
        (heading.rank, heading.contest)
    }

    #[test]
    fn ranks_are_read_from_numbers_and_from_words() {
        for text in [
            "rank2",
            "Rank 2",
            "RANK_2",
            "2nd Choice",
            "2ND CHOICE",
            "second choice",
            "Second Rank",
            "Choice 2",
            "choice_2",
            "Choice Two",
            "Rank 2 of 6",
            "Pref 2",
            "2",
            "2nd",
            "SECOND",
            "#2",
            "Rank #2",
            "Choice No. 2",
            "SecondChoice",
            "Ranked Choice 2",
            "2 choice",
            "Your second choice",
            " 2nd Choice",
            "Preference 2.",
        ] {
            assert_eq!(heading(text), (2, String::new()), "{text}");
        }
    }

    #[test]
    fn contests_are_the_words_around_a_rank() {
        for (text, rank, contest) in [
            ("1ST CHOICE MAYOR MINNEAPOLIS", 1, "MAYOR MINNEAPOLIS"),
            ("For Mayor Choice 1 (45)", 1, "Mayor"),
            ("DEM Choice 3 of 5 Mayor (026916)", 3, "DEM Mayor"),
            ("DEM Mayor Choice 3 of 5 Citywide (326916)", 3, "DEM Mayor Citywide"),
            ("2024: Rank 2 of 2", 2, "2024"),
            ("1ST CHOICE 2013 MAYOR", 1, "2013 MAYOR"),
            ("For 1st Ward Choice 2", 2, "1st Ward"),
            ("District 1 2nd Choice", 2, "District 1"),
            ("Rank the films [2nd choice]", 2, "Rank the films"),
            ("Mayor (2nd choice)", 2, "Mayor"),
            ("Council (Ward 3) - Rank 2", 2, "Council (Ward 3)"),
        ] {
            assert_eq!(heading(text), (rank, contest.to_owned()), "{text}");
        }
    }

    #[test]
    fn columns_of_names_and_of_codes_are_told_apart() {
        let holds = |text: &str| RankHeading::of(text).unwrap().holds;
        assert_eq!(
            (holds("choice_1_text"), holds("choice_1"), holds("Choice 1 ID")),
            (Holds::Names, Holds::Unsaid, Holds::Codes)
        );
    }

    #[test]
    fn other_headings_name_no_rank() {
        for text in
            ["", "Franklin Ward", "frank_score", "First Name", "Precinct 1", "rank", "Mayor rank", "Choice 1 or choice 2", "Ada"]
        {
            assert_eq!(RankHeading::of(text), None, "{text}");
        }
        assert_eq!(
            (unnumbered("Mayor rank"), unnumbered("Rank"), unnumbered("rank1")),
            (Some("mayor".into()), Some(String::new()), None)
        );
    }

    #[test]
    fn ranks_in_cells_are_numbers_or_ordinals() {
        assert_eq!(["3", "3.0", "3rd", "Third choice", "Choice 3"].map(rank_in_cell), [Some(3); 5]);
        assert_eq!(["3 or 4", "Ada", "-3", "3rd Mayor choice"].map(rank_in_cell), [None; 4]);
    }
}
