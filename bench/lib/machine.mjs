// What a result depends on: machine, versions, date.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { BENCH, ROOT } from "./places.mjs";

const output = (...command) => {
  try {
    return execFileSync(command[0], command.slice(1), {
      encoding: "utf8",
      cwd: ROOT,
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return null;
  }
};

/** With a mark when what was measured is not what is committed; results and the summary in the README change by measuring. */
function commit() {
  const changed = output("git", "status", "--porcelain", "--", ":!bench/results", ":!README.md");
  return (output("git", "describe", "--always") ?? "unknown") + (changed ? "-dirty" : "");
}

export function machine(browser) {
  const { dependencies } = JSON.parse(readFileSync(join(BENCH, "package.json"), "utf8"));
  const [, version] = /^version = "(.+)"$/m.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"));
  return {
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    commit: commit(),
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `Linux ${release()}`,
    load: Number(readFileSync("/proc/loadavg", "utf8").split(" ")[0]),
    chromium: browser?.version() ?? null,
    node: process.versions.node,
    rustc: output("rustc", "--version")?.replace("rustc ", ""),
    "coalition-lens": version,
    ...(browser && dependencies),
  };
}
