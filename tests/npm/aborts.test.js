// Aborting and closing at every point at which a call waits.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { memoryTier, open } from "coalition-lens";
import { host } from "./support/hosts.js";
import { snapshot } from "./support/snapshots.js";

let server;
before(async () => {
  server = await host({ "/": snapshot() });
});
after(() => server.close());
afterEach(() => {
  server.spoil = undefined;
});

/** Every asynchronous call of a lens, with what makes it wait. */
const CALLS = {
  election: (lens, _, options) => lens.election("awkward", options),
  pairs: (_, election, options) => election.pairs({}, options),
  candidates: (_, election, options) => election.candidates({}, options),
  pages: (_, election, options) => election.pages("pairs", {}, options).next(),
  table: (_, election, options) => election.table("pairs", {}, options),
  refresh: (lens, _, options) => lens.refresh(options),
  warm: (lens, _, options) => lens.warm([{ query: "pairs" }, { query: "types" }], options),
  clear: (lens, _, options) => lens.clear({}, options),
  stats: (lens, _, options) => lens.stats(options),
  metrics: (lens, _, options) => lens.metrics(options),
  usage: (lens, _, options) => lens.usage(options),
};

/**
 * Runs `use` once for each point in time, until it is done before that: fine steps where awaits follow on each other,
 * longer ones where requests take their time.
 */
async function atEveryPoint(use) {
  for (let step = 0; ; step++) {
    if (await use(step)) return step;
    assert.ok(step < 150, "never done");
  }
}
const wait = async (step) => {
  for (let tick = 0; tick < Math.min(step, 40); tick++) await null;
  for (let tick = 40; tick < Math.min(step, 80); tick++) await new Promise((resolve) => setImmediate(resolve));
  if (step > 80) await pause(1.1 ** (step - 80));
};
const settled = (promise) =>
  promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name}: aborted at any point it rejects with E_ABORTED, and the lens goes on`, async () => {
    const points = await atEveryPoint(async (ticks) => {
      const lens = await open(server.url, { tier: memoryTier() });
      const election = await lens.election("sample");
      const controller = new AbortController();
      const reason = new Error("enough");
      const pending = settled(call(lens, election, { signal: controller.signal }));
      await wait(ticks);
      controller.abort(reason);
      const { error } = await pending;
      if (error) assert.deepEqual([error.name, error.code, error.cause], ["LensError", "E_ABORTED", reason]);
      assert.ok((await election.pairs()).data.length > 0);
      assert.equal((await lens.stats()).snapshot.snapshotId, lens.snapshotId);
      lens.close();
      return !error;
    });
    assert.ok(points > 0);
  });

  test(`${name}: closed at any point it rejects with E_CLOSED, and a new lens opens`, async () => {
    await atEveryPoint(async (ticks) => {
      const lens = await open(server.url);
      const election = await lens.election("sample");
      const pending = settled(call(lens, election));
      await wait(ticks);
      lens.close();
      const { error } = await pending;
      if (error) assert.deepEqual([error.name, error.code], ["LensError", "E_CLOSED"]);
      assert.equal((await settled(call(lens, election))).error.code, "E_CLOSED");
      return !error;
    });
    const again = await open(server.url);
    assert.equal((await (await again.election("sample")).types()).data.length, 5);
    again.close();
  });
}

test("opening can be given up at any point, preloading or not", async () => {
  for (const options of [{}, { preload: "sample" }]) {
    await atEveryPoint(async (ticks) => {
      const controller = new AbortController();
      const pending = settled(open(server.url, { ...options, signal: controller.signal }));
      await wait(ticks);
      controller.abort();
      const { value, error } = await pending;
      if (error) assert.equal(error.code, "E_ABORTED");
      value?.close();
      return !error;
    });
  }
});

test("an election that nobody waits for any more is not loaded further", async () => {
  const lens = await open(server.url);
  let asked = 0,
    ended = 0;
  server.spoil = (path, _send, { response }) => {
    if (!/\/election-[0-9a-f]+\.json$/.test(path)) return false;
    asked++;
    response.on("close", () => ended++);
    return true;
  };
  const controller = new AbortController();
  const pending = settled(lens.election("sample", { signal: controller.signal }));
  while (asked === 0) await pause(5);
  controller.abort();
  assert.equal((await pending).error.code, "E_ABORTED");
  while (ended === 0) await pause(5);
  lens.close();
});

test("the last waiter's abort cancels the request; others keep it", async () => {
  const lens = await open(server.url);
  const election = await lens.election("sample");
  const asked = [];
  server.spoil = (path, _send, { response }) => {
    if (!path.includes("/pairs-")) return false;
    const request = { ended: false };
    response.on("close", () => (request.ended = true));
    asked.push(request);
    return true;
  };
  const [first, second] = [new AbortController(), new AbortController()];
  const pending = [
    settled(election.pairs({}, { signal: first.signal })),
    settled(election.types({}, { signal: second.signal })),
  ];
  while (asked.length === 0) await pause(5);
  first.abort();
  assert.equal((await pending[0]).error.code, "E_ABORTED");
  await pause(100);
  assert.equal(asked[0].ended, false);
  second.abort();
  assert.equal((await pending[1]).error.code, "E_ABORTED");
  while (!asked[0].ended) await pause(5);
  assert.equal(asked.length, 1);
  server.spoil = undefined;
  assert.ok((await election.pairs()).data.length > 0);
  lens.close();
});
