// make load: 1, 5, 10, 20 readers at once against `coalition-lens serve` on the loopback; then one reader for 10,000 queries.
// Arguments: --quick for fewer and shorter ones.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as forward } from "node:http";
import { join } from "node:path";
import { launch, openPage } from "./lib/browser.mjs";
import { prepare, present, SNAPSHOTS } from "./lib/data.mjs";
import { machine } from "./lib/machine.mjs";
import { BENCH, PACKAGE, SCRATCH } from "./lib/places.mjs";
import { writeResult } from "./lib/results.mjs";
import { say } from "./lib/say.mjs";
import { startServer, usage } from "./lib/command.mjs";
import { quantile } from "./lib/stats.mjs";
import { memoryOf } from "./lib/processes.mjs";
import { report } from "./report.mjs";

const QUICK = process.argv.includes("--quick");
const READERS = QUICK ? [1, 5] : [1, 5, 10, 20];
const STEPS = QUICK ? 20 : 80;
const SECONDS = QUICK ? 20 : 60;
const SOAK = QUICK ? 1000 : 10_000;
/** Memory that has grown by more than this share over the last four fifths of the soak is not flat; of a whole process more. */
const FLAT = { own: 0.05, process: 0.1 };
/** Bound of the soak's cache: it has to be full early on, or its filling would be taken for a leak. */
const CACHE_BYTES = 2 << 20;

const trace = JSON.parse(readFileSync(join(BENCH, "load/trace.json"), "utf8"));

function site() {
  const folder = join(SCRATCH, "load-site");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(PACKAGE, "dist"), join(folder, "lens"), { recursive: true });
  cpSync(SNAPSHOTS, join(folder, "snapshots"), { recursive: true });
  cpSync(join(BENCH, "load/reader.mjs"), join(folder, "reader.js"));
  writeFileSync(
    join(folder, "index.html"),
    '<!doctype html><title>reader</title><link rel="icon" href="data:,"><script type="module" src="reader.js"></script>',
  );
  writeFileSync(join(folder, "_headers"), "/lens/*\n  Cache-Control: public, max-age=31536000, immutable\n");
  return folder;
}

