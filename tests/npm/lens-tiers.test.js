// A lens and its tier: tables are fetched once for all, checked whatever the tier says, and found without it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, afterEach, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { memoryTier, open } from "coalition-lens";
import { redisTier } from "coalition-lens/redis";
import { nativeAnswer, withoutTime } from "./support/command.js";
import { host } from "./support/hosts.js";
import { redisServer } from "./support/redis.js";
import { snapshot } from "./support/snapshots.js";

let folder, server, expected;
before(async () => {
  folder = snapshot();
  server = await host({ "/": folder });
  expected = nativeAnswer(folder, { election: "sample", query: "pairs", params: {} });
});
after(() => server.close());
afterEach(() => {
  server.requests.length = 0;
});

const tables = () => server.requests.filter((path) => path.endsWith(".arrow.gz")).length;

/** Opens, asks, and tells how that went. */
async function visit(tier, { ask = (election) => election.pairs(), before = () => {} } = {}) {
  server.requests.length = 0;
  const lens = await open(server.url, { tier });
  const alerts = [];
  lens.on("alert", (alert) => alerts.push(alert));
  try {
    const election = await lens.election("sample");
    await before(election);
    const answer = await ask(election);
    // Files are put without anyone waiting for it.
    let statistics = await lens.stats();
    for (let tries = 0; tries < 100 && statistics.tier?.available && statistics.tier.puts < tables(); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      statistics = await lens.stats();
    }
    return { answer: withoutTime(JSON.stringify(answer)), alerts, statistics, fetched: tables() };
  } finally {
    lens.close();
  }
}

/** A tier that fails as it is told, over a real one. */
function faulty(faults, tier = memoryTier()) {
  const calls = [];
  const wrap = (name) => (key, bytes) => {
    calls.push(name);
    return faults[name] ? faults[name](key, bytes, tier) : tier[name](key, bytes);
  };
  return { calls, tier, get: wrap("get"), put: wrap("put"), delete: wrap("delete"), keys: wrap("keys") };
}
const down = () => Promise.reject(new Error("the store is down"));

const SHARED = {
  memory: async () => ({ tier: memoryTier(), close() {} }),
  Redis: async () => {
    const redis = await redisServer();
    const tier = redisTier({ url: redis.url });
    return {
      tier,
      async close() {
        tier.close();
        await redis.stop();
      },
    };
  },
};
for (const [name, make] of Object.entries(SHARED)) {
  test(`what one lens has fetched, the next one finds in ${name}`, async () => {
    const { tier, close } = await make();
    const first = await visit(tier);
    assert.equal(first.answer, expected);
    assert.ok(first.fetched > 0);
    assert.equal(first.statistics.tier.puts, first.fetched);
    const second = await visit(tier);
    assert.equal(second.answer, expected);
    assert.equal(second.fetched, 0);
    assert.deepEqual(second.statistics.tier, {
      hits: first.fetched,
      misses: 0,
      puts: 0,
      failures: 0,
      available: true,
    });
    assert.ok((await tier.keys()).every((key) => /^[0-9a-f]{64}$/.test(key)));
    await close();
  });

  test(`what is wrong in ${name} is dropped, fetched from the host and put right`, async () => {
    const { tier, close } = await make();
    const { fetched } = await visit(tier);
    for (const key of await tier.keys()) await tier.put(key, Uint8Array.of(1, 2, 3));
    const second = await visit(tier);
    assert.equal(second.answer, expected);
    assert.equal(second.fetched, fetched);
    const third = await visit(tier);
    assert.equal(third.answer, expected);
    assert.equal(third.fetched, 0);
    await close();
  });
}

test("a tier holds tables gzip'd, even where the host has decoded them, and a later visit finds them", async () => {
  const tier = memoryTier();
  server.spoil = (path, send, { original }) => path.endsWith(".arrow.gz") && (send(gunzipSync(original())), true);
  const first = await visit(tier);
  server.spoil = undefined;
  assert.equal(first.answer, expected);
  for (const key of await tier.keys()) {
    const bytes = await tier.get(key);
    assert.deepEqual([...bytes.subarray(0, 2)], [0x1f, 0x8b]);
    assert.equal(createHash("sha256").update(gunzipSync(bytes)).digest("hex"), key);
  }
  const second = await visit(tier);
  assert.deepEqual([second.answer, second.fetched, second.statistics.tier.hits], [expected, 0, first.fetched]);
});

test("without a tier there are no figures of one", async () => {
  assert.equal((await visit(false)).statistics.tier, null);
  assert.equal((await visit(undefined)).statistics.tier, null);
});

for (const [what, faults] of [
  ["cannot be read", { get: down }],
  ["cannot be written", { put: down }],
  [
    "throws",
    {
      get: () => {
        throw new TypeError("no store");
      },
    },
  ],
  ["gives what is no file", { get: () => Promise.resolve("text") }],
]) {
  test(`a tier that ${what} is done without, and that is said once`, async () => {
    const tier = faulty(faults);
    const ask = async (election) => {
      await election.candidates();
      return election.pairs();
    };
    const { answer, alerts, statistics, fetched } = await visit(tier, { ask });
    assert.equal(answer, expected);
    assert.ok(fetched > 0);
    assert.equal(statistics.tier.available, false);
    assert.deepEqual(
      alerts.map(({ name, state, query }) => [name, state, query]),
      [["tier", "raised", null]],
    );
    assert.ok(alerts[0].message.length > 0);
  });
}

test("a tier that does not answer holds an answer up for two seconds, once", async () => {
  const tier = faulty({ get: () => new Promise(() => {}) });
  const waits = [];
  const ask = async (election) => {
    let answer;
    for (const query of ["pairs", "ballots"]) {
      const started = performance.now();
      const given = await election[query]();
      answer ??= given;
      waits.push(performance.now() - started);
    }
    return answer;
  };
  const { answer, alerts } = await visit(tier, { ask });
  assert.equal(answer, expected);
  assert.ok(waits[0] >= 1990, `given up after ${waits[0]} ms`);
  assert.ok(waits[1] < 1990, `held up again, for ${waits[1]} ms`);
  assert.deepEqual(new Set(tier.calls), new Set(["get"]));
  assert.ok(tier.calls.length <= 2, "it was asked again");
  assert.deepEqual(
    alerts.map(({ name }) => name),
    ["tier"],
  );
});

test("with Redis down the lens works and says so once", async () => {
  const redis = await redisServer();
  await redis.stop();
  const tier = redisTier({ url: redis.url });
  const { answer, alerts } = await visit(tier);
  assert.equal(answer, expected);
  assert.equal(alerts.length, 1);
  assert.match(alerts[0].message, /ECONNREFUSED/);
  tier.close();
});

test("with Redis going down midway the lens works and says so once", async () => {
  const redis = await redisServer();
  const tier = redisTier({ url: redis.url });
  const { answer, alerts } = await visit(tier, {
    before: async (election) => {
      await election.candidates();
      await redis.stop();
    },
  });
  assert.equal(answer, expected);
  assert.deepEqual(
    alerts.map(({ name }) => name),
    ["tier"],
  );
  tier.close();
});

test("what is not a tier is refused", async () => {
  for (const tier of [true, {}, "redis", { get() {} }])
    await assert.rejects(open(server.url, { tier }), { code: "E_PARAM", message: /get, put, delete, keys/ });
});
