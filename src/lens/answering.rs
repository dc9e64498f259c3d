//! From a query to its answer: through the cache, shared with those who ask the same, measured.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use super::cache::{BoundedCache, CacheStatistics, Eviction, Weight};
use super::events::Event;
use super::host::Host;
use super::monitor::{Alert, Gauges, Monitor, Served};
use super::options::{Control, Options};
use super::sharing::{Result, Sharing};
use super::understood::{Question, Understood};
use super::version::Version;
use crate::query::{self, Answer, ColumnValues, Columns, Election, Key, Metadata, Outcome, QUERIES};

type Cache = BoundedCache<Key, Rc<Outcome>>;

pub struct Answering<H: Host> {
    host: Rc<H>,
    cache: RefCell<Cache>,
    monitor: RefCell<Monitor>,
    computing: Sharing<Key, Rc<Outcome>>,
    max_response_bytes: u64,
    /// The share of hits that is computed again, and how much of the next one is due.
    validate: f64,
    due: Cell<f64>,
}

/// An answer, and what is counted of it.
pub struct Delivered<T> {
    pub answer: T,
    bytes: u64,
    from_cache: bool,
}

/// An outcome, and whether it came from the cache.
struct Known {
    outcome: Rc<Outcome>,
    from_cache: bool,
}

impl<H: Host> Answering<H> {
    pub fn new(host: Rc<H>, options: &Options) -> Answering<H> {
        Answering {
            host,
            cache: RefCell::new(BoundedCache::new(options.max_bytes as u64)),
            monitor: RefCell::new(Monitor::new(options.thresholds)),
            computing: Sharing::default(),
            max_response_bytes: options.max_response_bytes as u64,
            validate: options.validate,
            due: Cell::new(0.0),
        }
    }

    /// Loads what a question needs.
    pub async fn load(&self, version: &Rc<Version<H>>, question: &Question<'_>) -> Result<()> {
        Understood::new(version, question, query::plan).await?.load().await
    }

    /// An answer to a question that was asked at `started`, whatever its size.
    pub async fn answer(self: &Rc<Self>, version: &Rc<Version<H>>, question: &Question<'_>, started: f64) -> Result<Answer> {
        let asked = Understood::new(version, question, query::plan).await?;
        self.answer_to(&asked, question, started).await
    }

    /// The JSON text of an answer.
    pub async fn text(
        self: &Rc<Self>,
        version: &Rc<Version<H>>,
        question: &Question<'_>,
        started: f64,
    ) -> Result<Delivered<String>> {
        let asked = Understood::new(version, question, query::plan).await?;
        let answer = self.answer_to(&asked, question, started).await?;
        let from_cache = answer.metadata.cache_hit;
        let max_bytes = question.control.max_response_bytes.unwrap_or(self.max_response_bytes);
        let text = query::to_text(&asked.plan, answer, &asked.election, max_bytes)?;
        self.count_usage(&asked, question);
        Ok(Delivered { bytes: text.len() as u64, answer: text, from_cache })
    }

    /// All rows of a paged query.
    pub async fn columns(
        self: &Rc<Self>,
        version: &Rc<Version<H>>,
        question: &Question<'_>,
        started: f64,
    ) -> Result<Delivered<(Columns, Metadata)>> {
        query::refuse_page(question.params)?;
        let asked = Understood::new(version, question, query::plan_all).await?;
        let _counted = asked.preparation();
        let known = self.known(&asked, question.control).await?;
        let columns = query::columns(&asked.plan, &known.outcome, &asked.election)?;
        let mut metadata = asked.plan.metadata(&asked.election);
        metadata.cache_hit = known.from_cache;
        metadata.query_time_ms = self.host.now() - started;
        self.count_usage(&asked, question);
        Ok(Delivered { bytes: bytes_of(&columns), answer: (columns, metadata), from_cache: known.from_cache })
    }

    async fn answer_to(self: &Rc<Self>, asked: &Rc<Understood<H>>, question: &Question<'_>, started: f64) -> Result<Answer> {
        // What is counted for the outcome is there for its page as well.
        let _counted = asked.preparation();
        let known = self.known(asked, question.control).await?;
        let mut answer = query::render(&asked.plan, &known.outcome, &asked.election)?;
        answer.metadata.cache_hit = known.from_cache;
        answer.metadata.query_time_ms = self.host.now() - started;
        Ok(answer)
    }

    /// The outcome, and with it the tables that the rows of a page are read from.
    async fn known(self: &Rc<Self>, asked: &Rc<Understood<H>>, control: &Control) -> Result<Known> {
        if control.bypass {
            asked.load().await?;
            return Ok(Known { outcome: Rc::new(asked.outcome(&*self.host).await?), from_cache: false });
        }
        let key = asked.plan.key(&asked.election);
        Ok(match self.cached(asked, &key, control).await? {
            Some(outcome) => Known { outcome, from_cache: true },
            None => Known { outcome: self.computed(asked, &key).await?, from_cache: false },
        })
    }

    /// What the cache has, unless it is found to be wrong.
    async fn cached(&self, asked: &Understood<H>, key: &Key, control: &Control) -> Result<Option<Rc<Outcome>>> {
        let held = match control.warm {
            true => self.cache.borrow().peek(key).cloned(),
            false => self.cache.borrow_mut().get(key),
        };
        let Some(outcome) = held.filter(|outcome| asked.plan.is_served_by(outcome)) else { return Ok(None) };
        let is_due = self.is_due();
        if is_due || asked.plan.is_paged() {
            // The tables may have been let go of since.
            asked.load().await?;
        }
        if is_due && !self.agrees(asked, &outcome).await? {
            self.cache.borrow_mut().remove(key, Eviction::Integrity);
            return Ok(None);
        }
        if asked.plan.is_paged() {
            asked.count(&*self.host).await?;
        }
        Ok(Some(outcome))
    }

