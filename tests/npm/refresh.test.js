// A snapshot replaced on the host: asked for by hand, by a timer, or found out because a file is gone.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { open } from "coalition-lens";
import { nativeAnswer, withoutTime } from "./support/command.js";
import { host } from "./support/hosts.js";
import { newerSnapshot, scratchFolder, snapshot } from "./support/snapshots.js";

let older, newer, server;
before(async () => {
  older = snapshot();
  newer = newerSnapshot();
  server = await host({ "/": older });
});
after(() => server.close());
afterEach(() => {
  server.folders = { "/": older };
  server.spoil = undefined;
  server.requests.length = 0;
});

const idOf = (folder) => JSON.parse(readFileSync(join(folder, "manifest.json"))).snapshot_id;
const answerOf = (folder) => nativeAnswer(folder, { election: "sample", query: "pairs", params: {} });
const until = async (holds) => {
  while (!holds()) await pause(5);
};

async function opened(options) {
  const lens = await open(server.url, options);
  const events = [];
  for (const name of ["invalidate", "alert", "error"]) lens.on(name, (detail) => events.push([name, detail]));
  return { lens, events, election: await lens.election("sample") };
}

test("looking where nothing has changed costs no body and keeps every answer", async () => {
  const { lens, events, election } = await opened();
  await election.pairs();
  let bodies = 0;
  server.spoil = (path, send, { original, request }) => {
    if (path !== "/manifest.json") return false;
    if (request.headers["if-none-match"] === '"one"') send("", { etag: '"one"' }, 304);
    else send(original(), { etag: '"one"' }, 200, bodies++);
    return true;
  };
  for (let round = 0; round < 3; round++) {
    const { changed, snapshotId, dropped } = await lens.refresh();
    assert.deepEqual({ changed, snapshotId, dropped }, { changed: false, snapshotId: idOf(older), dropped: 0 });
  }
  assert.equal(bodies, 1);
  assert.equal((await election.pairs()).metadata.cache_hit, true);
  assert.deepEqual(events, []);
  lens.close();
});

test("a new snapshot is in force after refresh, and everyone is told what changed", async () => {
  const { lens, events, election } = await opened();
  await election.pairs();
  server.folders = { "/": newer };
  const found = await lens.refresh();
  const expected = {
    snapshotId: idOf(newer),
    previousSnapshotId: idOf(older),
    dataVersion: "2025-01-01T00:00:00Z",
    elections: ["sample"],
    dropped: 1,
  };
  assert.deepEqual(found, { changed: true, ...expected });
  assert.deepEqual(events, [["invalidate", expected]]);
  assert.deepEqual([lens.snapshotId, lens.dataVersion], [expected.snapshotId, expected.dataVersion]);
  const answer = await election.pairs();
  assert.equal(withoutTime(JSON.stringify(answer)), answerOf(newer));
  lens.close();
});

test("answers whose tables kept their hash stay in the cache, told as of the new snapshot", async () => {
  const { lens, election } = await opened();
  const awkward = await lens.election("awkward");
  await Promise.all([awkward.pairs(), election.pairs()]);
  server.folders = { "/": newer };
  assert.equal((await lens.refresh()).dropped, 1);
  const { metadata } = await awkward.pairs();
  assert.deepEqual([metadata.cache_hit, metadata.snapshot_id], [true, idOf(newer)]);
  assert.equal((await election.pairs()).metadata.cache_hit, false);
  lens.close();
});

test("a query under way when the snapshot is replaced finishes on the old one", async () => {
  const { lens, election } = await opened();
  let release;
  const held = new Promise((resolve) => (release = resolve));
  server.spoil = (path, send, { original }) => {
    if (!path.includes("/pairs-")) return false;
    const bytes = original();
    void held.then(() => send(bytes));
    return true;
  };
  const pending = election.pairs();
  await until(() => server.requests.some((path) => path.includes("/pairs-")));
  server.folders = { "/": newer };
  assert.equal((await lens.refresh()).changed, true);
  server.spoil = undefined;
  const later = await election.pairs();
  release();
  assert.equal(withoutTime(JSON.stringify(await pending)), answerOf(older));
  assert.equal(withoutTime(JSON.stringify(later)), answerOf(newer));
  assert.equal(lens.snapshotId, idOf(newer));
  lens.close();
});

test("a snapshot whose files are gone is found out by a query, and told like any other", async () => {
  const { lens, events, election } = await opened();
  server.folders = { "/": newer };
  assert.equal(withoutTime(JSON.stringify(await election.pairs())), answerOf(newer));
  assert.deepEqual(
    events.map(([name, { snapshotId }]) => [name, snapshotId]),
    [["invalidate", idOf(newer)]],
  );
  lens.close();
});

