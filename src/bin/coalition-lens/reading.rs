//! What every command that reads cast vote records takes: the inputs, and how their marks become rankings.

use std::fs::File;
use std::io::Read;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use coalition_lens::ballots::{
    BlankRule, CleaningOptions, CleaningRules, DuplicateRule, MAX_RANKS, OvervoteRule, PRESETS, RuleSet, SkippedRule,
    WriteInRole, preset,
};
use coalition_lens::cvr::Format;
use coalition_lens::{Error, Result};

#[derive(clap::Args)]
pub struct ReadingArgs {
    /// Files with cast vote records.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// Read the inputs in this format instead of finding it out.
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(Format::all().map(|format| format.name())))]
    pub format: Option<String>,
    /// Which contest, where the input holds several: its name or a unique part of it.
    #[arg(long, value_name = "NAME")]
    pub contest: Option<String>,
    #[arg(long, value_name = "PRESET|FILE", help = rules_help())]
    pub rules: Option<String>,
    /// What an overvoted rank does: holds no vote, or ends the ballot.
    #[arg(long, value_enum, hide_possible_values = true, value_name = "skip|exhaust")]
    pub overvote: Option<OvervoteRule>,
    /// What unmarked ranks do: later ranks move up, or N in a row before a mark end the ballot.
    #[arg(long, value_name = "condense|exhaust-after-N")]
    pub skipped: Option<SkippedRule>,
    /// What a candidate marked again further down does: the first mark counts, or the ballot ends before the repetition.
    #[arg(long, value_enum, hide_possible_values = true, value_name = "first|exhaust")]
    pub duplicate: Option<DuplicateRule>,
    /// Ranks that are read; marks at later ones are not.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MAX_RANKS as i64))]
    pub max_rankings: Option<u16>,
    /// What an empty cell of a rank is: no mark, or a mark for an undeclared write-in.
    #[arg(long, value_enum, hide_possible_values = true, value_name = "skip|write-in")]
    pub blank: Option<BlankRule>,
    /// How a name counts: an empty write-in slot, a counted bucket of write-ins, or a candidate.
    #[arg(long, value_name = "NAME=slot|counted|candidate")]
    pub write_in: Vec<String>,
    /// A candidate whose marks are no votes, by exact name.
    #[arg(long, value_name = "NAME")]
    pub drop_candidate: Vec<String>,
}

fn preset_names() -> String {
    PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>().join(", ")
}

fn rules_help() -> String {
    format!(
        "Rules of a place, or a JSON file with any of them; flags of their own go before. Without it: skip, condense, first. \
         Presets: {}",
        preset_names()
    )
}

/// No file of rules is larger: it holds five keys.
const MAX_FILE: u64 = 1 << 16;

impl ReadingArgs {
    /// The format that was chosen.
    ///
    /// # Errors
    /// A name of none.
    pub fn format(&self) -> Result<Option<Format>> {
        self.format.as_deref().map(str::parse).transpose()
    }

    /// The rules of cleaning.
    ///
    /// # Errors
    /// A `--write-in` or a file of rules that is not understood.
    pub fn cleaning(&self) -> Result<CleaningOptions> {
        let (rules, rule_set) = self.rules()?;
        let mut drop_candidate: Vec<String> = self.drop_candidate.iter().map(|name| name.trim().to_owned()).collect();
        drop_candidate.sort();
        drop_candidate.dedup();
        Ok(CleaningOptions {
            rules,
            rule_set,
            write_in: self.write_in.iter().map(|text| role(text)).collect::<Result<_>>()?,
            drop_candidate,
        })
    }

    /// The rules of the set, with those that have a flag of their own in their place.
    fn rules(&self) -> Result<(CleaningRules, Option<RuleSet>)> {
        let set = self.rules.as_deref().map(named_rules).transpose()?;
        let base = set.as_ref().map(|(_, rules)| rules.clone()).unwrap_or_default();
        let rules = CleaningRules {
            overvote: self.overvote.unwrap_or(base.overvote),
            skipped: self.skipped.unwrap_or(base.skipped),
            duplicate: self.duplicate.unwrap_or(base.duplicate),
            max_rankings: self.max_rankings.and_then(NonZeroU16::new).or(base.max_rankings),
            blank: self.blank.unwrap_or(base.blank),
        };
        let rule_set = set.map(|(name, base)| RuleSet { name, overridden: rules.differences(&base) });
        Ok((rules, rule_set))
    }
}

/// The rules of a preset or a file, with the name to record.
fn named_rules(text: &str) -> Result<(String, CleaningRules)> {
    if let Some(preset) = preset(text) {
        return Ok((preset.name.to_owned(), preset.rules.clone()));
    }
    let path = Path::new(text);
    if !path.exists() {
        let expected = format!("give a file of rules, or one of the presets {}", preset_names());
        return Err(Error::param("--rules", format!("{text:?}"), expected));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes));
    file.map_err(|error| Error::io(path, error))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Error::file(text, format!("a file of rules has at most {MAX_FILE} bytes: is this an input?")));
    }
    let name = path.file_name().map_or_else(|| text.to_owned(), |name| name.to_string_lossy().into_owned());
    Ok((name, CleaningRules::parse(text, &bytes)?))
}

fn role(text: &str) -> Result<(String, WriteInRole)> {
    let refuse = || Error::param("--write-in", format!("{text:?}"), "give NAME=slot, NAME=counted or NAME=candidate");
    let (name, role) = text.rsplit_once('=').ok_or_else(refuse)?;
    let role = match role {
        "slot" => WriteInRole::Slot,
        "counted" => WriteInRole::Counted,
        "candidate" => WriteInRole::Candidate,
        _ => return Err(refuse()),
    };
    Ok((name.trim().to_owned(), role))
}
