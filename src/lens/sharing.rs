//! Work that is done once, however many wait for it, and no longer than somebody does.

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared, WeakShared, try_join_all};
use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::rc::Rc;

use crate::error::Error;

/// A result that several may have waited for.
pub type Result<T, E = Rc<Error>> = std::result::Result<T, E>;

pub type Work<T> = LocalBoxFuture<'static, Result<T>>;

/// Waits for all, or for the first that fails. Boxed, so that it is compiled once.
pub async fn all(work: Vec<LocalBoxFuture<'_, Result<()>>>) -> Result<()> {
    try_join_all(work).await.map(drop)
}

/// Work that several may wait for.
pub fn shared<T: Clone>(work: impl Future<Output = Result<T>> + 'static) -> Shared<Work<T>> {
    work.boxed_local().shared()
}

/// Work under way, by key. It is held by those who wait for it: when the last of them goes, it is dropped. Neither results
/// nor failures are kept.
pub struct Sharing<K, T: Clone> {
    under_way: RefCell<HashMap<K, WeakShared<Work<T>>>>,
}

impl<K, T: Clone> Default for Sharing<K, T> {
    fn default() -> Sharing<K, T> {
        Sharing { under_way: RefCell::default() }
    }
}

impl<K: Hash + Eq + Clone, T: Clone + 'static> Sharing<K, T> {
    /// The result of the work under this key, begun by `start` if it is not under way.
    pub async fn run<F>(&self, key: &K, start: impl FnOnce() -> F) -> Result<T>
    where
        F: Future<Output = Result<T>> + 'static,
    {
        let known = self.under_way.borrow().get(key).and_then(WeakShared::upgrade);
        let work: Shared<Work<T>> = match known {
            Some(work) => work,
            None => {
                let work = shared(start());
                let mut under_way = self.under_way.borrow_mut();
                under_way.retain(|_, work| work.upgrade().is_some());
                if let Some(weak) = work.downgrade() {
                    under_way.insert(key.clone(), weak);
                }
                work
            }
        };
        let result = work.clone().await;
        let mut under_way = self.under_way.borrow_mut();
        if under_way.get(key).and_then(WeakShared::upgrade).is_none_or(|current| current.ptr_eq(&work)) {
            under_way.remove(key);
        }
        result
    }
}
