// Asking ahead: it fills the cache, gives way to the reader, and ends when told to.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { open } from "coalition-lens";
import { host } from "./support/hosts.js";
import { snapshot, warmSnapshot } from "./support/snapshots.js";

let server;
before(async () => {
  server = await host({ "/": snapshot() });
});
after(() => server.close());
afterEach(() => {
  server.spoil = undefined;
  server.requests.length = 0;
});

async function opened() {
  const lens = await open(server.url);
  return { lens, election: await lens.election("sample") };
}

/** Holds requests of a kind back until `release()`; `asked` settles with the first of them. */
function hold(kind) {
  let release, ask;
  const held = new Promise((resolve) => (release = resolve));
  const asked = new Promise((resolve) => (ask = resolve));
  const state = { release, asked, requests: 0, ended: 0 };
  server.spoil = (path, send, { original, response }) => {
    if (!path.includes(kind)) return false;
    state.requests++;
    response.on("close", () => {
      if (!response.writableEnded) state.ended++;
    });
    ask();
    const bytes = original();
    void held.then(() => send(bytes));
    return true;
  };
  return state;
}

test("the snapshot's own list is asked for the elections in use", async () => {
  const { lens, election } = await opened();
  const { warm } = election.descriptor;
  assert.deepEqual(await lens.warm(), { answered: warm.length, failed: 0 });
  assert.ok((await lens.stats()).cache.entries > 0);
  for (const { query, params } of warm) {
    assert.equal((await election[query](params)).metadata.cache_hit, true, query);
  }
  lens.close();
});

test("a list of one's own names elections or means those in use; what fails is counted", async () => {
  const { lens, election } = await opened();
  const list = [
    { query: "types" },
    { election: "awkward", query: "types", params: { min_shared_ballots: 1 } },
    { query: "pairs", params: { min_strength: 7 } },
    { election: "nowhere", query: "pairs" },
  ];
  assert.deepEqual(await lens.warm(list), { answered: 2, failed: 2 });
  const awkward = await lens.election("awkward");
  assert.equal((await election.types()).metadata.cache_hit, true);
  assert.equal((await awkward.types({ min_shared_ballots: 1 })).metadata.cache_hit, true);
  assert.deepEqual(await lens.warm([]), { answered: 0, failed: 0 });
  lens.close();
});

test("a reader's query aborts what is asked ahead, is answered before it, and then it goes on", async () => {
  const { lens, election } = await opened();
  const held = hold("/pairs-");
  const order = [];
  const warming = lens.warm([{ query: "pairs" }, { query: "types" }]).then((warmed) => {
    order.push("warmed");
    return warmed;
  });
  await held.asked;
  const { data } = await election.candidates();
  order.push("candidates");
  assert.ok(data.length > 0);
  held.release();
  assert.deepEqual(await warming, { answered: 2, failed: 0 });
  assert.deepEqual(order, ["candidates", "warmed"]);
  assert.equal(held.ended, 1, "the request that was asked ahead went on");
  assert.equal((await election.pairs()).metadata.cache_hit, true);
  lens.close();
});

test("a reader who asks for what is just being asked ahead shares its request", async () => {
  const { lens, election } = await opened();
  const held = hold("/pairs-");
  const warming = lens.warm([{ query: "pairs" }]);
  await held.asked;
  const asked = election.pairs();
  held.release();
  assert.ok((await asked).data.length > 0);
  await warming;
  assert.equal(held.requests, 1);
  lens.close();
});

test("after a new snapshot its own list is asked, not that of the one before", async () => {
  const { lens } = await opened();
  const before = server.folders;
  server.folders = { "/": warmSnapshot([{ query: "ballots" }, { query: "candidates" }]) };
  await lens.refresh();
  assert.deepEqual(await lens.warm(), { answered: 2, failed: 0 });
  assert.equal((await (await lens.election("sample")).ballots()).metadata.cache_hit, true);
  server.folders = before;
  lens.close();
});

test("warming ends when its signal fires and when the lens is closed", async () => {
  const { lens } = await opened();
  const held = hold("/pairs-");
  const controller = new AbortController();
  const warming = lens.warm(undefined, { signal: controller.signal });
  await held.asked;
  controller.abort();
  await assert.rejects(warming, { code: "E_ABORTED" });
  const other = lens.warm();
  lens.close();
  await assert.rejects(other, { code: "E_CLOSED" });
  await assert.rejects(lens.warm(), { code: "E_CLOSED" });
});

test("usage tells what readers asked, most asked first, in the form that warm takes", async () => {
  const { lens, election } = await opened();
  await lens.warm([{ query: "types", params: { min_shared_ballots: 3 } }]);
  for (let round = 0; round < 3; round++) await election.pairs({ min_strength: 0.2, min_shared_ballots: 50 });
  await election.types();
  await election.table("candidates");
  const awkward = await lens.election("awkward");
  for (let round = 0; round < 2; round++) await awkward.types();
  const usage = await lens.usage();
  assert.deepEqual(
    usage.map(({ election: id, query, count }) => [id, query, count]),
    [
      ["sample", "pairs", 3],
      ["awkward", "types", 2],
      ["sample", "candidates", 1],
      ["sample", "types", 1],
    ],
  );
  assert.deepEqual([usage[0].params.min_strength, usage[0].params.min_shared_ballots], [0.2, 50]);
  await lens.clear();
  assert.deepEqual(await lens.warm(usage), { answered: 4, failed: 0 });
  assert.equal((await awkward.types()).metadata.cache_hit, true);
  lens.close();
});
