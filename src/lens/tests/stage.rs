//! Where the script is played: one thread, on which nothing happens but what a test lets happen.

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_executor::LocalPool;
use std::cell::RefCell;
use std::future::Future;
use std::io::Write;
use std::ops::Deref;
use std::rc::Rc;

use super::published::{self, profile};
use super::script::{Mishap, Script, Scripted, ScriptedTier};
use crate::ballots::Profile;
use crate::lens::{Cancel, Clearing, Control, Lens, Options, Question, Reason, Refreshed, Result, Running, Session};
use crate::query::{Columns, Metadata, Params, Value};
use crate::snapshot::Manifest;

pub struct Stage {
    pool: RefCell<LocalPool>,
    pub script: Rc<Script>,
}

impl Stage {
    pub fn new() -> Stage {
        Stage::with_tier(None)
    }

    pub fn with_tier(tier: Option<Rc<ScriptedTier>>) -> Stage {
        let pool = LocalPool::new();
        Stage { script: Rc::new(Script::new(pool.spawner(), tier)), pool: RefCell::new(pool) }
    }

    /// A stage with one small election.
    pub fn small() -> Stage {
        let stage = Stage::new();
        stage.publish_snapshot("2025", &[("small", "Small", &profile(1))]);
        stage
    }

    pub fn publish(&self, path: &str, bytes: &[u8]) {
        self.script.files.borrow_mut().insert(path.to_owned(), bytes.to_vec());
    }

    pub fn publish_snapshot(&self, data_version: &str, elections: &[(&str, &str, &Profile)]) -> Manifest {
        published::publish_snapshot(&|path, bytes| self.publish(path, bytes), data_version, elections)
    }

    pub fn remove(&self, path: &str) {
        self.script.files.borrow_mut().remove(path);
    }

    /// Gives a path a mishap, or none any more.
    pub fn mishap(&self, path: &str, fault: impl Into<Option<Mishap>>) {
        let mut mishaps = self.script.mishaps.borrow_mut();
        match fault.into() {
            Some(fault) => mishaps.insert(path.to_owned(), fault),
            None => mishaps.remove(path),
        };
    }

    /// The path of a published file that contains `part`.
    pub fn path(&self, part: &str) -> String {
        self.script.files.borrow().keys().find(|path| path.contains(part)).unwrap_or_else(|| panic!("no {part}")).clone()
    }

    pub fn file(&self, path: &str) -> Vec<u8> {
        self.script.files.borrow()[path].clone()
    }

    /// Lets everything happen that can.
    pub fn settle(&self) {
        self.pool.borrow_mut().run_until_stalled();
    }

    /// Lets things happen until a condition is met.
    pub fn settle_until(&self, mut is_met: impl FnMut() -> bool) {
        while !is_met() && self.pool.borrow_mut().try_run_one() {}
    }

    /// Starts something that is to be looked at later.
    pub fn begin<T: 'static>(&self, work: impl Future<Output = T> + 'static) -> Begun<T> {
        let result = Rc::new(RefCell::new(None));
        let slot = result.clone();
        futures_util::task::LocalSpawnExt::spawn_local(&self.pool.borrow().spawner(), async move {
            let value = work.await;
            slot.replace(Some(value));
        })
        .unwrap();
        Begun { result }
    }

    /// What something gives that waits for nothing but what can happen now.
    pub fn run<T: 'static>(&self, work: impl Future<Output = T> + 'static) -> T {
        let begun = self.begin(work);
        self.settle();
        begun.given().expect("it still waits for something")
    }

    /// # Errors
    /// Its code.
    pub fn try_open(&self, options: &str) -> Result<Opened<'_>, String> {
        let options: Options = serde_json::from_str(options).unwrap();
        let (running, host) = (Rc::new(Running::default()), Scripted(self.script.clone()));
        let opening = self.run(async move { Session::open(running, host, &options).await });
        match opening {
            Ok(session) => Ok(Opened { stage: self, session: Rc::new(session) }),
            Err(error) => Err(error.code().to_owned()),
        }
    }

    pub fn open(&self, options: &str) -> Opened<'_> {
        self.try_open(options).unwrap()
    }
}

/// Something that was started.
pub struct Begun<T> {
    result: Rc<RefCell<Option<T>>>,
}

impl<T> Begun<T> {
    pub fn is_given(&self) -> bool {
        self.result.borrow().is_some()
    }

