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

async function launchChromium() {
  const browser = await chromium.launch({
    executablePath: firstOf("chromium", [process.env.CHROMIUM_BIN, "/usr/bin/chromium"]),
    args: options["goog:chromeOptions"].args,
  });
  const page = await browser.newPage();
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
    close: () => browser.close(),
  };
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
  const run = (script, ...args) => ask("POST", `${session}/execute/sync`, { script, args });
  return {
    async visit(url) {
      await ask("POST", `${session}/url`, { url });
      while (!(await run("return 'probe' in window"))) await pause(50);
    },
    async call(name, argument) {
      const script = `const [name, argument, done] = arguments;
        window.probe[name](argument).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
      const { value, error } = await ask("POST", `${session}/execute/async`, {
        script,
        args: [name, argument ?? null],
      });
      if (error !== undefined) throw new Error(error);
      return value;
    },
    problems: () => run("return window.problems"),
    async close() {
      await ask("DELETE", session).catch(() => {});
      process_.kill();
    },
  };
}
