//! The documentation is true: its commands run, its transcripts are what is printed, its tables name what is there, its
//! links lead somewhere.
//!
//! Conventions of docs/*.md and of the documents beside README.md. Every document has a folder of its own, which holds `sample.csv` (500 ballots),
//! `public/snapshots` built from it, `marks.parquet`, and the files that any document shows.
//! - ```` ```sh ````: the commands that begin with `coalition-lens` are run, and have to succeed. Others are not run.
//! - ```` ```console ````: every line that begins with `$ ` is run, all in one shell; the lines below it are what it prints.
//!   `…` in a line stands for anything, a line `…` for any lines. A command whose output has a line `error: …` has to fail.
//! - ```` ```csv file=NAME ````: the contents of a file.
//! - ```` ```json ````: has to parse.

#![cfg(all(not(target_arch = "wasm32"), unix, feature = "cli", feature = "parquet"))]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt32Array};
use coalition_lens::cvr::Format;
use coalition_lens::query::QUERIES;
use coalition_lens::snapshot::SnapshotFolder;
use parquet::arrow::ArrowWriter;
use serde_json::Value;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_coalition-lens");
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn every_command_runs_and_prints_what_its_transcript_says() {
    let documents = Document::all();
    for document in &documents {
        let folder = folder_for(&documents);
        for block in &document.blocks {
            match block.language() {
                "sh" => run_commands(document, block, folder.path()),
                "console" => run_transcript(document, block, folder.path()),
                _ => {}
            }
        }
    }
}