    /// What it gave, once.
    pub fn given(&self) -> Option<T> {
        self.result.take()
    }
}

/// A query that was asked.
pub struct Asked {
    answer: Begun<Result<Value, String>>,
    cancel: Rc<Cancel>,
}

impl Asked {
    /// As if the caller's signal fired.
    pub fn abort(&self) {
        self.cancel.end(Reason::Signal);
    }
}

impl Deref for Asked {
    type Target = Begun<Result<Value, String>>;

    fn deref(&self) -> &Self::Target {
        &self.answer
    }
}

/// An opened snapshot on its stage.
pub struct Opened<'a> {
    pub stage: &'a Stage,
    pub session: Rc<Session<Scripted>>,
}

impl Opened<'_> {
    pub fn lens(&self) -> Rc<Lens<Scripted>> {
        self.session.lens().unwrap()
    }

    /// Starts work on the lens that can be ended early.
    fn begin<T: 'static, F: Future<Output = Result<T>> + 'static>(
        &self,
        stream: Option<&str>,
        work: impl FnOnce(Rc<Lens<Scripted>>) -> F + 'static,
    ) -> (Begun<Result<T, String>>, Rc<Cancel>) {
        let (lens, ticket) = (self.lens(), self.session.start(stream.map(str::to_owned)));
        let cancel = ticket.cancel();
        let begun = self.stage.begin(async move {
            let done = ticket.run(work(lens)).await.map_err(|error| error.code().to_owned())?;
            done.map_err(|error| error.code().to_owned())
        });
        (begun, cancel)
    }

    /// Asks a query of an election; nothing happens yet.
    pub fn ask_of(&self, election: &str, query: &str, params: &str, control: Control, stream: Option<&str>) -> Asked {
        let (election, query, params) = (election.to_owned(), query.to_owned(), parse(params));
        let (answer, cancel) = self.begin(stream, async move |lens| {
            let question = Question { election: &election, query: &query, params: &params, control: &control };
            lens.text(&question).await.map(|text| serde_json::from_str(&text).unwrap())
        });
        Asked { answer, cancel }
    }

    pub fn ask(&self, query: &str, params: &str) -> Asked {
        self.ask_of("small", query, params, Control::default(), None)
    }

    pub fn ask_in(&self, stream: &str, query: &str, params: &str) -> Asked {
        self.ask_of("small", query, params, Control::default(), Some(stream))
    }

    /// The answer, or the error code.
    pub fn answer(&self, query: &str, params: &str) -> Result<Value, String> {
        self.answer_with(Control::default(), query, params)
    }

    pub fn answer_with(&self, control: Control, query: &str, params: &str) -> Result<Value, String> {
        let asked = self.ask_of("small", query, params, control, None);
        self.stage.settle();
        asked.given().expect("it still waits for something")
    }

    /// All rows of a query.
    pub fn columns(&self, query: &str, params: &str) -> Result<(Columns, Metadata), String> {
        let (query, params) = (query.to_owned(), parse(params));
        let (columns, _) = self.begin(None, async move |lens| {
            let control = Control::default();
            let question = Question { election: "small", query: &query, params: &params, control: &control };
            lens.columns(&question).await
        });
        self.stage.settle();
        columns.given().unwrap()
    }

    /// Begins to ask whether the snapshot is still in force.
    pub fn refresh(&self) -> (Begun<Result<Refreshed, String>>, Rc<Cancel>) {
        self.begin(None, async move |lens| lens.refresh().await)
    }

    pub fn refreshed(&self) -> Value {
        let (refresh, _) = self.refresh();
        self.stage.settle();
        as_value(&refresh.given().unwrap().unwrap())
    }

    pub fn clear(&self, clearing: &str) -> u64 {
        let clearing: Clearing = serde_json::from_str(clearing).unwrap();
        self.lens().clear(&clearing)
    }

    /// Details of events of a name.
    pub fn told(&self, name: &str) -> Vec<Value> {
        let told = self.stage.script.told.borrow();
        told.iter().filter(|(told, _)| *told == name).map(|(_, detail)| detail.clone()).collect()
    }

    pub fn stats(&self) -> Value {
        as_value(&self.lens().statistics())
    }

    pub fn usage(&self) -> Value {
        as_value(&self.lens().usage())
    }
}

fn parse(params: &str) -> Params {
    serde_json::from_str(params).unwrap()
}

fn as_value(value: &impl serde::Serialize) -> Value {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
