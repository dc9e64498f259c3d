//! A share in percent, exact.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A percentage with up to [`PLACES`](Self::PLACES) decimals, more than 0 and less than 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent {
    parts: u64,
}

impl Percent {
    pub const PLACES: u32 = 6;

    pub const EXPECTED: &str = "give a percentage above 0 and below 100, with at most 6 decimals";

    const ONE: u64 = 10u64.pow(Percent::PLACES);

    /// `None` if it is not in the range or has more decimals.
    pub fn new(percent: f64) -> Option<Percent> {
        let parts = (percent * Percent::ONE as f64).round();
        let is_exact = parts / Percent::ONE as f64 == percent;
        (is_exact && parts > 0.0 && percent < 100.0).then_some(Percent { parts: parts as u64 })
    }

    /// The share of `votes` in units of 10^-(2 + [`PLACES`](Self::PLACES)).
    pub fn of(self, votes: u64) -> u128 {
        u128::from(votes) * u128::from(self.parts)
    }

    pub fn number(self) -> f64 {
        self.parts as f64 / Percent::ONE as f64
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.parts.is_multiple_of(Percent::ONE) {
            true => serializer.serialize_u64(self.parts / Percent::ONE),
            false => serializer.serialize_f64(self.number()),
        }
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Percent, D::Error> {
        Percent::new(f64::deserialize(deserializer)?).ok_or_else(|| serde::de::Error::custom(Percent::EXPECTED))
    }
}
