use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::tempdir;

use super::support::{PROGRAM, ROWS, build, manifest, names, run, write_ranks};

const RUNS: u32 = 60;

fn builder(folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["build", "new.csv", "-o", "snapshot", "--election-id", "x"]).current_dir(folder);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn a_builder_killed_at_any_moment_leaves_the_old_snapshot_whole_or_the_new_one() {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("old.csv"), &ROWS);
    run(folder.path(), "sample -o new.csv --ballots 3000 --candidates 8").ok();
    build(folder.path(), "old.csv", "").ok();
    let snapshot = folder.path().join("snapshot");
    let old = manifest(&snapshot)["snapshot_id"].clone();

    let start = Instant::now();
    assert!(
        Command::new(PROGRAM)
            .args(["build", "new.csv", "-o", "timed", "--election-id", "x"])
            .current_dir(folder.path())
            .stderr(Stdio::null())
            .status()
            .unwrap()
            .success()
    );
    let whole_run = start.elapsed();

    let (mut kept_old, mut saw_new) = (0, 0);
    for turn in 0..RUNS {
        let mut child = builder(folder.path()).spawn().unwrap();
        // Denser towards the end, where the publishing is.
        let share = 1.0 - (1.0 - f64::from(turn) / f64::from(RUNS)).powi(2);
        std::thread::sleep(Duration::from_secs_f64(whole_run.as_secs_f64() * share * 1.1));
        child.kill().unwrap();
        child.wait().unwrap();
        run(folder.path(), "verify snapshot").ok();
        if manifest(&snapshot)["snapshot_id"] == old {
            kept_old += 1;
        } else {
            saw_new += 1;
            run(folder.path(), "rollback snapshot").ok();
            assert_eq!(manifest(&snapshot)["snapshot_id"], old);
        }
    }
    assert!(kept_old > 0, "no build was killed in time: {saw_new} finished");

    assert!(builder(folder.path()).status().unwrap().success());
    assert_ne!(manifest(&snapshot)["snapshot_id"], old);
    let leftovers: Vec<String> = names(&snapshot).into_iter().filter(|name| name.starts_with('.')).collect();
    assert!(leftovers.is_empty(), "{leftovers:?}");
    run(folder.path(), "verify snapshot").ok();
}

#[test]
fn builders_at_once_take_turns() {
    let folder = tempdir().unwrap();
    write_ranks(&folder.path().join("a.csv"), &ROWS);
    let children: Vec<_> = (0..4)
        .map(|number| {
            Command::new(PROGRAM)
                .args(["build", "a.csv", "-o", "snapshot", "--election-id", &format!("e{number}")])
                .current_dir(folder.path())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(manifest(&folder.path().join("snapshot"))["elections"].as_array().unwrap().len(), 4);
    run(folder.path(), "verify snapshot").ok();
}
