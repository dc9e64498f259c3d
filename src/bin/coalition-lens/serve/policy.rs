//! What every answer gets besides its bytes: caching, content type, safety.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::header_rules::HeaderRules;
use super::root::Root;

/// The `_headers` files of the served folders, read again when they change.
pub struct Policy {
    root: Root,
    rules: Mutex<HashMap<PathBuf, (SystemTime, Arc<HeaderRules>)>>,
}

impl Policy {
    pub fn new(root: Root) -> Policy {
        Policy { root, rules: Mutex::default() }
    }

    /// The rules that speak of `path`: those of the root first, then of each folder on the way, with the path as seen
    /// from there.
    fn rules_for<'p>(&self, path: &'p str) -> Vec<(Arc<HeaderRules>, &'p str)> {
        let mut found = Vec::new();
        let mut folder = self.root.path().to_owned();
        for (slash, _) in path.match_indices('/') {
            if slash > 0 {
                let start = path[..slash].rfind('/').map_or(0, |previous| previous + 1);
                let segment = &path[start..slash];
                if segment.is_empty() || segment.starts_with('.') {
                    break;
                }
                folder.push(segment);
            }
            found.extend(self.rules_in(&folder).map(|rules| (rules, &path[slash..])));
        }
        found
    }

    fn rules_in(&self, folder: &Path) -> Option<Arc<HeaderRules>> {
        let file = folder.join("_headers");
        let modified = file.metadata().ok().filter(|metadata| metadata.is_file())?.modified().ok()?;
        let mut known = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(&file) {
            Some((read, rules)) if *read == modified => Some(rules.clone()),
            _ => {
                let rules = Arc::new(HeaderRules::parse(&std::fs::read_to_string(&file).ok()?));
                known.insert(file, (modified, rules.clone()));
                Some(rules)
            }
        }
    }
}

pub async fn apply(State(policy): State<Arc<Policy>>, mut request: Request, next: Next) -> Response {
    // With If-Range a part may only be sent of the version the client knows; the whole file is always right.
    if request.headers().contains_key(header::IF_RANGE) {
        request.headers_mut().remove(header::RANGE);
    }
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    refuse_parts_of_nothing(&mut response);
    let status = response.status();
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if matches!(status, StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED) {
        if let Some(content_type) = headers.get(header::CONTENT_TYPE)
            && let Some(better) = content_type_of(&path, content_type)
        {
            headers.insert(header::CONTENT_TYPE, better);
        }
        for (rules, relative) in policy.rules_for(&path) {
            rules.apply(relative, headers);
        }
    }
    response
}

/// tower-http answers a range of an empty file with `206` and `bytes 0-0/0`, which no client can read.
fn refuse_parts_of_nothing(response: &mut Response) {
    let of_nothing = |range: &HeaderValue| range.as_bytes().ends_with(b"/0");
    if response.status() == StatusCode::PARTIAL_CONTENT && response.headers().get(header::CONTENT_RANGE).is_some_and(of_nothing) {
        *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
        response.headers_mut().insert(header::CONTENT_RANGE, HeaderValue::from_static("bytes */0"));
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
}

/// Where the guess from the last extension is not good enough: a table is an opaque file to every cache on the way, and
/// text is UTF-8.
fn content_type_of(path: &str, guessed: &HeaderValue) -> Option<HeaderValue> {
    if path.ends_with(".arrow.gz") {
        return Some(HeaderValue::from_static("application/octet-stream"));
    }
    if path.ends_with(".arrow") {
        return Some(HeaderValue::from_static("application/vnd.apache.arrow.file"));
    }
    if path.ends_with(".mjs") {
        return Some(HeaderValue::from_static("text/javascript; charset=utf-8"));
    }
    if path.ends_with(".map") || path.ends_with(".webmanifest") {
        return Some(HeaderValue::from_static("application/json"));
    }
    let text = guessed.to_str().ok().filter(|text| text.starts_with("text/") && !text.contains("charset"))?;
    HeaderValue::from_str(&format!("{text}; charset=utf-8")).ok()
}
