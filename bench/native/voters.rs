//! What is computed of a group of voters, for `make bench`: natively timed by criterion, in wasm exports that JavaScript
//! times.
//!
//! Natively: `voters FOLDER [BLT]…` times every kernel on each election and on drawn ones, and leaves the profiles of the
//! elections in FOLDER as the tables that wasm loads.

#[cfg(not(target_arch = "wasm32"))]
mod timing;

use std::cell::RefCell;

use coalition_lens::ballots::{Endings, Predicate, Profile, Selection};
use coalition_lens::metrics::{NullModel, PairCounts, Tally};
use coalition_lens::query::{Election, Params, Provenance, execute, plan};
use coalition_lens::snapshot::{CandidateEntry, Descriptor, PROFILE, decode_table, profile_table, read_profile};
use coalition_lens::tabulation::{Asked, Ground, Rules, preset, tabulate};

struct Bench {
    profile: Profile,
    election: Election,
    /// Flat copies, for a rival in JavaScript: candidates in rows of R, lengths, counts.
    flat: (Vec<u8>, Vec<u8>, Vec<u32>),
}

thread_local! {
    /// What was counted last, as the peers tell it: by distance, lower and higher place.
    static COUNTED: RefCell<Vec<i32>> = const { RefCell::new(Vec::new()) };
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

const CANDIDATES: usize = 23;
const RANKS: usize = 6;

/// So many distinct rankings, most of them full, the popular candidates more often.
fn drawn(rows: usize) -> Profile {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut rankings: Vec<(Vec<u16>, u64)> = Vec::with_capacity(rows);
    while rankings.len() < rows {
        for _ in rankings.len()..rows + rows / 64 {
            let length = if draw(10) < 7 { RANKS } else { 1 + draw(RANKS) };
            let mut ranking: Vec<u16> = Vec::with_capacity(length);
            while ranking.len() < length {
                let candidate = draw(CANDIDATES).min(draw(CANDIDATES)) as u16;
                if !ranking.contains(&candidate) {
                    ranking.push(candidate);
                }
            }
            rankings.push((ranking, 1));
        }
        rankings.sort_unstable();
        rankings.dedup();
    }
    rankings.truncate(rows);
    Profile::new(CANDIDATES, rankings)
}

fn election_of(profile: &Profile) -> Election {
    let candidate =
        |id: usize| CandidateEntry { id: id as u32, name: format!("Candidate {id}"), is_write_in: false, winner: None };
    let descriptor = Descriptor {
        id: "bench".into(),
        max_rankings: profile.max_rankings() as u32,
        ballots: profile.ballots(),
        candidates: (1..=profile.candidates()).map(candidate).collect(),
        ..Descriptor::default()
    };
    let election = Election::new(Provenance { snapshot_id: "bench".into(), data_version: "now".into() }, descriptor);
    election.provide(PROFILE, &profile_table(profile)).expect("a profile");
    election
}

fn set(profile: Profile) -> f64 {
    let ranks = profile.max_rankings();
    let mut flat = (Vec::new(), Vec::new(), Vec::new());
    for (ranking, count) in profile.iter() {
        flat.0.extend((0..ranks).map(|rank| ranking.get(rank).map_or(u8::MAX, |&candidate| candidate as u8)));
        flat.1.push(ranking.len() as u8);
        flat.2.push(count as u32);
    }
    let election = election_of(&profile);
    let rows = profile.len();
    BENCH.set(Some(Bench { profile, election, flat }));
    rows as f64
}

fn with<T>(read: impl FnOnce(&Bench) -> T) -> T {
    BENCH.with_borrow(|bench| read(bench.as_ref().expect("prepared")))
}

/// Room for a table's bytes.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        input.resize(bytes, 0);
        input.as_mut_ptr()
    })
}

/// Takes the profile table in [`room`]; returns its distinct rankings.
#[unsafe(no_mangle)]
pub extern "C" fn load(candidates: usize) -> f64 {
    let table = INPUT.with_borrow(|input| decode_table(input).expect("a table"));
    set(read_profile(&table, candidates).expect("a profile"))
}

/// Draws a profile of so many distinct rankings.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(rows: usize) -> f64 {
    set(drawn(rows))
}

/// 0: candidates, 1: ranks, 2: bytes of the profile with its tree, 3 to 5: where the flat copies are.
#[unsafe(no_mangle)]
pub extern "C" fn fact(number: usize) -> f64 {
    with(|bench| match number {
        0 => bench.profile.candidates() as f64,
        1 => bench.profile.max_rankings() as f64,
        2 => bench.profile.bytes() as f64,
        3 => bench.flat.0.as_ptr() as usize as f64,
        4 => bench.flat.1.as_ptr() as usize as f64,
        _ => bench.flat.2.as_ptr() as usize as f64,
    })
}

fn shared(counts: &PairCounts) -> f64 {
    counts.shared_ballots.iter().sum::<u64>() as f64
}

/// Every pair of every ranking, plainly.
#[unsafe(no_mangle)]
pub extern "C" fn every_pair() -> f64 {
    with(|bench| shared(&PairCounts::of(&bench.profile)))
}

/// Everything that is counted, of all ballots.
#[unsafe(no_mangle)]
pub extern "C" fn tally() -> f64 {
    with(|bench| shared(&Tally::of(&bench.profile).pairs))
}

/// The same of one candidate's first-choice supporters.
#[unsafe(no_mangle)]
pub extern "C" fn tally_of(first: u16) -> f64 {
    with(|bench| shared(&tally_of_first(bench, first).pairs))
}

