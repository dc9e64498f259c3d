// What the client engine's cache and its counting cost, each figure a ratio to the same without them or to plain JavaScript,
// asked in turns. Arguments: the native command line, the folder of the assembled package. Prints.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";

const [binary, packageFolder] = process.argv.slice(2).map((path) => resolve(path));
const folder = mkdtempSync(join(tmpdir(), "bench-cache-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const run = (...options) => execFileSync(binary, options, { stdio: ["ignore", "pipe", "inherit"] });

/** 650 candidates, so that there are 210,925 pairs. Later candidates are ranked less often; the same on every run. */
function manyCandidates() {
  const candidates = 650;
  let state = 1;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const ballot = () =>
    [...new Set(Array.from({ length: 40 }, () => 1 + Math.floor(candidates * random() ** 1.5)))].join(" ");
  const names = Array.from({ length: candidates }, (_, index) => `"Candidate ${index + 1}"`);
  const ballots = Array.from({ length: 20_000 }, () => `1 ${ballot()} 0`);
  return [`${candidates} 5`, ...ballots, "0", ...names, '"Many"', ""].join("\n");
}

const csv = join(folder, "sample.csv");
const blt = join(folder, "many.blt");
const snapshots = join(folder, "snapshots");
run("sample", "-o", csv);
writeFileSync(blt, manyCandidates());
run("build", csv, "-o", snapshots, "--election-id", "sample", "--seats", "3");
run("build", blt, "-o", snapshots, "--election-id", "many");

const server = createServer((request, response) => {
  // The thread is busy for longer than either side keeps a connection.
  response.setHeader("connection", "close");
  try {
    response.end(readFileSync(join(snapshots, new URL(request.url, "http://host").pathname)));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const root = `http://127.0.0.1:${server.address().port}/`;

// The engine itself: what the facade adds is the same on both sides.
const glue = await import(pathToFileURL(join(packageFolder, "dist/wasm/coalition_lens.js")));
await glue.default({ module_or_path: readFileSync(join(packageFolder, "dist/wasm/coalition_lens_bg.wasm")) });
const open = (options) => glue.Engine.open(root, options, { event() {}, closed: new AbortController().signal });

async function time(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Times two kinds of work in turns, each first every other time. Prints the ratios of the best times and of the medians. */
async function paired(what, rounds, one, other) {
  const times = [[], []];
  for (let round = -Math.ceil(rounds / 10); round < rounds; round++) {
    for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const ms = await time([one, other][side]);
      if (round >= 0) times[side].push(ms);
    }
  }
  const [best, middle] = [(all) => Math.min(...all), median].map((of) => of(times[0]) / of(times[1]));
  const [first, second] = times.map((all) =>
    Math.min(...all)
      .toFixed(4)
      .padStart(9),
  );
  console.log(`${what.padEnd(56)} ${first} ${second}  × ${best.toFixed(3)}  × ${middle.toFixed(3)}`);
}

const cached = await open({});
const plain = await open({ max_bytes: 0 });
console.log(`${"best of each, in ms".padEnd(56)} ${"this".padStart(9)} ${"that".padStart(9)}  best     medians`);

for (const [query, more] of [
  ["pairs", {}],
  ["network", {}],
  ["types", {}],
  ["candidates", {}],
]) {
  const name = query === "candidates" ? "fields" : query === "types" ? "min_shared_ballots" : "min_strength";
  const fields = ["mentions", "first_choice_votes", "candidate_name", "winner", "rank_counts"];
  let asked = 0;
  // Never the same twice.
  const next = () => {
    const number = asked++ >> 1;
    if (name === "min_strength") return { ...more, [name]: number / 1e5 };
    if (name === "min_shared_ballots") return { [name]: number };
    return { page_size: 1 + (number % 900), sort_by: fields[0], where: { length: { min: 1, max: 2 + number } } };
  };
  const ask = (engine) => () => engine.query("sample", query, next(), undefined);
  await paired(`a miss of ${query}, against no cache`, 400, ask(cached), ask(plain));
}

// 20 to a measurement: the clock is too coarse for one.
const hits = (control) => async () => {
  for (let time = 0; time < 20; time++) await cached.query("sample", "pairs", {}, control);
};
await paired("20 hits of pairs, counted, against uncounted", 1000, hits(undefined), hits({ warm: true }));

const many = { min_shared_ballots: 0, page: 3 };
const table = await cached.table("many", "pairs", { min_shared_ballots: 0, min_strength: -1 }, "columns", undefined);
const names = Object.keys(table.columns);
const columns = names.map((name) => table.columns[name]);
const flags = columns.map((column) => column instanceof Uint8Array);
const score = table.columns.coalition_strength_score;
const shared = table.columns.shared_ballots;
/** The rows come sorted. A filter over all of them, and the rows of one page as objects. */
function javascript(strength) {
  const places = new Uint32Array(table.rows);
  let found = 0;
  for (let row = 0; row < table.rows; row++) if (score[row] >= strength && shared[row] >= 0) places[found++] = row;
  const data = Array.from(places.subarray(100, 150), (place) => {
    const row = {};
    for (let column = 0; column < names.length; column++) {
      const value = columns[column][place];
      row[names[column]] = flags[column] ? value === 1 : Number.isNaN(value) ? null : value;
    }
    return row;
  });
  return { data, total_items: found };
}
const asObjects = async (params) => JSON.parse(await cached.query("many", "pairs", { ...many, ...params }, undefined));
const [{ data, pagination }, plainly] = [await asObjects({ min_strength: -0.8 }), javascript(-0.8)];
assert.deepEqual([pagination.total_items, data], [plainly.total_items, plainly.data]);
let step = 0;
const strength = () => -0.9 - (step++ >> 1) / 1e5;
console.log(`${table.rows} pairs, of which ${javascript(-0.9).total_items} pass the filter; objects included:`);
await paired(
  "the third page at a new threshold, against JavaScript",
  300,
  () => asObjects({ min_strength: strength() }),
  () => javascript(strength()),
);
await asObjects({ min_strength: -0.9 });
await paired(
  "the third page at a threshold asked before, the same",
  300,
  () => asObjects({ min_strength: -0.9 }),
  () => javascript(-0.9),
);
cached.close();
plain.close();
server.close();
