//! Runs the program and keeps what it printed.

use std::path::Path;
use std::process::Output;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_coalition-lens");

pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs the program with arguments separated by white space, in `folder`.
pub fn run(folder: &Path, arguments: &str) -> Run {
    run_with(folder, &arguments.split_whitespace().collect::<Vec<_>>())
}

pub fn run_with(folder: &Path, arguments: &[&str]) -> Run {
    Run::from(assert_cmd::Command::new(PROGRAM).current_dir(folder).args(arguments).output().expect("the program starts"))
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        Run {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        }
    }
}

impl Run {
    /// It worked.
    #[track_caller]
    pub fn ok(self) -> Run {
        assert_eq!(self.code, Some(0), "stderr: {}", self.stderr);
        self
    }

    /// It failed with this exit code and at most two lines that hold all of `parts`, and printed nothing else.
    #[track_caller]
    pub fn fails(self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        for part in parts {
            assert!(self.stderr.contains(part), "{part:?} is not in: {}", self.stderr);
        }
        assert!(self.stderr.starts_with("error: "), "{}", self.stderr);
        assert!(self.stderr.lines().count() <= 2, "{}", self.stderr);
        assert_eq!(self.stdout, "");
    }
}

/// The names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
