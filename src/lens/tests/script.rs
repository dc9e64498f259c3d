//! A host whose files, mishaps and time are in a script.

use flate2::read::GzDecoder;
use futures_executor::LocalSpawner;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use futures_util::task::LocalSpawnExt;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::io::Read;
use std::rc::Rc;
use std::task::{Poll, Waker};

use crate::error::{Error, Result};
use crate::lens::monitor::Memory;
use crate::lens::{Caching, Event, Expected, FetchedManifest, Host};
use crate::query::Value;

/// What happens in place of the file being given.
#[derive(Clone, Debug)]
pub enum Mishap {
    /// The connection is dropped.
    Network,
    Missing,
    /// These bytes come.
    Bytes(Vec<u8>),
    /// These come from a cache, unless caches are passed by.
    Cached(Vec<u8>),
}

pub struct Script {
    pub files: RefCell<BTreeMap<String, Vec<u8>>>,
    pub mishaps: RefCell<BTreeMap<String, Mishap>>,
    /// Every request: the way through caches, and the path.
    pub log: RefCell<Vec<String>>,
    /// Whether requests wait for [`release`](Script::release).
    pub holds: Cell<bool>,
    held: RefCell<Vec<(String, Rc<Gate>)>>,
    /// Requests that were given up while they waited.
    pub cancelled: Cell<u32>,
    /// Milliseconds; every look at the clock takes one.
    clock: Cell<f64>,
    pub wall: Cell<f64>,
    timers: RefCell<Vec<(f64, Rc<Gate>)>>,
    /// How often work was left for others.
    pub pieces: Cell<u32>,
    /// Names and details of events.
    pub told: RefCell<Vec<(&'static str, Value)>>,
    pub memory: Cell<Memory>,
    pub tier: Option<Rc<ScriptedTier>>,
    spawner: LocalSpawner,
}

/// A tier that fails at what the script says.
#[derive(Default)]
pub struct ScriptedTier {
    pub files: RefCell<BTreeMap<String, Vec<u8>>>,
    /// Names of operations.
    pub fails: &'static str,
    pub never_gives: bool,
    pub asked: Cell<u32>,
}

impl Script {
    pub fn new(spawner: LocalSpawner, tier: Option<Rc<ScriptedTier>>) -> Script {
        Script {
            files: RefCell::default(),
            mishaps: RefCell::default(),
            log: RefCell::default(),
            holds: Cell::default(),
            held: RefCell::default(),
            cancelled: Cell::default(),
            clock: Cell::default(),
            wall: Cell::new(1.8e12),
            timers: RefCell::default(),
            pieces: Cell::default(),
            told: RefCell::default(),
            memory: Cell::default(),
            tier,
            spawner,
        }
    }

    /// Lets the held requests go on whose paths contain `part`; tells how many they were.
    pub fn release(&self, part: &str) -> usize {
        let (meant, others) = self.held.take().into_iter().partition::<Vec<_>, _>(|(path, _)| path.contains(part));
        self.held.replace(others);
        meant.iter().for_each(|(_, gate)| gate.open());
        meant.len()
    }

    /// Lets the held request go on that waits longest; tells whether there was one.
    pub fn release_first(&self) -> bool {
        let mut held = self.held.borrow_mut();
        let first = if held.is_empty() { None } else { Some(held.remove(0)) };
        drop(held);
        first.inspect(|(_, gate)| gate.open()).is_some()
    }

    /// Lets the held request go on that began last; tells whether there was one.
    pub fn release_last(&self) -> bool {
        let last = self.held.borrow_mut().pop();
        last.inspect(|(_, gate)| gate.open()).is_some()
    }

    /// Lets milliseconds pass.
    pub fn pass(&self, ms: f64) {
        self.clock.set(self.clock.get() + ms);
        self.wall.set(self.wall.get() + ms);
        self.timers.borrow_mut().retain(|(at, gate)| {
            let is_due = *at <= self.clock.get();
            if is_due {
                gate.open();
            }
            !is_due
        });
    }

    pub fn requests_of(&self, part: &str) -> usize {
        self.log.borrow().iter().filter(|entry| entry.contains(part)).count()
    }

    /// What comes for a path. A server answers when it is asked, even if the bytes take their time.
    async fn request(&self, way: &str, path: &str) -> Result<Vec<u8>> {
        self.log.borrow_mut().push(format!("{way} {path}"));
        let answer = self.served(way, path);
        if self.holds.get() {
            let gate = Rc::new(Gate::default());
            self.held.borrow_mut().push((path.to_owned(), gate.clone()));
            Waiting { script: self, gate: &gate }.passed().await;
        }
        answer
    }

