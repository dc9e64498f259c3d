//! A snapshot over HTTP: elections and tables are loaded when a query needs them, once, however many wait for them.

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared, try_join_all};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::fetch::{Expected, Host};
use crate::cache::{AnswerCache, AnswerStatistics};
use crate::error::{Error, Result};
use crate::query::{self, Answer, Election, Params, Plan, Provenance};
use crate::snapshot::{Descriptor, Manifest, Table, decode_table};

type Loading<T> = Shared<LocalBoxFuture<'static, Result<T, Rc<Error>>>>;

/// Told of the bytes of a table that have been loaded: election, table, loaded, total, in decoded bytes.
pub type OnProgress = Rc<dyn Fn(&str, &str, u64, u64)>;

/// One version of the snapshot. A newer one replaces it as a whole; queries under way finish on theirs.
struct Version {
    manifest: Manifest,
    /// Its files are asked of the host: a version before it found others in the HTTP cache.
    reload: bool,
    elections: RefCell<HashMap<String, Loading<Rc<Election>>>>,
    tables: RefCell<HashMap<(String, &'static str), Loading<()>>>,
}

impl Version {
    fn new(manifest: Manifest) -> Rc<Version> {
        Rc::new(Version { manifest, reload: false, elections: RefCell::default(), tables: RefCell::default() })
    }

    /// The version of a manifest asked for because a file of election `id` failed. Where the manifest is the same, the other
    /// elections keep what they have loaded.
    fn renewed(&self, manifest: Manifest, id: &str) -> Rc<Version> {
        let is_same = manifest == self.manifest;
        let is_loaded = |loading: &Loading<Rc<Election>>| matches!(loading.peek(), Some(Ok(_)));
        let kept = self
            .elections
            .borrow()
            .iter()
            .filter(|(kept, loading)| is_same && *kept != id && is_loaded(loading))
            .map(|(id, loading)| (id.clone(), loading.clone()))
            .collect();
        Rc::new(Version { manifest, reload: true, elections: RefCell::new(kept), tables: RefCell::default() })
    }
}

pub struct Lens {
    host: Rc<Host>,
    on_progress: OnProgress,
    version: RefCell<Rc<Version>>,
    reloading: RefCell<Option<Loading<Rc<Version>>>>,
    cache: RefCell<AnswerCache>,
}

impl Lens {
    pub async fn open(host: Host, max_bytes: u64, on_progress: OnProgress) -> Result<Lens> {
        let manifest = Manifest::parse(&host.manifest().await?)?;
        Ok(Lens {
            host: Rc::new(host),
            on_progress,
            version: RefCell::new(Version::new(manifest)),
            reloading: RefCell::default(),
            cache: RefCell::new(AnswerCache::new(max_bytes)),
        })
    }

    pub fn manifest(&self) -> Manifest {
        self.current().manifest.clone()
    }

    pub fn statistics(&self) -> AnswerStatistics {
        self.cache.borrow().statistics()
    }

    pub async fn descriptor(&self, id: &str) -> Result<Descriptor, Rc<Error>> {
        let version = self.current();
        let found = match self.election(&version, id).await {
            Err(error) if may_be_stale(&error) => self.election(&self.reload(&version, id).await?, id).await,
            found => found,
        };
        Ok(found?.descriptor.clone())
    }

    /// Answers a query, loading what it needs. If a file is missing or is not the published one, the snapshot may have been
    /// replaced on the host: manifest, descriptor and tables are loaded anew, once.
    pub async fn query(&self, id: &str, query: &str, params: &Params) -> Result<Answer, Rc<Error>> {
        let version = self.current();
        match self.answer(&version, id, query, params).await {
            Err(error) if may_be_stale(&error) => self.answer(&self.reload(&version, id).await?, id, query, params).await,
            answered => answered,
        }
    }

    fn current(&self) -> Rc<Version> {
        self.version.borrow().clone()
    }

    /// The version after the one in which a file of election `id` failed. All who saw it fail share one reload.
    async fn reload(&self, failed: &Rc<Version>, id: &str) -> Result<Rc<Version>, Rc<Error>> {
        let current = self.current();
        if !Rc::ptr_eq(&current, failed) {
            return Ok(current);
        }
        let known = self.reloading.borrow().clone();
        let loading = match known {
            Some(loading) => loading,
            None => {
                let (host, failed, id) = (self.host.clone(), failed.clone(), id.to_owned());
                let loading = async move { Ok(failed.renewed(Manifest::parse(&host.manifest().await?)?, &id)) };
                let loading = loading.map(|loaded: Result<_>| loaded.map_err(Rc::new)).boxed_local().shared();
                self.reloading.replace(Some(loading.clone()));
                loading
            }
        };
        let loaded = loading.clone().await;
        if self.reloading.borrow().as_ref().is_some_and(|current| current.ptr_eq(&loading)) {
            self.reloading.replace(None);
            if let Ok(version) = &loaded {
                self.version.replace(version.clone());
            }
        }
        loaded
    }

