//! 100,000 random operations, step by step against a model that knows no order.

use coalition_lens::lens::cache::{BoundedCache, Eviction, Weight};
use proptest::prelude::*;
use std::collections::HashMap;

#[derive(Clone, Debug)]
enum Operation {
    Get(u8),
    Put(u8, u64, f64),
    Remove(u8),
    RemoveMultiplesOf(u8),
}

fn operations() -> impl Strategy<Value = Operation> {
    prop_oneof![
        8 => (0u8..60).prop_map(Operation::Get),
        8 => (0u8..60, 0u64..400, prop_oneof![Just(0.0), 0.0..100.0f64]).prop_map(|(key, bytes, cost)| Operation::Put(key, bytes, cost)),
        2 => (0u8..60).prop_map(Operation::Remove),
        1 => (2u8..20).prop_map(Operation::RemoveMultiplesOf),
    ]
}

/// Holds everything that was put and has not been removed; the cache may hold less.
#[derive(Default)]
struct Model {
    entries: HashMap<u8, (u64, u64)>,
    removed: u64,
}

fn check(max_bytes: u64, operations: &[Operation]) {
    let mut cache = BoundedCache::new(max_bytes);
    let mut model = Model::default();
    let (mut hits, mut misses) = (0, 0);
    for (step, operation) in operations.iter().enumerate() {
        let step = step as u64;
        let before = cache.statistics();
        match *operation {
            Operation::Get(key) => {
                let held = cache.peek(&key).copied();
                let found = cache.get(&key);
                assert_eq!(found, held);
                if found.is_some() {
                    hits += 1;
                    assert_eq!(found, model.entries.get(&key).map(|(value, _)| *value), "not the value put last");
                } else {
                    misses += 1;
                }
            }
            Operation::Put(key, bytes, cost) => {
                cache.put(key, step, Weight { bytes, cost });
                model.entries.insert(key, (step, bytes));
                assert_eq!(cache.peek(&key).is_some(), bytes <= max_bytes, "what fits is there after it was put");
            }
            Operation::Remove(key) => {
                let held = cache.peek(&key).copied();
                assert_eq!(cache.remove(&key, Eviction::Integrity), held);
                model.removed += u64::from(held.is_some());
                model.entries.remove(&key);
            }
            Operation::RemoveMultiplesOf(factor) => {
                let removed = cache.remove_where(Eviction::Cleared, |key, _| key % factor == 0);
                model.removed += removed;
                model.entries.retain(|key, _| key % factor != 0);
            }
        }
        let held: Vec<u8> = model.entries.keys().copied().filter(|key| cache.peek(key).is_some()).collect();
        let now = cache.statistics();
        assert_eq!(now.entries, held.len() as u64, "holds what was never put or has been removed");
        assert_eq!(now.bytes, held.iter().map(|key| model.entries[key].1).sum::<u64>());
        assert!(now.bytes <= max_bytes);
        assert_eq!((now.hits, now.misses), (hits, misses));
        assert_eq!(now.evictions.cleared + now.evictions.integrity, model.removed);
        assert!(now.evictions.room >= before.evictions.room);
        if max_bytes > 400 * 60 {
            assert_eq!((now.evictions.room, held.len()), (0, model.entries.len()), "everything fits, yet something went");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_thousand_operations_leave_what_the_model_allows(
        max_bytes in prop_oneof![Just(0u64), 1u64..3_000, Just(1 << 40)],
        operations in prop::collection::vec(operations(), 1_000),
    ) {
        check(max_bytes, &operations);
    }
}
