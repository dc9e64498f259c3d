// DuckDB-Wasm in its worker, tables from Arrow.
import * as duckdb from "@duckdb/duckdb-wasm";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { arrowOf } from "./arrow.mjs";
import { Counts, exploded, lazily, rankColumn, rankPairs } from "./common.mjs";
import { countQueries, filled, pageQuery, pageValues } from "./sql.mjs";

const DIST = new URL("/modules/@duckdb/duckdb-wasm/dist/", globalThis.location.href).href;

/** `threads`: its build with threads of WebAssembly, which needs an isolated page, and how many. */
async function connect({ threads = 1 } = {}) {
  const build = threads > 1 ? "coi" : "eh";
  const worker = new Worker(`${DIST}duckdb-browser-${build}.worker.js`);
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await db.instantiate(
    `${DIST}duckdb-${build}.wasm`,
    threads > 1 ? `${DIST}duckdb-browser-coi.pthread.worker.js` : null,
  );
  const connection = await db.connect();
  if (threads > 1) await connection.query(`set threads = ${threads}`);
  return connection;
}

/** Rows that are handed over at once. */
const BATCH = 1_000_000;

async function insert(connection, name, table) {
  for (let from = 0; from === 0 || from < table.numRows; from += BATCH) {
    const rows = tableToIPC(table.slice(from, from + BATCH), "stream");
    await connection.insertArrowFromIPCStream(rows, { name, create: from === 0 });
  }
}

export async function load({ pairs, rankings, options }) {
  const connection = await connect(options);
  return {
    pairsPage: pairs && (await pages(connection, pairs)),
    pairCounts: rankings && (await counting(connection, rankings)),
  };
}

async function pages(connection, columns) {
  await insert(connection, "pairs", arrowOf(columns));
  const sorted =
    "create table sorted as from pairs order by coalition_strength_score desc nulls last, candidate_1, candidate_2";
  const objects = (table) => table.toArray().map((row) => row.toJSON());
  const prepared = async (query) => {
    const statement = await connection.prepare(query);
    return async (ask) => objects(await statement.query(...pageValues(ask)));
  };
  return {
    query: async (ask) => objects(await connection.query(filled(pageQuery("pairs"), pageValues(ask)))),
    "prepared statement": lazily(() => prepared(pageQuery("pairs"))),
    "table in order, prepared": lazily(async () => {
      await connection.query(sorted);
      return prepared(pageQuery("sorted", ""));
    }),
  };
}

async function counting(connection, rankings) {
  const { ranks, counts: ballots, candidates } = rankings;
  const bytes = { ballots };
  for (let rank = 0; rank < ranks; rank += 1) {
    bytes[`r${rank + 1}`] = Uint8Array.from(rankColumn(rankings, rank), (place) => place ?? 255);
  }
  const narrow = Array.from({ length: ranks }, (_, rank) => `nullif(r${rank + 1}, 255) r${rank + 1}`);
  let wide;
  const makeWide = async () => {
    await insert(connection, "bytes", tableFromArrays(bytes));
    await connection.query(`create table wide as select ballots, ${narrow.join(", ")} from bytes`);
    await connection.query("drop table bytes");
  };

  const counted = async (query) => {
    const table = await connection.query(query);
    const [a, b, d, ballots] = ["a", "b", "d", "ballots"].map((name) => table.getChild(name).toArray());
    const counts = new Counts(rankings);
    for (let row = 0; row < a.length; row += 1) counts.add(a[row], b[row], d[row], ballots[row]);
    return counts.values;
  };
  const listed = rankPairs(ranks)
    .map(([a, b]) => `{a: r${a}, b: r${b}, d: ${b - a}}`)
    .join(", ");
  const first = (segment) => (segment ? `where r1 = ${segment.first}` : "");
  const ofWide = {
    ...countQueries(ranks),
    "unnested structs": (segment) =>
      `select p.a a, p.b b, p.d d, sum(ballots)::double ballots from (select unnest([${listed}]) p, ballots from wide ${first(segment)})
       where p.b is not null group by all`,
  };
  const [n, square] = [candidates, candidates ** 2];
  const ofExploded = (segment) =>
    `select key % ${n} a, key // ${n} % ${n} b, key // ${square} + 1 d, ballots
     from (select key, sum(count)::double ballots from exploded ${segment ? `where first = ${segment.first}` : ""} group by key)`;
  const form = (table, query) =>
    lazily(async () => {
      await table();
      return (segment) => counted(query(segment));
    });
  const forms = Object.entries(ofWide).map(([name, query]) => [name, form(() => (wide ??= makeWide()), query)]);
  const makeExploded = () => insert(connection, "exploded", tableFromArrays(exploded(rankings)));
  return { ...Object.fromEntries(forms), "exploded beforehand": form(makeExploded, ofExploded) };
}
