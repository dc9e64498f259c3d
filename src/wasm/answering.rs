//! From a query to the text of its answer: through the cache, shared with those who ask the same, measured.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::convert::bytes_of;
use super::engine::now;
use super::events::Events;
use super::memory;
use super::options::{Control, Options};
use super::sharing::Sharing;
use super::turn::next_task;
use super::version::Version;
use crate::cache::{BoundedCache, CacheStatistics, Eviction, Weight};
use crate::error::{Error, Result};
use crate::monitor::{Alert, Gauges, Monitor, Served};
use crate::query::{self, Columns, Election, Key, MAX_PAGE_SIZE, Metadata, Outcome, Params, Plan, Preparation, QUERIES, Value};

type Cache = BoundedCache<Key, Rc<Outcome>>;

pub struct Answering {
    cache: RefCell<Cache>,
    pub monitor: RefCell<Monitor>,
    computing: Sharing<Key, Rc<Outcome>>,
    events: Events,
    max_response_bytes: u64,
    /// The share of hits that is computed again, and how much of the next one is due.
    validate: f64,
    due: Cell<f64>,
}

/// What is asked of an election.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub id: &'a str,
    pub query: &'a str,
    pub params: &'a Params,
    pub control: &'a Control,
    /// By the engine's clock.
    pub started: f64,
}

/// An answer, and what is counted of it.
pub struct Given<T> {
    pub answer: T,
    pub bytes: u64,
    pub from_cache: bool,
}

/// An outcome, and whether it came from the cache.
struct Found {
    outcome: Rc<Outcome>,
    from_cache: bool,
}

impl Answering {
    pub fn new(options: &Options, events: Events) -> Answering {
        Answering {
            cache: RefCell::new(BoundedCache::new(options.max_bytes as u64)),
            monitor: RefCell::new(Monitor::new(options.thresholds)),
            computing: Sharing::default(),
            events,
            max_response_bytes: options.max_response_bytes as u64,
            validate: options.validate,
            due: Cell::new(0.0),
        }
    }

    /// The JSON text of an answer.
    pub async fn text(self: &Rc<Self>, version: &Rc<Version>, question: &Question<'_>) -> Result<Given<String>, Rc<Error>> {
        let Question { query, params, control, .. } = *question;
        let election = version.election(question.id).await?;
        let plan = query::plan(query, params, &election)?;
        // What is counted for the outcome is there for its page as well.
        let _counted = query::prepare(&plan, &election);
        let found = self.find(version, &election, &plan, control).await?;
        if plan.is_paged() {
            // Its rows are read from the tables, which may have been let go of since.
            version.load_tables(&election, plan.tables).await?;
            prepare(&plan, &election).await?;
        }
        let mut answer = query::render(&plan, &found.outcome, &election)?;
        answer.metadata.cache_hit = found.from_cache;
        answer.metadata.query_time_ms = now() - question.started;
        let max_bytes = control.max_response_bytes.unwrap_or(self.max_response_bytes);
        let text = query::to_text(&plan, answer, &election, max_bytes)?;
        self.asked(&plan, question);
        Ok(Given { bytes: text.len() as u64, answer: text, from_cache: found.from_cache })
    }

    /// All rows of a paged query.
    pub async fn columns(
        self: &Rc<Self>,
        version: &Rc<Version>,
        question: &Question<'_>,
    ) -> Result<Given<(Columns, Metadata)>, Rc<Error>> {
        let Question { query, params, control, .. } = *question;
        if let Some(name) = ["page", "page_size", "token"].iter().find(|name| params.contains_key(**name)) {
            return Err(Error::param(*name, "this parameter", "a table has all rows: leave it out").into());
        }
        let election = version.election(question.id).await?;
        let plan = query::plan(query, params, &election)?;
        if !plan.is_paged() {
            return Err(Error::param("query", format!("{query:?}"), "only queries with pages can be asked for as a table").into());
        }
        let _counted = query::prepare(&plan, &election);
        let found = self.find(version, &election, &plan, control).await?;
        version.load_tables(&election, plan.tables).await?;
        prepare(&plan, &election).await?;
        let mut metadata = plan.metadata(&election);
        metadata.cache_hit = found.from_cache;
        let pages = found.outcome.total().unwrap_or(0).div_ceil(MAX_PAGE_SIZE).max(1);
        let mut params = params.clone();
        params.insert("page".into(), Value::Number(pages as f64));
        params.insert("page_size".into(), Value::Number(MAX_PAGE_SIZE as f64));
        let last = query::plan(query, &params, &election)?;
        let outcome = match last.is_served_by(&found.outcome) {
            true => found.outcome,
            false => self.find(version, &election, &last, control).await?.outcome,
        };
        let columns = query::columns(&last, &outcome, &election)?;
        metadata.query_time_ms = now() - question.started;
        self.asked(&plan, question);
        Ok(Given { bytes: bytes_of(&columns), answer: (columns, metadata), from_cache: found.from_cache })
    }

    /// Counts a query that is answered among those that readers ask.
    fn asked(&self, plan: &Plan, question: &Question) {
        if !question.control.warm
            && let Ok(params) = serde_json::to_string(plan.params())
        {
            self.monitor.borrow_mut().usage.asked(question.id, plan.query(), &params);
        }
    }

    /// Counts a query that was answered or has failed, and tells of the alerts that this raises.
    pub fn counted<T>(&self, question: &Question, given: &Result<Given<T>, Rc<Error>>) {
        let Some(query) = known(question.query).filter(|_| !question.control.warm) else { return };
        match given {
            Ok(Given { bytes, from_cache, .. }) => {
                self.served(query, Served { ms: now() - question.started, bytes: *bytes, from_cache: *from_cache });
            }
            Err(error) => self.monitor.borrow_mut().failed(query, error.code()),
        }
    }

