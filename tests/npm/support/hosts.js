// A static host whose answers can be spoilt.
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".gz": "application/gzip",
};

/** The policy that the package promises to work under. */
export const STRICT_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'";

/**
 * Serves folders by prefix (`{ "/": folder, "/snapshots/": folder }`). `host.spoil = (path, send) => boolean` may answer
 * in its place: `send(bytes, headers?, status?)`. `host.requests` lists the paths asked for.
 */
export async function host(folders, headers = {}) {
  const state = { folders, spoil: undefined, requests: [] };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    state.requests.push(path);
    const send = (body, more = {}, status = 200) => {
      response.writeHead(status, {
        "content-type": TYPES[extname(path)] ?? "application/octet-stream",
        ...headers,
        ...more,
      });
      response.end(body);
    };
    const original = () => readFileSync(fileOf(state.folders, path));
    if (state.spoil?.(path, send, { original, response, request })) return;
    const file = fileOf(state.folders, path);
    if (file === undefined) return send("not found", { "content-type": "text/plain" }, 404);
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", ...headers });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  state.url = `http://127.0.0.1:${server.address().port}/`;
  state.close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return state;
}

/** For `host.spoil`: the worker does `act` once it asks for the pairs, which it does not get. */
export function workerThat(act) {
  let asked;
  const pairs = new Promise((resolve) => (asked = resolve));
  return (path, send, { original }) => {
    if (path === "/dist/worker.js")
      send(`${original()}\nfetch("/pairs-are-asked-for").then(() => { ${act} });`, { "cache-control": "no-store" });
    else if (path === "/pairs-are-asked-for") void pairs.then(() => send(""));
    else if (path.includes("/pairs-")) asked();
    else return false;
    return true;
  };
}

function fileOf(folders, path) {
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length);
  const prefix = prefixes.find((candidate) => path.startsWith(candidate));
  if (prefix === undefined) return undefined;
  const rest = normalize(path.slice(prefix.length) || "index.html");
  if (rest.startsWith("..") || rest.startsWith(sep)) return undefined;
  const file = join(folders[prefix], rest.endsWith("/") ? `${rest}index.html` : rest);
  return existsSync(file) && statSync(file).isFile() ? file : undefined;
}
