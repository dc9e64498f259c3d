// Measurements that other scripts make, if they are there: their output is JSON, or text whose last line is JSON.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BINARY, ROOT } from "./lib/places.mjs";
import { writeResult } from "./lib/results.mjs";
import { say } from "./lib/say.mjs";

const SCRIPTS = {
  cache: { script: "scripts/bench-cache.mjs", what: "the cache: what a miss and the monitor cost" },
  drag: { script: "scripts/bench-drag.mjs", what: "frames while a slider is dragged" },
};

function parsed(output) {
  for (const text of [output, output.trim().split("\n").at(-1)]) {
    try {
      return JSON.parse(text);
    } catch {
      // The other form, then.
    }
  }
  return { text: output.trim() };
}

export function extrasPart() {
  for (const [name, { script, what }] of Object.entries(SCRIPTS)) {
    if (!existsSync(join(ROOT, script))) {
      say(`skipped: ${what}: there is no ${script}`);
      continue;
    }
    say(what);
    const { status, stdout, error } = spawnSync(process.execPath, [script, "--json"], {
      cwd: ROOT,
      encoding: "utf8",
      env: { ...process.env, COALITION_LENS_BIN: BINARY },
      stdio: ["ignore", "pipe", "inherit"],
      timeout: 300_000,
    });
    if (status !== 0) throw new Error(`${script} failed${error ? `: ${error.message}` : ""}`);
    writeResult(name, parsed(stdout));
  }
}
