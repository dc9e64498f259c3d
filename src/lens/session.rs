//! A lens that can be closed, with what runs on it.

use std::cell::RefCell;
use std::rc::Rc;

use super::client::Lens;
use super::host::Host;
use super::options::Options;
use super::running::{Reason, Running, Ticket};
use crate::error::Result;

/// A lens that can be closed, and what runs on it.
pub struct Session<H: Host> {
    /// `None` once it is closed.
    lens: RefCell<Option<Rc<Lens<H>>>>,
    running: Rc<Running>,
}

impl<H: Host> Session<H> {
    /// Opens a lens, unless `running` is ended before.
    ///
    /// # Errors
    /// As [`Lens::open`]; [`Error::Closed`](crate::Error::Closed).
    pub async fn open(running: Rc<Running>, host: H, options: &Options) -> Result<Session<H>> {
        let lens = running.start(None).run(Lens::open(host, options)).await??;
        Ok(Session { lens: RefCell::new(Some(Rc::new(lens))), running })
    }

    /// # Errors
    /// [`Error::Closed`](crate::Error::Closed) once it is closed.
    pub fn lens(&self) -> Result<Rc<Lens<H>>> {
        self.lens.borrow().clone().ok_or_else(|| Reason::Closed.error())
    }

    /// Registers new work; what runs under the same name of a stream is superseded.
    pub fn start(&self, stream: Option<String>) -> Ticket {
        self.running.start(stream)
    }

    /// Lets go of everything that was loaded, and ends what is under way.
    pub fn close(&self) {
        self.running.end_all(Reason::Closed);
        if let Some(lens) = self.lens.replace(None) {
            lens.close();
        }
    }
}
