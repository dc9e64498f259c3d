import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright";
import { NAMES, awkwardElection } from "./support/awkward-election.ts";
import { assertFits, eventually, launch, screenshot, settled, visit } from "./support/reader.ts";
import { Site } from "./support/site.ts";

let site: Site;
let browser: Browser;
before(async () => {
  site = await Site.publish({ snapshots: ["awkward"] });
  browser = await launch();
});
after(async () => {
  await browser.close();
  await site.close();
});

const oneLine = (name: string): string => name.replace(/[\s\u202E\u2066]+/gu, " ").trim();

test("names are text: whatever they hold, every candidate is listed by it", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=overview`);
  const { twin, ...single } = NAMES;
  const expected = [...Object.values(single).map(oneLine), ...[11, 13].map((id) => `${twin} (${id})`)];
  const names = page.getByRole("table", { name: /^Candidates/ }).locator("tbody th bdi");
  await eventually(async () => {
    assert.deepEqual((await names.allTextContents()).sort(), [...expected].sort());
  });
  await settled(page);
  assert.equal(await page.locator("main img, main script, h1 b").count(), 0);
  assert.equal(await page.locator("h1").innerText(), awkwardElection.title);
  await screenshot(page, "awkward-overview");
});

test("a name that runs from right to left turns nothing around it", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs&min_shared_ballots=0&min_strength=-1&page_size=250`);
  await page.locator("tbody bdi").first().waitFor();
  await settled(page);
  const isolated = await page
    .locator("tbody bdi")
    .evaluateAll((names) => names.every((name) => getComputedStyle(name).unicodeBidi === "isolate"));
  assert.ok(isolated);
  const directions = await page
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => getComputedStyle(row).direction));
  assert.deepEqual(new Set(directions), new Set(["ltr"]));
});

const VIEWS = [
  "results",
  "overview",
  "coalitions",
  "coalitions&form=matrix",
  "coalitions&focus=9",
  "pairs",
  "pairs&pair=4-8",
  "pairs&pair=9-5",
  "candidates",
  "candidates&profile=8",
  "candidates&profile=9",
  "voters",
];
for (const view of VIEWS) {
  for (const width of [320, 768, 1440]) {
    test(`awkward names fit: ${view} at ${width} pixels`, async (t) => {
      const page = await visit(t, browser, `${site.url}?view=${view}&min_shared_ballots=0&min_strength=-1`, {
        viewport: { width, height: 900 },
      });
      await page.locator("h2").first().waitFor();
      await settled(page);
      await assertFits(page, `${view} at ${width}`);
      await screenshot(page, `awkward-${view.replaceAll(/\W+/g, "-")}-${width}`);
    });
  }
}

test("candidates of one name are told apart wherever they are chosen", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs&min_shared_ballots=0&min_strength=-1`);
  const choice = page.getByRole("combobox", { name: "Candidate", exact: true });
  await choice.selectOption({ label: `${NAMES.twin} (13)` });
  await page.waitForURL(/candidate=13/);
  await page.locator(".range").getByText("of 12 pairs").waitFor();
});
