// Each tier by itself: what it holds, what it drops, and how it fails.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { memoryTier } from "coalition-lens";
import { redisTier } from "coalition-lens/redis";
import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "redis";
import { freePort } from "./support/ports.js";
import { project } from "./support/project.js";
import { redisServer } from "./support/redis.js";

const bytes = (length, seed = 0) => Uint8Array.from({ length }, (_, index) => (index * 7 + seed) & 255);
const key = (letter) => letter.repeat(64);
const plain = (found) => found && [...found];

describe("the tier in memory", () => {
  test("gives back what was put, by key, and forgets what is deleted", async () => {
    const tier = memoryTier();
    assert.equal(await tier.get(key("a")), undefined);
    await tier.put(key("a"), bytes(300));
    await tier.put(key("b"), bytes(0));
    assert.deepEqual(plain(await tier.get(key("a"))), plain(bytes(300)));
    assert.deepEqual(plain(await tier.get(key("b"))), []);
    assert.deepEqual(await tier.keys(), [key("b"), key("a")].sort());
    await tier.delete(key("a"));
    await tier.delete(key("z"));
    assert.equal(await tier.get(key("a")), undefined);
    assert.deepEqual(await tier.keys(), [key("b")]);
  });

  test("drops what was unused for longest, and never holds more than it may", async () => {
    const tier = memoryTier({ maxBytes: 1000 });
    for (const letter of "abcd") await tier.put(key(letter), bytes(250));
    await tier.get(key("a"));
    await tier.put(key("e"), bytes(400));
    assert.deepEqual((await tier.keys()).sort(), ["a", "d", "e"].map(key));
    await tier.put(key("e"), bytes(10));
    await tier.put(key("f"), bytes(490));
    assert.deepEqual((await tier.keys()).sort(), ["a", "d", "e", "f"].map(key));
    await tier.put(key("g"), bytes(1001));
    assert.equal(await tier.get(key("g")), undefined);
  });

  test("is not changed by what a caller does with the bytes", async () => {
    const tier = memoryTier();
    const given = bytes(10);
    await tier.put(key("a"), given);
    given.fill(1);
    (await tier.get(key("a"))).fill(2);
    assert.deepEqual(plain(await tier.get(key("a"))), plain(bytes(10)));
  });
});

