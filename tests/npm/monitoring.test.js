// What a lens tells of itself.
import assert from "node:assert/strict";
import { PerformanceObserver } from "node:perf_hooks";
import { after, afterEach, before, test } from "node:test";
import { open } from "coalition-lens";
import { host } from "./support/hosts.js";
import { newerSnapshot, snapshot } from "./support/snapshots.js";

let server, folder;
before(async () => {
  folder = snapshot();
  server = await host({ "/": folder });
});
after(() => server.close());
afterEach(() => {
  server.folders = { "/": folder };
});

async function opened(options) {
  const lens = await open(server.url, options);
  const alerts = [];
  lens.on("alert", (alert) => alerts.push(alert));
  return { lens, alerts, election: await lens.election("sample") };
}

test("statistics count queries, hits, errors and bytes, and add up", async () => {
  const { lens, election } = await opened();
  for (let round = 0; round < 4; round++) await election.pairs();
  await election.types();
  await assert.rejects(election.pairs({ candidate: 999 }), { code: "E_NOT_FOUND" });
  const statistics = await lens.stats();
  const { pairs, types } = statistics.queries;
  assert.deepEqual([pairs.count, pairs.hits, pairs.misses, pairs.errors], [5, 3, 1, { E_NOT_FOUND: 1 }]);
  assert.deepEqual([types.count, types.hits, types.misses, types.errors], [1, 0, 1, {}]);
  assert.ok(pairs.p50Ms <= pairs.p95Ms && pairs.p95Ms <= pairs.p99Ms && pairs.p99Ms <= pairs.maxMs * 1.1);
  assert.ok(pairs.bytes > 4000);
  assert.deepEqual([statistics.cache.hits, statistics.cache.misses, statistics.cache.entries], [3, 2, 2]);
  assert.equal(statistics.cache.hitRatio, 0.6);
  assert.equal(statistics.cache.maxBytes, 128 * 2 ** 20);
  assert.ok(statistics.tables.bytes > 0 && statistics.tables.bytes < statistics.tables.maxBytes);
  assert.ok(statistics.memory.usedBytes <= statistics.memory.reservedBytes);
  assert.ok(statistics.memory.heapBytes > 1e6);
  assert.equal(statistics.snapshot.snapshotId, lens.snapshotId);
  assert.ok(statistics.snapshot.checkedMsAgo >= 0);
  assert.deepEqual([statistics.tier, statistics.alerts], [null, []]);
  lens.close();
});

test("a table counts as the query that it is, by the bytes of its columns", async () => {
  const { lens, election } = await opened();
  const { rows } = await election.table("pairs", { fields: ["candidate_1", "lift"] });
  await election.table("pairs", { fields: ["candidate_1", "lift"] });
  await assert.rejects(election.table("pairs", { page: 2 }), { code: "E_PARAM" });
  const { pairs } = (await lens.stats()).queries;
  assert.deepEqual([pairs.count, pairs.hits, pairs.misses, pairs.errors], [3, 1, 1, { E_PARAM: 1 }]);
  assert.equal(pairs.bytes, 2 * rows * (4 + 8));
  assert.ok(pairs.maxMs > 0);
  lens.close();
});

test("a query for which the snapshot was found replaced is one answer, and no failure", async () => {
  const { lens, election } = await opened();
  server.folders = { "/": newerSnapshot() };
  await election.pairs();
  const { pairs } = (await lens.stats()).queries;
  assert.deepEqual([pairs.count, pairs.misses, pairs.errors], [1, 1, {}]);
  assert.equal((await lens.usage())[0].count, 1);
  lens.close();
});

