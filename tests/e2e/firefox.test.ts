import { after, before, test } from "node:test";
import type { Browser } from "puppeteer-core";
import { launchFirefox, settledFirefox, shows, visitFirefox } from "./support/firefox.ts";
import { assertFits, everythingIsKept, screenshot } from "./support/reader.ts";
import { Site } from "./support/site.ts";

let site: Site;
let browser: Browser;
before(async () => {
  site = await Site.publish({ snapshots: ["sample"] });
  browser = await launchFirefox();
});
after(async () => {
  await browser.close();
  await site.close();
});

const VIEWS: Record<string, [search: string, selector: string]> = {
  results: ["", "main figure svg[data-drawing]"],
  overview: ["?view=overview", "table tbody tr"],
  coalitions: ["?view=coalitions&min_shared_ballots=51", "svg[data-drawing] .node"],
  matrix: ["?view=coalitions&form=matrix", "svg[role=img] rect"],
  pairs: ["?view=pairs&min_shared_ballots=51", "tbody a.pair"],
  pair: ["?view=pairs&pair=36-37", "dialog[open] svg[role=img]"],
  candidates: ["?view=candidates", "tbody a"],
  profile: ["?view=candidates&profile=36", "figure svg[role=img]"],
  voters: [`?view=voters&where=${encodeURIComponent('{"first":36}')}`, "svg[data-drawing] .node"],
  performance: ["?view=performance", "dl.figures"],
  about: ["?view=about", "#adjusted_lift"],
};

for (const width of [320, 1280]) {
  test(`in Firefox every view is shown and fits, ${width} pixels wide`, async (t) => {
    for (const [name, [search, selector]] of Object.entries(VIEWS)) {
      const page = await visitFirefox(t, browser, `${site.url}${search}`, { width });
      await page.waitForSelector(selector);
      await settledFirefox(page);
      await assertFits(page, name);
      await screenshot(page, `firefox-${name}-${width}`);
      await page.close();
    }
  });
}

test("in Firefox a slider filters the pairs, a column sorts them, and back undoes it", async (t) => {
  const page = await visitFirefox(t, browser, `${site.url}?view=pairs&min_shared_ballots=0&min_strength=-1`);
  await shows(page, ".range", "of 105 pairs");
  await settledFirefox(page);
  await page.focus('input[type=range][aria-label^="Shared ballots"]');
  await page.keyboard.press("End");
  await shows(page, ".range", "Rows 1–1 of 1 pair");
  await page.keyboard.press("Home");
  await shows(page, ".range", "of 105 pairs");
  await page.locator("::-p-aria(Overlap[role='button'])").click();
  await shows(page, "th[aria-sort=descending]", "Overlap");
  await page.waitForFunction(() => location.search.includes("sort_by="));
  const sorted = await page.evaluate(() => location.href);
  await page.locator("tbody a.pair").click();
  await shows(page, "dialog[open]", "Do they share supporters?");
  await page.goBack();
  await page.waitForFunction((url) => !document.querySelector("dialog[open]") && location.href === url, {}, sorted);
});

test("in Firefox voters are picked, and the network follows", async (t) => {
  const page = await visitFirefox(t, browser, `${site.url}?view=voters`);
  await shows(page, ".size", "100.0% of all");
  await page.waitForSelector("svg[data-drawing] .node");
  await settledFirefox(page);
  await page.locator("::-p-aria(Pick voters[role='button'])").click();
  await shows(page, "figure figcaption", "Of voters who");
  await page.waitForFunction(() => !document.querySelector(".size")?.textContent.includes("100.0%"));
  await settledFirefox(page);
});

test("in Firefox the page works without a connection after the first visit", async (t) => {
  const page = await visitFirefox(t, browser, `${site.url}?view=pairs`, { allowed: /^failed: / });
  await shows(page, ".range", "pairs");
  await page.waitForFunction(everythingIsKept, { polling: 250 });
  await site.stop();
  await page.reload();
  await shows(page, ".range", "pairs");
  await page.locator('nav a[href*="view=coalitions"]').click();
  await page.waitForSelector("svg[data-drawing] .node");
  await shows(page, "h3, h4", "Group 1");
});
