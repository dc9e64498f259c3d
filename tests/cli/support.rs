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

    /// It failed with this exit code and one or two lines that hold all of `parts`; only progress went before them.
    #[track_caller]
    pub fn fails(self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        let lines: Vec<&str> = self.stderr.lines().skip_while(|line| line.starts_with("Read")).collect();
        assert!(lines.first().is_some_and(|line| line.starts_with("error: ")), "{}", self.stderr);
        assert!(lines.len() == 1 || lines.len() == 2 && lines[1].starts_with("hint: "), "{}", self.stderr);
        for part in parts {
            assert!(lines.iter().any(|line| line.contains(part)), "{part:?} is not in: {}", self.stderr);
        }
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

/// A small election as a file with a column per rank.
pub fn write_ranks(path: &Path, rows: &[&str]) {
    std::fs::write(path, format!("BallotID,rank1,rank2,rank3\n{}\n", rows.join("\n"))).expect("written");
}

/// Twelve ballots for three candidates.
pub const ROWS: [&str; 12] = [
    "1,Ada,Bo,Cy",
    "2,Ada,Bo,",
    "3,Ada,,",
    "4,Bo,Ada,Cy",
    "5,Bo,Cy,",
    "6,Bo,Ada,",
    "7,Cy,Bo,",
    "8,Cy,Ada,Bo",
    "9,Ada,Cy,",
    "10,Ada,Bo,Cy",
    "11,,Cy,Ada",
    "12,,,",
];

/// Builds `input` into `snapshot` in the same folder.
pub fn build(folder: &Path, input: &str, arguments: &str) -> Run {
    run(folder, &format!("build {input} -o snapshot --election-id x {arguments}"))
}

pub fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

/// The manifest of a snapshot folder.
pub fn manifest(snapshot: &Path) -> serde_json::Value {
    json(&std::fs::read_to_string(snapshot.join("manifest.json")).expect("a manifest"))
}

/// The descriptor of its first election.
pub fn descriptor(snapshot: &Path) -> serde_json::Value {
    descriptors(snapshot).remove(0)
}

pub fn descriptors(snapshot: &Path) -> Vec<serde_json::Value> {
    let manifest = manifest(snapshot);
    let path = |entry: &serde_json::Value| snapshot.join(entry["descriptor"]["path"].as_str().expect("a path"));
    let read = |entry| json(&std::fs::read_to_string(path(entry)).expect("a descriptor"));
    manifest["elections"].as_array().expect("elections").iter().map(read).collect()
}
