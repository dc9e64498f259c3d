import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Election, Lens, LensError, open } from "coalition-lens";
import { host } from "./support/hosts.js";
import { snapshot } from "./support/snapshots.js";

let server;
before(async () => {
  server = await host({ "/snapshots/": snapshot() });
});
after(() => server.close());
const url = () => `${server.url}snapshots/`;

const refusals = [
  ["a relative address", "/snapshots/", /absolute/],
  ["no address", undefined, /address/],
  ["an empty address", "", /address/],
  ["a number", 7, /address/],
  ["a file", "file:///srv/snapshots/", /serve the folder/],
  ["another scheme", "ftp://example.org/", /https: or http:/],
  ["a query", "https://example.org/snapshots/?v=2", /query/],
  ["a fragment", "https://example.org/snapshots/#top", /fragment/],
  ["a user", "https://me:secret@example.org/", /user name/],
  ["the manifest itself", "https://example.org/snapshots/manifest.json", /the folder/],
];
for (const [what, address, says] of refusals) {
  test(`${what} is refused as an address`, async () => {
    await assert.rejects(open(address), { name: "LensError", code: "E_PARAM", message: says });
  });
}

test("an address may come as a URL and without its last slash", async () => {
  for (const address of [new URL(url()), url().slice(0, -1)]) {
    const lens = await open(address);
    assert.equal(lens.url, url());
    lens.close();
  }
});

test("options that are not understood are refused", async () => {
  for (const [options, says] of [
    [{ workers: false }, /workers.*worker, cache, tier, preload, refresh, monitor, maxResponseBytes, signal/],
    [{ worker: "no" }, /worker: "no"/],
    [{ cache: true }, /cache: true/],
    [{ cache: { maxBytes: -1 } }, /cache\.maxBytes: -1/],
    [{ cache: { maxBytes: NaN } }, /cache\.maxBytes: NaN/],
    [{ cache: { maxTableBytes: 1.5 } }, /cache\.maxTableBytes: 1\.5/],
    [{ cache: { validate: 2 } }, /cache\.validate: 2.*0 to 1/],
    [{ cache: { size: 1 } }, /cache\.size.*maxBytes, maxTableBytes, validate/],
    [{ preload: 7 }, /preload: 7/],
    [{ refresh: true }, /refresh: true/],
    [{ refresh: { everyMs: 0 } }, /refresh\.everyMs: 0/],
    [{ refresh: { onVisible: 1 } }, /refresh\.onVisible: 1/],
    [{ monitor: { beacon: 1 } }, /monitor\.beacon: 1/],
    [{ monitor: { thresholds: { p95_ms: 1 } } }, /monitor\.thresholds\.p95_ms.*p95Ms, hitRatio/],
    [{ monitor: { thresholds: { hitRatio: 80 } } }, /thresholds\.hitRatio: 80.*0 to 1, or null/],
    [{ maxResponseBytes: -5 }, /maxResponseBytes: -5/],
    [{ signal: true }, /signal: true/],
  ]) {
    await assert.rejects(open(url(), options), { code: "E_PARAM", message: says });
  }
});

test("the lens tells what is published", async () => {
  const lens = await open(url());
  assert.ok(lens instanceof Lens);
  assert.deepEqual(
    lens.elections.map(({ id }) => id),
    ["awkward", "sample"],
  );
  assert.match(lens.snapshotId, /^[0-9a-f]{64}$/);
  assert.equal(lens.dataVersion, "2024-12-05T18:00:00Z");
  const election = await lens.election("sample");
  assert.ok(election instanceof Election);
  assert.equal(election.id, "sample");
  assert.equal(election.descriptor.seats, 3);
  assert.equal(election.descriptor.candidates.length, lens.elections[1].candidates);
  lens.close();
});

test("names that could be markup or commands come through unchanged", async () => {
  const lens = await open(url());
  const election = await lens.election("awkward");
  const { data } = await election.candidates({
    sort_by: "candidate_id",
    sort_order: "asc",
    fields: ["candidate_name"],
  });
  assert.deepEqual(
    data.map((row) => row.candidate_name),
    ["<script>alert(1)</script>", 'A "quoted", name', "שלום עולם", "🗳️ Ballot", "Smith: Jo", "Smith: Jo"],
  );
  assert.equal((await election.pair({ candidate_1: "שלום עולם", candidate_2: 1 })).data.candidate_2, 1);
  await assert.rejects(election.pairs({ candidate: "Smith: Jo" }), {
    code: "E_PARAM",
    message: /2 candidates have this name.*5, 6/,
  });
  lens.close();
});

function nested(levels) {
  let condition = {};
  for (let level = 0; level < levels; level += 1) condition = { not: condition };
  return condition;
}

function itself() {
  const condition = {};
  condition.not = condition;
  return condition;
}

