//! Counts of some ballots by rules, the last few kept.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::ballots::{Endings, Profile, Selection};
use crate::error::Result;
use crate::query::params::Counting;
use crate::snapshot::Descriptor;
use crate::tabulation::{Asked, Ground, Tabulation, tabulate};

/// How many are kept.
const KEPT: usize = 8;

struct Kept {
    counting: Counting,
    is_followed: bool,
    tabulation: Rc<Tabulation>,
}

/// What a count walks, and the counts asked for last, latest first.
#[derive(Default)]
pub struct Tabulations {
    ground: OnceCell<Ground>,
    /// By the rules of the election, as published.
    own: OnceCell<Rc<Tabulation>>,
    kept: RefCell<Vec<Kept>>,
}

impl Tabulations {
    /// Takes the count by the election's own rules; one that is there already stays.
    pub fn provide(&self, own: Tabulation) {
        self.own.get_or_init(|| own.into());
    }

    /// The count by the election's own rules, if it has been provided.
    pub fn own(&self) -> Option<&Rc<Tabulation>> {
        self.own.get()
    }

    pub fn has_ground(&self) -> bool {
        self.ground.get().is_some()
    }

    /// Lays out what a count walks, once.
    pub fn ground(&self, profile: &Profile, selection: Option<&Selection>, endings: &Endings) -> &Ground {
        self.ground.get_or_init(|| Ground::of(profile, selection, endings))
    }

    /// A count, kept or made now. One that follows ballots serves those who do not ask for that as well.
    ///
    /// # Errors
    /// As [`tabulate`].
    pub fn tabulation(
        &self,
        counting: &Counting,
        follow: bool,
        descriptor: &Descriptor,
        ground: impl FnOnce() -> Result<()>,
    ) -> Result<Rc<Tabulation>> {
        let serves = |kept: &Kept| {
            kept.counting.rules == counting.rules && kept.counting.without == counting.without && kept.is_followed >= follow
        };
        let mut kept = self.kept.borrow_mut();
        if let Some(place) = kept.iter().position(serves) {
            kept[..=place].rotate_right(1);
            return Ok(kept[0].tabulation.clone());
        }
        ground()?;
        let Some(ground) = self.ground.get() else { unreachable!("it has been laid out") };
        let asked = Asked {
            candidates: &descriptor.named_candidates(),
            without: &counting.without,
            seats: descriptor.seats_to_fill(),
            rules: &counting.rules,
            follow,
        };
        let tabulation = Rc::new(tabulate(ground, asked)?);
        kept.insert(0, Kept { counting: counting.clone(), is_followed: follow, tabulation: tabulation.clone() });
        kept.truncate(KEPT);
        Ok(tabulation)
    }

    /// The bytes that it holds.
    pub fn bytes(&self) -> usize {
        let kept = self.kept.borrow();
        let counts = self.own.get().into_iter().chain(kept.iter().map(|kept| &kept.tabulation));
        self.ground.get().map_or(0, Ground::bytes) + counts.map(|tabulation| tabulation.bytes()).sum::<usize>()
    }
}
