//! A snapshot that is opened: what can be asked of it.

use std::cell::RefCell;
use std::rc::Rc;

use super::answering::{Answering, Delivered};
use super::cache::{CacheStatistics, Eviction};
use super::events::{Event, Invalidation};
use super::host::Host;
use super::in_force::{InForce, Refreshed};
use super::monitor::{Memory, Readings, open_metrics};
use super::options::{Clearing, Options};
use super::report::{SnapshotAge, Statistics};
use super::sharing::Result;
use super::tier::Tier;
use super::understood::Question;
use super::version::{Pool, Sources, Version};
use crate::error;
use crate::query::{Answer, Columns, Election, Metadata};
use crate::snapshot::{Descriptor, Manifest, WarmQuery};

/// Answers from the version of a snapshot that is in force. Made for one thread: clones of what it gives are cheap.
pub struct Lens<H: Host> {
    sources: Rc<Sources<H>>,
    answering: Rc<Answering<H>>,
    in_force: Rc<InForce<H>>,
}

impl<H: Host> Lens<H> {
    /// Opens the snapshot that the host's manifest names.
    ///
    /// # Errors
    /// Those of the [`Host`]; [`Error::Format`](crate::Error::Format) or [`Error::Version`](crate::Error::Version) if the
    /// manifest cannot be used.
    pub async fn open(host: H, options: &Options) -> error::Result<Lens<H>> {
        let host = Rc::new(host);
        let pool = RefCell::new(Pool::new(options.max_table_bytes as u64));
        let sources = Rc::new(Sources { tier: Tier::of(&host), host: host.clone(), pool });
        let answering = Rc::new(Answering::new(host, options));
        let in_force = InForce::open(sources.clone(), answering.clone(), options.conditional).await?;
        Ok(Lens { sources, answering, in_force })
    }

    /// The manifest in force.
    pub fn manifest(&self) -> Rc<Manifest> {
        self.in_force.version().manifest.clone()
    }

    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if there is no such election; those of its descriptor's file.
    pub async fn descriptor(&self, id: &str) -> Result<Descriptor> {
        Ok(self.election(id).await?.descriptor.clone())
    }

    /// An election as it is in the snapshot in force, with the tables loaded so far.
    ///
    /// # Errors
    /// As [`descriptor`](Self::descriptor).
    pub async fn election(&self, id: &str) -> Result<Rc<Election>> {
        self.in_force.retried(async |version| version.election(id).await).await
    }