    /// Counts an answer that was ready-made, and given without the engine. `params`: as understood, in JSON.
    pub fn ready_made(&self, id: &str, query: &str, params: &str, ms: f64, bytes: u64) {
        let Some(query) = known(query) else { return };
        self.monitor.borrow_mut().usage.asked(id, query, params);
        self.served(query, Served { ms, bytes, from_cache: true });
    }

    fn served(&self, query: &'static str, served: Served) {
        let alert = self.monitor.borrow_mut().answered(query, served);
        self.events.alerts(alert);
    }

    async fn find(
        self: &Rc<Self>,
        version: &Rc<Version>,
        election: &Rc<Election>,
        plan: &Plan,
        control: &Control,
    ) -> Result<Found, Rc<Error>> {
        if control.bypass {
            return Ok(Found { outcome: Rc::new(worked_out(version, election, plan).await?), from_cache: false });
        }
        let key = plan.key(election);
        let cached = match control.warm {
            true => self.cache.borrow().peek(&key).cloned(),
            false => self.cache.borrow_mut().get(&key),
        };
        let cached = cached.filter(|outcome| plan.is_served_by(outcome));
        if let Some(cached) = cached {
            let is_right = !self.is_due() || {
                let agrees = cached.agrees_with(&worked_out(version, election, plan).await?);
                let alert = self.monitor.borrow_mut().validated(plan.query(), agrees);
                self.events.alerts(alert);
                agrees
            };
            if is_right {
                return Ok(Found { outcome: cached, from_cache: true });
            }
            self.cache.borrow_mut().remove(&key, Eviction::Integrity);
        }
        let start = || {
            let (answering, version, election) = (self.clone(), version.clone(), election.clone());
            let (plan, key) = (plan.clone(), key.clone());
            async move { answering.compute(&version, &election, &plan, key).await }
        };
        let mut outcome = self.computing.run(&key, start).await?;
        // Those who ask the same may have asked for an earlier page.
        if !plan.is_served_by(&outcome) {
            outcome = start().await?;
        }
        Ok(Found { outcome, from_cache: false })
    }

    async fn compute(
        &self,
        version: &Rc<Version>,
        election: &Rc<Election>,
        plan: &Plan,
        key: Key,
    ) -> Result<Rc<Outcome>, Rc<Error>> {
        version.load_tables(election, plan.tables).await?;
        let started = now();
        let outcome = Rc::new(worked_out(version, election, plan).await?);
        let bytes = (key.bytes() + outcome.bytes()) as u64 + Cache::ENTRY_BYTES;
        self.cache.borrow_mut().put(key, outcome.clone(), Weight { bytes, cost: now() - started });
        version.weigh(election);
        Ok(outcome)
    }

    fn is_due(&self) -> bool {
        self.due.set(self.due.get() + self.validate);
        let is_due = self.due.get() >= 1.0;
        if is_due {
            self.due.set(self.due.get() - 1.0);
        }
        is_due
    }

    /// Whether there are answers of an election.
    pub fn holds(&self, election: &str) -> bool {
        self.cache.borrow().keys().any(|key| key.election == election)
    }

    /// Drops the answers of an election that it does not give now; all if it is gone.
    pub fn drop_outdated(&self, id: &str, now: Option<&Election>) -> u64 {
        let is_outdated =
            |key: &Key, _: &Rc<Outcome>| key.election == id && !now.is_some_and(|election| key.is_current(election));
        self.cache.borrow_mut().remove_where(Eviction::Invalidated, is_outdated)
    }

    /// Drops the answers whose election and query meet a condition.
    pub fn clear(&self, is_meant: impl Fn(&str, &str) -> bool) -> u64 {
        self.cache.borrow_mut().remove_where(Eviction::Cleared, |key, _| is_meant(&key.election, key.query))
    }

    pub fn statistics(&self) -> CacheStatistics {
        self.cache.borrow().statistics()
    }

    /// Compares what is measured with the thresholds.
    pub fn judge(&self, age_ms: f64) -> Vec<Alert> {
        let cache = self.statistics();
        let is_on = cache.max_bytes > 0;
        let gauges = Gauges {
            lookups: cache.hits + cache.misses,
            recent_hit_ratio: cache.recent_hit_ratio.filter(|_| is_on),
            memory_bytes: memory::used() as f64,
            age_ms,
        };
        self.monitor.borrow_mut().check(&gauges)
    }
}

fn known(query: &str) -> Option<&'static str> {
    QUERIES.into_iter().find(|known| *known == query)
}

/// What a plan asks for, from tables that are loaded if need be.
async fn worked_out(version: &Rc<Version>, election: &Rc<Election>, plan: &Plan) -> Result<Outcome, Rc<Error>> {
    version.load_tables(election, plan.tables).await?;
    let _counted = prepare(plan, election).await?;
    Ok(query::compute(plan, election)?)
}

/// Does the work on ballots piece by piece. Between pieces a later query of the same stream, or an abort, ends it.
async fn prepare<'a>(plan: &'a Plan, election: &'a Election) -> Result<Preparation<'a>, Rc<Error>> {
    let preparation = query::prepare(plan, election);
    while preparation.advance()? {
        next_task().await;
    }
    Ok(preparation)
}

#[cfg(test)]
impl Answering {
    pub fn spoil(&self) {
        let mut cache = self.cache.borrow_mut();
        let keys: Vec<Key> = cache.keys().cloned().collect();
        for key in keys {
            cache.put(key, Rc::new(Outcome::Whole(query::Cell::Null)), Weight { bytes: 1, cost: 1.0 });
        }
    }
}
