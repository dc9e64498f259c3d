//! How votes are counted: by which rules, for how many seats, and who is taken not to have stood.

use serde_json::{Map, Value as Json};

use super::cell::{Cell, Row};
use super::contract::{Takes, Vocabulary};
use super::definitions::{CandidateParam, about};
use super::reader::ParamReader;
use super::value::Value;
use crate::ballots::{CleaningRules, MAX_SEATS};
use crate::error::{Error, Result};
use crate::snapshot::{Descriptor, Tabulated};
use crate::tabulation::{
    Method, Named, PRESETS, Refused, Rules, StatedRules, differences, nobody_called, preset, unknown_write_ins,
};

const RULES: &str = "rules";
const RULES_ABOUT: &str =
    about!("The rules of the count: a preset's name, or an object with keys of rules. Not given: those of the election.");

const SEATS: &str = "seats";
const SEATS_ABOUT: &str = about!("Seats to fill. Not given: those that the rules name, else those of the election, else one.");

const ORDER: CandidateParam = CandidateParam {
    name: "order",
    about: about!(
        "Candidates in the order that breaks ties: the earliest is elected, the latest is eliminated. Those not named follow in the order of ids."
    ),
};

const WITHOUT: CandidateParam =
    CandidateParam { name: "without", about: about!("Candidates who are taken not to have stood: rankings close up.") };

/// The keys of rules, in the order in which rules as understood have them.
const KEYS: [&str; 23] = [
    "method",
    "seats",
    "places",
    "quota",
    "threshold_of",
    "surplus",
    "transfer",
    "last",
    "dynamic_quota",
    "one_winner_per_round",
    "continue_until_two",
    "batch",
    "cutoff",
    "percent",
    "write_ins_first",
    "tie_break",
    "order",
    "stop_after",
    "overvote",
    "skipped",
    "duplicate",
    "max_rankings",
    "blank",
];

/// How votes are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counting {
    /// With the seats, where they are not those of the election.
    pub rules: Rules,
    /// Nobody said how many seats there are, neither who published the election nor who asks: a number is taken.
    pub seats_assumed: bool,
    /// The name of the preset that was asked for, or of the rules of the election.
    pub rule_set: Option<String>,
    /// Candidate indices, ascending.
    pub without: Vec<u16>,
    /// Rules of cleaning that the rules state and that the ballots were not cleaned by.
    pub cleaning_differs: Vec<String>,
    /// By the rules of the election, for its seats.
    pub is_by_own_rules: bool,
}

impl Counting {
    /// The election's own, for its own seats or those that are asked for.
    ///
    /// # Errors
    /// [`Error::Param`] or [`Error::Missing`] with the reason if votes cannot be counted by them: of the parameter that was `given`,
    /// with its value, or of `rules` if none was.
    fn own(descriptor: &Descriptor, has_seats: bool, given: Option<(&str, String)>) -> Result<Counting> {
        let (rules, rule_set) = match &descriptor.tabulation {
            None => (Rules::usual(descriptor.seats.unwrap_or(1)), None),
            // What is too much for a count of all ballots may not be for this one.
            Some(Tabulated { rules: Some(rules), rule_set, not_counted, .. })
                if has_seats || not_counted.is_none() || !is_for_other_seats(descriptor, rules) =>
            {
                (rules.clone(), rule_set.as_ref().map(|set| set.name.clone()))
            }
            Some(Tabulated { rules, not_counted, .. }) => {
                let reason = not_counted.as_deref().unwrap_or("they are not known");
                let other = if rules.is_some() { ", or other seats" } else { "" };
                let expected = format!(
                    "votes are not counted by the election's own rules: {reason}; give other rules, by name or as an object{other}"
                );
                return Err(match given {
                    Some((parameter, value)) => Error::param(parameter, value, expected),
                    None => Error::missing(RULES, expected),
                });
            }
        };
        let seats_assumed = match &descriptor.tabulation {
            Some(recorded) => recorded.seats_assumed,
            None => descriptor.seats.is_none(),
        };
        let (without, cleaning_differs) = Default::default();
        Ok(Counting { rules: for_one_seat(rules), seats_assumed, rule_set, without, cleaning_differs, is_by_own_rules: true })
    }

    /// As the election itself is counted.
    pub fn is_own(&self) -> bool {
        self.is_by_own_rules && self.without.is_empty()
    }

