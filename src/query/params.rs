//! Reading parameters: defaults, ranges, names. Whatever is not understood is an error that says what is allowed.

use super::cell::{Cell, Row};
use super::groups::Voters;
use super::predicate;
use super::value::{Params, Value};
use crate::ballots::Predicate;
use crate::error::{Error, Result};
use crate::snapshot::Descriptor;

/// The largest whole number that JavaScript counts exactly.
pub const MAX_WHOLE: u64 = (1 << 53) - 1;
/// The largest page.
pub const MAX_PAGE_SIZE: u64 = 1_000;

/// Reads the parameters of one query, and notes each as understood.
pub struct ParamReader<'a> {
    query: &'static str,
    descriptor: &'a Descriptor,
    given: &'a Params,
    known: Vec<&'static str>,
    understood: Row,
}

impl<'a> ParamReader<'a> {
    pub fn new(query: &'static str, descriptor: &'a Descriptor, given: &'a Params) -> ParamReader<'a> {
        ParamReader { query, descriptor, given, known: Vec::new(), understood: Row::default() }
    }

    fn given(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.given.get(name).filter(|value| **value != Value::Null)
    }

    /// A whole number in a range.
    pub fn whole(&mut self, name: &'static str, default: u64, range: std::ops::RangeInclusive<u64>) -> Result<u64> {
        let number = match self.given(name) {
            None => default,
            Some(Value::Number(number))
                if number.fract() == 0.0 && *number >= *range.start() as f64 && *number <= *range.end() as f64 =>
            {
                *number as u64
            }
            Some(other) => {
                return Err(Error::param(name, other, format!("give a whole number from {} to {}", range.start(), range.end())));
            }
        };
        self.understood.push(name, number);
        Ok(number)
    }

    /// A number in a range; NaN is in none.
    pub fn number(&mut self, name: &'static str, default: f64, range: std::ops::RangeInclusive<f64>) -> Result<f64> {
        let number = match self.given(name) {
            None => default,
            Some(Value::Number(number)) if range.contains(number) => *number,
            Some(other) => {
                return Err(Error::param(name, other, format!("give a number from {} to {}", range.start(), range.end())));
            }
        };
        self.understood.push(name, number);
        Ok(number)
    }

    /// One of a few words.
    pub fn choice<T: Copy + PartialEq>(&mut self, name: &'static str, default: T, choices: &[(&'static str, T)]) -> Result<T> {
        let choice = self.optional_choice_of(name, choices)?.unwrap_or(default);
        let word = choices.iter().find(|(_, value)| *value == choice).map(|(word, _)| *word);
        self.understood.push(name, word);
        Ok(choice)
    }

    /// One of a few words, or not given.
    pub fn optional_choice<T: Copy + PartialEq>(
        &mut self,
        name: &'static str,
        choices: &[(&'static str, T)],
    ) -> Result<Option<T>> {
        let choice = self.optional_choice_of(name, choices)?;
        let word = choices.iter().find(|(_, value)| Some(*value) == choice).map(|(word, _)| *word);
        self.understood.push(name, word);
        Ok(choice)
    }

    fn optional_choice_of<T: Copy>(&mut self, name: &'static str, choices: &[(&'static str, T)]) -> Result<Option<T>> {
        let Some(value) = self.given(name) else { return Ok(None) };
        let found = choices.iter().find(|(word, _)| matches!(value, Value::Text(text) if text == word));
        found.map(|(_, choice)| Some(*choice)).ok_or_else(|| {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            Error::param(name, value, format!("give one of: {}", words.join(", ")))
        })
    }

    /// A candidate by id or exact name, as its index.
    pub fn candidate(&mut self, name: &'static str) -> Result<usize> {
        self.optional_candidate(name)?
            .ok_or_else(|| Error::missing(name, format!("{} needs a candidate here, by id or by exact name", self.query)))
    }

    /// A candidate by id or exact name, as its index, or not given.
    pub fn optional_candidate(&mut self, name: &'static str) -> Result<Option<usize>> {
        let index = self.given(name).map(|value| find_candidate(self.descriptor, name, value)).transpose()?;
        self.understood.push(name, index.map(|index| self.descriptor.candidates[index].id));
        Ok(index)
    }

    /// Names of columns, in any order; `None` means all.
    pub fn fields(&mut self, columns: &[&'static str]) -> Result<Option<Vec<&'static str>>> {
        let Some(value) = self.given("fields") else {
            self.understood.push("fields", Cell::Null);
            return Ok(None);
        };
        let expected = || format!("give a list of columns out of: {}", columns.join(", "));
        let names: Vec<&str> = match value {
            Value::Text(text) => text.split(',').map(str::trim).collect(),
            Value::List(list) => {
                list.iter()
                    .map(|item| {
                        if let Value::Text(text) = item {
                            Ok(text.as_str())
                        } else {
                            Err(Error::param("fields", item, expected()))
                        }
                    })
                    .collect::<Result<_>>()?
            }
            other => return Err(Error::param("fields", other, expected())),
        };
        if let Some(unknown) = names.iter().find(|name| !columns.contains(name)) {
            return Err(Error::param("fields", format!("{unknown:?}"), expected()));
        }
        if names.is_empty() {
            return Err(Error::param("fields", "an empty list", expected()));
        }
        let fields: Vec<&'static str> = columns.iter().copied().filter(|column| names.contains(column)).collect();
        self.understood.push("fields", Cell::List(fields.iter().map(|&field| field.into()).collect()));
        Ok(Some(fields))
    }

    /// Page number and size.
    pub fn page(&mut self) -> Result<Page> {
        let number = self.whole("page", 1, 1..=u64::from(u32::MAX))?;
        let size = self.whole("page_size", 50, 1..=MAX_PAGE_SIZE)?;
        Ok(Page { number, size })
    }

    /// Whose ballots the query is about: `where`, and `compare` if it can compare.
    pub fn voters(&mut self, compares: bool) -> Result<Voters> {
        let compared = if compares { self.given("compare") } else { None };
        let chosen = self.given("where");
        if let Some(compared) = compared {
            if chosen.is_some() {
                let expected = "leave it out beside compare: put it into where_a and where_b";
                return Err(Error::param("where", "this parameter", expected));
            }
            let predicates = predicate::read_two(compared, self.descriptor)?;
            self.understood.push("compare", predicate::written_two(&predicates, self.descriptor));
            return Ok(Voters::Compared(predicates));
        }
        let predicate = chosen.map(|value| predicate::read("where", value, self.descriptor)).transpose()?;
        let predicate = predicate.unwrap_or(Predicate::Everything);
        self.understood.push("where", predicate::written(&predicate, self.descriptor));
        Ok(if predicate == Predicate::Everything { Voters::All } else { Voters::Where(predicate) })
    }

    /// The parameters as understood.
    ///
    /// # Errors
    /// [`Error::Param`] if one was given that the query does not take.
    pub fn finish(self) -> Result<Row> {
        match self.given.keys().find(|name| !self.known.contains(&name.as_str())) {
            Some(unknown) => {
                Err(Error::param(unknown.as_str(), "this parameter", format!("{} takes: {}", self.query, self.known.join(", "))))
            }
            None => Ok(self.understood),
        }
    }

    /// The names that were asked for: what the query takes.
    pub fn known(&self) -> &[&'static str] {
        &self.known
    }
}

/// Which page of how many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub number: u64,
    pub size: u64,
}

