//! Sequences of lookups, the same on every run.

/// One lookup: which entry, its size, and what it costs to make.
#[derive(Clone, Copy, Debug)]
pub struct Lookup {
    pub key: u32,
    pub bytes: u64,
    pub cost: f64,
}

/// A linear congruential generator: good enough for traces, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (((self.0 >> 33) * u64::from(bound)) >> 31) as u32
    }

    fn fraction(&mut self) -> f64 {
        f64::from(self.below(1 << 30)) / f64::from(1 << 30)
    }
}

/// Zipf's law: the k-th of `keys` is asked 1/k^exponent times as often as the first.
struct Zipf(Vec<f64>);

impl Zipf {
    fn new(keys: u32, exponent: f64) -> Zipf {
        let mut sum = 0.0;
        Zipf(
            (1..=keys)
                .map(|rank| {
                    sum += f64::from(rank).powf(-exponent);
                    sum
                })
                .collect(),
        )
    }

    fn draw(&self, random: &mut Random) -> u32 {
        let place = random.fraction() * self.0[self.0.len() - 1];
        self.0.partition_point(|sum| *sum < place) as u32
    }
}

/// Sizes from 1 to 60 kB and costs from 0.2 to 20 ms that belong to the key.
fn lookup(key: u32) -> Lookup {
    let mut random = Random(u64::from(key) * 7_919 + 17);
    random.below(2);
    Lookup { key, bytes: 1_000 + u64::from(random.below(60_000)), cost: 0.2 * 100f64.powf(random.fraction()) }
}

/// Keys that were never asked before.
const ONE_OFF: u32 = 1_000_000;

pub fn zipf() -> Vec<Lookup> {
    let (law, mut random) = (Zipf::new(3_000, 0.9), Random(1));
    (0..40_000).map(|_| lookup(law.draw(&mut random))).collect()
}

/// A few hundred queries that come back, and every 2,000 lookups a scan of a thousand that never do.
pub fn scan() -> Vec<Lookup> {
    let (law, mut random) = (Zipf::new(400, 0.7), Random(2));
    let mut keys = Vec::new();
    for round in 0..10 {
        keys.extend((0..2_000).map(|_| law.draw(&mut random)));
        keys.extend((0..1_000).map(|place| ONE_OFF + round * 1_000 + place));
    }
    keys.into_iter().map(lookup).collect()
}

/// Zipf, scans and an interest that moves on.
pub fn mixed() -> Vec<Lookup> {
    let (law, mut random) = (Zipf::new(600, 0.8), Random(3));
    let mut keys = Vec::new();
    for round in 0..12 {
        keys.extend((0..2_500).map(|_| (law.draw(&mut random) + round * 150) % 2_000));
        keys.extend((0..400).map(|place| ONE_OFF + round * 400 + place));
    }
    keys.into_iter().map(lookup).collect()
}

/// Only what was asked lately is asked again; the interest moves all the time.
pub fn moving() -> Vec<Lookup> {
    let mut random = Random(4);
    (0..40_000u32).map(|step| lookup(step / 20 + random.below(300))).collect()
}

/// Everything in turn, again and again: what least-recently-used is worst at.
pub fn cycle() -> Vec<Lookup> {
    (0..30_000).map(|step| lookup(step % 900)).collect()
}

/// What readers do with a page: views that open with the defaults, candidates by popularity, and now and then a slider (two
/// on each of two views) that is dragged over a dozen of its 24 stops.
pub fn common_use() -> Vec<Lookup> {
    let (views, candidates, mut random) = (Zipf::new(60, 1.0), Zipf::new(250, 0.9), Random(5));
    let mut keys = Vec::new();
    while keys.len() < 40_000 {
        match random.below(100) {
            0..60 => keys.push(views.draw(&mut random)),
            60..98 => keys.push(1_000 + candidates.draw(&mut random)),
            _ => {
                let (slider, first) = (random.below(4), random.below(13));
                keys.extend((first..first + 12).map(|stop| 2_000 + 100 * slider + stop));
            }
        }
    }
    keys.into_iter().map(lookup).collect()
}
