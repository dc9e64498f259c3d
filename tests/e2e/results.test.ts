import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright";
import {
  assertAccessible,
  assertFits,
  eventually,
  expect,
  launch,
  screenshot,
  settled,
  visit,
} from "./support/reader.ts";
import { hasPortland, Site } from "./support/site.ts";

let site: Site;
let browser: Browser;
before(async () => {
  site = await Site.publish({
    snapshots: ["sample"],
    disputed: ["disputed"],
    single: ["single"],
    many: ["many"],
    cambridge: ["cambridge"],
    preset: ["preset"],
    unknown: ["unknown"],
    ...(hasPortland ? { portland: ["portland"] } : {}),
  });
  browser = await launch();
});
after(async () => {
  await browser.close();
  await site.close();
});

const headline = (page: Page) => page.getByRole("heading", { level: 2 }).first();
const rounds = (page: Page) => page.getByRole("figure", { name: /^Votes in/ });
const place = (page: Page) => rounds(page).getByRole("group", { name: "Rounds" }).locator("strong");
const slider = (page: Page) => page.getByRole("slider", { name: "Round", exact: true });

/** "Round 7 of 12" as 7 and 12. */
async function roundOf(page: Page): Promise<[number, number]> {
  const [, at, last] = /Round (\d+) of (\d+)/.exec(await place(page).innerText()) ?? [];
  return [Number(at), Number(last)];
}

/** The names that the headline says are elected. */
async function winners(page: Page): Promise<string[]> {
  return headline(page).locator("bdi").allInnerTexts();
}

async function openAnew(page: Page): Promise<void> {
  await page.getByRole("heading", { name: "Count it another way" }).click();
  await page.getByRole("heading", { name: "As if a candidate had not stood" }).waitFor();
}

test("the first screen says who won, and shows the round that decides", async (t) => {
  const page = await visit(t, browser, site.url);
  await expect(headline(page)).toHaveText(/^.+, .+ and .+ won the three seats\.$/);
  await expect(page).toHaveTitle(/^\u2068?Sample election\u2069? · coalition-lens$/);
  await rounds(page).getByRole("img").waitFor();
  const [at, last] = await roundOf(page);
  assert.ok(last > 1);
  await page.getByText(` · decided in round ${at} · `).waitFor();
  await expect(rounds(page).getByRole("status")).toHaveText(/ (is|are) elected/);
  for (const name of await winners(page)) {
    await expect(rounds(page).locator("g.won", { hasText: name }), "a winner has a mark").toContainText("✓");
  }
  await expect(rounds(page).locator("g.won")).toHaveCount(3);
  const { top, height } = await rounds(page).evaluate((figure) => ({
    top: figure.getBoundingClientRect().top,
    height: innerHeight,
  }));
  assert.ok(top < height / 2, "the bars begin in the upper half of the first screen");
});

test("the rounds are gone through by steps, by keyboard, and by themselves", async (t) => {
  const page = await visit(t, browser, site.url, { reducedMotion: "reduce" });
  await rounds(page).getByRole("img").waitFor();
  const [opening, last] = await roundOf(page);
  await page.getByRole("button", { name: "Back a round" }).click();
  await expect(place(page)).toHaveText(`Round ${opening - 1} of ${last}`);
  await page.waitForURL(new RegExp(`round=${opening - 1}`));
  await page.getByRole("button", { name: "Next round" }).click();
  await page.waitForURL((url) => !url.search.includes("round="));

  await slider(page).focus();
  await page.keyboard.press("Home");
  await expect(place(page)).toHaveText(`Round 1 of ${last}`);
  await expect(page.getByRole("button", { name: "Back a round" })).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("ArrowRight");
  await expect(place(page)).toHaveText(`Round 2 of ${last}`);
  await expect(slider(page)).toHaveAttribute("aria-valuetext", `Round 2 of ${last}`);
  await expect(rounds(page).getByRole("status")).toHaveText(/eliminated|elected/);
  await page.reload();
  await expect(place(page), "the address holds the round").toHaveText(`Round 2 of ${last}`);

  await slider(page).focus();
  await page.keyboard.press("End");
  await expect(place(page)).toHaveText(`Round ${last} of ${last}`);
  await page.waitForURL((url) => (url.searchParams.get("round") ?? String(opening)) === String(last));
  await page.getByRole("button", { name: "Play" }).click();
  await expect(place(page)).toHaveText(`Round 3 of ${last}`);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.waitForURL(/round=/);
  const [paused] = await roundOf(page);
  await page.waitForTimeout(2000);
  assert.equal((await roundOf(page))[0], paused, "a pause holds");
});

