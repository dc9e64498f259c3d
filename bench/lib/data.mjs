// The elections that everybody answers about: a snapshot made by the builder, and the same tables for the peers.
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { makeVector, Table, tableFromIPC, tableToIPC } from "apache-arrow";
import { BINARY, PACKAGE, REAL, SCRATCH } from "./places.mjs";
import { say } from "./say.mjs";
import { serve } from "./server.mjs";
import { FIELDS } from "../peers/common.mjs";
import { distinctRankings, manyCandidates, CANDIDATES, RANKS, writeRankings } from "./synthetic.mjs";

export const DATA = join(SCRATCH, "data");
export const SNAPSHOTS = join(DATA, "snapshots");

const real = (name, title, file) => ({ name, title, source: join(REAL, file), real: true });
const drawn = (name, title, draw) => ({ name, title, source: join(DATA, `${name}.csv`), draw });

const many = (name, title, candidates, ballots) =>
  drawn(name, title, (file) => writeRankings(file, manyCandidates(candidates, ballots), candidates, 10));
const distinct = (name, title, rows) =>
  drawn(name, title, (file) => writeRankings(file, distinctRankings(rows), CANDIDATES, RANKS));

export const ELECTIONS = {
  d2: real("d2", "Portland, District 2", "portland2024/d2_profile.blt"),
  nyc: real("nyc", "New York, mayor", "nyc2025_mayor/nyc2025_mayor.blt"),
  sample: drawn("sample", "sample election", (file) =>
    execFileSync(BINARY, ["sample", "-o", file], { stdio: "ignore" }),
  ),
  pairs20k: many("pairs20k", "20,100 pairs", 201, 20_000),
  pairs200k: many("pairs200k", "200,028 pairs", 633, 60_000),
  distinct100k: distinct("distinct100k", "10^5 distinct rankings", 100_000),
  million: distinct("million", "10^6 distinct rankings", 1_000_000),
};

/** What is measured, by its name in the results. */
export const MEASURES = {
  page: "third page of 50 pairs, filtered and sorted",
  all: "pair counts of all ballots",
  segment: "pair counts of one candidate's first-choice ballots",
  each: "pair counts of every candidate's first-choice ballots in turn",
};

/** Those of the elections whose data are here; tells which are left out. */
export function present(names) {
  return names.filter((name) => {
    const { source, real: isReal, title } = ELECTIONS[name];
    const here = !isReal || existsSync(source);
    if (!here) say(`skipped: ${title}: ${source} is absent`);
    return here;
  });
}

const hashOf = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

/** What a program of another format version left is made again. */
function forgetOtherVersions() {
  if (!existsSync(join(SNAPSHOTS, "manifest.json"))) return;
  try {
    execFileSync(BINARY, ["inspect", SNAPSHOTS], { stdio: "ignore" });
  } catch {
    rmSync(SNAPSHOTS, { recursive: true });
    for (const name of readdirSync(DATA).filter((name) => name.endsWith(".stamp"))) rmSync(join(DATA, name));
  }
}

/** Builds each election into the snapshot, and writes what the peers load, unless that has been done. */
export async function prepare(names) {
  mkdirSync(DATA, { recursive: true });
  forgetOtherVersions();
  const code = hashOf(join(import.meta.dirname, "synthetic.mjs")) + hashOf(import.meta.filename);
  for (const name of names) {
    const { source, draw } = ELECTIONS[name];
    const { mtimeMs, size } = statSync(BINARY);
    const stamp = join(DATA, `${name}.stamp`);
    const want = `${code} ${BINARY} ${mtimeMs} ${size} ${statSync(source, { throwIfNoEntry: false })?.size}`;
    if (existsSync(stamp) && existsSync(join(SNAPSHOTS, "manifest.json")) && readFileSync(stamp, "utf8") === want)
      continue;
    say(`preparing ${ELECTIONS[name].title}`);
    draw?.(source);
    execFileSync(BINARY, ["build", source, "-o", SNAPSHOTS, "--election-id", name], { stdio: "ignore" });
    await publish(name);
    writeFileSync(stamp, want.replace(/\S+$/, String(statSync(source).size)));
  }
}

/** The election's tables for the peers: pairs by column as JSON, rankings as flat arrays, and as one Arrow file for the kernels. */
async function publish(name) {
  const { open } = await import(pathToFileURL(join(PACKAGE, "dist/node.js")));
  const server = await serve({ folders: { "/snapshots/": SNAPSHOTS } });
  const lens = await open(`${server.url}snapshots/`);
  try {
    const election = await lens.election(name);
    const every = {
      min_shared_ballots: 0,
      min_strength: -1,
      fields: FIELDS,
      sort_by: "candidate_1",
      sort_order: "asc",
    };
    const { columns } = await election.table("pairs", every);
    const plain = Object.fromEntries(Object.entries(columns).map(([field, values]) => [field, [...values]]));
    // Not a number is null in JSON, as it should be.
    writeFileSync(join(DATA, `${name}.pairs.json`), JSON.stringify(plain));
    writeRankingsFor(name, election.descriptor);
  } finally {
    lens.close();
    server.close();
  }
}

