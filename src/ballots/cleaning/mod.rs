//! Cleaning: from marks to a ranking without gaps, repeats or overvotes. Rules: metrics, section 1.

mod aliases;
mod clean;
mod report;
mod rules;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod write_ins;

pub use aliases::Aliases;
pub use clean::Ending;
pub(super) use clean::{Standing, clean};
pub use report::{CleaningReport, FirstChoicesMoved};
pub use rules::{BlankRule, CleaningOptions, CleaningRules, DuplicateRule, OvervoteRule, RuleSet, SkippedRule};
pub use write_ins::{UNDECLARED_WRITE_INS, WriteInRole};
