import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Page } from "playwright";
import { assertAccessible, assertFits, eventually, expect, settled, visit } from "./support/reader.ts";
import { browser, site } from "./support/sample.ts";

const chart = (page: Page, name: RegExp) => page.getByRole("figure", { name });

async function downloaded(page: Page, name: string): Promise<{ file: string; content: Buffer }> {
  const figure = chart(page, /^First choices/);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    figure.getByRole("button", { name, exact: true }).click(),
  ]);
  return { file: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

test("a chart is one picture with a name, and its table has a row for every mark", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=overview`);
  const figure = chart(page, /^First choices/);
  const picture = figure.getByRole("img");
  await expect(picture.locator("rect")).toHaveCount(15);
  await expect(picture.locator("style"), "no style elements: the policy forbids them").toHaveCount(0);
  await figure.getByText("The same as a table").click();
  const rows = figure.getByRole("row");
  await expect(rows).toHaveCount(16);
  await expect(rows.nth(1)).toHaveText(/\S+\s+[\d,]+\s+[\d.]+%\s+(yes|no|–)/, { useInnerText: true });
});

test("a chart is saved as CSV, JSON, SVG and PNG", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=overview`, { acceptDownloads: true });
  const figure = chart(page, /^First choices/);
  await figure.getByRole("img").waitFor();
  await figure.getByText("Download, link, embed").click();

  const csv = await downloaded(page, "CSV");
  assert.equal(csv.file, "sample-election-first-choices.csv");
  const lines = csv.content.toString("utf8").split("\r\n");
  assert.equal(lines.length, 17, "a heading, 15 candidates, and the end of the last line");
  assert.equal(lines[0], "\uFEFFcandidate_name,first_choice_votes,first_choice_percentage,winner");

  const rows = JSON.parse((await downloaded(page, "JSON")).content.toString("utf8")) as Record<string, unknown>[];
  assert.equal(rows.length, 15);
  const total = rows.reduce((sum, row) => sum + Number(row["first_choice_votes"]), 0);
  const ballots = (await page.locator("dl.facts dd").first().innerText()).replaceAll(",", "");
  assert.equal(total, Number(ballots), "every ballot has one first choice");

  const svg = (await downloaded(page, "SVG")).content.toString("utf8");
  assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(svg, /First choices of each candidate/);
  assert.doesNotMatch(svg, /var\(--/, "the picture needs no stylesheet");

  const png = await downloaded(page, "PNG");
  assert.deepEqual([...png.content.subarray(1, 4)], [0x50, 0x4e, 0x47]);
  await figure.getByText("Saved as PNG.").waitFor();
});

test("the embed code shows the chart alone, in a frame as high as the chart", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=coalitions&min_strength=0.08`);
  const figure = chart(page, /^Candidates joined/);
  await figure.getByText("Download, link, embed").click();
  await expect(figure.getByRole("textbox")).toHaveValue(/<iframe src="[^"]*embed=network"/);
  const code = await figure.getByRole("textbox").inputValue();
  await page.locator("line").first().waitFor();
  await settled(page);

  const host = await visit(t, browser, `${site.url}404.html`, {
    viewport: { width: 700, height: 900 },
    allowed: /favicon\.ico/,
  });
  await host.evaluate((html) => {
    document.body.innerHTML = html;
    // Scripts set as markup do not run; the host page of the test runs it by hand.
    const [script] = document.querySelectorAll("script");
    const again = document.createElement("script");
    again.src = script?.src ?? "";
    document.body.append(again);
  }, code);
  const frame = host.frameLocator("iframe");
  await frame.getByRole("figure").waitFor();
  await frame.getByRole("group", { name: /^Network/ }).waitFor();
  await expect(frame.getByRole("navigation")).toHaveCount(0);
  const lines = await page.locator("line").count();
  await expect(frame.locator("line"), "the frame shows the state that was copied").toHaveCount(lines);
  await host.waitForFunction(() => {
    const frame = document.querySelector("iframe");
    const content = frame?.contentDocument?.documentElement;
    return frame && content && frame.clientHeight > 300 && content.scrollHeight <= frame.clientHeight;
  });
});

test("every chart stands alone at its own address", async (t) => {
  const charts = {
    rounds: "",
    streams: "",
    "first-choices": "",
    mentions: "",
    "ballot-lengths": "",
    network: "view=coalitions",
    matrix: "view=coalitions",
    "pair-distances": "view=pairs&pair=36-37",
    partners: "view=candidates&profile=36",
    supporters: "view=candidates&profile=36",
    ranks: "view=candidates&profile=36",
    "next-choices": "view=candidates&profile=36",
  };
  for (const [name, search] of Object.entries(charts)) {
    const page = await visit(t, browser, `${site.url}?${search}&embed=${name}`, {
      viewport: { width: 320, height: 600 },
    });
    await page.locator("svg[data-drawing]").first().waitFor();
    await expect(page.getByRole("figure"), name).toHaveCount(1);
    await expect(page.getByRole("banner"), name).toHaveCount(0);
    await settled(page);
    await assertAccessible(page, name);
    await assertFits(page, name);
    await page.close();
  }
});

test("the times to answer stand alone too, where nothing has been asked yet", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=performance&embed=latencies`);
  await page.getByText("Nothing has been asked yet").waitFor();
  await expect(page.getByRole("banner")).toHaveCount(0);
});

test("the table of the times to answer has a row for every query that is drawn", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=coalitions&min_shared_ballots=60`);
  await page.locator("line").first().waitFor();
  await page.getByRole("link", { name: "Performance" }).click();
  const figure = chart(page, /^Time to answer/);
  const picture = figure.getByRole("img");
  await picture.getByText("clusters").waitFor();
  await figure.getByText("The same as a table").click();
  await eventually(async () => {
    const rows = await figure.locator("tbody tr").allInnerTexts();
    assert.ok(rows.length > 0);
    assert.equal(await picture.getByText("●").count(), rows.length);
    for (const row of rows) {
      const [p50 = NaN, p95 = NaN, p99 = NaN] = row
        .split(/\s+/)
        .slice(1)
        .map((text) => Number(text.replaceAll(",", "")));
      assert.ok(p50 <= p95 && p95 <= p99, row);
    }
  });
});

test("the matrix opens a pair, with the pointer and from its table", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=coalitions&form=matrix`);
  const figure = chart(page, /^Strength of every pair/);
  const picture = figure.getByRole("img");
  await expect(picture.locator("rect")).toHaveCount(15 * 14);
  await picture.locator("rect").nth(3).click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await figure.getByText("The same as a table").click();
  await figure.getByRole("row").nth(1).getByRole("link").press("Enter");
  await page.getByRole("dialog").getByRole("heading").first().waitFor();
});

test("who is avoided together is shown when asked for, and kept in the address", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=coalitions`);
  await page.locator("line").first().waitFor();
  await settled(page);
  await expect(page.locator(".repelled path")).toHaveCount(0);
  await page.getByLabel("Show who is avoided together").check();
  await page.locator(".repelled path").first().waitFor({ state: "attached" });
  await page.waitForURL(/repulsion=1/);
  await page.reload();
  await page.locator(".repelled path").first().waitFor({ state: "attached" });
});
