//! The readers of cast vote records: none panics, hangs or reads out of bounds, whatever is done to a file.

use super::{bytes, harness};
use coalition_lens::Error;
use coalition_lens::ballots::{CleaningOptions, ContestBuilder, ReadingOptions};
use coalition_lens::cvr::{self, Format, Input, Memo, Reading, SourceSet};

const TARGET: &str = "readers";
/// Files that explain those with ballots.
const LOOKUPS: &str = "lookups";
/// Files that are read together: each file of the corpus has several, under lines that name them.
const SETS: &str = "sets";

/// Reads in every way there is; an error must name the file.
fn exercise(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("input");
    std::fs::write(&path, bytes).expect("a temporary file");
    let input = Input::open(path).expect("the file just written");
    let named = |error: Error| {
        let message = error.to_string();
        assert!(["input", "lookup", "contest"].iter().any(|name| message.starts_with(name)), "{message}");
    };
    let check = |result: Result<(), Error>| result.unwrap_or_else(named);
    check(cvr::detect(&input).map(drop));
    let options = CleaningOptions::default;
    check(cvr::read_contest(std::slice::from_ref(&input), None, None, options(), &mut ()).map(drop));
    let mut explained = vec![input.clone()];
    for (number, lookup) in harness::corpus(LOOKUPS).into_iter().enumerate() {
        let path = folder.path().join(format!("lookup-{number}"));
        std::fs::write(&path, lookup).expect("a temporary file");
        explained.push(Input::open(path).expect("the file just written"));
    }
    check(cvr::read_contest(&explained, None, None, options(), &mut ()).map(drop));
    for format in Format::all() {
        let reading = Reading { input: &input, companions: &[], options: &ReadingOptions::default(), memo: &Memo::default() };
        check(format.contests(&reading).map(drop));
        check(format.count_contests(&reading, &mut ()).map(drop));
        let mut builder = ContestBuilder::new(options());
        check(format.read(&reading, None, &mut builder, &mut ()).map(drop));
        if let Ok(contest) = builder.finish() {
            let counted: u64 = contest.profile.counts().iter().sum();
            assert!(counted + contest.report.blank_ballots <= contest.report.ballots_read);
        }
    }
}

#[test]
fn files_of_the_corpus_are_read_or_refused() {
    harness::replay(TARGET, exercise);
}

#[test]
fn files_changed_byte_by_byte_are_read_or_refused() {
    let files = harness::corpus(TARGET);
    let file = |(file, changes): &(usize, bytes::Changes)| bytes::apply(&files[*file], changes);
    harness::fuzz(TARGET, 800, &bytes::changed(files.len()), file, exercise);
}

#[test]
fn rubbish_is_refused() {
    harness::fuzz(TARGET, 200, &proptest::collection::vec(proptest::num::u8::ANY, 0..300), Vec::clone, exercise);
}

#[test]
fn lookups_changed_byte_by_byte_are_understood_or_refused() {
    let images: Vec<Vec<u8>> = ["wineds.txt", "choiceplus.prm"].iter().map(|name| harness::file(TARGET, name)).collect();
    let exercise = |bytes: &[u8]| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("a temporary file");
            Input::open(path).expect("the file just written")
        };
        for image in &images {
            let inputs = [file("image", image), file("lookup", bytes)];
            if let Err(error) = cvr::read_contest(&inputs, None, None, CleaningOptions::default(), &mut ()) {
                let message = error.to_string();
                assert!(["image", "lookup", "contest", "candidate"].iter().any(|name| message.starts_with(name)), "{message}");
            }
        }
    };
    harness::replay(LOOKUPS, exercise);
    let files = harness::corpus(LOOKUPS);
    let file = |(file, changes): &(usize, bytes::Changes)| bytes::apply(&files[*file], changes);
    harness::fuzz(LOOKUPS, 300, &bytes::changed(files.len()), file, exercise);
}

/// Reads a set of files as one input, every contest of it.
fn exercise_set(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (place, file) in split(bytes).into_iter().enumerate() {
        let (name, contents) = file.split_at(file.iter().position(|&byte| byte == b'\n').unwrap_or(file.len()));
        let name: String = String::from_utf8_lossy(name).chars().filter(char::is_ascii_alphanumeric).collect();
        let name = name.strip_suffix("json").map_or(name.clone(), |stem| format!("{stem}.json"));
        std::fs::write(folder.path().join(format!("{place}-{name}")), contents).expect("a temporary file");
    }
    let Ok(inputs) = Input::expand(folder.path()) else { return };
    let Ok(set) = SourceSet::open(&inputs, None, ReadingOptions::default()) else { return };
    let contests: Vec<Option<&str>> = match set.contests() {
        names if names.is_empty() => vec![None],
        names => names.into_iter().map(Some).collect(),
    };
    for contest in contests {
        let _ = set.count_contests(&mut ());
        if let Ok((contest, _)) = set.read(contest, ContestBuilder::new(CleaningOptions::default()), &mut ()) {
            assert!(contest.profile.ballots() + contest.report.blank_ballots <= contest.report.ballots_read);
        }
    }
}

fn split(bytes: &[u8]) -> Vec<&[u8]> {
    const MARK: &[u8] = b"=== ";
    let starts: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(MARK)).collect();
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    starts.iter().zip(ends).map(|(&start, end)| &bytes[start + MARK.len()..end]).collect()
}

#[test]
fn sets_of_files_changed_byte_by_byte_are_read_or_refused() {
    harness::replay(SETS, exercise_set);
    let files = harness::corpus(SETS);
    let file = |(file, changes): &(usize, bytes::Changes)| bytes::apply(&files[*file], changes);
    harness::fuzz(SETS, 300, &bytes::changed(files.len()), file, exercise_set);
}
