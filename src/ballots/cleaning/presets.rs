//! Rules of cleaning by the place that has them. What confirms each: metrics, section 1.

use std::num::NonZeroU16;

use super::rules::{BlankRule, CleaningRules, DuplicateRule, OvervoteRule, SkippedRule};

/// The rules of a place, or of a way of counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    pub name: &'static str,
    pub rules: CleaningRules,
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
    Preset { name: "alaska", rules: CleaningRules { skipped: TWO_SKIPPED_END, ..OVERVOTE_ENDS } },
    Preset { name: "cambridge", rules: USUAL },
    Preset { name: "irv", rules: USUAL },
    Preset { name: "maine", rules: CleaningRules { skipped: TWO_SKIPPED_END, ..OVERVOTE_ENDS } },
    Preset { name: "meek", rules: USUAL },
    Preset { name: "minneapolis-1", rules: CleaningRules { skipped: TWO_SKIPPED_END, max_rankings: THREE_RANKS, ..USUAL } },
    Preset { name: "minneapolis-3", rules: CleaningRules { max_rankings: THREE_RANKS, ..USUAL } },
    Preset { name: "nyc", rules: OVERVOTE_ENDS },
    Preset { name: "portland-3", rules: USUAL },
    Preset { name: "san-francisco", rules: OVERVOTE_ENDS },
    Preset { name: "scotland", rules: USUAL },
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
    fn presets_stand_in_order_of_their_names() {
        assert!(PRESETS.is_sorted_by(|a, b| a.name < b.name));
        assert_eq!(preset("Maine"), None);
    }
}
