// SQLite in the page's thread.
import initSqlJs from "sql.js/dist/sql-wasm-browser.js";
import { Counts, exploded, lazily, rankColumn } from "./common.mjs";
import { countQueries, filled, pageQuery, pageValues } from "./sql.mjs";

/** Of more rankings the exploded table is not tried: to fill it row by row takes minutes. */
const MOST_EXPLODED = 200_000;

export async function load({ pairs, rankings }) {
  const { Database } = await initSqlJs({ locateFile: () => "/modules/sql.js/dist/sql-wasm-browser.wasm" });
  const db = new Database();
  return { pairsPage: pairs && pages(db, pairs), pairCounts: rankings && counting(db, rankings) };
}

function insert(db, table, columns) {
  const names = Object.keys(columns);
  db.run(`create table ${table} (${names.join(", ")})`);
  db.run("begin");
  const statement = db.prepare(`insert into ${table} values (${names.map(() => "?").join(", ")})`);
  const lists = Object.values(columns);
  for (let row = 0; row < lists[0].length; row += 1) statement.run(lists.map((values) => values[row]));
  statement.free();
  db.run("commit");
}

function pages(db, columns) {
  insert(db, "pairs", columns);
  const rows = (statement, values) => {
    const result = [];
    statement.bind(values);
    while (statement.step()) result.push(statement.getAsObject());
    statement.reset();
    return result;
  };
  const plain = db.prepare(pageQuery("pairs"));
  return {
    "prepared statement": (ask) => rows(plain, pageValues(ask)),
    "prepared, index by strength": lazily(() => {
      db.run("create table indexed as select * from pairs");
      db.run(
        "create index by_strength on indexed (coalition_strength_score desc, candidate_1, candidate_2, shared_ballots)",
      );
      const indexed = db.prepare(pageQuery("indexed"));
      return (ask) => rows(indexed, pageValues(ask));
    }),
    query: (ask) => {
      const statement = db.prepare(filled(pageQuery("pairs"), pageValues(ask)));
      const result = rows(statement, []);
      statement.free();
      return result;
    },
  };
}

function counting(db, rankings) {
  const { ranks, rows, candidates: n } = rankings;
  let wide = false;
  const makeWide = () => {
    if (wide) return;
    const columns = { ballots: rankings.counts };
    for (let rank = 0; rank < ranks; rank += 1) columns[`r${rank + 1}`] = rankColumn(rankings, rank);
    insert(db, "wide", columns);
    db.run("create index by_first on wide (r1)");
    wide = true;
  };
  const counted = (query) => {
    const counts = new Counts(rankings);
    const [result] = db.exec(query);
    for (const [a, b, d, ballots] of result?.values ?? []) counts.add(a, b, d, ballots);
    return counts.values;
  };
  const makeExploded = () => {
    insert(db, "exploded", exploded(rankings));
    db.run("create index by_first_and_key on exploded (first, key, count)");
  };
  const ofExploded = (segment) =>
    `select key % ${n}, key / ${n} % ${n}, key / ${n * n} + 1, sum(count) from exploded
     ${segment ? `where first = ${segment.first}` : ""} group by key`;
  const form = (table, query) =>
    lazily(() => {
      table();
      return (segment) => counted(query(segment));
    });
  const forms = Object.entries(countQueries(ranks)).map(([name, query]) => [name, form(makeWide, query)]);
  if (rows <= MOST_EXPLODED) {
    forms.push(["exploded beforehand, index by first choice", form(makeExploded, ofExploded)]);
  }
  return Object.fromEntries(forms);
}
