import { test } from "node:test";
import { expect, visit } from "./support/reader.ts";
import { browser, site } from "./support/sample.ts";

test("what was asked is listed with its times, and the buttons do what they say", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=pairs&min_shared_ballots=60`);
  await page.locator(".range").waitFor();
  await page.getByRole("link", { name: "Performance" }).click();
  const table = page.getByRole("table", { name: "Queries, with their times" });
  await table.getByRole("row", { name: /^pairs/ }).waitFor();
  await page
    .getByRole("figure", { name: /^Time to answer/ })
    .getByRole("img")
    .waitFor();

  const said = page.locator(".actions [role=status]");
  await page.getByRole("button", { name: "Validate" }).click();
  await said.getByText(/^[1-9]\d* kept answers? compared with the same computed anew: no difference\./).waitFor();
  await page.getByRole("button", { name: "Bypass" }).click();
  await said.getByText(/^[1-9]\d* answers? computed anew in [\d.,]+ ms of the engine’s time\./).waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
  await said.getByText(/answers? (was|were) dropped\./).waitFor();
  await page.getByRole("button", { name: "Warm" }).click();
  await said.getByText(/answers? (is|are) in the cache/).waitFor();
  await page.getByRole("button", { name: "Look for newer data" }).click();
  await said.getByText("This is the newest snapshot.").waitFor();
  await expect(page.locator("dl.figures")).toHaveText(/Memory of the engine\s+[\d.]+ MB/, { useInnerText: true });
});