function writeRankingsFor(name, { tables, candidates, max_rankings: ranks }) {
  const parts = tables.profile.map(({ path }) => tableFromIPC(gunzipSync(readFileSync(join(SNAPSHOTS, path)))));
  const rows = parts.reduce((sum, part) => sum + part.numRows, 0);
  const wide = candidates.length > 255;
  const absent = wide ? 0xffff : 0xff;
  const entries = new (wide ? Uint16Array : Uint8Array)(rows * ranks).fill(absent);
  const lengths = new Uint8Array(rows);
  const counts = new Int32Array(rows);
  let from = 0;
  for (const part of parts) {
    for (let rank = 0; rank < ranks; rank += 1) {
      const column = part.getChild(`rank_${rank + 1}`);
      for (let row = 0; row < part.numRows; row += 1) {
        const candidate = column.get(row);
        if (candidate === null) continue;
        entries[(from + row) * ranks + rank] = candidate;
        lengths[from + row] = rank + 1;
      }
    }
    const column = part.getChild("count");
    for (let row = 0; row < part.numRows; row += 1) counts[from + row] = column.get(row);
    from += part.numRows;
  }
  const ids = candidates.map(({ id }) => id);
  writeFileSync(join(DATA, `${name}.rankings.json`), JSON.stringify({ rows, ranks, ids, wide }));
  const bytes = [counts, entries, lengths].map(({ buffer }) => Buffer.from(buffer));
  writeFileSync(join(DATA, `${name}.rankings.bin`), Buffer.concat(bytes));
  writeFileSync(join(DATA, `${name}.arrow`), oneTable({ rows, ranks, entries, lengths, counts, wide }));
}

/** The profile as one Arrow file with one batch, as the kernels decode it. */
function oneTable({ rows, ranks, entries, lengths, counts, wide }) {
  const columns = {};
  for (let rank = 0; rank < ranks; rank += 1) {
    const data = new (wide ? Uint16Array : Uint8Array)(rows);
    const nullBitmap = new Uint8Array(Math.ceil(rows / 64) * 8);
    let nullCount = 0;
    for (let row = 0; row < rows; row += 1) {
      if (rank < lengths[row]) {
        data[row] = entries[row * ranks + rank];
        nullBitmap[row >> 3] |= 1 << (row & 7);
      } else {
        nullCount += 1;
      }
    }
    const { type } = makeVector(data);
    columns[`rank_${rank + 1}`] = makeVector(
      nullCount > 0 ? { type, data, nullBitmap, nullCount, length: rows } : { type, data, length: rows },
    );
  }
  columns.count = makeVector(Uint32Array.from(counts));
  return tableToIPC(new Table(columns), "file");
}

export const rankingsOf = (name) => JSON.parse(readFileSync(join(DATA, `${name}.rankings.json`), "utf8"));

/** Questions that have at least three pages: thresholds that vary, so that no answer is merely remembered. */
export function pageQuestions(name) {
  const { shared_ballots: shared, coalition_strength_score: scores } = JSON.parse(
    readFileSync(join(DATA, `${name}.pairs.json`), "utf8"),
  );
  const at = (values, q) =>
    values.filter((value) => value !== null).sort((a, b) => a - b)[Math.floor(values.length * q)];
  const least = at(shared, 0.08);
  const strength = Math.max(
    at(
      scores.filter((score) => score !== null),
      0.15,
    ),
    -0.99,
  );
  const matching = (floor) => shared.filter((ballots, row) => ballots >= floor && scores[row] >= strength).length;
  return Array.from({ length: 8 }, (_, step) => least + step)
    .filter((floor) => matching(floor) >= 150)
    .map((min_shared_ballots) => ({ min_shared_ballots, min_strength: strength, page: 3, page_size: 50 }));
}

/** The three candidates with the most first choices among distinct rankings, by their places. */
export function popularFirsts(name) {
  const { rows, ranks, ids, wide } = rankingsOf(name);
  const bytes = readFileSync(join(DATA, `${name}.rankings.bin`));
  const body = bytes.buffer.slice(
    bytes.byteOffset + rows * 4,
    bytes.byteOffset + rows * 4 + rows * ranks * (wide ? 2 : 1),
  );
  const entries = new (wide ? Uint16Array : Uint8Array)(body);
  const firsts = new Int32Array(ids.length);
  for (let row = 0; row < rows; row += 1) firsts[entries[row * ranks]] += 1;
  return [...firsts.keys()].sort((a, b) => firsts[b] - firsts[a]).slice(0, 3);
}
