//! Hit ratios on traces, beside those of other policies.

use coalition_lens::lens::cache::BoundedCache;
use std::collections::BTreeMap;

use crate::policies::{FixedSegments, Lru, Policy};
use crate::traces::{self, Lookup};

type Trace = fn() -> Vec<Lookup>;

const TRACES: [(&str, Trace); 6] = [
    ("Zipf", traces::zipf),
    ("scans", traces::scan),
    ("mixed", traces::mixed),
    ("moving interest", traces::moving),
    ("cycle", traces::cycle),
    ("common use", traces::common_use),
];

fn hit_ratio(trace: &[Lookup], mut policy: impl Policy) -> f64 {
    trace.iter().filter(|lookup| policy.ask(lookup)).count() as f64 / trace.len() as f64
}

/// Bytes of all different entries of a trace that are asked for more than once.
fn asked_again(trace: &[Lookup]) -> u64 {
    let mut asked: BTreeMap<u32, (u64, u32)> = BTreeMap::new();
    for lookup in trace {
        asked.entry(lookup.key).or_insert((lookup.bytes, 0)).1 += 1;
    }
    asked.values().filter(|(_, times)| *times > 1).map(|(bytes, _)| bytes).sum()
}

/// Hit ratios in per cent: plain LRU, fixed segments, ours.
fn replay(trace: &[Lookup], max_bytes: u64) -> [f64; 3] {
    [
        hit_ratio(trace, Lru::new(max_bytes)),
        hit_ratio(trace, FixedSegments::new(max_bytes)),
        hit_ratio(trace, BoundedCache::new(max_bytes)),
    ]
    .map(|ratio| 100.0 * ratio)
}

#[test]
fn no_trace_has_fewer_hits_than_plain_lru_by_more_than_a_point() {
    for (name, trace) in TRACES {
        let trace = trace();
        let bytes = asked_again(&trace);
        for share in [20, 10, 5, 2, 1] {
            let [lru, fixed, ours] = replay(&trace, bytes / share);
            println!("{name:>16} 1/{share:<3} LRU {lru:5.1} %  fixed segments {fixed:5.1} %  ours {ours:5.1} %");
            assert!(ours >= lru - 1.0, "{name}, 1/{share} of the bytes: {ours:.1} % against {lru:.1} % of plain LRU");
        }
    }
}

#[test]
fn four_of_five_common_queries_are_hits() {
    let trace = traces::common_use();
    let [_, _, ours] = replay(&trace, asked_again(&trace) / 2);
    assert!(ours >= 80.0, "{ours:.1} %");
}

#[test]
fn a_scan_of_a_thousand_one_off_queries_does_not_flush_what_is_asked_again_and_again() {
    let hot: Vec<Lookup> = traces::common_use().into_iter().filter(|lookup| lookup.key < 20).collect();
    let scan: Vec<Lookup> = (0..1_000).map(|place| Lookup { key: 5_000_000 + place, bytes: 30_000, cost: 1.0 }).collect();
    let mut cache = BoundedCache::new(2 * asked_again(&hot));
    hit_ratio(&hot, &mut cache);
    hit_ratio(&scan, &mut cache);
    let kept = hot.iter().filter(|lookup| cache.peek(&lookup.key).is_some()).count();
    assert_eq!(kept, hot.len());
}

impl<P: Policy> Policy for &mut P {
    fn ask(&mut self, lookup: &Lookup) -> bool {
        (**self).ask(lookup)
    }
}

#[test]
fn of_entries_used_alike_the_cheap_ones_go_first() {
    let mut cache = BoundedCache::new(1_000_000);
    let dear: Vec<Lookup> = (0..4).map(|key| Lookup { key, bytes: 100_000, cost: 500.0 }).collect();
    for lookup in &dear {
        cache.ask(lookup);
    }
    for key in 100..110 {
        cache.ask(&Lookup { key, bytes: 100_000, cost: 1.0 });
    }
    assert!(dear.iter().all(|lookup| cache.peek(&lookup.key).is_some()), "a dear entry went before cheap ones of its age");
    for key in 200..300 {
        cache.ask(&Lookup { key, bytes: 100_000, cost: 1.0 });
    }
    assert!(dear.iter().all(|lookup| cache.peek(&lookup.key).is_none()), "nothing stays for its cost alone");
}
