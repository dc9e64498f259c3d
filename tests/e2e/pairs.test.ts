import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright";
import { eventually, expect, screenshot, settled, visit } from "./support/reader.ts";
import { browser, site } from "./support/sample.ts";

const ALL = "?view=pairs&min_shared_ballots=0&min_strength=-1";
const status = (page: Page) => page.locator(".range");

/** The figures of a column, by its heading. */
async function figures(page: Page, heading: string): Promise<string[]> {
  const headings = await page.locator("thead th").allInnerTexts();
  const place = headings.findIndex(
    (text) =>
      text
        .replace(/\s*\?$/, "")
        .trim()
        .replace(/\s+/g, " ") === heading,
  );
  assert.ok(place > 0, `a column ${heading} among ${headings.join(", ")}`);
  return page.locator(`tbody tr > :nth-child(${place + 1}) .content`).allInnerTexts();
}

test("all pairs of 15 candidates are 105, on pages that neither overlap nor skip", async (t) => {
  const page = await visit(t, browser, `${site.url}${ALL}&page_size=25`);
  await status(page).getByText("Rows 1–25 of 105 pairs").waitFor();
  const seen = new Set<string>();
  for (let number = 1; number <= 5; number += 1) {
    await status(page)
      .getByText(`Rows ${(number - 1) * 25 + 1}–`)
      .waitFor();
    await settled(page);
    for (const name of await page.locator("tbody a.pair").evaluateAll((links) => links.map((link) => link.ariaLabel))) {
      assert.ok(name !== null && !seen.has(name), `${name ?? ""} is on two pages`);
      seen.add(name);
    }
    if (number < 5) await page.getByRole("button", { name: "Next page" }).click();
  }
  assert.equal(seen.size, 105);
  await expect(status(page)).toHaveText("Rows 101–105 of 105 pairs");
  await expect(page.getByRole("button", { name: "Next page" })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: "First page" }).click();
  await status(page).getByText("Rows 1–25").waitFor();
  await page.getByRole("button", { name: "Last page" }).click();
  await status(page).getByText("Rows 101–105").waitFor();
  await page.getByLabel("Rows per page").selectOption("100");
  await status(page).getByText("Rows 101–105 of 105 pairs").waitFor();
  await page.waitForURL(/page=2&page_size=100/);
});

test("every column sorts both ways, and says so", async (t) => {
  const page = await visit(t, browser, `${site.url}${ALL}&page_size=250`);
  await status(page).getByText("of 105 pairs").waitFor();
  const numeric = [
    "Shared ballots",
    "Times chance",
    "Overlap",
    "Of the first’s ballots",
    "Of the second’s ballots",
    "Ranks apart",
  ];
  for (const heading of numeric) {
    const button = page.getByRole("button", { name: heading, exact: true });
    for (const direction of ["descending", "ascending"] as const) {
      await button.click();
      await page.locator(`th[aria-sort="${direction}"]`, { has: button }).waitFor();
      await eventually(async () => {
        const values = (await figures(page, heading)).map((text) => parseFloat(text.replaceAll(",", "")));
        const ordered = [...values].sort((a, b) => (direction === "ascending" ? a - b : b - a));
        assert.equal(values.length, 105);
        assert.deepEqual(values, ordered, `${heading}, ${direction}`);
      });
    }
  }
  for (const heading of ["Candidate", "Type", "and candidate", "Strength"]) {
    const button = page.getByRole("button", { name: heading, exact: true });
    await button.click();
    await page.locator('th[aria-sort$="ending"]', { has: button }).waitFor();
  }
  await expect(page.locator('th[aria-sort$="ending"]'), "one column is sorted by").toHaveCount(1);
});

test("the shared ballots are filtered by a number and by a slider, and the address follows", async (t) => {
  const page = await visit(t, browser, `${site.url}${ALL}`);
  await status(page).getByText("of 105 pairs").waitFor();
  const number = page.getByRole("spinbutton", { name: "Shared ballots, at least" });
  await number.fill("2000");
  await number.press("Enter");
  await page.waitForURL(/min_shared_ballots=2000/);
  await eventually(async () => {
    const shared = (await figures(page, "Shared ballots")).map((text) => Number(text.replaceAll(",", "")));
    assert.ok(shared.length > 0 && shared.length < 105 && shared.every((ballots) => ballots >= 2000));
  });

  const slider = page.getByRole("slider", { name: "Shared ballots, at least" });
  await slider.press("Home");
  await page.waitForURL(/min_shared_ballots=0/);
  await expect(number).toHaveValue("0");
  await status(page).getByText("of 105 pairs").waitFor();
  await settled(page);
  await slider.press("End");
  await status(page).getByText("Rows 1–1 of 1 pair").waitFor();
});