test("a snapshot that was not looked at for too long is told of while nothing is asked", async () => {
  const { lens, alerts } = await opened({ monitor: { thresholds: { maxAgeMs: 500 } } });
  while (alerts.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([alerts[0].name, alerts[0].state, alerts[0].threshold], ["staleness", "raised", 500]);
  assert.ok(alerts[0].value > 500);
  await lens.refresh();
  assert.deepEqual((await lens.stats()).alerts, []);
  assert.equal(alerts.at(-1).state, "cleared");
  lens.close();
});

test("names of figures are JavaScript's throughout", async () => {
  const { lens, election } = await opened();
  await election.pairs();
  const names = JSON.stringify(await lens.stats()).match(/"[A-Za-z0-9_]+":/g);
  assert.deepEqual(
    names.filter((name) => /_/.test(name) && !name.startsWith('"E_')),
    [],
  );
  lens.close();
});

test("the same figures come as OpenMetrics text", async () => {
  const { lens, election } = await opened();
  await election.pairs();
  const text = await lens.metrics();
  assert.ok(text.endsWith("# EOF\n"));
  assert.match(text, /^# TYPE \w+ counter$/m);
  assert.match(text, /query="pairs"/);
  assert.match(text, /^coalition_lens_cache_recent_hit_ratio\{cache="answers"\} 0$/m);
  assert.match(text, /^coalition_lens_memory_bytes\{kind="javascript"\} \d{6,}$/m);
  for (const line of text.trimEnd().split("\n"))
    assert.match(line, /^(# (TYPE|HELP|UNIT|EOF)\b.*|[a-z_]+(\{[^}]*\})? [-+0-9.eE]+(Inf|NaN)?)$/);
  lens.close();
});

test("a threshold that is crossed is told once, and once when it no longer is", async () => {
  const { lens, alerts, election } = await opened({ monitor: { thresholds: { hitRatio: 0.5, hitRatioAfter: 10 } } });
  for (let round = 0; round < 12; round++) await election.pairs({ min_shared_ballots: round });
  assert.deepEqual(
    alerts.map(({ name, state, threshold }) => [name, state, threshold]),
    [["hit_ratio", "raised", 0.5]],
  );
  assert.ok(alerts[0].value < 0.5);
  assert.deepEqual(
    (await lens.stats()).alerts.map(({ name }) => name),
    ["hit_ratio"],
  );
  for (let round = 0; round < 40; round++) await election.pairs({ min_shared_ballots: 1 });
  assert.deepEqual(
    alerts.map(({ state }) => state),
    ["raised", "cleared"],
  );
  assert.deepEqual((await lens.stats()).alerts, []);
  lens.close();
});

test("memory and time have thresholds too, and null turns one off", async () => {
  const low = { memoryBytes: 1000, p95Ms: 0.000001, hitRatio: null };
  const { lens, alerts, election } = await opened({ monitor: { thresholds: low } });
  for (let round = 0; round < 60; round++) await election.pairs({ min_shared_ballots: round });
  assert.deepEqual([...new Set(alerts.map(({ name }) => name))].sort(), ["memory", "p95"]);
  assert.equal(alerts.find(({ name }) => name === "p95").query, "pairs");
  lens.close();
  const off = await opened({ monitor: { thresholds: { memoryBytes: null, p95Ms: null, hitRatio: null } } });
  for (let round = 0; round < 60; round++) await off.election.pairs({ min_shared_ballots: round });
  assert.deepEqual(off.alerts, []);
  off.lens.close();
});

test("validated hits that agree raise nothing", async () => {
  const { lens, alerts, election } = await opened({ cache: { validate: 1 } });
  for (let round = 0; round < 5; round++) await election.pairs();
  assert.deepEqual(alerts, []);
  assert.equal((await lens.stats()).queries.pairs.hits, 4);
  lens.close();
});

test("queries leave entries for DevTools if asked to, and none stays in the buffer", async () => {
  const seen = [];
  const observer = new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ name }) => name)));
  observer.observe({ entryTypes: ["measure"] });
  const quiet = await opened();
  await quiet.election.types();
  quiet.lens.close();
  const { lens, election } = await opened({ monitor: { measure: true } });
  await election.pairs();
  await election.candidates();
  while (seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(seen, ["coalition-lens: pairs", "coalition-lens: candidates"]);
  assert.deepEqual(performance.getEntriesByType("measure"), []);
  observer.disconnect();
  lens.close();
});

test("figures follow the snapshot", async () => {
  const { lens, election } = await opened();
  await election.pairs();
  server.folders = { "/": newerSnapshot() };
  await lens.refresh();
  const { cache, snapshot: current } = await lens.stats();
  assert.deepEqual([cache.entries, cache.evictions.invalidated], [0, 1]);
  assert.equal(current.snapshotId, lens.snapshotId);
  lens.close();
});
