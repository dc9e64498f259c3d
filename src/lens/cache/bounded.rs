//! The cache itself: two segments with ghosts.

use lru::LruCache;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

use super::statistics::{CacheStatistics, Eviction, Evictions, Lookups};

/// How many of the least recently used entries are compared by what they cost.
const COMPARED: usize = 8;

/// What an entry takes and saves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// Bytes that key and value hold.
    pub bytes: u64,
    /// What it takes to make the value again, in any unit: milliseconds, rows.
    pub cost: f64,
}

struct Held<V> {
    value: V,
    weight: Weight,
    /// Cost per byte, halved each time the entry is passed over.
    worth: f64,
}

type Hasher = BuildHasherDefault<DefaultHasher>;

struct Segment<K, V> {
    entries: LruCache<K, Held<V>, Hasher>,
    bytes: u64,
    /// Hashes of evicted keys, with their bytes.
    ghosts: LruCache<u64, u64, Hasher>,
    ghost_bytes: u64,
}

impl<K: Hash + Eq + Clone, V> Segment<K, V> {
    fn new() -> Segment<K, V> {
        Segment {
            entries: LruCache::unbounded_with_hasher(Hasher::default()),
            bytes: 0,
            ghosts: LruCache::unbounded_with_hasher(Hasher::default()),
            ghost_bytes: 0,
        }
    }

    fn push(&mut self, key: K, entry: Held<V>) {
        self.bytes += entry.weight.bytes;
        self.entries.push(key, entry);
    }

    fn pop(&mut self, key: &K) -> Option<(K, Held<V>)> {
        let popped = self.entries.pop_entry(key)?;
        self.bytes -= popped.1.weight.bytes;
        Some(popped)
    }

    /// The least worthy of those not used for longest; those passed over, which were not used for longer, lose half their worth.
    fn victim(&mut self) -> Option<K> {
        let last = || self.entries.iter().rev().take(COMPARED);
        let lowest = last().map(|(_, entry)| entry.worth).fold(f64::INFINITY, f64::min);
        let place = last().position(|(_, entry)| entry.worth <= lowest)?;
        for (_, entry) in self.entries.iter_mut().rev().take(place) {
            entry.worth /= 2.0;
        }
        self.entries.iter().rev().nth(place).map(|(key, _)| key.clone())
    }

    fn evict(&mut self) -> bool {
        let Some((key, entry)) = self.victim().and_then(|key| self.pop(&key)) else { return false };
        self.ghost_bytes += entry.weight.bytes;
        if let Some((_, replaced)) = self.ghosts.push(hash(&key), entry.weight.bytes) {
            self.ghost_bytes -= replaced;
        }
        true
    }

    fn exorcise(&mut self, hash: u64) -> bool {
        let found = self.ghosts.pop(&hash);
        self.ghost_bytes -= found.unwrap_or(0);
        found.is_some()
    }

    fn forget_ghosts(&mut self, down_to: u64) {
        while self.ghost_bytes > down_to {
            let Some((_, bytes)) = self.ghosts.pop_lru() else { break };
            self.ghost_bytes -= bytes;
        }
    }

    fn remove_where(&mut self, condition: &mut impl FnMut(&K, &V) -> bool) -> u64 {
        let keys: Vec<K> =
            self.entries.iter().filter(|(key, entry)| condition(key, &entry.value)).map(|(key, _)| key.clone()).collect();
        for key in &keys {
            self.pop(key);
        }
        keys.len() as u64
    }
}

/// Keeps values by key up to a number of bytes. See the [module](super) for which go first.
pub struct BoundedCache<K, V> {
    max_bytes: u64,
    probation: Segment<K, V>,
    protected: Segment<K, V>,
    /// Bytes that probation may have when room is short.
    probation_share: u64,
    lookups: Lookups,
    evictions: Evictions,
}

impl<K, V> BoundedCache<K, V> {
    /// What an entry takes beside its key and what its value refers to: links, weight, a place in the hash table and a ghost.
    pub const ENTRY_BYTES: u64 = (size_of::<Held<V>>() + 12 * size_of::<usize>()) as u64;
}

impl<K: Hash + Eq + Clone, V: Clone> BoundedCache<K, V> {
    /// A cache of at most `max_bytes`; 0 keeps nothing.
    pub fn new(max_bytes: u64) -> BoundedCache<K, V> {
        BoundedCache {
            max_bytes,
            probation: Segment::new(),
            protected: Segment::new(),
            probation_share: 0,
            lookups: Lookups::default(),
            evictions: Evictions::default(),
        }
    }

