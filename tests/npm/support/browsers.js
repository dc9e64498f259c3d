// Chromium by playwright-core, Firefox by geckodriver: Playwright does not drive the Firefox that distributions ship.
// Both open a page and call what it puts into `globalThis.probe`.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { freePort } from "./ports.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const options = JSON.parse(readFileSync(`${root}webdriver.json`, "utf8"));
const firstOf = (what, candidates) => {
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error(`${what} is missing: run scripts/setup.sh browsers`);
  return found;
};

export const BROWSERS = { chromium: launchChromium, firefox: launchFirefox };

/** This name is the loopback address too, but no secure context. */
export const INSECURE_HOST = "insecure.test";

async function launchChromium() {
  const browser = await chromium.launch({
    executablePath: firstOf("chromium", [process.env.CHROMIUM_BIN, "/usr/bin/chromium"]),
    args: [...options["goog:chromeOptions"].args, `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`],
  });
  const context = await browser.newContext();
  const newTab = async () => {
    const page = await context.newPage();
    const problems = [];
    page.on("console", (message) => problems.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
    return {
      async visit(url) {
        problems.length = 0;
        await page.goto(url);
        await page.waitForFunction("'probe' in globalThis");
      },
      call: (name, argument) => page.evaluate(([name, argument]) => globalThis.probe[name](argument), [name, argument]),
      problems: async () => [...problems, ...(await page.evaluate(() => globalThis.problems))],
      /** Workers that are alive; only Chromium tells. */
      workers: () => page.workers().length,
      /** Bounds what an origin may store; only Chromium can. */
      async quota(origin, quotaSize) {
        const session = await context.newCDPSession(page);
        await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize });
      },
      newTab,
      closeTab: () => page.close(),
      close: () => browser.close(),
    };
  };
  return newTab();
}

async function launchFirefox() {
  const port = await freePort();
  const driver = firstOf("geckodriver", [
    process.env.GECKODRIVER,
    `${root}.tools/bin/geckodriver`,
    ...(process.env.PATH ?? "").split(":").map((folder) => `${folder}/geckodriver`),
  ]);
  const process_ = spawn(driver, ["--port", String(port)], { stdio: "ignore" });
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${value.message}`);
    return value;
  };
  for (let tries = 0; ; tries++) {
    try {
      await ask("GET", "/status");
      break;
    } catch (error) {
      if (tries > 100) throw error;
      await pause(100);
    }
  }
  const binary = firstOf("firefox", [process.env.FIREFOX_BIN, "/usr/bin/firefox", "/usr/bin/firefox-esr"]);
  const capabilities = { "moz:firefoxOptions": { ...options["moz:firefoxOptions"], binary } };
  const { sessionId } = await ask("POST", "/session", { capabilities: { alwaysMatch: capabilities } });
  const session = `/session/${sessionId}`;
  await ask("POST", `${session}/timeouts`, { script: 120_000, pageLoad: 60_000 });
  // One command at a time: the driver has one current window.
  let queue = Promise.resolve();
  const tab = (handle) => {
    const inTab = (work) => {
      const done = queue.then(async () => {
        await ask("POST", `${session}/window`, { handle });
        return work();
      });
      queue = done.catch(() => {});
      return done;
    };
    const run = (script, ...args) => ask("POST", `${session}/execute/sync`, { script, args });
    return {
      visit: (url) =>
        inTab(async () => {
          await ask("POST", `${session}/url`, { url });
          while (!(await run("return 'probe' in window"))) await pause(50);
        }),
      call: (name, argument) =>
        inTab(async () => {
          const script = `const [name, argument, done] = arguments;
            window.probe[name](argument).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
          const { value, error } = await ask("POST", `${session}/execute/async`, {
            script,
            args: [name, argument ?? null],
          });
          if (error !== undefined) throw new Error(error);
          return value;
        }),
      problems: () => inTab(() => run("return window.problems")),
      newTab: () => inTab(async () => tab((await ask("POST", `${session}/window/new`, { type: "tab" })).handle)),
      closeTab: () => inTab(() => ask("DELETE", `${session}/window`)),
      async close() {
        await ask("DELETE", session).catch(() => {});
        process_.kill();
      },
    };
  };
  return tab(await ask("GET", `${session}/window`));
}
