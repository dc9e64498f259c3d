//! Rules of cleaning and of the count, as one object states them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::meek;
use super::refused::Refused;
use super::rules::{Method, Rules, object};
use crate::ballots::CleaningRules;
use crate::error::{Error, Result};

/// Rules of cleaning and of the count as one object states them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatedRules {
    pub cleaning: CleaningRules,
    pub tabulation: Rules,
    /// The keys that were stated.
    pub keys: Vec<String>,
}

/// Another name of `sequential`.
const BLOCK_PREFERENTIAL: &str = "block_preferential";

impl StatedRules {
    /// Reads rules from the members of a JSON object, any of the keys of [`CleaningRules`] and [`Rules`].
    ///
    /// # Errors
    /// The key that is unknown, or the one whose value is, with what is allowed.
    pub fn of(mut members: Map<String, Value>) -> Result<StatedRules, Refused> {
        if let Some(method) = members.get_mut("method")
            && method == BLOCK_PREFERENTIAL
        {
            *method = Method::Sequential.name().into();
        }
        let (mut cleaning, mut tabulation) = (object(&CleaningRules::default()), object(&Rules::default()));
        for (key, value) in &members {
            let single = || Value::Object(Map::from_iter([(key.clone(), value.clone())]));
            let (is_read, expected) = if let Some(expected) = CleaningRules::expected(key) {
                (serde_json::from_value::<CleaningRules>(single()).is_ok(), expected.to_owned())
            } else if let Some(expected) = Rules::expected(key) {
                (serde_json::from_value::<Rules>(single()).is_ok(), expected)
            } else {
                let keys: Vec<&str> = tabulation.keys().chain(cleaning.keys()).map(String::as_str).collect();
                (false, format!("{key:?} is no rule; the keys are {}", keys.join(", ")))
            };
            if !is_read {
                return Err(Refused::new(key, value, expected));
            }
        }
        let keys: Vec<String> = members.keys().cloned().collect();
        for (key, value) in members {
            let of = if cleaning.contains_key(&key) { &mut cleaning } else { &mut tabulation };
            of.insert(key, value);
        }
        let read = (serde_json::from_value(Value::Object(cleaning)), serde_json::from_value(Value::Object(tabulation)));
        let (Ok(cleaning), Ok(tabulation)) = read else { unreachable!("every member has been read") };
        let rules = StatedRules { cleaning, tabulation, keys }.with_places()?;
        rules.tabulation.check()?;
        Ok(rules)
    }

    /// Votes of keep values have decimals of their own.
    fn with_places(mut self) -> Result<StatedRules, Refused> {
        if self.tabulation.method == Method::Meek {
            if self.tabulation.places != meek::PLACES && self.has("places") {
                let expected = format!("the method meek always counts with {}", meek::PLACES);
                return Err(Refused::new("places", &self.tabulation.places.into(), expected));
            }
            self.tabulation.places = meek::PLACES;
        }
        Ok(self)
    }

    /// Whether a key was stated.
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|stated| stated == key)
    }

    /// Reads rules from a JSON file.
    ///
    /// # Errors
    /// As [`of`](Self::of), by the name of the file; also a key that is given twice.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<StatedRules> {
        let refuse = |error: serde_json::Error| Error::file(file, format!("this is no JSON: {error}"));
        let value: Value = serde_json::from_slice(bytes).map_err(refuse)?;
        if !value.is_object() {
            let shown: String = value.to_string().chars().take(60).collect();
            return Err(Error::file(file, format!("{shown} is no object with keys of rules")));
        }
        let Members(members) = serde_json::from_slice(bytes).map_err(|error| Error::file(file, error.to_string()))?;
        StatedRules::of(members).map_err(|refused| Error::file(file, refused.to_string()))
    }
}

