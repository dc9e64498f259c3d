// Pictures of every view, for docs/. Usage: screenshots.mjs ADDRESS [FOLDER]; ADDRESS is a served site with the sample election
// (make demo), FOLDER defaults to docs.
/* global document, scrollTo, scrollY -- in the page */
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [address, folder = join(root, "docs")] = process.argv.slice(2);
if (!address) {
  console.error("usage: screenshots.mjs ADDRESS [FOLDER]");
  process.exit(2);
}

const WIDE = { width: 1000, height: 620 };
const NARROW = { width: 390, height: 800 };
const asked = (state) =>
  Object.entries(state)
    .map(([name, value]) => `&${name}=${encodeURIComponent(typeof value === "object" ? JSON.stringify(value) : value)}`)
    .join("");

const PICTURES = [
  { name: "results", state: {} },
  { name: "streams", state: { embed: "streams" }, from: "figure" },
  { name: "overview-dark", state: { view: "overview" }, colorScheme: "dark" },
  { name: "coalitions", state: { view: "coalitions" }, from: "figure" },
  { name: "coalitions-narrow", state: { view: "coalitions" }, viewport: NARROW, from: "figure" },
  { name: "matrix", state: { view: "coalitions", form: "matrix" }, from: "figure" },
  { name: "pairs", state: { view: "pairs" }, from: "h2" },
  { name: "pair", state: { view: "pairs", pair: "36-37" }, viewport: { width: 860, height: 620 } },
  { name: "candidates", state: { view: "candidates" } },
  { name: "profile", state: { view: "candidates", profile: 36 }, from: "h2" },
  { name: "voters", state: { view: "voters", where: { first: 36 }, against: { first: 37 } }, from: ".results" },
  { name: "performance", state: { view: "performance" }, visit: ["pairs", "coalitions", "candidates", "voters"] },
  { name: "about", state: { view: "about" } },
];

const { args } = JSON.parse(readFileSync(join(root, "webdriver.json"), "utf8"))["goog:chromeOptions"];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: args.filter((flag) => !flag.startsWith("--headless")),
});
mkdirSync(folder, { recursive: true });

const settled = (page) =>
  page.waitForFunction(
    () =>
      !document.querySelector("[aria-busy=true], .skeleton") &&
      [...document.querySelectorAll(".plotted")].every(({ firstChild }) => firstChild),
  );

for (const { name, state, from, visit = [], viewport = WIDE, colorScheme = "light" } of PICTURES) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(`${address}?election=sample${asked(visit.length > 0 ? { view: visit[0] } : state)}`);
  await page.locator("main h2").first().waitFor();
  await settled(page);
  for (const view of [...visit.slice(1), ...(visit.length > 0 ? [state.view] : [])]) {
    await page.locator(`nav a[href*="view=${view}"]`).click();
    await page.waitForURL(new RegExp(`view=${view}`));
    await page.waitForTimeout(500);
    await settled(page);
  }
  // From a heading on, with a little room above it.
  if (from) {
    await page
      .locator(`main ${from}:visible`)
      .first()
      .evaluate((element) => scrollTo(0, element.getBoundingClientRect().top + scrollY - 16));
  }
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
}
await browser.close();
