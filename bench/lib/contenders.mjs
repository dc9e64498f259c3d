// Who takes part, and their pages.
import { join } from "node:path";
import { build } from "esbuild";
import { BENCH, MODULES, PACKAGE, SCRATCH } from "./places.mjs";

const BUNDLES = join(SCRATCH, "pages");

/** `questions`: what a contender answers. The first is the one that the others are compared with. */
export const CONTENDERS = [
  { id: "lens", title: "coalition-lens", module: "coalition-lens", questions: ["pairsPage", "pairCounts"] },
  {
    id: "lens-thread",
    title: "coalition-lens, no worker",
    module: "coalition-lens",
    options: { worker: false },
    questions: ["pairsPage", "pairCounts"],
  },
  { id: "kernel", title: "coalition-lens, its kernel alone", module: "kernel", questions: ["pairCounts"] },
  {
    id: "javascript",
    title: "plain JavaScript, typed arrays",
    module: "typed-arrays",
    questions: ["pairsPage", "pairCounts"],
  },
  { id: "prefixes", title: "JavaScript given our algorithm", module: "prefixes", questions: ["pairCounts"] },
  { id: "crossfilter", title: "crossfilter2", module: "crossfilter", questions: ["pairsPage", "pairCounts"] },
  { id: "arquero", title: "Arquero", module: "arquero", questions: ["pairsPage", "pairCounts"] },
  { id: "duckdb", title: "DuckDB-Wasm", module: "duckdb", questions: ["pairsPage", "pairCounts"] },
  {
    id: "duckdb-threads",
    title: "DuckDB-Wasm, two threads",
    module: "duckdb",
    options: { threads: 2 },
    questions: ["pairsPage", "pairCounts"],
  },
  { id: "sqljs", title: "sql.js", module: "sqljs", questions: ["pairsPage", "pairCounts"] },
  { id: "perspective", title: "Perspective", module: "perspective", questions: ["pairsPage", "pairCounts"] },
];

const html = (script) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">` +
  `<script type="module" src="${script}"></script></head><body></body></html>`;

const common = {
  bundle: true,
  format: "esm",
  target: "es2022",
  logLevel: "error",
  nodePaths: [MODULES],
  external: ["fs", "path", "crypto"],
  // Served as they are: the package and Perspective find worker and engine beside their own files.
  plugins: [
    {
      name: "served",
      setup: (plugin) => {
        plugin.onResolve({ filter: /^coalition-lens$/ }, () => ({ path: "/lens/index.js", external: true }));
        plugin.onResolve({ filter: /^\/modules\// }, ({ path }) => ({ path, external: true }));
      },
    },
  ],
};

/** Bundles for timing, and minified ones for the first visit with `starts` (one entry for each id). */
export async function bundle(contenders, starts = {}) {
  const entry = (contents) => ({ contents, resolveDir: BENCH, loader: "js" });
  const texts = { "/blank.html": '<!doctype html><html lang="en"><title>blank</title><link rel="icon" href="data:,">' };
  for (const { id, module } of contenders) {
    const stdin = entry(
      `import * as peer from "./peers/${module}.mjs"; import { contend } from "./pages/contender.mjs"; contend(peer);`,
    );
    await build({ ...common, stdin, outfile: join(BUNDLES, `${id}.js`) });
    texts[`/${id}.html`] = html(`/pages/${id}.js`);
  }
  for (const [id, { module, ...what }] of Object.entries(starts)) {
    const call = `start(peer, ${JSON.stringify(what)})`;
    const stdin = entry(
      `import * as peer from "./peers/${module}.mjs"; import { start } from "./pages/contender.mjs"; ${call};`,
    );
    await build({ ...common, stdin, minify: true, outfile: join(BUNDLES, `start-${id}.js`) });
    texts[`/start-${id}.html`] = html(`/pages/start-${id}.js`);
  }
  return texts;
}

/** What the pages load, for `serve`. */
export const folders = (snapshots, data) => ({
  "/pages/": BUNDLES,
  "/lens/": join(PACKAGE, "dist"),
  "/modules/": MODULES,
  "/snapshots/": snapshots,
  "/data/": data,
  "/kernels/": join(SCRATCH, "kernels"),
});