describe("the tier in Redis", () => {
  let server;
  before(async () => {
    server = await redisServer();
  });
  after(() => server.stop());

  test("gives back what was put, byte for byte, and forgets what is deleted", async () => {
    const tier = redisTier({ url: server.url });
    assert.equal(await tier.get(key("a")), undefined);
    const whole = bytes(100_000);
    await tier.put(key("a"), whole.subarray(500, 90_000));
    await tier.put(key("b"), bytes(0));
    assert.deepEqual(plain(await tier.get(key("a"))), plain(whole.slice(500, 90_000)));
    assert.deepEqual(plain(await tier.get(key("b"))), []);
    assert.deepEqual((await tier.keys()).sort(), ["a", "b"].map(key));
    await tier.delete(key("a"));
    await tier.delete(key("z"));
    assert.equal(await tier.get(key("a")), undefined);
    assert.deepEqual(await tier.keys(), [key("b")]);
    tier.close();
  });

  test("keeps to its prefix, whatever characters it has", async () => {
    const tiers = ["one*[a]?\\:", "one", "other:"].map((prefix) => redisTier({ url: server.url, prefix }));
    for (const [index, tier] of tiers.entries()) await tier.put(key("c"), bytes(3, index));
    for (const [index, tier] of tiers.entries())
      assert.deepEqual(plain(await tier.get(key("c"))), plain(bytes(3, index)));
    assert.deepEqual(await tiers[0].keys(), [key("c")]);
    assert.deepEqual(await tiers[2].keys(), [key("c")]);
    for (const tier of tiers) tier.close();
  });

  test("lets what is not used expire", async () => {
    const tier = redisTier({ url: server.url, prefix: "short:", ttlSeconds: 100 });
    const client = await createClient({ url: server.url }).connect();
    await tier.put(key("a"), bytes(5));
    assert.ok((await client.ttl(`short:${key("a")}`)) > 90);
    await client.expire(`short:${key("a")}`, 10);
    await tier.get(key("a"));
    assert.ok((await client.ttl(`short:${key("a")}`)) > 90, "a use did not prolong it");
    client.destroy();
    tier.close();
  });

  test("lists thousands of keys once each", async () => {
    const tier = redisTier({ url: server.url, prefix: "many:" });
    const keys = Array.from({ length: 3000 }, (_, index) => index.toString(16).padStart(64, "0"));
    await Promise.all(keys.map((name) => tier.put(name, bytes(1))));
    assert.deepEqual((await tier.keys()).sort(), keys);
    tier.close();
  });

  test("rejects every call while there is no server, and works once there is one", async () => {
    const port = await freePort();
    const tier = redisTier({ url: `redis://127.0.0.1:${port}` });
    for (const call of [tier.get(key("a")), tier.put(key("a"), bytes(1)), tier.delete(key("a")), tier.keys()])
      await assert.rejects(call, /ECONNREFUSED/);
    const late = await redisServer(port);
    await tier.put(key("a"), bytes(4));
    assert.deepEqual(plain(await tier.get(key("a"))), plain(bytes(4)));
    tier.close();
    await late.stop();
  });

  test("rejects when the server goes down midway, and works again when it is back", async () => {
    const first = await redisServer();
    const tier = redisTier({ url: first.url });
    await tier.put(key("a"), bytes(4));
    await first.stop();
    await assert.rejects(tier.get(key("a")));
    await assert.rejects(tier.get(key("a")));
    const second = await redisServer(first.port);
    const found = await Promise.all(Array.from({ length: 10 }, () => tier.get(key("a"))));
    assert.deepEqual(new Set(found), new Set([undefined]));
    const client = await createClient({ url: second.url }).connect();
    assert.match(await client.info("clients"), /connected_clients:2\b/);
    client.destroy();
    tier.close();
    await second.stop();
  });

  test("gives up a server that accepts and says nothing, and is closed while it waits for one", async () => {
    const sockets = new Set();
    const silent = createServer((socket) => sockets.add(socket.resume().on("close", () => sockets.delete(socket))));
    await new Promise((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const url = `redis://127.0.0.1:${silent.address().port}`;
    const patient = redisTier({ url });
    await assert.rejects(patient.get(key("a")), /did not answer within 1500 ms/);
    while (sockets.size > 0) await pause(5);
    const tier = redisTier({ url });
    const asked = tier.get(key("a")).catch((error) => error.message);
    while (sockets.size === 0) await pause(5);
    tier.close();
    assert.match(await asked, /closed/);
    while (sockets.size > 0) await pause(5);
    patient.close();
    silent.close();
  });

  test("may be closed unused, and twice", () => {
    const tier = redisTier();
    tier.close();
    tier.close();
  });

  test("names the package it needs where that is not installed, and only when it is used", async () => {
    const main = join(project("redis-project"), "main.js");
    writeFileSync(
      main,
      `import { redisTier } from "coalition-lens/redis";
       const tier = redisTier({ url: ${JSON.stringify(server.url)} });
       await tier.get("a").catch((error) => console.log(error.code, error.message));
       tier.close();`,
    );
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main], { timeout: 20_000 });
    assert.match(stdout, /ERR_MODULE_NOT_FOUND.*redis/);
    assert.equal(stderr, "");
  });

  test("lets the process end once it is closed", async () => {
    const main = join(import.meta.dirname, "support", "use-redis.js");
    const { stdout } = await promisify(execFile)(process.execPath, [main, server.url], { timeout: 20_000 });
    assert.equal(stdout, "3\n");
  });
});
