import { after, before } from "node:test";
import type { Browser } from "playwright";
import { launch } from "./reader.ts";
import { Site } from "./site.ts";

/** The sample election's site and a browser, from the first test of the importing file to its last. */
export let site: Site;
export let browser: Browser;

before(async () => {
  site = await Site.publish({ snapshots: ["sample"] });
  browser = await launch();
});
after(async () => {
  await browser.close();
  await site.close();
});
