//! What every command that reads cast vote records takes: the inputs, and how their marks become rankings.

use std::fs::File;
use std::io::Read;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use coalition_lens::ballots::{
    Aliases, BlankRule, CleaningOptions, CleaningRules, DuplicateRule, MAX_RANKS, OvervoteRule, ReadingOptions, RuleSet,
    SkippedRule, WriteInRole, normal_name,
};
use coalition_lens::cvr::{Format, Input, Origin, SourceSet, read_aliases};
use coalition_lens::snapshot::SourceFile;
use coalition_lens::snapshot::write::StatedCount;
use coalition_lens::tabulation::{PRESETS, Rules, StatedRules, differences, preset};
use coalition_lens::{Error, Result};

use crate::flags::text_in_flags;
use crate::text::{count, one_line, size};

#[derive(clap::Args)]
pub struct ReadingArgs {
    /// Files, folders or zip files with cast vote records, and the files that explain them.
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
    /// Another spelling of a candidate, and the name that counts.
    #[arg(long, value_name = "SPELLING=NAME")]
    pub alias: Vec<String>,
    /// A table of such spellings, CSV or xlsx: two columns, spelling and name.
    #[arg(long, value_name = "FILE")]
    pub alias_file: Option<PathBuf>,
    /// A word in place of a name that is an overvote, besides those that are known.
    #[arg(long, value_name = "WORD")]
    pub overvote_word: Vec<String>,
    /// A word in place of a name that is no mark, besides those that are known.
    #[arg(long, value_name = "WORD")]
    pub no_mark_word: Vec<String>,
    /// What stands between the names of an overvote in one cell, such as | or //.
    #[arg(long, value_name = "SIGN")]
    pub overvote_delimiter: Vec<String>,
    /// The column that tells how many ballots a row stands for.
    #[arg(long, value_name = "COLUMN")]
    pub weight_column: Option<String>,
    /// Count an input that is given twice as often as it is given.
    #[arg(long)]
    pub allow_repeats: bool,
}

/// The files that the given paths stand for.
///
/// # Errors
/// A path that cannot be read, or stands for no file.
pub fn expanded(paths: &[PathBuf]) -> Result<Vec<Input>> {
    Ok(paths.iter().map(Input::expand).collect::<Result<Vec<_>>>()?.concat())
}

/// More files that were passed over than these are counted only.
const PASSED_OVER_SHOWN: usize = 10;

/// Files of folders and zip files in which there is nothing of a contest, with the reason.
pub fn passed_over(sources: &SourceSet) -> Vec<(String, String)> {
    sources.passed_over().iter().map(|(name, reason)| (name.clone(), text_in_flags(reason))).collect()
}

/// These files, a line each.
pub fn passed_over_lines(passed_over: &[(String, String)]) -> String {
    let shown = passed_over.iter().take(PASSED_OVER_SHOWN);
    let mut text: String = shown.map(|(_, reason)| format!("passed over: {}\n", one_line(reason))).collect();
    if passed_over.len() > PASSED_OVER_SHOWN {
        text += &format!("passed over: {} more\n", passed_over.len() - PASSED_OVER_SHOWN);
    }
    text
}

/// An input in two lines: what it is, how that was told, and its hash.
pub fn origin_lines(origin: &Origin) -> [String; 2] {
    let files = if origin.files == 1 { String::new() } else { format!(", {}", count(origin.files, "file")) };
    let Origin { name, format, recognised_by, bytes, sha256, .. } = origin;
    [
        format!("{}: {format}{files}, {} (recognised by {recognised_by})\n", one_line(name), size(*bytes)),
        format!("  SHA-256 {sha256}\n"),
    ]
}

/// What the descriptor records of an input.
pub fn source_file(origin: Origin) -> SourceFile {
    let Origin { name, sha256, bytes, format, files, .. } = origin;
    SourceFile { name, sha256, bytes, format: format.to_owned(), files }
}

fn preset_names() -> String {
    PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>().join(", ")
}

fn rules_help() -> String {
    format!(
        "Rules of a place, of cleaning and of the count, or a JSON file with any of them; flags of their own go before. Without it: \
         skip, condense, first; irv for one seat, stv for several. Presets: {}",
        preset_names()
    )
}