test("a manifest that arrives halfway through a redeploy leaves the lens as it was", async () => {
  const { lens, events, election } = await opened();
  await election.pairs();
  const half = scratchFolder("half");
  cpSync(older, half, { recursive: true });
  const manifest = readFileSync(join(newer, "manifest.json"));
  writeFileSync(join(half, "manifest.json"), manifest.subarray(0, manifest.length / 2));
  server.folders = { "/": half };
  await assert.rejects(lens.refresh(), { name: "LensError", code: "E_FORMAT" });
  assert.equal(lens.snapshotId, idOf(older));
  assert.equal((await election.pairs()).metadata.cache_hit, true);
  server.folders = { "/": newer };
  assert.equal((await lens.refresh()).changed, true);
  assert.deepEqual(
    events.map(([name]) => name),
    ["invalidate"],
  );
  lens.close();
});

test("a new manifest that is up before its files answers once they are", async () => {
  const { lens, election } = await opened();
  const half = scratchFolder("ahead");
  cpSync(join(newer, "manifest.json"), join(half, "manifest.json"));
  server.folders = { "/": half };
  assert.equal((await lens.refresh()).changed, true);
  await assert.rejects(election.pairs(), { code: "E_NOT_FOUND", message: /is not there/ });
  server.folders = { "/": newer };
  assert.equal(withoutTime(JSON.stringify(await election.pairs())), answerOf(newer));
  lens.close();
});

test("a timer looks by itself until the lens is closed", async () => {
  const { lens, events } = await opened({ refresh: { everyMs: 20 } });
  const looks = () => server.requests.filter((path) => path === "/manifest.json").length;
  await until(() => looks() >= 4);
  server.folders = { "/": newer };
  await until(() => events.length > 0);
  assert.deepEqual([events[0][0], events[0][1].snapshotId], ["invalidate", idOf(newer)]);
  lens.close();
  const { length } = server.requests;
  await pause(100);
  assert.equal(server.requests.length, length);
});

test("a timer that finds the host down says so once, and once that it is back", async () => {
  const { lens, events, election } = await opened({ refresh: { everyMs: 10 } });
  const told = () => events.map(([name, detail]) => [name, detail.name, detail.state]);
  let refused = 0;
  server.spoil = (path, send) => {
    if (path !== "/manifest.json") return false;
    refused++;
    send("no", {}, 503);
    return true;
  };
  await until(() => refused > 5);
  assert.deepEqual(told(), [["alert", "refresh", "raised"]]);
  assert.match(events[0][1].message, /503/);
  assert.equal((await election.types()).data.length, 5);
  server.spoil = undefined;
  await until(() => events.length > 1);
  assert.deepEqual(told()[1], ["alert", "refresh", "cleared"]);
  lens.close();
});

test("clear drops what it is told to, and counts it", async () => {
  const { lens, election } = await opened();
  const awkward = await lens.election("awkward");
  const ask = () => Promise.all([election.pairs(), election.types(), awkward.pairs(), awkward.types()]);
  const hits = async () => (await ask()).map(({ metadata }) => metadata.cache_hit);
  await ask();
  assert.deepEqual(await hits(), [true, true, true, true]);
  assert.equal(await lens.clear({ election: "awkward" }), 2);
  assert.deepEqual(await hits(), [true, true, false, false]);
  assert.equal(await lens.clear({ query: "types" }), 2);
  assert.deepEqual(await hits(), [true, false, true, false]);
  assert.equal(await lens.clear({ election: "sample", query: "pairs" }), 1);
  assert.deepEqual(await hits(), [false, true, true, true]);
  assert.equal(await lens.clear(), 4);
  server.requests.length = 0;
  assert.deepEqual(await hits(), [false, false, false, false]);
  assert.ok(server.requests.some((path) => path.endsWith(".arrow.gz")));
  await assert.rejects(lens.clear({ elections: "sample" }), { code: "E_PARAM", message: /elections.*election, query/ });
  lens.close();
});

test("bypass computes anew and leaves the cache alone", async () => {
  const { lens, election } = await opened();
  const first = await election.pairs({}, { bypass: true });
  assert.equal(first.metadata.cache_hit, false);
  assert.equal((await lens.stats()).cache.entries, 0);
  await election.pairs();
  assert.equal((await election.pairs({}, { bypass: true })).metadata.cache_hit, false);
  assert.equal((await election.pairs()).metadata.cache_hit, true);
  assert.deepEqual(first.data, (await election.pairs()).data);
  await assert.rejects(election.pairs({}, { bypas: true }), {
    code: "E_PARAM",
    message: /bypas.*signal, bypass, stream, maxResponseBytes/,
  });
  lens.close();
});
