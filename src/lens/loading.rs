//! Files as they come: un-gzip'd as often as what lies on the way makes it necessary, checked against their hash.

use std::rc::Rc;

use super::host::{Caching, Expected, FetchedManifest, Host, MAX_MANIFEST_BYTES};
use super::tier::Tier;
use crate::error::{Error, Result};
use crate::snapshot::{Encoding, MANIFEST, check_integrity, not_our_bytes, sniff};

/// The manifest, decoded; `None` if it is still the one of this ETag.
pub async fn manifest<H: Host>(host: &H, etag: Option<&str>) -> Result<Option<FetchedManifest>> {
    let fetched = host.manifest(etag).await?;
    match fetched {
        Some(FetchedManifest { bytes, etag }) if H::IS_REMOTE => {
            Ok(Some(FetchedManifest { bytes: decoded(host, MANIFEST, bytes, MAX_MANIFEST_BYTES).await?, etag }))
        }
        fetched => Ok(fetched),
    }
}

/// A content-addressed file, decoded and verified.
pub async fn verified<H: Host>(host: &H, file: &Expected<'_>) -> Result<Vec<u8>> {
    let came = came_right(host, file, false).await?;
    Ok(came.decoded)
}

/// The same for a table, which the shared tier may have.
pub async fn verified_table<H: Host>(host: &H, tier: Option<&Rc<Tier<H>>>, file: &Expected<'_>) -> Result<Vec<u8>> {
    if let Some(tier) = tier
        && let Some(kept) = tier.get(file.sha256).await
    {
        let decoded = decoded(host, file.path, kept, file.raw_bytes).await;
        match decoded.and_then(|bytes| checked::<H>(file, bytes)) {
            Ok(bytes) => {
                tier.was_intact();
                return Ok(bytes);
            }
            Err(_) => tier.was_damaged(file.sha256),
        }
    }
    let came = came_right(host, file, tier.is_some()).await?;
    if let (Some(tier), Some(bytes)) = (tier, came.as_it_came) {
        tier.put(file.sha256, bytes);
    }
    Ok(came.decoded)
}

/// A verified file.
struct Came {
    decoded: Vec<u8>,
    /// Where it is to be kept.
    as_it_came: Option<Vec<u8>>,
}

/// Caches on the way may hold something else under this name, or that there is nothing: what is wrong or missing is asked of
/// its publisher, once.
async fn came_right<H: Host>(host: &H, file: &Expected<'_>, keep: bool) -> Result<Came> {
    let mut caching = Caching::Default;
    loop {
        match came(host, file, caching, keep).await {
            Err(Error::MissingFile(_) | Error::Integrity(_) | Error::Format(_))
                if H::IS_REMOTE && caching == Caching::Default =>
            {
                caching = Caching::Reload;
            }
            came => return came,
        }
    }
}

async fn came<H: Host>(host: &H, file: &Expected<'_>, caching: Caching, keep: bool) -> Result<Came> {
    let bytes = host.file(file, caching).await?;
    let (bytes, as_it_came) = match (keep, sniff(&bytes)) {
        (false, _) => (decoded(host, file.path, bytes, file.raw_bytes).await?, None),
        // What is un-gzip'd is new: what came can be kept without a copy.
        (true, Encoding::Gzip) => {
            let inner = host.gunzip(file.path, &bytes, file.raw_bytes).await?;
            (inner_decoded(host, file.path, inner, file.raw_bytes).await?, Some(bytes))
        }
        (true, _) => (bytes.clone(), Some(bytes)),
    };
    Ok(Came { decoded: checked::<H>(file, bytes)?, as_it_came })
}

fn checked<H: Host>(file: &Expected<'_>, bytes: Vec<u8>) -> Result<Vec<u8>> {
    if H::IS_REMOTE && file.path.ends_with(".arrow.gz") && sniff(&bytes) != Encoding::Arrow {
        return Err(not_our_bytes(file.path, "an Arrow file", &bytes));
    }
    check_integrity(file.path, &bytes, file.raw_bytes, file.sha256)?;
    Ok(bytes)
}

/// Servers may decode gzip on the way, leave it, or add a second layer.
async fn decoded<H: Host>(host: &H, path: &str, bytes: Vec<u8>, raw_bytes: u64) -> Result<Vec<u8>> {
    match sniff(&bytes) {
        Encoding::Gzip => inner_decoded(host, path, host.gunzip(path, &bytes, raw_bytes).await?, raw_bytes).await,
        _ => Ok(bytes),
    }
}

/// What one layer of gzip was taken off.
async fn inner_decoded<H: Host>(host: &H, path: &str, mut bytes: Vec<u8>, raw_bytes: u64) -> Result<Vec<u8>> {
    if H::IS_REMOTE && sniff(&bytes) == Encoding::Gzip {
        bytes = host.gunzip(path, &bytes, raw_bytes).await?;
        if sniff(&bytes) == Encoding::Gzip {
            return Err(Error::Format(format!("{path} is gzip'd more than twice")));
        }
    }
    Ok(bytes)
}