test("a threshold that is none is refused with a reason, and the table stays", async (t) => {
  const page = await visit(t, browser, `${site.url}${ALL}`);
  await status(page).getByText("of 105 pairs").waitFor();
  const number = page.getByRole("spinbutton", { name: "Strength, at least" });
  await number.fill("7");
  await number.press("Enter");
  await page.getByText("A number from -1 to 1, please.").waitFor();
  await expect(number).toHaveAttribute("aria-invalid", "true");
  await expect(status(page)).toContainText("105 pairs");
  assert.match(page.url(), /min_strength=-1/);
});

test("strength, candidate, type and method filter together", async (t) => {
  const page = await visit(t, browser, `${site.url}${ALL}`);
  await status(page).getByText("of 105 pairs").waitFor();
  const choice = page.getByRole("combobox", { name: "Candidate", exact: true });
  const name = (await choice.locator("option").allInnerTexts())[3] ?? "";
  await choice.selectOption({ label: name });
  await status(page).getByText("of 14 pairs").waitFor();
  await expect(page.locator("tbody tr")).toHaveCount(14);
  for (const row of await page.locator("tbody tr").allInnerTexts()) assert.ok(row.includes(name), row);

  await page.getByRole("combobox", { name: "Type", exact: true }).selectOption("moderate");
  await page.waitForURL(/coalition_type=moderate/);
  await eventually(async () => {
    assert.deepEqual(new Set(await figures(page, "Type")), new Set(["Moderate"]));
  });

  const before = await figures(page, "Strength");
  await page.getByRole("combobox", { name: "Strength is" }).selectOption("basic");
  await page.waitForURL(/method=basic/);
  await eventually(async () => {
    const after = await figures(page, "Strength");
    assert.ok(after.length > 0);
    assert.notDeepEqual(after, before);
  });

  await page.getByRole("button", { name: "Defaults" }).click();
  await page.waitForURL((url) => url.search === "?view=pairs");
});

test("filters that nothing passes say so and offer the way out", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs&min_strength=0.99`);
  await page.getByText("No pair passes these filters.").waitFor();
  await expect(status(page)).toHaveText("No pairs");
  await screenshot(page, "pairs-empty");
  await page.getByRole("link", { name: "all pairs" }).click();
  await status(page).getByText("of 105 pairs").waitFor();
});

test("a page past the last one shows the last one and says so", async (t) => {
  const page = await visit(t, browser, `${site.url}${ALL}&page_size=25&page=99`);
  await page.getByText("there are 5 pages only").waitFor();
  await status(page).getByText("Rows 101–105 of 105 pairs").waitFor();
  await page.waitForURL(/page=5/);
});

test("a pair opens with its story, is told the other way round, and closes to where the reader was", async (t) => {
  const page = await visit(t, browser, `${site.url}${ALL}`);
  await status(page).getByText("of 105 pairs").waitFor();
  const link = page.locator("tbody a.pair").nth(2);
  await link.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Do they share supporters?").waitFor();
  const title = await dialog.getByRole("heading", { level: 2 }).innerText();
  const [one = "", other = ""] = title.split(/\s+and\s+/);
  await expect(dialog).toHaveText(new RegExp(`rank both ${one} and ${other}`), { useInnerText: true });
  await page.waitForURL(/pair=/);
  const [, first = "", second = ""] = /pair=(\d+)-(\d+)/.exec(page.url()) ?? [];

  await dialog.getByText("The same as a table").click();
  await eventually(async () => {
    const counts = (await dialog.locator("tbody td:nth-child(2)").allInnerTexts()).map((text) =>
      Number(text.replaceAll(",", "")),
    );
    const [, total = ""] = /([\d,]+) ballots? ranks? both/.exec(await dialog.innerText()) ?? [];
    assert.ok(counts.length > 0);
    assert.equal(
      counts.reduce((sum, ballots) => sum + ballots, 0),
      Number(total.replaceAll(",", "")),
      "distances add up",
    );
  });
  await screenshot(page, "pair");

  await dialog.getByRole("link", { name: "Tell it the other way round" }).click();
  await dialog.getByText(`rank both ${other} and ${one}`).waitFor();
  await page.waitForURL(new RegExp(`pair=${second}-${first}`));

  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.waitForURL((url) => !url.search.includes("pair="));
  await expect(link, "the focus is back on the link").toBeFocused();
});

test("filters that were opened stay open while they are used", async (t) => {
  const page = await visit(t, browser, `${site.url}${ALL}`, { viewport: { width: 320, height: 700 } });
  await status(page).getByText("of 105 pairs").waitFor();
  await expect(page.getByRole("slider").first()).toBeHidden();
  await page.getByText("Filter", { exact: true }).click();
  await page.getByRole("combobox", { name: "Strength is" }).selectOption("basic");
  await page.waitForURL(/method=basic/);
  await settled(page);
  await expect(page.getByRole("slider").first()).toBeVisible();
});
