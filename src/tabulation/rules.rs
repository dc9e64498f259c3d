//! The rules of a count, as data: what a file, a preset or a query names and the descriptor records.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::percent::Percent;
use super::refused::Refused;
use crate::ballots::MAX_SEATS;

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

            /// All of them, with commas between.
            pub fn list() -> String {
                $name::ALL.iter().map(|word| word.name()).collect::<Vec<_>>().join(", ")
            }

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

impl Named {
    /// Without quotes.
    pub fn plain(&self) -> String {
        match self {
            Named::Id(id) => id.to_string(),
            Named::Name(name) => name.clone(),
        }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Named::Id(id) => write!(f, "{id}"),
            Named::Name(name) => write!(f, "{name:?}"),
        }
    }
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
    /// Names that are eliminated before anybody is elected, as long as they have a vote.
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

    /// What the value of a key has to be; `None` if there is no such key.
    pub fn expected(key: &str) -> Option<String> {
        Some(match key {
            "method" => format!("give one of {}", Method::list()),
            "seats" => format!("give a whole number from 1 to {MAX_SEATS}"),
            "places" => format!("give a whole number from 0 to {MAX_PLACES}"),
            "quota" => format!("give one of {}", Quota::list()),
            "threshold_of" => format!("give one of {}", ThresholdOf::list()),
            "surplus" => format!("give one of {}", Surplus::list()),
            "transfer" => format!("give one of {}", Transfer::list()),
            "last" => format!("give one of {}", Last::list()),
            "dynamic_quota" | "one_winner_per_round" | "continue_until_two" | "batch" | "cutoff" => "give true or false".into(),
            "percent" => Percent::EXPECTED.into(),
            "write_ins_first" => "give a list of ids or names of candidates, or null".into(),
            "tie_break" => format!("give a list of some of {}, each once", TieBreak::list()),
            "order" => "give a list of ids or names of candidates".into(),
            "stop_after" => "give a whole number from 1, or null".into(),
            _ => return None,
        })
    }

    /// # Errors
    /// Rules that do not go together, and what does.
    pub fn check(&self) -> Result<(), Refused> {
        let members = object(self);
        let value = |key: &str| members.get(key).unwrap_or(&Value::Null);
        let is_one_seat = matches!(self.method, Method::Irv | Method::Sequential);
        let out_of_range = [
            ("places", self.places > MAX_PLACES),
            ("seats", self.seats.is_some_and(|seats| !(1..=MAX_SEATS).contains(&seats))),
            ("stop_after", self.stop_after == Some(0)),
            ("tie_break", (1..self.tie_break.len()).any(|place| self.tie_break[..place].contains(&self.tie_break[place]))),
        ];
        if let Some((key, _)) = out_of_range.into_iter().find(|(_, is_out)| *is_out) {
            return Err(Refused::new(key, value(key), Rules::expected(key).unwrap_or_default()));
        }
        let unfit = [
            (
                "batch",
                self.batch && !is_one_seat && self.method != Method::BottomsUp,
                "goes with the methods irv, sequential and bottoms_up",
            ),
            ("continue_until_two", self.continue_until_two && !is_one_seat, "goes with the methods irv and sequential"),
            ("cutoff", self.cutoff && self.method != Method::Percentage, "goes with the method percentage"),
            (
                "percent",
                self.percent.is_some() != (self.method == Method::Percentage),
                "the method percentage needs it, and no other takes it",
            ),
            ("one_winner_per_round", self.one_winner_per_round && self.method != Method::Stv, "goes with the method stv"),
        ];
        match unfit.into_iter().find(|(_, is_unfit, _)| *is_unfit) {
            Some((key, _, expected)) => Err(Refused::new(key, value(key), expected)),
            None => Ok(()),
        }
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

pub(super) fn object(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(members)) => members,
        _ => unreachable!("a struct with named fields is an object"),
    }
}
