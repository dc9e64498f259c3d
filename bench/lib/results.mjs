// Results as JSON files, one for each part of the suite.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RESULTS } from "./places.mjs";

/** Four significant digits: more is noise. */
const rounded = (_, value) =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;

export function writeResult(name, result) {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(result, rounded, 1)}\n`);
}

export function readResult(name) {
  try {
    return JSON.parse(readFileSync(join(RESULTS, `${name}.json`), "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw new Error(`bench/results/${name}.json is not a result: ${error.message}`, { cause: error });
  }
}
