//! Caches bounded in bytes.
//!
//! [`BoundedCache`] holds answers and, as a second pool, decoded tables. Which entry goes when room is needed is a matter of
//! use *and* cost:
//!
//! - **Use**: two segments, each least-recently-used first (over the `lru` crate). An entry begins on *probation* and is
//!   *protected* from its second use on. How the room is split between them follows the ghosts, the hashes of what was
//!   evicted lately: an entry that is asked for again soon after it went shows which segment was too small. This is ARC
//!   (Megiddo and Modha, *ARC: a self-tuning, low overhead replacement cache*, FAST 2003), counted in bytes.
//! - **Cost**: of the eight entries that were not used for longest in the segment, the one goes that costs least to make
//!   again per byte. Each time an entry is passed over its worth is halved, so nothing stays for its cost alone.
//!
//! Hit ratios on replayed traces in per cent, the bound half, and a tenth, of the bytes that are asked for more than once
//! (`tests/cache`, which holds this to at most a point below plain LRU at any bound):
//!
//! | trace | plain LRU | fixed segments (80 % protected) | this |
//! |---|---|---|---|
//! | common use of a page | 83.3, 40.3 | 85.6, 50.4 | 83.5, 48.4 |
//! | Zipf | 79.8, 49.8 | 78.0, 56.5 | 80.5, 57.2 |
//! | with scans | 44.0, 16.8 | 47.6, 23.3 | 47.8, 22.2 |
//! | mixed | 77.5, 53.2 | 75.9, 50.2 | 77.5, 54.1 |
//! | moving interest | 94.3, 71.5 | 94.3, 68.5 | 94.3, 71.7 |
//!
//! Segments of fixed size do well where the same is asked again and again and lose to plain LRU where the interest moves;
//! W-TinyLFU would need a frequency sketch beside the `lru` crate to gain what the ghosts give.

mod bounded;
mod statistics;

pub use bounded::{BoundedCache, Weight};
pub use statistics::{CacheStatistics, Eviction, Evictions};
