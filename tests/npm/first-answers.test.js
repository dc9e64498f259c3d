// Ready-made answers: given before the engine has loaded, the same as the engine's, and never trusted blindly.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { open } from "coalition-lens";
import { nativeAnswer, withoutTime } from "./support/command.js";
import { host } from "./support/hosts.js";
import { snapshot, warmSnapshot } from "./support/snapshots.js";

let folder, server, descriptor;
before(async () => {
  folder = snapshot();
  server = await host({ "/": folder });
  descriptor = descriptorOf(folder);
});
after(() => server.close());
afterEach(() => {
  server.spoil = undefined;
  server.folders = { "/": folder };
  server.requests.length = 0;
});

const isSample = ({ id }) => id === "sample";
const read = (...path) => JSON.parse(readFileSync(join(...path)));
const descriptorOf = (root) => read(root, read(root, "manifest.json").elections.find(isSample).descriptor.path);

/** Publishes the sample election with its ready-made answers changed. */
function republish(root, change, describe = () => undefined) {
  const publish = (reference, content, pack) => {
    const bytes = Buffer.from(JSON.stringify(content));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    Object.assign(reference, { bytes: pack(bytes).length, raw_bytes: bytes.length, sha256 });
    writeFileSync(join(root, reference.path), pack(bytes));
  };
  const manifest = read(root, "manifest.json");
  const changed = descriptorOf(root);
  for (const reference of changed.answers)
    publish(reference, change(JSON.parse(gunzipSync(readFileSync(join(root, reference.path))))), gzipSync);
  describe(changed);
  publish(manifest.elections.find(isSample).descriptor, changed, (bytes) => bytes);
  writeFileSync(join(root, "manifest.json"), JSON.stringify(manifest));
}

const tables = () => server.requests.filter((path) => path.endsWith(".arrow.gz"));
const sameAnswer = (answer, query, params = {}) => {
  const expected = JSON.parse(nativeAnswer(folder, { election: "sample", query, params }));
  expected.metadata.cache_hit = true;
  assert.equal(withoutTime(JSON.stringify(answer)), JSON.stringify(expected));
};

test("the snapshot names what it has answers for", () => {
  assert.ok(descriptor.warm.length >= 4);
  assert.equal(descriptor.answers.length, descriptor.warm.length);
  assert.ok(descriptor.warm.some(({ query, params }) => query === "pairs" && Object.keys(params).length === 0));
});

test("ready-made answers are the engine's own, token and all, and need no table", async () => {
  for (const { query, params } of descriptor.warm) {
    const lens = await open(server.url, { preload: "sample" });
    const election = await lens.election("sample");
    sameAnswer(await election[query](params), query, params);
    assert.deepEqual(tables(), []);
    lens.close();
  }
});

test("every answer that the page asks for first is the engine's own, however it is spelt, and its token goes on", async () => {
  const list = JSON.parse(readFileSync(new URL("../../www/warm.json", import.meta.url)));
  server.folders = { "/": warmSnapshot(list) };
  const { warm, candidates } = descriptorOf(server.folders["/"]);
  assert.equal(warm.length, list.length);
  let continued = 0;
  const compare = async (query, params) => {
    const lens = await open(server.url, { preload: "sample" });
    const election = await lens.election("sample");
    // When the engine is there, it answers what is asked a second time.
    await lens.stats();
    server.requests.length = 0;
    const first = await election[query](params);
    assert.deepEqual(tables(), [], JSON.stringify([query, params]));
    const own = await election[query](params);
    assert.deepEqual([first.metadata.cache_hit, own.metadata.cache_hit], [true, false]);
    own.metadata.cache_hit = true;
    assert.equal(withoutTime(JSON.stringify(first)), withoutTime(JSON.stringify(own)));
    const token = first.pagination?.next_token;
    if (token) {
      const { data, pagination } = await election[query]({ token });
      assert.deepEqual(data, (await election[query]({ ...params, page: 2 })).data);
      assert.equal(pagination.page, 2);
      continued++;
    }
    lens.close();
    return first.metadata.params;
  };
  for (const { query, params } of warm) {
    const understood = await compare(query, params);
    await compare(query, understood);
    const others = Object.keys(understood).filter((name) => !(name in params));
    await compare(query, { ...params, ...Object.fromEntries(others.map((name) => [name, undefined])) });
  }
  assert.ok(continued > 5 && candidates.length > 5);
});

