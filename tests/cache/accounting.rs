//! Bytes as they are accounted, beside those that the heap really holds.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::rc::Rc;

use coalition_lens::ballots::Profile;
use coalition_lens::lens::cache::{BoundedCache, Weight};
use coalition_lens::metrics::{NullModel, Tally};
use coalition_lens::query::{self, Election, Key, Outcome, Params, Provenance, Value};
use coalition_lens::snapshot::{
    CANDIDATES, CandidateEntry, Descriptor, PAIRS, PROFILE, candidates_table, pairs_table, profile_table,
};

/// Counts the bytes that this thread holds: tests run side by side.
struct Counting;

thread_local! {
    static HELD: Cell<i64> = const { Cell::new(0) };
}

fn count(bytes: i64) {
    let _ = HELD.try_with(|held| held.set(held.get() + bytes));
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every call is handed to `System` as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as i64));
        unsafe { System.dealloc(pointer, layout) }
    }
}

fn held() -> i64 {
    HELD.with(Cell::get)
}

const CANDIDATES_OF_TEST: usize = 40;

fn profile() -> Profile {
    let mut state = 1u64;
    let mut below = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut ranking = || {
        let mut ranking: Vec<u16> = (0..6).map(|_| below(CANDIDATES_OF_TEST as u64) as u16).collect();
        let mut seen = [false; CANDIDATES_OF_TEST];
        ranking.retain(|&candidate| !std::mem::replace(&mut seen[candidate as usize], true));
        (ranking, 1 + below(9))
    };
    Profile::new(CANDIDATES_OF_TEST, (0..20_000).map(|_| ranking()).collect::<Vec<_>>())
}

fn election(profile: &Profile) -> Election {
    let candidates = (1..=CANDIDATES_OF_TEST as u32).map(|id| CandidateEntry {
        id,
        name: format!("A candidate with number {id}"),
        is_write_in: false,
        winner: None,
    });
    let descriptor = Descriptor {
        id: "x".into(),
        title: "X".into(),
        max_rankings: profile.max_rankings() as u32,
        ballots: profile.ballots(),
        candidates: candidates.collect(),
        ..Descriptor::default()
    };
    Election::new(Provenance { snapshot_id: String::new(), data_version: String::new() }, descriptor)
}

fn provide(election: &Election, profile: &Profile) {
    let tally = Tally::of(profile);
    let pairs = pairs_table(&tally.pairs, &NullModel::of(&tally).expectation());
    election.provide(CANDIDATES, &candidates_table(&tally.candidates)).unwrap();
    election.provide(PAIRS, &pairs).unwrap();
    election.provide(PROFILE, &profile_table(profile)).unwrap();
}

fn ask_much(election: &Election) {
    for column in ["lift", "phi", "candidate_1_name", "shared_ballots", "coalition_type", "low_support"] {
        for _ in 0..2 {
            query::execute(&query::plan("pairs", &params(0, Some(column)), election).unwrap(), election).unwrap();
        }
    }
    query::execute(&query::plan("network", &params(0, None), election).unwrap(), election).unwrap();
}

fn params(min_shared_ballots: u32, sort_by: Option<&str>) -> Params {
    let mut params = Params::from([
        ("min_shared_ballots".to_owned(), Value::Number(f64::from(min_shared_ballots))),
        ("min_strength".to_owned(), Value::Number(-1.0)),
    ]);
    params.extend(sort_by.map(|column| ("sort_by".to_owned(), Value::Text(column.to_owned()))));
    params
}

#[track_caller]
fn assert_within_a_tenth(accounted: u64, measured: i64) {
    let ratio = accounted as f64 / measured as f64;
    assert!((0.9..=1.1).contains(&ratio), "{accounted} bytes accounted, {measured} bytes measured: {ratio:.3}");
}

#[test]
fn the_bytes_of_an_election_are_those_that_its_tables_and_columns_take() {
    let profile = profile();
    // What polars makes once in a process (a block of zeros that empty bitmaps share) is made before.
    let used_up = election(&profile);
    provide(&used_up, &profile);
    ask_much(&used_up);
    drop(used_up);
    let before = held();
    let election = election(&profile);
    let empty = held();
    provide(&election, &profile);
    assert_within_a_tenth(election.bytes() as u64, held() - empty);
    ask_much(&election);
    assert_within_a_tenth(election.bytes() as u64, held() - empty);
    drop(election);
    assert_eq!(held(), before);
}

#[test]
fn the_bytes_of_a_cache_are_those_that_keys_and_answers_take() {
    let profile = profile();
    let election = election(&profile);
    provide(&election, &profile);
    for query in ["pairs", "network"] {
        let outcomes = |threshold| {
            let mut params = params(threshold, None);
            params.insert("method".into(), Value::Text("basic".into()));
            let plan = query::plan(query, &params, &election).unwrap();
            (plan.key(&election), query::compute(&plan, &election).unwrap())
        };
        // What computing leaves in the election is not the cache's.
        let made: Vec<(Key, Outcome)> = (0..200).map(outcomes).collect();
        let before = held();
        let mut cache: BoundedCache<Key, Rc<Outcome>> = BoundedCache::new(1 << 40);
        for (key, outcome) in &made {
            let (key, outcome) = (key.clone(), Rc::new(outcome.clone()));
            let bytes = (key.bytes() + outcome.bytes()) as u64 + BoundedCache::<Key, Rc<Outcome>>::ENTRY_BYTES;
            cache.put(key, outcome, Weight { bytes, cost: 1.0 });
        }
        assert_within_a_tenth(cache.statistics().bytes, held() - before);
    }
}
