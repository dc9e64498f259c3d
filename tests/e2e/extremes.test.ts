import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright";
import { assertAccessible, assertFits, expect, launch, screenshot, settled, visit } from "./support/reader.ts";
import { Site } from "./support/site.ts";

let site: Site;
let browser: Browser;
before(async () => {
  site = await Site.publish({ snapshots: ["many"], single: ["single"] });
  browser = await launch();
});
after(async () => {
  await browser.close();
  await site.close();
});

test("of hundreds of candidates the strongest pairs are drawn, and the page says so", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=coalitions&min_shared_ballots=0&min_strength=0`);
  await page.getByText("Only the 1,500 strongest pairs are drawn").waitFor();
  await expect(page.locator("line")).toHaveCount(1500);
  await page.locator("svg text").nth(5).waitFor({ state: "attached" });
  await assertAccessible(page, "many candidates");
  await screenshot(page, "many-coalitions");
});

for (const width of [320, 560, 768, 1440]) {
  test(`the matrix of the largest election fits and keeps its letters' size, ${width} pixels wide`, async (t) => {
    const page = await visit(t, browser, `${site.url}?view=coalitions&form=matrix&min_shared_ballots=0`, {
      viewport: { width, height: 900 },
    });
    const drawing = page.locator(".plotted svg");
    await drawing.waitFor();
    await settled(page);
    await assertFits(page, "matrix of many");
    const { names, letters, rows } = await drawing.evaluate((svg: SVGSVGElement) => {
      const scale = svg.getScreenCTM()?.a ?? 0;
      return {
        names: svg.querySelectorAll("text").length,
        letters: scale * parseFloat(getComputedStyle(svg.querySelector("text") ?? svg).fontSize),
        rows: Math.min(...[...svg.querySelectorAll("rect")].map((cell) => cell.getBoundingClientRect().height)),
      };
    });
    assert.ok(names >= 40, `${names} names`);
    assert.ok(letters > 8.9 && rows >= 9, `letters of ${letters} px in rows of ${rows} px`);
    await screenshot(page, `many-matrix-${width}`);
  });
}

test("every pair of hundreds of candidates can be reached", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs&min_shared_ballots=0&min_strength=-1&page_size=250`);
  await page
    .locator(".range")
    .getByText(/Rows 1–250 of 1\d\d,\d{3} pairs/)
    .waitFor();
  await page.getByRole("button", { name: "Last page" }).click();
  await page.getByText("– means that the figure is not defined").waitFor();
  await expect(page.locator("tbody tr").last()).toContainText("not defined");
  await assertFits(page, "many pairs");
});

test("one candidate has no pairs, and the page says that", async (t) => {
  for (const view of ["pairs", "coalitions"]) {
    const page = await visit(t, browser, `${site.url}?snapshots=single&view=${view}`);
    await page.getByText("This election has one candidate, so there are no pairs to look at.").waitFor();
  }
  const page = await visit(t, browser, `${site.url}?snapshots=single&view=overview`);
  const table = page.getByRole("table", { name: /^Candidates/ });
  await expect(table.locator("tbody tr")).toHaveCount(1);
});

for (const width of [800, 960, 961, 1100]) {
  test(`the widest table fits at ${width} pixels`, async (t) => {
    const page = await visit(t, browser, `${site.url}?view=pairs&min_shared_ballots=0`, {
      viewport: { width, height: 800 },
    });
    await page.locator(".range").waitFor();
    await settled(page);
    await assertFits(page, `${width} pixels`);
    const { table, room } = await page.getByRole("table").evaluate((element) => ({
      table: element.getBoundingClientRect().right,
      room: element.parentElement?.getBoundingClientRect().right ?? 0,
    }));
    assert.ok(table <= room + 0.5, `the table ends at ${table}, its room at ${room}`);
  });
}