#[test]
fn json_examples_parse_and_the_row_of_types_is_the_one_of_the_small_election() {
    let documents = Document::all();
    let mut examples = Vec::new();
    for document in &documents {
        for block in document.blocks.iter().filter(|block| block.language() == "json") {
            let parsed = serde_json::from_str::<Value>(&block.text());
            examples.push(parsed.unwrap_or_else(|error| panic!("{}: {error}", document.at(block.line))));
        }
    }
    let folder = folder_for(&documents);
    program(folder.path(), &["build", "small.blt", "-o", "small", "--election-id", "small"]);
    let answer = program(folder.path(), &["query", "small", "types", "--min-shared-ballots", "0"]).stdout;
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert!(examples.contains(&answer["data"][4]), "docs/queries.md shows another row than {}", answer["data"][4]);
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    for document in Document::all() {
        let folder = document.path.parent().unwrap();
        for (line, link) in document.links() {
            if link.contains("://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').map_or((link.as_str(), None), |(file, anchor)| (file, Some(anchor)));
            let target = if file.is_empty() { document.path.clone() } else { folder.join(file) };
            assert!(target.exists(), "{}: {link} leads nowhere", document.at(line));
            if let Some(anchor) = anchor {
                let anchors = Document::read(&target).anchors();
                assert!(anchors.contains(anchor), "{}: no heading {link}; there are {anchors:?}", document.at(line));
            }
        }
    }
}

#[test]
fn files_targets_steps_and_tests_that_contributors_are_told_of_are_there() {
    let [makefile, steps] = ["Makefile", "scripts/test.sh"].map(|path| fs::read_to_string(Path::new(ROOT).join(path)).unwrap());
    let is_test = |name: &str| is_there(&format!("tests/{name}/main.rs")) || is_there(&format!("tests/{name}.rs"));
    let mut missing = BTreeSet::new();
    for name in ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md"] {
        let document = Document::named(name);
        let blocks = document.blocks.iter().filter(|block| block.language() == "sh");
        let commands = blocks.flat_map(|block| &block.lines).map(|line| line.split(" #").next().unwrap_or_default().to_owned());
        for text in document.names().into_iter().chain(commands) {
            let words: Vec<&str> = text.split_whitespace().collect();
            missing
                .extend(words.iter().filter(|word| is_of_the_repository(word) && !is_there(word)).map(|word| word.to_string()));
            for pair in words.windows(2) {
                match *pair {
                    ["make", target] if !makefile.contains(&format!("\n{target}: ")) => missing.insert(format!("make {target}")),
                    ["--test", test] if ["cargo", "--test"].contains(&words[0]) && !is_test(test) => missing.insert(text.clone()),
                    _ => false,
                };
            }
            let asked = text.split_once("STEPS=").map_or("", |(_, steps)| steps).split(['"', ' ']);
            let unknown = asked.filter(|step| !step.is_empty() && !steps.contains(&format!("step_{step}()")));
            missing.extend(unknown.map(|step| format!("step {step}")));
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

fn is_of_the_repository(word: &str) -> bool {
    let rooms = ["src/", "pkg-template/", "www/", "tests/", "bench/", "docs/", "scripts/", "tools/", ".github/"];
    rooms.iter().any(|room| word.starts_with(room)) || ["CHANGELOG.md", "Cargo.toml", "Makefile", "deny.toml"].contains(&word)
}

/// Whether the repository has such a file; `<name>` in its name stands for any.
fn is_there(path: &str) -> bool {
    let Some((folder, rest)) = path.split_once('<') else { return Path::new(ROOT).join(path).exists() };
    let end = rest.split_once('>').map_or(rest, |(_, end)| end);
    let Ok(mut files) = fs::read_dir(Path::new(ROOT).join(folder)) else { return false };
    files.any(|file| file.unwrap().file_name().to_string_lossy().ends_with(end))
}

#[test]
fn queries_md_names_the_columns_of_every_answer_in_their_order() {
    let (document, folder) = (Document::named("docs/queries.md"), sample_folder());
    let pairs = document.table_under("`pairs`", "column");
    for query in ["pairs", "types", "centrality", "candidates", "transfers"] {
        let answer = ask(folder.path(), &format!("{query} {}", lenient(query)));
        assert_eq!(document.table_under(&format!("`{query}`"), "column"), keys(&answer["data"][0]), "{query}");
        if query == "pairs" {
            assert_eq!(document.table_under("The envelope", "pagination"), keys(&answer["pagination"]));
            assert_eq!(document.table_under("The envelope", "metadata"), keys(&answer["metadata"]));
        }
    }
    let parts: [(&str, &[(&str, &str)]); 5] = [
        ("network", &[("/nodes/0", "node"), ("/edges/0", "edge"), ("/stats", "stats")]),
        ("clusters", &[("/clusters/0", "cluster"), ("/summary", "summary")]),
        ("candidate", &[]),
        ("segments", &[]),
        ("ballots", &[]),
    ];
    for (query, parts) in parts {
        let data = &ask(folder.path(), &format!("{query} {}", lenient(query)))["data"];
        for (path, title) in [("", "field")].iter().chain(parts) {
            let part = data.pointer(path).unwrap_or_else(|| panic!("{query} has no {path}"));
            assert_eq!(document.table_under(&format!("`{query}`"), title), keys(part), "{query} {title}");
        }
    }
    let answer = ask(folder.path(), "pair --candidate-1 36 --candidate-2 37");
    assert_eq!([pairs, document.table_under("`pair`", "column")].concat(), keys(&answer["data"]));
}

#[test]
fn queries_md_tells_the_parameters_of_every_query_with_their_defaults() {
    let (document, folder) = (Document::named("docs/queries.md"), sample_folder());
    let help = String::from_utf8(program(folder.path(), &["query", "--help"]).stdout).unwrap();
    for query in QUERIES.into_iter().filter(|query| *query != "ballots") {
        let heading = format!("`{query}`");
        let needed = match query {
            "pair" => "--candidate-1 36 --candidate-2 37",
            "candidate" | "segments" => "--candidate 36",
            _ => "",
        };
        let params = &ask(folder.path(), &format!("{query} {needed}"))["metadata"]["params"];
        // `where` has a section of its own.
        assert_eq!([document.table_under(&heading, "parameter"), vec!["where".to_owned()]].concat(), keys(params), "{query}");
        for row in document.rows_under(&heading, "parameter") {
            let (name, default) = (unquoted(&row[0]), row[1].trim_matches('`'));
            let flag = format!("--{}", name.replace('_', "-"));
            assert!(help.contains(&flag), "{flag} is not in the help");
            let shown = match &params[name.as_str()] {
                Value::Null => "–".to_owned(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert!(default == shown || default == "required", "{query} {name}: {default}, not {shown}");
        }
    }
}

#[test]
fn metrics_md_defines_every_column_and_every_figure_of_cleaning() {
    let (document, folder) = (Document::named("docs/metrics.md"), sample_folder());
    let defined = document.names();
    let mut shown = keys(&ask(folder.path(), "pair --candidate-1 36 --candidate-2 37")["data"]);
    for query in ["types", "centrality", "candidates", "transfers"] {
        shown.extend(keys(&ask(folder.path(), &format!("{query} {}", lenient(query)))["data"][0]));
    }
    for query in ["network", "clusters", "candidate", "segments", "ballots"] {
        let data = &ask(folder.path(), &format!("{query} {}", lenient(query)))["data"];
        for part in ["/nodes/0", "/stats", "/clusters/0", "/summary", "/centrality"] {
            shown.extend(data.pointer(part).map(keys).unwrap_or_default());
        }
        shown.extend(keys(data).into_iter().filter(|field| query != "candidate" || field != "profile"));
    }
    let snapshot = SnapshotFolder::open(&folder.path().join("public/snapshots")).unwrap();
    let descriptor = snapshot.descriptor(&snapshot.manifest().unwrap().elections[0]).unwrap();
    shown.extend(keys(&serde_json::to_value(descriptor.cleaning.counts).unwrap()));
    for name in shown {
        assert!(defined.contains(&name), "docs/metrics.md does not define {name}");
    }
}

#[test]
fn snapshot_md_lists_the_columns_of_every_table() {
    let (document, folder) = (Document::named("docs/snapshot.md"), sample_folder());
    let snapshot = SnapshotFolder::open(&folder.path().join("public/snapshots")).unwrap();
    let descriptor = snapshot.descriptor(&snapshot.manifest().unwrap().elections[0]).unwrap();
    for name in descriptor.tables.keys() {
        let table = snapshot.table(&descriptor, name).unwrap();
        let columns = table.columns().iter().map(|(column, _)| column.as_str());
        let is_numbered = |column: &&str| ["rank_", "distance_", "length_"].iter().any(|prefix| column.starts_with(prefix));
        let first_of_each: Vec<&str> = columns.filter(|column| !is_numbered(column) || column.ends_with("_1")).collect();
        assert_eq!(document.table_under(&format!("`{name}`:"), "table column"), first_of_each, "{name}");
    }
}

#[test]
fn the_readme_lists_every_command_and_every_table() {
    let (document, folder) = (Document::named("README.md"), sample_folder());
    let help = String::from_utf8(program(folder.path(), &["--help"]).stdout).unwrap();
    let section = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
    let commands: BTreeSet<&str> = section.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let listed = document.table_under("Command line", "command");
    let listed: BTreeSet<&str> = listed.iter().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(listed, commands.into_iter().filter(|name| !["", "help"].contains(name)).collect());

    let snapshot = SnapshotFolder::open(&folder.path().join("public/snapshots")).unwrap();
    let descriptor = snapshot.descriptor(&snapshot.manifest().unwrap().elections[0]).unwrap();
    let layout = document.blocks.iter().find(|block| block.text().contains("<table>")).unwrap().text();
    let line = layout.lines().find(|line| line.contains("<table>")).unwrap();
    for table in descriptor.tables.keys() {
        assert!(line.contains(table.as_str()), "README.md does not name the table {table}");
    }
}

#[test]
fn queries_md_lists_the_formats_that_query_prints() {
    let help = String::from_utf8(program(Path::new("."), &["query", "--help"]).stdout).unwrap();
    let listed = Document::named("docs/queries.md").table_under("On the command line", "flag");
    for format in ["json", "table", "csv", "arrow"] {
        assert!(listed.contains(&format!("--format {format}")) && help.contains(&format!("- {format}")), "{format}: {help}");
    }
}

#[test]
fn formats_md_tells_of_every_format() {
    let document = Document::named("docs/formats.md");
    let listed: Vec<String> =
        document.rows_under("Cast vote records: formats", "`--format`").iter().map(|row| unquoted(&row[0])).collect();
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), Format::all().map(|format| format.name().to_owned()).collect());
    for format in Format::all() {
        let transcript = format!("({})", format.name());
        let is_shown = document.blocks.iter().any(|block| block.text().contains(&transcript)) || format.name() == "clear-ballot";
        assert!(is_shown, "no example reads {format}");
    }
}

#[test]
fn queries_md_lists_the_error_codes_of_the_package() {
    let listed = Document::named("docs/queries.md").table_under("Errors", "code");
    let types = fs::read_to_string(Path::new(ROOT).join("pkg-template/src/types/contract.ts")).unwrap();
    let union = types.split("export type LensErrorCode =").nth(1).unwrap();
    let members = union.lines().filter_map(|line| line.trim().strip_prefix("| \"")?.split('"').next());
    let codes: Vec<&str> = members.collect();
    assert_eq!(listed, codes);
}

/// A fenced block: its info string, the number of its first line, its lines.
struct Block {
    info: String,
    line: usize,
    lines: Vec<String>,
}

impl Block {
    fn language(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or_default()
    }

    fn file(&self) -> Option<&str> {
        self.info.split_whitespace().find_map(|word| word.strip_prefix("file="))
    }

    fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }
}

struct Document {
    path: PathBuf,
    /// Lines outside of blocks, with their numbers.
    prose: Vec<(usize, String)>,
    blocks: Vec<Block>,
}

impl Document {
    fn all() -> Vec<Document> {
        let docs = fs::read_dir(Path::new(ROOT).join("docs")).unwrap().map(|entry| entry.unwrap().path());
        let mut paths: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
        paths.extend(["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(|name| Path::new(ROOT).join(name)));
        paths.sort();
        assert!(paths.len() >= 6, "{paths:?}");
        paths.iter().map(|path| Document::read(path)).collect()
    }

    fn named(path: &str) -> Document {
        Document::read(&Path::new(ROOT).join(path))
    }

    fn read(path: &Path) -> Document {
        let text = fs::read_to_string(path).unwrap();
        let mut document = Document { path: path.to_owned(), prose: Vec::new(), blocks: Vec::new() };
        let mut open: Option<Block> = None;
        for (number, line) in (1..).zip(text.lines()) {
            match (&mut open, line.trim_start().strip_prefix("```")) {
                (None, Some(info)) => open = Some(Block { info: info.to_owned(), line: number + 1, lines: Vec::new() }),
                (Some(_), Some(_)) => document.blocks.extend(open.take()),
                (Some(block), None) => block.lines.push(line.to_owned()),
                (None, None) => document.prose.push((number, line.to_owned())),
            }
        }
        assert!(open.is_none(), "{}: a block is not closed", path.display());
        document
    }

    fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path.strip_prefix(ROOT).unwrap_or(&self.path).display())
    }

    /// The targets of `[text](target)`, with their lines.
    fn links(&self) -> Vec<(usize, String)> {
        let targets = |(line, text): &(usize, String)| {
            let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target.to_owned());
            targets.map(|target| (*line, target)).collect::<Vec<_>>()
        };
        self.prose.iter().flat_map(targets).collect()
    }

    fn headings(&self) -> impl Iterator<Item = (usize, &str)> {
        self.prose.iter().filter(|(_, line)| line.starts_with('#')).map(|(n, line)| (*n, line.trim_start_matches('#').trim()))
    }

    /// Headings as their links name them.
    fn anchors(&self) -> BTreeSet<String> {
        let anchor = |heading: &str| {
            let kept = heading.to_lowercase().replace(' ', "-");
            kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
        };
        self.headings().map(|(_, heading)| anchor(heading)).collect()
    }

    /// Everything that stands in backticks outside of blocks.
    fn names(&self) -> BTreeSet<String> {
        self.prose.iter().flat_map(|(_, line)| line.split('`').skip(1).step_by(2).map(str::to_owned)).collect()
    }

    /// The rows of the tables in the section under the heading that begins so, whose first column has this title.
    fn rows_under(&self, heading: &str, title: &str) -> Vec<Vec<String>> {
        let start = self.headings().find(|(_, text)| *text == heading || text.starts_with(heading) && heading.ends_with(':'));
        let (start, _) = start.unwrap_or_else(|| panic!("{} has no heading {heading}", self.path.display()));
        let end = self.headings().find(|(line, _)| *line > start).map_or(usize::MAX, |(line, _)| line);
        let mut rows = Vec::new();
        let mut is_wanted = false;
        for (_, line) in self.prose.iter().filter(|(line, _)| (start..end).contains(line)) {
            let cells: Vec<String> = line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
            match line.strip_prefix('|') {
                None => is_wanted = false,
                Some(rest) if rest.starts_with("---") => {}
                Some(_) if is_wanted => rows.push(cells),
                Some(_) => is_wanted = cells[0].trim_end_matches('|').trim() == title,
            }
        }
        assert!(!rows.is_empty(), "{}: no table of {title} under {heading}", self.path.display());
        rows
    }

    /// The names in the first column of those tables.
    fn table_under(&self, heading: &str, title: &str) -> Vec<String> {
        self.rows_under(heading, title).iter().map(|row| unquoted(&row[0])).collect()
    }
}

/// The first name in backticks.
fn unquoted(cell: &str) -> String {
    cell.split('`').nth(1).unwrap_or_else(|| panic!("{cell} is not in backticks")).to_owned()
}

fn keys(value: &Value) -> Vec<String> {
    value.as_object().unwrap_or_else(|| panic!("{value} is no object")).keys().cloned().collect()
}

/// Parameters with which a query of the sample has rows.
fn lenient(query: &str) -> &'static str {
    match query {
        "pairs" => "--min-shared-ballots 0 --min-strength -1",
        "types" | "centrality" | "network" => "--min-shared-ballots 0",
        "clusters" => "--min-shared-ballots 0 --min-group-size 1",
        "candidate" | "segments" => "--candidate 36",
        _ => "",
    }
}

