//! Rules of cleaning by the place that has them.

use std::num::NonZeroU16;

use super::rules::{BlankRule, CleaningRules, DuplicateRule, OvervoteRule, SkippedRule};

/// The rules of a place, or of a way of counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    pub name: &'static str,
    pub rules: CleaningRules,
    /// Where the rules are laid down or confirmed.
    pub source: &'static str,
}

const USUAL: CleaningRules = CleaningRules {
    overvote: OvervoteRule::Skip,
    skipped: SkippedRule::Condense,
    duplicate: DuplicateRule::First,
    max_rankings: None,
    blank: BlankRule::Skip,
};

const OVERVOTE_ENDS: CleaningRules = CleaningRules { overvote: OvervoteRule::Exhaust, ..USUAL };

const TWO_SKIPPED_END: SkippedRule = SkippedRule::ExhaustAfter(NonZeroU16::new(2).unwrap());

const THREE_RANKS: Option<NonZeroU16> = NonZeroU16::new(3);

/// All presets, by name.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "alaska",
        rules: CleaningRules { skipped: TWO_SKIPPED_END, ..OVERVOTE_ENDS },
        source: "Alaska Statutes 15.15.350; RCTab's sample of 2024",
    },
    Preset {
        name: "cambridge",
        rules: USUAL,
        source: "Massachusetts General Laws, chapter 54A: the default; rounds depend on the order of ballots, rankings do not",
    },
    Preset { name: "irv", rules: USUAL, source: "RCTab's samples of one seat: the default" },
    Preset {
        name: "maine",
        rules: CleaningRules { skipped: TWO_SKIPPED_END, ..OVERVOTE_ENDS },
        source: "Maine Revised Statutes, title 21-A, § 723-A; RCTab's sample of Portland, Maine, 2015",
    },
    Preset { name: "meek", rules: USUAL, source: "a way of counting: the default" },
    Preset {
        name: "minneapolis-1",
        rules: CleaningRules { skipped: TWO_SKIPPED_END, max_rankings: THREE_RANKS, ..USUAL },
        source: "Minneapolis Code of Ordinances, chapter 167, as RCTab counts 2017 (in 2013 an overvote ended the ballot)",
    },
    Preset {
        name: "minneapolis-3",
        rules: CleaningRules { max_rankings: THREE_RANKS, ..USUAL },
        source: "Minneapolis Code of Ordinances, chapter 167, as RCTab counts the park board of 2013",
    },
    Preset { name: "nyc", rules: OVERVOTE_ENDS, source: "New York City Charter, § 1057-g" },
    Preset {
        name: "portland-3",
        rules: USUAL,
        source: "Portland, Oregon, 2024: the certified rankings of Districts 1 to 4, all skipped ranks moved up",
    },
    Preset { name: "san-francisco", rules: OVERVOTE_ENDS, source: "San Francisco Charter, § 13.102" },
    Preset { name: "scotland", rules: USUAL, source: "Scottish Local Government Elections Order 2007, schedule 1: the default" },
];

/// The preset of a name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str) -> String {
        preset(name).unwrap().rules.differences(&CleaningRules::default()).join(", ")
    }

    #[test]
    fn presets_differ_from_the_default_as_their_places_do() {
        assert_eq!(USUAL, CleaningRules::default());
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
    fn presets_stand_in_order_of_their_names_and_each_has_a_source() {
        assert!(PRESETS.is_sorted_by(|a, b| a.name < b.name));
        assert!(PRESETS.iter().all(|preset| !preset.source.is_empty()));
        assert_eq!(preset("Maine"), None);
    }
}
