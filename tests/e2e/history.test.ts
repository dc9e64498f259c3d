import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright";
import { expect, ON_ITS_WAY, settled, visit } from "./support/reader.ts";
import { browser, site } from "./support/sample.ts";

/** What the reader sees: the text of the view, once nothing is on its way. */
async function seen(page: Page): Promise<string> {
  await settled(page);
  return page.locator("main").innerText();
}

test("a link restores the view exactly", async (t) => {
  const first = await visit(t, browser, `${site.url}?view=pairs`);
  await first.getByRole("spinbutton", { name: "Shared ballots, at least" }).fill("300");
  await first.getByRole("spinbutton", { name: "Shared ballots, at least" }).press("Enter");
  await first.getByRole("spinbutton", { name: "Strength, at least" }).fill("-0.2");
  await first.getByRole("spinbutton", { name: "Strength, at least" }).press("Enter");
  await first.getByRole("button", { name: "Ranks apart" }).click();
  await first.getByLabel("Rows per page").selectOption("25");
  await first.getByRole("button", { name: "Next page" }).click();
  await first.waitForURL(/&page=2/);
  await first.locator(".range").getByText("Rows 26–").waitFor();
  const before = await seen(first);

  const second = await visit(t, browser, first.url());
  await expect(second.locator("main")).toHaveText(before, { useInnerText: true });
  assert.equal(second.url(), first.url());
});

test("back and forward show again what was there, step by step", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=overview`);
  const steps: { url: string; text: string }[] = [];
  const note = async (): Promise<void> => {
    steps.push({ text: await seen(page), url: page.url() });
  };
  await page.getByRole("table").waitFor();
  await note();
  await page.getByRole("link", { name: "Pairs", exact: true }).click();
  await page.locator(".range").waitFor();
  await note();
  await page.getByRole("button", { name: "All pairs" }).click();
  await page.locator(".range").getByText("of 105 pairs").waitFor();
  await note();
  await page.getByRole("button", { name: "Shared ballots" }).click();
  await page.waitForURL(/sort_by=shared_ballots/);
  await note();
  await page.getByRole("link", { name: "Coalitions", exact: true }).click();
  await page.locator("svg[role=group]").waitFor();
  await note();

  assert.equal(new Set(steps.map(({ url }) => url)).size, 5);
  for (const move of ["goBack", "goForward"] as const) {
    const order = move === "goBack" ? steps.slice(0, -1).reverse() : steps.slice(1);
    for (const { url, text } of order) {
      await page[move]();
      await page.waitForURL(url);
      await page.waitForFunction(
        ([wanted, onItsWay]) =>
          !document.querySelector(onItsWay) && document.querySelector("main")?.innerText === wanted,
        [text, ON_ITS_WAY] as const,
      );
    }
  }
});

test("back closes an open pair, and forward opens it again", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs`);
  await page.locator("tbody a.pair").first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Do they share supporters?").waitFor();
  await page.goBack();
  await dialog.waitFor({ state: "hidden" });
  await page.goForward();
  await dialog.getByText("Do they share supporters?").waitFor();
});

test("dragging a slider leaves one entry in the history", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs`);
  await page.locator(".range").waitFor();
  const before = await page.evaluate(() => history.length);
  await settled(page);
  const slider = page.getByRole("slider", { name: "Strength, at least" });
  const box = await slider.boundingBox();
  assert.ok(box);
  const [y, start] = [box.y + box.height / 2, box.x + box.width * 0.5];
  await page.mouse.move(start, y);
  await page.mouse.down();
  for (let step = 1; step <= 20; step += 1) await page.mouse.move(start + step * 4, y);
  const during = page.url();
  await page.mouse.up();
  await page.waitForURL(/min_strength=/);
  assert.ok(!during.includes("min_strength"), "the address waits for where the slider comes to rest");
  assert.equal(await page.evaluate(() => history.length), before + 1);
});

test("what in the address cannot be used is told, and the rest is shown", async (t) => {
  const wrong =
    "?view=pairs&min_strength=lots&sort_by=%3Cscript%3E&page=0&min_shared_ballots=100&candidate=777&pair=1-99999";
  const page = await visit(t, browser, `${site.url}${wrong}`);
  const notice = page.getByRole("status").filter({ hasText: "Part of this address could not be used" });
  await notice.waitFor();
  await notice.getByText("pair: ").waitFor();
  for (const name of ["min_strength: “lots”", "sort_by: “<script>”", "page: “0”", "candidate", "pair: "]) {
    await expect(notice).toContainText(name);
  }
  await page.locator(".range").waitFor();
  await expect(page.getByRole("spinbutton", { name: "Shared ballots, at least" })).toHaveValue("100");
  await expect(page.getByRole("spinbutton", { name: "Strength, at least" })).toHaveValue("0.05");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("button", { name: "Close this notice" }).click();
  await notice.waitFor({ state: "detached" });
});

test("a link of another kind of click is left to the browser", async (t) => {
  const page = await visit(t, browser, site.url);
  const link = page.getByRole("link", { name: "Pairs", exact: true });
  await link.waitFor();
  const [opened] = await Promise.all([page.context().waitForEvent("page"), link.click({ modifiers: ["Control"] })]);
  await opened.locator(".range").waitFor();
  assert.ok(!page.url().includes("view=pairs"));
});

test("another folder of snapshots is shown only if it is beside the page", async (t) => {
  const page = await visit(t, browser, `${site.url}?snapshots=https%3A%2F%2Fevil.example%2F`);
  await page.getByRole("heading", { level: 1, name: "Sample election" }).waitFor();
  await page.getByText("is not a folder beside this page").waitFor();
  await page.waitForURL((url) => !url.search.includes("evil"));
});