    /// Whether computing it again gives the same.
    async fn agrees(&self, asked: &Understood<H>, outcome: &Outcome) -> Result<bool> {
        let agrees = outcome.agrees_with(&asked.outcome(&*self.host).await?);
        let alert = self.monitor.borrow_mut().validated(asked.plan.query(), agrees);
        self.tell(alert);
        Ok(agrees)
    }

    /// Computes once for all who ask the same meanwhile.
    async fn computed(self: &Rc<Self>, asked: &Rc<Understood<H>>, key: &Key) -> Result<Rc<Outcome>> {
        let start = || {
            let (answering, asked, key) = (self.clone(), asked.clone(), key.clone());
            async move { answering.compute(&asked, key).await }
        };
        loop {
            let outcome = self.computing.run(key, start).await?;
            // Those who ask the same may have asked for an earlier page …
            if !asked.plan.is_served_by(&outcome) {
                continue;
            }
            // … or of another version, whose tables are not this one's.
            if asked.plan.is_paged() && !asked.is_loaded() {
                asked.load().await?;
                asked.count(&*self.host).await?;
            }
            return Ok(outcome);
        }
    }

    async fn compute(&self, asked: &Understood<H>, key: Key) -> Result<Rc<Outcome>> {
        asked.load().await?;
        let started = self.host.now();
        let outcome = Rc::new(asked.outcome(&*self.host).await?);
        let bytes = (key.bytes() + outcome.bytes()) as u64 + Cache::ENTRY_BYTES;
        self.cache.borrow_mut().put(key, outcome.clone(), Weight { bytes, cost: self.host.now() - started });
        asked.weigh();
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

    /// Counts a query that is answered among those that readers ask.
    fn count_usage(&self, asked: &Understood<H>, question: &Question) {
        if !question.control.warm
            && let Ok(params) = serde_json::to_string(asked.plan.params())
        {
            self.monitor.borrow_mut().usage.asked(question.election, asked.plan.query(), &params);
        }
    }

    /// Counts a query that was answered or has failed, and tells of the alerts that this raises.
    pub fn counted<T>(&self, question: &Question, given: &Result<Delivered<T>>, started: f64) {
        let Some(query) = name_of(question.query).filter(|_| !question.control.warm) else { return };
        match given {
            Ok(Delivered { bytes, from_cache, .. }) => {
                self.served(query, Served { ms: self.host.now() - started, bytes: *bytes, from_cache: *from_cache });
            }
            Err(error) => self.monitor.borrow_mut().failed(query, error.code()),
        }
    }

    /// Counts an answer that was ready-made, and given without the engine. `params`: as understood, in JSON.
    pub fn ready_made(&self, election: &str, query: &str, params: &str, ms: f64, bytes: u64) {
        let Some(query) = name_of(query) else { return };
        self.monitor.borrow_mut().usage.asked(election, query, params);
        self.served(query, Served { ms, bytes, from_cache: true });
    }

    fn served(&self, query: &'static str, served: Served) {
        let alert = self.monitor.borrow_mut().answered(query, served);
        self.tell(alert);
    }

    fn tell(&self, alert: Option<Alert>) {
        if let Some(alert) = alert {
            self.host.tell(&Event::Alert(alert));
        }
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

    pub fn monitor(&self) -> Ref<'_, Monitor> {
        self.monitor.borrow()
    }

    /// Compares what is measured with the thresholds.
    pub fn judge(&self, age_ms: f64) -> Vec<Alert> {
        let cache = self.statistics();
        let is_on = cache.max_bytes > 0;
        let gauges = Gauges {
            lookups: cache.hits + cache.misses,
            recent_hit_ratio: cache.recent_hit_ratio.filter(|_| is_on),
            memory_bytes: self.host.memory().used_bytes as f64,
            age_ms,
        };
        self.monitor.borrow_mut().check(&gauges)
    }
}

/// Bytes that the columns take as typed arrays; names and lists by what they hold.
fn bytes_of(columns: &Columns) -> u64 {
    let bytes = |values: &ColumnValues| match values {
        ColumnValues::Whole(values) => 4 * values.len(),
        ColumnValues::Number(values) => 8 * values.len(),
        ColumnValues::Flag(values) => values.len(),
        ColumnValues::Text(values) => values.iter().flatten().map(String::len).sum(),
        ColumnValues::List(values) => values.iter().map(|list| 8 * list.len()).sum(),
    };
    columns.columns.iter().map(|(_, values)| bytes(values) as u64).sum()
}

fn name_of(query: &str) -> Option<&'static str> {
    QUERIES.into_iter().find(|known| *known == query)
}

#[cfg(test)]
impl<H: Host> Answering<H> {
    pub fn spoil(&self) {
        let mut cache = self.cache.borrow_mut();
        let keys: Vec<Key> = cache.keys().cloned().collect();
        for key in keys {
            cache.put(key, Rc::new(Outcome::Whole(query::Cell::Null)), Weight { bytes: 1, cost: 1.0 });
        }
    }
}
