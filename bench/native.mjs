// The native part: the builder against DuckDB, kernels in wasm against the same natively, sizes.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { launch, openPage } from "./lib/browser.mjs";
import { folders } from "./lib/contenders.mjs";
import { machine } from "./lib/machine.mjs";
import { BENCH, BINARY, PYTHON, REAL, SCRATCH, TARGET } from "./lib/places.mjs";
import { writeResult } from "./lib/results.mjs";
import { say } from "./lib/say.mjs";
import { serve } from "./lib/server.mjs";
import { ratio, summary } from "./lib/stats.mjs";

const EXAMPLES = join(TARGET, "release/examples");
const WIDE = join(REAL, "portland2024/d2_wide_clearballot_RECONSTRUCTED_status0.csv.gz");
const BLTS = ["portland2024/d2_profile.blt", "nyc2025_mayor/nyc2025_mayor.blt"].map((file) => join(REAL, file));

function wideFile() {
  mkdirSync(SCRATCH, { recursive: true });
  const file = join(SCRATCH, "wide.csv");
  if (existsSync(WIDE)) {
    writeFileSync(file, gunzipSync(readFileSync(WIDE)));
    return { file, title: "Portland, District 2, wide CSV" };
  }
  say("skipped: the builder on Portland's CSV; a sample election of its size instead");
  execFileSync(BINARY, ["sample", "--ballots", "75000", "--candidates", "26", "-o", file], { stdio: "ignore" });
  return { file, title: "sample election of 75,000 ballots, wide CSV" };
}

/** Bytes of what a snapshot publishes, by table. */
function snapshotSizes(wide) {
  const folder = mkdtempSync(join(tmpdir(), "bench-snapshot-"));
  try {
    execFileSync(BINARY, ["build", wide, "-o", folder, "--election-id", "bench"], { stdio: "ignore" });
    const sizes = {};
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name === "_headers") continue;
      const table = entry.name.replace(/-[0-9a-f]{16}.*|\.json/, "").replace(/-\d+$/, "");
      sizes[table] = (sizes[table] ?? 0) + statSync(join(entry.parentPath ?? entry.path, entry.name)).size;
    }
    return sizes;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function buildAgainstDuckdb(rounds) {
  const { file, title } = wideFile();
  const more = BLTS.filter((blt) => existsSync(blt));
  const output = execFileSync(PYTHON, [join(BENCH, "native/build.py"), BINARY, file, String(rounds), ...more], {
    encoding: "utf8",
  });
  const { buildSeconds, duckdbSeconds, ...rest } = JSON.parse(output);
  const result = {
    title,
    build: summary(buildSeconds),
    duckdb: summary(duckdbSeconds),
    ratio: ratio(duckdbSeconds, buildSeconds),
    version: rest.duckdb,
    counts: rest.counts,
    peakMb: rest.peakMb,
    sizes: { ...rest.sizes, snapshot: snapshotSizes(file) },
  };
  say(
    `build ${result.build.median.toFixed(2)} s, DuckDB ${result.duckdb.median.toFixed(2)} s: × ${result.ratio.median.toFixed(1)}`,
  );
  return result;
}

/** Lines of "=> [case] kernel median sum", among those that criterion writes. */
function nativeTimes(example, args) {
  const output = execFileSync(join(EXAMPLES, example), args, { encoding: "utf8" });
  return output
    .split("\n")
    .filter((line) => line.startsWith("=> "))
    .map((line) => line.split(" ").slice(1))
    .map((words) => ({ key: words.slice(0, -2).join(" "), ms: Number(words.at(-2)), sum: Number(words.at(-1)) }));
}

