//! ABIF, the Aggregated Ballot Information Format of the Electowiki.
//!
//! ```text
//! {title: "Mayor"}             facts
//! =Ann:[Ann Doe (Green)]       a candidate: token and name
//! 27:Ann>Bo=[Cy Lee]/3         how many ballots, then the order; `/3` is a score
//! 4:                           blank ballots
//! ```
//!
//! `#` begins a comment. `=` joins two candidates at one rank: an overvote. Scores are read where they say what the order says; a list
//! with commas has only scores, and is an order where they all differ.

use std::collections::HashMap;

use super::preflib::is_preflib;
use crate::ballots::{ContestBuilder, MAX_CANDIDATES, Mark, RawBallot};
use crate::cvr::head::Head;
use crate::cvr::input::{Input, Progress};
use crate::cvr::reader::{ContestFacts, Reader, Reading};
use crate::cvr::text::{Lines, check_rank, excerpt, parse_weight};
use crate::error::Result;

/// Ballots of these types are no orders.
const UNRANKED: [&str; 4] = ["approval", "choose_many", "score", "rated"];

pub(super) struct Abif;

impl Reader for Abif {
    fn name(&self) -> &'static str {
        "abif"
    }

    fn title(&self) -> &'static str {
        "ABIF"
    }

    fn recognised_by(&self) -> &'static str {
        "a line of metadata or of rankings like 27:A>B"
    }

    /// Every line of the head is one of the format's, and one has ballots.
    fn detect(&self, head: &Head) -> Result<bool> {
        let Some(text) = head.text().or(head.json()).filter(|text| !is_preflib(text)) else { return Ok(false) };
        let (mut has_ballots, mut is_defined, mut is_ordered) = (false, false, false);
        let mut lines: Vec<&str> = text.lines().collect();
        if lines.len() > 1 {
            lines.pop();
        }
        for line in lines {
            match Line::of(line) {
                Ok(Line::Ballots(_, order)) => match parse_order(order) {
                    Ok(preferences) => {
                        has_ballots = true;
                        is_ordered |= ranked(&preferences).is_ok();
                    }
                    Err(_) => return Ok(false),
                },
                Ok(Line::Fact(..) | Line::Candidate(..)) => is_defined = true,
                Ok(Line::Empty) => {}
                Err(_) => return Ok(false),
            }
        }
        Ok(has_ballots && (is_defined || is_ordered))
    }

    fn read(
        &self,
        reading: &Reading,
        _contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        if Head::read(input)?.text().is_some_and(is_preflib) {
            return Err(input.fault("is a PrefLib file (preflib), not ABIF"));
        }
        let (title, mut candidates) = read_definitions(input, builder)?;
        let mut lines = Lines::open(input, progress)?;
        let mut ballot = RawBallot::default();
        while let Some((number, line)) = lines.next()? {
            let at_line = |message: String| input.at_line(number, message);
            let Line::Ballots(weight, order) = Line::of(&line).map_err(at_line)? else { continue };
            ballot.clear();
            ballot.weight = parse_weight(weight).map_err(at_line)?;
            if let Some(voter) = line.split_once("##VID:").and_then(|(_, rest)| rest.split_whitespace().next()) {
                ballot.key.push_str(voter);
            }
            for (rank, token) in ranked(&parse_order(order).map_err(at_line)?).map_err(at_line)? {
                let rank = check_rank(rank).map_err(at_line)?;
                let candidate = candidates.number(token, builder).map_err(|error| input.locate(Some(number), error))?;
                ballot.mark(rank, Mark::Candidate(candidate));
            }
            builder.ballot(&mut ballot).map_err(|error| input.locate(Some(number), error))?;
        }
        if builder.ballots() == 0 {
            return Err(input.fault("has no ballots"));
        }
        for token in candidates.undefined {
            builder.warn(format!("{}: {} is on ballots, and no line ={token}:[…] names it", input.name, excerpt(&token)));
        }
        Ok(ContestFacts { contest: None, title, seats: None })
    }
}

enum Line<'a> {
    Empty,
    /// `{key: value}`
    Fact(String, String),
    /// Token and name.
    Candidate(&'a str, &'a str),
    /// How many, and the order.
    Ballots(&'a str, &'a str),
}

