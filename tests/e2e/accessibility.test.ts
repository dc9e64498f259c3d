import { after, before, test } from "node:test";
import type { Browser } from "playwright";
import {
  assertAccessible,
  assertFits,
  expect,
  held,
  launch,
  PAIRS_TABLE,
  screenshot,
  settled,
  visit,
} from "./support/reader.ts";
import { Site } from "./support/site.ts";

let site: Site;
let browser: Browser;
before(async () => {
  site = await Site.publish({ snapshots: ["sample"], both: ["sample", "awkward"], none: [] });
  browser = await launch();
});
after(async () => {
  await browser.close();
  await site.close();
});

const PLACES = {
  start: "?snapshots=both",
  "unknown election": "?snapshots=both&election=nowhere",
  results: "",
  "another count": `?without=36&seats=2&where=${encodeURIComponent('{"length":{"min":2}}')}`,
  overview: "?view=overview",
  coalitions: "?view=coalitions",
  "candidate held": "?view=coalitions&focus=36",
  pairs: "?view=pairs",
  "no pairs": "?view=pairs&min_strength=1",
  "all pairs": "?view=pairs&min_shared_ballots=0&min_strength=-1&page_size=25",
  pair: "?view=pairs&pair=36-37",
  notices: "?view=pairs&page=x&focus=y",
  matrix: "?view=coalitions&form=matrix&repulsion=1",
  candidates: "?view=candidates",
  profile: "?view=candidates&profile=36",
  voters: "?view=voters",
  "some voters": `?view=voters&where=${encodeURIComponent('{"all":[{"first":36},{"not":{"length":{"max":2}}}]}')}`,
  performance: "?view=performance",
  about: "?view=about",
  trouble: "?snapshots=none",
  "awkward names": "?snapshots=both&election=awkward&view=pairs",
};

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test(`every view is accessible and fits, ${colorScheme}, ${width} pixels wide`, async (t) => {
      for (const [name, search] of Object.entries(PLACES)) {
        const page = await visit(t, browser, `${site.url}${search}`, {
          colorScheme,
          viewport: { width, height: 800 },
          allowed: /Failed to load resource.*none\/manifest\.json/,
        });
        await page.locator("h1, h2").first().waitFor();
        await settled(page);
        await assertAccessible(page, `${name}, ${colorScheme}, ${width}`);
        await assertFits(page, name);
        await screenshot(page, `${name.replaceAll(" ", "-")}-${colorScheme}-${width}`);
        await page.close();
      }
    });
  }
}

test("opened filters and tables are accessible on a phone", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=coalitions`, { viewport: { width: 320, height: 700 } });
  await page.getByText("Filter", { exact: true }).click();
  await page.getByText("The same as a table").first().click();
  await page.getByRole("table").locator("tbody tr").first().waitFor();
  await page.getByRole("slider").first().waitFor();
  await settled(page);
  await assertAccessible(page, "opened");
  await assertFits(page, "opened");
});

test("text twice as large and spaced out does not overflow", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs`, { viewport: { width: 640, height: 900 } });
  await page.locator(".range").waitFor();
  await settled(page);
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "200%";
    document.body.style.letterSpacing = "0.12em";
    document.body.style.wordSpacing = "0.16em";
    document.body.style.lineHeight = "1.5";
  });
  await assertFits(page, "large text");
});

test("who asks for less motion gets none", async (t) => {
  for (const reducedMotion of ["no-preference", "reduce"] as const) {
    const page = await visit(t, browser, `${site.url}404.html`, { reducedMotion, allowed: /favicon\.ico/ });
    const release = await held(page, PAIRS_TABLE);
    await page.goto(`${site.url}?view=pairs&min_shared_ballots=51`);
    await page.locator(".skeleton").first().waitFor();
    await expect.poll(() => page.evaluate(() => document.getAnimations().length > 0)).toBe(reducedMotion !== "reduce");
    release();
    await page.locator(".range").waitFor();
    await page.close();
  }
});

test("on paper there are figures, not controls", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs`, { colorScheme: "dark" });
  await page.locator(".range").waitFor();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("table")).toBeVisible();
  await expect(page.locator("form").first()).toBeHidden();
  await expect(page.getByRole("navigation").first()).toBeHidden();
  await expect(page.locator("html")).toHaveCSS("background-color", "rgb(255, 255, 255)");
});
