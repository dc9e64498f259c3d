// Chromium by Playwright, Firefox by Puppeteer: Playwright does not drive the Firefox that distributions ship. Puppeteer 25
// needs Node 22. Both open a page and call what it puts into `globalThis.probe`.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";

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
  const { args, prefs } = options["moz:firefoxOptions"];
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: firstOf("firefox", [process.env.FIREFOX_BIN, "/usr/bin/firefox", "/usr/bin/firefox-esr"]),
    args,
    extraPrefsFirefox: prefs,
    protocolTimeout: 120_000,
  });
  const newTab = async () => {
    const page = await browser.newPage();
    return {
      async visit(url) {
        await page.goto(url);
        await page.waitForFunction(() => "probe" in globalThis);
      },
      call: (name, argument) =>
        page.evaluate((name, argument) => globalThis.probe[name](argument), name, argument ?? null),
      problems: () => page.evaluate(() => globalThis.problems),
      newTab,
      closeTab: () => page.close(),
      close: () => browser.close(),
    };
  };
  return newTab();
}