    /// Loads the tables that a question needs, ahead of its being asked.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub async fn load(&self, question: &Question<'_>) -> Result<()> {
        self.in_force.retried(async |version| self.answering.load(&version, question).await).await
    }

    /// The answer to a query, whatever its size. It is not counted.
    ///
    /// # Errors
    /// Those of the query; those of files it needs.
    pub async fn answer(&self, question: &Question<'_>) -> Result<Answer> {
        let started = self.sources.host.now();
        self.in_force.retried(async |version| self.answering.answer(&version, question, started).await).await
    }

    /// The JSON text of an answer.
    ///
    /// # Errors
    /// As [`answer`](Self::answer); [`Error::TooLarge`](crate::Error::TooLarge) above the limit of bytes if it cannot be cut.
    pub async fn text(&self, question: &Question<'_>) -> Result<String> {
        self.counted(question, async |version, started| self.answering.text(&version, question, started).await).await
    }

    /// All rows of a paged query, as columns.
    ///
    /// # Errors
    /// As [`answer`](Self::answer); [`Error::Param`](crate::Error::Param) for a query without pages, or a page.
    pub async fn columns(&self, question: &Question<'_>) -> Result<(Columns, Metadata)> {
        self.counted(question, async |version, started| self.answering.columns(&version, question, started).await).await
    }

    /// Answers a question and counts it, or its failure.
    async fn counted<T>(
        &self,
        question: &Question<'_>,
        work: impl AsyncFn(Rc<Version<H>>, f64) -> Result<Delivered<T>>,
    ) -> Result<T> {
        let started = self.sources.host.now();
        let given = self.in_force.retried(async |version| work(version, started).await).await;
        self.answering.counted(question, &given, started);
        self.judge();
        given.map(|given| given.answer)
    }

    /// Counts an answer that was ready-made, and given without the engine. `params`: as understood, in JSON; `bytes`: of the
    /// answer.
    pub fn ready_made(&self, election: &str, query: &str, params: &str, ms: f64, bytes: u64) {
        self.answering.ready_made(election, query, params, ms, bytes);
    }

    /// Asks whether the snapshot is still in force; a newer one takes its place.
    ///
    /// # Errors
    /// Those of the [`Host`]; [`Error::Format`](crate::Error::Format) or [`Error::Version`](crate::Error::Version) if the manifest cannot be used.
    pub async fn refresh(&self) -> Result<Refreshed> {
        self.in_force.refresh().await
    }

    /// What has changed since another manifest, given as JSON text, was in force.
    ///
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) or [`Error::Version`](crate::Error::Version) if that manifest cannot be used.
    pub fn changes_since(&self, manifest: &[u8]) -> Result<Invalidation> {
        self.in_force.changes_since(manifest)
    }

    /// Lets go of answers, and of decoded tables unless only those of one query are meant. Tells how many answers went.
    pub fn clear(&self, clearing: &Clearing) -> u64 {
        if clearing.query.is_none() {
            let mut pool = self.sources.pool.borrow_mut();
            pool.remove_where(Eviction::Cleared, |id, _| clearing.means_election(id));
        }
        self.answering.clear(|election, query| clearing.means(election, query))
    }

    /// Everything that is measured.
    pub fn statistics(&self) -> Statistics {
        self.judge();
        let version = self.in_force.version();
        let monitor = self.answering.monitor();
        Statistics {
            cache: self.answering.statistics(),
            tables: self.table_statistics(),
            queries: monitor.statistics(),
            memory: self.sources.host.memory(),
            tier: self.tier().map(|tier| tier.counts()),
            snapshot: SnapshotAge {
                snapshot_id: version.manifest.snapshot_id.clone(),
                data_version: version.manifest.data_version.clone(),
                checked_ms_ago: self.in_force.age_ms(),
            },
            alerts: monitor.alerts(),
        }
    }

    /// The same as OpenMetrics text, with the size of the JavaScript heap where somebody tells it.
    pub fn metrics(&self, heap_bytes: Option<f64>) -> String {
        self.judge();
        let version = self.in_force.version();
        let readings = Readings {
            answers: self.answering.statistics(),
            tables: self.table_statistics(),
            memory: Memory { heap_bytes, ..self.sources.host.memory() },
            tier: self.tier().map(|tier| tier.counts()),
            snapshot_id: &version.manifest.snapshot_id,
            data_version: &version.manifest.data_version,
            age_ms: self.in_force.age_ms(),
        };
        open_metrics(&self.answering.monitor(), &readings)
    }

    /// The most asked queries as a warm list.
    pub fn usage(&self) -> Vec<WarmQuery> {
        self.answering.monitor().usage.warm_list()
    }

    /// What the tier fails at from now on is not told.
    pub fn close(&self) {
        if let Some(tier) = self.tier() {
            tier.close();
        }
    }

    fn tier(&self) -> Option<&Rc<Tier<H>>> {
        self.sources.tier.as_ref()
    }

    fn table_statistics(&self) -> CacheStatistics {
        self.sources.pool.borrow().statistics()
    }

    /// Compares what is measured with the thresholds.
    fn judge(&self) {
        for alert in self.answering.judge(self.in_force.age_ms()) {
            self.sources.host.tell(&Event::Alert(alert));
        }
    }
}

#[cfg(test)]
impl<H: Host> Lens<H> {
    /// Puts wrong outcomes in place of those in the cache.
    pub fn spoil_cache(&self) {
        self.answering.spoil();
    }
}