    /// The value of a key. Counts as a use, and as a hit or a miss.
    pub fn get(&mut self, key: &K) -> Option<V> {
        let found = self.touch(key);
        self.lookups.count(found.is_some());
        found
    }

    fn touch(&mut self, key: &K) -> Option<V> {
        if let Some((key, mut entry)) = self.probation.pop(key) {
            entry.worth = worth(entry.weight);
            let value = entry.value.clone();
            self.protected.push(key, entry);
            return Some(value);
        }
        let entry = self.protected.entries.get_mut(key)?;
        entry.worth = worth(entry.weight);
        Some(entry.value.clone())
    }

    /// The value of a key, without counting as a use or a lookup.
    pub fn peek(&self, key: &K) -> Option<&V> {
        let entry = self.probation.entries.peek(key).or_else(|| self.protected.entries.peek(key))?;
        Some(&entry.value)
    }

    /// The keys held, in no particular order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.probation.entries.iter().chain(self.protected.entries.iter()).map(|(key, _)| key)
    }

    /// Keeps a value, in place of the one that the key had. What is larger than the whole cache is not kept.
    pub fn put(&mut self, key: K, value: V, weight: Weight) {
        let was_protected = self.protected.pop(&key).is_some();
        let was_there = self.probation.pop(&key).is_some() || was_protected;
        if weight.bytes > self.max_bytes {
            if was_there {
                self.evictions.count(Eviction::Room);
            }
            return;
        }
        let is_known = self.learn(&key, weight.bytes);
        self.make_room(weight.bytes);
        let entry = Held { value, weight, worth: worth(weight) };
        let segment = if was_protected || is_known { &mut self.protected } else { &mut self.probation };
        segment.push(key, entry);
        self.probation.forget_ghosts(self.max_bytes.saturating_sub(self.probation.bytes));
        let held = self.bytes() + self.probation.ghost_bytes;
        self.protected.forget_ghosts((2 * self.max_bytes).saturating_sub(held));
    }

    /// Whether the key was evicted lately; its segment then gets a larger share.
    fn learn(&mut self, key: &K, bytes: u64) -> bool {
        let hash = hash(key);
        let step = |other: u64, own: u64| bytes * (other / own.max(1)).max(1);
        let [on_probation, protected] = [self.probation.ghost_bytes, self.protected.ghost_bytes];
        if self.probation.exorcise(hash) {
            self.probation_share = (self.probation_share + step(protected, on_probation)).min(self.max_bytes);
            return true;
        }
        if self.protected.exorcise(hash) {
            self.probation_share = self.probation_share.saturating_sub(step(on_probation, protected));
            return true;
        }
        false
    }

    fn make_room(&mut self, bytes: u64) {
        while self.bytes() + bytes > self.max_bytes {
            let probation_first = self.probation.bytes > self.probation_share;
            let evicted = match probation_first {
                true => self.probation.evict() || self.protected.evict(),
                false => self.protected.evict() || self.probation.evict(),
            };
            if !evicted {
                break;
            }
            self.evictions.count(Eviction::Room);
        }
    }

    /// Removes one entry.
    pub fn remove(&mut self, key: &K, reason: Eviction) -> Option<V> {
        let (_, entry) = self.probation.pop(key).or_else(|| self.protected.pop(key))?;
        self.evictions.count(reason);
        Some(entry.value)
    }

    /// Removes the entries that meet a condition; tells how many they were.
    pub fn remove_where(&mut self, reason: Eviction, mut condition: impl FnMut(&K, &V) -> bool) -> u64 {
        let removed = self.probation.remove_where(&mut condition) + self.protected.remove_where(&mut condition);
        for _ in 0..removed {
            self.evictions.count(reason);
        }
        removed
    }

    fn bytes(&self) -> u64 {
        self.probation.bytes + self.protected.bytes
    }

    pub fn statistics(&self) -> CacheStatistics {
        CacheStatistics {
            hits: self.lookups.hits,
            misses: self.lookups.misses,
            entries: (self.probation.entries.len() + self.protected.entries.len()) as u64,
            bytes: self.bytes(),
            max_bytes: self.max_bytes,
            hit_ratio: self.lookups.hit_ratio(),
            recent_hit_ratio: self.lookups.recent_hit_ratio(),
            evictions: self.evictions,
        }
    }
}

fn worth(weight: Weight) -> f64 {
    weight.cost / weight.bytes.max(1) as f64
}

/// Without random keys: the same uses, the same evictions.
fn hash<K: Hash>(key: &K) -> u64 {
    Hasher::default().hash_one(key)
}
