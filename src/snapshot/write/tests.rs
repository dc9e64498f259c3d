use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;

use tempfile::{TempDir, tempdir};

use super::*;
use crate::ballots::{CleaningOptions, Contest, ContestBuilder, Mark, RawBallot};
use crate::snapshot::PROFILE;
use crate::snapshot::listing::{files, unfinished};
use crate::snapshot::verify::verify;

/// A contest of three candidates; `extra` more ballots make it another one.
fn contest(extra: usize) -> Contest {
    let mut builder = ContestBuilder::new(CleaningOptions::default());
    let candidates = [1, 2, 3].map(|id| builder.candidate(Some(id), &format!("Candidate {id}")).unwrap());
    let mut ballot = RawBallot::default();
    for number in 0..40 + extra {
        ballot.clear();
        ballot.mark(1, Mark::Candidate(candidates[number % 3]));
        ballot.mark(2, Mark::Candidate(candidates[(number + 1) % 3]));
        builder.ballot(&mut ballot).unwrap();
    }
    builder.finish().unwrap()
}

fn election(id: &str, extra: usize) -> PreparedElection {
    let facts = ElectionFacts { id: id.into(), title: id.into(), ..ElectionFacts::default() };
    PreparedElection::new(facts, &contest(extra)).unwrap()
}

fn options() -> PublishOptions {
    PublishOptions { data_version: "2024-12-05T18:00:00Z".into(), keep_history: 5, prune: false }
}

fn publish_version(root: &Path, extra: usize) -> Summary {
    publish(root, vec![election("a", extra)], &options()).unwrap()
}

fn manifest(root: &Path) -> Manifest {
    SnapshotFolder::open(root).unwrap().manifest().unwrap()
}

/// All files with their bytes.
fn content(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<String> = ["manifest.json", "_headers"].map(str::to_owned).into();
    paths.extend(files(root));
    paths.into_iter().map(|path| (path.clone(), fs::read(root.join(path)).unwrap())).collect()
}

fn snapshots(versions: usize) -> (TempDir, Vec<Summary>) {
    let folder = tempdir().unwrap();
    let summaries = (0..versions).map(|extra| publish_version(folder.path(), extra)).collect();
    (folder, summaries)
}

/// The files of version `extra` of election "a".
fn paths(extra: usize) -> BTreeSet<String> {
    election("a", extra).files.iter().map(|file| file.path.clone()).collect()
}

/// How many files only the first versions have.
fn forgotten(versions: Range<usize>, kept: Range<usize>) -> usize {
    let kept: BTreeSet<String> = kept.flat_map(paths).collect();
    let all: BTreeSet<String> = versions.flat_map(paths).collect();
    all.difference(&kept).count()
}

#[test]
fn a_published_election_verifies_and_reads_back() {
    let folder = tempdir().unwrap();
    let root = folder.path().join("public/snapshots");
    let summary = publish(&root, vec![election("a", 0)], &options()).unwrap();
    assert_eq!((summary.elections, summary.previous_snapshot_id), (1, None));
    let verification = verify(&root).unwrap();
    assert!(verification.is_whole() && verification.unreferenced.is_empty(), "{verification:?}");
    assert_eq!(verification.intact, paths(0).len());
    let snapshot = SnapshotFolder::open(&root).unwrap();
    let descriptor = snapshot.descriptor(manifest(&root).election("a").unwrap()).unwrap();
    assert_eq!((descriptor.ballots, descriptor.max_rankings), (40, 2));
    let profile = crate::snapshot::read_profile(&snapshot.table(&descriptor, PROFILE).unwrap(), 3).unwrap();
    assert_eq!(profile, contest(0).profile);
}

#[test]
fn publishing_the_same_again_writes_nothing() {
    let (folder, summaries) = snapshots(1);
    let before = content(folder.path());
    let again = publish_version(folder.path(), 0);
    assert_eq!((again.files_written, again.snapshot_id.as_str()), (0, summaries[0].snapshot_id.as_str()));
    assert_eq!(content(folder.path()), before);
}

#[test]
fn another_data_version_of_the_same_ballots_is_no_new_snapshot() {
    let (folder, summaries) = snapshots(1);
    let later = PublishOptions { data_version: "2025-01-01T00:00:00Z".into(), ..options() };
    let again = publish(folder.path(), vec![election("a", 0)], &later).unwrap();
    assert_eq!((again.files_written, &again.snapshot_id), (1, &summaries[0].snapshot_id));
    assert_eq!((manifest(folder.path()).history, manifest(folder.path()).data_version), (vec![], later.data_version));
}

