import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright";
import { assertAccessible, assertFits, eventually, expect, settled, visit } from "./support/reader.ts";
import { browser, site } from "./support/sample.ts";

const ballots = async (page: Page, place = 0): Promise<number> => {
  await page.locator(".size strong").nth(place).waitFor();
  await settled(page);
  return parseInt((await page.locator(".size strong").nth(place).innerText()).replaceAll(",", ""), 10);
};

test("voters are picked by clicks, and the figures and the network follow", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=voters`);
  const all = await ballots(page);
  await page.getByRole("button", { name: "Pick voters" }).click();
  await page.waitForURL(/where=/);
  await page
    .locator(".size")
    .getByText(/^(?!100\.0%).*% of all/)
    .waitFor();
  const first = await ballots(page);
  assert.ok(first > 0 && first < all, `${first} of ${all}`);

  const condition = page.getByRole("combobox", { name: "Voters, condition 1: what they do" });
  await condition.selectOption({ label: "rank" });
  await page.waitForFunction(
    (before) => !document.querySelector(".size strong")?.textContent.startsWith(before),
    first.toLocaleString("en-US"),
  );
  const anywhere = await ballots(page);
  assert.ok(anywhere > first, "more voters rank a candidate than rank the candidate first");

  await page.getByRole("combobox", { name: "Voters, condition 1:", exact: true }).selectOption({ label: "who do not" });
  await page.waitForFunction(
    (sum) => document.querySelector(".size strong")?.textContent.startsWith(sum),
    (all - anywhere).toLocaleString("en-US"),
  );

  await page.reload();
  await expect.poll(() => ballots(page), "the address holds the group").toBe(all - anywhere);
  await page.getByRole("button", { name: "All voters" }).click();
  await page.waitForURL((url) => !url.search.includes("where"));
  await page.waitForFunction(
    (sum) => document.querySelector(".size strong")?.textContent.startsWith(sum),
    all.toLocaleString("en-US"),
  );
});

test("conditions are joined by all or any, and groups stand within groups", async (t) => {
  const where = encodeURIComponent(
    JSON.stringify({ all: [{ ranks: 36 }, { any: [{ first: 37 }, { length: { min: 3 } }] }] }),
  );
  const page = await visit(t, browser, `${site.url}?view=voters&where=${where}`);
  const both = await ballots(page);
  await page.getByRole("combobox", { name: "Voters to whom" }).first().selectOption({ label: "any of these applies" });
  await page.waitForURL(/where=%7B%22any%22/);
  await page.waitForFunction(
    (before) => !document.querySelector(".size strong")?.textContent.startsWith(before),
    both.toLocaleString("en-US"),
  );
  await expect.poll(() => ballots(page)).toBeGreaterThan(both);
});

test("two groups are compared side by side", async (t) => {
  const page = await visit(
    t,
    browser,
    `${site.url}?view=voters&where=${encodeURIComponent('{"first":36}')}&against=${encodeURIComponent('{"first":37}')}`,
  );
  await page.getByRole("table", { name: "Pairs in which the two groups differ most" }).waitFor();
  assert.notEqual(await ballots(page, 0), await ballots(page, 1));
  await expect(page.getByRole("figure")).toHaveCount(2);
  const cells = page.getByRole("table", { name: /differ most/ }).locator("tbody td:nth-child(3) .content");
  await eventually(async () => {
    const differences = (await cells.allInnerTexts()).map((text) => Number(text.replace("−", "-")));
    assert.ok(differences.length >= 10 && differences.every(Number.isFinite), differences.join(" "));
    assert.deepEqual(
      differences,
      [...differences].sort((a, b) => b - a),
      "stronger in the one group first, stronger in the other last",
    );
  });
  await assertAccessible(page, "comparison");
  await page.getByRole("button", { name: "Stop comparing" }).click();
  await page.waitForURL((url) => !url.search.includes("against"));
});

test("a group is compared with all voters, who are a group of their own in the address", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=voters&where=${encodeURIComponent('{"first":36}')}`);
  const group = await ballots(page);
  await page.getByRole("button", { name: "Compare with another group" }).click();
  await page.waitForURL(/against=%7B%7D/);
  await page.getByRole("table", { name: "Pairs in which the two groups differ most" }).waitFor();
  const all = await ballots(page, 1);
  assert.ok(all > group);
  await page.locator(".results").getByText("all voters", { exact: true }).waitFor();
  await page.reload();
  await expect.poll(async () => [await ballots(page, 0), await ballots(page, 1)]).toEqual([group, all]);
  await page.goBack();
  await page.getByRole("button", { name: "Compare with another group" }).waitFor();
  await expect(page.locator(".size")).toHaveCount(1);
});

test("the embed code of the other group shows the other group", async (t) => {
  const [one, other] = ['{"first":36}', '{"first":37}'].map(encodeURIComponent);
  const page = await visit(t, browser, `${site.url}?view=voters&where=${one}&against=${other}`);
  await page.locator(".results line").first().waitFor();
  await settled(page);
  const figure = page.getByRole("region", { name: "Figures of the other group" }).getByRole("figure");
  const joined = await figure.getByRole("status").first().innerText();
  await figure.getByText("Download, link, embed").click();
  await expect(figure.getByRole("textbox")).toHaveValue(/src="/);
  const address = /src="([^"]*)"/.exec(await figure.getByRole("textbox").inputValue())?.[1]?.replaceAll("&amp;", "&");
  assert.ok(address);
  const frame = await visit(t, browser, address);
  await frame.locator("svg[data-drawing] .node").first().waitFor();
  await settled(frame);
  await expect(frame.getByRole("figure").getByRole("status").first()).toHaveText(joined, { useInnerText: true });
  await expect(frame.getByRole("figure")).toHaveText(/Of voters who rank .* first/, { useInnerText: true });
});

test("filters that the view does not show do not apply in it", async (t) => {
  const plain = await visit(t, browser, `${site.url}?view=voters`);
  await plain.locator("line").first().waitFor();
  const filtered = await visit(t, browser, `${site.url}?view=voters&candidate=36&coalition_type=opposed`);
  await filtered.locator("line").first().waitFor();
  await Promise.all([settled(plain), settled(filtered)]);
  await expect(filtered.locator("line")).toHaveCount(await plain.locator("line").count());
});

test("a group that nobody is in says so, and breaks nothing", async (t) => {
  const where = encodeURIComponent(JSON.stringify({ all: [{ first: 36 }, { first: 37 }] }));
  const page = await visit(t, browser, `${site.url}?view=voters&where=${where}`);
  await expect.poll(() => ballots(page)).toBe(0);
  await page.getByText("there is nothing to draw").waitFor();
  await assertAccessible(page, "nobody");
});

test("a link that is no group of voters is told, and all voters are shown", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=voters&where=${encodeURIComponent('{"first":"x"}')}`);
  await page.getByText(/where: .*is not a group of voters/).waitFor();
  await page.getByText("100.0% of all").waitFor();
});

for (const width of [320, 768]) {
  test(`the builder fits ${width} pixels`, async (t) => {
    const where = encodeURIComponent(
      JSON.stringify({
        all: [{ above: [36, 37] }, { not: { any: [{ ranks: 38, within: 2 }, { length: { max: 4 } }] } }],
      }),
    );
    const page = await visit(t, browser, `${site.url}?view=voters&where=${where}`, {
      viewport: { width, height: 900 },
    });
    await page.getByRole("combobox", { name: "Voters to whom" }).first().waitFor();
    await settled(page);
    await assertFits(page, `${width}`);
    await assertAccessible(page, `${width}`);
  });
}
