import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright";
import { eventually, expect, screenshot, settled, visit } from "./support/reader.ts";
import { browser, site } from "./support/sample.ts";

const drawing = (page: Page) => page.getByRole("group", { name: /^Network of candidates/ });
const picture = (page: Page) =>
  drawing(page).evaluate((svg) =>
    [...svg.querySelectorAll(".node, line")].map((element) =>
      ["transform", "x1", "y1", "x2", "y2", "stroke-width"].map((name) => element.getAttribute(name)).join(" "),
    ),
  );

test("the network is settled when it is shown, and the same for everybody", async (t) => {
  const [first, second] = [
    await visit(t, browser, `${site.url}?view=coalitions`),
    await visit(t, browser, `${site.url}?view=coalitions`),
  ];
  await drawing(first).locator("line").first().waitFor();
  await settled(first);
  const shown = await picture(first);
  assert.ok(shown.length > 10);
  await first.waitForTimeout(300);
  assert.deepEqual(await picture(first), shown, "nothing moves any more");
  await eventually(async () => {
    assert.deepEqual(await picture(second), shown);
  });
  await screenshot(first, "coalitions");
});

test("pointing at a candidate shows the name and sets off the edges; choosing holds them, in the address too", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=coalitions`);
  const node = drawing(page).getByRole("button").nth(1);
  await node.waitFor();
  await settled(page);
  const [, name = ""] = /^\u2068(.*)\u2069, /.exec((await node.getAttribute("aria-label")) ?? "") ?? [];
  await node.hover();
  await expect(page.locator("line.on")).not.toHaveCount(0);
  await expect(page.locator("text.wanted")).toHaveText(name);
  await page.mouse.move(1, 1);
  await expect(page.locator("line.on")).toHaveCount(0);

  await node.click();
  await page.waitForURL(/focus=\d+/);
  await expect(node).toHaveAttribute("aria-pressed", "true");
  const panel = page.getByRole("complementary", { name: "The candidate held" });
  await expect(panel.getByRole("heading")).toHaveText(name);
  await panel.getByRole("listitem").first().waitFor();
  const partners = await panel.getByRole("listitem").count();
  await page.mouse.move(1, 1);
  await expect(page.locator("line.on"), "one line for each partner").toHaveCount(partners);

  await page.reload();
  await expect(panel.getByRole("heading")).toHaveText(name);
  await panel.getByRole("button", { name: "Let go" }).click();
  await page.getByRole("complementary", { name: "The strongest pairs" }).waitFor();
});

test("filters change the network, and every candidate is either drawn or named as not joined", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=coalitions`);
  await drawing(page).locator("line").first().waitFor();
  await settled(page);
  const edges = await page.locator("line").count();
  const strength = page.getByRole("spinbutton", { name: "Strength, at least" });
  await strength.fill("0.12");
  await strength.press("Enter");
  await page.waitForFunction((before) => document.querySelectorAll("line").length < before, edges);
  await eventually(async () => {
    const drawn = await drawing(page).getByRole("button").count();
    const apart = await page.locator(".isolated bdi").count();
    assert.equal(drawn + apart, 15);
  });
  await strength.fill("1");
  await strength.press("Enter");
  await page.getByText("there is nothing to draw").waitFor();
  await page.getByRole("link", { name: "widest network" }).click();
  await drawing(page).waitFor();
});

test("the network as a table says the same as the drawing", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=coalitions`);
  await drawing(page).waitFor();
  await page.getByText("The same as a table").click();
  const table = page.getByRole("table", { name: "Candidates joined by the voters they share" });
  await settled(page);
  await expect(table.locator("tbody tr")).toHaveCount(await page.locator("line").count());
  const strengths = (await table.locator("tbody td:nth-child(3)").allInnerTexts()).map(Number);
  assert.deepEqual(
    strengths,
    [...strengths].sort((a, b) => b - a),
  );
});

test("every candidate is in a group or in none, and groups have the numbers of the drawing", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=coalitions`);
  const groups = page.getByRole("region", { name: "Groups" });
  await groups.getByRole("listitem").first().waitFor();
  await drawing(page).getByRole("button").first().waitFor();
  await settled(page);
  const sizes = (await groups.getByText(/^\d+ candidates?(,| ·)/).allInnerTexts()).map((text) => parseInt(text, 10));
  const [, none = ""] = /(\d+) candidates? in none/.exec(await groups.innerText()) ?? [];
  assert.equal(
    sizes.reduce((sum, size) => sum + size, Number(none)),
    15,
  );
  const drawn = await drawing(page)
    .getByRole("button")
    .evaluateAll((nodes) => nodes.map((node) => /, group (\d+)$/.exec(node.getAttribute("aria-label") ?? "")?.[1]));
  assert.ok(Math.max(...drawn.map(Number)) <= sizes.length);
});

test("the types add up to all pairs, and each leads to its pairs", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=coalitions&min_shared_ballots=0`);
  const types = page.getByRole("region", { name: "Types of coalition" });
  const links = types.getByRole("link", { name: /^[\d,]+ pairs?$/ });
  let counts: number[] = [];
  await eventually(async () => {
    counts = (await links.allInnerTexts()).map((text) => parseInt(text.replaceAll(",", ""), 10));
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      105,
    );
  });
  await links.first().click();
  await page
    .locator(".range")
    .getByText(`of ${counts[0] ?? 0} pair`)
    .waitFor();
});
