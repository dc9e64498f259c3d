//! The rules of a count, as data: what a file, a preset or a query names and the descriptor records.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::percent::Percent;
use crate::ballots::CleaningRules;
use crate::error::{Error, Result};

/// Words of the rules, as JSON has them.
macro_rules! words {
    ($($(#[$about:meta])+ $name:ident { $($(#[$said:meta])+ $word:ident = $text:literal,)+ })+) => {$(
        $(#[$about])+
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$said])+ #[serde(rename = $text)] $word,)+
        }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$word),+];

            pub fn name(self) -> &'static str {
                match self {
                    $($name::$word => $text,)+
                }
            }
        }
    )+};
}

words! {
    /// How seats are filled.
    Method {
        /// One seat: the last is eliminated until somebody has a majority of what continues.
        #[default]
        Irv = "irv",
        /// Several seats by quota, surpluses passed on at lower value: weighted inclusive Gregory.
        Stv = "stv",
        /// Several seats: the last is eliminated until as many are left.
        BottomsUp = "bottoms_up",
        /// Open seats: the last is eliminated until all who are left have more than a share of the votes.
        Percentage = "percentage",
        /// Several seats, each by a count of one seat without the winners so far.
        Sequential = "sequential",
        /// Several seats by quota and keep values that are found by iteration.
        Meek = "meek",
    }
    /// Votes that elect where there are several seats: of V votes in the first round and S seats.
    Quota {
        /// floor(V / (S + 1)) + 1.
        #[default]
        DroopWhole = "droop_whole",
        /// V / (S + 1) cut to the places, and one in the last of them.
        DroopFraction = "droop_fraction",
        /// V / S, rounded up.
        Hare = "hare",
    }
    /// Whose votes the threshold is a share of.
    ThresholdOf {
        /// This round's continuing candidates'.
        #[default]
        Continuing = "continuing",
        /// Those of the first round.
        FirstRound = "first_round",
    }
    /// Which surpluses are passed on.
    Surplus {
        /// Those of all who were elected in a round, in the next one.
        #[default]
        Together = "together",
        /// One a round, the largest first; nobody is eliminated meanwhile.
        LargestFirst = "largest_first",
    }
    /// The value that a ballot has after a surplus was passed on.
    Transfer {
        /// The value times surplus / votes, which is cut to the places first; and cut.
        #[default]
        Fraction = "fraction",
        /// The value times the surplus over the votes, cut once.
        Product = "product",
    }
    /// What happens when all seats are filled by quota.
    Last {
        /// One more round, in which the last surpluses are passed on.
        #[default]
        Transfer = "transfer",
        /// One more round, in which the last surpluses go to nobody.
        Keep = "keep",
        /// No more round.
        Stop = "stop",
    }
    /// What decides between equal votes.
    TieBreak {
        /// The votes in the round before, or in the one before that, back to the first.
        PreviousRounds = "previous_rounds",
        /// The order of the rules: the one latest in it is eliminated, the one earliest is elected.
        #[default]
        Order = "order",
    }
}

/// A candidate as rules name one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Named {
    Id(u32),
    Name(String),
}

/// Fixed decimals beyond this many places are not offered.
pub const MAX_PLACES: u8 = 9;

