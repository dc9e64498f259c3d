//! `where`: reading a predicate on ballots, and writing it down again in its one form.

use std::collections::BTreeMap;

use super::candidate::find_candidate;
use super::cell::{Cell, Row};
use super::value::Value;
use crate::ballots::{MAX_PREDICATE_DEPTH, MAX_RANKS, Predicate};
use crate::error::{Error, Result};
use crate::snapshot::Descriptor;

const FORMS: &str = "give {} for all ballots, or one of {\"first\": id}, {\"ranks\": id, \"within\": k}, {\"above\": [id, id]}, \
    {\"length\": {\"min\": a, \"max\": b}}, {\"all\": […]}, {\"any\": […]}, {\"not\": {…}}";

/// The predicate that a value stands for, in its normal form. `place` names it in errors.
///
/// # Errors
/// [`Error::Param`] that names the place within the value.
pub fn read(place: &str, value: &Value, descriptor: &Descriptor) -> Result<Predicate> {
    Ok(ConditionReader { descriptor }.condition(place, value, MAX_PREDICATE_DEPTH)?.normalised())
}

struct ConditionReader<'a> {
    descriptor: &'a Descriptor,
}

impl ConditionReader<'_> {
    fn condition(&self, place: &str, value: &Value, depth: usize) -> Result<Predicate> {
        if depth == 0 {
            let expected = format!("nest conditions at most {MAX_PREDICATE_DEPTH} deep");
            return Err(Error::param(place, "a condition too deep inside others", expected));
        }
        let Value::Map(fields) = value else { return Err(Error::param(place, value, FORMS)) };
        let mut names = fields.keys().map(String::as_str).filter(|name| *name != "within");
        let (form, more) = (names.next(), names.next());
        if let (Some(one), Some(other)) = (form, more) {
            return Err(Error::param(
                place,
                format!("{one:?} beside {other:?}"),
                "give one condition per object, and join several with {\"all\": […]} or {\"any\": […]}",
            ));
        }
        if fields.contains_key("within") && form != Some("ranks") {
            return Err(Error::param(
                format!("{place}.within"),
                "this key",
                "within goes with ranks: {\"ranks\": id, \"within\": k}",
            ));
        }
        let Some(form) = form else { return Ok(Predicate::Everything) };
        let value = &fields[form];
        let here = format!("{place}.{form}");
        match form {
            "first" => Ok(Predicate::First(self.candidate(&here, value)?)),
            "ranks" => {
                let within = match fields.get("within") {
                    None | Some(Value::Null) => None,
                    Some(within) => Some(whole(&format!("{place}.within"), within)?),
                };
                Ok(Predicate::Ranks { candidate: self.candidate(&here, value)?, within })
            }
            "above" => self.above(&here, value),
            "length" => length(&here, value),
            "not" => Ok(Predicate::Not(Box::new(self.condition(&here, value, depth - 1)?))),
            "all" => Ok(Predicate::All(self.parts(&here, value, depth - 1)?)),
            "any" => Ok(Predicate::Any(self.parts(&here, value, depth - 1)?)),
            "group" => Err(Error::param(here, "this form", "this snapshot carries no groups of ballots (precincts or the like)")),
            _ => Err(Error::param(here, "this key", FORMS)),
        }
    }

    fn candidate(&self, place: &str, value: &Value) -> Result<u16> {
        match find_candidate(self.descriptor, place, value) {
            Ok(index) => Ok(index as u16),
            Err(Error::Unknown { parameter, reason }) => Err(Error::param(parameter, value, reason)),
            Err(error) => Err(error),
        }
    }

    fn above(&self, place: &str, value: &Value) -> Result<Predicate> {
        let expected = "give two candidates: [the one above, the one below or not ranked]";
        let Value::List(pair) = value else { return Err(Error::param(place, value, expected)) };
        let [upper, lower] = pair.as_slice() else {
            return Err(Error::param(place, format!("a list of {}", pair.len()), expected));
        };
        let (upper, lower) = (self.candidate(&format!("{place}[0]"), upper)?, self.candidate(&format!("{place}[1]"), lower)?);
        if upper == lower {
            return Err(Error::param(place, "one candidate twice", "give two different candidates"));
        }
        Ok(Predicate::Above(upper, lower))
    }

    fn parts(&self, place: &str, value: &Value, depth: usize) -> Result<Vec<Predicate>> {
        let Value::List(parts) = value else { return Err(Error::param(place, value, "give a list of conditions")) };
        if parts.is_empty() {
            return Err(Error::param(place, "an empty list", "give at least one condition; {} matches every ballot"));
        }
        parts.iter().enumerate().map(|(index, part)| self.condition(&format!("{place}[{index}]"), part, depth)).collect()
    }
}

