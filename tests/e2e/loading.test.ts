import { test, type TestContext } from "node:test";
import type { Page } from "playwright";
import { assertAccessible, expect, held, settled, visit } from "./support/reader.ts";
import { browser, site } from "./support/sample.ts";

/** A page of the site that loads nothing. */
const blank = (t: TestContext): Promise<Page> => visit(t, browser, `${site.url}404.html`, { allowed: /favicon\.ico/ });

test("the first view of every address is answered before the engine is there", async (t) => {
  const shown: Record<string, (page: Page) => Promise<void>> = {
    results: async (page) => {
      await page.getByRole("heading", { level: 2, name: /won the three seats\.$/ }).waitFor();
      await page
        .getByRole("figure", { name: /^Votes in round/ })
        .getByRole("img")
        .waitFor();
    },
    overview: async (page) => {
      await page.getByRole("table", { name: /^Candidates/ }).waitFor();
      await page.getByRole("figure", { name: /^How many candidates/ }).waitFor();
    },
    coalitions: async (page) => {
      await page.locator("line").first().waitFor();
      await page.getByRole("heading", { name: "Group 1" }).waitFor();
      await page.getByRole("heading", { name: "Types of coalition" }).waitFor();
    },
    pairs: (page) =>
      page
        .locator(".range")
        .getByText(/^Rows 1–/)
        .waitFor(),
    candidates: (page) => page.getByRole("table").getByRole("link").first().waitFor(),
    voters: (page) => page.getByText("100.0% of all").waitFor(),
  };
  for (const [view, waitFor] of Object.entries(shown)) {
    const page = await blank(t);
    const release = await held(page, /\.wasm$/);
    await page.goto(`${site.url}?election=sample&view=${view}`);
    await waitFor(page);
    release();
    await page.close();
  }
});

test("ballots that take long show how far they are, and need not be waited for", async (t) => {
  const page = await visit(t, browser, `${site.url}?election=sample&view=coalitions`, {
    serviceWorkers: "block",
    allowed: /Service Worker registration blocked/,
  });
  await page.locator("line").first().waitFor();
  await settled(page);
  const all = await page.locator("line").count();
  const release = await held(page, /\/profile-[0-9a-f]+[^/]*$/);
  const where = encodeURIComponent('{"first":36}');
  await page.goto(`${site.url}?election=sample&view=voters&where=${where}`);
  const bar = page.getByRole("progressbar", { name: /^Loading data: .* of .*B$/ });
  await bar.waitFor();
  await assertAccessible(page, "while loading");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("heading", { name: "Loading was cancelled" }).first().waitFor();
  await expect(bar).toHaveCount(0);
  await assertAccessible(page, "cancelled");
  release();
  // From the last: a button that has been used is gone.
  for (const again of (await page.getByRole("button", { name: "Try again" }).all()).reverse()) {
    if (await again.isVisible()) await again.click();
  }
  await page
    .locator(".size")
    .getByText(/^(?!100\.0%).*% of all/)
    .waitFor();
  await page.locator("line").first().waitFor();
  await expect(page.locator("line")).not.toHaveCount(all);
});

test("over a slow network the page says what it waits for, and arrives", async (t) => {
  const page = await blank(t);
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const slow = { offline: false, latency: 300, downloadThroughput: 60_000, uploadThroughput: 30_000 };
  await session.send("Network.emulateNetworkConditions", slow);
  await page.goto(`${site.url}?election=sample&view=voters`, { waitUntil: "commit" });
  await page
    .getByText(/^Loading /)
    .first()
    .waitFor();
  await page.getByText("100.0% of all").waitFor({ timeout: 60_000 });
  await page.locator("line").first().waitFor({ timeout: 60_000 });
});
