import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright";
import { everythingIsKept, expect, visit } from "./support/reader.ts";
import { browser, site } from "./support/sample.ts";

async function kept(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(everythingIsKept), "the first visit keeps what a later one needs").toBe(true);
}

test("after the first visit everything works without a connection", async (t) => {
  const page = await visit(t, browser, site.url, { allowed: /ERR_INTERNET_DISCONNECTED/ });
  await page.getByRole("heading", { level: 2, name: /won the three seats\.$/ }).waitFor();
  await kept(page);
  await page.context().setOffline(true);
  await page.reload();
  await page.getByRole("heading", { level: 2, name: /won the three seats\.$/ }).waitFor();
  await page.getByRole("heading", { name: "Where the votes went" }).click();
  await page.locator("path.moved").first().waitFor();
  await page.getByRole("heading", { name: "Count it another way" }).click();
  await page.getByRole("group", { name: "Seats" }).getByRole("spinbutton").fill("2");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 2, name: /^With 2 seats: / }).waitFor();
  await page.getByRole("link", { name: "Pairs", exact: true }).click();
  await page.locator(".range").waitFor();
  await page.getByRole("table").locator("tbody a").first().click();
  await page.getByRole("dialog").getByRole("figure").getByRole("img").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Coalitions", exact: true }).click();
  await page.locator("line").first().waitFor();
  await page.getByRole("heading", { name: "Group 1" }).waitFor();
  await page.getByText("Matrix", { exact: true }).click();
  await page
    .getByRole("figure", { name: /^Strength of every pair/ })
    .getByRole("img")
    .waitFor();
  await page.getByRole("link", { name: "Voters", exact: true }).click();
  await page.getByRole("button", { name: "Pick voters" }).click();
  await page
    .locator(".size")
    .getByText(/^(?!100\.0%).*% of all/)
    .waitFor();
  await page.getByRole("button", { name: "Compare with another group" }).click();
  await page.getByRole("table", { name: /differ most/ }).waitFor();
  await page.getByRole("link", { name: "Candidates", exact: true }).click();
  await page.getByRole("table").locator("tbody a").first().click();
  for (const title of [/^Who is ranked together/, /^Who comes right after/, /^Who ranks/, /^At which rank/]) {
    await page.getByRole("figure", { name: title }).getByRole("img").first().waitFor();
  }
  await page.getByRole("link", { name: "Performance", exact: true }).click();
  await page
    .getByRole("table", { name: "Queries, with their times" })
    .getByRole("row", { name: /^segments/ })
    .waitFor();
  await page.getByRole("link", { name: "About the numbers", exact: true }).click();
  await page.getByText("Fast unfolding of communities").waitFor();
});

test("a newer version of the page is offered, and taken with the view that is open", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs&page_size=25`);
  await page.locator(".range").waitFor();
  await kept(page);
  const worker = join(site.folder, "sw.js");
  const before = readFileSync(worker, "utf8");
  t.after(() => {
    writeFileSync(worker, before);
  });
  appendFileSync(worker, "\n// a newer version\n");
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update();
  });
  await page.getByText("A newer version of this page is ready.").waitFor();
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reload" }).click()]);
  await page.locator(".range").getByText("Rows 1–25").waitFor();
  assert.match(page.url(), /view=pairs&page_size=25/);
  await expect(page.getByText("A newer version of this page is ready.")).toHaveCount(0);
});

test("newer figures are offered, and shown in the view that is open", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs&page_size=25`);
  await page.locator(".range").waitFor();
  const snapshot = page.locator("footer code").first();
  const old = await snapshot.innerText();
  site.publishAlso("awkward", "snapshots");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.getByText("Newer figures are published.").waitFor();
  await page.getByRole("button", { name: "Show them" }).click();
  await expect(snapshot).not.toHaveText(old);
  assert.match(page.url(), /view=pairs&page_size=25/);
  await expect(page.getByText("Newer figures are published.")).toHaveCount(0);
});