/** In the page: the median of many runs of each kernel that the native program has timed. */
async function inWasm([file, keys]) {
  const module = await WebAssembly.compileStreaming(fetch(`/kernels/${file}.wasm`));
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => {
      throw new Error(`the kernels called ${name}`);
    };
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  const load = async (name) => {
    if (/^\d+$/.test(name)) return exports.prepare(Number(name));
    const found = (await (await fetch("/list.json")).json()).find((entry) => entry.startsWith(`${name}-`));
    const bytes = new Uint8Array(await (await fetch(`/profiles/${found}`)).arrayBuffer());
    const room = exports.room(bytes.length);
    new Uint8Array(exports.memory.buffer, room, bytes.length).set(bytes);
    return exports.load(Number(/-(\d+)\.arrow$/.exec(found)[1]));
  };
  const times = {};
  let loaded;
  if (!keys[0].includes(" ")) exports.prepare();
  for (const key of keys) {
    const [kernel, name] = key.split(" ").reverse();
    if (name !== loaded) await load((loaded = name));
    const each = (calls) => {
      const started = performance.now();
      for (let call = 0; call < calls; call += 1) exports[kernel]();
      return (performance.now() - started) / calls;
    };
    // As many calls to a measurement as take two milliseconds: the clock is coarse.
    const calls = Math.ceil(2 / Math.min(each(1), each(1), each(1)));
    const runs = [];
    const begun = performance.now();
    while (runs.length < 3 || performance.now() - begun < 2000) runs.push(each(calls));
    times[key] = { ms: runs.sort((a, b) => a - b)[runs.length >> 1], sum: exports[kernel]() };
  }
  return times;
}

async function kernels(rounds) {
  for (const example of ["kernels", "voters"]) {
    const wasm = join(folders()["/kernels/"], `${example}.wasm`);
    if (existsSync(wasm) && existsSync(join(EXAMPLES, example))) continue;
    say(`skipped: the kernels: ${example} is not built (bench/bench.sh builds it)`);
    return null;
  }
  const browser = await launch();
  const profiles = mkdtempSync(join(tmpdir(), "bench-profiles-"));
  const examples = [
    ["kernels", []],
    ["voters", [profiles, ...BLTS.filter((blt) => existsSync(blt))]],
  ];
  const texts = { "/index.html": "<!doctype html><title>kernels</title><link rel='icon' href='data:,'>" };
  const best = {};
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const [example, args] of examples) {
        const native = nativeTimes(example, args);
        texts["/list.json"] = JSON.stringify(readdirSync(profiles));
        const server = await serve({ folders: { ...folders(), "/profiles/": profiles }, texts });
        const page = await openPage(browser, `${server.url}index.html`);
        const wasm = await page.evaluate(inWasm, [example, native.map(({ key }) => key)]);
        await page.context().close();
        server.close();
        for (const { key, ms, sum } of native) {
          if (wasm[key].sum !== sum) throw new Error(`${key} gives ${wasm[key].sum} in wasm and ${sum} natively`);
          const kernel = (best[key] ??= { native: Infinity, wasm: Infinity, ratios: [] });
          kernel.native = Math.min(kernel.native, ms);
          kernel.wasm = Math.min(kernel.wasm, wasm[key].ms);
          kernel.ratios.push(wasm[key].ms / ms);
        }
      }
      say(`kernels, round ${round + 1} of ${rounds}`);
    }
  } finally {
    rmSync(profiles, { recursive: true });
    await browser.close();
  }
  return best;
}

/** Seconds of counts by pref_voting, by election and kernel. */
function countsByPrefVoting(rounds) {
  const args = [join(BENCH, "native/rounds.py"), BINARY, String(rounds), ...BLTS.filter((blt) => existsSync(blt))];
  const output = execFileSync(PYTHON, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const { seconds, version } = JSON.parse(output);
  const counts = Object.entries(seconds).map(([key, each]) => [key, summary(each)]);
  for (const [key, { median }] of counts) say(`${key}: pref_voting ${median.toFixed(2)} s`);
  return { seconds: Object.fromEntries(counts), version };
}

export async function nativePart({ buildRounds = 5, kernelRounds = 2, countRounds = 3 } = {}) {
  const build = existsSync(PYTHON) ? buildAgainstDuckdb(buildRounds) : null;
  if (!build) say(`skipped: the builder against DuckDB: ${PYTHON} is absent (bench/bench.sh makes it)`);
  const counts = existsSync(PYTHON) ? countsByPrefVoting(countRounds) : null;
  writeResult("native", { build, counts, kernels: await kernels(kernelRounds), machine: machine() });
}