fn program(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(PROGRAM).args(arguments).current_dir(folder).output().expect("the program starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn ask(folder: &Path, question: &str) -> Value {
    let arguments: Vec<&str> = ["query", "public/snapshots"].into_iter().chain(question.split_whitespace()).collect();
    serde_json::from_slice(&program(folder, &arguments).stdout).unwrap()
}

/// A folder with the sample election, as a file and as a snapshot.
fn sample_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), &["sample", "-o", "sample.csv", "--ballots", "500"]);
    program(folder.path(), &["build", "sample.csv", "-o", "public/snapshots", "--election-id", "sample"]);
    folder
}

/// The same with the files that documents show, and the long table of docs/formats.md as Parquet.
fn folder_for(documents: &[Document]) -> TempDir {
    let folder = sample_folder();
    for block in documents.iter().flat_map(|document| &document.blocks) {
        if let Some(name) = block.file() {
            fs::write(folder.path().join(name), block.text()).unwrap();
        }
    }
    let ranks = UInt32Array::from(vec![1, 2, 1, 3]);
    let marks = RecordBatch::try_from_iter([
        ("BallotID", Arc::new(StringArray::from(vec!["RCV-1", "RCV-1", "RCV-2", "RCV-2"])) as ArrayRef),
        ("candidate_name", Arc::new(StringArray::from(vec!["Ada", "Bo", "Bo", "Ada"]))),
        ("rank_position", Arc::new(ranks)),
    ]);
    let marks = marks.unwrap();
    let file = fs::File::create(folder.path().join("marks.parquet")).unwrap();
    let mut writer = ArrowWriter::try_new(file, marks.schema(), None).unwrap();
    writer.write(&marks).unwrap();
    writer.close().unwrap();
    folder
}

