//! The hot loops on one made-up profile, for `make bench`: natively a program that times itself, in wasm exports that
//! JavaScript times.

use coalition_lens::ballots::Profile;
use coalition_lens::metrics::{NullModel, PairCounts};
use std::sync::OnceLock;

const CANDIDATES: usize = 23;
const ROWS: u64 = 80_000;
const RANKS: u64 = 6;

/// 80,000 drawn rankings of up to six out of 23 candidates, the popular ones more often.
fn profile() -> &'static Profile {
    static PROFILE: OnceLock<Profile> = OnceLock::new();
    PROFILE.get_or_init(|| {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut draw = move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let rankings = (0..ROWS).map(|_| {
            let length = draw(RANKS) as usize + 1;
            let mut ranking: Vec<u16> = Vec::with_capacity(length);
            while ranking.len() < length {
                let candidate = draw(CANDIDATES as u64).min(draw(CANDIDATES as u64)) as u16;
                if !ranking.contains(&candidate) {
                    ranking.push(candidate);
                }
            }
            (ranking, 1)
        });
        Profile::new(CANDIDATES, rankings.collect::<Vec<_>>())
    })
}

/// Makes the profile; returns its distinct rankings.
#[unsafe(no_mangle)]
pub extern "C" fn prepare() -> f64 {
    profile().len() as f64
}

/// Counts all pairs of the profile; returns a checksum.
#[unsafe(no_mangle)]
pub extern "C" fn pair_counts() -> f64 {
    PairCounts::of(profile()).shared_ballots.iter().sum::<u64>() as f64
}

/// Solves the null model and its expectations; returns a checksum.
#[unsafe(no_mangle)]
pub extern "C" fn null_model() -> f64 {
    NullModel::of(profile()).expectation().expected_close.iter().sum()
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    prepare();
    for (name, kernel) in [("pair_counts", pair_counts as extern "C" fn() -> f64), ("null_model", null_model)] {
        let times: Vec<f64> = (0..60)
            .map(|_| {
                let started = std::time::Instant::now();
                std::hint::black_box(kernel());
                started.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        println!("{name} {} {}", times.iter().copied().fold(f64::INFINITY, f64::min), kernel());
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
