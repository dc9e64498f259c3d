// The readers part: exports that are no plain table, against what else reads them.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { machine } from "./lib/machine.mjs";
import { BENCH, BINARY, PYTHON, REAL, ROOT, TARGET } from "./lib/places.mjs";
import { writeResult } from "./lib/results.mjs";
import { say } from "./lib/say.mjs";
import { ratio, summary } from "./lib/stats.mjs";

/** An older DuckDB, whose excel extension can be installed by name. */
const EXCEL = join(ROOT, ".tools/python-excel");
const WORKBOOK = "rctab/2013_minneapolis_mayor/2013_minneapolis_mayor_cvr.xlsx";

function measured(title, what, source, rounds, { args = [], env = {} } = {}) {
  if (!existsSync(join(REAL, source))) {
    say(`skipped: ${title}: ${join(REAL, source)} is absent`);
    return null;
  }
  const output = execFileSync(
    PYTHON,
    [join(BENCH, "native/readers.py"), what, BINARY, join(REAL, source), String(rounds), ...args],
    { encoding: "utf8", env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const { seconds, alone: readingAlone, ...rest } = JSON.parse(output);
  const [ours] = Object.values(seconds);
  // In a process that is already running, as the others are.
  const alone = seconds[readingAlone];
  const readers = Object.entries(seconds).map(([name, each]) => ({
    title: name,
    ...summary(each),
    ratio: ratio(each, ours),
    ...(alone && { ratioToReading: ratio(each, alone) }),
  }));
  say(`${title}: ${readers.map(({ title: name, median }) => `${name} ${median.toFixed(2)} s`).join(", ")}`);
  return { title, readers, ...rest };
}

export async function readersPart({ rounds = 9 } = {}) {
  if (!existsSync(PYTHON)) {
    say(`skipped: reading exports: ${PYTHON} is absent (bench/bench.sh makes it)`);
    return;
  }
  const exports = [
    measured("Minneapolis 2013, workbook", "workbook", WORKBOOK, rounds, {
      args: [join(TARGET, "release/examples/reading")],
      env: { PYTHONPATH: EXCEL },
    }),
    measured("San Francisco 2020, Dominion JSON", "dominion", "dominion_sf", rounds),
  ];
  writeResult("readers", { exports: exports.filter(Boolean), machine: machine() });
}