    fn served(&self, way: &str, path: &str) -> Result<Vec<u8>> {
        match self.mishaps.borrow().get(path) {
            Some(Mishap::Network) => Err(Error::Network(format!("{path}: the connection was dropped"))),
            Some(Mishap::Bytes(bytes)) => Ok(bytes.clone()),
            Some(Mishap::Cached(bytes)) if way == "default" => Ok(bytes.clone()),
            Some(Mishap::Missing) => Err(Error::MissingFile(format!("{path} is not there"))),
            Some(Mishap::Cached(_)) | None => {
                self.files.borrow().get(path).cloned().ok_or_else(|| Error::MissingFile(format!("{path} is not there")))
            }
        }
    }
}

/// Something to wait for.
#[derive(Default)]
struct Gate {
    is_open: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Gate {
    fn open(&self) {
        self.is_open.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    async fn passed(&self) {
        poll_fn(|context| {
            self.waker.replace(Some(context.waker().clone()));
            if self.is_open.get() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await
    }
}

/// A request that is held; dropped before it is released, it counts as cancelled.
struct Waiting<'a> {
    script: &'a Script,
    gate: &'a Rc<Gate>,
}

impl Waiting<'_> {
    async fn passed(self) {
        self.gate.passed().await;
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if !self.gate.is_open.get() {
            self.script.cancelled.set(self.script.cancelled.get() + 1);
            self.script.held.borrow_mut().retain(|(_, gate)| !Rc::ptr_eq(gate, self.gate));
        }
    }
}

/// The host that plays a script.
pub struct Scripted(pub Rc<Script>);

impl Host for Scripted {
    const IS_REMOTE: bool = true;

    async fn manifest(&self, etag: Option<&str>) -> Result<Option<FetchedManifest>> {
        let bytes = self.0.request("no-cache", "manifest.json").await?;
        let tag = crate::snapshot::sha256_hex(&bytes);
        Ok((etag != Some(&tag)).then_some(FetchedManifest { bytes, etag: Some(tag) }))
    }

    async fn file(&self, file: &Expected<'_>, caching: Caching) -> Result<Vec<u8>> {
        let way = if caching == Caching::Default { "default" } else { "reload" };
        self.0.request(way, file.path).await
    }

    async fn gunzip(&self, path: &str, bytes: &[u8], raw_bytes: u64) -> Result<Vec<u8>> {
        let mut decoded = Vec::new();
        let read = GzDecoder::new(bytes).take(raw_bytes + 1).read_to_end(&mut decoded);
        read.map_err(|error| Error::Integrity(format!("{path} is cut off or damaged: {error}")))?;
        Ok(decoded)
    }

    fn now(&self) -> f64 {
        self.0.clock.set(self.0.clock.get() + 1.0);
        self.0.clock.get()
    }

    fn wall_time(&self) -> f64 {
        self.0.wall.get()
    }

    async fn pause(&self, ms: u32) {
        let gate = Rc::new(Gate::default());
        if ms > 0 {
            self.0.timers.borrow_mut().push((self.0.clock.get() + f64::from(ms), gate.clone()));
            return gate.passed().await;
        }
        self.0.pieces.set(self.0.pieces.get() + 1);
        let opener = gate.clone();
        self.spawn(async move { opener.open() }.boxed_local());
        gate.passed().await;
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        self.0.spawner.spawn_local(task).unwrap();
    }

    fn tell(&self, event: &Event<'_>) {
        let detail = serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap();
        self.0.told.borrow_mut().push((event.name(), detail));
    }

    fn memory(&self) -> Memory {
        self.0.memory.get()
    }

    fn has_tier(&self) -> bool {
        self.0.tier.is_some()
    }

    async fn tier_get(&self, sha256: &str) -> Result<Option<Vec<u8>>, String> {
        let tier = self.tier("get")?;
        tier.asked.set(tier.asked.get() + 1);
        if tier.never_gives {
            Gate::default().passed().await;
        }
        Ok(tier.files.borrow().get(sha256).cloned())
    }

    async fn tier_put(&self, sha256: &str, bytes: Vec<u8>) -> Result<(), String> {
        self.tier("put")?.files.borrow_mut().insert(sha256.to_owned(), bytes);
        Ok(())
    }

    async fn tier_delete(&self, sha256: &str) -> Result<(), String> {
        self.tier("delete")?.files.borrow_mut().remove(sha256);
        Ok(())
    }
}

impl Scripted {
    /// The tier, unless it fails at this operation.
    fn tier(&self, operation: &str) -> Result<&ScriptedTier, String> {
        let tier = self.0.tier.as_ref().ok_or("there is no tier")?;
        if tier.fails.contains(operation) { Err(format!("no {operation}")) } else { Ok(tier) }
    }
}
