use std::fs;
use std::net::TcpListener;
use std::path::Path;

use super::http::Server;
use super::support::run;
use tempfile::{TempDir, tempdir};

/// A site with a snapshot in it, and a secret beside it.
fn site() -> (TempDir, Server) {
    let folder = tempdir().unwrap();
    let site = folder.path().join("site");
    write(&folder.path().join("secret.txt"), "secret");
    write(&site.join("index.html"), "<p>home</p>");
    write(&site.join("app.js"), "1");
    write(&site.join("engine.wasm"), "\0asm");
    write(&site.join("_headers"), "/*\n  X-Site: yes\n/app.js\n  Cache-Control: public, max-age=60\n");
    write(&site.join(".git/config"), "hidden");
    write(&site.join("empty.bin"), "");
    write(&site.join("snapshots/manifest.json"), "{}");
    write(
        &site.join("snapshots/_headers"),
        "/manifest.json\n  Cache-Control: no-cache\n/elections/*\n  Cache-Control: public, max-age=31536000, immutable\n",
    );
    write(&site.join("snapshots/elections/d2/pairs-0123.arrow.gz"), "\x1f0123456789");
    let server = Server::start(&site);
    (folder, server)
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn files_have_the_content_types_that_browsers_insist_on() {
    let (_folder, server) = site();
    for (path, content_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/engine.wasm", "application/wasm"),
        ("/snapshots/manifest.json", "application/json"),
        ("/snapshots/elections/d2/pairs-0123.arrow.gz", "application/octet-stream"),
    ] {
        let answer = server.send("GET", path, &["Accept-Encoding: gzip, br"]);
        assert_eq!((answer.status, answer.header("content-type")), (200, content_type), "{path}");
        assert_eq!(answer.header("content-encoding"), "", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

#[test]
fn cache_headers_come_from_the_headers_files_of_the_root_and_of_the_folders_below() {
    let (_folder, server) = site();
    assert_eq!(server.get("/app.js").header("cache-control"), "public, max-age=60");
    assert_eq!(server.get("/index.html").header("cache-control"), "no-cache");
    assert_eq!(server.get("/index.html").header("x-site"), "yes");
    assert_eq!(server.get("/snapshots/manifest.json").header("cache-control"), "no-cache");
    let table = server.get("/snapshots/elections/d2/pairs-0123.arrow.gz");
    assert_eq!(table.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(table.header("x-site"), "yes");
    assert_eq!(server.get("/snapshots/elections/d2/gone.arrow.gz").header("cache-control"), "no-cache");
}

#[test]
fn an_unchanged_file_is_answered_with_304_and_a_changed_one_with_its_bytes() {
    let (folder, server) = site();
    let path = "/snapshots/manifest.json";
    let first = server.get(path);
    let etag = first.header("etag");
    assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() > 2, "{etag} is strong");
    let again = server.get_with(path, &format!("If-None-Match: {etag}"));
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, etag));
    assert_eq!(again.header("cache-control"), "no-cache");
    write(&folder.path().join("site/snapshots/manifest.json"), "{\"changed\": true}");
    let changed = server.get_with(path, &format!("If-None-Match: {etag}"));
    assert_eq!((changed.status, changed.body.as_slice()), (200, b"{\"changed\": true}".as_slice()));
    assert_ne!(changed.header("etag"), etag);
}

#[test]
fn byte_ranges_are_answered_with_206_and_impossible_ones_with_416() {
    let (_folder, server) = site();
    let path = "/snapshots/elections/d2/pairs-0123.arrow.gz";
    for (range, content_range, body) in
        [("bytes=1-3", "bytes 1-3/11", "012"), ("bytes=9-", "bytes 9-10/11", "89"), ("bytes=-1", "bytes 10-10/11", "9")]
    {
        let part = server.get_with(path, &format!("Range: {range}"));
        assert_eq!((part.status, part.header("content-range")), (206, content_range));
        assert_eq!(part.body, body.as_bytes());
        assert_eq!(part.header("cache-control"), "public, max-age=31536000, immutable");
    }
    let beyond = server.get_with(path, "Range: bytes=50-60");
    assert_eq!((beyond.status, beyond.header("content-range")), (416, "bytes */11"));
    let of_nothing = server.get_with("/empty.bin", "Range: bytes=0-0");
    assert_eq!((of_nothing.status, of_nothing.header("content-range")), (416, "bytes */0"));
    let other_version = server.send("GET", path, &["Range: bytes=1-3", "If-Range: \"old\""]);
    assert_eq!((other_version.status, other_version.body.len()), (200, 11));
}

#[test]
fn any_origin_may_read_and_ask_first() {
    let (_folder, server) = site();
    let answer = server.get_with("/snapshots/manifest.json", "Origin: https://example.org");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-expose-headers").contains("etag"));
    let preflight = server.send(
        "OPTIONS",
        "/snapshots/manifest.json",
        &["Origin: https://example.org", "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: range"],
    );
    assert_eq!(preflight.status, 200);
    assert_eq!(preflight.header("access-control-allow-origin"), "*");
    assert_eq!(preflight.header("access-control-allow-headers"), "*");
    assert_eq!(server.get_with("/missing", "Origin: https://example.org").header("access-control-allow-origin"), "*");
}

#[test]
fn head_tells_the_size_without_the_bytes_and_other_methods_are_refused() {
    let (_folder, server) = site();
    let head = server.send("HEAD", "/index.html", &[]);
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, "11", 0));
    for method in ["POST", "PUT", "DELETE"] {
        let refused = server.send(method, "/index.html", &["Content-Length: 0"]);
        assert_eq!((refused.status, refused.header("allow")), (405, "GET,HEAD"), "{method}");
    }
}

