//! A snapshot over HTTP: elections and tables are loaded when a query needs them, once, however many wait for them.

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared, try_join_all};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::fetch::{Expected, Host};
use crate::cache::{AnswerCache, CacheStatistics};
use crate::error::{Error, Result};
use crate::query::{self, Answer, Election, Params, Plan, Provenance};
use crate::snapshot::{Descriptor, Manifest, Table, decode_table};

type Loading<T> = Shared<LocalBoxFuture<'static, Result<T, Rc<Error>>>>;

/// Told of the bytes of a table that have been loaded: election, table, loaded, total, in decoded bytes.
pub type OnProgress = Rc<dyn Fn(&str, &str, u64, u64)>;

/// One version of the snapshot. A newer one replaces it as a whole; queries under way finish on theirs.
struct Version {
    manifest: Manifest,
    elections: RefCell<HashMap<String, Loading<Rc<Election>>>>,
    tables: RefCell<HashMap<(String, &'static str), Loading<()>>>,
}

impl Version {
    fn new(manifest: Manifest) -> Rc<Version> {
        Rc::new(Version { manifest, elections: RefCell::default(), tables: RefCell::default() })
    }
}

pub struct Lens {
    host: Rc<Host>,
    on_progress: OnProgress,
    version: RefCell<Rc<Version>>,
    cache: RefCell<AnswerCache>,
}

impl Lens {
    pub async fn open(host: Host, max_bytes: u64, on_progress: OnProgress) -> Result<Lens> {
        let manifest = Manifest::parse(&host.manifest().await?)?;
        Ok(Lens {
            host: Rc::new(host),
            on_progress,
            version: RefCell::new(Version::new(manifest)),
            cache: RefCell::new(AnswerCache::new(max_bytes)),
        })
    }

    pub fn manifest(&self) -> Manifest {
        self.current().manifest.clone()
    }

    pub fn statistics(&self) -> CacheStatistics {
        self.cache.borrow().statistics()
    }

    pub async fn descriptor(&self, id: &str) -> Result<Descriptor, Rc<Error>> {
        let found = match self.election(&self.current(), id, false).await {
            Err(error) if may_be_stale(&error) => self.election(&self.reload().await?, id, true).await,
            found => found,
        };
        Ok(found?.descriptor.clone())
    }

    /// Answers a query, loading what it needs. If a file is missing or is not the published one, the snapshot may have been
    /// replaced on the host: manifest, descriptor and tables are loaded anew, once.
    pub async fn query(&self, id: &str, query: &str, params: &Params) -> Result<Rc<Answer>, Rc<Error>> {
        match self.answer(&self.current(), id, query, params, false).await {
            Err(error) if may_be_stale(&error) => {
                let version = self.reload().await?;
                self.answer(&version, id, query, params, true).await
            }
            answered => answered,
        }
    }

    fn current(&self) -> Rc<Version> {
        self.version.borrow().clone()
    }

    async fn reload(&self) -> Result<Rc<Version>> {
        let version = Version::new(Manifest::parse(&self.host.manifest().await?)?);
        self.version.replace(version.clone());
        Ok(version)
    }

    async fn answer(
        &self,
        version: &Rc<Version>,
        id: &str,
        query: &str,
        params: &Params,
        reload: bool,
    ) -> Result<Rc<Answer>, Rc<Error>> {
        let election = self.election(version, id, reload).await?;
        let plan = query::plan(query, params, &election)?;
        let key = plan.key(&election);
        if let Some(cached) = self.cache.borrow_mut().get(&key) {
            let mut answer = Answer::clone(&cached);
            answer.metadata.cache_hit = true;
            answer.metadata.snapshot_id.clone_from(&election.provenance.snapshot_id);
            answer.metadata.data_version.clone_from(&election.provenance.data_version);
            return Ok(Rc::new(answer));
        }
        self.load_tables(version, &election, &plan, reload).await?;
        let answer = Rc::new(query::execute(&plan, &election)?);
        self.cache.borrow_mut().put(key, answer.clone());
        Ok(answer)
    }

    async fn election(&self, version: &Rc<Version>, id: &str, reload: bool) -> Result<Rc<Election>, Rc<Error>> {
        let known = version.elections.borrow().get(id).cloned();
        let loading = match known {
            Some(loading) => loading,
            None => {
                let entry = version.manifest.election(id)?.clone();
                let provenance = Provenance {
                    snapshot_id: version.manifest.snapshot_id.clone(),
                    data_version: version.manifest.data_version.clone(),
                };
                let host = self.host.clone();
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
        let loaded = loading.await;
        if loaded.is_err() {
            version.elections.borrow_mut().remove(id);
        }
        loaded
    }

    async fn load_tables(
        &self,
        version: &Rc<Version>,
        election: &Rc<Election>,
        plan: &Plan,
        reload: bool,
    ) -> Result<(), Rc<Error>> {
        let missing = plan.tables.iter().filter(|table| !election.has(table));
        try_join_all(missing.map(|table| self.load_table(version, election, table, reload))).await?;
        Ok(())
    }

    async fn load_table(
        &self,
        version: &Rc<Version>,
        election: &Rc<Election>,
        table: &'static str,
        reload: bool,
    ) -> Result<(), Rc<Error>> {
        let key = (election.descriptor.id.clone(), table);
        let known = version.tables.borrow().get(&key).cloned();
        let loading = match known {
            Some(loading) => loading,
            None => {
                let (host, election, on_progress) = (self.host.clone(), election.clone(), self.on_progress.clone());
                let loading = async move {
                    let whole = fetch_table(&host, &election.descriptor, table, reload, &on_progress).await?;
                    election.provide(table, &whole)
                };
                let loading = loading.map(|loaded: Result<()>| loaded.map_err(Rc::new)).boxed_local().shared();
                version.tables.borrow_mut().insert(key.clone(), loading.clone());
                loading
            }
        };
        let loaded = loading.await;
        version.tables.borrow_mut().remove(&key);
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
