// In the browser: groups of voters counted by the engine, by typed arrays in JavaScript, and by DuckDB-Wasm.
import * as duckdb from "@duckdb/duckdb-wasm";

/** The browser's clock ticks in tenths of a millisecond: short runs are timed many at a time. */
const TICKS = 3;
const ROUNDS = 5;

/** The best of some rounds in milliseconds, within some seconds, and what the last run gave. */
function timed(run, seconds = 2) {
  const deadline = performance.now() + seconds * 1000;
  let best = Infinity;
  let runs = 1;
  let result;
  for (let round = 0; round < ROUNDS || (round < 60 && performance.now() < deadline);) {
    const started = performance.now();
    for (let again = 0; again < runs; again += 1) result = run();
    const took = performance.now() - started;
    if (took < TICKS) {
      runs *= 2;
    } else {
      best = Math.min(best, took / runs);
      round += 1;
    }
  }
  return { ms: best, result };
}

async function timedAsync(run, seconds = 4) {
  const deadline = performance.now() + seconds * 1000;
  let best = Infinity;
  for (let round = 0; round < 20 && (round === 0 || performance.now() < deadline); round += 1) {
    const started = performance.now();
    await run();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

async function engine(url) {
  const module = await WebAssembly.compileStreaming(fetch(url));
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => {
      throw new Error(`the kernels called ${name}`);
    };
  }
  return (await WebAssembly.instantiate(module, imports)).exports;
}

/** The rankings as flat arrays of their own. */
function flat(exports, rows) {
  const ranks = exports.fact(1);
  const { buffer } = exports.memory;
  return {
    rows,
    ranks,
    candidates: exports.fact(0),
    entries: new Uint8Array(buffer, exports.fact(3), rows * ranks).slice(),
    lengths: new Uint8Array(buffer, exports.fact(4), rows).slice(),
    counts: new Int32Array(buffer, exports.fact(5), rows).slice(),
  };
}

/** Every pair of every ranking from row `from` on, by order and distance: what a careful programmer writes in JavaScript. */
function countPairs({ ranks, candidates: n, entries, lengths, counts }, from, to) {
  const above = new Int32Array((ranks - 1) * n * n);
  for (let row = from, base = from * ranks; row < to; row += 1, base += ranks) {
    const length = lengths[row];
    const count = counts[row];
    for (let upper = 0; upper < length; upper += 1) {
      const start = entries[base + upper] * n;
      for (let lower = upper + 1; lower < length; lower += 1) {
        above[(lower - upper - 1) * n * n + start + entries[base + lower]] += count;
      }
    }
  }
  return above;
}

/** Where each candidate's first-choice supporters begin: the rows are sorted. */
function offsets({ rows, ranks, candidates, entries }) {
  const starts = new Int32Array(candidates + 1).fill(rows);
  for (let row = rows - 1; row >= 0; row -= 1) starts[entries[row * ranks]] = row;
  for (let first = candidates - 1; first >= 0; first -= 1) starts[first] = Math.min(starts[first], starts[first + 1]);
  return starts;
}

const total = (counts) => counts.reduce((sum, count) => sum + count, 0);

async function duck() {
  const base = new URL("duckdb/", globalThis.location.href).href;
  const db = new duckdb.AsyncDuckDB(
    new duckdb.VoidLogger(),
    new globalThis.Worker(`${base}duckdb-browser-eh.worker.js`),
  );
  await db.instantiate(`${base}duckdb-eh.wasm`);
  return { db, connection: await db.connect() };
}

/** The wide table, and the pairs in three forms: whichever is fastest counts. */
function forms(ranks, where) {
  const pairs = [];
  for (let upper = 1; upper <= ranks; upper += 1) {
    for (let lower = upper + 1; lower <= ranks; lower += 1) pairs.push([upper, lower]);
  }
  const condition = (lower) => `where r${lower} is not null${where ? ` and ${where}` : ""}`;
  const each = pairs.map(([a, b]) => `select r${a} a, r${b} b, ${b - a} d, count from wide ${condition(b)}`);
  const summed = pairs.map(
    ([a, b]) => `select r${a} a, r${b} b, ${b - a} d, sum(count) count from wide ${condition(b)} group by a, b`,
  );
  const listed = pairs.map(([a, b]) => `{a: r${a}, b: r${b}, d: ${b - a}}`).join(", ");
  return [
    `select a, b, d, sum(count) from (${each.join(" union all ")}) group by all`,
    `select a, b, d, sum(count) from (${summed.join(" union all ")}) group by all`,
    `select p.a, p.b, p.d, sum(count) from (select unnest([${listed}]) p, count from wide ${where ? `where ${where}` : ""})
     where p.b is not null group by all`,
  ];
}

async function load({ db, connection }, { rows, ranks, entries, lengths, counts }) {
  const lines = [];
  for (let row = 0; row < rows; row += 1) {
    const cells = [counts[row]];
    for (let rank = 0; rank < ranks; rank += 1) cells.push(rank < lengths[row] ? entries[row * ranks + rank] : "");
    lines.push(cells.join(","));
  }
  await db.registerFileText("wide.csv", lines.join("\n"));
  const columns = Array.from({ length: ranks }, (_, rank) => `'r${rank + 1}': 'UTINYINT'`).join(", ");
  await connection.query("drop table if exists wide");
  await connection.query(
    `create table wide as from read_csv('wide.csv', header = false, columns = {'count': 'INTEGER', ${columns}})`,
  );
}

async function measure(exports, rows, sql) {
  const data = flat(exports, rows);
  const starts = offsets(data);
  const rival = timed(() => countPairs(data, 0, rows));
  const plain = timed(() => exports.every_pair());
  const ours = timed(() => exports.tally());
  const figures = { rows, bytesPerRanking: exports.fact(2) / rows };
  if (total(rival.result) !== ours.result || plain.result !== ours.result) throw new Error("the counts differ");
  const firsts = timed(() => exports.tally_by_first());
  const rivalFirsts = timed(() => {
    let sum = 0;
    for (let first = 0; first < data.candidates; first += 1) {
      sum += total(countPairs(data, starts[first], starts[first + 1]));
    }
    return sum;
  });
  if (rivalFirsts.result !== firsts.result) throw new Error("the counts by first choice differ");
  Object.assign(figures, {
    all: { wasm: ours.ms, wasmEveryPair: plain.ms, javascript: rival.ms },
    byFirst: { wasm: firsts.ms, javascript: rivalFirsts.ms },
    nullModel: timed(() => exports.null_model()).ms - ours.ms,
    answers: Array.from({ length: data.candidates + 1 }, (_, first) => timed(() => exports.answers(first), 0.3).ms),
  });
  if (sql) {
    await load(sql, data);
    const best = async (where) => {
      const times = [];
      for (const form of forms(data.ranks, where)) times.push(await timedAsync(() => sql.connection.query(form)));
      return Math.min(...times);
    };
    const counted = await sql.connection.query(`select sum(x)::double from (${forms(data.ranks)[0]}) t(a, b, d, x)`);
    const [sum] = counted.toArray().map((row) => Object.values(row.toJSON())[0]);
    if (sum !== ours.result) throw new Error(`DuckDB counts ${sum}, not ${ours.result}`);
    figures.all.duckdb = await best("");
    const popular = data.entries[Math.floor(rows / 2) * data.ranks];
    figures.oneFirst = {
      javascript: timed(() => countPairs(data, starts[popular], starts[popular + 1])).ms,
      duckdb: await best(`r1 = ${popular}`),
    };
  }
  return figures;
}

/** All figures of the elections and of drawn ones. */
globalThis.run = async ({ elections, drawn, growth }) => {
  const exports = await engine("voters.wasm");
  const sql = await duck();
  const figures = {};
  for (const { name, candidates } of elections) {
    const bytes = new Uint8Array(await (await fetch(`${name}-${candidates}.arrow`)).arrayBuffer());
    const room = exports.room(bytes.length);
    new Uint8Array(exports.memory.buffer, room, bytes.length).set(bytes);
    figures[name] = await measure(exports, exports.load(candidates), sql);
  }
  for (const rows of drawn) figures[rows] = await measure(exports, exports.prepare(rows), rows <= 1e6 && sql);
  const grown = {};
  for (const rows of growth) {
    exports.prepare(rows);
    exports.tally();
    grown[rows] = {
      bytesPerRanking: exports.fact(2) / rows,
      tally: timed(() => exports.tally(), 1).ms,
      byFirst: timed(() => exports.tally_by_first(), 1).ms,
      answers: timed(() => exports.answers(0), 1).ms,
    };
  }
  return { figures, grown };
};