impl Line<'_> {
    fn of(line: &str) -> Result<Line<'_>, String> {
        let line = line.trim();
        if let Some(fact) = line.strip_prefix('{') {
            let wrong = || format!("{}: a fact is written {{key: \"value\"}}, on one line", excerpt(line));
            let end = fact.rfind('}').ok_or_else(wrong)?;
            let (key, value) = fact[..end].split_once(':').ok_or_else(wrong)?;
            let plain = |text: &str| text.trim().trim_matches(['"', '\'']).trim().to_owned();
            return Ok(Line::Fact(plain(key).to_lowercase(), plain(value)));
        }
        let line = without_comment(line);
        if line.is_empty() {
            return Ok(Line::Empty);
        }
        if let Some(candidate) = line.strip_prefix('=') {
            let wrong = || format!("{}: a candidate is written =Token:[Name]", excerpt(line));
            let (token, rest) = token(candidate).ok_or_else(wrong)?;
            let name = rest.trim_start().strip_prefix(':').ok_or_else(wrong)?.trim();
            let name = name.strip_prefix('[').map_or(Some(name), |name| name.strip_suffix(']')).ok_or_else(wrong)?;
            return Ok(Line::Candidate(token, if name.is_empty() { token } else { name }));
        }
        let (weight, order) = line
            .split_once(':')
            .filter(|(weight, _)| weight.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.')))
            .ok_or_else(|| format!("{}: expected ballots like 27:Ann>Bo>Cy", excerpt(line)))?;
        Ok(Line::Ballots(weight.trim(), order.trim()))
    }
}

/// Up to a `#` that is not within `[ ]` or quotation marks.
fn without_comment(line: &str) -> &str {
    let mut closing = None;
    for (at, c) in line.char_indices() {
        match (c, closing) {
            (c, Some(end)) if c == end => closing = None,
            (_, Some(_)) => {}
            ('[', None) => closing = Some(']'),
            ('"', None) => closing = Some('"'),
            ('#', None) => return line[..at].trim_end(),
            _ => {}
        }
    }
    line
}

/// A token as it begins a text, without its brackets or quotation marks, and what follows.
fn token(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    for (open, close) in [('[', ']'), ('"', '"')] {
        if let Some(inner) = text.strip_prefix(open) {
            let (token, rest) = inner.split_once(close)?;
            return (!token.trim().is_empty()).then_some((token.trim(), rest));
        }
    }
    let end = text.find(|c: char| c.is_whitespace() || ":<>=,/[]\"{}".contains(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// A candidate on a ballot.
struct Preference<'a> {
    token: &'a str,
    score: Option<f64>,
    /// What follows: `>`, `=`, `,`, or a blank at the end.
    sign: char,
}

fn parse_order(order: &str) -> Result<Vec<Preference<'_>>, String> {
    let mut preferences = Vec::new();
    let mut rest = order;
    while !rest.is_empty() {
        let expected = || format!("{} stands where a candidate should; one with blanks stands in [ ]", excerpt(rest));
        let (token, after) = token(rest).ok_or_else(expected)?;
        let mut after = after.trim_start();
        let mut score = None;
        if let Some(scored) = after.strip_prefix('/') {
            let scored = scored.trim_start();
            let end = scored.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(scored.len());
            let number = scored[..end].parse::<f64>().map_err(|_| format!("{} is no score", excerpt(scored)))?;
            score = Some(number);
            after = scored[end..].trim_start();
        }
        let sign = after.chars().next().unwrap_or(' ');
        if !matches!(sign, '>' | '=' | ',' | ' ') {
            return Err(format!("{} stands where > or = should; a candidate with blanks stands in [ ]", excerpt(after)));
        }
        if preferences.len() == 2 * MAX_CANDIDATES {
            return Err(format!("more than {} candidates are on a ballot", 2 * MAX_CANDIDATES));
        }
        preferences.push(Preference { token, score, sign });
        if sign == ' ' {
            break;
        }
        rest = after[1..].trim_start();
        if rest.is_empty() {
            return Err(format!("the order ends with {sign}"));
        }
    }
    Ok(preferences)
}

/// The tokens with their ranks.
fn ranked<'a>(preferences: &[Preference<'a>]) -> Result<Vec<(i64, &'a str)>, String> {
    let has = |sign: char| preferences.iter().any(|preference| preference.sign == sign);
    if has(',') {
        if has('>') || has('=') {
            return Err("commas stand beside > or =: what the order is, is not certain".into());
        }
        return by_score(preferences);
    }
    let mut ranks = Vec::with_capacity(preferences.len());
    let mut rank = 1;
    for (index, preference) in preferences.iter().enumerate() {
        ranks.push((rank, preference.token));
        if let Some(next) = preferences.get(index + 1)
            && let (Some(score), Some(other)) = (preference.score, next.score)
            && !(if preference.sign == '=' { score == other } else { score > other })
        {
            return Err(format!(
                "{}/{score} stands before {}/{other} with {}: order and scores do not agree",
                preference.token, next.token, preference.sign
            ));
        }
        if preference.sign == '>' {
            rank += 1;
        }
    }
    Ok(ranks)
}