test("every round's votes and exhausted ballots are the ballots, in the table of rounds", async (t) => {
  const page = await visit(t, browser, site.url);
  await rounds(page).getByRole("img").waitFor();
  const [, last] = await roundOf(page);
  await rounds(page).getByText("The same as a table").click();
  const rows = rounds(page).locator("tbody tr");
  await rows.first().waitFor();
  const cells = await rows.evaluateAll((all) =>
    all.map((row) => [...row.children].map((cell) => cell.textContent.trim())),
  );
  const head = await rounds(page).locator("thead th").allInnerTexts();
  assert.equal(head.length, last + 2);
  const total = Number(
    (/share of ([\d,]+) ballots/.exec(await rounds(page).innerText())?.[1] ?? "").replaceAll(",", ""),
  );
  for (let column = 2; column < head.length; column += 1) {
    const sum = cells
      .filter(([name = ""]) => !/^(Quota|Majority|Threshold)$/.test(name))
      .reduce((all, row) => all + (Number((row[column] ?? "").replaceAll(",", "")) || 0), 0);
    assert.ok(Math.abs(sum - total) < 1e-6, `${head[column] ?? ""}: ${sum} of ${total}`);
  }
});

test("the rounds are saved as CSV, as RCTab has them, and as a picture", async (t) => {
  const page = await visit(t, browser, site.url, { acceptDownloads: true });
  const figure = rounds(page);
  await figure.getByRole("img").waitFor();
  await figure.getByText("Download, link, embed").click();
  const saved = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      figure.getByRole("button", { name, exact: true }).click(),
    ]);
    return { file: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  };
  const csv = await saved("CSV");
  assert.equal(csv.file, "sample-election-rounds.csv");
  assert.match(csv.text, /^\uFEFFcandidate_name,result,round_1,/);
  const { text } = await saved("RCTab JSON");
  const summary = JSON.parse(text) as {
    config: { contest: string };
    results: { round: number; tally: Record<string, string>; tallyResults: { elected?: string }[] }[];
  };
  const [, last] = await roundOf(page);
  assert.equal(summary.results.length, last);
  const elected = summary.results.flatMap(({ tallyResults }) => tallyResults.flatMap(({ elected }) => elected ?? []));
  assert.deepEqual(elected.sort(), (await winners(page)).sort());
  const svg = await saved("SVG");
  assert.match(svg.text, /✓/);
  assert.doesNotMatch(svg.text, /var\(--/);
});

test("a candidate is counted as if not having stood, and comes back", async (t) => {
  const page = await visit(t, browser, site.url);
  await headline(page).waitFor();
  const before = await winners(page);
  const [gone = ""] = before;
  await openAnew(page);
  await page.getByRole("button", { name: gone, exact: true }).click();
  await page.waitForURL(/without=/);
  await expect(headline(page)).toHaveText(new RegExp(`^As if ${gone} had not stood: `));
  await eventually(async () => {
    const [named, ...now] = await winners(page);
    assert.equal(named, gone);
    assert.equal(now.length, 3);
    assert.ok(!now.includes(gone));
  });
  await expect(page.getByRole("button", { name: gone, exact: true })).toHaveAttribute("aria-pressed", "true");
  await settled(page);
  await assertAccessible(page, "without a winner");
  await page.reload();
  await expect(headline(page), "the address holds who is left out").toHaveText(new RegExp(`^As if ${gone}`));
  await page.getByRole("button", { name: "Back to the election’s own count" }).click();
  await expect(headline(page)).toHaveText(/won the three seats\.$/);
  assert.deepEqual(await winners(page), before);
});