#[test]
fn nothing_outside_the_folder_is_served_and_no_hidden_file() {
    let (_folder, server) = site();
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/snapshots/../../secret.txt",
        "/..%5csecret.txt",
        "//../secret.txt",
        "/.git/config",
        "/%2egit/config",
        "/snapshots/../.git/config",
        "/_headers",
        "/snapshots/_headers",
        "/index.html/x",
        "/index.html%00.js",
        "/missing",
    ] {
        let answer = server.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(answer.body.is_empty(), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_inside_the_folder_only() {
    use std::os::unix::fs::symlink;
    let (folder, server) = site();
    let site = folder.path().join("site");
    symlink(folder.path().join("secret.txt"), site.join("leak.txt")).unwrap();
    symlink(folder.path(), site.join("up")).unwrap();
    symlink(site.join(".git/config"), site.join("visible.txt")).unwrap();
    symlink("index.html", site.join("home.html")).unwrap();
    for path in ["/leak.txt", "/up/secret.txt", "/up/", "/visible.txt"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    assert_eq!(server.get("/home.html").body, b"<p>home</p>");
}

#[test]
fn a_folder_without_a_slash_redirects_and_one_without_an_index_is_not_listed() {
    let (_folder, server) = site();
    let redirect = server.get("/snapshots");
    assert_eq!((redirect.status, redirect.header("location")), (307, "/snapshots/"));
    assert_eq!(server.get("/snapshots/").status, 404);
}

#[test]
fn a_port_in_use_and_a_folder_that_is_none_are_told_plainly() {
    let folder = tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    run(folder.path(), &format!("serve . --port {port}")).fails(1, &["in use", &port.to_string(), "--port 0"]);
    run(folder.path(), "serve missing").fails(1, &["missing"]);
    fs::write(folder.path().join("file"), "").unwrap();
    run(folder.path(), "serve file").fails(1, &["file: is not a folder"]);
    run(folder.path(), "serve . --host no-such-host.invalid").fails(2, &["--host"]);
    assert_eq!(run(folder.path(), "serve . --port 70000").code, Some(2));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_server_with_success() {
    let (_folder, mut server) = site();
    let sent = std::process::Command::new("kill").args(["-INT", &server.child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}