/// Runs commands one after the other in one shell; what each printed, on either stream, and its exit code.
fn shell(folder: &Path, commands: &[String]) -> Vec<(String, i32)> {
    const END: &str = "=== end of command";
    let script: String = commands.iter().map(|command| format!("{command}\necho \"{END} $?\"\n")).collect();
    let bin = Path::new(PROGRAM).parent().unwrap().display();
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{script}")])
        .current_dir(folder)
        .env("PATH", path)
        .env_remove("SOURCE_DATE_EPOCH")
        .stdin(Stdio::null())
        .output()
        .expect("sh starts");
    let text = String::from_utf8(output.stdout).expect("commands print UTF-8");
    let mut results = Vec::new();
    let mut printed = String::new();
    for line in text.lines() {
        match line.split_once(END) {
            Some((before, code)) => {
                printed.push_str(before);
                results.push((std::mem::take(&mut printed), code.trim().parse().unwrap()));
            }
            None => printed += &format!("{line}\n"),
        }
    }
    assert_eq!(results.len(), commands.len(), "{text}");
    results
}

fn run_commands(document: &Document, block: &Block, folder: &Path) {
    let joined = block.lines.join("\n").replace("\\\n", " ");
    let (serving, commands): (Vec<&str>, Vec<&str>) = joined
        .lines()
        .filter(|line| line.starts_with("coalition-lens "))
        .partition(|command| command.starts_with("coalition-lens serve "));
    let commands: Vec<String> = commands.into_iter().map(str::to_owned).collect();
    for (command, (printed, code)) in commands.iter().zip(shell(folder, &commands)) {
        assert_eq!(code, 0, "{}: {command}\n{printed}", document.at(block.line));
    }
    for command in serving {
        let arguments: Vec<&str> = command.split_whitespace().skip(1).chain(["--port", "0"]).collect();
        let mut server = Command::new(PROGRAM).args(arguments).current_dir(folder).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let read = BufReader::new(server.stdout.take().unwrap()).read_line(&mut line);
        server.kill().unwrap();
        server.wait().unwrap();
        assert!(read.is_ok() && line.starts_with("Serving "), "{}: {command} printed {line}", document.at(block.line));
    }
}