test("a name stays under the pointer, so that a second press at the same spot takes the first back", async (t) => {
  const page = await visit(t, browser, site.url, { viewport: { width: 1100, height: 700 } });
  await headline(page).waitFor();
  await openAnew(page);
  const names = page.locator(".anew .buttons button");
  await names.first().evaluate((button) => {
    button.scrollIntoView({ block: "center" });
  });
  const spotOf = async (place: number) => {
    const box = await names.nth(place).boundingBox();
    assert.ok(box);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  for (const place of [0, 3]) {
    const { x, y } = await spotOf(place);
    const own = await headline(page).innerText();
    await page.mouse.click(x, y);
    await expect(headline(page)).not.toHaveText(own, { useInnerText: true });
    const after = await spotOf(place);
    assert.ok(Math.abs(after.y - y) < 2, `moved by ${after.y - y} pixels`);
    await page.mouse.click(x, y);
    await expect(headline(page)).toHaveText(own, { useInnerText: true });
  }
});

test("the slider of seats changes how many are elected while it moves", async (t) => {
  const page = await visit(t, browser, site.url);
  await headline(page).waitFor();
  await openAnew(page);
  const seats = page.getByRole("slider", { name: "Seats, slider" });
  await expect(seats).toHaveValue("3");
  await seats.focus();
  for (const [key, elected] of [
    ["ArrowRight", 4],
    ["ArrowRight", 5],
    ["Home", 1],
  ] as const) {
    await page.keyboard.press(key);
    await expect(rounds(page).locator("g.won")).toHaveCount(elected);
  }
  await page.waitForURL(/seats=1/);
  await expect(headline(page)).toHaveText(/^With 1 seat: .* is elected\.$/);
});

test("other rules are chosen, and those that pass nothing on say that there is nothing to draw", async (t) => {
  const page = await visit(t, browser, site.url);
  await headline(page).waitFor();
  await openAnew(page);
  await page.getByRole("combobox", { name: "Rules" }).selectOption("meek");
  await page.waitForURL(/rules=meek/);
  await expect(headline(page)).toHaveText(/^By the rules “Meek”: /);
  await page.getByRole("heading", { name: "Where the votes went" }).click();
  await page.getByText("there are no transfers to draw").waitFor();
});

test("a group of voters is counted as a group, and nobody is said to have won", async (t) => {
  const page = await visit(t, browser, `${site.url}?where=${encodeURIComponent('{"first":36}')}`);
  await expect(headline(page)).toHaveText(/^On only the ballots of voters who rank .* first: .* elected\.$/);
  await page.getByText(/This is a count of the [\d,]+ ballots of this group only/).waitFor();
  await expect(page.getByRole("main")).not.toContainText(/would have won|won the/);
  await settled(page);
  await assertAccessible(page, "a group");
});

test("a what if says that it is one where it is embedded and in its files", async (t) => {
  const page = await visit(t, browser, `${site.url}?without=36&rules=irv`, { acceptDownloads: true });
  await expect(headline(page)).toHaveText(/ had not stood, with 1 seat, by the rules/);
  const [gone = ""] = await winners(page);
  const said = `As if ${gone} had not stood, with 1 seat, by the rules “Instant runoff”.`;
  await expect(rounds(page).locator("figcaption")).toContainText(said);
  await rounds(page).getByText("Download, link, embed").click();
  const title = /title="([^"]*)"/.exec(await rounds(page).getByRole("textbox").inputValue())?.[1];
  assert.ok(title?.replaceAll(/[\u2068\u2069]/g, "").endsWith(`. ${said}`), title);
  for (const name of ["CSV", "SVG"]) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      rounds(page).getByRole("button", { name, exact: true }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^sample-election-rounds-what-if-as-if-.*\.(csv|svg)$/);
    if (name === "SVG") assert.match(readFileSync(await download.path(), "utf8"), /had not stood/);
  }
  for (const chart of ["rounds", "streams"]) {
    const alone = await visit(t, browser, `${site.url}?without=36&rules=irv&embed=${chart}`);
    await expect(alone.getByRole("note")).toHaveText(said);
    await expect(alone.getByRole("img")).toHaveAccessibleName(/had not stood/);
    await assertAccessible(alone, chart);
  }
});

