//! The version of the snapshot that is in force, and how a newer one takes its place.

use futures_util::FutureExt;
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::answering::Answering;
use super::events::{Event, Invalidation};
use super::host::{FetchedManifest, Host};
use super::loading;
use super::sharing::{Result, Sharing, shared};
use super::version::{Sources, Version};
use crate::error::{self, Error};
use crate::snapshot::Manifest;

/// What `refresh` found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refreshed {
    pub changed: bool,
    #[serde(flatten)]
    pub now: Invalidation,
}

pub struct InForce<H: Host> {
    sources: Rc<Sources<H>>,
    /// Drops what a newer version does not give.
    answering: Rc<Answering<H>>,
    version: RefCell<Rc<Version<H>>>,
    /// When the publisher last confirmed the snapshot, by the wall.
    checked: Cell<f64>,
    /// Whether the manifest is asked for with its tag.
    conditional: bool,
    /// By whether it was begun because a file was missing or wrong: earlier looks may have missed why.
    revalidating: Sharing<bool, Rc<Version<H>>>,
}

impl<H: Host> InForce<H> {
    /// The version that is published now.
    pub async fn open(sources: Rc<Sources<H>>, answering: Rc<Answering<H>>, conditional: bool) -> error::Result<Rc<InForce<H>>> {
        let fetched = loading::manifest(&*sources.host, None).await?;
        let (manifest, etag) = parse(fetched.ok_or_else(|| Error::Network("the host sent no manifest".into()))?)?;
        Ok(Rc::new(InForce {
            version: RefCell::new(Version::new(manifest, etag, sources.clone())),
            checked: Cell::new(sources.host.wall_time()),
            sources,
            answering,
            conditional,
            revalidating: Sharing::default(),
        }))
    }

    pub fn version(&self) -> Rc<Version<H>> {
        self.version.borrow().clone()
    }

    /// Milliseconds since the publisher last confirmed the snapshot.
    pub fn age_ms(&self) -> f64 {
        (self.sources.host.wall_time() - self.checked.get()).max(0.0)
    }

    /// Asks whether the snapshot is still in force; a newer one takes its place.
    pub async fn refresh(self: &Rc<Self>) -> Result<Refreshed> {
        let before = self.version();
        let now = self.revalidated(false).await?;
        Ok(Refreshed { changed: before.manifest != self.version().manifest, now })
    }

    /// What has changed since another manifest was in force.
    ///
    /// # Errors
    /// [`Error::Format`] or [`Error::Version`] if that manifest cannot be used.
    pub fn changes_since(&self, manifest: &[u8]) -> Result<Invalidation> {
        Ok(invalidation(&Manifest::parse(manifest)?, &self.version().manifest))
    }

    /// What `work` gives. If a file is missing or is not the published one, the snapshot may have been replaced: if it has
    /// been, the work is done again with the new one.
    pub async fn retried<T>(self: &Rc<Self>, work: impl AsyncFn(Rc<Version<H>>) -> Result<T>) -> Result<T> {
        let mut version = self.version();
        let mut is_first = true;
        loop {
            let found = work(version.clone()).await;
            match found {
                Err(error) if is_first && may_be_stale(&error) => {
                    version = self.successor(&version).await.ok_or(error)?;
                    is_first = false;
                }
                found => return found,
            }
        }
    }

    /// The version in force if it is not the one in which a file failed, after a look at the manifest. All who saw a file
    /// fail share one look.
    async fn successor(self: &Rc<Self>, failed: &Rc<Version<H>>) -> Option<Rc<Version<H>>> {
        if Rc::ptr_eq(&self.version(), failed) {
            self.revalidated(true).await.ok()?;
        }
        Some(self.version()).filter(|current| !Rc::ptr_eq(current, failed))
    }

    async fn revalidated(self: &Rc<Self>, has_failed: bool) -> Result<Invalidation> {
        let before = self.version();
        let etag = before.etag.borrow().clone().filter(|_| self.conditional);
        let start = || {
            let this = self.clone();
            async move { this.look(etag.as_deref()).await }
        };
        let next = self.revalidating.run(&has_failed, start).await?;
        Ok(self.install(&before, &next).await)
    }

    /// The version in force if it still is, else the new one.
    async fn look(&self, etag: Option<&str>) -> Result<Rc<Version<H>>> {
        let fetched = loading::manifest(&*self.sources.host, etag).await?;
        let current = self.version();
        self.checked.set(self.sources.host.wall_time());
        let Some(fetched) = fetched else { return Ok(current) };
        let (manifest, etag) = parse(fetched)?;
        if manifest == *current.manifest {
            current.etag.replace(etag);
            return Ok(current);
        }
        Ok(Version::new(manifest, etag, self.sources.clone()))
    }

    /// Puts a version in force, once, and drops the answers that it does not give. If another one is in force meanwhile, that
    /// one is told.
    async fn install(self: &Rc<Self>, before: &Rc<Version<H>>, next: &Rc<Version<H>>) -> Invalidation {
        if !Rc::ptr_eq(&self.version(), before) || Rc::ptr_eq(before, next) {
            return invalidation(&before.manifest, &self.version().manifest);
        }
        self.version.replace(next.clone());
        let now = invalidation(&before.manifest, &next.manifest);
        let dropped = Rc::new(Cell::new(0));
        let (this, next, mut told, count) = (self.clone(), next.clone(), now.clone(), dropped.clone());
        let work = shared(async move {
            told.dropped = this.drop_outdated(&next, &told.elections).await;
            count.set(told.dropped);
            this.sources.host.tell(&Event::Invalidated(&told));
            Ok(())
        });
        // A task of its own: whoever asked may give up, and everybody has to be told nevertheless.
        self.sources.host.spawn(work.clone().map(drop).boxed_local());
        // It does not fail.
        let _ = work.await;
        Invalidation { dropped: dropped.get(), ..now }
    }

    /// Drops the answers of changed elections that are outdated. Tells how many went.
    async fn drop_outdated(&self, next: &Rc<Version<H>>, changed: &[String]) -> u64 {
        let mut dropped = 0;
        for id in changed {
            // What cannot be loaded now cannot be compared either.
            let election = if self.answering.holds(id) { next.election(id).await.ok() } else { None };
            dropped += self.answering.drop_outdated(id, election.as_deref());
        }
        dropped
    }
}

fn parse(fetched: FetchedManifest) -> error::Result<(Manifest, Option<String>)> {
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

/// Whether an error may come from files that were replaced meanwhile.
fn may_be_stale(error: &Error) -> bool {
    matches!(error, Error::MissingFile(_) | Error::Integrity(_) | Error::Format(_))
}