    /// Reads the parameters `rules`, `seats`, `order` and `without`.
    ///
    /// # Errors
    /// [`Error::Param`] that names the parameter, and the preset or the key of rules; [`Error::Unknown`] for a candidate.
    pub fn read(reader: &mut ParamReader) -> Result<Counting> {
        let descriptor = reader.descriptor;
        let given = reader.given(RULES, RULES_ABOUT, || Takes::Rules { presets: presets() });
        let stated = given.map(|value| Stated::read(value, descriptor)).transpose()?;
        reader.note(RULES, stated.as_ref().map(|stated| stated.written.clone()));
        let seats = reader.optional_whole(SEATS, SEATS_ABOUT, None, &(1..=MAX_SEATS.into()))?;
        reader.note(SEATS, seats);
        let order = ids(descriptor, &reader.candidates(&ORDER)?);
        reader.note(ORDER.name, (!order.is_empty()).then(|| list(&order)));
        let without = read_without(reader)?;
        let is_by_own_rules = stated.is_none() && seats.is_none() && order.is_empty();
        let mut counting = match stated {
            None => {
                let of_order = (!order.is_empty()).then(|| (ORDER.name, "this order".to_owned()));
                let named = seats.map(|seats| (SEATS, seats.to_string())).or(of_order);
                Counting { is_by_own_rules, ..Counting::own(descriptor, seats.is_some(), named)? }
            }
            Some(Stated { rules, has_method, rule_set, cleaning_differs, .. }) => {
                let fills = seats.map(|seats| seats as u32).or(rules.seats).unwrap_or_else(|| descriptor.seats_to_fill());
                let method = if has_method { rules.method } else { Rules::usual(fills).method };
                let rules = Rules { method, ..rules };
                // By these methods nobody has to say it.
                let is_open = !matches!(rules.method, Method::Irv | Method::Percentage);
                let seats_assumed = is_open && rules.seats.is_none() && descriptor.seats.is_none();
                Counting { rules, seats_assumed, rule_set, without: Vec::new(), cleaning_differs, is_by_own_rules }
            }
        };
        if let Some(seats) = seats.map(|seats| seats as u32) {
            counting.rules = match (counting.rules.method, given) {
                (Method::Irv, Some(_)) if seats > 1 => return Err(one_seat(SEATS, seats)),
                // A place that fills one seat has no rules of its own for several.
                (Method::Irv, None) if seats > 1 => {
                    counting.rule_set = None;
                    Rules { tie_break: counting.rules.tie_break, order: counting.rules.order, ..Rules::usual(seats) }
                }
                _ => counting.rules,
            };
            counting.rules.seats = Some(seats);
            counting.seats_assumed = false;
        }
        if !order.is_empty() {
            counting.rules.order = order.into_iter().map(Named::Id).collect();
        }
        Ok(Counting { rules: for_one_seat(counting.rules), without, ..counting })
    }
}

/// The parameter `without`: candidate indices, ascending.
///
/// # Errors
/// [`Error::Param`] if nobody is left.
pub fn read_without(reader: &mut ParamReader) -> Result<Vec<u16>> {
    let mut without = reader.candidates(&WITHOUT)?;
    without.sort_unstable();
    if !without.is_empty() && without.len() == reader.descriptor.candidates.len() {
        return Err(Error::param(WITHOUT.name, "a list of all candidates", "leave at least one who stands"));
    }
    let ids = ids(reader.descriptor, &without);
    reader.note(WITHOUT.name, (!ids.is_empty()).then(|| list(&ids)));
    Ok(without)
}

/// Whether an election has other seats than its rules fill.
fn is_for_other_seats(descriptor: &Descriptor, rules: &Rules) -> bool {
    descriptor.known_seats().zip(rules.seats).is_some_and(|(known, own)| known != own)
}

/// A count of one seat is of one seat, whatever the election has.
fn for_one_seat(rules: Rules) -> Rules {
    match rules.method {
        Method::Irv => Rules { seats: Some(1), ..rules },
        _ => rules,
    }
}

fn one_seat(parameter: &str, seats: u32) -> Error {
    Error::param(parameter, seats, "the method irv fills one seat; several are filled by stv, sequential, bottoms_up or meek")
}

fn presets() -> Vocabulary {
    let words = PRESETS.iter().filter(|preset| (preset.tabulation)().is_ok()).map(|preset| preset.name).collect();
    Vocabulary { name: "Preset", about: "Rules by the place that has them, or by the way of counting.", words }
}

