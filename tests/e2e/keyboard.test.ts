import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright";
import { expect, settled, visit } from "./support/reader.ts";
import { browser, site } from "./support/sample.ts";

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute("aria-label") ?? element?.textContent.trim().replace(/\s+/g, " ") ?? "";
  });

/** Presses Tab until the focus is on something of this name, and asserts that it can be seen. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press("Tab");
    if (!name.test(await focused(page))) continue;
    const outlined = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element) return false;
      const ring = element.querySelector(".focus-ring");
      return ring ? getComputedStyle(ring).stroke !== "none" : getComputedStyle(element).outlineStyle !== "none";
    });
    assert.ok(outlined, `the focus on ${name.source} is visible`);
    return;
  }
  assert.fail(`Tab does not reach ${name.source}`);
}

test("from the address bar to a pair and back, by keyboard alone", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=overview`);
  await page.getByRole("table").waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Skip to the content");
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
  await settled(page);
  await tabTo(page, /^Mentions/);
  await page.keyboard.press("Enter");
  await page.locator('th[aria-sort="descending"]', { hasText: "Mentions" }).waitFor();
  await settled(page);
  assert.match(await focused(page), /^Mentions/);

  await page.keyboard.press("Shift+Tab");
  for (let presses = 0; presses < 20 && (await focused(page)) !== "Pairs"; presses += 1)
    await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.locator(".range").waitFor();
  await expect(page.locator("#main"), "a new view begins at its start").toBeFocused();
  await settled(page);

  await tabTo(page, /: details$/);
  const link = await focused(page);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Do they share supporters?").waitFor();
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press("Tab");
    const outside = await page.evaluate(
      () => document.activeElement !== document.body && !document.activeElement?.closest("dialog"),
    );
    assert.ok(!outside, "the focus stays in the dialog");
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await expect.poll(() => focused(page)).toBe(link);
});

test("the pages turn by keyboard, and the focus stays on the button at the end", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs&min_shared_ballots=0&min_strength=-1`);
  await page.locator(".range").getByText("Rows 1–50").waitFor();
  await settled(page);
  await tabTo(page, /^Next page$/);
  for (const rows of ["Rows 51–100", "Rows 101–105", "Rows 101–105"]) {
    await page.keyboard.press("Enter");
    await page.locator(".range").getByText(rows).waitFor();
    await settled(page);
    assert.equal(await focused(page), "Next page");
  }
});

test("the sliders move by keyboard and say their value", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs`);
  await page.locator(".range").waitFor();
  await settled(page);
  await tabTo(page, /^Shared ballots, at least, slider$/);
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/min_shared_ballots=70/);
  const slider = page.getByRole("slider", { name: "Shared ballots, at least" });
  await expect(slider).toHaveAttribute("aria-valuetext", "70 ballots");
});

test("the network is one stop for Tab, and arrow keys go from candidate to candidate", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=coalitions`);
  await page.getByRole("group", { name: /^Network/ }).waitFor();
  await settled(page);
  await tabTo(page, /mentions, joined to/);
  const first = await focused(page);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => focused(page)).not.toBe(first);
  const second = await focused(page);
  await page.keyboard.press("End");
  await expect.poll(() => focused(page)).not.toBe(second);
  const last = await focused(page);
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(page), last);
  await page.keyboard.press("Home");
  await expect.poll(() => focused(page)).toBe(first);
  await page.keyboard.press("Enter");
  await page.waitForURL(/focus=/);
  await settled(page);
  assert.equal(await focused(page), first, "the focus stays");
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => !url.search.includes("focus"));
  await page.keyboard.press("Tab");
  await expect.poll(() => focused(page), "one Tab leaves the network").not.toContain("mentions, joined to");
});
