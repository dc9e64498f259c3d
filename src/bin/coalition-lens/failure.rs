//! How a command fails: what is printed on standard error, and the exit code.

use std::io::ErrorKind;
use std::process::ExitCode;

use coalition_lens::Error;

use crate::flags::in_flags;
use crate::text::one_line;

/// Why a command ends early.
pub enum Failure {
    /// An error with, if there is one, a line on what to do about it.
    Error { error: Error, hint: Option<String> },
    /// The answer is printed, and it is a bad one.
    Negative,
    /// The reader of standard output has gone (`… | head`): nobody is left to tell.
    BrokenPipe,
}

const FAILURE: u8 = 1;
const WRONG_USAGE: u8 = 2;

impl Failure {
    pub fn hint(error: Error, hint: impl Into<String>) -> Failure {
        Failure::Error { error, hint: Some(hint.into()) }
    }

    /// Prints at most two lines on standard error, parameters named as flags, and gives the exit code.
    pub fn report(self) -> ExitCode {
        match self {
            Failure::BrokenPipe => ExitCode::SUCCESS,
            Failure::Negative => ExitCode::from(FAILURE),
            Failure::Error { error, hint } => {
                let error = in_flags(error);
                eprintln!("error: {}", one_line(&error.to_string()));
                if let Some(hint) = hint.or_else(|| where_to_look(&error)) {
                    eprintln!("hint: {}", one_line(&hint));
                }
                ExitCode::from(if matches!(error, Error::Param { .. } | Error::Missing { .. }) { WRONG_USAGE } else { FAILURE })
            }
        }
    }
}

/// A path that is not there is one that was meant otherwise.
fn where_to_look(error: &Error) -> Option<String> {
    match error {
        Error::Io { path, source } if source.kind() == ErrorKind::NotFound && path.is_relative() => {
            let here = std::env::current_dir().ok()?;
            Some(format!("there is no such path in {}", here.display()))
        }
        _ => None,
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Error { error, hint: None }
    }
}

/// Prints help where it was asked for, and wrong usage in two lines.
pub fn report_usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let text = error.render().to_string();
    let (message, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
    eprintln!("{}", one_line(&message.split_whitespace().collect::<Vec<_>>().join(" ")));
    // The other tip of clap's, how an unknown flag would be a value, is never what was meant.
    let tip = rest.lines().map(str::trim).find(|line| line.starts_with("tip:") && line.contains("similar"));
    eprintln!("{}", one_line(tip.unwrap_or("hint: --help tells what is possible")));
    ExitCode::from(WRONG_USAGE)
}
