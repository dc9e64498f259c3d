// The client in browsers: tabs, storage, workers that die, first answers.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { BROWSERS, INSECURE_HOST } from "./support/browsers.js";
import { nativeAnswer, withoutTime } from "./support/command.js";
import { host, STRICT_POLICY, workerThat } from "./support/hosts.js";
import { newerSnapshot, snapshot } from "./support/snapshots.js";
import { unbundled } from "./support/unbundled.js";

const older = snapshot();
const newer = newerSnapshot();
const site = unbundled();
const idOf = (folder) => JSON.parse(readFileSync(join(folder, "manifest.json"))).snapshot_id;
const answerOf = (folder) => nativeAnswer(folder, { election: "sample", query: "pairs", params: {} });
const isTable = (path) => path.endsWith(".arrow.gz");
const isEngine = (path) => path.endsWith(".wasm");

for (const [name, launch] of Object.entries(BROWSERS)) {
  describe(name, { timeout: 600_000 }, () => {
    let browser, server, page;
    before(async () => {
      browser = await launch();
    });
    after(() => browser.close());
    // A server of its own is an origin of its own: nothing is stored yet.
    beforeEach(async () => {
      server = await host({ "/": site, "/snapshots/": older }, { "content-security-policy": STRICT_POLICY });
      page = `${server.url}page/index.html`;
      await browser.visit(page);
    });
    afterEach(async () => {
      assert.deepEqual(await browser.problems(), []);
      await server.close();
    });

    const replace = (folder) => (server.folders = { "/": site, "/snapshots/": folder });
    const tables = () => server.requests.filter(isTable).length;
    const pairs = async (tab = browser) =>
      withoutTime((await tab.call("do", { on: "election", method: "pairs" })).text ?? "");
    const stats = async (tab = browser) => (await tab.call("do", { on: "lens", method: "stats" })).value;

    for (const worker of [true, false]) {
      const where = worker ? "a worker" : "the page's own thread";

      test(`tables outlive the visit: the next one takes them from Cache Storage, in ${where}`, async () => {
        await browser.call("open", { worker });
        assert.equal(await pairs(), answerOf(older));
        const fetched = tables();
        assert.ok(fetched > 0);
        while ((await browser.call("stored")).length < fetched) await pause(20);
        server.requests.length = 0;
        await browser.visit(page);
        await browser.call("open", { worker });
        assert.equal(await pairs(), answerOf(older));
        assert.equal(tables(), 0);
        const { tier } = await stats();
        assert.deepEqual([tier.hits, tier.misses, tier.available], [fetched, 0, true]);
      });

      test(`what Cache Storage has wrong is fetched again, in ${where}`, async () => {
        await browser.call("open", { worker });
        await pairs();
        const fetched = tables();
        while ((await browser.call("stored")).length < fetched) await pause(20);
        await browser.call("stored", { spoil: true });
        server.requests.length = 0;
        await browser.call("open", { worker });
        assert.equal(await pairs(), answerOf(older));
        assert.equal(tables(), fetched);
        assert.deepEqual(await browser.call("events"), []);
      });

      test(`a tier of the page's own is called from ${where}`, async () => {
        await browser.call("open", { worker, tier: "page" });
        assert.equal(await pairs(), answerOf(older));
        const fetched = tables();
        while ((await stats()).tier.puts < fetched) await pause(20);
        await browser.call("open", { worker, tier: "page" });
        assert.equal(await pairs(), answerOf(older));
        assert.equal(tables(), fetched);
        assert.deepEqual(await browser.call("stored"), []);
      });

      test(`a whole table arrives as typed arrays from ${where}`, async () => {
        await browser.call("open", { worker });
        const { rows, kinds, lift, arrow } = await browser.call("columns");
        const { value } = await browser.call("do", { on: "election", method: "pairs", args: [{ page_size: 1000 }] });
        assert.equal(rows, value.data.length);
        assert.ok(["Uint32Array", "Float64Array", "Uint8Array", "Array"].every((kind) => kinds.includes(kind)));
        assert.deepEqual(
          lift,
          value.data.map((row) => row.lift),
        );
        assert.equal(arrow, "ARROW1");
      });

      test(`the first answer comes before the engine has loaded, in 3 requests and 30 kB, in ${where}`, async () => {
        let release;
        const held = new Promise((resolve) => (release = resolve));
        server.spoil = (path, send, { original }) => {
          if (!isEngine(path)) return false;
          const bytes = original();
          void held.then(() => send(bytes));
          return true;
        };
        await browser.call("open", { worker, preload: "sample" });
        const expected = JSON.parse(answerOf(older));
        expected.metadata.cache_hit = true;
        assert.equal(await pairs(), JSON.stringify(expected));
        const asked = server.requests.filter((path) => path.startsWith("/snapshots/"));
        assert.equal(asked.length, 3, asked.join(", "));
        const bytes = asked.map((path) => statSync(join(older, path.slice("/snapshots/".length))).size);
        assert.ok(bytes.reduce((sum, size) => sum + size) <= 30_000, bytes.join(" + "));
        release();
        // As text: Firefox's driver shortens numbers.
        const { text } = await browser.call("do", { on: "election", method: "pairs", args: [{ page_size: 5 }] });
        assert.deepEqual(JSON.parse(text).data, expected.data.slice(0, 5));
      });
    }

    test("two tabs and a redeploy between them: what one finds out, the other hears", async () => {
      const other = await browser.newTab();
      await other.visit(page);
      await browser.call("open", {});
      await other.call("open", {});
      assert.equal(await pairs(other), answerOf(older));
      replace(newer);
      const { value } = await browser.call("do", { on: "lens", method: "refresh" });
      assert.deepEqual([value.changed, value.snapshotId, value.elections], [true, idOf(newer), ["sample"]]);
      for (const tab of [browser, other]) {
        const [told, ...more] = await tab.call("events", 1);
        assert.deepEqual(
          [told.event, told.snapshotId, told.previousSnapshotId],
          ["invalidate", idOf(newer), idOf(older)],
        );
        assert.deepEqual(more, []);
        assert.equal(await pairs(tab), answerOf(newer));
      }
      assert.deepEqual(await other.problems(), []);
      await other.closeTab();
    });

    test("two tabs share what either has stored", async () => {
      await browser.call("open", {});
      await pairs();
      const fetched = tables();
      while ((await browser.call("stored")).length < fetched) await pause(20);
      const other = await browser.newTab();
      await other.visit(page);
      await other.call("open", {});
      assert.equal(await pairs(other), answerOf(older));
      assert.equal(tables(), fetched);
      await other.closeTab();
    });

    test("a page that becomes visible again looks for a new snapshot", async () => {
      await browser.call("open", { refresh: { onVisible: true } });
      await browser.call("hide", true);
      replace(newer);
      await browser.call("hide", false);
      const [told] = await browser.call("events", 1);
      assert.deepEqual([told.event, told.snapshotId], ["invalidate", idOf(newer)]);
    });

    test("a page that is hidden sends its figures where it was told to", async () => {
      const sent = [];
      server.spoil = (path, send, { request }) => {
        if (path !== "/beacon") return false;
        const parts = [];
        request.on("data", (part) => parts.push(part));
        request.on("end", () => {
          sent.push(JSON.parse(Buffer.concat(parts)));
          send("");
        });
        return true;
      };
      await browser.call("open", { monitor: { beacon: "/beacon" } });
      await pairs();
      await browser.call("hide", true);
      while (sent.length === 0) await pause(20);
      assert.equal(sent[0].queries.pairs.count, 1);
      assert.equal(sent[0].snapshot.snapshotId, idOf(older));
    });

    test("a page that is left sends the figures it has, without waiting for the engine", async () => {
      const sent = [];
      server.spoil = (path, send, { request }) => {
        if (path !== "/beacon") return false;
        const parts = [];
        request.on("data", (part) => parts.push(part));
        request.on("end", () => {
          sent.push(JSON.parse(Buffer.concat(parts)));
          send("");
        });
        return true;
      };
      await browser.call("open", { monitor: { beacon: "/beacon" } });
      await pairs();
      await pairs();
      await pause(1000);
      await browser.visit(page);
      while (sent.length === 0) await pause(20);
      assert.equal(sent[0].queries.pairs.count, 2);
      await pause(100);
      assert.equal(sent.length, 1, "the same figures were sent twice");
    });

    test("wrong bytes that the browser's cache holds under a table's name are got round", async () => {
      const forever = { "cache-control": "public, max-age=31536000, immutable" };
      let isRight = false;
      server.spoil = (path, send, { original }) => {
        if (!path.includes("/pairs-")) return false;
        send(isRight ? original() : "<!doctype html><title>Sign in</title>", forever);
        return true;
      };
      await browser.call("open", { tier: false });
      const failure = await browser.call("do", { on: "election", method: "pairs" });
      assert.equal(failure.code, "E_FORMAT", failure.message);
      isRight = true;
      server.requests.length = 0;
      await browser.visit(page);
      await browser.call("open", { tier: false });
      assert.equal(await pairs(), answerOf(older));
      const asked = server.requests.filter((path) => path.includes("/pairs-"));
      assert.equal(asked.length, 1, "the cache did not hold the wrong bytes, or the host was asked too often");
    });

    test("storage that could not be opened once is tried again by the next lens of the page", async () => {
      await browser.call("refuseStorage", 1);
      await browser.call("open", { worker: false, tier: "stored" });
      assert.equal(await pairs(), answerOf(older));
      const events = await browser.call("events", 1);
      assert.deepEqual(
        events.map(({ name: alert, state }) => [alert, state]),
        [["tier", "raised"]],
      );
      await browser.call("open", { worker: false, tier: "stored" });
      assert.equal(await pairs(), answerOf(older));
      assert.equal((await stats()).tier.available, true);
    });

    test("full storage is done without after one more try, and that is said once", async () => {
      await browser.call("fillStorage", 1);
      await browser.call("open", { worker: false });
      assert.equal(await pairs(), answerOf(older));
      while ((await browser.call("stored")).length < tables()) await pause(20);
      assert.deepEqual(await browser.call("events"), []);

      await browser.call("fillStorage", 1e9);
      await browser.call("open", { worker: false, election: "awkward" });
      const { value } = await browser.call("do", {
        on: "election",
        method: "pairs",
        args: [{ min_strength: -1, min_shared_ballots: 0 }],
      });
      assert.ok(value.data.length > 0);
      const events = await browser.call("events", 1);
      assert.deepEqual(
        events.map(({ event, name: alert, state }) => [event, alert, state]),
        [["alert", "tier", "raised"]],
      );
      assert.equal((await stats()).tier.available, false);
    });

    test("a worker that is killed without a word rejects what is under way, and open works again", async () => {
      server.spoil = workerThat("self.close();");
      await browser.call("open", { tier: false });
      const failure = await browser.call("do", { on: "election", method: "pairs" });
      assert.equal(failure.code, "E_STOPPED", failure.message);
      assert.match(failure.message, /does not answer/);
      const [told] = await browser.call("events", 1);
      assert.deepEqual([told.event, told.code], ["error", "E_STOPPED"]);
      assert.equal((await browser.call("do", { on: "lens", method: "stats" })).code, "E_STOPPED");
      server.spoil = undefined;
      await browser.call("open", {});
      assert.equal(await pairs(), answerOf(older));
    });

    test("a snapshot replaced between the first answer and the engine is told as an invalidation", async () => {
      let release;
      const held = new Promise((resolve) => (release = resolve));
      server.spoil = (path, send, { original }) => {
        if (!isEngine(path)) return false;
        const bytes = original();
        void held.then(() => send(bytes));
        return true;
      };
      await browser.call("open", { preload: "sample" });
      await pairs();
      replace(newer);
      release();
      const [told] = await browser.call("events", 1);
      assert.deepEqual(
        [told.event, told.previousSnapshotId, told.snapshotId, told.elections],
        ["invalidate", idOf(older), idOf(newer), ["sample"]],
      );
      assert.equal(await pairs(), answerOf(newer));
    });

    test("the snapshot's list is warmed when the page is idle", async () => {
      await browser.call("open", {});
      const { value } = await browser.call("do", { on: "lens", method: "warm" });
      assert.equal(value.failed, 0);
      assert.ok(value.answered >= 4);
      assert.equal((await browser.call("do", { on: "election", method: "pairs" })).value.metadata.cache_hit, true);
    });

    if (name !== "chromium") return;

    test("an origin's quota that is used up is done without, and that is said once", async () => {
      await browser.quota(server.url.slice(0, -1), 1);
      await browser.call("open", {});
      assert.equal(await pairs(), answerOf(older));
      const events = await browser.call("events", 1);
      assert.deepEqual(
        events.map(({ name: alert, state }) => [alert, state]),
        [["tier", "raised"]],
      );
    });

    test("without a secure context it works, without storage or first answers, and says so once", async () => {
      await browser.visit(page.replace("127.0.0.1", INSECURE_HOST));
      await browser.call("open", { preload: "sample" });
      assert.equal(await pairs(), answerOf(older));
      assert.ok(tables() > 0);
      const [told, ...more] = await browser.call("events", 1);
      assert.deepEqual([told.name, told.state, more.length], ["tier", "raised", 0]);
      assert.match(told.message, /secure context/);
    });
  });
}