fn length(place: &str, value: &Value) -> Result<Predicate> {
    let expected = "give {\"min\": a, \"max\": b}, or one of them: how many candidates are ranked";
    let Value::Map(fields) = value else { return Err(Error::param(place, value, expected)) };
    if let Some(unknown) = fields.keys().find(|name| !["min", "max"].contains(&name.as_str())) {
        return Err(Error::param(format!("{place}.{unknown}"), "this key", expected));
    }
    let bound = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => whole(&format!("{place}.{name}"), value).map(Some),
    };
    match (bound("min")?, bound("max")?) {
        (None, None) => Err(Error::param(place, "an empty range", expected)),
        (Some(min), Some(max)) if min > max => {
            Err(Error::param(place, format!("the range {min} to {max}"), "give a min that is not above max"))
        }
        (min, max) => Ok(Predicate::Length { min: min.unwrap_or(1), max: max.unwrap_or(u16::MAX) }),
    }
}

fn whole(place: &str, value: &Value) -> Result<u16> {
    match value {
        Value::Number(number) if number.fract() == 0.0 && (1.0..=MAX_RANKS as f64).contains(number) => Ok(*number as u16),
        other => Err(Error::param(place, other, format!("give a whole number from 1 to {MAX_RANKS}"))),
    }
}

/// A predicate in normal form as [`read`] takes it, with candidates by id; null if it holds of every ballot.
pub fn written(predicate: &Predicate, descriptor: &Descriptor) -> Cell {
    match predicate {
        Predicate::Everything => Cell::Null,
        other => condition(other, descriptor).into(),
    }
}

fn condition(predicate: &Predicate, descriptor: &Descriptor) -> Row {
    let id = |candidate: u16| Cell::from(descriptor.candidates[usize::from(candidate)].id);
    let list = |parts: &[Predicate]| Cell::List(parts.iter().map(|part| condition(part, descriptor).into()).collect());
    let mut row = Row::default();
    match predicate {
        Predicate::Everything => {}
        Predicate::Nothing => row.push("not", Row::default()),
        Predicate::First(candidate) => row.push("first", id(*candidate)),
        Predicate::Ranks { candidate, within } => {
            row.push("ranks", id(*candidate));
            if let Some(within) = within {
                row.push("within", u32::from(*within));
            }
        }
        Predicate::Above(upper, lower) => row.push("above", Cell::List(vec![id(*upper), id(*lower)])),
        Predicate::Length { min, max } => {
            let mut range = Row::default();
            if *min > 1 {
                range.push("min", u32::from(*min));
            }
            if *max < u16::MAX {
                range.push("max", u32::from(*max));
            }
            row.push("length", range);
        }
        Predicate::Not(inner) => row.push("not", condition(inner, descriptor)),
        Predicate::All(parts) => row.push("all", list(parts)),
        Predicate::Any(parts) => row.push("any", list(parts)),
    }
    row
}

/// The two predicates of `compare`.
///
/// # Errors
/// [`Error::Param`] that names the place within the value.
pub fn read_two(value: &Value, descriptor: &Descriptor) -> Result<[Predicate; 2]> {
    let expected = "give {\"where_a\": {…}, \"where_b\": {…}}";
    let Value::Map(fields) = value else { return Err(Error::param("compare", value, expected)) };
    if let Some(unknown) = fields.keys().find(|name| !["where_a", "where_b"].contains(&name.as_str())) {
        return Err(Error::param(format!("compare.{unknown}"), "this key", expected));
    }
    let side = |fields: &BTreeMap<String, Value>, name: &str| match fields.get(name) {
        None | Some(Value::Null) => Err(Error::missing(format!("compare.{name}"), expected)),
        Some(value) => read(&format!("compare.{name}"), value, descriptor),
    };
    Ok([side(fields, "where_a")?, side(fields, "where_b")?])
}

/// The two predicates of `compare` as [`read_two`] takes them.
pub fn written_two([a, b]: &[Predicate; 2], descriptor: &Descriptor) -> Cell {
    Row(vec![("where_a", condition(a, descriptor).into()), ("where_b", condition(b, descriptor).into())]).into()
}
