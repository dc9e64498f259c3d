//! The corpus, how long a target runs, and what becomes of a failure.

use coalition_lens::snapshot::sha256_hex;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};
use std::fmt::Debug;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The files of a target, by name.
pub fn corpus(target: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder(target)).expect("a corpus").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a file of the corpus")).collect()
}

/// One file of a target, by name.
pub fn file(target: &str, name: &str) -> Vec<u8> {
    std::fs::read(folder(target).join(name)).expect("a file of the corpus")
}

fn folder(target: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/corpus")).join(target)
}

/// Exercises every file of the target's corpus.
pub fn replay(target: &str, exercise: impl Fn(&[u8])) {
    for bytes in corpus(target) {
        exercise(&bytes);
    }
}

/// Draws `cases`, or for `FUZZ_SECONDS` as many as there is time for, makes files of them and exercises these.
pub fn fuzz<T: Debug>(
    target: &str,
    cases: u32,
    strategy: &impl Strategy<Value = T>,
    file: impl Fn(&T) -> Vec<u8>,
    exercise: impl Fn(&[u8]),
) {
    let time = std::env::var("FUZZ_SECONDS").ok().map(|seconds| seconds.parse().expect("FUZZ_SECONDS is a number"));
    let started = Instant::now();
    let mut config = Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    if time.is_none() && matches!(config.rng_seed, RngSeed::Random) {
        config.rng_seed = RngSeed::Fixed(0);
    }
    loop {
        // A crash that no unwinding stops leaves its input here.
        let last = std::env::temp_dir().join(format!("coalition-lens-fuzz-{target}"));
        let tried = TestRunner::new(config.clone()).run(strategy, |case| {
            let bytes = file(&case);
            if time.is_some() {
                std::fs::write(&last, &bytes).expect("a temporary file");
            }
            exercise(&bytes);
            Ok(())
        });
        if let Err(TestError::Fail(reason, case)) = &tried {
            let bytes = file(case);
            let found = folder(target).join(format!("found-{}", &sha256_hex(&bytes)[..8]));
            std::fs::write(&found, bytes).expect("the corpus");
            panic!("{reason}\nleft as {}, made from {case:?}", found.display());
        }
        tried.expect("cases that can be drawn");
        if time.is_none_or(|seconds| started.elapsed() >= Duration::from_secs(seconds)) {
            return;
        }
        config.rng_seed = match config.rng_seed {
            RngSeed::Fixed(seed) => RngSeed::Fixed(seed.wrapping_add(1)),
            RngSeed::Random => RngSeed::Random,
        };
    }
}