#[test]
fn elections_are_added_and_replaced_and_the_others_stay() {
    let (folder, _) = snapshots(1);
    publish(folder.path(), vec![election("c", 1), election("b", 2)], &options()).unwrap();
    publish(folder.path(), vec![election("b", 3)], &options()).unwrap();
    let manifest = manifest(folder.path());
    let listed: Vec<(&str, u64)> = manifest.elections.iter().map(|entry| (entry.id.as_str(), entry.ballots)).collect();
    assert_eq!(listed, [("a", 40), ("b", 43), ("c", 41)]);
    assert!(verify(folder.path()).unwrap().is_whole());
}

#[test]
fn the_history_holds_the_last_snapshots_newest_first() {
    let (folder, summaries) = snapshots(8);
    let ids: Vec<String> = summaries[2..7].iter().rev().map(|summary| summary.snapshot_id.clone()).collect();
    assert_eq!(manifest(folder.path()).history, ids);
    assert_eq!(fs::read_dir(folder.path().join("history")).unwrap().count(), 5);
    let verification = verify(folder.path()).unwrap();
    assert!(verification.is_whole());
    assert_eq!(verification.unreferenced.len(), forgotten(0..2, 2..8), "files of the two forgotten snapshots");
}

#[test]
fn rolling_back_twice_comes_back() {
    let (folder, summaries) = snapshots(3);
    let ids: Vec<&str> = summaries.iter().map(|summary| summary.snapshot_id.as_str()).collect();
    let first = rollback(folder.path(), None).unwrap();
    assert_eq!((first.from.as_str(), first.to.as_str()), (ids[2], ids[1]));
    assert_eq!(manifest(folder.path()).history, [ids[2], ids[0]]);
    assert_eq!(manifest(folder.path()).elections[0].ballots, 41);
    let second = rollback(folder.path(), None).unwrap();
    assert_eq!(second.to, ids[2]);
    assert_eq!(manifest(folder.path()).history, [ids[1], ids[0]]);
    let third = rollback(folder.path(), Some(&ids[0][..12])).unwrap();
    assert_eq!(third.to, ids[0]);
    let verification = verify(folder.path()).unwrap();
    assert!(verification.is_whole() && verification.unreferenced.is_empty(), "{verification:?}");
}

#[test]
fn a_rollback_that_cannot_work_says_why_and_changes_nothing() {
    let (folder, summaries) = snapshots(2);
    let before = content(folder.path());
    let message = |id: Option<&str>| rollback(folder.path(), id).unwrap_err().to_string();
    assert!(message(Some("zz")).contains(&summaries[0].snapshot_id));
    assert!(message(Some("")).contains("no earlier snapshot"));
    assert!(message(Some(&summaries[1].snapshot_id)).contains("in force already"));
    assert_eq!(content(folder.path()), before);

    let (only, _) = snapshots(1);
    assert!(rollback(only.path(), None).unwrap_err().to_string().contains("no earlier snapshot"));
}

#[test]
fn a_rollback_to_a_snapshot_with_a_missing_table_is_refused() {
    let (folder, _) = snapshots(1);
    let table = files(folder.path()).into_iter().find(|path| path.contains("profile")).unwrap();
    publish_version(folder.path(), 1);
    let in_force = fs::read(folder.path().join(MANIFEST)).unwrap();
    fs::remove_file(folder.path().join(&table)).unwrap();
    let error = rollback(folder.path(), None).unwrap_err();
    assert_eq!(error.code(), "E_INTEGRITY");
    assert!(error.to_string().contains(&table), "{error}");
    assert_eq!(fs::read(folder.path().join(MANIFEST)).unwrap(), in_force);
}

#[test]
fn pruning_removes_what_neither_manifest_nor_history_names_and_nothing_else() {
    let (folder, _) = snapshots(3);
    fs::write(folder.path().join("index.html"), "mine").unwrap();
    fs::write(folder.path().join("elections/a/stray.bin"), "").unwrap();
    fs::create_dir(folder.path().join("elections/empty")).unwrap();
    let one_back = PublishOptions { keep_history: 1, prune: true, ..options() };
    let summary = publish(folder.path(), vec![election("a", 3)], &one_back).unwrap();
    assert_eq!(summary.files_pruned as usize, forgotten(0..2, 2..4) + 1, "the files of two snapshots, and the stray");
    let verification = verify(folder.path()).unwrap();
    assert!(verification.is_whole() && verification.unreferenced.is_empty(), "{verification:?}");
    assert!(folder.path().join("index.html").exists() && !folder.path().join("elections/empty").exists());
    rollback(folder.path(), None).unwrap();
}