    async fn answer(&self, version: &Rc<Version>, id: &str, query: &str, params: &Params) -> Result<Answer, Rc<Error>> {
        let election = self.election(version, id).await?;
        let plan = query::plan(query, params, &election)?;
        let key = plan.key(&election);
        let cached = self.cache.borrow_mut().get(&key).filter(|outcome| plan.is_served_by(outcome));
        self.load_tables(version, &election, &plan).await?;
        let outcome = match &cached {
            Some(outcome) => outcome.clone(),
            None => {
                let outcome = Rc::new(query::compute(&plan, &election)?);
                self.cache.borrow_mut().put(key, outcome.clone());
                outcome
            }
        };
        let mut answer = query::render(&plan, &outcome, &election)?;
        answer.metadata.cache_hit = cached.is_some();
        Ok(answer)
    }

    async fn election(&self, version: &Rc<Version>, id: &str) -> Result<Rc<Election>, Rc<Error>> {
        let known = version.elections.borrow().get(id).cloned();
        let loading = match known {
            Some(loading) => loading,
            None => {
                let entry = version.manifest.election(id)?.clone();
                let provenance = Provenance {
                    snapshot_id: version.manifest.snapshot_id.clone(),
                    data_version: version.manifest.data_version.clone(),
                };
                let (host, reload) = (self.host.clone(), version.reload);
                let loading = async move {
                    let file = &entry.descriptor;
                    let expected = Expected { path: &file.path, raw_bytes: file.raw_bytes, sha256: &file.sha256 };
                    let descriptor = Descriptor::parse(&host.verified(&expected, reload).await?)?;
                    Ok(Rc::new(Election::new(provenance, descriptor)))
                };
                let loading = loading.map(|loaded: Result<_>| loaded.map_err(Rc::new)).boxed_local().shared();
                version.elections.borrow_mut().insert(id.to_owned(), loading.clone());
                loading
            }
        };
        let loaded = loading.clone().await;
        if loaded.is_err() && version.elections.borrow().get(id).is_some_and(|known| known.ptr_eq(&loading)) {
            version.elections.borrow_mut().remove(id);
        }
        loaded
    }

    async fn load_tables(&self, version: &Rc<Version>, election: &Rc<Election>, plan: &Plan) -> Result<(), Rc<Error>> {
        let missing = plan.tables.iter().filter(|table| !election.has(table));
        try_join_all(missing.map(|table| self.load_table(version, election, table))).await?;
        Ok(())
    }

    async fn load_table(&self, version: &Rc<Version>, election: &Rc<Election>, table: &'static str) -> Result<(), Rc<Error>> {
        let key = (election.descriptor.id.clone(), table);
        let known = version.tables.borrow().get(&key).cloned();
        let loading = match known {
            Some(loading) => loading,
            None => {
                let (host, reload) = (self.host.clone(), version.reload);
                let (election, on_progress) = (election.clone(), self.on_progress.clone());
                let loading = async move {
                    let whole = fetch_table(&host, &election.descriptor, table, reload, &on_progress).await?;
                    election.provide(table, &whole)
                };
                let loading = loading.map(|loaded: Result<()>| loaded.map_err(Rc::new)).boxed_local().shared();
                version.tables.borrow_mut().insert(key.clone(), loading.clone());
                loading
            }
        };
        let loaded = loading.clone().await;
        if version.tables.borrow().get(&key).is_some_and(|known| known.ptr_eq(&loading)) {
            version.tables.borrow_mut().remove(&key);
        }
        loaded
    }
}

async fn fetch_table(host: &Host, descriptor: &Descriptor, table: &str, reload: bool, on_progress: &OnProgress) -> Result<Table> {
    let parts = descriptor.table(table)?;
    let total = parts.iter().map(|part| part.raw_bytes).sum();
    let loaded = std::cell::Cell::new(0);
    on_progress(&descriptor.id, table, 0, total);
    let decoded = try_join_all(parts.iter().map(async |part| {
        let expected = Expected { path: &part.path, raw_bytes: part.raw_bytes, sha256: &part.sha256 };
        let bytes = host.verified(&expected, reload).await?;
        loaded.set(loaded.get() + part.raw_bytes);
        on_progress(&descriptor.id, table, loaded.get(), total);
        decode_table(&bytes)
    }))
    .await?;
    Table::concat(decoded)
}

/// Whether an error may come from files that were replaced on the host.
fn may_be_stale(error: &Error) -> bool {
    matches!(error, Error::MissingFile(_) | Error::Integrity(_) | Error::Format(_))
}