test("a ready-made answer is given once; asked again, the engine answers and caches it; all are counted", async () => {
  const lens = await open(server.url, { preload: "sample" });
  const election = await lens.election("sample");
  await lens.stats();
  const hits = [];
  for (let round = 0; round < 3; round++) hits.push((await election.pairs()).metadata.cache_hit);
  assert.deepEqual(hits, [true, false, true]);
  const { pairs } = (await lens.stats()).queries;
  assert.deepEqual([pairs.count, pairs.hits, pairs.misses], [3, 2, 1]);
  assert.ok(pairs.bytes > 3000 && pairs.p50Ms > 0);
  // The page's spelling of the parameters is the engine's.
  const usage = await lens.usage();
  assert.deepEqual(
    usage.map(({ election: id, query, count }) => [id, query, count]),
    [["sample", "pairs", 3]],
  );
  lens.close();
});

test("ready-made answers that were given before the engine had loaded are counted when it has", async () => {
  const lens = await open(server.url, { preload: "sample" });
  const election = await lens.election("sample");
  const answers = await Promise.all([election.pairs(), election.types(), election.clusters()]);
  assert.deepEqual(tables(), []);
  const { queries, cache } = await lens.stats();
  assert.deepEqual(
    ["pairs", "types", "clusters"].map((query) => [queries[query].count, queries[query].hits]),
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  );
  assert.deepEqual([cache.hits, cache.misses], [0, 0], "the engine's cache was not asked");
  const usage = await lens.usage();
  assert.equal(usage.length, 3);
  for (const { metadata } of answers)
    assert.deepEqual(usage.find(({ query }) => query === metadata.query).params, metadata.params);
  lens.close();
});

test("the token of a ready-made answer goes on in the engine", async () => {
  server.folders = { "/": warmSnapshot([{ query: "pairs", params: { min_strength: -1, page_size: 5 } }]) };
  const lens = await open(server.url, { preload: "sample" });
  const election = await lens.election("sample");
  const first = await election.pairs({ page_size: 5, min_strength: -1 });
  assert.deepEqual(tables(), []);
  assert.equal(first.pagination.has_next, true);
  const second = await election.pairs({ token: first.pagination.next_token });
  assert.deepEqual(second.data, (await election.pairs({ page_size: 5, min_strength: -1, page: 2 })).data);
  assert.equal(second.pagination.page, 2);
  assert.equal(second.metadata.snapshot_id, first.metadata.snapshot_id);
  lens.close();
});

for (const [what, params] of [
  ["defaults spelt out", { min_shared_ballots: 50, sort_by: "coalition_strength_score", page: 1 }],
  ["undefined and null for defaults", { candidate: null, fields: undefined }],
  ["another warm entry", { min_shared_ballots: 200, min_strength: 0.25 }],
]) {
  test(`${what} find the ready-made answer too`, async () => {
    const lens = await open(server.url, { preload: "sample" });
    const election = await lens.election("sample");
    const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value != null));
    sameAnswer(await election.pairs(params), "pairs", given);
    assert.deepEqual(tables(), []);
    lens.close();
  });
}

for (const [what, params, options] of [
  ["another threshold", { min_shared_ballots: 60 }],
  ["half of a warm entry", { min_strength: 0.25 }],
  ["another page", { page: 2 }],
  ["bypass", {}, { bypass: true }],
]) {
  test(`${what} is the engine's to answer`, async () => {
    const lens = await open(server.url, { preload: "sample" });
    const election = await lens.election("sample");
    const answer = await election.pairs(params, options);
    assert.equal(
      withoutTime(JSON.stringify(answer)),
      nativeAnswer(folder, { election: "sample", query: "pairs", params }),
    );
    assert.ok(tables().length > 0);
    lens.close();
  });
}

test("ready-made answers in the form of earlier versions are left to the engine", async () => {
  const earlier = snapshot();
  republish(earlier, (answer) => answer);
  server.folders = { "/": earlier };
  const control = await open(server.url, { preload: "sample" });
  assert.ok((await (await control.election("sample")).pairs()).data.length > 0);
  assert.deepEqual(tables(), []);
  control.close();
  republish(earlier, ({ data, pagination, metadata: { query, params } }) => ({
    election_id: "sample",
    query,
    params,
    data,
    ...(pagination && { pagination: { ...pagination, next_token: null } }),
  }));
  const lens = await open(server.url, { preload: "sample" });
  const answer = await (await lens.election("sample")).pairs();
  assert.equal(
    withoutTime(JSON.stringify(answer)),
    nativeAnswer(earlier, { election: "sample", query: "pairs", params: {} }),
  );
  assert.ok(tables().length > 0 && server.requests.some(isAnswer));
  lens.close();
});