/** Hands everything on to the server and counts it. */
async function counter(target) {
  const traffic = { requests: 0, notModified: 0, failed: 0, bytes: 0 };
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const { hostname, port } = target;
    const onward = forward({ hostname, port, method, path: url, headers }, (answer) => {
      traffic.requests += 1;
      if (answer.statusCode === 304) traffic.notModified += 1;
      if (answer.statusCode >= 400) traffic.failed += 1;
      answer.on("data", (data) => (traffic.bytes += data.length));
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => {
      traffic.failed += 1;
      response.destroy();
    });
    request.pipe(onward);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    traffic,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const percentiles = (times) => ({
  count: times.length,
  p50: quantile(times, 0.5),
  p95: quantile(times, 0.95),
  p99: quantile(times, 0.99),
});

async function enter(browser, url, election, options = {}) {
  const page = await openPage(browser, url);
  await page.waitForFunction(() => globalThis.reader);
  await page.evaluate(([...args]) => globalThis.reader.enter(...args), [election, options]);
  return page;
}

async function run(browser, folder, readers, election) {
  const { pid, url, stop } = await startServer(folder);
  const proxy = await counter(url);
  try {
    const read = async (place) => {
      const page = await enter(browser, proxy.url, election);
      const from = Math.floor((place * trace.length) / readers);
      const figures = await page.evaluate(
        ([...args]) => globalThis.reader.read(...args),
        [trace, from, STEPS, SECONDS * 1000],
      );
      await page.context().close();
      return figures;
    };
    const started = performance.now();
    const all = await Promise.all(Array.from({ length: readers }, (_, place) => read(place)));
    const seconds = (performance.now() - started) / 1000;
    const times = all.flatMap((reader) => reader.times);
    const errors = all.flatMap((reader) => reader.errors);
    errors.slice(0, 3).forEach((error) => say(error));
    const by = (query) => times.filter(([asked]) => asked === query).map(([, ms]) => ms);
    const sum = (field) => all.reduce((total, reader) => total + reader[field], 0);
    const result = {
      readers,
      seconds,
      count: times.length,
      errors: errors.length + proxy.traffic.failed,
      all: percentiles(times.map(([, ms]) => ms)),
      queries: Object.fromEntries(
        [...new Set(times.map(([query]) => query))].sort().map((query) => [query, percentiles(by(query))]),
      ),
      hitRatio: sum("hits") / (sum("hits") + sum("misses")),
      traffic: proxy.traffic,
      server: usage(pid),
      engineBytes: Math.max(...all.map(({ memory }) => memory.reservedBytes)),
    };
    say(
      `${readers} readers: p95 ${result.all.p95.toFixed(1)} ms, ${result.errors} errors, hit ratio ${result.hitRatio.toFixed(2)}`,
    );
    return result;
  } finally {
    proxy.close();
    stop();
  }
}

async function soak(browser, folder, election) {
  const { url, stop } = await startServer(folder);
  try {
    const page = await enter(browser, url.href, election, { cache: { maxBytes: CACHE_BYTES } });
    const session = await page.context().newCDPSession(page);
    const heap = async () => {
      await session.send("HeapProfiler.collectGarbage");
      return (await session.send("Runtime.getHeapUsage")).usedSize;
    };
    const whole = await page.evaluate(([...args]) => globalThis.reader.soak(...args), [trace, 0, trace.length, false]);
    const started = performance.now();
    const every = SOAK / 20;
    const samples = [];
    let errors = whole.errors.length;
    let queries = 0;
    for (let from = 0; from < SOAK; from += every) {
      const part = await page.evaluate(([...args]) => globalThis.reader.soak(...args), [trace, from, every, true]);
      part.errors.slice(0, 3).forEach((error) => say(error));
      errors += part.errors.length;
      queries += part.times;
      const { bytes: cacheBytes, evictions } = part.cache;
      samples.push({
        queries,
        ...part.memory,
        cacheBytes,
        evicted: evictions.room,
        heapBytes: await heap(),
        processBytes: await memoryOf(page),
      });
    }
    await page.context().close();
    const most = (field, some) => Math.max(...some.map((sample) => sample[field]));
    const [early, late] = [samples.slice(0, 4), samples.slice(4)];
    const grown = (field) => most(field, late) / most(field, early) - 1;
    // The browser collects the worker's garbage when it likes: what is left at the end is the least of the last fifth.
    const processEarly = most("processBytes", early);
    const processLate = Math.min(...samples.slice(-4).map(({ processBytes }) => processBytes));
    const result = {
      queries,
      errors,
      seconds: (performance.now() - started) / 1000,
      trace: { queries: whole.times, hitRatio: whole.cache.hits / (whole.cache.hits + whole.cache.misses) },
      early: most("reservedBytes", early),
      late: most("reservedBytes", late),
      heapEarly: most("heapBytes", early),
      heapLate: most("heapBytes", late),
      processEarly,
      processLate,
      cacheBytes: CACHE_BYTES,
      flat:
        grown("reservedBytes") <= FLAT.own &&
        grown("heapBytes") <= FLAT.own &&
        !(processLate / processEarly - 1 > FLAT.process),
      samples,
    };
    say(
      `soak: ${queries} queries in ${result.seconds.toFixed(0)} s, ${errors} errors, memory ${result.flat ? "flat" : "NOT flat"}`,
    );
    return result;
  } finally {
    stop();
  }
}

const [election = "sample"] = present(["d2"]);
await prepare([election]);
const folder = site();
const browser = await launch();
try {
  const runs = [];
  for (const readers of READERS) runs.push(await run(browser, folder, readers, election));
  const soaked = await soak(browser, folder, election);
  writeResult("load", { machine: machine(browser), election, runs, soak: soaked });
  report();
  if (!soaked.flat || soaked.errors > 0 || runs.some(({ errors }) => errors > 0)) {
    console.error("error: there were errors, or memory grew: see bench/results/README.md");
    process.exitCode = 1;
  }
} finally {
  await browser.close();
}