#[test]
fn pruning_stops_when_it_cannot_tell_what_the_history_needs() {
    let (folder, _) = snapshots(2);
    let earlier = files(folder.path()).into_iter().find(|path| path.starts_with("history/")).unwrap();
    fs::write(folder.path().join(&earlier), "{").unwrap();
    let before = files(folder.path()).len();
    let pruning = PublishOptions { prune: true, ..options() };
    let error = publish(folder.path(), vec![election("a", 1)], &pruning).unwrap_err();
    assert!(error.to_string().contains("nothing was pruned"), "{error}");
    assert_eq!(files(folder.path()).len(), before);
}

#[test]
fn a_failed_publication_leaves_everything_as_it_was() {
    let (folder, _) = snapshots(1);
    // A folder in the place of a file: writing it fails, after the tables have been written.
    let next = election("a", 1);
    let obstacle = folder.path().join(&next.files.last().unwrap().path);
    fs::create_dir(&obstacle).unwrap();
    let before = content_without(folder.path(), &obstacle);
    let error = publish(folder.path(), vec![next], &options()).unwrap_err();
    assert!(error.to_string().contains("election-"), "{error}");
    assert_eq!(content_without(folder.path(), &obstacle), before);
    assert!(unfinished(folder.path()).is_empty());
}

fn content_without(root: &Path, obstacle: &Path) -> Vec<(String, Vec<u8>)> {
    fs::remove_dir(obstacle).unwrap();
    let content = content(root);
    fs::create_dir(obstacle).unwrap();
    content
}