fn run_transcript(document: &Document, block: &Block, folder: &Path) {
    let mut commands = Vec::new();
    let mut expected: Vec<Vec<&str>> = Vec::new();
    for line in &block.lines {
        match line.strip_prefix("$ ") {
            Some(command) => {
                commands.push(command.to_owned());
                expected.push(Vec::new());
            }
            None => expected.last_mut().expect("a transcript begins with a command").push(line),
        }
    }
    for ((command, expected), (printed, code)) in commands.iter().zip(expected).zip(shell(folder, &commands)) {
        let place = document.at(block.line);
        let should_fail = expected.iter().any(|line| line.starts_with("error: "));
        assert_eq!(code != 0, should_fail, "{place}: {command}\n{printed}");
        // On a terminal there is a bar instead.
        let printed: Vec<&str> = printed.lines().filter(|line| !line.starts_with("Reading ")).collect();
        assert!(
            lines_match(&expected, &printed),
            "{place}: {command}\nprints\n{}\n\nnot\n{}",
            printed.join("\n"),
            expected.join("\n")
        );
    }
}

/// Whether lines are as expected, where a line `…` stands for any lines.
fn lines_match(expected: &[&str], lines: &[&str]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((&"…", rest)) => (0..=lines.len()).any(|skipped| lines_match(rest, &lines[skipped..])),
        Some((first, rest)) => {
            lines.split_first().is_some_and(|(line, more)| line_matches(first, line) && lines_match(rest, more))
        }
    }
}

/// Whether a line is as expected, where `…` stands for any text.
fn line_matches(expected: &str, line: &str) -> bool {
    let mut parts = expected.split('…');
    let Some(mut rest) = parts.next().and_then(|start| line.strip_prefix(start)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(end) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(end)
}

#[test]
fn a_transcript_is_compared_line_by_line_but_for_its_ellipses() {
    assert!(lines_match(&["a", "…", "z"], &["a", "z"]) && lines_match(&["a", "…", "z"], &["a", "b", "c", "z"]));
    assert!(!lines_match(&["a", "…", "z"], &["a", "b"]) && !lines_match(&["a"], &["a", "b"]) && !lines_match(&["a"], &[]));
    assert!(line_matches("x … y", "x 1 y") && line_matches("…", "") && line_matches("a…b…c", "a1b2c"));
    assert!(!line_matches("x … y", "x 1 z") && !line_matches("a…b…c", "ac") && !line_matches("a", "ab"));
}
