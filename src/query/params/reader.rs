//! Reading parameters: defaults, ranges, names. Whatever is not understood is an error that says what is allowed.

use std::ops::RangeInclusive;

use super::candidate::{find_candidate, find_candidates};
use super::cell::{Cell, Row};
#[cfg(not(target_arch = "wasm32"))]
use super::contract::ParamContract;
use super::contract::{Takes, Words};
use super::definitions::{
    CandidateParam, FIELDS, FIELDS_ABOUT, NumberParam, PAGE, PAGE_SIZE, SORT_BY, SORT_BY_ABOUT, WholeParam, WordParam,
};
use super::page::Page;
use super::value::{Params, Value};
use crate::error::{Error, Result};
use crate::snapshot::Descriptor;

/// Reads the parameters of one query, and notes each as understood.
pub struct ParamReader<'a> {
    query: &'static str,
    pub(super) descriptor: &'a Descriptor,
    given: &'a Params,
    known: Vec<&'static str>,
    understood: Row,
    /// What the query takes, where that is wanted instead of values.
    #[cfg(not(target_arch = "wasm32"))]
    recorded: Option<Vec<ParamContract>>,
}

impl<'a> ParamReader<'a> {
    pub fn new(query: &'static str, descriptor: &'a Descriptor, given: &'a Params) -> ParamReader<'a> {
        ParamReader {
            query,
            descriptor,
            given,
            known: Vec::new(),
            understood: Row::default(),
            #[cfg(not(target_arch = "wasm32"))]
            recorded: None,
        }
    }

    /// What `read` asks for: the contract of a query's parameters.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn record(query: &'static str, read: impl FnOnce(&mut ParamReader)) -> Vec<ParamContract> {
        let (descriptor, nothing) = (Descriptor::default(), Params::new());
        let mut reader = ParamReader { recorded: Some(Vec::new()), ..ParamReader::new(query, &descriptor, &nothing) };
        read(&mut reader);
        reader.recorded.unwrap_or_default()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn is_recording(&self) -> bool {
        self.recorded.is_some()
    }

    #[cfg(target_arch = "wasm32")]
    fn is_recording(&self) -> bool {
        false
    }

    /// The value given for a parameter; null is none.
    #[cfg_attr(target_arch = "wasm32", allow(unused_variables))]
    pub(super) fn given(&mut self, name: &'static str, about: &'static str, takes: impl FnOnce() -> Takes) -> Option<&'a Value> {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(recorded) = &mut self.recorded {
            recorded.push(ParamContract { name, about, takes: takes() });
        }
        self.known.push(name);
        self.given.get(name).filter(|value| **value != Value::Null)
    }

    /// Notes a parameter as understood.
    pub(super) fn note(&mut self, name: &'static str, understood: impl Into<Cell>) {
        self.understood.push(name, understood);
    }

    pub fn whole(&mut self, param: &WholeParam) -> Result<u64> {
        let WholeParam { name, default, ref range, about } = *param;
        let number = self.optional_whole(name, about, Some(default), range)?.unwrap_or(default);
        self.note(name, number);
        Ok(number)
    }

    /// A whole number in a range, or not given. Not noted.
    pub(super) fn optional_whole(
        &mut self,
        name: &'static str,
        about: &'static str,
        default: Option<u64>,
        range: &RangeInclusive<u64>,
    ) -> Result<Option<u64>> {
        let takes = || Takes::Whole { default, min: *range.start(), max: *range.end() };
        match self.given(name, about, takes) {
            None => Ok(None),
            Some(Value::Number(number))
                if number.fract() == 0.0 && *number >= *range.start() as f64 && *number <= *range.end() as f64 =>
            {
                Ok(Some(*number as u64))
            }
            Some(other) => {
                Err(Error::param(name, other, format!("give a whole number from {} to {}", range.start(), range.end())))
            }
        }
    }

    pub fn number(&mut self, param: &NumberParam) -> Result<f64> {
        let NumberParam { name, default, ref range, about } = *param;
        let takes = || Takes::Number { default, min: *range.start(), max: *range.end() };
        let number = match self.given(name, about, takes) {
            None => default,
            Some(Value::Number(number)) if range.contains(number) => *number,
            Some(other) => {
                return Err(Error::param(name, other, format!("give a number from {} to {}", range.start(), range.end())));
            }
        };
        self.note(name, number);
        Ok(number)
    }

    /// One of a few words; `None` if it is not given and has no default.
    pub fn word<T: Words>(&mut self, param: &WordParam<T>) -> Result<Option<T>> {
        let WordParam { name, default, about } = *param;
        let takes = || Takes::Word { default: default.map(T::word), vocabulary: T::vocabulary() };
        let chosen = match self.given(name, about, takes) {
            None => default,
            Some(value) => Some(one_of(name, value, T::ALL.iter().map(|&choice| (choice.word(), choice)))?),
        };
        self.note(name, chosen.map(T::word));
        Ok(chosen)
    }

    /// The column to sort by.
    pub fn column(&mut self, default: &'static str, columns: &[&'static str]) -> Result<&'static str> {
        let takes = || Takes::Column { default, columns: columns.to_vec() };
        let column = match self.given(SORT_BY, SORT_BY_ABOUT, takes) {
            None => default,
            Some(value) => one_of(SORT_BY, value, columns.iter().map(|&column| (column, column)))?,
        };
        self.note(SORT_BY, column);
        Ok(column)
    }

    /// A candidate by id or exact name, as its index.
    pub fn candidate(&mut self, param: &CandidateParam) -> Result<usize> {
        let candidate = self.find(param, true)?;
        if self.is_recording() {
            return Ok(0);
        }
        let expected = || format!("{} needs a candidate here, by id or by exact name", self.query);
        candidate.ok_or_else(|| Error::missing(param.name, expected()))
    }

    /// A candidate by id or exact name, as its index, or not given.
    pub fn optional_candidate(&mut self, param: &CandidateParam) -> Result<Option<usize>> {
        self.find(param, false)
    }

    fn find(&mut self, param: &CandidateParam, is_required: bool) -> Result<Option<usize>> {
        let given = self.given(param.name, param.about, || Takes::Candidate { is_required });
        let index = given.map(|value| find_candidate(self.descriptor, param.name, value)).transpose()?;
        self.note(param.name, index.map(|index| self.descriptor.candidates[index].id));
        Ok(index)
    }

    /// Candidates by id or exact name, as their indices in the order given; none if it is not given. Not noted.
    pub(super) fn candidates(&mut self, param: &CandidateParam) -> Result<Vec<u16>> {
        let given = self.given(param.name, param.about, || Takes::Candidates);
        given.map_or(Ok(Vec::new()), |value| find_candidates(self.descriptor, param.name, value))
    }

    /// Names of columns, in any order; `None` means all.
    pub fn fields(&mut self, columns: &[&'static str]) -> Result<Option<Vec<&'static str>>> {
        let Some(value) = self.given(FIELDS, FIELDS_ABOUT, || Takes::Columns { columns: columns.to_vec() }) else {
            self.note(FIELDS, Cell::Null);
            return Ok(None);
        };
        let expected = || format!("give a list of columns out of: {}", columns.join(", "));
        let names: Vec<&str> = match value {
            Value::Text(text) => text.split(',').map(str::trim).collect(),
            Value::List(list) => {
                list.iter()
                    .map(|item| {
                        if let Value::Text(text) = item { Ok(text.as_str()) } else { Err(Error::param(FIELDS, item, expected())) }
                    })
                    .collect::<Result<_>>()?
            }
            other => return Err(Error::param(FIELDS, other, expected())),
        };
        if let Some(unknown) = names.iter().find(|name| !columns.contains(name)) {
            return Err(Error::param(FIELDS, format!("{unknown:?}"), expected()));
        }
        if names.is_empty() {
            return Err(Error::param(FIELDS, "an empty list", expected()));
        }
        let fields: Vec<&'static str> = columns.iter().copied().filter(|column| names.contains(column)).collect();
        self.note(FIELDS, Cell::List(fields.iter().map(|&field| field.into()).collect()));
        Ok(Some(fields))
    }

    /// Page number and size.
    pub fn page(&mut self) -> Result<Page> {
        Ok(Page { number: self.whole(&PAGE)?, size: self.whole(&PAGE_SIZE)? })
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
}

/// What a word stands for.
fn one_of<T>(name: &str, value: &Value, choices: impl Iterator<Item = (&'static str, T)> + Clone) -> Result<T> {
    let found = choices.clone().find(|(word, _)| matches!(value, Value::Text(text) if text == word));
    found.map(|(_, choice)| choice).ok_or_else(|| {
        let words: Vec<&str> = choices.map(|(word, _)| word).collect();
        Error::param(name, value, format!("give one of: {}", words.join(", ")))
    })
}