test("parameters that are not understood are refused by name, value and what is allowed", async () => {
  const lens = await open(url());
  const election = await lens.election("sample");
  for (const [call, code, says] of [
    [() => election.pairs({ min_strenght: 0 }), "E_PARAM", /min_strenght.*min_strength/],
    [() => election.pairs({ min_strength: NaN }), "E_PARAM", /min_strength: NaN.*-1 to 1/],
    [() => election.pairs({ page_size: 1001 }), "E_PARAM", /page_size: 1001.*1 to 1000/],
    [() => election.pairs({ page: 1.5 }), "E_PARAM", /page: 1\.5/],
    [() => election.pairs({ page: "1" }), "E_PARAM", /page: "1"/],
    [() => election.pairs({ sort_by: "distance_counts" }), "E_PARAM", /sort_by/],
    [() => election.pairs({ fields: ["nope"] }), "E_PARAM", /nope/],
    [() => election.pairs({ fields: [] }), "E_PARAM", /empty list/],
    [() => election.pairs("sort_by"), "E_PARAM", /object/],
    [() => election.pairs({ method: () => "adjusted" }), "E_PARAM", /plain values/],
    [() => election.pairs({ token: "rubbish" }), "E_PARAM", /token/],
    [() => election.pairs({ candidate: 999 }), "E_NOT_FOUND", /999/],
    [() => election.pair(), "E_PARAM", /candidate_1/],
    [() => election.ballots({ where: { all: [{}, { ranks: "Nobody" }] } }), "E_PARAM", /where\.all\[1\]\.ranks/],
    [() => election.ballots({ where: nested(10_000) }), "E_PARAM", /where/],
    [() => election.ballots({ where: itself() }), "E_PARAM", /where/],
    [() => election.pair({ candidate_1: 36, candidate_2: 36 }), "E_PARAM", /two different/],
    [() => election.pages("types").next(), "E_PARAM", /pairs, centrality, candidates/],
    [() => lens.election("nowhere"), "E_NOT_FOUND", /awkward, sample/],
    [() => lens.election(7), "E_PARAM", /id: 7/],
  ]) {
    await assert.rejects(call, { name: "LensError", code, message: says });
  }
  assert.throws(() => lens.on("progres", () => {}), { code: "E_PARAM", message: /progress, invalidate, alert, error/ });
  lens.close();
});

test("a token goes on alone, and only in its own query and election", async () => {
  const lens = await open(url());
  const election = await lens.election("sample");
  const { pagination } = await election.pairs({ min_strength: -1, page_size: 5 });
  const next = await election.pairs({ token: pagination.next_token });
  assert.equal(next.pagination.page, 2);
  assert.equal(next.metadata.params.page_size, 5);
  await assert.rejects(election.pairs({ token: pagination.next_token, page_size: 5 }), {
    code: "E_PARAM",
    message: /alone/,
  });
  await assert.rejects(election.candidates({ token: pagination.next_token }), { code: "E_PARAM" });
  await assert.rejects((await lens.election("awkward")).pairs({ token: pagination.next_token }), { code: "E_PARAM" });
  lens.close();
});

test("the parameters as understood can be asked again", async () => {
  const lens = await open(url());
  const election = await lens.election("sample");
  const first = await election.pairs({ candidate: 36, min_strength: -1 });
  const second = await election.pairs(first.metadata.params);
  assert.equal(second.metadata.cache_hit, true);
  assert.deepEqual(second.data, first.data);
  lens.close();
});

test("a signal that fired before ends a call before anything is asked", async () => {
  const lens = await open(url());
  const reason = new Error("not needed any more");
  const signal = AbortSignal.abort(reason);
  const asked = server.requests.length;
  await assert.rejects(lens.election("sample", { signal }), { code: "E_ABORTED", cause: reason });
  await assert.rejects(open(url(), { signal }), { code: "E_ABORTED", cause: reason });
  assert.equal(server.requests.length, asked);
  lens.close();
});

test("an aborted call is rejected at once, and its loading serves the others", async () => {
  const lens = await open(url());
  const election = await lens.election("sample");
  let release;
  const held = new Promise((resolve) => (release = resolve));
  server.spoil = (path, send, { original }) => {
    if (!path.includes("/pairs-")) return false;
    void held.then(() => send(original()));
    return true;
  };
  const controller = new AbortController();
  const aborted = election.pairs({}, { signal: controller.signal });
  const other = election.types();
  controller.abort();
  await assert.rejects(aborted, { name: "LensError", code: "E_ABORTED" });
  release();
  assert.equal((await other).data.length, 5);
  server.spoil = undefined;
  assert.equal((await election.pairs({}, { signal: new AbortController().signal })).metadata.query, "pairs");
  lens.close();
});

test("opening can be given up while the host is silent", async () => {
  server.spoil = () => true;
  await assert.rejects(open(url(), { signal: AbortSignal.timeout(100) }), { code: "E_ABORTED" });
  server.spoil = undefined;
});

test("closing rejects what is under way and all that comes later", async () => {
  const lens = await open(url());
  const election = await lens.election("sample");
  server.spoil = (path) => path.includes("/pairs-");
  const pending = election.pairs();
  lens.close();
  lens.close();
  server.spoil = undefined;
  for (const call of [
    pending,
    election.types(),
    lens.election("sample"),
    election.table("pairs"),
    lens.stats(),
    lens.metrics(),
    lens.usage(),
    lens.refresh(),
    lens.clear(),
    lens.warm(),
    election.pages("pairs").next(),
  ]) {
    await assert.rejects(call, (error) => error instanceof LensError && error.code === "E_CLOSED");
  }
});

test("a lens can be disposed of where the host knows how", async () => {
  const lens = await open(url());
  lens[Symbol.dispose]();
  await assert.rejects(lens.stats(), { code: "E_CLOSED" });
});

test("two lenses do not disturb each other", async () => {
  const [first, second] = await Promise.all([open(url()), open(url())]);
  first.close();
  assert.equal((await (await second.election("sample")).types()).data.length, 5);
  second.close();
});