fn by_score<'a>(preferences: &[Preference<'a>]) -> Result<Vec<(i64, &'a str)>, String> {
    const NO_ORDER: &str = "a list with commas is an order only where every candidate has a score of its own";
    let mut scored = Vec::with_capacity(preferences.len());
    for preference in preferences {
        scored.push((preference.score.ok_or(NO_ORDER)?, preference.token));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    if scored.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err(format!("{NO_ORDER}; two have the same"));
    }
    Ok((1..).zip(scored).map(|(rank, (_, token))| (rank, token)).collect())
}

/// The candidates by token: those that the file defines have ids in its order, others follow.
struct Candidates {
    by_token: HashMap<String, u32>,
    /// By full name, where it is no token.
    by_name: HashMap<String, u32>,
    defined: u32,
    undefined: Vec<String>,
}

impl Candidates {
    fn number(&mut self, token: &str, builder: &mut ContestBuilder) -> Result<u32> {
        if let Some(&number) = self.by_token.get(token).or_else(|| self.by_name.get(token)) {
            return Ok(number);
        }
        let id = (self.defined > 0).then(|| self.defined + self.undefined.len() as u32 + 1);
        let number = builder.candidate(id, token)?;
        self.by_token.insert(token.to_owned(), number);
        if self.defined > 0 {
            self.undefined.push(token.to_owned());
        }
        Ok(number)
    }
}

/// The title and the candidates; both may stand after ballots.
fn read_definitions(input: &Input, builder: &mut ContestBuilder) -> Result<(Option<String>, Candidates)> {
    let mut candidates = Candidates { by_token: HashMap::new(), by_name: HashMap::new(), defined: 0, undefined: Vec::new() };
    let mut shared = Vec::new();
    let mut title = None;
    let mut progress = ();
    let mut lines = Lines::open(input, &mut progress)?;
    while let Some((number, line)) = lines.next()? {
        match Line::of(&line).map_err(|message| input.at_line(number, message))? {
            Line::Fact(key, value) if key == "title" && !value.is_empty() => title = Some(value),
            Line::Fact(key, value) if key == "ballot_type" && UNRANKED.contains(&value.to_lowercase().as_str()) => {
                return Err(input.at_line(number, format!("the ballots are of type {value}: they are no rankings")));
            }
            Line::Candidate(token, name) => {
                candidates.defined += 1;
                let registered = builder.listed(Some(candidates.defined), name);
                let candidate = registered.map_err(|error| input.locate(Some(number), error))?;
                if candidates.by_token.insert(token.to_owned(), candidate).is_some() {
                    return Err(input.at_line(number, format!("the token {} is defined twice", excerpt(token))));
                }
                if candidates.by_name.insert(name.to_owned(), candidate).is_some() {
                    shared.push(name.to_owned());
                }
            }
            _ => {}
        }
    }
    for name in shared {
        candidates.by_name.remove(&name);
    }
    Ok((title, candidates))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(text: &str) -> Result<Vec<(i64, &str)>, String> {
        ranked(&parse_order(text)?)
    }

    #[test]
    fn signs_tell_the_ranks() {
        assert_eq!(order("A>[B c]=\"D\" > E/3"), Ok(vec![(1, "A"), (2, "B c"), (2, "D"), (3, "E")]));
        assert_eq!(order(""), Ok(Vec::new()));
        assert_eq!(order("A/5>B/4=C/4>D/-1"), Ok(vec![(1, "A"), (2, "B"), (2, "C"), (3, "D")]));
    }

    #[test]
    fn scores_are_an_order_only_where_that_is_certain() {
        assert_eq!(order("A/1, B/5 ,C/3.5"), Ok(vec![(1, "B"), (2, "C"), (3, "A")]));
        for text in ["A,B", "A/5,B", "A/5,B/5", "A/5,B/4>C/3", "A/0>B/0", "A/1>B/2", "A/5=B/4"] {
            assert!(order(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_no_order_is_refused() {
        for text in ["A B", ">A", "A>", "A>>B", "[A", "[]", "A:B", "A/x", "A=<B"] {
            assert!(order(text).is_err(), "{text}");
        }
    }

    #[test]
    fn comments_end_lines_but_not_names() {
        assert_eq!(without_comment("=A:[No #1] # x"), "=A:[No #1]");
        assert_eq!(without_comment("# x"), "");
        assert!(matches!(Line::of("=[A b]:[Al B]"), Ok(Line::Candidate("A b", "Al B"))));
        assert!(matches!(Line::of("=A:"), Ok(Line::Candidate("A", "A"))));
        assert!(matches!(Line::of("{\"title\": \"T: x\"}"), Ok(Line::Fact(key, value)) if key == "title" && value == "T: x"));
        assert!(Line::of("A>B").is_err());
    }
}