fn ids(descriptor: &Descriptor, candidates: &[u16]) -> Vec<u32> {
    candidates.iter().map(|&candidate| descriptor.candidates[usize::from(candidate)].id).collect()
}

fn list(ids: &[u32]) -> Cell {
    Cell::List(ids.iter().map(|&id| id.into()).collect())
}

/// Rules that were asked for.
struct Stated {
    rules: Rules,
    /// Else the usual one for the seats.
    has_method: bool,
    rule_set: Option<String>,
    cleaning_differs: Vec<String>,
    /// As understood.
    written: Cell,
}

impl Stated {
    fn read(value: &Value, descriptor: &Descriptor) -> Result<Stated> {
        let cleaned = &descriptor.cleaning.options.rules;
        match value {
            Value::Text(name) => {
                let Some(preset) = preset(name) else {
                    let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
                    let expected = format!("the presets are {}; or give an object with keys of rules", names.join(", "));
                    return Err(Error::param(RULES, value, expected));
                };
                Ok(Stated {
                    rules: (preset.tabulation)().map_err(|reason| Error::param(RULES, value, reason))?,
                    has_method: true,
                    rule_set: Some(name.clone()),
                    cleaning_differs: differences(&(preset.cleaning)(), cleaned),
                    written: name.as_str().into(),
                })
            }
            Value::Map(members) => {
                let members: Map<String, Json> = members.iter().map(|(key, value)| (key.clone(), value.into())).collect();
                let stated = StatedRules::of(members).map_err(Refused::in_param)?;
                let has_method = stated.has("method");
                let StatedRules { cleaning, mut tabulation, keys } = stated;
                if let (true, Method::Irv, Some(seats @ 2..)) = (has_method, tabulation.method, tabulation.seats) {
                    return Err(one_seat("rules.seats", seats));
                }
                tabulation.order = named_once(descriptor, &tabulation.order)?;
                if let Some(nobody) = unknown_write_ins(&tabulation, &descriptor.named_candidates()).first() {
                    return Err(nobody_called("write_ins_first", nobody));
                }
                let is_stated = |told: &String| keys.iter().any(|key| told.split(' ').next() == Some(key));
                Ok(Stated {
                    written: written(&tabulation, &cleaning, &keys),
                    rules: tabulation,
                    has_method,
                    rule_set: None,
                    cleaning_differs: differences(&cleaning, cleaned).into_iter().filter(is_stated).collect(),
                })
            }
            other => Err(Error::param(RULES, other, "give the name of a preset, or an object with keys of rules")),
        }
    }
}

/// The candidates of an order by id.
fn named_once(descriptor: &Descriptor, order: &[Named]) -> Result<Vec<Named>> {
    let values = order.iter().map(|named| match named {
        Named::Id(id) => Value::Number(f64::from(*id)),
        Named::Name(name) => Value::Text(name.clone()),
    });
    let found = super::candidate::find_candidates(descriptor, "rules.order", &Value::List(values.collect()))?;
    Ok(ids(descriptor, &found).into_iter().map(Named::Id).collect())
}

/// The keys that were stated, with their values as they were understood.
fn written(tabulation: &Rules, cleaning: &CleaningRules, keys: &[String]) -> Cell {
    let (tabulation, cleaning) = (serde_json::to_value(tabulation), serde_json::to_value(cleaning));
    let value = |key: &str| [&tabulation, &cleaning].into_iter().flatten().find_map(|rules| rules.get(key));
    let stated = KEYS.into_iter().filter(|key| keys.iter().any(|stated| stated == key));
    Row(stated.map(|key| (key, value(key).map_or(Cell::Null, cell))).collect()).into()
}

/// Values of rules are plain, or lists of such.
fn cell(value: &Json) -> Cell {
    match value {
        Json::Null | Json::Object(_) => Cell::Null,
        Json::Bool(flag) => Cell::Flag(*flag),
        Json::Number(number) => number.as_u64().map(Cell::Whole).or(number.as_f64().map(Cell::Float)).into(),
        Json::String(text) => Cell::Text(text.clone()),
        Json::Array(values) => Cell::List(values.iter().map(cell).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_rules_is_written() {
        let keys = |value: serde_json::Result<Json>| match value.unwrap() {
            Json::Object(members) => members.into_iter().map(|(key, _)| key).collect::<Vec<_>>(),
            other => panic!("{other}"),
        };
        let all = [keys(serde_json::to_value(Rules::default())), keys(serde_json::to_value(CleaningRules::default()))];
        assert_eq!(all.concat(), KEYS);
    }
}
