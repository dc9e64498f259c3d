//! The rules of cleaning, as flags, files and presets name them and the descriptor records them.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::aliases::Aliases;
use super::write_ins::WriteInRole;

/// What an overvoted rank does to the ballot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "kebab-case")]
pub enum OvervoteRule {
    /// The rank holds no vote.
    #[default]
    Skip,
    /// The ballot ends before it.
    Exhaust,
}

/// What unmarked ranks before a mark do to the ballot. An overvoted rank is marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum SkippedRule {
    /// `condense`: later ranks move up.
    #[default]
    Condense,
    /// `exhaust-after-N`: N in a row end the ballot, fewer are condensed.
    ExhaustAfter(NonZeroU16),
}

impl SkippedRule {
    const EXPECTED: &str = "give condense, or exhaust-after-N with N from 1, such as exhaust-after-2";

    /// Whether so many unmarked ranks in a row end the ballot.
    pub(super) fn is_ended_by(self, unmarked: u16) -> bool {
        matches!(self, SkippedRule::ExhaustAfter(limit) if unmarked >= limit.get())
    }
}

impl fmt::Display for SkippedRule {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            SkippedRule::Condense => f.write_str("condense"),
            SkippedRule::ExhaustAfter(limit) => write!(f, "exhaust-after-{limit}"),
        }
    }
}

impl FromStr for SkippedRule {
    type Err = String;

    fn from_str(text: &str) -> Result<SkippedRule, String> {
        if text == "condense" {
            return Ok(SkippedRule::Condense);
        }
        let limit = text.strip_prefix("exhaust-after-").filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        limit
            .and_then(|digits| digits.parse().ok())
            .map(SkippedRule::ExhaustAfter)
            .ok_or_else(|| format!("skipped ranks: {text:?} is no rule; {}", SkippedRule::EXPECTED))
    }
}

impl TryFrom<String> for SkippedRule {
    type Error = String;

    fn try_from(text: String) -> Result<SkippedRule, String> {
        text.parse()
    }
}

impl From<SkippedRule> for String {
    fn from(rule: SkippedRule) -> String {
        rule.to_string()
    }
}

/// What a candidate marked again at a later rank does to the ballot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "kebab-case")]
pub enum DuplicateRule {
    /// The first mark counts.
    #[default]
    First,
    /// The ballot ends before the repetition.
    Exhaust,
}

/// What an empty cell of a rank is. A word such as `undervote` is no mark under either rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "kebab-case")]
pub enum BlankRule {
    /// No mark.
    #[default]
    Skip,
    /// A mark for an undeclared write-in.
    WriteIn,
}

/// How marks become rankings, whoever the candidates are. Rules that are not named are the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CleaningRules {
    pub overvote: OvervoteRule,
    pub skipped: SkippedRule,
    pub duplicate: DuplicateRule,
    /// Ranks beyond it are not read.
    pub max_rankings: Option<NonZeroU16>,
    pub blank: BlankRule,
}

impl CleaningRules {
    /// What the value of a key has to be; `None` if there is no such key.
    pub fn expected(key: &str) -> Option<&'static str> {
        Some(match key {
            "overvote" => "give skip or exhaust",
            "skipped" => SkippedRule::EXPECTED,
            "duplicate" => "give first or exhaust",
            "max_rankings" => "give a whole number from 1, or null",
            "blank" => "give skip or write-in",
            _ => return None,
        })
    }
}

/// A set of rules that was chosen by name, and what was given beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    /// Of a preset, or of a file.
    pub name: String,
    /// Rules that are not those of the set, each as `key value`.
    pub overridden: Vec<String>,
}

/// All that cleaning depends on, as the descriptor records it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleaningOptions {
    #[serde(flatten)]
    pub rules: CleaningRules,
    /// Where the rules come from; absent if they were given one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_set: Option<RuleSet>,
    /// Overrides by exact name.
    pub write_in: BTreeMap<String, WriteInRole>,
    /// Candidates whose marks are no votes (withdrawn, say), by exact name.
    pub drop_candidate: Vec<String>,
    /// Other spellings of candidates, with the name that counts.
    #[serde(default, skip_serializing_if = "Aliases::is_empty")]
    pub alias: Aliases,
}

impl CleaningOptions {
    /// The role of a name: the override, else the known write-in labels, else a candidate.
    pub fn role(&self, name: &str) -> WriteInRole {
        self.write_in.get(name).copied().unwrap_or_else(|| WriteInRole::of(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_ranks_are_condensed_or_end_the_ballot_after_any_number() {
        assert_eq!("condense".parse(), Ok(SkippedRule::Condense));
        for limit in [1, 2, 3, 65535] {
            let rule = SkippedRule::ExhaustAfter(NonZeroU16::new(limit).unwrap());
            assert_eq!(rule.to_string(), format!("exhaust-after-{limit}"));
            assert_eq!(rule.to_string().parse(), Ok(rule));
            assert!(rule.is_ended_by(limit) && !rule.is_ended_by(limit - 1));
        }
        for wrong in ["", "exhaust", "exhaust-after-", "exhaust-after-0", "exhaust-after-+2", "exhaust-after-65536", "Condense"] {
            let error = wrong.parse::<SkippedRule>().unwrap_err();
            assert!(error.contains("exhaust-after-2") && error.contains(&format!("{wrong:?}")), "{error}");
        }
    }

    #[test]
    fn options_are_recorded_flat_and_later_rules_are_passed_over() {
        let older = r#"{"overvote":"exhaust","skipped":"exhaust-after-2","write_in":{},"drop_candidate":["Ann"]}"#;
        let options: CleaningOptions = serde_json::from_str(older).unwrap();
        let skipped = SkippedRule::ExhaustAfter(const { NonZeroU16::new(2).unwrap() });
        assert_eq!(options.rules, CleaningRules { overvote: OvervoteRule::Exhaust, skipped, ..CleaningRules::default() });
        assert_eq!((options.drop_candidate.as_slice(), &options.rule_set), (["Ann".to_owned()].as_slice(), &None));
        let recorded = serde_json::to_string(&options).unwrap();
        assert_eq!(
            recorded,
            r#"{"overvote":"exhaust","skipped":"exhaust-after-2","duplicate":"first","max_rankings":null,"blank":"skip","write_in":{},"drop_candidate":["Ann"]}"#
        );
        let newer = recorded.replacen('{', r#"{"a_later_rule":1,"#, 1);
        assert_eq!(serde_json::from_str::<CleaningOptions>(&newer).unwrap(), options);
    }
}