impl Page {
    /// The rows on the page, from 0.
    pub fn range(self) -> std::ops::Range<u64> {
        self.number.saturating_sub(1).saturating_mul(self.size)..self.number.saturating_mul(self.size)
    }

    /// How many rows a listing should reach, so that this page and the ones a reader turns to next are in it.
    pub fn reach(self) -> u64 {
        self.range().end.saturating_mul(2).max(MAX_PAGE_SIZE)
    }
}

/// The index of a candidate given by id or exact name. `parameter` names the value in errors.
pub fn find_candidate(descriptor: &Descriptor, parameter: &str, value: &Value) -> Result<usize> {
    let candidates = &descriptor.candidates;
    let unknown = |reason| Error::Unknown { parameter: parameter.to_owned(), reason };
    let by_id = |id: f64| candidates.iter().position(|candidate| f64::from(candidate.id) == id);
    let text = match value {
        Value::Number(id) => {
            let ids = || candidates.iter().map(|candidate| candidate.id.to_string()).collect::<Vec<_>>().join(", ");
            return by_id(*id).ok_or_else(|| unknown(format!("there is no candidate with id {id}; the ids are: {}", ids())));
        }
        Value::Text(text) => text,
        other => return Err(Error::param(parameter, other, "give a candidate's id or exact name")),
    };
    let named: Vec<usize> = (0..candidates.len()).filter(|&index| candidates[index].name == *text).collect();
    match named[..] {
        [index] => Ok(index),
        [] => {
            let id = (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten();
            id.and_then(by_id).ok_or_else(|| unknown(format!("there is no candidate {text:?}; {}", near(descriptor, text))))
        }
        _ => {
            let ids: Vec<String> = named.iter().map(|&index| candidates[index].id.to_string()).collect();
            Err(Error::param(
                parameter,
                format!("{text:?}"),
                format!("{} candidates have this name; give one of their ids: {}", named.len(), ids.join(", ")),
            ))
        }
    }
}

fn near(descriptor: &Descriptor, text: &str) -> String {
    let wanted = text.to_lowercase();
    let mut scored: Vec<(f64, &str)> = descriptor
        .candidates
        .iter()
        .map(|candidate| {
            let name = candidate.name.to_lowercase();
            let contained = if !wanted.is_empty() && name.contains(&wanted) { 1.0 } else { 0.0 };
            (contained + strsim::jaro_winkler(&name, &wanted), candidate.name.as_str())
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let names: Vec<String> =
        scored.iter().take(3).filter(|(score, _)| *score > 0.6).map(|(_, name)| format!("{name:?}")).collect();
    if names.is_empty() { "names must be exact".into() } else { format!("did you mean {}?", names.join(" or ")) }
}
