import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { build, createServer } from "vite";
import { BAD_HOSTS } from "./support/bad-hosts.js";
import { BROWSERS } from "./support/browsers.js";
import { nativeAnswer, withoutTime } from "./support/command.js";
import { host, STRICT_POLICY, workerThat } from "./support/hosts.js";
import { project } from "./support/project.js";
import { asParams, ELECTIONS, questions } from "./support/questions.js";
import { scratchFolder, snapshot } from "./support/snapshots.js";
import { page, unbundled } from "./support/unbundled.js";

const folder = snapshot();
const descriptors = Object.fromEntries(
  JSON.parse(readFileSync(join(folder, "manifest.json"))).elections.map(({ id, descriptor }) => [
    id,
    readFileSync(join(folder, descriptor.path)),
  ]),
);
const ids = Object.fromEntries(
  ELECTIONS.map((id) => [id, JSON.parse(descriptors[id]).candidates.map((candidate) => candidate.id)]),
);
const asked = questions(ids);
const pairs = nativeAnswer(folder, { election: "sample", query: "pairs", params: {} });

/** A Vite project without any configuration, with the package installed from its packed file. */
const viteProject = project("vite-project");
cpSync(page, viteProject, { recursive: true });

const sites = {};
before(async () => {
  await build({ root: viteProject, configFile: false, logLevel: "error", build: { assetsInlineLimit: 0 } });
  const under = (site, prefix) =>
    host({ [prefix]: site, "/snapshots/": folder }, { "content-security-policy": STRICT_POLICY });
  sites.vite = await under(join(viteProject, "dist"), "/");
  sites.unbundled = await under(unbundled(), "/");
});
after(() => Promise.all(Object.values(sites).map((site) => site.close())));

test("Vite emits the engine exactly once", () => {
  const emitted = readdirSync(join(viteProject, "dist"), { recursive: true });
  assert.equal(emitted.filter((file) => file.endsWith(".wasm")).length, 1, emitted.join(", "));
});

