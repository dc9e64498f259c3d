// Measurements that programs of their own make: what the cache costs, and how the page follows a slider. Kept as they print them.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./lib/browser.mjs";
import { startServer } from "./lib/command.mjs";
import { prepare, present, SNAPSHOTS } from "./lib/data.mjs";
import { machine } from "./lib/machine.mjs";
import { BINARY, PACKAGE, ROOT, SCRATCH } from "./lib/places.mjs";
import { writeResult } from "./lib/results.mjs";
import { say } from "./lib/say.mjs";

const PAGE = join(ROOT, "www/dist");
const MOST_MS = 300_000;

function printed(script, args) {
  const { status, stdout, error } = spawnSync(process.execPath, [join(ROOT, script), ...args], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    timeout: MOST_MS,
  });
  if (status !== 0) throw new Error(`${script} failed${error ? `: ${error.message}` : ""}`);
  return stdout.trim();
}

function cache(script) {
  writeResult("cache", { text: printed(script, [BINARY, PACKAGE]), machine: machine() });
}

/** The page with the snapshots, as `make site` lays them. */
async function drag(script) {
  if (!existsSync(join(PAGE, "index.html"))) {
    say("skipped: the page is not built (scripts/build-page.sh)");
    return;
  }
  const [election = "sample"] = present(["d2"]);
  await prepare([election]);
  const site = join(SCRATCH, "drag-site");
  rmSync(site, { recursive: true, force: true });
  cpSync(PAGE, site, { recursive: true });
  cpSync(SNAPSHOTS, join(site, "snapshots"), { recursive: true });
  const { url, stop } = await startServer(site);
  try {
    const figures = JSON.parse(printed(script, [url.href, election]));
    const browser = await launch();
    const chromium = browser.version();
    await browser.close();
    writeResult("drag", { ...figures, machine: { ...machine(), chromium } });
  } finally {
    stop();
  }
}

export async function extrasPart() {
  for (const [script, run] of [
    ["bench/cache.mjs", cache],
    ["bench/drag.mjs", drag],
  ]) {
    say(script);
    try {
      await run(script);
    } catch (error) {
      // The rest of the report does not depend on it.
      console.error(`error: ${error.message}`);
      process.exitCode = 1;
    }
  }
}
