//! The tier that is shared with other tabs and visits: it may fail, and is not asked any more then.

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;

use super::events::{Event, TierFailure};
use super::host::Host;
use super::monitor::TierStatistics;

/// How long a tier may take to find a table.
const GET_TIMEOUT_MS: u32 = 2_000;

/// The host's tier, with what it has done.
pub struct Tier<H: Host> {
    host: Rc<H>,
    counts: RefCell<TierStatistics>,
    closed: Cell<bool>,
}

impl<H: Host> Tier<H> {
    /// `None` if the host has none.
    pub fn of(host: &Rc<H>) -> Option<Rc<Tier<H>>> {
        let counts = RefCell::new(TierStatistics { available: true, ..TierStatistics::default() });
        host.has_tier().then(|| Rc::new(Tier { host: host.clone(), counts, closed: Cell::new(false) }))
    }

    pub fn counts(&self) -> TierStatistics {
        *self.counts.borrow()
    }

    /// Failures that come after this are not told.
    pub fn close(&self) {
        self.closed.set(true);
    }

    /// The file with this hash, as it was put; `None` also if the tier fails.
    pub async fn get(&self, sha256: &str) -> Option<Vec<u8>> {
        if !self.counts.borrow().available {
            return None;
        }
        let got = match select(pin!(self.host.tier_get(sha256)), pin!(self.host.pause(GET_TIMEOUT_MS))).await {
            Either::Left((got, _)) => got,
            Either::Right(_) => Err("it did not answer within two seconds".to_owned()),
        };
        match got {
            Ok(Some(bytes)) => Some(bytes),
            Ok(None) => {
                self.counts.borrow_mut().misses += 1;
                None
            }
            Err(message) => {
                self.failed("get", &message);
                None
            }
        }
    }

    /// What `get` gave was the file.
    pub fn was_intact(&self) {
        self.counts.borrow_mut().hits += 1;
    }

    /// What `get` gave was not the file.
    pub fn was_damaged(self: &Rc<Self>, sha256: &str) {
        self.counts.borrow_mut().misses += 1;
        let (tier, sha256) = (self.clone(), sha256.to_owned());
        let delete = async move {
            if let Err(message) = tier.host.tier_delete(&sha256).await {
                tier.failed("delete", &message);
            }
        };
        self.host.spawn(delete.boxed_local());
    }

    /// Keeps a verified file. Nobody waits for it.
    pub fn put(self: &Rc<Self>, sha256: &str, bytes: Vec<u8>) {
        if !self.counts.borrow().available {
            return;
        }
        let (tier, sha256) = (self.clone(), sha256.to_owned());
        let put = async move {
            match tier.host.tier_put(&sha256, bytes).await {
                Ok(()) => tier.counts.borrow_mut().puts += 1,
                Err(message) => tier.failed("put", &message),
            }
        };
        self.host.spawn(put.boxed_local());
    }

    fn failed(&self, operation: &str, message: &str) {
        let was_available = {
            let mut counts = self.counts.borrow_mut();
            counts.failures += 1;
            std::mem::replace(&mut counts.available, false)
        };
        if was_available && !self.closed.get() {
            self.host.tell(&Event::TierFailed(TierFailure { operation, message }));
        }
    }
}
