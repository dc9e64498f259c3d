import assert from "node:assert/strict";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, afterEach, test } from "node:test";
import type { Browser } from "playwright";
import { expect, held, launch, PAIRS_TABLE, screenshot, visit } from "./support/reader.ts";
import { Site } from "./support/site.ts";

let site: Site;
let browser: Browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser.close();
});
beforeEach(async () => {
  site = await Site.publish({ snapshots: ["sample"] });
});
afterEach(async () => {
  await site.close();
});

/** Thresholds whose answers are not ready-made: the engine has to read the tables. */
const UNUSUAL = "min_shared_ballots=51";
const FAILED_REQUEST = /Failed to load resource/;
const manifest = (): string => join(site.folder, "snapshots/manifest.json");
const tables = (name: string): string[] => {
  const folder = join(site.folder, "snapshots/elections/sample");
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${name}-`))
    .map((file) => join(folder, file));
};

test("a missing snapshot is told with what to do, and trying again works once it is there", async (t) => {
  const text = readFileSync(manifest());
  rmSync(manifest());
  const page = await visit(t, browser, site.url, { allowed: FAILED_REQUEST });
  const alert = page.getByRole("alert");
  await expect(alert).toHaveText(/not where they should be[\s\S]*tell whoever publishes/, { useInnerText: true });
  await alert.getByText("Details").click();
  await expect(alert).toHaveText(/snapshots\/manifest\.json/, { useInnerText: true });
  await screenshot(page, "snapshot-missing");
  writeFileSync(manifest(), text);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { level: 1, name: "Sample election" }).waitFor();
});

test("a web page in place of the manifest is told as such", async (t) => {
  writeFileSync(manifest(), "<!doctype html><title>Not found</title>");
  const page = await visit(t, browser, site.url);
  await page.getByRole("heading", { name: "What arrived is not election data" }).waitFor();
});

test("a manifest of a newer format asks for a reload", async (t) => {
  const text = readFileSync(manifest(), "utf8").replace(
    /"version":\s*(\d+)/,
    (_, own: string) => `"version":${Number(own) + 1}`,
  );
  writeFileSync(manifest(), text);
  const page = await visit(t, browser, site.url);
  await page.getByRole("heading", { name: "The data are newer than this page" }).waitFor();
});

test("a table that is not the published one shows no figures", async (t) => {
  for (const file of tables("pairs")) {
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 0xff, bytes.length - 20);
    writeFileSync(file, bytes);
  }
  const page = await visit(t, browser, `${site.url}?view=pairs&${UNUSUAL}`);
  await page.getByRole("heading", { name: "The data that arrived are not the data that were published" }).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 0);
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByRole("table", { name: /^Candidates/ }).waitFor();
});

test("a missing table is told where it is missed, and the rest of the page works", async (t) => {
  tables("pairs").forEach((file) => {
    rmSync(file);
  });
  const page = await visit(t, browser, `${site.url}?view=coalitions&${UNUSUAL}`, { allowed: FAILED_REQUEST });
  await expect(page.getByRole("alert").first()).toContainText("not where they should be");
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByRole("table", { name: /^Candidates/ }).waitFor();
});

test("offline is told as offline, and the page goes on when the connection is back", async (t) => {
  // Where the browser keeps nothing for later visits; see offline.test.ts for where it does.
  const page = await visit(t, browser, `${site.url}?view=overview`, {
    allowed: new RegExp(`${FAILED_REQUEST.source}|registration blocked by Playwright`),
    serviceWorkers: "block",
  });
  await page.getByRole("table", { name: /^Candidates/ }).waitFor();
  await page.context().setOffline(true);
  await page.route("**/snapshots/**", (route) => route.abort("internetdisconnected"));
  await page.getByRole("link", { name: "Pairs", exact: true }).click();
  await page.getByRole("heading", { name: "You are offline" }).waitFor();
  await screenshot(page, "offline");
  await page.unroute("**/snapshots/**");
  await page.context().setOffline(false);
  await page
    .locator(".range")
    .getByText(/of [\d,]+ pairs/)
    .waitFor();
});

test("while tables are on their way the page says what it is loading", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=overview`, {
    allowed: /registration blocked by Playwright/,
    serviceWorkers: "block",
  });
  await page.getByRole("table", { name: /^Candidates/ }).waitFor();
  const deliver = await held(page, PAIRS_TABLE);
  await page.goto(`${site.url}?view=pairs&${UNUSUAL}`);
  await page.getByText(/Loading the pairs…/).waitFor();
  await page.getByRole("progressbar", { name: /^Loading data: / }).waitFor();
  await page.waitForTimeout(500);
  await screenshot(page, "loading");
  deliver();
  await page
    .locator(".range")
    .getByText(/of [\d,]+ pairs/)
    .waitFor();
});

test("a snapshot without elections says so", async (t) => {
  const { elections, ...rest } = JSON.parse(readFileSync(manifest(), "utf8")) as { elections: unknown[] };
  assert.equal(elections.length, 1);
  writeFileSync(manifest(), JSON.stringify({ ...rest, elections: [] }));
  const page = await visit(t, browser, site.url);
  await page.getByText("This snapshot holds no election yet.").waitFor();
});
