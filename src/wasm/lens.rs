//! A snapshot over HTTP: what is asked of it, and how it is kept up to date.

use js_sys::Date;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::answering::{Answering, Given, Question};
use super::engine::now;
use super::events::{Events, Invalidation};
use super::fetch::{FetchedManifest, Host};
use super::options::{Control, Options};
use super::sharing::Sharing;
use super::version::{Pool, Sources, Version};
use crate::cache::{CacheStatistics, Eviction};
use crate::error::{Error, Result};
use crate::query::{Columns, Metadata, Params};
use crate::snapshot::{Descriptor, Manifest};

/// What `clear` lets go of; not given: all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    pub election: Option<String>,
    pub query: Option<String>,
}

/// What `refresh` found.
#[derive(Clone, Debug, Serialize)]
pub struct Refreshed {
    pub changed: bool,
    #[serde(flatten)]
    pub now: Invalidation,
}

pub struct Lens {
    sources: Rc<Sources>,
    pub answering: Rc<Answering>,
    version: RefCell<Rc<Version>>,
    /// When the host last confirmed the snapshot, in milliseconds.
    checked: Cell<f64>,
    /// By whether it was begun because a file was missing or wrong: earlier looks may have missed why.
    revalidating: Sharing<bool, Rc<Version>>,
}

impl Lens {
    pub async fn open(host: Host, events: Events, options: &Options) -> Result<Lens> {
        let (manifest, etag) = parse(host.whole_manifest().await?)?;
        let pool = RefCell::new(Pool::new(options.max_table_bytes as u64));
        let sources = Rc::new(Sources { host, events, pool });
        Ok(Lens {
            answering: Rc::new(Answering::new(options, sources.events.clone())),
            version: RefCell::new(Version::new(manifest, etag, sources.clone())),
            sources,
            checked: Cell::new(Date::now()),
            revalidating: Sharing::default(),
        })
    }

    pub fn current(&self) -> Rc<Version> {
        self.version.borrow().clone()
    }

    pub async fn descriptor(self: &Rc<Self>, id: &str) -> Result<Descriptor, Rc<Error>> {
        self.retried(async |version| Ok(version.election(id).await?.descriptor.clone())).await
    }

    /// The JSON text of an answer.
    pub async fn query(self: &Rc<Self>, id: &str, query: &str, params: &Params, control: &Control) -> Result<String, Rc<Error>> {
        let question = Question { id, query, params, control, started: now() };
        let given = self.retried(async |version| self.answering.text(&version, &question).await).await;
        self.counted(&question, &given);
        given.map(|given| given.answer)
    }

    /// All rows of a paged query, as columns.
    pub async fn columns(
        self: &Rc<Self>,
        id: &str,
        query: &str,
        params: &Params,
        control: &Control,
    ) -> Result<(Columns, Metadata), Rc<Error>> {
        let question = Question { id, query, params, control, started: now() };
        let given = self.retried(async |version| self.answering.columns(&version, &question).await).await;
        self.counted(&question, &given);
        given.map(|given| given.answer)
    }

    fn counted<T>(&self, question: &Question, given: &Result<Given<T>, Rc<Error>>) {
        self.answering.counted(question, given);
        self.judge();
    }

    /// Asks the host whether the snapshot is still in force.
    pub async fn refresh(self: &Rc<Self>) -> Result<Refreshed, Rc<Error>> {
        let before = self.current();
        let now = self.revalidated(false).await?;
        Ok(Refreshed { changed: before.manifest != self.current().manifest, now })
    }

    /// What has changed since another manifest was in force.
    pub fn changes_since(&self, manifest: &[u8]) -> Result<Invalidation> {
        Ok(invalidation(&Manifest::parse(manifest)?, &self.current().manifest))
    }

    /// What `work` gives. If a file is missing or is not the published one, the snapshot may have been replaced on the host:
    /// if it has been, the work is done again with the new one.
    async fn retried<T>(self: &Rc<Self>, work: impl AsyncFn(Rc<Version>) -> Result<T, Rc<Error>>) -> Result<T, Rc<Error>> {
        let version = self.current();
        match work(version.clone()).await {
            Err(error) if may_be_stale(&error) => match self.successor(&version).await {
                Some(next) => work(next).await,
                None => Err(error),
            },
            found => found,
        }
    }

    /// The version in force if it is not the one in which a file failed, after the host was asked. All who saw a file fail
    /// share one look.
    async fn successor(self: &Rc<Self>, failed: &Rc<Version>) -> Option<Rc<Version>> {
        if Rc::ptr_eq(&self.current(), failed) {
            self.revalidated(true).await.ok()?;
        }
        Some(self.current()).filter(|current| !Rc::ptr_eq(current, failed))
    }

