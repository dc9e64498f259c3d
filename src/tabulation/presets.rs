//! Rules by the place that has them, or by the way of counting: those of cleaning and of the count together.

use std::num::NonZeroU16;

use super::rules::{Last, Method, Named, Quota, Rules, Surplus, TieBreak, Transfer};
use crate::ballots::{CleaningRules, OvervoteRule, SkippedRule, UNDECLARED_WRITE_INS};

/// The rules of a place, or of a way of counting.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    pub name: &'static str,
    /// What confirms it.
    pub source: &'static str,
    pub cleaning: fn() -> CleaningRules,
    /// `Err`: why ballots cannot be counted so, with the next step.
    pub tabulation: fn() -> Result<Rules, &'static str>,
}

fn usual() -> CleaningRules {
    CleaningRules::default()
}

fn overvote_ends() -> CleaningRules {
    CleaningRules { overvote: OvervoteRule::Exhaust, ..usual() }
}

fn overvote_or_two_skipped_end() -> CleaningRules {
    CleaningRules { skipped: two_skipped_end(), ..overvote_ends() }
}

fn two_skipped_end() -> SkippedRule {
    SkippedRule::ExhaustAfter(const { NonZeroU16::new(2).unwrap() })
}

fn three_ranks() -> CleaningRules {
    CleaningRules { max_rankings: NonZeroU16::new(3), ..usual() }
}

/// The buckets of write-ins that nobody declared, as places and readers name them.
pub(super) const UNDECLARED: [&str; 2] = ["UWI", UNDECLARED_WRITE_INS];

fn undeclared() -> Option<Vec<Named>> {
    Some(UNDECLARED.map(|name| Named::Name(name.into())).into())
}

fn until_two() -> Rules {
    Rules { continue_until_two: true, ..Rules::default() }
}

/// All presets, by name.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "alaska",
        source: "RCTab's fixture of 2024, in part: it stops at the majority",
        cleaning: overvote_or_two_skipped_end,
        tabulation: || Ok(until_two()),
    },
    Preset {
        name: "cambridge",
        source: "City of Cambridge: whole ballots are passed on by Cincinnati's rule",
        cleaning: usual,
        tabulation: || {
            Err("Cambridge passes whole ballots on in the order in which they were counted, which is not kept here; \
                 count with another preset, such as portland-3 or meek")
        },
    },
    Preset { name: "irv", source: "RCTab's fixtures", cleaning: usual, tabulation: || Ok(Rules::default()) },
    Preset {
        name: "maine",
        source: "RCTab's fixture of Portland, Maine, 2015",
        cleaning: overvote_or_two_skipped_end,
        tabulation: || Ok(Rules { batch: true, write_ins_first: undeclared(), ..Rules::default() }),
    },
    Preset {
        name: "meek",
        source: "Hill, Wichmann and Woodall, Algorithm 123, in the reference form of the Proportional Representation Foundation",
        cleaning: usual,
        tabulation: || Ok(Rules { method: Method::Meek, places: 9, quota: Quota::DroopFraction, ..Rules::default() }),
    },
    Preset {
        name: "minneapolis-1",
        source: "RCTab's fixture of Minneapolis 2017",
        cleaning: || CleaningRules { skipped: two_skipped_end(), ..three_ranks() },
        tabulation: || Ok(Rules { batch: true, write_ins_first: undeclared(), ..Rules::default() }),
    },
    Preset {
        name: "minneapolis-3",
        source: "RCTab's fixture of the Minneapolis park board of 2013",
        cleaning: three_ranks,
        tabulation: || {
            let seats = Some(3);
            Ok(Rules { method: Method::Stv, seats, last: Last::Keep, write_ins_first: undeclared(), ..Rules::default() })
        },
    },
    Preset {
        name: "nyc",
        source: "rules of the New York City Board of Elections; not confirmed by a certified count yet",
        cleaning: overvote_ends,
        tabulation: || Ok(Rules { tie_break: vec![TieBreak::PreviousRounds, TieBreak::Order], ..until_two() }),
    },
    Preset {
        name: "portland-3",
        source: "the certified counts of Portland, Oregon, 2024, districts 1 to 4",
        cleaning: usual,
        tabulation: || Ok(Rules { method: Method::Stv, seats: Some(3), ..Rules::default() }),
    },
    Preset {
        name: "san-francisco",
        source: "rules of the San Francisco Department of Elections; not confirmed by a certified count yet",
        cleaning: overvote_ends,
        tabulation: || Ok(until_two()),
    },
    Preset {
        name: "scotland",
        source: "Scottish Local Government Elections Order 2007, rules 45 to 52",
        cleaning: usual,
        tabulation: || {
            Ok(Rules {
                method: Method::Stv,
                places: 5,
                surplus: Surplus::LargestFirst,
                transfer: Transfer::Product,
                last: Last::Stop,
                tie_break: vec![TieBreak::PreviousRounds, TieBreak::Order],
                ..Rules::default()
            })
        },
    },
];

/// The preset of a name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

/// The names of presets that fill several seats, as many as these.
pub fn presets_for(seats: u32) -> Vec<&'static str> {
    let fills = |rules: Rules| rules.method != Method::Irv && rules.seats.is_none_or(|own| own == seats);
    PRESETS.iter().filter(|preset| (preset.tabulation)().is_ok_and(fills)).map(|preset| preset.name).collect()
}

#[cfg(test)]
mod tests {
    use super::super::rules::differences;
    use super::*;

    fn told(name: &str) -> String {
        differences(&(preset(name).unwrap().cleaning)(), &CleaningRules::default()).join(", ")
    }

    #[test]
    fn presets_clean_as_their_places_do() {
        for name in ["irv", "portland-3", "scotland", "cambridge", "meek"] {
            assert_eq!(told(name), "", "{name}");
        }
        for name in ["maine", "alaska"] {
            assert_eq!(told(name), "overvote exhaust, skipped exhaust-after-2", "{name}");
        }
        for name in ["san-francisco", "nyc"] {
            assert_eq!(told(name), "overvote exhaust", "{name}");
        }
        assert_eq!(told("minneapolis-1"), "skipped exhaust-after-2, max_rankings 3");
        assert_eq!(told("minneapolis-3"), "max_rankings 3");
    }

    #[test]
    fn presets_of_several_seats_are_those_that_fill_as_many() {
        assert_eq!(presets_for(2), ["meek", "scotland"]);
        assert_eq!(presets_for(3), ["meek", "minneapolis-3", "portland-3", "scotland"]);
    }

    #[test]
    fn presets_stand_in_order_of_their_names_and_their_rules_go_together() {
        assert!(PRESETS.is_sorted_by(|a, b| a.name < b.name));
        assert!(preset("Maine").is_none());
        for preset in PRESETS {
            if let Ok(rules) = (preset.tabulation)() {
                assert_eq!(rules.check(), Ok(()), "{}", preset.name);
            }
        }
    }
}
