//! Ending work early: its futures are dropped, and with them every load that nobody else waits for.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use crate::error::{Error, Result};

/// Why work ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The caller's signal fired.
    Signal,
    /// A later query of the same stream.
    Superseded,
    Closed,
}

impl Reason {
    pub fn error(self) -> Error {
        match self {
            Reason::Signal => Error::Aborted("the signal was aborted".into()),
            Reason::Superseded => Error::Aborted("a later query of the same stream took its place".into()),
            Reason::Closed => Error::Closed("the lens has been closed: open the snapshot again".into()),
        }
    }
}

/// One piece of work that can be ended.
#[derive(Default)]
pub struct Cancel {
    reason: Cell<Option<Reason>>,
    waker: RefCell<Option<Waker>>,
}

impl Cancel {
    /// Ends the work, unless it has been ended before.
    pub fn end(&self, reason: Reason) {
        if self.reason.get().is_none() {
            self.reason.set(Some(reason));
            if let Some(waker) = self.waker.take() {
                waker.wake();
            }
        }
    }

    /// Settles as `work` does, unless it is ended before. Then `work` is dropped.
    async fn guard<T>(&self, work: impl Future<Output = T>) -> Result<T, Reason> {
        let mut work = pin!(work);
        poll_fn(|context| {
            if let Some(reason) = self.reason.get() {
                return Poll::Ready(Err(reason));
            }
            if let Poll::Ready(value) = work.as_mut().poll(context) {
                return Poll::Ready(Ok(value));
            }
            // The work itself may have ended it.
            match self.reason.get() {
                Some(reason) => Poll::Ready(Err(reason)),
                None => {
                    self.waker.replace(Some(context.waker().clone()));
                    Poll::Pending
                }
            }
        })
        .await
    }
}

/// All work under way.
#[derive(Default)]
pub struct Running {
    next: Cell<u64>,
    work: RefCell<HashMap<u64, Rc<Cancel>>>,
    streams: RefCell<HashMap<String, u64>>,
    /// Once all was ended, what begins later is ended too.
    ended: Cell<Option<Reason>>,
}

impl Running {
    /// Registers new work; what runs under the same name of a stream is superseded.
    pub fn start(self: &Rc<Self>, stream: Option<String>) -> Ticket {
        let number = self.next.get();
        self.next.set(number + 1);
        let cancel = Rc::new(Cancel::default());
        self.work.borrow_mut().insert(number, cancel.clone());
        let earlier = stream.as_ref().and_then(|name| self.streams.borrow_mut().insert(name.clone(), number));
        let superseded = earlier.and_then(|earlier| self.work.borrow().get(&earlier).cloned());
        if let Some(superseded) = superseded {
            superseded.end(Reason::Superseded);
        }
        if let Some(reason) = self.ended.get() {
            cancel.end(reason);
        }
        Ticket { cancel, number, stream, running: self.clone() }
    }

    /// Ends what is under way, and all that begins later.
    pub fn end_all(&self, reason: Reason) {
        self.ended.set(Some(reason));
        let work: Vec<Rc<Cancel>> = self.work.borrow().values().cloned().collect();
        for cancel in work {
            cancel.end(reason);
        }
    }
}

/// Work that is registered until this is dropped.
pub struct Ticket {
    cancel: Rc<Cancel>,
    number: u64,
    stream: Option<String>,
    running: Rc<Running>,
}

impl Ticket {
    /// What ends the work early.
    pub fn cancel(&self) -> Rc<Cancel> {
        self.cancel.clone()
    }

    /// Settles as `work` does, unless it is ended before. Then `work` is dropped.
    ///
    /// # Errors
    /// [`Error::Aborted`] or [`Error::Closed`], by the reason for which it was ended.
    pub async fn run<T>(&self, work: impl Future<Output = T>) -> Result<T> {
        self.cancel.guard(work).await.map_err(Reason::error)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.running.work.borrow_mut().remove(&self.number);
        if let Some(stream) = &self.stream {
            let mut streams = self.running.streams.borrow_mut();
            if streams.get(stream) == Some(&self.number) {
                streams.remove(stream);
            }
        }
    }
}