test("ready-made answers by other definitions, or by none that are told, are left to the engine", async () => {
  const asked = async (describe) => {
    const other = snapshot();
    republish(other, (answer) => answer, describe);
    server.folders = { "/": other };
    server.requests.length = 0;
    const lens = await open(server.url, { preload: "sample" });
    const election = await lens.election("sample");
    const answer = await election.outcome();
    lens.close();
    assert.equal(answer.data.winners.length, 3);
    return [answer.metadata.cache_hit, server.requests.some(isAnswer)];
  };
  assert.deepEqual(await asked(() => undefined), [true, true], "as they were built");
  const of = { ...descriptor.answer_contracts };
  assert.deepEqual(await asked((other) => (other.answer_contracts = { ...of, pairs: "00000000" })), [true, true]);
  for (const contracts of [{ ...of, outcome: "00000000" }, { pairs: of.pairs }, undefined])
    assert.deepEqual(await asked((other) => (other.answer_contracts = contracts)), [false, false]);
});

const isAnswer = (path) => path.includes("/answer-");
const isDescriptor = (path) => /\/election-[0-9a-f]+\.json$/.test(path);
for (const [what, spoil] of [
  ["missing", (send) => send("no", {}, 404)],
  ["an HTML page", (send) => send("<!doctype html>", { "content-type": "text/html" })],
  ["empty", (send) => send("")],
  ["changed", (send, bytes) => send(gzipSync(gunzipSync(bytes).toString().replace('"data":[{', '"data":[{"evil":1,')))],
  ["cut off", (send, bytes) => send(bytes.subarray(0, bytes.length / 2))],
  ["without end once it is decoded", (send) => send(gzipSync(Buffer.alloc(50_000_000)))],
]) {
  test(`a ready-made answer that is ${what} is left to the engine`, async () => {
    server.spoil = (path, send, { original }) => {
      if (!isAnswer(path)) return false;
      spoil(send, original());
      return true;
    };
    const lens = await open(server.url, { preload: "sample" });
    const answer = await (await lens.election("sample")).pairs();
    assert.equal(
      withoutTime(JSON.stringify(answer)),
      nativeAnswer(folder, { election: "sample", query: "pairs", params: {} }),
    );
    lens.close();
  });
}

test("the host may have decoded an answer, or wrapped it once more", async () => {
  for (const change of [gunzipSync, gzipSync]) {
    server.spoil = (path, send, { original }) => isAnswer(path) && (send(change(original())), true);
    const lens = await open(server.url, { preload: "sample" });
    sameAnswer(await (await lens.election("sample")).pairs(), "pairs");
    lens.close();
  }
});

test("what cannot be preloaded is told by the engine", async () => {
  const lens = await open(server.url, { preload: "nowhere" });
  await assert.rejects(lens.election("nowhere"), { code: "E_NOT_FOUND", message: /awkward, sample/ });
  lens.close();
  server.spoil = (path, send) => path === "/manifest.json" && (send("no", {}, 404), true);
  await assert.rejects(open(server.url, { preload: "sample" }), { code: "E_NOT_FOUND" });
  server.spoil = (path, send, { original }) =>
    isDescriptor(path) && (send(original().toString().replace("Sample", "Simple")), true);
  const spoilt = await open(server.url, { preload: "sample" });
  await assert.rejects(spoilt.election("sample"), { code: "E_INTEGRITY" });
  spoilt.close();
});

/** Leaves requests of a kind without an answer; `ended` counts those that were given up. */
function silent(isMeant) {
  const state = { asked: 0, ended: 0 };
  server.spoil = (path, _send, { response }) => {
    if (!isMeant(path)) return false;
    state.asked++;
    response.on("close", () => state.ended++);
    return true;
  };
  return state;
}
const until = async (holds) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

test("an answer that does not end is given up at the bytes that were published", async () => {
  let [asked, ended] = [0, 0];
  server.spoil = (path, _send, { response }) => {
    if (!isAnswer(path)) return false;
    asked++;
    response.on("close", () => ended++);
    const block = Buffer.alloc(1 << 16, 65);
    const more = () => {
      while (!response.destroyed && response.write(block));
    };
    response.on("drain", more);
    more();
    return true;
  };
  const lens = await open(server.url, { preload: "sample" });
  assert.ok((await (await lens.election("sample")).pairs()).data.length > 0);
  await until(() => asked > 0 && ended === asked);
  lens.close();
});

test("giving up opening ends what is being preloaded", async () => {
  const requests = silent(() => true);
  const controller = new AbortController();
  const opening = open(server.url, { preload: "sample", signal: controller.signal });
  await until(() => requests.asked > 0);
  controller.abort();
  await assert.rejects(opening, { code: "E_ABORTED" });
  await until(() => requests.ended === requests.asked);
});

test("closing ends what is being read for a first answer", async () => {
  const requests = silent(isAnswer);
  const lens = await open(server.url, { preload: "sample" });
  const election = await lens.election("sample");
  const asked = election.pairs();
  await until(() => requests.asked === 1);
  lens.close();
  await assert.rejects(asked, { code: "E_CLOSED" });
  await until(() => requests.ended === 1);
});