#[test]
fn a_first_publication_that_fails_leaves_no_folder() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    for target in ["file", "file/deeper"] {
        let target = folder.path().join(target);
        for error in [check_target(&target).unwrap_err(), publish(&target, vec![election("a", 0)], &options()).unwrap_err()] {
            assert!(error.to_string().contains("has to be a folder"), "{error}");
        }
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_damaged_manifest_and_one_of_another_format_are_never_overwritten() {
    let of_version = |version| format!(r#"{{"format": {{"name": "coalition-lens", "version": {version}}}}}"#);
    let [older, newer] = [FORMAT_VERSION - 1, FORMAT_VERSION + 1].map(of_version);
    for damaged in ["", "{", "<!doctype html>", &older, &newer] {
        let folder = tempdir().unwrap();
        fs::write(folder.path().join(MANIFEST), damaged).unwrap();
        assert!(check_target(folder.path()).is_err(), "{damaged}");
        assert!(publish(folder.path(), vec![election("a", 0)], &options()).is_err(), "{damaged}");
        assert_eq!(fs::read_to_string(folder.path().join(MANIFEST)).unwrap(), damaged);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[test]
fn who_builds_into_a_folder_of_an_older_format_is_told_the_way_out() {
    let (folder, _) = snapshots(1);
    let current = fs::read_to_string(folder.path().join(MANIFEST)).unwrap();
    let [version, older] = [FORMAT_VERSION, FORMAT_VERSION - 1].map(|version| format!("\"version\": {version}\n"));
    fs::write(folder.path().join(MANIFEST), current.replace(&version, &older)).unwrap();
    let error = check_target(folder.path()).unwrap_err();
    assert_eq!(error.code(), "E_VERSION");
    assert!(error.to_string().ends_with("build into another, or remove its manifest.json first"), "{error}");
    fs::remove_file(folder.path().join(MANIFEST)).unwrap();
    publish_version(folder.path(), 0);
    assert!(verify(folder.path()).unwrap().is_whole());
}

#[test]
fn what_a_killed_build_left_is_cleared_away_by_the_next() {
    let (folder, _) = snapshots(1);
    fs::write(folder.path().join(".coalition-lens-x1.tmp"), "half").unwrap();
    fs::write(folder.path().join("elections/a/.coalition-lens-x2.tmp"), "half").unwrap();
    assert_eq!(verify(folder.path()).unwrap().unreferenced.len(), 2);
    publish_version(folder.path(), 1);
    assert!(unfinished(folder.path()).is_empty());
}

#[test]
fn a_table_file_that_was_damaged_on_disk_is_written_again() {
    let (folder, _) = snapshots(1);
    let table = files(folder.path()).into_iter().find(|path| path.contains("pairs")).unwrap();
    fs::write(folder.path().join(&table), "damaged").unwrap();
    assert_eq!(publish_version(folder.path(), 0).files_written, 1);
    assert!(verify(folder.path()).unwrap().is_whole());
}

#[test]
fn headers_that_the_publisher_has_written_stay() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("_headers"), "/*\n  X-Mine: 1\n").unwrap();
    publish_version(folder.path(), 0);
    assert_eq!(fs::read_to_string(folder.path().join("_headers")).unwrap(), "/*\n  X-Mine: 1\n");
}

#[test]
fn publishers_at_once_take_turns_and_lose_nothing() {
    let folder = tempdir().unwrap();
    std::thread::scope(|scope| {
        for number in 0..6 {
            let root = folder.path();
            scope.spawn(move || publish(root, vec![election(&format!("e{number}"), number)], &options()).unwrap());
        }
    });
    assert_eq!(manifest(folder.path()).elections.len(), 6);
    assert!(verify(folder.path()).unwrap().is_whole());
}

#[test]
fn verification_names_what_is_missing_changed_and_unreferenced() {
    let (folder, _) = snapshots(2);
    let root = folder.path();
    let manifest = manifest(root);
    let descriptor = SnapshotFolder::open(root).unwrap().descriptor(&manifest.elections[0]).unwrap();
    let path = |table: &str| descriptor.tables[table][0].path.clone();
    fs::remove_file(root.join(path("candidates"))).unwrap();
    let mut bytes = fs::read(root.join(path("pairs"))).unwrap();
    bytes.truncate(bytes.len() / 2);
    fs::write(root.join(path("pairs")), bytes).unwrap();
    let mut bytes = fs::read(root.join(path("profile"))).unwrap();
    bytes.push(0);
    fs::write(root.join(path("profile")), bytes).unwrap();
    fs::write(root.join("elections/stray"), "").unwrap();
    let verification = verify(root).unwrap();
    assert!(!verification.is_whole());
    assert_eq!(verification.missing, [path("candidates")]);
    assert_eq!(verification.unreferenced, ["elections/stray"]);
    let changed: Vec<&str> = verification.changed.iter().map(|trouble| trouble.message.as_str()).collect();
    assert!(changed[0].contains("cut off") && changed[1].contains("after its end"), "{changed:?}");
}

#[test]
fn a_manifest_that_says_other_things_than_the_descriptor_is_found() {
    let (folder, _) = snapshots(1);
    let file = folder.path().join(MANIFEST);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("\"ballots\": 40", "\"ballots\": 41")).unwrap();
    assert_eq!(verify(folder.path()).unwrap().changed[0].path, MANIFEST);
    fs::write(&file, text.replace("\"snapshot_id\": \"", "\"snapshot_id\": \"0")).unwrap();
    assert_eq!(verify(folder.path()).unwrap().changed.len(), 1);
}

#[test]
fn paths_of_a_manifest_that_climb_out_are_not_followed() {
    let (folder, _) = snapshots(1);
    let root = folder.path().join("elections");
    let file = folder.path().join(MANIFEST);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(root.join(MANIFEST), text.replace("elections/a/", "../elections/a/")).unwrap();
    assert!(verify(&root).unwrap_err().to_string().contains("refused"));
}

#[cfg(unix)]
#[test]
fn symbolic_links_that_lead_out_are_not_followed() {
    let (folder, _) = snapshots(1);
    let outside = tempdir().unwrap();
    let table = files(folder.path()).into_iter().find(|path| path.contains("pairs")).unwrap();
    fs::rename(folder.path().join(&table), outside.path().join("pairs")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("pairs"), folder.path().join(&table)).unwrap();
    assert!(verify(folder.path()).unwrap().changed[0].message.contains("leads out"));
}

#[test]
fn ids_that_are_no_file_names_are_refused() {
    for id in ["", "A", "../x", "a b", "é", "-a"] {
        let facts = ElectionFacts { id: id.into(), ..ElectionFacts::default() };
        assert_eq!(PreparedElection::new(facts, &contest(0)).unwrap_err().code(), "E_PARAM", "{id:?}");
    }
}

#[test]
fn winners_are_marked_and_must_be_candidates() {
    let with = |winners: Vec<u32>| {
        let facts = ElectionFacts { id: "a".into(), winners: Some(winners), ..ElectionFacts::default() };
        PreparedElection::new(facts, &contest(0))
    };
    let winners: Vec<Option<bool>> =
        with(vec![3, 1]).unwrap().descriptor.candidates.iter().map(|candidate| candidate.winner).collect();
    assert_eq!(winners, [Some(true), Some(false), Some(true)]);
    assert!(with(vec![9]).unwrap_err().to_string().contains('9'));
}