    async fn revalidated(self: &Rc<Self>, has_failed: bool) -> Result<Invalidation, Rc<Error>> {
        let before = self.current();
        let etag = before.etag.borrow().clone();
        let start = || {
            let lens = self.clone();
            async move {
                let fetched = lens.sources.host.manifest(etag.as_deref()).await.map_err(Rc::new)?;
                let current = lens.current();
                lens.checked.set(Date::now());
                let Some(fetched) = fetched else { return Ok(current) };
                let (manifest, etag) = parse(fetched).map_err(Rc::new)?;
                if manifest == current.manifest {
                    current.etag.replace(etag);
                    return Ok(current);
                }
                Ok(Version::new(manifest, etag, lens.sources.clone()))
            }
        };
        let next = self.revalidating.run(&has_failed, start).await?;
        Ok(self.install(&before, &next).await)
    }

    /// Puts a version in force, once, and drops the answers that it does not give. If another one is in force meanwhile, that
    /// one is told.
    async fn install(self: &Rc<Self>, before: &Rc<Version>, next: &Rc<Version>) -> Invalidation {
        if !Rc::ptr_eq(&self.current(), before) || Rc::ptr_eq(before, next) {
            return invalidation(&before.manifest, &self.current().manifest);
        }
        self.version.replace(next.clone());
        let now = invalidation(&before.manifest, &next.manifest);
        // A task of its own: whoever asked may give up, and everybody has to be told nevertheless.
        let (lens, next, mut told) = (self.clone(), next.clone(), now.clone());
        let task = future_to_promise(async move {
            for id in &told.elections {
                // What cannot be loaded now cannot be compared either.
                let election = if lens.answering.holds(id) { next.election(id).await.ok() } else { None };
                told.dropped += lens.answering.drop_outdated(id, election.as_deref());
            }
            lens.sources.events.invalidated(&told);
            Ok(JsValue::from_f64(told.dropped as f64))
        });
        let dropped = JsFuture::from(task).await.ok().and_then(|dropped| dropped.as_f64());
        Invalidation { dropped: dropped.unwrap_or_default() as u64, ..now }
    }

    /// Lets go of answers, and of decoded tables unless only those of one query are meant. Tells how many answers went.
    pub fn clear(&self, selection: &Selection) -> u64 {
        let is_meant = |wanted: &Option<String>, id: &str| wanted.as_ref().is_none_or(|wanted| wanted == id);
        if selection.query.is_none() {
            let mut pool = self.sources.pool.borrow_mut();
            pool.remove_where(Eviction::Cleared, |id, _| is_meant(&selection.election, id));
        }
        self.answering.clear(|election, query| is_meant(&selection.election, election) && is_meant(&selection.query, query))
    }

    pub fn table_statistics(&self) -> CacheStatistics {
        self.sources.pool.borrow().statistics()
    }

    pub fn tier(&self) -> Option<crate::monitor::Tier> {
        self.sources.host.tier.as_ref().map(|tier| tier.counts())
    }

    /// Milliseconds since the host last confirmed the snapshot.
    pub fn age_ms(&self) -> f64 {
        (Date::now() - self.checked.get()).max(0.0)
    }

    /// Compares what is measured with the thresholds.
    pub fn judge(&self) {
        let alerts = self.answering.judge(self.age_ms());
        self.sources.events.alerts(alerts);
    }

    /// What the tier fails at from now on is not told.
    pub fn close(&self) {
        if let Some(tier) = &self.sources.host.tier {
            tier.close();
        }
    }
}

fn parse(fetched: FetchedManifest) -> Result<(Manifest, Option<String>)> {
    Ok((Manifest::parse(&fetched.bytes)?, fetched.etag))
}

fn invalidation(old: &Manifest, new: &Manifest) -> Invalidation {
    Invalidation {
        snapshot_id: new.snapshot_id.clone(),
        previous_snapshot_id: old.snapshot_id.clone(),
        data_version: new.data_version.clone(),
        elections: changed_elections(old, new),
        dropped: 0,
    }
}

/// Ids of elections that are new, gone or have another descriptor.
fn changed_elections(old: &Manifest, new: &Manifest) -> Vec<String> {
    let hash = |manifest: &Manifest, id: &str| manifest.election(id).ok().map(|entry| entry.descriptor.sha256.clone());
    let mut ids: Vec<&String> = old.elections.iter().chain(&new.elections).map(|entry| &entry.id).collect();
    ids.sort();
    ids.dedup();
    ids.into_iter().filter(|id| hash(old, id) != hash(new, id)).cloned().collect()
}

/// Whether an error may come from files that were replaced on the host.
fn may_be_stale(error: &Error) -> bool {
    matches!(error, Error::MissingFile(_) | Error::Integrity(_) | Error::Format(_))
}
