//! Native times, by criterion.

use criterion::Criterion;
use std::time::Duration;

/// Times a kernel and prints `=> key milliseconds sum`: the median that criterion estimates, and what the kernel gives.
pub fn time(key: &str, kernel: impl Fn() -> f64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .output_directory(folder.path());
    criterion.bench_function(key, |bencher| bencher.iter(&kernel));
    let estimates = std::fs::read(folder.path().join(key).join("new/estimates.json")).expect("criterion's estimates");
    let estimates: serde_json::Value = serde_json::from_slice(&estimates).expect("JSON");
    let nanoseconds = estimates["median"]["point_estimate"].as_f64().expect("a median");
    println!("=> {key} {} {}", nanoseconds / 1e6, kernel());
}
