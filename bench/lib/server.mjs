// A static host that counts what it sends: brotli where it helps, strong ETags, what is named by content cached for good.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { SCRATCH } from "./places.mjs";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};
export const QUALITY = 9;

/** Compressing DuckDB takes a while: once. */
function brotli(bytes) {
  const folder = join(SCRATCH, "brotli");
  const kept = join(folder, `${createHash("sha256").update(bytes).digest("hex")}-${QUALITY}.br`);
  if (!existsSync(kept)) {
    mkdirSync(folder, { recursive: true });
    const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(kept, brotliCompressSync(bytes, { params }));
  }
  return readFileSync(kept);
}

/**
 * Serves folders under prefixes, and texts under their paths, on a free port of the loopback. `traffic` counts since it was
 * last reset; the page's document counts as a request.
 */
export async function serve({ folders, texts = {}, compress = false }) {
  const traffic = { requests: 0, bytes: 0, notModified: 0, paths: [] };
  const files = new Map();

  function find(path) {
    if (path in texts) return { bytes: Buffer.from(texts[path]), type: TYPES[extname(path)] ?? TYPES[".html"] };
    const prefix = Object.keys(folders).find((prefix) => path.startsWith(prefix));
    if (prefix === undefined) return undefined;
    const inside = normalize(path.slice(prefix.length));
    const place = join(folders[prefix], inside);
    if (inside.startsWith("..") || !statSync(place, { throwIfNoEntry: false })?.isFile()) return undefined;
    return { bytes: readFileSync(place), type: TYPES[extname(place)] ?? "application/octet-stream" };
  }

  function load(path) {
    if (!files.has(path)) {
      const found = find(path);
      if (!found) return undefined;
      const squeezed =
        compress && !path.endsWith(".gz") && !path.endsWith(".parquet") ? brotli(found.bytes) : undefined;
      const smaller = squeezed && squeezed.length < found.bytes.length;
      const etag = `"${createHash("sha256").update(found.bytes).digest("hex").slice(0, 16)}"`;
      files.set(path, { ...found, body: smaller ? squeezed : found.bytes, encoding: smaller ? "br" : undefined, etag });
    }
    return files.get(path);
  }

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    const file = load(path);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const changing = path.endsWith(".html") || path.endsWith("manifest.json");
    const headers = {
      "content-type": file.type,
      "cache-control": changing ? "no-cache" : "public, max-age=31536000, immutable",
      etag: file.etag,
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      ...(file.encoding && { "content-encoding": file.encoding }),
    };
    traffic.requests += 1;
    traffic.paths.push(path);
    if (request.headers["if-none-match"] === file.etag) {
      traffic.notModified += 1;
      response.writeHead(304, headers).end();
      return;
    }
    traffic.bytes += file.body.length;
    response.writeHead(200, { ...headers, "content-length": file.body.length }).end(file.body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    traffic,
    reset: () => Object.assign(traffic, { requests: 0, bytes: 0, notModified: 0, paths: [] }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
