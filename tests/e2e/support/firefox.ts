// Playwright drives a Firefox of its own making; Puppeteer drives the one that distributions ship. Puppeteer 25 needs Node 22.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { TestContext } from "node:test";
import { launch, type Browser, type Page } from "puppeteer-core";
import { ON_ITS_WAY, PATIENCE } from "./reader.ts";

const OPTIONS = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../../webdriver.json"), "utf8")) as {
  "moz:firefoxOptions": { prefs: Record<string, boolean> };
};

export function launchFirefox(): Promise<Browser> {
  const places = [process.env["FIREFOX_BIN"], "/usr/bin/firefox", "/usr/bin/firefox-esr"];
  const executablePath = places.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) throw new Error("firefox is missing: run scripts/setup.sh browsers");
  return launch({
    browser: "firefox",
    executablePath,
    extraPrefsFirefox: OPTIONS["moz:firefoxOptions"].prefs,
  });
}

export interface FirefoxVisit {
  width?: number;
  /** What the console may say. */
  allowed?: RegExp;
}

/** Somebody with a Firefox of their own. When the test ends, the console must be empty. */
export async function visitFirefox(
  t: TestContext,
  browser: Browser,
  url: string,
  { width = 1280, allowed }: FirefoxVisit = {},
): Promise<Page> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const said: string[] = [];
  const note = (line: string): void => {
    if (!allowed?.test(line)) said.push(line);
  };
  page.on("console", (message) => {
    note(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => {
    note(`uncaught: ${String(error)}`);
  });
  page.on("requestfailed", (request) => {
    const failure = request.failure()?.errorText ?? "";
    // What the page itself gives up is no failure.
    if (!failure.includes("ABORT")) note(`failed: ${request.url()} ${failure}`);
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(said, [], "the console is empty");
  });
  await page.setViewport({ width, height: 900 });
  await page.goto(url);
  return page;
}

/** Waits until an element that the selector finds has this text in it. */
export async function shows(page: Page, selector: string, text: string): Promise<void> {
  await page.waitForFunction(
    (selector, text) =>
      [...document.querySelectorAll<HTMLElement>(selector)].some(({ innerText }) => innerText.includes(text)),
    {},
    selector,
    text,
  );
}

/** Nothing is on its way to the page. */
export async function settledFirefox(page: Page): Promise<void> {
  await page.waitForFunction((onItsWay) => !document.querySelector(onItsWay), {}, ON_ITS_WAY);
}
