// How a page follows a slider: the least strength is dragged to and fro over the network of a served election, and every frame
// and every change is timed by the page's own clock. Prints JSON: milliseconds from the slider's event to the next paint, from
// the slider's last event to the paint of a drawing that has changed (at most a frame too many), and between one frame and the
// next. Usage: drag.mjs ADDRESS ELECTION [VIEW[?PARAMETERS]…]
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [address, election, ...views] = process.argv.slice(2);
if (!address || !election) {
  console.error("usage: drag.mjs ADDRESS ELECTION [VIEW…]");
  process.exit(2);
}

const STEPS = 60;
const STEP_MS = 33;

/** In the page: notes every frame, and for each change of the slider when it was painted. */
function watch() {
  const noted = { frames: [], painted: [], redrawn: [], long: [] };
  let last;
  let event;
  const frame = (now) => {
    if (last !== undefined) noted.frames.push(now - last);
    last = now;
    noted.request = requestAnimationFrame(frame);
  };
  noted.request = requestAnimationFrame(frame);
  const atPaint = (note) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => note(performance.now());
      port2.postMessage(null);
    });
  addEventListener(
    "input",
    ({ timeStamp }) => {
      event = timeStamp;
      atPaint((now) => noted.painted.push(now - timeStamp));
    },
    true,
  );
  new MutationObserver(() => {
    const since = event;
    event = undefined;
    if (since !== undefined) atPaint((now) => noted.redrawn.push(now - since));
  }).observe(document.querySelector("svg[data-drawing]").parentElement, { childList: true, subtree: true });
  new PerformanceObserver((list) => {
    for (const { duration, blockingDuration = 0 } of list.getEntries()) noted.long.push([duration, blockingDuration]);
  }).observe({ type: "long-animation-frame" });
  globalThis.noted = noted;
}

const round = (value) => Math.round(value * 10) / 10;
function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { count: sorted.length, median: at(0.5), p95: at(0.95), max: round(sorted.at(-1) ?? 0) };
}

const { args } = JSON.parse(readFileSync(join(root, "webdriver.json"), "utf8"))["goog:chromeOptions"];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: args.filter((flag) => !flag.startsWith("--headless")),
});

async function drag(view) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const [name, where = ""] = view.split("?");
  await page.goto(
    `${address}?election=${election}&view=${name}&min_strength=0${where && `&${new URLSearchParams(where)}`}`,
  );
  await page.locator("svg[data-drawing] .node").first().waitFor();
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true], .skeleton"));
  await page.waitForTimeout(2000);
  const slider = page.getByRole("slider", { name: /^Strength/ });
  const { x, y, width, height } = await slider.boundingBox();
  const at = (share) => [x + 8 + (width - 16) * share, y + height / 2];
  const from = await slider.evaluate(({ valueAsNumber, min, max }) => (valueAsNumber - min) / (max - min));
  await page.evaluate(watch);
  await page.mouse.move(...at(from));
  await page.mouse.down();
  for (let step = 1; step <= STEPS; step += 1) {
    const wave = 0.5 - 0.5 * Math.cos((4 * Math.PI * step) / STEPS);
    await page.mouse.move(...at(from + (0.85 - from) * wave));
    await page.waitForTimeout(STEP_MS);
  }
  await page.mouse.up();
  const noted = await page.evaluate(() => {
    cancelAnimationFrame(globalThis.noted.request);
    return globalThis.noted;
  });
  const edges = await page.locator("svg[data-drawing] line").count();
  await page.close();
  return {
    edges,
    eventToNextPaint: summary(noted.painted),
    eventToChangedDrawing: summary(noted.redrawn),
    frame: summary(noted.frames),
    framesOver50ms: noted.frames.filter((ms) => ms > 50).length,
    longAnimationFrames: noted.long.map(([duration, blocking]) => ({
      duration: round(duration),
      blocking: round(blocking),
    })),
  };
}

const figures = {};
const VIEWS = ["coalitions", 'voters?where={"length":{"min":2}}'];
for (const view of views.length > 0 ? views : VIEWS) figures[view] = await drag(view);
console.log(JSON.stringify({ election, unit: "ms", ...figures }, null, 2));
await browser.close();
