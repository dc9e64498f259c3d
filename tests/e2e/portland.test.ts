import { after, before, test } from "node:test";
import type { Browser } from "playwright";
import { assertAccessible, assertFits, expect, launch, screenshot, settled, visit } from "./support/reader.ts";
import { hasPortland, Site } from "./support/site.ts";

const skip = hasPortland ? false : "skipped: ../shared/data is not there";
let site: Site | undefined;
let browser: Browser;
before(async () => {
  browser = await launch();
  if (hasPortland) site = await Site.publish({ snapshots: ["portland"] });
});
after(async () => {
  await browser.close();
  await site?.close();
});
const url = (search: string): string => `${site?.url ?? ""}${search}`;

test("the real election is told with its figures and its winners", { skip }, async (t) => {
  const page = await visit(t, browser, url("?view=overview"));
  await page.getByRole("heading", { level: 1, name: "Portland City Council, District 2" }).waitFor();
  await page.getByText("Portland, Oregon · November 5, 2024").waitFor();
  await expect(page.locator("dl.facts")).toHaveText(
    /73,625[\s\S]*23[\s\S]*3[\s\S]*6[\s\S]*Sameer Kanal[\s\S]*Elana Pirtle-Guiney[\s\S]*Dan Ryan/,
    { useInnerText: true },
  );
  await expect(page.locator("tbody tr").first()).toHaveText(/Elana Pirtle-Guiney\s+✓ elected[\s\S]*11,906\s+16\.2%/, {
    useInnerText: true,
  });
  await screenshot(page, "portland-overview");
});

test("all 253 pairs are there, and the strongest is found first", { skip }, async (t) => {
  const page = await visit(t, browser, url("?view=pairs&min_shared_ballots=0&min_strength=-1&page=2"));
  await page.locator(".range").getByText("Rows 51–100 of 253 pairs").waitFor();
  await page.getByRole("button", { name: "First page" }).click();
  await page.locator(".range").getByText("Rows 1–50").waitFor();
  await expect(page.locator("tbody tr").first()).toHaveText(
    /Chris Olson[\s\S]*Jennifer Park[\s\S]*0\.231[\s\S]*3,454/,
    { useInnerText: true },
  );
  await screenshot(page, "portland-pairs");
});

test("a pair is told alike from both sides", { skip }, async (t) => {
  const page = await visit(t, browser, url("?view=pairs&pair=36-50"));
  const dialog = page.getByRole("dialog");
  await dialog.getByText("13,818 ballots rank both Sameer Kanal and Jonathan Tasini").waitFor();
  await dialog.getByRole("link", { name: "Tell it the other way round" }).click();
  await dialog.getByText("13,818 ballots rank both Jonathan Tasini and Sameer Kanal").waitFor();
  await screenshot(page, "portland-pair");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [320, 768, 1440]) {
    test(`the real election is accessible and fits, ${colorScheme}, ${width} pixels wide`, { skip }, async (t) => {
      for (const view of [
        "results",
        "overview",
        "coalitions",
        "coalitions&form=matrix",
        "pairs",
        "coalitions&focus=36",
        "candidates",
        "candidates&profile=36",
        "voters&where={%22first%22:36}",
      ]) {
        const page = await visit(t, browser, url(`?view=${view}`), { colorScheme, viewport: { width, height: 900 } });
        await page.locator("tbody tr, svg[role=group], svg[role=img]").first().waitFor();
        await settled(page);
        await assertAccessible(page, view);
        await assertFits(page, view);
        await screenshot(page, `portland-${view.replaceAll(/\W+/g, "-")}-${colorScheme}-${width}`);
        await page.close();
      }
    });
  }
}
