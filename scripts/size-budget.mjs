// Fails when what a reader downloads grows past its budget. All sizes are after brotli at its highest quality, in kB of 1,000 bytes.
// Usage: size-budget.mjs [--json]; needs pkg/package (build-package.sh) and www/dist (build-page.sh).
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const packageFolder = join(root, "pkg/package");
const page = join(root, "www/dist");

const filesUnder = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();

function need(path, maker) {
  if (existsSync(path)) return;
  console.error(`error: ${path} is missing; run ${maker} first`);
  process.exit(1);
}

// What the browser fetches for an address without parameters: index.html, the entries and `views`, parts that are fetched by
// themselves, with all they import statically, and every further script these name (a worker is started by its URL, so the
// manifest does not list it).
function fetched(views) {
  const manifest = JSON.parse(readFileSync(join(page, ".vite/manifest.json"), "utf8"));
  const chunks = Object.values(manifest);
  const later = new Set(chunks.filter((chunk) => chunk.isDynamicEntry).map((chunk) => basename(chunk.file)));
  const scripts = filesUnder(page).filter((file) => file.endsWith(".js"));
  const wanted = new Set([join(page, "index.html")]);
  const visited = new Set();
  const visit = (chunk) => {
    if (visited.has(chunk)) return;
    visited.add(chunk);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) wanted.add(join(page, file));
    for (const key of chunk.imports ?? []) visit(manifest[key]);
  };
  chunks.filter((chunk) => chunk.isEntry).forEach(visit);
  for (const source of views) {
    need(join(page, manifest[source]?.file ?? source), "scripts/build-page.sh, or correct the views in this script:");
    visit(manifest[source]);
  }
  for (const file of wanted) {
    // The service worker names everything, and fetches it when the view is shown.
    if (!file.endsWith(".js") || basename(file) === "sw.js") continue;
    // Without Vite's list of what the later parts need.
    const text = readFileSync(file, "utf8").replace(/m\.f=\[[^\]]*\]/, "");
    for (const script of scripts) {
      const name = basename(script);
      if (!later.has(name) && text.includes(name)) wanted.add(script);
    }
  }
  return [...wanted];
}

const RESULTS = "src/views/Results.svelte";
const OVERVIEW = "src/views/Overview.svelte";

const brotli = (file) =>
  brotliCompressSync(readFileSync(file), { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } })
    .length;
const total = (files) => files.reduce((sum, file) => sum + brotli(file), 0);

// The Redis tier is an entry of its own, for Node.
const isForBrowsers = (file) => file.endsWith(".js") && basename(file) !== "redis.js";

need(packageFolder, "scripts/build-package.sh");
need(join(page, ".vite/manifest.json"), "scripts/build-page.sh");
const packed = filesUnder(packageFolder);
const budgets = [
  { what: "engine (wasm)", files: packed.filter((file) => file.endsWith(".wasm")), limit: 600_000 },
  { what: "package JavaScript", files: packed.filter(isForBrowsers), limit: 20_000 },
  // Its bars need no library.
  { what: "page, first view", files: fetched([RESULTS]), limit: 80_000 },
  // Its charts are below its table, and drawn when they come near the window or the page is idle.
  { what: "page, overview", files: fetched([OVERVIEW, "src/lib/drawing/plot.ts"]), limit: 152_000 },
].map(({ what, files, limit }) => ({ what, files: files.length, bytes: total(files), limit }));

if (process.argv.includes("--json")) {
  console.log(JSON.stringify(budgets));
} else {
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
  console.log(`${"brotli".padEnd(22)}${"size".padStart(10)}${"budget".padStart(12)}`);
  for (const { what, bytes, limit } of budgets) {
    console.log(`${what.padEnd(22)}${kilobytes(bytes)}  ${kilobytes(limit)}${bytes > limit ? "  OVER" : ""}`);
  }
}
for (const { what, files } of budgets) {
  if (files > 0) continue;
  console.error(`error: found no file for "${what}"`);
  process.exitCode = 1;
}
if (budgets.some(({ bytes, limit }) => bytes > limit)) {
  console.error("error: over the size budget");
  process.exitCode = 1;
}