/// No file of rules is larger: it holds some twenty keys, and the names of an order.
const MAX_RULES: u64 = 1 << 16;

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
        Ok(self.rules()?.0)
    }

    /// The rules of cleaning and of the count.
    ///
    /// # Errors
    /// As [`cleaning`](Self::cleaning).
    pub fn rules(&self) -> Result<(CleaningOptions, StatedCount)> {
        let set = self.rules.as_deref().map(NamedRules::read).transpose()?;
        let (rules, rule_set) = self.cleaning_rules(set.as_ref());
        let mut drop_candidate: Vec<String> = self.drop_candidate.iter().map(|name| normal_name(name)).collect();
        drop_candidate.sort();
        drop_candidate.dedup();
        let cleaning = CleaningOptions {
            rules,
            rule_set,
            write_in: self.write_in.iter().map(|text| role(text)).collect::<Result<_>>()?,
            drop_candidate,
            alias: self.aliases()?,
        };
        Ok((cleaning, set.map(|set| set.count).unwrap_or_default()))
    }

    /// Spellings with the names that count.
    fn aliases(&self) -> Result<Aliases> {
        let mut aliases = Aliases::default();
        for text in &self.alias {
            let (spelling, name) =
                text.rsplit_once('=').ok_or_else(|| Error::param("alias", format!("{text:?}"), "give SPELLING=NAME"))?;
            aliases.add(spelling, name)?;
        }
        if let Some(path) = &self.alias_file {
            read_aliases(&Input::open(path)?, &mut aliases)?;
        }
        Ok(aliases)
    }

    /// What the publisher says of the words and columns of the inputs.
    pub fn options(&self) -> ReadingOptions {
        ReadingOptions {
            overvote_word: self.overvote_word.clone(),
            no_mark_word: self.no_mark_word.clone(),
            overvote_delimiter: self.overvote_delimiter.clone(),
            weight_column: self.weight_column.clone(),
            allow_repeats: self.allow_repeats,
        }
    }

    /// The rules of the set, with those that have a flag of their own in their place.
    fn cleaning_rules(&self, set: Option<&NamedRules>) -> (CleaningRules, Option<RuleSet>) {
        let base = set.map(|set| set.cleaning.clone()).unwrap_or_default();
        let rules = CleaningRules {
            overvote: self.overvote.unwrap_or(base.overvote),
            skipped: self.skipped.unwrap_or(base.skipped),
            duplicate: self.duplicate.unwrap_or(base.duplicate),
            max_rankings: self.max_rankings.and_then(NonZeroU16::new).or(base.max_rankings),
            blank: self.blank.unwrap_or(base.blank),
        };
        let rule_set = set.map(|set| RuleSet { name: set.name.clone(), overridden: differences(&rules, &base) });
        (rules, rule_set)
    }
}

/// The rules of a preset or a file.
struct NamedRules {
    /// To record.
    name: String,
    cleaning: CleaningRules,
    count: StatedCount,
}

impl NamedRules {
    fn read(text: &str) -> Result<NamedRules> {
        if let Some(preset) = preset(text) {
            let (rules, refusal) = match (preset.tabulation)() {
                Ok(rules) => (rules, None),
                Err(reason) => (Rules::default(), Some(reason.to_owned())),
            };
            let count = StatedCount { rules, has_method: true, refusal, ..StatedCount::default() };
            return Ok(NamedRules::of(preset.name, (preset.cleaning)(), count));
        }
        let path = Path::new(text);
        if !path.exists() {
            let expected = format!("give a file of rules, or one of the presets {}", preset_names());
            return Err(Error::param("--rules", format!("{text:?}"), expected));
        }
        let mut bytes = Vec::new();
        let read = File::open(path).and_then(|file| file.take(MAX_RULES + 1).read_to_end(&mut bytes));
        read.map_err(|error| Error::io(path, error))?;
        if bytes.len() as u64 > MAX_RULES {
            return Err(Error::file(text, format!("a file of rules has at most {MAX_RULES} bytes: is this an input?")));
        }
        let name = path.file_name().map_or_else(|| text.to_owned(), |name| name.to_string_lossy().into_owned());
        let stated = StatedRules::parse(text, &bytes)?;
        let has_method = stated.has("method");
        let StatedRules { cleaning, tabulation, .. } = stated;
        let count = StatedCount { rules: tabulation, has_method, ..StatedCount::default() };
        Ok(NamedRules::of(&name, cleaning, count))
    }

    fn of(name: &str, cleaning: CleaningRules, count: StatedCount) -> NamedRules {
        let rule_set = Some(RuleSet { name: name.to_owned(), overridden: Vec::new() });
        NamedRules { name: name.to_owned(), cleaning, count: StatedCount { rule_set, ..count } }
    }
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
    Ok((normal_name(name), role))
}
