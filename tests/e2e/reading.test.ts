import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright";
import { eventually, expect, launch, screenshot, visit } from "./support/reader.ts";
import { Site } from "./support/site.ts";

let site: Site;
let browser: Browser;
before(async () => {
  site = await Site.publish({ snapshots: ["sample"], both: ["sample", "awkward"] });
  browser = await launch();
});
after(async () => {
  await browser.close();
  await site.close();
});

test("a single election is shown at once, with its facts", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=overview`);
  await page.getByRole("heading", { level: 1, name: "Sample election" }).waitFor();
  await expect(page.locator("dl.facts")).toHaveText(
    /Ballots\s+19,152[\s\S]*Candidates\s+15[\s\S]*Seats\s+3[\s\S]*Longest ranking\s+6/,
    { useInnerText: true },
  );
  await expect(page).toHaveTitle(/Sample election.* · coalition-lens/);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("the cleaning report is told in sentences", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=overview`);
  const report = page.getByRole("region", { name: "How the ballots were counted" });
  await expect(report).toContainText("20,000 ballots were read; 19,152 of them rank at least one candidate");
  await expect(report).toContainText("848 ballots were left out as blank, 732 of them without any mark");
  await expect(report).toContainText("1,257 repeated marks");
});

test("the candidates are sorted by first choices, and by any other column that is chosen", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=overview`);
  const table = page.getByRole("table", { name: "Candidates with their first choices and mentions" });
  await table.waitFor();
  const column = async (place: number): Promise<number[]> =>
    (await table.locator(`tbody tr > :nth-child(${place}) .content`).allInnerTexts()).map((text) =>
      Number((text.split(/\s/)[0] ?? "").replaceAll(",", "")),
    );
  const sorted = (place: number, order: (a: number, b: number) => number) =>
    eventually(async () => {
      const values = await column(place);
      assert.equal(values.length, 15);
      assert.deepEqual(values, [...values].sort(order));
    });
  await sorted(2, (a, b) => b - a);
  assert.equal(
    (await column(2)).reduce((sum, votes) => sum + votes, 0),
    19_152,
    "first choices add up to the ballots",
  );

  await page.getByRole("button", { name: "Mentions" }).click();
  await page.locator('th[aria-sort="descending"]', { hasText: "Mentions" }).waitFor();
  await sorted(3, (a, b) => b - a);
  await page.waitForURL(/candidates_sort_by=mentions/);

  await page.getByRole("button", { name: "Mentions" }).click();
  await page.locator('th[aria-sort="ascending"]', { hasText: "Mentions" }).waitFor();
  await sorted(3, (a, b) => a - b);
});

test("among several elections one is chosen, and the brand leads back to the choice", async (t) => {
  const page = await visit(t, browser, `${site.url}?snapshots=both`);
  await page.getByRole("heading", { level: 1, name: "Elections" }).waitFor();
  await expect(page.getByRole("main").getByRole("link")).toHaveCount(2);
  await screenshot(page, "start");
  await page.getByRole("link", { name: "Sample election" }).click();
  await page.getByRole("heading", { level: 1, name: "Sample election" }).waitFor();
  await page.waitForURL(/\?snapshots=both&election=sample$/);
  await page.getByRole("link", { name: "coalition-lens" }).click();
  await page.getByRole("heading", { level: 1, name: "Elections" }).waitFor();
});

test("an election that is not there is told as such, with those that are", async (t) => {
  const page = await visit(t, browser, `${site.url}?snapshots=both&election=atlantis%3Cb%3E`);
  const alert = page.getByRole("alert");
  await expect(alert).toHaveText(/There is no election\s+atlantis<b>\s+here/, { useInnerText: true });
  await page.getByRole("link", { name: "Sample election" }).click();
  await page.getByRole("heading", { level: 1, name: "Sample election" }).waitFor();
});

test("the numbers are explained, and each explanation has an address", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=about#adjusted_lift`);
  const term = page.locator("#adjusted_lift");
  await expect(term).toHaveText(/Times chance[\s\S]*Shown as –/, { useInnerText: true });
});