/// The rules of a count. Definitions: docs/tabulation.md. Rules that are not named are the default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    pub method: Method,
    /// Seats to fill; `None`: those of the election, else one.
    pub seats: Option<u32>,
    /// Decimals of a vote, where ballots are passed on in part.
    pub places: u8,
    pub quota: Quota,
    pub threshold_of: ThresholdOf,
    pub surplus: Surplus,
    pub transfer: Transfer,
    pub last: Last,
    /// The quota of each round, of what continues and what the elected hold.
    pub dynamic_quota: bool,
    /// Only the one with most votes is elected in a round.
    pub one_winner_per_round: bool,
    /// With a winner found, eliminations go on until two are left.
    pub continue_until_two: bool,
    /// All who together have fewer votes than the next are eliminated at once.
    pub batch: bool,
    /// All who do not have more than the threshold are eliminated at once.
    pub cutoff: bool,
    /// The threshold as a share of the votes.
    pub percent: Option<Percent>,
    /// Names that are eliminated before anybody is elected, as long as they have a vote. Those that nobody has are passed over.
    pub write_ins_first: Option<Vec<Named>>,
    /// What decides between equal votes, one after the other; a tie that is left then ends the count.
    pub tie_break: Vec<TieBreak>,
    /// Candidates in the order that breaks ties; those not named follow in the order of candidates.
    pub order: Vec<Named>,
    /// The last round that is counted.
    pub stop_after: Option<u32>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            method: Method::default(),
            seats: None,
            places: 4,
            quota: Quota::default(),
            threshold_of: ThresholdOf::default(),
            surplus: Surplus::default(),
            transfer: Transfer::default(),
            last: Last::default(),
            dynamic_quota: false,
            one_winner_per_round: false,
            continue_until_two: false,
            batch: false,
            cutoff: false,
            percent: None,
            write_ins_first: None,
            tie_break: vec![TieBreak::Order],
            order: Vec::new(),
            stop_after: None,
        }
    }
}

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
    pub fn of(mut members: Map<String, Value>) -> Result<StatedRules, String> {
        let cleaning = object(&CleaningRules::default());
        let tabulation = object(&Rules::default());
        if let Some(method) = members.get_mut("method")
            && method == BLOCK_PREFERENTIAL
        {
            *method = Method::Sequential.name().into();
        }
        for (key, value) in &members {
            let single = || Value::Object(Map::from_iter([(key.clone(), value.clone())]));
            let checked = match (cleaning.contains_key(key), tabulation.contains_key(key)) {
                (true, _) => serde_json::from_value::<CleaningRules>(single()).map(drop),
                (_, true) => serde_json::from_value::<Rules>(single()).map(drop),
                _ => {
                    let keys: Vec<&str> = tabulation.keys().chain(cleaning.keys()).map(String::as_str).collect();
                    return Err(format!("{key:?} is no rule; the keys are {}", keys.join(", ")));
                }
            };
            checked.map_err(|error| format!("{key}: {error}"))?;
        }
        let keys: Vec<String> = members.keys().cloned().collect();
        let (cleaning, tabulation) = members.into_iter().partition(|(key, _)| cleaning.contains_key(key));
        let fault = |error: serde_json::Error| error.to_string();
        let rules = StatedRules {
            cleaning: serde_json::from_value(Value::Object(cleaning)).map_err(fault)?,
            tabulation: serde_json::from_value(Value::Object(tabulation)).map_err(fault)?,
            keys,
        };
        rules.tabulation.check()?;
        Ok(rules)
    }

    /// Reads rules from a JSON file.
    ///
    /// # Errors
    /// As [`of`](Self::of), by the name of the file; also a key that is given twice.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<StatedRules> {
        let members: Map<String, Value> = serde_json::from_slice(bytes)
            .map_err(|error| Error::file(file, format!("this is no JSON object with rules: {error}")))?;
        let rules = StatedRules::of(members).map_err(|message| Error::file(file, message))?;
        // Refuse a key that is given twice.
        serde_json::from_slice::<CleaningRules>(bytes).map_err(|error| Error::file(file, error.to_string()))?;
        serde_json::from_slice::<Rules>(bytes)
            .map(drop)
            .or_else(|error| if error.to_string().contains("duplicate") { Err(error) } else { Ok(()) })
            .map_err(|error| Error::file(file, error.to_string()))?;
        Ok(rules)
    }
}

impl Rules {
    /// The rules that places without any of their own use: by quota where there are several seats.
    pub fn usual(seats: u32) -> Rules {
        Rules { method: if seats > 1 { Method::Stv } else { Method::Irv }, ..Rules::default() }
    }

    /// Decimals of the votes that are counted: 0 where ballots are passed on whole.
    pub fn vote_places(&self) -> u8 {
        match self.method {
            Method::Stv => self.places,
            Method::Meek => super::meek::PLACES,
            Method::Irv | Method::BottomsUp | Method::Percentage | Method::Sequential => 0,
        }
    }

