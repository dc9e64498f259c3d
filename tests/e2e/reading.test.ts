import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { launch, screenshot, visit } from "./support/reader.ts";
import { Site } from "./support/site.ts";

let site: Site;
let browser: Browser;
before(async () => {
  site = await Site.publish({ snapshots: ["sample"], both: ["sample", "awkward"] });
  browser = await launch();
});
after(async () => {
  await browser.close();
  site.close();
});

test("a single election is shown at once, with its facts", async (t) => {
  const page = await visit(t, browser, site.url);
  await page.getByRole("heading", { level: 1, name: "Sample election" }).waitFor();
  const facts = page.locator("dl.facts");
  assert.match(
    await facts.innerText(),
    /Ballots\s+19,152[\s\S]*Candidates\s+15[\s\S]*Seats\s+3[\s\S]*Longest ranking\s+6/,
  );
  assert.match(await page.title(), /Sample election.* · coalition-lens/);
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
});

test("the cleaning report is told in sentences", async (t) => {
  const page = await visit(t, browser, site.url);
  const report = page.getByRole("region", { name: "How the ballots were counted" });
  await report.waitFor();
  const text = await report.innerText();
  assert.match(text, /20,000 ballots were read; 19,152 of them rank at least one candidate/);
  assert.match(text, /848 ballots were left out as blank, 732 of them without any mark/);
  assert.match(text, /1,257 repeated marks/);
});

test("the candidates are sorted by first choices, and by any other column that is chosen", async (t) => {
  const page = await visit(t, browser, site.url);
  const table = page.getByRole("table", { name: "Candidates with their first choices and mentions" });
  await table.waitFor();
  const column = async (place: number): Promise<number[]> =>
    (await table.locator(`tbody tr > :nth-child(${place}) .content`).allInnerTexts()).map((text) =>
      Number((text.split(/\s/)[0] ?? "").replaceAll(",", "")),
    );
  const descending = (values: number[]): boolean =>
    values.every((value, at) => at === 0 || value <= (values[at - 1] ?? 0));
  assert.ok(descending(await column(2)));
  assert.equal(
    (await column(2)).reduce((sum, votes) => sum + votes, 0),
    19_152,
    "first choices add up to the ballots",
  );

  await page.getByRole("button", { name: "Mentions" }).click();
  await page.locator('th[aria-sort="descending"]', { hasText: "Mentions" }).waitFor();
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
  assert.ok(descending(await column(3)));
  assert.match(page.url(), /candidates_sort_by=mentions/);

  await page.getByRole("button", { name: "Mentions" }).click();
  await page.locator('th[aria-sort="ascending"]', { hasText: "Mentions" }).waitFor();
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
  assert.ok(descending((await column(3)).reverse()));
});

test("among several elections one is chosen, and the brand leads back to the choice", async (t) => {
  const page = await visit(t, browser, `${site.url}?snapshots=both`);
  await page.getByRole("heading", { level: 1, name: "Elections" }).waitFor();
  assert.equal(await page.getByRole("main").getByRole("link").count(), 2);
  await screenshot(page, "start");
  await page.getByRole("link", { name: "Sample election" }).click();
  await page.getByRole("heading", { level: 1, name: "Sample election" }).waitFor();
  assert.match(page.url(), /\?snapshots=both&election=sample$/);
  await page.getByRole("link", { name: "coalition-lens" }).click();
  await page.getByRole("heading", { level: 1, name: "Elections" }).waitFor();
});

test("an election that is not there is told as such, with those that are", async (t) => {
  const page = await visit(t, browser, `${site.url}?snapshots=both&election=atlantis%3Cb%3E`);
  const alert = page.getByRole("alert");
  await alert.waitFor();
  assert.match(await alert.innerText(), /There is no election\s+atlantis<b>\s+here/);
  await page.getByRole("link", { name: "Sample election" }).click();
  await page.getByRole("heading", { level: 1, name: "Sample election" }).waitFor();
});

test("the numbers are explained, and each explanation has an address", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=about#adjusted_lift`);
  const term = page.locator("#adjusted_lift");
  await term.waitFor();
  assert.match(await term.innerText(), /Times chance[\s\S]*Shown as –/);
});