/// The members of an object, each of which is there once.
struct Members(Map<String, Value>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct Once;

        impl<'de> Visitor<'de> for Once {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Map::new();
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    if members.contains_key(&key) {
                        return Err(A::Error::custom(format!("the key {key:?} is given twice")));
                    }
                    members.insert(key, value);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Once)
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::super::percent::Percent;
    use super::super::rules::{Named, differences};
    use super::*;
    use crate::ballots::{BlankRule, DuplicateRule, OvervoteRule, SkippedRule};

    fn stated(text: &str) -> Result<StatedRules, String> {
        StatedRules::parse("rules.json", text.as_bytes()).map_err(|error| error.to_string())
    }

    fn parse(text: &str) -> Result<CleaningRules, String> {
        stated(text).map(|rules| rules.cleaning)
    }

    #[test]
    fn rules_of_both_kinds_stand_in_one_object() {
        let rules =
            stated(r#"{"method": "block_preferential", "batch": true, "skipped": "exhaust-after-2", "order": [3, "Ann"]}"#);
        let rules = rules.unwrap();
        assert_eq!(rules.keys, ["method", "batch", "skipped", "order"]);
        let order = vec![Named::Id(3), Named::Name("Ann".into())];
        assert_eq!(rules.tabulation, Rules { method: Method::Sequential, batch: true, order, ..Rules::default() });
        assert_eq!(differences(&rules.cleaning, &CleaningRules::default()), ["skipped exhaust-after-2"]);
        let percent = stated(r#"{"method": "percentage", "percent": 12.5}"#).unwrap().tabulation;
        assert_eq!(percent.percent, Percent::new(12.5));
        assert_eq!(serde_json::from_str::<Rules>(&serde_json::to_string(&percent).unwrap()).unwrap(), percent);
    }

    #[test]
    fn rules_of_a_file_are_the_default_where_it_says_nothing() {
        assert_eq!(parse("{}"), Ok(CleaningRules::default()));
        let rules = parse(r#"{"max_rankings": 3, "skipped": "exhaust-after-1", "duplicate": "exhaust", "blank": "write-in"}"#);
        let expected = CleaningRules {
            overvote: OvervoteRule::Skip,
            skipped: SkippedRule::ExhaustAfter(NonZeroU16::MIN),
            duplicate: DuplicateRule::Exhaust,
            max_rankings: NonZeroU16::new(3),
            blank: BlankRule::WriteIn,
        };
        assert_eq!(rules, Ok(expected.clone()));
        assert_eq!(parse(&serde_json::to_string(&expected).unwrap()), Ok(expected));
    }

    #[test]
    fn a_file_with_other_rules_is_refused_by_the_key() {
        let error = parse(r#"{"overvote": "skip", "batches": true}"#).unwrap_err();
        let start = "rules.json: batches: true is not allowed; \"batches\" is no rule; the keys are method, seats, places, ";
        assert!(error.starts_with(start), "{error}");
        assert!(error.ends_with("stop_after, overvote, skipped, duplicate, max_rankings, blank"), "{error}");
        for (text, told) in [
            (r#"{"max_rankings": 0}"#, "max_rankings: 0 is not allowed; give a whole number from 1, or null"),
            (r#"{"overvote": "ignore"}"#, "overvote: \"ignore\" is not allowed; give skip or exhaust"),
            (r#"{"skipped": "exhaust-after-0"}"#, "exhaust-after-N"),
            (r#"{"method": "borda"}"#, "method: \"borda\" is not allowed; give one of irv, stv, "),
            (r#"{"seats": "two"}"#, "seats: \"two\" is not allowed; give a whole number from 1 to 2000"),
            (r#"{"seats": 2001}"#, "seats: 2001 is not allowed; give a whole number from 1 to 2000"),
            (r#"{"batch": "yes"}"#, "batch: \"yes\" is not allowed; give true or false"),
            (r#"{"tie_break": ["lot"]}"#, "tie_break: [\"lot\"] is not allowed; give a list of some of previous_rounds, order"),
            (r#"{"order": "Ann"}"#, "order: \"Ann\" is not allowed; give a list of ids or names"),
            (r#"{"places": 10}"#, "places: 10 is not allowed; give a whole number from 0 to 9"),
            (r#"{"batch": true, "method": "stv"}"#, "batch: true is not allowed; goes with the methods irv"),
            (r#"{"method": "percentage"}"#, "percent: null is not allowed; the method percentage needs it"),
            (r#"{"method": "percentage", "percent": 100}"#, "percent: 100 is not allowed; give a percentage above 0"),
            (r#"["overvote"]"#, "[\"overvote\"] is no object with keys of rules"),
            ("maine", "this is no JSON: "),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with("rules.json: ") && error.contains(told), "{text}: {error}");
        }
    }

    #[test]
    fn a_key_that_is_given_twice_is_refused() {
        for (text, key) in [
            (r#"{"blank": "skip", "blank": "write-in"}"#, "blank"),
            (r#"{"method": "irv", "method": "stv"}"#, "method"),
            (r#"{"method": "block_preferential", "method": "stv"}"#, "method"),
            (r#"{"seats": 2, "overvote": "skip", "seats": 2}"#, "seats"),
        ] {
            let error = stated(text).unwrap_err();
            assert!(error.starts_with(&format!("rules.json: the key \"{key}\" is given twice")), "{text}: {error}");
        }
    }

    #[test]
    fn every_key_says_what_it_takes_in_words_of_ours() {
        let keys =
            [object(&Rules::default()), object(&CleaningRules::default())].map(|rules| rules.into_iter().map(|(key, _)| key));
        for key in keys.into_iter().flatten() {
            let error = stated(&format!(r#"{{"{key}": {{"x": 1}}}}"#)).unwrap_err();
            assert!(error.starts_with(&format!("rules.json: {key}: {{\"x\":1}} is not allowed; give ")), "{error}");
        }
    }

    #[test]
    fn the_places_of_meek_are_its_own() {
        assert_eq!(stated(r#"{"method": "meek"}"#).unwrap().tabulation.places, 9);
        assert!(stated(r#"{"method": "meek", "places": 9}"#).is_ok());
        let error = stated(r#"{"method": "meek", "places": 4}"#).unwrap_err();
        assert_eq!(error, "rules.json: places: 4 is not allowed; the method meek always counts with 9");
    }

    #[test]
    fn differences_are_told_by_key_and_value() {
        let rules = parse(r#"{"overvote": "exhaust", "max_rankings": 3}"#).unwrap();
        assert_eq!(differences(&rules, &CleaningRules::default()), ["overvote exhaust", "max_rankings 3"]);
        assert_eq!(differences(&CleaningRules::default(), &rules), ["overvote skip", "max_rankings none"]);
        assert!(differences(&rules, &rules).is_empty());
    }
}