    /// # Errors
    /// Rules that do not go together, and what does.
    pub fn check(&self) -> Result<(), String> {
        let refuse = |key: &str, expected: &str| Err(format!("{key}: {expected}"));
        let is_one_seat = matches!(self.method, Method::Irv | Method::Sequential);
        if self.places > MAX_PLACES {
            return refuse("places", &format!("give at most {MAX_PLACES}"));
        }
        if self.seats == Some(0) {
            return refuse("seats", "give at least 1");
        }
        if self.stop_after == Some(0) {
            return refuse("stop_after", "rounds are counted from 1");
        }
        if self.batch && !is_one_seat && self.method != Method::BottomsUp {
            return refuse("batch", "goes with the methods irv, sequential and bottoms_up");
        }
        if self.continue_until_two && !is_one_seat {
            return refuse("continue_until_two", "goes with the methods irv and sequential");
        }
        if self.cutoff && self.method != Method::Percentage {
            return refuse("cutoff", "goes with the method percentage");
        }
        if self.percent.is_some() != (self.method == Method::Percentage) {
            return refuse("percent", "the method percentage needs it, and no other takes it");
        }
        if (1..self.tie_break.len()).any(|place| self.tie_break[..place].contains(&self.tie_break[place])) {
            return refuse("tie_break", "name each rule once");
        }
        if self.one_winner_per_round && self.method != Method::Stv {
            return refuse("one_winner_per_round", "goes with the method stv");
        }
        Ok(())
    }

    /// The rules that differ from others, each as `key value`.
    pub fn differences(&self, others: &Rules) -> Vec<String> {
        differences(self, others)
    }
}

/// The members of one object that another does not have, each as `key value`.
pub fn differences(one: &impl Serialize, other: &impl Serialize) -> Vec<String> {
    let others = object(other);
    let differing = object(one).into_iter().filter(|(key, value)| others.get(key) != Some(value));
    differing
        .map(|(key, value)| match value {
            Value::String(word) => format!("{key} {word}"),
            Value::Null => format!("{key} none"),
            other => format!("{key} {other}"),
        })
        .collect()
}

fn object(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(members)) => members,
        _ => unreachable!("a struct with named fields is an object"),
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

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
        assert!(error.starts_with("rules.json: \"batches\" is no rule; the keys are method, seats, places, "), "{error}");
        assert!(error.ends_with("stop_after, overvote, skipped, duplicate, max_rankings, blank"), "{error}");
        for (text, told) in [
            (r#"{"max_rankings": 0}"#, "max_rankings: "),
            (r#"{"overvote": "ignore"}"#, "overvote: unknown variant `ignore`, expected `skip` or `exhaust`"),
            (r#"{"skipped": "exhaust-after-0"}"#, "exhaust-after-N"),
            (r#"{"blank": "skip", "blank": "write-in"}"#, "duplicate field `blank` at line 1 column 25"),
            (r#"{"method": "irv", "method": "stv"}"#, "duplicate field `method`"),
            (r#"{"method": "borda"}"#, "method: unknown variant `borda`, expected one of `irv`"),
            (r#"{"places": 10}"#, "places: give at most 9"),
            (r#"{"batch": true, "method": "stv"}"#, "batch: goes with the methods irv"),
            (r#"{"method": "percentage"}"#, "percent: the method percentage needs it"),
            (r#"{"method": "percentage", "percent": 100}"#, "percent: give a percentage above 0"),
            (r#"["overvote"]"#, "expected a map"),
            ("maine", "no JSON object"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with("rules.json: ") && error.contains(told), "{text}: {error}");
        }
    }

    #[test]
    fn differences_are_told_by_key_and_value() {
        let rules = parse(r#"{"overvote": "exhaust", "max_rankings": 3}"#).unwrap();
        assert_eq!(differences(&rules, &CleaningRules::default()), ["overvote exhaust", "max_rankings 3"]);
        assert_eq!(differences(&CleaningRules::default(), &rules), ["overvote skip", "max_rankings none"]);
        assert!(differences(&rules, &rules).is_empty());
    }
}
