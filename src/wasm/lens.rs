//! A snapshot over HTTP: what is asked of it, and how it is kept up to date.

use js_sys::Date;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::answering::Answering;
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
    revalidating: Sharing<Option<String>, Rc<Version>>,
}

impl Lens {
    pub async fn open(host: Host, events: Events, options: &Options) -> Result<Lens> {
        let fetched = host.manifest(None).await?.ok_or_else(|| Error::Network("the host sent no manifest".into()))?;
        let manifest = Manifest::parse(&fetched.bytes)?;
        let pool = RefCell::new(Pool::new(options.max_table_bytes as u64));
        let sources = Rc::new(Sources { host, events, pool });
        Ok(Lens {
            answering: Rc::new(Answering::new(options, sources.events.clone())),
            version: RefCell::new(Version::new(manifest, fetched.etag, false, sources.clone())),
            sources,
            checked: Cell::new(Date::now()),
            revalidating: Sharing::default(),
        })
    }

    pub fn current(&self) -> Rc<Version> {
        self.version.borrow().clone()
    }

    pub async fn descriptor(self: &Rc<Self>, id: &str) -> Result<Descriptor, Rc<Error>> {
        let version = self.current();
        let found = match version.election(id).await {
            Err(error) if may_be_stale(&error) => self.reload(&version, id).await?.election(id).await,
            found => found,
        };
        Ok(found?.descriptor.clone())
    }

    /// The JSON text of an answer. If a file is missing or is not the published one, the snapshot may have been replaced on
    /// the host: manifest, descriptor and tables are loaded anew, once.
    pub async fn query(self: &Rc<Self>, id: &str, query: &str, params: &Params, control: &Control) -> Result<String, Rc<Error>> {
        let version = self.current();
        let answered = match self.answering.text(&version, id, query, params, control).await {
            Err(error) if may_be_stale(&error) => {
                let version = self.reload(&version, id).await?;
                self.answering.text(&version, id, query, params, control).await
            }
            answered => answered,
        };
        self.judge();
        answered
    }

    /// All rows of a paged query, as columns.
    pub async fn columns(
        self: &Rc<Self>,
        id: &str,
        query: &str,
        params: &Params,
        control: &Control,
    ) -> Result<(Columns, Metadata), Rc<Error>> {
        let version = self.current();
        match self.answering.columns(&version, id, query, params, control).await {
            Err(error) if may_be_stale(&error) => {
                let version = self.reload(&version, id).await?;
                self.answering.columns(&version, id, query, params, control).await
            }
            answered => answered,
        }
    }

    /// Asks the host whether the snapshot is still in force.
    pub async fn refresh(self: &Rc<Self>) -> Result<Refreshed, Rc<Error>> {
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
                Ok(Version::new(manifest, etag, false, lens.sources.clone()))
            }
        };
        let next = self.revalidating.run(&None, start).await?;
        let now = self.install(&before, &next).await;
        Ok(Refreshed { changed: before.manifest != self.current().manifest, now })
    }

    /// The version after the one in which a file of election `id` failed. All who saw it fail share one reload.
    async fn reload(self: &Rc<Self>, failed: &Rc<Version>, id: &str) -> Result<Rc<Version>, Rc<Error>> {
        let current = self.current();
        if !Rc::ptr_eq(&current, failed) {
            return Ok(current);
        }
        let start = || {
            let lens = self.clone();
            async move {
                let fetched = lens.sources.host.manifest(None).await.map_err(Rc::new)?;
                let fetched = fetched.ok_or_else(|| Rc::new(Error::Network("the host sent no manifest".into())))?;
                let (manifest, etag) = parse(fetched).map_err(Rc::new)?;
                lens.checked.set(Date::now());
                Ok(Version::new(manifest, etag, true, lens.sources.clone()))
            }
        };
        let next = self.revalidating.run(&Some(id.to_owned()), start).await?;
        self.install(failed, &next).await;
        Ok(self.current())
    }

    /// Puts a version in force, once, and drops the answers that it does not give. If another one is in force meanwhile, that
    /// one is told.
    async fn install(self: &Rc<Self>, before: &Rc<Version>, next: &Rc<Version>) -> Invalidation {
        if !Rc::ptr_eq(&self.current(), before) || Rc::ptr_eq(before, next) {
            return invalidation(&before.manifest, &self.current().manifest);
        }
        self.version.replace(next.clone());
        let mut now = invalidation(&before.manifest, &next.manifest);
        if before.manifest == next.manifest {
            return now;
        }
        // A task of its own: whoever asked may give up, and everybody has to be told nevertheless.
        let (lens, next, told) = (self.clone(), next.clone(), Rc::new(RefCell::new(now.clone())));
        let telling = told.clone();
        let task = future_to_promise(async move {
            let mut now = telling.borrow().clone();
            for id in &now.elections {
                // What cannot be loaded now cannot be compared either.
                let election = if lens.answering.holds(id) { next.election(id).await.ok() } else { None };
                now.dropped += lens.answering.drop_outdated(id, election.as_deref());
            }
            lens.sources.events.invalidated(&now);
            telling.replace(now);
            Ok(JsValue::UNDEFINED)
        });
        let _ = JsFuture::from(task).await;
        now.dropped = told.borrow().dropped;
        now
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
