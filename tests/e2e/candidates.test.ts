import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, expect, settled, visit } from "./support/reader.ts";
import { browser, site } from "./support/sample.ts";

test("candidates are sorted by any column, and a name leads to the profile and back", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=candidates`);
  const rows = page.getByRole("table").locator("tbody tr");
  await expect(rows).toHaveCount(15);
  await page.getByRole("button", { name: "Between groups" }).click();
  await page.waitForURL(/centrality_sort_by=bridge_score&centrality_sort_order=desc/);
  await eventually(async () => {
    const scores = (await rows.locator("td:nth-child(9) .content").allInnerTexts())
      .map(Number)
      .filter((score) => !Number.isNaN(score));
    assert.ok(scores.length > 1);
    assert.deepEqual(
      scores,
      [...scores].sort((a, b) => b - a),
    );
  });
  await settled(page);

  const link = rows.first().getByRole("link");
  const name = await link.innerText();
  await link.click();
  await page.getByRole("heading", { level: 2, name }).waitFor();
  for (const title of [/^Who is ranked together with/, /^Who comes right after/, /^Who ranks/, /^At which rank/]) {
    await page.getByRole("figure", { name: title }).waitFor();
  }
  await page.goBack();
  await page.getByRole("button", { name: "Between groups" }).waitFor();
});

test("each division of a candidate's supporters adds up to the mentions", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=candidates&profile=36`);
  const mentions =
    (await page.locator("dl.figures div", { hasText: "Mentions" }).locator("dd").innerText()).split(/\s/)[0] ?? "";
  const figure = page.getByRole("figure", { name: /^Who ranks/ });
  await figure.getByText("The same as a table").click();
  const total = Number(mentions.replaceAll(",", ""));
  await eventually(async () => {
    const sums: Record<string, number> = {};
    for (const row of await figure.locator("tbody tr").all()) {
      const [kind = "", ballots = ""] = await row.locator("td").allInnerTexts();
      sums[kind] = (sums[kind] ?? 0) + Number(ballots.replaceAll(",", ""));
    }
    assert.deepEqual(sums, { "length and rank": total, "who else is ranked": total });
  });
});

test("the streams of the next choices lose no ballot", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=candidates&profile=36`);
  const figure = page.getByRole("figure", { name: /^Who comes right after/ });
  await figure.getByRole("img").waitFor();
  await eventually(async () => {
    const shares = (await figure.locator("svg .share").allTextContents()).map(parseFloat);
    const total = shares.reduce((sum, share) => sum + share, 0);
    assert.ok(Math.abs(total - 100) < 0.6, `${total}%`);
  });
});
