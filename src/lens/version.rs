//! One version of the snapshot: immutable. A newer one replaces it as a whole; queries under way finish on theirs.

use futures_util::FutureExt;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use super::cache::{BoundedCache, Weight};
use super::events::{Event, TableProgress};
use super::host::{Expected, Host};
use super::loading;
use super::sharing::{Result, Sharing, all};
use super::tier::Tier;
use crate::error;
use crate::query::{Election, Provenance};
use crate::snapshot::{Descriptor, ElectionEntry, Manifest, Table, TablePart, read_descriptor, read_table_part};

/// An election with the tables loaded so far.
#[derive(Clone)]
pub struct Pooled {
    pub election: Rc<Election>,
    /// SHA-256 of its descriptor.
    descriptor: String,
}

/// Elections by id, bounded in bytes.
pub type Pool = BoundedCache<String, Pooled>;

/// What all versions of a lens share.
pub struct Sources<H: Host> {
    pub host: Rc<H>,
    pub tier: Option<Rc<Tier<H>>>,
    pub pool: RefCell<Pool>,
}

pub struct Version<H: Host> {
    pub manifest: Rc<Manifest>,
    /// Its publisher's tag of the manifest.
    pub etag: RefCell<Option<String>>,
    sources: Rc<Sources<H>>,
    elections: Sharing<String, Rc<Election>>,
    tables: Sharing<(String, &'static str), ()>,
}

impl<H: Host> Version<H> {
    pub fn new(manifest: Manifest, etag: Option<String>, sources: Rc<Sources<H>>) -> Rc<Version<H>> {
        let etag = RefCell::new(etag);
        Rc::new(Version { manifest: Rc::new(manifest), etag, sources, elections: Sharing::default(), tables: Sharing::default() })
    }

    fn provenance(&self) -> Provenance {
        Provenance { snapshot_id: self.manifest.snapshot_id.clone(), data_version: self.manifest.data_version.clone() }
    }

    /// An election, with its descriptor loaded.
    pub async fn election(self: &Rc<Self>, id: &str) -> Result<Rc<Election>> {
        let entry = self.manifest.election(id)?;
        let pooled = self.sources.pool.borrow_mut().get(&entry.id);
        if let Some(pooled) = &pooled
            && pooled.descriptor == entry.descriptor.sha256
        {
            let provenance = self.provenance();
            if pooled.election.provenance == provenance {
                return Ok(pooled.election.clone());
            }
            let election = Rc::new(pooled.election.succeeded_by(provenance, pooled.election.descriptor.clone()));
            self.keep(entry, &election);
            return Ok(election);
        }
        let start = || {
            let (version, entry) = (self.clone(), entry.clone());
            async move {
                let descriptor = version.descriptor(&entry).await?;
                let provenance = version.provenance();
                let election = Rc::new(match &pooled {
                    Some(earlier) => earlier.election.succeeded_by(provenance, descriptor),
                    None => Election::new(provenance, descriptor),
                });
                version.keep(&entry, &election);
                Ok(election)
            }
        };
        self.elections.run(&entry.id, start).await
    }

    async fn descriptor(&self, entry: &ElectionEntry) -> error::Result<Descriptor> {
        let file = &entry.descriptor;
        let expected = Expected { path: &file.path, raw_bytes: file.raw_bytes, sha256: &file.sha256 };
        read_descriptor(entry, &loading::verified(&*self.sources.host, &expected).await?)
    }

    /// Puts an election into the pool, or weighs it anew.
    fn keep(&self, entry: &ElectionEntry, election: &Rc<Election>) {
        let bytes = election.bytes() as u64;
        // Loading takes time by the byte.
        let weight = Weight { bytes, cost: bytes as f64 };
        let pooled = Pooled { election: election.clone(), descriptor: entry.descriptor.sha256.clone() };
        self.sources.pool.borrow_mut().put(entry.id.clone(), pooled, weight);
    }

    /// Weighs an election anew: queries add columns to it.
    pub fn weigh(&self, election: &Rc<Election>) {
        let is_held =
            self.sources.pool.borrow().peek(&election.descriptor.id).is_some_and(|pooled| Rc::ptr_eq(&pooled.election, election));
        if is_held && let Ok(entry) = self.manifest.election(&election.descriptor.id) {
            self.keep(entry, election);
        }
    }

    /// Loads the tables that the election does not have yet.
    pub async fn load_tables(self: &Rc<Self>, election: &Rc<Election>, tables: &[&'static str]) -> Result<()> {
        let missing: Vec<_> = tables.iter().copied().filter(|table| !election.has(table)).collect();
        if !missing.is_empty() {
            all(missing.into_iter().map(|table| self.load_table(election, table).boxed_local()).collect()).await?;
            self.weigh(election);
        }
        Ok(())
    }

    async fn load_table(self: &Rc<Self>, election: &Rc<Election>, table: &'static str) -> Result<()> {
        let start = || {
            let (version, election) = (self.clone(), election.clone());
            async move {
                let whole = version.fetch_table(&election.descriptor, table).await?;
                election.provide(table, &whole).map_err(Rc::new)
            }
        };
        let key = (election.descriptor.id.clone(), table);
        // Another election object of the same id may be loading.
        while !election.has(table) {
            self.tables.run(&key, start).await?;
        }
        Ok(())
    }

    async fn fetch_table(&self, descriptor: &Descriptor, table: &str) -> Result<Table> {
        let Sources { host, tier, .. } = &*self.sources;
        let parts = descriptor.table(table)?;
        let total = parts.iter().map(|part| part.raw_bytes).sum();
        let loaded = Cell::new(0);
        let progress = |bytes| {
            loaded.set(loaded.get() + bytes);
            let progress = TableProgress { election_id: &descriptor.id, table, loaded: loaded.get(), total };
            host.tell(&Event::Progress(progress));
        };
        progress(0);
        let decoded: Vec<OnceCell<Table>> = parts.iter().map(|_| OnceCell::new()).collect();
        let load = async |part: &TablePart, decoded: &OnceCell<Table>| {
            let expected = Expected { path: &part.path, raw_bytes: part.raw_bytes, sha256: &part.sha256 };
            let bytes = loading::verified_table(&**host, tier.as_ref(), &expected).await?;
            progress(part.raw_bytes);
            let table = read_table_part(part, &bytes)?;
            decoded.get_or_init(|| table);
            Ok(())
        };
        all(parts.iter().zip(&decoded).map(|(part, decoded)| load(part, decoded).boxed_local()).collect()).await?;
        Ok(Table::concat(decoded.into_iter().filter_map(OnceCell::into_inner).collect())?)
    }
}