for (const [name, launch] of Object.entries(BROWSERS)) {
  describe(name, { timeout: 600_000 }, () => {
    let browser;
    before(async () => {
      browser = await launch();
    });
    after(() => browser.close());

    for (const worker of [true, false]) {
      const where = worker ? "a worker" : "the page's own thread";
      test(`built by Vite, every query answers in ${where} as the command line does, byte for byte`, async () => {
        await browser.visit(sites.vite.url);
        const params = asked.map((question) => ({ ...question, params: asParams(question.params) }));
        const answers = await browser.call("answers", { root: "/snapshots/", worker, asked: params });
        for (const [index, question] of asked.entries()) {
          assert.equal(withoutTime(answers[index]), nativeAnswer(folder, question), JSON.stringify(question));
        }
        assert.deepEqual(await browser.problems(), []);
      });

      test(`without a bundler, it answers in ${where}`, async () => {
        await browser.visit(`${sites.unbundled.url}page/index.html`);
        assert.equal(withoutTime((await browser.call("pairs", { root: "../snapshots", worker })).value), pairs);
        assert.deepEqual(await browser.problems(), []);
      });

      test(`a policy that forbids WebAssembly is named, in ${where}`, async () => {
        const strict = await host(sites.unbundled.folders, { "content-security-policy": "script-src 'self'" });
        await browser.visit(`${strict.url}page/index.html`);
        const failure = await browser.call("pairs", { root: "/snapshots/", worker });
        assert.equal(failure.code, "E_FORMAT", failure.message);
        assert.match(failure.message, /wasm-unsafe-eval/);
        await strict.close();
      });
    }

    test("a page's relative address counts from the document", async () => {
      await browser.visit(`${sites.unbundled.url}page/index.html?view=1#top`);
      const { url } = await browser.call("keep", { root: "../snapshots", worker: false });
      assert.equal(url, `${sites.unbundled.url}snapshots/`);
    });

    test("a policy that forbids workers is named", async () => {
      const strict = await host(sites.unbundled.folders, {
        "content-security-policy": "script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'",
      });
      await browser.visit(`${strict.url}page/index.html`);
      const failure = await browser.call("pairs", { root: "/snapshots/", worker: true });
      assert.deepEqual([failure.name, failure.code], ["LensError", "E_NETWORK"]);
      assert.match(failure.message, /worker-src 'self'.*worker: false/);
      await strict.close();
    });

    for (const [what, file, code] of [
      ["worker's script", "worker.js", "E_NETWORK"],
      ["engine's glue", "wasm/coalition_lens.js", "E_NETWORK"],
      ["engine", "wasm/coalition_lens_bg.wasm", "E_FORMAT"],
    ]) {
      test(`a host that answers with a page in the place of the ${what} gets an error`, async () => {
        sites.unbundled.spoil = (path, send) => {
          if (path !== `/dist/${file}`) return false;
          send("<!doctype html><title>Not found</title>", { "content-type": "text/html" });
          return true;
        };
        await browser.visit(`${sites.unbundled.url}page/index.html`);
        const failure = await browser.call("pairs", { root: "/snapshots/", worker: true });
        sites.unbundled.spoil = undefined;
        assert.equal(failure.code, code, failure.message);
      });
    }

    test("a worker that dies rejects what is under way and tells the listeners", async () => {
      sites.unbundled.spoil = workerThat(`setTimeout(() => { throw new Error("out of luck"); });`);
      await browser.visit(`${sites.unbundled.url}page/index.html`);
      await browser.call("keep", { root: "/snapshots/", worker: true });
      const failure = await browser.call("ask", { query: "pairs" });
      assert.equal(failure.code, "E_STOPPED");
      assert.match(failure.message, /out of luck/);
      assert.equal(failure.events.at(-1), "E_STOPPED");
      assert.equal((await browser.call("ask", { query: "types" })).code, "E_STOPPED");
      sites.unbundled.spoil = undefined;
    });

    test(
      "in a worker, aborting, closing and wrong parameters are told as everywhere",
      { timeout: 30_000 },
      async () => {
        let release;
        const held = new Promise((resolve) => (release = resolve));
        sites.unbundled.spoil = (path, send, { original }) => {
          if (!path.includes("/pairs-")) return false;
          void held.then(() => send(original()));
          return true;
        };
        await browser.visit(`${sites.unbundled.url}page/index.html`);
        await browser.call("keep", { root: "/snapshots/", worker: true });
        assert.equal((await browser.call("ask", { query: "pairs", abortAfter: 50 })).code, "E_ABORTED");
        release();
        const { value, events } = await browser.call("ask", { query: "types" });
        assert.equal(value.data.length, 5);
        assert.deepEqual(events.at(-1), ["pairs", true]);
        assert.equal((await browser.call("ask", { query: "pairs", params: { page: 0 } })).code, "E_PARAM");
        assert.equal((await browser.call("ask", { query: "pairs", params: { candidate: 999 } })).code, "E_NOT_FOUND");
        const unclonable = await browser.call("unclonable");
        assert.equal(unclonable.code, "E_PARAM", unclonable.message);
        assert.deepEqual(
          (await browser.call("closeWhileAsking")).map(({ code }) => code),
          ["E_CLOSED", "E_CLOSED"],
        );
        while (browser.workers?.() > 0) await pause(20);
        sites.unbundled.spoil = undefined;
      },
    );

    for (const { what, spoil, code, says } of BAD_HOSTS) {
      test(`${what}: ${code ?? "works"}`, async () => {
        await browser.visit(`${sites.unbundled.url}page/index.html`);
        sites.unbundled.spoil = spoil({ descriptor: descriptors.sample });
        const found = await browser.call("pairs", { root: "/snapshots/", worker: false });
        sites.unbundled.spoil = undefined;
        if (code === undefined) {
          assert.equal(withoutTime(found.value ?? found.message), pairs);
        } else {
          assert.deepEqual([found.name, found.code], ["LensError", code], found.message);
          assert.match(found.message, says);
        }
      });
    }

    test("offline, a reader is told so", async () => {
      await browser.visit(`${sites.unbundled.url}page/index.html`);
      const gone = await host({ "/": folder }, { "access-control-allow-origin": "*" });
      await gone.close();
      for (const worker of [true, false]) {
        const failure = await browser.call("pairs", { root: gone.url, worker });
        assert.equal(failure.code, "E_NETWORK");
      }
    });
  });
}

test("Vite's development server runs it with the package left out of pre-bundling", { timeout: 120_000 }, async () => {
  const server = await createServer({
    root: viteProject,
    configFile: false,
    logLevel: "error",
    cacheDir: scratchFolder("vite-cache"),
    optimizeDeps: { exclude: ["coalition-lens"] },
    server: { port: 0, host: "127.0.0.1", proxy: { "/snapshots": sites.vite.url } },
  });
  await server.listen();
  const browser = await BROWSERS.chromium();
  try {
    await browser.visit(server.resolvedUrls.local[0]);
    const { value, message } = await browser.call("pairs", { root: "/snapshots/", worker: true });
    assert.equal(withoutTime(value ?? message), pairs);
  } finally {
    await browser.close();
    await server.close();
  }
});
