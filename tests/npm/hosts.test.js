import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { open } from "coalition-lens";
import { BAD_HOSTS } from "./support/bad-hosts.js";
import { nativeAnswer, withoutTime } from "./support/command.js";
import { host } from "./support/hosts.js";
import { newerSnapshot, snapshot } from "./support/snapshots.js";

let folder, server, files, expected;
before(async () => {
  folder = snapshot();
  server = await host({ "/snapshots/": folder });
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json")));
  const entry = manifest.elections.find(({ id }) => id === "sample");
  files = { manifest, descriptor: readFileSync(join(folder, entry.descriptor.path)) };
  expected = nativeAnswer(folder, { election: "sample", query: "pairs", params: {} });
});
after(() => server.close());
afterEach(() => {
  server.spoil = undefined;
  server.folders = { "/snapshots/": folder };
  server.requests.length = 0;
});

async function ask() {
  const lens = await open(`${server.url}snapshots/`);
  try {
    const election = await lens.election("sample");
    return withoutTime(JSON.stringify(await election.pairs()));
  } finally {
    lens.close();
  }
}

for (const { what, spoil, code, says } of BAD_HOSTS) {
  test(`${what}: ${code ?? "works"}`, async () => {
    server.spoil = spoil(files);
    if (code === undefined) assert.equal(await ask(), expected);
    else await assert.rejects(ask(), { name: "LensError", code, message: says });
  });
}

test("a table that was missing is loaded once the host has it", async () => {
  const lens = await open(`${server.url}snapshots/`);
  const election = await lens.election("sample");
  server.spoil = BAD_HOSTS.find(({ what }) => what === "a table is missing").spoil(files);
  await assert.rejects(election.pairs(), { code: "E_NOT_FOUND" });
  server.spoil = undefined;
  assert.equal(withoutTime(JSON.stringify(await election.pairs())), expected);
  lens.close();
});

test("a file that keeps being wrong is asked for twice, not for ever", async () => {
  server.spoil = BAD_HOSTS.find(({ what }) => what === "a table has another hash").spoil(files);
  await assert.rejects(ask(), { code: "E_INTEGRITY" });
  assert.equal(server.requests.filter((path) => path.includes("/pairs-")).length, 2);
});

test("offline, opening says so; what was loaded goes on answering, and the rest says so", async () => {
  const own = await host({ "/": folder });
  const lens = await open(own.url);
  const election = await lens.election("sample");
  await election.candidates();
  await own.close();
  assert.equal((await election.candidates({ page_size: 3 })).data.length, 3);
  await assert.rejects(election.pairs(), { code: "E_NETWORK", message: /cannot be fetched/ });
  await assert.rejects(lens.election("awkward"), { code: "E_NETWORK" });
  await assert.rejects(open(own.url), { code: "E_NETWORK" });
  lens.close();
});

test("a snapshot replaced on the host while it is open answers from the new one", async () => {
  const newer = newerSnapshot();
  const lens = await open(`${server.url}snapshots/`);
  const before = lens.snapshotId;
  const election = await lens.election("sample");
  const first = await election.candidates({ page_size: 2 });
  server.folders = { "/snapshots/": newer };
  assert.equal((await election.candidates({ page_size: 3 })).metadata.snapshot_id, before);
  const answer = await election.pairs();
  assert.equal(
    withoutTime(JSON.stringify(answer)),
    nativeAnswer(newer, { election: "sample", query: "pairs", params: {} }),
  );
  assert.notEqual(answer.metadata.snapshot_id, before);
  assert.equal(lens.snapshotId, answer.metadata.snapshot_id);
  assert.equal(lens.dataVersion, "2025-01-01T00:00:00Z");
  await assert.rejects(election.candidates({ token: first.pagination.next_token }), { code: "E_STALE_TOKEN" });
  lens.close();
});

test("twenty queries at once load each file once", async () => {
  const lens = await open(`${server.url}snapshots/`);
  const election = await lens.election("sample");
  await Promise.all(Array.from({ length: 20 }, (_, index) => election.pairs({ page: index + 1, page_size: 5 })));
  assert.deepEqual(server.requests.map((path) => /(manifest|election|candidates|pairs)[^/]*$/.exec(path)[1]).sort(), [
    "candidates",
    "election",
    "manifest",
    "pairs",
  ]);
  lens.close();
});

test("nothing but the manifest is loaded before it is needed", async () => {
  const lens = await open(`${server.url}snapshots`);
  assert.deepEqual(server.requests, ["/snapshots/manifest.json"]);
  const election = await lens.election("sample");
  assert.equal(server.requests.length, 2);
  await election.candidates();
  assert.equal(server.requests.length, 3);
  lens.close();
});

test("loading a table reports its decoded bytes from none to all", async () => {
  const lens = await open(`${server.url}snapshots/`);
  const election = await lens.election("sample");
  const told = [];
  const stop = lens.on("progress", (progress) => told.push(progress));
  await election.pairs();
  for (const table of ["candidates", "pairs"]) {
    const total = election.descriptor.tables[table].reduce((sum, part) => sum + part.raw_bytes, 0);
    const steps = told.filter((progress) => progress.table === table);
    assert.deepEqual(steps[0], { electionId: "sample", table, loaded: 0, total });
    assert.deepEqual(steps.at(-1), { electionId: "sample", table, loaded: total, total });
  }
  stop();
  await (await lens.election("awkward")).pairs();
  assert.ok(told.every(({ electionId }) => electionId === "sample"));
  lens.close();
});

test("a listener may close the lens or ask something else", async () => {
  const lens = await open(`${server.url}snapshots/`);
  const election = await lens.election("sample");
  const asked = new Promise((resolve) => {
    const stop = lens.on("progress", () => {
      stop();
      resolve(election.types());
    });
  });
  await election.pairs();
  assert.equal((await asked).data.length, 5);
  lens.on("progress", () => lens.close());
  await assert.rejects((await lens.election("awkward")).pairs(), { code: "E_CLOSED" });
});
