// Headless Chromium with the flags of the tests.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ROOT } from "./places.mjs";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

export function launch() {
  const { "goog:chromeOptions": options } = JSON.parse(readFileSync(join(ROOT, "webdriver.json"), "utf8"));
  const args = options.args.filter((flag) => !flag.startsWith("--headless"));
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [...args, "--enable-blink-features=ForceEagerMeasureMemory", "--enable-precise-memory-info"],
  });
}

/** A page in a context of its own; whatever goes wrong in it is told. */
export async function openPage(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(`${url}: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") console.error(`${url}: ${message.text()}`);
  });
  await page.goto(url);
  return page;
}