test("the streams of votes open when they are asked for", async (t) => {
  const page = await visit(t, browser, site.url);
  await headline(page).waitFor();
  await settled(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const figure = page.getByRole("figure", { name: /^Where the votes went/ });
  await expect(figure).toHaveCount(0);
  await page.getByRole("heading", { name: "Where the votes went" }).click();
  await figure.locator("path.moved").first().waitFor();
  assert.ok(
    asked.some((url) => url.includes("/Streams-")),
    "its code comes with it",
  );
  await figure.getByText("The same as a table").click();
  await figure.locator("tbody tr").first().waitFor();
  await settled(page);
  await assertAccessible(page, "streams");
  await assertFits(page, "streams");
});

test("an official result that differs from the count leads, and the difference is told", async (t) => {
  const page = await visit(t, browser, `${site.url}?snapshots=disputed`);
  await expect(headline(page)).toHaveText(/won the three seats\.$/);
  const official = await winners(page);
  const difference = page.getByRole("note");
  await expect(difference).toContainText("This is the official result. A count of the ballots that are published here");
  const counted = await difference.locator("bdi").allInnerTexts();
  assert.equal(counted.length, 3);
  assert.notDeepEqual([...counted].sort(), [...official].sort());
  for (const name of counted) await expect(rounds(page).locator("g.won", { hasText: name })).toHaveCount(1);
  await assertAccessible(page, "a difference");
  for (const chart of ["rounds", "streams"]) {
    const alone = await visit(t, browser, `${site.url}?snapshots=disputed&embed=${chart}`);
    await expect(alone.getByRole("note")).toHaveText(
      /^The official result is another than this count: .* won the three seats\.$/,
    );
    assert.deepEqual(await alone.getByRole("note").locator("bdi").allInnerTexts(), official);
  }
  await page.getByRole("link", { name: "Overview" }).click();
  await eventually(async () => {
    assert.deepEqual((await page.locator(".winners li").allInnerTexts()).sort(), [...official].sort());
  });
});

test("where votes cannot be counted by the rules of the place, the official result stands; any count has as many ballots", async (t) => {
  const page = await visit(t, browser, `${site.url}?snapshots=cambridge`);
  await expect(headline(page)).toHaveText("Ada and Bo won the two seats.");
  await expect(page.getByRole("note")).toContainText(
    /^This is the official result\. The votes are not counted here by the rules of this election, cambridge: /,
  );
  await expect(rounds(page)).toHaveCount(0);
  const ballots = page.getByText(/^13 ballots with a mark · 4 candidates/);
  await ballots.waitFor();
  await page.getByRole("heading", { name: "As if a candidate had not stood" }).waitFor();
  await assertAccessible(page, "not counted");
  await page.getByRole("combobox", { name: "Rules" }).selectOption("meek");
  await expect(headline(page)).toHaveText("By the rules “Meek”: Ada and Bo are elected.");
  await ballots.waitFor();
  await expect(rounds(page)).toContainText("share of 13 ballots");
  await page.getByText("The same as in the election itself.").waitFor();
});

test("a preset that states seats fills them", async (t) => {
  const page = await visit(t, browser, `${site.url}?snapshots=preset`);
  await expect(headline(page)).toHaveText("Ada, Bo and Cy won the three seats.");
  await expect(rounds(page).locator("g.won")).toHaveCount(3);
  await expect(page.getByRole("main")).not.toContainText("is not known");
  await openAnew(page);
  await expect(page.getByRole("slider", { name: "Seats, slider" })).toHaveValue("3");
  await page.getByText("The rules are portland-3.").waitFor();
});

test("a number of seats that nobody gave is told, of the election and of a group", async (t) => {
  const page = await visit(t, browser, `${site.url}?snapshots=unknown`);
  await expect(headline(page)).toHaveText("Ada and Bo won the two seats.");
  await page
    .getByText(
      "How many seats there are is not known: the count is for 2 seats, as many as there are official winners.",
    )
    .waitFor();
  await page.goto(`${site.url}?snapshots=unknown&where=${encodeURIComponent('{"ranks":1}')}`);
  await page.getByText("It is not known how many seats there were: the count is for two seats.").waitFor();
  await page.getByText(/^9 ballots · 4 candidates/).waitFor();
});

test("one candidate wins, in one round", async (t) => {
  const page = await visit(t, browser, `${site.url}?snapshots=single`);
  await expect(headline(page)).toHaveText("Only One won the seat.");
  await rounds(page).getByRole("img").waitFor();
  await expect(page.getByRole("button", { name: "Play" })).toHaveCount(0);
  await assertAccessible(page, "single");
});

test("hundreds of candidates are shown by who got furthest, the others together until asked for", async (t) => {
  const page = await visit(t, browser, `${site.url}?snapshots=many`);
  await headline(page).waitFor();
  await expect(rounds(page).locator("svg g")).toHaveCount(14);
  await rounds(page).getByText("465 others together").waitFor();
  await assertFits(page, "many");
  await page.getByRole("button", { name: "Show all 477 candidates" }).click();
  await expect(rounds(page).locator("svg g")).toHaveCount(478);
  await openAnew(page);
  await page.getByRole("combobox", { name: "Leave out" }).selectOption({ index: 3 });
  await page.waitForURL(/without=/);
});

test("a profile says what became of the candidate", async (t) => {
  const page = await visit(t, browser, `${site.url}?view=candidates&profile=36`);
  await page.getByText(/ was (elected|eliminated) in round \d+ with [\d,.]+ votes/).waitFor();
});

for (const [colorScheme, width] of [
  ["light", 320],
  ["light", 1280],
  ["dark", 375],
  ["dark", 1280],
] as const) {
  test(`the results are accessible and fit, ${colorScheme}, ${width} pixels wide`, async (t) => {
    for (const search of ["", "?round=1", "?view=results&embed=rounds"]) {
      const page = await visit(t, browser, `${site.url}${search}`, { colorScheme, viewport: { width, height: 800 } });
      await rounds(page).getByRole("img").waitFor();
      await settled(page);
      await assertAccessible(page, search);
      await assertFits(page, search);
      await page.close();
    }
  });
}

const skip = hasPortland ? false : "skipped: ../shared/data is not there";
test("Portland’s second district is told as it was certified", { skip }, async (t) => {
  const page = await visit(t, browser, `${site.url}?snapshots=portland`);
  await expect(headline(page)).toHaveText("Sameer Kanal, Elana Pirtle-Guiney and Dan Ryan won the three seats.");
  await expect(page.getByRole("note")).toHaveCount(0);
  await expect(place(page)).toHaveText("Round 22 of 23");
  await expect(rounds(page).locator("g.won")).toHaveCount(3);
  await screenshot(page, "portland-results");
  await page.goto(`${site.url}?snapshots=portland&round=18`);
  await rounds(page)
    .getByText(/^Michelle DePass has the fewest votes, [\d,]+, and is eliminated\.$/)
    .waitFor();
});
