//! The parameters of all queries as flags: their names with dashes. What they take is the engine's own contract.

use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};
use coalition_lens::query::{Params, QueryContract, Takes, Value, contract};
use coalition_lens::tabulation::{StatedRules, preset};
use coalition_lens::{Error, Result};

const HEADING: &str = "Parameters of queries";

/// The parameters that were given, as text.
pub struct Flags(Vec<(Flag, Vec<String>)>);

/// One parameter, of all queries that take it.
#[derive(Clone)]
struct Flag {
    name: &'static str,
    takes: Takes,
    /// What each query says of it: the text, and the default.
    said: Vec<(&'static str, &'static str, Option<String>)>,
}

impl Flag {
    /// Every parameter, in the order of the queries.
    fn all() -> Vec<Flag> {
        let mut flags: Vec<Flag> = Vec::new();
        for QueryContract { name: query, takes, continues, compare, .. } in contract() {
            let compared = compare.into_iter().flat_map(|(takes, _)| takes);
            for param in takes.into_iter().chain(continues).chain(compared) {
                let default = param.takes.default();
                match flags.iter_mut().find(|flag| flag.name == param.name) {
                    Some(flag) if flag.said.iter().any(|(known, ..)| *known == query) => {}
                    Some(flag) => flag.said.push((query, param.about, default)),
                    None => {
                        flags.push(Flag { name: param.name, takes: param.takes, said: vec![(query, param.about, default)] });
                    }
                }
            }
        }
        flags
    }

    fn arg(&self) -> Arg {
        let arg = Arg::new(self.name).long(self.name.replace('_', "-")).value_name(self.value_name()).help(self.help());
        let arg = if self.takes == Takes::Candidates { arg.action(ArgAction::Append) } else { arg };
        let arg = arg.help_heading(HEADING).allow_hyphen_values(matches!(self.takes, Takes::Number { .. }));
        if self.takes == Takes::Comparison { arg.conflicts_with("where") } else { arg }
    }

    fn value_name(&self) -> &'static str {
        match self.takes {
            Takes::Whole { .. } => "N",
            Takes::Number { .. } => "X",
            Takes::Word { .. } => "WORD",
            Takes::Column { .. } => "COLUMN",
            Takes::Columns { .. } => "COLUMNS",
            Takes::Candidate { .. } => "ID|NAME",
            Takes::Candidates => "IDS|NAMES",
            Takes::Rules { .. } => "PRESET|FILE|JSON",
            Takes::Condition | Takes::Comparison => "JSON",
            Takes::Token => "TOKEN",
        }
    }

    /// What the flag does, what may be given, and the defaults.
    fn help(&self) -> String {
        let mut help = grouped(self.said.iter().map(|(query, about, _)| (*query, (*about).to_owned())), " ");
        match &self.takes {
            Takes::Whole { min, max, .. } if *max < u64::from(u32::MAX) => help += &format!(" [from {min} to {max}]"),
            Takes::Number { min, max, .. } => help += &format!(" [from {min} to {max}]"),
            Takes::Word { vocabulary, .. } => help += &format!(" [one of: {}]", vocabulary.words.join(", ")),
            Takes::Condition => {
                help += " As JSON: {\"first\": 36}, {\"ranks\": 36, \"within\": 3}, {\"above\": [36, 40]}, \
                         {\"length\": {\"min\": 2}}, and {\"all\": […]}, {\"any\": […]}, {\"not\": …} of such.";
            }
            Takes::Candidates => help += " Separated by commas; may be given several times.",
            Takes::Rules { presets } => help += &format!(" [presets: {}]", presets.words.join(", ")),
            Takes::Comparison => help += " As JSON: {\"where_a\": …, \"where_b\": …}.",
            _ => {}
        }
        let defaults: Vec<_> = self.said.iter().filter_map(|(query, _, default)| Some((*query, default.clone()?))).collect();
        if !defaults.is_empty() {
            help += &format!(" [default: {}]", grouped(defaults.into_iter(), "; "));
        }
        help
    }
}

/// Texts by query: once where all say the same, else with the queries that say it.
fn grouped(said: impl Iterator<Item = (&'static str, String)>, between: &str) -> String {
    let mut texts: Vec<(Vec<&str>, String)> = Vec::new();
    for (query, text) in said {
        match texts.iter_mut().find(|(_, known)| *known == text) {
            Some((queries, _)) => queries.push(query),
            None => texts.push((vec![query], text)),
        }
    }
    match &texts[..] {
        [(_, only)] => only.clone(),
        _ => texts.iter().map(|(queries, text)| format!("{}: {text}", queries.join(", "))).collect::<Vec<_>>().join(between),
    }
}

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        command.args(Flag::all().iter().map(Flag::arg))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Flags::augment_args(command)
    }
}

impl clap::FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Flags, clap::Error> {
        let given = Flag::all().into_iter().filter_map(|flag| {
            let texts = matches.get_many::<String>(flag.name)?.cloned().collect();
            Some((flag, texts))
        });
        Ok(Flags(given.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Flags::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Flags {
    /// The parameters that were given.
    ///
    /// # Errors
    /// [`Error::Param`] for text that should be JSON and is not.
    pub fn params(&self) -> Result<Params> {
        let read = |flag: &Flag, texts: &[String]| match texts {
            [only] => read(flag, only),
            several => Ok(Value::List(several.iter().map(|text| read(flag, text)).collect::<Result<_>>()?)),
        };
        self.0.iter().map(|(flag, texts)| Ok((flag.name.to_owned(), read(flag, texts)?))).collect()
    }
}

/// Numbers become numbers; what should be one and is not stays text, and the query says what it wants.
fn read(flag: &Flag, text: &str) -> Result<Value> {
    Ok(match flag.takes {
        Takes::Condition | Takes::Comparison => json(flag.name, text)?,
        Takes::Rules { .. } => rules(flag.name, text)?,
        Takes::Whole { .. } | Takes::Number { .. } => {
            text.trim().parse().map_or_else(|_| Value::Text(text.to_owned()), Value::Number)
        }
        _ => Value::Text(text.to_owned()),
    })
}

fn json(name: &str, text: &str) -> Result<Value> {
    let shown: String = text.chars().take(60).collect();
    serde_json::from_str(text).map_err(|error| Error::param(name, format!("{shown:?}"), format!("give JSON: {error}")))
}

/// The name of a preset, a JSON file, or JSON.
fn rules(name: &str, text: &str) -> Result<Value> {
    if text.trim_start().starts_with('{') {
        return json(name, text);
    }
    let path = Path::new(text);
    if preset(text).is_some() || !(path.is_file() || text.ends_with(".json")) {
        return Ok(Value::Text(text.to_owned()));
    }
    let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
    StatedRules::parse(text, &bytes)?;
    serde_json::from_slice(&bytes).map_err(|error| Error::file(text, error.to_string()))
}
