// The native command line: the reference that every answer is compared with.
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
export const binary = [
  process.env.COALITION_LENS_BIN,
  `${root}target/debug/coalition-lens`,
  `${root}target/release/coalition-lens`,
].find((path) => path && existsSync(path));
if (!binary) throw new Error("the native binary is missing: run cargo build, or set COALITION_LENS_BIN");

export const run = (...options) =>
  execFileSync(binary, options, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** The JSON that `coalition-lens query` prints, without the time taken. */
export function nativeAnswer(folder, { election, query, params }) {
  const flags = Object.entries(params).map(([name, value]) => `--${name.replaceAll("_", "-")}=${asFlag(value)}`);
  return withoutTime(run("query", folder, query, "--election", election, ...flags).trim());
}

/** `query_time_ms` is the one figure that may differ. */
export const withoutTime = (json) => json.replace(/"query_time_ms":[^,}]+/, '"query_time_ms":0');

/** `coalition-lens serve` on a free port. */
export async function serve(folder) {
  const process = spawn(binary, ["serve", folder, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  const url = await new Promise((resolve, reject) => {
    for (const stream of [process.stdout, process.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        const found = /https?:\/\/[^\s/]+\/?/.exec(line);
        if (found) resolve(found[0].replace(/\/?$/, "/"));
      });
    }
    process.on("exit", (code) => reject(new Error(`coalition-lens serve ended with ${code}`)));
  });
  return { url, close: () => process.kill() };
}

const asFlag = (value) => (typeof value === "object" ? JSON.stringify(value) : value);