fn tally_of_first(bench: &Bench, first: u16) -> Tally {
    Tally::of_selection(&bench.profile, &Selection::of(&bench.profile, &Predicate::First(first)))
}

/// Counts of all ballots, or of one candidate's first-choice supporters, for comparison with others: where they are. They are
/// 32-bit numbers by distance, lower and higher place.
#[unsafe(no_mangle)]
pub extern "C" fn counted(first: i32) -> *const i32 {
    let counts = with(|bench| {
        let tally = if first < 0 { Tally::of(&bench.profile) } else { tally_of_first(bench, first as u16) };
        let n = bench.profile.candidates();
        let mut counts = vec![0; tally.pairs.max_distance * n * n];
        for (pair, (i, j)) in tally.pairs.iter_candidates().enumerate() {
            for (distance, &ballots) in tally.pairs.distances(pair).iter().enumerate() {
                counts[(distance * n + i) * n + j] = ballots as i32;
            }
        }
        counts
    });
    COUNTED.set(counts);
    COUNTED.with_borrow(|counts| counts.as_ptr())
}

/// The same as [`tally_of`] of every candidate in turn.
#[unsafe(no_mangle)]
pub extern "C" fn tally_by_first() -> f64 {
    with(|bench| (0..bench.profile.candidates() as u16).map(|first| shared(&tally_of_first(bench, first).pairs)).sum())
}

/// The null model and its expectations.
#[unsafe(no_mangle)]
pub extern "C" fn null_model() -> f64 {
    with(|bench| NullModel::of(&Tally::of(&bench.profile)).expectation().expected_close.iter().sum())
}

/// Rounds of a count of some ballots by a preset, from the profile on.
fn rounds(bench: &Bench, name: &str, voters: Option<&Predicate>, without: &[u16]) -> f64 {
    let rules: Rules = (preset(name).expect("a preset").tabulation)().expect("rules");
    let selection = voters.map(|voters| Selection::of(&bench.profile, voters));
    let ground = Ground::of(&bench.profile, selection.as_ref(), &Endings::default());
    let candidates: Vec<(u32, &str)> = (0..bench.profile.candidates() as u32).map(|id| (id, "")).collect();
    let asked = Asked { candidates: &candidates, without, seats: 1, rules: &rules, follow: true };
    let rounds = &tabulate(&ground, asked).expect("a count").counts[0].rounds;
    rounds.iter().flat_map(|round| &round.votes).map(|&(_, votes)| votes as f64).sum()
}

/// One seat, counted round by round.
#[unsafe(no_mangle)]
pub extern "C" fn irv() -> f64 {
    with(|bench| rounds(bench, "irv", None, &[]))
}

/// Three seats, counted round by round.
#[unsafe(no_mangle)]
pub extern "C" fn stv() -> f64 {
    with(|bench| rounds(bench, "portland-3", None, &[]))
}

/// The same of those who do not rank one candidate first, as if another had not stood.
#[unsafe(no_mangle)]
pub extern "C" fn stv_of_a_group() -> f64 {
    with(|bench| rounds(bench, "portland-3", Some(&Predicate::Not(Predicate::First(0).into())), &[1]))
}

/// Pairs, network, clusters and centrality of one candidate's first-choice supporters, from the ballots to the answers; of all
/// ballots for candidate 0.
#[unsafe(no_mangle)]
pub extern "C" fn answers(first: usize) -> f64 {
    with(|bench| {
        // Another group each time it is asked: nothing is known of it.
        bench.election.forget_groups();
        let group =
            if first == 0 { "{\"not\": {\"length\": {\"min\": 1000}}}".into() } else { format!("{{\"first\": {first}}}") };
        let params: Params = serde_json::from_str(&format!("{{\"where\": {group}}}")).expect("JSON");
        let ask = |query| execute(&plan(query, &params, &bench.election).expect("a plan"), &bench.election).expect("an answer");
        ["pairs", "network", "clusters", "centrality"].map(|query| ask(query).metadata.params.0.len() as f64).iter().sum()
    })
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    use coalition_lens::ballots::CleaningOptions;
    use coalition_lens::cvr::{Input, read_contest};
    use coalition_lens::snapshot::encode_table;

    let mut arguments = std::env::args().skip(1);
    let folder = std::path::PathBuf::from(arguments.next().expect("a folder"));
    for file in arguments {
        let path = std::path::PathBuf::from(file);
        let input = Input::open(path.clone()).expect("a file");
        let profile = read_contest(&[input], None, None, CleaningOptions::default(), &mut ()).expect("a contest").0.profile;
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let bytes = encode_table(&profile_table(&profile), 0..profile.len()).expect("a table");
        std::fs::write(folder.join(format!("{name}-{}.arrow", profile.candidates())), bytes).expect("a file");
        set(profile);
        times(&name);
    }
    for rows in [80_000, 1_000_000] {
        prepare(rows);
        times(&rows.to_string());
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn times(name: &str) {
    type Kernel = fn() -> f64;
    let kernels: [(&str, Kernel); 7] = [
        ("every_pair", || every_pair()),
        ("tally", || tally()),
        ("tally_by_first", || tally_by_first()),
        ("null_model", || null_model()),
        ("irv", || irv()),
        ("stv", || stv()),
        ("stv_of_a_group", || stv_of_a_group()),
    ];
    for (kernel, run) in kernels {
        timing::time(&format!("{name} {kernel}"), run);
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
