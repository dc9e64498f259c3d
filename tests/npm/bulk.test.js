// Whole tables, limits of size, and streams of queries.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "coalition-lens";
import { host } from "./support/hosts.js";
import { snapshot } from "./support/snapshots.js";

let server, lens, election;
before(async () => {
  server = await host({ "/": snapshot() });
  lens = await open(server.url);
  election = await lens.election("sample");
});
after(async () => {
  lens.close();
  await server.close();
});

/** The value of a cell of a column, as rows have it. */
function cell(column, index) {
  const value = column[index];
  if (column instanceof Uint8Array) return value === 255 ? null : value === 1;
  if (column instanceof Float64Array) return Number.isNaN(value) ? null : value;
  return value;
}

const bulk = {
  pairs: { min_strength: -1, min_shared_ballots: 0, sort_by: "lift" },
  centrality: { sort_by: "position_type" },
  candidates: { sort_by: "winner", sort_order: "asc" },
};
for (const [query, params] of Object.entries(bulk)) {
  test(`the columns of ${query} hold what its pages hold, in the same order`, async () => {
    const rows = [];
    for await (const page of election.pages(query, { ...params, page_size: 40 })) rows.push(...page.data);
    const table = await election.table(query, params);
    assert.equal(table.rows, rows.length);
    assert.deepEqual(Object.keys(table.columns), Object.keys(rows[0]));
    for (const [name, column] of Object.entries(table.columns)) {
      assert.equal(column.length, rows.length, name);
      assert.deepEqual(
        rows.map((_, index) => cell(column, index)),
        rows.map((row) => row[name]),
        name,
      );
    }
    assert.equal(table.metadata.query, query);
    assert.equal(table.metadata.snapshot_id, lens.snapshotId);
  });
}

test("columns are typed, and only those asked for", async () => {
  const { columns } = await election.table("pairs", {
    fields: ["candidate_1", "candidate_1_name", "lift", "distance_counts", "low_support"],
  });
  const kinds = Object.fromEntries(Object.entries(columns).map(([name, { constructor }]) => [name, constructor.name]));
  assert.deepEqual(kinds, {
    candidate_1: "Uint32Array",
    candidate_1_name: "Array",
    lift: "Float64Array",
    distance_counts: "Array",
    low_support: "Uint8Array",
  });
});

test("columns are the caller's own", async () => {
  const first = await election.table("pairs", { fields: ["lift"] });
  const kept = [...first.columns.lift];
  first.columns.lift.fill(0);
  assert.deepEqual([...(await election.table("pairs", { fields: ["lift"] })).columns.lift], kept);
});

test("an Arrow file begins and ends as one, and counts its rows", async () => {
  const { rows, arrow, metadata } = await election.table("pairs", { min_strength: -1 }, { format: "arrow" });
  const text = new TextDecoder();
  assert.equal(text.decode(arrow.subarray(0, 6)), "ARROW1");
  assert.equal(text.decode(arrow.subarray(-6)), "ARROW1");
  assert.equal(rows, (await election.pairs({ min_strength: -1 })).pagination.total_items);
  assert.equal(metadata.query, "pairs");
});

test("a table has no pages, and not every query is one", async () => {
  for (const [query, params, options, says] of [
    ["pairs", { page: 2 }, {}, /page/],
    ["pairs", { page_size: 2 }, {}, /page_size/],
    ["pairs", { token: "x" }, {}, /token/],
    ["pairs", {}, { format: "csv" }, /csv.*arrow/],
    ["types", {}, {}, /types/],
    ["nope", {}, {}, /nope/],
  ])
    await assert.rejects(election.table(query, params, options), { code: "E_PARAM", message: says });
});

test("an answer above the limit is cut at a whole row and goes on from its token", async () => {
  const params = { min_strength: -1, min_shared_ballots: 0, page_size: 1000 };
  const whole = await election.pairs(params);
  const walked = [];
  let pages = 0;
  for await (const page of election.pages("pairs", params, { maxResponseBytes: 20_000 })) {
    assert.ok(new TextEncoder().encode(JSON.stringify(page)).length <= 20_000);
    assert.equal(page.metadata.truncated, page.pagination.next_token !== null);
    walked.push(...page.data);
    pages++;
  }
  assert.ok(pages > 3);
  assert.deepEqual(walked, whole.data);
  assert.equal(whole.metadata.truncated, false);
});

test("the limit of the lens counts where a query names none; an answer without pages is refused", async () => {
  const small = await open(server.url, { maxResponseBytes: 6000 });
  const sample = await small.election("sample");
  assert.equal((await sample.pairs()).metadata.truncated, true);
  assert.equal((await sample.pairs({}, { maxResponseBytes: 8e6 })).metadata.truncated, false);
  await assert.rejects(sample.types({}, { maxResponseBytes: 100 }), { code: "E_TOO_LARGE" });
  small.close();
});

test("a later query of a stream makes the earlier ones that still wait reject", async () => {
  await lens.clear();
  const streams = [1, 2, 3].map((page) => election.pairs({ page }, { stream: "list" }));
  const other = election.types({}, { stream: "other" });
  const alone = election.candidates();
  await assert.rejects(streams[0], { code: "E_ABORTED" });
  await assert.rejects(streams[1], { code: "E_ABORTED" });
  assert.equal((await streams[2]).pagination.page, 3);
  assert.equal((await other).data.length, 5);
  assert.ok((await alone).data.length > 0);
  assert.equal((await election.pairs({}, { stream: "list" })).pagination.page, 1);
});
