import assert from "node:assert/strict";
import type axeCore from "axe-core";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { TestContext } from "node:test";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright";
import { expect as base } from "playwright/test";
import type { Page as FirefoxPage } from "puppeteer-core";

const HERE = resolve(import.meta.dirname, "..");
const SCREENSHOTS = join(HERE, "test-results");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** How many times slower than this machine the readers' processors are, to find tests that only pass on a fast one. */
const SLOWNESS = Number(process.env["E2E_SLOWNESS"] ?? 1);
if (!(SLOWNESS >= 1)) throw new Error("E2E_SLOWNESS: a number from 1 up, please");

/** Milliseconds until something that is waited for is missed. */
export const PATIENCE = 30_000;

/** Assertions on the page are tried again until they hold: the page follows its readers in its own time. */
export const expect = base.configure({ timeout: PATIENCE });

export async function launch(): Promise<Browser> {
  const { "goog:chromeOptions": options } = JSON.parse(readFileSync(resolve(HERE, "../../webdriver.json"), "utf8")) as {
    "goog:chromeOptions": { args: string[] };
  };
  const args = options.args.filter((flag) => !flag.startsWith("--headless"));
  return chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args });
}

export interface Visit extends BrowserContextOptions {
  /** What the console may say: failed requests that the test is about. */
  allowed?: RegExp;
}

/** Somebody with a browser of their own. When the test ends, the console must be empty. */
export async function visit(t: TestContext, browser: Browser, url: string, options: Visit = {}): Promise<Page> {
  const { allowed, ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...contextOptions });
  const page = await context.newPage();
  if (SLOWNESS > 1) {
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWNESS });
  }
  const said: string[] = [];
  page.on("console", (message) => {
    const line = `${message.type()}: ${message.text()} ${message.location().url}`;
    if (!allowed?.test(line)) said.push(line);
  });
  page.on("pageerror", (error) => said.push(`uncaught: ${error.stack ?? error.message}`));
  page.on("dialog", (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) said.push(`a request to another host: ${request.url()}`);
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(said, [], "the console is empty");
  });
  await page.goto(url);
  return page;
}

/** An assertion on several readings of the page, tried again until it holds. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  await expect(check).toPass({ timeout: PATIENCE });
}

/** Parts of the page that wait for something. */
export const ON_ITS_WAY = "[aria-busy=true], .skeleton";

/** Nothing is on its way to the page. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator(ON_ITS_WAY)).toHaveCount(0);
}

/** The table of pairs of a snapshot. */
export const PAIRS_TABLE = /\/pairs-[0-9a-f]+[^/]*$/;

/** Requests of the page for these files wait until the returned function is called. */
export async function held(page: Page, files: RegExp): Promise<() => void> {
  let release = (): void => undefined;
  const gate = new Promise<void>((open) => (release = open));
  await page.route(files, async (route) => {
    await gate;
    await route.continue();
  });
  return release;
}

/** In the page: the first visit is over; its files, the manifest, the descriptor and the seven tables are kept. */
export async function everythingIsKept(): Promise<boolean> {
  const [manifests, descriptors, tables] = await Promise.all(
    ["coalition-lens-manifests", "coalition-lens-descriptors", "coalition-lens"].map(
      async (name) => (await (await caches.open(name)).keys()).length,
    ),
  );
  return navigator.serviceWorker.controller !== null && manifests === 1 && descriptors === 1 && (tables ?? 0) >= 7;
}

/** Accessibility: no violation of WCAG 2.2 A and AA, nor of axe's best practices. */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  // Evaluated through the debugger, which the page's Content-Security-Policy does not bind.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: typeof axeCore }).axe;
    const { violations } = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes
          .map(({ html }) => html)
          .slice(0, 3)
          .join(" ")}`,
    );
  });
  assert.deepEqual(violations, [], `accessible: ${where}`);
}

interface Extent {
  content: number;
  window: number;
  cut: string[];
}

/** The page, in either browser, is no wider than its window, and no text of a drawing stands partly outside what shows it. */
export async function assertFits(
  page: { evaluate: (read: () => Extent) => Promise<Extent> },
  where: string,
): Promise<void> {
  const { content, window, cut } = await page.evaluate(() => {
    const window = document.documentElement.clientWidth;
    const cut = [...document.querySelectorAll("svg text")].filter((text) => {
      const box = text.getBoundingClientRect();
      for (let around = text.parentElement; around; around = around.parentElement) {
        if (getComputedStyle(around).overflowX === "visible") continue;
        const { left, right } = around.getBoundingClientRect();
        if (box.left < left - 0.5 || box.right > right + 0.5) return true;
      }
      return box.left < 0 || box.right > window;
    });
    return {
      content: document.documentElement.scrollWidth,
      window,
      cut: cut.map((text) => text.textContent),
    };
  });
  assert.ok(content <= window, `${where}: ${content} px of content in ${window} px`);
  assert.deepEqual(cut, [], `${where}: texts that are cut off`);
}

/** A picture for people to look at, of a page in either browser. */
export async function screenshot(page: Page | FirefoxPage, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
